//! One window for a data folder: a second start brings the first one forward and ends.

use sha2::{Digest, Sha256};
use std::path::Path;
use tauri::{Wry, plugin::TauriPlugin};

/// The plugin, for this folder and profile. Where the desktop has no session bus it does nothing; then the lock
/// file in the data folder still keeps a second window from opening it.
pub(crate) fn plugin(folder: Option<&Path>, profile: Option<&str>) -> TauriPlugin<Wry> {
    tauri_plugin_single_instance::Builder::new()
        .dbus_id(bus_name(folder, profile))
        .callback(|app, _arguments, _folder| super::window::bring_forward(app))
        .build()
}

/// A name of the session bus: parts of letters, digits and underscores, none beginning with a digit.
fn bus_name(folder: Option<&Path>, profile: Option<&str>) -> String {
    let folder = folder.map(|folder| std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned()));
    let hashed = Sha256::new()
        .chain_update(folder.unwrap_or_default().as_os_str().as_encoded_bytes())
        .chain_update([0])
        .chain_update(profile.unwrap_or_default())
        .finalize();
    let mark: String = hashed.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("app.holdfast.desktop.f{mark}")
}

/// How often a start that met an ending one is begun again.
const MOST_TRIES: u32 = 5;
const TRY: &str = "HOLDFAST_START_TRY";

/// Starts this program anew when the running instance ended while it was being told of this start: the window
/// that was just closed must not keep the next one from opening. Returns when that is not what happened, or
/// has happened too often.
pub(crate) fn start_again_after(error: &tauri::Error) {
    let tauri::Error::PluginInitialization(plugin, _) = error else { return };
    let tries = std::env::var(TRY).ok().and_then(|tries| tries.parse::<u32>().ok()).unwrap_or(0);
    if plugin != "single-instance" || MOST_TRIES <= tries {
        return;
    }
    tracing::warn!(%error, tries, "the running instance is ending: starting again");
    std::thread::sleep(std::time::Duration::from_millis(400));
    #[cfg(unix)]
    if let Ok(program) = std::env::current_exe() {
        use std::os::unix::process::CommandExt;
        let error = std::process::Command::new(program)
            .args(std::env::args_os().skip(1))
            .env(TRY, (tries + 1).to_string())
            .exec();
        tracing::error!(%error, "the program could not be started again");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_and_profiles_have_names_of_their_own() {
        let (a, b) = (Path::new("/nowhere/a"), Path::new("/nowhere/b"));
        let name = bus_name(Some(a), None);
        assert_eq!(name, bus_name(Some(a), None));
        assert_ne!(name, bus_name(Some(b), None));
        assert_ne!(name, bus_name(Some(a), Some("test")));
        assert!(name.split('.').all(|part| part.starts_with(|c: char| c.is_ascii_lowercase())), "{name}");
    }

    #[cfg(unix)]
    #[test]
    fn two_ways_to_one_folder_have_one_name() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real"), folder.path().join("link"));
        std::fs::create_dir(&real).unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        assert_eq!(bus_name(Some(&real), None), bus_name(Some(&link), None));
    }
}
