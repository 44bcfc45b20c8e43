//! A file of the schema before the sharper rules of terms: every derived date is written anew, answers and what was
//! told move with their dates, and renewals of unknown length are listed once.

use super::place::*;
use holdfast_core::{
    clock::Now,
    db::{self, Db},
    history, licenses,
    list::ListQuery,
    reminders::{self, DeadlineKind},
    terms,
};
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};

const BEFORE: [&str; 5] = [
    include_str!("../../../src-tauri/core/migrations/0001_foundation.sql"),
    include_str!("../../../src-tauri/core/migrations/0002_contracts.sql"),
    include_str!("../../../src-tauri/core/migrations/0003_vault.sql"),
    include_str!("../../../src-tauri/core/migrations/0004_custody.sql"),
    include_str!("../../../src-tauri/core/migrations/0005_reminders.sql"),
];

/// Licenses as the old rules left them, with what was answered and told of their dates.
const ROWS: &str = "
    INSERT INTO meta VALUES ('database_id', 'd');
    INSERT INTO license (id, name, name_key, kind, notes, created_at, updated_at, version) VALUES
      ('month-end', 'Backup', 'backup', 'subscription', NULL, '', '', 1), ('long', 'Hosting', 'hosting', 'subscription', NULL, '', '', 1),
      ('anniversary', 'Archive', 'archive', 'subscription', NULL, '', '', 1), ('endless', 'Chat', 'chat', 'subscription', NULL, '', '', 1),
      ('topped', 'Drawing', 'drawing', 'subscription', 'new', '', '', 2),
      ('late', 'Planner', 'planner', 'subscription', NULL, '', '', 1);
    -- Cancelled in the second year that came by itself, with no last day.
    INSERT INTO term (id, license_id, starts_on, ends_on, seats, auto_renews, cancelled_on, created_at, updated_at, version)
      VALUES ('p', 'late', '2024-01-01', '2024-12-31', 3, 1, '2026-11-02', '', '', 1);
    -- Three months to 30 November were counted to 30 August.
    INSERT INTO term (id, license_id, starts_on, ends_on, seats, auto_renews, notice_months, cancel_by, ends_due, cancel_due, created_at, updated_at, version)
      VALUES ('m', 'month-end', '2025-12-01', '2026-11-30', 1, 1, 3, '2026-08-30', '2026-11-30', '2026-08-30', '', '', 1);
    INSERT INTO term (id, license_id, starts_on, ends_on, seats, auto_renews, billing_months, notice_months, cancel_by, ends_due, cancel_due, created_at, updated_at, version)
      VALUES ('l', 'long', '2021-08-01', '2024-07-31', 1, 1, 12, 3, '2024-04-30', '2024-07-31', '2024-04-30', '', '', 1);
    INSERT INTO term (id, license_id, starts_on, ends_on, seats, auto_renews, ends_due, cancel_by, cancel_due, created_at, updated_at, version)
      VALUES ('a', 'anniversary', '2025-01-15', '2026-01-15', 1, 1, '2026-01-15', '2026-01-15', '2026-01-15', '', '', 1);
    INSERT INTO term (id, license_id, starts_on, seats, price_minor, price_currency, billing_months, cancelled_on, created_at, updated_at, version)
      VALUES ('e', 'endless', '2024-03-15', 1, 900, 'EUR', 1, '2026-05-10', '', '', 1);
    INSERT INTO term (id, license_id, starts_on, ends_on, seats, auto_renews, ends_due, cancel_by, cancel_due, created_at, updated_at, version)
      VALUES ('b', 'topped', '2025-01-01', '2025-12-31', 10, 1, '2025-12-31', '2025-12-31', '2025-12-31', '', '', 1);
    INSERT INTO term (id, license_id, adds_to_term_id, starts_on, ends_on, seats, auto_renews, ends_due, created_at, updated_at, version)
      VALUES ('t', 'topped', 'b', '2025-05-17', '2025-12-31', 5, 0, '2025-12-31', '', '', 1);
    INSERT INTO reminder_answer (id, kind, subject_kind, subject_id, due_on, answer, until_on, answered_at, created_at, updated_at, version) VALUES
      ('done', 'license_cancel_by', 'license', 'month-end', '2026-08-30', 'done', NULL, '', '', '', 1),
      ('later', 'renewal_confirm', 'license', 'anniversary', '2026-01-16', 'snoozed', '2026-12-24', '', '', '', 1),
      ('stays', 'license_ends', 'license', 'month-end', '2026-11-30', 'acknowledged', NULL, '', '', '', 1),
      ('gone', 'license_ends', 'license', 'month-end', '2020-11-30', 'done', NULL, '', '', '', 1);
    INSERT INTO reminder_ledger (kind, subject_id, due_on, step, channel, progress, at, day) VALUES
      ('license_cancel_by', 'month-end', '2026-08-30', 14, 'os', 'delivered', '2026-08-16T09:00:00Z', '2026-08-16'),
      ('license_ends', 'long', '2027-07-31', 90, 'os', 'passed', '2026-08-16T09:00:00Z', '2026-08-16');
    INSERT INTO batch (id, at, actor, title) VALUES ('edit', '', 'window', 'Edit');
    INSERT INTO change (id, at, actor, batch, entity, entity_id, subject_id, action, before, after)
      SELECT 'c', '', 'window', 'edit', 'term', 'm', 'month-end', 'updated',
        json_object('id', id, 'license_id', license_id, 'seats', 3, 'cancel_by', cancel_by, 'version', 1),
        json_object('id', id, 'license_id', license_id, 'seats', seats, 'cancel_by', cancel_by, 'version', 2)
        FROM term WHERE id = 'm';
    PRAGMA application_id = 1212576628;
    PRAGMA user_version = 5;";

async fn of_before(folder: &std::path::Path) -> Db {
    let file = db::database_file(folder);
    let options = SqliteConnectOptions::new().filename(&file).create_if_missing(true);
    let mut raw = SqliteConnection::connect_with(&options).await.unwrap();
    for migration in BEFORE {
        sqlx::raw_sql(migration).execute(&mut raw).await.unwrap();
    }
    sqlx::raw_sql(ROWS).execute(&mut raw).await.unwrap();
    raw.close().await.unwrap();
    Db::open(folder, &Now::as_of(day(TODAY))).await.unwrap()
}

async fn dates(conn: &mut SqliteConnection, sql: &'static str) -> Vec<(String, String)> {
    sqlx::query_as(sql).fetch_all(conn).await.unwrap()
}

#[tokio::test]
async fn what_is_derived_of_terms_is_written_anew() {
    let folder = tempfile::tempdir().unwrap();
    let db = of_before(folder.path()).await;
    let mut tx = db.write().await.unwrap();
    let listed = licenses::list(&mut tx, &ListQuery::default(), day(TODAY)).await.unwrap().rows;
    let row = |name: &str| listed.iter().find(|row| row.name == name).unwrap();
    assert_eq!(row("Backup").cancel_by.as_deref(), Some("2026-08-31"));
    assert_eq!(row("Hosting").renewed_until.as_deref(), Some("2027-07-31"));
    assert_eq!(row("Archive").renewed_until.as_deref(), Some("2027-01-14"));
    // The true-up goes on with its base; what was cancelled is over.
    assert_eq!((row("Drawing").seats, row("Chat").seats), (Some(15), Some(0)));
    let chat = licenses::get(&mut tx, "endless", day(TODAY)).await.unwrap();
    assert_eq!(chat.terms[0].last_on.as_deref(), Some("2026-05-14"));
    assert_eq!(row("Planner").seats, Some(3));
    let planner = licenses::get(&mut tx, "late", day(TODAY)).await.unwrap();
    assert_eq!(planner.terms[0].last_on.as_deref(), Some("2026-12-31"));
    let due = reminders::deadlines(&mut tx, day(TODAY), None).await.unwrap();
    let of = |id: &str, kind: DeadlineKind| -> Vec<&str> {
        due.iter()
            .filter(|due| due.subject.id == id && due.kind == kind)
            .map(|due| due.due_on.as_str())
            .collect()
    };
    assert_eq!(of("anniversary", DeadlineKind::RenewalConfirm), ["2026-01-15"]);
    assert_eq!(of("topped", DeadlineKind::LicenseEnds), ["2026-12-31"]);
    assert_eq!(of("long", DeadlineKind::LicenseCancelBy), ["2027-04-30"]);
}

#[tokio::test]
async fn answers_and_what_was_told_move_with_their_dates() {
    let folder = tempfile::tempdir().unwrap();
    let db = of_before(folder.path()).await;
    let mut tx = db.write().await.unwrap();
    let answers = dates(&mut tx, "SELECT id, due_on FROM reminder_answer ORDER BY id").await;
    let answers: Vec<(&str, &str)> = answers.iter().map(|(id, due)| (id.as_str(), due.as_str())).collect();
    assert_eq!(
        answers,
        [("done", "2026-08-31"), ("gone", "2020-11-30"), ("later", "2026-01-15"), ("stays", "2026-11-30")]
    );
    let told = dates(&mut tx, "SELECT subject_id, due_on FROM reminder_ledger ORDER BY subject_id").await;
    assert_eq!(told[0], ("long".to_owned(), "2027-07-31".to_owned()));
    assert_eq!(told[1], ("month-end".to_owned(), "2026-08-31".to_owned()));
}

#[tokio::test]
async fn renewals_of_unknown_length_are_listed_until_they_were_seen() {
    let folder = tempfile::tempdir().unwrap();
    let db = of_before(folder.path()).await;
    let mut tx = db.write().await.unwrap();
    let listed = terms::untold_unconfirmed(&mut tx).await.unwrap();
    let found: Vec<(&str, u32)> =
        listed.iter().map(|renewal| (renewal.id.as_str(), renewal.assumed_months)).collect();
    assert_eq!(found, [("long", 12)]);
    terms::seen_unconfirmed(&mut tx).await.unwrap();
    assert!(terms::untold_unconfirmed(&mut tx).await.unwrap().is_empty());
    assert_eq!(terms::unconfirmed_renewals(&mut tx).await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_act_of_before_can_be_undone_and_the_dates_stay_right() {
    let folder = tempfile::tempdir().unwrap();
    let db = of_before(folder.path()).await;
    let mut tx = db.write().await.unwrap();
    history::undo(&mut tx, &act("Undo"), "edit").await.unwrap();
    let license = licenses::get(&mut tx, "month-end", day(TODAY)).await.unwrap();
    assert_eq!(license.terms[0].fields.seats, Some(3));
    let kept = dates(&mut tx, "SELECT cancel_by, cancel_due FROM term WHERE id = 'm'").await;
    assert_eq!(kept[0], ("2026-08-31".to_owned(), "2026-08-31".to_owned()));
}
