//! One feed record, understood.

use chrono::NaiveDate;
use compact_str::CompactString;
use rust_decimal::Decimal;

use crate::basics::{AmountPer, CancelledBy, Code, Currency, DeliveryKind, Model, PartyId, Place, Source, Status, UndatedChange};

/// One delivery of a distributor: its files of one day.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// Who delivered.
    pub distributor: PartyId,
    /// The same by its place among the parties.
    pub distributor_no: u32,
    /// When.
    pub delivered_on: NaiveDate,
    /// Whether every contract is listed.
    pub kind: DeliveryKind,
    /// What its amounts are for.
    pub amount_per: AmountPer,
    /// How its changed rows without a day are read.
    pub undated_change: UndatedChange,
}

/// One line of a contract, as one row of a feed tells it. Ends are exclusive, amounts net and in minor units.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// File and line.
    pub source: Source,
    /// Which delivery, by its place among the deliveries of the run.
    pub delivery: u32,
    /// Who brought or resells it, by its place among the parties.
    pub partner: u32,
    /// The contract's number at its distributor.
    pub contract: CompactString,
    /// The line of the contract.
    pub item: CompactString,
    /// Product line or SKU.
    pub product: CompactString,
    /// Referral or resale.
    pub model: Model,
    /// 1 for the initial term.
    pub term: u32,
    /// Signed or ordered; `None` counts as signed on its start.
    pub signed_on: Option<NaiveDate>,
    /// The first day of the term.
    pub starts_on: NaiveDate,
    /// The day after the last.
    pub ends_on: NaiveDate,
    /// The term's length in whole months, where it has one.
    pub months: Option<u32>,
    /// By how many months it renews; `None` leaves it to the agreement.
    pub renewal_months: Option<u32>,
    /// The first day on which it can be ended.
    pub notice_on: Option<NaiveDate>,
    /// From which day quantity and amount hold; `None` is the term's start.
    pub valid_from: Option<NaiveDate>,
    /// Seats.
    pub quantity: Option<Decimal>,
    /// Net amount per month, year or term.
    pub amount: i64,
    /// Its currency.
    pub currency: Currency,
    /// Where it stands.
    pub status: Status,
    /// The first day no longer covered, and by whom.
    pub cancelled: Option<(NaiveDate, CancelledBy)>,
    /// The customer's number.
    pub customer: CompactString,
    /// The customer's company name.
    pub customer_name: CompactString,
    /// The order's number.
    pub order_no: CompactString,
    /// How it stood when the period before was closed; none where this period reads it first.
    pub carried: Option<Carried>,
}

/// How a row stood at the last close: what its item's history had made of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carried {
    /// The first day of the phase it opens.
    pub from: NaiveDate,
    /// Whether the row named that day itself.
    pub dated: bool,
    /// Whether it tells its term's dates, status and partner.
    pub tells_term: bool,
    /// Why it could not be taken; none where it could.
    pub held: Option<Code>,
    /// Where it ended.
    pub place: Place,
}

impl Record {
    /// Whether both tell the same, wherever they stand.
    #[must_use]
    pub fn repeats(&self, other: &Record) -> bool {
        Record { source: other.source, delivery: other.delivery, carried: other.carried, ..self.clone() } == *other
    }

    /// Whether both price the item alike: what a phase is made of.
    #[must_use]
    pub fn same_values(&self, other: &Record) -> bool {
        self.amount == other.amount && self.currency == other.currency && self.quantity == other.quantity
    }
}
