//! Every screen with sample data, in both themes: nothing refused by the window's policy, nothing clipped to
//! nothing, and pictures for people to look at where HOLDFAST_SHOTS says.

use anyhow::{Result, ensure};
use holdfast_tests::{cli, sandbox::Sandbox, session::Session, window::Window};
use thirtyfour::prelude::*;

/// What only a page with its styles, fonts and script in place can say.
const PROBE: &str = "
  return JSON.stringify({
    violations: window.__violations,
    font: document.fonts.check('13px \"Inter Variable\"'),
    rows: document.querySelectorAll('[data-testid^=row-]').length,
    unnamed: [...document.querySelectorAll('button')].filter(b => !b.innerText.trim() && !b.getAttribute('aria-label')).length,
  })";

async fn shot(window: &Window, name: &str) -> Result<()> {
    let probe = window.driver()?.execute(PROBE, Vec::new()).await?;
    let probe: serde_json::Value = serde_json::from_str(&probe.convert::<String>()?)?;
    ensure!(probe["violations"].as_array().is_some_and(Vec::is_empty), "{name}: {probe}");
    ensure!(probe["font"] == true, "{name}: the bundled font is not there");
    ensure!(probe["rows"].as_u64().unwrap_or(0) <= 100, "{name}: too many live rows: {probe}");
    ensure!(probe["unnamed"] == 0, "{name}: a button without a name");
    window.shot(name).await
}

/// The listener stands before the page loads: nothing was refused until now, and what is refused is heard.
async fn the_listener_hears(window: &Window) -> Result<()> {
    const REFUSED: &str = "
      const done = arguments[arguments.length - 1];
      const before = [...window.__violations];
      addEventListener('securitypolicyviolation', () => done(JSON.stringify([before, window.__violations.splice(0)])), { once: true });
      document.createElement('img').src = 'https://holdfast.invalid/canary.png';
    ";
    let heard = window.driver()?.execute_async(REFUSED, Vec::new()).await?;
    let heard: [Vec<String>; 2] = serde_json::from_str(&heard.convert::<String>()?)?;
    ensure!(heard[0].is_empty(), "refused while the page loaded: {heard:?}");
    ensure!(heard[1].len() == 1 && heard[1][0].starts_with("img-src "), "{heard:?}");
    Ok(())
}

#[tokio::test]
async fn every_screen_stands_in_both_themes() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    ensure!(cli::holdfast_in(&sandbox, &session, &["demo", "--records", "400"])?.status == Some(0));
    let window = Window::open(&sandbox, &session).await?;
    window.wait_for_text("Needs attention").await?;
    the_listener_hears(&window).await?;
    for theme in ["light", "dark"] {
        window.press_keys(&[Key::Control], 'k').await?;
        window.type_into("palette-input", &format!("use the {theme} theme")).await?;
        window.click(&format!("command-theme-{theme}")).await?;
        window.settled().await?;
        let shown =
            window.driver()?.execute("return document.documentElement.dataset.theme", Vec::new()).await?;
        ensure!(shown.convert::<String>()? == theme, "the {theme} theme is shown");
        window.click("nav-overview").await?;
        window.settled().await?;
        shot(&window, &format!("overview-{theme}")).await?;
        for page in ["licenses", "contracts", "hardware", "credentials", "vendors", "people"] {
            window.click(&format!("nav-{page}")).await?;
            window.settled().await?;
            window.click("row-1").await?;
            window.find_testid("detail-title").await?;
            window.settled().await?;
            shot(&window, &format!("{page}-{theme}")).await?;
            window.click("detail-edit").await?;
            window.find_testid("form-save").await?;
            window.settled().await?;
            shot(&window, &format!("{page}-form-{theme}")).await?;
            window.click("form-cancel").await?;
        }
        window.click("nav-reminders").await?;
        window.click("due-0").await?;
        window.find_testid("planned-words").await?;
        window.settled().await?;
        shot(&window, &format!("reminders-{theme}")).await?;
        devices(&window, theme).await?;
        credentials(&window, theme).await?;
        window.click("nav-locations").await?;
        window.settled().await?;
        window.click("row-0").await?;
        window.find_testid("detail-title").await?;
        window.settled().await?;
        shot(&window, &format!("locations-{theme}")).await?;
        // A head of a department is still there, and can start as well as leave.
        window.click("nav-people").await?;
        window.type_into("filter", "head of").await?;
        window.settled().await?;
        window.click("row-0").await?;
        for act in ["starting", "leaving"] {
            window.click(&format!("detail-{act}")).await?;
            window.find_testid("work-title").await?;
            window.settled().await?;
            shot(&window, &format!("{act}-{theme}")).await?;
            window.click("work-back").await?;
        }
        window.click("people-kits").await?;
        window.settled().await?;
        shot(&window, &format!("kits-{theme}")).await?;
        for report in ["refresh", "warranty", "custody"] {
            window.click("nav-reports").await?;
            window.click(&format!("report-{report}")).await?;
            window.find_testid("report-table").await?;
            window.settled().await?;
            shot(&window, &format!("report-{report}-{theme}")).await?;
        }
        for page in ["stocktake", "import", "settings"] {
            window.click(&format!("nav-{page}")).await?;
            window.settled().await?;
            shot(&window, &format!("{page}-{theme}")).await?;
        }
        window.click("nav-reports").await?;
        window.settled().await?;
        shot(&window, &format!("reports-{theme}")).await?;
        for report in ["compliance", "reclaim", "forecast", "budget", "spend"] {
            window.click("nav-reports").await?;
            window.click(&format!("report-{report}")).await?;
            window.find_testid("report-title").await?;
            window.settled().await?;
            shot(&window, &format!("report-{report}-{theme}")).await?;
        }
        window.click("nav-calendar").await?;
        for view in ["month", "quarter", "year", "agenda"] {
            window.click(&format!("view-{view}")).await?;
            window.find_testid(&format!("calendar-{view}")).await?;
            window.settled().await?;
            shot(&window, &format!("calendar-{view}-{theme}")).await?;
        }
        window.click("row-0").await?;
        window.find_testid("entry-pane").await?;
        window.settled().await?;
        shot(&window, &format!("calendar-entry-{theme}")).await?;
        window.press_keys(&[Key::Control], 'k').await?;
        window.type_into("palette-input", "think").await?;
        window.settled().await?;
        shot(&window, &format!("palette-{theme}")).await?;
        window.press_keys(&[], Key::Escape).await?;
    }
    window.close().await
}

/// A credential with a value: shown in its list, in its detail, and where it belongs.
async fn credentials(window: &Window, theme: &str) -> Result<()> {
    window.click("nav-credentials").await?;
    window.settled().await?;
    window.click("row-0").await?;
    if theme == "light" {
        window.click("value-set").await?;
        window.click("generate-secret").await?;
        window.find_testid("generator-strength").await?;
        window.settled().await?;
        shot(window, "credentials-generator").await?;
        window.click("generator-use").await?;
        window.click("value-save").await?;
    }
    window.find_testid("copy-password").await?;
    window.settled().await?;
    shot(window, &format!("credentials-value-{theme}")).await?;
    window.click("copy-password").await?;
    window.find_testid("clipboard-bar").await?;
    window.click("detail-rotate").await?;
    window.find_testid("field-rotate").await?;
    window.settled().await?;
    shot(window, &format!("credentials-rotate-{theme}")).await?;
    window.click("value-cancel").await?;
    window.click("clipboard-clear").await?;
    window.click("nav-vendors").await?;
    window.settled().await?;
    window.click("row-1").await?;
    window.click("tab-credentials").await?;
    window.find_testid("credential-add").await?;
    window.settled().await?;
    shot(window, &format!("credentials-tab-{theme}")).await
}

/// The tabs and dialogs of devices.
async fn devices(window: &Window, theme: &str) -> Result<()> {
    window.click("nav-hardware").await?;
    window.clear_filter().await?;
    window.click("only-lent").await?;
    window.settled().await?;
    window.click("row-0").await?;
    for tab in ["custody", "warranties", "linked"] {
        window.click(&format!("tab-{tab}")).await?;
        window.settled().await?;
        shot(window, &format!("device-{tab}-{theme}")).await?;
    }
    window.click("act-take_back").await?;
    window.settled().await?;
    shot(window, &format!("device-take-back-{theme}")).await?;
    window.click("custody-cancel").await?;
    for (opens, name, leaves) in
        [("act-labels", "labels", "labels-cancel"), ("act-more-like", "bulk-add", "bulk-add-cancel")]
    {
        window.click("device-menu").await?;
        window.click(opens).await?;
        window.find_testid(leaves).await?;
        window.settled().await?;
        shot(window, &format!("device-{name}-{theme}")).await?;
        window.click(leaves).await?;
    }
    window.click("hardware-more").await?;
    window.click("this-computer").await?;
    window.find_testid("computer-device").await?;
    window.settled().await?;
    shot(window, &format!("this-computer-{theme}")).await?;
    window.click("computer-cancel").await
}
