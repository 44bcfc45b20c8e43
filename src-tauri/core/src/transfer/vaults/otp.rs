//! Seeds of one-time codes, in the many forms in which programs keep them, as otpauth URIs.

use super::kdbx::key::from_hex;
use crate::secrets::{ExposeSecret, SecretString};
use base64::{Engine, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

/// What a seed is used with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rule {
    algorithm: &'static str,
    digits: u32,
    /// Seconds.
    period: u32,
}

const USUAL: Rule = Rule { algorithm: "SHA1", digits: 6, period: 30 };

/// Whether a field was about one-time codes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Taken {
    Yes,
    No,
    /// Codes by counter cannot be kept here.
    CounterBased,
}

/// What a field of one-time codes holds.
#[derive(Debug)]
pub(super) enum Seed {
    /// As an otpauth URI.
    Uri(SecretString),
    /// By counter, of another service's own kind, or no seed at all.
    Other,
}

/// Reads a seed as programs export it: an otpauth URI, or base32 with or without spaces.
pub(super) fn read(text: &str, title: &str, issuer: &str) -> Seed {
    let text = text.trim();
    if scheme(text) == Some("otpauth") {
        return match is_time_based(text) {
            true => Seed::Uri(SecretString::from(text)),
            false => Seed::Other,
        };
    }
    match base32(text) {
        Some(seed) => Seed::Uri(uri(&seed, title, issuer, USUAL)),
        None => Seed::Other,
    }
}

fn scheme(text: &str) -> Option<&'static str> {
    let start = text.get(..10)?;
    start.eq_ignore_ascii_case("otpauth://").then_some("otpauth")
}

fn is_time_based(uri: &str) -> bool {
    let rest = uri.get(10..).unwrap_or_default();
    let time = rest.get(..5).is_some_and(|kind| kind.eq_ignore_ascii_case("totp/"));
    time && rest.split_once('?').is_some_and(|(_, query)| {
        query.split('&').any(|pair| {
            pair.split_once('=')
                .is_some_and(|(key, value)| key.eq_ignore_ascii_case("secret") && !value.is_empty())
        })
    })
}

/// Letters and digits of base32, without spaces, dashes and padding; None when other characters are among them.
fn base32(text: &str) -> Option<Zeroizing<String>> {
    let mut seed = Zeroizing::new(String::with_capacity(text.len()));
    for character in text.trim_end_matches('=').chars() {
        match character.to_ascii_uppercase() {
            ' ' | '-' => {}
            letter @ ('A'..='Z' | '2'..='7') => seed.push(letter),
            _ => return None,
        }
    }
    // Eight bits at least.
    (2 <= seed.len()).then_some(seed)
}

/// Bytes in base32 (RFC 4648) without padding.
fn to_base32(bytes: &[u8]) -> Zeroizing<String> {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut text = Zeroizing::new(String::with_capacity(bytes.len() * 8 / 5 + 1));
    let (mut held, mut bits) = (0_u32, 0);
    let mut push = |value: u32| {
        if let Some(letter) = LETTERS.get((value & 31) as usize) {
            text.push(char::from(*letter));
        }
    };
    for byte in bytes {
        held = (held << 8 | u32::from(*byte)) & 0xfff;
        bits += 8;
        while 5 <= bits {
            bits -= 5;
            push(held >> bits);
        }
    }
    if 0 < bits {
        push(held << (5 - bits));
    }
    text
}

fn uri(seed: &str, title: &str, issuer: &str, rule: Rule) -> SecretString {
    let label = match (issuer.trim(), title.trim()) {
        ("", "") => "Code".to_owned(),
        ("", name) | (name, "") => escaped(name),
        (issuer, title) => format!("{}:{}", escaped(issuer), escaped(title)),
    };
    let mut uri = format!("otpauth://totp/{label}?secret={seed}");
    if !issuer.trim().is_empty() {
        uri.push_str(&format!("&issuer={}", escaped(issuer.trim())));
    }
    uri.push_str(&format!("&algorithm={}&digits={}&period={}", rule.algorithm, rule.digits, rule.period));
    SecretString::from(uri)
}

/// Percent-encoded (RFC 3986), all but the unreserved characters.
fn escaped(text: &str) -> String {
    let mut safe = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                safe.push(char::from(byte))
            }
            _ => safe.push_str(&format!("%{byte:02X}")),
        }
    }
    safe
}

/// The fields in which KeePass, KeePassXC and their plugins keep seeds, collected from one entry.
#[derive(Debug, Default)]
pub(super) struct KeepassOtp {
    uri: Option<SecretString>,
    seed: Option<Zeroizing<String>>,
    digits: Option<u32>,
    period: Option<u32>,
    algorithm: Option<&'static str>,
}

impl KeepassOtp {
    /// Takes a field that is about one-time codes; others are left alone.
    pub fn take(&mut self, key: &str, text: &str) -> Taken {
        let text = text.trim();
        if text.is_empty() {
            return Taken::No;
        }
        let number = |text: &str| text.trim().parse::<u32>().ok();
        match key {
            "otp" | "TOTP" => return self.whole(text),
            // KeePass 2.47 and later.
            "TimeOtp-Secret-Base32" => self.seed = base32(text),
            "TimeOtp-Secret" => self.seed = Some(to_base32(text.as_bytes())),
            "TimeOtp-Secret-Hex" => self.seed = from_hex(text).map(|bytes| to_base32(&bytes)),
            "TimeOtp-Secret-Base64" => {
                self.seed = STANDARD.decode(text).ok().map(|bytes| to_base32(&Zeroizing::new(bytes)));
            }
            "TimeOtp-Length" => self.digits = number(text),
            "TimeOtp-Period" => self.period = number(text),
            "TimeOtp-Algorithm" => self.algorithm = algorithm(text),
            // KeeTrayTOTP, and KeePassXC before 2.3: the seed, and "period;digits".
            "TOTP Seed" => {
                self.seed = base32(text);
                return if self.seed.is_some() { Taken::Yes } else { Taken::No };
            }
            "TOTP Settings" => {
                let mut parts = text.split(';');
                self.period = parts.next().and_then(number);
                self.digits = parts.next().and_then(number);
            }
            key if key.starts_with("HmacOtp-") => return Taken::CounterBased,
            _ => return Taken::No,
        }
        Taken::Yes
    }

    /// One field with all of it: an otpauth URI, `key=…&step=30&size=6` (KeeOTP), or a bare seed.
    fn whole(&mut self, text: &str) -> Taken {
        if scheme(text).is_some() {
            if !is_time_based(text) {
                return Taken::CounterBased;
            }
            self.uri = Some(SecretString::from(text));
            return Taken::Yes;
        }
        if text.contains("key=") {
            for (key, value) in text.split('&').filter_map(|pair| pair.split_once('=')) {
                match key {
                    "key" => self.seed = base32(&value.replace("%3d", "=").replace("%3D", "=")),
                    "step" => self.period = value.parse().ok(),
                    "size" => self.digits = value.parse().ok(),
                    "otpHashMode" => self.algorithm = algorithm(value),
                    "type" if value.eq_ignore_ascii_case("hotp") => return Taken::CounterBased,
                    _ => {}
                }
            }
            return Taken::Yes;
        }
        self.seed = base32(text);
        if self.seed.is_some() { Taken::Yes } else { Taken::No }
    }

    /// The otpauth URI of all that was taken.
    pub fn uri(self, title: &str) -> Option<SecretString> {
        if self.uri.is_some() {
            return self.uri;
        }
        let rule = Rule {
            algorithm: self.algorithm.unwrap_or(USUAL.algorithm),
            digits: self.digits.filter(|digits| (4..=10).contains(digits)).unwrap_or(USUAL.digits),
            period: self.period.filter(|period| (1..=86_400).contains(period)).unwrap_or(USUAL.period),
        };
        Some(uri(&self.seed?, title, "", rule))
    }
}

fn algorithm(text: &str) -> Option<&'static str> {
    let letters: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    match letters.to_ascii_uppercase().trim_start_matches("HMAC") {
        "SHA1" => Some("SHA1"),
        "SHA256" => Some("SHA256"),
        "SHA512" => Some("SHA512"),
        _ => None,
    }
}

/// Whether two otpauth URIs give the same codes: their labels may differ.
pub(super) fn same_codes(left: &SecretString, right: &SecretString) -> bool {
    let parts = |uri: &SecretString| -> Option<(Zeroizing<String>, String, String, String)> {
        let (_, query) = uri.expose_secret().split_once('?')?;
        let value = |wanted: &str, usual: &str| {
            let found = query.split('&').filter_map(|pair| pair.split_once('='));
            let found = found.into_iter().find(|(key, _)| key.eq_ignore_ascii_case(wanted));
            found.map_or_else(|| usual.to_owned(), |(_, value)| value.to_ascii_uppercase())
        };
        let seed = base32(&value("secret", "").replace("%3D", "="))?;
        Some((seed, value("algorithm", "SHA1"), value("digits", "6"), value("period", "30")))
    };
    match (parts(left), parts(right)) {
        (Some(left), Some(right)) => left == right,
        _ => left.expose_secret() == right.expose_secret(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(fields: &[(&str, &str)]) -> Option<String> {
        let mut otp = KeepassOtp::default();
        for (key, text) in fields {
            assert_eq!(otp.take(key, text), Taken::Yes, "{key}");
        }
        otp.uri("Mail box").map(|uri| uri.expose_secret().to_owned())
    }

    #[test]
    fn bytes_become_base32() {
        // The examples of RFC 4648, section 10.
        for (bytes, text) in
            [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foobar", "MZXW6YTBOI")]
        {
            assert_eq!(to_base32(bytes.as_bytes()).as_str(), text);
        }
        assert_eq!(to_base32(&[0xff; 40]).as_str(), "7".repeat(64));
    }

    #[test]
    fn every_form_of_a_seed_is_understood() {
        let plain = "otpauth://totp/Mail%20box?secret=JBSWY3DPEHPK3PXP&algorithm=SHA1&digits=6&period=30";
        let Seed::Uri(read_plain) = read("jbsw y3dp-ehpk 3pxp", "Mail box", "") else { panic!() };
        assert_eq!(read_plain.expose_secret(), plain);
        assert_eq!(kept(&[("otp", "JBSWY3DPEHPK3PXP")]).as_deref(), Some(plain));
        assert_eq!(kept(&[("otp", "key=JBSWY3DPEHPK3PXP&step=30&size=6")]).as_deref(), Some(plain));
        assert_eq!(
            kept(&[("TOTP Seed", "JBSWY3DPEHPK3PXP"), ("TOTP Settings", "30;6")]).as_deref(),
            Some(plain)
        );
        assert_eq!(kept(&[("TimeOtp-Secret-Hex", "48656c6c6f21deadbeef")]).as_deref(), Some(plain));
        let strong = kept(&[
            ("TimeOtp-Secret-Base32", "JBSWY3DPEHPK3PXP"),
            ("TimeOtp-Algorithm", "HMAC-SHA-256"),
            ("TimeOtp-Length", "8"),
            ("TimeOtp-Period", "60"),
        ]);
        assert!(strong.unwrap().ends_with("&algorithm=SHA256&digits=8&period=60"));
        let uri = "otpauth://totp/ACME:me?secret=ABC234&issuer=ACME";
        assert_eq!(kept(&[("otp", uri)]).as_deref(), Some(uri));
    }

    #[test]
    fn what_is_no_seed_stays_what_it_is() {
        for text in
            ["otpauth://hotp/A?secret=ABC&counter=1", "steam://ABC234", "123 456!", "", "otpauth://totp/A"]
        {
            assert!(matches!(read(text, "A", ""), Seed::Other), "{text}");
        }
        assert_eq!(KeepassOtp::default().take("HmacOtp-Secret", "x"), Taken::CounterBased);
        assert_eq!(KeepassOtp::default().take("Recovery", "x"), Taken::No);
    }

    #[test]
    fn codes_are_compared_not_labels() {
        let uri = |text: &str| SecretString::from(text.to_owned());
        let left = uri("otpauth://totp/A?secret=JBSWY3DPEHPK3PXP");
        assert!(same_codes(
            &left,
            &uri("otpauth://totp/B:C?issuer=B&secret=jbswy3dpehpk3pxp&period=30&digits=6")
        ));
        assert!(!same_codes(&left, &uri("otpauth://totp/A?secret=JBSWY3DPEHPK3PXP&digits=8")));
    }
}
