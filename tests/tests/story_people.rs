//! People, locations, stock-takes and the refresh plan in a real window: a kit for somebody who starts, a leaving page
//! emptied to nothing and one act of it undone, a stock-take with one missing and one unexpected, a plan with a moved
//! device.

use anyhow::{Context, Result, ensure};
use holdfast_core::{
    Act,
    credentials::{self, CredentialInput},
    db::{Db, WriteTransaction},
    hardware::{
        self, DeviceInput, DeviceStatus,
        custody::{self, CustodyAct, CustodyInput},
        templates::{self, ModelInput},
    },
    history::Actor,
    licenses::{self, AssignmentInput, LicenseInput},
    lifecycle::leaving,
    list::ListQuery,
    locations::{self, LocationInput},
    money::Money,
    people::{self, PersonInput},
    stocktake,
    terms::TermInput,
};
use holdfast_tests::{
    background,
    sandbox::{Sandbox, now},
    session::Session,
    window::Window,
};
use thirtyfour::prelude::*;

async fn wait(what: &str, mut seen: impl AsyncFnMut() -> Result<bool>) -> Result<()> {
    background::wait(what, async || seen().await.unwrap_or(false)).await
}

/// Waits until an element says something.
async fn says(window: &Window, id: &str, text: &str) -> Result<()> {
    wait(&format!("{id} says {text:?}"), async || Ok(window.text_of(id).await?.contains(text)))
        .await
        .with_context(|| format!("{id:?} in vain"))
}

/// Chooses the first option with this text of a list to choose from.
async fn choose(window: &Window, field: &str, text: &str) -> Result<()> {
    let script = "
      const field = document.querySelector(`[data-testid='${arguments[0]}']`);
      const option = [...(field?.options ?? [])].find((one) => one.text.includes(arguments[1]));
      if (!option) return false;
      field.value = option.value;
      field.dispatchEvent(new Event('change', { bubbles: true }));
      return true;";
    wait(&format!("{text:?} in {field}"), async || {
        let given = vec![serde_json::json!(format!("field-{field}")), serde_json::json!(text)];
        Ok(window.driver()?.execute(script, given).await?.convert::<bool>()?)
    })
    .await
}

/// Opens the person of this name beside the list.
async fn open_person(window: &Window, name: &str) -> Result<()> {
    window.click("nav-people").await?;
    window.type_into("filter", name).await?;
    wait(name, async || Ok(window.text_of("row-0").await?.contains(name))).await?;
    window.click("row-0").await?;
    says(window, "detail-title", name).await
}

/// Saves a paper and looks at what it is.
async fn printed(window: &Window, sandbox: &Sandbox, act: &str) -> Result<()> {
    let path = sandbox.path(format!("{act}.pdf"));
    window.click(act).await?;
    window.choose_file(sandbox, "Save as", &path)?;
    window.wait_for_text("saved to").await?;
    let pdf = std::fs::read(&path)?;
    ensure!(pdf.starts_with(b"%PDF-"), "{act} is no PDF");
    Ok(())
}

fn act(title: &str) -> Act {
    Act::new(now(), Actor::CommandLine, title)
}

/// The device with this number: a laptop in the store room, its life over in a quarter yet to come.
async fn laptop(tx: &mut WriteTransaction, number: u32, place: &str) -> Result<String> {
    let bought = now().today - chrono::Days::new(3 * 365);
    let input = DeviceInput {
        name: "ThinkPad T14".into(),
        asset_tag: Some(format!("HV-000{number}")),
        serial: Some(format!("PF{number}GX7K2")),
        manufacturer: Some("Lenovo".into()),
        model: Some("ThinkPad T14".into()),
        category: Some("Laptop".into()),
        status: DeviceStatus::InStock,
        location: Some(place.into()),
        purchased_on: Some(bought.to_string()),
        expected_life_months: Some(48),
        price: Some(Money::new(145_000, "EUR")),
        ..DeviceInput::default()
    };
    Ok(hardware::create(tx, &act("Add"), input).await?)
}

async fn person(tx: &mut WriteTransaction, name: &str, leaves_on: Option<String>) -> Result<String> {
    let input = PersonInput {
        name: name.into(),
        job_title: Some("Engineer".into()),
        department: Some("Design".into()),
        leaves_on,
        ..PersonInput::default()
    };
    Ok(people::create(tx, &act("Add"), input).await?)
}

struct House {
    db: Db,
    anna: String,
    laptops: Vec<String>,
}

/// A house with a store room, three laptops in it and one at the branch, a license, Zoe who starts, and Anna who left
/// with a laptop, a seat and a login.
async fn furnish(sandbox: &Sandbox) -> Result<House> {
    let db = Db::open(&sandbox.data_dir(), &now()).await?;
    let mut tx = db.write().await?;
    let house = LocationInput { name: "Head office".into(), ..LocationInput::default() };
    let house = locations::create(&mut tx, &act("Add"), house).await?;
    let store =
        LocationInput { name: "Store room".into(), parent_id: Some(house), ..LocationInput::default() };
    locations::create(&mut tx, &act("Add"), store).await?;
    let model = ModelInput {
        name: "ThinkPad T14".into(),
        manufacturer: Some("Lenovo".into()),
        category: Some("Laptop".into()),
        price: Some(Money::new(160_000, "EUR")),
        ..ModelInput::default()
    };
    templates::save_model(&mut tx, &act("Model"), None, &model).await?;
    let mut laptops = Vec::new();
    for (number, place) in
        [(1, "Store room"), (2, "Store room"), (3, "Store room"), (4, "Branch"), (5, "Branch")]
    {
        laptops.push(laptop(&mut tx, number, place).await?);
    }
    let prism = LicenseInput {
        name: "Prism Suite".into(),
        terms: vec![TermInput { seats: Some(5), ..TermInput::default() }],
        ..LicenseInput::default()
    };
    let prism = licenses::create(&mut tx, &act("Add"), prism).await?;
    person(&mut tx, "Zoe Newman", None).await?;
    let anna = person(&mut tx, "Anna Leaver", None).await?;
    let out = CustodyInput {
        act: CustodyAct::HandOut,
        person_id: Some(anna.clone()),
        accessories: Some("charger".into()),
        ..CustodyInput::default()
    };
    let last = laptops.last().context("five laptops")?;
    custody::perform(&mut tx, &act("Hand out"), last, &out).await?;
    let seat = AssignmentInput {
        license_id: prism,
        person_id: Some(anna.clone()),
        quantity: 1,
        ..AssignmentInput::default()
    };
    licenses::assign(&mut tx, &act("Assign"), seat).await?;
    let login = CredentialInput {
        name: "Domain registrar".into(),
        username: Some("anna@example.com".into()),
        person_id: Some(anna.clone()),
        ..CredentialInput::default()
    };
    credentials::create(&mut tx, &act("Add"), login).await?;
    let yesterday = now().today - chrono::Days::new(1);
    leaving::set_last_day(&mut tx, &act("Last day"), &anna, Some(yesterday.to_string())).await?;
    tx.commit().await?;
    Ok(House { db, anna, laptops })
}

impl House {
    async fn open(&self) -> Result<u32> {
        let mut conn = self.db.read().await?;
        Ok(leaving::get(&mut conn, &self.anna, now().today).await?.open)
    }
}

#[tokio::test]
async fn somebody_starts_with_a_kit_and_somebody_leaves_with_nothing() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let house = furnish(&sandbox).await?;
    let window = Window::open(&sandbox, &session).await?;

    // The kit, made once.
    window.click("nav-people").await?;
    window.click("people-kits").await?;
    window.click("kit-add").await?;
    window.type_into("field-name", "Engineer").await?;
    choose(&window, "items.0.model_id", "Lenovo ThinkPad T14").await?;
    window.click("item-add").await?;
    choose(&window, "items.1.kind", "License").await?;
    window.choose("items.1.license_id", "Prism").await?;
    window.click("item-add").await?;
    choose(&window, "items.2.kind", "Task").await?;
    window.type_into("field-items.2.label", "Door badge").await?;
    window.shot("people-kit").await?;
    window.click("form-save").await?;
    window.wait_for_text("Kit Engineer saved").await?;

    // Given in one act.
    open_person(&window, "Zoe Newman").await?;
    window.click("detail-starting").await?;
    choose(&window, "kit", "Engineer").await?;
    says(&window, "kit-give", "Give 1 device and 1 license").await?;
    window.shot("people-start").await?;
    window.click("kit-give").await?;
    window.wait_for_text("Engineer given to Zoe Newman").await?;
    says(&window, "starting-open", "Door badge").await?;
    window.shot("people-started").await?;
    window.click("starting-tick").await?;
    window.wait_for_text("Everything is done").await?;
    window.click("work-back").await?;
    window.click("tab-holds").await?;
    window.wait_for_text("Prism Suite").await?;
    window.shot("people-holds").await?;

    // Who left and still has something is on Overview, and one page away from having nothing.
    window.click("nav-overview").await?;
    window.wait_for_text("Still to return").await?;
    window.shot("people-overview").await?;
    window.click("still-out-person").await?;
    says(&window, "leaving-open", "3 things are still open").await?;
    window.shot("people-leaving").await?;
    window.type_into("field-return-place", "Store room").await?;
    window.click("return-with").await?;
    window.type_into("field-return-condition", "Scratched lid").await?;
    window.click("return-save").await?;
    says(&window, "leaving-open", "2 things").await?;
    window.click("release-seat").await?;
    says(&window, "leaving-open", "1 thing").await?;
    window.click("rotate-login").await?;
    says(&window, "leaving-empty", "Nothing is open").await?;
    window.shot("people-left").await?;
    printed(&window, &sandbox, "leaving-save").await?;
    ensure!(house.open().await? == 0);

    // One act is undone from the history, by itself.
    window.click("work-back").await?;
    window.click("tab-history").await?;
    let undo = By::Css("[aria-label^='Undo'][aria-label*='release 1 seat']");
    window.click_on(undo).await?;
    wait("the seat is back", async || Ok(house.open().await? == 1)).await?;
    window.click("tab-summary").await?;
    window.click("settle-leaving").await?;
    says(&window, "leaving-seat", "Prism Suite").await?;
    says(&window, "leaving-done", "Domain registrar").await?;
    window.close().await
}

#[tokio::test]
async fn a_stock_take_goes_on_after_a_restart_and_ends_as_a_report() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let house = furnish(&sandbox).await?;
    let window = Window::open(&sandbox, &session).await?;

    window.click("nav-locations").await?;
    window.wait_for_text("Store room").await?;
    window.shot("people-locations").await?;
    window.click("row-1").await?;
    says(&window, "detail-title", "Head office").await?;
    window.wait_for_text("HV-0001").await?;
    window.shot("people-location").await?;
    // What lies within it is no place for it.
    window.click("detail-edit").await?;
    window.choose("parent_id", "Store").await?;
    window.click("form-save").await?;
    window.wait_for_text("lies within this location itself").await?;
    window.click("form-cancel").await?;

    window.click("location-stock-take").await?;
    window.click("stock-take-begin").await?;
    says(&window, "count-missing", "3").await?;
    let scan = async |code: &str, end: Key, said: &str| {
        window.type_into("scan-code", code).await?;
        window.press_keys(&[], end).await?;
        says(&window, "scan-last", said).await
    };
    scan("hv-0001", Key::Enter, "Found").await?;
    // This scanner ends with a tab.
    scan("PF2GX7K2", Key::Tab, "HV-0002").await?;
    scan("HV-0001", Key::Enter, "Scanned before").await?;
    scan("HV-0004", Key::Enter, "Wrong place").await?;
    window.shot("people-scanning").await?;
    window.close().await?;

    let window = Window::open(&sandbox, &session).await?;
    window.click("nav-stocktake").await?;
    says(&window, "stock-take", "2 of 3 found").await?;
    window.shot("people-stock-takes").await?;
    window.click("stock-take-go-on").await?;
    window.type_into("scan-code", "4006381333931").await?;
    window.press_keys(&[], Key::Enter).await?;
    says(&window, "scan-last", "Nothing has this code").await?;
    for (finding, count) in [("found", "2 of 3"), ("missing", "1"), ("wrong_place", "1"), ("unexpected", "1")]
    {
        says(&window, &format!("count-{finding}"), count).await?;
    }
    window.click("finding-missing").await?;
    says(&window, "finding-line", "HV-0003").await?;
    window.click("finding-settle").await?;
    window.click("finding-wrong_place").await?;
    says(&window, "finding-line", "HV-0004").await?;
    window.click("finding-settle").await?;
    window.shot("people-stock-take").await?;
    window.click("stock-take-finish").await?;
    window.wait_for_text("1 device is marked as lost").await?;
    window.shot("people-finish").await?;
    window.click("stock-take-finish-save").await?;
    window.wait_for_text("Stock-take finished").await?;
    window.shot("people-report").await?;
    printed(&window, &sandbox, "stock-take-save").await?;

    let mut conn = house.db.read().await?;
    let takes = stocktake::list(&mut conn).await?;
    ensure!(takes.first().is_some_and(|take| take.finished_on.is_some()), "{takes:?}");
    let today = now().today;
    let read = async |place: usize| anyhow::Ok(house.laptops.get(place).context("a laptop")?.clone());
    let found = hardware::get(&mut conn, &read(0).await?, today).await?;
    ensure!(found.last_seen_on.is_some());
    let lost = hardware::get(&mut conn, &read(2).await?, today).await?;
    ensure!(lost.fields.status == DeviceStatus::Lost);
    let moved = hardware::get(&mut conn, &read(3).await?, today).await?;
    ensure!(moved.fields.location.as_deref() == Some("Head office"));
    window.close().await
}

#[tokio::test]
async fn the_refresh_plan_spreads_by_hand() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let house = furnish(&sandbox).await?;
    let window = Window::open(&sandbox, &session).await?;
    let moved = async || -> Result<Vec<String>> {
        let mut conn = house.db.read().await?;
        let today = now().today;
        let mut quarters = Vec::new();
        for row in hardware::list(&mut conn, &ListQuery::default(), today).await?.rows {
            quarters.extend(hardware::get(&mut conn, &row.id, today).await?.replacement.moved_to);
        }
        Ok(quarters)
    };

    window.click("nav-reports").await?;
    window.click("report-refresh").await?;
    says(&window, "refresh-board", "5 devices").await?;
    window.shot("people-refresh").await?;
    // By a key.
    let device = window.find_testid("plan-device").await?;
    device.focus().await?;
    window.press_keys(&[], Key::Right).await?;
    window.wait_for_text("ThinkPad T14 moved to").await?;
    wait("one is moved", async || Ok(moved().await?.len() == 1)).await?;
    window.undo("moved to").await?;
    wait("it is back", async || Ok(moved().await?.is_empty())).await?;
    // By the menu.
    let last = format!("{}-Q4", chrono::Datelike::year(&now().today) + 2);
    window.click("plan-move").await?;
    window.click(&format!("plan-to-{last}")).await?;
    wait("one is moved", async || Ok(moved().await? == [last.clone()])).await?;
    says(&window, &format!("quarter-{last}"), "moved").await?;
    window.shot("people-refresh-moved").await?;
    choose(&window, "refresh-rows", "By model").await?;
    says(&window, "report-table", "Lenovo ThinkPad T14").await?;

    for (report, text) in [("warranty", "Never covered"), ("custody", "Anna Leaver")] {
        window.click("report-back").await?;
        window.click(&format!("report-{report}")).await?;
        says(&window, "report", text).await?;
        window.shot(&format!("people-{report}")).await?;
    }
    window.close().await
}
