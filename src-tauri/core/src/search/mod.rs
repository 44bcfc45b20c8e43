//! Finding any thing by any part of its name, tag, serial or text.

mod everything;
mod store;

pub use everything::everything;
pub(crate) use store::triggers;

use crate::{Result, ids::Kind};
use serde::Serialize;
use sqlx::SqliteConnection;

/// A thing that was found.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Found {
    pub kind: Kind,
    pub id: String,
    pub title: String,
    /// Tag, serial, user name: where codes are searched.
    pub codes: String,
    /// A line about it: vendor, holder, place.
    pub detail: String,
    /// What held the words; told by [`everything`] alone.
    pub matched: Match,
}

/// A field that held what was looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Match {
    /// Its name in files, such as `serial`; `attachment`, `contact`, `key_hint` or `certificate` for a part of the thing.
    pub field: String,
    /// What people read.
    pub label: String,
    /// What stands there, or the part around what matched.
    pub text: String,
}

/// What stands before a device's id in the code on its label.
const DEVICE_LINK: &str = "holdfast:device/";

/// The text of a label's code that names a device by its id, which a changed tag does not break.
pub fn device_link(id: &str) -> String {
    format!("{DEVICE_LINK}{id}")
}

/// The best matches for all the words of `text`; names before codes before other text. Empty for no text.
/// A scanned [`device_link`] finds the device it names.
///
/// # Errors
/// [`crate::Error::Database`] when the database cannot be read.
pub async fn find(conn: &mut SqliteConnection, text: &str, limit: u32) -> Result<Vec<Found>> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Vec::new());
    }
    match text.strip_prefix(DEVICE_LINK) {
        Some(id) => store::find(conn, "", Some(id), limit).await,
        None => store::find(conn, text, None, limit).await,
    }
}

/// A field whose entered values are worth offering again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ChoiceField {
    Category,
    Manufacturer,
    Publisher,
    Vendor,
    Location,
    Department,
    Tag,
}

/// A thing to link to.
#[derive(Debug, Clone, Serialize, sqlx::FromRow)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct LinkChoice {
    pub id: String,
    pub name: String,
    pub detail: String,
}

/// Values already in use that contain the text, the most used first.
///
/// # Errors
/// [`crate::Error::Database`] when the database cannot be read.
pub async fn choices(conn: &mut SqliteConnection, field: ChoiceField, text: &str) -> Result<Vec<String>> {
    store::choices(conn, field, text).await
}

/// Live things of a kind whose name or code contains the text, by name.
///
/// # Errors
/// [`crate::Error::Database`] when the database cannot be read.
pub async fn links(conn: &mut SqliteConnection, kind: Kind, text: &str) -> Result<Vec<LinkChoice>> {
    store::links(conn, kind, text).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Act, clock::Now, db::Db, hardware, history::Actor};

    #[tokio::test]
    async fn a_whole_code_comes_before_those_that_contain_it() {
        let db = Db::in_memory().await.unwrap();
        let mut tx = db.write().await.unwrap();
        let act = Act::new(Now::read(), Actor::CommandLine, "Add devices");
        for (name, tag) in
            [("Dock", "HF-00071"), ("HF-0007 spare", "X-1"), ("A laptop with a long name", "HF-0007")]
        {
            let input = hardware::DeviceInput {
                name: name.into(),
                asset_tag: Some(tag.into()),
                ..Default::default()
            };
            hardware::create(&mut tx, &act, input).await.unwrap();
        }
        let found = find(&mut tx, "hf-0007\r", 10).await.unwrap();
        assert_eq!(found.len(), 3);
        assert_eq!(found[0].title, "A laptop with a long name");
    }

    #[tokio::test]
    async fn a_scanned_link_finds_its_device_alone() {
        let db = Db::in_memory().await.unwrap();
        let mut tx = db.write().await.unwrap();
        let act = Act::new(Now::read(), Actor::CommandLine, "Add devices");
        let mut ids = Vec::new();
        for name in ["T14", "T14s"] {
            let input = hardware::DeviceInput { name: name.into(), ..Default::default() };
            ids.push(hardware::create(&mut tx, &act, input).await.unwrap());
        }
        for id in &ids {
            // Scanners end with a line end.
            let found = find(&mut tx, &format!("{}\r\n", device_link(id)), 10).await.unwrap();
            assert_eq!(found.iter().map(|found| &found.id).collect::<Vec<_>>(), [id]);
        }
        assert!(find(&mut tx, &device_link("none"), 10).await.unwrap().is_empty());
    }

    async fn found(conn: &mut SqliteConnection, text: &str) -> Vec<(String, String, String)> {
        let found = everything(conn, text, 10).await.unwrap();
        found.into_iter().map(|one| (one.title, one.matched.field, one.matched.text)).collect()
    }

    fn one(title: &str, field: &str, text: &str) -> Vec<(String, String, String)> {
        vec![(title.to_owned(), field.to_owned(), text.to_owned())]
    }

    #[tokio::test]
    async fn everything_that_is_written_of_a_thing_is_found_and_told() {
        let db = Db::in_memory().await.unwrap();
        let mut tx = db.write().await.unwrap();
        let act = Act::new(Now::read(), Actor::CommandLine, "Add");
        let some = |text: &str| Some(text.to_owned());
        let device = hardware::DeviceInput {
            name: "Laptop".into(),
            serial: some("PF4GX7K2"),
            notes: some("came with a scratched lid"),
            tags: vec!["loaner pool".into()],
            ..Default::default()
        };
        let laptop = hardware::create(&mut tx, &act, device).await.unwrap();
        let vendor = crate::vendors::VendorInput {
            name: "Nordnet".into(),
            contacts: vec![crate::vendors::Contact {
                name: "Mia Sund".into(),
                phone: some("+46 555 0199"),
                ..Default::default()
            }],
            ..Default::default()
        };
        crate::vendors::create(&mut tx, &act, vendor).await.unwrap();
        let place = crate::locations::LocationInput { name: "Attic".into(), ..Default::default() };
        crate::locations::create(&mut tx, &act, place).await.unwrap();
        crate::attachments::add(&mut tx, &act, Kind::Device, &laptop, "invoice-7781.pdf", b"%PDF-1.4")
            .await
            .unwrap();
        for (text, expected) in [
            ("4gx7", one("Laptop", "serial", "PF4GX7K2")),
            ("scratched", one("Laptop", "notes", "came with a scratched lid")),
            ("loaner", one("Laptop", "tags", "loaner pool")),
            ("sund", one("Nordnet", "contact", "Mia Sund +46 555 0199")),
            ("attic", one("Attic", "name", "Attic")),
            ("7781", one("Laptop", "attachment", "invoice-7781.pdf")),
            // Slips of the typing, in words that are whole or not.
            ("latpop", one("Laptop", "name", "Laptop")),
            ("nordnte", one("Nordnet", "name", "Nordnet")),
            ("lpatop", one("Laptop", "name", "Laptop")),
            ("zebra", Vec::new()),
        ] {
            assert_eq!(found(&mut tx, text).await, expected, "{text}");
        }
        let recent = everything(&mut tx, " ", 2).await.unwrap();
        assert_eq!(recent.iter().map(|one| one.title.as_str()).collect::<Vec<_>>(), ["Laptop", "Attic"]);
    }
}
