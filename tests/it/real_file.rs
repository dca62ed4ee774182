//! The real file: 1,500 policies that nobody here wrote.
//!
//! Every amount is recomputed here from the file itself, with integers only. Where the file is absent the tests say
//! `NOT RUN` and pass: it is not part of the project (see `fixtures/written-policies/README.md`).

use std::{
    collections::BTreeMap,
    env, fs,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::LazyLock,
};

use chrono::{Datelike, Months, NaiveDate};
use serde::Deserialize;

use crate::sandbox::Sandbox;

/// The policy whose stated term and dates disagree.
const HELD: &str = "8514317";
/// The sum of all premiums, in cents.
const DELIVERED: i64 = 20_406_505_000;
/// The premium of the policy that is held, in cents.
const HELD_PREMIUM: i64 = 20_700_000;

/// A policy as the file tells it.
#[derive(Deserialize)]
struct Policy {
    #[serde(rename = "PolicyNumber")]
    number: String,
    #[serde(rename = "EffectiveDate")]
    from: String,
    #[serde(rename = "ExpirationDate")]
    until: String,
    #[serde(rename = "WrittenPremiumAmount")]
    premium: String,
    #[serde(rename = "AgentName")]
    agent: String,
}

impl Policy {
    /// Its first day, and the day after its last.
    fn term(&self) -> (NaiveDate, NaiveDate) {
        (self.from.parse().unwrap(), self.until.parse().unwrap())
    }

    fn is_held(&self) -> bool {
        self.number == HELD
    }
}

/// A row of `lines.csv`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Line {
    #[serde(rename = "line_id")]
    key: String,
    contract: String,
    sub_agent: String,
    earned_month: String,
    base: String,
    rate_total: String,
    amount: String,
}

/// A row of `controls.csv`.
#[derive(Deserialize)]
struct Control {
    #[serde(rename = "control")]
    name: String,
    of: String,
    count: String,
    base: String,
    amount: String,
}

/// A row of `findings.csv`.
#[derive(Deserialize)]
struct Finding {
    severity: String,
    code: String,
    subject: String,
    amount: String,
    currency: String,
}

/// The file and what came of it in one period.
struct Draft {
    policies: BTreeMap<String, Policy>,
    lines: Vec<Line>,
    controls: Vec<Control>,
    findings: Vec<Finding>,
    code: i32,
}

impl Draft {
    /// How many records ended in a place.
    fn records(&self, place: &str) -> usize {
        let row = self.controls.iter().find(|row| row.name == "records" && row.of == place);
        row.expect("controls.csv names each place").count.parse().unwrap()
    }

    /// What was delivered, in cents, by the place it ended in.
    fn delivered(&self) -> BTreeMap<&str, i64> {
        let rows = self.controls.iter().filter(|row| row.name == "delivered");
        rows.map(|row| (row.of.as_str(), cents(&row.amount))).collect()
    }

    /// Lines, bases and amounts as a control row sums them up.
    fn summed(&self, control: &str) -> (usize, i64, i64) {
        let rows: Vec<&Control> = self.controls.iter().filter(|row| row.name == control).collect();
        assert_eq!(rows.len(), 1, "one distributor, one component, one currency");
        (rows[0].count.parse().unwrap(), cents(&rows[0].base), cents(&rows[0].amount))
    }
}

/// Everything through December 2023, when the last policy has run out.
static ALL: LazyLock<Option<Draft>> = LazyLock::new(|| settle("2023-12"));

/// The draft of a period, or why there is none.
fn draft<'a>(draft: Option<&'a Draft>, test: &str) -> Option<&'a Draft> {
    if draft.is_none() {
        // Not `eprintln`, which the test harness keeps to itself when a test passes.
        let message = format!("NOT RUN: {test}: there is no written-policies.csv in {}\n", shared_data().display());
        io::stderr().write_all(message.as_bytes()).unwrap();
    }
    draft
}

fn shared_data() -> PathBuf {
    env::var_os("COURTAGE_SHARED_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"), PathBuf::from)
}

fn settle(period: &str) -> Option<Draft> {
    let file = fs::read(shared_data().join("written-policies.csv")).ok()?;
    let policies = rows::<Policy>(&file).into_iter().map(|policy| (policy.number.clone(), policy)).collect();
    let sandbox = Sandbox::of("written-policies");
    sandbox.write("feeds/insurer/2023-06-02.csv", file);
    let output = sandbox.run(&["settle", period]);
    assert_eq!(output.stderr, "");
    let read = |name: &str| sandbox.bytes(&format!("drafts/{period}/{name}"));
    Some(Draft {
        policies,
        lines: rows(&read("lines.csv")),
        controls: rows(&read("controls.csv")),
        findings: rows(&read("findings.csv")),
        code: output.code,
    })
}

fn rows<T: for<'d> Deserialize<'d>>(bytes: &[u8]) -> Vec<T> {
    csv::Reader::from_reader(bytes).deserialize().collect::<Result<_, _>>().unwrap()
}

/// Dollars and cents as cents.
fn cents(text: &str) -> i64 {
    let (dollars, cents) = text.split_once('.').unwrap_or_else(|| panic!("{text} has cents"));
    assert!(cents.len() == 2 && !dollars.starts_with('-'), "{text} is a plain amount");
    dollars.parse::<i64>().unwrap() * 100 + cents.parse::<i64>().unwrap()
}

/// `numerator / denominator` to the nearest whole, half away from zero; both are positive.
fn nearest(numerator: i128, denominator: i128) -> i64 {
    i64::try_from((2 * numerator + denominator) / (2 * denominator)).unwrap()
}

/// What of a premium falls into each calendar month: by covered days / days of the month, rounded cumulatively.
fn spread(policy: &Policy) -> Vec<(String, i64)> {
    const UNIT: i128 = 28 * 29 * 30 * 31;
    let mut weights: Vec<(String, i128)> = Vec::new();
    let (mut day, until) = policy.term();
    while day < until {
        let next = day.with_day(1).unwrap() + Months::new(1);
        let days_of_month = (next - day.with_day(1).unwrap()).num_days();
        let covered = (next.min(until) - day).num_days();
        weights.push((day.format("%Y-%m").to_string(), i128::from(covered) * (UNIT / i128::from(days_of_month))));
        day = next.min(until);
    }
    let whole: i128 = weights.iter().map(|(_, weight)| weight).sum();
    let premium = i128::from(cents(&policy.premium));
    let (mut elapsed, mut before) = (0, 0);
    let share = |(month, weight)| {
        elapsed += weight;
        let due = nearest(premium * elapsed, whole);
        let own = due - before;
        before = due;
        (month, own)
    };
    weights.into_iter().map(share).collect()
}

#[test]
fn every_policy_of_the_real_file_is_settled_or_held_to_the_cent() {
    let Some(draft) = draft(ALL.as_ref(), "every_policy_of_the_real_file_is_settled_or_held_to_the_cent") else { return };
    assert_eq!(draft.code, 3, "a draft with a row held");
    assert_eq!(draft.policies.values().map(|policy| cents(&policy.premium)).sum::<i64>(), DELIVERED);
    assert_eq!((draft.records("read"), draft.records("settled"), draft.records("held")), (1500, 1499, 1));
    for nowhere in ["not due", "no entitlement", "superseded"] {
        assert_eq!(draft.records(nowhere), 0, "{nowhere}");
    }
    assert_eq!(draft.delivered(), BTreeMap::from([("settled", DELIVERED - HELD_PREMIUM), ("held", HELD_PREMIUM)]));
    let [held] = &draft.findings[..] else { panic!("one finding, not {}", draft.findings.len()) };
    assert_eq!((held.severity.as_str(), held.code.as_str()), ("hold", "term-disagrees"));
    assert_eq!((held.subject.as_str(), held.amount.as_str(), held.currency.as_str()), ("8514317/AUTO", "207000.00", "USD"));
    assert!(draft.lines.iter().all(|line| line.contract != HELD), "what is held has no line");
}

#[test]
fn the_bases_of_each_policy_add_up_to_its_premium_month_by_month() {
    let Some(draft) = draft(ALL.as_ref(), "the_bases_of_each_policy_add_up_to_its_premium_month_by_month") else { return };
    let mut bases: BTreeMap<&str, Vec<(String, i64)>> = BTreeMap::new();
    for line in &draft.lines {
        bases.entry(&line.contract).or_default().push((line.earned_month.clone(), cents(&line.base)));
    }
    assert_eq!(bases.len(), 1499);
    for policy in draft.policies.values().filter(|policy| !policy.is_held()) {
        let own = &bases[policy.number.as_str()];
        assert_eq!(own.iter().map(|(_, base)| base).sum::<i64>(), cents(&policy.premium), "{}", policy.number);
        assert_eq!(*own, spread(policy), "{}", policy.number);
    }
}

#[test]
fn each_commission_is_a_tenth_rounded_half_away_from_zero() {
    let Some(draft) = draft(ALL.as_ref(), "each_commission_is_a_tenth_rounded_half_away_from_zero") else { return };
    let mut total = 0;
    for line in &draft.lines {
        let policy = &draft.policies[&line.contract];
        assert_eq!((line.rate_total.as_str(), &line.sub_agent), ("10", &policy.agent), "{}", line.key);
        assert_eq!(cents(&line.amount), nearest(i128::from(cents(&line.base)) * 10, 100), "{}", line.key);
        total += cents(&line.amount);
    }
    assert_eq!(total, 2_038_580_569);
    let expected = (19_423, DELIVERED - HELD_PREMIUM, total);
    assert_eq!((draft.summed("lines"), draft.summed("sub-agents")), (expected, expected));
}

#[test]
fn an_intermediate_period_takes_its_share_and_loses_nothing() {
    let Some(all) = draft(ALL.as_ref(), "an_intermediate_period_takes_its_share_and_loses_nothing") else { return };
    let september = settle("2022-09").expect("the file was there a moment ago");
    let through = |line: &&Line| line.earned_month.as_str() <= "2022-09";
    let due: Vec<Line> = all.lines.iter().filter(through).cloned().collect();
    assert_eq!(september.lines, due, "a later period changes no amount of an earlier month");
    let later: i64 = all.lines.iter().filter(|line| !through(line)).map(|line| cents(&line.base)).sum();
    assert_eq!(september.summed("lines").1 + later, DELIVERED - HELD_PREMIUM);

    let end = NaiveDate::from_ymd_opt(2022, 9, 30).unwrap();
    let mut expected: BTreeMap<&str, (usize, i64)> = BTreeMap::new();
    for policy in september.policies.values() {
        let place = match policy.term().0 > end {
            _ if policy.is_held() => "held",
            true => "not due",
            false => "settled",
        };
        let (count, sum) = expected.entry(place).or_default();
        *count += 1;
        *sum += cents(&policy.premium);
    }
    assert_eq!(expected.values().map(|(_, sum)| sum).sum::<i64>(), DELIVERED);
    assert_eq!(september.delivered(), expected.iter().map(|(place, (_, sum))| (*place, *sum)).collect());
    for (place, (count, _)) in expected {
        assert_eq!(september.records(place), count, "{place}");
    }
    for nowhere in ["no entitlement", "superseded"] {
        assert_eq!(september.records(nowhere), 0, "{nowhere}");
    }
}
