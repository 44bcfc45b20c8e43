//! How the credentials stand: what is weak, used twice, old, due, expired, without an owner or not on this computer,
//! and what is on a list of leaked passwords. Values are compared in memory, and no trace of them is kept.

mod leaks;
mod model;
mod store;
#[cfg(test)]
mod tests;

pub use leaks::LeakList;
pub use model::{FindingCount, HealthFinding, HealthReport, HealthRow, Twin};

use crate::{
    Error, Result,
    credentials::{CredentialKind, strength},
    db::Db,
    input,
    reminders::inbox,
    secrets::{self, ExposeSecret, Keyring, KeyringState, SecretState, SecretString},
    settings::{self, SecretSettings},
};
use chrono::{Days, NaiveDate};
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};
use store::Examined;

/// Looks at every credential that is not in Trash. The values are read only from a keyring that is ready: no prompt
/// appears, and without one the report says how many were not looked at.
///
/// `leaks` is a list of leaked passwords to look the values up in; `progress` is told of values read so far, and of
/// how many there are.
///
/// # Errors
/// [`Error::Io`] when the list cannot be read.
pub async fn report(
    db: &Db,
    keyring: &Keyring,
    today: NaiveDate,
    leaks: Option<&LeakList>,
    mut progress: impl FnMut(u32, u32) + Send,
) -> Result<HealthReport> {
    let mut conn = db.read().await?;
    let chosen = settings::secrets(&mut conn).await?;
    let mut examined = store::examined(&mut conn).await?;
    let to_rotate: HashSet<String> = inbox::to_rotate(&mut conn, today).await?.into_iter().collect();
    drop(conn);
    let state = keyring.status().await;
    let total = count(examined.iter().filter(|one| one.value_id.is_some()).count());
    let mut seen = Seen::new();
    let mut checked = 0;
    if state == KeyringState::Ready {
        for (place, one) in examined.iter_mut().enumerate() {
            let Some(value_id) = one.value_id.clone() else { continue };
            match secrets::fetch_value(db, keyring, &value_id).await {
                Ok(value) => {
                    seen.look_at(db, place, one, &value_id, &value, leaks).await?;
                    checked += 1;
                    progress(checked, total);
                }
                Err(Error::Keyring { state: KeyringState::Ready, .. }) => {
                    one.missing = one.missing.max(1);
                    one.state = SecretState::Missing;
                }
                // Replaced or locked meanwhile: what was read until now still counts.
                Err(Error::NotFound { .. }) => {}
                Err(Error::Keyring { .. }) => break,
                Err(error) => return Err(error),
            }
        }
    }
    let twins = seen.twins();
    let mut rows = Vec::new();
    for (place, one) in examined.iter().enumerate() {
        let others = twins.get(&place).map(Vec::as_slice).unwrap_or_default();
        let leaked = seen.leaked.get(&place).copied();
        let rotate = to_rotate.contains(&one.id);
        let findings = findings(one, &chosen, today, rotate, !others.is_empty(), leaked);
        if findings.is_empty() {
            continue;
        }
        rows.push(HealthRow {
            id: one.id.clone(),
            name: one.name.clone(),
            kind: one.kind,
            username: one.username.clone(),
            vendor: one.vendor.clone(),
            findings,
            strength: one.strength,
            changed_on: one.changed_on.clone(),
            rotate_on: one.rotate_due.clone(),
            expires_on: one.expires_on.clone(),
            twins: others
                .iter()
                .filter_map(|other| examined.get(*other))
                .map(|other| Twin { id: other.id.clone(), name: other.name.clone() })
                .collect(),
            leaked,
        });
    }
    rows.sort_by_key(|row| row.findings.first().map(|finding| *finding as u8));
    let counts = HealthFinding::ALL
        .into_iter()
        .map(|finding| FindingCount {
            finding,
            count: count(rows.iter().filter(|row| row.findings.contains(&finding)).count()),
        })
        .collect();
    Ok(HealthReport {
        as_of: today.to_string(),
        keyring: state,
        credentials: count(examined.len()),
        values: total,
        checked,
        leaks_checked: leaks.is_some() && checked > 0,
        counts,
        rows,
    })
}

/// What is known of the values that were read. The digests are salted anew each time and live as long as the report
/// is made.
struct Seen {
    salt: String,
    by_digest: HashMap<[u8; 32], Vec<usize>>,
    leaked: HashMap<usize, u32>,
}

impl Seen {
    fn new() -> Seen {
        Seen { salt: uuid::Uuid::new_v4().to_string(), by_digest: HashMap::new(), leaked: HashMap::new() }
    }

    async fn look_at(
        &mut self,
        db: &Db,
        place: usize,
        one: &mut Examined,
        value_id: &str,
        value: &SecretString,
        leaks: Option<&LeakList>,
    ) -> Result<()> {
        one.state = SecretState::Set;
        if one.strength.is_none()
            && let Some(score) = strength::score(&one.as_input(), value)
        {
            one.strength = Some(score);
            let mut tx = db.write().await?;
            store::set_strength(&mut tx, value_id, score).await?;
            tx.commit().await?;
        }
        if one.kind == CredentialKind::SecureNote {
            return Ok(());
        }
        let text = value.expose_secret();
        let digest = Sha256::new().chain_update(&self.salt).chain_update(text).finalize().into();
        self.by_digest.entry(digest).or_default().push(place);
        if let Some(leaks) = leaks
            && let Some(times) = leaks.times_seen(value)?
        {
            self.leaked.insert(place, times);
        }
        Ok(())
    }

    /// For each place that shares its value, the others.
    fn twins(&self) -> HashMap<usize, Vec<usize>> {
        let mut twins = HashMap::new();
        for places in self.by_digest.values().filter(|places| places.len() > 1) {
            for place in places {
                twins.insert(*place, places.iter().copied().filter(|other| other != place).collect());
            }
        }
        twins
    }
}

fn findings(
    one: &Examined,
    chosen: &SecretSettings,
    today: NaiveDate,
    to_rotate: bool,
    reused: bool,
    leaked: Option<u32>,
) -> Vec<HealthFinding> {
    let day = |text: &Option<String>| input::stored(text.as_deref());
    let has_value = one.value_id.is_some();
    let old_before = today.checked_sub_days(Days::new(u64::from(chosen.old_after_days)));
    let old = has_value
        && one.rotate_due.is_none()
        && one.kind != CredentialKind::SecureNote
        && day(&one.changed_on).zip(old_before).is_some_and(|(changed, before)| changed < before);
    [
        (HealthFinding::Leaked, leaked.is_some()),
        (HealthFinding::Missing, one.missing > 0),
        (HealthFinding::Expired, day(&one.expires_on).is_some_and(|end| end < today)),
        (HealthFinding::Due, to_rotate),
        (HealthFinding::Weak, has_value && one.strength.is_some_and(|score| score < strength::GOOD)),
        (HealthFinding::Reused, reused),
        (HealthFinding::Old, old),
        (HealthFinding::NoValue, one.stored == 0),
        (HealthFinding::NoOwner, !one.linked),
    ]
    .into_iter()
    .filter_map(|(finding, there)| there.then_some(finding))
    .collect()
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
