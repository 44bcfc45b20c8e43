//! The walls in the UI, read from what its files import.

/// The lines of one file that cross a wall, each with what is wrong.
pub(super) fn crossings(path: &str, text: &str) -> Vec<(usize, String)> {
    imports(text).iter().filter_map(|import| Some((import.line, rule(path, import)?))).collect()
}

/// What a file takes from another.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Import {
    line: usize,
    from: String,
    /// The names that are values; types are gone when the page runs. A `*` for all, and for what comes by `import()`.
    values: Vec<String>,
}

fn rule(path: &str, import: &Import) -> Option<String> {
    let from = import.from.as_str();
    if from.starts_with("@tauri-apps") && !path.starts_with("ui/src/lib/ipc/") {
        return Some(format!("{from} is imported in ui/src/lib/ipc only"));
    }
    let target = resolve(path, from);
    if path.starts_with("ui/src/lib/components/")
        && target.starts_with("lib/ipc/")
        && !import.values.is_empty()
    {
        return Some(
            "a shared component knows no commands: it gets data and functions by its props".to_owned(),
        );
    }
    if calls(path, import, &target) {
        return Some(
            "only the state of a feature (*.svelte.ts) calls commands, not its components or rules"
                .to_owned(),
        );
    }
    let target = feature_of(&target)?;
    match feature_of(path.strip_prefix("ui/src/").unwrap_or(path)) {
        Some(own) if own != target => Some(format!("feature {own} imports feature {target}")),
        None if path.starts_with("ui/src/lib/") => Some(format!("lib imports feature {target}")),
        _ => None,
    }
}

/// Whether something of a feature or of the shell that is not state takes what calls commands. How a refusal looks, it may
/// know, and so may a test.
fn calls(path: &str, import: &Import, target: &str) -> bool {
    let state = path.ends_with(".svelte.ts") || path.ends_with(".test.ts") || path.starts_with("ui/src/lib/");
    !state
        && ["lib/ipc/bindings", "lib/ipc/ipc"].contains(&target)
        && import.values.iter().any(|name| name != "IpcError")
}

/// Every import of a file; statements over several lines, and lazy ones, too.
fn imports(text: &str) -> Vec<Import> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find("import")).map(|offset| at + offset) {
        at = start + "import".len();
        let line_start = text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
        let before = text.get(line_start..start).unwrap_or_default();
        let rest = text.get(at..).unwrap_or_default();
        if before.trim_start().starts_with("//") {
            continue;
        }
        let line = text.get(..start).unwrap_or_default().matches('\n').count() + 1;
        if let Some(lazy) = rest.strip_prefix('(') {
            if let Some(from) = quoted(lazy.trim_start()) {
                found.push(Import { line, from, values: vec!["*".to_owned()] });
            }
        } else if before.trim().is_empty() && rest.starts_with([' ', '\n', '"', '\'']) {
            found.extend(statement(rest).map(|(from, values)| Import { line, from, values }));
        }
    }
    found
}

/// What stands after `import`: where from, and the values.
fn statement(rest: &str) -> Option<(String, Vec<String>)> {
    let rest = rest.trim_start();
    if let Some(from) = quoted(rest) {
        return Some((from, Vec::new()));
    }
    let (names, from) = rest.split_once("from")?;
    let from = quoted(from.trim_start())?;
    let names = names.trim();
    if names.strip_prefix("type").is_some_and(|rest| rest.starts_with([' ', '{', '\n'])) {
        return Some((from, Vec::new()));
    }
    let values = names
        .split(['{', '}', ','])
        .map(str::trim)
        .filter(|name| !name.is_empty() && !name.starts_with("type "))
        .map(|name| name.split_whitespace().next().unwrap_or(name).to_owned())
        .collect();
    Some((from, values))
}

/// The text in quotes that something begins with.
fn quoted(text: &str) -> Option<String> {
    let quote = text.chars().next().filter(|c| ['"', '\''].contains(c))?;
    text.get(1..)?.split(quote).next().map(str::to_owned)
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
    parts.join("/").trim_end_matches(".ts").to_owned()
}

/// `licenses` of `features/licenses/Page.svelte`.
fn feature_of(path: &str) -> Option<String> {
    Some(path.strip_prefix("features/")?.split('/').next()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn crosses(path: &str, text: &str) {
        assert_eq!(crossings(path, text).len(), 1, "{path} may not hold {text:?}");
    }

    #[track_caller]
    fn stays(path: &str, text: &str) {
        assert_eq!(crossings(path, text), []);
    }

    #[test]
    fn tauri_is_imported_in_ipc_only() {
        crosses("ui/src/app/App.svelte", "  import { invoke } from '@tauri-apps/api/core';");
        crosses("ui/src/app/App.svelte", "  const api = await import(\"@tauri-apps/api/core\");");
        crosses("ui/src/app/App.svelte", "  import {\n    invoke,\n  } from '@tauri-apps/api/core';");
        stays("ui/src/lib/ipc/call.ts", "import { invoke } from '@tauri-apps/api/core';");
        stays("ui/src/app/App.svelte", "  // import { invoke } from '@tauri-apps/api/core';");
    }

    #[test]
    fn features_do_not_import_each_other() {
        crosses("ui/src/features/licenses/Page.svelte", "import Row from '../hardware/Row.svelte';");
        crosses("ui/src/features/licenses/Page.svelte", "import Row from '$features/hardware/Row.svelte';");
        crosses("ui/src/lib/components/Table.svelte", "import { x } from '../../features/hardware/x';");
        stays("ui/src/features/licenses/tabs/Terms.svelte", "import { words } from '../messages';");
        let table = "import Table from '../../lib/components/Table.svelte';";
        stays("ui/src/features/licenses/Page.svelte", table);
        stays("ui/src/app/App.svelte", "import { panels } from '../features/licenses/panels';");
    }

    #[test]
    fn shared_components_know_no_commands() {
        let table = "ui/src/lib/components/Table.svelte";
        crosses(table, "import { commands } from '../ipc/bindings';");
        crosses(table, "import { type Kind, commands } from '../ipc/bindings';");
        crosses(table, "import { onDataChanged } from '../ipc/ipc';");
        stays(table, "import type { Kind } from '../ipc/bindings';");
        stays(table, "import {\n  type Kind,\n  type Device,\n} from '../ipc/bindings';");
    }

    #[test]
    fn components_of_features_leave_calling_to_their_state() {
        let page = "ui/src/features/made-up/Page.svelte";
        crosses(page, "import { commands, type Kind } from '../../lib/ipc/bindings';");
        crosses(page, "import { unwrap } from '../../lib/ipc/ipc';");
        crosses("ui/src/features/made-up/rules.ts", "import { commands } from '../../lib/ipc/bindings';");
        crosses("ui/src/app/MadeUp.svelte", "import { onClipboard } from '../lib/ipc/ipc';");
        stays(page, "import { IpcError } from '../../lib/ipc/ipc';");
        stays(page, "import type { Kind } from '../../lib/ipc/bindings';");
        stays(
            "ui/src/features/made-up/state.svelte.ts",
            "import { commands } from '../../lib/ipc/bindings';",
        );
    }
}
