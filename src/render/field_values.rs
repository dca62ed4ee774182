//! What a field of a line reads: the value behind each word that a layout may use.

use super::{CellWriter, Field, Page};
use crate::{
    basics::{Model, SettledAs, Source},
    rulebook::{LimitKey, Quote},
    settlement::{Applied, Line, Worked},
};

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
            Field::Cause => cause(line, page, cells),
            Field::Component => cells.text(page.word(key.component.as_str())),
            Field::Distributor => cells.text(page.party(key.distributor)),
            Field::SubAgent => cells.text(page.party(key.payee)),
            Field::SubAgentId => cells.text(key.payee.id.as_str()),
            Field::Contract => cells.text(key.contract),
            Field::Item => cells.text(key.item),
            Field::TermNo => cells.whole(key.term),
            Field::EarnedMonth => cells.formatted(format_args!("{}", key.earned)),
            Field::SettledPeriod => cells.formatted(format_args!("{}", page.period)),
            Field::FirstSettled => cells.formatted(format_args!("{}", line.first_settled)),
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
            Field::State => cells.text(page.word(page.state.as_str())),
            Field::BookHead => cells.text(page.book_head),
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
            Field::Kept => cells.text(
                &worked.kept.map_or(String::new(), |kept| format!("{}/{}: {}", kept.numerator, kept.denominator, kept.why)),
            ),
            Field::Paid => match worked.paid {
                Some((paid, invoiced)) => cells.formatted(format_args!("{paid}/{invoiced}")),
                None => cells.nothing(),
            },
            Field::Share => share(worked, cells),
            Field::ShareAmount => cells.money(worked.share.minor, worked.contract_currency()),
            Field::ExchangeRate => cells.text(&joined(worked.converted.quotes(), |quote| quote.to_string())),
            Field::ExchangeSource => {
                let authority = |quote: &Quote| quote.rule.map_or(String::new(), |rule| rule.reference.clone());
                cells.text(&joined(worked.converted.quotes(), |quote| authority(&quote)));
            }
            Field::Limit => limits(line, worked, cells),
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

/// Why an adjustment is settled now; several causes each with its part of the amount.
fn cause(line: &Line, page: &Page, cells: &mut CellWriter) {
    let currency = line.key.currency;
    match line.cause() {
        Some(cause) => cells.text(page.word(cause.as_str())),
        None => cells.text(&joined(line.causes.iter(), |(cause, minor)| {
            format!("{} {}", page.word(cause.as_str()), currency.major(*minor))
        })),
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

/// The row of the chain that gives the share.
fn share(worked: &Worked, cells: &mut CellWriter) {
    match worked.share.rule {
        Some(rule) => cells.formatted(format_args!(
            "position {}: {} {} %: {}",
            worked.share.position,
            rule.value.formula,
            rule.value.percent.normalize(),
            rule.reference
        )),
        None => cells.nothing(),
    }
}

/// The limits that the share met.
fn limits(line: &Line, worked: &Worked, cells: &mut CellWriter) {
    let currency = line.key.currency;
    let one = |applied: &Applied| {
        let LimitKey { kind, scope, per, .. } = applied.limit.key;
        let (bound, before) = (currency.major(applied.limit.rule.value), currency.major(applied.before));
        format!("{kind} {bound} per {scope} and {per}, before {before}: {}", applied.limit.rule.reference)
    };
    let met = worked.limited.iter().filter(|applied| applied.before != applied.after);
    cells.text(&joined(met, one));
}

fn joined<T>(all: impl Iterator<Item = T>, one: impl Fn(T) -> String) -> String {
    all.map(one).collect::<Vec<_>>().join("; ")
}
