//! Automatic backups in real folders: when one is made, what stands beside it, and what is never removed.

use super::{state::Noted, *};
use crate::{
    Act,
    clock::moment,
    history::Actor,
    vendors::{self, VendorInput},
};
use chrono::TimeDelta;
use std::collections::BTreeSet;

fn at(text: &str) -> Now {
    Now::at(moment(text).unwrap())
}

async fn open(folder: &Path, now: &Now) -> Db {
    Db::open(folder, now).await.unwrap()
}

async fn write_something(db: &Db, now: &Now, name: &str) {
    let mut tx = db.write().await.unwrap();
    let act = Act::new(*now, Actor::CommandLine, "Add");
    let vendor = VendorInput { name: name.into(), ..VendorInput::default() };
    vendors::create(&mut tx, &act, vendor).await.unwrap();
    tx.commit().await.unwrap();
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

fn databases(folder: &Path) -> BTreeSet<String> {
    names(folder).into_iter().filter(|name| name.ends_with(".db")).collect()
}

async fn standing_on(db: &Db, now: &Now) -> Standing {
    standing(&mut db.read().await.unwrap(), now.today).await.unwrap()
}

#[test]
fn when_a_backup_is_due() {
    let noted = |worked: Option<&str>, tried: Option<&str>, trouble: bool| Noted {
        worked_at: worked.map(|text| at(text).timestamp()),
        tried_at: tried.map(|text| at(text).timestamp()),
        trouble: trouble.then(|| "The disk is full.".to_owned()),
        ..Noted::default()
    };
    let now = at("2027-03-14T10:00:00");
    // What is noted; whether the day calls for one; whether an import does.
    for (what, noted, daily, import) in [
        ("never", noted(None, None, false), true, true),
        ("yesterday, an hour ago or more", noted(Some("2027-03-13T23:59:00"), None, false), true, true),
        ("this morning", noted(Some("2027-03-14T00:01:00"), None, false), false, true),
        ("an hour ago", noted(Some("2027-03-14T09:00:00"), None, false), false, true),
        ("within the hour", noted(Some("2027-03-14T09:00:01"), None, false), false, false),
        ("a moment ago", noted(Some("2027-03-14T10:00:00"), None, false), false, false),
        ("failed a moment ago", noted(None, Some("2027-03-14T09:51:00"), true), false, true),
        ("failed ten minutes ago", noted(None, Some("2027-03-14T09:50:00"), true), true, true),
        (
            "worked yesterday, failed a moment ago",
            noted(Some("2027-03-13T10:00:00"), Some("2027-03-14T09:59:00"), true),
            false,
            true,
        ),
        ("the clock was a little ahead", noted(Some("2027-03-14T10:04:00"), None, false), false, false),
        ("the clock was years ahead", noted(Some("2031-01-01T10:00:00"), None, false), true, true),
        ("and failed then", noted(None, Some("2031-01-01T10:00:00"), true), true, true),
    ] {
        assert_eq!(noted.calls_for(Occasion::Daily, &now), daily, "{what}: by day");
        assert_eq!(noted.calls_for(Occasion::BeforeImport, &now), import, "{what}: before an import");
        assert!(noted.calls_for(Occasion::Asked, &now), "{what}: asked");
    }
}

#[tokio::test]
async fn a_day_has_one_backup_that_is_checked_and_holds_all() {
    let folder = tempfile::tempdir().unwrap();
    let now = at("2027-03-14T10:00:00");
    let db = open(folder.path(), &now).await;
    assert_eq!(
        run(&db, &now, Occasion::Daily).await.unwrap(),
        Round::default(),
        "there is nothing to be lost"
    );
    write_something(&db, &now, "Acme").await;
    let made = run(&db, &now, Occasion::Daily).await.unwrap().made.unwrap();
    let backups = folder.path().join(FOLDER);
    assert_eq!(made.file, backups.join("holdfast-2027-03-14-1000.db"));
    assert_eq!(
        names(&backups),
        ["holdfast-2027-03-14-1000.db", "holdfast-2027-03-14-1000.db.sha256"].map(str::to_owned).into()
    );
    #[cfg(unix)]
    for name in names(&backups) {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(backups.join(name)).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let verified = crate::backup::verify(&made.file).await.unwrap();
    assert_eq!((verified.as_written, &verified.sha256), (Some(true), &made.sha256));
    let standing = standing_on(&db, &now).await;
    assert_eq!(standing.last_at.as_deref(), Some(now.timestamp().as_str()));
    assert_eq!((standing.trouble, standing.overdue), (None, None));
    assert_eq!(run(&db, &at("2027-03-14T23:59:00"), Occasion::Daily).await.unwrap(), Round::default());
    let next = run(&db, &at("2027-03-15T00:01:00"), Occasion::Daily).await.unwrap();
    assert_eq!(databases(&backups).len(), 2);
    assert!(next.made.is_some() && next.removed.is_empty());
    // Asked for twice within a minute, both are there.
    for _ in 0..2 {
        run(&db, &at("2027-03-15T00:01:30"), Occasion::Asked).await.unwrap().made.unwrap();
    }
    assert!(databases(&backups).contains("holdfast-2027-03-15-0001-3.db"), "{:?}", names(&backups));
    assert_eq!(
        list(&db, true).await.unwrap().backups.iter().filter(|one| one.checked == Checked::Whole).count(),
        4
    );
}

#[tokio::test]
async fn turned_off_only_a_person_makes_one() {
    let folder = tempfile::tempdir().unwrap();
    let now = at("2027-03-14T10:00:00");
    let db = open(folder.path(), &now).await;
    write_something(&db, &now, "Acme").await;
    choose(&db, &now, false, 500).await.unwrap();
    for occasion in [Occasion::Daily, Occasion::BeforeImport] {
        assert_eq!(run(&db, &now, occasion).await.unwrap(), Round::default());
    }
    assert_eq!(standing_on(&db, &at("2027-04-14T10:00:00")).await.overdue, None, "off is a choice");
    assert!(run(&db, &now, Occasion::Asked).await.unwrap().made.is_some());
    for wrong in [0, 99, 1_000_001] {
        assert!(choose(&db, &now, true, wrong).await.is_err(), "{wrong}");
    }
}

/// A backup a day for so many days, from one day on; what is left.
async fn daily(db: &Db, from: &Now, days: i64) -> BTreeSet<String> {
    for day in 0..days {
        let now = Now::at(from.at + TimeDelta::days(day));
        write_something(db, &now, &format!("Vendor {}", now.today)).await;
        let round = run(db, &now, Occasion::Daily).await.unwrap();
        assert_eq!((round.made.is_some(), round.trouble), (true, None));
    }
    databases(&db.folder().join(FOLDER))
}

#[tokio::test]
async fn only_what_this_database_made_and_knows_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    let backups = folder.path().join(FOLDER);
    let first = at("2027-03-01T12:00:00");
    let db = open(folder.path(), &first).await;
    let other_folder = tempfile::tempdir().unwrap();
    let other = open(other_folder.path(), &first).await;
    assert_eq!(daily(&db, &first, 2).await.len(), 2);
    write_something(&other, &first, "Other").await;
    let others = run(&other, &first, Occasion::Daily).await.unwrap().made.unwrap().file;

    // A person's own file, with a name of this form; a backup of another database with what stands beside it; one that was
    // changed since, in its length and in a byte that damages nothing (which SQLite wrote last); and one that holds what this database has not.
    fs::write(backups.join("holdfast-2027-02-01-0900.db"), "mine").unwrap();
    fs::copy(backups.join("holdfast-2027-03-01-1200.db"), backups.join("holdfast-2027-02-02-0900.db"))
        .unwrap();
    for ending in ["", slip::ENDING] {
        let from = files::suffixed(&others, ending);
        fs::copy(from, files::suffixed(&backups.join("holdfast-2027-03-01-1200-2.db"), ending)).unwrap();
    }
    let place = |name: &str| backups.join(name);
    let copy_of_own = |name: &str, change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = fs::read(place("holdfast-2027-03-01-1200.db")).unwrap();
        let beside = Slip::beside(&place("holdfast-2027-03-01-1200.db")).unwrap();
        change(&mut bytes);
        fs::write(place(name), bytes).unwrap();
        let slip = Slip { name: name.to_owned(), ..beside };
        fs::write(Slip::place(&place(name)), slip.text()).unwrap();
    };
    copy_of_own("holdfast-2027-02-03-0900.db", &|bytes| bytes.push(0));
    copy_of_own("holdfast-2027-02-04-0900.db", &|bytes| *bytes.get_mut(99).unwrap() ^= 1);
    copy_of_own("holdfast-2027-02-05-0900.db", &|_| {});
    // What a kill left before the backup had its name.
    let beside = Slip::beside(&place("holdfast-2027-03-01-1200.db")).unwrap();
    let half = Slip { name: "holdfast-2027-02-06-0900.db".into(), ..beside };
    fs::write(Slip::place(&place(&half.name)), half.text()).unwrap();

    let left = daily(&db, &at("2027-03-03T12:00:00"), 30).await;
    for stays in [
        "holdfast-2027-02-01-0900.db",
        "holdfast-2027-02-02-0900.db",
        "holdfast-2027-02-03-0900.db",
        "holdfast-2027-02-04-0900.db",
        "holdfast-2027-03-01-1200-2.db",
    ] {
        assert!(left.contains(stays), "{stays} went: {left:?}");
    }
    // 5 February is the last of February by now, and counts among the months; 1 and 2 March went.
    assert!(left.contains("holdfast-2027-02-05-0900.db"));
    assert!(!left.contains("holdfast-2027-03-01-1200.db") && !left.contains("holdfast-2027-03-02-1200.db"));
    assert!(!names(&backups).contains("holdfast-2027-03-02-1200.db.sha256"));
    assert!(!names(&backups).contains("holdfast-2027-02-06-0900.db.sha256"));
    let listed = list(&db, true).await.unwrap();
    let changed: Vec<String> = listed
        .backups
        .iter()
        .filter(|one| one.checked == Checked::Changed)
        .map(|one| one.file.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(changed, ["holdfast-2027-02-04-0900.db", "holdfast-2027-02-03-0900.db"]);
    let changed = crate::backup::verify(&place("holdfast-2027-02-04-0900.db")).await.unwrap();
    assert_eq!(changed.as_written, Some(false));
}

#[tokio::test]
async fn after_a_restore_what_the_database_does_not_know_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let first = at("2027-03-01T12:00:00");
    let db = open(folder.path(), &first).await;
    let made = daily(&db, &first, 3).await;
    assert_eq!(made.len(), 3);
    db.close().await;
    // Back to the first day: the two later ones hold what the database has no more.
    let back = folder.path().join(FOLDER).join("holdfast-2027-03-01-1200.db");
    let now = at("2027-03-04T12:00:00");
    crate::backup::restore(folder.path(), &back, &now).await.unwrap();
    let db = open(folder.path(), &now).await;
    assert!(run(&db, &now, Occasion::Daily).await.unwrap().made.is_some(), "it is due at once");
    let left = daily(&db, &at("2027-03-05T12:00:00"), 40).await;
    assert!(
        left.contains("holdfast-2027-03-02-1200.db") && left.contains("holdfast-2027-03-03-1200.db"),
        "{left:?}"
    );
    assert!(!left.contains("holdfast-2027-03-01-1200.db"), "{left:?}");
}

#[tokio::test]
async fn the_oldest_go_for_the_limit_and_never_the_one_just_made() {
    let folder = tempfile::tempdir().unwrap();
    let first = at("2027-03-01T12:00:00");
    let db = open(folder.path(), &first).await;
    daily(&db, &first, 4).await;
    let backups = folder.path().join(FOLDER);
    let size = |name: &String| fs::metadata(backups.join(name)).unwrap().len();
    let made = databases(&backups);
    let newest = made.last().unwrap();
    let now = at("2027-03-04T13:00:00");
    let limit = size(newest) + size(made.iter().nth(2).unwrap());
    let gone = prune::prune(&db, &now, &backups, limit, &backups.join(newest)).await;
    assert_eq!((gone.len(), databases(&backups).len()), (2, 2));
    let gone = prune::prune(&db, &now, &backups, 0, &backups.join(newest)).await;
    assert_eq!((gone.len(), databases(&backups)), (1, [newest.clone()].into()));
    assert_eq!(names(&backups).len(), 2);
    // The clock went back within the day: what is made now is dated earlier, and stays all the same.
    let made = run(&db, &at("2027-03-04T11:00:00"), Occasion::Asked).await.unwrap().made.unwrap();
    prune::prune(&db, &now, &backups, 0, &made.file).await;
    assert!(made.file.exists());
}

#[tokio::test]
async fn databases_kept_aside_go_only_when_old_and_known() {
    let folder = tempfile::tempdir().unwrap();
    let first = at("2027-03-01T12:00:00");
    let db = open(folder.path(), &first).await;
    write_something(&db, &first, "Acme").await;
    let copy = run(&db, &first, Occasion::Asked).await.unwrap().made.unwrap().file;
    let aside = |name: &str| folder.path().join(name);
    let put = |name: &str| fs::copy(&copy, aside(name)).unwrap();
    for day in 1..=9 {
        put(&format!("before-restore-2027-02-{day:02}.db"));
    }
    put("before-restore-2027-02-01-2.db");
    // Kept for repair, with its log; what is no database; and a person's own.
    put("before-restore-2027-01-01.db");
    fs::write(aside("before-restore-2027-01-01.db-wal"), "log").unwrap();
    fs::write(aside("before-restore-2027-01-02.db"), "damaged").unwrap();
    put("before-restore-2027-01-03 mine.db");
    let mut expected = databases(folder.path());
    prune::prune(&db, &first, &folder.path().join(FOLDER), u64::MAX, &copy).await;
    // Three are spared; of 1 to 6 February all are among the last seven days, so only the first of two of a day goes.
    assert!(expected.remove("before-restore-2027-02-01.db"));
    assert_eq!(databases(folder.path()), expected);
    // What holds more than the database knows stays.
    write_something(&db, &first, "Later").await;
    let later = run(&db, &at("2027-03-01T13:00:00"), Occasion::Asked).await.unwrap().made.unwrap().file;
    db.close().await;
    crate::backup::restore(folder.path(), &copy, &first).await.unwrap();
    fs::copy(&later, aside("before-restore-2027-02-01.db")).unwrap();
    let db = open(folder.path(), &first).await;
    let before = databases(folder.path());
    prune::prune(&db, &first, &folder.path().join(FOLDER), u64::MAX, &copy).await;
    assert_eq!(databases(folder.path()), before);
}

#[tokio::test]
async fn a_folder_that_is_gone_is_noted_told_after_three_days_and_taken_up_again() {
    let folder = tempfile::tempdir().unwrap();
    let stick = tempfile::tempdir().unwrap();
    let place = stick.path().join("stick");
    fs::create_dir(&place).unwrap();
    let now = at("2027-03-14T10:00:00");
    let db = open(folder.path(), &now).await;
    write_something(&db, &now, "Acme").await;
    choose_folder(&db, &now, Some(&place)).await.unwrap();
    assert!(run(&db, &now, Occasion::Daily).await.unwrap().made.unwrap().file.starts_with(&place));
    fs::rename(&place, stick.path().join("away")).unwrap();
    for (day, told) in [(15, false), (17, false), (18, true), (20, true)] {
        let now = at(&format!("2027-03-{day}T10:00:00"));
        let round = run(&db, &now, Occasion::Daily).await.unwrap();
        let trouble = round.trouble.unwrap();
        assert!(trouble.contains("There is no folder") && trouble.contains("Connect the disk"), "{trouble}");
        assert!(!place.exists(), "it is not made anew");
        let standing = standing_on(&db, &now).await;
        assert_eq!(standing.overdue.is_some(), told, "{day}: {standing:?}");
        assert_eq!(standing.trouble.as_ref(), Some(&trouble));
        assert_eq!(run(&db, &now, Occasion::Daily).await.unwrap(), Round::default(), "not at every look");
        assert!(before_import(&db, &now).await.is_some());
    }
    let now = at("2027-03-20T11:00:00");
    let words = to_be_told(&mut db.read().await.unwrap(), now.today).await.unwrap().unwrap();
    assert!(words.contains("for 6 days"), "{words}");
    was_told(&db, now.today).await;
    assert_eq!(to_be_told(&mut db.read().await.unwrap(), now.today).await.unwrap(), None, "once a day");
    fs::rename(stick.path().join("away"), &place).unwrap();
    assert!(run(&db, &now, Occasion::Daily).await.unwrap().made.is_some());
    let standing = standing_on(&db, &now).await;
    assert_eq!((standing.trouble, standing.overdue), (None, None));
}

#[tokio::test]
async fn trouble_with_a_folder_given_up_meanwhile_keeps_the_next_one_from_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let stick = tempfile::tempdir().unwrap();
    let now = at("2027-03-14T10:00:00");
    let db = open(folder.path(), &now).await;
    write_something(&db, &now, "Acme").await;
    choose_folder(&db, &now, Some(stick.path())).await.unwrap();
    let tried = settings(&mut db.read().await.unwrap()).await.unwrap();
    // The try goes on while a person goes back to the data folder, and fails after that.
    choose_folder(&db, &now, None).await.unwrap();
    state::note_trouble(&db, &now, &tried, "The disk is gone.").await;
    assert_eq!(standing_on(&db, &now).await.trouble, None);
    assert!(run(&db, &now, Occasion::Daily).await.unwrap().made.is_some(), "at once, not ten minutes later");
    // What fails in the folder that is chosen is noted.
    let chosen = settings(&mut db.read().await.unwrap()).await.unwrap();
    state::note_trouble(&db, &now, &chosen, "The disk is full.").await;
    assert_eq!(standing_on(&db, &now).await.trouble.as_deref(), Some("The disk is full."));
}

#[tokio::test]
async fn a_folder_is_taken_only_where_backups_belong() {
    let folder = tempfile::tempdir().unwrap();
    let now = at("2027-03-14T10:00:00");
    let db = open(folder.path(), &now).await;
    let own = folder.path().join("mine");
    fs::create_dir(&own).unwrap();
    for wrong in
        [own.as_path(), folder.path(), Path::new("/no/such/folder"), &folder.path().join("holdfast.db")]
    {
        assert!(choose_folder(&db, &now, Some(wrong)).await.is_err(), "{}", wrong.display());
    }
    fs::create_dir(folder.path().join(FOLDER)).unwrap();
    choose_folder(&db, &now, Some(&folder.path().join(FOLDER))).await.unwrap();
    assert_eq!(settings(&mut db.read().await.unwrap()).await.unwrap().folder, None);
}

#[tokio::test]
async fn several_at_once_make_one() {
    let folder = tempfile::tempdir().unwrap();
    let now = at("2027-03-14T10:00:00");
    let (one, other) = (open(folder.path(), &now).await, open(folder.path(), &now).await);
    write_something(&one, &now, "Acme").await;
    let both = tokio::join!(run(&one, &now, Occasion::Asked), run(&other, &now, Occasion::Asked));
    let made = [both.0.unwrap().made.unwrap(), both.1.unwrap().made.unwrap()];
    assert_eq!(made[0], made[1]);
    assert_eq!(databases(&folder.path().join(FOLDER)).len(), 1);
    let next = at("2027-03-15T10:00:00");
    let both = tokio::join!(run(&one, &next, Occasion::BeforeImport), run(&other, &next, Occasion::Daily));
    assert!(both.0.unwrap().trouble.is_none() && both.1.unwrap().trouble.is_none());
    assert_eq!(databases(&folder.path().join(FOLDER)).len(), 2);
}

#[tokio::test]
async fn none_is_made_while_an_address_has_a_password_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let now = at("2027-03-14T10:00:00");
    let db = open(folder.path(), &now).await;
    write_something(&db, &now, "Acme").await;
    // As an earlier version left it.
    let mut tx = db.write().await.unwrap();
    for text in [
        "UPDATE vendor SET website = 'https://ops:geheim@acme.example'",
        "DELETE FROM meta WHERE key = 'addresses_looked'",
    ] {
        sqlx::query(text).execute(&mut *tx).await.unwrap();
    }
    tx.commit().await.unwrap();
    let round = run(&db, &now, Occasion::Asked).await.unwrap();
    assert!(round.trouble.unwrap().contains("Unlock the keyring"));
    assert_eq!(databases(&folder.path().join(FOLDER)), BTreeSet::new());
}
