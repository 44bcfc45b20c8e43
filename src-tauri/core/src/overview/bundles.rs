//! Equal devices bought together end together: their deadlines are one line of the first screen.

use super::model::Bundle;
use crate::{
    ids::Kind,
    reminders::{Deadline, DeadlineKind},
};
use std::collections::{BTreeMap, HashMap};

/// Deadlines of devices by kind, day and model, where more than one share all three.
/// `models` names the maker and model of a device by its id; devices without one stand alone.
pub(super) fn bundles(deadlines: &[Deadline], models: &HashMap<String, String>) -> Vec<Bundle> {
    let mut groups: BTreeMap<(&str, DeadlineKind, &str), Vec<&Deadline>> = BTreeMap::new();
    for deadline in deadlines.iter().filter(|deadline| deadline.subject.kind == Kind::Device) {
        if let Some(model) = models.get(&deadline.subject.id) {
            groups.entry((&deadline.due_on, deadline.kind, model)).or_default().push(deadline);
        }
    }
    groups
        .into_iter()
        .filter(|(_, members)| members.len() > 1)
        .map(|((_, _, model), members)| Bundle {
            model: model.to_owned(),
            deadlines: members.iter().map(|deadline| deadline.id.clone()).collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reminders::Subject;

    fn deadline(id: &str, kind: DeadlineKind, due_on: &str) -> Deadline {
        Deadline {
            id: format!("{id}/{due_on}"),
            kind,
            subject: Subject { kind: Kind::Device, id: id.into(), name: id.into() },
            tag: None,
            vendor: None,
            due_on: due_on.into(),
            days_left: 1,
            amount: None,
            amounts: Vec::new(),
            auto_renews: false,
            until: None,
        }
    }

    #[test]
    fn only_equal_devices_with_the_same_deadline_are_bundled() {
        let day = "2027-03-03";
        let deadlines = [
            deadline("a", DeadlineKind::WarrantyEnds, day),
            deadline("b", DeadlineKind::WarrantyEnds, day),
            deadline("c", DeadlineKind::WarrantyEnds, "2027-03-04"),
            deadline("d", DeadlineKind::DeviceReplace, day),
            deadline("e", DeadlineKind::WarrantyEnds, day),
            deadline("f", DeadlineKind::WarrantyEnds, day),
        ];
        let models: HashMap<String, String> =
            [("a", "T14"), ("b", "T14"), ("c", "T14"), ("d", "T14"), ("e", "X1")]
                .map(|(id, model)| (id.to_owned(), model.to_owned()))
                .into();
        let found = bundles(&deadlines, &models);
        let expected =
            Bundle { model: "T14".into(), deadlines: vec![format!("a/{day}"), format!("b/{day}")] };
        assert_eq!(found, [expected]);
    }
}
