//! The words that a layout may use, each with what stands behind it.
//!
//! The items are those of the checklist for a statement line (§ 87c HGB, § 14 UStG, and what courts ask for).

use crate::{
    basics::{Month, PartyRef, Sources, words},
    rulebook::Layout,
};

words! {
    /// A word that a layout may use, in the order of `lines.csv`.
    pub enum Field {
        LineId = "line_id": "the line's key, the same in every run (item 1)",
        Kind = "kind": "regular, or adjustment: earned in an earlier month than it is settled in (item 1)",
        Cause = "cause": "why an adjustment is settled now (item 1)",
        Component = "component": "what kind of money: commission, override, uplift, bonus, discount or fund (item 1)",
        Distributor = "distributor": "through whom, by registered name (item 2)",
        SubAgent = "sub_agent": "who is owed or granted, by registered name (item 2)",
        SubAgentId = "sub_agent_id": "the same by its id (item 2)",
        Customer = "customer": "the customer's number (item 3)",
        CustomerName = "customer_name": "the customer's company name (item 3)",
        Contract = "contract": "the contract's number at the distributor (item 4)",
        Item = "item": "the line of the contract (item 4)",
        OrderNo = "order_no": "the order's number (item 4)",
        SignedOn = "signed_on": "the day it was ordered or signed (item 4)",
        Holder = "holder": "who holds the contract with the customer (item 4)",
        Product = "product": "product line or SKU (item 5)",
        Quantity = "quantity": "seats at the end of the service period (item 5)",
        TermNo = "term_no": "1 is the initial term (item 6)",
        TermStart = "term_start": "the first day of the term (item 6)",
        TermEnd = "term_end": "the last day of the term as agreed (item 6)",
        NoticeOn = "notice_on": "the first day on which it can be ended (item 6)",
        Renewal = "renewal": "initial or renewal (item 6)",
        MonthOfTerm = "month_of_term": "month n of the term (item 6)",
        MonthsInTerm = "months_in_term": "the length of the term in months (item 6)",
        EarnedMonth = "earned_month": "the month the amount belongs to (item 7)",
        SettledPeriod = "settled_period": "the period it is settled in (item 7)",
        FirstSettled = "first_settled": "the period that settled this key first: this one, or an earlier one (item 7)",
        ServiceFrom = "service_from": "the first day the line pays for (item 7)",
        ServiceTo = "service_to": "the last day the line pays for (item 7)",
        Base = "base": "the month's list amount, which percentages apply to (item 11)",
        Net = "net": "the base is net of VAT (item 11)",
        BaseCurrency = "base_currency": "of the base: the contract's (item 11)",
        Currency = "currency": "of the amount (item 11)",
        Rule = "rule": "the row of the rate table that applied, and its authority (item 12)",
        RuleFrom = "rule_from": "since when that row holds (item 12)",
        RuleRecorded = "rule_recorded": "when that row became known (item 12)",
        Programme = "programme": "the regime that gave the tier (item 12)",
        Tier = "tier": "the tier on the day that governs (item 12)",
        Competencies = "competencies": "the competencies held on that day (item 12)",
        Rate = "rate": "percent of the row that applied (item 12)",
        Points = "points": "percentage points on top for competencies (item 12)",
        RateTotal = "rate_total": "both together; empty where the amount has other parts than one percentage (item 12)",
        GoverningDay = "governing_day": "the day that picked rate and tier (item 12)",
        Calculation = "calculation": "the item's amount as a sum that can be repeated: 666.67 × 10 % (item 14)",
        Unrounded = "unrounded": "what that comes to before rounding (item 14)",
        Gross = "gross": "the item's amount before it is shared, in the contract's currency (item 14)",
        Kept = "kept": "what a clawback leaves of the parts that are due once, and why; empty where nothing was cancelled (item 16)",
        Paid = "paid": "what the customer has paid of what was invoiced, for plans that ask (item 10)",
        Share = "share": "the payee's place in the chain and how its share is taken; empty where one payee gets all (item 2)",
        ShareAmount = "share_amount": "the payee's share, in the contract's currency (item 2)",
        ExchangeRate = "exchange_rate": "the rates that converted it, each with its day (item 13)",
        ExchangeSource = "exchange_source": "the authority of those rates (item 13)",
        Limit = "limit": "the floors and caps that it met, and what it was before (item 14)",
        Target = "target": "what is due for the key in all (item 15)",
        Posted = "posted": "what was settled for the key before (item 15)",
        Amount = "amount": "the amount of the line: target less posted (item 14)",
        NetAfterDiscount = "net_after_discount": "of a discount: list less discount (item 14)",
        DueOn = "due_on": "when it is due (§ 87a (4) HGB); empty for a discount (item 18)",
        Status = "status": "payable, shown (a discount is in no payout) or accrued (a fund balance) (item 19)",
        State = "state": "provisional in a draft, final in a closed period; in statements alone",
        BookHead = "book_head": "number and digest of the last record of the book before this period, for a receiver to keep as a witness; in statements alone",
        Source = "source": "file and line that tell the term",
        AmountSource = "amount_source": "file and line that tell the amount",
        RateSource = "rate_source": "table and line of the rate",
        StandingReason = "standing_reason": "why the partner stood there",
    }
}

words! {
    /// What a file is.
    pub enum State {
        Provisional = "provisional": "A draft: it may be settled again.",
        Final = "final": "Part of a closed period.",
    }
}

/// What all lines of a file share.
pub struct Page<'a> {
    /// The registered names of the parties on the period's last day, by number.
    pub names: &'a [&'a str],
    /// The files, for places.
    pub sources: &'a Sources,
    /// The vendor's registered name.
    pub principal: &'a str,
    /// The period being settled.
    pub period: Month,
    /// Whether the file is part of a draft or of a closed period.
    pub state: State,
    /// The last record of the book before this period; empty where there is none.
    pub book_head: &'a str,
    /// Our words as this file writes them; our own without one.
    pub layout: Option<&'a Layout>,
}

impl Page<'_> {
    pub(super) fn word<'w>(&'w self, ours: &'w str) -> &'w str {
        self.layout.map_or(ours, |layout| layout.word(ours))
    }

    pub(super) fn party(&self, party: PartyRef) -> &str {
        self.names[party.number as usize]
    }
}
