//! Every screen with sample data, in both themes: nothing refused by the window's policy, nothing clipped to
//! nothing, and pictures for people to look at where HOLDFAST_SHOTS says.

use std::path::Path;

use anyhow::{Result, ensure};
use holdfast_tests::{cli, sandbox::Sandbox, session::Session, window::Window};
use thirtyfour::prelude::*;

/// What only a page with its styles, fonts and script in place can say.
const PROBE: &str = "
  const violations = window.__violations ?? [];
  return JSON.stringify({
    violations,
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
    if let Some(folder) = std::env::var_os("HOLDFAST_SHOTS") {
        window.screenshot(&Path::new(&folder).join(format!("{name}.png"))).await?;
    }
    Ok(())
}

async fn settled() {
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
}

#[tokio::test]
async fn every_screen_stands_in_both_themes() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    ensure!(cli::holdfast_in(&sandbox, &session, &["demo", "--records", "400"])?.status == Some(0));
    let window = Window::open(&sandbox, &session).await?;
    window.wait_for_text("Needs attention").await?;
    window
        .driver()?
        .execute(
            "window.__violations = []; addEventListener('securitypolicyviolation', e => window.__violations.push(e.violatedDirective))",
            Vec::new(),
        )
        .await?;
    for theme in ["light", "dark"] {
        window.press_keys(&[Key::Control], 'k').await?;
        window.type_into("palette-input", &format!("use the {theme} theme")).await?;
        window.click(&format!("command-theme-{theme}")).await?;
        settled().await;
        let shown =
            window.driver()?.execute("return document.documentElement.dataset.theme", Vec::new()).await?;
        ensure!(shown.convert::<String>()? == theme, "the {theme} theme is shown");
        window.click("nav-overview").await?;
        settled().await;
        shot(&window, &format!("overview-{theme}")).await?;
        for page in ["licenses", "contracts", "hardware", "credentials", "vendors", "people"] {
            window.click(&format!("nav-{page}")).await?;
            settled().await;
            window.click("row-1").await?;
            window.find_testid("detail-title").await?;
            settled().await;
            shot(&window, &format!("{page}-{theme}")).await?;
            window.click("detail-edit").await?;
            window.find_testid("form-save").await?;
            settled().await;
            shot(&window, &format!("{page}-form-{theme}")).await?;
            window.click("form-cancel").await?;
        }
        for page in ["transfer", "settings"] {
            window.click(&format!("nav-{page}")).await?;
            settled().await;
            shot(&window, &format!("{page}-{theme}")).await?;
        }
        window.click("nav-calendar").await?;
        for view in ["month", "quarter", "year", "agenda"] {
            window.click(&format!("view-{view}")).await?;
            window.find_testid(&format!("calendar-{view}")).await?;
            settled().await;
            shot(&window, &format!("calendar-{view}-{theme}")).await?;
        }
        window.click("row-0").await?;
        window.find_testid("entry-pane").await?;
        settled().await;
        shot(&window, &format!("calendar-entry-{theme}")).await?;
        window.press_keys(&[Key::Control], 'k').await?;
        window.type_into("palette-input", "think").await?;
        settled().await;
        shot(&window, &format!("palette-{theme}")).await?;
        window.press_keys(&[], Key::Escape).await?;
    }
    window.close().await
}
