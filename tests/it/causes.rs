//! Why amounts of a closed month are settled later: September is closed, then more becomes known, and October is settled.

use std::collections::BTreeMap;

use courtage::{
    files::Workspace,
    pipeline::{Before, Closed, Earlier, Inputs, Refusal, compute, find_causes, judge, line_up, prepare, read},
    settlement::{Cause, Line, LineKind, Position, Positions},
};

use crate::{reference::random_workspace, sandbox::Sandbox};

const SEPTEMBER_FEED: &str = "feeds/nuvias/2022-10-05-contracts.csv";
const OCTOBER_FEED: &str = "feeds/nuvias/2022-11-04-contracts.csv";

/// The worked example, and a delivery of November that tells the same as that of October.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::of("zoom-up");
    sandbox.write(OCTOBER_FEED, sandbox.bytes(SEPTEMBER_FEED));
    sandbox
}

/// An amount that is settled later than earned.
struct Adjustment {
    key: String,
    posted: i64,
    minor: i64,
    /// The parts by cause, where they were looked for.
    causes: Vec<(Cause, i64)>,
    /// The same in words.
    said: String,
}

/// Closes a period, settles a later one by all that is known, and says why months before it are settled in it; and how
/// often the closed period was read for that.
fn adjustments(sandbox: &Sandbox, closed: [&str; 2], period: &str) -> (Vec<Adjustment>, u32) {
    let workspace = Workspace::open(&sandbox.root()).unwrap();
    let closed = Closed { period: closed[0].parse().unwrap(), known_on: closed[1].parse().unwrap() };
    let former = read(&workspace, Some(closed.known_on), &Earlier::default()).unwrap();
    assert!(!former.stopped(), "{:?}", former.findings.clone().sorted());
    let (items, opening) = (line_up(&former), Before::opening(&former));
    let standings = judge(&former, &items, closed.period);
    let run = compute(&former, &opening, &standings, &items, (closed.period, None)).unwrap();
    let settled = opening.positions.after(&run.lines, closed.period).rows().to_vec();

    let (inputs, period) = (read(&workspace, None, &Earlier::default()).unwrap(), period.parse().unwrap());
    assert!(!inputs.stopped(), "{:?}", inputs.findings.clone().sorted());
    let number = |old: u32| inputs.parties.binary_search(&former.parties[old as usize]).unwrap().try_into().unwrap();
    let numbered = |row: Position| Position { distributor: number(row.distributor), payee: number(row.payee), ..row };
    let positions = Positions::of(settled.into_iter().map(numbered).collect());
    let before = Before { positions, balances: Before::opening(&inputs).balances };
    let items = line_up(&inputs);
    let standings = judge(&inputs, &items, period);
    let mut run = compute(&inputs, &before, &standings, &items, (period, None)).unwrap();
    let world = prepare(&inputs, &before, &standings, &items, period);
    let mut reads = 0;
    let again = |_: Option<&_>| -> Result<Inputs, Refusal> {
        reads += 1;
        read(&workspace, Some(closed.known_on), &Earlier::default())
    };
    find_causes(&mut run, &inputs, &world, &items, closed, again).unwrap();
    let own = run.lines.iter().filter(|line| line.kind == LineKind::Adjustment);
    (own.map(adjustment).collect(), reads)
}

fn adjustment(line: &Line) -> Adjustment {
    let major = |minor: i64| line.key.currency.major(minor);
    let sum: i64 = line.causes.iter().map(|(_, minor)| minor).sum();
    assert!(line.causes.is_empty() || sum == line.minor, "{}: the causes add up", line.key);
    let each = || line.causes.iter().map(|(cause, minor)| format!("{cause} {}", major(*minor))).collect::<Vec<_>>();
    let said = line.cause().map_or_else(|| each().join("; "), |cause| format!("{cause} {}", major(line.minor)));
    Adjustment { key: line.key.to_string(), posted: line.posted, minor: line.minor, causes: line.causes.clone(), said }
}

/// The adjustments of October to September.
fn october(sandbox: &Sandbox) -> (BTreeMap<String, String>, u32) {
    let (adjustments, reads) = adjustments(sandbox, ["2022-09", "2022-10-05"], "2022-10");
    (adjustments.into_iter().map(|own| (own.key, own.said)).collect(), reads)
}

fn told(adjustments: &[(&str, &str)]) -> BTreeMap<String, String> {
    adjustments.iter().map(|(key, causes)| ((*key).to_owned(), (*causes).to_owned())).collect()
}

#[test]
fn nothing_new_has_no_cause_and_reads_nothing_again() {
    assert_eq!(october(&sandbox()), (BTreeMap::new(), 0));
}

#[test]
fn late_contracts_alone_read_nothing_again() {
    let sandbox = sandbox();
    sandbox.add(OCTOBER_FEED, LATE);
    let late = told(&[("nuvias/NVX-22090/10/1/commission/2022-09/clyde-estuary/GBP", "late contract 50.00")]);
    assert_eq!(october(&sandbox), (late, 0));
}

const LATE: &str = "NVX-22090,10,ZM-BIZ,NUV-CLYDE,Referral,C400290,Kelvin Hall Trust,PO-2022-0300,2022-08-31,2022-09-01,2023-09-01,12,1,12,25,6000.00,GBP,,Active,,";

#[test]
fn each_adjustment_says_what_changed_since_its_month_was_closed() {
    let sandbox = sandbox();
    sandbox.add(OCTOBER_FEED, LATE);
    let more_seats = |contract: &str, row: &str| {
        assert!(sandbox.text(OCTOBER_FEED).contains(contract));
        sandbox.add(OCTOBER_FEED, row);
    };
    // 12 more seats from 20 September: 11 of 30 days of 240.00 a month, at 10 %.
    more_seats(
        "NVX-22061",
        "NVX-22061,10,ZM-BIZ,NUV-ATELIER,Referral,C400261,Fromagerie Crémieux & Fils,PO-2022-0240,2022-08-31,2022-09-12,2023-09-12,12,1,12,42,10080.00,EUR,2022-09-20,Active,,",
    );
    more_seats(
        "NVX-22050",
        "NVX-22050,10,ZM-ENT,NUV-KESTREL,Resale,C400249,Marlowe & Finch Publishing Group Ltd,PO-2022-0235,2022-08-24,2022-09-01,2024-09-01,24,1,,200,48000.00,GBP,2022-09-16,Active,,",
    );
    let row = "2022-09-15,2023-09-15,12,1,12,60,18000.00,GBP,,";
    sandbox.replace(OCTOBER_FEED, &format!("{row}Active,,"), &format!("{row}Cancelled,2022-09-26,Customer"));
    sandbox.replace(OCTOBER_FEED, "NVX-22007,10,ZM-BIZ,NUV-PENNINE", "NVX-22007,10,ZM-BIZ,NUV-CLYDE");
    sandbox.add(
        "rulebook/rates.csv",
        "commission,sub-agent,*,*,*,*,2+,2022-09-01,2022-10-20,percent,6,amendment of 20 October 2022",
    );
    sandbox.add(
        "facts/competencies_held.csv",
        "kestrel-hargreaves,customer-success,2022-09-01,2022-10-21,closed,mail of 21 October 2022",
    );
    let (adjustments, reads) = october(&sandbox);
    assert_eq!(reads, 1, "the closed period is read once");
    assert_eq!(
        adjustments,
        told(&[
            ("nuvias/NVX-20114/10/2/discount/2022-09/kestrel-hargreaves/GBP", "standing changed -40.00"),
            ("nuvias/NVX-20131/10/2/commission/2022-09/pennine-voice/GBP", "rate changed 5.00"),
            ("nuvias/NVX-20140/10/2/commission/2022-09/atelier-visio/EUR", "rate changed 11.00"),
            ("nuvias/NVX-22003/10/1/discount/2022-09/kestrel-hargreaves/GBP", "standing changed -20.00"),
            ("nuvias/NVX-22007/10/1/commission/2022-09/clyde-estuary/GBP", "amended contract 40.00"),
            ("nuvias/NVX-22007/10/1/commission/2022-09/pennine-voice/GBP", "amended contract -40.00"),
            ("nuvias/NVX-22028/10/1/discount/2022-09/kestrel-hargreaves/GBP", "standing changed -30.00"),
            ("nuvias/NVX-22050/10/1/discount/2022-09/kestrel-hargreaves/GBP", "amended contract 80.00; standing changed -70.00"),
            ("nuvias/NVX-22052/10/1/commission/2022-09/pennine-voice/GBP", "cancelled -25.00"),
            ("nuvias/NVX-22061/10/1/commission/2022-09/atelier-visio/EUR", "amended contract 8.80"),
            ("nuvias/NVX-22090/10/1/commission/2022-09/clyde-estuary/GBP", "late contract 50.00"),
            ("stern-kelly/SK-210113/ZM-BIZ/4/commission/2022-09/medientechnik-suedwest/EUR", "rate changed 4.00"),
            ("stern-kelly/SK-210264/ZR-ROOM/2/commission/2022-09/hollerbusch/EUR", "rate changed 2.50"),
            ("stern-kelly/SK-210266/ZM-BIZ/2/commission/2022-09/tonwerk-aalen/EUR", "rate changed 2.00"),
            ("stern-kelly/SK-210266/ZP-PRO/2/commission/2022-09/tonwerk-aalen/EUR", "rate changed 8.00"),
            ("stern-kelly/SK-210288/ZM-BIZ/3/commission/2022-09/medientechnik-suedwest/EUR", "rate changed 0.10"),
            ("stern-kelly/SK-220067/ZW-500/2/commission/2022-09/hollerbusch/EUR", "rate changed 1.50"),
        ])
    );
}

#[test]
fn a_month_that_was_never_closed_is_late_as_a_whole() {
    let (adjustments, reads) = adjustments(&sandbox(), ["2022-09", "2022-10-05"], "2022-11");
    assert!(adjustments.len() > 50 && reads == 0, "every contract of October, and nothing is read again");
    for Adjustment { key, posted, causes, said, .. } in adjustments {
        assert!(key.contains("/2022-10/") && posted == 0 && causes.is_empty(), "{key}");
        assert!(said.starts_with("late contract "), "{key}: {said}");
    }
}

#[test]
fn a_contract_that_was_held_is_late_as_a_whole() {
    let sandbox = sandbox();
    sandbox.write(
        "facts/holds.csv",
        "distributor,contract,party,effective_from,recorded_on,status,reference\n\
         nuvias,NVX-22019,*,2022-09-20,2022-09-21,held,dispute\n\
         nuvias,NVX-22019,*,2022-10-10,2022-10-11,closed,settled out of court\n",
    );
    let late = told(&[("nuvias/NVX-22019/10/1/commission/2022-09/fjordvik/EUR", "late contract 100.00")]);
    assert_eq!(october(&sandbox), (late, 1));
}

/// A partner that nobody knew in September, whose number comes before all others.
const NEW_PARTNER: [(&str, &str); 3] = [
    ("rulebook/parties.csv", "aabenraa,2022-09-01,2022-10-20,Aabenraa Net ApS,partner,en-statement,partner list of October 2022"),
    ("rulebook/aliases.csv", "nuvias,NUV-AABEN,2022-09-01,2022-10-20,aabenraa,partner list of October 2022"),
    ("rulebook/agreements.csv", "aabenraa,nuvias,referral,2022-06-01,2022-10-20,sub-agent,current,,sub-agent agreement"),
];

#[test]
fn a_contract_that_goes_to_a_new_partner_is_amended_at_both() {
    let sandbox = sandbox();
    NEW_PARTNER.iter().for_each(|(table, row)| sandbox.add(table, row));
    sandbox.replace(OCTOBER_FEED, "NVX-22007,10,ZM-BIZ,NUV-PENNINE", "NVX-22007,10,ZM-BIZ,NUV-AABEN");
    let both = [
        ("nuvias/NVX-22007/10/1/commission/2022-09/aabenraa/GBP", "amended contract 40.00"),
        ("nuvias/NVX-22007/10/1/commission/2022-09/pennine-voice/GBP", "amended contract -40.00"),
    ];
    assert_eq!(october(&sandbox), (told(&both), 1));
}

#[test]
fn the_readme_has_every_cause_in_their_order() {
    let page = include_str!("../../README.md");
    let (_, section) = page.split_once("## Why an amount is settled later").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let told: Vec<&str> = section.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    assert_eq!(told, Cause::ALL.iter().map(|cause| cause.as_str()).collect::<Vec<_>>());
}

/// What of a random world becomes known only after May 2023 was closed.
#[derive(Clone, Copy)]
pub enum Later {
    /// Some rows of a table: one of so many.
    Rows(&'static str, usize),
    /// Amounts.
    Amounts,
    /// Cancellations of some contracts.
    Cancellations,
    /// Payments, as they come.
    Payments,
}

const ELECTIONS: Later = Later::Rows("facts/elections", 3);
const COMPETENCIES: Later = Later::Rows("facts/competencies_held", 3);
const RATES: Later = Later::Rows("rulebook/rates", 9);
const CLAWBACKS: Later = Later::Rows("rulebook/clawbacks", 2);
const LIMITS: Later = Later::Rows("rulebook/limits", 2);
const EXCHANGE_RATES: Later = Later::Rows("rulebook/exchange_rates", 5);

/// Something of each kind.
pub const ALL: [Later; 7] =
    [Later::Amounts, Later::Cancellations, Later::Payments, ELECTIONS, COMPETENCIES, RATES, EXCHANGE_RATES];

/// The days of a row that always holds.
const SINCE: &str = ",2018-01-01,2018-01-01,";

/// A delivery of a random world in June, before May was closed, and one in November.
const DELIVERIES: [(&str, char); 3] = [("monthly", ';'), ("yearly", ','), ("by-term", '\t')];

/// A world of random contracts and rules, in which this becomes known late, and nothing else changes.
pub fn random_world(features: &str, later: &[Later]) -> Sandbox {
    let sandbox = random_workspace(2_023, 200, features);
    let is = |wanted: fn(&Later) -> bool| later.iter().any(wanted);
    for (distributor, delimiter) in DELIVERIES {
        let [june, november] = ["2023-06-05", "2023-11-05"].map(|day| format!("feeds/{distributor}/{day}.csv"));
        if !is(|later| matches!(later, Later::Amounts)) {
            sandbox.write(&june, sandbox.bytes(&november));
        }
        if is(|later| matches!(later, Later::Cancellations)) {
            sandbox.edit(&june, |text| text.lines().map(|row| in_force(row, delimiter) + "\n").collect());
        }
    }
    for later in later {
        if let Later::Rows(table, each) = later {
            let late = |(at, row): (usize, &str)| match at % each {
                1 if row.contains(SINCE) => row.replacen(SINCE, ",2018-01-01,2023-07-01,", 1) + "\n",
                1 => row.replacen(",2018-01-01,", ",2023-07-01,", 1) + "\n",
                _ => format!("{row}\n"),
            };
            sandbox.edit(&format!("{table}.csv"), |text| text.lines().enumerate().map(late).collect());
        }
    }
    sandbox
}

/// The row of a feed with its contract in force, where its number is even.
fn in_force(row: &str, delimiter: char) -> String {
    let mut cells: Vec<&str> = row.split(delimiter).collect();
    let [contract, .., status, on, by] = &mut cells[..] else { panic!("{row}") };
    if *status == "cancelled" && contract.ends_with(['0', '2', '4', '6', '8']) {
        (*status, *on, *by) = ("active", "", "");
    }
    cells.join(&delimiter.to_string())
}

/// The causes of what changes in May 2023 and before, once all is known.
fn causes_in(features: &str, later: &[Later]) -> BTreeMap<Cause, usize> {
    let (adjustments, reads) = adjustments(&random_world(features, later), ["2023-05", "2023-06-05"], "2023-10");
    assert_eq!(reads, 1, "the closed period is read once");
    let mut found: BTreeMap<Cause, usize> = BTreeMap::new();
    for Adjustment { key, posted, minor, causes, said } in &adjustments {
        let late = causes.iter().any(|(cause, _)| *cause == Cause::Late);
        // A late contract under a cap leaves less to others.
        let alone = features.contains("-limits") || !matches!(later, [Later::Amounts, ..]);
        assert!(
            !(late && alone) || (*posted, causes.len()) == (0, 1),
            "{key}: {posted} was posted, {minor} is not all late: {said}"
        );
        causes.iter().for_each(|(cause, _)| *found.entry(*cause).or_default() += 1);
    }
    found
}

#[test]
fn what_changes_alone_is_the_only_cause() {
    let changes: [(&[Later], Cause); 7] = [
        (&[Later::Amounts], Cause::Amended),
        (&[Later::Cancellations], Cause::Cancelled),
        (&[Later::Payments], Cause::Correction),
        (&[ELECTIONS, COMPETENCIES], Cause::Standing),
        (&[RATES], Cause::Rate),
        (&[CLAWBACKS, LIMITS], Cause::Rate),
        (&[EXCHANGE_RATES], Cause::Exchange),
    ];
    let mut worlds: BTreeMap<&str, BTreeMap<Cause, usize>> = BTreeMap::new();
    for (later, expected) in changes {
        let features = match later {
            [Later::Payments] => "",
            [Later::Amounts] => "-customer_paid,-limits",
            _ => "-customer_paid",
        };
        // Phases and cancellations that were known and have happened since are in every world.
        let since = worlds.entry(features).or_insert_with(|| causes_in(features, &[]));
        let found = causes_in(features, later);
        assert!(found.get(&expected).is_some_and(|lines| *lines > 10), "{expected}: {found:?}");
        // Volumes follow what sells, and what was held is late.
        let follows = [expected, Cause::Band, Cause::Late];
        let of_itself = |cause: &Cause, lines: usize| lines <= since.get(cause).copied().unwrap_or_default();
        assert!(
            found.iter().all(|(cause, lines)| follows.contains(cause) || of_itself(cause, *lines)),
            "{expected}: {found:?}, and without it {since:?}"
        );
    }
}

#[test]
fn what_was_settled_and_changes_has_a_cause_in_a_world_of_random_rules() {
    for features in ["-limits", ""] {
        let found = causes_in(features, &ALL);
        assert_eq!(found.len(), Cause::ALL.len() - 1, "each cause but that of an opening: {found:?}");
    }
}
