//! A display, a session bus and a keyring of their own, for a machine that has none.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::process::{self, Background};

const WIDTH: u32 = 1360;
const HEIGHT: u32 = 860;
/// Fewer colours than this are a blank window or a plain background, not text and icons.
const PAINTED_COLOURS: usize = 100;
/// Equal photographs in a row that count as "the window has settled".
const SETTLED: u32 = 4;
const BETWEEN_PHOTOGRAPHS: Duration = Duration::from_millis(500);
const PATIENCE: Duration = Duration::from_secs(90);

/// A private desktop: what is started on it sees nothing of the user's, and ends with it.
#[derive(Debug)]
pub struct Screen {
    environment: Vec<(&'static str, String)>,
    runtime: PathBuf,
    processes: Vec<Background>,
}

impl Screen {
    /// Starts a virtual display, a session bus and an unlocked keyring; `home` becomes the home folder.
    ///
    /// # Errors
    /// When a folder cannot be made or a program does not start.
    pub fn start(home: &Path) -> Result<Self> {
        // A socket's path has room for about 100 bytes: too few for most build folders.
        let runtime = std::env::temp_dir().join(format!("holdfast-run-{}", std::process::id()));
        let folder = |name: &str| -> Result<String> {
            let path = home.join(name);
            std::fs::create_dir_all(&path).with_context(|| format!("cannot make {}", path.display()))?;
            Ok(path.to_string_lossy().into_owned())
        };
        let environment = vec![
            ("HOME", folder("home")?),
            ("XDG_DATA_HOME", folder("home/.local/share")?),
            ("XDG_CONFIG_HOME", folder("home/.config")?),
            ("XDG_CACHE_HOME", folder("home/.cache")?),
            ("XDG_RUNTIME_DIR", runtime.to_string_lossy().into_owned()),
            ("LANG", "C.UTF-8".to_owned()),
            ("NO_AT_BRIDGE", "1".to_owned()),
        ];
        private_folder(&runtime)?;
        let mut screen = Self { environment, runtime, processes: Vec::new() };
        screen.start_display()?;
        screen.start_bus()?;
        screen.start_keyring()?;
        Ok(screen)
    }

    /// A program on this desktop.
    pub fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        command.env_remove("WAYLAND_DISPLAY").env_remove("DBUS_SESSION_BUS_ADDRESS");
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Waits until the window called `title` fills the screen and has settled, and photographs it.
    ///
    /// # Errors
    /// When the window ends, or nothing is painted in time.
    pub fn photograph(&self, title: &str, window: &mut Background, file: &Path) -> Result<()> {
        let started = Instant::now();
        let mut last = Vec::new();
        let mut equal = 0;
        let mut fills_screen = false;
        while equal < SETTLED {
            if window.has_ended() {
                bail!("the window closed before anything was shown");
            }
            if PATIENCE < started.elapsed() {
                bail!("nothing was painted within {} seconds", PATIENCE.as_secs());
            }
            sleep(BETWEEN_PHOTOGRAPHS);
            if !fills_screen {
                fills_screen = self.fill_screen(title);
                continue;
            }
            let now = process::output(self.command("import").args(["-window", "root", "rgb:-"]))?;
            equal = if now == last && is_painted(&now) { equal + 1 } else { 0 };
            last = now;
        }
        process::output(self.command("import").args(["-window", "root"]).arg(file))?;
        Ok(())
    }

    fn fill_screen(&self, title: &str) -> bool {
        let (width, height) = (WIDTH.to_string(), HEIGHT.to_string());
        let mut command = self.command("xdotool");
        command.args([
            "search",
            "--onlyvisible",
            "--name",
            title,
            "windowmove",
            "0",
            "0",
            "windowsize",
            &width,
            &height,
        ]);
        process::output(&mut command).is_ok()
    }

    fn start_display(&mut self) -> Result<()> {
        let mut command = self.command("Xvfb");
        command.args([
            "-displayfd",
            "1",
            "-nolisten",
            "tcp",
            "-screen",
            "0",
            &format!("{WIDTH}x{HEIGHT}x24"),
        ]);
        let number = self.start_and_read_line(&mut command)?;
        self.environment.push(("DISPLAY", format!(":{number}")));
        Ok(())
    }

    fn start_bus(&mut self) -> Result<()> {
        let mut command = self.command("dbus-daemon");
        command.args(["--session", "--nofork", "--print-address=1"]);
        let address = self.start_and_read_line(&mut command)?;
        self.environment.push(("DBUS_SESSION_BUS_ADDRESS", address));
        Ok(())
    }

    fn start_keyring(&mut self) -> Result<()> {
        let mut command = self.command("gnome-keyring-daemon");
        command.args(["--foreground", "--unlock", "--components=secrets"]);
        let mut keyring =
            Background::start(command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()))?;
        // The password of a keyring that lives as long as this command. It may not be empty.
        keyring.child().stdin.take().context("the keyring has no input")?.write_all(b"sample")?;
        self.processes.push(keyring);

        let started = Instant::now();
        while !self.keyring_answers() {
            if PATIENCE < started.elapsed() {
                bail!("the sample keyring did not open");
            }
            sleep(Duration::from_millis(100));
        }
        Ok(())
    }

    fn keyring_answers(&self) -> bool {
        let mut command = self.command("secret-tool");
        command.args(["store", "--label=probe", "holdfast-probe", "1"]);
        let Ok(mut child) = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()
        else {
            return false;
        };
        let written = child.stdin.take().is_some_and(|mut input| input.write_all(b"probe").is_ok());
        written && child.wait().is_ok_and(|status| status.success())
    }

    fn start_and_read_line(&mut self, command: &mut Command) -> Result<String> {
        let program = command.get_program().to_string_lossy().into_owned();
        let mut background =
            Background::start(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()))?;
        let output = background.child().stdout.take().with_context(|| format!("{program} has no output"))?;
        let mut line = String::new();
        BufReader::new(output.take(4096)).read_line(&mut line)?;
        if line.trim().is_empty() {
            bail!("{program} did not start");
        }
        self.processes.push(background);
        Ok(line.trim().to_owned())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // Last started, first ended: nothing outlives what it stands on.
        while let Some(process) = self.processes.pop() {
            drop(process);
        }
        drop(std::fs::remove_dir_all(&self.runtime));
    }
}

/// Whether a photograph (three bytes a pixel) shows more than a plain background.
fn is_painted(pixels: &[u8]) -> bool {
    let mut seen = std::collections::HashSet::new();
    pixels.chunks_exact(3).any(|pixel| {
        seen.insert(pixel);
        PAINTED_COLOURS <= seen.len()
    })
}

fn private_folder(path: &Path) -> Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).with_context(|| format!("cannot make {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::is_painted;

    #[test]
    fn a_plain_screen_is_not_painted() {
        let plain = vec![240; 3 * 1000];
        let colourful: Vec<u8> = (0..200).flat_map(|shade| [shade, shade, 0]).collect();
        assert!(!is_painted(&plain));
        assert!(is_painted(&colourful));
    }
}
