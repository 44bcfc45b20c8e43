//! The calendar in a real window: by keyboard from the year to a day and the thing that is due, and its export as a file
//! that calendars read.

use anyhow::{Context, Result, ensure};
use chrono::{Datelike, NaiveDate};
use holdfast_tests::{background::wait, cli, sandbox::Sandbox, session::Session, window::Window};
use serde_json::Value;
use thirtyfour::prelude::*;

async fn focused_day(window: &Window) -> Result<String> {
    let day =
        window.driver()?.execute("return document.activeElement?.dataset.day ?? ''", Vec::new()).await?;
    Ok(day.convert::<String>()?)
}

struct Due {
    name: String,
    on: NaiveDate,
}

fn due(sandbox: &Sandbox, session: &Session<'_>) -> Result<(NaiveDate, Vec<Due>)> {
    let said = cli::holdfast_in(sandbox, session, &["due", "--json"])?.json()?;
    let day = |value: &Value| -> Result<NaiveDate> { Ok(value.as_str().context("a date")?.parse()?) };
    let deadlines = said["deadlines"].as_array().context("deadlines")?;
    let due = deadlines.iter().map(|one| {
        let name = one["subject"]["name"].as_str().context("a name")?.to_owned();
        Ok(Due { name, on: day(&one["due_on"])? })
    });
    Ok((day(&said["as_of"])?, due.collect::<Result<_>>()?))
}

#[tokio::test]
async fn from_the_year_to_what_is_due_and_out_as_a_file() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    ensure!(cli::holdfast_in(&sandbox, &session, &["demo", "--records", "200"])?.status == Some(0));
    let (today, all) = due(&sandbox, &session)?;
    let next = all.iter().find(|one| today < one.on).context("something is to come")?;
    let of_year = |year: i32| all.iter().filter(|one| one.on.year() == year).collect::<Vec<_>>();

    let window = Window::open(&sandbox, &session).await?;
    window.wait_for_text("Needs attention").await?;
    window.go("calendar").await?;

    // Who comes by the navigation has the same keys.
    window.click("nav-overview").await?;
    window.click("nav-calendar").await?;
    window.find_testid("calendar-month").await?;

    // The year: all its months, and as many deadlines as the command line knows.
    window.press_keys(&[], '3').await?;
    window.find_testid("calendar-year").await?;
    window.wait_for_text_of("calendar-title", &today.year().to_string()).await?;
    window.wait_for_text_of("calendar-count", &format!("{} deadlines", of_year(today.year()).len())).await?;
    window.find_testid(&format!("month-{}-01", today.year())).await?;
    window.find_testid(&format!("month-{}-12", today.year())).await?;
    window.shot("calendar-story-year").await?;

    // The month of the next deadline, and its day, by keys alone.
    window.press_keys(&[], '1').await?;
    window.find_testid("calendar-month").await?;
    window.press_keys(&[], Key::PageDown).await?;
    let month_on = today.checked_add_months(chrono::Months::new(1)).context("a month on")?;
    window.wait_for_text_of("calendar-title", &month_on.format("%B %Y").to_string()).await?;
    window.press_keys(&[], 't').await?;
    wait("today has the keys", async || focused_day(&window).await.is_ok_and(|day| day == today.to_string()))
        .await?;
    for _ in 0..(next.on - today).num_days() {
        window.press_keys(&[], Key::Right).await?;
    }
    let day = next.on.to_string();
    wait("the day has the keys", async || focused_day(&window).await.is_ok_and(|focused| focused == day))
        .await?;
    let here: Vec<&str> = all.iter().filter(|one| one.on == next.on).map(|one| one.name.as_str()).collect();
    wait("the day is read", async || {
        let label = format!("return document.querySelector('[data-day=\"{day}\"]').ariaLabel");
        let label = match window.driver() {
            Ok(driver) => driver.execute(label, Vec::new()).await.and_then(|said| said.convert::<String>()),
            Err(_) => return false,
        };
        label.is_ok_and(|said| said.contains(&format!("{} deadline", here.len())))
    })
    .await?;
    window.press_keys(&[], Key::Enter).await?;
    if 1 < here.len() {
        window.find_testid("day-entry-0").await?;
        window.shot("calendar-story-day").await?;
        window.press_keys(&[], Key::Enter).await?;
    }
    window.find_testid("entry-pane").await?;
    let title = window.text_of("detail-title").await?;
    ensure!(here.contains(&title.as_str()), "{title} is not due on {day}: {here:?}");
    window.wait_for_text_of("entry-told", "").await?;
    window.shot("calendar-story-entry").await?;

    // The thing itself.
    window.press_keys(&[], Key::Enter).await?;
    window.find_testid("detail-edit").await?;
    ensure!(window.text_of("detail-title").await? == title);

    // What is shown, as a file.
    window.go("calendar").await?;
    window.press_keys(&[], '3').await?;
    window.find_testid("calendar-year").await?;
    window.click("calendar-export").await?;
    window.click("export-ics").await?;
    let path = sandbox.path("year.ics");
    window.choose_file(&sandbox, "Export calendar", &path)?;
    window.wait_for_text("Saved to").await?;
    let text = std::fs::read_to_string(&path)?.replace("\r\n ", "");
    let expected = of_year(today.year());
    ensure!(text.matches("BEGIN:VEVENT").count() == expected.len(), "{} events", expected.len());
    for one in &expected {
        let date = one.on.format("DTSTART;VALUE=DATE:%Y%m%d").to_string();
        ensure!(text.contains(&date), "{date} is missing");
    }

    // A filter that leaves nothing says so, and the list of days opens what it shows.
    window.type_into("filter", "no such thing").await?;
    window.wait_for_text_of("calendar-nothing", "Nothing matches in").await?;
    window.press_keys(&[], Key::Escape).await?;
    window.wait_for_text_of("calendar-count", &format!("{} deadlines", expected.len())).await?;
    window.click("view-agenda").await?;
    window.click("row-0").await?;
    window.find_testid("entry-pane").await?;
    window.press_keys(&[], Key::Escape).await?;
    wait("the pane closes", async || {
        window.driver().is_ok() && !window.text().await.unwrap_or_default().contains("Mark as done")
    })
    .await?;
    window.close().await
}
