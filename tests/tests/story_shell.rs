//! Small things of the window that are on every page: counts, the menu that adds, toasts, files that nothing opens.
#![cfg(target_os = "linux")]

use anyhow::{Context, Result, ensure};
use holdfast_tests::{background::wait, cli, sandbox::Sandbox, session::Session, window::Window};
use thirtyfour::prelude::*;

/// What a script of the page answers.
async fn number(window: &Window, script: &str) -> Result<f64> {
    Ok(window.driver()?.execute(script, Vec::new()).await?.convert()?)
}

#[tokio::test]
async fn every_list_has_its_count_and_the_toast_covers_no_sums() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    ensure!(cli::holdfast_in(&sandbox, &session, &["demo", "--records", "120"])?.status == Some(0));
    let window = Window::open(&sandbox, &session).await?;
    window.wait_for_text("Needs attention").await?;
    window.click("add").await?;
    window.find_testid("add-contracts").await?;
    window.shot("shell-add-menu").await?;
    window.click("add-contracts").await?;
    window.wait_for_text("Add contract").await?;
    window.click("form-cancel").await?;
    for list in ["licenses", "contracts", "hardware", "credentials", "vendors", "people", "locations"] {
        let listed = cli::holdfast_in(&sandbox, &session, &["list", list, "--json"])?;
        window.click(&format!("nav-{list}")).await?;
        // The command line lists no locations; there the count is only there.
        let total = listed.json().ok().and_then(|said| said["total"].as_u64());
        match total {
            Some(total) => window.wait_for_text_of("page-count", &total.to_string()).await?,
            None => {
                let counted = async || window.text_of("page-count").await?.parse::<u32>().context("a count");
                wait("locations are counted", async || counted().await.is_ok_and(|count| count > 0)).await?;
            }
        }
    }

    let room = "const [toast, foot] = ['toast', 'table-foot'].map((id) =>
        document.querySelector(`[data-testid=${id}]`)?.getBoundingClientRect());
        return toast && foot ? foot.top - toast.bottom : -1";
    for width in [1280, 900] {
        window.driver()?.set_window_rect(0, 0, width, 800).await?;
        window.click("nav-licenses").await?;
        window.find_testid("row-0").await?;
        window.focus("table").await?;
        window.press_keys(&[], Key::Delete).await?;
        window.find_testid("toast").await?;
        // At once: a toast goes by itself.
        let free = async || number(&window, room).await.is_ok_and(|room| room >= 0.0);
        wait(&format!("the toast lies beside the sums at {width}"), free).await?;
        window.shot(&format!("shell-toast-{width}")).await?;
    }
    window.close().await
}

#[tokio::test]
async fn a_file_that_nothing_opens_is_saved_instead() -> Result<()> {
    let mut sandbox = Sandbox::new()?;
    for launcher in ["gio", "xdg-open", "gnome-open", "kde-open", "wslview"] {
        sandbox.add_program(launcher, "echo 'no application is registered' >&2; exit 4")?;
    }
    let session = Session::with_keyring(&sandbox)?;
    let window = Window::open(&sandbox, &session).await?;
    window.add("vendors", &[("name", "Northwind Software")]).await?;
    let plan = sandbox.path("plan.pdf");
    std::fs::write(&plan, b"%PDF-1.4 for a viewer that is not here")?;
    window.click("tab-files").await?;
    window.click("attach").await?;
    window.choose_file(&sandbox, "Attach files", &plan)?;
    window.click("file-open").await?;
    window.wait_for_text_of("panel-refusal", "No program on this computer opens “plan.pdf”").await?;
    let said = window.text_of("panel-refusal").await?;
    ensure!(!said.contains("gio") && !said.contains("status"), "{said}");
    window.shot("shell-no-viewer").await?;
    let copy = sandbox.path("copy.pdf");
    window.click("file-save-as").await?;
    window.choose_file(&sandbox, "Save as", &copy)?;
    window.wait_for_text("Saved to").await?;
    ensure!(std::fs::read(&copy)? == std::fs::read(&plan)?);
    window.close().await
}
