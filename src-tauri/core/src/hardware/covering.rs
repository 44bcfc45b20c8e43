//! What covers a device: its warranties, and the support and maintenance contracts that name it.

use super::{
    coverage::{self, Span},
    rederive, store,
    warranties::{self, CoverSource},
};
use crate::{
    Act, Error, Result,
    history::Row,
    ids::Kind,
    input, row,
    terms::{self, Owner},
};
use chrono::NaiveDate;
use sqlx::SqliteConnection;
use std::collections::BTreeMap;

/// Days that a support or maintenance contract covers a device.
pub(super) struct Covering {
    pub span: Span,
    /// The contract has a deadline of its own for this end.
    announced: bool,
}

/// What contracts cover a device; with a day, those that renewed themselves until the end of the period that runs.
pub(super) async fn by_contracts(
    conn: &mut SqliteConnection,
    device_id: &str,
    today: Option<NaiveDate>,
) -> Result<Vec<Covering>> {
    let mut found = Vec::new();
    for (id, name) in store::covering_contracts(conn, device_id).await? {
        for days in terms::days_of(conn, Owner::Contract(&id), today).await? {
            let source = CoverSource::Contract { id: id.clone(), name: name.clone() };
            found.push(Covering {
                span: Span {
                    source,
                    starts_on: days.starts_on,
                    ends_on: days.ends_on,
                    lifetime: days.ends_on.is_none(),
                    void: false,
                    goes_on: days.goes_on,
                },
                announced: days.announced,
            });
        }
    }
    Ok(found)
}

/// Everything that covers a device.
pub(super) async fn all(
    conn: &mut SqliteConnection,
    device_id: &str,
    today: Option<NaiveDate>,
) -> Result<Vec<Span>> {
    let mut spans = warranties::spans(conn, device_id).await?;
    spans.extend(by_contracts(conn, device_id, today).await?.into_iter().map(|covering| covering.span));
    Ok(spans)
}

/// Until when a device is covered by warranties and contracts, the days on the way there that nothing covers, and the day
/// that is a deadline of its own: none where the last to end is a contract, which has one, or goes on by itself.
pub(super) fn columns(spans: &[Span], contracts: &[Covering], gone: bool) -> Row {
    let mut all: Vec<Span> = spans.to_vec();
    all.extend(contracts.iter().map(|covering| covering.span.clone()));
    let (until, lifetime) = coverage::covered_until(&all);
    let by_contract = contracts.iter().any(|covering| covering.announced && covering.span.ends_on == until);
    let by_warranty = spans.iter().any(|span| !span.void && span.ends_on == until);
    let goes_on = contracts.iter().any(|covering| covering.span.goes_on);
    let due = until.filter(|_| !gone && !goes_on && (by_warranty || !by_contract));
    let gaps: Vec<(String, String)> =
        coverage::gaps(&all).into_iter().map(|(first, last)| (input::day(first), input::day(last))).collect();
    let gaps = (!gone && !gaps.is_empty()).then(|| serde_json::json!(gaps).to_string());
    row! {
        "gaps": gaps,
        "covered_until": input::iso(until), "covered_lifetime": lifetime, "warranty_due": input::iso(due),
    }
}

/// Call after what contracts cover changed: writes anew until when these devices are covered.
pub(crate) async fn cover_anew(conn: &mut SqliteConnection, act: &Act, devices: &[String]) -> Result<()> {
    for id in devices {
        rederive(conn, act, id).await?;
    }
    Ok(())
}

/// Until when contracts that renewed themselves cover their devices today, for lists: `[device, day]` of each, as JSON. A
/// device's stored end knows only the recorded terms.
pub(super) async fn rolled(conn: &mut SqliteConnection, today: NaiveDate) -> Result<String> {
    let mut ends: BTreeMap<String, String> = BTreeMap::new();
    for now in terms::rolled(conn, today).await?.into_iter().filter(|now| now.owner == Kind::Contract) {
        let Some(period) = now.term.rolled else { continue };
        let end = ends.entry(now.owner_id).or_default();
        *end = std::mem::take(end).max(period.ends_on);
    }
    let contracts: Vec<&String> = ends.keys().collect();
    let mut lines: Vec<(String, String)> = Vec::new();
    if !contracts.is_empty() {
        for (contract, device) in store::covered_by(conn, &json(&contracts)?).await? {
            if let Some(end) = ends.get(&contract) {
                lines.push((device, end.clone()));
            }
        }
    }
    json(&lines)
}

fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::Internal(error.to_string()))
}
