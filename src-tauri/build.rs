//! Declares every command, so that a window may call only what a capability grants.

#[path = "src/command_names.rs"]
mod command_names;

fn main() {
    println!("cargo:rerun-if-changed=src/command_names.rs");
    // The built UI is embedded at compile time: a new one must not leave the old one in the binary.
    println!("cargo:rerun-if-changed=../ui/dist");
    let manifest = tauri_build::AppManifest::new().commands(command_names::COMMANDS);
    if let Err(error) = tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest)) {
        println!("cargo:warning={error:#}");
        std::process::exit(1);
    }
}
