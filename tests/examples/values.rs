//! `cargo xtask bench values [COUNT]`: what the import of a vault costs beside the bare calls of the same keyring.
//!
//! The same values are put and read back twice, each time in a keyring of its own: by calls of the Secret Service with
//! nothing of Holdfast's between, and by `holdfast import`. While the import runs another program stores values, one after
//! the other, and each of its waits is measured. So is the same save with nothing beside it: what is beyond that is the wait
//! for a turn.
#![expect(clippy::print_stdout, reason = "the figures are what this program is for")]

use anyhow::{Context, Result, ensure};
use holdfast_tests::{
    cli::{holdfast_fed, holdfast_in},
    sandbox::Sandbox,
    session::Session,
};
use std::{
    collections::HashMap,
    fmt::Write as _,
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};

const COUNT: u32 = 2_000;
const NAME: &str = "org.freedesktop.secrets";
const PATH: &str = "/org/freedesktop/secrets";
const SERVICE: Option<&str> = Some("org.freedesktop.Secret.Service");
const COLLECTION: Option<&str> = Some("org.freedesktop.Secret.Collection");
const ITEM: Option<&str> = Some("org.freedesktop.Secret.Item");
type Secret = (OwnedObjectPath, Vec<u8>, Vec<u8>, String);

fn main() -> Result<()> {
    let count = match std::env::args().nth(1) {
        Some(text) => text.parse().with_context(|| format!("{text:?} is no number of values"))?,
        None => COUNT,
    };
    let bare = bare(count)?;
    let (import, alone, waits) = import(count)?;
    let longest = waits.iter().max().copied().unwrap_or_default();
    println!(
        "{count} values, put and read back: bare calls {:.1} s, import {:.1} s, ratio {:.2}",
        bare.as_secs_f64(),
        import.as_secs_f64(),
        import.as_secs_f64() / bare.as_secs_f64().max(f64::EPSILON)
    );
    println!(
        "{} saves of another program meanwhile, the longest {:.2} s, alone {:.2} s, start and end included: {:.2} s for a turn",
        waits.len(),
        longest.as_secs_f64(),
        alone.as_secs_f64(),
        longest.saturating_sub(alone).as_secs_f64()
    );
    Ok(())
}

/// How long the bare calls take for so many values.
fn bare(count: u32) -> Result<Duration> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let address = session.bus().context("the session has no bus")?;
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        let bus = zbus::connection::Builder::address(address)?.build().await?;
        let begun = Instant::now();
        let nothing = Value::from("");
        let reply = bus.call_method(Some(NAME), PATH, SERVICE, "OpenSession", &("plain", nothing)).await?;
        let (_, session): (OwnedValue, OwnedObjectPath) = reply.body().deserialize()?;
        let reply = bus.call_method(Some(NAME), PATH, SERVICE, "ReadAlias", &("default",)).await?;
        let collection: OwnedObjectPath = reply.body().deserialize()?;
        for number in 0..count {
            let (user, value) = (format!("user {number}"), value(number));
            let attributes = HashMap::from([("service", "bare"), ("username", user.as_str())]);
            let properties = HashMap::from([
                ("org.freedesktop.Secret.Item.Label", Value::from("Bare")),
                ("org.freedesktop.Secret.Item.Attributes", Value::from(attributes)),
            ]);
            let secret: Secret =
                (session.clone(), Vec::new(), value.clone().into_bytes(), "text/plain".to_owned());
            let body = (properties, secret, true);
            let reply = bus.call_method(Some(NAME), &collection, COLLECTION, "CreateItem", &body).await?;
            let (item, _): (OwnedObjectPath, OwnedObjectPath) = reply.body().deserialize()?;
            let reply = bus.call_method(Some(NAME), &item, ITEM, "GetSecret", &(&session,)).await?;
            let (_, _, found, _): Secret = reply.body().deserialize()?;
            ensure!(found == value.as_bytes(), "another value came back");
        }
        Ok(begun.elapsed())
    })
}

/// How many saves alone are measured; the median counts.
const ALONE: usize = 5;

/// How long an import of so many values takes, how long a save takes alone, and how long each save of another program took
/// meanwhile.
fn import(count: u32) -> Result<(Duration, Duration, Vec<Duration>)> {
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let mut table = "name,url,username,password\n".to_owned();
    for number in 0..count {
        writeln!(table, "Login {number},https://{number}.example,ops,{}", value(number))?;
    }
    let file = sandbox.path("vault.csv");
    std::fs::write(&file, table)?;
    let switch = sandbox.path("switch.csv");
    std::fs::write(&switch, "name,url,username,password\nSwitch,,admin,a value\n")?;
    let switch = switch.to_string_lossy().into_owned();
    let added = holdfast_in(&sandbox, &session, &["import", &switch, "--as", "credentials"])?;
    ensure!(added.status == Some(0), "no credential: {added:?}");

    let save = || {
        let asked = Instant::now();
        let saved = holdfast_fed(&sandbox, &session, &["credential", "set", "Switch"], "another value")?;
        ensure!(saved.status == Some(0), "not saved: {saved:?}");
        anyhow::Ok(asked.elapsed())
    };
    let mut alone = (0..ALONE).map(|_| save()).collect::<Result<Vec<_>>>()?;
    alone.sort();
    let alone = alone.get(ALONE / 2).copied().unwrap_or_default();

    let ended = AtomicBool::new(false);
    let file = file.to_string_lossy().into_owned();
    std::thread::scope(|scope| {
        let import = scope.spawn(|| {
            let begun = Instant::now();
            let imported = holdfast_in(&sandbox, &session, &["import", &file, "--as", "credentials"]);
            ended.store(true, Ordering::Relaxed);
            let imported = imported?;
            ensure!(imported.status == Some(0), "not imported: {imported:?}");
            Ok(begun.elapsed())
        });
        let mut waits = Vec::new();
        while !ended.load(Ordering::Relaxed) {
            waits.push(save()?);
            std::thread::sleep(Duration::from_secs(5));
        }
        let import = import.join().map_err(|_| anyhow::anyhow!("the import panicked"))??;
        Ok((import, alone, waits))
    })
}

fn value(number: u32) -> String {
    format!("value {number}")
}
