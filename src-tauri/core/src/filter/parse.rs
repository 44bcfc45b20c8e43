//! How a filter is written: its terms, each with the place where it stands. It knows no list and no column.

use super::FilterError;

/// The longest filter, in characters.
pub(super) const LONGEST: usize = 2000;

/// The place of something in the text, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub from: usize,
    pub to: usize,
}

/// A word or a text between quotation marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub text: String,
    pub quoted: bool,
    pub span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Op {
    Has,
    Is,
    Below,
    AtMost,
    Above,
    AtLeast,
}

/// A term: a text that some column shows, or what is asked of one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    pub span: Span,
    pub negative: bool,
    pub what: What,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    Bare(Said),
    /// One of these values.
    Asked {
        field: Said,
        op: Op,
        values: Vec<Said>,
    },
}

/// The terms of a filter.
///
/// # Errors
/// For a quotation mark that is not closed, an operator without a value, and a text that is too long.
pub(super) fn terms(text: &str) -> Result<Vec<Written>, FilterError> {
    let mut reader = Reader { signs: text.chars().collect(), at: 0 };
    if reader.signs.len() > LONGEST {
        return Err(FilterError::at(
            Span { from: LONGEST, to: reader.signs.len() },
            format!("A filter has at most {LONGEST} characters."),
        ));
    }
    let mut terms = Vec::new();
    while let Some(term) = reader.term()? {
        terms.push(term);
    }
    Ok(terms)
}

/// A text as one word of a filter: between quotation marks where it could be read as something else.
pub(super) fn quoted(text: &str) -> String {
    let plain = !text.is_empty()
        && !text.starts_with('-')
        && !["none", "any"].contains(&text.to_lowercase().as_str())
        && text.chars().all(|sign| sign.is_alphanumeric() || "-_./@+#&".contains(sign))
        && !text.contains("..");
    if plain { text.to_owned() } else { in_quotes(text) }
}

/// A text between quotation marks.
pub(super) fn in_quotes(text: &str) -> String {
    let mut quoted = String::from("\"");
    for sign in text.chars() {
        if sign == '\\' || is_quote(sign) {
            quoted.push('\\');
        }
        quoted.push(sign);
    }
    quoted + "\""
}

struct Reader {
    signs: Vec<char>,
    at: usize,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.signs.get(self.at).copied()
    }

    fn after(&self) -> Option<char> {
        self.signs.get(self.at + 1).copied()
    }

    fn term(&mut self) -> Result<Option<Written>, FilterError> {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
        let from = self.at;
        let Some(first) = self.peek() else { return Ok(None) };
        let negative = first == '-' && self.after().is_some_and(|next| !next.is_whitespace() && next != '-');
        if negative {
            self.at += 1;
        }
        let head = self.said(|sign, next| sign.is_whitespace() || is_operator(sign, next))?;
        let plain = Written { span: Span { from, to: self.at }, negative, what: What::Bare(head.clone()) };
        if head.text.is_empty() && !head.quoted || self.is_address(&head) {
            return Ok(Some(self.rest_of_word(plain, &head)));
        }
        let Some((op, not)) = self.operator() else { return Ok(Some(plain)) };
        let values = self.values(&head, from)?;
        Ok(Some(Written {
            span: Span { from, to: self.at },
            negative: negative != not,
            what: What::Asked { field: head, op, values },
        }))
    }

    /// An address of the web, of a network card, or a time: what stands before its colon is no field.
    fn is_address(&self, head: &Said) -> bool {
        if head.quoted || self.peek() != Some(':') {
            return false;
        }
        let slashes = self.after() == Some('/') && self.signs.get(self.at + 2) == Some(&'/');
        let hex = head.text.chars().count() <= 4 && head.text.chars().all(|sign| sign.is_ascii_hexdigit());
        slashes || hex && self.after().is_some_and(|next| next.is_ascii_hexdigit())
    }

    /// All up to the next blank as one word.
    fn rest_of_word(&mut self, mut term: Written, head: &Said) -> Written {
        while self.peek().is_some_and(|sign| !sign.is_whitespace()) {
            self.at += 1;
        }
        let span = Span { from: head.span.from, to: self.at };
        let text = self.signs.get(span.from..span.to).unwrap_or_default().iter().collect();
        term.span.to = self.at;
        term.what = What::Bare(Said { text, quoted: false, span });
        term
    }

    fn operator(&mut self) -> Option<(Op, bool)> {
        let (op, not, length) = match (self.peek()?, self.after()) {
            ('!', Some('=')) => (Op::Is, true, 2),
            ('<', Some('=')) => (Op::AtMost, false, 2),
            ('>', Some('=')) => (Op::AtLeast, false, 2),
            (':', _) => (Op::Has, false, 1),
            ('=', _) => (Op::Is, false, 1),
            ('<', _) => (Op::Below, false, 1),
            ('>', _) => (Op::Above, false, 1),
            ('≤', _) => (Op::AtMost, false, 1),
            ('≥', _) => (Op::AtLeast, false, 1),
            _ => return None,
        };
        self.at += length;
        Some((op, not))
    }

    fn values(&mut self, field: &Said, from: usize) -> Result<Vec<Said>, FilterError> {
        let mut values = Vec::new();
        loop {
            let value = self.said(|sign, _| sign.is_whitespace() || sign == ',')?;
            if value.text.is_empty() {
                return Err(FilterError::at(
                    Span { from, to: self.at },
                    format!("Say what “{}” should be, such as {}.", field.text, example(&field.text)),
                ));
            }
            values.push(value);
            if self.peek() != Some(',') {
                return Ok(values);
            }
            self.at += 1;
        }
    }

    /// A text between quotation marks, or all up to where `ends` says.
    fn said(&mut self, ends: impl Fn(char, Option<char>) -> bool) -> Result<Said, FilterError> {
        let from = self.at;
        if self.peek().is_some_and(is_quote) {
            self.at += 1;
            let mut text = String::new();
            while let Some(sign) = self.peek() {
                self.at += 1;
                match (sign, self.peek()) {
                    ('\\', Some(next)) if next == '\\' || is_quote(next) => {
                        text.push(next);
                        self.at += 1;
                    }
                    (sign, _) if is_quote(sign) => {
                        return Ok(Said { text, quoted: true, span: Span { from, to: self.at } });
                    }
                    _ => text.push(sign),
                }
            }
            return Err(FilterError::at(
                Span { from, to: self.at },
                "This quotation mark is not closed: write another one at the end.",
            ));
        }
        while let Some(sign) = self.peek() {
            if ends(sign, self.after()) {
                break;
            }
            self.at += 1;
        }
        let span = Span { from, to: self.at };
        let text = self.signs.get(from..self.at).unwrap_or_default().iter().collect();
        Ok(Said { text, quoted: false, span })
    }
}

fn example(field: &str) -> String {
    let field = if field.contains(' ') { in_quotes(field) } else { field.to_owned() };
    format!("{field}:\"some words\" or {field}:none")
}

fn is_quote(sign: char) -> bool {
    matches!(sign, '"' | '“' | '”' | '„')
}

fn is_operator(sign: char, next: Option<char>) -> bool {
    matches!(sign, ':' | '=' | '<' | '>' | '≤' | '≥') || sign == '!' && next == Some('=')
}
