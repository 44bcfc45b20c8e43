//! One clock for command line and window alike, set by a test: midnight passes while the window is open, and the clock is
//! moved under it.
#![cfg(target_os = "linux")]

use anyhow::{Result, ensure};
use chrono::TimeDelta;
use holdfast_tests::{cli, sandbox::Sandbox, session::Session, window::Window};

fn said(sandbox: &Sandbox, session: &Session<'_>) -> Result<String> {
    let due = cli::holdfast_in(sandbox, session, &["due", "--json"])?.json()?;
    Ok(due["as_of"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_new_day_reaches_the_open_window() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    sandbox.set_clock("2028-02-29T12:00:00")?;
    let window = Window::open(&sandbox, &session).await?;
    ensure!(said(&sandbox, &session)? == "2028-02-29");
    window.add("licenses", &[("name", "Prism"), ("terms.0.ends_on", "2028-03-02")]).await?;
    window.wait_for_text("in 2 days").await?;
    window.click("nav-overview").await?;
    window.wait_for_text_of("page-count", "29 February").await?;

    sandbox.set_clock("2028-02-29T23:59:58")?;
    window.wait_for_text_of("page-count", "1 March").await?;
    ensure!(said(&sandbox, &session)? == "2028-03-01", "the command line has the same day");
    window.click("nav-licenses").await?;
    window.click("row-0").await?;
    window.wait_for_text("tomorrow").await?;

    // A page that stands open counts from the new day as well.
    sandbox.advance(TimeDelta::days(1))?;
    window.wait_for_text("today").await?;
    sandbox.advance(TimeDelta::days(-2))?;
    window.wait_for_text("in 2 days").await?;
    window.close().await
}
