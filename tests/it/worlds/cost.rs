//! What a close costs does not grow with the closed months: it reads new deliveries alone, and computes anew what changed.

use crate::sandbox::Sandbox;

const FEED: &str = "feeds/stern-kelly/2022-10-05.csv";
/// The months, each with the delivery that follows it.
const MONTHS: [(&str, &str); 10] = [
    ("2022-09", "2022-10-05"),
    ("2022-10", "2022-11-05"),
    ("2022-11", "2022-12-05"),
    ("2022-12", "2023-01-05"),
    ("2023-01", "2023-02-05"),
    ("2023-02", "2023-03-05"),
    ("2023-03", "2023-04-05"),
    ("2023-04", "2023-05-05"),
    ("2023-05", "2023-06-05"),
    ("2023-06", "2023-07-05"),
];

/// What a close looked at.
#[derive(Debug, PartialEq)]
struct Cost {
    records: u64,
    items: u64,
    for_the_period_alone: u64,
}

/// Closes a month; its cost is what it says to the operator.
fn closed(sandbox: &Sandbox, (period, known_on): (&str, &str)) -> Cost {
    let output = sandbox.run(&["close", period, "--known-on", known_on, "-v"]);
    assert_eq!(output.code, 0, "{}{}", output.stdout, output.stderr);
    let number = |message: &str, name: &str| -> u64 {
        let line = output.stderr.lines().find(|line| line.contains(message) && !line.contains("causes:"));
        let line = line.unwrap_or_else(|| panic!("{message}: {}", output.stderr));
        let (_, behind) = line.split_once(&format!(" {name}=")).unwrap_or_else(|| panic!("{name}: {line}"));
        behind.split(' ').next().unwrap().parse().unwrap()
    };
    Cost {
        records: number("feeds read", "records"),
        items: number("items settled", "items"),
        for_the_period_alone: number("items settled", "for_the_period_alone"),
    }
}

#[test]
fn a_quiet_month_reads_one_delivery_and_computes_nothing_anew() {
    let sandbox = Sandbox::of("first-light");
    for (_, delivered_on) in &MONTHS[1..] {
        sandbox.write(&format!("feeds/stern-kelly/{delivered_on}.csv"), sandbox.bytes(FEED));
    }
    let costs: Vec<Cost> = MONTHS.into_iter().map(|month| closed(&sandbox, month)).collect();
    assert_eq!(costs[0], Cost { records: 6, items: 6, for_the_period_alone: 0 });
    // V-0005 begins in October.
    assert_eq!(costs[1], Cost { records: 12, items: 6, for_the_period_alone: 5 });
    for (month, cost) in MONTHS.iter().zip(&costs).skip(2) {
        let quiet = Cost { records: 12, items: 6, for_the_period_alone: 6 };
        assert_eq!(*cost, quiet, "{month:?}: six rows carried, six delivered, and no month of before computed again");
    }
}

#[test]
fn what_changes_is_computed_anew_and_nothing_else() {
    let sandbox = Sandbox::of("first-light");
    for (_, delivered_on) in &MONTHS[1..] {
        sandbox.write(&format!("feeds/stern-kelly/{delivered_on}.csv"), sandbox.bytes(FEED));
    }
    for (_, delivered_on) in &MONTHS[6..] {
        sandbox
            .add(&format!("feeds/stern-kelly/{delivered_on}.csv"), "V-0007;PHONE;20002;Mühle Roth;01.12.2022;30.11.2024;9;80,00");
    }
    let anew: Vec<u64> =
        MONTHS.into_iter().map(|month| closed(&sandbox, month)).map(|cost| cost.items - cost.for_the_period_alone).collect();
    assert_eq!(anew, [6, 1, 0, 0, 0, 0, 1, 0, 0, 0], "all, V-0005 that begins, V-0007 that comes late");
    let late = sandbox.rows("book/2023-03/lines.csv").into_iter().filter(|line| line["contract"] == "V-0007");
    let months: Vec<String> = late.map(|line| line["earned_month"].clone()).collect();
    assert_eq!(months, ["2022-12", "2023-01", "2023-02", "2023-03"]);
}
