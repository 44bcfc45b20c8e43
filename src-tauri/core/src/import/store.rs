//! SQL of imports: what rows are matched with, and the remembered mappings.

use super::{
    matching::{self, Record, View, of_device, of_license, of_term},
    model::{ColumnMapping, ImportKind},
    people::{Holder, PersonRef},
    sheet::Catalog,
    things::{self, Parts, Thing},
};
use crate::{
    Error, Result,
    fields::{self, FieldKind, place_of},
    hardware::{self, DeviceInput, WarrantyInput},
    ids::Kind,
    licenses::LicenseInput,
    list::own_sql,
    terms,
    vendors::Contact,
};
use sqlx::{FromRow, Row, SqliteConnection, sqlite::SqliteRow};
use std::collections::HashMap;

/// A stored record by field, each value in the form of [`super::values::Value::stored`].
pub(super) type Stored = HashMap<&'static str, String>;

#[derive(Debug, FromRow)]
pub(crate) struct DeviceNames {
    pub id: String,
    pub asset_tag_key: Option<String>,
    pub name_key: String,
    pub serial_key: Option<String>,
}

#[derive(Debug, FromRow)]
pub(crate) struct Person {
    pub id: String,
    pub name: String,
    pub name_key: String,
    pub email: Option<String>,
    pub email_key: Option<String>,
    pub username: Option<String>,
}

/// Whether tags, attached files or logins hang on a record, as SQL over its id.
const CARRIES: &str = "EXISTS (SELECT 1 FROM tagging g WHERE g.entity_id = x.id)
    OR EXISTS (SELECT 1 FROM attachment a WHERE a.entity_id = x.id)
    OR EXISTS (SELECT 1 FROM credential c WHERE x.id IN (c.license_id, c.device_id))";

/// The tags of a row of `x`, as SQL; [`tags`] reads them.
const TAGS: &str =
    "(SELECT json_group_array(t.name ORDER BY t.name) FROM tagging g JOIN tag t ON t.id = g.tag_id
    WHERE g.entity_id = x.id) AS tags";

fn tags(row: &SqliteRow) -> Result<Vec<String>> {
    Ok(serde_json::from_str(&row.try_get::<String, _>("tags")?).unwrap_or_default())
}

/// A license or device as it is stored, for the matching and with what was entered.
pub(crate) struct Kept<Input> {
    pub record: Record,
    pub input: Input,
}

/// All live licenses, oldest first. A true-up is no term that a row speaks of: it follows the one it adds to.
pub(crate) async fn licenses(conn: &mut SqliteConnection, today: &str) -> Result<Vec<Kept<LicenseInput>>> {
    let rows = sqlx::query(own_sql(format!(
        "SELECT {}, v.name AS vendor, {TAGS}, {CARRIES} AS carries
           FROM license x LEFT JOIN vendor v ON v.id = x.vendor_id
          WHERE x.deleted_at IS NULL ORDER BY x.created_at, x.id",
        fields::all_of("x")
    )))
    .fetch_all(&mut *conn)
    .await?;
    let catalog = Catalog::of(conn, ImportKind::Licenses).await?;
    let mut licenses: Vec<Kept<LicenseInput>> = Vec::with_capacity(rows.len());
    let mut places: HashMap<String, usize> = HashMap::with_capacity(rows.len());
    for row in &rows {
        let id: String = row.try_get("id")?;
        places.insert(id.clone(), licenses.len());
        let record = Record {
            id,
            version: row.try_get("version")?,
            carries: row.try_get("carries")?,
            ..Record::default()
        };
        let input = LicenseInput { tags: tags(row)?, ..fields::read(row)? };
        licenses.push(Kept { record, input });
    }
    for (license, term) in terms::of_licenses(conn).await? {
        if let Some(kept) = places.get(&license).and_then(|place| licenses.get_mut(*place)) {
            kept.input.terms.push(term);
        }
    }
    for kept in &mut licenses {
        let own = of_license(catalog, &kept.input);
        for term in &kept.input.terms {
            let mut fields = own.clone();
            fields.extend(of_term(catalog, term));
            let added = term.adds_to_term_id.is_some();
            let views = if added { &mut kept.record.added } else { &mut kept.record.views };
            views.push(View { term: term.id.clone(), fields });
        }
        if kept.record.views.is_empty() {
            kept.record.views.push(View { term: None, fields: own });
        }
    }
    let holders: Vec<(String, Option<String>, Option<String>, u32)> = sqlx::query_as(
        "SELECT license_id, person_id, device_id, quantity FROM assignment
          WHERE until_on IS NULL OR until_on >= ? ORDER BY created_at, id",
    )
    .bind(today)
    .fetch_all(&mut *conn)
    .await?;
    for (license, person, device, quantity) in holders {
        if let Some(kept) = places.get(&license).and_then(|place| licenses.get_mut(*place)) {
            let person = person.map(|id| Holder::Person(PersonRef::Known(id)));
            kept.record.holders.extend(person.or(device.map(Holder::Device)));
            kept.record.used = kept.record.used.saturating_add(quantity);
        }
    }
    for (license, key, _) in license_keys(conn).await? {
        if let Some(kept) = places.get(&license).and_then(|place| licenses.get_mut(*place)) {
            kept.record.keys.push(key);
        }
    }
    Ok(licenses)
}

/// The product keys of live licenses, oldest first: license, key and the license's name as it is compared.
pub(crate) async fn license_keys(conn: &mut SqliteConnection) -> Result<Vec<(String, String, String)>> {
    Ok(sqlx::query_as(
        "SELECT k.license_id, k.id, l.name_key FROM license_key k JOIN license l ON l.id = k.license_id
          WHERE l.deleted_at IS NULL ORDER BY k.created_at, k.id",
    )
    .fetch_all(conn)
    .await?)
}

/// All live devices, oldest first.
pub(crate) async fn devices(conn: &mut SqliteConnection) -> Result<Vec<Kept<DeviceInput>>> {
    let rows = sqlx::query(own_sql(format!(
        "SELECT {}, o.name AS location, v.name AS vendor, {TAGS},
                coalesce(parent.asset_tag, parent.serial, parent.name) AS parent,
                {CARRIES} OR EXISTS (SELECT 1 FROM assignment a WHERE a.device_id = x.id)
                  OR EXISTS (SELECT 1 FROM covered_device c WHERE c.device_id = x.id)
                  OR EXISTS (SELECT 1 FROM warranty_claim c WHERE c.device_id = x.id)
                  OR EXISTS (SELECT 1 FROM device d WHERE d.parent_id = x.id) AS carries
           FROM device x
           LEFT JOIN location o ON o.id = x.location_id
           LEFT JOIN vendor v ON v.id = x.vendor_id
           LEFT JOIN device parent ON parent.id = x.parent_id
          WHERE x.deleted_at IS NULL ORDER BY x.created_at, x.id",
        fields::all_of("x")
    )))
    .fetch_all(&mut *conn)
    .await?;
    let catalog = Catalog::of(conn, ImportKind::Hardware).await?;
    let mut warranties: HashMap<String, Vec<WarrantyInput>> = HashMap::new();
    for (device, warranty) in hardware::all_warranties(conn).await? {
        warranties.entry(device).or_default().push(warranty);
    }
    rows.iter()
        .map(|row| {
            let id: String = row.try_get("id")?;
            let input = DeviceInput {
                warranties: warranties.remove(&id).unwrap_or_default(),
                tags: tags(row)?,
                ..fields::read(row)?
            };
            let parent: Option<String> = row.try_get("parent")?;
            let holder = input.holder_id.clone().map(|id| Holder::Person(PersonRef::Known(id)));
            let record = Record {
                id,
                version: row.try_get("version")?,
                views: vec![View { term: None, fields: of_device(catalog, &input, parent.as_deref()) }],
                holders: holder.into_iter().collect(),
                carries: row.try_get("carries")?,
                ..Record::default()
            };
            Ok(Kept { record, input })
        })
        .collect()
}

/// Live devices as a license's row may name them: id, and its asset tag, name and serial as they are compared.
pub(crate) async fn device_names(conn: &mut SqliteConnection) -> Result<Vec<DeviceNames>> {
    Ok(sqlx::query_as(
        "SELECT id, asset_tag_key, name_key, serial_key FROM device WHERE deleted_at IS NULL ORDER BY created_at, id",
    )
    .fetch_all(conn)
    .await?)
}

/// All live people, oldest first.
pub(crate) async fn people(conn: &mut SqliteConnection) -> Result<Vec<Person>> {
    Ok(sqlx::query_as(
        "SELECT id, name, name_key, email, email_key, username FROM person WHERE deleted_at IS NULL ORDER BY created_at, id",
    )
    .fetch_all(conn)
    .await?)
}

pub(crate) async fn vendor_keys(conn: &mut SqliteConnection) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar("SELECT name_key FROM vendor WHERE deleted_at IS NULL").fetch_all(conn).await?)
}

pub(crate) async fn location_keys(conn: &mut SqliteConnection) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar("SELECT name_key FROM location WHERE deleted_at IS NULL").fetch_all(conn).await?)
}

/// All live things of a kind whose rows are what its list of fields says, oldest first, with their parts.
pub(crate) async fn things<T: Thing>(conn: &mut SqliteConnection) -> Result<Vec<Kept<T>>> {
    let (mut named, mut joins) = (String::new(), String::new());
    for field in T::FIELDS {
        if let FieldKind::Named(kind) = field.kind {
            let name = field.name;
            named.push_str(&format!(", j_{name}.name AS {name}"));
            joins.push_str(&format!(" LEFT JOIN {kind} j_{name} ON j_{name}.id = x.{name}_id"));
        }
    }
    let rows = sqlx::query(own_sql(format!(
        "SELECT {}{named}, {TAGS} FROM {} x{joins} WHERE x.deleted_at IS NULL ORDER BY x.created_at, x.id",
        fields::all_of("x"),
        T::KIND.thing()
    )))
    .fetch_all(&mut *conn)
    .await?;
    let catalog = Catalog::of(conn, T::KIND).await?;
    let mut parts = parts(conn, T::KIND).await?;
    let tagged = place_of(T::FIELDS, "tags");
    rows.iter()
        .map(|row| {
            let id: String = row.try_get("id")?;
            let mut input: T = fields::read(row)?;
            if let Some(place) = tagged {
                input.set(place, fields::Value::Words(tags(row)?));
            }
            input.take_parts(parts.remove(&id).unwrap_or_default());
            let own = matching::flat(catalog, &input, things::column);
            let record = Record {
                id,
                version: row.try_get("version")?,
                views: input.views(catalog, own),
                contacts: T::KIND == ImportKind::Vendors,
                // Whatever hangs on it, another one is no stand-in.
                carries: true,
                ..Record::default()
            };
            Ok(Kept { record, input })
        })
        .collect()
}

/// The parts of all things of a kind, by their owners.
async fn parts(conn: &mut SqliteConnection, kind: ImportKind) -> Result<HashMap<String, Parts>> {
    let mut all: HashMap<String, Parts> = HashMap::new();
    match kind {
        ImportKind::Vendors => {
            let rows =
                sqlx::query("SELECT * FROM contact ORDER BY vendor_id, position, id").fetch_all(conn).await?;
            for row in &rows {
                let contact = Contact { id: row.try_get("id")?, ..fields::read(row)? };
                all.entry(row.try_get("vendor_id")?).or_default().contacts.push(contact);
            }
        }
        ImportKind::Contracts => {
            for (contract, term) in terms::of_contracts(conn).await? {
                all.entry(contract).or_default().terms.push(term);
            }
            let covered: Vec<(String, String)> = sqlx::query_as(
                "SELECT x.contract_id, x.device_id FROM covered_device x JOIN device d ON d.id = x.device_id
                  ORDER BY d.name_key, d.id",
            )
            .fetch_all(conn)
            .await?;
            for (contract, device) in covered {
                all.entry(contract).or_default().devices.push(device);
            }
        }
        _ => {}
    }
    Ok(all)
}

/// Live things of a kind as the cells of a file may name them: their ids, and what they are called, the surest first.
pub(crate) async fn link_words(
    conn: &mut SqliteConnection,
    kind: Kind,
) -> Result<Vec<(String, Vec<Option<String>>)>> {
    let words = match kind {
        Kind::Person => "email, username, employee_number, name",
        Kind::Device => "asset_tag, serial, name",
        Kind::Contract => "reference, domain, name",
        Kind::Location | Kind::License | Kind::Vendor | Kind::Credential => "name",
    };
    let rows: Vec<(String, String)> = sqlx::query_as(own_sql(format!(
        "SELECT id, json_array({words}) FROM {kind} WHERE deleted_at IS NULL ORDER BY created_at, id"
    )))
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|(id, words)| (id, serde_json::from_str(&words).unwrap_or_default())).collect())
}

/// The mapping last told for this header row; empty when there is none.
pub(crate) async fn remembered(conn: &mut SqliteConnection, header_key: &str) -> Result<Vec<ColumnMapping>> {
    let text: Option<String> = sqlx::query_scalar("SELECT mapping FROM import_mapping WHERE header_key = ?")
        .bind(header_key)
        .fetch_optional(conn)
        .await?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

pub(crate) async fn remember(
    conn: &mut SqliteConnection,
    header_key: &str,
    mapping: &[ColumnMapping],
) -> Result<()> {
    let text = serde_json::to_string(mapping).map_err(|e| Error::Internal(e.to_string()))?;
    sqlx::query(
        "INSERT INTO import_mapping (header_key, mapping) VALUES (?, ?)
         ON CONFLICT (header_key) DO UPDATE SET mapping = excluded.mapping",
    )
    .bind(header_key)
    .bind(text)
    .execute(conn)
    .await?;
    Ok(())
}
