//! Many licenses are edited at once in a real window: two fields and a raise of prices, seen before it is done, and undone.

use anyhow::{Context, Result, ensure};
use holdfast_tests::{cli, sandbox::Sandbox, session::Session, window::Window};
use serde_json::Value;
use std::fs;

/// Category, price and notice of each license, by its name.
fn licenses(sandbox: &Sandbox, session: &Session<'_>) -> Result<Vec<(String, Value, Value, Value)>> {
    let listed =
        cli::holdfast_in(sandbox, session, &["list", "licenses", "--sort", "name", "--json"])?.json()?;
    let rows = listed["rows"].as_array().context("rows")?;
    let mut all = Vec::new();
    for row in rows {
        let id = row["id"].as_str().context("an id")?;
        let shown = cli::holdfast_in(sandbox, session, &["show", id, "--json"])?.json()?;
        let term = &shown["fields"]["terms"][0];
        all.push((
            row["name"].as_str().unwrap_or_default().to_owned(),
            shown["fields"]["category"].clone(),
            term["price"]["minor"].clone(),
            term["notice_days"].clone(),
        ));
    }
    Ok(all)
}

#[tokio::test]
async fn many_licenses_are_edited_in_one_act_and_undone() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    fs::write(
        sandbox.path("in.csv"),
        "name,start,end,price,category\nAtlas,2026-01-01,2030-12-31,100.00,\nBeacon,2026-01-01,2030-12-31,250.00,Office\n\
         Comet,2026-01-01,2030-12-31,,\n",
    )?;
    let begun = cli::holdfast_in(&sandbox, &session, &["import", "in.csv", "--as", "licenses"])?;
    ensure!(begun.status == Some(0), "{begun:?}");
    let before = licenses(&sandbox, &session)?;
    let window = Window::open(&sandbox, &session).await?;
    window.click("nav-licenses").await?;
    window.click("select-all").await?;
    window.wait_for_text_of("bulk-bar", "3 selected").await?;
    window.click("bulk-edit").await?;
    window.shot("bulk-edit-empty").await?;

    window.select("field-bulk-field-0", "category").await?;
    window.type_into("field-bulk-0", "Office").await?;
    window.wait_for_text_of("bulk-preview", "2 will change").await?;
    window.wait_for_text_of("bulk-preview", "1 are so already").await?;
    window.click("bulk-another").await?;
    window.select("field-bulk-field-1", "price_by").await?;
    window.type_into("field-bulk-1", "8").await?;
    window.wait_for_text_of("bulk-preview", "3 will change").await?;
    window.wait_for_text("108.00").await?;
    ensure!(licenses(&sandbox, &session)? == before, "a preview writes nothing");
    window.shot("bulk-edit").await?;

    // What one cannot take is said before it is done.
    window.click("bulk-another").await?;
    window.select("field-bulk-field-2", "ends_on").await?;
    window.type_into("field-bulk-2", "2025-01-01").await?;
    window.wait_for_text_of("bulk-preview", "3 cannot take the change").await?;
    window.wait_for_text("before the start").await?;
    ensure!(!window.find_testid("bulk-save").await?.is_enabled().await?);
    window.shot("bulk-edit-refused").await?;
    window.click("bulk-remove-2").await?;
    window.wait_for_text_of("bulk-preview", "3 will change").await?;
    window.click("bulk-save").await?;
    window.wait_for_text("3 changed").await?;
    let after = licenses(&sandbox, &session)?;
    let prices: Vec<Option<i64>> = after.iter().map(|(_, _, price, _)| price.as_i64()).collect();
    ensure!(prices == [Some(10_800), Some(27_000), None], "{after:?}");
    ensure!(after.iter().all(|(_, category, ..)| category == "Office"), "{after:?}");
    window.undo("3 changed").await?;
    ensure!(licenses(&sandbox, &session)? == before, "one undo takes all of it back");
    window.close().await
}
