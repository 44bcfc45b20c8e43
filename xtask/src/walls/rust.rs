//! The walls in Rust, read from the tokens of a file: neither a comment nor a text is taken for code, and what is compiled for
//! tests alone may look behind the wall it tests.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::sql;

/// A word or a text of a file, and the line it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Word(String),
    Text(String),
    /// `::` is one of these, everything else its own sign.
    Sign(String),
}

/// The lines of one file that cross a wall, each with what is wrong.
pub(super) fn crossings(path: &str, text: &str) -> Vec<(usize, String)> {
    let stream: TokenStream = match text.parse() {
        Ok(stream) => stream,
        Err(error) => return vec![(1, format!("cannot be read as Rust: {error}"))],
    };
    let mut tokens = Vec::new();
    flatten(stream, &mut tokens);
    (0..tokens.len()).filter_map(|at| Some((tokens[at].0, rule(path, &tokens, at)?))).collect()
}

/// What is wrong with the token at a place of a file.
fn rule(path: &str, tokens: &[(usize, Token)], at: usize) -> Option<String> {
    let crate_is = |name: &str| names_crate(tokens, at, name);
    let is_window = path.starts_with("src-tauri/src/") || path == "src-tauri/build.rs";
    if !is_window && crate_is("tauri") {
        return Some("only the window (src-tauri/src) knows tauri".to_owned());
    }
    let is_thin = path.starts_with("src-tauri/src/commands/") || path.starts_with("src-tauri/cli/");
    let keyrings = ["keyring", "keyring_core", "zbus_secret_service_keyring_store"];
    if is_thin && (crate_is("sqlx") || keyrings.iter().any(|name| crate_is(name))) {
        let why = "commands and the command line call the core; they touch neither sqlx nor the keyring";
        return Some(why.to_owned());
    }
    let is_reader = path.starts_with("src-tauri/vaults/") || path.starts_with("src-tauri/sheets/");
    if is_reader && (["sqlx", "holdfast_core"].into_iter().chain(keyrings)).any(crate_is) {
        return Some("the readers of files know neither the core, SQL nor the keyring".to_owned());
    }
    if !path.starts_with("src-tauri/core/src/") || is_test(path) {
        return None;
    }
    if path != "src-tauri/core/src/secrets/os.rs" && keyrings.iter().any(|name| crate_is(name)) {
        return Some("values go to the keyring and come from it in secrets/os.rs alone".to_owned());
    }
    if path != "src-tauri/core/src/secrets/status.rs" && crate_is("zbus") {
        return Some("the state of the keyring is asked over D-Bus in secrets/status.rs alone".to_owned());
    }
    if path.ends_with("/model.rs") && follows(tokens, at, &["Now", "::", "read"]) {
        return Some("a model knows no clock: the time is handed to it".to_owned());
    }
    if !may_hold_sql(path) && (asks_sql(tokens, at) || word(tokens, at) == Some("QueryBuilder")) {
        let why = "SQL stands in store.rs, in db.rs, list.rs and the history, and nowhere else";
        return Some(why.to_owned());
    }
    match &tokens[at].1 {
        Token::Text(text) => sql::rule(path, text),
        _ => None,
    }
}

/// A domain's store, what all stores share, and the one door of all writes.
fn may_hold_sql(path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or(path);
    ["store.rs", "db.rs", "list.rs"].contains(&file)
        || ["/db/", "/store/", "/history/"].iter().any(|folder| path.contains(folder))
}

/// A file that its parent declares for tests alone.
fn is_test(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.contains("/tests/")
}

/// `sqlx::query`, and what begins alike: `query_as`, `query_scalar`.
fn asks_sql(tokens: &[(usize, Token)], at: usize) -> bool {
    follows(tokens, at, &["sqlx", "::"]) && word(tokens, at + 2).is_some_and(|name| name.starts_with("query"))
}

/// Whether a path begins here with the crate, not with a module of that name: `tauri::` or `use tauri;`.
fn names_crate(tokens: &[(usize, Token)], at: usize, name: &str) -> bool {
    let before = at.checked_sub(1).and_then(|at| tokens.get(at)).map(|(_, token)| token);
    let within_path = matches!(before, Some(Token::Sign(sign)) if sign == "::" || sign == ".");
    let used =
        matches!(before, Some(Token::Word(word)) if word == "use") && follows(tokens, at, &[name, ";"]);
    !within_path && (used || follows(tokens, at, &[name, "::"]))
}

fn word(tokens: &[(usize, Token)], at: usize) -> Option<&str> {
    match tokens.get(at) {
        Some((_, Token::Word(word))) => Some(word),
        _ => None,
    }
}

/// Whether these words and signs stand here.
fn follows(tokens: &[(usize, Token)], at: usize, wanted: &[&str]) -> bool {
    wanted.iter().enumerate().all(|(offset, wanted)| match tokens.get(at + offset) {
        Some((_, Token::Word(found) | Token::Sign(found))) => found == wanted,
        _ => false,
    })
}

/// All tokens in their order, without what is compiled for tests alone.
fn flatten(stream: TokenStream, into: &mut Vec<(usize, Token)>) {
    let trees: Vec<TokenTree> = stream.into_iter().collect();
    let mut at = 0;
    // `#![cfg(test)]` stands for all around it.
    let inner = |at: usize| matches!(&trees.get(at..at + 3), Some([TokenTree::Punct(a), TokenTree::Punct(b), TokenTree::Group(g)]) if a.as_char() == '#' && b.as_char() == '!' && is_cfg_test(g));
    if (0..trees.len()).any(inner) {
        return;
    }
    while let Some(tree) = trees.get(at) {
        if is_attribute(&trees, at) && attribute(&trees, at).is_some_and(is_cfg_test) {
            at = end_of_item(&trees, at);
            continue;
        }
        let line = tree.span().start().line;
        match tree {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                into.push((line, Token::Sign(open.to_owned())));
                flatten(group.stream(), into);
                into.push((group.span_close().start().line, Token::Sign(close.to_owned())));
            }
            TokenTree::Ident(ident) => into.push((line, Token::Word(ident.to_string()))),
            TokenTree::Literal(literal) => into.push((line, Token::Text(literal.to_string()))),
            TokenTree::Punct(sign) => {
                let double = sign.as_char() == ':'
                    && matches!(trees.get(at + 1), Some(TokenTree::Punct(next)) if next.as_char() == ':');
                into.push((
                    line,
                    Token::Sign(if double { "::".to_owned() } else { sign.as_char().to_string() }),
                ));
                at += usize::from(double);
            }
        }
        at += 1;
    }
}

fn is_attribute(trees: &[TokenTree], at: usize) -> bool {
    matches!(trees.get(at), Some(TokenTree::Punct(sign)) if sign.as_char() == '#')
}

/// The brackets of the attribute that begins here.
fn attribute(trees: &[TokenTree], at: usize) -> Option<&Group> {
    match trees.get(at + 1) {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket => Some(group),
        _ => None,
    }
}

/// `cfg(test)`, or `cfg(all(…, test, …))`.
fn is_cfg_test(attribute: &Group) -> bool {
    let text: String = attribute.stream().to_string().split_whitespace().collect();
    let within = |open: &str| {
        text.strip_prefix(open).and_then(|rest| rest.strip_suffix(if open == "cfg(" { ")" } else { "))" }))
    };
    within("cfg(").is_some_and(|what| what == "test")
        || within("cfg(all(").is_some_and(|what| what.split(',').any(|part| part == "test"))
}

/// Where the item, field or statement ends that the attribute at `at` belongs to. Where that is not certain it ends early, so
/// that rather too much is looked at than too little.
fn end_of_item(trees: &[TokenTree], mut at: usize) -> usize {
    while is_attribute(trees, at) && attribute(trees, at).is_some() {
        at += 2;
    }
    while let Some(tree) = trees.get(at) {
        at += 1;
        match tree {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => break,
            TokenTree::Punct(sign) if sign.as_char() == ';' || sign.as_char() == ',' => break,
            _ => {}
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn crosses(path: &str, text: &str, line: usize) {
        let found = crossings(path, text);
        assert_eq!(found.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [line], "{found:?}");
    }

    #[track_caller]
    fn stays(path: &str, text: &str) {
        assert_eq!(crossings(path, text), []);
    }

    const MODULE: &str = "src-tauri/core/src/licenses/mod.rs";

    #[test]
    fn only_the_window_knows_tauri() {
        crosses("src-tauri/core/src/lib.rs", "use tauri::State;", 1);
        crosses("src-tauri/cli/src/main.rs", "fn main() { let app = tauri::Builder::default(); }", 1);
        crosses("tests/tests/cost.rs", "use tauri;", 1);
        stays("src-tauri/src/lib.rs", "use tauri::State;");
        stays("tests/src/window.rs", "fn f() { json!({\"tauri:options\": {}, \"x\": \"tauri::State\"}) }");
        stays(
            "src-tauri/core/src/lib.rs",
            "// unlike tauri::State\n/* tauri::State */ use crate::tauri::State;",
        );
    }

    #[test]
    fn readers_of_files_know_files_alone() {
        crosses("src-tauri/vaults/src/kdb.rs", "use holdfast_core::Error;", 1);
        crosses("src-tauri/sheets/src/read.rs", "fn f() { sqlx::query(\"SELECT 1\") }", 1);
        stays("src-tauri/vaults/src/tables/mod.rs", "use holdfast_sheets::rows;");
    }

    #[test]
    fn sql_stands_in_stores() {
        crosses(MODULE, "fn f() { sqlx::query(\"SELECT 1\") }", 1);
        crosses(MODULE, "fn f() {\n    sqlx::query_scalar::<_, i64>(\"SELECT 1\")\n}", 2);
        crosses("src-tauri/core/src/licenses/model.rs", "fn f() { QueryBuilder::new(\"\"); }", 1);
        stays("src-tauri/core/src/licenses/store.rs", "fn f() { sqlx::query(\"SELECT 1\") }");
        stays("src-tauri/core/src/history/undo.rs", "fn f() { sqlx::query(\"SELECT 1\") }");
        stays(MODULE, "use sqlx::SqliteConnection;");
    }

    #[test]
    fn what_is_for_tests_is_left_out_and_nothing_else() {
        let query = "{ sqlx::query(\"SELECT 1\") }";
        stays(MODULE, &format!("#[cfg(test)]\nmod tests {query}"));
        stays(MODULE, &format!("#![cfg(test)]\nfn f() {query}"));
        stays(MODULE, &format!("#[cfg(all(test, unix))]\n#[expect(dead_code)]\nfn f() {query}"));
        crosses(MODULE, &format!("#[cfg(test)]\nmod tests {query}\nfn f() {query}"), 3);
        crosses(MODULE, &format!("#[cfg(test)]\nmod tests;\nfn f() {query}"), 3);
        crosses(MODULE, &format!("#[cfg(test)]\nuse a::b;\nmod c {{ fn f() {query} }}"), 3);
        crosses(MODULE, &format!("#[cfg(not(test))]\nfn f() {query}"), 2);
        crosses(MODULE, &format!("struct A {{ #[cfg(test)] a: u8, b: u8 }}\nfn f() {query}"), 2);
    }

    #[test]
    fn thin_layers_touch_neither_sqlx_nor_the_keyring() {
        crosses("src-tauri/src/commands/licenses.rs", "use sqlx::SqliteConnection;", 1);
        crosses("src-tauri/cli/src/main.rs", "use keyring::Entry;", 1);
        stays("src-tauri/cli/src/doctor.rs", "fn f() { println!(\"keyring: {state}\"); }");
        stays("src-tauri/cli/src/doctor.rs", "use holdfast_core::secrets::keyring::State;");
    }

    #[test]
    fn two_files_talk_to_the_keyring() {
        crosses("src-tauri/core/src/secrets/mod.rs", "fn f() { keyring::Entry::new(a, b) }", 1);
        crosses("src-tauri/core/src/credential_health/mod.rs", "use zbus::Connection;", 1);
        crosses("src-tauri/core/src/secrets/os.rs", "use zbus::Connection;", 1);
        stays("src-tauri/core/src/secrets/os.rs", "use keyring::Entry;");
        stays("src-tauri/core/src/secrets/status.rs", "use zbus::Connection;");
    }

    #[test]
    fn models_know_no_clock() {
        crosses("src-tauri/core/src/terms/model.rs", "fn f() { Now::read() }", 1);
        stays("src-tauri/core/src/terms/mod.rs", "fn f() { Now::read() }");
    }

    #[test]
    fn a_store_keeps_to_its_own_tables() {
        let store = "src-tauri/core/src/people/store.rs";
        crosses(store, "fn f() {\n    sqlx::query(\"SELECT id FROM warranty\")\n}", 2);
        stays(store, "fn f() { sqlx::query(\"SELECT id FROM person\") }");
    }
}
