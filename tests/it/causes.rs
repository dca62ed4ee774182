//! Why amounts of a closed month are settled later: September is closed, then more becomes known, and October is settled.

use std::collections::BTreeMap;

use courtage::{
    files::{Failure, Workspace},
    pipeline::{Before, Closed, Inputs, compute, find_causes, judge, line_up, prepare, read},
    settlement::{Position, Positions},
};

use crate::sandbox::Sandbox;

const SEPTEMBER_FEED: &str = "feeds/nuvias/2022-10-05-contracts.csv";
const OCTOBER_FEED: &str = "feeds/nuvias/2022-11-04-contracts.csv";

/// The worked example, and a delivery of November that tells the same as that of October.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::of("zoom-up");
    sandbox.write(OCTOBER_FEED, sandbox.bytes(SEPTEMBER_FEED));
    sandbox
}

/// The adjustments of October by key, each with its causes; and how often the closed period was read again.
fn october(sandbox: &Sandbox) -> (BTreeMap<String, String>, u32) {
    let workspace = Workspace::open(&sandbox.root()).unwrap();
    let closed = Closed { period: "2022-09".parse().unwrap(), known_on: "2022-10-05".parse().unwrap() };
    let former = read(&workspace, Some(closed.known_on)).unwrap();
    let (items, opening) = (line_up(&former), Before::opening(&former));
    let standings = judge(&former, &items, closed.period);
    let september = compute(&former, &opening, &standings, &items, closed.period);
    let settled = opening.positions.after(&september.lines, closed.period);
    let settled = settled.rows().to_vec();

    let (inputs, period) = (read(&workspace, None).unwrap(), "2022-10".parse().unwrap());
    let number = |old: u32| inputs.parties.binary_search(&former.parties[old as usize]).unwrap().try_into().unwrap();
    let numbered = |row: Position| Position { distributor: number(row.distributor), payee: number(row.payee), ..row };
    let positions = Positions::of(settled.into_iter().map(numbered).collect());
    let before = Before { positions, balances: Before::opening(&inputs).balances };
    let items = line_up(&inputs);
    let standings = judge(&inputs, &items, period);
    let mut run = compute(&inputs, &before, &standings, &items, period);
    let world = prepare(&inputs, &before, &standings, &items, period);
    let mut reads = 0;
    let again = || -> Result<Inputs, Failure> {
        reads += 1;
        read(&workspace, Some(closed.known_on))
    };
    find_causes(&mut run, &inputs, &world, &items, closed, again).unwrap();

    let mut adjustments = BTreeMap::new();
    for line in run.lines.iter().filter(|line| line.key.earned == closed.period) {
        let major = |minor: i64| line.key.currency.major(minor);
        let sum: i64 = line.causes.iter().map(|(_, minor)| minor).sum();
        assert!(line.causes.is_empty() || sum == line.minor, "{}: the causes add up", line.key);
        let causes = match line.cause() {
            Some(cause) => format!("{cause} {}", major(line.minor)),
            None => line.causes.iter().map(|(cause, minor)| format!("{cause} {}", major(*minor))).collect::<Vec<_>>().join("; "),
        };
        adjustments.insert(line.key.to_string(), causes);
    }
    (adjustments, reads)
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
