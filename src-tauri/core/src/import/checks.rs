//! What a row's cells say together: problems that keep it out, notices that let it in. Pure.

use super::{
    inputs,
    model::{ImportKind, Remark},
    rows::{Parsed, Row},
    sheet::Catalog,
    things,
    values::{Values, date},
};
use crate::{
    Error, Result,
    contracts::ContractInput,
    fields::custom::PREFIX,
    hardware::{self, coverage},
    licenses::LicenseKind,
    terms::{oddities, rules},
};

/// Problems and notices of a whole row, besides those of its cells.
pub(super) fn row(parsed: &Parsed, row: &Row) -> (Vec<Remark>, Vec<Remark>) {
    let (mut problems, mut notices) = (Vec::new(), Vec::new());
    // A cell that could not be read was named already; what follows from its absence need not be.
    let unread = |field: &str| {
        parsed
            .column_of(field)
            .and_then(|column| parsed.sheet.headers.get(column))
            .is_some_and(|header| row.problems.iter().any(|problem| problem.column.as_ref() == Some(header)))
    };
    match parsed.kind {
        ImportKind::Licenses => {
            if !row.values.contains_key("name") && !unread("name") {
                problems.push(parsed.remark(row, "name", "A license needs a name."));
            }
            if let (Some(bought), Some(ends)) =
                (date(&row.values, "purchased_on"), date(&row.values, "ends_on"))
                && ends < bought
            {
                notices.push(parsed.remark(
                    row,
                    "ends_on",
                    format!("The end lies before the purchase on {bought}."),
                ));
            }
            problems.extend(each_refusal(parsed, row, |values| {
                inputs::new_license(values)
                    .terms
                    .iter()
                    .try_for_each(|term| rules::check("term", term).map(drop))
            }));
            if !row.endless
                && !["ends_on", "kind"].iter().any(|field| row.values.contains_key(field))
                && parsed.column_of("ends_on").is_some()
                && !unread("ends_on")
            {
                notices.push(parsed.remark(
                    row,
                    "ends_on",
                    "Without an end; a new one is entered as perpetual.",
                ));
            }
            for term in &inputs::new_license(&row.values).terms {
                let renewal = rules::check("term", term).map(|term| (term.auto_renews, term.renewal()));
                if let Ok((true, renewal)) = renewal
                    && renewal.assumed
                {
                    notices.push(parsed.remark(row, "renewal_months", oddities::assumed(renewal)));
                }
            }
        }
        ImportKind::Hardware => {
            match inputs::device_name(&row.values) {
                None if row.problems.is_empty() => {
                    problems.push(parsed.remark(
                        row,
                        "name",
                        "A device needs a name, a model, an asset tag or a serial.",
                    ));
                }
                Some((name, true)) => notices.push(parsed.remark(
                    row,
                    "name",
                    format!("Without a name; a new one is called “{name}”."),
                )),
                _ => {}
            }
            problems.extend(each_refusal(parsed, row, |values| {
                let device = inputs::new_device(values);
                hardware::purchase(&device)?;
                device
                    .warranties
                    .iter()
                    .try_for_each(|warranty| coverage::check("warranty", warranty).map(drop))
            }));
            for warranty in &inputs::new_device(&row.values).warranties {
                match coverage::check("warranty", warranty) {
                    Ok(span) if span.ends_on.is_none() && !span.lifetime && !unread("purchased_on") => {
                        notices.push(parsed.remark(
                            row,
                            "warranty_months",
                            "The warranty counts from the purchase date, which is blank: its end stays unknown.",
                        ));
                    }
                    _ => {}
                }
            }
            if let (Some(bought), Some(ends)) =
                (date(&row.values, "purchased_on"), date(&row.values, "warranty_ends_on"))
                && ends < bought
            {
                notices.push(parsed.remark(
                    row,
                    "warranty_ends_on",
                    format!("The end lies before the purchase on {bought}."),
                ));
            }
        }
        _ => {}
    }
    if parsed.kind.is_plain() {
        plain(parsed, row, &unread, &mut problems, &mut notices);
    }
    (problems, notices)
}

/// Of the kinds whose rows are what their list of fields says.
fn plain(
    parsed: &Parsed,
    row: &Row,
    unread: &dyn Fn(&str) -> bool,
    problems: &mut Vec<Remark>,
    notices: &mut Vec<Remark>,
) {
    if !row.values.contains_key("name") && !unread("name") {
        let what = parsed.kind.thing();
        problems.push(parsed.remark(row, "name", format!("A {what} needs a name.")));
    }
    if parsed.kind == ImportKind::People
        && let (Some(starts), Some(leaves)) = (date(&row.values, "starts_on"), date(&row.values, "leaves_on"))
        && leaves < starts
    {
        problems.push(parsed.remark(row, "leaves_on", "The last day lies before the first."));
    }
    if parsed.kind == ImportKind::Contracts {
        let terms = |values: &Values| things::new::<ContractInput>(values).terms;
        problems.extend(each_refusal(parsed, row, |values| {
            terms(values).iter().try_for_each(|term| rules::check("term", term).map(drop))
        }));
        for term in terms(&row.values) {
            if let Ok(term) = rules::check("term", &term)
                && term.auto_renews
                && term.renewal().assumed
            {
                notices.push(parsed.remark(row, "renewal_months", oddities::assumed(term.renewal())));
            }
        }
    }
}

fn repeats(row: &Row, remark: &Remark) -> bool {
    row.problems.iter().any(|problem| problem.column.is_some() && problem.column == remark.column)
}

/// Everything that a domain refuses of a row: what it names first, then what it names of the row without that.
fn each_refusal(parsed: &Parsed, row: &Row, check: impl Fn(&Values) -> Result<()>) -> Vec<Remark> {
    let mut values = row.values.clone();
    let mut found = Vec::new();
    while let Err(error) = check(&values) {
        let Some((field, message)) = refusal(parsed.catalog, &error) else { break };
        let remark = parsed.remark(row, field, message);
        if !repeats(row, &remark) {
            found.push(remark);
        }
        if values.remove(field).is_none() {
            break;
        }
    }
    found
}

/// The field that a domain's refusal means, and its words.
fn refusal(catalog: Catalog, error: &Error) -> Option<(&'static str, String)> {
    let name = error.field_name()?;
    let own = Some(name).filter(|name| name.starts_with(PREFIX));
    let field = match (catalog.kind, own.or_else(|| name.rsplit('.').next())?) {
        (ImportKind::Hardware, "ends_on") => "warranty_ends_on",
        (ImportKind::Hardware, "months") => "warranty_months",
        (_, field) => field,
    };
    Some((catalog.by_name(field)?.name.as_str(), error.to_string()))
}

/// What is asked once for the whole file: subscriptions that would be billed once, since no row says how often they are.
pub(super) fn billed_once(parsed: &Parsed, is_new: impl Fn(usize) -> bool) -> Option<Remark> {
    if parsed.kind != ImportKind::Licenses {
        return None;
    }
    let open = |(place, row): &(usize, &Row)| {
        let license = inputs::new_license(&row.values);
        is_new(*place)
            && !row.values.contains_key("billing_months")
            && license.kind == LicenseKind::Subscription
            && license.terms.iter().any(|term| term.price.is_some() && term.billing_months.is_none())
    };
    let count = parsed.rows.iter().enumerate().filter(open).count();
    let (what, each) = match count {
        0 => return None,
        1 => ("One subscription has a price and no billing period", "it is"),
        _ => ("subscriptions have a price and no billing period", "each is"),
    };
    let what = if count == 1 { what.to_owned() } else { format!("{count} {what}") };
    let column = parsed.column_of("billing_months").and_then(|column| parsed.sheet.headers.get(column));
    Some(Remark {
        row: 1,
        column: column.cloned(),
        value: None,
        message: format!(
            "{what}: {each} billed once for its whole term. Is it paid every month or every year? Then send a column to “Billed every (months)”, or enter it in the license."
        ),
    })
}
