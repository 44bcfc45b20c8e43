//! What the one window may call: src-tauri/capabilities/main.json, written from the list of commands.

#[path = "../../src-tauri/build/commands.rs"]
mod commands;

use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

const LIST: &str = "src-tauri/src/bindings.rs";
const FILE: &str = "src-tauri/capabilities/main.json";
/// Written by hand: what gives a value to the page is granted by a person, each by its name.
const REVEAL: &str = "src-tauri/capabilities/reveal.json";

/// Writes the capability anew.
///
/// # Errors
/// When the list of commands cannot be read, or the file cannot be written.
pub fn write(root: &Path) -> Result<()> {
    let text = generated(root)?;
    // Left alone when it is the same, since the window is built anew after each change of it.
    if std::fs::read_to_string(root.join(FILE)).is_ok_and(|old| old == text) {
        return Ok(());
    }
    std::fs::write(root.join(FILE), text).with_context(|| format!("cannot write {FILE}"))
}

/// # Errors
/// When the capability is not what the list of commands says.
pub fn verify(root: &Path) -> Result<()> {
    let committed = read(root, FILE)?;
    ensure!(committed == generated(root)?, "{FILE} is out of date: `cargo xtask bindings` writes it anew");
    Ok(())
}

fn read(root: &Path, file: &str) -> Result<String> {
    std::fs::read_to_string(root.join(file)).with_context(|| format!("cannot read {file}"))
}

fn generated(root: &Path) -> Result<String> {
    let reveal: Value =
        serde_json::from_str(&read(root, REVEAL)?).with_context(|| format!("{REVEAL} is not JSON"))?;
    capability(&read(root, LIST)?, &reveal)
}

/// Every command but those that reveal, and hearing the events.
fn capability(list: &str, reveal: &Value) -> Result<String> {
    let apart: Vec<&str> =
        reveal["permissions"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let granted: Vec<String> = commands::listed(list)
        .map_err(anyhow::Error::msg)?
        .iter()
        .map(|name| format!("allow-{}", name.replace('_', "-")))
        .collect();
    if let Some(unknown) = apart.iter().find(|name| !granted.iter().any(|known| known == *name)) {
        anyhow::bail!("{REVEAL} grants {unknown:?}, which is not in the list of commands");
    }
    let permissions: Vec<&str> = ["core:event:allow-listen", "core:event:allow-unlisten"]
        .into_iter()
        .chain(granted.iter().map(String::as_str).filter(|name| !apart.contains(name)))
        .collect();
    let capability = json!({
        "$schema": "../gen/schemas/desktop-schema.json",
        "identifier": "main",
        "description": "What the one window may ask for: the commands of the product, and to hear its events.",
        "windows": ["main"],
        "permissions": permissions,
    });
    Ok(serde_json::to_string_pretty(&capability)? + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LISTED: &str = "collect_commands![startup::startup, reveal::reveal_key, people::list_people,]";

    #[test]
    fn all_but_what_reveals_is_granted_in_the_order_of_the_list() {
        let reveal = json!({ "permissions": ["allow-reveal-key"] });
        let text = capability(LISTED, &reveal).unwrap();
        let written: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            written["permissions"],
            json!([
                "core:event:allow-listen",
                "core:event:allow-unlisten",
                "allow-startup",
                "allow-list-people"
            ])
        );
    }

    #[test]
    fn what_reveals_must_be_a_command() {
        assert!(capability(LISTED, &json!({ "permissions": ["allow-reveal-nothing"] })).is_err());
    }

    #[test]
    fn a_file_that_drifted_is_told() {
        let folder = std::env::temp_dir().join(format!("holdfast-xtask-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("src-tauri/src")).unwrap();
        std::fs::create_dir_all(folder.join("src-tauri/capabilities")).unwrap();
        std::fs::write(folder.join(LIST), LISTED).unwrap();
        std::fs::write(folder.join(REVEAL), r#"{"permissions": ["allow-reveal-key"]}"#).unwrap();
        write(&folder).unwrap();
        let right = verify(&folder);
        std::fs::write(folder.join(LIST), LISTED.replace("list_people", "list_everybody")).unwrap();
        let drifted = verify(&folder);
        std::fs::remove_dir_all(&folder).unwrap();
        assert!(right.is_ok(), "{right:?}");
        assert!(drifted.is_err_and(|error| error.to_string().contains("cargo xtask bindings")));
    }
}
