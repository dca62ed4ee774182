//! What each command prints, and how it ends.

mod comparing;
mod drafts;
mod explaining;
mod laying_out;
mod multiplying_out;
mod printing;
