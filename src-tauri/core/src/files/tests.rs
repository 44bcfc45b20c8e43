use super::*;
use std::fs;

fn place() -> (tempfile::TempDir, PathBuf) {
    let root = tempfile::tempdir().unwrap();
    let data = root.path().join("data");
    fs::create_dir(&data).unwrap();
    (root, data)
}

fn database(path: &Path) {
    fs::write(path, [b"SQLite format 3\0".as_slice(), &[0; 4096]].concat()).unwrap();
}

fn workbook(path: &Path) {
    let mut archive = zip::ZipWriter::new(File::create(path).unwrap());
    archive.start_file("xl/workbook.xml", zip::write::SimpleFileOptions::default()).unwrap();
    archive.write_all(b"<workbook/>").unwrap();
    archive.finish().unwrap();
}

/// One file of each kind that a person may have.
fn kinds(folder: &Path) -> Vec<(&'static str, Vec<FileFormat>)> {
    database(&folder.join("other.db"));
    fs::write(folder.join("old.db-wal"), b"\x37\x7f\x06\x82\0\0\0\0").unwrap();
    fs::write(folder.join("vault.kdbx"), b"\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5\x01\0\x04\0").unwrap();
    fs::write(folder.join("vault.kdb"), b"\x03\xd9\xa2\x9a\x65\xfb\x4b\xb5\x02\0\0\0").unwrap();
    workbook(&folder.join("list.xlsx"));
    fs::write(folder.join("archive.zip"), b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0").unwrap();
    fs::write(folder.join("list.csv"), "name,seats\nFigma,3\n").unwrap();
    fs::write(folder.join("list.tsv"), "name\tseats\n").unwrap();
    fs::write(folder.join("all.json"), "{\n  \"holdfast\": 1 }").unwrap();
    fs::write(folder.join("dates.ics"), "BEGIN:VCALENDAR\r\n").unwrap();
    fs::write(folder.join("labels.pdf"), "%PDF-1.7\n").unwrap();
    fs::write(folder.join("run.sh"), "#!/bin/sh\n").unwrap();
    fs::write(folder.join("id_ed25519"), "-----BEGIN OPENSSH PRIVATE KEY-----\n").unwrap();
    fs::write(folder.join("page.html"), "<!doctype html>").unwrap();
    fs::write(folder.join("program"), b"\x7fELF\x02\x01\x01\0\0").unwrap();
    fs::write(folder.join("photo.png"), b"\x89PNG\r\n\x1a\n\0").unwrap();
    fs::write(folder.join("empty.csv"), "").unwrap();
    use FileFormat::{Calendar, Csv, Json, Pdf, Png, Vault, Workbook};
    vec![
        ("other.db", vec![]),
        ("old.db-wal", vec![]),
        ("vault.kdbx", vec![Vault]),
        ("vault.kdb", vec![Vault]),
        ("list.xlsx", vec![Workbook]),
        ("archive.zip", vec![]),
        ("list.csv", vec![Csv]),
        ("list.tsv", vec![Csv]),
        ("all.json", vec![Json]),
        ("dates.ics", vec![Calendar]),
        ("labels.pdf", vec![Pdf]),
        ("run.sh", vec![]),
        ("id_ed25519", vec![]),
        ("page.html", vec![]),
        ("program", vec![]),
        ("photo.png", vec![Png]),
        ("empty.csv", vec![Csv, Json, Workbook, Pdf, Calendar, Vault, Png]),
    ]
}

#[test]
fn a_file_is_replaced_only_by_its_like() {
    let (root, data) = place();
    use FileFormat::{Calendar, Csv, Json, Pdf, Png, Unknown, Vault, Workbook};
    for format in [Csv, Json, Workbook, Pdf, Calendar, Vault, Png, Unknown] {
        for (name, by) in kinds(root.path()) {
            let path = root.path().join(name);
            let before = fs::read(&path).unwrap();
            let saved = save(&path, b"new", format, &data);
            // Where nothing stands yet, nothing is lost, whatever is written.
            let may = by.contains(&format) || before.is_empty();
            assert_eq!(saved.is_ok(), may, "{format:?} over {name}: {saved:?}");
            let expected = if may { b"new".to_vec() } else { before };
            assert_eq!(fs::read(&path).unwrap(), expected, "{format:?} over {name}");
        }
    }
}

#[test]
fn nothing_is_written_in_the_data_folder_or_beside_a_database() {
    let (root, data) = place();
    for name in ["holdfast.db", "before-schema-6-2026-01-01.db"] {
        database(&data.join(name));
    }
    for name in ["holdfast.db-wal", "holdfast.db-shm", "list.csv"] {
        fs::write(data.join(name), "").unwrap();
    }
    fs::create_dir(data.join("logs")).unwrap();
    let elsewhere = root.path().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    database(&elsewhere.join("books.db"));
    fs::write(elsewhere.join("empty.db"), "").unwrap();
    fs::write(elsewhere.join("empty.db-wal"), "log").unwrap();
    let mut targets: Vec<PathBuf> = [
        "holdfast.db",
        "holdfast.db-wal",
        "holdfast.db-shm",
        "before-schema-6-2026-01-01.db",
        "list.csv",
        "new.csv",
        "logs/new.csv",
    ]
    .iter()
    .map(|name| data.join(name))
    .collect();
    targets.push(elsewhere.join("../data/new.csv"));
    for name in ["books.db", "books.db-wal", "books.db-journal", "books.db-SHM", "empty.db", "", "../data"] {
        targets.push(elsewhere.join(name));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        symlink(&data, elsewhere.join("linked")).unwrap();
        symlink(data.join("holdfast.db"), elsewhere.join("link.csv")).unwrap();
        symlink(root.path().join("nowhere"), elsewhere.join("dangling.csv")).unwrap();
        fs::hard_link(data.join("list.csv"), elsewhere.join("second-name.csv")).unwrap();
        for name in ["linked/new.csv", "link.csv", "dangling.csv", "second-name.csv"] {
            targets.push(elsewhere.join(name));
        }
        targets.push(PathBuf::from("/dev/null"));
        targets.push(PathBuf::from("/dev/stdout"));
    }
    let all = |folder: &Path| -> Vec<(PathBuf, u64)> {
        let mut all: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap())
            .map(|entry| (entry.path(), entry.metadata().unwrap().len()))
            .collect();
        all.sort();
        all
    };
    let before = (all(&data), all(&elsewhere));
    for target in targets {
        let refused = save(&target, b"name\n", FileFormat::Csv, &data).unwrap_err();
        assert!(matches!(refused, Error::Refused(_)), "{}: {refused:?}", target.display());
        let told = refused.to_string();
        assert!(told.contains("Nothing was written") || told.contains("not touched"), "{told}");
    }
    assert_eq!((all(&data), all(&elsewhere)), before);
    save(&elsewhere.join("new.csv"), b"name\n", FileFormat::Csv, &data).unwrap();
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_and_the_file_is_private() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let (root, data) = place();
    let (real, link) = (root.path().join("real.csv"), root.path().join("link.csv"));
    fs::write(&real, "name\n").unwrap();
    symlink(&real, &link).unwrap();
    save(&link, b"name\nFigma\n", FileFormat::Csv, &data).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read(&real).unwrap(), b"name\nFigma\n");
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_file_takes_its_name_only_when_the_check_is_content() {
    let (root, data) = place();
    let path = root.path().join("list.csv");
    fs::write(&path, "old").unwrap();
    let refused = save_checked(&path, b"new", FileFormat::Csv, &data, |read| {
        assert_eq!(read, b"new");
        Err(Error::Internal("no".to_owned()))
    });
    assert!(refused.is_err());
    assert_eq!(fs::read(&path).unwrap(), b"old");
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 2, "the data folder and the file");
}

#[test]
fn what_a_killed_process_left_goes_and_what_a_living_one_writes_stays() {
    let (root, data) = place();
    let folder = root.path();
    let living = part::file_in(folder).unwrap();
    let backup = PrivateFolder::part(folder).unwrap();
    // As a killed process leaves them: the lock went with it.
    let dead = folder.join(".holdfast-new-abc123.part");
    fs::write(&dead, "half").unwrap();
    let dead_backup = folder.join(".holdfast-backup-abc123.part");
    fs::create_dir(&dead_backup).unwrap();
    fs::write(dead_backup.join(".holdfast-lock"), "").unwrap();
    fs::write(dead_backup.join("holdfast.db"), "a whole database").unwrap();
    // Of an earlier version, which had no lock: an old one, and one that may be written just now.
    let (old, young) = (folder.join(".holdfast-Old123.part"), folder.join(".holdfast-Young1.part"));
    let old_backup = folder.join(".holdfast-backup-Old123.part");
    for path in [&old, &young] {
        fs::write(path, "half").unwrap();
    }
    fs::create_dir(&old_backup).unwrap();
    let long_ago = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    File::options().write(true).open(&old).unwrap().set_modified(long_ago).unwrap();
    // Not ours, whatever it is called.
    let others =
        [".holdfast-notes.txt", "holdfast-new-abc123.part", "thesis.part"].map(|name| folder.join(name));
    for path in &others {
        fs::write(path, "mine").unwrap();
    }
    save(&folder.join("list.csv"), b"name\n", FileFormat::Csv, &data).unwrap();
    for gone in [&dead, &dead_backup, &old] {
        assert!(!gone.exists(), "{}", gone.display());
    }
    for stays in [living.path(), backup.path(), &young, &old_backup]
        .into_iter()
        .chain(others.iter().map(PathBuf::as_path))
    {
        assert!(stays.exists(), "{}", stays.display());
    }
}

#[test]
fn copies_for_other_programs_go_with_their_process() {
    let temporary = tempfile::tempdir().unwrap();
    let dead = temporary.path().join("holdfast-dead");
    fs::create_dir(&dead).unwrap();
    fs::write(dead.join(".holdfast-lock"), "").unwrap();
    let other = temporary.path().join("holdfast-test-1");
    fs::create_dir(&other).unwrap();
    let living = PrivateFolder::within(temporary.path()).unwrap();
    let copy = write_copy(&living, "Invoice.pdf", b"%PDF-").unwrap();
    let second = PrivateFolder::within(temporary.path()).unwrap();
    assert!(!dead.exists() && other.exists() && copy.exists());
    drop((living, second));
    assert!(!copy.exists() && other.exists());
}

#[test]
fn reading_has_an_end() {
    let (root, _) = place();
    let path = root.path().join("list.csv");
    fs::write(&path, "12345").unwrap();
    assert_eq!(read(&path, 5).unwrap(), b"12345");
    let told = |path: &Path, limit| read(path, limit).unwrap_err().to_string();
    assert!(told(&path, 4).contains("larger than"));
    assert!(told(root.path(), 5).contains("no file"));
    assert!(told(&root.path().join("none.csv"), 5).contains("could not be read"));
    #[cfg(unix)]
    {
        assert!(told(Path::new("/dev/zero"), 5).contains("device"));
        let pipe = root.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        assert!(told(&pipe, 5).contains("pipe"));
    }
}

#[cfg(unix)]
#[test]
fn a_refusal_of_the_system_names_no_file_of_our_own() {
    let (_held, folder) = place();
    let missing = folder.join("gone");
    for error in [
        unwritable(&missing).unwrap(),
        std::io::Error::other(part::file_in(&missing).unwrap_err().to_string()),
    ] {
        let said = error.to_string();
        assert!(!said.contains(".part") && !said.contains("holdfast-"), "{said}");
        assert!(said.contains("No such file"), "{said}");
    }
}
