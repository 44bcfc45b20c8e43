//! The views and triggers of the database, made anew when their text changed.

use crate::{Result, ids::Kind, list::own_sql, search};
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
        text.push_str(&search::triggers(kind));
    }
    text
}
