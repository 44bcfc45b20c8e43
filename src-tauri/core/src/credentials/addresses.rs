//! Secrets in addresses: `https://user:password@host/?token=…`. An address is no secret and is kept in the database, so
//! what is one in it is taken out where an address comes in, and kept as a value. Pure.

use crate::{Error, Result, history::Entity, secrets::SecretString, text::blank_to_none};
use std::fmt;
use zeroize::Zeroizing;

/// An address and what was secret in it.
pub struct Parted {
    /// The address without them. Everything else stands as it was written.
    pub url: String,
    /// What each is called as a value of a credential, and the value, decoded.
    pub secrets: Vec<(String, SecretString)>,
}

/// Only the names of what was found: the address as it was is a secret.
impl fmt::Debug for Parted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.secrets.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Parted").field("secrets", &names).finish_non_exhaustive()
    }
}

/// The name of what stands before the `@`, or before a colon and a password there.
pub(super) const USER: &str = "URL user";

/// Parameters whose value opens something, in lower case and without `-`, `_`, `.` and spaces.
const SECRET_PARAMETERS: [&str; 34] = [
    "token",
    "accesstoken",
    "authtoken",
    "refreshtoken",
    "idtoken",
    "apitoken",
    "privatetoken",
    "jwt",
    "bearer",
    "apikey",
    "appkey",
    "accesskey",
    "key",
    "sig",
    "signature",
    "hmac",
    "password",
    "passwd",
    "passphrase",
    "passwort",
    "pass",
    "pwd",
    "pw",
    "secret",
    "clientsecret",
    "auth",
    "authorization",
    "code",
    "session",
    "sessionid",
    "sid",
    "sas",
    "ticket",
    "otp",
];

/// Endings that say the same: `X-Amz-Security-Token`, `db_password`, `PHPSESSID`.
const SECRET_ENDINGS: [&str; 9] =
    ["token", "secret", "password", "passwd", "apikey", "accesskey", "signature", "sessionid", "sessid"];

/// Addresses without `//` whose part before the colon is no user name.
const SCHEMES: [&str; 9] =
    ["mailto", "tel", "sip", "sips", "xmpp", "sms", "data", "javascript", "androidapp"];

/// Columns beside the address of a credential that hold an address as it is opened or dialled, and what each is called in
/// the name of a credential made of one.
pub(crate) const OTHER_COLUMNS: [(Entity, &str, &str); 4] = [
    (Entity::Vendor, "website", "website"),
    (Entity::Vendor, "portal_url", "portal"),
    (Entity::Device, "ip", "address"),
    (Entity::Contract, "dns_host", "DNS host"),
];

/// How deep addresses within addresses are looked at.
const DEPTH: u32 = 3;

fn is_secret_parameter(name: &str) -> bool {
    let name: String =
        decoded(name).chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    // `&amp;token=` is what a web page made of `&token=`.
    let name = name.strip_prefix("amp").filter(|rest| SECRET_PARAMETERS.contains(rest)).unwrap_or(&name);
    SECRET_PARAMETERS.contains(&name) || SECRET_ENDINGS.iter().any(|ending| name.ends_with(ending))
}

fn decoded(text: &str) -> Zeroizing<String> {
    Zeroizing::new(percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned())
}

/// Takes what is secret out of an address: a password or a lone user name before the host, and the values of
/// parameters that open something, in the query, the fragment and the path (`;jsessionid=…`).
pub fn part(url: &str) -> Parted {
    part_within(url, DEPTH)
}

/// Whether there is something secret in an address.
pub fn has_secret(url: &str) -> bool {
    !part(url).secrets.is_empty()
}

/// A text without what is secret in the addresses that stand in it; None where nothing is. An address in a text is a word
/// with `://` in it: what merely looks like one is somebody's own words.
pub(crate) fn out_of_text(text: &str) -> Option<String> {
    let mut clean = Zeroizing::new(String::with_capacity(text.len()));
    let mut found = false;
    for word in text.split_inclusive(char::is_whitespace) {
        // `(https://…`, `<https://…`, `"https://…`.
        let start = word.find(char::is_alphanumeric).unwrap_or_default();
        let (before, address) = word.split_at(start);
        let end = address.trim_end().len();
        let (address, after) = address.split_at(end);
        let parted =
            address.contains("://").then(|| part(address)).filter(|parted| !parted.secrets.is_empty());
        found |= parted.is_some();
        clean.push_str(before);
        clean.push_str(parted.as_ref().map_or(address, |parted| &parted.url));
        clean.push_str(after);
    }
    found.then(|| clean.to_string())
}

/// Why an address is not kept as it is.
pub(crate) const REFUSED: &str =
    "There is a password or a key in this address, and addresses are not secret.";

/// An address of something that has no values of its own, as it is kept; blank is none.
///
/// # Errors
/// [`Error::Field`] where something in it is secret.
pub(crate) fn plain(field: &str, text: &Option<String>) -> Result<Option<String>> {
    let text = blank_to_none(text.clone());
    if text.as_deref().is_some_and(has_secret) {
        return Err(Error::field(
            field,
            format!("{REFUSED} Enter it without, and add a credential with the whole address."),
        ));
    }
    Ok(text)
}

fn part_within(url: &str, depth: u32) -> Parted {
    let mut secrets = Vec::new();
    let (before_fragment, fragment) = match url.split_once('#') {
        Some((before, fragment)) => (before, Some(fragment)),
        None => (url, None),
    };
    let (place, query) = match before_fragment.split_once('?') {
        Some((place, query)) => (place, Some(query)),
        None => (before_fragment, None),
    };
    let mut clean = without_user(place, &mut secrets);
    clean = without_path_parameters(&clean, &mut secrets, depth);
    if let Some(kept) = query.and_then(|query| parameters(query, &mut secrets, depth)) {
        clean.push('?');
        clean.push_str(&kept);
    }
    if let Some(fragment) = fragment {
        // A page's own route, with or without parameters of its own; or parameters alone.
        let mut kept = Vec::new();
        for piece in fragment.split('?') {
            if piece.contains('=') {
                kept.extend(parameters(piece, &mut secrets, depth));
            } else {
                kept.push(piece.to_owned());
            }
        }
        if !kept.is_empty() {
            clean.push('#');
            clean.push_str(&kept.join("?"));
        }
    }
    if secrets.is_empty() {
        // To the letter as it was, an empty query included.
        clean = url.to_owned();
    }
    Parted { url: clean, secrets }
}

/// Scheme, host and path without the user's part.
fn without_user(place: &str, secrets: &mut Vec<(String, SecretString)>) -> String {
    let (scheme, rest) = match place.split_once("://") {
        Some((scheme, rest)) => (Some(scheme.trim()), rest),
        None => (None, place),
    };
    let end = rest.find(['/', '\\']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let Some((user, host)) = authority.rsplit_once('@') else { return place.to_owned() };
    if scheme.is_none() && authority.contains(char::is_whitespace) {
        // A remark, not an address.
        return place.to_owned();
    }
    let web = scheme.is_none_or(|scheme| {
        ["http", "https", "ws", "wss", "git+https"].contains(&scheme.to_ascii_lowercase().as_str())
    });
    let (name, password) = match user.split_once(':') {
        Some((name, password)) => (name, Some(password)),
        None => (user, None),
    };
    match (scheme, password) {
        // `mailto:somebody@host`, and an email address where an address was asked for.
        (None, Some(_)) if SCHEMES.contains(&name.trim().to_ascii_lowercase().as_str()) => {
            return place.to_owned();
        }
        (None, None) => return place.to_owned(),
        // `ssh://root@host`: whom to be there. In a web address it may be a token.
        (Some(_), None) if !web => return place.to_owned(),
        _ => {}
    }
    let mut keep = |what: &str, text: &str| {
        if !text.is_empty() {
            secrets.push((what.to_owned(), SecretString::from(decoded(text).as_str())));
        }
    };
    keep(USER, name);
    keep("URL password", password.unwrap_or_default());
    let scheme = scheme.map(|scheme| format!("{scheme}://")).unwrap_or_default();
    format!("{scheme}{host}{path}")
}

/// A path without parameters such as `;jsessionid=…`.
fn without_path_parameters(place: &str, secrets: &mut Vec<(String, SecretString)>, depth: u32) -> String {
    if !place.contains(';') {
        return place.to_owned();
    }
    let segments = place.split('/').map(|segment| {
        let mut parts = segment.split(';');
        let mut kept = vec![parts.next().unwrap_or_default()];
        kept.extend(parts.filter(|part| !is_secret_pair(part, secrets, depth)));
        kept.join(";")
    });
    segments.collect::<Vec<_>>().join("/")
}

/// What is left of parameters; None when nothing is.
fn parameters(query: &str, secrets: &mut Vec<(String, SecretString)>, depth: u32) -> Option<String> {
    let kept: Vec<&str> = query.split('&').filter(|pair| !is_secret_pair(pair, secrets, depth)).collect();
    (kept != [""] && !kept.is_empty()).then(|| kept.join("&"))
}

/// Takes a secret parameter down.
fn is_secret_pair(pair: &str, secrets: &mut Vec<(String, SecretString)>, depth: u32) -> bool {
    let Some((name, value)) = pair.split_once('=') else { return false };
    if value.is_empty() {
        return false;
    }
    let text = decoded(value);
    let nested = || {
        let an_address = depth > 0 && text.contains("://");
        an_address && !part_within(&text, depth - 1).secrets.is_empty()
    };
    if !is_secret_parameter(name) && !nested() {
        return false;
    }
    let name = decoded(name);
    let name = name.strip_prefix("amp;").unwrap_or(&name);
    secrets.push((format!("URL {name}"), SecretString::from(text.as_str())));
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::ExposeSecret;
    use proptest::prelude::*;

    fn parted(url: &str) -> (String, Vec<(String, String)>) {
        let parted = part(url);
        let secrets = parted.secrets.iter();
        (
            parted.url.clone(),
            secrets.map(|(name, value)| (name.clone(), value.expose_secret().to_owned())).collect(),
        )
    }

    #[test]
    fn secrets_leave_an_address_and_the_rest_stays_as_it_was() {
        for (url, clean, secrets) in [
            (
                "https://kim:s%40f%2Fe@nas.example:5001/x",
                "https://nas.example:5001/x",
                &[("URL user", "kim"), ("URL password", "s@f/e")][..],
            ),
            ("https://ghp_abc@git.example/a.git", "https://git.example/a.git", &[("URL user", "ghp_abc")]),
            ("ftp://u:p@h", "ftp://h", &[("URL user", "u"), ("URL password", "p")]),
            ("kim:pass@nas.local/x", "nas.local/x", &[("URL user", "kim"), ("URL password", "pass")]),
            ("https://:p@h/", "https://h/", &[("URL password", "p")]),
            ("https://a@b:c@h/", "https://h/", &[("URL user", "a@b"), ("URL password", "c")]),
            ("https://h/?token=T1&page=2", "https://h/?page=2", &[("URL token", "T1")]),
            (
                "https://h/a?page=2&Access_Token=T%202#top",
                "https://h/a?page=2#top",
                &[("URL Access_Token", "T 2")],
            ),
            ("https://h/?sig=a%3D&se=2027", "https://h/?se=2027", &[("URL sig", "a=")]),
            ("https://h/?X-Amz-Signature=f00", "https://h/", &[("URL X-Amz-Signature", "f00")]),
            ("https://h/#access_token=T&type=b", "https://h/#type=b", &[("URL access_token", "T")]),
            ("https://h/#/join?pwd=P", "https://h/#/join", &[("URL pwd", "P")]),
            ("https://h/a;jsessionid=J/b;v=1?x=y", "https://h/a/b;v=1?x=y", &[("URL jsessionid", "J")]),
            ("https://h/?a=1&amp;key=K", "https://h/?a=1", &[("URL key", "K")]),
            ("https://h/?next=https%3A%2F%2Fu%3Ap%40i%2F", "https://h/", &[("URL next", "https://u:p@i/")]),
            ("h.example/?code=77", "h.example/", &[("URL code", "77")]),
        ] {
            let (found, values) = parted(url);
            let values: Vec<(&str, &str)> =
                values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            assert_eq!((found.as_str(), values.as_slice()), (clean, secrets), "{url}");
            assert_eq!(parted(clean), (clean.to_owned(), Vec::new()), "once is enough");
        }
    }

    #[test]
    fn an_address_without_secrets_is_left_alone() {
        for url in [
            "https://registrar.example/login?lang=de&ref=a@b#top",
            "ssh://root@10.0.0.2",
            "mailto:kim@acme.example",
            "kim@acme.example",
            "androidapp://com.example",
            "https://h/?",
            "https://h/?token=",
            "https://h/#",
            "10.0.0.2:8443",
            "https://h/a@b:c",
            "",
            "router in rack 2: see note",
            "ask: kim@acme.example",
        ] {
            assert_eq!(parted(url), (url.to_owned(), Vec::new()), "{url}");
        }
        assert!(!format!("{:?}", part("https://h/?token=canary")).contains("canary"));
    }

    #[test]
    fn secrets_leave_the_addresses_in_a_text_and_its_words_stay() {
        for (text, clean) in [
            ("See (https://kim:s3cret@h/x?a=1) for more.", "See (https://h/x?a=1) for more."),
            ("first\r\n\thttps://h/?token=T1&page=2\nlast ", "first\r\n\thttps://h/?page=2\nlast "),
            ("<ftp://u:p@h>", "<ftp://h>"),
            ("\"https://h/?page=2\" https://h/?sig=S", "\"https://h/?page=2\" https://h/"),
        ] {
            assert_eq!(out_of_text(text).as_deref(), Some(clean), "{text}");
            assert_eq!(out_of_text(clean), None, "once is enough");
        }
        for text in
            ["", "token=abc is a word, kim:pass too", "ask kim@acme.example", "https://h/?lang=de#top", "://"]
        {
            assert_eq!(out_of_text(text), None, "{text}");
        }
    }

    #[test]
    fn an_address_without_a_place_for_values_is_refused_without_showing_it() {
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(plain("website", &text(" https://h.example ")).unwrap(), text("https://h.example"));
        assert_eq!(plain("website", &text("  ")).unwrap(), None);
        for address in ["https://kim:canary@h/", "h/?token=canary", "admin:canary@10.0.0.2"] {
            let refused = plain("ip", &text(address)).unwrap_err();
            assert_eq!(refused.field_name(), Some("ip"));
            assert!(!refused.to_string().contains("canary"));
        }
    }

    proptest! {
        #[test]
        fn nothing_secret_is_left_behind(
            host in "[a-z]{3,9}", user in "[a-zA-Z0-9%@]{1,8}", password in "[A-Z0-9]{12}",
            parameters in prop::collection::vec(("(token|api_key|Secret|x|page|db-password)", "[A-Z0-9]{12}"), 0..5),
        ) {
            let query: Vec<String> = parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let url = format!("https://{user}:{password}@{host}.example/?{}", query.join("&"));
            let parted = part(&url);
            prop_assert!(!parted.url.contains(&password));
            for (name, value) in &parameters {
                let open = ["x", "page"].contains(&name.as_str());
                prop_assert_eq!(parted.url.contains(value.as_str()), open, "{} of {}", name, parted.url);
            }
            prop_assert!(part(&parted.url).secrets.is_empty());
        }

        #[test]
        fn any_text_is_taken(text in "\\PC{0,60}", marks in "[:/@?#&=;%a]{0,40}") {
            let _ = part(&text);
            let once = part(&marks);
            let again = part(&once.url);
            prop_assert!(again.secrets.is_empty() || once.secrets.is_empty(), "{}", marks);
            // A text keeps all that stands between its addresses.
            prop_assert_eq!(out_of_text(&text.replace("://", ":")), None);
            let _ = out_of_text(&format!("{text} {marks}://{marks}"));
        }
    }
}
