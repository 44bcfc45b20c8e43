//! SQL of the licenses.

use super::model::{Assignment, COMPUTED, License, LicenseInput, LicenseKey, LicenseRow, Reclaimable, Seats};
use crate::{
    Error, Result,
    fields::{self, Fields, order},
    filter::{self, Filter, Source},
    ids::Kind,
    list::{ListQuery, Page, own_sql, push_page},
    money::Money,
    terms::{self, Owner, Term, TermInput},
};
use chrono::NaiveDate;
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection, sqlite::SqliteRow};

/// The next last day of notice of the leading term, that of the period that runs where it renewed itself.
const CANCEL_BY: &str = "CASE WHEN r.ends_on IS NULL THEN l.cancel_by ELSE r.cancel_by END";

/// Seats of the terms in force on `today.day`; NULL is unlimited.
fn seats() -> String {
    format!(
        "(SELECT CASE WHEN count(*) > count(t.seats) THEN NULL ELSE coalesce(sum(t.seats), 0) END FROM term t
           WHERE t.license_id = l.id AND {})",
        terms::in_force_sql("today.day")
    )
}

/// Seats in use on `today.day`.
fn used() -> String {
    format!(
        "(SELECT coalesce(sum(a.quantity), 0) FROM assignment a WHERE a.license_id = l.id AND {})",
        held("today.day")
    )
}

/// Whether an assignment `a` counts on a day, an SQL expression: it began, and its last day is not past. The one rule for
/// the license, and for the person or the device that has the seats.
pub(crate) fn held(day: &str) -> String {
    format!("(a.from_on IS NULL OR a.from_on <= {day}) AND {}", open(day))
}

/// Whether an assignment `a` is not over on a day, begun or not: what is still to be taken back.
pub(crate) fn open(day: &str) -> String {
    format!("(a.until_on IS NULL OR a.until_on >= {day})")
}

/// A license as it is stored.
pub(super) struct Stored {
    id: String,
    version: u32,
    deleted: bool,
    vendor_id: Option<String>,
    /// Without its terms and tags.
    fields: LicenseInput,
}

impl Stored {
    pub(super) fn min_free_seats(&self) -> Option<u32> {
        self.fields.min_free_seats
    }

    pub(super) fn into_license(
        self,
        terms: Vec<Term>,
        assignments: Vec<Assignment>,
        keys: Vec<LicenseKey>,
        seats: Seats,
        tags: Vec<String>,
    ) -> License {
        let inputs: Vec<TermInput> = terms.iter().map(|term| term.fields.clone()).collect();
        License {
            id: self.id,
            version: self.version,
            deleted: self.deleted,
            vendor_id: self.vendor_id,
            fields: LicenseInput { terms: inputs, tags, ..self.fields },
            terms,
            assignments,
            keys,
            seats,
        }
    }
}

fn push_from(
    builder: &mut QueryBuilder<Sqlite>,
    query: &ListQuery,
    filter: &Filter,
    today: NaiveDate,
    rolled: &str,
) -> Result<()> {
    builder
        .push(" FROM (SELECT ")
        .push_bind(today.to_string())
        .push(" AS day) today CROSS JOIN license l LEFT JOIN vendor v ON v.id = l.vendor_id");
    terms::push_rolled(builder, rolled, "l");
    builder.push(" WHERE l.deleted_at IS NULL");
    let computed = |name: &str| match name {
        "used" => Some(used()),
        "seats" => Some(seats()),
        _ => terms::computed_sql(Owner::License(""), "l", name, "today.day"),
    };
    let condition = |builder: &mut QueryBuilder<Sqlite>, only: &str| push_only(builder, only, today);
    filter.push(builder, &Source { alias: "l", computed: &computed, condition: &condition })?;
    if let Some(owner) = &query.belongs_to {
        builder
            .push(" AND (l.vendor_id = ")
            .push_bind(owner.clone())
            .push(format!(
                " OR l.id IN (SELECT a.license_id FROM assignment a WHERE {} AND (a.person_id = ",
                open("today.day")
            ))
            .push_bind(owner.clone())
            .push(" OR a.device_id = ")
            .push_bind(owner.clone())
            .push(")))");
    }
    push_only(builder, query.only.as_deref().unwrap_or_default(), today)
}

/// Appends ` AND …` for a condition of the list.
fn push_only(builder: &mut QueryBuilder<Sqlite>, only: &str, today: NaiveDate) -> Result<()> {
    match only {
        "" => {}
        "over_used" => {
            builder.push(format!(" AND {} > {}", used(), seats()));
        }
        "few_free" => {
            let (seats, used) = (seats(), used());
            builder.push(format!(" AND l.min_free_seats > 0 AND {seats} - {used} < l.min_free_seats"));
        }
        "unconfirmed" => {
            builder.push(" AND r.id IS NOT NULL");
        }
        "ending" => {
            let until = today.checked_add_days(chrono::Days::new(90)).unwrap_or(today).to_string();
            builder
                .push(" AND (r.soonest <= ")
                .push_bind(until.clone())
                .push(" OR EXISTS (SELECT 1 FROM term t WHERE t.license_id = l.id AND (t.rolls_after IS NULL OR t.rolls_after >= today.day) AND (t.ends_due <= ")
                .push_bind(until.clone())
                .push(" OR t.cancel_due <= ")
                .push_bind(until)
                .push(")))");
        }
        other => return Err(Error::field("only", format!("Licenses have no condition “{other}”."))),
    }
    Ok(())
}

pub(super) async fn list(
    conn: &mut SqliteConnection,
    query: &ListQuery,
    today: NaiveDate,
) -> Result<Page<LicenseRow>> {
    let order = order(query, "l", LicenseInput::FIELDS, COMPUTED, "name")?;
    let filter = filter::read(conn, Kind::License, &query.filter, today).await?;
    let rolled = terms::rolled_lists(conn, Kind::License, today).await?;
    let mut count = QueryBuilder::new("SELECT count(*)");
    push_from(&mut count, query, &filter, today, &rolled)?;
    let total: u32 = count.build().fetch_one(&mut *conn).await?.try_get(0)?;

    let lead = |column: &'static str| terms::leading_sql(Owner::License(""), "l", column);
    let owner = Owner::License("");
    let mut builder = QueryBuilder::new(format!(
        "SELECT {}, v.name AS vendor, {CANCEL_BY} AS listed_cancel_by, r.ends_on AS renewed_until, {} AS auto_renews,
           {} AS cancelled, {} AS seats, {} AS used, {} AS yearly",
        fields::all_of("l"),
        lead("t.auto_renews"),
        lead("t.cancelled_on IS NOT NULL"),
        seats(),
        used(),
        terms::yearly_sql(owner, "l", "today.day"),
    ));
    if query.sort == "yearly" {
        builder.push(format!(", {} AS yearly_sort", terms::yearly_sort_sql(owner, "l", "today.day")));
    }
    push_from(&mut builder, query, &filter, today, &rolled)?;
    builder.push(order).push(", l.name_key, l.id");
    push_page(&mut builder, query);
    let rows = builder.build().fetch_all(conn).await?;
    Ok(Page { total, rows: rows.iter().map(listed).collect::<Result<_>>()? })
}

fn listed(row: &SqliteRow) -> Result<LicenseRow> {
    let yearly_amounts = terms::yearly_of(row.try_get("yearly")?);
    Ok(LicenseRow {
        id: row.try_get("id")?,
        fields: fields::read(row)?,
        starts_on: row.try_get("starts_on")?,
        ends_on: row.try_get("ends_on")?,
        cancel_by: row.try_get("listed_cancel_by")?,
        renewed_until: row.try_get("renewed_until")?,
        auto_renews: row.try_get("auto_renews")?,
        cancelled: row.try_get("cancelled")?,
        seats: row.try_get("seats")?,
        used: row.try_get("used")?,
        price: Money::from_columns(row.try_get("price_minor")?, row.try_get("price_currency")?),
        price_per_seat: row.try_get("price_per_seat")?,
        yearly: yearly_amounts.first().cloned(),
        yearly_amounts,
    })
}

/// What a year of all that match costs, exact until it is rounded: bills and the months they pay for.
pub(super) async fn yearly(
    conn: &mut SqliteConnection,
    query: &ListQuery,
    today: NaiveDate,
) -> Result<Vec<(String, i64, u32)>> {
    let filter = filter::read(conn, Kind::License, &query.filter, today).await?;
    let rolled = terms::rolled_lists(conn, Kind::License, today).await?;
    let mut builder = QueryBuilder::new(format!(
        "SELECT t.price_currency, sum(t.year_minor), t.year_months FROM term t WHERE t.year_minor > 0 AND {} AND t.license_id IN (SELECT l.id",
        terms::in_force_sql(&format!("'{today}'"))
    ));
    push_from(&mut builder, query, &filter, today, &rolled)?;
    builder.push(") GROUP BY t.price_currency, t.year_months");
    Ok(builder.build_query_as().fetch_all(conn).await?)
}

pub(super) async fn get(conn: &mut SqliteConnection, id: &str) -> Result<Option<Stored>> {
    let row = sqlx::query(own_sql(format!(
        "SELECT {}, v.name AS vendor FROM license l LEFT JOIN vendor v ON v.id = l.vendor_id WHERE l.id = ?",
        fields::all_of("l")
    )))
    .bind(id)
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Stored {
        id: row.try_get("id")?,
        version: row.try_get("version")?,
        deleted: row.try_get::<Option<String>, _>("deleted_at")?.is_some(),
        vendor_id: row.try_get("vendor_id")?,
        fields: fields::read(&row)?,
    }))
}

/// Assignments that are open or end in the future, by holder.
pub(super) async fn assignments(
    conn: &mut SqliteConnection,
    license_id: &str,
    today: NaiveDate,
) -> Result<Vec<Assignment>> {
    Ok(sqlx::query_as(
        "SELECT a.id, a.person_id, a.device_id, coalesce(p.name, d.name) AS holder, p.department, a.quantity, a.from_on,
           a.until_on, CASE WHEN p.leaves_on < ?2 THEN p.leaves_on END AS left_on, a.notes, k.id AS key_id, k.label AS key_label
         FROM assignment a LEFT JOIN license_key k ON k.id = a.key_id LEFT JOIN person p ON p.id = a.person_id LEFT JOIN device d ON d.id = a.device_id
        WHERE a.license_id = ?1 AND (a.until_on IS NULL OR a.until_on >= ?2)
        ORDER BY coalesce(p.name_key, d.name_key), a.id",
    )
    .bind(license_id)
    .bind(today.to_string())
    .fetch_all(conn)
    .await?)
}

pub(super) async fn keys(conn: &mut SqliteConnection, license_id: &str) -> Result<Vec<LicenseKey>> {
    Ok(sqlx::query_as(
        "SELECT k.id, k.label, s.hint, coalesce(s.state, 'none') AS secret_state, a.id AS assignment_id, coalesce(p.name, d.name) AS holder
           FROM license_key k LEFT JOIN secret_value s ON s.owner_id = k.id AND s.field_key = 'key' AND s.retired_at IS NULL
           LEFT JOIN assignment a ON a.id = (SELECT id FROM assignment WHERE key_id = k.id AND license_id = k.license_id ORDER BY until_on IS NOT NULL, created_at LIMIT 1)
           LEFT JOIN person p ON p.id = a.person_id LEFT JOIN device d ON d.id = a.device_id
          WHERE k.license_id = ? ORDER BY k.created_at, k.id",
    )
    .bind(license_id)
    .fetch_all(conn)
    .await?)
}

pub(super) async fn license_of_key(conn: &mut SqliteConnection, key_id: &str) -> Result<Option<String>> {
    Ok(sqlx::query_scalar("SELECT license_id FROM license_key WHERE id = ?")
        .bind(key_id)
        .fetch_optional(conn)
        .await?)
}

/// A row of assignments, for the acts on it.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Given {
    pub license_id: String,
    pub license: String,
    pub reassignable: bool,
    pub holder: String,
    pub quantity: u32,
    pub until_on: Option<String>,
    pub key_id: Option<String>,
    pub notes: Option<String>,
}

pub(super) async fn given(conn: &mut SqliteConnection, assignment_id: &str) -> Result<Option<Given>> {
    Ok(sqlx::query_as(
        "SELECT a.license_id, l.name AS license, l.reassignable, coalesce(p.name, d.name) AS holder, a.quantity, a.until_on, a.key_id, a.notes
         FROM assignment a JOIN license l ON l.id = a.license_id LEFT JOIN person p ON p.id = a.person_id
           LEFT JOIN device d ON d.id = a.device_id WHERE a.id = ?",
    )
    .bind(assignment_id)
    .fetch_optional(conn)
    .await?)
}

/// The name of a holder or license that is there and not in Trash.
pub(super) async fn live_name(conn: &mut SqliteConnection, kind: Kind, id: &str) -> Result<Option<String>> {
    let sql = format!("SELECT name FROM {kind} WHERE id = ? AND deleted_at IS NULL");
    Ok(sqlx::query_scalar(own_sql(sql)).bind(id).fetch_optional(conn).await?)
}

pub(super) async fn has_key(conn: &mut SqliteConnection, license_id: &str, key_id: &str) -> Result<bool> {
    Ok(sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM license_key WHERE id = ? AND license_id = ?)")
        .bind(key_id)
        .bind(license_id)
        .fetch_one(conn)
        .await?)
}

/// Open seats of people whose last day is past; of one person when named, whether they left or not.
pub(super) async fn reclaimable(
    conn: &mut SqliteConnection,
    person_id: Option<&str>,
    today: NaiveDate,
) -> Result<Vec<Reclaimable>> {
    let sql = format!(
        "SELECT a.id AS assignment_id, l.id AS license_id, l.name AS license, l.reassignable, a.quantity, p.id AS person_id,
           p.name AS person, coalesce(p.leaves_on, '') AS left_on
         FROM assignment a JOIN license l ON l.id = a.license_id JOIN person p ON p.id = a.person_id
        WHERE l.deleted_at IS NULL AND {}
          AND CASE WHEN ?1 IS NULL THEN p.leaves_on < ?2 ELSE p.id = ?1 END
        ORDER BY p.leaves_on, p.name_key, l.name_key, a.id",
        open("?2")
    );
    Ok(sqlx::query_as(own_sql(sql)).bind(person_id).bind(today.to_string()).fetch_all(conn).await?)
}

/// A live license with how many seats are used on a day, for the compliance report.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Counted {
    pub id: String,
    pub name: String,
    pub publisher: Option<String>,
    pub vendor: Option<String>,
    pub metric: String,
    pub used: u32,
}

pub(super) async fn counted(conn: &mut SqliteConnection, today: NaiveDate) -> Result<Vec<Counted>> {
    let mut builder = QueryBuilder::new("SELECT l.id, l.name, l.publisher, v.name AS vendor, l.metric, ");
    builder.push(used()).push(" AS used FROM (SELECT ").push_bind(today.to_string()).push(
        " AS day) today CROSS JOIN license l LEFT JOIN vendor v ON v.id = l.vendor_id WHERE l.deleted_at IS NULL ORDER BY l.name_key, l.id",
    );
    Ok(builder.build_query_as().fetch_all(conn).await?)
}
