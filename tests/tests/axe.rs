//! Every screen at 100 %, in a narrow window and with large text: no finding of axe-core that is serious or critical,
//! nothing that is cut off, nothing that lies over something else. Themes differ in their colors alone, so the dark one is
//! looked at where the light one stands.

use anyhow::{Context, Result, ensure};
use holdfast_tests::{cli, sandbox::Sandbox, session::Session, window::Window};
use serde_json::json;
use thirtyfour::prelude::*;

const AXE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/node_modules/axe-core/axe.min.js");

const PASSPHRASE: &str = "open sesame, gently";

/// What axe finds that keeps somebody out; its page rules aside, which are made for web sites.
const RUN: &str = "
  const [rules, done] = [arguments[0], arguments[arguments.length - 1]];
  axe.run(document, { resultTypes: ['violations'], ...rules }).then(
    (found) => done(JSON.stringify(found.violations
      .filter((one) => one.impact === 'serious' || one.impact === 'critical')
      .flatMap((one) => one.nodes.slice(0, 40).map((node) => `${one.id}: ${node.target.join(' ')} (${(node.any[0] ?? node.all[0] ?? {}).message ?? ''})`)))),
    (error) => done(JSON.stringify([String(error)])));
";

/// Buttons, heads and labels whose text does not fit and has no ellipsis to say so, what leaves the window sideways,
/// and buttons that something else covers.
const CLIPPED: &str = "
  const out = [];
  const seen = (box) => box.width > 1 && box.height > 1;
  if (document.documentElement.scrollWidth > innerWidth + 1) out.push(`the page is ${document.documentElement.scrollWidth} wide`);
  for (const one of document.querySelectorAll('button, h1, h2, h3, label, dt, [role=tab]')) {
    const box = one.getBoundingClientRect();
    const style = getComputedStyle(one);
    if (!seen(box) || style.visibility === 'hidden' || one.closest('.visually-hidden')) continue;
    const name = `${one.dataset.testid ?? one.className} “${one.innerText.slice(0, 40)}”`;
    if (one.scrollWidth > one.clientWidth + 2 && style.overflowX === 'visible' && style.display !== 'inline') out.push(`${name} does not fit`);
    if (one.closest('[role=grid], [role=tablist], [data-testid=report-table], .overflow, dialog')) continue;
    if (box.right > innerWidth + 1) out.push(`${name} leaves the window`);
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    if (one.tagName !== 'BUTTON' || x < 0 || y < 0 || x > innerWidth || y > innerHeight) continue;
    const over = document.elementFromPoint(x, y);
    // What is scrolled out of its own pane is covered by nothing.
    const scroller = one.closest('main, aside, nav, form, .body, .fields, .page');
    const area = scroller?.getBoundingClientRect();
    if (area && (y < area.top || y > area.bottom)) continue;
    if (over && !one.contains(over) && !over.contains(one) && !over.closest('.toasts, .overlay, .dialog, footer, .footer, .bar')) out.push(`${name} lies under ${over.className || over.tagName}`);
  }
  return JSON.stringify([...new Set(out)]);
";

/// How a screen is looked at.
#[derive(Debug, Clone, Copy)]
struct Look {
    name: &'static str,
    /// Looked at in the dark too, for its colors.
    dark: bool,
    /// Colors were looked at elsewhere.
    colors: bool,
}

/// The rules that look at colors; one of them is by far the slowest.
const COLORS: [&str; 2] = ["color-contrast", "link-in-text-block"];

fn show_theme(name: &str) -> String {
    format!("document.documentElement.dataset.theme = '{name}'")
}

async fn findings(window: &Window, look: Look, screen: &str, found: &mut Vec<String>) -> Result<()> {
    window.settled().await?;
    let driver = window.driver()?;
    if driver.execute("return typeof axe", Vec::new()).await?.convert::<String>()? == "undefined" {
        let source = std::fs::read_to_string(AXE).context("npm ci in ui brings axe-core")?;
        driver.execute(format!("{source}\nwindow.axe = axe;"), Vec::new()).await?;
    }
    let mut rules = json!({ "rules": { "region": { "enabled": false } } });
    if !look.colors {
        for rule in COLORS {
            rules["rules"][rule] = json!({ "enabled": false });
        }
    }
    let mut said = vec![
        ("axe", driver.execute_async(RUN, vec![rules]).await?),
        ("layout", driver.execute(CLIPPED, Vec::new()).await?),
    ];
    window.shot(&format!("axe-{}-{screen}", look.name)).await?;
    if look.dark {
        driver.execute(show_theme("dark"), Vec::new()).await?;
        window.settled().await?;
        let colors = json!({ "runOnly": { "type": "rule", "values": COLORS } });
        said.push(("axe in the dark", driver.execute_async(RUN, vec![colors]).await?));
        window.shot(&format!("axe-dark-{screen}")).await?;
        driver.execute(show_theme("light"), Vec::new()).await?;
    }
    for (what, answer) in said {
        let said: Vec<String> = serde_json::from_str(&answer.convert::<String>()?)?;
        found.extend(said.into_iter().map(|one| format!("{}-{screen}, {what}: {one}", look.name)));
    }
    Ok(())
}

/// Clicks by script: where the page is zoomed, the driver's mouse goes to where things were before.
async fn press(window: &Window, id: &str) -> Result<()> {
    window.find_testid(id).await?;
    window
        .driver()?
        .execute(format!("document.querySelector('[data-testid=\"{id}\"]').click()"), Vec::new())
        .await?;
    Ok(())
}

async fn all_screens(window: &Window, look: Look, found: &mut Vec<String>) -> Result<()> {
    press(window, "nav-overview").await?;
    findings(window, look, "overview", found).await?;
    for page in ["licenses", "contracts", "hardware", "credentials", "vendors", "people"] {
        press(window, &format!("nav-{page}")).await?;
        window.find_testid("row-1").await?;
        findings(window, look, page, found).await?;
        press(window, "row-1").await?;
        window.find_testid("detail-title").await?;
        findings(window, look, &format!("{page}-detail"), found).await?;
        press(window, "detail-edit").await?;
        window.find_testid("form-save").await?;
        findings(window, look, &format!("{page}-form"), found).await?;
        press(window, "form-cancel").await?;
        press(window, "detail-close").await?;
    }
    press(window, "nav-reminders").await?;
    window.find_testid("due-0").await?;
    findings(window, look, "reminders", found).await?;
    press(window, "due-0").await?;
    window.find_testid("planned-words").await?;
    findings(window, look, "reminders-detail", found).await?;
    press(window, "detail-close").await?;
    press(window, "nav-locations").await?;
    press(window, "row-0").await?;
    window.find_testid("detail-title").await?;
    findings(window, look, "locations", found).await?;
    press(window, "location-stock-take").await?;
    window.find_testid("stock-take-begin").await?;
    findings(window, look, "stocktake", found).await?;
    press(window, "nav-people").await?;
    press(window, "row-0").await?;
    press(window, "detail-leaving").await?;
    window.find_testid("leaving-page").await?;
    findings(window, look, "leaving", found).await?;
    press(window, "nav-people").await?;
    press(window, "people-kits").await?;
    press(window, "kit-add").await?;
    window.find_testid("form-save").await?;
    findings(window, look, "kits", found).await?;
    press(window, "nav-reports").await?;
    findings(window, look, "reports", found).await?;
    for report in ["compliance", "reclaim", "forecast", "budget", "spend", "refresh", "warranty", "custody"] {
        press(window, "nav-reports").await?;
        press(window, &format!("report-{report}")).await?;
        window.find_testid("report-title").await?;
        findings(window, look, &format!("report-{report}"), found).await?;
    }
    for page in ["import", "settings"] {
        press(window, &format!("nav-{page}")).await?;
        findings(window, look, page, found).await?;
    }
    press(window, "nav-calendar").await?;
    for view in ["month", "quarter", "year", "agenda"] {
        press(window, &format!("view-{view}")).await?;
        window.find_testid(&format!("calendar-{view}")).await?;
        findings(window, look, &format!("calendar-{view}"), found).await?;
    }
    credentials(window, look, found).await?;
    the_vault(window, look, found).await
}

/// The forms of values, the generator, and the tab on what credentials belong to.
async fn credentials(window: &Window, look: Look, found: &mut Vec<String>) -> Result<()> {
    press(window, "nav-credentials").await?;
    press(window, "add").await?;
    press(window, "generate-secret").await?;
    window.find_testid("generator-strength").await?;
    findings(window, look, "generator", found).await?;
    press(window, "generator-use").await?;
    window.find_testid("held-secret").await?;
    findings(window, look, "credential-add", found).await?;
    press(window, "form-cancel").await?;
    press(window, "row-0").await?;
    press(window, "value-set").await?;
    window.find_testid("value-form").await?;
    findings(window, look, "credential-value", found).await?;
    press(window, "value-cancel").await?;
    press(window, "nav-vendors").await?;
    press(window, "row-0").await?;
    press(window, "tab-credentials").await?;
    window.find_testid("credential-add").await?;
    findings(window, look, "credential-tab", found).await?;
    press(window, "nav-settings").await
}

/// The dialogs of the vault, how the credentials stand, and the lock.
async fn the_vault(window: &Window, look: Look, found: &mut Vec<String>) -> Result<()> {
    for (button, dialog) in [
        ("passphrase-set", "passphrase-form"),
        ("full-backup", "full-backup-form"),
        ("settings-export-vault", "export-form"),
        ("keyring-compare", "keyring-well"),
    ] {
        press(window, button).await?;
        window.find_testid(dialog).await?;
        findings(window, look, dialog, found).await?;
        window.press_keys(&[], Key::Escape).await?;
    }
    press(window, "nav-credentials").await?;
    press(window, "credential-health").await?;
    window.find_testid("health-leaks-said").await?;
    findings(window, look, "health", found).await?;
    press(window, "lock-now").await?;
    window.find_testid("lock-screen").await?;
    findings(window, look, "lock", found).await?;
    window.type_into("field-unlock", PASSPHRASE).await?;
    window.press_keys(&[], Key::Enter).await?;
    window.find_testid("nav-overview").await?;
    Ok(())
}

/// Sets the passphrase of the lock, so that there is one to be seen.
async fn lockable(window: &Window) -> Result<()> {
    press(window, "nav-settings").await?;
    press(window, "passphrase-set").await?;
    window.type_into("field-passphrase", PASSPHRASE).await?;
    window.type_into("field-again", PASSPHRASE).await?;
    press(window, "passphrase-save").await?;
    window.wait_for_text("Passphrase set").await
}

async fn theme(window: &Window, name: &str) -> Result<()> {
    window.press_keys(&[Key::Control], 'k').await?;
    window.type_into("palette-input", &format!("use the {name} theme")).await?;
    window.click(&format!("command-theme-{name}")).await
}

/// Opens the window on a company's data, makes it as somebody has it, and looks at every screen.
async fn looks(look: Look, make: impl AsyncFn(&Window) -> Result<()>) -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    ensure!(cli::holdfast_in(&sandbox, &session, &["demo", "--records", "400"])?.status == Some(0));
    let window = Window::open(&sandbox, &session).await?;
    window.wait_for_text("Needs attention").await?;
    lockable(&window).await?;
    theme(&window, "light").await?;
    make(&window).await?;
    let mut found = Vec::new();
    all_screens(&window, look, &mut found).await?;
    ensure!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
    window.close().await
}

#[tokio::test]
async fn every_screen_is_for_everybody_in_the_light_and_in_the_dark() -> Result<()> {
    looks(Look { name: "light", dark: true, colors: true }, async |_| Ok(())).await
}

#[tokio::test]
async fn every_screen_is_for_everybody_in_a_narrow_window() -> Result<()> {
    looks(Look { name: "narrow", dark: false, colors: true }, async |window| {
        window.driver()?.set_window_rect(0, 0, 900, 700).await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn every_screen_is_for_everybody_in_large_text() -> Result<()> {
    looks(Look { name: "large", dark: false, colors: false }, async |window| {
        window.driver()?.set_window_rect(0, 0, 1280, 900).await?;
        for _ in 0..5 {
            window.press_keys(&[Key::Control], '=').await?;
        }
        window.wait_for_text("200 %").await
    })
    .await
}
