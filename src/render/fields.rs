//! The words that a layout may use, each with what stands behind it.
//!
//! The items are those of the checklist for a statement line (§ 87c HGB, § 14 UStG, and what courts ask for).

use super::CellWriter;
use crate::{
    basics::{Model, Month, PartyRef, SettledAs, Source, Sources, words},
    rulebook::Layout,
    settlement::{Line, Worked},
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
        Target = "target": "what is due for the key in all (item 15)",
        Posted = "posted": "what was settled for the key before (item 15)",
        Amount = "amount": "the amount of the line: target less posted (item 14)",
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
    /// Writes this field of a line into the next cell. Fields that tell what an amount rests on are empty where nothing is
    /// due any more.
    pub fn write(self, line: &Line, page: &Page, cells: &mut CellWriter) {
        if !self.write_key(line, page, cells) {
            match &line.worked {
                Some(worked) => self.write_worked(line, worked, page, cells),
                None => cells.nothing(),
            }
        }
    }

    /// The fields that every line has. Whether this is one.
    fn write_key(self, line: &Line, page: &Page, cells: &mut CellWriter) -> bool {
        let key = &line.key;
        match self {
            Field::LineId => cells.formatted(format_args!("{key}")),
            Field::Kind => cells.text(page.word(line.kind.as_str())),
            Field::Cause => cells.text(page.word(line.cause())),
            Field::Component => cells.text(page.word(key.component.as_str())),
            Field::Distributor => cells.text(page.party(key.distributor)),
            Field::SubAgent => cells.text(page.party(key.payee)),
            Field::SubAgentId => cells.text(key.payee.id.as_str()),
            Field::Contract => cells.text(key.contract),
            Field::Item => cells.text(key.item),
            Field::TermNo => cells.whole(key.term),
            Field::EarnedMonth => cells.formatted(format_args!("{}", key.earned)),
            Field::SettledPeriod => cells.formatted(format_args!("{}", page.period)),
            Field::Base => cells.money(line.base().0, line.base().1),
            Field::Net => cells.text(page.word("net")),
            Field::BaseCurrency => cells.text(line.base().1.code()),
            Field::Currency => cells.text(key.currency.code()),
            Field::Target => cells.money(line.target, key.currency),
            Field::Posted => cells.money(line.posted, key.currency),
            Field::Amount => cells.money(line.minor, key.currency),
            Field::DueOn => match key.component.settled_as() {
                SettledAs::Paid => cells.day(page.period.next().last_day()),
                SettledAs::Shown | SettledAs::Accrued => cells.nothing(),
            },
            Field::Status => cells.text(page.word(match key.component.settled_as() {
                SettledAs::Paid => "payable",
                SettledAs::Shown => "shown",
                SettledAs::Accrued => "accrued",
            })),
            Field::State => cells.text(page.word("provisional")),
            _ => return false,
        }
        true
    }

    fn write_worked(self, line: &Line, worked: &Worked, page: &Page, cells: &mut CellWriter) {
        let place = |source: Source| format!("{}:{}", page.sources.file(source), source.line);
        let record = worked.record;
        let rule = worked.parts.first().map(|part| part.rule);
        match self {
            Field::Customer => cells.text(&record.customer),
            Field::CustomerName => cells.text(&record.customer_name),
            Field::OrderNo => cells.text(&record.order_no),
            Field::SignedOn => cells.day(record.signed_on.unwrap_or(worked.term.signed_on)),
            Field::Holder => {
                cells.text(if record.model == Model::Referral { page.principal } else { page.party(line.key.payee) });
            }
            Field::Product => cells.text(&record.product),
            Field::Quantity => cells.decimal_or_nothing(worked.phase.quantity),
            Field::TermStart => cells.day(worked.term.span.from),
            Field::TermEnd => cells.day(worked.term.span.last_day()),
            Field::NoticeOn => cells.day_or_nothing(record.notice_on),
            Field::Renewal => cells.text(page.word(if worked.term.number == 1 { "initial" } else { "renewal" })),
            Field::MonthOfTerm => cells.whole(worked.month_of_term),
            Field::MonthsInTerm => match worked.months_in_term {
                Some(months) => cells.whole(months),
                None => cells.nothing(),
            },
            Field::ServiceFrom => cells.day(worked.service.from),
            Field::ServiceTo => cells.day(worked.service.last_day()),
            Field::Rule => rules(worked, cells),
            Field::RuleFrom => cells.day_or_nothing(rule.map(|rule| rule.effective_from)),
            Field::RuleRecorded => cells.day_or_nothing(rule.map(|rule| rule.recorded_on)),
            Field::Programme => {
                cells.text(
                    worked.governing.standing.and_then(|standing| standing.programme.as_ref()).map_or("", |name| name.as_str()),
                );
            }
            Field::Tier => {
                let tier = worked.governing.standing.and_then(|standing| standing.tier.as_ref());
                cells.text(tier.map_or("", |tier| page.word(tier.as_str())));
            }
            Field::Competencies => competencies(worked, cells),
            Field::Rate => cells.decimal_or_nothing(worked.percent().map(|(percent, _)| percent)),
            Field::Points => cells.decimal_or_nothing(worked.percent().map(|(_, points)| points)),
            Field::RateTotal => cells.decimal_or_nothing(worked.percent().map(|(percent, points)| percent + points)),
            Field::GoverningDay => cells.day(worked.governing.day),
            Field::Calculation => cells.calculation(&worked.calculation()),
            Field::Unrounded => cells.decimal(worked.unrounded.shown(worked.contract_currency(), 8)),
            Field::Gross => cells.money(worked.gross, worked.contract_currency()),
            Field::NetAfterDiscount => match line.key.component.settled_as() {
                SettledAs::Shown => cells.money(worked.base - line.target, line.key.currency),
                SettledAs::Paid | SettledAs::Accrued => cells.nothing(),
            },
            Field::Source => cells.formatted(format_args!("{}", place(record.source))),
            Field::AmountSource => cells.formatted(format_args!("{}", place(worked.phase.source))),
            Field::RateSource => cells.formatted(format_args!("{}", rule.map_or(String::new(), |rule| place(rule.source)))),
            Field::StandingReason => cells.text(worked.governing.standing.map_or("", |standing| &standing.reason)),
            _ => cells.nothing(),
        }
    }
}

/// The rows that applied, each with its authority.
fn rules(worked: &Worked, cells: &mut CellWriter) {
    match worked.parts.as_slice() {
        [only] => cells.formatted(format_args!("{}: {}", only.rule.label, only.rule.reference)),
        many => {
            let each: Vec<String> = many.iter().map(|part| format!("{}: {}", part.rule.label, part.rule.reference)).collect();
            cells.formatted(format_args!("{}", each.join(" + ")));
        }
    }
}

fn competencies(worked: &Worked, cells: &mut CellWriter) {
    match worked.governing.standing.map_or(&[][..], |standing| &standing.competencies) {
        [] => cells.nothing(),
        [one] => cells.text(one.as_str()),
        many => cells.text(&many.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(" ")),
    }
}
