//! Every kind of paper, read back by programs that had no part in making it: poppler reads pages, words and fonts,
//! zbar reads the codes.

mod documents;
mod hostile;
mod labels;
mod outside;
