//! Seeds of one-time codes, in the many forms in which programs keep them.

use super::kdbx::key::from_hex;
use crate::totp::{self, SeedSettings};
use base64::{Engine, engine::general_purpose::STANDARD};
use secrecy::SecretString;
use totp_rs::Secret;

/// Whether a field was about one-time codes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Taken {
    Yes,
    No,
    /// Codes by counter cannot be kept here.
    CounterBased,
}

/// Reads a seed as programs export it. None for one that cannot be kept as such: codes by counter, or no seed at all.
pub fn read(text: &str, title: &str) -> Option<SecretString> {
    totp::seed(&SecretString::from(text), title).ok()
}

/// Whether two seeds give the same codes: their labels may differ.
pub fn same_codes(left: &SecretString, right: &SecretString) -> bool {
    // Two instants far apart: six digits agree by chance once in a million times.
    [0, 1_700_000_017].into_iter().all(|at| match (totp::code(left, at), totp::code(right, at)) {
        (Ok(left), Ok(right)) => left == right,
        _ => false,
    })
}

/// The fields in which KeePass, KeePassXC and their plugins keep seeds, collected from one entry.
#[derive(Debug, Default)]
pub(super) struct KeepassOtp {
    /// With all its settings.
    whole: Option<SecretString>,
    /// In base 32.
    seed: Option<SecretString>,
    digits: Option<u32>,
    /// Seconds.
    period: Option<u32>,
    algorithm: Option<String>,
}

impl KeepassOtp {
    /// Takes a field that is about one-time codes; others are left alone.
    pub fn take(&mut self, key: &str, text: &str) -> Taken {
        let text = text.trim();
        if text.is_empty() {
            return Taken::No;
        }
        match key {
            "otp" | "TOTP" => return self.take_whole(text),
            // KeePass 2.47 and later.
            "TimeOtp-Secret-Base32" | "TOTP Seed" => return self.take_seed(text),
            "TimeOtp-Secret" => self.seed = base32(text.as_bytes().to_vec()),
            "TimeOtp-Secret-Hex" => self.seed = from_hex(text).and_then(|bytes| base32(bytes.to_vec())),
            "TimeOtp-Secret-Base64" => self.seed = STANDARD.decode(text).ok().and_then(base32),
            "TimeOtp-Length" => self.digits = text.parse().ok(),
            "TimeOtp-Period" => self.period = text.parse().ok(),
            "TimeOtp-Algorithm" => self.algorithm = Some(text.to_owned()),
            // KeeTrayTOTP, and KeePassXC before 2.3: the period, then the digits, or S for Steam.
            "TOTP Settings" => {
                let mut parts = text.split(';').map(str::trim);
                self.period = parts.next().and_then(|period| period.parse().ok());
                match parts.next() {
                    Some("S" | "s") => self.algorithm = Some("STEAM".to_owned()),
                    digits => self.digits = digits.and_then(|digits| digits.parse().ok()),
                }
            }
            key if key.starts_with("HmacOtp-") => return Taken::CounterBased,
            _ => return Taken::No,
        }
        Taken::Yes
    }

    fn take_seed(&mut self, text: &str) -> Taken {
        if read(text, "").is_none() {
            return Taken::No;
        }
        self.seed = Some(SecretString::from(text));
        Taken::Yes
    }

    /// One field with all of it: an address, `key=…&step=30&size=6` (KeeOTP), or a bare seed.
    fn take_whole(&mut self, text: &str) -> Taken {
        if text.get(..15).is_some_and(|start| start.eq_ignore_ascii_case("otpauth://hotp/")) {
            return Taken::CounterBased;
        }
        if text.contains("://") {
            self.whole = read(text, "");
            return if self.whole.is_some() { Taken::Yes } else { Taken::No };
        }
        if !text.contains("key=") {
            return self.take_seed(text);
        }
        // The whole of KeeOTP.
        self.whole = read(text, "");
        if self.whole.is_some() {
            return Taken::Yes;
        }
        let counts = |pair: &str| pair.trim().eq_ignore_ascii_case("type=hotp");
        if text.split('&').any(counts) { Taken::CounterBased } else { Taken::No }
    }

    /// The stored form of all that was taken.
    pub fn seed(self, title: &str) -> Option<SecretString> {
        if self.whole.is_some() {
            return self.whole;
        }
        let usual = SeedSettings::default();
        let settings = SeedSettings {
            algorithm: self.algorithm.as_deref().unwrap_or(usual.algorithm),
            digits: self.digits.unwrap_or(usual.digits),
            period: self.period.unwrap_or(usual.period),
        };
        totp::seed_with(&self.seed?, settings, None, title).ok()
    }
}

fn base32(bytes: Vec<u8>) -> Option<SecretString> {
    (!bytes.is_empty()).then(|| SecretString::from(Secret::new(bytes.into()).to_base32()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEED: &str = "JBSWY3DPEHPK3PXP";

    fn kept(fields: &[(&str, &str)]) -> SecretString {
        let mut otp = KeepassOtp::default();
        for (key, text) in fields {
            assert_eq!(otp.take(key, text), Taken::Yes, "{key}");
        }
        otp.seed("Mail box").unwrap()
    }

    #[test]
    fn every_form_of_a_seed_gives_the_same_codes() {
        let plain = read(SEED, "Mail box").unwrap();
        for fields in [
            &[("otp", SEED)][..],
            &[("otp", "otpauth://totp/other:name?issuer=other&secret=jbswy3dpehpk3pxp")],
            &[("otp", "key=JBSWY3DPEHPK3PXP&step=30&size=6")],
            &[("TOTP Seed", "jbsw y3dp ehpk 3pxp"), ("TOTP Settings", "30;6")],
            &[("TimeOtp-Secret-Hex", "48656c6c6f21deadbeef")],
            &[("TimeOtp-Secret-Base64", "SGVsbG8h3q2+7w==")],
            &[("TimeOtp-Secret-Base32", SEED), ("TimeOtp-Algorithm", "HMAC-SHA-1")],
        ] {
            assert!(same_codes(&kept(fields), &plain), "{fields:?}");
        }
        let strong = kept(&[
            ("TimeOtp-Secret-Base32", SEED),
            ("TimeOtp-Algorithm", "HMAC-SHA-256"),
            ("TimeOtp-Length", "8"),
            ("TimeOtp-Period", "60"),
        ]);
        let same = "otpauth://totp/x?secret=JBSWY3DPEHPK3PXP&algorithm=SHA256&digits=8&period=60";
        assert!(same_codes(&strong, &read(same, "").unwrap()));
        assert!(!same_codes(&strong, &plain));
        let steam = kept(&[("TOTP Seed", SEED), ("TOTP Settings", "30;S")]);
        assert!(same_codes(&steam, &read(&format!("steam://{SEED}"), "").unwrap()));
    }

    #[test]
    fn what_is_no_seed_stays_what_it_is() {
        for text in ["otpauth://hotp/A?secret=ABC&counter=1", "123 456!", "", "otpauth://totp/A"] {
            assert!(read(text, "A").is_none(), "{text}");
        }
        let mut otp = KeepassOtp::default();
        assert_eq!(otp.take("HmacOtp-Secret", "x"), Taken::CounterBased);
        assert_eq!(otp.take("otp", "otpauth://hotp/A?secret=ABC&counter=1"), Taken::CounterBased);
        assert_eq!((otp.take("Recovery", "x"), otp.take("TOTP Seed", "none!")), (Taken::No, Taken::No));
        assert!(otp.seed("A").is_none());
    }
}
