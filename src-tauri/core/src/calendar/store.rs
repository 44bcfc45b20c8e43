//! SQL of the events of the calendar file.

use super::ics::Event;
use crate::{
    Result, input,
    reminders::{DeadlineKind, engine::DeadlineKey},
};
use chrono::{DateTime, SecondsFormat, Utc};
use sqlx::{Row, SqliteConnection};

/// An event and the deadline it shows.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub key: DeadlineKey,
    pub event: Event,
}

pub(super) async fn all(conn: &mut SqliteConnection) -> Result<Vec<Kept>> {
    let rows = sqlx::query(
        "SELECT uid, kind, subject_id, due_on, sequence, created_at, changed_at, summary, description, alarms, cancelled
           FROM calendar_event ORDER BY due_on, uid",
    )
    .fetch_all(conn)
    .await?;
    let mut kept = Vec::with_capacity(rows.len());
    for row in &rows {
        let at =
            |name: &str| -> Result<Option<DateTime<Utc>>> { Ok(row.try_get::<&str, _>(name)?.parse().ok()) };
        let (Some(kind), Some(day), Some(created_at), Some(changed_at)) = (
            DeadlineKind::parse(row.try_get("kind")?),
            input::stored(row.try_get("due_on")?),
            at("created_at")?,
            at("changed_at")?,
        ) else {
            continue;
        };
        let alarms: &str = row.try_get("alarms")?;
        kept.push(Kept {
            key: DeadlineKey { kind, subject_id: row.try_get("subject_id")?, due_on: day },
            event: Event {
                uid: row.try_get("uid")?,
                sequence: row.try_get("sequence")?,
                created_at,
                changed_at,
                day,
                summary: row.try_get("summary")?,
                description: row.try_get("description")?,
                alarms: alarms.split(' ').filter_map(|days| days.parse().ok()).collect(),
                cancelled: row.try_get("cancelled")?,
            },
        });
    }
    Ok(kept)
}

/// Writes an event in place of the one with the same uid.
pub(super) async fn write(conn: &mut SqliteConnection, kept: &Kept) -> Result<()> {
    let stamp = |at: &DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Millis, true);
    let event = &kept.event;
    let alarms: Vec<String> = event.alarms.iter().map(u32::to_string).collect();
    sqlx::query(
        "INSERT OR REPLACE INTO calendar_event
           (uid, kind, subject_id, due_on, sequence, created_at, changed_at, summary, description, alarms, cancelled)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(&event.uid)
    .bind(kept.key.kind.as_str())
    .bind(&kept.key.subject_id)
    .bind(kept.key.due_on.to_string())
    .bind(event.sequence)
    .bind(stamp(&event.created_at))
    .bind(stamp(&event.changed_at))
    .bind(&event.summary)
    .bind(&event.description)
    .bind(alarms.join(" "))
    .bind(event.cancelled)
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn remove(conn: &mut SqliteConnection, uid: &str) -> Result<()> {
    sqlx::query("DELETE FROM calendar_event WHERE uid = ?").bind(uid).execute(conn).await?;
    Ok(())
}
