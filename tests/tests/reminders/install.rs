//! What `holdfast remind --install-help` prints is taken at its word.

use std::process::Command;

use holdfast_tests::{
    cli::{Outcome, holdfast},
    programs,
    sandbox::Sandbox,
};

use super::place::{DAY, add, after, open};

fn help(sandbox: &Sandbox, words: &str) -> String {
    let outcome: Outcome = holdfast(sandbox, &["remind", words]).unwrap();
    assert_eq!(outcome.status, Some(0), "{outcome:?}");
    outcome.stdout
}

#[tokio::test]
async fn the_line_for_cron_runs_in_a_bare_shell() {
    let sandbox = Sandbox::new().unwrap();
    add(&open(&sandbox).await, &[("Prism", after(5))]).await;
    let line = help(&sandbox, "--install-help=cron");
    let (times, command) = line.trim_end().split_at(line.find("DBUS_SESSION").unwrap());
    assert_eq!(times.split_whitespace().count(), 5, "{line}");
    let mut shell = Command::new("/bin/sh");
    shell.env_clear().env("HOME", sandbox.path("home")).env("PATH", "/usr/bin:/bin").current_dir("/");
    let ran = shell.args(["-c", &format!("{command} --dry-run --as-of {DAY}")]).output().unwrap();
    let said = String::from_utf8(ran.stdout).unwrap();
    assert!(ran.status.success() && said.contains("27 Nov 2026  Prism"), "{said}");
}

#[test]
fn the_lines_for_systemd_write_a_service_and_its_timer() {
    let mut sandbox = Sandbox::new().unwrap();
    sandbox.add_program("systemctl", "echo \"$@\" >> \"$SANDBOX/systemctl.log\"").unwrap();
    let lines = help(&sandbox, "--install-help=systemd");
    assert!(sandbox.command("sh").args(["-e", "-c", &lines]).status().unwrap().success());
    let read =
        |name: &str| std::fs::read_to_string(sandbox.path("home/.config/systemd/user").join(name)).unwrap();
    let (service, timer) = (read("holdfast-remind.service"), read("holdfast-remind.timer"));
    let program = programs::built("holdfast").unwrap().canonicalize().unwrap();
    let start =
        format!("ExecStart=\"{}\" remind --data-dir \"{}\"", program.display(), sandbox.data_dir().display());
    assert!(service.contains(&start), "{service}");
    assert!(timer.contains("Persistent=true") && timer.contains("WantedBy=timers.target"), "{timer}");
    let asked = std::fs::read_to_string(sandbox.path("systemctl.log")).unwrap();
    assert_eq!(asked, "--user daemon-reload\n--user enable --now holdfast-remind.timer\n");
}

#[test]
fn the_task_for_windows_is_well_formed_and_all_three_are_in_the_whole_help() {
    let sandbox = Sandbox::new().unwrap();
    let task = help(&sandbox, "--install-help=windows");
    let file = sandbox.path("task.xml");
    std::fs::write(&file, &task).unwrap();
    let read = "import sys, xml.dom.minidom as dom; task = dom.parse(sys.argv[1]); \
                print(task.getElementsByTagName('Arguments')[0].firstChild.data)";
    let output = Command::new(programs::python()).args(["-c", read]).arg(file).output().unwrap();
    let arguments = String::from_utf8(output.stdout).unwrap();
    assert_eq!(arguments.trim_end(), format!("remind --data-dir \"{}\"", sandbox.data_dir().display()));
    let all = help(&sandbox, "--install-help");
    let places =
        ["systemctl --user enable", "crontab -e", "schtasks /Create"].map(|part| all.find(part).unwrap());
    assert!(places.is_sorted(), "a timer of systemd comes first: {all}");
}
