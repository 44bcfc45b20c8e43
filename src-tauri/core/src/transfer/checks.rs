//! What a row's cells say together: problems that keep it out, notices that let it in. Pure.

use super::{
    apply,
    model::{ImportKind, Remark},
    rows::{Parsed, Row},
    values::date,
};
use crate::{
    Error,
    hardware::{self, coverage},
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
            for term in &apply::new_license(&row.values).terms {
                match rules::check("term", term) {
                    Ok(term) => {
                        let renewal = term.renewal();
                        if term.auto_renews && renewal.assumed {
                            notices.push(parsed.remark(row, "renewal_months", oddities::assumed(renewal)));
                        }
                    }
                    Err(error) => {
                        problems.extend(refusal(parsed, row, error).filter(|remark| !repeats(row, remark)));
                    }
                }
            }
        }
        ImportKind::Hardware => {
            match apply::device_name(&row.values) {
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
            let device = apply::new_device(&row.values);
            if let Err(error) = hardware::purchase(&device) {
                problems.extend(refusal(parsed, row, error));
            }
            for warranty in &device.warranties {
                match coverage::check("warranty", warranty) {
                    Ok(span) if span.ends_on.is_none() && !span.lifetime && !unread("purchased_on") => {
                        notices.push(parsed.remark(
                            row,
                            "warranty_months",
                            "The warranty counts from the purchase date, which is blank: its end stays unknown.",
                        ));
                    }
                    Ok(_) => {}
                    Err(error) => problems.extend(refusal(parsed, row, error)),
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
    }
    (problems, notices)
}

fn repeats(row: &Row, remark: &Remark) -> bool {
    row.problems.iter().any(|problem| problem.column.is_some() && problem.column == remark.column)
}

/// A domain's refusal as a remark on the cell it means.
fn refusal(parsed: &Parsed, row: &Row, error: Error) -> Option<Remark> {
    let field = error.field_name().and_then(|name| name.rsplit('.').next()).map(str::to_owned)?;
    let field =
        if parsed.kind == ImportKind::Hardware && field == "ends_on" { "warranty_ends_on" } else { &field };
    let field =
        if parsed.kind == ImportKind::Hardware && field == "months" { "warranty_months" } else { field };
    Some(parsed.remark(row, field, error.to_string()))
}
