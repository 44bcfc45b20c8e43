//! A mail server on this computer that keeps what it is given, and misbehaves when told to.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::sleep;
use std::time::Duration;

use anyhow::Result;
use base64::{Engine, engine::general_purpose::STANDARD};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// How long a conversation may stand still.
const PATIENCE: Duration = Duration::from_secs(120);

/// When the connection turns to TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Safety {
    Open,
    Starttls,
    Tls,
}

/// What the server does with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    Takes,
    /// Answers every recipient with this line.
    Refuses(&'static str),
    /// Asks so many times to come back later, then takes it.
    Greylists(u32),
    /// Takes the connection and says nothing at all.
    IsSilent,
    /// Takes the message and never says so.
    TakesAndHangs,
}

/// A message, and how it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    pub from: String,
    pub to: Vec<String>,
    /// Headers and body as they were sent.
    pub raw: String,
    /// User name and password.
    pub login: Option<(String, String)>,
    pub encrypted: bool,
}

#[derive(Debug)]
struct Kept {
    safety: Safety,
    tls: Option<Arc<ServerConfig>>,
    login: Option<(String, String)>,
    manner: Mutex<Manner>,
    mails: Mutex<Vec<Mail>>,
    connections: Mutex<u32>,
}

/// A mail server on 127.0.0.1. Takes no more connections once dropped.
#[derive(Debug)]
pub struct MailServer {
    pub port: u16,
    kept: Arc<Kept>,
}

impl MailServer {
    /// One that speaks in the open and wants no login.
    ///
    /// # Errors
    /// When it cannot listen.
    pub fn start() -> Result<Self> {
        Self::with(Safety::Open, None, None)
    }

    /// One with a certificate, or one that wants a user name and a password.
    ///
    /// # Errors
    /// When it cannot listen, or the certificate is no good to the library.
    pub fn with(
        safety: Safety,
        certificate: Option<&Certificate>,
        login: Option<(&str, &str)>,
    ) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        let kept = Arc::new(Kept {
            safety,
            tls: certificate.map(Certificate::server).transpose()?.map(Arc::new),
            login: login.map(|(user, password)| (user.to_owned(), password.to_owned())),
            manner: Mutex::new(Manner::Takes),
            mails: Mutex::default(),
            connections: Mutex::default(),
        });
        let seen = Arc::downgrade(&kept);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (Some(kept), Ok(stream)) = (seen.upgrade(), stream) else { return };
                // A client that goes away in the middle is no matter.
                std::thread::spawn(move || drop(converse(&kept, stream)));
            }
        });
        Ok(Self { port, kept })
    }

    /// How it behaves from now on.
    pub fn behave(&self, manner: Manner) {
        *lock(&self.kept.manner) = manner;
    }

    /// Forgets the messages it took, and gives them.
    #[must_use]
    pub fn take(&self) -> Vec<Mail> {
        std::mem::take(&mut lock(&self.kept.mails))
    }

    /// The messages it took so far.
    #[must_use]
    pub fn mails(&self) -> Vec<Mail> {
        lock(&self.kept.mails).clone()
    }

    /// How many connections were opened so far.
    #[must_use]
    pub fn connections(&self) -> u32 {
        *lock(&self.kept.connections)
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        // Wakes the listener, which finds that nobody is there any more.
        self.kept = Arc::new(Kept {
            safety: Safety::Open,
            tls: None,
            login: None,
            manner: Mutex::new(Manner::Takes),
            mails: Mutex::default(),
            connections: Mutex::default(),
        });
        drop(TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)));
    }
}

fn converse(kept: &Kept, stream: TcpStream) -> io::Result<()> {
    *lock(&kept.connections) += 1;
    stream.set_read_timeout(Some(PATIENCE))?;
    if *lock(&kept.manner) == Manner::IsSilent {
        sleep(PATIENCE);
        return Ok(());
    }
    match (kept.safety, &kept.tls) {
        (Safety::Tls, Some(tls)) => talk(kept, &mut encrypted(tls, stream)?, true, true).map(drop),
        (Safety::Starttls, Some(tls)) => {
            let mut stream = stream;
            if talk(kept, &mut stream, false, true)? {
                talk(kept, &mut encrypted(tls, stream)?, true, false)?;
            }
            Ok(())
        }
        _ => {
            let mut stream = stream;
            talk(kept, &mut stream, false, true).map(drop)
        }
    }
}

fn encrypted(
    tls: &Arc<ServerConfig>,
    stream: TcpStream,
) -> io::Result<StreamOwned<ServerConnection, TcpStream>> {
    let connection = ServerConnection::new(Arc::clone(tls)).map_err(io::Error::other)?;
    Ok(StreamOwned::new(connection, stream))
}

/// The conversation until it ends, or until the client turns to TLS: then true.
fn talk(kept: &Kept, stream: &mut (impl Read + Write), encrypted: bool, greets: bool) -> io::Result<bool> {
    if greets {
        say(stream, "220 mail.test at your service")?;
    }
    let (mut from, mut to, mut login) = (String::new(), Vec::new(), None);
    loop {
        let Some(line) = line(stream)? else { return Ok(false) };
        let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
        match verb.to_ascii_uppercase().as_str() {
            "EHLO" => {
                say(stream, "250-mail.test")?;
                if kept.safety == Safety::Starttls && !encrypted {
                    say(stream, "250-STARTTLS")?;
                }
                if kept.login.is_some() {
                    say(stream, "250-AUTH PLAIN")?;
                }
                say(stream, "250 8BITMIME")?;
            }
            "STARTTLS" => {
                say(stream, "220 go ahead")?;
                return Ok(true);
            }
            "AUTH" => {
                let given = credentials(rest);
                if given.is_some() && given == kept.login {
                    login = given;
                    say(stream, "235 welcome")?;
                } else {
                    say(stream, "535 5.7.8 Authentication credentials invalid")?;
                }
            }
            "MAIL" if kept.login.is_some() && login.is_none() => {
                say(stream, "530 5.7.0 Authentication required")?
            }
            "MAIL" => {
                from = address(rest);
                say(stream, "250 ok")?;
            }
            "RCPT" => {
                let answer = answer_to_recipient(kept);
                if answer.starts_with("250") {
                    to.push(address(rest));
                }
                say(stream, answer)?;
            }
            "DATA" => {
                say(stream, "354 go on")?;
                let raw = message(stream)?;
                let mail = Mail {
                    from: from.clone(),
                    to: std::mem::take(&mut to),
                    raw,
                    login: login.clone(),
                    encrypted,
                };
                lock(&kept.mails).push(mail);
                if *lock(&kept.manner) == Manner::TakesAndHangs {
                    sleep(PATIENCE);
                    return Ok(false);
                }
                say(stream, "250 taken")?;
            }
            "RSET" | "NOOP" => say(stream, "250 ok")?,
            "QUIT" => {
                say(stream, "221 bye")?;
                return Ok(false);
            }
            _ => say(stream, "502 what?")?,
        }
    }
}

fn answer_to_recipient(kept: &Kept) -> &'static str {
    let mut manner = lock(&kept.manner);
    match *manner {
        Manner::Refuses(line) => line,
        Manner::Greylists(0) | Manner::Takes | Manner::TakesAndHangs | Manner::IsSilent => "250 ok",
        Manner::Greylists(times) => {
            *manner = Manner::Greylists(times - 1);
            "451 4.7.1 Greylisted, come back later"
        }
    }
}

/// User name and password of `PLAIN base64`.
fn credentials(rest: &str) -> Option<(String, String)> {
    let bytes = STANDARD.decode(rest.strip_prefix("PLAIN ")?.trim()).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let mut parts = text.split('\0').skip(1);
    Some((parts.next()?.to_owned(), parts.next()?.to_owned()))
}

/// What stands between the angle brackets.
fn address(text: &str) -> String {
    let inner = text.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inner.map_or_else(String::new, |(address, _)| address.to_owned())
}

fn say(stream: &mut impl Write, line: &str) -> io::Result<()> {
    stream.write_all(format!("{line}\r\n").as_bytes())?;
    stream.flush()
}

/// A line without its end; None at the end of the connection. Read byte by byte, so that nothing of what comes after
/// STARTTLS is taken from the other reader.
fn line(stream: &mut impl Read) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while stream.read(&mut byte)? == 1 {
        bytes.extend(byte);
        if bytes.ends_with(b"\r\n") {
            bytes.truncate(bytes.len() - 2);
            return Ok(Some(String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
    Ok(None)
}

/// A message up to its lonely dot, with the doubled dots taken back (RFC 5321, 4.5.2).
fn message(stream: &mut impl Read) -> io::Result<String> {
    let mut raw = String::new();
    while let Some(line) = line(stream)? {
        if line == "." {
            break;
        }
        raw.push_str(line.strip_prefix('.').unwrap_or(&line));
        raw.push_str("\r\n");
    }
    Ok(raw)
}

/// A certificate of a mail server, and the authority that signed it.
#[derive(Debug)]
pub struct Certificate {
    /// The authority, for programs to trust by `SSL_CERT_FILE`.
    pub authority: PathBuf,
    chain: Vec<u8>,
    key: Vec<u8>,
}

impl Certificate {
    /// Made for these names, good for `years` from 2020 on; the authority is written to a file.
    ///
    /// # Errors
    /// When it cannot be made, or the file cannot be written.
    pub fn for_names(names: &[&str], years: i32, authority: &Path) -> Result<Self> {
        let mut params = CertificateParams::new(Vec::new())?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(rcgen::DnType::CommonName, "Test authority");
        let signing = KeyPair::generate()?;
        std::fs::write(authority, params.self_signed(&signing)?.pem())?;
        let issuer = Issuer::new(params, signing);

        let key = KeyPair::generate()?;
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut params = CertificateParams::new(names)?;
        params.not_before = rcgen::date_time_ymd(2020, 1, 1);
        params.not_after = rcgen::date_time_ymd(2020 + years, 1, 1);
        let signed = params.signed_by(&key, &issuer)?;
        Ok(Self { authority: authority.to_owned(), chain: signed.der().to_vec(), key: key.serialize_der() })
    }

    fn server(&self) -> Result<ServerConfig> {
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.key.clone()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        Ok(ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![self.chain.clone().into()], key)?)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
