//! The views and triggers of the database, made anew when their text changed.

use crate::{
    Result,
    fields::{self, FieldKind, Search},
    ids::Kind,
    list::own_sql,
};
use sqlx::SqliteConnection;

/// Where the text is kept that the present ones were made from.
const MADE_FROM: &str = "objects";

/// Makes views and triggers anew where they are not of today's text, and with them the search text of every row.
pub(super) async fn renew(conn: &mut SqliteConnection) -> Result<()> {
    let text = text();
    if present(conn).await?.as_deref() == Some(text.as_str()) {
        return Ok(());
    }
    let old: Vec<(String, String)> =
        sqlx::query_as("SELECT type, name FROM sqlite_schema WHERE type IN ('trigger', 'view')")
            .fetch_all(&mut *conn)
            .await?;
    for (kind, name) in old {
        sqlx::query(own_sql(format!("DROP {kind} {name}"))).execute(&mut *conn).await?;
    }
    sqlx::raw_sql(own_sql(text.clone())).execute(&mut *conn).await?;
    for kind in Kind::ALL {
        sqlx::query(own_sql(format!("UPDATE {kind} SET name = name"))).execute(&mut *conn).await?;
    }
    sqlx::query(
        "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )
    .bind(MADE_FROM)
    .bind(text)
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether [`renew`] has something to do.
pub(super) async fn is_old(conn: &mut SqliteConnection) -> Result<bool> {
    Ok(present(conn).await? != Some(text()))
}

async fn present(conn: &mut SqliteConnection) -> Result<Option<String>> {
    Ok(sqlx::query_scalar("SELECT value FROM meta WHERE key = ?")
        .bind(MADE_FROM)
        .fetch_optional(conn)
        .await?)
}

fn text() -> String {
    let mut text = include_str!("objects.sql").to_owned();
    for kind in Kind::ALL {
        text.push_str(&search_triggers(kind));
    }
    text
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
fn search_triggers(kind: Kind) -> String {
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
CREATE TRIGGER {kind}_tagging_insert AFTER INSERT ON tagging WHEN new.entity = '{kind}' BEGIN
  UPDATE {kind} SET name = name WHERE id = new.entity_id;
END;
CREATE TRIGGER {kind}_tagging_delete AFTER DELETE ON tagging WHEN old.entity = '{kind}' BEGIN
  UPDATE {kind} SET name = name WHERE id = old.entity_id;
END;
"
    )
}
