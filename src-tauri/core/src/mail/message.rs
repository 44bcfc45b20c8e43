//! Messages: one for a reminder or a digest of many, in plain text and in HTML that loads nothing.

use super::MailSettings;
use crate::{
    Error, Result,
    clock::Now,
    ids,
    reminders::{
        Deadline,
        words::{advice, details, digest_title, headline},
    },
};
use lettre::{
    Address, Message,
    message::{Mailbox, MultiPart, header::HeaderName, header::HeaderValue},
};
use std::{fmt::Write as _, time::SystemTime};

/// How one answers; a message has no buttons, since there is no server they could reach.
const FOOT: &str = "Answer in Holdfast: renew, done, acknowledge, snooze, or mute. Nothing you reply to this message reaches it.";

/// The most deadlines of one message; the others are counted, and listed in Holdfast.
const MOST_LINES: usize = 200;

/// A message to one address about these deadlines, the most urgent first.
pub(crate) fn reminder(
    settings: &MailSettings,
    to: &str,
    deadlines: &[&Deadline],
    now: &Now,
) -> Result<Message> {
    let title = match deadlines {
        [only] => headline(only),
        many => digest_title(many),
    };
    compose(settings, to, &title, &text(&title, deadlines), &html(&title, deadlines), now)
}

/// A message that proves that mail arrives.
pub(super) fn test(settings: &MailSettings, to: &str, now: &Now) -> Result<Message> {
    let title = "Holdfast can send you reminders";
    let words = "This is a test message. Reminders of Holdfast will come this way.";
    let html = page(title, &format!("<p>{words}</p>"));
    compose(settings, to, title, &format!("{title}\n\n{words}\n"), &html, now)
}

fn compose(
    settings: &MailSettings,
    to: &str,
    subject: &str,
    text: &str,
    html: &str,
    now: &Now,
) -> Result<Message> {
    let address = |field: &str, text: &str| {
        text.parse::<Address>().map_err(|_| Error::field(field, format!("“{text}” is no email address.")))
    };
    let from = address("from", &settings.from)?;
    let id = format!("<{}@{}>", ids::new_id(), from.domain());
    Message::builder()
        .from(Mailbox::new(Some("Holdfast".to_owned()), from))
        .to(Mailbox::new(None, address("to", to)?))
        .subject(one_line(subject))
        .date(SystemTime::from(now.at))
        .message_id(Some(id))
        // Out-of-office replies have nobody to go to.
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ))
        .multipart(MultiPart::alternative_plain_html(text.to_owned(), html.to_owned()))
        .map_err(|error| Error::Internal(format!("a message could not be composed: {error}")))
}

fn text(title: &str, deadlines: &[&Deadline]) -> String {
    let mut text = format!("{}\n", one_line(title));
    for deadline in deadlines.iter().take(MOST_LINES) {
        let _ = write!(
            text,
            "\n* {}\n  {}\n  {}.\n",
            one_line(&headline(deadline)),
            one_line(&details(deadline)),
            advice(deadline.kind)
        );
    }
    if let Some(more) = more(deadlines) {
        let _ = write!(text, "\n{more}\n");
    }
    let _ = write!(text, "\n{FOOT}\n");
    text
}

fn html(title: &str, deadlines: &[&Deadline]) -> String {
    let mut rows = String::from("<table cellpadding=\"6\" cellspacing=\"0\">");
    for deadline in deadlines.iter().take(MOST_LINES) {
        let _ = write!(
            rows,
            "<tr><td><strong>{}</strong><br>{}<br>{}.</td></tr>",
            escaped(&headline(deadline)),
            escaped(&details(deadline)),
            advice(deadline.kind)
        );
    }
    rows.push_str("</table>");
    if let Some(more) = more(deadlines) {
        let _ = write!(rows, "<p>{more}</p>");
    }
    let _ = write!(rows, "<p>{FOOT}</p>");
    page(title, &rows)
}

/// What a message has no room for.
fn more(deadlines: &[&Deadline]) -> Option<String> {
    let more = deadlines.len().checked_sub(MOST_LINES).filter(|more| 0 < *more)?;
    Some(format!("… and {more} more, listed in Holdfast."))
}

fn page(title: &str, body: &str) -> String {
    let title = escaped(title);
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title></head>\
         <body><h2>{title}</h2>{body}</body></html>"
    )
}

/// Names may hold anything; here they are text.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            other => safe.push(other),
        }
    }
    safe
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ids::Kind,
        reminders::{DeadlineKind, Subject},
    };

    fn deadline(name: &str) -> Deadline {
        Deadline {
            id: String::new(),
            kind: DeadlineKind::LicenseEnds,
            subject: Subject { kind: Kind::License, id: "1".into(), name: name.into() },
            tag: None,
            vendor: None,
            due_on: "2026-12-04".into(),
            days_left: 12,
            amount: None,
            amounts: Vec::new(),
            auto_renews: false,
            until: None,
        }
    }

    #[test]
    fn a_name_stays_text_and_adds_no_header() {
        let settings = MailSettings { from: "it@example.com".into(), ..MailSettings::default() };
        let odd = deadline("<b>Prism</b>\r\nBcc: eve@example.com");
        let mail = reminder(&settings, "anna@example.com", &[&odd], &Now::read()).unwrap();
        let raw = String::from_utf8(mail.formatted()).unwrap();
        assert!(!raw.lines().any(|line| line.starts_with("Bcc:")), "{raw}");
        assert!(html("x", &[&odd]).contains("&lt;b&gt;Prism&lt;/b&gt;"));
        assert_eq!(mail.envelope().to().len(), 1);
        assert!(raw.contains("Auto-Submitted: auto-generated"), "{raw}");
    }

    #[test]
    fn many_deadlines_are_one_digest() {
        let (one, other) = (deadline("Prism"), deadline("Figma"));
        let text = text("2 deadlines need an answer", &[&one, &other]);
        assert!(text.contains("* Prism ends on 4 Dec 2026\n  in 12 days"), "{text}");
        assert!(text.contains("* Figma") && text.contains("snooze"), "{text}");
    }
}
