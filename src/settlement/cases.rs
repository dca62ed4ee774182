//! The case tables of `fixtures/rules`, each row run through the functions that settle.
