//! The reference itself by hand: cut months, days that govern, steps within a month, renewals, points, positions, entries.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{
    agreed::since,
    calendar::{day, month_named},
    lines::expected,
    rules::{ANY, Band, Basis, Component, Metric, Proration, Rate, RateKey, Rules, Shape, Terms, Window},
    story::{Cause, Phase},
    worked::{contract, number, percent, rules, sum, world},
};

fn rows(rows: &[(RateKey, NaiveDate, &str)]) -> Vec<Rate> {
    rows.iter().map(|(key, from, value)| Rate { key: *key, from: *from, shape: Shape::Percent(number(value)) }).collect()
}

#[test]
fn a_cut_contract_month_counts_by_days_whole_or_not_at_all() {
    let all = [Proration::Daily, Proration::Anniversary, Proration::Begun, Proration::Completed];
    // 100.00 a month from 15 September for three months.
    let gives = |cancelled: Option<NaiveDate>, period: &str, earned: &str| {
        all.map(|proration| {
            let mut own = contract(1, 10_000, day(2022, 9, 15), 3);
            own.items[0].cancelled = cancelled.map(|day| (day, Cause::Customer));
            if cancelled.is_none() {
                own.items[0].phases.push(Phase { from: day(2022, 10, 20), amount: 20_000, seats: 10 });
            }
            sum(&world(vec![Rules { proration, ..percent("100") }], vec![own]), period, earned).0
        })
    };
    let cut = Some(day(2022, 10, 25));
    assert_eq!(gives(cut, "2022-12", "2022-09"), [5_333, 10_000, 10_000, 10_000], "16 of 30 days, or the month begun in it");
    assert_eq!(gives(cut, "2022-12", "2022-10"), [7_742, 3_226, 10_000, 0], "24 of 31 days; 10 of 31; whole; nothing");
    assert_eq!(gives(cut, "2022-12", "2022-11"), [0; 4]);
    assert_eq!(gives(cut, "2022-09", "p"), [5_333, 10_000, 10_000, 10_000], "what is cancelled in October is not yet");
    // 200.00 from 20 October on: 5 days at 100.00 and 26 at 200.00 of the month from 15 October.
    let october = gives(None, "2022-12", "2022-10");
    assert_eq!(october, [13_871, 18_387, 10_000, 20_000], "19 and 12 of 31 days; 5 and 26; the first day's; the last day's");
    assert_eq!(gives(None, "2022-12", "2022-12"), [9_032, 0, 0, 0], "14 of 31 days; no contract month begins in December");
}

#[test]
fn the_last_day_of_the_period_cuts_cancellations() {
    let due = |cancelled, period| {
        let mut own = contract(1, 10_000, day(2022, 9, 15), 3);
        own.items[0].cancelled = Some((cancelled, Cause::Customer));
        sum(&world(vec![Rules { proration: Proration::Completed, ..percent("100") }], vec![own]), period, "2022-09").0
    };
    assert_eq!(due(day(2022, 10, 1), "2022-09"), 0, "30 September is the last day in force, and in the period");
    assert_eq!(due(day(2022, 10, 2), "2022-09"), 10_000);
    assert_eq!(due(day(2022, 10, 2), "2022-10"), 0);
    assert_eq!(due(day(2022, 10, 15), "2022-10"), 10_000, "one contract month is complete");
}

#[test]
fn a_day_governs_and_the_best_of_them() {
    let table = [(ANY, since(), "10"), (ANY, day(2022, 2, 1), "5"), (ANY, day(2022, 4, 1), "20"), (ANY, day(2022, 5, 1), "1")];
    let by = |basis| {
        let made =
            world(vec![Rules { basis, rates: rows(&table), ..percent("0") }], vec![contract(1, 10_000, day(2022, 1, 1), 24)]);
        ["2022-01", "2022-02", "2022-04", "2022-05", "2023-01"].map(|earned| sum(&made, "2023-12", earned).0)
    };
    assert_eq!(by(Basis::StartsOn), [1_000; 5]);
    assert_eq!(by(Basis::Earned), [1_000, 500, 2_000, 100, 100]);
    assert_eq!(by(Basis::LastAnniversary), [1_000, 1_000, 1_000, 1_000, 100]);
    assert_eq!(by(Basis::BestOf), [1_000, 1_000, 2_000, 1_000, 1_000]);
}

#[test]
fn a_step_falls_on_its_day_and_renewals_have_rates_of_their_own() {
    let own = |months, terms, percent| (RateKey { terms, months, ..ANY }, since(), percent);
    let steps = [own(Some((1, Some(1))), Terms::Any, "10"), own(Some((2, None)), Terms::Any, "20")];
    let made = |table: &[_], months, renewal| {
        let mut made = contract(1, 10_000, day(2022, 1, 15), months);
        made.items[0].renewal = renewal;
        world(vec![Rules { rates: rows(table), ..percent("0") }], vec![made])
    };
    let cut = made(&steps, 12, 0);
    assert_eq!(sum(&cut, "2022-12", "2022-01").0, 548, "17 of 31 days: 54.84 at 10 %");
    assert_eq!(sum(&cut, "2022-12", "2022-02").0, 1_500, "50.00 at 10 % and 50.00 at 20 %");
    assert_eq!(sum(&cut, "2022-12", "2022-03").0, 2_000);
    let renewed = made(&[own(None, Terms::First, "10"), own(None, Terms::Later, "5")], 1, 1);
    let lines = expected(&renewed, month_named("2022-02"));
    let february: Vec<i128> = lines.iter().filter(|(line, _)| line.contains("2022-02")).map(|(_, amount)| *amount).collect();
    assert_eq!(february, [500, 250], "14 days of term 1 at 10 %, 14 days of term 2 at 5 %");
}

#[test]
fn points_are_capped_and_funds_accrue() {
    let points = |cap: &str| {
        let held = |competency| Rate {
            key: RateKey { competency: Some(competency), ..ANY },
            from: since(),
            shape: Shape::Points(Decimal::TWO),
        };
        let discount = Rules { component: Component::Discount, points_cap: Some(number(cap)), ..percent("12") };
        let discount = Rules { rates: discount.rates.into_iter().chain(["phone", "rooms"].map(held)).collect(), ..discount };
        let fund = Rules { component: Component::Fund, ..percent("0") };
        let mut made = world(vec![discount, fund], vec![contract(1, 100_000, day(2022, 1, 1), 1)]);
        made.partners[0].competencies = vec![("phone", since(), None), ("rooms", day(2022, 1, 1), Some(day(2022, 1, 2)))];
        made.benefits = rows(&[(ANY, since(), "1"), (RateKey { competency: Some("rooms"), ..ANY }, since(), "1.5")]);
        (sum(&made, "2022-01", "discount").0, sum(&made, "2022-01", "fund").0)
    };
    assert_eq!(points("8"), (16_000, 1_500), "reference §6 rule 2: 12 % and 2 points for each of two competencies");
    assert_eq!(points("3"), (15_000, 1_500));
}

#[test]
fn months_before_the_first_are_posted_against_positions_only() {
    let mut made = world(vec![percent("10")], vec![contract(1, 10_000, day(2022, 1, 1), 12)]);
    made.first_month = month_named("2022-04");
    let line = |month: &str| format!("monthly/C01/10/1/commission/{month}/p/EUR");
    made.positions = [(line("2022-01"), 400), (line("2022-02"), 1_000), (line("2021-12"), 50)].into();
    let lines = expected(&made, month_named("2022-04"));
    let posted: Vec<(String, i128)> = lines.into_iter().collect();
    assert_eq!(posted, [(line("2021-12"), -50), (line("2022-01"), 600), (line("2022-04"), 1_000)]);
}

#[test]
fn a_band_is_entered_once_and_seats_count_once_and_more_when_more() {
    let band = |metric, graduated, per_unit, window| Band {
        name: "b".to_owned(),
        metric,
        all_distributors: false,
        window,
        graduated,
        per_unit,
        rows: vec![(number("0"), number("1"), Some(number("5"))), (number("15"), number("2"), Some(number("7")))],
    };
    let gives = |band| {
        let mut own = contract(1, 10_000, day(2022, 1, 1), 4);
        own.items[0].phases.push(Phase { from: day(2022, 3, 31), amount: 10_000, seats: 22 });
        let made = world(vec![Rules { bands: vec![band], ..rules(&[Shape::Band(0)]) }], vec![own]);
        ["2022-01", "2022-02", "2022-03", "2022-04"].map(|earned| sum(&made, "2022-12", earned).0)
    };
    let seats = |graduated, window| gives(band(Metric::Seats, graduated, true, window));
    // 10 seats in January, 12 more on the last day of March.
    assert_eq!(seats(true, Window::Year), [1_500, 0, 5 * 100 + 7 * 200 + 700, 0], "10 and 5 in the first, 7 in the second");
    assert_eq!(seats(false, Window::Year), [2_000, 0, 12 * 200 + 700, 0], "all 22 at 2.00; entered in March");
    assert_eq!(seats(false, Window::YearToDate), [1_500, 0, 12 * 200 + 700, 0], "January stays");
    assert_eq!(seats(false, Window::Month), [1_500, 1_500, 5_100, 5_100], "10, 10, 22 and 22 seats a month");
    let volume = gives(band(Metric::Volume, false, false, Window::Quarter));
    assert_eq!(volume, [900, 200, 200, 900], "100.00 at 2 % a month, entered in the first of each quarter");
}
