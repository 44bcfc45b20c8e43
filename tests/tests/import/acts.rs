//! Imports as acts: listed, undone, done again.

use anyhow::Result;
use holdfast_core::history;

use super::place::*;

/// Live licenses, and what every license says in JSON, bookkeeping aside.
async fn entered(place: &Place) -> Result<Vec<String>> {
    let mut conn = place.db.read().await?;
    let mut all = Vec::new();
    for row in holdfast_core::licenses::list(&mut conn, &Default::default(), place.now.today).await?.rows {
        let license = holdfast_core::licenses::get(&mut conn, &row.id, place.now.today).await?;
        all.push(format!(
            "{} {} {}",
            license.id,
            serde_json::to_string(&license.fields)?,
            license.assignments.len()
        ));
    }
    all.sort();
    Ok(all)
}

#[tokio::test]
async fn an_import_is_listed_undone_and_done_again_as_often_as_one_likes() -> Result<()> {
    let place = Place::open().await?;
    let first = "name,seats,vendor,full name\nSuite,5,Acme,Ann Lee\nTool,2,Acme,\n";
    place.import(first.as_bytes(), &as_licenses()).await?;
    let before = entered(&place).await?;

    let act = holdfast_core::Act::import(place.now, history::Actor::Window, "more.csv");
    let second = "name,seats,vendor,full name\nSuite,7,Acme,Ann Lee\nDesk,3,Birch,Bo Ray\n";
    let report = holdfast_core::import::commit(
        &place.db,
        Some(&place.keyring),
        second.as_bytes(),
        &as_licenses(),
        &act,
        |_, _| {},
    )
    .await?;
    assert_eq!((report.new, report.updated), (1, 1), "{report:?}");
    let after = entered(&place).await?;
    assert_ne!(after, before);

    let listed = history::imports(&mut *place.db.read().await?, 10).await?;
    let [one] = listed.as_slice() else { anyhow::bail!("only acts of imports: {listed:?}") };
    // Desk, its vendor and its holder are new; Suite changed.
    assert_eq!((one.title.as_str(), one.added, one.changed, one.undone), ("Import more.csv", 3, 1, false));

    for round in 0..2 {
        let mut tx = place.db.write().await?;
        let undo = place.act("Undo");
        history::undo(&mut tx, &undo, &act.batch).await?;
        let again = history::undo(&mut tx, &place.act("Undo"), &act.batch).await.unwrap_err().to_string();
        assert!(again.contains("already undone"), "{again}");
        tx.commit().await?;
        assert_eq!(entered(&place).await?, before, "round {round}");
        assert!(history::imports(&mut *place.db.read().await?, 10).await?[0].undone);

        let mut tx = place.db.write().await?;
        // By the import or by its undo.
        let named = if round == 0 { &act.batch } else { &undo.batch };
        let redone = history::redo(&mut tx, &place.act("Redo"), named).await?;
        assert_eq!(redone.title, "Import more.csv");
        tx.commit().await?;
        assert_eq!(entered(&place).await?, after, "round {round}");
        assert!(!history::imports(&mut *place.db.read().await?, 10).await?[0].undone);
    }
    let mut tx = place.db.write().await?;
    let refused = history::redo(&mut tx, &place.act("Redo"), &act.batch).await.unwrap_err().to_string();
    assert!(refused.contains("was not undone"), "{refused}");
    assert!(history::redo(&mut tx, &place.act("Redo"), "no such act").await.is_err());
    Ok(())
}
