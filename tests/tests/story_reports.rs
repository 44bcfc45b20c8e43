//! Seats and money in a real window: seats of one license go to several people at once and are over-used, somebody
//! leaves and they are taken back, reports say what that costs, and a budget is planned beside it.

use anyhow::{Result, ensure};
use holdfast_tests::{background::wait, cli, sandbox::Sandbox, session::Session, window::Window};
use thirtyfour::prelude::*;

/// How many elements have this test id.
async fn count(window: &Window, id: &str) -> usize {
    let Ok(driver) = window.driver() else { return 0 };
    driver.find_all(By::Css(format!("[data-testid='{id}']"))).await.map_or(0, |found| found.len())
}

async fn report(window: &Window, id: &str) -> Result<()> {
    window.click("nav-reports").await?;
    window.click(&format!("report-{id}")).await?;
    window.find_testid("report-table").await?;
    Ok(())
}

#[tokio::test]
async fn seats_of_several_and_what_they_cost() -> Result<()> {
    let sandbox = Sandbox::new()?;
    sandbox.set_clock("2027-03-10T10:00:00")?;
    let session = Session::with_keyring(&sandbox)?;
    let window = Window::open(&sandbox, &session).await?;
    window.add("people", &[("name", "Anna Example")]).await?;
    window.add("people", &[("name", "Bert Example")]).await?;
    window.add("people", &[("name", "Cem Example"), ("leaves_on", "2026-06-30")]).await?;
    window
        .add(
            "licenses",
            &[
                ("name", "Drawing Suite"),
                ("publisher", "Northwind"),
                ("vendor", "Northwind Software"),
                ("category", "Design"),
                ("terms.0.starts_on", "2026-01-01"),
                ("terms.0.ends_on", "2027-12-31"),
                ("terms.0.seats", "2"),
                ("terms.0.price", "200"),
            ],
        )
        .await?;

    // Two seats for each of three people: four more than bought, which is said before and allowed.
    window.click("detail-assign").await?;
    for (name, sofar) in [("Anna", 1), ("Bert", 2), ("Cem", 3)] {
        window.choose("assign-holder", name).await?;
        wait(name, async || count(&window, "assign-chosen").await == sofar).await?;
    }
    window.type_into("field-assign-quantity", "2").await?;
    window.wait_for_text("6 seats in use, 4 more than bought").await?;
    window.shot("reports-assign").await?;
    window.click("assign-save").await?;
    window.wait_for_text("4 seats over").await?;
    window.wait_for_text("6 seats assigned").await?;
    window.shot("reports-holders").await?;
    window.click("nav-overview").await?;
    window.wait_for_text("6 of 2 used").await?;

    report(&window, "compliance").await?;
    window.wait_for_text("Drawing Suite").await?;
    let row = window.text_of("report-row").await?;
    ensure!(row.contains("Northwind") && row.contains('6') && row.contains('4'), "{row}");
    window.shot("reports-compliance").await?;
    window.click("report-sort-used").await?;

    // Fewer seats than are in use are a warning at their field, and no error.
    window.click("nav-licenses").await?;
    window.click("row-0").await?;
    window.click("detail-edit").await?;
    window.type_into("field-terms.0.seats", "1").await?;
    window.wait_for_text("5 more than bought").await?;
    window.shot("reports-warning").await?;
    window.click("form-cancel").await?;

    // Cem left: what he holds comes back in one act, and goes out again by Undo.
    window.click("nav-licenses").await?;
    window.click("row-0").await?;
    window.click("tab-assignments").await?;
    window.wait_for_text("Someone who left holds a seat").await?;
    window.click("reclaim-gone").await?;
    window.wait_for_text("2 seats over").await?;
    window.undo("released").await?;
    window.wait_for_text("4 seats over").await?;
    report(&window, "reclaim").await?;
    window.wait_for_text("Cem Example").await?;
    window.shot("reports-reclaim").await?;
    window.click("reclaim-everything").await?;
    window.wait_for_text("Nobody who left holds a seat.").await?;
    window.click("nav-licenses").await?;
    window.click("row-0").await?;
    window.wait_for_text("2 seats over").await?;

    // From the person: everything Anna has.
    window.click("nav-people").await?;
    window.click("row-0").await?;
    window.click("tab-licenses").await?;
    wait("Anna's seat", async || count(&window, "held-seat").await == 1).await?;
    window.click("give-back").await?;
    wait("no seat", async || count(&window, "held-seat").await == 0).await?;
    window.click("assign-license").await?;
    window.choose("assign-holder", "Drawing").await?;
    wait("the license", async || count(&window, "assign-chosen").await == 1).await?;
    window.click("assign-save").await?;
    wait("the seat again", async || count(&window, "held-seat").await == 1).await?;
    window.shot("reports-person").await?;
    window.close().await
}

#[tokio::test]
async fn forecast_budget_and_rates() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    ensure!(cli::holdfast_in(&sandbox, &session, &["demo", "--records", "300"])?.status == Some(0));
    let window = Window::open(&sandbox, &session).await?;
    window.wait_for_text("Needs attention").await?;

    report(&window, "forecast").await?;
    wait("24 months", async || count(&window, "report-row").await == 24).await?;
    window.shot("reports-forecast").await?;
    window.type_into("field-forecast-rise", "5").await?;
    window.wait_for_text("Renewals at +5 %").await?;

    // What is shown goes to a file as it is: 24 months below their heads, amounts beside their currency.
    let file = sandbox.path("forecast.csv");
    window.click("report-export").await?;
    window.click("report-csv").await?;
    window.choose_file(&sandbox, "Save as", &file)?;
    window.wait_for_text("Saved to").await?;
    let csv = std::fs::read_to_string(&file)?;
    let head = csv.lines().next().unwrap_or_default();
    ensure!(head.contains("Month") && head.contains("Renewals at +5 %"), "{head}");
    let months: std::collections::BTreeSet<&str> =
        csv.lines().filter_map(|line| line.get(..7)).filter(|month| month.starts_with("20")).collect();
    ensure!(months.len() == 24, "{csv}");

    report(&window, "spend").await?;
    window.find_testid("chart").await?;
    window.shot("reports-spend").await?;

    window.click("nav-reports").await?;
    window.click("report-budget").await?;
    window.click("budget-add").await?;
    window.click("budget-save").await?;
    window.wait_for_text("Enter the planned amount.").await?;
    window.type_into("field-budget-amount", "100000").await?;
    window.click("budget-save").await?;
    window.wait_for_text("Everything else").await?;
    window.shot("reports-budget").await?;
    window.undo("Budget saved").await?;
    window.wait_for_text("Budget restored").await?;
    wait("no budget", async || count(&window, "report-row").await == 0).await?;

    window.click("nav-settings").await?;
    window.settled().await?;
    window.click("rate-add").await?;
    window.type_into("field-rate-value", "0").await?;
    window.click("rate-save").await?;
    window.wait_for_text("Enter a number above zero").await?;
    window.type_into("field-rate-value", "0,9214").await?;
    window.click("rate-save").await?;
    window.wait_for_text("1 USD = 0.9214 EUR").await?;
    window.shot("reports-rates").await?;
    window.click("rate-remove").await?;
    window.wait_for_text("Exchange rate deleted").await?;
    window.undo("Exchange rate deleted").await?;
    window.wait_for_text("Exchange rate restored").await?;
    window.wait_for_text("1 USD = 0.9214 EUR").await?;
    window.close().await
}
