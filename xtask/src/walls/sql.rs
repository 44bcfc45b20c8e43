//! Whose tables a domain's SQL may name: its own; those that are read everywhere for a name and whether it is in Trash; and
//! what is allowed here, a line a table. Only the owner writes a table, through the history or itself.

/// The things: any domain may read them, to show a name or to look for one.
const THINGS: [&str; 8] =
    ["vendor", "person", "location", "license", "contract", "device", "credential", "deadline"];

/// Those who read over all domains, the filters of all lists among them, and the history, through which all write.
const READ_ALL: [&str; 10] = [
    "history",
    "upgrade",
    "overview",
    "reminders",
    "search",
    "filter",
    "import",
    "export",
    "archive",
    "vaults",
];

/// A table, the domain it belongs to, and those besides that read it.
const TABLES: &[(&str, &str, &[&str])] = &[
    ("vendor", "vendors", &[]),
    ("person", "people", &[]),
    ("location", "locations", &[]),
    ("license", "licenses", &[]),
    ("contract", "contracts", &[]),
    ("device", "hardware", &[]),
    ("credential", "credentials", &[]),
    ("deadline", "reminders", &[]),
    ("assignment", "licenses", &["people"]),
    ("attachment", "attachments", &["vendors"]),
    ("attachment_content", "attachments", &[]),
    ("batch", "history", &["backup"]),
    ("budget", "cost", &[]),
    ("calendar_event", "calendar", &[]),
    ("certificate", "contracts", &["terms"]),
    // What is saved of a damaged file is completed from the history.
    ("change", "history", &["backup", "db"]),
    ("checklist_item", "lifecycle", &[]),
    ("contact", "vendors", &["terms"]),
    ("coverage", "hardware", &[]),
    ("covered_device", "contracts", &["hardware"]),
    ("credential_access", "people", &[]),
    ("custody_entry", "hardware", &[]),
    ("device_category", "hardware", &[]),
    ("device_model", "hardware", &["lifecycle"]),
    ("custom_field", "fields", &[]),
    ("exchange_rate", "cost", &[]),
    ("field_value", "fields", &[]),
    ("import_mapping", "import", &[]),
    ("kit", "lifecycle", &["hardware"]),
    ("kit_item", "lifecycle", &["hardware"]),
    ("license_key", "licenses", &["secrets"]),
    ("meta", "db", &["credentials", "backup"]),
    ("reminder_answer", "reminders", &[]),
    ("reminder_ledger", "delivery", &[]),
    ("reminder_rule", "reminders", &[]),
    ("reminder_sent", "delivery", &[]),
    ("search_entry", "search", &["list"]),
    ("search_text", "search", &["list", "credentials"]),
    ("secret_op", "secrets", &[]),
    // A backup that is checked says how many values it names.
    ("secret_value", "secrets", &["credentials", "licenses", "credential_health", "backup"]),
    ("setting", "settings", &[]),
    ("stock_take", "stocktake", &[]),
    ("stock_take_item", "stocktake", &[]),
    ("tag", "tags", &["choices"]),
    ("tagging", "tags", &[]),
    ("term", "terms", &["vendors", "licenses", "contracts", "cost"]),
    ("value_home", "secrets", &["db"]),
    ("vault_source", "vaults", &[]),
    ("warranty", "hardware", &[]),
    ("warranty_claim", "hardware", &[]),
];

/// Those that write a table of another domain, each for a reason that its code says: the file that is opened makes its own
/// home, and gives up what it called its own where a damaged one lost rows; the upgrade of addresses rewrites what is found by them and marks that it is done; the report on the credentials notes
/// which values it found.
const WRITES: [(&str, &str); 5] = [
    ("db", "value_home"),
    ("credentials", "search_text"),
    ("credentials", "meta"),
    ("credential_health", "secret_value"),
    ("history", "secret_op"),
];

/// What is wrong with a text of a file below the core, should it be SQL.
pub(super) fn rule(path: &str, text: &str) -> Option<String> {
    let domain = path.strip_prefix("src-tauri/core/src/")?.split(['/', '.']).next()?;
    named(text).into_iter().find_map(|(table, writes)| {
        let (table, owner, readers) = TABLES.iter().find(|(name, ..)| *name == table)?;
        if domain == *owner {
            return None;
        }
        if writes {
            let may = ["history", "upgrade"].contains(&domain) || WRITES.contains(&(domain, table));
            return (!may).then(|| format!("{domain} writes {table}, a table of {owner}: call {owner}"));
        }
        let may = THINGS.contains(table) || READ_ALL.contains(&domain) || readers.contains(&domain);
        (!may).then(|| format!("{domain} reads {table}, a table of {owner}: call {owner}, or say why in xtask/src/walls/sql.rs"))
    })
}

/// The tables a text names as SQL does, and whether it writes them.
fn named(text: &str) -> Vec<(String, bool)> {
    let words: Vec<&str> = text
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
        .collect();
    let mut tables = Vec::new();
    for (at, pair) in words.windows(2).enumerate() {
        let before = at.checked_sub(1).and_then(|at| words.get(at)).copied();
        let [keyword, name] = pair else { continue };
        let writes = match (before, *keyword) {
            (Some("DELETE"), "FROM") | (_, "INTO" | "UPDATE") => true,
            (_, "FROM" | "JOIN") => false,
            _ => continue,
        };
        tables.push(((*name).to_owned(), writes));
    }
    tables
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEOPLE: &str = "src-tauri/core/src/people/store.rs";

    #[test]
    fn tables_are_found_where_sql_names_them() {
        let text =
            "\"WITH a AS (SELECT 1 FROM license l \\\n JOIN term t ON t.license_id = l.id) DELETE FROM tag\"";
        let found = named(text);
        let found: Vec<(&str, bool)> = found.iter().map(|(name, writes)| (name.as_str(), *writes)).collect();
        assert_eq!(found, [("license", false), ("term", false), ("tag", true)]);
        assert_eq!(named("\"a letter from warranty holders\""), []);
    }

    #[test]
    fn parts_of_other_domains_are_not_read_and_nothing_of_theirs_is_written() {
        assert!(rule(PEOPLE, "\"SELECT 1 FROM warranty\"").is_some());
        assert!(rule(PEOPLE, "\"SELECT 1 FROM person JOIN custody_entry c\"").is_some());
        assert!(rule(PEOPLE, "\"UPDATE license SET name = ?\"").is_some());
        assert!(rule(PEOPLE, "\"INSERT INTO device (id) VALUES (?)\"").is_some());
        assert!(rule(PEOPLE, "\"DELETE FROM assignment\"").is_some());
    }

    #[test]
    fn own_tables_things_and_what_is_allowed_are_read() {
        assert_eq!(rule(PEOPLE, "\"SELECT 1 FROM person JOIN device d JOIN assignment a\""), None);
        assert_eq!(rule(PEOPLE, "\"UPDATE person SET name = ?\""), None);
        assert_eq!(rule("src-tauri/core/src/overview/store.rs", "\"SELECT 1 FROM warranty\""), None);
        assert_eq!(rule("src-tauri/core/src/history/store.rs", "\"DELETE FROM warranty\""), None);
        assert_eq!(rule("src-tauri/core/src/db.rs", "\"INSERT INTO value_home (id) VALUES (?)\""), None);
    }

    /// A table that stands in no line here would be anybody's.
    #[test]
    fn every_table_has_an_owner() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-tauri/core/migrations");
        for file in std::fs::read_dir(folder).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            let words: Vec<&str> = text.split([' ', '\n', '(']).collect();
            for three in words.windows(3) {
                if three[0] == "CREATE" && ["TABLE", "VIEW"].contains(&three[1]) {
                    let table = three[2].trim_matches('"');
                    // What a migration builds beside the old one takes its name.
                    let table = table.trim_end_matches("_new").trim_start_matches("new_");
                    assert!(TABLES.iter().any(|(name, ..)| *name == table), "{table} has no owner in TABLES");
                }
            }
        }
    }
}
