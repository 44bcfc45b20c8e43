//! Email to a real server on this computer: what arrives, by which way, and with whose password.

use std::process::{Command, Stdio};

use chrono::NaiveDate;
use holdfast_core::mail::MailSecurity;
use holdfast_tests::{
    background::{Background, wait_until},
    cli::Outcome,
    mail_server::{Certificate, MailServer, Manner, Safety},
    programs,
    sandbox::Sandbox,
    session::Session,
};
use serde_json::Value;

use super::place::{DAY, add, after, choose, day, mail_account, open, remind, reminders, told};

/// A message as Python's own library reads it.
pub fn read(raw: &str) -> Value {
    const READER: &str = "
import sys, json, email
from email import policy
mail = email.message_from_bytes(sys.stdin.buffer.read(), policy=policy.default)
print(json.dumps({
  'subject': mail['subject'], 'from': mail['from'], 'to': mail['to'], 'id': mail['message-id'],
  'auto': mail['auto-submitted'], 'date': mail['date'].datetime.isoformat(), 'kind': mail.get_content_type(),
  'defects': [str(d) for part in mail.walk() for d in part.defects],
  'text': mail.get_body(('plain',)).get_content(), 'html': mail.get_body(('html',)).get_content(),
}))";
    use std::io::Write;
    let mut command = Command::new(programs::python());
    let mut python =
        command.args(["-c", READER]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    python.stdin.take().unwrap().write_all(raw.as_bytes()).unwrap();
    let output = python.wait_with_output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Runs `holdfast remind` where the authority of a certificate is trusted.
pub fn remind_trusting(session: &Session<'_>, authority: &Certificate, today: NaiveDate) -> Outcome {
    let mut command = session.command(programs::built("holdfast").unwrap());
    command.env("SSL_CERT_FILE", &authority.authority).env_remove("SSL_CERT_DIR");
    let today = today.to_string();
    let output = command.args(["remind", "--json", "--as-of", &today]).stdin(Stdio::null()).output().unwrap();
    Outcome {
        status: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

#[tokio::test]
async fn a_digest_arrives_as_text_and_as_html() {
    let sandbox = Sandbox::new().unwrap();
    let session = Session::absent(&sandbox);
    let server = MailServer::start().unwrap();
    let db = open(&sandbox).await;
    mail_account(&db, server.port, |mail| mail.to.push("max@example.com".into())).await;
    add(&db, &[("Grün & <b>Söhne</b>", after(5)), ("Figma", after(20))]).await;

    let outcome = remind(&sandbox, &session, day(DAY), &[]);
    assert_eq!(told(&outcome).len(), 2, "{outcome:?}");
    assert_eq!(outcome.json().unwrap()["reminders"][0]["channels"], serde_json::json!(["email"]));
    let mut mails = server.take();
    mails.sort_by(|a, b| a.to.cmp(&b.to));
    assert_eq!(mails.len(), 2, "one for each address: {mails:?}");
    assert_eq!((mails[0].to[0].as_str(), mails[1].to[0].as_str()), ("anna@example.com", "max@example.com"));
    assert!(
        mails.iter().all(|mail| mail.from == "it@example.com" && !mail.encrypted && mail.login.is_none())
    );
    let mail = read(&mails[0].raw);
    assert_eq!(mail["subject"], "2 deadlines need an answer");
    assert_eq!(
        (&mail["from"], &mail["to"]),
        (&"Holdfast <it@example.com>".into(), &"anna@example.com".into())
    );
    assert_eq!((&mail["kind"], &mail["auto"]), (&"multipart/alternative".into(), &"auto-generated".into()));
    assert_eq!(mail["defects"], serde_json::json!([]));
    let (text, html) = (mail["text"].as_str().unwrap(), mail["html"].as_str().unwrap());
    assert!(text.contains("* Grün & <b>Söhne</b> ends on 27 Nov 2026"), "{text}");
    assert!(text.contains("* Figma ends on 12 Dec 2026") && text.contains("snooze"), "{text}");
    assert!(html.contains("Grün &amp; &lt;b&gt;Söhne&lt;/b&gt; ends on 27 Nov 2026"), "{html}");
    for loaded in ["<img", "<link", "<script", "http:", "https:"] {
        assert!(!html.contains(loaded), "it loads nothing: {html}");
    }
    assert_eq!(told(&remind(&sandbox, &session, day(DAY), &[])), []);
    assert!(server.take().is_empty());
}

#[tokio::test]
async fn each_reminder_has_its_message_where_that_is_chosen_and_many_are_still_one() {
    let sandbox = Sandbox::new().unwrap();
    let session = Session::absent(&sandbox);
    let server = MailServer::start().unwrap();
    let db = open(&sandbox).await;
    mail_account(&db, server.port, |mail| mail.digest = false).await;
    add(&db, &[("Prism", after(5)), ("Figma", after(20))]).await;
    assert_eq!(told(&remind(&sandbox, &session, day(DAY), &[])).len(), 2);
    let mut subjects: Vec<String> =
        server.take().iter().map(|mail| read(&mail.raw)["subject"].as_str().unwrap().to_owned()).collect();
    subjects.sort();
    assert_eq!(subjects, ["Figma ends on 12 Dec 2026", "Prism ends on 27 Nov 2026"]);

    let names: Vec<String> = (0..400).map(|number| format!("License {number:03}")).collect();
    let ending: Vec<(&str, NaiveDate)> = names.iter().map(|name| (name.as_str(), after(25))).collect();
    add(&db, &ending).await;
    assert_eq!(told(&remind(&sandbox, &session, day(DAY), &[])).len(), 400);
    let mails = server.take();
    assert_eq!(mails.len(), 1, "400 reminders are one message");
    let mail = read(&mails[0].raw);
    assert_eq!(mail["subject"], "400 deadlines need an answer");
    let text = mail["text"].as_str().unwrap();
    assert!(text.contains("and 200 more") && text.lines().count() < 1000, "{text}");
}

#[tokio::test]
async fn the_policy_says_who_gets_it() {
    let sandbox = Sandbox::new().unwrap();
    let session = Session::absent(&sandbox);
    let server = MailServer::start().unwrap();
    let db = open(&sandbox).await;
    mail_account(&db, server.port, |_| {}).await;
    choose(&db, |policy| {
        (policy.notifications, policy.email) = (false, true);
        for kind in &mut policy.kinds {
            kind.email_to = vec!["lea@example.com".into(), "omar@example.com".into()];
        }
    })
    .await;
    add(&db, &[("Prism", after(5))]).await;
    assert_eq!(told(&remind(&sandbox, &session, day(DAY), &[])), [("Prism".to_owned(), 7)]);
    let mut to: Vec<String> = server.take().into_iter().flat_map(|mail| mail.to).collect();
    to.sort();
    assert_eq!(to, ["lea@example.com", "omar@example.com"]);
}

#[tokio::test]
async fn both_ways_of_tls_carry_the_password_and_the_message() {
    let sandbox = Sandbox::new().unwrap();
    let session = Session::with_keyring(&sandbox).unwrap();
    store_password(&session, "pa55 wörd");
    let certificate = Certificate::for_names(&["localhost"], 30, &sandbox.path("ca.pem")).unwrap();
    let db = open(&sandbox).await;
    for (number, safety, security) in
        [(1, Safety::Starttls, MailSecurity::Starttls), (2, Safety::Tls, MailSecurity::Tls)]
    {
        let server = MailServer::with(safety, Some(&certificate), Some(("it", "pa55 wörd"))).unwrap();
        mail_account(&db, server.port, |mail| {
            (mail.security, mail.username) = (security, Some("it".into()));
        })
        .await;
        add(&db, &[(&format!("License {number}"), after(5))]).await;
        let outcome = remind_trusting(&session, &certificate, day(DAY));
        assert_eq!(told(&outcome).len(), 1, "{safety:?}: {outcome:?}");
        let mails = server.take();
        assert_eq!(mails.len(), 1);
        assert!(mails[0].encrypted, "{safety:?}");
        assert_eq!(mails[0].login, Some(("it".to_owned(), "pa55 wörd".to_owned())));
        assert!(!mails[0].raw.contains("pa55"));
    }
}

/// A locked keyring: the mail stays due, the command says so and ends with 1, and nobody is asked to unlock.
#[tokio::test]
async fn a_locked_keyring_leaves_the_mail_due_without_a_prompt() {
    let sandbox = Sandbox::new().unwrap();
    let mut session = Session::with_keyring(&sandbox).unwrap();
    store_password(&session, "secret");
    let server = MailServer::with(Safety::Open, None, Some(("it", "secret"))).unwrap();
    let db = open(&sandbox).await;
    mail_account(&db, server.port, |mail| mail.username = Some("it".into())).await;
    add(&db, &[("Prism", after(5))]).await;
    session.lock().unwrap();

    let heard = sandbox.path("bus.log");
    let mut monitor = session.command("dbus-monitor");
    monitor.arg("--session").stdin(Stdio::null()).stderr(Stdio::null());
    let monitor = Background::start(monitor.stdout(std::fs::File::create(&heard).unwrap())).unwrap();
    wait_until("the bus is listened to", || {
        std::fs::read_to_string(&heard).is_ok_and(|text| !text.is_empty())
    })
    .unwrap();
    let outcome = remind(&sandbox, &session, day(DAY), &[]);
    assert_eq!((outcome.status, reminders(&outcome)), (Some(1), vec![]), "{outcome:?}");
    assert!(outcome.stderr.contains("stays due") && outcome.stderr.contains("locked"), "{outcome:?}");
    assert_eq!(server.connections(), 0);
    wait_until("the bus is quiet", || {
        std::fs::read_to_string(&heard).is_ok_and(|text| text.contains("org.freedesktop.secrets"))
    })
    .unwrap();
    drop(monitor);
    let traffic = std::fs::read_to_string(&heard).unwrap();
    for prompting in ["member=Unlock", "member=Prompt\n", "interface=org.freedesktop.Secret.Prompt"] {
        assert!(!traffic.contains(prompting), "{prompting} is in {traffic}");
    }

    session.start_keyring().unwrap();
    assert_eq!(told(&remind(&sandbox, &session, day(DAY), &[])), [("Prism".to_owned(), 7)]);
    assert_eq!(server.take().len(), 1);
}

/// Without a password in the keyring the mail waits, and notifications are told all the same.
#[tokio::test]
async fn a_password_that_is_not_there_holds_back_the_mail_alone() {
    let sandbox = Sandbox::new().unwrap();
    let session = Session::with_keyring(&sandbox).unwrap();
    let desktop = holdfast_tests::notifications::Desktop::start(&session).unwrap();
    let server = MailServer::start().unwrap();
    let db = open(&sandbox).await;
    mail_account(&db, server.port, |mail| mail.username = Some("it".into())).await;
    choose(&db, |policy| policy.email = true).await;
    add(&db, &[("Prism", after(5))]).await;
    let outcome = remind(&sandbox, &session, day(DAY), &[]);
    assert_eq!(outcome.status, Some(1), "{outcome:?}");
    assert_eq!(reminders(&outcome), [("Prism".to_owned(), 7)]);
    assert!(outcome.stderr.contains("password"), "{outcome:?}");
    assert_eq!((desktop.notes().len(), server.connections()), (1, 0));
}

/// The server takes the message, and the process dies before it hears so.
#[tokio::test]
async fn killed_while_mail_is_on_its_way_it_is_sent_again_and_not_lost() {
    let sandbox = Sandbox::new().unwrap();
    let session = Session::absent(&sandbox);
    let server = MailServer::start().unwrap();
    server.behave(Manner::TakesAndHangs);
    let db = open(&sandbox).await;
    mail_account(&db, server.port, |_| {}).await;
    add(&db, &[("Prism", after(5)), ("Figma", after(6))]).await;
    let mut command = session.command(programs::built("holdfast").unwrap());
    let running = Background::start(command.args(["remind", "--as-of", DAY])).unwrap();
    wait_until("the message is taken", || server.mails().len() == 1).unwrap();
    // Meanwhile the reminders are with the process that tells them.
    assert_eq!(told(&remind(&sandbox, &session, day(DAY), &[])), []);
    running.signal("KILL").unwrap();
    drop(running);

    server.behave(Manner::Takes);
    let again = remind(&sandbox, &session, day(DAY), &[]);
    assert_eq!(told(&again).len(), 2, "{again:?}");
    assert!(again.stderr.contains("a second time"), "{again:?}");
    assert_eq!(server.take().len(), 2);
    assert_eq!(told(&remind(&sandbox, &session, day(DAY), &[])), []);
}

/// Stores the password of the mail account in the keyring of a session.
pub fn store_password(session: &Session<'_>, password: &str) {
    use std::io::{BufRead, BufReader, Write};
    let mut command = session.command(env!("CARGO_BIN_EXE_keyring_probe"));
    command.args(["3000", "6000"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut probe = Background::start(&mut command).unwrap();
    let mut orders = probe.child().stdin.take().unwrap();
    let mut answers = BufReader::new(probe.child().stdout.take().unwrap()).lines();
    writeln!(orders, "mail_password {password}").unwrap();
    assert_eq!(answers.next().unwrap().unwrap(), "ok");
}
