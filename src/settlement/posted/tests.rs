//! What the settlement equation posts, key by key.

use super::{super::cases, *};
use crate::{basics::Component, settlement::Cause};
use cases::{
    fact_texts::FactTexts,
    small_run::{SmallRun, euro, month, paying, record},
    small_world::{Setting, always},
};

/// One contract from September 2022: 125.00 EUR each month.
fn run() -> SmallRun {
    run_with(FactTexts::default())
}

fn run_with(facts: FactTexts) -> SmallRun {
    let setting = Setting { rates: paying(&[("*", "percent,12.5")]), ..Setting::default() };
    SmallRun::of(vec![record("C-1", "1", "2022-09-01", 100_000)], &setting, facts.facts())
}

fn key<'a>(run: &'a SmallRun, contract: &'a str, earned: &str) -> Key<'a> {
    Key {
        distributor: run.party("nuvias"),
        contract,
        item: "1",
        term: 1,
        component: Component::Commission,
        earned: month(earned),
        payee: run.party("tonwerk"),
        currency: euro(),
    }
}

/// Positions of these keys.
fn positions(posted: &[(Key, i64)]) -> Positions {
    Positions::of(posted.iter().map(|(key, minor)| position(key, *minor)).collect())
}

fn position(key: &Key, minor: i64) -> Position {
    Position {
        distributor: key.distributor.number,
        contract: key.contract.into(),
        item: key.item.into(),
        term: key.term,
        component: key.component,
        payee: key.payee.number,
        currency: key.currency,
        from: key.earned,
        months: 1,
        minor,
        first_settled: None,
    }
}

/// What is posted of the targets of October 2022.
fn october<'a>(
    run: &'a SmallRun,
    targets: Vec<Target<'a>>,
    before: &'a Positions,
    frozen: &[Frozen<'a>],
    first: &str,
) -> Vec<Line<'a>> {
    let posting = Posting {
        first_month: month(first),
        period: month("2022-10"),
        parties: run.world(month("2022-10")).parties,
        settled_before: &[],
    };
    difference(targets, before, frozen, posting)
}

/// Lines in short: contract, earned month, kind, target − posted = amount.
fn said(lines: &[Line]) -> Vec<String> {
    let line = |line: &Line| {
        let Line { key, kind, target, posted, minor, worked, .. } = line;
        assert_eq!(worked.is_some(), *target != 0, "what is due rests on something");
        format!("{} {} {} {target} - {posted} = {minor}", key.contract, key.earned, kind.as_str())
    };
    lines.iter().map(line).collect()
}

/// The lines of October 2022, the second month of the contract, where the first month is September.
fn lines(run: &SmallRun, posted: &[(&'static str, &str, i64)], frozen: &[Frozen]) -> Vec<String> {
    lines_from(run, posted, frozen, "2022-09")
}

fn lines_from(run: &SmallRun, posted: &[(&'static str, &str, i64)], frozen: &[Frozen], first: &str) -> Vec<String> {
    let posted: Vec<_> = posted.iter().map(|(contract, earned, minor)| (key(run, contract, earned), *minor)).collect();
    said(&october(run, run.targets(month("2022-10")), &positions(&posted), frozen, first))
}

#[test]
fn what_was_never_posted_is_posted_whole() {
    let all = ["C-1 2022-09 adjustment 12500 - 0 = 12500", "C-1 2022-10 regular 12500 - 0 = 12500"];
    assert_eq!(lines(&run(), &[], &[]), all);
    assert_eq!(lines(&run(), &[("C-1", "2022-09", 12_500)], &[]), all[1..]);
    assert_eq!(lines(&run(), &[("C-1", "2022-10", 12_500)], &[]), all[..1]);
}

#[test]
fn nothing_new_posts_nothing() {
    assert_eq!(lines(&run(), &[("C-1", "2022-09", 12_500), ("C-1", "2022-10", 12_500)], &[]), [""; 0]);
}

#[test]
fn a_line_is_the_target_less_what_was_posted() {
    let posted = [("C-1", "2022-09", 10_000), ("C-1", "2022-10", 12_501)];
    let all = ["C-1 2022-09 adjustment 12500 - 10000 = 2500", "C-1 2022-10 regular 12500 - 12501 = -1"];
    assert_eq!(lines(&run(), &posted, &[]), all);
    assert_eq!(
        lines(&run(), &[("C-1", "2022-09", -500), ("C-1", "2022-10", 12_500)], &[]),
        ["C-1 2022-09 adjustment 12500 - -500 = 13000"]
    );
}

#[test]
fn a_posted_key_without_entitlement_is_taken_back() {
    let posted = [("C-2", "2022-09", 700), ("C-2", "2022-10", -300), ("C-3", "2022-10", 0)];
    let taken_back = ["C-2 2022-09 adjustment 0 - 700 = -700", "C-2 2022-10 regular 0 - -300 = 300"];
    assert_eq!(lines(&run(), &posted, &[])[2..], taken_back);
}

#[test]
fn a_change_of_payee_is_one_key_falling_and_another_rising() {
    let run = run();
    let old = Key { payee: run.party("fjordvik"), ..key(&run, "C-1", "2022-10") };
    let before = positions(&[(key(&run, "C-1", "2022-09"), 12_500), (old, 12_500)]);
    let lines = october(&run, run.targets(month("2022-10")), &before, &[], "2022-09");
    let own: Vec<(&str, i64)> = lines.iter().map(|line| (line.key.payee.id.as_str(), line.minor)).collect();
    assert_eq!(own, [("fjordvik", -12_500), ("tonwerk", 12_500)]);
}

#[test]
fn a_frozen_item_posts_nothing_from_its_month_on() {
    let run = run();
    let posted = [("C-2", "2022-09", 700), ("C-2", "2022-10", 300)];
    let back = ["C-2 2022-09 adjustment 0 - 700 = -700", "C-2 2022-10 regular 0 - 300 = -300"];
    let frozen = |distributor, contract, item, from| {
        let own = Frozen { distributor: run.party(distributor), contract, item, from: month(from) };
        lines(&run, &posted, &[own])[2..].to_vec()
    };
    assert_eq!(frozen("nuvias", "C-2", "1", "2022-08"), back[2..]);
    assert_eq!(frozen("nuvias", "C-2", "1", "2022-09"), back[2..]);
    assert_eq!(frozen("nuvias", "C-2", "1", "2022-10"), back[..1]);
    assert_eq!(frozen("nuvias", "C-2", "1", "2022-11"), back);
    assert_eq!(frozen("nuvias", "C-2", "2", "2022-09"), back, "another item");
    assert_eq!(frozen("nuvias", "C-3", "1", "2022-09"), back, "another contract");
    assert_eq!(frozen("zoom", "C-2", "1", "2022-09"), back, "another distributor");
}

#[test]
fn a_month_before_the_first_is_posted_only_where_it_has_a_position() {
    let october = "C-1 2022-10 regular 12500 - 0 = 12500";
    assert_eq!(lines_from(&run(), &[], &[], "2022-10"), [october]);
    assert_eq!(lines_from(&run(), &[("C-2", "2022-10", 0)], &[], "2022-10"), [october]);
    assert_eq!(lines_from(&run(), &[("C-1", "2022-09", 12_500)], &[], "2022-10"), [october]);
    let position = [("C-1", "2022-09", 12_000)];
    assert_eq!(lines_from(&run(), &position, &[], "2022-10"), ["C-1 2022-09 adjustment 12500 - 12000 = 500", october]);
    let nothing_due = [("C-2", "2022-08", 100)];
    assert_eq!(lines_from(&run(), &nothing_due, &[], "2022-10"), [october, "C-2 2022-08 adjustment 0 - 100 = -100"]);
    assert_eq!(lines_from(&run(), &[], &[], "2022-11"), [""; 0]);
}

#[test]
fn lines_are_in_the_order_of_their_keys() {
    let run = run();
    let posted = [("C-0", "2022-10", 1), ("C-1", "2022-08", 1), ("C-2", "2022-10", 1)];
    let order = |reversed: bool| -> Vec<String> {
        let mut targets = run.targets(month("2022-10"));
        if reversed {
            targets.reverse();
        }
        let posted: Vec<_> = posted.iter().map(|(contract, earned, minor)| (key(&run, contract, earned), *minor)).collect();
        let before = positions(&posted);
        let lines = october(&run, targets, &before, &[], "2022-09");
        lines.iter().map(|line| format!("{} {}", line.key.contract, line.key.earned)).collect()
    };
    let keys = ["C-0 2022-10", "C-1 2022-08", "C-1 2022-09", "C-1 2022-10", "C-2 2022-10"];
    assert_eq!((order(false), order(true)), (keys.map(str::to_owned).to_vec(), keys.map(str::to_owned).to_vec()));
}

#[test]
fn an_adjustment_whose_cause_nobody_looked_for_is_late_or_differs_from_the_opening() {
    let run = run();
    let causes = |posted: &[(&'static str, &str, i64)]| -> Vec<Option<Cause>> {
        let posted: Vec<_> = posted.iter().map(|(contract, earned, minor)| (key(&run, contract, earned), *minor)).collect();
        let before = positions(&posted);
        october(&run, run.targets(month("2022-10")), &before, &[], "2022-09").iter().map(Line::cause).collect()
    };
    assert_eq!(causes(&[]), [Some(Cause::Late), None], "what is regular needs no cause");
    assert_eq!(causes(&[("C-1", "2022-09", 100)]), [Some(Cause::Opening), None]);
}

#[test]
fn each_item_is_settled_against_its_own_positions() {
    let records = ["C-1", "C-3", "C-5"].map(|contract| record(contract, "1", "2022-09-01", 100_000));
    let setting = Setting { rates: paying(&[("*", "percent,12.5")]), ..Setting::default() };
    let run = SmallRun::of(records.to_vec(), &setting, FactTexts::default().facts());
    let of_all = |contracts: &[&'static str]| -> Positions {
        let months = |contract: &&'static str| ["2022-09", "2022-10"].map(|earned| (key(&run, contract, earned), 12_500));
        positions(&contracts.iter().flat_map(months).collect::<Vec<_>>())
    };
    let frozen = |contracts: &[&'static str]| -> Vec<Frozen> {
        let own =
            |contract: &&'static str| Frozen { distributor: run.party("nuvias"), contract, item: "1", from: month("2022-09") };
        contracts.iter().map(own).collect()
    };
    let lines = |reversed: bool, before: &[&'static str], held: &[&'static str]| {
        let mut targets = run.targets(month("2022-10"));
        if reversed {
            targets.reverse();
        }
        said(&october(&run, targets, &of_all(before), &frozen(held), "2022-09"))
    };
    for reversed in [false, true] {
        assert_eq!(lines(reversed, &["C-1", "C-3", "C-5"], &[]), [""; 0]);
        let back = ["C-0 2022-09 adjustment 0 - 12500 = -12500", "C-0 2022-10 regular 0 - 12500 = -12500"];
        assert_eq!(lines(reversed, &["C-0", "C-1", "C-2", "C-3", "C-4", "C-5"], &["C-2", "C-4"]), back);
        let rise = ["C-5 2022-09 adjustment 12500 - 0 = 12500", "C-5 2022-10 regular 12500 - 0 = 12500"];
        assert_eq!(lines(reversed, &["C-0", "C-1", "C-3"], &["C-0", "C-4"]), rise);
    }
}

#[test]
fn what_was_posted_of_items_that_rest_stands_before_the_period() {
    let run = run();
    let posted: Vec<_> = ["C-2", "C-3", "C-4", "C-5"]
        .iter()
        .flat_map(|contract| ["2022-09", "2022-10"].map(|earned| key(&run, contract, earned)))
        .collect();
    let before = positions(&posted.into_iter().map(|key| (key, 700)).collect::<Vec<_>>());
    let world = run.world(month("2022-10"));
    let fallen = |resting: &[&'static str]| {
        let settled_before: Vec<_> = resting.iter().map(|contract| (run.party("nuvias").number, *contract, "1")).collect();
        let posting = Posting {
            first_month: month("2022-09"),
            period: month("2022-10"),
            parties: world.parties,
            settled_before: &settled_before,
        };
        let lines = difference(Vec::new(), &before, &[], posting);
        lines.iter().map(|line| format!("{} {}", line.key.contract, line.key.earned)).collect::<Vec<_>>()
    };
    let both = |contract| [format!("{contract} 2022-09"), format!("{contract} 2022-10")];
    let period = |contract| vec![format!("{contract} 2022-10")];
    let all: Vec<String> = ["C-2", "C-3", "C-4", "C-5"].into_iter().flat_map(both).collect();
    assert_eq!(fallen(&[]), all);
    assert_eq!(fallen(&["C-1", "C-6"]), all, "others rest");
    let two = [both("C-2").to_vec(), period("C-3"), both("C-4").to_vec(), period("C-5")].concat();
    assert_eq!(fallen(&["C-1", "C-3", "C-5"]), two, "of those that rest the period alone falls");
}

#[test]
fn positions_of_the_opening_are_what_was_posted() {
    let opening = vec![
        always("position,tonwerk,nuvias,EUR,C-1,1,1,commission,2022-08", "120.00"),
        always("position,fjordvik,nuvias,EUR,C-2,1,2,override,2022-07", "-3.50"),
        always("balance,tonwerk,nuvias,EUR,,,,,", "77.00"),
    ];
    let run = run_with(FactTexts { opening, ..FactTexts::default() });
    let world = run.world(month("2022-10"));
    let before = Positions::of_opening(world.grounds.facts, world.parties);
    let other = Key { payee: run.party("fjordvik"), term: 2, component: Component::Override, ..key(&run, "C-2", "2022-07") };
    assert_eq!(before, positions(&[(key(&run, "C-1", "2022-08"), 12_000), (other, -350)]));
}
