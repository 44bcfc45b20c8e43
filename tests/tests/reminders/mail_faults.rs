//! What goes wrong with mail: said in words, recorded, and tried again.

use std::time::{Duration, Instant};

use holdfast_core::{delivery, mail::MailSecurity};
use holdfast_tests::{
    mail_server::{Certificate, MailServer, Manner, Safety},
    sandbox::Sandbox,
    session::Session,
};

use super::{
    mail::{remind_trusting, store_password},
    place::{DAY, add, after, day, mail_account, open, remind, reminders, told},
};

#[tokio::test]
async fn a_refusal_is_said_recorded_and_shown() {
    let sandbox = Sandbox::new().unwrap();
    let session = Session::absent(&sandbox);
    let server = MailServer::start().unwrap();
    server.behave(Manner::Refuses("550 5.1.1 No such user here"));
    let db = open(&sandbox).await;
    mail_account(&db, server.port, |_| {}).await;
    let ids = add(&db, &[("Prism", after(5))]).await;

    let refused = remind(&sandbox, &session, day(DAY), &[]);
    assert_eq!((refused.status, reminders(&refused)), (Some(1), vec![]), "{refused:?}");
    for part in ["1 reminder was not sent to anna@example.com", "550", "No such user here", "refused"] {
        assert!(refused.stderr.contains(part), "{part}: {refused:?}");
    }
    let mut conn = db.read().await.unwrap();
    let standing = delivery::failures(&mut conn).await.unwrap();
    assert_eq!(standing.len(), 1);
    assert!(standing[0].error.contains("No such user here"), "{standing:?}");
    let history = delivery::sent_of(&mut conn, &ids[0], 10).await.unwrap();
    assert_eq!(history.len(), 1);
    assert!(history[0].error.as_deref().is_some_and(|error| error.contains("No such user")), "{history:?}");
    drop(conn);

    server.behave(Manner::Takes);
    assert_eq!(told(&remind(&sandbox, &session, day(DAY), &[])), [("Prism".to_owned(), 7)]);
    let mut conn = db.read().await.unwrap();
    assert!(delivery::failures(&mut conn).await.unwrap().is_empty());
    let history = delivery::sent_of(&mut conn, &ids[0], 10).await.unwrap();
    assert_eq!(history.iter().map(|line| line.error.is_none()).collect::<Vec<_>>(), [true, false]);
}

#[tokio::test]
async fn greylisting_is_waited_out() {
    let sandbox = Sandbox::new().unwrap();
    let session = Session::absent(&sandbox);
    let server = MailServer::start().unwrap();
    server.behave(Manner::Greylists(2));
    let db = open(&sandbox).await;
    mail_account(&db, server.port, |_| {}).await;
    add(&db, &[("Prism", after(5))]).await;
    for _ in 0..2 {
        let outcome = remind(&sandbox, &session, day(DAY), &[]);
        assert_eq!(outcome.status, Some(1), "{outcome:?}");
        assert!(outcome.stderr.contains("come back later (451"), "{outcome:?}");
    }
    assert_eq!(told(&remind(&sandbox, &session, day(DAY), &[])), [("Prism".to_owned(), 7)]);
    assert_eq!(server.take().len(), 1);
}

#[tokio::test]
async fn a_silent_server_is_given_up_in_time() {
    let sandbox = Sandbox::new().unwrap();
    let session = Session::absent(&sandbox);
    let server = MailServer::start().unwrap();
    server.behave(Manner::IsSilent);
    let db = open(&sandbox).await;
    mail_account(&db, server.port, |_| {}).await;
    add(&db, &[("Prism", after(5)), ("Figma", after(5))]).await;
    let begun = Instant::now();
    let outcome = remind(&sandbox, &session, day(DAY), &[]);
    assert_eq!(outcome.status, Some(1), "{outcome:?}");
    assert!(outcome.stderr.contains("did not answer in time"), "{outcome:?}");
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
    assert_eq!(server.connections(), 1, "both are in one digest");
    server.behave(Manner::Takes);
    assert_eq!(told(&remind(&sandbox, &session, day(DAY), &[])).len(), 2);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_said_to_be_so() {
    let sandbox = Sandbox::new().unwrap();
    let db = open(&sandbox).await;
    // Port 1 of this computer: nobody listens there.
    mail_account(&db, 1, |_| {}).await;
    add(&db, &[("Prism", after(5))]).await;
    let outcome = remind(&sandbox, &Session::absent(&sandbox), day(DAY), &[]);
    assert_eq!(outcome.status, Some(1), "{outcome:?}");
    assert!(
        outcome.stderr.contains("could not be spoken to") && outcome.stderr.contains("refused"),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn a_wrong_password_is_told_from_other_refusals() {
    let sandbox = Sandbox::new().unwrap();
    let session = Session::with_keyring(&sandbox).unwrap();
    store_password(&session, "wrong");
    let server = MailServer::with(Safety::Open, None, Some(("it", "right"))).unwrap();
    let db = open(&sandbox).await;
    mail_account(&db, server.port, |mail| mail.username = Some("it".into())).await;
    add(&db, &[("Prism", after(5))]).await;
    let outcome = remind(&sandbox, &session, day(DAY), &[]);
    assert_eq!(outcome.status, Some(1), "{outcome:?}");
    assert!(outcome.stderr.contains("does not accept the user name or the password (535"), "{outcome:?}");
    assert!(server.take().is_empty());

    mail_account(&db, server.port, |_| {}).await;
    let outcome = remind(&sandbox, &session, day(DAY), &[]);
    assert!(outcome.stderr.contains("wants a user name and a password first (530"), "{outcome:?}");

    mail_account(&db, server.port, |mail| mail.username = Some("it".into())).await;
    store_password(&session, "right");
    assert_eq!(told(&remind(&sandbox, &session, day(DAY), &[])), [("Prism".to_owned(), 7)]);
}

/// Unknown authority, another name, out of date, and a server that has no TLS: nothing is said to any of them.
#[tokio::test]
async fn a_connection_that_is_not_safe_carries_nothing() {
    let sandbox = Sandbox::new().unwrap();
    let session = Session::absent(&sandbox);
    let db = open(&sandbox).await;
    add(&db, &[("Prism", after(5))]).await;
    let good = Certificate::for_names(&["localhost"], 30, &sandbox.path("good.pem")).unwrap();
    let unknown = Certificate::for_names(&["localhost"], 30, &sandbox.path("unknown.pem")).unwrap();
    let other = Certificate::for_names(&["mail.example.com"], 30, &sandbox.path("other.pem")).unwrap();
    let old = Certificate::for_names(&["localhost"], 2, &sandbox.path("old.pem")).unwrap();
    for (what, certificate, trusted) in
        [("unknown", &unknown, &good), ("another name", &other, &other), ("out of date", &old, &old)]
    {
        for (safety, security) in
            [(Safety::Tls, MailSecurity::Tls), (Safety::Starttls, MailSecurity::Starttls)]
        {
            let server = MailServer::with(safety, Some(certificate), None).unwrap();
            mail_account(&db, server.port, |mail| mail.security = security).await;
            let outcome = remind_trusting(&session, trusted, day(DAY));
            assert_eq!(outcome.status, Some(1), "{what} {safety:?}: {outcome:?}");
            assert!(outcome.stderr.contains("the connection is not safe"), "{what} {safety:?}: {outcome:?}");
            assert!(server.take().is_empty(), "{what} {safety:?}");
        }
    }
    let open_server = MailServer::start().unwrap();
    for security in [MailSecurity::Tls, MailSecurity::Starttls] {
        mail_account(&db, open_server.port, |mail| mail.security = security).await;
        let outcome = remind_trusting(&session, &good, day(DAY));
        assert_eq!(outcome.status, Some(1), "{security:?}: {outcome:?}");
        assert!(open_server.take().is_empty(), "{security:?}");
    }
    let server = MailServer::with(Safety::Tls, Some(&good), None).unwrap();
    mail_account(&db, server.port, |mail| mail.security = MailSecurity::Tls).await;
    assert_eq!(told(&remind_trusting(&session, &good, day(DAY))), [("Prism".to_owned(), 7)]);
}
