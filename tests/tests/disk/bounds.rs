//! Tables that are too large, and what is no file: refused before they take the computer's time and memory.

use super::{refused, run};
use holdfast_tests::{programs, sandbox::Sandbox};
use std::{fs, io::Write, process::Command};

const KINDS: [&str; 3] = ["licenses", "hardware", "everything"];

#[test]
fn a_device_a_pipe_and_a_folder_are_refused() {
    let sandbox = Sandbox::new().unwrap();
    assert!(Command::new("mkfifo").arg(sandbox.path("pipe")).status().unwrap().success());
    for kind in KINDS {
        for file in ["/dev/zero", "pipe", "home"] {
            refused(&sandbox, &["import", file, "--as", kind], &["no file", "Nothing was written"]);
        }
    }
    refused(&sandbox, &["import", "/dev/zero", "--as", "credentials"], &["no file"]);
    assert!(fs::read_dir(sandbox.data_dir()).unwrap().next().is_none());
}

#[test]
fn a_file_over_the_limit_is_refused_by_its_size_alone() {
    let sandbox = Sandbox::new().unwrap();
    // A sparse file: nothing of it is on the disk.
    for (kind, megabytes) in [("licenses", 256), ("hardware", 256), ("everything", 1024)] {
        let file = fs::File::create(sandbox.path("huge.csv")).unwrap();
        file.set_len(megabytes * 1024 * 1024 + 1).unwrap();
        refused(&sandbox, &["import", "huge.csv", "--as", kind], &[&format!("larger than {megabytes} MB")]);
        // More than any computer has room for: only who looks at the size first can say so.
        file.set_len(1 << 43).unwrap();
        refused(&sandbox, &["import", "huge.csv", "--as", kind], &[&format!("larger than {megabytes} MB")]);
    }
}

/// Runs an import that may have a gigabyte of memory and no more.
fn within_a_gigabyte(sandbox: &Sandbox, file: &str) -> String {
    let program = programs::built("holdfast").unwrap();
    let script = format!("ulimit -v 1048576; exec '{}' import {file} --as licenses", program.display());
    let output = sandbox.command("sh").args(["-c", &script]).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn one_endless_line_and_a_million_rows_are_refused_with_the_limit() {
    let sandbox = Sandbox::new().unwrap();
    let line = |name: &str, piece: &str, times: usize| {
        let mut file = fs::File::create(sandbox.path(name)).unwrap();
        file.write_all(b"name,seats\n").unwrap();
        for _ in 0..times {
            file.write_all(piece.repeat(1024 * 1024 / piece.len()).as_bytes()).unwrap();
        }
    };
    for (name, piece, times, said) in [
        ("commas.csv", ",", 64, "more than 20000 cells"),
        ("letters.csv", "x", 64, "longer than 16 MB"),
        ("rows.csv", "Figma,3\n", 8, "more than 250000 rows"),
    ] {
        line(name, piece, times);
        let told = within_a_gigabyte(&sandbox, name);
        assert!(told.contains(said) && told.contains("Nothing was written"), "{name}: {told}");
    }
    let mut json = "[{}".to_owned();
    json.push_str(&",{}".repeat(6_000_000));
    json.push(']');
    fs::write(sandbox.path("many.json"), &json).unwrap();
    assert!(within_a_gigabyte(&sandbox, "many.json").contains("5 million values"));
    let everything = run(&sandbox, &["import", "many.json", "--as", "everything"]);
    assert_eq!(everything.status, Some(1), "{everything:?}");
}
