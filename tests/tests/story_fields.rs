//! Fields that people define, in a real window: defined in Settings, filled in a form, seen in the list, the detail, the
//! History and a search; another type only after a look at what each value becomes; removed, and brought back.

use anyhow::{Result, ensure};
use holdfast_tests::{background::wait, cli, sandbox::Sandbox, session::Session, window::Window};

/// What Settings says of the fields of devices.
async fn said(window: &Window) -> String {
    let script = "return document.querySelector('[data-testid=field-device-list]')?.innerText ?? ''";
    let Ok(driver) = window.driver() else { return String::new() };
    let said = driver.execute(script, Vec::new()).await;
    said.ok().and_then(|said| said.convert().ok()).unwrap_or_default()
}

async fn listed(window: &Window, part: &str) -> Result<()> {
    wait(&format!("the fields of devices say {part:?}"), async || said(window).await.contains(part)).await
}

#[tokio::test]
async fn a_field_is_defined_filled_found_changed_and_removed() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let window = Window::open(&sandbox, &session).await?;
    window.click("nav-settings").await?;
    window.settled().await?;
    window.click("add-field-device").await?;
    window.type_into("field-label", "Shelf").await?;
    window.click("field-shown").await?;
    window.shot("fields-dialog").await?;
    window.click("custom-field-save").await?;
    listed(&window, "Shelf").await?;
    window.click("add-field-device").await?;
    window.type_into("field-label", "Serial").await?;
    window.click("custom-field-save").await?;
    window.wait_for_text("There is a field “Serial” already.").await?;
    window.type_into("field-label", "Color").await?;
    window.select("field-type", "choice").await?;
    window.type_into("field-choices", "Blue\u{e007}Red").await?;
    window.click("field-required").await?;
    window.click("custom-field-save").await?;
    listed(&window, "Color").await?;
    window.shot("fields-settings").await?;

    // A required one is asked for at its field.
    window.click("nav-hardware").await?;
    window.click("add").await?;
    window.type_into("field-name", "Dock 1").await?;
    window.type_into("field-custom.shelf", "12").await?;
    window.click("form-save").await?;
    window.wait_for_text("Enter the color.").await?;
    window.select("field-custom.color", "Red").await?;
    window.shot("fields-form").await?;
    window.click("form-save").await?;
    window.wait_for_text_of("row-0", "Dock 1").await?;
    window.wait_for_text("Custom fields").await?;
    window.shot("fields-detail").await?;
    for (name, shelf) in [("Dock 2", "cellar"), ("Dock 3", "12")] {
        window.click("add").await?;
        window.type_into("field-name", name).await?;
        window.type_into("field-custom.shelf", shelf).await?;
        window.select("field-custom.color", "Blue").await?;
        window.click("form-save").await?;
        window.wait_for_text(&format!("{name} saved")).await?;
    }
    window.type_into("filter", "cellar").await?;
    window.wait_for_text_of("row-0", "Dock 2").await?;
    window.click("row-0").await?;
    window.click("tab-history").await?;
    window.wait_for_text("Shelf").await?;

    // A number would lose one value: that is said before, and Undo brings it back.
    window.click("nav-settings").await?;
    window.settled().await?;
    window.click("field-device-edit-shelf").await?;
    window.select("field-type", "number").await?;
    window.wait_for_text_of("becomes", "1 value does not fit").await?;
    window.wait_for_text("cellar").await?;
    window.shot("fields-becomes").await?;
    window.click("custom-field-save").await?;
    listed(&window, "Number").await?;
    let command_line = |args: &'static [&'static str]| cli::holdfast_in(&sandbox, &session, args);
    let numbers = command_line(&["list", "hardware", "--sort", "custom.shelf", "--json"])?;
    ensure!(
        numbers.stdout.contains("\"shelf\":12") || numbers.stdout.contains("\"shelf\": 12"),
        "{numbers:?}"
    );
    window.undo("“Shelf” saved").await?;
    listed(&window, "Text").await?;
    window.click("field-device-remove-shelf").await?;
    wait("it is gone", async || !said(&window).await.contains("Shelf")).await?;
    window.undo("“Shelf” and its values removed").await?;
    listed(&window, "3 values").await?;
    window.close().await
}
