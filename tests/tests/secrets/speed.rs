//! Many values at once, against the bare calls of the same keyring in the same run.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use holdfast_tests::sandbox::Sandbox;
use holdfast_tests::session::Session;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};

use crate::probe::Probe;

/// The Secret Service, asked without anything of Holdfast's between.
struct Bare {
    bus: zbus::Connection,
    session: OwnedObjectPath,
    collection: OwnedObjectPath,
}

const NAME: &str = "org.freedesktop.secrets";
const PATH: &str = "/org/freedesktop/secrets";
type Secret = (OwnedObjectPath, Vec<u8>, Vec<u8>, String);

impl Bare {
    async fn open(address: &str) -> Result<Bare> {
        let bus = zbus::connection::Builder::address(address)?.build().await?;
        let service = Some("org.freedesktop.Secret.Service");
        let reply =
            bus.call_method(Some(NAME), PATH, service, "OpenSession", &("plain", Value::from(""))).await?;
        let (_, session): (OwnedValue, OwnedObjectPath) = reply.body().deserialize()?;
        let reply = bus.call_method(Some(NAME), PATH, service, "ReadAlias", &("default",)).await?;
        let collection = reply.body().deserialize()?;
        Ok(Bare { bus, session, collection })
    }

    /// Puts a value and reads it back.
    async fn put_and_get(&self, user: &str, value: &str) -> Result<()> {
        let attributes = HashMap::from([("service", "bare"), ("username", user)]);
        let properties = HashMap::from([
            ("org.freedesktop.Secret.Item.Label", Value::from("Bare")),
            ("org.freedesktop.Secret.Item.Attributes", Value::from(attributes)),
        ]);
        let secret: Secret =
            (self.session.clone(), Vec::new(), value.as_bytes().to_vec(), "text/plain".to_owned());
        let reply = self
            .bus
            .call_method(
                Some(NAME),
                &self.collection,
                Some("org.freedesktop.Secret.Collection"),
                "CreateItem",
                &(properties, secret, true),
            )
            .await?;
        let (item, _): (OwnedObjectPath, OwnedObjectPath) = reply.body().deserialize()?;
        let reply = self
            .bus
            .call_method(
                Some(NAME),
                &item,
                Some("org.freedesktop.Secret.Item"),
                "GetSecret",
                &(&self.session,),
            )
            .await?;
        let (_, _, found, _): Secret = reply.body().deserialize()?;
        anyhow::ensure!(found == value.as_bytes(), "another value came back");
        Ok(())
    }
}

/// How long the bare calls take for so many values.
async fn bare(address: &str, run: u32, count: u32) -> Result<Duration> {
    let bare = Bare::open(address).await?;
    let begun = Instant::now();
    for number in 0..count {
        bare.put_and_get(&format!("{run}-{number}"), &format!("value {number}")).await?;
    }
    Ok(begun.elapsed())
}

/// Prints what an import of 2,000 values takes, and what the bare calls take, each in a keyring of its own. Run it alone,
/// on a machine that does nothing else: `cargo test --test secrets speed -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement, of minutes"]
fn an_import_of_two_thousand_values_beside_the_bare_calls() -> Result<()> {
    let count: u32 = std::env::var("VALUES").ok().and_then(|text| text.parse().ok()).unwrap_or(2_000);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let alone = {
        let sandbox = Sandbox::new()?;
        let session = Session::with_keyring(&sandbox)?;
        runtime.block_on(bare(session.bus().context("a bus")?, 0, count))?
    };
    let sandbox = Sandbox::new()?;
    let session = Session::with_keyring(&sandbox)?;
    let mut probe = Probe::start(&session)?;
    let mut other = Probe::of(&session, "Switch")?;
    let begun = Instant::now();
    probe.order(&format!("import {count}"))?;
    let mut longest = Duration::ZERO;
    let mut saves = 0;
    // Others save all the while; each wait is measured.
    while other.ask("values")? == "ok 0 of 0" && saves < 15 {
        let asked = Instant::now();
        assert_eq!(other.ask(&format!("save {saves}"))?, "ok");
        longest = longest.max(asked.elapsed());
        saves += 1;
        std::thread::sleep(Duration::from_millis(500));
    }
    let answer = probe.answer()?.context("an answer")?;
    assert!(answer.starts_with("ok "), "{answer}");
    let took = begun.elapsed();
    println!(
        "{count} values: bare {alone:?}, import {took:?}, {:.2} times; {saves} saves beside it, the longest {longest:?}",
        took.as_secs_f64() / alone.as_secs_f64()
    );
    Ok(())
}
