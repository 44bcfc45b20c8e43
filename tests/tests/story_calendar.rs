//! The calendar and the settings of reminders in a real window: by keyboard from the year to a day and the thing that is
//! due, its export as a file that calendars read, a policy that is read back before it is kept, and a mail account that
//! is tested against a server.

use std::{
    io::{BufRead, BufReader, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
};

use anyhow::{Context, Result, ensure};
use chrono::{Datelike, NaiveDate};
use holdfast_tests::{background::wait, cli, sandbox::Sandbox, session::Session, window::Window};
use serde_json::Value;
use thirtyfour::prelude::*;

async fn go(window: &Window, page: &str) -> Result<()> {
    window.press_keys(&[Key::Control], 'k').await?;
    window.type_into("palette-input", &format!("go to {page}")).await?;
    window.find_testid(&format!("command-go-{page}")).await?;
    window.press_keys(&[], Key::Enter).await?;
    window.find_testid(&format!("{page}-page")).await.map(drop)
}

async fn reads(window: &Window, id: &str, part: &str) -> Result<()> {
    let mut last = String::new();
    let seen = wait(&format!("{id} says {part:?}"), async || {
        last = window.text_of(id).await.unwrap_or_default().replace('\u{a0}', " ");
        last.contains(part)
    })
    .await;
    seen.with_context(|| format!("it says {last:?}"))
}

async fn focused_day(window: &Window) -> Result<String> {
    let day =
        window.driver()?.execute("return document.activeElement?.dataset.day ?? ''", Vec::new()).await?;
    Ok(day.convert::<String>()?)
}

/// Clicks what may lie below the fold, away from what sticks to the edges of the page.
async fn press(window: &Window, id: &str) -> Result<()> {
    let script =
        format!("document.querySelector('[data-testid=\"{id}\"]').scrollIntoView({{ block: 'center' }})");
    window.find_testid(id).await?;
    window.driver()?.execute(script, Vec::new()).await?;
    window.click(id).await
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
    go(&window, "calendar").await?;

    // The year: all its months, and as many deadlines as the command line knows.
    window.press_keys(&[], '3').await?;
    window.find_testid("calendar-year").await?;
    reads(&window, "calendar-title", &today.year().to_string()).await?;
    reads(&window, "calendar-count", &format!("{} deadlines", of_year(today.year()).len())).await?;
    window.find_testid(&format!("month-{}-01", today.year())).await?;
    window.find_testid(&format!("month-{}-12", today.year())).await?;
    window.shot("calendar-story-year").await?;

    // The month of the next deadline, and its day, by keys alone.
    window.press_keys(&[], '1').await?;
    window.find_testid("calendar-month").await?;
    window.press_keys(&[], Key::PageDown).await?;
    let month_on = today.checked_add_months(chrono::Months::new(1)).context("a month on")?;
    reads(&window, "calendar-title", &month_on.format("%B %Y").to_string()).await?;
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
    reads(&window, "entry-told", "").await?;
    window.shot("calendar-story-entry").await?;

    // The thing itself.
    window.press_keys(&[], Key::Enter).await?;
    window.find_testid("detail-edit").await?;
    ensure!(window.text_of("detail-title").await? == title);

    // What is shown, as a file.
    go(&window, "calendar").await?;
    window.press_keys(&[], '3').await?;
    window.find_testid("calendar-year").await?;
    window.click("calendar-export").await?;
    window.click("export-ics").await?;
    let path = sandbox.path("year.ics");
    window.choose_file(&sandbox, "Export calendar", &path)?;
    window.wait_for_text("Written to").await?;
    let text = std::fs::read_to_string(&path)?.replace("\r\n ", "");
    let expected = of_year(today.year());
    ensure!(text.matches("BEGIN:VEVENT").count() == expected.len(), "{} events", expected.len());
    for one in &expected {
        let date = one.on.format("DTSTART;VALUE=DATE:%Y%m%d").to_string();
        ensure!(text.contains(&date), "{date} is missing");
    }

    // A filter that leaves nothing says so, and the list of days opens what it shows.
    window.type_into("filter", "no such thing").await?;
    reads(&window, "calendar-nothing", "Nothing that you filter by").await?;
    window.press_keys(&[], Key::Escape).await?;
    reads(&window, "calendar-count", &format!("{} deadlines", expected.len())).await?;
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

/// A mail server of the least kind: it takes what it is given, or refuses every recipient.
struct Server {
    port: u16,
    taken: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start(refuse: bool) -> Result<Server> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        let taken = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&taken);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                // A client that hangs up in the middle is none of this test's business.
                drop(talk(client, refuse, &kept));
            }
        });
        Ok(Server { port, taken })
    }

    fn taken(&self) -> Vec<String> {
        self.taken.lock().map(|taken| taken.clone()).unwrap_or_default()
    }
}

fn talk(client: TcpStream, refuse: bool, taken: &Mutex<Vec<String>>) -> std::io::Result<()> {
    let mut answer = client.try_clone()?;
    let mut said = BufReader::new(client).lines();
    answer.write_all(b"220 test\r\n")?;
    while let Some(line) = said.next().transpose()? {
        let word = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        match word.as_str() {
            "EHLO" => answer.write_all(b"250-test\r\n250 8BITMIME\r\n")?,
            "RCPT" if refuse => answer.write_all(b"550 no such mailbox here\r\n")?,
            "DATA" => {
                answer.write_all(b"354 go on\r\n")?;
                let mut message = String::new();
                for line in said.by_ref() {
                    let line = line?;
                    if line == "." {
                        break;
                    }
                    message.push_str(&line);
                    message.push('\n');
                }
                if let Ok(mut taken) = taken.lock() {
                    taken.push(message);
                }
                answer.write_all(b"250 taken\r\n")?;
            }
            "QUIT" => return answer.write_all(b"221 bye\r\n"),
            _ => answer.write_all(b"250 fine\r\n")?,
        }
    }
    Ok(())
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
    go(&window, "settings").await?;

    // Days that cannot be are refused where they are typed, and nothing is saved.
    reads(&window, "words-license_ends", "90, 30, 7 and 1 days before, by notification").await?;
    window.type_into("field-steps-license_ends", "30, -3").await?;
    reads(&window, "words-license_ends", "lies after the date").await?;
    press(&window, "save-policy").await?;
    reads(&window, "words-license_ends", "lies after the date").await?;
    window.type_into("field-steps-license_ends", "30, soon").await?;
    reads(&window, "words-license_ends", "“soon” is no number of days").await?;
    window.shot("settings-story-refused").await?;
    window.type_into("field-steps-license_ends", "7, 45, 7").await?;
    reads(&window, "words-license_ends", "45 and 7 days before, by notification").await?;
    press(&window, "save-policy").await?;
    window.wait_for_text("Saved").await?;
    wait("the days are in order", async || {
        value(&window, "field-steps-license_ends").await.is_ok_and(|text| text == "45, 7")
    })
    .await?;

    // A policy that tells nobody says so before it is saved.
    press(&window, "field-notifications").await?;
    reads(&window, "policy-warning", "Nothing is ever sent").await?;
    press(&window, "discard-policy").await?;
    wait("the warning goes", async || {
        !window.text().await.unwrap_or_default().contains("Nothing is ever sent")
    })
    .await?;

    // The mail account: a server that takes a test, and one that refuses it.
    let (open, closed) = (Server::start(false)?, Server::start(true)?);
    window.type_into("field-mail-host", "127.0.0.1").await?;
    window.type_into("field-mail-port", &open.port.to_string()).await?;
    window.type_into("field-mail-from", "it@example.com").await?;
    window.type_into("field-mail-to", "anna@example.com").await?;
    window
        .driver()?
        .execute(
            "const select = document.querySelector('[data-testid=field-mail-security]');
             select.value = 'none'; select.dispatchEvent(new Event('change', { bubbles: true }))",
            Vec::new(),
        )
        .await?;
    press(&window, "mail-test").await?;
    reads(&window, "mail-answer", "The server took a test message to anna@example.com.").await?;
    let taken = open.taken();
    ensure!(taken.len() == 1 && taken.iter().all(|mail| mail.contains("To: anna@example.com")), "{taken:?}");
    window.shot("settings-story-mail").await?;
    window.type_into("field-mail-port", &closed.port.to_string()).await?;
    press(&window, "mail-test").await?;
    reads(&window, "mail-answer", "the server refused it (550").await?;
    ensure!(closed.taken().is_empty());

    // Its password goes to the keyring, and out of it.
    window.type_into("field-mail-port", &open.port.to_string()).await?;
    window.type_into("field-mail-username", "holdfast").await?;
    window.type_into("field-mail-password", "not-a-real-one").await?;
    press(&window, "save-mail").await?;
    reads(&window, "mail-password-state", "Stored in the keyring").await?;
    press(&window, "mail-password-remove").await?;
    press(&window, "save-mail").await?;
    window.find_testid("field-mail-password").await?;
    window.type_into("field-mail-to", "anna at example").await?;
    press(&window, "save-mail").await?;
    window.wait_for_text("is no e-mail address").await?;
    press(&window, "discard-mail").await?;

    // What this session says to a notification, and the file that calendars read.
    press(&window, "notification-test").await?;
    reads(&window, "notification-answer", "no program shows notifications").await?;
    press(&window, "calendar-file-on").await?;
    reads(&window, "calendar-file-written", "Last written today").await?;
    let path = window.text_of("calendar-file-path").await?;
    ensure!(std::fs::read_to_string(&path)?.contains("BEGIN:VEVENT"));
    window.shot("settings-story-rest").await?;
    press(&window, "calendar-file-off").await?;
    window.wait_for_text("No calendar file is written").await?;
    window.close().await
}
