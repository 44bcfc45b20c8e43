//! Field references: a value such as `{REF:P@I:<id>}` stands for the field of another entry.

use super::super::{
    kdbx::key::{from_hex, sha256},
    room::Room,
};
use std::collections::HashMap;
use zeroize::Zeroizing;

/// An entry that others may refer to.
pub(super) struct Target {
    pub id: Vec<u8>,
    pub strings: Vec<(String, Zeroizing<String>)>,
}

impl Target {
    fn string(&self, key: &str) -> Option<&str> {
        self.strings.iter().find(|(name, _)| name == key).map(|(_, text)| text.as_str())
    }
}

/// Whether a string of an entry can be referred to, or searched by.
pub(super) fn is_referred_to(key: &str) -> bool {
    ["Title", "UserName", "Password", "URL", "Notes"].contains(&key)
}

/// References that lead to references are followed so far.
const HOPS: u32 = 8;

/// The longest text that following references may make.
const MAX_TEXT: usize = 64 * 1024;

/// The longest reference, in bytes; what it searches for is part of it.
const MAX_REFERENCE: usize = 1_024;

pub(super) fn present(text: &str) -> bool {
    find(text).is_some()
}

/// All entries of a file, found at once by their ids and by their strings.
pub(super) struct Table {
    targets: Vec<Target>,
    ids: HashMap<Vec<u8>, usize>,
    /// By the letter of the string and a hash of its text without capitals; the first one counts.
    strings: HashMap<(char, [u8; 32]), usize>,
}

impl Table {
    pub fn new(targets: Vec<Target>) -> Table {
        let (mut ids, mut strings) = (HashMap::new(), HashMap::new());
        for (place, target) in targets.iter().enumerate() {
            if !target.id.is_empty() {
                ids.entry(target.id.clone()).or_insert(place);
            }
            for letter in ['T', 'U', 'P', 'A', 'N'] {
                let text = key_of(letter).and_then(|key| target.string(key));
                if let Some(text) = text.filter(|text| text.len() <= MAX_REFERENCE) {
                    strings.entry((letter, hash_of(text))).or_insert(place);
                }
            }
        }
        Table { targets, ids, strings }
    }

    /// The text with all references followed, and whether each led somewhere; None for a text without any. What the
    /// text grows by is taken from `room`; without room references stay as they are.
    pub fn resolve(&self, text: &str, room: &mut Room) -> Option<(Zeroizing<String>, bool)> {
        find(text)?;
        let mut complete = true;
        let mut current = Zeroizing::new(text.to_owned());
        for _ in 0..HOPS {
            let Some(next) = self.pass(&current, room, &mut complete) else {
                return Some((current, complete));
            };
            current = next;
        }
        Some((current, false))
    }

    /// One round; None when nothing could be replaced any more.
    fn pass(&self, text: &str, room: &mut Room, complete: &mut bool) -> Option<Zeroizing<String>> {
        let mut done = Zeroizing::new(String::new());
        let (mut rest, mut replaced) = (text, false);
        *complete = true;
        while let Some((before, reference, after)) = find(rest) {
            done.push_str(before);
            let value = self.value(&reference).filter(|value| done.len() + value.len() <= MAX_TEXT);
            match value.filter(|value| room.try_take(value.len() + reference.whole.len())) {
                Some(value) => {
                    done.push_str(value);
                    replaced = true;
                }
                None => {
                    *complete = false;
                    done.push_str(reference.whole);
                }
            }
            rest = after;
        }
        done.push_str(rest);
        replaced.then_some(done)
    }

    fn value(&self, reference: &Reference<'_>) -> Option<&str> {
        let place = match reference.by {
            'I' => self.ids.get(from_hex(reference.search)?.as_slice())?,
            by => self.strings.get(&(by, hash_of(reference.search)))?,
        };
        self.targets.get(*place)?.string(key_of(reference.wanted)?)
    }
}

fn hash_of(text: &str) -> [u8; 32] {
    *sha256(&[Zeroizing::new(text.to_ascii_lowercase()).as_bytes()])
}

struct Reference<'a> {
    whole: &'a str,
    wanted: char,
    by: char,
    search: &'a str,
}

fn key_of(letter: char) -> Option<&'static str> {
    match letter {
        'T' => Some("Title"),
        'U' => Some("UserName"),
        'P' => Some("Password"),
        'A' => Some("URL"),
        'N' => Some("Notes"),
        _ => None,
    }
}

/// The first reference of a text, with what stands before and after it.
fn find(text: &str) -> Option<(&str, Reference<'_>, &str)> {
    let mut from = 0;
    loop {
        let start = from + text.get(from..)?.find('{')?;
        from = start + 1;
        let Some(inner) = text.get(from..).filter(|inner| inner.get(..4).is_some_and(is_prefix)) else {
            continue;
        };
        let near = inner.get(..inner.floor_char_boundary(MAX_REFERENCE))?;
        let Some(end) = near.find('}') else { continue };
        let (body, after) = (inner.get(..end)?, inner.get(end + 1..)?);
        if let Some(reference) = parse(body, text.get(start..start + end + 2)?) {
            return Some((text.get(..start)?, reference, after));
        }
    }
}

fn is_prefix(text: &str) -> bool {
    text.eq_ignore_ascii_case("REF:")
}

fn parse<'a>(body: &'a str, whole: &'a str) -> Option<Reference<'a>> {
    let (how, search) = body.get(4..)?.split_once(':')?;
    let mut letters = how.chars().map(|letter| letter.to_ascii_uppercase());
    match (letters.next(), letters.next(), letters.next(), letters.next()) {
        (Some(wanted), Some('@'), Some(by), None) => Some(Reference { whole, wanted, by, search }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn targets() -> Vec<Target> {
        let target = |id: u8, title: &str, user: &str, password: &str| Target {
            id: vec![id; 16],
            strings: [("Title", title), ("UserName", user), ("Password", password)]
                .map(|(key, text)| (key.to_owned(), Zeroizing::new(text.to_owned())))
                .to_vec(),
        };
        vec![
            target(1, "Directory", "admin", "s3cret"),
            target(2, "Mail", "{REF:U@I:01010101010101010101010101010101}", "{REF:P@T:mail}"),
        ]
    }

    fn followed(text: &str) -> Option<(String, bool)> {
        Table::new(targets())
            .resolve(text, &mut Room::default())
            .map(|(text, complete)| (text.to_string(), complete))
    }

    #[test]
    fn references_are_followed_whole_and_within_a_text() {
        let id = "01010101010101010101010101010101";
        assert_eq!(followed(&format!("{{REF:P@I:{id}}}")), Some(("s3cret".into(), true)));
        assert_eq!(followed(&format!("CORP\\{{ref:u@i:{id}}}!")), Some(("CORP\\admin!".into(), true)));
        assert_eq!(followed("{REF:U@T:Mail}"), Some(("admin".into(), true)), "through another one");
        assert_eq!(followed("{REF:P@T:nobody}"), Some(("{REF:P@T:nobody}".into(), false)));
        assert_eq!(followed("{REF:P@T:Mail}").map(|(_, complete)| complete), Some(false), "a circle ends");
        for plain in ["{USERNAME}", "a {brace} and }{", "{REF:}", "{REF:P@I}", "{"] {
            assert_eq!(followed(plain), None, "{plain}");
        }
    }

    /// As many references as fit, each through a chain that doubles: bounded by the room and not by patience.
    #[test]
    fn chains_that_grow_end_with_the_room() {
        let target = |id: u8, password: String| Target {
            id: vec![id; 16],
            strings: vec![("Password".to_owned(), Zeroizing::new(password))],
        };
        let to = |id: u8| format!("{{REF:P@I:{}}}", format!("{id:02x}").repeat(16));
        let mut chain: Vec<Target> = (0..9).map(|id| target(id, to(id + 1).repeat(2))).collect();
        chain.push(target(9, "x".repeat(1_000)));
        let table = Table::new(chain);
        let mut room = Room::default();
        let mut followed = 0;
        while room.try_take(1) && followed < 5_000 {
            let (text, complete) = table.resolve(&to(0), &mut room).unwrap();
            assert!(text.len() <= 2 * MAX_TEXT && !complete);
            followed += 1;
        }
        let braces = "{".repeat(1_000_000) + &"{REF:".repeat(100_000) + "}";
        assert!(table.resolve(&braces, &mut room).is_none());
    }

    proptest! {
        #[test]
        fn any_text_ends(text in "(\\{REF:[TUPANI]@[TUPANIX]:(Mail|Directory|x)\\}|[{}a:@]){0,12}") {
            if let Some((resolved, _)) = Table::new(targets()).resolve(&text, &mut Room::default()) {
                prop_assert!(resolved.len() <= MAX_TEXT + text.len());
            }
        }
    }
}
