//! Every kind of paper, read back by programs that had no part in making it: poppler reads pages, words and fonts,
//! zbar reads the codes.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod documents;
mod hostile;
mod labels;
mod outside;
