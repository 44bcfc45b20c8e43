//! What holds for the list of every kind alike: all ids that a query finds, and the list as a file.

mod export;

pub use export::{ExportColumn, csv_of};

use crate::{
    Error, Result, contracts, credentials, hardware, ids::Kind, licenses, list::ListQuery, people, vendors,
};
use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;
use sqlx::SqliteConnection;

/// The ids of all rows that a query finds, in its order; offset and limit of the query count.
pub async fn ids(
    conn: &mut SqliteConnection,
    kind: Kind,
    query: &ListQuery,
    today: NaiveDate,
) -> Result<Vec<String>> {
    let rows = rows(conn, kind, query, today).await?;
    Ok(rows.iter().filter_map(|row| row.get("id")?.as_str().map(str::to_owned)).collect())
}

/// A list as CSV with these columns, in this order: what the query finds, all of it.
pub async fn export(
    conn: &mut SqliteConnection,
    kind: Kind,
    query: &ListQuery,
    columns: &[ExportColumn],
    today: NaiveDate,
) -> Result<Vec<u8>> {
    let query = ListQuery { offset: 0, limit: None, ..query.clone() };
    csv_of(columns, &rows(conn, kind, &query, today).await?)
}

/// The rows of a kind's list as the window gets them.
async fn rows(
    conn: &mut SqliteConnection,
    kind: Kind,
    query: &ListQuery,
    today: NaiveDate,
) -> Result<Vec<Value>> {
    match kind {
        Kind::Vendor => values(vendors::list(conn, query, today).await?.rows),
        Kind::License => values(licenses::list(conn, query, today).await?.rows),
        Kind::Contract => values(contracts::list(conn, query, today).await?.rows),
        Kind::Device => values(hardware::list(conn, query, today).await?.rows),
        Kind::Credential => values(credentials::list(conn, query, today).await?.rows),
        Kind::Person => values(people::list(conn, query, today).await?.rows),
        Kind::Location => Err(Error::Refused("Locations have no list yet.".into())),
    }
}

fn values<Row: Serialize>(rows: Vec<Row>) -> Result<Vec<Value>> {
    rows.into_iter()
        .map(|row| serde_json::to_value(row).map_err(|error| Error::Internal(error.to_string())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Act, clock::Now, db::Db, history::Actor, people::PersonInput};

    #[tokio::test]
    async fn ids_and_file_hold_what_the_query_finds() {
        let db = Db::in_memory().await.unwrap();
        let act = Act::new(Now::read(), Actor::Window, "Test");
        let mut tx = db.write().await.unwrap();
        for (name, department) in [("Anna Example", "Design"), ("Tom Example", "Sales"), ("Zoe", "Design")] {
            let input = PersonInput {
                name: name.into(),
                department: Some(department.into()),
                ..PersonInput::default()
            };
            crate::people::create(&mut tx, &act, input).await.unwrap();
        }
        let query = ListQuery { filter: "design".into(), descending: true, ..ListQuery::default() };
        let ids = ids(&mut tx, Kind::Person, &query, act.now.today).await.unwrap();
        assert_eq!(ids.len(), 2);
        let columns = [("name", "Name"), ("devices", "Devices")]
            .map(|(name, label)| ExportColumn { name: name.into(), label: label.into() });
        let file = export(&mut tx, Kind::Person, &query, &columns, act.now.today).await.unwrap();
        assert_eq!(String::from_utf8(file).unwrap(), "\u{feff}Name,Devices\r\nZoe,0\r\nAnna Example,0\r\n");
    }
}
