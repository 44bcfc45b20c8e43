//! Where the programs under test, and the one that drives the window, are found.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// A program of this workspace: in `HOLDFAST_TEST_BIN_DIR`, else in the folder that holds this test.
///
/// # Errors
/// When it has not been built.
pub fn built(name: &str) -> Result<PathBuf> {
    let folder = match std::env::var_os("HOLDFAST_TEST_BIN_DIR") {
        Some(folder) => PathBuf::from(folder),
        None => beside_tests()?,
    };
    let program = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    if program.is_file() {
        return Ok(program);
    }
    bail!("{} has not been built; `cargo xtask test` builds it", program.display())
}

/// tauri-driver: by `HOLDFAST_TAURI_DRIVER`, else where `cargo xtask setup` puts it, else on the PATH.
///
/// # Errors
/// When it is in none of these places.
pub fn tauri_driver() -> Result<PathBuf> {
    let named = std::env::var_os("HOLDFAST_TAURI_DRIVER").map(PathBuf::from);
    let own = std::env::home_dir().map(|home| home.join(".cache/holdfast/tools/bin/tauri-driver"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    named
        .into_iter()
        .chain(own)
        .chain(std::env::split_paths(&path).map(|folder| folder.join("tauri-driver")))
        .find(|candidate| candidate.is_file())
        .context("tauri-driver is not installed; `cargo xtask setup` installs it")
}

/// Python with the libraries of the system's packages, where others come before it on the PATH.
#[must_use]
pub fn python() -> &'static str {
    if Path::new("/usr/bin/python3").exists() { "/usr/bin/python3" } else { "python3" }
}

/// Tests lie in `<target>/<profile>/deps`, the programs one folder above.
fn beside_tests() -> Result<PathBuf> {
    let test = std::env::current_exe().context("cannot tell where this test lies")?;
    let folder = test.parent().and_then(Path::parent).context("this test lies at the root")?;
    Ok(folder.to_path_buf())
}
