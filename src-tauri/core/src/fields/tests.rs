//! What holds for the lists of all kinds.
