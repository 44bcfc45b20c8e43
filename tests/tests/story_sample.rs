//! Looking around in the sample data, and leaving it: whatever was changed and stored in it goes with it, and what was
//! added beside it stays. In a real window, and by the command line, with a real keyring.
#![cfg(target_os = "linux")]

use anyhow::{Context, Result, ensure};
use holdfast_tests::{
    background::wait,
    cli::{self, Outcome},
    sandbox::Sandbox,
    session::Session,
    window::Window,
};
use thirtyfour::prelude::*;

const SERVICE: &str = "app.holdfast.Holdfast.test";
const CANARY: &str = "canary-4b71-In-The-Sample";

fn run(sandbox: &Sandbox, session: &Session<'_>, words: &[&str]) -> Result<Outcome> {
    let outcome = cli::holdfast_in(sandbox, session, words)?;
    ensure!(outcome.status == Some(0), "{words:?}: {outcome:?}");
    Ok(outcome)
}

fn total(sandbox: &Sandbox, session: &Session<'_>, list: &str) -> Result<u64> {
    run(sandbox, session, &["list", list, "--json"])?.json()?["total"].as_u64().context("a total")
}

/// A value of the first of a list.
fn first(sandbox: &Sandbox, session: &Session<'_>, list: &str, field: &str) -> Result<String> {
    let listed = run(sandbox, session, &["list", list, "--json"])?.json()?;
    Ok(listed["rows"][0][field].as_str().with_context(|| format!("{field} in {listed}"))?.to_owned())
}

/// Fills the sandbox, and stores a password in the first login of the sample.
fn furnish(sandbox: &Sandbox, session: &Session<'_>) -> Result<()> {
    run(sandbox, session, &["demo", "--records", "120"])?;
    let login = first(sandbox, session, "credentials", "id")?;
    let stored = cli::holdfast_fed(sandbox, session, &["credential", "set", &login], CANARY)?;
    ensure!(stored.status == Some(0), "{stored:?}");
    ensure!(session.secret_tool_search(SERVICE)?.contains(CANARY));
    Ok(())
}

/// Nothing of the sample is left, in the database or the keyring.
fn gone(sandbox: &Sandbox, session: &Session<'_>) -> Result<()> {
    for list in ["hardware", "credentials", "people", "contracts", "vendors"] {
        ensure!(total(sandbox, session, list)? == 0, "{list} are left");
    }
    let kept = session.secret_tool_search(SERVICE)?;
    ensure!(!kept.contains(CANARY), "{kept}");
    let health = run(sandbox, session, &["doctor", "--json"])?.json()?;
    ensure!(health["healthy"] == true && health["keyring"]["unfinished"] == 0, "{health}");
    Ok(())
}

#[test]
fn the_command_line_takes_it_out_after_saying_what_goes() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    furnish(&sandbox, &session)?;
    let asked = cli::holdfast_in(&sandbox, &session, &["demo", "--remove"])?;
    ensure!(asked.status == Some(1), "{asked:?}");
    for part in ["1 of them changed since", "1 value in the keyring", "Nothing was removed", "--yes"] {
        ensure!(asked.stderr.contains(part), "{part}: {asked:?}");
    }
    ensure!(
        total(&sandbox, &session, "hardware")? > 0 && session.secret_tool_search(SERVICE)?.contains(CANARY)
    );
    let removed = run(&sandbox, &session, &["demo", "--remove", "--yes", "--json"])?.json()?;
    ensure!(removed["removed"]["values"] == 1 && removed["values_left_in_keyring"] == 0, "{removed}");
    gone(&sandbox, &session)?;
    let again = cli::holdfast_in(&sandbox, &session, &["demo", "--remove", "--yes"])?;
    ensure!(again.status == Some(1) && again.stderr.contains("no sample data"), "{again:?}");
    Ok(())
}

/// With the keyring locked the things go; the value waits in the journal, and is said to.
#[test]
fn a_locked_keyring_keeps_the_value_until_it_opens() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let mut session = Session::with_keyring(&sandbox)?;
    furnish(&sandbox, &session)?;
    session.lock()?;
    let removed = run(&sandbox, &session, &["demo", "--remove", "--yes"])?;
    ensure!(removed.stderr.contains("1 value is still in the keyring"), "{removed:?}");
    session.start_keyring()?;
    ensure!(
        total(&sandbox, &session, "credentials")? == 0
            && session.secret_tool_search(SERVICE)?.contains(CANARY)
    );
    Ok(())
}

#[tokio::test]
async fn it_leaves_the_window_after_one_question() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    furnish(&sandbox, &session)?;
    let vendor = first(&sandbox, &session, "vendors", "name")?;
    let window = Window::open(&sandbox, &session).await?;
    window.add("licenses", &[("name", "Own license"), ("vendor", &vendor)]).await?;

    // An act that cannot be undone says so, and goes on saying so when the page is read again.
    window.click("nav-credentials").await?;
    window.click("row-0").await?;
    window.click("tab-history").await?;
    let act = "//li[contains(., 'Sample data')]//*[@data-testid='history-undo']";
    window.click_on(By::XPath(act)).await?;
    window.wait_for_text_of("panel-refusal", "Nothing was undone").await?;
    let file = sandbox.path("more.csv");
    std::fs::write(&file, "Name\nWritten elsewhere\n")?;
    run(&sandbox, &session, &["import", &file.to_string_lossy(), "--as", "licenses"])?;
    // The navigation counts it: the page was read again.
    let licenses = total(&sandbox, &session, "licenses")?.to_string();
    window.wait_for_text_of("nav-licenses", &licenses).await?;
    window.click("tab-summary").await?;
    window.click("tab-history").await?;
    window.wait_for_text_of("panel-refusal", "Nothing was undone").await?;
    window.shot("sample-undo-refused").await?;

    window.click("remove-sample").await?;
    window.wait_for_text_of("sample-removal", "1 secret in the keyring").await?;
    window.wait_for_text_of("sample-removal", "Own license").await?;
    window.shot("sample-question").await?;
    window.click("sample-keep").await?;
    ensure!(total(&sandbox, &session, "hardware")? > 0);
    window.click("remove-sample").await?;
    window.wait_for_text_of("sample-removal", "your changes to").await?;
    window.click("sample-remove").await?;
    window.wait_for_text("Sample data removed").await?;
    wait("the notice goes", async || {
        window.driver().is_ok()
            && !window.text().await.unwrap_or_default().contains("You are looking at sample data")
    })
    .await?;
    gone(&sandbox, &session)?;
    window.click("nav-licenses").await?;
    window.wait_for_text("Own license").await?;
    ensure!(total(&sandbox, &session, "licenses")? == 2, "what was added stays");
    window.shot("sample-gone").await?;
    window.close().await
}
