//! Files that are none, cells that cannot be kept, questions only the user can answer: nothing is half written.

use anyhow::{Context, Result, ensure};
use holdfast_core::{
    Error,
    history::{self},
    import::{self, DateOrder, ImportKind, ImportOptions, RowMatch},
    licenses,
    list::ListQuery,
    secrets::{self, ExposeSecret, Slot},
};

use super::place::*;

#[tokio::test]
async fn a_sheet_is_one_of_a_workbook() -> Result<()> {
    let place = Place::open().await?;
    let options = ImportOptions { sheet: Some("Devices".into()), ..as_licenses() };
    for file in [&b"Name,Seats\nFigma,3\n"[..], b"[{\"name\":\"Figma\"}]"] {
        let Err(error) = place.import(file, &options).await else { anyhow::bail!("it was imported") };
        assert_eq!(error.field_name(), Some("sheet"), "{error}");
    }
    assert!(place.is_empty().await?);
    Ok(())
}

#[tokio::test]
async fn bad_files_say_what_happened_and_leave_nothing() -> Result<()> {
    let place = Place::open().await?;
    let open_quote = b"name,notes\nFigma,\"never closed\nSketch,x\n".to_vec();
    for (what, bytes, part) in [
        ("empty", Vec::new(), "empty"),
        ("header only", b"name,seats\r\n".to_vec(), "nothing under it"),
        ("binary", (0..=255_u8).cycle().take(4096).collect(), "no text file"),
        ("workbook", b"PK\x03\x04xl/workbook.xml".to_vec(), "workbook"),
        ("wrong delimiter", b"name#seats\nFigma#3\n".to_vec(), "No column holds"),
        ("open quote", open_quote, "never closed"),
    ] {
        for skip in [false, true] {
            let result = place.import(&bytes, &ImportOptions { skip_problems: skip, ..as_licenses() }).await;
            let Err(Error::Import(message)) = &result else { anyhow::bail!("{what}: {result:?}") };
            assert!(message.contains(part) && message.contains("Nothing was written"), "{what}: {message}");
        }
    }
    let told = ImportOptions { delimiter: Some("semicolon".into()), ..as_licenses() };
    assert!(matches!(place.import(b"name,seats\nFigma,3\n", &told).await, Err(Error::Import(_))));
    assert!(place.is_empty().await?);
    Ok(())
}

#[tokio::test]
async fn bad_cells_are_named_with_their_row_and_column() -> Result<()> {
    let place = Place::open().await?;
    let huge = format!("name,notes\nFigma,{}\n", "x".repeat(10 * 1024 * 1024));
    for (text, column, part) in [
        (huge.as_str(), Some("notes"), "10485760 characters"),
        ("name,expiration date\nFigma,31/02/2025\n", Some("expiration date"), "There is no 31 February"),
        ("name,seats\nFigma,lots\n", Some("seats"), "whole number"),
        ("name,seats\nFigma,-3\n", Some("seats"), "below zero"),
        ("name,notes\nFigma,a\0b\n", Some("notes"), "cannot be seen (code 0)"),
        ("name,seats\n\u{1b}[31mFigma,3\n", Some("name"), "cannot be seen (code 27)"),
        ("name,cost\nFigma,-4\n", Some("cost"), "below zero"),
        ("name,cost\nFigma,1e400\n", Some("cost"), "Scientific notation"),
        ("name,cost\nFigma,\"1,2,3\"\n", Some("cost"), "no amount"),
        ("name,start,end\nFigma,2025-05-01,2025-04-01\n", Some("end"), "before the start"),
        ("name,email\nFigma,nobody\n", Some("email"), "@"),
        ("name,seats\n,4\n", Some("name"), "needs a name"),
        ("name,seats\nFigma,1,234\n", None, "3 cells"),
    ] {
        let report = place.import(text.as_bytes(), &as_licenses()).await?;
        let [problem] = report.problems.as_slice() else { anyhow::bail!("{:?}", report.problems) };
        assert_eq!((problem.row, problem.column.as_deref(), report.batch), (2, column, None));
        assert!(problem.message.contains(part), "{}", problem.message);
        assert!(problem.value.as_deref().is_none_or(|value| value.chars().count() < 200));
        assert!(problem.value.as_deref().is_none_or(|value| !value.contains(['\0', '\u{1b}'])));
    }
    assert!(place.is_empty().await?);
    Ok(())
}

#[tokio::test]
async fn an_import_is_one_transaction() -> Result<()> {
    let place = Place::open().await?;
    let report = place.import(LICENSES, &skipping(ImportKind::Licenses)).await?;
    let batch = report.batch.context("a batch")?;
    let mut conn = place.db.read().await?;
    let query = ListQuery { limit: Some(50), ..ListQuery::default() };
    for row in licenses::list(&mut conn, &query, place.now.today).await?.rows {
        for entry in history::of_subject(&mut conn, &row.id, 20).await? {
            assert_eq!(entry.batch, batch, "{} of {}", entry.action, row.fields.name);
        }
    }
    drop(conn);

    // A name that grows too late: the second row is refused by the domain after the first was written.
    let first = b"name,order number,end\nFigma,A-1,2026-01-01\nSketch,A-2,2026-01-01\n";
    place.import(first, &as_licenses()).await?;
    let second = b"name,order number,end,start\nFigma,A-1,2026-06-01,\nSketch,A-2,,2026-02-01\n";
    let before = place.license_named("Figma").await?;
    let refused = place.import(second, &as_licenses()).await;
    assert!(matches!(&refused, Err(Error::Import(message)) if message.contains("Row 3")), "{refused:?}");
    let after = place.license_named("Figma").await?;
    assert_eq!(before.version, after.version);
    assert_eq!(before.fields, after.fields);
    Ok(())
}
#[tokio::test]
async fn doubtful_dates_are_asked_once_for_the_file() -> Result<()> {
    let place = Place::open().await?;
    let file = b"name,expiration date\nFigma,03/04/2026\nSketch,05/06/2026\n";
    let report = place.import(file, &as_licenses()).await?;
    assert_eq!((report.problems.len(), report.batch), (2, None));
    let skipped = place.import(file, &skipping(ImportKind::Licenses)).await;
    assert!(
        matches!(&skipped, Err(Error::Import(message)) if message.contains("--date-order")),
        "{skipped:?}"
    );
    assert!(place.is_empty().await?);
    let told = ImportOptions { date_order: Some(DateOrder::Dmy), ..as_licenses() };
    place.import(file, &told).await?;
    let ends = place.license_named("Figma").await?.fields.terms.first().and_then(|term| term.ends_on.clone());
    assert_eq!(ends.as_deref(), Some("2026-04-03"));
    Ok(())
}

#[tokio::test]
async fn a_key_that_lost_digits_is_noticed() -> Result<()> {
    let place = Place::open().await?;
    let report = place.import(b"Name,Serial number\nFigma,5.1E+12\nSketch,5E+12\n", &as_licenses()).await?;
    assert_eq!((report.new, report.notices.len()), (2, 2));
    assert!(
        report.notices.iter().all(|notice| notice.message.contains("lost digits")),
        "{:?}",
        report.notices
    );
    Ok(())
}

#[tokio::test]
async fn keys_never_reach_the_database_and_stop_the_import_without_a_keyring() -> Result<()> {
    let place = Place::open().await?;
    let file = b"Name,Serial number\nFigma,CANARY-8842-QQXX-7001\n";
    let refused =
        import::commit(&place.db, None, file, &as_licenses(), &place.act("Import"), |_, _| {}).await;
    let Err(Error::Keyring { message, .. }) = refused else { anyhow::bail!("{refused:?}") };
    assert!(
        message.contains("Nothing was written") && message.contains("--map \"Serial number\"=-"),
        "{message}"
    );
    assert!(place.is_empty().await?);

    let without = ImportOptions { mapping: vec![map("serial number", None)], ..as_licenses() };
    let report = import::commit(&place.db, None, file, &without, &place.act("Import"), |_, _| {}).await?;
    assert_eq!((report.new, report.left_out), (1, vec!["Serial number".to_owned()]));

    let added = place.import(file, &as_licenses()).await?;
    assert_eq!((added.updated, added.unchanged), (1, 0));
    let same = place.import(file, &as_licenses()).await?;
    assert_eq!((same.updated, same.unchanged), (0, 1));
    // Whether another key is a new one of this license is asked.
    let file = b"Name,Serial number\nFigma,CANARY-9999-QQXX-7002\n";
    let asked = place.import(file, &as_licenses()).await?;
    let [question] = asked.questions.as_slice() else { anyhow::bail!("{asked:?}") };
    let record = question.candidates.first().map(|candidate| candidate.id.clone());
    let answered = ImportOptions { matches: vec![RowMatch { row: question.row, record }], ..as_licenses() };
    let other = place.import(file, &answered).await?;
    assert_eq!((other.updated, other.unchanged), (1, 0));
    let license = place.license_named("Figma").await?;
    let [key] = license.keys.as_slice() else { anyhow::bail!("{:?}", license.keys) };
    let value = secrets::fetch(&place.db, &place.keyring, &Slot::license_key(&key.id)).await?;
    assert_eq!(value.expose_secret(), "CANARY-9999-QQXX-7002");

    place.db.close().await;
    for entry in std::fs::read_dir(place.db.folder())? {
        let bytes = std::fs::read(entry?.path())?;
        for canary in [b"CANARY-8842".as_slice(), b"CANARY-9999"] {
            ensure!(
                !bytes.windows(canary.len()).any(|window| window == canary),
                "a key is in the data folder"
            );
        }
    }
    Ok(())
}
