//! In which order rows find their records: exact equals before anything else, and free seats in the order that leaves
//! every holder where they are.

use anyhow::Result;
use holdfast_core::import::{ImportKind, ImportOptions};

use super::{
    place::*,
    same::{counts, kept, kept_devices},
};

/// What is equal in every column is that record, also where an identity alone would leave it open.
#[tokio::test]
async fn exact_equals_are_found_before_identities() -> Result<()> {
    let by_name = ImportOptions { match_by: vec!["name".into()], ..as_licenses() };
    let file = b"name,seats,purchase cost\nFigma,3,300\nFigma,5,500\n";
    let place = Place::open().await?;
    assert_eq!(counts(&place.import(file, &as_licenses()).await?), (2, 0, 0, 0));
    let again = place.import(file, &by_name).await?;
    assert_eq!((counts(&again), again.batch), ((0, 0, 2, 0), None), "{:?}", again.problems);
    // One of them dearer: the other one is found first, so that it can be no one else.
    let dearer = b"name,seats,purchase cost\nFigma,3,310\nFigma,5,500\n";
    let report = place.import(dearer, &by_name).await?;
    assert_eq!(counts(&report), (0, 1, 1, 0), "{:?}", report.problems);
    let prices: Vec<_> =
        kept(&place).await?.into_iter().map(|license| (license.seats, license.price)).collect();
    assert!(
        prices.contains(&(Some(3), Some(31_000))) && prices.contains(&(Some(5), Some(50_000))),
        "{prices:?}"
    );

    // A serial that two devices share.
    let hardware = ImportOptions::new(ImportKind::Hardware);
    let file = b"name,serial,location\nDock,SN-1,Berlin\nDock,SN-1,Bremen\n";
    let place = Place::open().await?;
    assert_eq!(counts(&place.import(file, &hardware).await?), (2, 0, 0, 0));
    let before = kept_devices(&place).await?;
    let swapped = b"name,serial,location\nDock,SN-1,Bremen\nDock,SN-1,Berlin\n";
    let again = place.import(swapped, &hardware).await?;
    assert_eq!((counts(&again), again.batch), ((0, 0, 2, 0), None), "{:?}", again.problems);
    assert_eq!(kept_devices(&place).await?, before);
    Ok(())
}

/// One seat each: a row that nobody holds is the record that nobody holds, wherever it stands in the file.
#[tokio::test]
async fn a_free_license_goes_to_the_row_that_is_free() -> Result<()> {
    let header = "Full Name,Item name,seats\n";
    let (ann, bob, free) = ("Ann,Figma,1\n", "Bob,Figma,1\n", ",Figma,1\n");
    let mut told = Vec::new();
    for rows in [[bob, free], [free, bob]] {
        let place = Place::open().await?;
        place.import(format!("{header}{ann}{free}").as_bytes(), &as_licenses()).await?;
        let before = kept(&place).await?;
        let skipping = skipping(ImportKind::Licenses);
        let report = place.import(format!("{header}{}", rows.concat()).as_bytes(), &skipping).await?;
        let after = kept(&place).await?;
        assert!(before.iter().all(|old| after.contains(old)), "{rows:?}\n{before:#?}\n{after:#?}");
        told.push(counts(&report));
    }
    assert_eq!(told[0], told[1], "the order of the rows decides");
    Ok(())
}

/// Several seats: who is new takes a free seat before the rows that stand for free ones.
#[tokio::test]
async fn a_new_holder_takes_a_free_seat_before_rows_that_are_free() -> Result<()> {
    let header = "Full Name,Item name,seats\n";
    let (ann, bob, free) = ("Ann,Figma,3\n", "Bob,Figma,3\n", ",Figma,3\n");
    for rows in [[ann, free, free, bob], [bob, free, ann, free], [free, free, bob, ann]] {
        let place = Place::open().await?;
        place.import(format!("{header}{ann}").as_bytes(), &as_licenses()).await?;
        let before = kept(&place).await?;
        place.import(format!("{header}{}", rows.concat()).as_bytes(), &as_licenses()).await?;
        let after = kept(&place).await?;
        let its = after.iter().find(|license| license.id == before[0].id);
        assert_eq!(
            its.map(|license| license.holders.as_slice()),
            Some(&["Ann".to_owned(), "Bob".to_owned()][..]),
            "{rows:?}"
        );
    }
    Ok(())
}
