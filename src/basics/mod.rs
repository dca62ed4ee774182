//! The words everything else is written in: money, months, names, findings.
//!
//! Owns vocabulary that means the same in every room. Leaves meaning (what is owed) to `settlement`.
//! Holds true: nothing here reads a file, a clock or a frame.

mod allocate;
mod any;
mod contract_months;
mod control;
mod currency;
mod exact;
mod excerpt;
mod feed_fields;
mod finding;
mod month;
mod names;
pub mod shown;
mod source;
mod span;
mod timeline;
mod words;

pub use allocate::{AllocateError, allocate};
pub use any::Any;
pub use contract_months::ContractMonths;
pub use control::{Place, RecordCounts};
pub use currency::Currency;
pub use exact::{Exact, Step};
pub use excerpt::Excerpt;
pub use feed_fields::FeedField;
pub use finding::{Checked, Code, Finding, Findings, Severity, Waived};
pub use month::Month;
pub use names::{
    BandName, CompetencyName, LayoutName, PartyId, PartyRef, PersonId, PlanName, ProgrammeName, SubjectName, TierName, TrackName,
};
pub use source::{Source, Sources};
pub use span::{Span, WHOLE_MONTH, add_months, months_between, weight};
pub use timeline::{Dated, Timeline};
pub use words::{AmountPer, CancelledBy, Component, DeliveryKind, EndIs, Model, Proration, SettledAs, Status, UndatedChange};
pub(crate) use words::{expected_one_of, words};
