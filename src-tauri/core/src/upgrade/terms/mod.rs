//! Schema 6: terms count by sharper rules of dates. All that is derived from them is written anew, answers and the
//! ledger of reminders move with the dates they are about, and renewals of unknown length are listed once.

mod store;

use crate::{
    Result, dates,
    ids::Kind,
    reminders::DeadlineKind,
    terms::{self, Owner, changes::Read},
};
use chrono::{Days, NaiveDate};
use sqlx::SqliteConnection;
use std::collections::HashMap;

/// The rules move the date of an unchanged term by no more days than this.
const FARTHEST: u64 = 5;

pub(super) async fn bring_along(conn: &mut SqliteConnection) -> Result<()> {
    terms::derive_all(conn).await?;
    move_answers(conn).await?;
    if terms::unconfirmed_renewals(conn).await?.is_empty() {
        return Ok(());
    }
    terms::tell_unconfirmed(conn).await
}

/// Answers and ledger rows whose date is none of its owner's any more go to the nearest one of the same kind.
async fn move_answers(conn: &mut SqliteConnection) -> Result<()> {
    let mut inputs = HashMap::new();
    for told in store::told(conn).await? {
        let (Some(kind), Some(due)) = (DeadlineKind::parse(&told.kind), told.due_on.parse().ok()) else {
            continue;
        };
        if !inputs.contains_key(&told.subject_id) {
            let mut of_owner = Vec::new();
            for owner in [Kind::License, Kind::Contract] {
                if let Some(owner) = Owner::of(owner, &told.subject_id) {
                    of_owner.extend(terms::inputs(conn, owner).await?);
                }
            }
            inputs.insert(told.subject_id.clone(), of_owner);
        }
        let Some(of_owner) = inputs.get(&told.subject_id) else { continue };
        let all = terms::changes::read(of_owner)?;
        if let Some(moved) = moved_to(kind, due, &all) {
            store::move_told(conn, &told, &moved.to_string()).await?;
        }
    }
    Ok(())
}

/// Where a date of before lies now; None where it stands, or belongs to no term.
fn moved_to(kind: DeadlineKind, due: NaiveDate, terms: &[Read<'_>]) -> Option<NaiveDate> {
    let dates: Vec<NaiveDate> = terms.iter().flat_map(|term| near(kind, due, term)).collect();
    let nearest = dates.into_iter().min_by_key(|date| (*date - due).num_days().abs())?;
    let apart = (nearest - due).num_days().unsigned_abs();
    (1..=FARTHEST).contains(&apart).then_some(nearest)
}

/// The dates of a kind that a term has in the days around one.
fn near(kind: DeadlineKind, due: NaiveDate, term: &Read<'_>) -> Vec<NaiveDate> {
    let rules = &term.rules;
    let (own, rolling) = (rules.due(), rules.rolling());
    let around = |day: NaiveDate| {
        let days =
            [day.checked_sub_days(Days::new(FARTHEST)), Some(day), day.checked_add_days(Days::new(FARTHEST))];
        days.into_iter().flatten().filter_map(move |day| Some(rolling?.on(day)?.ends_on))
    };
    match kind {
        DeadlineKind::LicenseEnds | DeadlineKind::ContractEnds => {
            own.ends.into_iter().chain(around(due)).collect()
        }
        DeadlineKind::LicenseCancelBy | DeadlineKind::ContractCancelBy => {
            let ends = dates::notice_runs_out(due, rules.notice).map(|end| around(end).collect::<Vec<_>>());
            let rolled =
                ends.unwrap_or_default().into_iter().filter_map(|end| dates::cancel_by(end, rules.notice));
            own.cancel.into_iter().chain(rolled).collect()
        }
        DeadlineKind::RenewalConfirm => {
            rolling.and_then(|rolling| rolling.rhythm.boundary(0)).into_iter().collect()
        }
        _ => vec![due],
    }
}
