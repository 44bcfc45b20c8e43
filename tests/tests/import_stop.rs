//! An import that is stopped while it runs, in a real window: nothing of it is written, and the file can be
//! imported after all.

use anyhow::{Result, ensure};
use holdfast_tests::{cli, sandbox::Sandbox, session::Session, window::Window};

/// Enough rows for a person to change their mind.
const ROWS: usize = 20_000;

fn total(sandbox: &Sandbox, session: &Session<'_>, kind: &str) -> Result<u64> {
    let listed = cli::holdfast_in(sandbox, session, &["list", kind, "--limit", "1", "--json"])?;
    Ok(listed.json()?["total"].as_u64().unwrap_or(u64::MAX))
}

#[tokio::test]
async fn a_running_import_is_stopped_by_its_button() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::without_provider(&sandbox)?;
    let sheet = sandbox.path("hardware.csv");
    let mut text = "name,asset tag,vendor\n".to_owned();
    for number in 0..ROWS {
        text.push_str(&format!("Device {number},T-{number},Vendor {}\n", number % 9));
    }
    std::fs::write(&sheet, text)?;

    let window = Window::open(&sandbox, &session).await?;
    window.click("welcome-import").await?;
    window.click("import-pick").await?;
    window.choose_file(&sandbox, "Import a file", &sheet)?;
    window.click("import-next").await?;
    window.click("import-commit").await?;
    window.click("import-cancel").await?;
    window.wait_for_text("Import stopped. Nothing was saved.").await?;
    window.shot("import-stopped").await?;
    for kind in ["hardware", "vendors"] {
        ensure!(total(&sandbox, &session, kind)? == 0, "{kind} of a stopped import are there");
    }
    // The button for importing is back, and no error stands there.
    window.wait_for_text("Import 20,000 rows").await?;
    let text = window.text().await?;
    ensure!(!text.contains("The import did not work"), "{text}");
    window.close().await
}
