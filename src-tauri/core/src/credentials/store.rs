//! SQL of the credentials. The keyring's references are written by the secrets module alone.

use super::model::{COMPUTED, Credential, CredentialInput, CredentialRow};
use crate::{
    Error, Result,
    credentials::strength::GOOD,
    fields::{self, Fields, order},
    filter::{Filter, Source},
    list::{ListQuery, Page, push_page},
    secrets::{SecretField, SecretState},
    text_enum,
};
use chrono::{Days, NaiveDate};
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection};

const FROM: &str =
    " FROM credential c LEFT JOIN vendor v ON v.id = c.vendor_id LEFT JOIN license l ON l.id = c.license_id
   LEFT JOIN contract k ON k.id = c.contract_id
   LEFT JOIN device d ON d.id = c.device_id LEFT JOIN person p ON p.id = c.person_id";

/// A column of the main value's row.
fn main(column: &str) -> String {
    format!(
        "(SELECT {column} FROM secret_value s WHERE s.owner_id = c.id AND s.field_key = 'password' AND s.retired_at IS NULL)"
    )
}

/// How many current values of a credential meet a condition.
fn values(condition: &str) -> String {
    format!(
        "(SELECT count(*) FROM secret_value s WHERE s.owner_id = c.id AND s.retired_at IS NULL AND {condition})"
    )
}

fn state(word: Option<String>) -> SecretState {
    word.map(|word| text_enum::variant(&word)).unwrap_or_default()
}

/// A credential as it is stored.
pub(super) struct Stored {
    id: String,
    version: u32,
    deleted: bool,
    /// Without its tags.
    fields: CredentialInput,
    vendor_id: Option<String>,
    license: Option<String>,
    contract: Option<String>,
    device: Option<String>,
    person: Option<String>,
    rotate_due: Option<String>,
    secret_state: Option<String>,
}

impl Stored {
    pub(super) fn into_credential(self, tags: Vec<String>, secrets: Vec<SecretField>) -> Credential {
        Credential {
            id: self.id,
            version: self.version,
            deleted: self.deleted,
            vendor_id: self.vendor_id,
            license: self.license,
            contract: self.contract,
            device: self.device,
            person: self.person,
            secret: state(self.secret_state),
            secrets,
            rotate_on: self.rotate_due,
            fields: CredentialInput { tags, ..self.fields },
        }
    }
}

/// What conditions of the list are measured by.
pub(super) struct Conditions {
    /// A value that is older, without a rotation of its own, is old.
    pub old_after_days: u32,
    /// Ids of what is to be rotated, as a JSON array; read for that condition alone.
    pub to_rotate: String,
}

/// Conditions of the list. `due` is another word for `to_rotate`. What needs the values themselves (used twice, leaked) is in the health report alone.
const CONDITIONS: &str = "to_rotate, due, expired, weak, old, missing, no_owner, no_value";

fn push_where(
    builder: &mut QueryBuilder<Sqlite>,
    query: &ListQuery,
    filter: &Filter,
    today: NaiveDate,
    conditions: &Conditions,
) -> Result<()> {
    builder.push(" WHERE c.deleted_at IS NULL");
    let computed = |name: &str| match name {
        "secret" => Some(format!("coalesce({}, 'none')", main("s.state"))),
        "strength" => Some(main("s.strength")),
        _ => None,
    };
    let condition =
        |builder: &mut QueryBuilder<Sqlite>, only: &str| push_only(builder, only, today, conditions);
    filter.push(builder, &Source { alias: "c", computed: &computed, condition: &condition })?;
    if let Some(owner) = &query.belongs_to {
        builder
            .push(" AND ")
            .push_bind(owner.clone())
            .push(" IN (c.vendor_id, c.license_id, c.contract_id, c.device_id, c.person_id)");
    }
    push_only(builder, query.only.as_deref().unwrap_or_default(), today, conditions)
}

/// Appends ` AND …` for a condition of the list.
fn push_only(
    builder: &mut QueryBuilder<Sqlite>,
    only: &str,
    today: NaiveDate,
    conditions: &Conditions,
) -> Result<()> {
    match only {
        "" => {}
        "to_rotate" | "due" => {
            builder
                .push(" AND c.id IN (SELECT value FROM json_each(")
                .push_bind(conditions.to_rotate.clone())
                .push("))");
        }
        "expired" => {
            builder.push(" AND c.expires_on < ").push_bind(today.to_string());
        }
        "weak" => {
            builder.push(format!(" AND {} < {GOOD}", main("s.strength")));
        }
        "old" => {
            let before =
                today.checked_sub_days(Days::new(u64::from(conditions.old_after_days))).unwrap_or(today);
            builder
                .push(format!(" AND c.rotate_due IS NULL AND c.kind <> 'secure_note' AND {} IS NOT NULL AND c.changed_on < ", main("s.id")))
                .push_bind(before.to_string());
        }
        "missing" => {
            builder.push(format!(" AND {} > 0", values("s.state = 'missing'")));
        }
        "no_owner" => {
            builder.push(
                " AND coalesce(c.vendor_id, c.license_id, c.contract_id, c.device_id, c.person_id) IS NULL",
            );
        }
        "no_value" => {
            builder.push(format!(" AND {} = 0", values("1")));
        }
        other => {
            return Err(Error::field(
                "only",
                format!("Credentials have no condition “{other}”. They have: {CONDITIONS}."),
            ));
        }
    }
    Ok(())
}

pub(super) async fn list(
    conn: &mut SqliteConnection,
    query: &ListQuery,
    filter: &Filter,
    today: NaiveDate,
    conditions: &Conditions,
) -> Result<Page<CredentialRow>> {
    let order = order(query, "c", CredentialInput::FIELDS, COMPUTED, "name")?;
    let mut count = QueryBuilder::new("SELECT count(*) FROM credential c");
    push_where(&mut count, query, filter, today, conditions)?;
    let total: u32 = count.build().fetch_one(&mut *conn).await?.try_get(0)?;
    let mut builder = QueryBuilder::new(format!(
        "SELECT {}, v.name AS vendor, {} AS secret_state, {} AS strength, {} AS has_codes, {} AS missing{FROM}",
        fields::all_of("c"),
        main("s.state"),
        main("s.strength"),
        values("s.field_key = 'totp'"),
        values("s.state = 'missing'"),
    ));
    push_where(&mut builder, query, filter, today, conditions)?;
    builder.push(order).push(", c.name_key, c.id");
    push_page(&mut builder, query);
    let rows = builder.build().fetch_all(conn).await?;
    let rows = rows
        .iter()
        .map(|row| {
            Ok(CredentialRow {
                id: row.try_get("id")?,
                fields: fields::read(row)?,
                secret: state(row.try_get("secret_state")?),
                has_codes: row.try_get("has_codes")?,
                missing: row.try_get("missing")?,
                strength: row.try_get("strength")?,
                rotate_on: row.try_get("rotate_due")?,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Page { total, rows })
}

pub(super) async fn get(conn: &mut SqliteConnection, id: &str) -> Result<Option<Stored>> {
    let mut builder = QueryBuilder::new(format!(
        "SELECT {}, {} AS secret_state, v.name AS vendor, l.name AS license, k.name AS contract, d.name AS device, p.name AS person{FROM} WHERE c.id = ",
        fields::all_of("c"),
        main("s.state")
    ));
    let row = builder.push_bind(id.to_owned()).build().fetch_optional(conn).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Stored {
        id: row.try_get("id")?,
        version: row.try_get("version")?,
        deleted: row.try_get::<Option<String>, _>("deleted_at")?.is_some(),
        fields: fields::read(&row)?,
        vendor_id: row.try_get("vendor_id")?,
        license: row.try_get("license")?,
        contract: row.try_get("contract")?,
        device: row.try_get("device")?,
        person: row.try_get("person")?,
        rotate_due: row.try_get("rotate_due")?,
        secret_state: row.try_get("secret_state")?,
    }))
}

/// A text that may hold an address with a secret in it.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct AddressRow {
    /// The table and the column in which it stands.
    pub entity: String,
    pub place: String,
    pub id: String,
    pub name: String,
    /// Of a credential.
    pub username: Option<String>,
    /// The address; the notes of a license.
    pub text: String,
}

/// Every address, those of things in Trash too, and the notes of every license, that have the signs of a secret in them.
pub(super) async fn addresses(conn: &mut SqliteConnection) -> Result<Vec<AddressRow>> {
    let mut all: Vec<AddressRow> = sqlx::query_as(
        "SELECT * FROM (
           SELECT 'credential' AS entity, 'url' AS place, id, name, username, url AS text FROM credential
           UNION ALL SELECT 'vendor', 'website', id, name, NULL, website FROM vendor
           UNION ALL SELECT 'vendor', 'portal_url', id, name, NULL, portal_url FROM vendor
           UNION ALL SELECT 'device', 'ip', id, name, NULL, ip FROM device)
         WHERE text LIKE '%@%' OR text LIKE '%=%'
         UNION ALL
         SELECT 'license', 'notes', id, name, NULL, notes FROM license WHERE notes LIKE '%://%@%' OR notes LIKE '%://%=%'
         ORDER BY id, place",
    )
    .fetch_all(&mut *conn)
    .await?;
    // The first copies have no contracts.
    let contracts: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'contract')")
            .fetch_one(&mut *conn)
            .await?;
    if contracts {
        let hosts: Vec<AddressRow> = sqlx::query_as(
            "SELECT 'contract' AS entity, 'dns_host' AS place, id, name, NULL AS username, dns_host AS text FROM contract
             WHERE dns_host LIKE '%@%' OR dns_host LIKE '%=%' ORDER BY id",
        )
        .fetch_all(conn)
        .await?;
        all.extend(hosts);
    }
    Ok(all)
}

/// Which columns were looked through for secrets in addresses, as a number: it grows with the columns. A file that was
/// looked through by less is looked through again.
const LOOKED: &str = "2";

/// What is still to be done about addresses of earlier versions; None when nothing is.
pub(super) async fn addresses_to_part(conn: &mut SqliteConnection) -> Result<Option<String>> {
    Ok(sqlx::query_scalar(
        "SELECT value FROM meta WHERE key = 'addresses_to_part'
         UNION ALL
         SELECT 'yes' WHERE NOT EXISTS (SELECT 1 FROM meta WHERE key = 'addresses_looked' AND value = ?)
         LIMIT 1",
    )
    .bind(LOOKED)
    .fetch_optional(conn)
    .await?)
}

/// Marks what is to be done; None says that all is.
pub(super) async fn mark_addresses(conn: &mut SqliteConnection, mark: Option<&str>) -> Result<()> {
    sqlx::query("DELETE FROM meta WHERE key = 'addresses_to_part'").execute(&mut *conn).await?;
    let (key, value) = match mark {
        Some(mark) => ("addresses_to_part", mark),
        None => ("addresses_looked", LOOKED),
    };
    sqlx::query(
        "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )
    .bind(key)
    .bind(value)
    .execute(conn)
    .await?;
    Ok(())
}

/// After how many days the value of a credential is to be changed; the outer None for one that is not there.
pub(super) async fn rotate_days(conn: &mut SqliteConnection, id: &str) -> Result<Option<Option<u32>>> {
    Ok(sqlx::query_scalar("SELECT rotate_days FROM credential WHERE id = ?")
        .bind(id)
        .fetch_optional(conn)
        .await?)
}

/// Writes the whole file anew, without what was deleted in it, and empties its log. It needs room for a second copy.
///
/// # Errors
/// [`Error::Refused`] when somebody else reads the file just then: what they read stays in the log until later.
pub(super) async fn clear_free_pages(conn: &mut SqliteConnection) -> Result<()> {
    sqlx::query("PRAGMA secure_delete = ON").execute(&mut *conn).await?;
    // The words of deleted texts stay in the index until it is made anew.
    sqlx::query("INSERT INTO search_text (search_text) VALUES ('rebuild')").execute(&mut *conn).await?;
    sqlx::query("VACUUM").execute(&mut *conn).await?;
    let busy: i64 = sqlx::query_scalar("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(conn).await?;
    if busy != 0 {
        return Err(Error::Refused(
            "Another Holdfast is reading the database. The file is cleared of old addresses at the next start.".into(),
        ));
    }
    Ok(())
}
