//! Rows that nothing settles: what is asked of the user, and which records may be meant.

use super::{
    matching::{Doubt, Record},
    model::{ImportKind, MatchCandidate, RowResult},
    people::{Holder, People},
    plan::Planned,
    rows::{Parsed, Row},
    values::cut,
};

/// How many candidates a question names.
const NAMED: usize = 5;

/// Keeps a row out until somebody says which record it is.
pub(super) fn ask(
    parsed: &Parsed,
    row: &Row,
    records: &[&Record],
    doubt: Doubt,
    people: &People,
    planned: &mut Planned,
) {
    planned.candidates = records
        .iter()
        .map(|record| MatchCandidate { id: record.id.clone(), label: described(parsed.kind, record, people) })
        .collect();
    let mut named: Vec<String> =
        planned.candidates.iter().take(NAMED).map(|candidate| candidate.label.clone()).collect();
    if planned.candidates.len() > NAMED {
        named.push(format!("{} more", planned.candidates.len() - NAMED));
    }
    let named = named.join("; ");
    let (field, message) = match doubt {
        Doubt::Taken => (
            "name",
            "The record that was chosen for this row is another row's, or is here no longer. Choose again."
                .to_owned(),
        ),
        Doubt::Several => (
            "name",
            format!("This row may be any of these: {named}. Say which it is, or that it is a new one."),
        ),
        Doubt::OtherKey => (
            "key",
            format!(
                "Here with another key: {named}. Say whether the row is that one, with a new key, or a new one."
            ),
        ),
        Doubt::OtherHolder => {
            let field = ["holder_name", "holder_email", "holder_username", "holder_asset"]
                .into_iter()
                .find(|field| row.values.contains_key(field))
                .unwrap_or("holder_name");
            (
                field,
                format!(
                    "Here with another holder: {named}. Say whether the row is that one, handed on, or a new one."
                ),
            )
        }
        Doubt::OtherPurchase => (
            "purchased_on",
            format!("Here, bought on another day: {named}. Say whether the row is that one or a new one."),
        ),
        Doubt::NameOnly => (
            "name",
            format!("Only the name speaks for {named}. Say whether the row is that one or a new one."),
        ),
        Doubt::TagAndSerial => (
            "asset_tag",
            format!(
                "The asset tag and the serial are on different devices: {named}. Say which one the row is, or mend it."
            ),
        ),
    };
    planned.result = RowResult::Problem;
    planned.problems.push(parsed.remark(row, field, message));
}

/// A record by what tells it from others of its name.
fn described(kind: ImportKind, record: &Record, people: &People) -> String {
    let said = |name: &str| record.own(name).map(cut);
    let mut parts: Vec<String> = Vec::new();
    match kind {
        ImportKind::Licenses => {
            let latest = record.views.len().saturating_sub(1);
            let of_term = |name: &str| record.field(latest, name).map(cut);
            parts.extend(of_term("seats").map(|seats| format!("seats {seats}")));
            parts.extend(of_term("purchased_on").map(|day| format!("bought {day}")));
            parts.extend(of_term("ends_on").map(|day| format!("until {day}")));
            parts.extend(of_term("order_number").map(|order| format!("order {order}")));
        }
        ImportKind::Hardware => {
            parts.extend(said("asset_tag").map(|tag| format!("tag {tag}")));
            parts.extend(said("serial").map(|serial| format!("serial {serial}")));
            parts.extend(said("location"));
        }
        ImportKind::People => {
            parts.extend(["email", "employee_number", "department", "location"].into_iter().filter_map(said));
        }
        ImportKind::Contracts => {
            parts.extend(said("vendor"));
            parts.extend(said("reference").map(|number| format!("reference {number}")));
            parts.extend(said("ends_on").map(|day| format!("until {day}")));
        }
        ImportKind::Credentials => parts.extend(["username", "url", "vendor"].into_iter().filter_map(said)),
        ImportKind::Vendors | ImportKind::Locations => {}
    }
    let holders: Vec<&str> = record
        .holders
        .iter()
        .take(3)
        .filter_map(|holder| match holder {
            Holder::Person(person) => Some(people.name(person)),
            Holder::Device(_) | Holder::Absent(_) => None,
        })
        .collect();
    if !holders.is_empty() {
        parts.push(format!("held by {}", holders.join(", ")));
    }
    let name = format!("“{}”", said("name").unwrap_or_default());
    if parts.is_empty() { name } else { format!("{name} ({})", parts.join(", ")) }
}
