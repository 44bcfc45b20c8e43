//! Field references: a value such as `{REF:P@I:<id>}` stands for the field of another entry.

use super::super::kdbx::key::from_hex;
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

/// References that lead to references are followed so far.
const HOPS: u32 = 8;

/// The longest text that following references may make.
const MAX_TEXT: usize = 256 * 1024;

pub(super) fn present(text: &str) -> bool {
    find(text).is_some()
}

/// The text with all references followed, and whether each led somewhere; None for a text without any.
pub(super) fn resolve(text: &str, targets: &[Target]) -> Option<(Zeroizing<String>, bool)> {
    find(text)?;
    let mut complete = true;
    let mut current = Zeroizing::new(text.to_owned());
    for _ in 0..HOPS {
        let Some(next) = pass(&current, targets, &mut complete) else { return Some((current, complete)) };
        current = next;
    }
    Some((current, false))
}

/// One round; None when nothing could be replaced any more.
fn pass(text: &str, targets: &[Target], complete: &mut bool) -> Option<Zeroizing<String>> {
    let mut done = Zeroizing::new(String::new());
    let (mut rest, mut replaced) = (text, false);
    *complete = true;
    while let Some((before, reference, after)) = find(rest) {
        done.push_str(before);
        match reference.value(targets) {
            Some(value) if done.len() + value.len() <= MAX_TEXT => {
                done.push_str(value);
                replaced = true;
            }
            _ => {
                *complete = false;
                done.push_str(reference.whole);
            }
        }
        rest = after;
    }
    done.push_str(rest);
    replaced.then_some(done)
}

struct Reference<'a> {
    whole: &'a str,
    wanted: char,
    by: char,
    search: &'a str,
}

impl Reference<'_> {
    fn value<'t>(&self, targets: &'t [Target]) -> Option<&'t str> {
        let target = match self.by {
            'I' => {
                let id = from_hex(self.search)?;
                targets.iter().find(|target| !target.id.is_empty() && target.id == *id)?
            }
            by => {
                let key = key_of(by)?;
                let same = |text: &str| text.eq_ignore_ascii_case(self.search);
                targets.iter().find(|target| target.string(key).is_some_and(same))?
            }
        };
        target.string(key_of(self.wanted)?)
    }
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
        let inner = text.get(start + 1..)?;
        let end = inner.find('}')?;
        let (body, after) = (inner.get(..end)?, inner.get(end + 1..)?);
        if let Some(reference) = parse(body, text.get(start..start + end + 2)?) {
            return Some((text.get(..start)?, reference, after));
        }
        from = start + 1;
    }
}

fn parse<'a>(body: &'a str, whole: &'a str) -> Option<Reference<'a>> {
    let prefix = body.get(..4)?;
    if !prefix.eq_ignore_ascii_case("REF:") {
        return None;
    }
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
        resolve(text, &targets()).map(|(text, complete)| (text.to_string(), complete))
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

    proptest! {
        #[test]
        fn any_text_ends(text in "(\\{REF:[TUPANI]@[TUPANIX]:(Mail|Directory|x)\\}|[{}a:@]){0,12}") {
            if let Some((resolved, _)) = resolve(&text, &targets()) {
                prop_assert!(resolved.len() <= MAX_TEXT + text.len());
            }
        }
    }
}
