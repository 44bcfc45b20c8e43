//! What was saved and what is gone, in words.

use super::Repaired;
use crate::{
    backup::{Preview, people_say},
    db::{GoneRow, KnownBy, LostLink, TableSaved},
    words,
};

/// So many rows are named before the rest is counted.
const NAMED: usize = 10;

impl Repaired {
    /// In words for a terminal or a page, a line for each.
    pub fn in_words(&self) -> String {
        let mut lines = self.saved();
        lines.extend(self.gone());
        lines.extend(self.about_secrets());
        match &self.backup {
            Some(backup) => lines.extend(beside(backup)),
            None => lines.push("There is no automatic backup to go back to instead.".to_owned()),
        }
        lines.join("\n")
    }

    fn saved(&self) -> Vec<String> {
        let rows: u64 = self.tables.iter().map(|table| table.saved).sum();
        let mut lines =
            vec![format!("What can be read was saved in {}: {} rows.", self.file.display(), number(rows))];
        lines.push(match &self.kept {
            Some(kept) => format!("The damaged file is kept as it was in {}.", kept.display()),
            None => "The damaged file stays where it is, as it was.".to_owned(),
        });
        lines.push(format!(
            "{} of {} pages could not be read.",
            number(u64::from(self.damaged_pages)),
            number(u64::from(self.pages))
        ));
        let back: Vec<String> = self
            .tables
            .iter()
            .filter(|table| 0 < table.from_history)
            .map(|table| format!("{} {}", called(&table.table), number(table.from_history)))
            .collect();
        if !back.is_empty() {
            lines.push(format!("Brought back as the history last had them: {}.", back.join(", ")));
        }
        lines
    }

    fn gone(&self) -> Vec<String> {
        if self.is_complete() {
            return vec!["Nothing is gone.".to_owned()];
        }
        let mut lines = Vec::new();
        let gone: Vec<String> = self.tables.iter().filter_map(gone_of).collect();
        if !gone.is_empty() {
            lines.push(format!("Gone:\n{}", gone.join("\n")));
        }
        let unknown: Vec<String> = self.tables.iter().filter_map(unknown_of).collect();
        if !unknown.is_empty() {
            lines.push(format!(
                "Something of these may be gone, and nothing says how much:\n{}",
                unknown.join("\n")
            ));
        }
        if !self.links.is_empty() {
            let links: Vec<String> = self.links.iter().map(link).collect();
            lines.push(format!("These lost what they led to:\n{}", links.join("\n")));
        }
        lines
    }

    fn about_secrets(&self) -> Vec<String> {
        let hurt = self.tables.iter().any(|table| table.table == "secret_value" && !table.is_whole());
        let mut lines = Vec::new();
        if hurt {
            lines.push(
                "What says where some secrets are is gone. Their values are in the keyring as before: nothing was deleted there."
                    .to_owned(),
            );
        }
        if self.kept.is_some() && !self.home_kept {
            lines.push(
                "That this database owns its secrets is gone too. To let it replace and delete them again, say: holdfast doctor --adopt"
                    .to_owned(),
            );
        }
        lines
    }
}

fn gone_of(table: &TableSaved) -> Option<String> {
    let gone = table.number_gone().filter(|gone| 0 < *gone)?;
    let number_of =
        |number_gone| format!("{} of {}", number(number_gone), number(table.expected.unwrap_or(0)));
    let how = match table.expected_by {
        Some(KnownBy::Backup) => format!("{} that the newest backup has", number_of(gone)),
        _ => number_of(gone),
    };
    let mut names: Vec<String> = table.gone.iter().take(NAMED).filter_map(named).collect();
    if NAMED < table.gone.len() {
        names.push(format!("and {} more", number((table.gone.len() - NAMED) as u64)));
    }
    let names = if names.is_empty() { String::new() } else { format!(": {}", names.join(", ")) };
    Some(format!("  {}, {how}{names}", called(&table.table)))
}

fn unknown_of(table: &TableSaved) -> Option<String> {
    let unknown = table.expected.is_none()
        || (table.expected_by == Some(KnownBy::Backup) && table.number_gone() == Some(0));
    unknown.then(|| format!("  {}, {} saved", called(&table.table), number(table.saved)))
}

fn link(link: &LostLink) -> String {
    let row = named(&link.row).map(|name| format!(" {name}")).unwrap_or_default();
    let what = called(&link.led_to).to_lowercase();
    match link.kept {
        true => format!("  {}{row}: the link to one of the {what} was taken out", called(&link.table)),
        false => {
            format!("  {}{row}: it belonged to one of the {what}, and went with it", called(&link.table))
        }
    }
}

fn named(row: &GoneRow) -> Option<String> {
    match (&row.name, &row.id) {
        (Some(name), _) => Some(format!("“{name}”")),
        (None, id) => id.clone(),
    }
}

/// What a backup has, beside what was saved.
fn beside(preview: &Preview) -> Vec<String> {
    let mut lines = vec![format!(
        "The newest good backup is {} (last change: {}).",
        preview.backup.file.display(),
        preview.backup.last_change.as_deref().unwrap_or("never")
    )];
    if preview.same_database == Some(false) {
        lines.push("It is one of another database.".to_owned());
    }
    let of = |number_of: fn(&crate::backup::Difference) -> usize| -> Vec<String> {
        let kinds = preview.kinds.iter().filter(|kind| 0 < number_of(kind));
        kinds.map(|kind| format!("{} {}", people_say(kind.kind), number(number_of(kind) as u64))).collect()
    };
    let (more, fewer, other) = (of(|kind| kind.added), of(|kind| kind.gone), of(|kind| kind.changed));
    let mut said = |words: &str, kinds: Vec<String>| {
        if !kinds.is_empty() {
            lines.push(format!("  {words}: {}", kinds.join(", ")));
        }
    };
    said("It has, and what was saved has not", more);
    said("It lacks", fewer);
    said("In another state it has", other);
    if lines.len() == 1 {
        lines.push("  It has the same records as what was saved.".to_owned());
    }
    lines
}

fn number(number: u64) -> String {
    words::number(i64::try_from(number).unwrap_or(i64::MAX))
}

/// What people call the rows of a table.
fn called(table: &str) -> String {
    let name = match table {
        "vendor" => "Vendors",
        "contact" => "Contacts of vendors",
        "location" => "Locations",
        "person" => "People",
        "license" => "Licenses",
        "term" => "Terms",
        "device" => "Hardware",
        "warranty" => "Warranties",
        "assignment" => "Seats",
        "license_key" => "License keys",
        "credential" => "Credentials",
        "secret_value" => "Places of secrets",
        "tag" => "Tags",
        "tagging" => "Tags on things",
        "attachment" => "Attachments",
        "attachment_content" => "Attached files",
        "contract" => "Contracts",
        "covered_device" => "Devices under contracts",
        "certificate" => "Certificates",
        "budget" => "Budgets",
        "exchange_rate" => "Exchange rates",
        "custody_entry" => "Hand-outs",
        "warranty_claim" => "Repairs",
        "device_category" => "Categories of hardware",
        "device_model" => "Models of hardware",
        "kit" => "Kits",
        "kit_item" => "Parts of kits",
        "checklist_item" => "Steps of checklists",
        "credential_access" => "Who has credentials",
        "stock_take" => "Stock-takes",
        "stock_take_item" => "Devices of stock-takes",
        "reminder_rule" => "Rules of reminders",
        "reminder_answer" => "Answers to reminders",
        "reminder_ledger" => "Which reminders were told",
        "reminder_sent" => "Reminders that were sent",
        "calendar_event" => "Events of the calendar file",
        "custom_field" => "Fields of your own",
        "field_value" => "Values of fields of your own",
        "change" => "Changes in the history",
        "batch" => "Acts in the history",
        "setting" => "Settings",
        "import_mapping" => "Remembered columns of imports",
        "vault_source" => "Vaults that were imported",
        "value_home" => "Which secrets this database owns",
        "meta" => "Marks of the database",
        other => other,
    };
    name.to_owned()
}
