//! Vendors, licenses and contracts in a real window: a license is over-used, renewed and cancelled, a contract is
//! kept with its term, and two vendors become one and two again.

use anyhow::{Result, ensure};
use holdfast_tests::{background::wait, cli, sandbox::Sandbox, session::Session, window::Window};

fn total(sandbox: &Sandbox, session: &Session<'_>, list: &str) -> Result<u64> {
    let listed = cli::holdfast_in(sandbox, session, &["list", list, "--json"])?.json()?;
    Ok(listed["total"].as_u64().unwrap_or_default())
}

#[tokio::test]
async fn a_license_from_its_vendor_to_its_end() -> Result<()> {
    let sandbox = Sandbox::new()?;
    sandbox.set_clock("2027-03-10T10:00:00")?;
    let session = Session::with_keyring(&sandbox)?;
    let window = Window::open(&sandbox, &session).await?;
    window.add("vendors", &[("name", "Northwind Software")]).await?;
    window.add("people", &[("name", "Anna Example")]).await?;
    window
        .add(
            "licenses",
            &[
                ("name", "Drawing Suite"),
                ("vendor", "Northwind Software"),
                ("terms.0.starts_on", "2026-01-01"),
                ("terms.0.ends_on", "2027-12-31"),
                ("terms.0.seats", "1"),
                ("terms.0.price", "100"),
            ],
        )
        .await?;

    window.click("detail-assign").await?;
    window.choose("assign-holder", "Anna").await?;
    window.type_into("field-assign-quantity", "2").await?;
    window.click("assign-save").await?;
    window.wait_for_text("1 seat over").await?;
    window.click("nav-overview").await?;
    window.wait_for_text("Drawing Suite").await?;
    window.shot("contracts-overview").await?;

    window.click("nav-licenses").await?;
    window.click("row-0").await?;
    window.click("detail-renew").await?;
    window.type_into("field-terms.0.price", "110").await?;
    window.wait_for_text("+ 10.0 %").await?;
    window.shot("contracts-renew").await?;
    window.click("form-save").await?;
    window.wait_for_text("Drawing Suite renewed").await?;
    // It no longer just "ends in 296 days".
    window.wait_for_text("Already renewed. The current term ends on").await?;
    window.click("tab-terms").await?;
    window.shot("contracts-terms").await?;
    window.click("term-cancel").await?;
    window.shot("contracts-cancel").await?;
    window.click("cancel-save").await?;
    window.wait_for_text("cancelled, ends").await?;
    window.click("term-letter").await?;
    window.find_testid("letter").await?;
    window.wait_for_text("Drawing Suite").await?;
    window.shot("contracts-letter").await?;
    window.click("letter-close").await?;

    window
        .add(
            "contracts",
            &[
                ("name", "Copier lease"),
                ("vendor", "Northwind Software"),
                ("reference", "L-77"),
                ("terms.0.starts_on", "2026-01-01"),
                ("terms.0.ends_on", "2028-12-31"),
                ("terms.0.price", "1200"),
            ],
        )
        .await?;
    window.wait_for_text("L-77").await?;
    window.shot("contracts-contract").await?;
    ensure!(total(&sandbox, &session, "contracts")? == 1);
    window.close().await
}

#[tokio::test]
async fn two_vendors_become_one_and_two_again() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let window = Window::open(&sandbox, &session).await?;
    window.add("vendors", &[("name", "Northwind GmbH")]).await?;
    window.click("add").await?;
    window.type_into("field-name", "NorthWind Gmbh.").await?;
    window.find_testid("vendor-similar").await?;
    window.click("form-save").await?;
    wait("the second vendor", async || total(&sandbox, &session, "vendors").is_ok_and(|n| n == 2)).await?;

    window.click("detail-merge").await?;
    window.choose("merge-other", "Northwind").await?;
    window.find_testid("merge-preview").await?;
    window.shot("contracts-merge").await?;
    window.click("merge-save").await?;
    window.wait_for_text("merged into").await?;
    ensure!(total(&sandbox, &session, "vendors")? == 1);
    window.undo("merged into").await?;
    window.wait_for_text("Both vendors restored").await?;
    ensure!(total(&sandbox, &session, "vendors")? == 2);
    window.close().await
}
