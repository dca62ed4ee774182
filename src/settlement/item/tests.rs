//! Where each record ends, what freezes, and which terms are looked at.

use super::{super::cases, *};
use crate::{
    rulebook::{Benefits, Splits},
    settlement::Workings,
    sheets::dated::DatedTable,
};
use cases::{
    fact_texts::FactTexts,
    small_run::{SmallRun, item, month, number, paying, record},
    small_world::{RowText, Setting, always, day, text_of, text_with},
};

fn run(records: Vec<Record>) -> SmallRun {
    run_with(records, FactTexts::default())
}

fn run_with(records: Vec<Record>, facts: FactTexts) -> SmallRun {
    let setting =
        Setting { rates: paying(&[("*", "percent,10"), ("FREE", "none,"), ("GIFT", "percent,0")]), ..Setting::default() };
    SmallRun::of(records, &setting, facts.facts())
}

fn one() -> Record {
    record("C-1", "1", "2022-09-01", 100_000)
}

/// What came of an item: months with amounts, the month from which it is frozen, codes of findings, places of rows.
fn settled(world: &World, facts: &ItemFacts) -> [String; 4] {
    let mut out = ItemOutcome::default();
    settle_item(world, facts, &mut out);
    let targets = out.targets.iter().map(|target| format!("{} {}", target.key.earned, target.minor));
    let frozen = out.frozen.iter().map(|own| {
        assert_eq!((own.distributor.id.as_str(), own.contract, own.item), ("nuvias", "C-1", "1"));
        if own.from == Month::EARLIEST { "all".to_owned() } else { own.from.to_string() }
    });
    out.places.sort_unstable();
    [
        targets.collect::<Vec<_>>().join(", "),
        frozen.collect::<Vec<_>>().join(", "),
        out.findings.iter().map(|finding| finding.code.as_str()).collect::<Vec<_>>().join(", "),
        out.places.iter().map(|(row, place)| format!("{row} {}", place.words())).collect::<Vec<_>>().join(", "),
    ]
}

/// Of rows that are one item, through October 2022.
fn october(records: Vec<Record>) -> [String; 4] {
    let rows: Vec<u32> = (0..).take(records.len()).collect();
    settled(&run(records).world(month("2022-10")), &item(&rows))
}

#[test]
fn an_item_is_due_for_each_covered_month_through_the_period() {
    assert_eq!(october(vec![one()]), ["2022-09 10000, 2022-10 10000", "", "", "0 settled"]);
}

#[test]
fn what_begins_behind_the_period_or_is_pending_is_not_due_yet() {
    assert_eq!(october(vec![record("C-1", "1", "2022-11-01", 100_000)]), ["", "", "", "0 not due"]);
    assert_eq!(october(vec![Record { status: Status::Pending, ..one() }]), ["", "", "", "0 not due"]);
    let last_day = ["2022-10 323", "", "", "0 settled"];
    assert_eq!(
        october(vec![record("C-1", "1", "2022-10-31", 100_000)]),
        last_day,
        "1000.00 for one of 31 days is 32.26, at 10 %"
    );
    let later = Record { valid_from: Some(day("2022-11-01")), amount: 200_000, ..one() };
    let more = ["2022-09 10000, 2022-10 10000", "", "", "0 settled, 1 not due"];
    assert_eq!(october(vec![one(), later]), more);
}

#[test]
fn what_is_owed_nothing_says_why() {
    let none = |product: &str| october(vec![Record { product: product.into(), ..one() }]);
    let nothing = ["2022-09 0, 2022-10 0", "", "no-entitlement", "0 no entitlement"];
    assert_eq!((none("FREE"), none("GIFT")), (nothing.map(str::to_owned), nothing.map(str::to_owned)));
    let last_day = Record { product: "GIFT".into(), ..record("C-1", "1", "2022-10-31", 100_000) };
    assert_eq!(october(vec![last_day]), ["2022-10 0", "", "no-entitlement", "0 no entitlement"]);
}

#[test]
fn a_fund_accrues_by_the_table_of_benefits() {
    let accrued = |benefit: &str, value: &str| -> [String; 4] {
        let setting = Setting {
            rates: paying(&[("*", "none,")]),
            components: vec![always("sub-agent,fund", "earned,daily,0.01,")],
            benefits: text_of::<Benefits>([always(benefit, value)]),
            ..Setting::default()
        };
        settled(&SmallRun::of(vec![one()], &setting, FactTexts::default().facts()).world(month("2022-09")), &item(&[0]))
    };
    assert_eq!(accrued("fund,*,*,*", "1.5"), ["2022-09 0, 2022-09 1500", "", "", "0 settled"], "1.5 % of 1000.00");
    let held = accrued("demo_licences,*,*,*", "5");
    assert_eq!(held, ["2022-09 0", "2022-09", "no-rate", "0 held"], "a fund without a row is held, never zero");
}

#[test]
fn months_before_the_first_are_settled_only_for_who_has_later_ones() {
    let run = run(vec![one()]);
    let mut world = run.world(month("2022-10"));
    world.first_month = month("2022-10");
    assert_eq!(settled(&world, &item(&[0]))[3], "0 settled");
    world.first_month = month("2022-11");
    let [targets, _, findings, places] = settled(&world, &item(&[0]));
    assert_eq!(targets, "2022-09 10000, 2022-10 10000", "they count for later ones");
    assert_eq!((findings.as_str(), places.as_str()), ("no-entitlement", "0 no entitlement"));
    world.priced_from = month("2022-10");
    assert_eq!(settled(&world, &item(&[0]))[0], "2022-10 10000");
}

#[test]
fn terms_that_end_before_the_first_priced_month_are_not_looked_at() {
    let run = run(vec![Record { renewal_months: Some(12), ..record("C-1", "1", "2021-09-01", 100_000) }]);
    let world = run.world(month("2022-10"));
    let history = item_history(&[0], world.records, world.deliveries);
    let numbers = |from: &str| -> Vec<u32> {
        let terms = resolved_terms(&world, &history, month(from)).unwrap();
        terms.iter().map(|(term, _)| term.number).collect()
    };
    assert_eq!((numbers("2022-08"), numbers("2022-09")), (vec![1, 2], vec![2]));
}

#[test]
fn a_first_amount_behind_the_start_holds_the_item() {
    let late = |from: &str| october(vec![Record { valid_from: Some(day(from)), ..one() }]);
    assert_eq!(late("2022-09-02"), ["", "all", "phase-missing", "0 held"]);
    assert_eq!(late("2022-09-01"), ["2022-09 10000, 2022-10 10000", "", "", "0 settled"]);
}

#[test]
fn rows_that_contradict_each_other_or_cannot_be_read_hold_the_item() {
    let other = Record { amount: 200_000, ..one() };
    let [targets, frozen, findings, places] = october(vec![one(), other]);
    assert_eq!([targets, frozen, findings, places], ["", "all", "doubled, doubled", "0 held, 1 held"]);
    let run = run(vec![one()]);
    let unreadable = ItemFacts { unreadable: true, ..item(&[0]) };
    assert_eq!(settled(&run.world(month("2022-10")), &unreadable), ["", "all", "", "0 held"]);
}

#[test]
fn a_contract_held_by_hand_posts_nothing_while_it_is_held() {
    let held = || FactTexts { holds: vec![("nuvias,C-1,*".into(), "2022-10-31".into(), "held".into())], ..FactTexts::default() };
    let run = run_with(vec![one()], held());
    assert_eq!(settled(&run.world(month("2022-10")), &item(&[0])), ["", "all", "held-by-hand", "0 held"]);
    assert_eq!(settled(&run.world(month("2022-09")), &item(&[0])), ["2022-09 10000", "", "", "0 settled"]);
}

#[test]
fn a_contract_that_vanished_is_held_from_the_month_behind_its_last_delivery() {
    let missing = |last_listed: &str, through: &str| {
        let run = run(vec![one()]);
        let rows = [0];
        let own = ItemFacts { last_listed: day(last_listed), missing_since: Some(day("2023-12-01")), ..item(&rows) };
        settled(&run.world(month(through)), &own)
    };
    assert_eq!(missing("2022-09-30", "2022-10"), ["2022-09 10000", "2022-10", "vanished", "0 held"]);
    let all = "2022-09 10000, 2022-10 10000";
    assert_eq!(missing("2022-10-01", "2022-10"), [all, "", "vanished-later", "0 settled"], "it goes on behind what is held");
    let [_, frozen, findings, _] = missing("2023-08-31", "2023-10");
    assert_eq!((frozen.as_str(), findings.as_str()), ("", ""), "it had ended by then");
    let [_, frozen, findings, _] = missing("2023-07-31", "2023-10");
    assert_eq!((frozen.as_str(), findings.as_str()), ("2023-08", "vanished"));
}

#[test]
fn rows_that_stay_out_say_why() {
    let said = |record: Record| {
        let run = run(vec![one(), record]);
        let mut out = ItemOutcome::default();
        settle_item(&run.world(month("2022-10")), &item(&[0, 1]), &mut out);
        out.findings.last().unwrap().message.clone()
    };
    assert_eq!(
        said(Record { amount: 200_000, ..one() }),
        "the delivery says something else about the same contract, line, term and day"
    );
    let run = run(vec![one()]);
    let own = ItemFacts { missing_since: Some(day("2022-12-01")), last_listed: day("2022-09-30"), ..item(&[0]) };
    let mut out = ItemOutcome::default();
    settle_item(&run.world(month("2022-12")), &own, &mut out);
    assert_eq!(
        out.findings[0].message,
        "missing from the full delivery of 2022-12-01, last listed on 2022-09-30; what is held would be 300.00 EUR"
    );
}

#[test]
fn a_term_without_an_agreement_is_held_from_its_start() {
    let nobody = Record { partner: number("zoom"), ..one() };
    assert_eq!(october(vec![nobody]), ["", "2022-09", "no-agreement", "0 held"]);
}

#[test]
fn shares_of_two_components_under_one_key_are_one_amount() {
    let chain = |component: &str| -> [RowText; 2] {
        [("1,partner", "percent_of_gross,60,"), ("2,distributor", "percent_of_gross,40,override")]
            .map(|(place, gives)| always(&format!("sub-agent,{component},*,*,{place}"), gives))
    };
    let splits = text_with::<Splits>(&["paid_as"], [chain("commission"), chain("bonus")].concat());
    let rates = paying(&[("*", "percent,10")]) + "bonus,sub-agent,*,*,*,*,*,2000-01-01,2000-01-01,percent,5,case table\n";
    let components = vec![always("sub-agent,bonus", "earned,daily,0.01,")];
    let setting = Setting { rates, components, tables: vec![(Splits::NAME, splits)], ..Setting::default() };
    let run = SmallRun::of(vec![one()], &setting, FactTexts::default().facts());
    let said: Vec<String> = run
        .targets(month("2022-10"))
        .iter()
        .map(|target| {
            let parts = target.worked.parts.len();
            format!(
                "{} {} {} {} of {} in {parts}",
                target.key.earned, target.key.payee, target.key.component, target.minor, target.worked.gross
            )
        })
        .collect();
    let of = |earned: &str| {
        [
            format!("{earned} tonwerk commission 6000 of 10000 in 1"),
            format!("{earned} nuvias override 6000 of 15000 in 2"),
            format!("{earned} tonwerk bonus 3000 of 5000 in 1"),
        ]
    };
    assert_eq!(said, [of("2022-09"), of("2022-10")].concat());
    let world = run.world(month("2022-09"));
    let history = item_history(&[0], world.records, world.deliveries);
    let listing = listing::<Workings>(&world, &item(&[0]), &history, Month::EARLIEST).unwrap();
    let (_, workings) = &listing.months[1];
    let shares = workings.0.iter().filter(|step| step.what.starts_with("share of nuvias as override"));
    assert_eq!(shares.map(|step| step.result.as_str()).collect::<Vec<_>>(), ["40.00", "20.00"], "both are explained");
}
