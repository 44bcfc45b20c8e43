//! The walls between the parts of docs/architecture.md that neither Cargo nor a lint can hold.

mod rust;
mod sql;
mod ui;

use std::path::Path;

use anyhow::{Context, Result, bail};

/// Reads the sources under `root` and names every line that crosses a wall.
///
/// # Errors
/// When a line crosses a wall, or a file cannot be read.
pub fn check(root: &Path) -> Result<()> {
    let mut crossings = Vec::new();
    for top in ["src-tauri", "tests", "ui/src"] {
        visit(root, &root.join(top), &mut crossings)?;
    }
    crossings.extend(tests_left_out(root)?);
    if crossings.is_empty() {
        return Ok(());
    }
    bail!("{} lines cross a wall:\n  {}", crossings.len(), crossings.join("\n  "))
}

fn visit(root: &Path, folder: &Path, crossings: &mut Vec<String>) -> Result<()> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            if !path.ends_with("node_modules") && !path.ends_with("gen") {
                visit(root, &path, crossings)?;
            }
            continue;
        }
        let read = match path.extension().and_then(|kind| kind.to_str()) {
            Some("rs") => rust::crossings,
            Some("ts" | "js" | "svelte") => ui::crossings,
            _ => continue,
        };
        let text =
            std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        let found = read(&name, &text).into_iter().map(|(line, why)| format!("{name}:{line}: {why}"));
        crossings.extend(found);
    }
    Ok(())
}

/// The files of tests/tests that its one program does not declare: their tests would never run.
fn tests_left_out(root: &Path) -> Result<Vec<String>> {
    let folder = root.join("tests/tests");
    let declared =
        std::fs::read_to_string(folder.join("main.rs")).context("cannot read tests/tests/main.rs")?;
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&folder)? {
        let entry = entry?;
        if entry.path().is_file() || entry.path().join("mod.rs").is_file() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(left_out(&declared, &names))
}

fn left_out(declared: &str, names: &[String]) -> Vec<String> {
    let is_declared = |name: &str| declared.lines().any(|line| line.trim() == format!("mod {name};"));
    let modules = names
        .iter()
        .filter(|name| *name != "main.rs")
        .filter(|name| name.ends_with(".rs") || !name.contains('.'));
    modules
        .filter(|name| !is_declared(name.trim_end_matches(".rs")))
        .map(|name| {
            format!("tests/tests/{name}: its tests never run, since tests/tests/main.rs does not name it")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_tests_that_nobody_declares_is_found() {
        let names = ["main.rs", "cost.rs", "disk", "lost.rs"].map(str::to_owned);
        let found = left_out("mod cost;\nmod disk;\n", &names);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("lost.rs"));
    }
}
