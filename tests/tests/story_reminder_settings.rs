//! The settings of reminders in a real window: a policy that is read back before it is kept, a category with days of its
//! own, a mail account that is tested and whose failures are tried again, the calendar file at a chosen place, and
//! starting at login.

use anyhow::{Result, ensure};
use chrono::{Days, NaiveDate};
use holdfast_core::{
    db::Db,
    mail::{self, MailSecurity, MailSettings},
    reminders::policy::{self, ReminderPolicy},
};
use holdfast_tests::{
    background::wait,
    cli,
    mail_server::{MailServer, Manner},
    sandbox::{Sandbox, now},
    session::Session,
    window::Window,
};
use thirtyfour::prelude::*;

/// Clicks what may lie below the fold, away from what sticks to the edges of the page.
async fn press(window: &Window, id: &str) -> Result<()> {
    let script =
        format!("document.querySelector('[data-testid=\"{id}\"]').scrollIntoView({{ block: 'center' }})");
    window.find_testid(id).await?;
    window.driver()?.execute(script, Vec::new()).await?;
    window.click(id).await
}

/// Chooses from a list of the system.
async fn select(window: &Window, id: &str, value: &str) -> Result<()> {
    window.find_testid(id).await?;
    let script = format!(
        "const select = document.querySelector('[data-testid=\"{id}\"]');
         select.value = '{value}'; select.dispatchEvent(new Event('change', {{ bubbles: true }}))"
    );
    window.driver()?.execute(script, Vec::new()).await?;
    Ok(())
}

fn in_days(days: u64) -> Option<NaiveDate> {
    now().today.checked_add_days(Days::new(days))
}

async fn value(window: &Window, id: &str) -> Result<String> {
    Ok(window.find_testid(id).await?.prop("value").await?.unwrap_or_default())
}

#[tokio::test]
async fn a_policy_is_read_back_and_mail_is_tested() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    ensure!(cli::holdfast_in(&sandbox, &session, &["demo", "--records", "60"])?.status == Some(0));
    let window = Window::open(&sandbox, &session).await?;
    window.wait_for_text("Needs attention").await?;
    window.go("settings").await?;

    // Days that cannot be are refused where they are typed, and nothing is saved.
    window.wait_for_text_of("words-license_ends", "90, 30, 7 and 1 days before, by notification").await?;
    window.type_into("field-steps-license_ends", "30, -3").await?;
    window.wait_for_text_of("words-license_ends", "lies after the date").await?;
    press(&window, "save-policy").await?;
    window.wait_for_text_of("words-license_ends", "lies after the date").await?;
    window.type_into("field-steps-license_ends", "30, soon").await?;
    window.wait_for_text_of("words-license_ends", "“soon” is not a number of days").await?;
    window.shot("settings-story-refused").await?;
    window.type_into("field-steps-license_ends", "7, 45, 7").await?;
    window.wait_for_text_of("words-license_ends", "45 and 7 days before, by notification").await?;
    press(&window, "save-policy").await?;
    window.wait_for_text("Saved").await?;
    wait("the days are in order", async || {
        value(&window, "field-steps-license_ends").await.is_ok_and(|text| text == "45, 7")
    })
    .await?;

    // A policy that tells nobody says so before it is saved.
    press(&window, "field-notifications").await?;
    window.wait_for_text_of("policy-warning", "Nothing is ever sent").await?;
    press(&window, "discard-policy").await?;
    wait("the warning goes", async || {
        !window.text().await.unwrap_or_default().contains("Nothing is ever sent")
    })
    .await?;

    // The mail account: a server that takes a test, and one that refuses it.
    let (open, closed) = (MailServer::start()?, MailServer::start()?);
    closed.behave(Manner::Refuses("550 no such mailbox here"));
    window.type_into("field-mail-host", "127.0.0.1").await?;
    window.type_into("field-mail-port", &open.port.to_string()).await?;
    window.type_into("field-mail-from", "it@example.com").await?;
    window.type_into("field-mail-to", "anna@example.com").await?;
    select(&window, "field-mail-security", "none").await?;
    press(&window, "mail-test").await?;
    window.wait_for_text_of("mail-answer", "Test message sent to anna@example.com.").await?;
    let taken = open.take();
    ensure!(taken.len() == 1 && taken.iter().all(|mail| mail.to == ["anna@example.com"]), "{taken:?}");
    window.shot("settings-story-mail").await?;
    window.type_into("field-mail-port", &closed.port.to_string()).await?;
    press(&window, "mail-test").await?;
    window.wait_for_text_of("mail-answer", "the server refused it (550").await?;
    ensure!(closed.take().is_empty());

    // Its password goes to the keyring, and out of it.
    window.type_into("field-mail-port", &open.port.to_string()).await?;
    window.type_into("field-mail-username", "holdfast").await?;
    window.type_into("field-mail-password", "not-a-real-one").await?;
    press(&window, "save-mail").await?;
    window.wait_for_text_of("mail-password-state", "Saved in the keyring").await?;
    press(&window, "mail-password-remove").await?;
    press(&window, "save-mail").await?;
    window.find_testid("field-mail-password").await?;
    window.type_into("field-mail-to", "anna at example").await?;
    press(&window, "save-mail").await?;
    window.wait_for_text("is no email address").await?;
    press(&window, "discard-mail").await?;

    // What this session says to a notification, and the file that calendars read.
    press(&window, "notification-test").await?;
    window.wait_for_text_of("notification-answer", "no program shows notifications").await?;
    press(&window, "calendar-file-on").await?;
    window.wait_for_text_of("calendar-file-written", "Last updated today").await?;
    let path = window.text_of("calendar-file-path").await?;
    ensure!(std::fs::read_to_string(&path)?.contains("BEGIN:VEVENT"));
    window.shot("settings-story-rest").await?;
    press(&window, "calendar-file-off").await?;
    window.wait_for_text("The calendar file is no longer updated").await?;
    window.close().await
}

#[tokio::test]
async fn a_category_has_reminders_of_its_own() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let window = Window::open(&sandbox, &session).await?;
    let ends_on = in_days(200).map(|day| day.to_string()).unwrap_or_default();
    let fields = [("name", "Drawing Suite"), ("category", "Design"), ("terms.0.ends_on", ends_on.as_str())];
    window.add("licenses", &fields).await?;

    window.go("settings").await?;
    window.click("section-Exceptions").await?;
    window.wait_for_text("No exceptions. The settings above apply to everything.").await?;
    press(&window, "exception-add").await?;
    press(&window, "exception-save").await?;
    window.wait_for_text("Choose a category.").await?;
    window.choose("exception-category", "Desig").await?;
    press(&window, "exception-save").await?;
    window.wait_for_text("Enter days or recipients, or choose no messages.").await?;
    select(&window, "field-exception-dates", "license_ends").await?;
    window.type_into("field-exception-steps", "15, -3").await?;
    press(&window, "exception-save").await?;
    window.wait_for_text("-3 lies after the date").await?;
    window.shot("settings-exception-form").await?;
    window.type_into("field-exception-steps", "15, 120").await?;
    window.type_into("field-exception-email", "design@example.com").await?;
    window.press_keys(&[], Key::Enter).await?;
    window.wait_for_text_of("exception", "Licenses: Design").await?;
    window
        .wait_for_text_of("exception", "License ends: 120, 15 days before, email to design@example.com")
        .await?;
    window.shot("settings-exceptions").await?;

    // A second one for the same is refused; what is there is changed instead.
    press(&window, "exception-add").await?;
    window.type_into("field-exception-category", "design").await?;
    select(&window, "field-exception-dates", "license_ends").await?;
    window.type_into("field-exception-steps", "4").await?;
    press(&window, "exception-save").await?;
    window.wait_for_text("There is already an exception for this.").await?;
    press(&window, "exception-cancel").await?;

    // The thing says where its days come from, and may have others.
    window.click("nav-licenses").await?;
    window.click("row-0").await?;
    window.click("tab-reminders").await?;
    window.wait_for_text("120, 15 days before, set for its category").await?;
    window.click("steps-change-license_ends").await?;
    window.type_into("field-reminder-steps", "3").await?;
    window.press_keys(&[], Key::Enter).await?;
    window.wait_for_text("3 days before, set for this one").await?;

    // Settings list both; one is taken away and comes back.
    window.go("settings").await?;
    window.click("section-Exceptions").await?;
    window.wait_for_text("Drawing Suite").await?;
    press(&window, "exception-edit").await?;
    press(&window, "field-exception-muted").await?;
    press(&window, "exception-save").await?;
    window.wait_for_text_of("exception", "no messages, 120, 15 days before").await?;
    press(&window, "exception-remove").await?;
    window.wait_for_text("Exception removed").await?;
    window.wait_for_text_of("exception", "Drawing Suite").await?;
    window.undo("Exception removed").await?;
    window.wait_for_text_of("exception", "Licenses: Design").await?;
    window.close().await
}

#[tokio::test]
async fn mail_that_failed_is_shown_and_tried_again() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let server = MailServer::start()?;
    server.behave(Manner::Refuses("550 5.1.1 No such user here"));
    let window = Window::open(&sandbox, &session).await?;
    let ends_on = in_days(3).map(|day| day.to_string()).unwrap_or_default();
    window.add("licenses", &[("name", "Prism"), ("terms.0.ends_on", &ends_on)]).await?;

    window.go("settings").await?;
    window.type_into("field-mail-host", "127.0.0.1").await?;
    window.type_into("field-mail-port", &server.port.to_string()).await?;
    window.type_into("field-mail-from", "it@example.com").await?;
    window.type_into("field-mail-to", "anna@example.com").await?;
    select(&window, "field-mail-security", "none").await?;
    press(&window, "save-mail").await?;
    window.wait_for_text("Saved").await?;
    press(&window, "field-email").await?;
    window.type_into("field-deliver_at", "00:00").await?;
    press(&window, "save-policy").await?;
    window.wait_for_text_of("words-license_ends", "email to anna@example.com").await?;

    window.click("nav-reminders").await?;
    window.wait_for_text_of("tell-failed", "No such user here").await?;
    window.wait_for_text_of("tell-failed", "anna@example.com").await?;
    window.shot("reminders-mail-failed").await?;
    let tries = server.connections();
    window.click("tell-now").await?;
    wait("it was tried again", async || server.connections() > tries).await?;
    // A press while a round runs is no press: the button is busy until the round has ended.
    window.find(By::Css("button[data-testid='tell-now']:not([disabled])")).await?;
    window.wait_for_text_of("tell-failed", "No such user here").await?;
    ensure!(server.take().is_empty());
    server.behave(Manner::Takes);
    window.click("tell-now").await?;
    wait("the failure is gone", async || {
        !window.text().await.is_ok_and(|text| text.contains("No such user here"))
    })
    .await?;
    let mails = server.take();
    ensure!(mails.len() == 1 && mails.iter().all(|mail| mail.raw.contains("Prism")), "{mails:?}");
    window.click("due-0").await?;
    window.wait_for_text("Email to anna@example.com failed").await?;
    window.shot("reminders-mail-sent").await?;
    window.close().await
}

#[tokio::test]
async fn the_calendar_file_is_put_where_one_wants_and_login_starts_it() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let window = Window::open(&sandbox, &session).await?;
    let ends_on = in_days(40).map(|day| day.to_string()).unwrap_or_default();
    window.add("licenses", &[("name", "Prism"), ("terms.0.ends_on", &ends_on)]).await?;

    window.go("settings").await?;
    let path = sandbox.path("due.ics");
    press(&window, "calendar-file-choose").await?;
    window.choose_file(&sandbox, "Calendar file", &path)?;
    window.wait_for_text_of("calendar-file-written", "Last updated today").await?;
    ensure!(window.text_of("calendar-file-path").await? == path.to_string_lossy());
    ensure!(std::fs::read_to_string(&path)?.contains("SUMMARY:Prism ends on"));
    // What changes is written anew, from wherever it was changed.
    let args = ["import", "more.csv", "--as", "licenses"];
    std::fs::write(sandbox.path("more.csv"), format!("Name,Expiration Date\nTensor,{ends_on}\n"))?;
    let file = sandbox.path("more.csv").to_string_lossy().into_owned();
    let words: Vec<&str> =
        args.iter().map(|word| if *word == "more.csv" { file.as_str() } else { word }).collect();
    let imported = cli::holdfast_in(&sandbox, &session, &words)?;
    ensure!(imported.status == Some(0), "{imported:?}");
    wait("the file has both", async || {
        std::fs::read_to_string(&path).is_ok_and(|text| text.contains("SUMMARY:Tensor ends on"))
    })
    .await?;

    // Starting at login is an entry of the desktop, hidden; and goes again.
    let entries = || -> Vec<String> {
        let folder = sandbox.path("home/.config/autostart");
        let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
        files.filter_map(|file| std::fs::read_to_string(file.path()).ok()).collect()
    };
    ensure!(entries().is_empty());
    press(&window, "field-start_at_login").await?;
    // The file is there a moment before what stands in it.
    let hidden = |entries: &[String]| entries.iter().all(|entry| entry.contains("--hidden"));
    wait("there is a hidden entry", async || entries().len() == 1 && hidden(&entries())).await?;
    window.wait_for_text("This desktop has no tray, so closing the window quits Holdfast.").await?;
    window.shot("settings-background").await?;
    press(&window, "field-start_at_login").await?;
    wait("the entry is gone", async || entries().is_empty()).await?;
    window.close().await
}

/// A channel fails while another one's failure already stands, and the page is open: it is shown without being asked for.
#[tokio::test]
async fn a_second_failure_reaches_the_open_page() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let server = MailServer::start()?;
    server.behave(Manner::Refuses("550 5.1.1 No such user here"));
    let window = Window::open(&sandbox, &session).await?;
    let ends_on = in_days(3).map(|day| day.to_string()).unwrap_or_default();
    window.add("licenses", &[("name", "Prism"), ("terms.0.ends_on", &ends_on)]).await?;
    window.click("nav-reminders").await?;
    window.wait_for_text("Notifications could not be shown").await?;

    // Mail is set up behind the window's back; what wakes it is a license far from its end.
    let db = Db::open(&sandbox.data_dir(), &sandbox.now()).await?;
    let mut tx = db.write().await?;
    let account = MailSettings {
        host: "127.0.0.1".to_owned(),
        port: server.port,
        security: MailSecurity::None,
        from: "it@example.com".to_owned(),
        to: vec!["anna@example.com".to_owned()],
        ..MailSettings::default()
    };
    mail::set(&mut tx, account).await?;
    let chosen = ReminderPolicy { deliver_at: "00:00".to_owned(), email: true, ..ReminderPolicy::default() };
    policy::set(&mut tx, chosen).await?;
    tx.commit().await?;
    db.close().await;
    let far = in_days(900).map(|day| day.to_string()).unwrap_or_default();
    let file = sandbox.path("far.csv");
    std::fs::write(&file, format!("Name,Expiration Date\nTensor,{far}\n"))?;
    let imported =
        cli::holdfast_in(&sandbox, &session, &["import", &file.to_string_lossy(), "--as", "licenses"])?;
    ensure!(imported.status == Some(0), "{imported:?}");
    window.wait_for_text("No such user here").await?;
    window.close().await
}
