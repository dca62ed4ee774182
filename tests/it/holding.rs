//! What is held by hand, and what was settled before courtage: both decide how much of a target is posted.

use crate::sandbox::{Row, Sandbox};

const HOLDS: &str = "distributor,contract,party,effective_from,recorded_on,status,reference\n";
const OPENING: &str =
    "kind,party,distributor,currency,contract,item,term,component,month,effective_from,recorded_on,amount,reference\n";

/// The first month of a new programme, with these rows of `facts/holds` and `facts/opening`.
fn workspace(holds: &[&str], opening: &[&str]) -> Sandbox {
    let sandbox = Sandbox::of("first-light");
    let table = |heading: &str, rows: &[&str]| rows.iter().fold(heading.to_owned(), |text, row| text + row + ",x\n");
    sandbox.write("facts/holds.csv", table(HOLDS, holds));
    sandbox.write("facts/opening.csv", table(OPENING, opening));
    sandbox
}

/// How settling September ends, and the lines: contract, earned month and amount.
fn september(sandbox: &Sandbox) -> (i32, Vec<[String; 3]>) {
    let code = sandbox.run(&["settle", "2022-09"]).code;
    let rows = sandbox.rows("drafts/2022-09/lines.csv");
    (code, rows.iter().map(|row| ["contract", "earned_month", "amount"].map(|column| row[column].clone())).collect())
}

fn owned(rows: &[[&str; 3]]) -> Vec<[String; 3]> {
    rows.iter().map(|row| row.map(str::to_owned)).collect()
}

/// What September pays where nothing is held and nothing was settled before.
const ALL: [[&str; 3]; 5] = [
    ["V-0001", "2022-09", "15.00"],
    ["V-0002", "2022-09", "66.67"],
    ["V-0003", "2022-09", "10.00"],
    ["V-0004", "2022-09", "60.00"],
    ["V-0006", "2022-09", "0.15"],
];

fn finding(sandbox: &Sandbox, code: &str) -> Vec<Row> {
    sandbox.rows("drafts/2022-09/findings.csv").into_iter().filter(|row| row["code"] == code).collect()
}

#[test]
fn a_contract_held_by_hand_posts_nothing_until_it_is_released() {
    assert_eq!(september(&workspace(&[], &[])), (0, owned(&ALL)));
    let held = "stern-kelly,V-0002,*,2022-09-20,2022-09-21,held";
    let others: Vec<[&str; 3]> = ALL.into_iter().filter(|row| row[0] != "V-0002").collect();
    let sandbox = workspace(&[held], &[]);
    assert_eq!(september(&sandbox), (3, owned(&others)));
    let found = finding(&sandbox, "held-by-hand");
    let columns = ["severity", "file", "line", "subject", "amount", "currency"];
    let said: Vec<[&str; 6]> = found.iter().map(|row| columns.map(|column| row[column].as_str())).collect();
    assert_eq!(said, [["hold", "feeds/stern-kelly/2022-10-05.csv", "3", "V-0002/MEETINGS", "1250.00", "EUR"]]);
    assert!(found[0]["message"].starts_with("held by hand since 2022-09-20") && found[0]["remedy"].contains("closed"));
    let told = sandbox.run(&["explain", "V-0002", "2022-09"]).stdout;
    assert!(told.contains("= 66.67 EUR   held: nothing is posted; held by hand since 2022-09-20: x"), "{told}");
    for (released, expected) in
        [("2022-09-30", (0, owned(&ALL))), ("2022-10-01", (3, owned(&others))), ("2022-09-20", (0, owned(&ALL)))]
    {
        let closed = format!("stern-kelly,V-0002,*,{released},2022-10-02,closed");
        assert_eq!(september(&workspace(&[held, &closed], &[])), expected, "released on {released}");
    }
    let later = "stern-kelly,V-0002,*,2022-10-01,2022-10-01,held";
    assert_eq!(september(&workspace(&[later], &[])).0, 0, "what is held after the period is not held in it");
}

#[test]
fn a_payee_that_is_held_is_paid_nothing_and_carries() {
    let account = |holds: &[&str]| {
        let sandbox = workspace(holds, &[]);
        assert_eq!(september(&sandbox), (0, owned(&ALL)), "its lines are posted as ever");
        let row = sandbox.rows("drafts/2022-09/accounts.csv").into_iter().find(|row| row["payee"] == "almtal").unwrap();
        (
            ["lines", "payout", "closing", "carried_because"].map(|column| row[column].clone()),
            finding(&sandbox, "payout-held").len(),
        )
    };
    let says = |cells: [&str; 4], found: usize| (cells.map(str::to_owned), found);
    assert_eq!(account(&[]), says(["81.67", "81.67", "0.00", ""], 0));
    let held = "*,*,almtal,2022-09-30,2022-09-30,held";
    assert_eq!(account(&[held]), says(["81.67", "0.00", "81.67", "on-hold"], 1));
    assert_eq!(account(&[held, "*,*,almtal,2022-10-01,2022-10-01,closed"]).0[1], "0.00", "released a day too late");
    assert_eq!(account(&["*,*,almtal,2022-09-29,2022-09-29,held", "*,*,almtal,2022-09-30,2022-09-30,closed"]).0[1], "81.67");
}

/// August of V-0003 comes to 10.00 and lies before the first month.
fn position(amount: &str) -> String {
    format!("position,buehler,stern-kelly,EUR,V-0003,PHONE,1,commission,2022-08,2022-08-31,2022-09-01,{amount}")
}

#[test]
fn a_month_before_the_first_posts_its_target_less_its_position_and_is_only_listed_without_one() {
    let fate = |sandbox: &Sandbox| {
        let told = sandbox.run(&["explain", "V-0003", "2022-09"]).stdout;
        told.lines().find(|line| line.starts_with("    = ")).unwrap().trim().to_owned()
    };
    let listed = workspace(&[], &[]);
    assert_eq!(fate(&listed), "= 10.00 EUR   listed, never posted: before first_month 2022-09");
    for (settled, line) in [("7.50", "2.50"), ("12.00", "-2.00")] {
        let sandbox = workspace(&[], &[&position(settled)]);
        let mut expected = ALL.to_vec();
        expected.insert(2, ["V-0003", "2022-08", line]);
        assert_eq!(september(&sandbox), (0, owned(&expected)), "July and August of V-0004 have no position");
        let says = format!("as an adjustment: differs from the opening position, less {settled} EUR settled before: {line} EUR");
        assert_eq!(fate(&sandbox), format!("= 10.00 EUR   settled in 2022-09 {says}"));
    }
    assert_eq!(september(&workspace(&[], &[&position("10.00")])), (0, owned(&ALL)), "all of it was settled before");
}

#[test]
fn what_is_held_keeps_what_was_settled_before() {
    let sandbox = workspace(&["stern-kelly,V-0003,*,2022-09-01,2022-09-01,held"], &[&position("12.00")]);
    let others: Vec<[&str; 3]> = ALL.into_iter().filter(|row| row[0] != "V-0003").collect();
    assert_eq!(september(&sandbox), (3, owned(&others)), "neither September nor the 2.00 of August that were too much");
}

#[test]
fn a_cancellation_takes_back_what_was_paid_at_once_before_the_first_month() {
    let once = "position,buehler,stern-kelly,EUR,V-0004,PHONE,1,commission,2022-07,2022-07-31,2022-09-01,1200.00";
    let sandbox = workspace(&[], &[once]);
    sandbox.edit("rulebook/rates.csv", |text| text.replace("percent,10", "multiple,2"));
    let clawbacks = "plan,component,effective_from,recorded_on,method,window,precision,causes,reference\n\
                     sub-agent,commission,2022-06-01,2022-06-01,pro_rata,12,day,customer,plan 2022 §4\n";
    sandbox.write("rulebook/clawbacks.csv", clawbacks);
    assert!(september(&sandbox).1.iter().all(|[contract, ..]| contract != "V-0004"), "1,200.00 is what is due");
    for row in ["file,cancelled_is,,last_day", "column,cancelled_on,,Ende am", "column,cancelled_by,,durch"] {
        sandbox.add("rulebook/feed-maps/stern-kelly.csv", &format!("{},x", row.replace(",,", ",2022-06-01,2022-06-01,")));
    }
    sandbox.add("rulebook/feed-maps/stern-kelly.csv", "values:cancelled_by,Kunde,2022-06-01,2022-06-01,customer,x");
    let told = |(at, line): (usize, &str)| match (at, line.starts_with("V-0004")) {
        (0, _) => format!("{line};Ende am;durch\n"),
        (_, true) => format!("{line};15.09.2022;Kunde\n"),
        (_, false) => format!("{line};;\n"),
    };
    sandbox.edit("feeds/stern-kelly/2022-10-05.csv", |text| text.lines().enumerate().map(told).collect());
    // 77 of 365 days: 1,200.00 × 77 / 365 = 253.1506…; 253.15 − 1,200.00 = −946.85.
    let lines = september(&sandbox).1;
    assert_eq!(
        lines.iter().filter(|[contract, ..]| contract == "V-0004").collect::<Vec<_>>(),
        [&["V-0004", "2022-07", "-946.85"].map(str::to_owned)]
    );
    let account = sandbox.rows("drafts/2022-09/accounts.csv").into_iter().find(|row| row["payee"] == "buehler").unwrap();
    let said = ["lines", "payout", "closing", "carried_because"].map(|column| account[column].as_str());
    assert_eq!(said, ["-946.85", "0.00", "-946.85", "debit"], "V-0003 was due in August");
    let told = sandbox.run(&["explain", "V-0004", "2022-09"]).stdout;
    assert!(told.contains("77 of 365 days  →  kept 77/365"), "{told}");
    assert!(told.contains("= 253.15 EUR   settled in 2022-09 as an adjustment"), "{told}");
}

#[test]
fn a_fund_that_finds_no_rate_on_a_day_before_its_term_is_held() {
    let sandbox = Sandbox::of("zoom-up");
    sandbox.add("rulebook/plans.csv", "sub-agent,fund,2022-06-01,2022-06-15,signed_on,daily,0.01,,x");
    let benefits =
        "benefit,programme,tier,competency,effective_from,recorded_on,value,reference\nfund,*,*,*,2022-09-10,2022-09-10,1,x\n";
    sandbox.write("rulebook/benefits.csv", benefits);
    // Signed on 30 August, begun on 15 September.
    assert_eq!(september(&sandbox).0, 3);
    let found = finding(&sandbox, "no-rate");
    let own: Vec<&str> =
        found.iter().filter(|row| row["subject"] == "SK-220121/ZM-BIZ").map(|row| row["message"].as_str()).collect();
    assert_eq!(own, ["no row gives fund of plan sub-agent for product ZM-BIZ, tier enrolled, term 1 on 2022-08-30"]);
}
