//! The words that a layout may use, each with what stands behind it.
//!
//! The items are those of the checklist for a statement line (§ 87c HGB, § 14 UStG, and what courts ask for).

use rust_decimal::Decimal;

use super::CellWriter;
use crate::{
    basics::{Exact, Model, Month, PartyRef, SettledAs, Sources, words},
    rulebook::Layout,
    settlement::Line,
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
        ServiceFrom = "service_from": "the first day the line pays for (item 7)",
        ServiceTo = "service_to": "the last day the line pays for (item 7)",
        Base = "base": "what the rate applies to: the month's list amount (item 11)",
        Net = "net": "the base is net of VAT (item 11)",
        Currency = "currency": "of base and amount (item 11)",
        Rule = "rule": "the row of the rate table that applied, and its authority (item 12)",
        RuleFrom = "rule_from": "since when that row holds (item 12)",
        RuleRecorded = "rule_recorded": "when that row became known (item 12)",
        Programme = "programme": "the regime that gave the tier (item 12)",
        Tier = "tier": "the tier on the day that governs (item 12)",
        Competencies = "competencies": "the competencies held on that day (item 12)",
        Rate = "rate": "percent of the row that applied (item 12)",
        Points = "points": "percentage points on top for competencies (item 12)",
        RateTotal = "rate_total": "both together (item 12)",
        Unrounded = "unrounded": "base × rate before rounding (item 14)",
        Amount = "amount": "the amount of the line (item 14)",
        NetAfterDiscount = "net_after_discount": "of a discount: list less discount (item 14)",
        DueOn = "due_on": "when it is due (§ 87a (4) HGB); empty for a discount (item 18)",
        Status = "status": "payable, shown (a discount is in no payout) or accrued (a fund balance) (item 19)",
        State = "state": "provisional until the period is closed",
        Source = "source": "file and line that tell the term",
        AmountSource = "amount_source": "file and line that tell the amount",
        RateSource = "rate_source": "table and line of the rate",
        StandingReason = "standing_reason": "why the partner stood there",
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
    /// Our words as this file writes them; our own without one.
    pub layout: Option<&'a Layout>,
}

impl Page<'_> {
    fn word<'w>(&'w self, ours: &'w str) -> &'w str {
        self.layout.map_or(ours, |layout| layout.word(ours))
    }

    fn party(&self, party: PartyRef) -> &str {
        self.names[party.number as usize]
    }
}

impl Field {
    /// Writes this field of a line into the next cell.
    pub fn write(self, line: &Line, page: &Page, cells: &mut CellWriter) {
        let currency = line.currency();
        match self {
            Field::LineId => cells.formatted(format_args!("{}", line.key())),
            Field::Kind => cells.text(page.word(line.kind.as_str())),
            Field::Cause => cells.text(page.word(line.kind.cause())),
            Field::Component => cells.text(page.word(line.component.as_str())),
            Field::Distributor => cells.text(page.party(line.distributor)),
            Field::SubAgent => cells.text(page.party(line.payee)),
            Field::SubAgentId => cells.text(line.payee.id.as_str()),
            Field::Customer => cells.text(&line.record.customer),
            Field::CustomerName => cells.text(&line.record.customer_name),
            Field::Contract => cells.text(&line.record.contract),
            Field::Item => cells.text(&line.record.item),
            Field::OrderNo => cells.text(&line.record.order_no),
            Field::SignedOn => cells.day(line.record.signed_on.unwrap_or(line.term.signed_on)),
            Field::Holder => {
                cells.text(if line.record.model == Model::Referral { page.principal } else { page.party(line.payee) })
            }
            Field::Product => cells.text(&line.record.product),
            Field::Quantity => match line.phase.quantity {
                Some(quantity) => cells.decimal(quantity),
                None => cells.nothing(),
            },
            Field::TermNo => cells.whole(line.term.number),
            Field::TermStart => cells.day(line.term.span.from),
            Field::TermEnd => cells.day(line.term.span.last_day()),
            Field::NoticeOn => cells.day_or_nothing(line.record.notice_on),
            Field::Renewal => cells.text(page.word(if line.term.number == 1 { "initial" } else { "renewal" })),
            Field::MonthOfTerm => cells.whole(line.month_of_term),
            Field::MonthsInTerm => match line.months_in_term {
                Some(months) => cells.whole(months),
                None => cells.nothing(),
            },
            Field::EarnedMonth => cells.formatted(format_args!("{}", line.earned)),
            Field::SettledPeriod => cells.formatted(format_args!("{}", page.period)),
            Field::ServiceFrom => cells.day(line.service.from),
            Field::ServiceTo => cells.day(line.service.last_day()),
            Field::Base => cells.money(line.base, currency),
            Field::Net => cells.text(page.word("net")),
            Field::Currency => cells.text(currency.code()),
            Field::Rule => cells.formatted(format_args!("{}: {}", line.rate.label, line.rate.rule.reference)),
            Field::RuleFrom => cells.day(line.rate.rule.effective_from),
            Field::RuleRecorded => cells.day(line.rate.rule.recorded_on),
            Field::Programme => {
                cells.text(line.standing.and_then(|standing| standing.programme.as_ref()).map_or("", |name| name.as_str()))
            }
            Field::Tier => {
                cells.text(line.standing.and_then(|standing| standing.tier.as_ref()).map_or("", |tier| page.word(tier.as_str())))
            }
            Field::Competencies => competencies(line, cells),
            Field::Rate => cells.decimal(line.percent),
            Field::Points => cells.decimal(line.points),
            Field::RateTotal => cells.decimal(line.percent + line.points),
            Field::Unrounded => cells.decimal(unrounded(line)),
            Field::Amount => cells.money(line.minor, currency),
            Field::NetAfterDiscount => match line.component.settled_as() {
                SettledAs::Shown => cells.money(line.base - line.minor, currency),
                SettledAs::Paid | SettledAs::Accrued => cells.nothing(),
            },
            Field::DueOn => match line.component.settled_as() {
                SettledAs::Paid => cells.day(page.period.next().last_day()),
                SettledAs::Shown | SettledAs::Accrued => cells.nothing(),
            },
            Field::Status => cells.text(page.word(match line.component.settled_as() {
                SettledAs::Paid => "payable",
                SettledAs::Shown => "shown",
                SettledAs::Accrued => "accrued",
            })),
            Field::State => cells.text(page.word("provisional")),
            Field::Source => {
                cells.formatted(format_args!("{}:{}", page.sources.file(line.record.source), line.record.source.line))
            }
            Field::AmountSource => {
                cells.formatted(format_args!("{}:{}", page.sources.file(line.phase.source), line.phase.source.line))
            }
            Field::RateSource => {
                cells.formatted(format_args!("{}:{}", page.sources.file(line.rate.rule.source), line.rate.rule.source.line))
            }
            Field::StandingReason => cells.text(line.standing.map_or("", |standing| &standing.reason)),
        }
    }
}

fn competencies(line: &Line, cells: &mut CellWriter) {
    match line.standing.map_or(&[][..], |standing| &standing.competencies) {
        [] => cells.nothing(),
        [one] => cells.text(one.as_str()),
        many => cells.text(&many.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(" ")),
    }
}

fn unrounded(line: &Line) -> Decimal {
    Exact::minor(line.base).percent(line.percent + line.points).shown(line.currency(), 8)
}
