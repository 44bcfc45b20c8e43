//! Files imported again with rows gone, added, sorted or changed: every row finds its own record, or asks.

use anyhow::{Context, Result};
use holdfast_core::{
    hardware,
    import::{self, ImportKind, ImportOptions, ImportReport, RowMatch},
    licenses,
    list::ListQuery,
    secrets::{self, ExposeSecret, Slot},
};

use super::place::*;

/// A license with what hangs on it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kept {
    pub id: String,
    pub name: String,
    pub seats: Option<u32>,
    pub bought: Option<String>,
    pub price: Option<i64>,
    pub keys: Vec<String>,
    pub holders: Vec<String>,
}

pub async fn kept(place: &Place) -> Result<Vec<Kept>> {
    let ids: Vec<String> = {
        let mut conn = place.db.read().await?;
        let page = licenses::list(&mut conn, &ListQuery::default(), place.now.today).await?;
        page.rows.into_iter().map(|row| row.id).collect()
    };
    let mut all = Vec::new();
    for id in ids {
        let license = {
            let mut conn = place.db.read().await?;
            licenses::get(&mut conn, &id, place.now.today).await?
        };
        let mut keys = Vec::new();
        for key in &license.keys {
            let value = secrets::fetch(&place.db, &place.keyring, &Slot::license_key(&key.id)).await?;
            keys.push(value.expose_secret().to_owned());
        }
        let term = license.fields.terms.first().cloned().unwrap_or_default();
        let mut holders: Vec<String> = license.assignments.into_iter().map(|seat| seat.holder).collect();
        holders.sort();
        keys.sort();
        all.push(Kept {
            id,
            name: license.fields.name,
            seats: term.seats,
            bought: term.purchased_on,
            price: term.price.map(|price| price.minor),
            keys,
            holders,
        });
    }
    all.sort();
    Ok(all)
}

/// A device with its tag, holder and place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeptDevice {
    pub id: String,
    pub name: String,
    pub tag: Option<String>,
    pub serial: Option<String>,
    pub holder: Option<String>,
    pub location: Option<String>,
}

pub async fn kept_devices(place: &Place) -> Result<Vec<KeptDevice>> {
    let mut conn = place.db.read().await?;
    let page = hardware::list(&mut conn, &ListQuery::default(), place.now.today).await?;
    let mut all = Vec::new();
    for row in page.rows {
        let device = hardware::get(&mut conn, &row.id, place.now.today).await?;
        all.push(KeptDevice {
            id: row.id,
            name: device.fields.name,
            tag: device.fields.asset_tag,
            serial: device.fields.serial,
            holder: device.holder,
            location: device.fields.location,
        });
    }
    all.sort();
    Ok(all)
}

pub fn counts(report: &ImportReport) -> (u32, u32, u32, usize) {
    (report.new, report.updated, report.unchanged, report.problems.len())
}

fn as_hardware() -> ImportOptions {
    ImportOptions::new(ImportKind::Hardware)
}

const PLAIN: [&str; 4] = [
    "Office Pro,Redmond,no,yes,1,2020-01-02,100",
    "Office Pro,Redmond,no,yes,1,2020-02-03,110",
    "Office Pro,Redmond,no,yes,1,2020-03-04,120",
    "Office Pro,Redmond,no,yes,1,2020-03-04,120",
];

fn plain(rows: &[&str]) -> String {
    let header = "Item name,Manufacturer,Maintained,Reassignable,Seats,Purchase Date,Purchase Cost";
    std::iter::once(header).chain(rows.iter().copied()).map(|row| format!("{row}\n")).collect()
}

#[tokio::test]
async fn licenses_of_one_name_keep_their_own_rows() -> Result<()> {
    let [one, two, three, four] = PLAIN;
    let added = "Office Pro,Redmond,no,yes,1,2019-12-01,90";
    let dearer = "Office Pro,Redmond,no,yes,1,2020-01-02,105";
    for (rows, expected) in [
        (vec![one, two, three, four], (0, 0, 4, 0)),
        (vec![two, three, four], (0, 0, 3, 0)),
        (vec![four, three, two, one], (0, 0, 4, 0)),
        (vec![added, one, two, three, four], (1, 0, 4, 0)),
        (vec![dearer, two, three, four], (0, 1, 3, 0)),
        (vec![three], (0, 0, 1, 0)),
    ] {
        let place = Place::open().await?;
        place.import(plain(&PLAIN).as_bytes(), &as_licenses()).await?;
        let before = kept(&place).await?;
        let report = place.import(plain(&rows).as_bytes(), &as_licenses()).await?;
        assert_eq!(counts(&report), expected, "{rows:?} {:?}", report.problems);
        let after = kept(&place).await?;
        for old in &before {
            let now = after.iter().find(|new| new.id == old.id).context("a license is gone")?;
            let changed = expected.1 == 1 && old.bought.as_deref() == Some("2020-01-02");
            assert!(changed || now == old, "{rows:?}: {old:?} became {now:?}");
            assert_eq!(now.bought, old.bought);
        }
        let again = place.import(plain(&rows).as_bytes(), &as_licenses()).await?;
        assert_eq!((again.new, again.updated, again.batch), (0, 0, None), "{rows:?}");
    }
    Ok(())
}

const KEYS: [&str; 3] = [
    "Office Pro,AAAAA-11111-AAAAA,1,2020-01-02,Ann Lee,ann@x.example",
    "Office Pro,BBBBB-22222-BBBBB,1,2020-02-03,Bob Ray,bob@x.example",
    "Office Pro,CCCCC-33333-CCCCC,1,2020-03-04,Cy Roe,cy@x.example",
];

fn keyed(rows: &[&str]) -> String {
    let header = "Item name,serial number,Seats,Purchase Date,Full Name,Email";
    std::iter::once(header).chain(rows.iter().copied()).map(|row| format!("{row}\n")).collect()
}

#[tokio::test]
async fn keys_and_holders_stay_with_their_license() -> Result<()> {
    let [one, two, three] = KEYS;
    let fourth = "Office Pro,DDDDD-44444-DDDDD,1,2021-04-05,Di Gow,di@x.example";
    for (rows, expected) in [
        (vec![two, three], (0, 0, 2, 0)),
        (vec![three, two, one], (0, 0, 3, 0)),
        (vec![fourth, one, two, three], (1, 0, 3, 0)),
        // One taken out, one put in: another key, another holder, another day make it another license.
        (vec![fourth, two, three], (1, 0, 2, 0)),
    ] {
        let place = Place::open().await?;
        place.import(keyed(&KEYS).as_bytes(), &as_licenses()).await?;
        let before = kept(&place).await?;
        let report = place.import(keyed(&rows).as_bytes(), &as_licenses()).await?;
        assert_eq!(counts(&report), expected, "{rows:?} {:?}", report.problems);
        let after = kept(&place).await?;
        assert!(before.iter().all(|old| after.contains(old)), "{rows:?}\n{before:#?}\n{after:#?}");
    }
    // The key finds its license under another name and another price.
    let place = Place::open().await?;
    place.import(keyed(&KEYS).as_bytes(), &as_licenses()).await?;
    let renamed = keyed(&[&two.replace("Office Pro", "Office Professional")]);
    let report = place.import(renamed.as_bytes(), &as_licenses()).await?;
    assert_eq!(counts(&report), (0, 1, 0, 0));
    let named = place.license_named("Office Professional").await?;
    assert_eq!(named.fields.terms.first().and_then(|term| term.purchased_on.as_deref()), Some("2020-02-03"));
    Ok(())
}

#[tokio::test]
async fn a_license_key_that_changed_among_others_is_asked_about() -> Result<()> {
    let place = Place::open().await?;
    place.import(keyed(&KEYS).as_bytes(), &as_licenses()).await?;
    let before = kept(&place).await?;
    let other = KEYS[0].replace("AAAAA-11111-AAAAA", "EEEEE-55555-EEEEE");
    let file = keyed(&[&other, KEYS[1], KEYS[2]]);
    let report = place.import(file.as_bytes(), &as_licenses()).await?;
    let [question] = report.questions.as_slice() else { anyhow::bail!("{report:?}") };
    assert_eq!((question.row, question.candidates.len(), report.batch.is_none()), (2, 1, true));
    assert!(question.candidates[0].label.contains("Ann Lee"), "{question:?}");
    assert!(report.problems[0].message.contains("another key"), "{:?}", report.problems);
    assert_eq!(kept(&place).await?, before);

    let answered = |record: Option<String>| ImportOptions {
        matches: vec![RowMatch { row: 2, record }],
        ..as_licenses()
    };
    let id = question.candidates[0].id.clone();
    let report = place.import(file.as_bytes(), &answered(Some(id.clone()))).await?;
    assert_eq!(counts(&report), (0, 1, 2, 0));
    let after = kept(&place).await?;
    let changed = after.iter().find(|license| license.id == id).context("the license")?;
    assert_eq!(
        (changed.keys.as_slice(), changed.holders.as_slice()),
        (&["EEEEE-55555-EEEEE".to_owned()][..], &["Ann Lee".to_owned()][..])
    );

    let place = Place::open().await?;
    place.import(keyed(&KEYS).as_bytes(), &as_licenses()).await?;
    let before = kept(&place).await?;
    let report = place.import(file.as_bytes(), &answered(None)).await?;
    assert_eq!(counts(&report), (1, 0, 2, 0));
    let after = kept(&place).await?;
    assert!(before.iter().all(|old| after.contains(old)));

    // One license and one row of a name: whether it has a new key, or is gone and another one has come, is not in the file.
    let place = Place::open().await?;
    place.import(keyed(&KEYS[..1]).as_bytes(), &as_licenses()).await?;
    let before = kept(&place).await?;
    let report = place.import(keyed(&[&other]).as_bytes(), &as_licenses()).await?;
    assert_eq!((counts(&report), report.questions.len()), ((0, 0, 0, 1), 1));
    assert!(report.problems[0].message.contains("another key"), "{:?}", report.problems);
    assert_eq!(kept(&place).await?, before);
    let its = answered(Some(before[0].id.clone()));
    let report = place.import(keyed(&[&other]).as_bytes(), &its).await?;
    assert_eq!(counts(&report), (0, 1, 0, 0));
    // An answer that names another row's license is none.
    let wrong = answered(Some(kept(&place).await?[0].id.clone()));
    let twice = keyed(&[KEYS[1], &other]);
    let report = place.import(twice.as_bytes(), &wrong).await?;
    assert_eq!((report.problems.len(), &report.batch), (1, &None));
    Ok(())
}

#[tokio::test]
async fn a_preview_compares_keys_where_the_keyring_is_ready() -> Result<()> {
    let place = Place::open().await?;
    let two = "Item name,serial number\nOffice,AAAAA-11111-AAAAA\nOffice,BBBBB-22222-BBBBB\n";
    place.import(two.as_bytes(), &as_licenses()).await?;
    let file = b"Item name,serial number\nOffice,BBBBB-22222-BBBBB\nOffice,CCCCC-33333-CCCCC\n";
    let (preview, rows) =
        import::preview_compared(&place.db, Some(&place.keyring), file, &as_licenses(), &place.now).await?;
    assert_eq!((preview.unchanged, preview.problem_rows), (1, 1), "{rows:?}");
    assert_eq!(rows[1].candidates.len(), 1);
    assert!(!format!("{rows:?}").contains("22222"));
    Ok(())
}

#[tokio::test]
async fn devices_without_tag_and_serial_keep_their_holders() -> Result<()> {
    let header = "Name,Model,Purchase Date,Full Name,Email,Location\n";
    let [ann, bob, cy] = [
        "Screen,S24,2024-05-06,Ann Lee,ann@x.example,Room 1\n",
        "Screen,S24,2024-05-06,Bob Ray,bob@x.example,Room 2\n",
        "Screen,S24,2024-05-06,Cy Roe,cy@x.example,Room 3\n",
    ];
    let di = "Screen,S24,2024-05-06,Di Gow,di@x.example,Room 4\n";
    for (rows, expected) in [
        (format!("{bob}{cy}"), (0, 0, 2, 0)),
        (format!("{cy}{bob}{ann}"), (0, 0, 3, 0)),
        (format!("{di}{ann}{bob}{cy}"), (1, 0, 3, 0)),
        // Ann's is gone and Di's has come: whether it was handed on is not in the file.
        (format!("{di}{bob}{cy}"), (0, 0, 2, 1)),
    ] {
        let place = Place::open().await?;
        place.import(format!("{header}{ann}{bob}{cy}").as_bytes(), &as_hardware()).await?;
        let before = kept_devices(&place).await?;
        let report = place.import(format!("{header}{rows}").as_bytes(), &as_hardware()).await?;
        assert_eq!(counts(&report), expected, "{rows} {:?}", report.problems);
        let after = kept_devices(&place).await?;
        assert!(before.iter().all(|old| after.contains(old)), "{rows}\n{before:#?}\n{after:#?}");
    }
    // One device of a name may change hands by its row.
    let place = Place::open().await?;
    place.import(format!("{header}{ann}").as_bytes(), &as_hardware()).await?;
    let report = place.import(format!("{header}{bob}").as_bytes(), &as_hardware()).await?;
    assert_eq!(counts(&report), (0, 1, 0, 0));
    Ok(())
}

#[tokio::test]
async fn devices_found_by_serial_get_the_new_tag() -> Result<()> {
    let place = Place::open().await?;
    let old = b"Name,Asset Tag,Serial,Manufacturer,Full Name\nPC-01,OLD-1,SN100,Lenovo,Ann Lee\nPC-02,OLD-2,SN200,Lenovo,Bob Ray\n";
    let new = b"Name,Asset Tag,Serial,Manufacturer,Full Name\nPC-01,NEW-1,SN100,Lenovo,Ann Lee\nPC-02,NEW-2,SN200,Lenovo,Bob Ray\n";
    place.import(old, &as_hardware()).await?;
    let mut conn = place.db.read().await?;
    let (_, rows) = import::preview(&mut conn, new, &as_hardware(), &place.now).await?;
    drop(conn);
    let changes: Vec<&str> = rows.iter().flat_map(|row| &row.changes).map(String::as_str).collect();
    assert_eq!(changes, ["Asset tag OLD-1 → NEW-1", "Asset tag OLD-2 → NEW-2"]);
    let report = place.import(new, &as_hardware()).await?;
    assert_eq!(counts(&report), (0, 2, 0, 0));
    let tags: Vec<Option<String>> =
        kept_devices(&place).await?.into_iter().map(|device| device.tag).collect();
    assert_eq!(tags, [Some("NEW-1".to_owned()), Some("NEW-2".to_owned())]);

    // Tags that changed places are a question for each row, and move nothing.
    let swapped = b"Name,Asset Tag,Serial,Manufacturer,Full Name\nPC-01,NEW-2,SN100,Lenovo,Ann Lee\nPC-02,NEW-1,SN200,Lenovo,Bob Ray\n";
    let before = kept_devices(&place).await?;
    let report = place.import(swapped, &as_hardware()).await?;
    assert_eq!((report.questions.len(), report.batch.is_none()), (2, true), "{:?}", report.problems);
    assert!(report.problems[0].message.contains("different devices"), "{:?}", report.problems);
    assert_eq!(kept_devices(&place).await?, before);
    // Said which column counts, rows are found by it.
    let by_name = ImportOptions { match_by: vec!["name".into()], ..as_hardware() };
    let untagged = b"Name,Asset Tag,Serial,Manufacturer,Full Name\nPC-01,NEW-9,SN900,Lenovo,Ann Lee\n";
    let report = place.import(untagged, &by_name).await?;
    assert_eq!(counts(&report), (0, 1, 0, 0));
    let wrong = ImportOptions { match_by: vec!["colour".into()], ..as_hardware() };
    assert!(place.import(untagged, &wrong).await.is_err());
    Ok(())
}

#[tokio::test]
async fn a_row_without_a_holder_is_a_free_seat() -> Result<()> {
    let header = "Item name,Seats,Expiration Date,Full Name,Email\n";
    let [ann, bob, free] = [
        "CAD Suite,3,2026-12-31,Ann Lee,ann@x.example\n",
        "CAD Suite,3,2026-12-31,Bob Ray,bob@x.example\n",
        "CAD Suite,3,2026-12-31,,\n",
    ];
    for rows in [[ann, bob, free], [free, ann, bob], [ann, free, bob]] {
        let place = Place::open().await?;
        let file = format!("{header}{}", rows.concat());
        let report = place.import(file.as_bytes(), &as_licenses()).await?;
        assert_eq!((report.new, report.problems.len()), (1, 0), "{file}");
        let all = kept(&place).await?;
        let [license] = all.as_slice() else { anyhow::bail!("{all:?}") };
        assert_eq!((license.seats, license.holders.len()), (Some(3), 2));
        assert!(
            report.notices.iter().any(|notice| notice.message.contains("its cost")),
            "{:?}",
            report.notices
        );
        for order in [[ann, bob, free], [free, bob, ann]] {
            let again =
                place.import(format!("{header}{}", order.concat()).as_bytes(), &as_licenses()).await?;
            assert_eq!((again.new, again.updated, again.batch), (0, 0, None), "{file}");
        }
        // The free seat was given to somebody.
        let given = format!("{header}{ann}{bob}{}", free.replace(",,", ",Cy Roe,cy@x.example"));
        let report = place.import(given.as_bytes(), &as_licenses()).await?;
        assert_eq!(counts(&report), (0, 1, 2, 0));
        assert_eq!(kept(&place).await?[0].holders.len(), 3);
    }
    // One seat a row: three of them, three times the cost, and it says so.
    let place = Place::open().await?;
    let single = "Item name,Seats,Expiration Date,Full Name,Email,Purchase Cost\nCAD Suite,1,2026-12-31,Ann Lee,ann@x.example,100\nCAD Suite,1,2026-12-31,Bob Ray,bob@x.example,100\nCAD Suite,1,2026-12-31,Cy Roe,cy@x.example,100\n";
    let report = place.import(single.as_bytes(), &as_licenses()).await?;
    let all = kept(&place).await?;
    let sum = |of: fn(&Kept) -> i64| all.iter().map(of).sum::<i64>();
    assert_eq!(
        (sum(|one| i64::from(one.seats.unwrap_or(0))), sum(|one| one.price.unwrap_or(0))),
        (3, 30_000)
    );
    assert_eq!(
        report.notices.iter().filter(|notice| notice.message.contains("license of its own")).count(),
        2
    );
    Ok(())
}

#[tokio::test]
async fn a_seat_of_a_device_goes_to_the_device() -> Result<()> {
    let licenses = "Item Name,Manufacturer,Seats,Category,Reassignable,Expiration Date,Notes,Company,Assigned To Asset\n\
        CAD Viewer,Plot,3,OS,No,,,Company,100\nCAD Viewer,Plot,3,OS,No,,,Company,101\n\
        Sheets,Office Co,2,Misc,No,,,Company,200\nSheets,Office Co,2,Misc,No,,,Company,201\n";
    let place = Place::open().await?;
    let report = place.import(licenses.as_bytes(), &as_licenses()).await?;
    assert_eq!((report.new, report.problems.len()), (2, 0));
    assert_eq!(
        report.notices.iter().filter(|notice| notice.message.contains("No device here")).count(),
        4,
        "{:?}",
        report.notices
    );
    let seats: Vec<Option<u32>> = kept(&place).await?.into_iter().map(|license| license.seats).collect();
    assert_eq!(seats, [Some(3), Some(2)]);

    place.import(b"name,asset tag\nPC,100\nPC,101\nPC,200\n", &as_hardware()).await?;
    let report = place.import(licenses.as_bytes(), &as_licenses()).await?;
    assert_eq!((report.new, report.updated, report.problems.len()), (0, 3, 0), "{report:?}");
    let holders: Vec<usize> = kept(&place).await?.into_iter().map(|license| license.holders.len()).collect();
    assert_eq!(holders, [2, 1]);
    let again = place.import(licenses.as_bytes(), &as_licenses()).await?;
    assert_eq!((again.new, again.updated, again.batch), (0, 0, None));
    Ok(())
}

#[tokio::test]
async fn a_key_that_is_none_makes_no_license_one() -> Result<()> {
    let place = Place::open().await?;
    let file = "Item name,serial number,seats,Full Name,Email\n\
        Office,N/A,1,Ann Lee,ann@x.example\nOffice,N/A,1,Bob Ray,bob@x.example\nOffice,N/A,1,Cy Roe,cy@x.example\nReader,none,1,Ann Lee,ann@x.example\n";
    let report = place.import(file.as_bytes(), &as_licenses()).await?;
    let all = kept(&place).await?;
    assert!(all.iter().all(|license| license.keys.is_empty() && license.holders.len() == 1), "{all:?}");
    assert_eq!((report.new, all.len()), (4, 4));
    assert!(report.notices.iter().any(|notice| notice.message.contains("license of its own")));
    let again = place.import(file.as_bytes(), &as_licenses()).await?;
    assert_eq!((again.new, again.updated, again.batch), (0, 0, None));
    Ok(())
}

#[tokio::test]
async fn what_hangs_on_equal_licenses_is_not_passed_on() -> Result<()> {
    // Two equal rows; one of the licenses was given to Ann by hand. A price that changed in one row is anybody's.
    let place = Place::open().await?;
    let file = b"name,seats,purchase cost,notes\nFigma,1,100,\nFigma,1,100,\n";
    place.import(file, &as_licenses()).await?;
    let ann = {
        let mut tx = place.db.write().await?;
        let input = holdfast_core::people::PersonInput { name: "Ann Lee".into(), ..Default::default() };
        let ann = holdfast_core::people::create(&mut tx, &place.act("Add"), input).await?;
        let first = kept(&place).await?.first().context("a license")?.id.clone();
        let seat = licenses::AssignmentInput {
            license_id: first,
            person_id: Some(ann.clone()),
            quantity: 1,
            ..Default::default()
        };
        licenses::assign(&mut tx, &place.act("Assign"), seat).await?;
        tx.commit().await?;
        ann
    };
    assert!(!ann.is_empty());
    let again = place.import(file, &as_licenses()).await?;
    assert_eq!(counts(&again), (0, 0, 2, 0));
    let both = b"name,seats,purchase cost,notes\nFigma,1,110,\nFigma,1,130,\n";
    let report = place.import(both, &as_licenses()).await?;
    assert_eq!((report.questions.len(), &report.batch), (2, &None), "{report:?}");
    // With nothing on either, one is as good as the other.
    let place = Place::open().await?;
    place.import(file, &as_licenses()).await?;
    let report = place.import(both, &as_licenses()).await?;
    assert_eq!(counts(&report), (0, 2, 0, 0));
    Ok(())
}

#[tokio::test]
async fn a_subscription_without_a_billing_period_is_asked_about() -> Result<()> {
    let place = Place::open().await?;
    let file = b"name,purchase cost,expiration date\nFigma,100,2026-05-31\nTower,50,\nSketch,80,2026-01-31\n";
    let mut conn = place.db.read().await?;
    let (preview, _) = import::preview(&mut conn, file, &as_licenses(), &place.now).await?;
    drop(conn);
    let [notice] = preview.notices.as_slice() else { anyhow::bail!("{:?}", preview.notices) };
    assert!(notice.message.starts_with("2 subscriptions have a price and no billing period"), "{notice:?}");
    let report = place.import(file, &as_licenses()).await?;
    assert!(report.notices.contains(notice));
    let billed = kept(&place).await?;
    assert_eq!(billed.len(), 3);
    // Said how often, or there already: nothing is asked.
    for file in [&file[..], b"name,purchase cost,expiration date,billing\nSlack,100,2026-05-31,12\n"] {
        let report = place.import(file, &as_licenses()).await?;
        assert!(!report.notices.iter().any(|notice| notice.message.contains("billing period")), "{report:?}");
    }
    Ok(())
}

#[tokio::test]
async fn every_bad_cell_of_a_row_is_named() -> Result<()> {
    let place = Place::open().await?;
    let file = b"name,seats,start,expiration date,purchase cost,notice months\nFigma,ten,2025-06-01,31/02/2026,1x,5\nFigma,5,2026-01-01,2025-01-01,5,5000\n";
    let report = place.import(file, &as_licenses()).await?;
    let named: Vec<(u32, &str)> = report
        .problems
        .iter()
        .map(|problem| (problem.row, problem.column.as_deref().unwrap_or_default()))
        .collect();
    for cell in [
        (2, "seats"),
        (2, "expiration date"),
        (2, "purchase cost"),
        (3, "expiration date"),
        (3, "notice months"),
    ] {
        assert!(named.contains(&cell), "{cell:?} in {:?}", report.problems);
    }
    Ok(())
}
