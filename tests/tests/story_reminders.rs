//! Reminders in a real window, by keyboard: the inbox shows what is due, a deadline is snoozed and asked again, marked
//! as done and renewed; a thing gets its own reminders and is muted.

use anyhow::{Result, ensure};
use chrono::{Days, Months};
use holdfast_tests::{
    background::{PATIENCE, wait_within},
    cli,
    notifications::Desktop,
    sandbox::{Sandbox, now},
    session::Session,
    window::Window,
};
use thirtyfour::prelude::*;

async fn press(window: &Window, key: impl Into<char>) -> Result<()> {
    window.press_keys(&[], key).await
}

fn in_days(days: u64) -> String {
    let today = now().today;
    today.checked_add_days(Days::new(days)).unwrap_or(today).to_string()
}

/// A license with one term, added by keyboard.
async fn add_license(window: &Window, name: &str, ends_on: &str, price: &str) -> Result<()> {
    window.click("nav-licenses").await?;
    window.press_keys(&[Key::Control], 'n').await?;
    let fields = [("name", name), ("terms.0.ends_on", ends_on), ("terms.0.price", price)];
    for (field, text) in fields {
        window.type_into(&format!("field-{field}"), text).await?;
    }
    window.type_into("field-terms.0.starts_on", "2025-01-01").await?;
    window.press_keys(&[Key::Control], Key::Enter).await?;
    window.wait_for_text(&format!("{name} saved")).await
}

/// Waits until a text is not to be read in a part of the page.
async fn gone(window: &Window, part: &str, text: &str) -> Result<()> {
    let script = format!("return document.querySelector('[data-testid=\"{part}\"]')?.innerText ?? ''");
    wait_within(PATIENCE, &format!("{text:?} is gone from {part}"), async || {
        let shown = window.driver()?.execute(script.as_str(), Vec::new()).await?.convert::<String>()?;
        Ok(!shown.contains(text))
    })
    .await
}

/// The names of what is due within 90 days, as the command line knows them.
fn due(sandbox: &Sandbox, session: &Session<'_>) -> Result<Vec<String>> {
    let listed = cli::holdfast_in(sandbox, session, &["due", "--within", "90", "--json"])?.json()?;
    let deadlines = listed["deadlines"].as_array().cloned().unwrap_or_default();
    Ok(deadlines.iter().filter_map(|one| one["subject"]["name"].as_str().map(str::to_owned)).collect())
}

#[tokio::test]
async fn deadlines_are_answered_by_keyboard() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let window = Window::open(&sandbox, &session).await?;
    add_license(&window, "Prism", &in_days(3), "1080").await?;
    add_license(&window, "Sketchpad", &in_days(5), "250").await?;
    add_license(&window, "Tensor", &in_days(20), "3468").await?;

    window.click("nav-reminders").await?;
    window.wait_for_text("This week").await?;
    window.wait_for_text("Next 30 days").await?;
    window.wait_for_text("2 to do").await?;
    window.shot("reminders-inbox").await?;

    // Down to the first, beside the list, and away for a week.
    press(&window, 'j').await?;
    press(&window, Key::Enter).await?;
    window.wait_for_text_of("detail-title", "Prism").await?;
    window.find_testid("reminders-panel").await?;
    window.shot("reminders-detail").await?;
    press(&window, 's').await?;
    window.find_testid("snooze-week").await?;
    window.shot("reminders-snooze").await?;
    window.type_into("field-snooze-until", "2020-01-01").await?;
    window.click("snooze-save").await?;
    window.wait_for_text("Choose a day after today.").await?;
    window.click("snooze-week").await?;
    window.wait_for_text("Prism: snoozed until").await?;
    window.find_testid("group-snoozed").await?;
    gone(&window, "group-this_week", "Prism").await?;
    window.undo("snoozed until").await?;
    window.wait_for_text("Undone").await?;
    gone(&window, "group-snoozed", "Prism").await?;

    // Done: closed for this date, wherever one looks.
    window.click("detail-close").await?;
    window.click("due-0").await?;
    window.click("detail-close").await?;
    press(&window, 'e').await?;
    window.wait_for_text("Prism: done").await?;
    gone(&window, "reminders-page", "Prism").await?;
    ensure!(due(&sandbox, &session)? == ["Sketchpad", "Tensor"]);

    // Several at once, taken back as one.
    press(&window, 'x').await?;
    press(&window, 'j').await?;
    press(&window, 'x').await?;
    window.wait_for_text("2 selected").await?;
    press(&window, 'a').await?;
    window.wait_for_text("2 deadlines: acknowledged").await?;
    window.wait_for_text("seen").await?;
    window.undo("acknowledged").await?;
    window.wait_for_text("Undone").await?;
    gone(&window, "reminders-page", "seen").await?;

    // Renewing from the reminder: its deadline goes, the new term's is far away.
    window.click("due-0").await?;
    window.wait_for_text("Sketchpad").await?;
    window.click("detail-close").await?;
    press(&window, 'r').await?;
    window.find_testid("field-terms.0.price").await?;
    window.shot("reminders-renew").await?;
    window.click("form-save").await?;
    window.wait_for_text("Sketchpad renewed").await?;
    ensure!(due(&sandbox, &session)? == ["Tensor"], "the renewal answers the deadline");
    window.click("nav-reminders").await?;
    window.find_testid("due-0").await?;
    window.wait_for_text("Tensor").await?;
    gone(&window, "reminders-page", "Sketchpad").await?;
    window.close().await
}

#[tokio::test]
async fn a_thing_has_its_own_reminders_and_can_be_muted() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let window = Window::open(&sandbox, &session).await?;
    add_license(&window, "Tensor", &in_days(20), "3468").await?;
    window.click("tab-reminders").await?;
    window.wait_for_text("7 days before, by notification").await?;
    window.wait_for_text("90, 30, 7, 1 days before, set for its kind").await?;
    window.click("steps-change-license_ends").await?;
    for (typed, fault) in [
        ("15, soon", "“soon” is not a number of days."),
        ("15, -3", "-3 lies after the date"),
        ("99999", "more than ten years"),
    ] {
        window.type_into("field-reminder-steps", typed).await?;
        press(&window, Key::Enter).await?;
        window.wait_for_text(fault).await?;
    }
    window.shot("reminders-steps").await?;
    // What others change meanwhile takes nothing away that is being typed.
    window.type_into("field-reminder-steps", "21, 3").await?;
    let file = sandbox.path("meanwhile.csv");
    std::fs::write(&file, "Name,Asset tag\nGraphene,MW-1\n")?;
    let added =
        cli::holdfast_in(&sandbox, &session, &["import", &file.to_string_lossy(), "--as", "hardware"])?;
    ensure!(added.status == Some(0), "{added:?}");
    window.wait_for_text("Hardware 1").await?;
    window.settled().await?;
    let typed = window.find_testid("field-reminder-steps").await?.prop("value").await?;
    ensure!(typed.as_deref() == Some("21, 3"), "the field holds {typed:?}");
    // However they are written, they are told in order and once.
    window.type_into("field-reminder-steps", "3, 15, 3").await?;
    press(&window, Key::Enter).await?;
    window.wait_for_text("15 days before, by notification").await?;
    window.wait_for_text("15, 3 days before, set for this one").await?;

    window.click("panel-mute").await?;
    window.find_testid("muted-notice").await?;
    window.wait_for_text("No messages are sent about this").await?;
    window.shot("reminders-muted").await?;
    window.click("nav-reminders").await?;
    window.find_testid("due-0").await?;
    window.wait_for_text("Tensor").await?;
    window.wait_for_text("muted").await?;
    window.shot("reminders-muted-inbox").await?;
    press(&window, 'j').await?;
    press(&window, 'm').await?;
    window.wait_for_text("Tensor: unmuted").await?;
    gone(&window, "group-days30", "muted").await?;
    window.close().await
}

#[tokio::test]
async fn the_sample_is_due_in_inbox_and_overview() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    ensure!(cli::holdfast_in(&sandbox, &session, &["demo", "--records", "400"])?.status == Some(0));
    let window = Window::open(&sandbox, &session).await?;
    window.wait_for_text("Needs attention").await?;
    window.wait_for_text("By kind").await?;
    window.shot("reminders-overview").await?;
    window.click("all-reminders").await?;
    for group in ["group-overdue", "group-this_week", "group-days30"] {
        window.find_testid(group).await?;
    }
    let rows = window.driver()?.find_all(By::Css("[data-testid=due-row]")).await?.len();
    ensure!((10..=60).contains(&rows), "{rows} live rows");
    window.shot("reminders-sample").await?;
    press(&window, 'j').await?;
    press(&window, Key::Enter).await?;
    window.find_testid("planned-words").await?;
    window.shot("reminders-sample-detail").await?;
    press(&window, '?').await?;
    window.wait_for_text("Reminders: snooze").await?;
    press(&window, Key::Escape).await?;

    // From the overview straight to the form that settles it.
    window.click("nav-overview").await?;
    window.click("kind-license_ends").await?;
    window.shot("reminders-overview-kind").await?;
    window.click("attention-act").await?;
    window.find_testid("field-terms.0.price").await?;
    window.shot("reminders-overview-renew").await?;

    // In a narrow window the deadline covers the list.
    window.driver()?.set_window_rect(0, 0, 900, 700).await?;
    window.click("nav-reminders").await?;
    window.find_testid("due-3").await?;
    window.shot("reminders-narrow").await?;
    window.click("due-3").await?;
    window.find_testid("planned-words").await?;
    window.shot("reminders-narrow-detail").await?;
    window.close().await
}

#[tokio::test]
async fn five_thousand_due_at_once_are_listed_and_told_in_one() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let desktop = Desktop::start(&session)?;
    let mut csv = String::from("Asset Tag,Name,Category,Purchase Date,Warranty Months\n");
    // In the middle of a month: the calendar shows that of today, and next week must lie in it.
    sandbox.set_clock("2027-06-14T10:00:00")?;
    let today = sandbox.today();
    for number in 0..5000_u64 {
        let bought = today
            .checked_add_days(Days::new(1 + number % 6))
            .and_then(|day| day.checked_sub_months(Months::new(36)))
            .and_then(|day| day.succ_opt())
            .unwrap_or(today);
        csv.push_str(&format!("T-{number:05},Laptop,Laptop,{bought},36\n"));
    }
    let file = sandbox.path("hardware.csv");
    std::fs::write(&file, csv)?;
    let file = file.to_string_lossy();
    let imported = cli::holdfast_in(&sandbox, &session, &["import", &file, "--as", "hardware"])?;
    ensure!(imported.status == Some(0), "{imported:?}");
    let told = cli::holdfast_in(&sandbox, &session, &["remind"])?;
    ensure!(told.status == Some(0) && desktop.notes().len() == 1, "{:?}", desktop.notes());

    let window = Window::open(&sandbox, &session).await?;
    window.click("nav-reminders").await?;
    window.wait_for_text("T-00000").await?;
    window.shot("reminders-flood-inbox").await?;
    let rows = window.driver()?.find_all(By::Css("[data-testid=due-row]")).await?.len();
    ensure!((10..=100).contains(&rows), "{rows} live rows");
    window.type_into("filter", "T-04999").await?;
    window.wait_for_text("T-04999").await?;
    window.click("due-0").await?;
    window.find_testid("planned-words").await?;
    window.click("nav-calendar").await?;
    window.wait_for_text("5,000 deadlines").await?;
    window.shot("reminders-flood-calendar").await?;
    window.click("view-agenda").await?;
    window.click("row-0").await?;
    window.find_testid("entry-pane").await?;
    window.shot("reminders-flood-agenda").await?;
    window.click("nav-overview").await?;
    window.wait_for_text("Needs attention").await?;
    window.shot("reminders-flood-overview").await?;
    ensure!(desktop.notes().len() == 1, "nothing is told twice: {:?}", desktop.notes());
    window.close().await
}
