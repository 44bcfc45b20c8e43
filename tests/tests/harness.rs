//! What the other tests stand on does what it says.
//!
//! Linux only: elsewhere neither a bus nor a driven window is to be had.
#![cfg(target_os = "linux")]

use anyhow::Result;
use holdfast_tests::sandbox::Sandbox;
use holdfast_tests::session::Session;
use holdfast_tests::window::Window;

const SERVICE: &str = "holdfast-harness";

#[test]
fn a_sandbox_shows_nothing_of_the_user() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let output = sandbox.command("env").output()?;
    let environment = String::from_utf8(output.stdout)?;
    let home = format!("HOME={}", sandbox.path("home").display());
    assert!(environment.lines().any(|line| line == home), "{environment}");
    for absent in ["DISPLAY=", "WAYLAND_DISPLAY=", "DBUS_SESSION_BUS_ADDRESS="] {
        assert!(!environment.lines().any(|line| line.starts_with(absent)), "{environment}");
    }
    Ok(())
}

#[test]
fn a_keyring_keeps_a_value_over_a_restart_and_none_while_it_is_gone() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let mut session = Session::with_keyring(&sandbox)?;
    session.store("Mail", SERVICE, "v1-a", "correct horse")?;
    assert_eq!(session.secret_tool_lookup(SERVICE, "v1-a")?.as_deref(), Some("correct horse"));
    assert!(session.secret_tool_search(SERVICE)?.contains("correct horse"));

    session.stop_keyring();
    assert!(session.store("Mail", SERVICE, "v1-b", "lost").is_err());
    session.start_keyring()?;
    assert_eq!(session.secret_tool_lookup(SERVICE, "v1-a")?.as_deref(), Some("correct horse"));
    assert_eq!(session.secret_tool_lookup(SERVICE, "v1-b")?, None);
    Ok(())
}

#[test]
fn a_locked_keyring_gives_nothing_away() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    session.store("Mail", SERVICE, "v1-a", "correct horse")?;
    session.lock()?;
    assert!(session.store("Mail", SERVICE, "v1-b", "new").is_err());
    assert!(!session.secret_tool_search(SERVICE)?.contains("correct horse"));
    Ok(())
}

#[test]
fn a_session_without_a_provider_stores_nothing() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::without_provider(&sandbox)?;
    assert!(session.store("Mail", SERVICE, "v1-a", "correct horse").is_err());
    assert!(session.lock().is_err());
    Ok(())
}

#[test]
fn two_sessions_do_not_see_each_other() -> Result<()> {
    let (here, there) = (Sandbox::new()?, Sandbox::new()?);
    let (here, there) = (Session::with_keyring(&here)?, Session::with_keyring(&there)?);
    here.store("Mail", SERVICE, "v1-a", "correct horse")?;
    assert_eq!(there.secret_tool_lookup(SERVICE, "v1-a")?, None);
    Ok(())
}

#[tokio::test]
async fn a_window_opens_on_the_same_data_again() -> Result<()> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    for _ in 0..2 {
        let window = Window::open(&sandbox, &session).await?;
        window.wait_for_text("Holdfast").await?;
        let shot = sandbox.path("shot.png");
        window.screenshot(&shot).await?;
        assert!(std::fs::read(&shot)?.starts_with(b"\x89PNG"));
        window.close().await?;
    }
    Ok(())
}
