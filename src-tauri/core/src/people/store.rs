//! SQL of the people.

use super::model::{
    COMPUTED, HeldDevice, HeldSeat, KnownLogin, PastSeat, Person, PersonInput, PersonLink, PersonRow,
};
use crate::{
    Error, Result,
    fields::{self, Fields, order},
    filter::{self, Filter, Source},
    ids::Kind,
    input,
    licenses::{held_sql, open_sql},
    list::{ListQuery, Page, own_sql, push_page},
};
use chrono::NaiveDate;
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection, sqlite::SqliteRow};

/// Seats that a person has on a day: what counts for the licenses too.
fn seats(day: NaiveDate) -> String {
    format!(
        "(SELECT coalesce(sum(a.quantity), 0) FROM assignment a JOIN license l ON l.id = a.license_id
           WHERE a.person_id = p.id AND l.deleted_at IS NULL AND {})",
        held_sql(&format!("'{day}'"))
    )
}

/// Whether a person has seats that are not over on a day: those are still to be taken back.
fn has_seats(day: NaiveDate) -> String {
    format!(
        "EXISTS (SELECT 1 FROM assignment a JOIN license l ON l.id = a.license_id
           WHERE a.person_id = p.id AND l.deleted_at IS NULL AND {})",
        open_sql(&format!("'{day}'"))
    )
}
const DEVICES: &str = "(SELECT count(*) FROM device d WHERE d.holder_id = p.id AND d.deleted_at IS NULL)";

const LOGINS: &str = "(SELECT count(*) FROM credential c WHERE c.deleted_at IS NULL AND (c.person_id = p.id
   OR EXISTS (SELECT 1 FROM credential_access x WHERE x.credential_id = c.id AND x.person_id = p.id)))";

/// A person as it is stored.
pub(super) struct Stored {
    id: String,
    version: u32,
    deleted: bool,
    /// Without its tags.
    fields: PersonInput,
    location_id: Option<String>,
    manager: Option<String>,
}

/// What hangs on a person.
pub(super) struct Parts {
    pub tags: Vec<String>,
    pub reports: Vec<PersonLink>,
    pub devices: Vec<HeldDevice>,
    pub seats: Vec<HeldSeat>,
    pub past_seats: Vec<PastSeat>,
    pub logins: Vec<KnownLogin>,
}

impl Stored {
    pub(super) fn into_person(self, parts: Parts, today: NaiveDate) -> Person {
        Person {
            left: input::stored(self.fields.leaves_on.as_deref()).is_some_and(|day| day < today),
            id: self.id,
            version: self.version,
            deleted: self.deleted,
            manager: self.manager,
            fields: PersonInput { tags: parts.tags, ..self.fields },
            location_id: self.location_id,
            reports: parts.reports,
            devices: parts.devices,
            seats: parts.seats,
            past_seats: parts.past_seats,
            logins: parts.logins,
        }
    }
}

fn push_where(
    builder: &mut QueryBuilder<Sqlite>,
    query: &ListQuery,
    filter: &Filter,
    today: NaiveDate,
) -> Result<()> {
    builder.push(" WHERE p.deleted_at IS NULL");
    let computed = |name: &str| match name {
        "devices" => Some(DEVICES.to_owned()),
        "seats" => Some(seats(today)),
        "logins" => Some(LOGINS.to_owned()),
        _ => None,
    };
    let condition = |builder: &mut QueryBuilder<Sqlite>, only: &str| push_only(builder, only, today);
    filter.push(builder, &Source { alias: "p", computed: &computed, condition: &condition })?;
    if let Some(owner) = &query.belongs_to {
        builder
            .push(" AND (p.manager_id = ")
            .push_bind(owner.clone())
            .push(" OR p.location_id IN (WITH RECURSIVE within (id) AS (SELECT id FROM location WHERE id = ")
            .push_bind(owner.clone())
            .push(" UNION SELECT o.id FROM location o JOIN within w ON o.parent_id = w.id) SELECT id FROM within))");
    }
    push_only(builder, query.only.as_deref().unwrap_or_default(), today)
}

/// Appends ` AND …` for a condition of the list.
fn push_only(builder: &mut QueryBuilder<Sqlite>, only: &str, today: NaiveDate) -> Result<()> {
    match only {
        "" => {}
        "here" => {
            builder
                .push(" AND (p.leaves_on IS NULL OR p.leaves_on >= ")
                .push_bind(today.to_string())
                .push(")");
        }
        "left" => {
            builder.push(" AND p.leaves_on < ").push_bind(today.to_string());
        }
        "leaving" => {
            let until = today.checked_add_days(chrono::Days::new(90)).unwrap_or(today);
            builder
                .push(" AND p.leaves_on >= ")
                .push_bind(today.to_string())
                .push(" AND p.leaves_on <= ")
                .push_bind(until.to_string());
        }
        "left_holding" => {
            builder
                .push(" AND p.leaves_on < ")
                .push_bind(today.to_string())
                .push(format!(" AND ({DEVICES} > 0 OR {} OR {LOGINS} > 0)", has_seats(today)));
        }
        other => return Err(Error::field("only", format!("People have no condition “{other}”."))),
    }
    Ok(())
}

pub(super) async fn list(
    conn: &mut SqliteConnection,
    query: &ListQuery,
    today: NaiveDate,
) -> Result<Page<PersonRow>> {
    let order = order(query, "p", PersonInput::FIELDS, COMPUTED, "name")?;
    let filter = filter::read(conn, Kind::Person, &query.filter, today).await?;
    let mut count = QueryBuilder::new("SELECT count(*) FROM person p");
    push_where(&mut count, query, &filter, today)?;
    let total: u32 = count.build().fetch_one(&mut *conn).await?.try_get(0)?;
    let mut builder = QueryBuilder::new(format!(
        "SELECT {}, o.name AS location, m.name AS manager, {DEVICES} AS devices, {} AS seats, {LOGINS} AS logins
         FROM person p LEFT JOIN location o ON o.id = p.location_id LEFT JOIN person m ON m.id = p.manager_id",
        fields::all_of("p"),
        seats(today)
    ));
    push_where(&mut builder, query, &filter, today)?;
    builder.push(order).push(", p.name_key, p.id");
    push_page(&mut builder, query);
    let rows = builder.build().fetch_all(conn).await?;
    let listed = |row: &SqliteRow| {
        Ok(PersonRow {
            id: row.try_get("id")?,
            fields: fields::read(row)?,
            manager: row.try_get("manager")?,
            devices: row.try_get("devices")?,
            seats: row.try_get("seats")?,
            logins: row.try_get("logins")?,
        })
    };
    Ok(Page { total, rows: rows.iter().map(listed).collect::<Result<_>>()? })
}

pub(super) async fn get(conn: &mut SqliteConnection, id: &str) -> Result<Option<Stored>> {
    let row = sqlx::query(own_sql(format!(
        "SELECT {}, o.name AS location, m.name AS manager FROM person p
           LEFT JOIN location o ON o.id = p.location_id LEFT JOIN person m ON m.id = p.manager_id WHERE p.id = ?",
        fields::all_of("p")
    )))
    .bind(id)
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Stored {
        id: row.try_get("id")?,
        version: row.try_get("version")?,
        deleted: row.try_get::<Option<String>, _>("deleted_at")?.is_some(),
        fields: fields::read(&row)?,
        location_id: row.try_get("location_id")?,
        manager: row.try_get("manager")?,
    }))
}

pub(super) async fn devices_held(conn: &mut SqliteConnection, person_id: &str) -> Result<Vec<HeldDevice>> {
    Ok(sqlx::query_as(
        "SELECT id, name, asset_tag, serial, loan_due AS return_by FROM device WHERE holder_id = ? AND deleted_at IS NULL ORDER BY name_key, id",
    )
    .bind(person_id)
    .fetch_all(conn)
    .await?)
}

pub(super) async fn seats_held(
    conn: &mut SqliteConnection,
    person_id: &str,
    today: NaiveDate,
) -> Result<Vec<HeldSeat>> {
    let sql = format!(
        "SELECT a.id AS assignment_id, l.id AS license_id, l.name AS license, a.quantity, a.from_on, a.until_on
           FROM assignment a JOIN license l ON l.id = a.license_id
          WHERE a.person_id = ?1 AND l.deleted_at IS NULL AND {} ORDER BY l.name_key, a.id",
        open_sql("?2")
    );
    Ok(sqlx::query_as(own_sql(sql)).bind(person_id).bind(today.to_string()).fetch_all(conn).await?)
}

pub(super) async fn seats_of_device(
    conn: &mut SqliteConnection,
    device_id: &str,
    today: NaiveDate,
) -> Result<Vec<HeldSeat>> {
    let sql = format!(
        "SELECT a.id AS assignment_id, l.id AS license_id, l.name AS license, a.quantity, a.from_on, a.until_on
           FROM assignment a JOIN license l ON l.id = a.license_id
          WHERE a.device_id = ?1 AND l.deleted_at IS NULL AND {} ORDER BY l.name_key, a.id",
        open_sql("?2")
    );
    Ok(sqlx::query_as(own_sql(sql)).bind(device_id).bind(today.to_string()).fetch_all(conn).await?)
}

pub(super) async fn by_email_key(conn: &mut SqliteConnection, key: &str) -> Result<Option<(String, String)>> {
    Ok(sqlx::query_as("SELECT id, name FROM person WHERE email_key = ? AND deleted_at IS NULL")
        .bind(key)
        .fetch_optional(conn)
        .await?)
}

/// Seats of a person that ended before a day, the latest first.
pub(super) async fn past_seats(
    conn: &mut SqliteConnection,
    person_id: &str,
    today: NaiveDate,
) -> Result<Vec<PastSeat>> {
    Ok(sqlx::query_as(
        "SELECT l.id AS license_id, l.name AS license, a.quantity, a.from_on, a.until_on
           FROM assignment a JOIN license l ON l.id = a.license_id
          WHERE a.person_id = ? AND l.deleted_at IS NULL AND a.until_on < ? ORDER BY a.until_on DESC, l.name_key, a.id",
    )
    .bind(person_id)
    .bind(today.to_string())
    .fetch_all(conn)
    .await?)
}

pub(super) async fn logins(conn: &mut SqliteConnection, person_id: &str) -> Result<Vec<KnownLogin>> {
    Ok(sqlx::query_as(
        "SELECT c.id AS credential_id, c.name, c.username, coalesce(c.person_id = ?1, 0) AS owner, c.changed_on
           FROM credential c WHERE c.deleted_at IS NULL AND (c.person_id = ?1
             OR EXISTS (SELECT 1 FROM credential_access x WHERE x.credential_id = c.id AND x.person_id = ?1))
          ORDER BY c.name_key, c.id",
    )
    .bind(person_id)
    .fetch_all(conn)
    .await?)
}

pub(super) async fn reports(conn: &mut SqliteConnection, person_id: &str) -> Result<Vec<PersonLink>> {
    Ok(sqlx::query_as(
        "SELECT id, name FROM person WHERE manager_id = ? AND deleted_at IS NULL ORDER BY name_key, id",
    )
    .bind(person_id)
    .fetch_all(conn)
    .await?)
}

/// A person and all above, the person first.
pub(super) async fn above(conn: &mut SqliteConnection, id: &str) -> Result<Vec<PersonLink>> {
    Ok(sqlx::query_as(
        "WITH RECURSIVE above (id, name, manager_id, depth) AS (
           SELECT id, name, manager_id, 0 FROM person WHERE id = ?
           UNION SELECT p.id, p.name, p.manager_id, a.depth + 1 FROM person p JOIN above a ON p.id = a.manager_id
             WHERE a.depth < 100)
         SELECT id, name FROM above ORDER BY depth",
    )
    .bind(id)
    .fetch_all(conn)
    .await?)
}

/// Live people with this id, email address, user name or employee number, else of this name.
pub(super) async fn by_words(conn: &mut SqliteConnection, text: &str, key: &str) -> Result<Vec<PersonLink>> {
    let coded: Vec<PersonLink> = sqlx::query_as(
        "SELECT id, name FROM person WHERE deleted_at IS NULL AND (id = ?1 OR email_key = ?2
            OR username = ?1 COLLATE NOCASE OR employee_number = ?1 COLLATE NOCASE) ORDER BY name_key, id LIMIT 20",
    )
    .bind(text)
    .bind(key)
    .fetch_all(&mut *conn)
    .await?;
    if !coded.is_empty() {
        return Ok(coded);
    }
    Ok(sqlx::query_as(
        "SELECT id, name FROM person WHERE deleted_at IS NULL AND name_key = ? ORDER BY id LIMIT 20",
    )
    .bind(key)
    .fetch_all(conn)
    .await?)
}

/// Who knows a credential besides its owner: the row of the knowledge, and the person.
#[derive(sqlx::FromRow)]
pub(super) struct Knows {
    pub access_id: String,
    pub id: String,
    pub name: String,
}

pub(super) async fn who_knows(conn: &mut SqliteConnection, credential_id: &str) -> Result<Vec<Knows>> {
    Ok(sqlx::query_as(
        "SELECT x.id AS access_id, p.id, p.name FROM credential_access x JOIN person p ON p.id = x.person_id
          WHERE x.credential_id = ? ORDER BY p.name_key, p.id",
    )
    .bind(credential_id)
    .fetch_all(conn)
    .await?)
}
