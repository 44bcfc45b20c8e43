//! SQL of the custom fields.

use super::model::{CustomField, CustomFieldInput, CustomType, CustomValue, CustomValues, PREFIX};
use crate::{
    Error, Result,
    history::{Entity, Row},
    ids::Kind,
    list::own_sql,
    money::Money,
    text_enum,
};
use sqlx::{Row as _, SqliteConnection, sqlite::SqliteRow};
use std::collections::HashMap;

/// What a query reads of a thing: its row, and its values of the fields that people define as a column `custom`, a JSON
/// object by their names. `alias` is the kind's table.
pub(crate) fn all_of(alias: &str) -> String {
    format!(
        "{alias}.*, (SELECT json_group_object(cf.name, json(CASE cf.type
              WHEN 'yes_no' THEN iif(fv.value = 1, 'true', 'false')
              WHEN 'money' THEN json_object('minor', fv.value, 'currency', fv.currency)
              ELSE json_quote(fv.value) END))
            FROM field_value fv JOIN custom_field cf ON cf.id = fv.field_id
           WHERE fv.entity_id = {alias}.id AND cf.deleted_at IS NULL) AS custom"
    )
}

/// What the column `custom` of [`all_of`] holds.
pub(crate) fn values(row: &SqliteRow) -> Result<CustomValues> {
    let text: Option<String> = row.try_get("custom")?;
    let read = text.map(|text| serde_json::from_str(&text)).transpose();
    Ok(read.map_err(|error| Error::Internal(format!("stored custom fields: {error}")))?.unwrap_or_default())
}

/// The SQL by which a list sorts by a custom field; None for another column, or one that is no name.
pub(crate) fn sort(alias: &str, column: &str) -> Option<String> {
    let name = column.strip_prefix(PREFIX).filter(|name| super::is_name(name))?;
    Some(format!(
        "(SELECT fv.value FROM field_value fv JOIN custom_field cf ON cf.id = fv.field_id
           WHERE fv.entity_id = {alias}.id AND cf.name = '{name}' AND cf.deleted_at IS NULL) COLLATE NOCASE"
    ))
}

const FIELD: &str =
    "SELECT f.id, f.version, f.kind, f.name, f.label, f.type, f.choices, f.required, f.default_value, f.shown
     FROM custom_field f";

fn defined(row: &SqliteRow) -> Result<CustomField> {
    let broken = |error: serde_json::Error| Error::Internal(format!("stored custom field: {error}"));
    let json = |column: &str| row.try_get::<Option<String>, _>(column);
    let kind: String = row.try_get("kind")?;
    Ok(CustomField {
        id: row.try_get("id")?,
        version: row.try_get("version")?,
        kind: Kind::parse(&kind)
            .ok_or_else(|| Error::Internal(format!("a custom field of the kind {kind}")))?,
        name: row.try_get("name")?,
        used: 0,
        input: CustomFieldInput {
            label: row.try_get("label")?,
            value_type: text_enum::variant::<CustomType>(row.try_get("type")?),
            choices: json("choices")?
                .map(|text| serde_json::from_str(&text))
                .transpose()
                .map_err(broken)?
                .unwrap_or_default(),
            required: row.try_get("required")?,
            default: json("default_value")?
                .map(|text| serde_json::from_str(&text))
                .transpose()
                .map_err(broken)?,
            shown: row.try_get("shown")?,
        },
    })
}

/// The fields of a kind, or of all, in their order.
pub(super) async fn of_kind(conn: &mut SqliteConnection, kind: Option<Kind>) -> Result<Vec<CustomField>> {
    let sql = format!(
        "{FIELD} WHERE f.deleted_at IS NULL AND (?1 IS NULL OR f.kind = ?1) ORDER BY f.kind, f.position, f.id"
    );
    let rows = sqlx::query(own_sql(sql)).bind(kind.map(Kind::as_str)).fetch_all(conn).await?;
    rows.iter().map(defined).collect()
}

/// How many things have a value of each field, by its id.
pub(super) async fn used(conn: &mut SqliteConnection) -> Result<HashMap<String, u32>> {
    let sql = "SELECT field_id, count(*) FROM field_value GROUP BY field_id";
    let rows: Vec<(String, u32)> = sqlx::query_as(sql).fetch_all(conn).await?;
    Ok(rows.into_iter().collect())
}

/// A field by its id, also one that was removed.
pub(super) async fn get(conn: &mut SqliteConnection, id: &str) -> Result<Option<CustomField>> {
    let row = sqlx::query(own_sql(format!("{FIELD} WHERE f.id = ?"))).bind(id).fetch_optional(conn).await?;
    row.as_ref().map(defined).transpose()
}

/// A value as it is stored.
pub(super) struct StoredValue {
    pub id: String,
    pub field_id: String,
    pub value: CustomValue,
}

fn stored(row: &SqliteRow) -> Result<StoredValue> {
    let currency: Option<String> = row.try_get("currency")?;
    let value = match (row.try_get::<i64, _>("value"), currency) {
        (Ok(minor), Some(currency)) => CustomValue::Money(Money::new(minor, currency)),
        (Ok(number), None) if row.try_get::<String, _>("type")? == "yes_no" => {
            CustomValue::YesNo(number != 0)
        }
        (Ok(number), None) => CustomValue::Number(number),
        (Err(_), _) => CustomValue::Text(row.try_get("value")?),
    };
    Ok(StoredValue { id: row.try_get("id")?, field_id: row.try_get("field_id")?, value })
}

const VALUE: &str = "SELECT x.id, x.field_id, x.value, x.currency, f.type FROM field_value x JOIN custom_field f ON f.id = x.field_id";

/// The values of a thing.
pub(super) async fn of_thing(conn: &mut SqliteConnection, id: &str) -> Result<Vec<StoredValue>> {
    let sql = format!("{VALUE} WHERE x.entity_id = ?");
    let rows = sqlx::query(own_sql(sql)).bind(id).fetch_all(conn).await?;
    rows.iter().map(stored).collect()
}

/// The values of a field, and the name of the thing that has each.
pub(super) async fn of_field(
    conn: &mut SqliteConnection,
    field: &CustomField,
) -> Result<Vec<(StoredValue, String)>> {
    let kind = field.kind;
    let sql = format!(
        "SELECT x.id, x.field_id, x.value, x.currency, f.type, t.name AS thing
           FROM field_value x JOIN custom_field f ON f.id = x.field_id JOIN {kind} t ON t.id = x.entity_id
          WHERE x.field_id = ? ORDER BY t.name, t.id"
    );
    let rows = sqlx::query(own_sql(sql)).bind(&field.id).fetch_all(conn).await?;
    rows.iter().map(|row| Ok((stored(row)?, row.try_get("thing")?))).collect()
}

/// The columns of a value.
pub(super) fn columns(value: &CustomValue) -> Row {
    let (value, currency) = match value {
        CustomValue::YesNo(yes) => (i64::from(*yes).into(), None),
        CustomValue::Number(number) => ((*number).into(), None),
        CustomValue::Money(money) => (money.minor.into(), Some(money.currency.clone())),
        CustomValue::Text(text) => (text.clone().into(), None),
    };
    let mut row = Row::new();
    row.insert("value".into(), value);
    row.insert("currency".into(), currency.into());
    row
}

/// The live field of a kind that has this label already.
pub(super) async fn by_label(conn: &mut SqliteConnection, kind: Kind, key: &str) -> Result<Option<String>> {
    let sql = "SELECT id FROM custom_field WHERE kind = ? AND label_key = ? AND deleted_at IS NULL";
    Ok(sqlx::query_scalar(sql).bind(kind.as_str()).bind(key).fetch_optional(conn).await?)
}

/// The place behind a kind's last field.
pub(super) async fn last_position(conn: &mut SqliteConnection, kind: Kind) -> Result<i64> {
    let sql = "SELECT coalesce(max(position), -1) FROM custom_field WHERE kind = ? AND deleted_at IS NULL";
    Ok(sqlx::query_scalar(sql).bind(kind.as_str()).fetch_one(conn).await?)
}

/// The names of a kind's fields, those that were removed among them.
pub(super) async fn names(conn: &mut SqliteConnection, kind: Kind) -> Result<Vec<String>> {
    let sql = "SELECT name FROM custom_field WHERE kind = ?";
    Ok(sqlx::query_scalar(sql).bind(kind.as_str()).fetch_all(conn).await?)
}

/// The table whose rows are the values.
pub(super) const VALUES: Entity = Entity::FieldValue;
