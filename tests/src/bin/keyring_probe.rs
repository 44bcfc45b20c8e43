//! A program of its own that keeps one credential's value, told what to do line by line: so that a test can
//! lock, stop or kill what it talks to, and the program itself.
//!
//! Usage: `keyring_probe DEADLINE_MS DEADLINE_WHEN_LOCKED_MS [CREDENTIAL]`. Reads `state`, `unlock`, `save VALUE`,
//! `fetch`, `clear`, `sweep`, `orphans`, `keep N` (previous values), `previous`,
//! `home`, `adopt`, `import N` (a vault of N logins; answers its batch), `undo BATCH`, `values` (how many of the
//! credentials have a value that is there), `mail_password VALUE`,
//! `value ID` (by the id of its row), `trash` (the credential) and `die STEP` (kills itself as soon as a
//! save reaches that step); answers each with one line that begins with `ok` or `error`.

use std::io::{BufRead, Write, stdin, stdout};
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use holdfast_core::clock::Now;
use holdfast_core::credentials::{self, CredentialInput};
use holdfast_core::db::{self, Db};
use holdfast_core::history::{self, Act, Actor};
use holdfast_core::ids::Kind;
use holdfast_core::list::ListQuery;
use holdfast_core::mail;
use holdfast_core::secrets::{self, About, ExposeSecret, FieldName, Keyring, SecretString, Slot, Step};
use holdfast_core::settings::{self, SecretSettings};
use holdfast_core::trash;
use holdfast_core::{
    Cancel,
    vaults::{self, VaultOptions},
};
use holdfast_core::{Error, secrets::KeyringState};

/// The step at which this program ends; 0 for none.
static DIES_AT: AtomicU8 = AtomicU8::new(0);

/// Ends this program without a chance to tidy up.
fn watch(step: Step) {
    if step as u8 == DIES_AT.load(Ordering::Relaxed) {
        let own = rustix::process::getpid();
        let _ = rustix::process::kill_process(own, rustix::process::Signal::KILL);
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let mut deadlines = std::env::args().skip(1).map(|text| text.parse().map(Duration::from_millis));
    let unlocked = deadlines.next().context("the first deadline is missing")??;
    let locked = deadlines.next().context("the second deadline is missing")??;
    let profile = std::env::var("HOLDFAST_PROFILE").ok();
    let service = secrets::service_name(profile.as_deref());
    let keyring = Keyring::open_watched(&service, unlocked, locked, watch);
    let name = std::env::args().nth(3).unwrap_or_else(|| "Router".to_owned());
    let now = Now::read();
    let db = Db::open(&db::data_folder(None)?, &now).await?;
    let id = credential(&db, &now, &name).await?;
    for line in stdin().lock().lines() {
        let line = line?;
        let answer = match obey(&db, &keyring, &now, &id, &line).await {
            Ok(answer) => format!("ok {answer}"),
            Err(Error::Keyring { state, message }) => format!("error {} {message}", word(state)),
            Err(error) => format!("error {error}"),
        };
        writeln!(stdout(), "{}", answer.trim_end())?;
    }
    Ok(())
}

async fn obey(db: &Db, keyring: &Keyring, now: &Now, id: &str, line: &str) -> Result<String, Error> {
    let (order, rest) = line.split_once(' ').unwrap_or((line, ""));
    let act = Act::new(*now, Actor::CommandLine, "Probe");
    let slot = Slot::credential(id, FieldName::password());
    match order {
        "state" => Ok(word(secrets::status(db, keyring).await?.state)),
        "unlock" => keyring.unlock().await.map(word),
        "save" => {
            let value = SecretString::from(rest.to_owned());
            credentials::save(db, keyring, &act, &slot, value, &About::default())
                .await
                .map(|()| String::new())
        }
        "fetch" => Ok(secrets::fetch(db, keyring, &slot).await?.expose_secret().to_owned()),
        "mail_password" => {
            let password = SecretString::from(rest.to_owned());
            mail::set_password(db, keyring, &act, password).await.map(|()| String::new())
        }
        "clear" => secrets::clear(db, keyring, &act, &slot).await.map(|()| String::new()),
        "sweep" => {
            let report = secrets::sweep(db, keyring).await?;
            Ok(format!("{} waiting, skipped: {}", report.waiting, report.skipped))
        }
        "orphans" => {
            let orphans = secrets::orphans(db, keyring).await?;
            Ok(format!("{} items, {} rows", orphans.items.len(), orphans.rows.len()))
        }
        "home" => {
            let home = secrets::home(db, keyring).await?;
            let state = serde_json::to_value(home.state).unwrap_or_default();
            let path = home.home.unwrap_or_default();
            Ok(format!("{} {} {path}", state.as_str().unwrap_or_default(), home.values))
        }
        "adopt" => secrets::adopt_home(db, keyring).await.map(|_| String::new()),
        "import" => {
            // How many, and the number of the first.
            let (count, from) = rest.split_once(' ').unwrap_or((rest, "0"));
            let (count, from): (u32, u32) =
                (count.parse().unwrap_or_default(), from.parse().unwrap_or_default());
            let mut table = "name,url,username,password\n".to_owned();
            for number in from..from + count {
                table.push_str(&format!("Login {number},https://{number}.example,ops,value {number}\n"));
            }
            let file = vaults::open(table.as_bytes(), None, None)?;
            let (options, cancel) = (VaultOptions::default(), Cancel::default());
            let act = Act::new(*now, Actor::CommandLine, "Import vault");
            let report = vaults::commit(db, keyring, &file, options, &act, &cancel, |_, _| {}).await?;
            Ok(report.batch.unwrap_or_default())
        }
        "undo" => {
            let mut tx = db.write().await?;
            let undone = history::undo(&mut tx, &act, rest).await?;
            tx.commit().await?;
            secrets::sweep(db, keyring).await?;
            Ok(undone.batch)
        }
        "values" => {
            let listed = {
                let mut conn = db.read().await?;
                credentials::list(&mut conn, &ListQuery::default(), now.today).await?
            };
            let (mut there, mut all) = (0, 0);
            for row in listed.rows.iter().filter(|row| row.fields.name.starts_with("Login ")) {
                let slot = Slot::credential(&row.id, FieldName::password());
                let number = row.fields.name.trim_start_matches("Login ");
                let value = secrets::fetch(db, keyring, &slot).await;
                there += u32::from(value.is_ok_and(|v| v.expose_secret() == format!("value {number}")));
                all += 1;
            }
            Ok(format!("{there} of {all}"))
        }
        "die" => {
            DIES_AT.store(rest.parse().unwrap_or_default(), Ordering::Relaxed);
            Ok(String::new())
        }
        "keep" => {
            let mut tx = db.write().await?;
            let previous_values = rest.parse().unwrap_or_default();
            settings::set_secrets(&mut tx, &SecretSettings { previous_values, ..SecretSettings::default() })
                .await?;
            tx.commit().await?;
            Ok(String::new())
        }
        "value" => Ok(secrets::fetch_value(db, keyring, rest).await?.expose_secret().to_owned()),
        "trash" => {
            let mut tx = db.write().await?;
            trash::delete(&mut tx, &act, Kind::Credential, id).await?;
            tx.commit().await?;
            Ok(String::new())
        }
        "previous" => {
            let mut values = Vec::new();
            for field in secrets::fields_of(&mut *db.read().await?, id).await? {
                for value in field.previous {
                    let value = secrets::fetch_value(db, keyring, &value.id).await?;
                    values.push(value.expose_secret().to_owned());
                }
            }
            Ok(values.join(" "))
        }
        _ => Err(Error::Refused(format!("{order} is no order"))),
    }
}

fn word(state: KeyringState) -> String {
    serde_json::to_value(state).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The credential of this name, made when it is missing; no previous values are kept.
async fn credential(db: &Db, now: &Now, name: &str) -> Result<String> {
    let mut tx = db.write().await?;
    let listed = credentials::list(&mut tx, &ListQuery::default(), now.today).await?;
    let id = match listed.rows.into_iter().find(|row| row.fields.name == name) {
        Some(row) => row.id,
        None => {
            let act = Act::new(*now, Actor::CommandLine, "Probe");
            let input = CredentialInput { name: name.to_owned(), ..CredentialInput::default() };
            let chosen = SecretSettings { previous_values: 0, ..SecretSettings::default() };
            settings::set_secrets(&mut tx, &chosen).await?;
            credentials::create(&mut tx, &act, input).await?
        }
    };
    tx.commit().await?;
    Ok(id)
}
