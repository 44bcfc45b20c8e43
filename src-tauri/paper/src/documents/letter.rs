//! A business letter, such as a notice of cancellation. On A4 the address stands in the window of a DIN 5008 envelope
//! (form B: from 45 mm below the top, 20 mm from the left); on Letter where a number 10 window envelope shows it.

use crate::{
    Pdf,
    flow::{BODY, Fact, Flow, LABEL},
    page::mm,
    stationery::{PaperSize, Stationery, long_date},
    text::Side,
};
use chrono::NaiveDate;
use holdfast_core::Result;

/// What a letter says, and to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Name and address of the sender, one line each; the first also stands above the recipient.
    pub sender: Vec<String>,
    pub recipient: Vec<String>,
    pub on: NaiveDate,
    /// Labelled numbers such as the customer's account.
    pub references: Vec<(String, String)>,
    pub subject: String,
    /// From the salutation to the last sentence, one paragraph each.
    pub paragraphs: Vec<String>,
    /// Such as "Yours faithfully".
    pub closing: String,
    /// Who signs.
    pub signer: Option<String>,
}

/// The letter on as many pages as it needs.
///
/// # Errors
/// When the PDF cannot be made.
pub fn letter(letter: &Letter, stationery: &Stationery) -> Result<Pdf> {
    let mut flow = Flow::new(stationery, false).without_foot();
    let (left, width) = (flow.left(), flow.width());
    // The sender's block, at the right.
    let sender = letter.sender.join("\n");
    let block = flow.setter.set(&sender, BODY, Some(width * 0.4), Side::Left);
    flow.put(&block, left + width * 0.6, flow.y());
    let below_sender = flow.y() + block.height();

    let window = match stationery.size {
        PaperSize::A4 => mm(45.0),
        PaperSize::Letter => mm(50.8),
    };
    let back =
        letter.sender.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect::<Vec<_>>();
    let back = flow.setter.line(&back.join(" · "), LABEL, mm(80.0), Side::Left);
    flow.put(&back, left, window + mm(2.0));
    let recipient = flow.setter.set(&letter.recipient.join("\n"), BODY, Some(mm(80.0)), Side::Start);
    flow.put(&recipient, left, window + mm(7.0));
    let below_recipient = window + mm(7.0) + recipient.height();
    flow.go_to(below_sender.max(below_recipient).max(window + mm(45.0)) + mm(6.0));

    let mut facts: Vec<Fact<'_>> =
        letter.references.iter().map(|(label, value)| Fact::code(label, value.clone())).collect();
    facts.push(Fact::new("Date", long_date(letter.on)));
    let columns = facts.len().min(4);
    flow.facts(&facts, columns);
    flow.space(mm(4.0));
    flow.paragraph(&letter.subject, BODY.strong());
    flow.space(mm(4.0));
    for paragraph in &letter.paragraphs {
        flow.paragraph(paragraph, BODY);
        flow.space(mm(3.0));
    }
    flow.space(mm(2.0));
    flow.keep(mm(38.0));
    flow.paragraph(&letter.closing, BODY);
    flow.space(mm(18.0));
    if let Some(signer) = &letter.signer {
        flow.paragraph(signer, BODY);
    }
    flow.finish(&letter.subject)
}
