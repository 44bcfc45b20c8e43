//! A row's cells as an entry.

use super::{
    super::{
        loose::Loose,
        model::{Tally, VaultEntry, VaultKind, filled, secret},
        otp,
    },
    Row,
    shapes::{Column, Habit, Shape},
};
use crate::model::CredentialKind;
use chrono::{DateTime, Local, NaiveDate};
use serde::Deserialize;

/// How programs name the folder of deleted entries, in their languages.
const RECYCLE_BINS: [&str; 9] = [
    "Recycle Bin",
    "Trash",
    "Papierkorb",
    "Corbeille",
    "Papelera de reciclaje",
    "Cestino",
    "Prullenbak",
    "Lixeira",
    "Kosz",
];

pub(super) fn entry(
    number: u32,
    row: &Row,
    shape: &Shape,
    headers: &[String],
    tally: &mut Tally,
) -> VaultEntry {
    let mut entry = VaultEntry::new(number);
    if shape.habit == Habit::Notes {
        entry.kind = VaultKind::Credential(CredentialKind::SecureNote);
    }
    let columns = shape.columns_of(headers);
    // The title first: seeds are labelled with it.
    for (cell, column) in row.iter().zip(&columns) {
        if *column == Some(Column::Title) && entry.title.is_empty() {
            entry.title = cell.trim().to_owned();
        }
    }
    let mut email = None;
    for (place, cell) in row.iter().enumerate() {
        let header = headers.get(place).map_or("", |header| header.trim());
        match columns.get(place).copied().flatten() {
            Some(Column::Email) => email = filled(cell).map(|email| (header.to_owned(), email)),
            Some(column @ (Column::RoboformFields | Column::FieldPairs)) => {
                to_the_end(column, row.get(place..).unwrap_or_default(), &mut entry);
                break;
            }
            Some(column) => one(column, header, cell, &mut entry, tally),
            None => entry.add_field(header, secret(cell.as_str()).filter(|_| !cell.trim().is_empty()), false),
        }
    }
    if let Some((header, email)) = email {
        match &entry.username {
            None => entry.username = Some(email),
            Some(username) if *username == email => {}
            Some(_) => entry.add_field(&header, secret(email), false),
        }
    }
    if entry.title.is_empty() {
        entry.title = entry.url.as_deref().and_then(host).unwrap_or_default();
        entry.untitled = true;
    }
    entry.folders_known = shape.has_folders(headers);
    entry
}

fn one(column: Column, header: &str, cell: &str, entry: &mut VaultEntry, tally: &mut Tally) {
    let text = || filled(cell);
    match column {
        Column::Username => match (&entry.username, text()) {
            (None, name) => entry.username = name,
            (Some(_), name) => entry.add_field(header, name.and_then(secret), false),
        },
        Column::Password => entry.add_password(header, secret(cell)),
        Column::Url => entry.add_url(cell.to_owned()),
        Column::Urls => urls(cell, entry),
        Column::Notes => match &entry.notes {
            None => entry.notes = text().and_then(secret),
            Some(_) => entry.add_field(header, text().and_then(secret), false),
        },
        Column::Totp => totp(cell, entry, tally),
        Column::Folder => folder(cell, '/', entry),
        Column::FolderBackslash => folder(cell, '\\', entry),
        Column::FolderBelowRoot => {
            folder(cell, '/', entry);
            if !entry.folder.is_empty() {
                entry.folder.remove(0);
            }
            if let Some(bin) = entry.folder.first().filter(|name| RECYCLE_BINS.contains(&name.as_str())) {
                entry.skipped = Some(format!("It is in the recycle bin “{bin}”."));
            }
        }
        Column::Tags => entry.tags.extend(cell.split([';', ',']).filter_map(filled)),
        Column::Type => kind(cell.trim(), entry),
        Column::Archived => {
            if !matches!(cell.trim().to_ascii_lowercase().as_str(), "" | "false" | "no" | "0") {
                entry.tags.push("archived".to_owned());
            }
        }
        Column::FieldLines => {
            for line in cell.lines() {
                let (name, value) = line.split_once(": ").unwrap_or(("Field", line));
                entry.add_field(name, secret(value.trim()), true);
            }
        }
        Column::TypedFieldLines => {
            for line in cell.lines().filter(|line| !line.trim().is_empty()) {
                let (name, value) = line.split_once(": ").unwrap_or(("Field", line));
                let (name, kind) = name.rsplit_once(", ").unwrap_or((name, ""));
                entry.add_field(name, secret(value.trim()), kind == "secret");
            }
        }
        Column::Id => entry.id = text(),
        Column::FieldJson => field_json(cell, entry, tally),
        Column::Changed => entry.changed_on = DateTime::parse_from_rfc3339(cell.trim()).ok().map(local_day),
        Column::ChangedEpoch => entry.changed_on = epoch(cell.trim()),
        Column::Title | Column::Email | Column::Ignore | Column::RoboformFields | Column::FieldPairs => {}
    }
}

fn totp(cell: &str, entry: &mut VaultEntry, tally: &mut Tally) {
    if cell.trim().is_empty() {
        return;
    }
    match otp::read(cell, &entry.title) {
        Some(seed) => match &entry.totp {
            None => entry.totp = Some(seed),
            // Some programs write the seed and its address.
            Some(known) if otp::same_codes(known, &seed) => {}
            Some(_) => entry.add_strange_seed(Some(seed)),
        },
        None => {
            tally.add("One-time codes of another kind, kept as fields");
            entry.add_strange_seed(secret(cell));
        }
    }
}

/// A JSON list, or several addresses with commas between them.
fn urls(cell: &str, entry: &mut VaultEntry) {
    if let Ok(list) = serde_json::from_str::<Vec<String>>(cell) {
        for url in list {
            entry.add_url(url);
        }
        return;
    }
    let mut rest = cell.trim();
    // A comma may belong to an address: one that ends it has another address after it.
    while let Some(next) = rest.match_indices(',').map(|(at, _)| at).find(|at| {
        rest.get(at + 1..).is_some_and(|after| {
            after.trim_start().split_once("://").is_some_and(|(scheme, _)| is_scheme(scheme))
        })
    }) {
        entry.add_url(rest.get(..next).unwrap_or_default().to_owned());
        rest = rest.get(next + 1..).unwrap_or_default().trim_start();
    }
    entry.add_url(rest.to_owned());
}

fn is_scheme(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

fn folder(cell: &str, separator: char, entry: &mut VaultEntry) {
    let parts: Vec<String> = cell.split(separator).filter_map(filled).collect();
    if entry.folder.is_empty() {
        entry.folder = parts;
    } else {
        entry.tags.extend(parts.last().cloned());
    }
}

fn kind(word: &str, entry: &mut VaultEntry) {
    let kind = match word.to_ascii_lowercase().as_str() {
        "" | "login" | "password" => CredentialKind::Login,
        "note" | "securenote" => CredentialKind::SecureNote,
        "sshkey" | "ssh_key" => CredentialKind::SshKey,
        "wifi" => CredentialKind::Wifi,
        "folder" => {
            entry.skipped = Some("It is a folder, not an entry.".to_owned());
            return;
        }
        _ => CredentialKind::Other,
    };
    entry.kind = VaultKind::Credential(kind);
}

#[derive(Deserialize)]
struct LabelledField {
    #[serde(default)]
    label: String,
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default)]
    value: Loose,
}

fn field_json(cell: &str, entry: &mut VaultEntry, tally: &mut Tally) {
    if cell.trim().is_empty() {
        return;
    }
    match serde_json::from_str::<Vec<LabelledField>>(cell) {
        Ok(fields) => {
            for field in fields {
                entry.add_field(&field.label, field.value.0, field.kind == "hidden");
            }
        }
        Err(_) => {
            tally.add("Custom fields that could not be taken apart, kept as one");
            entry.add_field("Custom fields", secret(cell), true);
        }
    }
}

fn to_the_end(column: Column, cells: &[String], entry: &mut VaultEntry) {
    if column == Column::RoboformFields {
        // name,,,type,value
        for cell in cells.iter().filter(|cell| !cell.trim().is_empty()) {
            let parts: Vec<&str> = cell.splitn(5, ',').collect();
            let [name, _, _, kind, value] = parts.as_slice() else { continue };
            match *name {
                // What stands in columns of its own.
                "User ID$" | "Password$" | "Script$" => {}
                "TOTP KEY$" => match otp::read(value, &entry.title) {
                    Some(seed) => entry.totp = Some(seed),
                    None => entry.add_strange_seed(secret(*value)),
                },
                "-no-name-" => entry.add_field("Field", secret(*value), *kind == "pwd"),
                name => entry.add_field(name, secret(*value), *kind == "pwd"),
            }
        }
        return;
    }
    for pair in cells.chunks(2) {
        let [name, value] = pair else { continue };
        // Keeper names the seed so, and newer versions with a type in front.
        let is_seed = name == "TFC:Keeper" || name.starts_with("$oneTimeCode");
        if let Some(seed) = is_seed.then(|| otp::read(value, &entry.title)).flatten() {
            entry.totp = Some(seed);
            continue;
        }
        let name = name.strip_prefix('$').unwrap_or(name);
        entry.add_field(name.trim_end_matches(':'), secret(value.as_str()), true);
    }
}

fn local_day<Tz: chrono::TimeZone>(instant: DateTime<Tz>) -> NaiveDate {
    instant.with_timezone(&Local).date_naive()
}

/// Seconds or milliseconds since 1970; a number of eleven digits is not reached by seconds until the year 5138.
fn epoch(text: &str) -> Option<NaiveDate> {
    let number: i64 = text.parse().ok().filter(|number| *number > 0)?;
    let seconds = if number >= 100_000_000_000 { number / 1000 } else { number };
    DateTime::from_timestamp(seconds, 0).map(local_day)
}

/// The host of an address.
pub fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    let host = match host.rsplit_once(':') {
        Some((name, port)) if port.chars().all(|c| c.is_ascii_digit()) => name,
        _ => host,
    };
    filled(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_instants_are_read() {
        assert_eq!(host("https://me:x@mail.example:8443/inbox?a=b").as_deref(), Some("mail.example"));
        assert_eq!(host("router.local").as_deref(), Some("router.local"));
        assert_eq!(host("https:///x"), None);
        let day = NaiveDate::from_ymd_opt(2026, 3, 4);
        assert_eq!((epoch("1772625600"), epoch("1772625600000")), (day, day));
        assert_eq!((epoch("0"), epoch("soon")), (None, None));
    }

    fn entry_of(headers: &[&str], cells: &[&str]) -> VaultEntry {
        let headers: Vec<String> = headers.iter().map(|header| (*header).to_owned()).collect();
        let row = Row::new(cells.iter().map(|cell| (*cell).to_owned()).collect());
        let shape = super::super::shapes::of(&headers).unwrap();
        entry(2, &row, shape, &headers, &mut Tally::default())
    }

    fn fields(entry: &VaultEntry) -> Vec<(&str, &str)> {
        use secrecy::ExposeSecret;
        entry.fields.iter().map(|field| (field.name.as_str(), field.value.expose_secret())).collect()
    }

    #[test]
    fn columns_added_to_a_known_table_are_what_they_are_called() {
        let headers =
            ["name", "url", "username", "password", "totp", "notes", "folder", "tags", "Cost centre"];
        let cells = ["Mail", "m.example", "ops", "p", "JBSWY3DPEHPK3PXP", "spare key", "IT/Mail", "a;b", "7"];
        let mail = entry_of(&headers, &cells);
        assert!(mail.totp.is_some() && mail.notes.is_some());
        assert_eq!((mail.folder.join("/").as_str(), mail.tags.len()), ("IT/Mail", 2));
        assert!(mail.folders_known);
        assert_eq!(fields(&mail), [("Cost centre", "7")]);
        let strange =
            entry_of(&headers[..5], &["Bank", "", "", "p", "otpauth://hotp/a?secret=GEZDGNBV&counter=1"]);
        assert_eq!(fields(&strange).len(), 1);
        assert_eq!((strange.fields[0].name.as_str(), strange.folders_known), ("One-time code seed", false));
        let twice = entry_of(
            &["username", "username2", "username3", "title", "password", "url", "otpSecret", "otpUrl"],
            &["a", "", "", "Bank", "p", "", "JBSWY3DPEHPK3PXP", "otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ"],
        );
        assert!(twice.totp.is_some());
        assert_eq!(twice.fields[0].name, "One-time code seed", "another seed is kept too");
    }

    #[test]
    fn nextclouds_label_is_the_title() {
        let headers = [
            "Label",
            "Username",
            "Password",
            "Notes",
            "URL",
            "Custom Fields",
            "Folder Label",
            "Edited",
            "Favorite",
            "Tags",
            "Id",
            "Revision",
            "Folder Id",
        ];
        let door = entry_of(
            &headers,
            &[
                "Gate",
                "",
                "0815-zz",
                "",
                "",
                "Alarm, secret: 22: 33\nShop, url: https://a.example",
                "Site B",
                "2025-02-03T12:00:00+00:00",
                "false",
                "x,y",
                "k9",
                "r9",
                "f9",
            ],
        );
        assert_eq!((door.title.as_str(), door.untitled, door.id.as_deref()), ("Gate", false, Some("k9")));
        assert_eq!(
            (door.folder, door.tags),
            (vec!["Site B".to_owned()], vec!["x".to_owned(), "y".to_owned()])
        );
        assert_eq!(door.changed_on, NaiveDate::from_ymd_opt(2025, 2, 3));
        assert_eq!(door.fields.len(), 2);
        assert_eq!((door.fields[0].name.as_str(), door.fields[1].name.as_str()), ("Alarm", "Shop"));
        let host =
            entry_of(&headers, &["", "", "p", "", "https://h.example", "", "", "", "", "", "", "", ""]);
        assert_eq!((host.title.as_str(), host.untitled), ("h.example", true));
    }

    #[test]
    fn several_addresses_in_a_cell_are_told_apart() {
        let mut entry = VaultEntry::new(1);
        urls("https://a.example/x,y, https://b.example", &mut entry);
        assert_eq!(entry.url.as_deref(), Some("https://a.example/x,y"));
        assert_eq!(entry.fields.len(), 1);
        let mut entry = VaultEntry::new(1);
        urls(r#"["https://a.example", "https://b.example"]"#, &mut entry);
        assert_eq!((entry.url.as_deref(), entry.fields.len()), (Some("https://a.example"), 1));
    }
}
