//! SQL of the search.

use super::{ChoiceField, Found, LinkChoice, Match};
use crate::{
    Result,
    fields::{self, FieldKind, Search},
    ids::Kind,
    list,
};
use sqlx::{QueryBuilder, Row as _, SqliteConnection};

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
    Ok(things(rows))
}

fn things(rows: Vec<Row>) -> Vec<Found> {
    rows.into_iter()
        .filter_map(|row| {
            Some(Found {
                kind: Kind::parse(&row.entity)?,
                id: row.entity_id,
                title: row.title,
                codes: row.codes,
                detail: row.detail.unwrap_or_default(),
                matched: Match::default(),
            })
        })
        .collect()
}

/// Live things that were changed last, the latest first.
pub(super) async fn recent(conn: &mut SqliteConnection, limit: u32) -> Result<Vec<Found>> {
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT e.entity, e.entity_id, e.title, e.codes, '' AS detail
           FROM (SELECT subject_id, max(seq) AS last FROM (SELECT subject_id, seq FROM change ORDER BY seq DESC LIMIT 400)
                  GROUP BY subject_id) c
           JOIN search_entry e ON e.entity_id = c.subject_id ORDER BY c.last DESC LIMIT ?",
    )
    .bind(limit)
    .fetch_all(conn)
    .await?;
    Ok(things(rows))
}

/// Live things with a location, a file or a hint of a key that holds all the words: what the search text has not.
pub(super) async fn beside(conn: &mut SqliteConnection, text: &str, limit: u32) -> Result<Vec<Found>> {
    let mut builder = QueryBuilder::new(
        "SELECT e.entity, e.entity_id, e.title, e.codes, '' AS detail FROM (
           SELECT entity_id AS id, title || ' ' || body AS text FROM search_entry WHERE entity = 'location'
           UNION ALL SELECT entity_id, name FROM attachment
           UNION ALL SELECT subject_id, hint FROM secret_value WHERE retired_at IS NULL AND hint IS NOT NULL AND owner <> 'setting'
         ) x JOIN search_entry e ON e.entity_id = x.id WHERE 1",
    );
    for word in list::words(text) {
        builder.push(" AND x.text LIKE ").push_bind(list::like_anywhere(&word)).push(" ESCAPE '\\'");
    }
    builder
        .push(" GROUP BY e.entity_id ORDER BY length(e.title), e.title, e.entity_id LIMIT ")
        .push_bind(limit);
    Ok(things(builder.build_query_as().fetch_all(conn).await?))
}

/// How many things that share some letters with a text are looked at.
const NEAR: i64 = 300;

/// Live things whose names or codes share three letters in a row with the text, those with most of them first.
pub(super) async fn near(conn: &mut SqliteConnection, text: &str) -> Result<Vec<Found>> {
    let mut parts: Vec<String> = Vec::new();
    for word in list::words(text) {
        let signs: Vec<char> = word.chars().collect();
        // Two letters that changed places leave no three of a short word as they were.
        let turned = (1..signs.len()).map(|place| {
            let mut turned = signs.clone();
            turned.swap(place - 1, place);
            turned
        });
        for signs in std::iter::once(signs.clone()).chain(turned) {
            parts.extend(
                signs.windows(3).filter_map(|three| list::trigram_phrase(&three.iter().collect::<String>())),
            );
        }
    }
    parts.sort();
    parts.dedup();
    if parts.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT e.entity, e.entity_id, e.title, e.codes, '' AS detail FROM search_entry e
           JOIN search_text t ON t.rowid = e.rowid WHERE search_text MATCH ?
          ORDER BY bm25(search_text, 10.0, 6.0, 0.0), e.entity_id LIMIT ?",
    )
    .bind(format!("{{title codes}} : ({})", parts.join(" OR ")))
    .bind(NEAR)
    .fetch_all(conn)
    .await?;
    Ok(things(rows))
}

/// All texts of a thing that are searched, its own fields first.
pub(super) async fn texts(conn: &mut SqliteConnection, kind: Kind, id: &str) -> Result<Vec<Match>> {
    let searched =
        |field: &&fields::Field<'_>| field.search != Search::Never && field.kind != FieldKind::Tags;
    let mut own: Vec<&fields::Field<'_>> = fields::of_kind(kind).iter().filter(searched).collect();
    own.sort_by_key(|field| match field.search {
        Search::Title => 0,
        Search::Codes => 1,
        Search::Body | Search::Never => 2,
    });
    let mut builder = QueryBuilder::new(format!("SELECT * FROM {kind} WHERE id = "));
    let row = builder.push_bind(id.to_owned()).build().fetch_optional(&mut *conn).await?;
    let mut texts = Vec::new();
    for field in
        own.into_iter().filter(|field| !matches!(field.kind, FieldKind::Named(_) | FieldKind::ById(_)))
    {
        let value: Option<String> = row.as_ref().and_then(|row| row.try_get(field.column()).ok().flatten());
        if let Some(text) = value {
            texts.push(Match { field: field.name.to_owned(), label: field.label.to_owned(), text });
        }
    }
    let parts: Vec<Match> = sqlx::query_as(
        "SELECT 'tags' AS field, 'Tag' AS label, t.name AS text FROM tagging g JOIN tag t ON t.id = g.tag_id WHERE g.entity_id = ?1
         UNION ALL SELECT 'custom.' || cf.name, cf.label, fv.value FROM field_value fv JOIN custom_field cf ON cf.id = fv.field_id
           WHERE fv.entity_id = ?1 AND cf.deleted_at IS NULL AND typeof(fv.value) = 'text'
         UNION ALL SELECT 'contact', 'Contact', concat_ws(' ', name, email, phone) FROM contact WHERE vendor_id = ?1
         UNION ALL SELECT 'certificate', 'Certificate', concat_ws(' ', subject, names, serial) FROM certificate WHERE contract_id = ?1
         UNION ALL SELECT 'attachment', 'File', name FROM attachment WHERE entity_id = ?1
         UNION ALL SELECT 'key_hint', 'Key', hint FROM secret_value WHERE subject_id = ?1 AND retired_at IS NULL AND hint IS NOT NULL",
    )
    .bind(id)
    .fetch_all(conn)
    .await?;
    texts.extend(parts);
    Ok(texts)
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
