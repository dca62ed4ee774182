//! `fixtures/rules/payouts.csv`: what a payee is paid over consecutive periods, and what stays.
//!
//! Given: the account's `currency`; the row of `rulebook/payouts` in `minimum` (empty = there is no row), `sweep`,
//! `reserve_percent` and `reserve_months`; the `opening` balance and the `opening_reserve` (`10.00 2022-12; 5.00 2023-01`:
//! what is kept, and the period of its release). Period by period from September 2022 on, parted by `;`: the sum of the
//! `lines` (`-` = there is no line), `write_offs` (`-` = none; may be shorter) and whether payouts are `held` (`yes` or `-`;
//! may be shorter). `agreement_ends` is the last day of the agreement, if it ends.
//! Comes out, period by period: the `payouts`, what is `carried` and `why`, what is in `reserve` and what a debit has
//! `drawn` from it before its time. `-` is no account, or no reason; `stop` a write-off of what does not stand there, after
//! which the account is shown without it.

use super::{
    Case, Table,
    deal::behind,
    fact_texts::FactTexts,
    small_world::{DISTRIBUTOR, LATE, PARTNER, always, day, file, sound, text_of, text_with},
};
use crate::{
    basics::{Component, Currency, Month, PartyId, PartyRef, Severity},
    facts::Facts,
    rulebook::{Agreements, Layouts, Parties, Payouts, Plans, Rates, Rulebook, Rules},
    settlement::{Accounts, Control, Settlement, SumKey, accounts, opening_balances},
    sheets::dated::{DatedTable, decimal},
};

const TABLE: Table = Table {
    name: "fixtures/rules/payouts.csv",
    text: include_str!("../../../fixtures/rules/payouts.csv"),
    given: &[
        "currency",
        "minimum",
        "sweep",
        "reserve_percent",
        "reserve_months",
        "opening",
        "opening_reserve",
        "lines",
        "write_offs",
        "held",
        "agreement_ends",
    ],
    expected: &["payouts", "carried", "why", "reserve", "drawn"],
};

/// The first period of a case.
const FIRST: &str = "2022-09";

/// The entries of a cell, parted by `;`.
fn entries(cell: &str) -> Vec<&str> {
    cell.split(';').map(str::trim).filter(|entry| !entry.is_empty()).collect()
}

fn rules(case: &Case) -> Rules {
    let parties = [
        always("zoom", "Zoom,principal,"),
        always(DISTRIBUTOR, "Nuvias,distributor,plain"),
        always(PARTNER, "Tonwerk,partner,plain"),
    ];
    let agreement = format!("{PARTNER},{DISTRIBUTOR},referral");
    let mut agreements = vec![always(&agreement, "sub-agent,none,")];
    agreements.extend(
        case.optional("agreement_ends", |text| Ok(behind(day(text))))
            .map(|from| (agreement, from.to_string(), "closed,,".to_owned())),
    );
    let terms = ["minimum", "sweep", "reserve_percent", "reserve_months"].map(|column| case.text(column)).join(",");
    let payouts = (!case.text("minimum").is_empty()).then(|| always(&format!("*,*,{}", case.text("currency")), &terms));
    let files = vec![
        file(Parties::NAME, text_of::<Parties>(parties)),
        file("rulebook/layouts/plain", text_of::<Layouts>([always("file,encoding", ",utf-8")])),
        file(Agreements::NAME, text_of::<Agreements>(agreements)),
        file(Plans::NAME, text_of::<Plans>([always("sub-agent,commission", "earned,daily,0.01,")])),
        file(Rates::NAME, text_of::<Rates>([always("commission,sub-agent,*,*,*,*,*", "percent,10")])),
        file(Payouts::NAME, text_with::<Payouts>(Payouts::OPTIONAL, payouts)),
    ];
    sound(sound(Rulebook::read(files)).known_on(day(LATE)))
}

fn periods() -> impl Iterator<Item = Month> {
    std::iter::successors(FIRST.parse().ok(), |month: &Month| Some(month.next()))
}

fn facts(case: &Case) -> Facts {
    let account = format!("{PARTNER},{DISTRIBUTOR},{}", case.text("currency"));
    let mut texts = FactTexts::default();
    texts.opening.extend(case.optional("opening", |text| Ok(always(&format!("balance,{account},,,,,"), text))));
    for entry in entries(case.text("opening_reserve")) {
        let (amount, release) = entry.split_once(' ').expect("an amount and a period");
        texts.opening.push(always(&format!("reserve,{account},,,,,{release}"), amount));
    }
    let said = |column| entries(case.text(column)).into_iter().zip(periods());
    for (amount, period) in said("write_offs").filter(|(amount, _)| *amount != "-") {
        texts.write_offs.push((format!("{account},{period}"), period.next().last_day().to_string(), amount.to_owned()));
    }
    for (held, period) in said("held") {
        let status = if held == "yes" { "held" } else { "closed" };
        texts.holds.push((format!("*,*,{PARTNER}"), period.last_day().to_string(), status.to_owned()));
    }
    texts.facts()
}

fn answer(case: &Case) -> Vec<String> {
    let currency: Currency = case.get("currency");
    let parties: Vec<PartyId> = [DISTRIBUTOR, PARTNER, "zoom"].map(|id| id.parse().unwrap()).to_vec();
    let (rules, facts) = (rules(case), facts(case));
    let party = |number: u32| PartyRef { number, id: &parties[number as usize] };
    let minor = |text: &str| decimal(text).and_then(|amount| currency.minor(amount)).unwrap();
    let mut before = opening_balances(&facts, &parties);
    let mut answers: [Vec<String>; 5] = Default::default();
    for (lines, period) in entries(case.text("lines")).into_iter().zip(periods()) {
        let sum =
            |text| [(SumKey::alike(Component::Commission, currency), Control { lines: 1, base: 0, minor: minor(text) })].into();
        let settled = (lines != "-").then(|| Settlement { distributor: party(0), payee: party(1), currency, sums: sum(lines) });
        let settled: Vec<Settlement> = settled.into_iter().collect();
        let (after, found) = accounts(&before, &settled, &rules, &facts, &parties, period);
        let stopped = found.iter().any(|finding| finding.code.severity() == Severity::Stop);
        let said = said(&after, currency, stopped);
        answers.iter_mut().zip(said).for_each(|(answers, said)| answers.push(said));
        before = after.closing();
    }
    answers.map(|answers| answers.join("; ")).to_vec()
}

/// What a period says of the account.
fn said(accounts: &Accounts, currency: Currency, stopped: bool) -> [String; 5] {
    let Some(row) = accounts.payees.first() else { return ["-"; 5].map(str::to_owned) };
    let own = &row.account;
    let major = |minor: i64| currency.major(minor).to_string();
    [
        if stopped { "stop".to_owned() } else { major(own.payout) },
        major(own.closing.carried),
        own.carried.map_or("-", |why| why.as_str()).to_owned(),
        major(own.closing.reserved()),
        major(own.reserve_drawn),
    ]
}

#[test]
fn payouts_follow_their_table() {
    TABLE.holds(answer);
}
