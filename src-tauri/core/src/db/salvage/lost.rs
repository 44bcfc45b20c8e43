//! Pages with rows that nothing leads to any more, and whose they are.

use super::{
    super::pages::{Page, Pages},
    Saving,
    shape::{Row, Table},
    walk::Claimed,
    write,
};
use crate::Result;
use sqlx::SqliteConnection;

/// So many rows of a page are asked for in the history.
const ASKED: usize = 8;

/// Looks for the rows of tables of which something is lost, page by page over the whole file.
pub(super) async fn find(
    conn: &mut SqliteConnection,
    pages: &Pages,
    claimed: &Claimed,
    saving: &mut [Saving<'_>],
) -> Result<()> {
    if saving.iter().all(|one| one.tree.is_whole()) {
        return Ok(());
    }
    let (free, _) = pages.free();
    // First those of the history, by which others are known.
    for history in [true, false] {
        for number in (2..=pages.count()).filter(|number| !claimed.holds(*number) && !free.contains(number)) {
            let Some((page, bytes)) = pages.tree_and_bytes(number) else { continue };
            if !page.sound || page.entries.is_empty() {
                continue;
            }
            let Some((at, rows)) = whose(conn, pages, &page, &bytes, saving).await? else { continue };
            let Some(one) = saving.get_mut(at) else { continue };
            if (one.table.name == "change") != history {
                continue;
            }
            for row in rows {
                if write::insert_newer(conn, one.table, &row).await? {
                    one.read += 1;
                }
            }
        }
    }
    Ok(())
}

/// Whose rows a page holds, by its place in `saving`, and which of them count.
async fn whose(
    conn: &mut SqliteConnection,
    pages: &Pages,
    page: &Page,
    bytes: &[u8],
    saving: &[Saving<'_>],
) -> Result<Option<(usize, Vec<Row>)>> {
    let mut named: Option<(usize, Vec<Row>)> = None;
    let mut possible: Vec<(usize, Vec<Row>)> = Vec::new();
    for (at, one) in saving.iter().enumerate() {
        let kind = page.kind == one.table.leaf() || (one.table.is_by_key() && !page.kind.of_table());
        if one.tree.is_whole() || !kind || super::NOT_SAVED.contains(&one.table.name.as_str()) {
            continue;
        }
        let Some(rows) = one.table.rows_if_all(pages, page, bytes) else { continue };
        if !one.table.is_by_key()
            && !page.entries.iter().all(|entry| entry.rowid.is_some_and(|id| one.tree.may_lack(id)))
        {
            continue;
        }
        match &one.named {
            Some(index) => {
                let live = |row: &Row| match index.get(&row.rowid) {
                    Some(Some(id)) => one.table.id(row) == Some(id),
                    Some(None) => true,
                    None => false,
                };
                let rows: Vec<Row> = rows.into_iter().filter(live).collect();
                let more = |best: &(usize, Vec<Row>)| best.1.len() < rows.len();
                if !rows.is_empty() && named.as_ref().is_none_or(more) {
                    named = Some((at, rows));
                }
            }
            None => possible.push((at, rows)),
        }
    }
    if let Some((at, _)) = &named {
        // An index by id is proof; one by number fits any table with such numbers.
        let proven =
            saving.get(*at).is_some_and(|one| one.table.indexes.first().is_some_and(|index| index.by_id));
        if proven || possible.is_empty() {
            return Ok(named);
        }
    }
    possible.extend(named);
    if possible.len() < 2 {
        return Ok(possible.pop());
    }
    let mut best: Option<(usize, usize)> = None;
    for (nth, (at, rows)) in possible.iter().enumerate() {
        let Some(one) = saving.get(*at) else { continue };
        let votes = votes(conn, one.table, rows).await?;
        if best.is_none_or(|(_, most)| most < votes) {
            best = Some((nth, votes));
        }
    }
    Ok(best.map(|(nth, _)| possible.swap_remove(nth)))
}

/// How much says that rows are of a table: the history knows them there, the table takes them, and they fill all its columns.
async fn votes(conn: &mut SqliteConnection, table: &Table, rows: &[Row]) -> Result<usize> {
    let mut votes = 0;
    for row in rows.iter().take(ASKED) {
        let Some(id) = table.id(row) else { continue };
        let known: bool =
            sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM change WHERE entity_id = ? AND entity = ?)")
                .bind(id.to_owned())
                .bind(&table.name)
                .fetch_one(&mut *conn)
                .await?;
        votes += 100 * usize::from(known);
    }
    sqlx::query("SAVEPOINT trial").execute(&mut *conn).await?;
    for row in rows {
        let full = row.columns.len() == table.columns.len();
        votes += 2 * usize::from(write::insert(conn, table, row).await?) + usize::from(full);
    }
    sqlx::raw_sql("ROLLBACK TO trial; RELEASE trial").execute(&mut *conn).await?;
    Ok(votes)
}
