use holdfast_core::{
    fields::{self, Field, FieldKind, List},
    history::Entity,
    ids::Kind,
};
use serde_json::{Map, Value, json};
use specta_typescript::Typescript;
use std::{collections::BTreeSet, path::Path};

/// The file the UI compiles against, relative to this package.
const FILE: &str = "../ui/src/lib/ipc/bindings.ts";

/// The generated TypeScript. Fields that Rust would fill with a default are written as required ones: the UI
/// always gets and always sends whole values, and a field forgotten is a compile error there.
fn generated() -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bindings.ts");
    super::builder().export(Typescript::default(), &file).unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    let mut whole = String::new();
    for line in text.lines() {
        let optional = line.strip_prefix('\t').and_then(|line| line.split_once("?: ")).filter(|(name, _)| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        });
        match optional {
            Some((name, rest)) => whole.push_str(&format!("\t{name}: {rest}")),
            None => whole.push_str(line.trim_end()),
        }
        whole.push('\n');
    }
    whole
}

#[test]
fn the_bindings_are_what_the_commands_say() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let generated = generated();
    if std::env::var_os("HOLDFAST_WRITE_BINDINGS").is_some() {
        std::fs::write(&file, &generated).unwrap();
    }
    let committed = std::fs::read_to_string(&file).unwrap();
    assert!(committed == generated, "{FILE} is out of date: `cargo xtask bindings` writes it anew");
}

/// The lists of fields for the UI, relative to this package.
const FIELDS: &str = "../ui/src/lib/ipc/fields.ts";

/// A field as the UI reads it: only what is not the usual is said.
fn described(field: &Field<'_>) -> Value {
    let mut said = json!({ "label": field.label, "kind": field.kind.as_str() });
    if let FieldKind::Choice(choices) = field.kind {
        let choices = choices.iter().map(|choice| json!({ "value": choice.word, "label": choice.label }));
        said["choices"] = choices.collect();
    }
    if let FieldKind::Named(kind) | FieldKind::ById(kind) = field.kind {
        said["to"] = json!(kind);
    }
    if field.list != List::Never {
        said["list"] = json!(if field.list == List::Shown { "shown" } else { "offered" });
    }
    for (name, text) in [("width", field.width), ("blank", field.blank)] {
        if !text.is_empty() {
            said[name] = json!(text);
        }
    }
    for (name, yes) in [("required", field.required), ("single", field.single)] {
        if yes {
            said[name] = json!(true);
        }
    }
    said
}

fn listed<'a>(fields: impl IntoIterator<Item = &'a Field<'static>>) -> Value {
    fields.into_iter().map(|field| (field.name.to_owned(), described(field))).collect::<Map<_, _>>().into()
}

fn generated_fields() -> String {
    let mut kinds = Map::new();
    let mut blanks = Map::new();
    for kind in Kind::ALL {
        let all = fields::of_kind(kind).iter().chain(fields::computed(kind));
        kinds.insert(kind.as_str().to_owned(), listed(all));
        blanks.insert(kind.as_str().to_owned(), fields::blank(kind).unwrap());
    }
    for (name, table) in
        [("term", Entity::Term), ("warranty", Entity::Warranty), ("contact", Entity::Contact)]
    {
        kinds.insert(name.to_owned(), listed(fields::of_table(table)));
    }
    let text = |value: Map<String, Value>| serde_json::to_string_pretty(&value).unwrap();
    format!(
        "// The lists of fields, generated from those in Rust: `cargo xtask bindings` writes this anew.

/** Every field of every kind, and the columns of its list that are computed. */
export const fields = {} as const;

/** What the form of a new thing begins with. */
export const blanks = {};
",
        text(kinds),
        text(blanks)
    )
}

/// The lists of fields in the manual, relative to this package.
const MANUAL: &str = "../docs/fields.md";

/// What a kind of field is to whoever reads the manual.
fn explained(kind: FieldKind<'_>) -> String {
    match kind {
        FieldKind::Text => "text".to_owned(),
        FieldKind::Code => "text that is copied, never counted".to_owned(),
        FieldKind::Email => "email address".to_owned(),
        FieldKind::Phone => "telephone number".to_owned(),
        FieldKind::Url => "web address, without a password in it".to_owned(),
        FieldKind::Host => "name or address in a network".to_owned(),
        FieldKind::Notes => "text of several lines".to_owned(),
        FieldKind::Day => "date".to_owned(),
        FieldKind::Money => "amount and currency".to_owned(),
        FieldKind::Count => "whole number".to_owned(),
        FieldKind::Months => "months".to_owned(),
        FieldKind::Percent => "percent".to_owned(),
        FieldKind::YesNo => "yes or no".to_owned(),
        FieldKind::Choice(choices) => {
            let words: Vec<String> = choices.iter().map(|choice| format!("`{}`", choice.word)).collect();
            words.join(", ")
        }
        FieldKind::Named(kind) => format!("name of a {kind}; one that is not there yet is made"),
        FieldKind::ById(kind) => format!("a {kind}"),
        FieldKind::Tags => "words between commas".to_owned(),
    }
}

fn table(title: &str, fields: impl IntoIterator<Item = &'static Field<'static>>) -> String {
    let mut text = format!("\n## {title}\n\n| name | label | what it holds |\n| --- | --- | --- |\n");
    for field in fields {
        let blank =
            if field.blank.is_empty() { String::new() } else { format!("; blank is {}", field.blank) };
        text.push_str(&format!(
            "| `{}` | {} | {}{blank} |\n",
            field.name,
            field.label,
            explained(field.kind)
        ));
    }
    text
}

fn manual() -> String {
    let mut text = "# Fields\n\nEvery field of every kind of thing, by the name it has in JSON, files and on the command line, and \
                    what it is called on screen.\n"
        .to_owned();
    for kind in Kind::ALL {
        text.push_str(&table(&capital(kind.as_str()), fields::of_kind(kind)));
        text.push_str(&format!("\nComputed, in its list: {}.\n", names(fields::computed(kind))));
    }
    for (title, of) in [
        ("Term of a license or contract", Entity::Term),
        ("Warranty of a device", Entity::Warranty),
        ("Contact of a vendor", Entity::Contact),
    ] {
        text.push_str(&table(title, fields::of_table(of)));
    }
    text
}

fn names(fields: &[Field<'_>]) -> String {
    fields.iter().map(|field| format!("`{}` ({})", field.name, field.label)).collect::<Vec<_>>().join(", ")
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[test]
fn the_fields_of_the_bindings_and_the_manual_are_those_of_the_lists() {
    for (name, generated) in [(FIELDS, generated_fields()), (MANUAL, manual())] {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        if std::env::var_os("HOLDFAST_WRITE_BINDINGS").is_some() {
            std::fs::write(&file, &generated).unwrap();
        }
        let committed = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(committed == generated, "{name} is out of date: `cargo xtask bindings` writes it anew");
    }
}

#[path = "../../build/commands.rs"]
mod commands;

#[test]
fn handler_manifest_and_capability_of_the_bindings_agree() {
    let generated = generated();
    let handled: BTreeSet<String> = generated
        .split("__TAURI_INVOKE(\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .map(str::to_owned)
        .collect();
    let declared = commands::listed(include_str!("../bindings.rs")).unwrap();
    assert_eq!(handled, declared.iter().cloned().collect(), "the build script reads another list");

    let main = granted_by(include_str!("../../capabilities/main.json"), "main");
    let reveal = granted_by(include_str!("../../capabilities/reveal.json"), "reveal");
    assert!(main.is_disjoint(&reveal), "a command is granted twice");
    let granted: BTreeSet<String> = main.union(&reveal).cloned().collect();
    assert_eq!(granted, handled, "`cargo xtask bindings` writes capabilities/main.json anew");

    let capabilities = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("capabilities")).unwrap();
    assert_eq!(capabilities.count(), 2, "a further capability is not looked at by this test");
}

#[test]
fn the_list_of_the_bindings_is_read_or_refused() {
    let read = |list: &str| commands::listed(&format!(".commands(collect_commands![{list}])"));
    assert_eq!(read("a::one, // b::two,\n  three::four::five,\n").unwrap(), ["one", "five"]);
    assert!(commands::listed("collect![a::b]").is_err());
    assert!(read("").is_err());
    assert!(read("a::b::<Wry>,").is_err());
}

/// The commands that a capability grants to the one window, and nothing else.
fn granted_by(text: &str, identifier: &str) -> BTreeSet<String> {
    let capability: serde_json::Value = serde_json::from_str(text).unwrap();
    assert_eq!(capability["identifier"], identifier);
    assert_eq!(capability["windows"], serde_json::json!(["main"]));
    let mut granted = BTreeSet::new();
    for permission in capability["permissions"].as_array().unwrap() {
        let permission = permission.as_str().unwrap();
        match permission.strip_prefix("allow-") {
            Some(command) => assert!(granted.insert(command.replace('-', "_")), "{permission} stands twice"),
            None => assert!(
                identifier == "main"
                    && ["core:event:allow-listen", "core:event:allow-unlisten"].contains(&permission),
                "{permission} is more than the window needs"
            ),
        }
    }
    granted
}

/// Whatever is called a revelation, and the codes, stand apart; no other command returns what holds a value.
#[test]
fn values_leave_by_the_reveal_capability_alone() {
    let reveal = granted_by(include_str!("../../capabilities/reveal.json"), "reveal");
    let generated = generated();
    let mut found = BTreeSet::new();
    for answer in ["Revealed", "RevealedCode", "OneTimeCode"] {
        for part in
            generated.split("typedError<").skip(1).filter(|part| part.starts_with(&format!("{answer},")))
        {
            let command =
                part.split("__TAURI_INVOKE(\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
            found.insert(command.to_owned());
        }
    }
    assert_eq!(found, reveal, "what returns a value, and what the capability grants");
}

#[test]
fn the_window_of_the_bindings_has_no_way_out() {
    let conf: serde_json::Value = serde_json::from_str(include_str!("../../tauri.conf.json")).unwrap();
    assert_eq!(conf["app"]["withGlobalTauri"], false);
    assert!(conf["build"].get("devUrl").is_none());
    assert_eq!(conf["app"]["security"]["capabilities"], serde_json::json!(["main", "reveal"]));
    let csp = conf["app"]["security"]["csp"].as_object().unwrap();
    for (directive, sources) in csp {
        let sources = sources.as_str().unwrap();
        assert!(!sources.contains("unsafe"), "{directive} {sources}");
        for source in sources.split(' ') {
            let local = ["'self'", "'none'", "ipc:", "http://ipc.localhost", "data:", "blob:"];
            assert!(local.contains(&source), "{directive} reaches {source}");
        }
    }
    assert_eq!(csp["default-src"], "'self'");
    assert_eq!(csp["script-src"], "'self'");
}
