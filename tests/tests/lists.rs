//! What every list can do, in a real window: rows ticked by mouse and keyboard, tags and Trash for many with Undo,
//! the menu of a row, columns, saved views, a file; license keys by hand.

use anyhow::{Context, Result, ensure};
use holdfast_tests::{background::wait, cli, sandbox::Sandbox, session::Session, window::Window};
use thirtyfour::prelude::*;

/// In small letters: once keys were pressed with Shift held, the driver takes letters the other way round.
const KEY: &str = "aaaaa-bbbbb-ccccc-7kq2x";
const SERVICE: &str = "app.holdfast.Holdfast.test";

async fn says(window: &Window, id: &str, text: &str) -> Result<()> {
    wait(&format!("{id} says {text}"), async || window.text_of(id).await.is_ok_and(|t| t.contains(text)))
        .await
}

/// Puts the keyboard on the rows, as Tab does.
async fn onto_the_rows(window: &Window) -> Result<()> {
    window.find_testid("table").await?;
    window
        .driver()?
        .execute("document.querySelector('[data-testid=table]').focus()", Vec::new())
        .await
        .context("the table takes the keyboard")?;
    Ok(())
}

/// Opens a menu as the keyboard does.
async fn open_by_key(window: &Window, id: &str) -> Result<()> {
    window.find_testid(id).await?;
    window
        .driver()?
        .execute(format!("document.querySelector('[data-testid={id}]').focus()"), Vec::new())
        .await?;
    window.press_keys(&[], Key::Enter).await
}

fn total(sandbox: &Sandbox, session: &Session<'_>, kind: &str) -> Result<u64> {
    let listed = cli::holdfast_in(sandbox, session, &["list", kind, "--limit", "1", "--json"])?.json()?;
    listed["total"].as_u64().context("a list has a total")
}

#[tokio::test]
async fn a_list_is_shaped_and_many_rows_are_changed_at_once() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    ensure!(cli::holdfast_in(&sandbox, &session, &["demo", "--records", "400"])?.status == Some(0));
    let before = total(&sandbox, &session, "licenses")?;
    let window = Window::open(&sandbox, &session).await?;
    window.wait_for_text("Needs attention").await?;
    window.click("add").await?;
    window.find_testid("add-licenses").await?;
    window.press_keys(&[], Key::Escape).await?;
    window.click("nav-licenses").await?;

    window.click("tick-0").await?;
    says(&window, "bulk-bar", "1 selected").await?;
    onto_the_rows(&window).await?;
    window.press_keys(&[Key::Shift], Key::Down).await?;
    window.press_keys(&[Key::Shift], Key::Down).await?;
    says(&window, "bulk-bar", "3 selected").await?;
    window.press_keys(&[], ' ').await?;
    says(&window, "bulk-bar", "2 selected").await?;
    window.shot("lists-ticked").await?;

    window.click("bulk-tags").await?;
    window.type_into("field-tags-add", "renew with care").await?;
    window.press_keys(&[], Key::Enter).await?;
    window.shot("lists-tags").await?;
    window.click("tags-save").await?;
    says(&window, "toast", "Tags changed").await?;
    window.type_into("filter", "renew with care").await?;
    window.wait_for_text("2 licenses shown").await?;
    window.undo("Tags changed").await?;
    window.wait_for_text("No license matches").await?;
    window.type_into("filter", " ").await?;
    window.find_testid("row-5").await?;

    onto_the_rows(&window).await?;
    window.press_keys(&[Key::Control], 'a').await?;
    says(&window, "bulk-bar", &format!("{before} selected")).await?;
    window.click("delete-chosen").await?;
    window.wait_for_text("No licenses yet").await?;
    ensure!(total(&sandbox, &session, "licenses")? == 0, "all of them are in the Trash");
    window.click("toast-undo").await?;
    window.find_testid("row-5").await?;
    ensure!(total(&sandbox, &session, "licenses")? == before, "all of them are back");

    shapes_the_list(&sandbox, &window).await?;
    keeps_keys_by_hand(&session, &window).await?;
    window.close().await
}

async fn shapes_the_list(sandbox: &Sandbox, window: &Window) -> Result<()> {
    let row = window.find_testid("row-2").await?;
    window.driver()?.action_chain().context_click_element(&row).perform().await?;
    window.find_testid("row-copy-name").await?;
    window.shot("lists-row-menu").await?;
    window.click("row-edit").await?;
    window.find_testid("form-save").await?;
    window.shot("lists-row-edit").await?;
    window.click("form-cancel").await?;
    window.click("detail-close").await?;

    window.click("columns").await?;
    window.click("column-publisher").await?;
    window.shot("lists-columns").await?;
    window.press_keys(&[], Key::Escape).await?;
    window.find_testid("sort-publisher").await?;

    window.type_into("filter", "adobe").await?;
    window.wait_for_text("licenses shown").await?;
    window.click("sort-publisher").await?;
    window.click("view-save").await?;
    window.type_into("field-view-name", "adobe by publisher").await?;
    window.click("view-keep").await?;
    window.shot("lists-view-kept").await?;
    window.wait_for_text("dobe by publisher").await?;
    window.click("view-all").await?;
    wait("all licenses show", async || !window.text().await.is_ok_and(|t| t.contains("shown"))).await?;
    window.click_on(By::XPath("//button[contains(@data-testid, 'by publisher')]")).await?;
    window.wait_for_text("licenses shown").await?;
    window.shot("lists-view").await?;

    let folder = sandbox.path("files");
    std::fs::create_dir_all(&folder)?;
    let file = folder.join("adobe.csv");
    window.click("columns").await?;
    window.click("export").await?;
    window.choose_file(sandbox, "Save as", &file)?;
    wait("the file is there", async || file.is_file()).await?;
    let text = std::fs::read_to_string(&file)?;
    let head = text.lines().next().unwrap_or_default();
    ensure!(
        head.contains("Name") && head.ends_with("Publisher"),
        "the columns shown, in their order: {head}"
    );
    ensure!(text.lines().skip(1).all(|line| line.contains("Adobe")), "only what is shown: {text}");
    window.click("view-all").await?;
    Ok(())
}

async fn keeps_keys_by_hand(session: &Session<'_>, window: &Window) -> Result<()> {
    window.click("row-3").await?;
    window.click("tab-keys").await?;
    window.click("key-add").await?;
    window.type_into("field-key-label", "volume key").await?;
    window.type_into("field-key-value", KEY).await?;
    window.shot("lists-key-form").await?;
    window.click("key-save").await?;
    window.wait_for_text("volume key").await?;
    window.wait_for_text("7kq2x").await?;
    ensure!(session.secret_tool_search(SERVICE)?.contains(KEY), "the keyring has the key");
    window.shot("lists-keys").await?;
    open_by_key(window, "key-menu-0").await?;
    window.shot("lists-key-menu").await?;
    window.click("key-replace").await?;
    window.type_into("field-key-value", "ddddd-eeeee-fffff-99999").await?;
    window.click("key-save").await?;
    window.wait_for_text("99999").await?;
    ensure!(!session.secret_tool_search(SERVICE)?.contains(KEY), "the old value left the keyring");
    open_by_key(window, "key-menu-0").await?;
    window.click("key-delete").await?;
    window.click("key-delete-confirm").await?;
    window.wait_for_text("No key is kept").await?;
    wait("the keyring has no key", async || {
        session.secret_tool_search(SERVICE).is_ok_and(|found| !found.contains("ddddd"))
    })
    .await
}
