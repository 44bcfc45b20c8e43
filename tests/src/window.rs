//! The real window on a virtual display, driven through WebDriver.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use thirtyfour::{error::WebDriverErrorInner, prelude::*};

use crate::background::{Background, Deadline, PATIENCE, wait, wait_until, wait_within};
use crate::programs;
use crate::sandbox::Sandbox;
use crate::session::Session;

const NATIVE_DRIVER: &str = "/usr/bin/WebKitWebDriver";
const SCREEN: &str = "1280x900x24";
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// Whether the page is at rest: no command waits for its answer, nothing on it moves, its fonts are there, and it has been
/// drawn without a change for a few frames. Commands go out by `fetch`, which is counted from the first look on.
const AT_REST: &str = "
  const [done] = [arguments[arguments.length - 1]];
  if (!window.__pending) {
    const pending = (window.__pending = { count: 0, changed: performance.now() });
    const ask = window.fetch;
    window.fetch = (...given) => {
      pending.count += 1;
      return ask(...given).finally(() => { pending.count -= 1; pending.changed = performance.now(); });
    };
    new MutationObserver(() => { pending.changed = performance.now(); })
      .observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  }
  const moves = (one) => one.playState === 'running' && one.effect?.getComputedTiming().endTime !== Infinity;
  const rests = () => window.__pending.count === 0
    && document.fonts.status === 'loaded'
    && !document.getAnimations().some(moves)
    && 120 < performance.now() - window.__pending.changed;
  const end = performance.now() + 1000;
  const look = () => rests() || end < performance.now() ? done(rests()) : requestAnimationFrame(look);
  requestAnimationFrame(look);
";

/// A Holdfast window. The application, its driver and its display end with it.
#[derive(Debug)]
pub struct Window {
    driver: Option<WebDriver>,
    /// Last started, first ended.
    processes: Vec<Background>,
    log: std::path::PathBuf,
    display: String,
}

impl Window {
    /// Opens the window on the data of a sandbox, within a session.
    ///
    /// # Errors
    /// When a program is missing or does not start, or the window does not open; what the application said is
    /// part of the message.
    pub async fn open(sandbox: &Sandbox, session: &Session<'_>) -> Result<Self> {
        let driver = sandbox.command(programs::tauri_driver()?);
        Self::open_from(sandbox, session, driver).await
    }

    /// Like [`Self::open`], after a script that prepares what the window finds: it runs in the root of the sandbox with
    /// mounts of its own where the computer allows them, and what it exports holds for the window.
    ///
    /// # Errors
    /// Those of [`Self::open`].
    pub async fn open_by(sandbox: &Sandbox, session: &Session<'_>, script: &str) -> Result<Self> {
        let mut command = match sandbox.mounting() {
            Some(way) => {
                let mut command = sandbox.command("unshare");
                command.args(way).arg("sh");
                command
            }
            None => sandbox.command("sh"),
        };
        command
            .arg("-c")
            .arg(format!("set -e\n{script}\nexec \"$@\""))
            .arg("sh")
            .arg(programs::tauri_driver()?);
        Self::open_from(sandbox, session, command).await
    }

    /// Whether a script of [`Self::open_by`] may mount.
    #[must_use]
    pub fn may_mount(sandbox: &Sandbox) -> bool {
        sandbox.mounting().is_some()
    }

    async fn open_from(sandbox: &Sandbox, session: &Session<'_>, mut command: Command) -> Result<Self> {
        let application = programs::built("holdfast-desktop")?;
        let log = sandbox.path("window.log");
        let mut window = Self { driver: None, processes: Vec::new(), log, display: String::new() };
        let display = window.start_display(sandbox)?;
        window.display.clone_from(&display);

        let (port, native_port) = free_ports()?;
        session.join(&mut command);
        command
            .env("DISPLAY", display)
            .args(["--port", &port.to_string(), "--native-port", &native_port.to_string()])
            .args(["--native-driver", NATIVE_DRIVER]);
        let said = std::fs::File::create(&window.log)?;
        let started = Background::start(command.stdin(Stdio::null()).stdout(said.try_clone()?).stderr(said))?;
        window.processes.push(started);
        // Asked for a session too early, the native driver crashes.
        for port in [native_port, port] {
            wait_until("the driver answers", || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok())?;
        }

        let mut capabilities = Capabilities::new();
        capabilities.insert("tauri:options".to_owned(), serde_json::json!({ "application": application }));
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities)
            .await
            .with_context(|| format!("the window did not open; it said: {}", window.said()))?;
        window.driver = Some(driver);
        Ok(window)
    }

    /// The X display the window is on, for other programs of the desktop.
    #[must_use]
    pub fn display(&self) -> &str {
        &self.display
    }

    /// Chooses a file in the system's dialog with this title, as a person types it. The dialog has the keys
    /// only once it is shown and focused, and takes a file only once it has looked at the folder: on a busy
    /// machine it is told again until it closes.
    ///
    /// # Errors
    /// When no dialog comes, or it does not take the file.
    pub fn choose_file(&self, sandbox: &Sandbox, title: &str, path: &Path) -> Result<()> {
        const TRIES: usize = 5;
        let path = path.to_str().context("the path is no text")?;
        let name = format!("^{title}$");
        let xdotool = |arguments: &[&str]| -> Result<Option<String>> {
            let mut command = sandbox.command("xdotool");
            let output = command.env("DISPLAY", &self.display).args(arguments).output()?;
            let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
            Ok(output.status.success().then_some(text))
        };
        let shown = || xdotool(&["search", "--onlyvisible", "--name", &name]);
        wait_until("the file dialog opens", || matches!(shown(), Ok(Some(_))))?;
        for _ in 0..TRIES {
            let Some(dialog) = shown()?.and_then(|ids| ids.lines().next().map(str::to_owned)) else {
                return Ok(());
            };
            std::thread::sleep(Duration::from_millis(700));
            xdotool(&["windowfocus", "--sync", &dialog])?;
            // A slash opens the line for a path; what stands there is typed over.
            xdotool(&["key", "slash"])?;
            std::thread::sleep(Duration::from_millis(300));
            xdotool(&["key", "ctrl+a"])?;
            xdotool(&["type", "--delay", "15", path])?;
            std::thread::sleep(Duration::from_millis(500));
            xdotool(&["key", "Return"])?;
            for _ in 0..20 {
                if shown()?.is_none() {
                    return Ok(());
                }
                std::thread::sleep(Duration::from_millis(150));
            }
        }
        bail!("the dialog {title:?} does not take {path}")
    }

    /// The WebDriver session, for what the methods here do not offer.
    ///
    /// # Errors
    /// When the window is closed.
    pub fn driver(&self) -> Result<&WebDriver> {
        self.driver.as_ref().context("the window is closed")
    }

    /// What the application and its driver have written to their outputs.
    pub fn said(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// The visible element with this `data-testid`, waited for.
    ///
    /// # Errors
    /// When it does not show in time.
    pub async fn find_testid(&self, id: &str) -> Result<WebElement> {
        self.find(By::Testid(id)).await.with_context(|| format!("nothing visible has the test id {id:?}"))
    }

    /// The first visible element that a selector finds, waited for.
    ///
    /// # Errors
    /// When none shows in time.
    pub async fn find(&self, by: By) -> Result<WebElement> {
        let deadline = Deadline::patience();
        loop {
            match self.driver()?.query(by.clone()).wait(PATIENCE, BETWEEN_LOOKS).and_displayed().first().await
            {
                // Drawn anew between being found and being looked at.
                Err(error) if may_pass(&error) => deadline.pause(&format!("it is drawn: {error}")).await?,
                answer => return Ok(answer?),
            }
        }
    }

    /// Waits until the page has come to rest: what was asked is answered, and what was answered is drawn.
    ///
    /// # Errors
    /// When it does not in time.
    pub async fn settled(&self) -> Result<()> {
        wait_within(PATIENCE, "the page comes to rest", async || {
            Ok(self.driver()?.execute_async(AT_REST, Vec::new()).await?.convert::<bool>()?)
        })
        .await
    }

    /// Keeps a picture of the window in the folder that `HOLDFAST_SHOTS` names, for people to look at.
    ///
    /// # Errors
    /// When the picture cannot be taken or kept.
    pub async fn shot(&self, name: &str) -> Result<()> {
        let Some(folder) = std::env::var_os("HOLDFAST_SHOTS") else { return Ok(()) };
        self.settled().await?;
        self.screenshot(&Path::new(&folder).join(format!("{name}.png"))).await
    }

    /// Clicks the element with this `data-testid`, once it can be clicked: a list that is drawn anew, a toast that
    /// passes, or a button that is still busy with the act before (its click would be swallowed) is waited for, as a
    /// person would.
    ///
    /// # Errors
    /// When it does not show in time, stays disabled or something keeps covering it.
    pub async fn click(&self, id: &str) -> Result<()> {
        self.click_on(By::Testid(id)).await.with_context(|| format!("cannot click {id:?}"))
    }

    /// Clicks the first visible element that a selector finds, as [`Self::click`] does.
    ///
    /// # Errors
    /// Those of [`Self::click`].
    pub async fn click_on(&self, by: By) -> Result<()> {
        self.once_it_can(by, async |element| element.click().await).await
    }

    /// Presses Enter on the element with this `data-testid`, as one who came to it with Tab; waits as
    /// [`Self::click`] does.
    ///
    /// # Errors
    /// Those of [`Self::click`].
    pub async fn enter(&self, id: &str) -> Result<()> {
        let has_the_keys = format!("return document.activeElement?.dataset?.testid === '{id}'");
        wait_within(PATIENCE, &format!("{id:?} has the keys"), async || {
            self.once_it_can(By::Testid(id), async |element| element.focus().await).await?;
            Ok(self.driver()?.execute(has_the_keys.as_str(), Vec::new()).await?.convert::<bool>()?)
        })
        .await?;
        self.press_keys(&[], Key::Enter).await
    }

    /// Puts the keys on the element with this `data-testid`; waits as [`Self::click`] does.
    ///
    /// # Errors
    /// Those of [`Self::click`].
    pub async fn focus(&self, id: &str) -> Result<()> {
        self.once_it_can(By::Testid(id), async |element| element.focus().await).await
    }

    /// Does something with the first visible and enabled element that a selector finds, once it lets itself be done.
    async fn once_it_can(
        &self,
        by: By,
        act: impl AsyncFn(&WebElement) -> thirtyfour::error::WebDriverResult<()>,
    ) -> Result<()> {
        let deadline = Deadline::patience();
        loop {
            let found = self
                .driver()?
                .query(by.clone())
                .wait(PATIENCE, BETWEEN_LOOKS)
                .and_displayed()
                .and_enabled()
                .first()
                .await;
            let done = match found {
                Ok(element) => act(&element).await,
                Err(gone) => Err(gone),
            };
            match done {
                Err(error) if may_pass(&error) => {
                    deadline.pause(&format!("{by:?} can be reached: {error}")).await?;
                }
                answer => return Ok(answer?),
            }
        }
    }

    /// Puts the text in place of what a field holds, key by key, once the field takes keys.
    ///
    /// # Errors
    /// When the field does not show in time or takes no keys.
    pub async fn type_into(&self, id: &str, text: &str) -> Result<()> {
        self.once_it_can(By::Testid(id), async |field| {
            field.send_keys(Key::Control + "a").await?;
            field.send_keys(Key::Delete + "").await?;
            field.send_keys(text).await
        })
        .await
        .with_context(|| format!("cannot type into {id:?}"))
    }

    /// Takes back the filter of the list, which stays when one leaves it.
    ///
    /// # Errors
    /// When no list shows in time.
    pub async fn clear_filter(&self) -> Result<()> {
        self.once_it_can(By::Testid("filter"), async |field| field.send_keys(Key::Escape + "").await)
            .await
            .context("cannot clear the filter")
    }

    /// The visible text of the element with this `data-testid`.
    ///
    /// # Errors
    /// When it does not show in time.
    pub async fn text_of(&self, id: &str) -> Result<String> {
        let deadline = Deadline::patience();
        loop {
            match self.find_testid(id).await?.text().await {
                // Drawn anew between being found and being read.
                Err(error) if may_pass(&error) => deadline.pause(&format!("{id:?} is read: {error}")).await?,
                answer => return Ok(answer?),
            }
        }
    }

    /// Waits until the element with this `data-testid` says something; kinds of spaces count alike.
    ///
    /// # Errors
    /// When it does not in time.
    pub async fn wait_for_text_of(&self, id: &str, part: &str) -> Result<()> {
        let mut last = String::new();
        let seen = wait(&format!("{id} says {part:?}"), async || {
            last = self.text_of(id).await.unwrap_or_default().replace('\u{a0}', " ");
            last.contains(part)
        })
        .await;
        seen.with_context(|| format!("it says {last:?}"))
    }

    /// Takes back the act whose toast says this; others may still stand.
    ///
    /// # Errors
    /// When no such toast shows in time.
    pub async fn undo(&self, said: &str) -> Result<()> {
        let path = format!("//*[@data-testid='toast'][contains(., '{said}')]//*[@data-testid='toast-undo']");
        self.click_on(By::XPath(path)).await
    }

    /// Goes to a page by the palette, and waits until it shows.
    ///
    /// # Errors
    /// When it does not show in time.
    pub async fn go(&self, page: &str) -> Result<()> {
        self.press_keys(&[Key::Control], 'k').await?;
        self.type_into("palette-input", &format!("go to {page}")).await?;
        self.find_testid(&format!("command-go-{page}")).await?;
        self.press_keys(&[], Key::Enter).await?;
        self.find_testid(&format!("{page}-page")).await.map(drop)
    }

    /// Takes the first thing that a field offers for a text, once it offers it.
    ///
    /// # Errors
    /// When the field does not show in time, or offers nothing with this text.
    pub async fn choose(&self, field: &str, text: &str) -> Result<()> {
        self.type_into(&format!("field-{field}"), text).await?;
        let offers = async |which: &str| -> Result<bool> {
            Ok(self.driver()?.find(By::Css(which.to_owned())).await?.text().await?.contains(text))
        };
        let (first, taken) = ("[role='option']", "[role='option'][aria-selected='true']");
        wait(&format!("{field} offers {text:?}"), async || offers(first).await.unwrap_or(false)).await?;
        self.press_keys(&[], Key::Down).await?;
        wait(&format!("{text:?} is chosen"), async || offers(taken).await.unwrap_or(false)).await?;
        self.press_keys(&[], Key::Enter).await
    }

    /// Chooses an option of a select by its value, once it is there.
    ///
    /// # Errors
    /// When the select does not show in time, or has no such option.
    pub async fn select(&self, id: &str, value: &str) -> Result<()> {
        self.find_testid(id).await?;
        let script = format!(
            "const select = document.querySelector('[data-testid=\"{id}\"]');
             select.value = '{value}'; select.dispatchEvent(new Event('change', {{ bubbles: true }}));
             return select.value === '{value}'"
        );
        wait(&format!("{id} takes {value:?}"), async || {
            let Ok(driver) = self.driver() else { return false };
            let taken = driver.execute(script.clone(), Vec::new()).await;
            taken.is_ok_and(|taken| taken.json().as_bool() == Some(true))
        })
        .await
    }

    /// Opens the form of a new thing on a page, fills it, saves it, and waits until the thing is shown. Its first
    /// field is its name.
    ///
    /// # Errors
    /// When a field does not show in time, or the thing is refused.
    pub async fn add(&self, page: &str, fields: &[(&str, &str)]) -> Result<()> {
        self.click(&format!("nav-{page}")).await?;
        self.click("add").await?;
        for (field, text) in fields {
            self.type_into(&format!("field-{field}"), text).await?;
        }
        self.press_keys(&[Key::Control], Key::Enter).await?;
        let name = fields.first().map_or("", |(_, text)| text);
        wait(name, async || self.text_of("detail-title").await.is_ok_and(|title| title == name)).await
    }

    /// Waits until the text is to be read somewhere in the window.
    ///
    /// # Errors
    /// When it does not show in time; the message carries what is to be read instead.
    pub async fn wait_for_text(&self, text: &str) -> Result<()> {
        let deadline = Deadline::patience();
        loop {
            let shown = self.text().await.unwrap_or_default();
            if shown.contains(text) {
                return Ok(());
            }
            deadline.pause(&format!("{text:?} shows; what shows is:\n{shown}")).await?;
        }
    }

    /// All the text to be read in the window.
    ///
    /// # Errors
    /// When the window is closed or shows no page.
    pub async fn text(&self) -> Result<String> {
        // The driver's own text leaves out what an ellipsis may cut.
        let read = self.driver()?.execute("return document.body.innerText", Vec::new()).await?;
        Ok(read.convert::<String>()?.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// Presses a key while others are held, such as `(&[Key::Control], 'k')` or `(&[], Key::Escape)`.
    ///
    /// # Errors
    /// When the window is closed.
    pub async fn press_keys(&self, held: &[Key], key: impl Into<char>) -> Result<()> {
        let key = key.into();
        let mut chain = self.driver()?.action_chain();
        for held in held {
            chain = chain.key_down(char::from(held.clone()));
        }
        chain = chain.key_down(key).key_up(key);
        for held in held.iter().rev() {
            chain = chain.key_up(char::from(held.clone()));
        }
        Ok(chain.perform().await?)
    }

    /// Saves what the window shows as a PNG.
    ///
    /// # Errors
    /// When the window is closed or the file cannot be written.
    pub async fn screenshot(&self, path: &Path) -> Result<()> {
        Ok(self.driver()?.screenshot(path).await?)
    }

    /// Closes the window and waits for its end, so that another may open on the same data.
    ///
    /// # Errors
    /// When the window does not answer.
    pub async fn close(mut self) -> Result<()> {
        let driver = self.driver.take().context("the window is closed")?;
        driver.quit().await?;
        wait_until("the application ends", || !self.application_runs())
    }

    /// Whether an application that this window's driver started still runs: it outlives the session by a moment.
    fn application_runs(&self) -> bool {
        let display = format!("DISPLAY={}", self.display);
        let Ok(processes) = std::fs::read_dir("/proc") else { return false };
        processes.flatten().any(|process| {
            let read = |file: &str| std::fs::read(process.path().join(file)).unwrap_or_default();
            read("comm").starts_with(b"holdfast-deskto")
                && read("environ").split(|byte| *byte == 0).any(|variable| variable == display.as_bytes())
        })
    }

    fn start_display(&mut self, sandbox: &Sandbox) -> Result<String> {
        let mut command = sandbox.command("Xvfb");
        command.args(["-displayfd", "1", "-noreset", "-nolisten", "tcp", "-screen", "0", SCREEN]);
        let (display, number) = Background::start_and_read_line(&mut command)?;
        self.processes.push(display);
        Ok(format!(":{number}"))
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        if let Some(driver) = self.driver.take() {
            // Its processes end below; asking them to close first would block a failing test.
            drop(driver.leak());
        }
        while let Some(process) = self.processes.pop() {
            drop(process);
        }
    }
}

/// Two ports that nothing listens on.
fn free_ports() -> Result<(u16, u16)> {
    // Both are held before either is given up, or they might be the same.
    let first = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let second = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    Ok((first.local_addr()?.port(), second.local_addr()?.port()))
}

/// Whether a click failed by what was on the screen at that moment.
fn may_pass(error: &WebDriverError) -> bool {
    matches!(
        error.as_inner(),
        WebDriverErrorInner::ElementClickIntercepted(_)
            | WebDriverErrorInner::ElementNotInteractable(_)
            | WebDriverErrorInner::StaleElementReference(_)
    )
}
