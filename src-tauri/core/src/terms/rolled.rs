//! Terms that went on by themselves: where each stands on a day. The one source for lists, deadlines and coverage.

use super::{
    changes, figures, lead,
    model::{Owner, Term, TermInput},
    shown, store,
};
use crate::{Error, Result, ids::Kind};
use chrono::NaiveDate;
use sqlx::SqliteConnection;

/// A term that renewed itself, unconfirmed, with what it was read from.
#[derive(Debug, Clone)]
pub(crate) struct RolledNow {
    pub owner: Kind,
    pub owner_id: String,
    /// `rolled` says which period runs.
    pub term: Term,
    /// It is the one that lists show of its license or contract.
    pub leads: bool,
    /// What the next period costs, in minor units.
    pub next_minor: Option<i64>,
}

/// Every term of a live license or contract that renewed itself before a day, by owner.
pub(crate) async fn rolled(conn: &mut SqliteConnection, today: NaiveDate) -> Result<Vec<RolledNow>> {
    let rows = store::of_rolled_owners(conn, today).await?;
    let mut found = Vec::new();
    for owned in rows.chunk_by(|a, b| (a.0, &a.1) == (b.0, &b.1)) {
        let Some((kind, id, _)) = owned.first() else { continue };
        let inputs: Vec<TermInput> = owned.iter().map(|(_, _, term)| term.clone()).collect();
        let inputs = changes::settled(&inputs)?;
        let all = changes::read(&inputs)?;
        let open = all.iter().filter(|term| !term.renewed);
        let leading = open.max_by_key(|term| lead(&term.rules)).map(super::id_of);
        for read in all.iter().filter(|term| !term.renewed) {
            let term = shown(read, &all, today);
            if term.rolled.is_some() {
                found.push(RolledNow {
                    owner: *kind,
                    owner_id: id.clone(),
                    leads: leading == Some(super::id_of(read)),
                    next_minor: figures::next_cost(&read.rules, Some(today)),
                    term,
                });
            }
        }
    }
    Ok(found)
}

/// What lists of one kind need of the terms that renewed themselves, for [`super::push_rolled`]: the end and the cancel-by of the period
/// that runs, where the one that lists show is among them, and the nearest date of all.
pub(crate) async fn rolled_lists(
    conn: &mut SqliteConnection,
    kind: Kind,
    today: NaiveDate,
) -> Result<String> {
    type Line<'a> = (&'a str, Option<&'a str>, Option<&'a str>, Option<&'a str>);
    let all = rolled(conn, today).await?;
    let mut lines: Vec<Line<'_>> = Vec::new();
    for now in all.iter().filter(|now| now.owner == kind) {
        let Some(period) = &now.term.rolled else { continue };
        let (ends_on, cancel_by) = (Some(period.ends_on.as_str()), period.cancel_by.as_deref());
        let soonest = [ends_on, cancel_by].into_iter().flatten().min();
        let led = if now.leads { (ends_on, cancel_by) } else { (None, None) };
        match lines.last_mut().filter(|line| line.0 == now.owner_id) {
            Some(line) => {
                line.3 = [line.3, soonest].into_iter().flatten().min();
                if now.leads {
                    (line.1, line.2) = led;
                }
            }
            None => lines.push((&now.owner_id, led.0, led.1, soonest)),
        }
    }
    serde_json::to_string(&lines).map_err(|error| Error::Internal(error.to_string()))
}

/// The days on which a term of an owner is in force.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Days {
    pub starts_on: Option<NaiveDate>,
    /// The last day; of one that renewed itself by the day that was asked for, that of the period that runs.
    pub ends_on: Option<NaiveDate>,
    /// It renews itself after that day.
    pub goes_on: bool,
    /// Its end is a deadline of its own.
    pub announced: bool,
}

/// When the terms of an owner are in force; with a day, those that renewed themselves until then are rolled.
pub(crate) async fn days_of(
    conn: &mut SqliteConnection,
    owner: Owner<'_>,
    today: Option<NaiveDate>,
) -> Result<Vec<Days>> {
    let inputs = changes::settled(&store::of_owner(conn, owner).await?)?;
    let all = changes::read(&inputs)?;
    Ok(all
        .iter()
        .map(|term| {
            let rolled = today.and_then(|today| term.rules.rolled(today));
            Days {
                starts_on: term.rules.starts_on,
                ends_on: rolled.map(|rolled| rolled.ends_on).or(term.rules.last_day()),
                goes_on: term.rules.rolling().is_some(),
                announced: !term.renewed && term.rules.cancelled_on.is_none(),
            }
        })
        .collect())
}
