//! Which entry is which record. By its id in its own program first; else those that are equal, values included; else by
//! folder and all that identifies it, where one answer alone is possible. What is left in doubt is not guessed.

use super::{
    draft::{Draft, DraftValue, Thing},
    source::Source,
    stored::Stored,
};
use crate::{
    Cancel, Result,
    ids::Kind,
    secrets::{ExposeSecret, Slot},
    text::name_key,
};
use std::collections::{HashMap, HashSet};

/// What people tell things by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Identity {
    kind: Kind,
    name: String,
    /// The user name of a credential, the publisher of a license.
    second: String,
    url: String,
}

impl Identity {
    /// `name` is in its comparable form already; the others are brought into it here.
    pub fn new(kind: Kind, name: String, second: Option<&str>, url: Option<&str>) -> Identity {
        let url = url.map(|url| name_key(url).trim_end_matches('/').to_owned());
        Identity {
            kind,
            name,
            second: second.map(name_key).unwrap_or_default(),
            url: url.unwrap_or_default(),
        }
    }

    fn of(draft: &Draft) -> Identity {
        match &draft.thing {
            Thing::Credential(input) => Identity::new(
                Kind::Credential,
                name_key(&input.name),
                input.username.as_deref(),
                input.url.as_deref(),
            ),
            Thing::License(input) => {
                Identity::new(Kind::License, name_key(&input.name), input.publisher.as_deref(), None)
            }
        }
    }
}

/// A value of a record, without the value.
#[derive(Debug, Clone)]
pub(super) struct KnownValue {
    /// The form under which names are equal; empty for the only key of a license.
    pub label: String,
    pub slot: Slot,
}

/// A record that an entry may be.
#[derive(Debug)]
pub(super) struct Known {
    pub id: String,
    pub identity: Identity,
    /// In the form under which names are equal.
    pub tags: Vec<String>,
    pub sources: Vec<Source>,
    pub values: Vec<KnownValue>,
}

/// What an entry is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Match {
    New,
    Record {
        id: String,
        /// By an id: its name may be another one by now.
        by_id: bool,
        /// The record is known to come from just there.
        remembered: bool,
    },
    /// It may be more than one, or one of which that cannot be said.
    Doubtful,
}

/// How well the folder of an entry and what is known of a record agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fit {
    Same,
    /// The record's tags allow it. It came in before its folder was kept, or was made here.
    Possible,
    No,
}

fn fit(draft: &Draft, known: &Known) -> Fit {
    let Some(source) = &draft.source else { return Fit::Same };
    let Some(folder) = &source.folder else { return Fit::Same };
    let folder_of = |known: &Source| known.folder.as_ref().map(|known| known == folder);
    let of_program = known.sources.iter().filter(|known| known.name == source.name).find_map(folder_of);
    match of_program.or_else(|| known.sources.iter().find_map(folder_of)) {
        Some(true) => return Fit::Same,
        Some(false) => return Fit::No,
        None => {}
    }
    let tags: HashSet<String> = draft.tags().iter().map(|tag| name_key(tag)).collect();
    let has = |tag: &String| known.tags.contains(tag);
    match (tags.iter().all(has), known.tags.iter().all(|tag| tags.contains(tag))) {
        (true, true) => Fit::Same,
        (true, false) => Fit::Possible,
        (false, _) => Fit::No,
    }
}

/// Whether entry and record have ids of one program, and other ones.
fn contradict(draft: &Draft, known: &Known) -> bool {
    let Some(Source { name, id: Some(id), .. }) = &draft.source else { return false };
    known
        .sources
        .iter()
        .any(|known| known.name == *name && known.id.as_ref().is_some_and(|known| known != id))
}

/// Every entry's match, in their order; None for those that are kept out.
pub(super) async fn matches(
    drafts: &[Draft],
    records: &[Known],
    stored: &mut Stored<'_>,
    cancel: &Cancel,
) -> Result<Vec<Option<Match>>> {
    let mut found = vec![None; drafts.len()];
    let mut taken = vec![false; records.len()];
    by_ids(drafts, records, &mut found, &mut taken);
    let mut groups: HashMap<Identity, (Vec<usize>, Vec<usize>)> = HashMap::new();
    let mut order = Vec::new();
    for (place, draft) in drafts.iter().enumerate() {
        let wanted = draft.skipped.is_none() && draft.problems.is_empty();
        if wanted && found.get(place).is_some_and(Option::is_none) {
            let identity = Identity::of(draft);
            let group = groups.entry(identity.clone()).or_default();
            if group.0.is_empty() {
                order.push(identity);
            }
            group.0.push(place);
        }
    }
    for (place, record) in records.iter().enumerate() {
        if taken.get(place) == Some(&false)
            && let Some(group) = groups.get_mut(&record.identity)
        {
            group.1.push(place);
        }
    }
    for identity in order {
        cancel.check()?;
        let Some((entries, candidates)) = groups.remove(&identity) else { continue };
        let mut group = Group { drafts, records, entries, candidates, found: &mut found };
        for pass in [Pass::Whole, Pass::Part, Pass::Possible, Pass::HandMade] {
            group.equal_ones(pass, stored).await?;
        }
        group.changed_ones(stored.can_compare());
    }
    Ok(found)
}

fn by_ids(drafts: &[Draft], records: &[Known], found: &mut [Option<Match>], taken: &mut [bool]) {
    let own: HashMap<&str, usize> =
        records.iter().enumerate().map(|(place, record)| (record.id.as_str(), place)).collect();
    let mut there: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
    for (place, record) in records.iter().enumerate() {
        for source in &record.sources {
            if let Some(id) = &source.id {
                there.entry((source.name.as_str(), id.as_str())).or_default().push(place);
            }
        }
    }
    // An id that stands twice in a file is nobody's.
    let mut times: HashMap<&str, u32> = HashMap::new();
    for draft in drafts {
        let id = draft.own_id.as_ref().or(draft.source.as_ref().and_then(|source| source.id.as_ref()));
        if let Some(id) = id {
            *times.entry(id).or_default() += 1;
        }
    }
    for (place, draft) in drafts.iter().enumerate() {
        if draft.skipped.is_some() || !draft.problems.is_empty() {
            continue;
        }
        let identity = Identity::of(draft);
        let fits =
            |record: &&usize| records.get(**record).is_some_and(|one| one.identity.kind == identity.kind);
        let record = match (&draft.own_id, &draft.source) {
            (Some(id), _) => own.get(id.as_str()).into_iter().find(fits),
            (None, Some(Source { name, id: Some(id), .. })) if times.get(id.as_str()) == Some(&1) => {
                let ids = there.get(&(name.as_str(), id.as_str())).map(Vec::as_slice).unwrap_or_default();
                let same = ids
                    .iter()
                    .filter(fits)
                    .find(|record| records.get(**record).is_some_and(|record| record.identity == identity));
                same.or_else(|| ids.iter().find(fits))
            }
            _ => None,
        };
        let Some(record) = record.copied().filter(|record| taken.get(*record) == Some(&false)) else {
            continue;
        };
        if let (Some(slot), Some(flag), Some(known)) =
            (found.get_mut(place), taken.get_mut(record), records.get(record))
        {
            *flag = true;
            *slot = Some(Match::Record {
                id: known.id.clone(),
                by_id: true,
                remembered: is_remembered(draft, known),
            });
        }
    }
}

fn is_remembered(draft: &Draft, known: &Known) -> bool {
    draft.source.as_ref().is_none_or(|source| known.sources.contains(source))
}

/// Ways of being equal, the surer ones first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pass {
    /// In the same folder, with the same values under the same names.
    Whole,
    /// In the same folder; the record has further values.
    Part,
    /// In a folder that the record's tags allow.
    Possible,
    /// Made by hand: without tags and without any folder.
    HandMade,
}

/// Entries and records that nothing but folder and values tells apart.
struct Group<'a> {
    drafts: &'a [Draft],
    records: &'a [Known],
    entries: Vec<usize>,
    candidates: Vec<usize>,
    found: &'a mut [Option<Match>],
}

impl Group<'_> {
    /// Pairs equal ones, in their order. Where several are equal it makes no difference: nothing is written.
    async fn equal_ones(&mut self, pass: Pass, stored: &mut Stored<'_>) -> Result<()> {
        for entry in std::mem::take(&mut self.entries) {
            let Some(draft) = self.drafts.get(entry) else { continue };
            let mut pair = None;
            for (place, candidate) in self.candidates.iter().enumerate() {
                let Some(record) = self.records.get(*candidate) else { continue };
                let fits = match (pass, fit(draft, record)) {
                    (Pass::Whole, Fit::Same) => record.values.len() == draft.values.len(),
                    (Pass::Part, Fit::Same) | (Pass::Possible, Fit::Possible) => true,
                    (Pass::HandMade, Fit::No) => record.sources.is_empty() && record.tags.is_empty(),
                    _ => false,
                };
                if fits && equal(draft, record, stored).await? {
                    pair = Some(place);
                    break;
                }
            }
            match pair {
                Some(place) => self.pair(entry, place),
                None => self.entries.push(entry),
            }
        }
        Ok(())
    }

    fn pair(&mut self, entry: usize, place: usize) {
        let candidate = self.candidates.remove(place);
        let (Some(draft), Some(record)) = (self.drafts.get(entry), self.records.get(candidate)) else {
            return;
        };
        if let Some(slot) = self.found.get_mut(entry) {
            *slot = Some(Match::Record {
                id: record.id.clone(),
                by_id: false,
                remembered: is_remembered(draft, record),
            });
        }
    }

    /// Of those that are not equal: one entry and one record of a folder are the same, with a change. `compared` says
    /// that values were; else the n-th entry is taken for the n-th record.
    fn changed_ones(&mut self, compared: bool) {
        let entries = std::mem::take(&mut self.entries);
        let verdicts: Vec<Verdict> =
            entries.iter().map(|entry| self.verdict(*entry, &entries, compared)).collect();
        for (entry, verdict) in entries.into_iter().zip(verdicts) {
            let left = |one: &usize| self.candidates.iter().position(|candidate| candidate == one);
            let answer = match verdict {
                Verdict::OneOf(records) => records.iter().find_map(left).map_or(Some(Match::New), |place| {
                    self.pair(entry, place);
                    None
                }),
                Verdict::Doubtful => Some(Match::Doubtful),
            };
            if let (Some(answer), Some(slot)) = (answer, self.found.get_mut(entry)) {
                *slot = Some(answer);
            }
        }
    }

    fn verdict(&self, entry: usize, entries: &[usize], compared: bool) -> Verdict {
        let fits = |entry: usize, candidate: usize, wanted: Fit| {
            let (draft, record) = (self.drafts.get(entry), self.records.get(candidate));
            let (Some(draft), Some(record)) = (draft, record) else { return false };
            fit(draft, record) == wanted && !contradict(draft, record)
        };
        let candidates = self.candidates.iter().copied();
        let same: Vec<usize> = candidates.filter(|one| fits(entry, *one, Fit::Same)).collect();
        let possible = self.candidates.iter().any(|one| fits(entry, *one, Fit::Possible));
        let rivals = |record: usize| entries.iter().filter(|rival| fits(**rival, record, Fit::Same)).count();
        match same.as_slice() {
            [only] if rivals(*only) == 1 => Verdict::OneOf(same),
            [] if !possible => Verdict::OneOf(Vec::new()),
            _ if !compared => Verdict::OneOf(same),
            _ => Verdict::Doubtful,
        }
    }
}

/// What becomes of an entry that equals no record.
enum Verdict {
    /// The first of these that is left; with none it is new.
    OneOf(Vec<usize>),
    Doubtful,
}

/// Whether a record has every value of an entry. Without a keyring to compare with, whether it has their names.
async fn equal(draft: &Draft, record: &Known, stored: &mut Stored<'_>) -> Result<bool> {
    for value in &draft.values {
        let label = label_of(value);
        let mut same = false;
        for known in record.values.iter().filter(|known| known.label == label) {
            same = same || !stored.can_compare() || is_equal(value, &known.slot, stored).await?;
        }
        if !same {
            return Ok(false);
        }
    }
    Ok(true)
}

fn label_of(value: &DraftValue) -> String {
    value.name.as_ref().map(|name| name_key(name.as_str())).unwrap_or_default()
}

/// Whether a slot holds the value; two seeds are equal when they give the same codes.
pub(super) async fn is_equal(value: &DraftValue, slot: &Slot, stored: &mut Stored<'_>) -> Result<bool> {
    let Some(known) = stored.value(slot).await? else { return Ok(false) };
    Ok(known.expose_secret() == value.value.expose_secret()
        || (slot.field.is_totp() && holdfast_vaults::same_codes(known, &value.value)))
}
