//! One-time codes (RFC 6238, and Steam's). A seed is kept as an otpauth URI; only its codes leave.

use crate::{Error, Result};
use secrecy::{ExposeSecret, SecretString};
use totp_rs::{Algorithm, Builder, Secret, Totp};
use zeroize::Zeroizing;

/// A code that is valid now. It is no secret for longer than its seconds.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct OneTimeCode {
    pub code: String,
    /// Until the next one.
    pub seconds_left: u32,
    /// How long each one is valid.
    pub period: u32,
}

/// What to make of a seed that comes without its settings, as other vaults keep it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeedSettings<'a> {
    /// SHA1, SHA256, SHA512 or STEAM, also written `HMAC-SHA-256`.
    pub algorithm: &'a str,
    pub digits: u32,
    /// Seconds.
    pub period: u32,
}

impl Default for SeedSettings<'_> {
    fn default() -> Self {
        SeedSettings { algorithm: "SHA1", digits: 6, period: 30 }
    }
}

/// The stored form of a seed, from what a person or a file has: an otpauth URI, `steam://SEED`, or the bare seed in
/// base 32, however it is spaced. `account` names it where it has no name of its own.
///
/// # Errors
/// [`Error::Field`] in words, never with the seed.
pub fn seed(text: &SecretString, account: &str) -> Result<SecretString> {
    stored(&parse(text.expose_secret().trim(), account)?)
}

/// The stored form of a seed given as base 32 with its settings; see [`seed`].
pub fn seed_with(
    base32: &SecretString,
    settings: SeedSettings<'_>,
    issuer: Option<&str>,
    account: &str,
) -> Result<SecretString> {
    let builder = Builder::new()
        .with_secret(bytes_of(base32.expose_secret())?)
        .with_algorithm(algorithm(settings.algorithm)?)
        .with_digits(u8::try_from(settings.digits).unwrap_or(u8::MAX))
        .with_step_duration(u64::from(settings.period))
        .with_issuer(issuer.map(label))
        .with_account_name(label_or(account, "Holdfast"));
    stored(&checked(builder)?)
}

/// The code of a stored seed at an instant, in seconds since 1970 UTC.
pub fn code(seed: &SecretString, at: i64) -> Result<OneTimeCode> {
    let totp = parse(seed.expose_secret(), "")?;
    let at = u64::try_from(at).unwrap_or(0);
    let left = totp.next_step(at).saturating_sub(at);
    Ok(OneTimeCode {
        code: totp.generate(at).to_string(),
        seconds_left: u32::try_from(left).unwrap_or(u32::MAX),
        period: u32::try_from(totp.step()).unwrap_or(u32::MAX),
    })
}

fn parse(text: &str, account: &str) -> Result<Totp> {
    match text.split_once("://") {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("otpauth") => parse_uri(rest, account),
        Some((scheme, seed)) if scheme.eq_ignore_ascii_case("steam") => {
            let builder = Builder::new().with_secret(bytes_of(seed.trim_end_matches('/'))?);
            checked(steam(builder).with_account_name(label_or(account, "Steam")))
        }
        Some((scheme, _)) if scheme.eq_ignore_ascii_case("otpauth-migration") => Err(refused(
            "This is an export of an authenticator app with several codes. Take the code that the site itself shows when one-time codes are set up.",
        )),
        Some(_) => Err(refused("This address is no otpauth address.")),
        // KeeOTP's form has the parameters alone.
        None if pairs(text).any(|(key, _)| key == "key") => parse_parameters(text, None, account, false),
        None => {
            let builder = Builder::new().with_secret(bytes_of(text)?);
            checked(builder.with_account_name(label_or(account, "Holdfast")))
        }
    }
}

/// Reads what stands behind `otpauth://`, as `totp/Issuer:account?secret=…`. Taken apart here and not as a web
/// address: what programs write is none in the strict sense, with a `#` in a label or the kind in capitals.
fn parse_uri(rest: &str, account: &str) -> Result<Totp> {
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (kind, name) = path.split_once('/').unwrap_or((path, ""));
    let is_steam = match kind.trim().to_ascii_lowercase().as_str() {
        "totp" => false,
        "steam" => true,
        "hotp" => {
            return Err(refused(
                "These codes count instead of following the clock (HOTP). They cannot be kept here.",
            ));
        }
        _ => return Err(refused("This otpauth address is of a kind that is not known.")),
    };
    // The whole path is one label: a slash in an account's name is part of it.
    let name = percent_encoding::percent_decode_str(name).decode_utf8_lossy();
    let (issuer, own) = match name.split_once(':') {
        Some((issuer, own)) => (Some(issuer.to_owned()), own),
        None => (None, &*name),
    };
    parse_parameters(query, issuer, if own.trim().is_empty() { account } else { own }, is_steam)
}

/// The parameters of an address by their names in lower case, decoded. `&amp;` is what a web page made of `&`.
fn pairs(query: &str) -> impl Iterator<Item = (String, Zeroizing<String>)> {
    query.split('&').filter_map(|pair| {
        let (key, value) = pair.strip_prefix("amp;").unwrap_or(pair).split_once('=')?;
        let value = Zeroizing::new(value.replace('+', " "));
        let value = percent_encoding::percent_decode_str(&value).decode_utf8_lossy().into_owned();
        Some((key.trim().to_ascii_lowercase(), Zeroizing::new(value)))
    })
}

/// Issuers that differ are a slip of the site's, not an error: the parameter counts. A parameter without a value is
/// none. Steam's codes are known by their encoder, or by its name and their five signs.
fn parse_parameters(query: &str, issuer: Option<String>, account: &str, is_steam: bool) -> Result<Totp> {
    let (mut builder, mut issuer, mut is_steam) = (Builder::new(), issuer, is_steam);
    let (mut has_seed, mut digits) = (false, None);
    for (key, value) in pairs(query) {
        let text = value.trim();
        if text.is_empty() {
            continue;
        }
        match key.as_str() {
            "secret" | "key" => {
                builder = builder.with_secret(bytes_of(&value)?);
                has_seed = true;
            }
            "algorithm" | "otphashmode" => {
                is_steam |= text.eq_ignore_ascii_case("steam");
                builder = builder.with_algorithm(algorithm(text)?);
            }
            "digits" | "size" => digits = Some(text.parse().unwrap_or(u8::MAX)),
            "period" | "step" => builder = builder.with_step_duration(text.parse().unwrap_or(0)),
            "encoder" => is_steam |= text.eq_ignore_ascii_case("steam"),
            "type" if text.eq_ignore_ascii_case("hotp") => {
                return Err(refused(
                    "These codes count instead of following the clock (HOTP). They cannot be kept here.",
                ));
            }
            "issuer" => issuer = Some(text.to_owned()),
            _ => {}
        }
    }
    if !has_seed {
        return Err(refused("This otpauth address has no secret in it."));
    }
    let of_steam = issuer.as_deref().is_some_and(|issuer| issuer.trim().eq_ignore_ascii_case("steam"));
    builder = builder.with_account_name(label_or(account, "Holdfast"));
    if is_steam || (of_steam && digits == Some(5)) {
        return checked(steam(builder));
    }
    if let Some(digits) = digits {
        builder = builder.with_digits(digits);
    }
    let issuer = issuer.map(|issuer| label(&issuer)).filter(|issuer| !issuer.is_empty());
    checked(builder.with_issuer(issuer))
}

fn steam(builder: Builder) -> Builder {
    builder.with_algorithm(Algorithm::Steam).with_digits(5).with_step_duration(30).with_issuer(Some("Steam"))
}

/// Seeds in use are often shorter than the standard asks for; the numbers are held to what can be computed.
fn checked(builder: Builder) -> Result<Totp> {
    let totp = builder.build_noncompliant();
    if !(4..=9).contains(&totp.digits()) {
        return Err(refused("One-time codes have 4 to 9 digits."));
    }
    if !(1..=86_400).contains(&totp.step()) {
        return Err(refused("A one-time code is valid from a second to a day."));
    }
    Ok(totp)
}

fn stored(totp: &Totp) -> Result<SecretString> {
    totp.to_url().map(SecretString::from).map_err(|_| refused("The name of these codes cannot be kept."))
}

fn bytes_of(base32: &str) -> Result<Secret> {
    let plain: Zeroizing<String> = Zeroizing::new(
        base32
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '='))
            // Base 32 has no 0, 1 and 8: people read and type them for the letters that look like them.
            .map(|c| match c.to_ascii_uppercase() {
                '0' => 'O',
                '1' => 'L',
                '8' => 'B',
                letter => letter,
            })
            .collect(),
    );
    let secret = Secret::try_from_base32(plain.as_str()).ok().filter(|secret| !secret.as_bytes().is_empty());
    secret
        .ok_or_else(|| refused("A seed of one-time codes has the letters A to Z and the digits 2 to 7 only."))
}

fn algorithm(name: &str) -> Result<Algorithm> {
    let plain: String = name.to_ascii_uppercase().replace("HMAC", "").replace(['-', '_', ' '], "");
    match plain.as_str() {
        "" | "SHA1" => Ok(Algorithm::SHA1),
        "SHA256" => Ok(Algorithm::SHA256),
        "SHA512" => Ok(Algorithm::SHA512),
        "STEAM" => Ok(Algorithm::Steam),
        _ => Err(refused(
            "These one-time codes use a method that is not known. SHA-1, SHA-256 and SHA-512 are.",
        )),
    }
}

/// A label holds no colon: that parts issuer and account.
fn label(text: &str) -> String {
    text.replace(':', " ").trim().to_owned()
}

fn label_or(text: &str, otherwise: &str) -> String {
    let label = label(text);
    if label.is_empty() { otherwise.to_owned() } else { label }
}

fn refused(message: &str) -> Error {
    Error::field("totp", message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// "12345678901234567890", the seed of RFC 6238's examples.
    const RFC: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    fn secret(text: &str) -> SecretString {
        SecretString::from(text.to_owned())
    }

    fn code_of(text: &str, at: i64) -> String {
        code(&seed(&secret(text), "x").unwrap(), at).unwrap().code
    }

    fn message(text: &str) -> String {
        seed(&secret(text), "x").unwrap_err().to_string()
    }

    #[test]
    fn the_standards_examples_come_out() {
        let uri = format!("otpauth://totp/a?secret={RFC}&digits=8");
        for (at, expected) in [(59, "94287082"), (1_111_111_109, "07081804"), (20_000_000_000, "65353130")] {
            assert_eq!(code_of(&uri, at), expected);
        }
        let long = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA";
        let uri = format!("otpauth://totp/a?secret={long}&digits=8&algorithm=SHA256");
        assert_eq!(code_of(&uri, 59), "46119246");
    }

    #[test]
    fn seeds_are_taken_as_people_have_them() {
        let plain = code_of(RFC, 59);
        assert_eq!(plain, "287082");
        for text in [
            "gezd gnbv gy3t qojq gezd gnbv gy3t qojq",
            "GEZDGNBVGY3TQOJQ-GEZDGNBVGY3TQOJQ====",
            " otpauth://totp/Acme:bob%40acme.example?issuer=Acme%20Inc&SECRET=gezdgnbvgy3tqojqgezdgnbvgy3tqojq ",
            "OTPAUTH://totp/?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&algorithm=HMAC-SHA-1",
        ] {
            assert_eq!(code_of(text, 59), plain, "{text}");
        }
        assert_eq!(code_of(&format!("steam://{RFC}"), 59).len(), 5);
        assert_eq!(
            code_of(&format!("otpauth://totp/Steam:a?secret={RFC}&encoder=steam"), 59),
            code_of(&format!("steam://{RFC}"), 59)
        );
        assert_eq!(code_of("MFRGG", 0).len(), 6, "a short seed is in use somewhere");
    }

    /// As other programs write them; with "JBSWY3DPEHPK3PXP" unless another seed stands there.
    #[test]
    fn addresses_are_read_as_programs_write_them() {
        const SEED: &str = "JBSWY3DPEHPK3PXP";
        let plain = code_of(SEED, 59);
        for text in [
            "otpauth://TOTP/Acme:u?secret=JBSWY3DPEHPK3PXP",
            "OTPAUTH://Totp/Acme:u?secret=JBSWY3DPEHPK3PXP",
            "otpauth://totp/Rack #3:admin?secret=JBSWY3DPEHPK3PXP&issuer=Rack",
            "otpauth://totp/x?secret=JBSWY3DPEHPK3PXP&issuer=&algorithm=&digits=&period=",
            "otpauth://totp/Blizzard:SERIAL:?secret=JBSWY3DPEHPK3PXP&issuer=Blizzard",
            "key=JBSWY3DPEHPK3PXP&step=30&size=6",
            "otpauth://totp/x?secret=JBSWY3DPEHPK3PXP%3D%3D%3D%3D&period=30",
            "otpauth://totp/x?secret=JBSW-Y3DP-EHPK-3PXP",
            "otpauth://totp/My+Company:joe?secret=jbsw+y3dp+ehpk+3pxp&issuer=My+Company",
            "otpauth://totp/x?secret=JBSW%20Y3DP%20EHPK%203PXP",
            "otpauth://totp?secret=JBSWY3DPEHPK3PXP",
            "otpauth://totp/x?issuer=A&amp;secret=JBSWY3DPEHPK3PXP",
            "otpauth://totp/x?secret=JBSWY3DPEHPK3PXP&iconcolor=#3366cc&digits=6",
            "otpauth://totp/Acme%3Ajoe%40acme.example?secret=JBSWY3DPEHPK3PXP&algorithm=sha1",
            "otpauth://totp/Steam:u?secret=JBSWY3DPEHPK3PXP&issuer=Steam&digits=6",
        ] {
            assert_eq!(code_of(text, 59), plain, "{text}");
        }
        let steam = code_of("steam://JBSWY3DPEHPK3PXP", 59);
        assert!(steam.len() == 5 && steam.chars().any(char::is_alphabetic), "{steam}");
        for text in [
            "otpauth://totp/Steam:u?secret=JBSWY3DPEHPK3PXP&issuer=Steam&digits=5",
            "otpauth://totp/steam:u?digits=5&secret=JBSWY3DPEHPK3PXP",
            "otpauth://totp/u?secret=JBSWY3DPEHPK3PXP&issuer=STEAM&digits=5&period=30",
            "otpauth://totp/Steam:u?secret=JBSWY3DPEHPK3PXP&period=30&digits=5&issuer=Steam&encoder=steam",
            "otpauth://steam/Steam:u?secret=JBSWY3DPEHPK3PXP&issuer=Steam",
            "STEAM://jbsw y3dp ehpk 3pxp/",
        ] {
            assert_eq!(code_of(text, 59), steam, "{text}");
        }
        let five = code_of("otpauth://totp/Bank:u?secret=JBSWY3DPEHPK3PXP&issuer=Bank&digits=5", 59);
        assert!(five.len() == 5 && five.chars().all(|c| c.is_ascii_digit()), "{five}");
        assert_eq!(code_of("JBSWY3DPEHPK3PX0", 59), code_of("JBSWY3DPEHPK3PXO", 59));
        let eight = "otpauth://totp/x?secret=JBSWY3DPEHPK3PXP&algorithm=sha256&digits=8&period=60";
        assert_eq!(code_of(eight, 59), code_of(&eight.replace("sha256", "HMAC_SHA-256"), 59));
        assert!(message("key=JBSWY3DPEHPK3PXP&type=hotp").contains("HOTP"));
    }

    #[test]
    fn the_stored_form_is_an_address_that_reads_the_same() {
        let uri =
            "otpauth://totp/Acme:bob?secret=GEZDGNBVGY3TQOJQ&period=60&digits=7&algorithm=SHA512&issuer=Acme";
        let first = seed(&secret(uri), "x").unwrap();
        let again = seed(&first, "y").unwrap();
        assert_eq!(first.expose_secret(), again.expose_secret());
        assert!(first.expose_secret().starts_with("otpauth://totp/Acme:bob?"), "{}", first.expose_secret());
        let now = code(&first, 61).unwrap();
        assert_eq!((now.seconds_left, now.period, now.code.len()), (59, 60, 7));
        let settings = SeedSettings { algorithm: "HmacSHA512", digits: 7, period: 60 };
        let same = seed_with(&secret("GEZDGNBVGY3TQOJQ"), settings, Some("Acme"), "bob").unwrap();
        assert_eq!(code(&same, 61).unwrap(), now);
    }

    #[test]
    fn what_is_no_seed_is_refused_in_words_without_it() {
        assert!(message("otpauth://hotp/a?secret=GEZDGNBV&counter=1").contains("HOTP"));
        assert!(message("otpauth-migration://offline?data=abc").contains("several"));
        assert!(message("https://example.com/GEZDGNBV").contains("no otpauth"));
        assert!(message("otpauth://totp/a").contains("no secret"));
        assert!(message("otpauth://totp/a?secret=GEZDGNBV&digits=10").contains("4 to 9"));
        assert!(message("otpauth://totp/a?secret=GEZDGNBV&period=0").contains("second"));
        assert!(message("otpauth://totp/a?secret=GEZDGNBV&algorithm=MD5").contains("SHA-256"));
        for text in ["", "   ", "not!base32", "1890"] {
            let told = message(text);
            assert!(told.contains("letters") && (text.trim().is_empty() || !told.contains(text)), "{told}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(otpauth://(totp|steam)/)?\\PC{0,80}", at in any::<i64>()) {
            if let Ok(seed) = seed(&secret(&text), "x") {
                prop_assert!(code(&seed, at).is_ok());
            }
        }
    }
}
