//! SQL of the people.

use super::model::{HeldDevice, HeldSeat, Person, PersonInput, PersonRow};
use crate::{
    Error, Result, input,
    list::{ListQuery, Page, order_by, push_filter, push_page},
};
use chrono::NaiveDate;
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection};

const SORTS: [(&str, &str); 8] = [
    ("name", "p.name_key"),
    ("email", "p.email_key"),
    ("department", "p.department COLLATE NOCASE"),
    ("job_title", "p.job_title COLLATE NOCASE"),
    ("location", "location COLLATE NOCASE"),
    ("devices", "devices"),
    ("seats", "seats"),
    ("leaves_on", "p.leaves_on"),
];

/// Open assignments: not ended before today.
const SEATS: &str =
    "(SELECT coalesce(sum(a.quantity), 0) FROM assignment a JOIN license l ON l.id = a.license_id
   WHERE a.person_id = p.id AND l.deleted_at IS NULL AND a.until_on IS NULL)";
const DEVICES: &str = "(SELECT count(*) FROM device d WHERE d.holder_id = p.id AND d.deleted_at IS NULL)";

#[derive(sqlx::FromRow)]
pub(super) struct Stored {
    id: String,
    version: u32,
    deleted_at: Option<String>,
    name: String,
    email: Option<String>,
    username: Option<String>,
    employee_number: Option<String>,
    job_title: Option<String>,
    department: Option<String>,
    phone: Option<String>,
    location: Option<String>,
    manager_id: Option<String>,
    manager: Option<String>,
    starts_on: Option<String>,
    leaves_on: Option<String>,
    notes: Option<String>,
}

impl Stored {
    pub(super) fn into_person(
        self,
        tags: Vec<String>,
        devices: Vec<HeldDevice>,
        seats: Vec<HeldSeat>,
        today: NaiveDate,
    ) -> Person {
        Person {
            left: input::stored(self.leaves_on.as_deref()).is_some_and(|day| day < today),
            id: self.id,
            version: self.version,
            deleted: self.deleted_at.is_some(),
            manager: self.manager,
            fields: PersonInput {
                name: self.name,
                email: self.email,
                username: self.username,
                employee_number: self.employee_number,
                job_title: self.job_title,
                department: self.department,
                phone: self.phone,
                location: self.location,
                manager_id: self.manager_id,
                starts_on: self.starts_on,
                leaves_on: self.leaves_on,
                notes: self.notes,
                tags,
            },
            devices,
            seats,
        }
    }
}

fn push_where(builder: &mut QueryBuilder<Sqlite>, query: &ListQuery, today: NaiveDate) -> Result<()> {
    builder.push(" WHERE p.deleted_at IS NULL");
    push_filter(builder, &query.filter, "p", &["location_id"]);
    match query.only.as_deref() {
        None | Some("") => {}
        Some("left_holding") => {
            builder
                .push(" AND p.leaves_on < ")
                .push_bind(today.to_string())
                .push(format!(" AND ({DEVICES} > 0 OR {SEATS} > 0)"));
        }
        Some(other) => return Err(Error::field("only", format!("People have no condition “{other}”."))),
    }
    Ok(())
}

pub(super) async fn list(
    conn: &mut SqliteConnection,
    query: &ListQuery,
    today: NaiveDate,
) -> Result<Page<PersonRow>> {
    let order = order_by(query, &SORTS)?;
    let mut count = QueryBuilder::new("SELECT count(*) FROM person p");
    push_where(&mut count, query, today)?;
    let total: u32 = count.build().fetch_one(&mut *conn).await?.try_get(0)?;
    let mut builder = QueryBuilder::new(format!(
        "SELECT p.id, p.name, p.email, p.department, p.job_title, o.name AS location, p.leaves_on,
           {DEVICES} AS devices, {SEATS} AS seats
         FROM person p LEFT JOIN location o ON o.id = p.location_id"
    ));
    push_where(&mut builder, query, today)?;
    builder.push(order).push(", p.name_key, p.id");
    push_page(&mut builder, query);
    Ok(Page { total, rows: builder.build_query_as().fetch_all(conn).await? })
}

pub(super) async fn get(conn: &mut SqliteConnection, id: &str) -> Result<Option<Stored>> {
    Ok(sqlx::query_as(
        "SELECT p.*, o.name AS location, m.name AS manager FROM person p
           LEFT JOIN location o ON o.id = p.location_id LEFT JOIN person m ON m.id = p.manager_id WHERE p.id = ?",
    )
    .bind(id)
    .fetch_optional(conn)
    .await?)
}

pub(super) async fn devices_held(conn: &mut SqliteConnection, person_id: &str) -> Result<Vec<HeldDevice>> {
    Ok(sqlx::query_as(
        "SELECT id, name, asset_tag, serial FROM device WHERE holder_id = ? AND deleted_at IS NULL ORDER BY name_key, id",
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
    Ok(sqlx::query_as(
        "SELECT a.id AS assignment_id, l.id AS license_id, l.name AS license, a.quantity, a.from_on
           FROM assignment a JOIN license l ON l.id = a.license_id
          WHERE a.person_id = ? AND l.deleted_at IS NULL AND (a.until_on IS NULL OR a.until_on >= ?) ORDER BY l.name_key, a.id",
    )
    .bind(person_id)
    .bind(today.to_string())
    .fetch_all(conn)
    .await?)
}

pub(super) async fn seats_of_device(
    conn: &mut SqliteConnection,
    device_id: &str,
    today: NaiveDate,
) -> Result<Vec<HeldSeat>> {
    Ok(sqlx::query_as(
        "SELECT a.id AS assignment_id, l.id AS license_id, l.name AS license, a.quantity, a.from_on
           FROM assignment a JOIN license l ON l.id = a.license_id
          WHERE a.device_id = ? AND l.deleted_at IS NULL AND (a.until_on IS NULL OR a.until_on >= ?) ORDER BY l.name_key, a.id",
    )
    .bind(device_id)
    .bind(today.to_string())
    .fetch_all(conn)
    .await?)
}

pub(super) async fn by_email_key(conn: &mut SqliteConnection, key: &str) -> Result<Option<(String, String)>> {
    Ok(sqlx::query_as("SELECT id, name FROM person WHERE email_key = ? AND deleted_at IS NULL")
        .bind(key)
        .fetch_optional(conn)
        .await?)
}
