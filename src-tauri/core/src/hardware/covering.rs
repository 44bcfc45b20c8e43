//! What covers a device: its warranties, and the support and maintenance contracts that name it.

use super::{
    coverage::{self, Span},
    rederive, store,
    warranties::{self, CoverSource},
};
use crate::{Act, Result, history::Row, input, row, terms::rules};
use chrono::NaiveDate;
use sqlx::SqliteConnection;

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
    let terms = store::covering_terms(conn, device_id).await?;
    terms
        .into_iter()
        .map(|covering| {
            let rules = rules::check("term", &covering.term)?;
            let rolled = today.filter(|_| !covering.renewed).and_then(|today| rules.rolled(today));
            let ends_on = rolled.map(|rolled| rolled.ends_on).or(rules.last_day());
            let lifetime = ends_on.is_none();
            let announced = !covering.renewed && rules.cancelled_on.is_none();
            let source = CoverSource::Contract { id: covering.contract_id, name: covering.contract };
            Ok(Covering {
                span: Span { source, starts_on: rules.starts_on, ends_on, lifetime, void: false },
                announced,
            })
        })
        .collect()
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

/// Until when a device is covered by warranties and contracts, and the day that is a deadline of its own: none
/// where the last to end is a contract, which has one.
pub(super) fn columns(spans: &[Span], contracts: &[Covering], gone: bool) -> Row {
    let mut all: Vec<Span> = spans.to_vec();
    all.extend(contracts.iter().map(|covering| covering.span.clone()));
    let (until, lifetime) = coverage::covered_until(&all);
    let by_contract = contracts.iter().any(|covering| covering.announced && covering.span.ends_on == until);
    let by_warranty = spans.iter().any(|span| !span.void && span.ends_on == until);
    let due = until.filter(|_| !gone && (by_warranty || !by_contract));
    row! {
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
