//! SQL of the ledger, and of the record of all that was sent.

use super::model::{SentLine, StandingFailure};
use crate::{
    Result,
    clock::Now,
    ids, input,
    reminders::{
        DeadlineKind,
        engine::{DeadlineKey, Entry, Ledger, Outlet, Progress, Reminder, ReminderChannel},
    },
};
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};
use std::collections::HashSet;

/// The ledger, as far as the engine needs it.
#[derive(Debug, Default)]
pub(super) struct Loaded {
    pub ledger: Ledger,
    /// Claims whose process is gone: what is taken on there is told once more.
    pub cut_off: HashSet<(DeadlineKey, Outlet)>,
}

/// Who has claims.
pub(super) async fn claimants(conn: &mut SqliteConnection) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar(
        "SELECT DISTINCT claimed_by FROM reminder_ledger WHERE progress = 'claimed' AND claimed_by IS NOT NULL",
    )
    .fetch_all(conn)
    .await?)
}

/// Rows of deadlines from a day on. `alive` are the claimants that run; with `impatient` a failure has no pause.
pub(super) async fn load(
    conn: &mut SqliteConnection,
    from: NaiveDate,
    alive: &HashSet<String>,
    impatient: bool,
) -> Result<Loaded> {
    let rows = sqlx::query(
        "SELECT kind, subject_id, due_on, step, channel, recipient, progress, at, retry_at, claimed_by
           FROM reminder_ledger WHERE due_on >= ?",
    )
    .bind(from.to_string())
    .fetch_all(conn)
    .await?;
    let mut loaded = Loaded::default();
    for row in &rows {
        let Some((key, outlet, step)) = place(row)? else { continue };
        let Some(at) = instant(row.try_get("at")?) else { continue };
        let progress = match row.try_get("progress")? {
            "delivered" => Progress::Delivered,
            "passed" => Progress::Passed,
            "failed" => {
                let retry_at = instant(row.try_get("retry_at")?).filter(|_| !impatient);
                Progress::Failed { retry_at: retry_at.unwrap_or(at) }
            }
            _ => {
                let name: Option<String> = row.try_get("claimed_by")?;
                let alive = name.is_some_and(|name| alive.contains(&name));
                if !alive {
                    loaded.cut_off.insert((key.clone(), outlet.clone()));
                }
                Progress::Claimed { alive }
            }
        };
        loaded.ledger.enter(&key, &outlet, step, Entry { progress, at });
    }
    Ok(loaded)
}

fn place(row: &SqliteRow) -> Result<Option<(DeadlineKey, Outlet, u32)>> {
    let (Some(kind), Some(channel), Some(due_on)) = (
        DeadlineKind::parse(row.try_get("kind")?),
        ReminderChannel::parse(row.try_get("channel")?),
        input::stored(row.try_get("due_on")?),
    ) else {
        return Ok(None);
    };
    let key = DeadlineKey { kind, subject_id: row.try_get("subject_id")?, due_on };
    Ok(Some((key, Outlet { channel, to: row.try_get("recipient")? }, row.try_get("step")?)))
}

fn instant(text: Option<&str>) -> Option<DateTime<Utc>> {
    text.and_then(|text| text.parse().ok())
}

/// Takes a reminder on in the name of a claimant.
pub(super) async fn claim(
    conn: &mut SqliteConnection,
    now: &Now,
    reminder: &Reminder,
    claimant: &str,
) -> Result<()> {
    write(conn, now, reminder, reminder.step, "claimed", Some(claimant), None).await
}

/// Records that a reminder was told; the looser steps have passed with that.
pub(super) async fn delivered(conn: &mut SqliteConnection, now: &Now, reminder: &Reminder) -> Result<()> {
    write(conn, now, reminder, reminder.step, "delivered", None, None).await?;
    pass(conn, now, reminder, false).await?;
    sent(conn, now, reminder, None).await
}

/// Records steps as passed: the looser ones, and with `itself` the reached one too.
pub(super) async fn pass(
    conn: &mut SqliteConnection,
    now: &Now,
    reminder: &Reminder,
    itself: bool,
) -> Result<()> {
    for step in reminder.skipped.iter().copied().chain(itself.then_some(reminder.step)) {
        write(conn, now, reminder, step, "passed", None, None).await?;
    }
    Ok(())
}

/// Records that the channel refused it, and until when it is left alone. Returns how often it was tried by now.
pub(super) async fn failed(
    conn: &mut SqliteConnection,
    now: &Now,
    reminder: &Reminder,
    error: &str,
    pause: fn(u32) -> chrono::TimeDelta,
) -> Result<()> {
    let before: Option<(u32, Option<String>)> = sqlx::query_as(
        "SELECT attempts, error FROM reminder_ledger
          WHERE kind = ? AND subject_id = ? AND due_on = ? AND channel = ? AND recipient = ? AND step = ?",
    )
    .bind(reminder.key.kind.as_str())
    .bind(&reminder.key.subject_id)
    .bind(reminder.key.due_on.to_string())
    .bind(reminder.outlet.channel.as_str())
    .bind(&reminder.outlet.to)
    .bind(reminder.step)
    .fetch_optional(&mut *conn)
    .await?;
    let (attempts, last_error) = before.unwrap_or_default();
    let retry_at = now.after(pause(attempts)).to_rfc3339_opts(SecondsFormat::Millis, true);
    write(conn, now, reminder, reminder.step, "failed", None, Some((error, &retry_at))).await?;
    // The same refusal again is no news.
    if last_error.as_deref() != Some(error) {
        sent(conn, now, reminder, Some(error)).await?;
    }
    Ok(())
}

/// Writes a row in place of the one that is there. The last error stays until it is told.
async fn write(
    conn: &mut SqliteConnection,
    now: &Now,
    reminder: &Reminder,
    step: u32,
    progress: &str,
    claimant: Option<&str>,
    failure: Option<(&str, &str)>,
) -> Result<()> {
    let (error, retry_at) = failure.unzip();
    sqlx::query(
        "INSERT INTO reminder_ledger (kind, subject_id, due_on, channel, recipient, step, progress, at, day, attempts,
           retry_at, claimed_by, error)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?7 = 'claimed', ?10, ?11, ?12)
         ON CONFLICT DO UPDATE SET progress = excluded.progress, at = excluded.at, day = excluded.day,
           attempts = attempts + excluded.attempts, retry_at = excluded.retry_at, claimed_by = excluded.claimed_by,
           error = CASE WHEN ?7 = 'claimed' THEN error ELSE excluded.error END",
    )
    .bind(reminder.key.kind.as_str())
    .bind(&reminder.key.subject_id)
    .bind(reminder.key.due_on.to_string())
    .bind(reminder.outlet.channel.as_str())
    .bind(&reminder.outlet.to)
    .bind(step)
    .bind(progress)
    .bind(now.timestamp())
    .bind(now.today.to_string())
    .bind(retry_at)
    .bind(claimant)
    .bind(error)
    .execute(conn)
    .await?;
    Ok(())
}

async fn sent(
    conn: &mut SqliteConnection,
    now: &Now,
    reminder: &Reminder,
    error: Option<&str>,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO reminder_sent (id, at, kind, subject_id, due_on, step, channel, recipient, error)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(ids::new_id())
    .bind(now.timestamp())
    .bind(reminder.key.kind.as_str())
    .bind(&reminder.key.subject_id)
    .bind(reminder.key.due_on.to_string())
    .bind(reminder.step)
    .bind(reminder.outlet.channel.as_str())
    .bind(&reminder.outlet.to)
    .bind(error)
    .execute(conn)
    .await?;
    Ok(())
}

/// Addresses that got a message on this local day.
pub(super) async fn mailed_on(conn: &mut SqliteConnection, now: &Now) -> Result<HashSet<String>> {
    let addresses: Vec<String> = sqlx::query_scalar(
        "SELECT DISTINCT recipient FROM reminder_ledger
          WHERE channel = 'email' AND progress = 'delivered' AND day = ? AND at <= ?",
    )
    .bind(now.today.to_string())
    .bind(now.timestamp())
    .fetch_all(conn)
    .await?;
    Ok(addresses.into_iter().collect())
}

/// Failures that stand, one line for each channel, address and reason.
pub(super) async fn failures(conn: &mut SqliteConnection) -> Result<Vec<StandingFailure>> {
    let rows = sqlx::query(
        "SELECT channel, recipient, error, count(*) AS reminders, max(at) AS at, min(retry_at) AS retry_at,
           max(attempts) AS attempts
         FROM reminder_ledger WHERE progress = 'failed' GROUP BY channel, recipient, error
        ORDER BY at DESC",
    )
    .fetch_all(conn)
    .await?;
    let mut failures = Vec::new();
    for row in &rows {
        let Some(channel) = ReminderChannel::parse(row.try_get("channel")?) else { continue };
        failures.push(StandingFailure {
            channel,
            to: row.try_get("recipient")?,
            reminders: row.try_get("reminders")?,
            error: row.try_get::<Option<String>, _>("error")?.unwrap_or_default(),
            at: row.try_get("at")?,
            retry_at: row.try_get::<Option<String>, _>("retry_at")?.unwrap_or_default(),
            attempts: row.try_get("attempts")?,
        });
    }
    Ok(failures)
}

/// Failed rows, by what they would tell and to whom.
pub(super) async fn failed_rows(conn: &mut SqliteConnection) -> Result<Vec<(DeadlineKey, Outlet, u32)>> {
    let rows = sqlx::query(
        "SELECT kind, subject_id, due_on, step, channel, recipient FROM reminder_ledger WHERE progress = 'failed'",
    )
    .fetch_all(conn)
    .await?;
    let mut places = Vec::new();
    for row in &rows {
        places.extend(place(row)?);
    }
    Ok(places)
}

/// Removes a row that nobody will try again.
pub(super) async fn forget(
    conn: &mut SqliteConnection,
    key: &DeadlineKey,
    outlet: &Outlet,
    step: u32,
) -> Result<()> {
    sqlx::query(
        "DELETE FROM reminder_ledger WHERE progress = 'failed'
            AND kind = ? AND subject_id = ? AND due_on = ? AND channel = ? AND recipient = ? AND step = ?",
    )
    .bind(key.kind.as_str())
    .bind(&key.subject_id)
    .bind(key.due_on.to_string())
    .bind(outlet.channel.as_str())
    .bind(&outlet.to)
    .bind(step)
    .execute(conn)
    .await?;
    Ok(())
}

/// What was told of a thing, newest first.
pub(super) async fn sent_of(
    conn: &mut SqliteConnection,
    subject_id: &str,
    limit: u32,
) -> Result<Vec<SentLine>> {
    let rows = sqlx::query(
        "SELECT at, kind, due_on, step, channel, recipient, error FROM reminder_sent
          WHERE subject_id = ? ORDER BY at DESC, id DESC LIMIT ?",
    )
    .bind(subject_id)
    .bind(limit)
    .fetch_all(conn)
    .await?;
    let mut lines = Vec::new();
    for row in &rows {
        let (Some(kind), Some(channel)) =
            (DeadlineKind::parse(row.try_get("kind")?), ReminderChannel::parse(row.try_get("channel")?))
        else {
            continue;
        };
        lines.push(SentLine {
            at: row.try_get("at")?,
            kind,
            due_on: row.try_get("due_on")?,
            step: row.try_get("step")?,
            channel,
            to: row.try_get("recipient")?,
            error: row.try_get("error")?,
        });
    }
    Ok(lines)
}
