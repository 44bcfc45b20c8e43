//! What each command needs from the machine, installed when it is missing.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process;
use crate::ui;

/// The tauri-driver release that the window tests are written for.
const TAURI_DRIVER: &str = "2.1.0";
/// The oldest Node that the UI's tools run on.
const NODE_MAJOR: u32 = 20;
/// What npm installed last, below ui/.
const STAMP: &str = "node_modules/.holdfast-lock";

/// A set of system packages that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Compiling the window.
    Build,
    /// Showing and photographing it without a display, with a keyring of its own.
    Display,
    /// Driving it from tests.
    WebDriver,
    /// The engine that shared components of the UI are tested in.
    Browser,
    /// Other programs that write vaults for the tests and read ours.
    Vaults,
    /// Reading back, in tests, what was printed and exported.
    Readers,
}

/// How a package shows on a system without apt.
enum Probe {
    /// A library that pkg-config knows.
    Library(&'static str),
    /// A program on the PATH.
    Program(&'static str),
    /// Nothing depends on it but looks.
    Unseen,
}

struct Package {
    need: Need,
    apt: &'static str,
    probe: Probe,
}

const fn package(need: Need, apt: &'static str, probe: Probe) -> Package {
    Package { need, apt, probe }
}

const PACKAGES: &[Package] = &[
    package(Need::Build, "build-essential", Probe::Program("cc")),
    package(Need::Build, "pkg-config", Probe::Program("pkg-config")),
    package(Need::Build, "libwebkit2gtk-4.1-dev", Probe::Library("webkit2gtk-4.1")),
    package(Need::Build, "libayatana-appindicator3-dev", Probe::Library("ayatana-appindicator3-0.1")),
    package(Need::Build, "librsvg2-dev", Probe::Library("librsvg-2.0")),
    package(Need::Build, "libssl-dev", Probe::Library("openssl")),
    package(Need::Build, "libdbus-1-dev", Probe::Library("dbus-1")),
    package(Need::Build, "libxdo-dev", Probe::Unseen),
    package(Need::Display, "xvfb", Probe::Program("Xvfb")),
    package(Need::Display, "xauth", Probe::Program("xauth")),
    package(Need::Display, "dbus", Probe::Program("dbus-daemon")),
    package(Need::Display, "dbus-x11", Probe::Unseen),
    package(Need::Display, "gnome-keyring", Probe::Program("gnome-keyring-daemon")),
    package(Need::Display, "libsecret-tools", Probe::Program("secret-tool")),
    package(Need::Display, "imagemagick", Probe::Program("import")),
    package(Need::Display, "xdotool", Probe::Program("xdotool")),
    package(Need::Display, "fonts-dejavu", Probe::Unseen),
    package(Need::Display, "fonts-noto-core", Probe::Unseen),
    package(Need::WebDriver, "webkit2gtk-driver", Probe::Program("WebKitWebDriver")),
    package(Need::WebDriver, "openbox", Probe::Program("openbox")),
    package(Need::WebDriver, "xclip", Probe::Program("xclip")),
    package(Need::WebDriver, "procps", Probe::Program("ps")),
    package(Need::Browser, "chromium", Probe::Program("chromium")),
    package(Need::Vaults, "keepassxc", Probe::Program("keepassxc-cli")),
    package(Need::Vaults, "libfile-keepass-perl", Probe::Unseen),
    package(Need::Vaults, "python3-pykeepass", Probe::Unseen),
    package(Need::Readers, "poppler-utils", Probe::Program("pdftoppm")),
    package(Need::Readers, "age", Probe::Program("age")),
    package(Need::Readers, "zbar-tools", Probe::Program("zbarimg")),
    package(Need::Readers, "python3-openpyxl", Probe::Unseen),
    package(Need::Readers, "python3-icalendar", Probe::Unseen),
];

const ELSEWHERE: &str = "\
Install by hand, then run the command again:
  Fedora   sudo dnf install gcc pkgconf webkit2gtk4.1-devel libayatana-appindicator-gtk3-devel librsvg2-devel
           openssl-devel dbus-devel libxdo-devel nodejs npm
           to test, or to run without a display: webkit2gtk-driver xorg-x11-server-Xvfb xauth dbus-daemon
           chromium gnome-keyring libsecret ImageMagick xdotool openbox xclip procps-ng dejavu-sans-fonts keepassxc
           python3-pykeepass perl-File-KeePass poppler-utils age zbar-tools python3-openpyxl
           python3-icalendar
  Arch     sudo pacman -S --needed base-devel webkit2gtk-4.1 libayatana-appindicator librsvg openssl dbus xdotool
           nodejs npm
           to test, or to run without a display: xorg-server-xvfb xorg-xauth chromium gnome-keyring libsecret imagemagick
           openbox xclip procps-ng ttf-dejavu keepassxc python-pykeepass perl-file-keepass poppler age zbar python-openpyxl
           python-icalendar
  macOS    xcode-select --install, and Node 20 or later
  Windows  Visual Studio Build Tools with the C++ workload, the WebView2 runtime, and Node 20 or later";

/// Everything any command needs, or cargo-deny alone.
///
/// # Errors
/// When something cannot be installed, the message says what to do; or when an argument is not known.
pub fn setup(arguments: &[String]) -> Result<()> {
    match arguments.first().map(String::as_str) {
        None => everything(),
        Some("deny") => cargo_deny(),
        Some(unknown) => bail!("setup knows \"deny\", not {unknown:?}"),
    }
}

fn everything() -> Result<()> {
    system(&[Need::Build, Need::Display, Need::WebDriver, Need::Browser, Need::Vaults, Need::Readers])?;
    node_modules()?;
    tauri_driver()?;
    println!("Everything is in place.");
    Ok(())
}

/// The system packages for the given needs.
///
/// # Errors
/// When they are missing and cannot be installed; the message says what to install.
pub fn system(needs: &[Need]) -> Result<()> {
    if !cfg!(target_os = "linux") {
        return on_path_or_explain("cargo");
    }
    let missing = missing(needs)?;
    if has_apt() {
        return install_with_apt(&missing);
    }
    if missing.is_empty() {
        return Ok(());
    }
    bail!("this system has no apt, and lacks (by their Debian names): {}\n\n{ELSEWHERE}", missing.join(" "));
}

/// Looks whether what compiling the window and checking the UI need is there, and installs nothing.
///
/// # Errors
/// When something is missing; the message names it, and the command that installs it.
pub fn look() -> Result<()> {
    let mut lacks = Vec::new();
    if cfg!(target_os = "linux") {
        let packages = missing(&[Need::Build])?;
        if !packages.is_empty() {
            lacks.push(format!("system packages, by their Debian names: {}", packages.join(" ")));
        }
    }
    if node_major().is_none_or(|major| NODE_MAJOR > major) || process::on_path("npm").is_none() {
        lacks.push(format!("Node {NODE_MAJOR} or later, with npm"));
    }
    if !has_node_modules()? {
        lacks.push("the npm packages of ui/package-lock.json".to_owned());
    }
    if lacks.is_empty() {
        return Ok(());
    }
    bail!(
        "nothing was checked, since this is missing:\n  {}\n`cargo xtask setup` installs it",
        lacks.join("\n  ")
    )
}

/// Those packages of the given needs that are not installed, by their Debian names.
fn missing(needs: &[Need]) -> Result<Vec<&'static str>> {
    let wanted = PACKAGES.iter().filter(|package| needs.contains(&package.need));
    if has_apt() {
        return missing_from_dpkg(&wanted.map(|package| package.apt).collect::<Vec<_>>());
    }
    Ok(wanted.filter(|package| !is_present(&package.probe)).map(|package| package.apt).collect())
}

fn has_apt() -> bool {
    process::on_path("apt-get").is_some() && process::on_path("dpkg-query").is_some()
}

/// The npm packages of the UI, when they are not those of package-lock.json.
///
/// # Errors
/// When Node is missing or too old, or npm fails.
pub fn node_modules() -> Result<()> {
    node()?;
    if has_node_modules()? {
        return Ok(());
    }
    process::run(&mut ui::npm(&["ci", "--no-audit", "--no-fund"]))?;
    let ui = process::root().join("ui");
    std::fs::copy(ui.join("package-lock.json"), ui.join(STAMP)).context("cannot note what npm installed")?;
    Ok(())
}

/// Whether the npm packages of the UI are those of package-lock.json.
fn has_node_modules() -> Result<bool> {
    let ui = process::root().join("ui");
    let lock = std::fs::read(ui.join("package-lock.json")).context("cannot read ui/package-lock.json")?;
    Ok(std::fs::read(ui.join(STAMP)).is_ok_and(|installed| installed == lock))
}

/// cargo-deny, which looks at the licenses and sources of dependencies. Takes minutes to build.
fn cargo_deny() -> Result<()> {
    if cargo_deny_path().is_some() {
        return Ok(());
    }
    let mut command = process::cargo(&["install", "cargo-deny", "--locked", "--root"]);
    process::run(command.arg(process::tools_dir()).env_remove("CARGO_TARGET_DIR"))
}

/// Where cargo-deny is, if it is anywhere.
pub fn cargo_deny_path() -> Option<PathBuf> {
    let own = process::tools_dir().join("bin").join(format!("cargo-deny{}", std::env::consts::EXE_SUFFIX));
    if own.is_file() { Some(own) } else { process::on_path("cargo-deny") }
}

/// tauri-driver, which stands between the window tests and the web view.
///
/// # Errors
/// When it is missing and cannot be built.
pub fn tauri_driver() -> Result<()> {
    if tauri_driver_path().is_file() {
        return Ok(());
    }
    let mut command =
        process::cargo(&["install", "tauri-driver", "--version", TAURI_DRIVER, "--locked", "--root"]);
    process::run(command.arg(process::tools_dir()).env_remove("CARGO_TARGET_DIR"))
}

/// Where [`tauri_driver`] puts it.
pub fn tauri_driver_path() -> PathBuf {
    process::tools_dir().join("bin").join(format!("tauri-driver{}", std::env::consts::EXE_SUFFIX))
}

fn on_path_or_explain(program: &str) -> Result<()> {
    if process::on_path(program).is_some() {
        return Ok(());
    }
    bail!("{program} is not on the PATH\n\n{ELSEWHERE}")
}

fn is_present(probe: &Probe) -> bool {
    match probe {
        Probe::Library(name) => process::output(Command::new("pkg-config").args(["--exists", name])).is_ok(),
        Probe::Program(name) => process::on_path(name).is_some(),
        Probe::Unseen => true,
    }
}

fn missing_from_dpkg<'a>(names: &[&'a str]) -> Result<Vec<&'a str>> {
    // It ends with a failure when it has never heard of one of the names, and still lists the others.
    let output = Command::new("dpkg-query")
        .args(["--show", "--showformat", "${db:Status-Abbrev}${Package}\n"])
        .args(names)
        .output()
        .context("cannot start dpkg-query")?;
    Ok(not_installed(names, &String::from_utf8_lossy(&output.stdout)))
}

/// Those of `names` that a listing of dpkg-query does not show as installed.
fn not_installed<'a>(names: &[&'a str], listing: &str) -> Vec<&'a str> {
    let installed: Vec<&str> =
        listing.lines().filter_map(|line| line.strip_prefix("ii ")).map(str::trim).collect();
    names.iter().copied().filter(|name| !installed.contains(name)).collect()
}

fn install_with_apt(missing: &[&str]) -> Result<()> {
    if missing.is_empty() {
        return Ok(());
    }
    let mut install = vec!["install", "--yes", "--no-install-recommends"];
    install.extend(missing);

    if !has_package_lists(Path::new("/var/lib/apt/lists")) {
        process::run(&mut apt_get(&["update"])?)?;
    } else if process::run(&mut apt_get(&install)?).is_ok() {
        return Ok(());
    } else {
        // Old lists name files that the mirrors have replaced.
        process::run(&mut apt_get(&["update"])?)?;
    }
    process::run(&mut apt_get(&install)?)
}

fn has_package_lists(dir: &Path) -> bool {
    std::fs::read_dir(dir).is_ok_and(|entries| {
        entries.flatten().any(|entry| entry.file_name().to_string_lossy().contains("_Packages"))
    })
}

/// apt-get as root: directly, or through sudo.
fn apt_get(arguments: &[&str]) -> Result<Command> {
    let user = process::output(Command::new("id").arg("-u"))?;
    let mut command = if user.trim_ascii() == b"0" {
        Command::new("env")
    } else if process::on_path("sudo").is_some() {
        let mut sudo = Command::new("sudo");
        sudo.arg("env");
        sudo
    } else {
        bail!("to install system packages, be root or have sudo; wanted: apt-get {}", arguments.join(" "));
    };
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]).args(arguments);
    Ok(command)
}

/// Node and npm, new enough.
fn node() -> Result<()> {
    if let Some(major) = node_major() {
        if major < NODE_MAJOR {
            bail!(
                "Node {major} is too old: the UI needs Node {NODE_MAJOR} or later, from https://nodejs.org"
            );
        }
        if process::on_path("npm").is_some() {
            return Ok(());
        }
    }
    if has_apt() && apt_node_major().is_some_and(|major| NODE_MAJOR <= major) {
        return install_with_apt(&["nodejs", "npm"]);
    }
    bail!(
        "the UI needs Node {NODE_MAJOR} or later with npm; this system's packages have none that is new enough.\n\
         Install it from https://nodejs.org or with a version manager, then run the command again.\n\n{ELSEWHERE}"
    );
}

fn node_major() -> Option<u32> {
    let version = process::output(Command::new("node").arg("--version")).ok()?;
    major(String::from_utf8_lossy(&version).trim().strip_prefix('v')?)
}

fn apt_node_major() -> Option<u32> {
    let policy = process::output(Command::new("apt-cache").args(["policy", "nodejs"])).ok()?;
    let policy = String::from_utf8_lossy(&policy);
    major(policy.lines().find_map(|line| line.trim().strip_prefix("Candidate: "))?)
}

fn major(version: &str) -> Option<u32> {
    version.split(['.', '~', '-']).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_packages_in_state_installed_count() {
        let listing = "ii xvfb\nrc dbus\nun xauth\n";
        assert_eq!(
            not_installed(&["xvfb", "dbus", "xauth", "openbox"], listing),
            ["dbus", "xauth", "openbox"]
        );
    }

    #[test]
    fn the_major_version_is_read_from_what_node_and_apt_say() {
        assert_eq!(major("20.20.2"), Some(20));
        assert_eq!(major("18.20.4+dfsg-1~deb12u1"), Some(18));
        assert_eq!(major("(none)"), None);
    }
}
