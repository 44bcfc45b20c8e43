//! Notifications on a real session bus, told by the command line.

use std::time::{Duration, Instant};

use holdfast_core::{delivery, reminders};
use holdfast_tests::{
    background::{Background, wait_until},
    cli::holdfast_in,
    notifications::{Desktop, Manner},
    programs,
    sandbox::Sandbox,
    session::Session,
};
use sqlx::{Connection, Row, SqliteConnection, sqlite::SqliteConnectOptions};

use super::place::{DAY, add, after, choose, day, open, remind, reminders as listed, told};

#[tokio::test]
async fn a_reminder_is_told_once_and_names_the_thing() {
    let sandbox = Sandbox::new().unwrap();
    let session = Session::without_provider(&sandbox).unwrap();
    let desktop = Desktop::start(&session).unwrap();
    let db = open(&sandbox).await;
    add(&db, &[("Prism <b>&</b> Co", after(1)), ("Far away", after(400))]).await;

    let rehearsed = remind(&sandbox, &session, day(DAY), &["--dry-run"]);
    assert_eq!(told(&rehearsed), [("Prism <b>&</b> Co".to_owned(), 1)]);
    assert!(desktop.notes().is_empty(), "a dry run shows nothing");
    let first = remind(&sandbox, &session, day(DAY), &[]);
    let answer = first.json().unwrap();
    let keys: Vec<&String> = answer.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["as_of", "reminders"]);
    let line = answer["reminders"][0].as_object().unwrap();
    let keys: Vec<&String> = line.keys().collect();
    assert_eq!(keys, ["kind", "subject", "due_on", "step", "channels"]);
    assert_eq!((&line["kind"], &line["channels"]), (&"license_ends".into(), &vec!["notification"].into()));
    assert_eq!(line["subject"]["kind"], "license");
    let notes = desktop.take();
    assert_eq!(notes.len(), 1, "{notes:?}");
    assert_eq!((notes[0].program.as_str(), notes[0].urgency), ("Holdfast", 2));
    assert_eq!(notes[0].title, "Prism <b>&</b> Co ends on 23 Nov 2026");
    assert!(notes[0].body.contains("in 1 day"), "{notes:?}");

    assert_eq!(told(&remind(&sandbox, &session, day(DAY), &[])), [], "nothing is told twice");
    assert_eq!(told(&remind(&sandbox, &session, after(30), &[])), []);
    assert!(desktop.notes().is_empty());
}

#[tokio::test]
async fn a_look_ahead_takes_nothing_from_the_days_before() {
    let sandbox = Sandbox::new().unwrap();
    let session = Session::without_provider(&sandbox).unwrap();
    let _desktop = Desktop::start(&session).unwrap();
    add(&open(&sandbox).await, &[("Prism", after(30))]).await;
    assert_eq!(told(&remind(&sandbox, &session, after(29), &[])), [("Prism".to_owned(), 1)]);
    assert_eq!(told(&remind(&sandbox, &session, day(DAY), &[])), [("Prism".to_owned(), 30)]);
    assert_eq!(told(&remind(&sandbox, &session, after(23), &[])), [("Prism".to_owned(), 7)]);
}

#[tokio::test]
async fn a_desktop_that_refuses_or_is_not_there_is_tried_again() {
    let sandbox = Sandbox::new().unwrap();
    let session = Session::without_provider(&sandbox).unwrap();
    let db = open(&sandbox).await;
    add(&db, &[("Prism", after(5))]).await;

    let nobody = remind(&sandbox, &session, day(DAY), &[]);
    assert_eq!((nobody.status, listed(&nobody)), (Some(1), vec![]), "{nobody:?}");
    assert!(nobody.stderr.contains("no program shows notifications"), "{nobody:?}");
    let absent = remind(&sandbox, &Session::absent(&sandbox), day(DAY), &[]);
    assert_eq!(absent.status, Some(1));
    assert!(absent.stderr.contains("no desktop session"), "{absent:?}");

    let desktop = Desktop::start(&session).unwrap();
    desktop.behave(Manner::Refuses);
    let refused = remind(&sandbox, &session, day(DAY), &[]);
    assert_eq!(refused.status, Some(1));
    assert!(
        refused.stderr.contains("1 reminder was not shown") && refused.stderr.contains("too many"),
        "{refused:?}"
    );
    let standing = delivery::failures(&mut db.read().await.unwrap()).await.unwrap();
    assert_eq!(standing.len(), 1, "{standing:?}");
    assert_eq!((standing[0].attempts, standing[0].reminders), (3, 1), "{standing:?}");

    desktop.behave(Manner::Shows);
    assert_eq!(told(&remind(&sandbox, &session, day(DAY), &[])), [("Prism".to_owned(), 7)]);
    assert_eq!(desktop.notes().len(), 1);
    assert!(delivery::failures(&mut db.read().await.unwrap()).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_desktop_that_hangs_holds_nobody_up() {
    let sandbox = Sandbox::new().unwrap();
    let session = Session::without_provider(&sandbox).unwrap();
    let desktop = Desktop::start(&session).unwrap();
    desktop.behave(Manner::ShowsAndHangs);
    add(&open(&sandbox).await, &[("Prism", after(5))]).await;
    let begun = Instant::now();
    let outcome = remind(&sandbox, &session, day(DAY), &[]);
    assert_eq!(outcome.status, Some(1));
    assert!(outcome.stderr.contains("did not answer in time"), "{outcome:?}");
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}

/// The desktop shows the first of three, and the process dies before it can record that.
#[tokio::test]
async fn killed_between_delivery_and_record_only_the_one_in_flight_comes_again() {
    let sandbox = Sandbox::new().unwrap();
    let session = Session::without_provider(&sandbox).unwrap();
    let desktop = Desktop::start(&session).unwrap();
    desktop.behave(Manner::ShowsAndHangs);
    let db = open(&sandbox).await;
    add(&db, &[("Prism", after(1)), ("Figma", after(2)), ("Slack", after(3))]).await;

    let mut command = session.command(programs::built("holdfast").unwrap());
    let running = Background::start(command.args(["remind", "--as-of", DAY])).unwrap();
    wait_until("the first is shown", || desktop.notes().len() == 1).unwrap();
    running.signal("KILL").unwrap();
    drop(running);
    let shown = desktop.notes();

    desktop.behave(Manner::Shows);
    let again = remind(&sandbox, &session, day(DAY), &[]);
    assert_eq!(told(&again).len(), 3, "nothing is lost: {again:?}");
    assert!(again.stderr.contains("a second time"), "{again:?}");
    let all: Vec<String> = desktop.take().into_iter().map(|note| note.title).collect();
    assert_eq!(all.len(), 4, "one comes twice, no other: {all:?}");
    assert_eq!(all.iter().filter(|title| **title == shown[0].title).count(), 2, "{all:?}");
    let last = remind(&sandbox, &session, day(DAY), &[]);
    assert_eq!((told(&last).len(), last.stderr.as_str()), (0, ""));
    let claims = std::fs::read_dir(sandbox.data_dir().join("claims")).unwrap().count();
    assert_eq!(claims, 0, "locks do not pile up");
}

/// While one process still tells, another leaves its reminders to it; both together tell each one once.
#[tokio::test]
async fn two_processes_together_deliver_once() {
    let sandbox = Sandbox::new().unwrap();
    let session = Session::without_provider(&sandbox).unwrap();
    let desktop = Desktop::start(&session).unwrap();
    desktop.behave(Manner::ShowsLate(Duration::from_millis(120)));
    let db = open(&sandbox).await;
    let names = ["Prism", "Figma", "Slack"];
    add(&db, &names.map(|name| (name, after(90)))).await;
    // On each of these days every license reaches another step.
    for days in [0, 60, 83, 89] {
        let outcomes: Vec<_> = std::thread::scope(|scope| {
            let runs: Vec<_> =
                (0..4).map(|_| scope.spawn(|| remind(&sandbox, &session, after(days), &[]))).collect();
            runs.into_iter().map(|run| run.join().unwrap()).collect()
        });
        let mut all: Vec<String> = outcomes.iter().flat_map(told).map(|(name, _)| name).collect();
        all.sort();
        assert_eq!(all, ["Figma", "Prism", "Slack"], "day {days}: {outcomes:?}");
        assert_eq!(desktop.take().len(), 3, "day {days}");
    }
}

#[tokio::test]
async fn three_weeks_of_sleep_over_forty_deadlines_are_one_digest_of_the_tightest_steps() {
    let sandbox = Sandbox::new().unwrap();
    let session = Session::without_provider(&sandbox).unwrap();
    let desktop = Desktop::start(&session).unwrap();
    let db = open(&sandbox).await;
    let names: Vec<String> = (0..40).map(|number| format!("License {number:02}")).collect();
    let ending: Vec<(&str, chrono::NaiveDate)> =
        names.iter().zip(0..).map(|(name, number)| (name.as_str(), after(31 + number % 24))).collect();
    add(&db, &ending).await;
    assert_eq!(told(&remind(&sandbox, &session, day(DAY), &[])).len(), 40);
    assert_eq!(desktop.take().len(), 1);

    // The lid is opened 35 days later: 4 days after the first end, 19 before the last.
    let outcome = remind(&sandbox, &session, after(35), &[]);
    let steps = told(&outcome);
    assert_eq!(steps.len(), 40);
    for (name, ends_on) in &ending {
        let left = (*ends_on - after(35)).num_days();
        let tightest = [1, 7, 30].into_iter().find(|step| left <= *step).unwrap();
        let step = steps.iter().find(|(of, _)| of == name).unwrap().1;
        assert_eq!(i64::try_from(step).unwrap(), tightest, "{name}, {left} days left");
    }
    let notes = desktop.take();
    assert_eq!(notes.len(), 1, "one digest: {notes:?}");
    assert!(notes[0].title.starts_with("40 deadlines"), "{notes:?}");
    assert_eq!(notes[0].body.lines().last(), Some("and 35 more"));
    assert_eq!(told(&remind(&sandbox, &session, after(35), &[])), []);

    let due = reminders::deadlines(&mut db.read().await.unwrap(), after(35), None).await.unwrap();
    assert_eq!(due.len(), 40, "the list shows all of them");
    let options = SqliteConnectOptions::new().filename(holdfast_core::db::database_file(&sandbox.data_dir()));
    let mut conn = SqliteConnection::connect_with(&options).await.unwrap();
    let passed: i64 = sqlx::query(
        "SELECT count(*) FROM reminder_ledger WHERE progress = 'passed' AND step = 30 AND due_on <= ?",
    )
    .bind(after(42).to_string())
    .fetch_one(&mut conn)
    .await
    .unwrap()
    .get(0);
    assert_eq!(passed, 24, "the looser steps that were slept through are recorded as passed");
}

#[tokio::test]
async fn five_thousand_at_once_are_one_digest() {
    let sandbox = Sandbox::new().unwrap();
    let session = Session::without_provider(&sandbox).unwrap();
    let desktop = Desktop::start(&session).unwrap();
    let mut csv = String::from("Asset Tag,Name,Category,Purchase Date,Warranty Months\n");
    for number in 0..5000 {
        csv.push_str(&format!("T-{number:05},Laptop {number},Laptop,2023-12-{:02},36\n", 1 + number % 20));
    }
    let file = sandbox.path("hardware.csv");
    std::fs::write(&file, csv).unwrap();
    let file = file.to_str().unwrap();
    let imported =
        holdfast_in(&sandbox, &session, &["import", file, "--as", "hardware", "--as-of", DAY]).unwrap();
    assert_eq!(imported.status, Some(0), "{imported:?}");
    choose(&open(&sandbox).await, |_| {}).await;

    let outcome = remind(&sandbox, &session, day(DAY), &[]);
    assert_eq!(told(&outcome).len(), 5000);
    let notes = desktop.take();
    assert_eq!(notes.len(), 1, "one digest, no storm");
    assert!(notes[0].title.starts_with("5000 deadlines") && notes[0].body.lines().count() <= 6, "{notes:?}");
    assert_eq!(told(&remind(&sandbox, &session, day(DAY), &[])), []);
}
