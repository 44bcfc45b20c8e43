//! The walls between the parts of docs/architecture.md that neither Cargo nor a lint can hold.

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
        let is_source = path
            .extension()
            .is_some_and(|kind| ["rs", "ts", "js", "svelte"].iter().any(|known| kind == *known));
        if is_source {
            let text =
                std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            crossings.extend(crossings_in(&name, &text));
        }
    }
    Ok(())
}

/// The lines of one file that cross a wall, each as `path:line: what is wrong`.
fn crossings_in(path: &str, text: &str) -> Vec<String> {
    let rule: fn(&str, &str) -> Option<String> = if path.ends_with(".rs") { rust_rule } else { ui_rule };
    text.lines()
        .enumerate()
        // What stands in a test module may look behind the wall it tests.
        .take_while(|(_, line)| line.trim() != "#[cfg(test)]")
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .filter_map(|(index, line)| rule(path, line).map(|why| format!("{path}:{}: {why}", index + 1)))
        .collect()
}

fn rust_rule(path: &str, line: &str) -> Option<String> {
    let is_window = path.starts_with("src-tauri/src/") || path == "src-tauri/build.rs";
    if !is_window && names_crate(line, "tauri") {
        return Some("only the window (src-tauri/src) knows tauri".to_owned());
    }
    let is_core = path.starts_with("src-tauri/core/src/");
    if is_core && (line.contains("sqlx::query") || line.contains("QueryBuilder")) && !may_hold_sql(path) {
        return Some(
            "SQL stands in store.rs, in db.rs, list.rs and the history, and nowhere else".to_owned(),
        );
    }
    let is_thin = path.starts_with("src-tauri/src/commands/") || path.starts_with("src-tauri/cli/");
    if is_thin && (names_crate(line, "sqlx") || names_crate(line, "keyring") || line.contains("keyring_core"))
    {
        return Some(
            "commands and the command line call the core; they touch neither sqlx nor the keyring".to_owned(),
        );
    }
    None
}

/// A domain's store, what all stores share, the one door of all writes, and tests of these.
fn may_hold_sql(path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or(path);
    ["store.rs", "db.rs", "list.rs", "tests.rs"].contains(&file)
        || ["/db/", "/store/", "/history/", "/tests/"].iter().any(|folder| path.contains(folder))
}

/// Whether the line names the crate itself, not a module or a longer word that ends or starts alike.
fn names_crate(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(at, _)| {
        let before = line.get(..at).unwrap_or_default();
        let after = line.get(at + name.len()..).unwrap_or_default();
        let starts_path =
            before.chars().next_back().is_none_or(|c| !c.is_alphanumeric() && !"_:-\"".contains(c));
        starts_path && (after.starts_with("::") || (before.trim() == "use" && after.starts_with(';')))
    })
}

fn ui_rule(path: &str, line: &str) -> Option<String> {
    let specifier = imported(line)?;
    if specifier.starts_with("@tauri-apps") && !path.starts_with("ui/src/lib/ipc/") {
        return Some(format!("{specifier} is imported in ui/src/lib/ipc only"));
    }
    let target = feature_of(&resolve(path, specifier))?;
    match feature_of(path.strip_prefix("ui/src/").unwrap_or(path)) {
        Some(own) if own != target => Some(format!("feature {own} imports feature {target}")),
        None if path.starts_with("ui/src/lib/") => Some(format!("lib imports feature {target}")),
        _ => None,
    }
}

/// The module that a line imports, statically or lazily.
fn imported(line: &str) -> Option<&str> {
    let start =
        ["from ", "import(", "import "].iter().find_map(|word| line.find(word).map(|at| at + word.len()))?;
    let rest = line.get(start..)?.trim_start();
    let quote = rest.chars().next().filter(|c| ['"', '\''].contains(c))?;
    rest.get(1..)?.split(quote).next()
}

/// The path of an imported module below ui/src; an alias such as `$features/x` loses its mark.
fn resolve(importer: &str, specifier: &str) -> String {
    if !specifier.starts_with('.') {
        return specifier.trim_start_matches(['$', '@', '~', '/']).trim_start_matches("src/").to_owned();
    }
    let importer = importer.strip_prefix("ui/src/").unwrap_or(importer);
    let mut parts: Vec<&str> = importer.split('/').collect();
    parts.pop();
    for part in specifier.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    parts.join("/")
}

/// `licenses` of `features/licenses/Page.svelte`.
fn feature_of(path: &str) -> Option<String> {
    Some(path.strip_prefix("features/")?.split('/').next()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn crosses(path: &str, line: &str) {
        assert_eq!(crossings_in(path, line).len(), 1, "{path} may not hold {line:?}");
    }

    #[track_caller]
    fn stays(path: &str, line: &str) {
        assert_eq!(crossings_in(path, line), Vec::<String>::new());
    }

    #[test]
    fn only_the_window_knows_tauri() {
        crosses("src-tauri/core/src/lib.rs", "use tauri::State;");
        crosses("src-tauri/cli/src/main.rs", "    let app = tauri::Builder::default();");
        stays("src-tauri/src/lib.rs", "use tauri::State;");
        stays("tests/src/window.rs", "json!({\"tauri:options\": {}})");
        stays("src-tauri/core/src/lib.rs", "// unlike tauri::State");
    }

    #[test]
    fn sql_stands_in_stores() {
        crosses("src-tauri/core/src/licenses/mod.rs", "sqlx::query(\"SELECT 1\")");
        crosses("src-tauri/core/src/licenses/model.rs", "let mut q = QueryBuilder::new(\"\");");
        stays("src-tauri/core/src/licenses/store.rs", "sqlx::query(\"SELECT 1\")");
        stays("src-tauri/core/src/history/undo.rs", "sqlx::query(\"SELECT 1\")");
        stays("src-tauri/core/src/licenses/mod.rs", "#[cfg(test)]\nsqlx::query(\"SELECT 1\")");
    }

    #[test]
    fn thin_layers_touch_neither_sqlx_nor_the_keyring() {
        crosses("src-tauri/src/commands/licenses.rs", "use sqlx::SqliteConnection;");
        crosses("src-tauri/cli/src/main.rs", "use keyring::Entry;");
        stays("src-tauri/cli/src/doctor.rs", "println!(\"keyring: {state}\");");
        stays("src-tauri/cli/src/doctor.rs", "use holdfast_core::secrets::keyring::State;");
    }

    #[test]
    fn tauri_is_imported_in_ipc_only() {
        crosses("ui/src/app/App.svelte", "  import { invoke } from '@tauri-apps/api/core';");
        crosses("ui/src/app/App.svelte", "  const api = await import(\"@tauri-apps/api/core\");");
        stays("ui/src/lib/ipc/call.ts", "import { invoke } from '@tauri-apps/api/core';");
    }

    #[test]
    fn features_do_not_import_each_other() {
        crosses("ui/src/features/licenses/Page.svelte", "import Row from '../hardware/Row.svelte';");
        crosses("ui/src/features/licenses/Page.svelte", "import Row from '$features/hardware/Row.svelte';");
        crosses("ui/src/lib/components/Table.svelte", "import { x } from '../../features/hardware/x';");
        stays("ui/src/features/licenses/tabs/Terms.svelte", "import { words } from '../messages';");
        stays(
            "ui/src/features/licenses/Page.svelte",
            "import Table from '../../lib/components/Table.svelte';",
        );
        stays("ui/src/app/App.svelte", "import { panels } from '../features/licenses/panels';");
    }
}
