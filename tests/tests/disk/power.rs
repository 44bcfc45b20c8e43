//! A power cut: of the files only what was brought to the disk is left.

use super::{add_licenses, count};
use holdfast_core::{clock::Now, db::Db};
use holdfast_tests::{programs, sandbox::Sandbox};
use std::{fs, path::PathBuf, process::Command};

/// Keeps a copy of the database's files whenever one of them is brought to the disk.
const SHIM: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void keep(int fd) {
    const char *from = getenv("WATCHED"), *to = getenv("ON_DISK");
    const char *names[] = {"holdfast.db", "holdfast.db-wal"};
    struct stat synced, named;
    char path[4096], bytes[65536];
    if (!from || !to || fstat(fd, &synced)) return;
    for (int i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/%s", from, names[i]);
        if (stat(path, &named) || named.st_ino != synced.st_ino || named.st_dev != synced.st_dev) continue;
        snprintf(path, sizeof path, "%s/%s", to, names[i]);
        int out = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
        off_t at = 0;
        for (ssize_t n; (n = pread(fd, bytes, sizeof bytes, at)) > 0; at += n)
            if (write(out, bytes, n) != n) abort();
        close(out);
    }
}

int fsync(int fd) {
    int done = ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(fd);
    keep(fd);
    return done;
}

int fdatasync(int fd) {
    int done = ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(fd);
    keep(fd);
    return done;
}
"#;

fn shim(sandbox: &Sandbox) -> PathBuf {
    let (source, library) = (sandbox.path("shim.c"), sandbox.path("shim.so"));
    fs::write(&source, SHIM).unwrap();
    let built =
        Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&library).arg(&source).arg("-ldl").output();
    let built = built.unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    library
}

#[tokio::test]
async fn twenty_two_acknowledged_acts_are_there_after_a_power_cut() {
    let sandbox = Sandbox::new().unwrap();
    let shim = shim(&sandbox);
    let after = Sandbox::new().unwrap();
    let act = |number: u32| {
        fs::write(sandbox.path("in.csv"), format!("name,seats\nLicense {number},1\n")).unwrap();
        let output = sandbox
            .command(programs::built("holdfast").unwrap())
            .args(["import", "in.csv", "--as", "licenses"])
            .env("LD_PRELOAD", &shim)
            .env("WATCHED", sandbox.data_dir())
            .env("ON_DISK", after.data_dir())
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
    };
    act(0);
    // With another connection open nobody brings the log into the file, which would hide what was not synced.
    let open = Db::open(&sandbox.data_dir(), &Now::read()).await.unwrap();
    for number in 1..22 {
        act(number);
        // What has been acknowledged by now, were the power to go now.
        let cut = Sandbox::new().unwrap();
        for name in ["holdfast.db", "holdfast.db-wal"] {
            let _ = fs::copy(after.data_dir().join(name), cut.data_dir().join(name));
        }
        assert_eq!(count(&cut, &[]), u64::from(number) + 1, "after act {number}");
    }
    open.close().await;
    add_licenses(&after, 100..101);
    assert_eq!(count(&after, &[]), 23, "and the database goes on");
}
