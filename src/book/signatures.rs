//! Signatures of records, beside the log: whoever has the public key sees that nobody replaced the whole book.

/// The folder of the signatures.
pub const SIGNATURES: &str = "signatures";
