//! The reference itself against numbers worked out by others and by hand: published plans and the design's own examples.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{
    agreed::since,
    calendar::{day, month_named, months_later},
    features::Features,
    lines::expected,
    rules::{
        ANY, Band, Basis, Clawback, Component, Each, Fixed, Formula, Limit, Method, Metric, PaidIn, Plan, Precision, Proration,
        Rate, RateDay, RateKey, Rules, Scope, Shape, Split, Window,
    },
    story::{Cause, Contract, ExchangeRate, Invoice, Item, Partner, Per, Phase},
    world::World,
};

pub fn number(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// Commission with these shapes, each under its own key; daily, by the term's start, to the cent.
pub fn rules(shapes: &[Shape]) -> Rules {
    let keys = [ANY, RateKey { product: Some("PA"), ..ANY }, RateKey { months: Some((1, None)), ..ANY }];
    let rates = shapes.iter().zip(keys).map(|(shape, key)| Rate { key, from: since(), shape: shape.clone() });
    Rules {
        component: Component::Commission,
        basis: Basis::StartsOn,
        proration: Proration::Daily,
        step: number("0.01"),
        points_cap: None,
        paid_in: PaidIn::Contract,
        rate_day: None,
        customer_paid: false,
        runs_on: None,
        rates: rates.collect(),
        bands: Vec::new(),
        limits: Vec::new(),
        splits: Vec::new(),
        clawbacks: Vec::new(),
    }
}

pub fn percent(text: &str) -> Rules {
    rules(&[Shape::Percent(number(text))])
}

/// A contract of one item: so much per month from a day on, for so many months.
pub fn contract(at: usize, amount: i128, start: NaiveDate, months: u32) -> Contract {
    let item = Item {
        id: "10",
        product: "PA",
        signed: None,
        start,
        end: months_later(start, months),
        months: Some(months),
        renewal: 0,
        phases: vec![Phase { from: start, amount, seats: 10 }],
        cancelled: None,
        invoices: Vec::new(),
    };
    Contract { number: format!("C{at:02}"), per: Per::Month, referral: true, currency: "EUR", items: vec![item] }
}

pub fn world(components: Vec<Rules>, contracts: Vec<Contract>) -> World {
    let partner = Partner {
        id: "p".to_owned(),
        elections: Vec::new(),
        competencies: Vec::new(),
        referral: vec![(since(), Plan { name: "a".to_owned(), components })],
        resale: Plan { name: "r".to_owned(), components: Vec::new() },
        currency: "EUR",
        contracts,
    };
    World {
        features: Features::named(""),
        first_month: month_named("2022-01"),
        partners: vec![partner],
        exchange_rates: Vec::new(),
        benefits: Vec::new(),
        positions: BTreeMap::new(),
    }
}

/// The sum of a period's lines that hold a word, and how many they are.
pub fn sum(world: &World, period: &str, word: &str) -> (i128, usize) {
    let lines = expected(world, month_named(period));
    let own = lines.iter().filter(|(line, _)| line.split('/').any(|part| part == word));
    own.fold((0, 0), |(sum, many), (_, amount)| (sum + amount, many + 1))
}

#[test]
fn monthly_and_one_off_amounts_are_as_published() {
    let (start, middle) = (day(2022, 1, 1), day(2022, 9, 15));
    let of = |shapes: &[Shape], amount, start, months| world(vec![rules(shapes)], vec![contract(1, amount, start, months)]);
    let zoom = of(&[Shape::Percent(number("10"))], 125_000, middle, 36);
    assert_eq!(sum(&zoom, "2022-09", "2022-09"), (6_667, 1), "reference §6 rule 1: 666.67 at 10 %");
    assert_eq!(sum(&zoom, "2025-12", "p"), (450_000, 37), "reference §6 rule 1: 4,500.00 in 36 months");
    let monthly = of(&[Shape::Percent(number("7"))], 20_000, start, 12);
    assert_eq!(sum(&monthly, "2022-01", "p"), (1_400, 1), "Ingram: 14.00 a month");
    let once = of(&[Shape::Multiple(number("0.84"))], 20_000, start, 12);
    assert_eq!(sum(&once, "2022-12", "p"), (16_800, 1), "Ingram: 168.00 once");
    let residual = of(&[Shape::Percent(number("3")), Shape::Multiple(number("2"))], 50_000, start, 24);
    assert_eq!(sum(&residual, "2023-12", "p"), (136_000, 24), "8x8: 1,000.00 and 24 × 15.00");
    let quarter = of(&[Shape::PercentOfTerm(number("25"))], 10_000, start, 3);
    assert_eq!(sum(&quarter, "2022-01", "p"), (7_500, 1), "fc-hosting: 25 % of the first term");
    let tenure = of(&[Shape::Tenure(vec![(number("30"), Some(36)), (number("20"), None)])], 83_333, start, 48);
    assert_eq!(sum(&tenure, "2024-12", "2024-12").0, 25_000, "Google: 30 % in month 36");
    assert_eq!(sum(&tenure, "2025-01", "2025-01").0, 16_667, "and 20 % in month 37");
}

#[test]
fn an_uplift_takes_the_rounded_commission() {
    let gives = |cents, uplift| {
        let fixed = Shape::Fixed(Fixed { cents, per_seat: false, per_month: false });
        let own = Rules { component: Component::Uplift, step: number("0.10"), ..rules(&[Shape::Uplift(number(uplift))]) };
        let made = world(vec![rules(&[fixed]), own], vec![contract(1, 1_000, day(2022, 1, 1), 12)]);
        sum(&made, "2022-01", "uplift").0
    };
    let published = [11_000, 7_600, 7_800, 4_600].map(|cents| gives(cents, "20.19"));
    assert_eq!(published, [2_220, 1_530, 1_570, 930], "Telekom Profis 2019");
}

#[test]
fn a_twentieth_contract_re_rates_the_year() {
    let row = |from: i64, value: i64| (Decimal::from(from), Decimal::from(value), None);
    let band = Band {
        name: "fasb".to_owned(),
        metric: Metric::Contracts,
        all_distributors: false,
        window: Window::Year,
        graduated: false,
        per_unit: false,
        rows: vec![row(0, 0), row(10, 2), row(20, 5)],
    };
    let contracts = (0..20).map(|at| {
        let month = if at == 19 { 6 } else { 1 + u32::try_from(at).unwrap() % 5 };
        contract(at, 100_000, day(2022, month, 1), 1)
    });
    let of = |band: Band| {
        let own = Rules { bands: vec![band], ..rules(&[Shape::Band(0)]) };
        world(vec![own], contracts.clone().collect())
    };
    let year = of(band.clone());
    assert_eq!(sum(&year, "2022-05", "p").0, 38_000, "FASB: 19 × 1,000.00 at 2 %");
    assert_eq!(sum(&year, "2022-06", "p").0, 100_000, "FASB: 620.00 more with the twentieth");
    let to_date = of(Band { window: Window::YearToDate, ..band.clone() });
    // Four contracts in each month to April, three in May: 4, 8, 12, 16, 19 and 20.
    assert_eq!(sum(&to_date, "2022-06", "p").0, 2 * 11 * 1_000 + 5_000, "earlier months stay: 2 % of March to May, 5 % of June");
    let graduated = Band { metric: Metric::Volume, graduated: true, rows: vec![row(0, 1), row(10_000, 2)], ..band };
    assert_eq!(sum(&of(graduated), "2022-12", "p").0, 10_000 + 20_000, "1 % of 10,000.00 and 2 % of 10,000.00");
}

#[test]
fn what_is_kept_counts_served_time() {
    use Precision::{Day, MonthBegun, MonthCompleted};
    let gives = |method, window, precision, cancelled: NaiveDate| {
        let steps = vec![(number("0"), Some(3)), (number("50"), Some(6)), (number("80"), None)];
        let causes = vec![Cause::Customer];
        let row = Clawback { from: since(), method, window, precision, causes, steps };
        let own = Rules { clawbacks: vec![row], ..rules(&[Shape::Multiple(number("12"))]) };
        let mut made = contract(1, 10_000, day(2022, 1, 1), 24);
        made.items[0].cancelled = Some((cancelled, Cause::Customer));
        sum(&world(vec![own], vec![made]), "2023-12", "p").0
    };
    let (year, half) = (Some(12), day(2022, 7, 1));
    assert_eq!(gives(Method::ProRata, year, MonthCompleted, half), 60_000, "field §6 G: 50 % after 6 of 12 months");
    let later = day(2022, 4, 11);
    assert_eq!(gives(Method::ProRata, year, MonthBegun, later), 40_000, "3 months 10 days: begun 4");
    assert_eq!(gives(Method::ProRata, year, MonthCompleted, later), 30_000, "completed 3");
    assert_eq!(gives(Method::ProRata, year, Day, later), 32_877, "100 of 365 days of 1,200.00");
    assert_eq!(gives(Method::ProRata, None, Day, day(2023, 1, 1)), 60_000, "365 of 730 days");
    assert_eq!(gives(Method::Stepped, year, Day, day(2022, 4, 1)), 0, "a step's limit belongs to the earlier step");
    assert_eq!(gives(Method::Stepped, year, Day, day(2022, 4, 2)), 60_000);
    assert_eq!(gives(Method::Stepped, year, MonthBegun, day(2023, 1, 1)), 96_000, "12 of 12 months: the open step");
    assert_eq!(gives(Method::Stepped, year, MonthBegun, day(2023, 1, 2)), 120_000, "after the window all is kept");
    assert_eq!(gives(Method::Full, year, Day, day(2023, 1, 1)), 0, "up to and including the window");
    assert_eq!(gives(Method::Full, year, Day, day(2023, 1, 2)), 120_000);
}

#[test]
fn shares_conversions_limits_and_payments() {
    let one = |own: Rules, amount, months| world(vec![own], vec![contract(1, amount, day(2022, 1, 1), months)]);
    let split = |position, payee: &str, formula, percent| Split {
        distributor: None,
        contract: None,
        position,
        payee: payee.to_owned(),
        from: since(),
        formula,
        percent: number(percent),
        paid_as: None,
    };
    let of_gross = vec![split(1, "partner", Formula::OfGross, "60"), split(2, "x", Formula::OfGross, "40")];
    let microsoft = one(Rules { splits: of_gross, ..percent("4") }, 1_234_567, 1);
    assert_eq!((sum(&microsoft, "2022-01", "p").0, sum(&microsoft, "2022-01", "x").0), (29_630, 19_753), "reference §6");
    let upper = |formula, percent_above| {
        let splits = vec![split(1, "partner", Formula::OfGross, "60"), split(2, "x", formula, percent_above)];
        sum(&one(Rules { splits, ..percent("10") }, 100_000, 1), "2022-01", "x").0
    };
    let three = [(Formula::OfAgent, "50"), (Formula::OfRest, "80"), (Formula::Differential, "80")];
    assert_eq!(three.map(|(of, own)| upper(of, own)), [3_000, 3_200, 2_000], "50 % of 60.00; 80 % of 40.00; 80.00 less 60.00");

    let euro = |currency, rate: &str, on, fixed| {
        let own = Rules { paid_in: PaidIn::Book("EUR"), rate_day: Some(RateDay::MonthFirst), ..percent("100") };
        let mut made = one(own, 100_000, 1);
        made.partners[0].contracts[0].currency = currency;
        made.exchange_rates = vec![ExchangeRate { currency, on, rate: number(rate), fixed }];
        sum(&made, "2022-01", "p").0
    };
    let week = day(2021, 12, 25);
    assert_eq!(euro("USD", "1.1172", week, false), 89_509, "reference §3.5");
    assert_eq!(euro("GBP", "0.8338", week, false), 119_933);
    assert_eq!(euro("BGN", "7.53450", day(2020, 1, 1), true), 13_272, "a fixed rate is never stale");

    let limit = |floor, each, amount| Limit { floor, scope: Scope::Contract, each, currency: "EUR", amount };
    let seats = Shape::Fixed(Fixed { cents: 2_300, per_seat: true, per_month: true });
    let google = one(Rules { limits: vec![limit(false, Each::Term, 50_000)], ..rules(&[seats]) }, 1, 3);
    assert_eq!(sum(&google, "2022-12", "p"), (50_000, 3), "230.00, 230.00 and the last 40.00 of a cap");
    let least = one(Rules { limits: vec![limit(true, Each::Month, 3_000)], ..percent("10") }, 10_000, 2);
    assert_eq!(sum(&least, "2022-12", "p"), (6_000, 2), "30.00 at least for each month in force");

    let mut paid = one(Rules { customer_paid: true, ..percent("10") }, 10_000, 3);
    let months = (month_named("2022-01"), month_named("2022-03"));
    let invoice = |on, paid| Invoice { number: "R".to_owned(), on, first: months.0, last: months.1, invoiced: 30_000, paid };
    paid.partners[0].contracts[0].items[0].invoices =
        vec![invoice(day(2022, 1, 5), 0), invoice(day(2022, 2, 5), 10_000), invoice(day(2022, 5, 31), 40_000)];
    let due = ["2022-01", "2022-03", "2022-04", "2022-05"].map(|period| sum(&paid, period, "p").0);
    assert_eq!(due, [0, 999, 999, 3_000], "a third of three times 10.00, then all and no more");
}
