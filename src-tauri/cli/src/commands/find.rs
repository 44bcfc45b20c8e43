//! Things as people name them on the command line.

use anyhow::Result;
use chrono::NaiveDate;
use holdfast_core::{
    Error, contracts, credentials,
    db::Db,
    filter, hardware,
    ids::Kind,
    licenses,
    list::ListQuery,
    locations, people,
    search::{self, Found},
    vendors,
};

/// How many things of one name are told apart in the message.
const CANDIDATES: u32 = 20;

/// The thing of one of these kinds with this id; or the only one with exactly this name, or one of the codes it is
/// found by: asset tag, serial, user name, email address, reference.
pub async fn one(db: &Db, wanted: &str, kinds: &[Kind], today: NaiveDate) -> Result<(Kind, String)> {
    let wanted = wanted.trim();
    for kind in kinds {
        if exists(db, *kind, wanted, today).await? {
            return Ok((*kind, wanted.to_owned()));
        }
    }
    let mut conn = db.read().await?;
    // A label's code, a tag or a serial in hand, however many things hold a part of it.
    if kinds.contains(&Kind::Device)
        && let [only] = hardware::with_code(&mut conn, wanted).await?.as_slice()
    {
        return Ok((Kind::Device, only.id.clone()));
    }
    let mut same: Vec<Found> = search::find(&mut conn, wanted, CANDIDATES).await?;
    same.retain(|found| {
        kinds.contains(&found.kind)
            && (found.title.to_lowercase() == wanted.to_lowercase()
                || found.codes.split_whitespace().any(|code| code.eq_ignore_ascii_case(wanted)))
    });
    if same.is_empty() && wanted.contains('@') && kinds.contains(&Kind::Person) {
        let query =
            ListQuery { filter: filter::of_words(wanted), limit: Some(CANDIDATES), ..ListQuery::default() };
        let rows = people::list(&mut conn, &query, today).await?.rows;
        let own =
            |email: &Option<String>| email.as_ref().is_some_and(|email| email.eq_ignore_ascii_case(wanted));
        if let Some(person) = rows.into_iter().find(|row| own(&row.fields.email)) {
            return Ok((Kind::Person, person.id));
        }
    }
    match same.as_slice() {
        [] => Err(Error::Refused(format!(
            "Nothing has the id, name, asset tag or serial “{wanted}”. Find its id with: holdfast list KIND --filter TEXT --json"
        ))
        .into()),
        [one] => Ok((one.kind, one.id.clone())),
        several => {
            let lines: Vec<String> =
                several.iter().map(|found| format!("  {}  {} ({})", found.id, found.title, found.kind)).collect();
            Err(Error::Refused(format!("Several things are called “{wanted}”. Name one by its id:\n{}", lines.join("\n")))
                .into())
        }
    }
}

async fn exists(db: &Db, kind: Kind, id: &str, today: NaiveDate) -> Result<bool> {
    let mut conn = db.read().await?;
    let found = match kind {
        Kind::License => licenses::get(&mut conn, id, today).await.map(drop),
        Kind::Contract => contracts::get(&mut conn, id, today).await.map(drop),
        Kind::Device => hardware::get(&mut conn, id, today).await.map(drop),
        Kind::Credential => credentials::get(&mut conn, id).await.map(drop),
        Kind::Vendor => vendors::get(&mut conn, id).await.map(drop),
        Kind::Person => people::get(&mut conn, id, today).await.map(drop),
        Kind::Location => locations::get(&mut conn, id).await.map(drop),
    };
    match found {
        Ok(()) => Ok(true),
        Err(Error::NotFound { .. }) => Ok(false),
        Err(error) => Err(error.into()),
    }
}
