//! Devices in a real window: ten are added at once, one is handed out, taken back and lent, all get a warranty in one
//! act, their labels are saved, and a scanned code finds one of them. What is typed wrongly is answered at its field.

use anyhow::{Context, Result, ensure};
use holdfast_tests::{background::wait, cli, sandbox::Sandbox, session::Session, window::Window};
use serde_json::Value;
use thirtyfour::prelude::*;

/// What a scanner types: each code, and Enter.
fn scanned<'a>(codes: impl IntoIterator<Item = &'a str>) -> String {
    codes.into_iter().map(|code| format!("{code}{}", char::from(Key::Enter))).collect()
}

/// Waits until no dialog stands in the way.
async fn closed(window: &Window) -> Result<()> {
    wait("the dialog closes", async || {
        let dialogs = "return document.querySelectorAll('[role=dialog]').length";
        match window.driver() {
            Ok(driver) => driver
                .execute(dialogs, Vec::new())
                .await
                .is_ok_and(|count| count.convert::<u32>().is_ok_and(|count| count == 0)),
            Err(_) => false,
        }
    })
    .await
}

/// Chooses a line of the menu of the device that is open.
async fn act(window: &Window, name: &str) -> Result<()> {
    window.click("device-menu").await?;
    window.click(&format!("act-{name}")).await
}

fn device(sandbox: &Sandbox, session: &Session<'_>, tag: &str) -> Result<Value> {
    cli::holdfast_in(sandbox, session, &["show", tag, "--json"])?.json()
}

fn devices(sandbox: &Sandbox, session: &Session<'_>) -> Result<Value> {
    cli::holdfast_in(sandbox, session, &["list", "hardware", "--json"])?.json()
}

#[tokio::test]
async fn ten_laptops_from_the_carton_to_their_holders() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let window = Window::open(&sandbox, &session).await?;
    window.click("nav-people").await?;
    window.click("add").await?;
    window.type_into("field-name", "Anna Example").await?;
    window.press_keys(&[Key::Control], Key::Enter).await?;
    window.wait_for_text("Anna Example saved").await?;

    // Tags by a pattern, a category with what its devices start with, and a model of it.
    window.click("nav-settings").await?;
    window.settled().await?;
    window.type_into("field-asset-tag-pattern", "no sign").await?;
    window.click("asset-tag-save").await?;
    window.find(By::Css("[data-testid=hardware-settings] [role=alert]")).await?;
    window.type_into("field-asset-tag-pattern", "HF-{####}").await?;
    window.click("asset-tag-save").await?;
    window.wait_for_text("Next: HF-0001").await?;
    window.click("category-add").await?;
    window.type_into("field-name", "Laptop").await?;
    window.type_into("field-expected_life_months", "48").await?;
    window.type_into("field-warranty_months", "36").await?;
    window.type_into("field-depreciation_months", "36").await?;
    window.click("category-save").await?;
    window.wait_for_text("Laptop saved").await?;
    closed(&window).await?;
    window.click("model-add").await?;
    window.type_into("field-name", "ThinkPad T14").await?;
    window.type_into("field-manufacturer", "Lenovo").await?;
    window.type_into("field-category", "Laptop").await?;
    window.type_into("field-price", "1290").await?;
    window.click("model-save").await?;
    window.wait_for_text("ThinkPad T14 saved").await?;
    closed(&window).await?;
    window.shot("devices-settings").await?;

    // Ten serials as a scanner types them, one of them twice.
    window.click("nav-hardware").await?;
    window.click("hardware-more").await?;
    window.click("bulk-add").await?;
    window.choose("bulk-model", "T14").await?;
    wait("the model fills the name", async || {
        let field = window.find_testid("field-bulk-name").await;
        match field {
            Ok(field) => {
                field.prop("value").await.is_ok_and(|value| value.as_deref() == Some("ThinkPad T14"))
            }
            Err(_) => false,
        }
    })
    .await?;
    let serials: Vec<String> = (1..=10).map(|number| format!("PF{number:04}")).collect();
    window
        .type_into("field-serials", &scanned(serials.iter().map(String::as_str).chain(["PF0003", ""])))
        .await?;
    window.wait_for_text("Line 11, PF0003: Line 3 has this serial already.").await?;
    window.shot("devices-bulk-add-twice").await?;
    // Whether the refusal is there is to be seen nowhere but in that nothing waits for its answer any more.
    window.settled().await?;
    window.click("bulk-add-save").await?;
    window.settled().await?;
    ensure!(devices(&sandbox, &session)?["total"] == 0, "nothing is added while a line is wrong");
    window.type_into("field-serials", &scanned(serials.iter().map(String::as_str))).await?;
    window.wait_for_text("HF-0001 to HF-0010").await?;
    window.wait_for_text("Add 10 devices").await?;
    window.shot("devices-bulk-add").await?;
    window.click("bulk-add-save").await?;
    window.wait_for_text("10 devices added").await?;
    closed(&window).await?;
    ensure!(devices(&sandbox, &session)?["total"] == 10);

    // Handed out; without a person the field says so.
    window.click("row-0").await?;
    window.click("act-hand_out").await?;
    window.click("custody-save").await?;
    window.wait_for_text("Choose who gets it.").await?;
    window.choose("person_id", "Anna").await?;
    window.type_into("field-accessories", "Charger, bag").await?;
    window.shot("devices-hand-out").await?;
    window.click("custody-save").await?;
    window.wait_for_text("handed out").await?;
    closed(&window).await?;
    window.wait_for_text("held by Anna Example").await?;
    window.click("tab-custody").await?;
    window.wait_for_text("Handed out to Anna Example").await?;
    window.shot("devices-custody").await?;
    window.find_testid("sheet-save").await?;
    ensure!(device(&sandbox, &session, "HF-0001")?.to_string().contains("Anna Example"));

    // Back before it went: refused at the day. Then taken back.
    window.click("act-take_back").await?;
    window.type_into("field-on", "2020-01-01").await?;
    window.click("custody-save").await?;
    window.find(By::Css("[role=dialog] [role=alert]")).await?;
    window.click("custody-cancel").await?;
    closed(&window).await?;
    window.click("act-take_back").await?;
    window.click("custody-save").await?;
    window.wait_for_text("taken back").await?;
    closed(&window).await?;
    window.wait_for_text("In stock").await?;

    // Lent until a day that lies before the loan, then after it.
    act(&window, "lend").await?;
    window.choose("person_id", "Anna").await?;
    window.type_into("field-return_by", "2020-01-01").await?;
    window.click("custody-save").await?;
    window.wait_for_text("before it is handed out").await?;
    window.type_into("field-return_by", "2099-12-31").await?;
    window.click("custody-save").await?;
    window.wait_for_text("lent").await?;
    closed(&window).await?;
    window.wait_for_text("Return by").await?;
    window.click("only-lent").await?;
    window.wait_for_text("1 device shown").await?;
    window.click("row-0").await?;
    window.wait_for_text("held by Anna Example").await?;

    // A claim, and all warranties extended in one act.
    window.click("tab-warranties").await?;
    window.click("claim-add").await?;
    window.click("claim-save").await?;
    window.wait_for_text("Enter what is wrong.").await?;
    window.type_into("field-fault", "Hinge broken").await?;
    window.click("claim-save").await?;
    window.wait_for_text("Claim saved").await?;
    closed(&window).await?;
    window.shot("devices-warranties").await?;

    window.click("nav-overview").await?;
    window.click("nav-hardware").await?;
    window.clear_filter().await?;
    window.find_testid("row-9").await?;
    window.click("select-all").await?;
    window.wait_for_text("10 selected").await?;
    window.click("bulk-warranty").await?;
    window.type_into("field-warranty.months", "24").await?;
    window.shot("devices-cover").await?;
    window.click("cover-save").await?;
    window.wait_for_text("10 devices covered").await?;
    closed(&window).await?;
    let covered = devices(&sandbox, &session)?;
    let ends: Vec<&str> = covered["rows"]
        .as_array()
        .context("rows")?
        .iter()
        .filter_map(|row| row["covered_until"].as_str())
        .collect();
    ensure!(ends.len() == 10 && ends.iter().all(|end| Some(end) == ends.first()), "{ends:?}");

    // Their labels, saved where it is said.
    wait("nothing is selected", async || window.text().await.is_ok_and(|text| !text.contains("10 selected")))
        .await?;
    window.click("select-all").await?;
    window.wait_for_text("10 selected").await?;
    window.click("bulk-labels").await?;
    window.find_testid("label-preview").await?;
    window.find_testid("label-count").await?;
    window.type_into("field-label-text", "Property of Northwind").await?;
    window.wait_for_text("Property of Northwind").await?;
    window.shot("devices-labels").await?;
    let labels = sandbox.path("labels.pdf");
    window.click("labels-save").await?;
    window.choose_file(&sandbox, "Save as", &labels)?;
    window.wait_for_text("Saved to").await?;
    ensure!(std::fs::read(&labels)?.starts_with(b"%PDF"));
    closed(&window).await?;

    // A scanner types the code and Enter at once.
    window.press_keys(&[Key::Control], 'k').await?;
    let input = window.find_testid("palette-input").await?;
    input.send_keys(format!("HF-0007{}", char::from(Key::Enter))).await?;
    wait("the device of the code", async || {
        window.text().await.is_ok_and(|text| text.contains("PF0007"))
            && window.text_of("detail-title").await.is_ok()
    })
    .await?;
    window.close().await
}

#[tokio::test]
async fn what_cannot_be_is_said_at_its_field_and_this_computer_is_read() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let window = Window::open(&sandbox, &session).await?;
    for (name, tag, serial) in [("Rack", "R-1", "RACK1"), ("Server", "S-1", "SRV1")] {
        window.click("nav-hardware").await?;
        window.click("add").await?;
        window.type_into("field-name", name).await?;
        window.type_into("field-asset_tag", tag).await?;
        window.type_into("field-serial", serial).await?;
        window.press_keys(&[Key::Control], Key::Enter).await?;
        window.wait_for_text(&format!("{name} saved")).await?;
    }

    // A serial that is there is warned of; a tag that is there is refused.
    window.click("add").await?;
    window.type_into("field-name", "Another server").await?;
    window.type_into("field-serial", "srv1").await?;
    window.wait_for_text("“Server” has this serial already.").await?;
    window.type_into("field-asset_tag", "R-1").await?;
    window.click("form-save").await?;
    window.find(By::Css("form [role=alert]")).await?;
    window.shot("devices-form-refused").await?;
    window.type_into("field-asset_tag", "S-2").await?;
    window.click("form-save").await?;
    window.wait_for_text("Another server saved").await?;
    window.wait_for_text("Another device has this serial number.").await?;

    // The server stands in the rack; the rack cannot stand in the server.
    window.click("detail-edit").await?;
    window.choose("parent_id", "Rack").await?;
    window.click("form-save").await?;
    window.wait_for_text("Linked 1").await?;
    window.press_keys(&[Key::Control], 'k').await?;
    let input = window.find_testid("palette-input").await?;
    input.send_keys(format!("R-1{}", char::from(Key::Enter))).await?;
    wait("the rack", async || window.text_of("detail-title").await.is_ok_and(|title| title == "Rack"))
        .await?;
    window.click("detail-edit").await?;
    window.choose("parent_id", "Another").await?;
    window.click("form-save").await?;
    window.wait_for_text("belongs to this device itself").await?;
    window.click("form-cancel").await?;

    window.click("hardware-more").await?;
    window.click("this-computer").await?;
    window.find_testid("computer-device").await?;
    window.shot("devices-this-computer").await?;
    window.click("computer-keep").await?;
    wait("this computer is a device", async || {
        devices(&sandbox, &session).is_ok_and(|listed| listed["total"] == 4)
    })
    .await?;
    closed(&window).await?;
    window.close().await
}
