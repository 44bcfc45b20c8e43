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
