//! SQL of the search.

use super::{ChoiceField, Found, LinkChoice};
use crate::{
    Result,
    fields::{self, FieldKind, Search},
    ids::Kind,
    list,
};
use sqlx::{QueryBuilder, SqliteConnection};

#[derive(sqlx::FromRow)]
struct Row {
    entity: String,
    entity_id: String,
    title: String,
    codes: String,
    detail: Option<String>,
}

/// Things with all the words of `text`; with `device`, the device of that id.
pub(super) async fn find(
    conn: &mut SqliteConnection,
    text: &str,
    device: Option<&str>,
    limit: u32,
) -> Result<Vec<Found>> {
    let words = list::words(text);
    let phrases: Vec<String> = words.iter().filter_map(|word| list::trigram_phrase(word)).collect();
    let mut builder = QueryBuilder::new(
        "SELECT e.entity, e.entity_id, e.title, e.codes,
           CASE e.entity
             WHEN 'license' THEN (SELECT concat_ws(' · ', l.publisher, v.name) FROM license l LEFT JOIN vendor v ON v.id = l.vendor_id WHERE l.id = e.entity_id)
             WHEN 'contract' THEN (SELECT concat_ws(' · ', v.name, c.reference, c.domain) FROM contract c LEFT JOIN vendor v ON v.id = c.vendor_id WHERE c.id = e.entity_id)
             WHEN 'device' THEN (SELECT concat_ws(' · ', d.asset_tag, d.serial, p.name, o.name) FROM device d LEFT JOIN person p ON p.id = d.holder_id LEFT JOIN location o ON o.id = d.location_id WHERE d.id = e.entity_id)
             WHEN 'person' THEN (SELECT concat_ws(' · ', department, email) FROM person WHERE id = e.entity_id)
             WHEN 'credential' THEN (SELECT concat_ws(' · ', c.username, c.url) FROM credential c WHERE c.id = e.entity_id)
             WHEN 'vendor' THEN (SELECT concat_ws(' · ', account_number, support_phone) FROM vendor WHERE id = e.entity_id)
           END AS detail
         FROM search_entry e",
    );
    if phrases.is_empty() {
        builder.push(" WHERE e.entity <> 'location'");
    } else {
        builder
            .push(" JOIN search_text t ON t.rowid = e.rowid WHERE e.entity <> 'location' AND search_text MATCH ")
            .push_bind(phrases.join(" AND "));
    }
    if let Some(id) = device {
        builder.push(" AND e.entity = 'device' AND e.entity_id = ").push_bind(id);
    }
    for word in words.iter().filter(|word| list::trigram_phrase(word).is_none()) {
        builder
            .push(" AND e.title || ' ' || e.codes LIKE ")
            .push_bind(list::like_anywhere(word))
            .push(" ESCAPE '\\'");
    }
    // A whole tag or serial, as a scanner types it, comes before all that only contain it.
    builder
        .push(" ORDER BY instr(' ' || lower(e.codes) || ' ', ' ' || lower(")
        .push_bind(text.to_owned())
        .push(") || ' ') = 0, ");
    if phrases.is_empty() {
        builder.push("length(e.title), e.title LIMIT ");
    } else {
        builder.push("bm25(search_text, 10.0, 6.0, 1.0), length(e.title) LIMIT ");
    }
    builder.push_bind(limit);
    let rows: Vec<Row> = builder.build_query_as().fetch_all(conn).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(Found {
                kind: Kind::parse(&row.entity)?,
                id: row.entity_id,
                title: row.title,
                codes: row.codes,
                detail: row.detail.unwrap_or_default(),
            })
        })
        .collect())
}

/// How many suggestions a form shows.
const SUGGESTIONS: i64 = 20;

pub(super) async fn choices(
    conn: &mut SqliteConnection,
    field: ChoiceField,
    text: &str,
) -> Result<Vec<String>> {
    let values = match field {
        ChoiceField::Category => {
            "SELECT category AS value FROM license WHERE deleted_at IS NULL UNION ALL SELECT category FROM device WHERE deleted_at IS NULL UNION ALL SELECT category FROM contract WHERE deleted_at IS NULL"
        }
        ChoiceField::Manufacturer => "SELECT manufacturer AS value FROM device WHERE deleted_at IS NULL",
        ChoiceField::Publisher => "SELECT publisher AS value FROM license WHERE deleted_at IS NULL",
        ChoiceField::Vendor => "SELECT name AS value FROM vendor WHERE deleted_at IS NULL",
        ChoiceField::Location => "SELECT name AS value FROM location WHERE deleted_at IS NULL",
        ChoiceField::Department => "SELECT department AS value FROM person WHERE deleted_at IS NULL",
        ChoiceField::Tag => "SELECT t.name AS value FROM tag t JOIN tagging g ON g.tag_id = t.id",
    };
    let mut builder = QueryBuilder::new(format!("SELECT value FROM ({values}) WHERE value LIKE "));
    builder
        .push_bind(list::like_anywhere(text.trim()))
        .push(" ESCAPE '\\' GROUP BY value ORDER BY count(*) DESC, value COLLATE NOCASE LIMIT ")
        .push_bind(SUGGESTIONS);
    Ok(builder.build_query_scalar().fetch_all(conn).await?)
}

pub(super) async fn links(conn: &mut SqliteConnection, kind: Kind, text: &str) -> Result<Vec<LinkChoice>> {
    let (table, detail) = match kind {
        Kind::Vendor => ("vendor", "account_number"),
        Kind::License => ("license", "publisher"),
        Kind::Contract => ("contract", "concat_ws(' · ', reference, domain)"),
        Kind::Device => ("device", "concat_ws(' · ', asset_tag, serial)"),
        Kind::Credential => ("credential", "username"),
        Kind::Person => ("person", "concat_ws(' · ', department, email)"),
        Kind::Location => ("location", "address"),
    };
    let mut builder = QueryBuilder::new(format!(
        "SELECT id, name, coalesce({detail}, '') AS detail FROM {table} WHERE deleted_at IS NULL AND (name || ' ' || coalesce({detail}, '')) LIKE "
    ));
    builder
        .push_bind(list::like_anywhere(text.trim()))
        .push(" ESCAPE '\\' ORDER BY name_key LIMIT ")
        .push_bind(SUGGESTIONS);
    Ok(builder.build_query_as().fetch_all(conn).await?)
}

/// What else is part of a thing's search text: rows that belong to it.
fn parts(kind: Kind) -> &'static str {
    match kind {
        Kind::Vendor => {
            ", (SELECT group_concat(concat_ws(' ', c.name, c.email, c.phone), ' ') FROM contact c WHERE c.vendor_id = new.id)"
        }
        Kind::Contract => {
            ", (SELECT group_concat(concat_ws(' ', x.subject, x.names, x.serial), ' ') FROM certificate x WHERE x.contract_id = new.id)"
        }
        _ => "",
    }
}

/// The triggers that keep the search text of a kind, of the fields that search finds it by.
pub(crate) fn triggers(kind: Kind) -> String {
    let fields = fields::of_kind(kind);
    let columns = |place: Search| -> Vec<String> {
        let stored = |field: &&fields::Field<'_>| field.search == place && field.kind != FieldKind::Tags;
        fields.iter().filter(stored).map(|field| format!("new.{}", field.column())).collect()
    };
    let (codes, mut body) = (columns(Search::Codes), columns(Search::Body));
    let watched: Vec<String> = codes.iter().chain(&body).map(|column| column.replace("new.", "")).collect();
    let watched = std::iter::once("name".to_owned()).chain(watched).collect::<Vec<_>>().join(", ");
    body.push(
        "(SELECT group_concat(t.name, ' ') FROM tagging g JOIN tag t ON t.id = g.tag_id WHERE g.entity_id = new.id)"
            .to_owned(),
    );
    body.push(
        "(SELECT group_concat(x.value, ' ') FROM field_value x WHERE x.entity_id = new.id AND typeof(x.value) = 'text')"
            .to_owned(),
    );
    let codes =
        if codes.is_empty() { "''".to_owned() } else { format!("concat_ws(' ', {})", codes.join(", ")) };
    let body = format!("concat_ws(' ', {}{})", body.join(", "), parts(kind));
    let insert = format!(
        "INSERT INTO search_entry (entity, entity_id, title, codes, body)
    SELECT '{kind}', new.id, new.name, {codes}, {body} WHERE new.deleted_at IS NULL;"
    );
    format!(
        "
CREATE TRIGGER {kind}_search_insert AFTER INSERT ON {kind} WHEN new.deleted_at IS NULL BEGIN
  {insert}
END;
CREATE TRIGGER {kind}_search_update AFTER UPDATE OF {watched}, deleted_at ON {kind} BEGIN
  DELETE FROM search_entry WHERE entity_id = old.id;
  {insert}
END;
CREATE TRIGGER {kind}_search_delete AFTER DELETE ON {kind} BEGIN
  DELETE FROM search_entry WHERE entity_id = old.id;
END;
{}",
        follow("tagging", kind) + &follow("field_value", kind)
    )
}

/// Triggers that write a thing's search text anew when a row of it in another table changes.
fn follow(table: &str, kind: Kind) -> String {
    let trigger = |event: &str, row: &str| {
        format!(
            "CREATE TRIGGER {kind}_{table}_{event} AFTER {event} ON {table} WHEN {row}.entity = '{kind}' BEGIN
  UPDATE {kind} SET name = name WHERE id = {row}.entity_id;
END;
"
        )
    };
    trigger("insert", "new") + &trigger("update", "new") + &trigger("delete", "old")
}
