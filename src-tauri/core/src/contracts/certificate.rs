//! Reading a certificate out of a file: PEM, DER, PKCS #7 or PKCS #12. Pure; private keys are neither kept nor shown.

use super::model::{Certificate, ChainLink};
use crate::{Error, Result, Warning};
use chrono::{DateTime, Days, NaiveDate, SecondsFormat, Utc};
use p12_keystore::{Pkcs12Archive, error::Error as Pkcs12Error};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use x509_parser::{
    asn1_rs::{Any, Class, FromDer, Oid, Tag},
    certificate::X509Certificate,
    extensions::GeneralName,
    objects::{oid_registry, oid2abbrev},
    pem::Pem,
    public_key::PublicKey,
    signature_algorithm::SignatureAlgorithm,
    x509::{AlgorithmIdentifier, SubjectPublicKeyInfo, X509Name},
};

/// The largest file that is read, in bytes. A chain has a few thousand.
pub const MAX_BYTES: usize = 1024 * 1024;
/// The most certificates of one file.
const MOST: usize = 100;
/// A certificate that ends within these days is said to end soon.
const SOON: u64 = 30;

const UNREADABLE: &str = "This is no certificate that can be read. PEM, DER (.cer, .crt), PKCS #7 (.p7b) and PKCS #12 (.p12, .pfx) files can.";

/// The certificates of a file, and the one that belongs to a private key in it, when the file says so.
type Found = (Vec<Vec<u8>>, Option<Vec<u8>>);

/// Reads the certificate of a file: of several the one that none of the others was issued by, with those above it
/// as its chain. A PKCS #12 file may need its passphrase.
///
/// # Errors
/// `file` with what is wrong with it, `passphrase` when it is missing or does not open the file.
pub fn read(bytes: &[u8], passphrase: Option<&SecretString>) -> Result<Certificate> {
    if bytes.is_empty() {
        return Err(unreadable("The file is empty."));
    }
    if bytes.len() > MAX_BYTES {
        return Err(unreadable("The file is larger than 1 MB. A certificate is not."));
    }
    let (ders, own) = if find(bytes, b"-----BEGIN ").is_some() {
        (from_pem(bytes, passphrase)?, None)
    } else {
        from_der(bytes, passphrase)?
    };
    if ders.len() > MOST {
        return Err(unreadable(
            "The file holds more than 100 certificates. Choose that of one certificate and its chain.",
        ));
    }
    let mut certificates = Vec::new();
    for der in &ders {
        let (_, certificate) = X509Certificate::from_der(der).map_err(|_| unreadable(UNREADABLE))?;
        if !certificates.iter().any(|known: &X509Certificate<'_>| known.as_raw() == certificate.as_raw()) {
            certificates.push(certificate);
        }
    }
    let own = own.and_then(|own| certificates.iter().find(|known| known.as_raw() == own));
    let leaf = own.or_else(|| leaf_of(&certificates)).ok_or_else(|| unreadable(UNREADABLE))?;
    described(leaf, &certificates)
}

/// What is worth saying about a certificate before it is kept: it is over, not valid yet, ends soon, or is weak.
pub fn warnings(certificate: &Certificate, today: NaiveDate) -> Vec<Warning> {
    let mut found = Vec::new();
    let day = |text: &str| text.parse::<NaiveDate>().ok();
    match (day(&certificate.starts_on), day(&certificate.ends_on)) {
        (_, Some(end)) if end < today => {
            found.push(Warning::new("ends_on", format!("This certificate expired on {end}.")));
        }
        (Some(start), _) if start > today => {
            found.push(Warning::new("starts_on", format!("This certificate is not valid before {start}.")));
        }
        (_, Some(end)) if today.checked_add_days(Days::new(SOON)).is_some_and(|soon| end <= soon) => {
            found.push(Warning::new("ends_on", format!("This certificate ends on {end} already.")));
        }
        _ => {}
    }
    found.extend(certificate.weaknesses.iter().map(|weakness| Warning::new("weaknesses", weakness)));
    for link in certificate.chain.iter().filter(|link| day(&link.ends_on).is_some_and(|end| end < today)) {
        found.push(Warning::new(
            "chain",
            format!("{} in its chain expired on {}.", link.subject, link.ends_on),
        ));
    }
    found
}

/// The common name of a subject as it is kept, else the first other name.
pub(super) fn common_name(subject: &str, names: &[String]) -> Option<String> {
    let mut parts: Vec<String> = vec![String::new()];
    let mut signs = subject.chars();
    while let Some(sign) = signs.next() {
        match (sign, parts.last_mut()) {
            ('\\', Some(part)) => part.extend(signs.next()),
            (',', _) => parts.push(String::new()),
            (sign, Some(part)) => part.push(sign),
            (_, None) => {}
        }
    }
    let named = parts.iter().find_map(|part| part.trim().strip_prefix("CN=").map(str::to_owned));
    named.or_else(|| names.first().cloned())
}

fn unreadable(message: &str) -> Error {
    Error::field("file", message)
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}

/// The certificates of all blocks. Text before and between the blocks is passed over, and so are private keys.
fn from_pem(bytes: &[u8], passphrase: Option<&SecretString>) -> Result<Vec<Vec<u8>>> {
    let mut found = Vec::new();
    let mut other = None;
    for block in Pem::iter_from_buffer(bytes) {
        let block = block
            .map_err(|_| unreadable("The file is cut off or damaged: a PEM block in it cannot be read."))?;
        match block.label.as_str() {
            "CERTIFICATE" | "X509 CERTIFICATE" => found.push(block.contents),
            // OpenSSL puts what the certificate is trusted for behind it.
            "TRUSTED CERTIFICATE" => {
                let (rest, _) =
                    X509Certificate::from_der(&block.contents).map_err(|_| unreadable(UNREADABLE))?;
                let length = block.contents.len() - rest.len();
                found.extend(block.contents.get(..length).map(<[u8]>::to_vec));
            }
            "PKCS7" | "CMS" | "PKCS #7 SIGNED DATA" => found.extend(from_der(&block.contents, passphrase)?.0),
            label => other = Some(label.to_owned()),
        }
    }
    if !found.is_empty() {
        return Ok(found);
    }
    Err(unreadable(match other.as_deref() {
        Some(label) if label.ends_with("CERTIFICATE REQUEST") => {
            "This is a request for a certificate. Choose the certificate that was issued for it."
        }
        Some(label) if label.ends_with("PRIVATE KEY") => {
            "This is a private key, without a certificate. It was not kept."
        }
        Some(label) if label.ends_with("PUBLIC KEY") => "This is a public key, without a certificate.",
        Some("X509 CRL") => "This is a list of revoked certificates, not a certificate.",
        _ => UNREADABLE,
    }))
}

/// The certificates of a binary file.
fn from_der(bytes: &[u8], passphrase: Option<&SecretString>) -> Result<Found> {
    let whole = Any::from_der(bytes).map(|(_, whole)| whole).map_err(|_| unreadable(UNREADABLE))?;
    let parts = elements(whole.data);
    match parts.first().map(Any::tag) {
        _ if whole.tag() != Tag::Sequence => Err(unreadable(UNREADABLE)),
        Some(Tag::Sequence) => Ok((vec![bytes.to_vec()], None)),
        Some(Tag::Oid) => Ok((from_pkcs7(&parts)?, None)),
        Some(Tag::Integer) => from_pkcs12(bytes, passphrase),
        _ => Err(unreadable(UNREADABLE)),
    }
}

/// The elements that stand one after another; what cannot be read ends them.
fn elements(mut data: &[u8]) -> Vec<Any<'_>> {
    let mut found = Vec::new();
    while let Ok((rest, element)) = Any::from_der(data) {
        found.push(element);
        if rest.is_empty() {
            break;
        }
        data = rest;
    }
    found
}

/// The certificates of SignedData (RFC 5652, section 5.1): the field tagged 0 behind the content.
fn from_pkcs7(parts: &[Any<'_>]) -> Result<Vec<Vec<u8>>> {
    let signed_data =
        Oid::from(&[1, 2, 840, 113_549, 1, 7, 2]).map_err(|e| Error::Internal(format!("{e:?}")))?;
    let is_signed =
        parts.first().and_then(|part| part.clone().oid().ok()).is_some_and(|oid| oid == signed_data);
    let content = parts.get(1).filter(|_| is_signed).map(|wrapped| elements(wrapped.data));
    let fields = content.and_then(|content| content.first().map(|signed| elements(signed.data)));
    let certificates = fields
        .as_deref()
        .unwrap_or_default()
        .iter()
        .find(|field| field.class() == Class::ContextSpecific && field.tag() == Tag(0));
    let mut data = certificates.map(|field| field.data).unwrap_or_default();
    let mut found = Vec::new();
    while !data.is_empty() {
        let Ok((rest, certificate)) = X509Certificate::from_der(data) else { break };
        found.push(certificate.as_raw().to_vec());
        data = rest;
    }
    if found.is_empty() {
        Err(unreadable("There is no certificate in this PKCS #7 file."))
    } else {
        Ok(found)
    }
}

fn from_pkcs12(bytes: &[u8], passphrase: Option<&SecretString>) -> Result<Found> {
    let given = passphrase.map(ExposeSecret::expose_secret).unwrap_or_default();
    let archive = Pkcs12Archive::from_pkcs12(bytes, given).map_err(|error| match error {
        Pkcs12Error::DerError(_) | Pkcs12Error::InvalidVersion | Pkcs12Error::X509Error(_) => {
            unreadable(UNREADABLE)
        }
        Pkcs12Error::UnsupportedEncryptionScheme | Pkcs12Error::UnsupportedMacAlgorithm => {
            unreadable("This PKCS #12 file is protected in a way that cannot be read.")
        }
        _ if given.is_empty() => Error::field("passphrase", "This file is protected. Enter its passphrase."),
        _ => Error::field("passphrase", "That passphrase does not open the file."),
    })?;
    let ids: Vec<Vec<u8>> = archive
        .keys
        .iter()
        .filter_map(|key| key.local_key_id.as_ref())
        .map(|id| id.as_ref().to_vec())
        .collect();
    let own = archive
        .certs
        .iter()
        .find(|bag| bag.local_key_id.as_ref().is_some_and(|id| ids.contains(id)))
        .map(|bag| bag.cert.as_der().to_vec());
    let found: Vec<Vec<u8>> = archive.certs.iter().map(|bag| bag.cert.as_der().to_vec()).collect();
    if found.is_empty() {
        return Err(unreadable("There is no certificate in this PKCS #12 file."));
    }
    Ok((found, own))
}

/// The one that no other was issued by; of several one that is no authority.
fn leaf_of<'a, 'b>(certificates: &'a [X509Certificate<'b>]) -> Option<&'a X509Certificate<'b>> {
    let issued_none = |one: &&X509Certificate<'_>| {
        !certificates
            .iter()
            .any(|other| other.as_raw() != one.as_raw() && other.issuer().as_raw() == one.subject().as_raw())
    };
    let mut leaves = certificates.iter().filter(issued_none);
    let first = leaves.clone().next();
    leaves.find(|leaf| !leaf.is_ca()).or(first).or(certificates.first())
}

fn described(leaf: &X509Certificate<'_>, all: &[X509Certificate<'_>]) -> Result<Certificate> {
    let (not_before, not_after) =
        (instant(leaf.validity().not_before.timestamp())?, instant(leaf.validity().not_after.timestamp())?);
    if not_after < not_before {
        return Err(unreadable("This certificate ends before it begins. It cannot be kept."));
    }
    let names = names_of(leaf);
    let subject = name_of(leaf.subject());
    let (key_algorithm, key_bits) = key_of(leaf.public_key());
    let mut chain = Vec::new();
    let mut below = leaf;
    while below.issuer().as_raw() != below.subject().as_raw() && chain.len() < all.len() {
        let Some(above) = all.iter().find(|other| other.subject().as_raw() == below.issuer().as_raw()) else {
            break;
        };
        chain.push(ChainLink {
            subject: name_of(above.subject()),
            issuer: name_of(above.issuer()),
            ends_on: instant(above.validity().not_after.timestamp())?.date_naive().to_string(),
            fingerprint: fingerprint(above.as_raw()),
            weak: !weaknesses(above).is_empty(),
        });
        below = above;
    }
    let text = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    Ok(Certificate {
        common_name: common_name(&subject, &names),
        subject: if subject.is_empty() { names.first().cloned().unwrap_or_default() } else { subject },
        names,
        issuer: name_of(leaf.issuer()),
        serial: pairs(leaf.raw_serial()),
        signature_algorithm: signature_of(&leaf.signature_algorithm).0,
        key_algorithm,
        key_bits,
        not_before: text(not_before),
        not_after: text(not_after),
        starts_on: not_before.date_naive().to_string(),
        ends_on: not_after.date_naive().to_string(),
        fingerprint: fingerprint(leaf.as_raw()),
        weaknesses: weaknesses(leaf),
        chain,
    })
}

fn instant(seconds: i64) -> Result<DateTime<Utc>> {
    DateTime::from_timestamp(seconds, 0).ok_or_else(|| unreadable(UNREADABLE))
}

fn fingerprint(der: &[u8]) -> String {
    pairs(&Sha256::digest(der))
}

/// "0A:FF:…"
fn pairs(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":")
}

/// A name with its most particular part first, as RFC 4514 writes it; commas within a part are escaped.
fn name_of(name: &X509Name<'_>) -> String {
    let mut parts: Vec<String> = name
        .iter_attributes()
        .map(|part| {
            let kind = oid2abbrev(part.attr_type(), oid_registry())
                .map_or_else(|_| part.attr_type().to_id_string(), str::to_owned);
            let value = part.as_str().map_or_else(|_| pairs(part.as_slice()), str::to_owned);
            format!("{kind}={}", value.replace('\\', "\\\\").replace(',', "\\,").replace(['\r', '\n'], " "))
        })
        .collect();
    parts.reverse();
    parts.join(", ")
}

/// Host names, addresses and mail addresses. A common name stands in where there are none, as in old ones.
fn names_of(certificate: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(extension)) = certificate.subject_alternative_name() else { return Vec::new() };
    let mut found: Vec<String> = extension
        .value
        .general_names
        .iter()
        .filter_map(|name| match name {
            GeneralName::DNSName(text) | GeneralName::RFC822Name(text) | GeneralName::URI(text) => {
                Some((*text).to_owned())
            }
            GeneralName::IPAddress(bytes) => address(bytes),
            GeneralName::DirectoryName(name) => Some(name_of(name)),
            _ => None,
        })
        .map(|name| name.replace(['\r', '\n'], " "))
        .collect();
    let mut seen = std::collections::HashSet::new();
    found.retain(|name| seen.insert(name.clone()));
    found
}

fn address(bytes: &[u8]) -> Option<String> {
    if let Ok(four) = <[u8; 4]>::try_from(bytes) {
        return Some(std::net::Ipv4Addr::from(four).to_string());
    }
    <[u8; 16]>::try_from(bytes).ok().map(|sixteen| std::net::Ipv6Addr::from(sixteen).to_string())
}

/// Why it should be replaced, whatever its dates. The sources are the baseline requirements of the browsers
/// (CA/Browser Forum, section 6.1.5 and 7.1.3) and RFC 9155.
fn weaknesses(certificate: &X509Certificate<'_>) -> Vec<String> {
    let mut found = Vec::new();
    // A root is trusted for itself: how it signed its own certificate is of no weight.
    let is_root = certificate.is_ca() && certificate.issuer().as_raw() == certificate.subject().as_raw();
    let (name, weak) = signature_of(&certificate.signature_algorithm);
    if weak && !is_root {
        found.push(format!("It is signed with {name}, which can be forged."));
    }
    match key_of(certificate.public_key()) {
        (name, Some(bits)) if name == "RSA" && bits < 2048 => {
            found.push(format!("Its RSA key has {bits} bits; at least 2048 are needed."));
        }
        (name, _) if name == "DSA" => {
            found.push("Its key is a DSA key, which nothing accepts any more.".to_owned())
        }
        (name, Some(bits)) if name.starts_with("EC") && bits < 224 => {
            found.push(format!("Its key has {bits} bits; at least 224 are needed for elliptic curves."));
        }
        _ => {}
    }
    found
}

/// The name of a signature algorithm, and whether it is broken.
fn signature_of(algorithm: &AlgorithmIdentifier<'_>) -> (String, bool) {
    let oid = algorithm.algorithm.to_id_string();
    let (name, weak) = match oid.as_str() {
        "1.2.840.113549.1.1.2" => ("MD2 with RSA", true),
        "1.2.840.113549.1.1.4" => ("MD5 with RSA", true),
        "1.2.840.113549.1.1.5" | "1.3.14.3.2.29" => ("SHA-1 with RSA", true),
        "1.2.840.113549.1.1.14" => ("SHA-224 with RSA", false),
        "1.2.840.113549.1.1.11" => ("SHA-256 with RSA", false),
        "1.2.840.113549.1.1.12" => ("SHA-384 with RSA", false),
        "1.2.840.113549.1.1.13" => ("SHA-512 with RSA", false),
        "1.2.840.113549.1.1.10" => return pss(algorithm),
        "1.2.840.10045.4.1" => ("ECDSA with SHA-1", true),
        "1.2.840.10045.4.3.1" => ("ECDSA with SHA-224", false),
        "1.2.840.10045.4.3.2" => ("ECDSA with SHA-256", false),
        "1.2.840.10045.4.3.3" => ("ECDSA with SHA-384", false),
        "1.2.840.10045.4.3.4" => ("ECDSA with SHA-512", false),
        "1.3.101.112" => ("Ed25519", false),
        "1.3.101.113" => ("Ed448", false),
        "1.2.840.10040.4.3" => ("DSA with SHA-1", true),
        "2.16.840.1.101.3.4.3.2" => ("DSA with SHA-256", false),
        _ => return (oid, false),
    };
    (name.to_owned(), weak)
}

/// RSASSA-PSS names its hash in its parameters; without them it is SHA-1 (RFC 4055).
fn pss(algorithm: &AlgorithmIdentifier<'_>) -> (String, bool) {
    let hash = match SignatureAlgorithm::try_from(algorithm) {
        Ok(SignatureAlgorithm::RSASSA_PSS(parameters)) => parameters.hash_algorithm_oid().to_id_string(),
        _ => String::new(),
    };
    let (name, weak) = match hash.as_str() {
        "1.3.14.3.2.26" => ("RSA-PSS with SHA-1", true),
        "2.16.840.1.101.3.4.2.1" => ("RSA-PSS with SHA-256", false),
        "2.16.840.1.101.3.4.2.2" => ("RSA-PSS with SHA-384", false),
        "2.16.840.1.101.3.4.2.3" => ("RSA-PSS with SHA-512", false),
        _ => ("RSA-PSS", false),
    };
    (name.to_owned(), weak)
}

/// The name of a key's algorithm and its size in bits.
fn key_of(key: &SubjectPublicKeyInfo<'_>) -> (String, Option<u32>) {
    let named = |name: &str, bits: u32| (name.to_owned(), Some(bits));
    match key.algorithm.algorithm.to_id_string().as_str() {
        "1.2.840.113549.1.1.1" | "1.2.840.113549.1.1.10" => {
            let bits = match key.parsed() {
                Ok(PublicKey::RSA(rsa)) => significant_bits(rsa.modulus),
                _ => None,
            };
            ("RSA".to_owned(), bits)
        }
        "1.2.840.10045.2.1" => {
            let curve = key.algorithm.parameters.as_ref().and_then(|curve| curve.clone().oid().ok());
            match curve.map(|curve| curve.to_id_string()).as_deref() {
                Some("1.2.840.10045.3.1.1") => named("EC P-192", 192),
                Some("1.3.132.0.33") => named("EC P-224", 224),
                Some("1.2.840.10045.3.1.7") => named("EC P-256", 256),
                Some("1.3.132.0.34") => named("EC P-384", 384),
                Some("1.3.132.0.35") => named("EC P-521", 521),
                Some("1.3.132.0.10") => named("EC secp256k1", 256),
                _ => ("EC".to_owned(), None),
            }
        }
        "1.3.101.112" => named("Ed25519", 256),
        "1.3.101.113" => named("Ed448", 456),
        "1.2.840.10040.4.1" => ("DSA".to_owned(), None),
        other => (other.to_owned(), None),
    }
}

fn significant_bits(number: &[u8]) -> Option<u32> {
    let first = number.iter().position(|byte| *byte != 0)?;
    let whole = u32::try_from(number.len() - first - 1).ok()?.checked_mul(8)?;
    Some(whole + 8 - number.get(first)?.leading_zeros())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_none_is_said_in_words() {
        let message = |bytes: &[u8]| {
            let error = read(bytes, None).unwrap_err();
            assert_eq!(error.field_name(), Some("file"));
            error.to_string()
        };
        assert!(message(b"").contains("empty"));
        assert!(message(&vec![0x30; MAX_BYTES + 1]).contains("1 MB"));
        for junk in [
            &b"hello"[..],
            b"\x30\x82\x01",
            b"\x30\x03\x02\x01\x03",
            b"\x30\x00",
            b"-----BEGIN ",
            b"\x30\x80\x30\x80",
        ] {
            let text = message(junk);
            assert!(text.contains("no certificate that can be read") || text.contains("damaged"), "{text}");
        }
        let request = b"-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----\n";
        assert!(message(request).contains("request"));
        let key = b"-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n";
        assert!(message(key).contains("private key"));
    }

    #[test]
    fn a_common_name_survives_its_commas() {
        assert_eq!(common_name("CN=Müller\\, Meier & Co, O=X", &[]).as_deref(), Some("Müller, Meier & Co"));
        assert_eq!(common_name("O=X", &["a.example".into()]).as_deref(), Some("a.example"));
        assert_eq!(common_name("", &[]), None);
    }

    #[test]
    fn bits_are_counted_without_leading_zeros() {
        assert_eq!(significant_bits(&[0, 0x80, 0]), Some(16));
        assert_eq!(significant_bits(&[1]), Some(1));
        assert_eq!(significant_bits(&[]), None);
    }
}
