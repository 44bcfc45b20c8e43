//! `holdfast renew`: a new term after the last one of a license or contract.

use crate::{Outcome, args::Renew, commands::find, context::Context, output};
use anyhow::Result;
use holdfast_core::{
    Error, Warning,
    ids::Kind,
    licenses, lifecycle,
    money::{Currency, Money, parse_typed},
    settings,
    terms::{self, Owner, RenewalInput, TermInput},
};
use serde_json::json;

pub async fn run(context: &Context, args: &Renew) -> Result<Outcome> {
    let db = context.open().await?;
    let today = context.now.today;
    let (kind, id) = find::one(&db, &args.id, &[Kind::License, Kind::Contract], today).await?;
    let owner = Owner::of(kind, &id).ok_or_else(|| Error::not_found(kind, &id))?;
    let act = context.act(format!("Renew {}", args.id.trim()));
    let mut tx = db.write().await?;
    let proposal = terms::propose_renewal(&mut tx, owner, args.term.as_deref(), today).await?;
    let home = settings::get(&mut tx).await?.currency;
    let term = filled(args, proposal.term, &home)?;
    let used = match owner {
        Owner::License(id) => Some(licenses::get(&mut tx, id, today).await?.seats.used),
        Owner::Contract(_) => None,
    };
    let warnings = terms::check(&mut tx, Some(owner), std::slice::from_ref(&term), used, today).await?;
    let input = RenewalInput { term, vendor: args.vendor.clone() };
    let term_id = lifecycle::renew(&mut tx, &act, kind, &id, input).await?;
    let kept = terms::of_owner(&mut tx, owner, today).await?;
    let term =
        kept.into_iter().find(|term| term.id == term_id).ok_or_else(|| Error::not_found("term", &term_id))?;
    if args.dry_run {
        tx.rollback().await?;
    } else {
        tx.commit().await?;
    }
    db.close().await;
    say(&warnings);
    if context.json {
        output::print_json(&json!({
            "kind": kind, "id": id, "term": term, "renews": proposal.renews, "warnings": warnings,
            "batch": (!args.dry_run).then_some(&act.batch),
        }))?;
    } else {
        let mut text = format!(
            "{} from {} until {}",
            if args.dry_run { "Would be renewed" } else { "Renewed" },
            output::date(term.fields.starts_on.as_deref()),
            output::date(term.fields.ends_on.as_deref()),
        );
        if let Some(cost) = &term.cost {
            text.push_str(&format!(", {} in all", output::money(cost)));
        }
        if let Some(change) = term.price_change.filter(|change| *change != 0) {
            text.push_str(&format!(" ({} against the last term)", percent(change)));
        }
        text.push_str(".\n");
        if !args.dry_run {
            text.push_str(&format!("Undo it with: holdfast undo {}\n", act.batch));
        }
        output::print(&text)?;
    }
    Ok(Outcome::Done)
}

/// The proposal with what was told.
fn filled(args: &Renew, proposed: TermInput, home: &str) -> Result<TermInput> {
    let mut term = proposed;
    if let Some(ends) = args.ends {
        term.ends_on = Some(ends.to_string());
    }
    if let Some(starts) = args.starts {
        term.starts_on = Some(starts.to_string());
    }
    if args.seats.is_some() {
        term.seats = args.seats;
    }
    if args.renewal_months.is_some() {
        term.renewal_months = args.renewal_months;
    }
    if args.order.is_some() {
        term.order_number.clone_from(&args.order);
    }
    let present = term.price.as_ref().map(|price| price.currency.as_str());
    let code = args.currency.as_deref().or(present).unwrap_or(home).to_owned();
    if let Some(text) = &args.price {
        let decimals = Currency::parse(&code).map_or(2, |currency| currency.decimals());
        let minor = parse_typed(text, decimals).filter(|minor| *minor >= 0).ok_or_else(|| {
            Error::field("price", format!("“{text}” is not an amount of {code}. Enter one such as 1234.50."))
        })?;
        term.price = Some(Money::new(minor, code));
    } else if let (Some(currency), Some(price)) = (&args.currency, &mut term.price) {
        if *currency != price.currency {
            return Err(Error::field("price", "Another currency needs a --price too.").into());
        }
        price.currency.clone_from(currency);
    }
    if args.per_seat || args.in_total {
        term.price_per_seat = args.per_seat;
    }
    Ok(term)
}

/// Warnings go to stderr, each on a line.
pub fn say(warnings: &[Warning]) {
    for warning in warnings {
        output::message(&format!("Note: {}", warning.message));
    }
}

/// Hundredths of a percent with their sign: "+4.5 %".
fn percent(hundredths: i32) -> String {
    let (whole, rest) = (hundredths.abs() / 100, hundredths.abs() % 100);
    let sign = if hundredths < 0 { "-" } else { "+" };
    match rest {
        0 => format!("{sign}{whole} %"),
        rest if rest % 10 == 0 => format!("{sign}{whole}.{} %", rest / 10),
        rest => format!("{sign}{whole}.{rest:02} %"),
    }
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn a_change_has_its_sign_and_no_idle_zeros() {
        for (hundredths, expected) in [(450, "+4.5 %"), (-1200, "-12 %"), (5, "+0.05 %"), (1234, "+12.34 %")]
        {
            assert_eq!(percent(hundredths), expected);
        }
    }
}
