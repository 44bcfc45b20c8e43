//! A vault imported again: nothing moves from one record to another, whatever was put in, taken out or sorted.

use super::place::Place;
use anyhow::{Context, Result};
use holdfast_core::{
    archive,
    vaults::{VaultOptions, VaultReport},
};
use holdfast_tests::counts::times;
use proptest::prelude::*;
use std::{collections::BTreeMap, fmt::Write};

/// An entry of a made-up vault.
#[derive(Debug, Clone, PartialEq)]
struct Entry {
    id: u32,
    folder: String,
    title: String,
    user: String,
    password: String,
}

fn entry(id: u32, folder: &str, title: &str, user: &str, password: &str) -> Entry {
    let own = |text: &str| text.to_owned();
    Entry { id, folder: own(folder), title: own(title), user: own(user), password: own(password) }
}

/// As KeePass 2 writes them, each with its id.
fn xml(entries: &[Entry]) -> Vec<u8> {
    let mut text = String::from("<KeePassFile><Root><Group><Name>Vault</Name>");
    for one in entries {
        let id = format!("{:016}", one.id);
        let id = base64(id.as_bytes());
        write!(
            text,
            "<Group><Name>{}</Name><Entry><UUID>{id}</UUID><String><Key>Title</Key><Value>{}</Value></String><String><Key>UserName</Key><Value>{}</Value></String><String><Key>Password</Key><Value>{}</Value></String></Entry></Group>",
            one.folder, one.title, one.user, one.password
        )
        .expect("text");
    }
    text.push_str("</Group></Root></KeePassFile>");
    text.into_bytes()
}

pub fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits =
            chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place)) as usize & 63];
            text.push(if place <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

/// As KeePassXC writes a table, without ids.
fn csv(entries: &[Entry]) -> Vec<u8> {
    let mut text = String::from("Group,Title,Username,Password,URL,Notes,TOTP,Icon,Last Modified,Created\n");
    for one in entries {
        writeln!(
            text,
            "\"Root/{}\",\"{}\",\"{}\",\"{}\",\"\",\"\",\"\",\"0\",\"2024-01-02T03:04:05Z\",\"2024-01-02T03:04:05Z\"",
            one.folder, one.title, one.user, one.password
        )
        .expect("text");
    }
    text.into_bytes()
}

fn counts(report: &VaultReport) -> (u32, u32, u32, usize) {
    (report.new, report.updated, report.unchanged, report.problems.len())
}

/// What stands here: by the record's id its tags and password.
async fn here(place: &Place) -> Result<BTreeMap<String, (Vec<String>, String)>> {
    let mut all = BTreeMap::new();
    for one in place.credentials().await? {
        let password = place.value(&one, "password").await?;
        all.insert(one.id.clone(), (one.fields.tags, password));
    }
    Ok(all)
}

/// What an earlier version left: nothing of where the entries came from.
async fn forget_sources(place: &Place) -> Result<()> {
    let mut tx = place.db.write().await?;
    sqlx::query("DELETE FROM vault_source").execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(())
}

fn two_customers() -> Vec<Entry> {
    vec![
        entry(1, "Kestrel GmbH", "Router", "root", "kestrel-pass-1"),
        entry(2, "Osprey AG", "Router", "root", "osprey-pass-2"),
    ]
}

#[tokio::test]
async fn a_group_put_in_front_moves_nothing() -> Result<()> {
    for (with_ids, old) in [(true, false), (false, false), (true, true), (false, true)] {
        let file = |entries: &[Entry]| if with_ids { xml(entries) } else { csv(entries) };
        let place = Place::open().await?;
        let mut entries = two_customers();
        place.import(&file(&entries)).await?;
        if old {
            forget_sources(&place).await?;
        }
        let before = here(&place).await?;
        entries.insert(0, entry(3, "Avocet KG", "Router", "root", "avocet-pass-3"));
        let report = place.import(&file(&entries)).await?;
        assert_eq!(counts(&report), (1, 0, 2, 0), "ids {with_ids}, old {old}");
        let after = here(&place).await?;
        for (id, record) in &before {
            assert_eq!(after.get(id), Some(record), "ids {with_ids}, old {old}");
        }
        // One taken out, and all in another order.
        let report = place.import(&file(&entries[2..])).await?;
        assert_eq!(counts(&report), (0, 0, 1, 0));
        entries.reverse();
        let report = place.import(&file(&entries)).await?;
        assert_eq!((counts(&report), report.batch), ((0, 0, 3, 0), None));
        assert_eq!(here(&place).await?, after);
    }
    Ok(())
}

#[tokio::test]
async fn a_password_changed_in_the_vault_is_an_update_of_its_own_record() -> Result<()> {
    for with_ids in [true, false] {
        let file = |entries: &[Entry]| if with_ids { xml(entries) } else { csv(entries) };
        let place = Place::open().await?;
        let mut entries = two_customers();
        place.import(&file(&entries)).await?;
        entries.reverse();
        entries[0].password = "osprey-pass-9".to_owned();
        let report = place.import(&file(&entries)).await?;
        assert_eq!(counts(&report), (0, 1, 1, 0));
        let all = here(&place).await?;
        let osprey = all.values().find(|(tags, _)| tags == &["Osprey AG"]).context("it")?;
        assert_eq!(osprey.1, "osprey-pass-9");
    }
    // With an id of its own an entry may be renamed and moved; what has no title overwrites none.
    let place = Place::open().await?;
    let mut entries = two_customers();
    place.import(&xml(&entries)).await?;
    entries[0].title = "Edge router".to_owned();
    entries[0].folder = "Kestrel SE".to_owned();
    entries[1].title = String::new();
    let report = place.import(&xml(&entries)).await?;
    assert_eq!(counts(&report), (0, 1, 1, 0));
    assert_eq!(place.credential("Edge router").await?.fields.tags, ["Kestrel GmbH", "Kestrel SE"]);
    assert_eq!(place.credential("Router").await?.fields.tags, ["Osprey AG"]);
    Ok(())
}

#[tokio::test]
async fn what_could_be_one_of_several_is_asked_about_and_not_guessed() -> Result<()> {
    let place = Place::open().await?;
    let twins = |first: &str, second: &str| {
        [entry(1, "Lab", "Switch", "admin", first), entry(2, "Lab", "Switch", "admin", second)]
    };
    place.import(&csv(&twins("one-pass-111", "two-pass-222"))).await?;
    let before = here(&place).await?;
    let report = place.import(&csv(&twins("two-pass-222", "one-pass-111"))).await?;
    assert_eq!(counts(&report), (0, 0, 2, 0), "equal ones find each other");
    // Both passwords are new: which is which cannot be known.
    let changed = csv(&twins("three-pass-333", "four-pass-444"));
    let report = place.import(&changed).await?;
    assert_eq!((counts(&report), report.batch), ((0, 0, 0, 2), None));
    assert!(report.problems[0].message.contains("in doubt"), "{:?}", report.problems);
    assert_eq!(here(&place).await?, before);
    let options = VaultOptions { doubtful_as_new: true, ..VaultOptions::default() };
    let report = place.import_as(&changed, None, options).await?;
    assert_eq!(counts(&report), (2, 0, 0, 0));
    let after = here(&place).await?;
    assert!(before.iter().all(|(id, record)| after.get(id) == Some(record)));
    Ok(())
}

#[tokio::test]
async fn an_equal_login_of_another_folder_is_another_one() -> Result<()> {
    let place = Place::open().await?;
    place.import(&csv(&[entry(1, "Kestrel GmbH", "Camera", "admin", "admin")])).await?;
    let before = here(&place).await?;
    let report = place.import(&csv(&[entry(2, "Osprey AG", "Camera", "admin", "admin")])).await?;
    assert_eq!(counts(&report), (1, 0, 0, 0));
    let after = here(&place).await?;
    assert!(before.iter().all(|(id, record)| after.get(id) == Some(record)));
    Ok(())
}

/// Names, folders and users few enough to meet again and again; passwords that differ from entry to entry.
fn vault() -> impl Strategy<Value = Vec<Entry>> {
    let one = ("[A-C]", "(Mail|Router|NAS)", "(root|admin)");
    prop::collection::vec(one, 1..9).prop_map(|all| {
        let numbered = (1..).zip(all);
        numbered
            .map(|(id, (folder, title, user))| {
                entry(id, &folder, &title, &user, &format!("pass-word-{id}-x"))
            })
            .collect()
    })
}

/// Entries by what tells them apart without ids and values.
fn twins(entries: &[Entry], of: &Entry) -> usize {
    let same = |one: &&Entry| (&one.folder, &one.title, &one.user) == (&of.folder, &of.title, &of.user);
    entries.iter().filter(same).count()
}

/// Passwords by the ids of their entries, as the vault has them.
fn expected(entries: &[Entry]) -> BTreeMap<String, String> {
    entries.iter().map(|one| (one.password.clone(), one.folder.clone())).collect()
}

async fn run(
    first: Vec<Entry>,
    new: Vec<Entry>,
    gone: Vec<prop::sample::Index>,
    changed: prop::sample::Index,
    (with_ids, old, reverse): (bool, bool, bool),
) -> Result<()> {
    let file = |entries: &[Entry]| if with_ids { xml(entries) } else { csv(entries) };
    let place = Place::in_memory().await?;
    place.import(&file(&first)).await?;
    if old {
        forget_sources(&place).await?;
    }
    let before = here(&place).await?;
    let owners: BTreeMap<String, String> =
        before.iter().map(|(id, (_, password))| (password.clone(), id.clone())).collect();
    let mut second = first.clone();
    for gone in gone {
        if second.len() > 1 {
            second.remove(gone.index(second.len()));
        }
    }
    let kept = second.clone();
    // A password changed where nothing but it tells the entry from others leaves doubt without ids: not here.
    let at = changed.index(second.len());
    let sure = |entries: &[Entry]| twins(entries, &kept[at]) == 1;
    let may_change =
        if with_ids && !old { true } else { sure(&first) && sure(&second) && twins(&new, &kept[at]) == 0 };
    if may_change {
        second[at].password.push_str("-new");
    }
    let mut added = 0_u32;
    for one in new {
        // Beside a record that lost its entry, a new entry of the same name and folder would leave doubt.
        if (with_ids && !old) || twins(&first, &one) == twins(&kept, &one) {
            let id = 100 + added;
            let password = format!("fresh-word-{id}-y");
            second.insert(added as usize % (second.len() + 1), Entry { id, password, ..one });
            added += 1;
        }
    }
    if reverse {
        second.reverse();
    }
    let report = place.import(&file(&second)).await?;
    let updated = u32::from(may_change);
    let unchanged = u32::try_from(kept.len())? - updated;
    assert_eq!(counts(&report), (added, updated, unchanged, 0));
    let after = here(&place).await?;
    assert_eq!(after.len(), before.len() + added as usize);
    // Every entry's password stands in its own record, with its own folder; gone ones are as they were.
    for one in &first {
        let owner = &owners[&one.password];
        let now = if may_change && one.id == kept[at].id {
            format!("{}-new", one.password)
        } else {
            one.password.clone()
        };
        assert_eq!(after[owner], (vec![one.folder.clone()], now));
    }
    let stored: BTreeMap<String, String> =
        after.values().map(|(tags, password)| (password.clone(), tags.join(","))).collect();
    for (password, folder) in expected(&second) {
        assert_eq!(stored.get(&password), Some(&folder));
    }
    let again = place.import(&file(&second)).await?;
    assert_eq!((again.new, again.updated, again.batch), (0, 0, None));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: times("PROPTEST_CASES", 100) as u32, ..ProptestConfig::default() })]

    /// As many vaults as `PROPTEST_CASES` says; a hundred in the suite.
    #[test]
    fn only_what_differs_is_new_or_changed(
        first in vault(),
        new in vault(),
        gone in prop::collection::vec(any::<prop::sample::Index>(), 0..4),
        changed: prop::sample::Index,
        how: (bool, bool, bool),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(run(first, new, gone, changed, how)).expect("an import");
    }
}

/// An export of everything has where entries came from: the vault imported into its copy finds them by that.
#[tokio::test]
async fn an_export_of_everything_keeps_where_entries_came_from() -> Result<()> {
    let before = [entry(1, "Acme", "Router", "admin", "pw-1"), entry(2, "Bolt", "Router", "admin", "pw-2")];
    let first = Place::open().await?;
    first.import(&xml(&before)).await?;
    let json = archive::everything(&mut *first.db.read().await?, &first.now).await?;

    let second = Place::open().await?;
    for _ in 0..2 {
        let mut tx = second.db.write().await?;
        archive::read_back(&mut tx, &second.act("Read back"), &json).await?;
        tx.commit().await?;
    }
    // Renamed there and put elsewhere, so that nothing but their ids tells which is which.
    let after = [entry(1, "North", "Gate", "root", "pw-3"), entry(2, "South", "Gate", "root", "pw-4")];
    let report = second.import(&xml(&after)).await?;
    assert_eq!((report.new, report.updated), (0, 2));
    let text = String::from_utf8(json)?;
    let broken = text.replacen("\"credential_id\": \"", "\"credential_id\": \"x", 1);
    let third = Place::open().await?;
    let mut tx = third.db.write().await?;
    assert!(archive::read_back(&mut tx, &third.act("Read back"), broken.as_bytes()).await.is_err());
    Ok(())
}
