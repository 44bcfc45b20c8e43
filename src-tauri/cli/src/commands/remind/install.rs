//! What a system needs to run `holdfast remind` by itself.

use crate::{args::remind::Timer, context::Context};
use anyhow::{Context as _, Result};
use std::path::Path;

/// What is written into a timer.
struct Call {
    program: String,
    /// Given where the data is in another place than usual.
    data_dir: Option<String>,
    /// The set-apart keyring, where one is used.
    profile: Option<String>,
}

pub fn help(context: &Context, timer: Option<Timer>) -> Result<String> {
    let program = std::env::current_exe().context("Where this program lies cannot be told")?;
    let usual = holdfast_core::db::own_folder();
    let call = Call {
        program: program.display().to_string(),
        data_dir: (usual.as_deref() != Some(context.folder.as_path())).then(|| absolute(&context.folder)),
        profile: std::env::var("HOLDFAST_PROFILE").ok().filter(|profile| !profile.is_empty()),
    };
    Ok(match timer {
        Some(Timer::Systemd) => systemd(&call),
        Some(Timer::Cron) => cron(&call),
        Some(Timer::Windows) => windows(&call),
        None => format!(
            "Holdfast tells reminders by itself while its window is open or waits in the tray. Without it, let the\n\
             system run “holdfast remind” every hour: a reminder is told once, and what was missed comes at the next run.\n\n\
             Linux with systemd: a timer of your own session\n\n{}\n\
             Elsewhere: a line for “crontab -e”\n\n{}\n\
             Windows: save what “holdfast remind --install-help=windows” prints as holdfast-remind.xml, then run\n\n  \
             schtasks /Create /TN \"Holdfast reminders\" /XML holdfast-remind.xml\n\n{}\n\
             A run that cannot send everything ends with 1 and says why. While the keyring is locked, email waits:\n\
             nothing asks you to unlock it.\n",
            indented(&systemd(&call)),
            indented(&cron(&call)),
            indented(&windows(&call)),
        ),
    })
}

fn absolute(path: &Path) -> String {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).display().to_string()
}

fn indented(text: &str) -> String {
    text.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("  {line}\n") }).collect()
}

/// Files of the user's own systemd, written by the shell.
fn systemd(call: &Call) -> String {
    let mut command = quoted_for_systemd(&call.program);
    command.push_str(" remind");
    if let Some(folder) = &call.data_dir {
        command.push_str(&format!(" --data-dir {}", quoted_for_systemd(folder)));
    }
    let environment = call.profile.as_deref().map_or_else(String::new, |profile| {
        format!("Environment={}\n", quoted_for_systemd(&format!("HOLDFAST_PROFILE={profile}")))
    });
    format!(
        "mkdir -p ~/.config/systemd/user\n\
         cat > ~/.config/systemd/user/holdfast-remind.service <<'END'\n\
         [Unit]\n\
         Description=Reminders of Holdfast\n\
         \n\
         [Service]\n\
         Type=oneshot\n\
         {environment}\
         ExecStart={command}\n\
         END\n\
         cat > ~/.config/systemd/user/holdfast-remind.timer <<'END'\n\
         [Unit]\n\
         Description=Reminders of Holdfast, every working hour\n\
         \n\
         [Timer]\n\
         OnCalendar=*-*-* 09..18:00:00\n\
         OnStartupSec=2min\n\
         Persistent=true\n\
         \n\
         [Install]\n\
         WantedBy=timers.target\n\
         END\n\
         systemctl --user daemon-reload\n\
         systemctl --user enable --now holdfast-remind.timer\n"
    )
}

/// A word of a command line in a unit file (systemd.service(5), "Command lines").
fn quoted_for_systemd(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '%' | '$' => quoted.extend([c, c]),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// Cron knows nothing of the session, so the line names its bus; a percent sign would end the command.
fn cron(call: &Call) -> String {
    let mut command = String::new();
    if let Some(profile) = &call.profile {
        command.push_str(&format!("HOLDFAST_PROFILE={} ", quoted_for_sh(profile)));
    }
    command.push_str(&format!("{} remind", quoted_for_sh(&call.program)));
    if let Some(folder) = &call.data_dir {
        command.push_str(&format!(" --data-dir {}", quoted_for_sh(folder)));
    }
    format!(
        "0 9-18 * * * DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/$(id -u)/bus {}\n",
        command.replace('%', "\\%")
    )
}

fn quoted_for_sh(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+,:@".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// A task for the one who is logged on, so that it runs in their session.
fn windows(call: &Call) -> String {
    let mut arguments = "remind".to_owned();
    if let Some(folder) = &call.data_dir {
        arguments.push_str(&format!(" --data-dir \"{folder}\""));
    }
    format!(
        "<?xml version=\"1.0\"?>\n\
         <Task version=\"1.2\" xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">\n  \
           <RegistrationInfo><Description>Reminders of Holdfast</Description></RegistrationInfo>\n  \
           <Triggers>\n    \
             <LogonTrigger><Enabled>true</Enabled><Delay>PT2M</Delay></LogonTrigger>\n    \
             <CalendarTrigger>\n      \
               <StartBoundary>2026-01-01T09:00:00</StartBoundary>\n      \
               <Repetition><Interval>PT1H</Interval><Duration>PT9H</Duration></Repetition>\n      \
               <ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay>\n    \
             </CalendarTrigger>\n  \
           </Triggers>\n  \
           <Principals><Principal id=\"Author\"><LogonType>InteractiveToken</LogonType>\
             <RunLevel>LeastPrivilege</RunLevel></Principal></Principals>\n  \
           <Settings>\n    \
             <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>\n    \
             <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>\n    \
             <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>\n    \
             <StartWhenAvailable>true</StartWhenAvailable>\n    \
             <ExecutionTimeLimit>PT10M</ExecutionTimeLimit>\n  \
           </Settings>\n  \
           <Actions Context=\"Author\">\n    \
             <Exec><Command>{}</Command><Arguments>{}</Arguments></Exec>\n  \
           </Actions>\n\
         </Task>\n",
        escaped(&call.program),
        escaped(&arguments)
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call() -> Call {
        Call {
            program: "/opt/My Tools/100%/holdfast".into(),
            data_dir: Some("/data/O'Neil & \"Co\"".into()),
            profile: None,
        }
    }

    #[test]
    fn odd_paths_stay_one_word() {
        let unit = systemd(&call());
        assert!(
            unit.contains(
                r#"ExecStart="/opt/My Tools/100%%/holdfast" remind --data-dir "/data/O'Neil & \"Co\"""#
            ),
            "{unit}"
        );
        let line = cron(&call());
        assert!(
            line.contains(r#"'/opt/My Tools/100\%/holdfast' remind --data-dir '/data/O'\''Neil & "Co"'"#),
            "{line}"
        );
        assert_eq!(line.lines().count(), 1);
        assert!(
            windows(&call()).contains("O'Neil &amp; &quot;Co&quot;&quot;</Arguments>"),
            "{}",
            windows(&call())
        );
    }

    #[test]
    fn the_usual_place_is_not_named() {
        let call = Call { program: "/usr/bin/holdfast".into(), data_dir: None, profile: None };
        assert!(cron(&call).ends_with("/usr/bin/holdfast remind\n"), "{}", cron(&call));
        assert!(systemd(&call).contains("ExecStart=\"/usr/bin/holdfast\" remind\n"));
    }
}
