//! The filter of a list in a real window, by keyboard and by clicking: chips, completion, the words of an error, and the
//! same rows as the command line.

use anyhow::{Context, Result, ensure};
use holdfast_tests::{background::wait, cli, sandbox::Sandbox, session::Session, window::Window};
use thirtyfour::prelude::*;

async fn says(window: &Window, id: &str, text: &str) -> Result<()> {
    wait(&format!("{id} says {text}"), async || window.text_of(id).await.is_ok_and(|t| t.contains(text)))
        .await
}

async fn typed(window: &Window) -> Result<String> {
    Ok(window.find_testid("filter").await?.prop("value").await?.unwrap_or_default())
}

/// How many rows the command line finds.
fn total(sandbox: &Sandbox, session: &Session<'_>, kind: &str, filter: &str) -> Result<u64> {
    let listed = cli::holdfast_in(sandbox, session, &["list", kind, "--filter", filter, "--json"])?.json()?;
    listed["total"].as_u64().context("a list has a total")
}

async fn keys(window: &Window, text: &str) -> Result<()> {
    for sign in text.chars() {
        window.press_keys(&[], sign).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_filter_is_written_by_keyboard_and_by_clicking() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    ensure!(cli::holdfast_in(&sandbox, &session, &["demo", "--records", "400"])?.status == Some(0));
    let over = total(&sandbox, &session, "licenses", "is:over")?;
    ensure!(over > 0);
    let window = Window::open(&sandbox, &session).await?;
    window.wait_for_text("Needs attention").await?;
    window.click("nav-licenses").await?;
    window.find_testid("row-0").await?;

    // By keyboard: what is begun is completed, and a blank makes it a chip.
    window.press_keys(&[], '/').await?;
    keys(&window, "is:ov").await?;
    says(&window, "filter-offer", "over").await?;
    window.press_keys(&[], Key::Tab).await?;
    says(&window, "filter-chip", "Over-used").await?;
    window.wait_for_text(&format!("{over} licenses shown")).await?;
    keys(&window, "kind:oem ").await?;
    let both = total(&sandbox, &session, "licenses", "is:over kind:oem")?;
    let shown = if both == 0 { "No license matches".to_owned() } else { format!("{both} license") };
    window.wait_for_text(&shown).await?;
    window.shot("filter-chips").await?;

    // Backspace takes the last chip back as text; Escape clears all.
    window.press_keys(&[], Key::Backspace).await?;
    ensure!(typed(&window).await? == "kind:oem", "{}", typed(&window).await?);
    window.press_keys(&[], Key::Escape).await?;
    window.press_keys(&[], Key::Escape).await?;
    wait("the filter is clear", async || typed(&window).await.is_ok_and(|text| text.is_empty())).await?;

    // What cannot be read is said, and the rows stay.
    keys(&window, "edns=2027").await?;
    says(&window, "filter-error", "“ends”").await?;
    window.find_testid("row-0").await?;
    window.shot("filter-error").await?;
    window.type_into("filter", "is:over ").await?;
    says(&window, "filter-chip", "Over-used").await?;

    // The list is as it was left.
    window.click("nav-vendors").await?;
    window.find_testid("row-0").await?;
    window.click("nav-licenses").await?;
    says(&window, "filter-chip", "Over-used").await?;
    window.wait_for_text(&format!("{over} licenses shown")).await?;

    // By clicking, on another list.
    window.click("nav-hardware").await?;
    window.click("filter-build").await?;
    window.type_into("field-filter-value", "a").await?;
    window.shot("filter-build").await?;
    window.click("filter-add").await?;
    window.find_testid("filter-chip").await?;
    window.close().await
}
