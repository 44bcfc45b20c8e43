//! The list of any kind, told apart while the program runs: all rows and ids that a query finds.

use crate::{
    Error, Result, contracts, credentials, hardware, ids::Kind, licenses, list::ListQuery, locations, people,
    vendors,
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

/// The rows of a kind's list as the window gets them.
pub(crate) async fn rows(
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
        Kind::Location => values(locations::list(conn, query, today).await?.rows),
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
    async fn ids_are_those_that_the_query_finds() {
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
    }
}
