//! What a period need not read or compute again, and when it must.

use crate::sandbox::{Output, Sandbox};

const FIRST: &str = "feeds/stern-kelly/2022-10-05.csv";
const SECOND: &str = "feeds/stern-kelly/2022-11-05.csv";

/// September is closed, and a second delivery has come that tells the same as the first but for these replacements.
fn september_closed(changes: &[(&str, &str)]) -> Sandbox {
    let sandbox = Sandbox::of("first-light");
    assert_eq!(sandbox.run(&["close", "2022-09"]).code, 0);
    let text = changes.iter().fold(sandbox.text(FIRST), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    });
    sandbox.write(SECOND, text);
    sandbox
}

/// How October settles: contract, earned month, posted, amount and cause.
fn october(sandbox: &Sandbox) -> Vec<String> {
    let output = sandbox.run(&["settle", "2022-10"]);
    assert!(matches!(output.code, 0 | 3), "{output:?}");
    let told = |column: [&str; 5]| {
        let rows = sandbox.rows("drafts/2022-10/lines.csv");
        rows.iter().map(|row| column.map(|own| row[own].as_str()).join(" ").trim_end().to_owned()).collect()
    };
    told(["contract", "earned_month", "posted", "amount", "cause"])
}

/// What the operator is told of how much was computed.
fn looked_at(output: &Output) -> String {
    let line = output.stderr.lines().find(|line| line.contains("items settled")).unwrap_or_else(|| panic!("{output:?}"));
    let from = line.find("items=").unwrap();
    line[from..].to_owned()
}

/// October, where nothing changed.
const OCTOBER: [&str; 5] = [
    "V-0001 2022-10 0.00 15.00",
    "V-0002 2022-10 0.00 125.00",
    "V-0003 2022-10 0.00 10.00",
    "V-0005 2022-10 0.00 18.00",
    "V-0006 2022-10 0.00 4.50",
];

#[test]
fn where_nothing_changed_the_period_alone_is_computed() {
    let sandbox = september_closed(&[]);
    let told = sandbox.run(&["settle", "2022-10", "-v"]);
    assert_eq!(looked_at(&told), "items=6 for_the_period_alone=5", "what was not due in September is looked at whole");
    let first: Vec<String> = october(&sandbox).into_iter().filter(|line| !line.starts_with("V-0004")).collect();
    assert_eq!(first, OCTOBER);
    let records = sandbox.rows("drafts/2022-10/controls.csv");
    let read = records.iter().find(|row| row["of"] == "read").unwrap();
    assert_eq!(read["count"], "12", "six facts that were carried, six rows that were read");
    assert_eq!(sandbox.rows("drafts/2022-10/facts.csv").len(), 6);
}

#[test]
fn what_changed_is_computed_from_its_first_month() {
    let sandbox = september_closed(&[("40;600,00", "50;700,00"), ("10;150,00", "10;160,00")]);
    // Amounts without a day are held in this feed; the map is changed to read them from the start.
    sandbox.add("rulebook/feed-maps/stern-kelly.csv", "file,undated_change,2022-11-01,2022-11-01,start,mail of 1 November 2022");
    let lines = october(&sandbox);
    assert!(lines.contains(&"V-0001 2022-09 15.00 1.00 amended contract".to_owned()), "{lines:?}");
    assert!(lines.contains(&"V-0001 2022-10 0.00 16.00".to_owned()), "{lines:?}");
    assert!(lines.contains(&"V-0004 2022-09 60.00 10.00 amended contract".to_owned()), "{lines:?}");
    assert!(lines.contains(&"V-0002 2022-10 0.00 125.00".to_owned()), "{lines:?}");
}

#[test]
fn a_rule_for_closed_days_computes_all_again() {
    let sandbox = september_closed(&[]);
    sandbox.add(
        "rulebook/rates.csv",
        "commission,sub-agent,PHONE,*,*,*,*,2022-09-15,2022-11-02,percent,20,addendum of 1 November 2022",
    );
    let told = sandbox.run(&["settle", "2022-10", "-v"]);
    assert_eq!(looked_at(&told), "items=6 for_the_period_alone=0");
    let fund = september_closed(&[]);
    fund.write(
        "rulebook/benefits.csv",
        "benefit,programme,tier,competency,effective_from,recorded_on,value,reference\n\
         fund,*,*,*,2022-09-15,2022-11-02,2,addendum of 1 November 2022\n",
    );
    assert_eq!(looked_at(&fund.run(&["settle", "2022-10", "-v"])), "items=6 for_the_period_alone=0", "funds rest on benefits");
    let later = september_closed(&[]);
    later.add(
        "rulebook/rates.csv",
        "commission,sub-agent,PHONE,*,*,*,*,2022-10-01,2022-11-02,percent,20,addendum of 1 November 2022",
    );
    assert_eq!(looked_at(&later.run(&["settle", "2022-10", "-v"])), "items=6 for_the_period_alone=5");
}

#[test]
fn an_alias_heals_a_row_that_a_closed_period_could_not_read() {
    let sandbox = Sandbox::of("first-light");
    sandbox.replace(FIRST, "V-0003;PHONE;20002", "V-0003;PHONE;20009");
    let refused = sandbox.run(&["close", "2022-09"]);
    assert_eq!(refused.code, 4);
    let row = refused.stderr.lines().find(|line| line.contains("unknown-partner")).unwrap();
    let id = &row[..10];
    sandbox.write(
        "facts/waivers.csv",
        format!("finding,effective_from,recorded_on,by,reference\n{id},2022-10-06,2022-10-06,M. Huber,asked on 5 October\n"),
    );
    assert_eq!(sandbox.run(&["close", "2022-09"]).code, 0, "what is held was waived");
    let held = sandbox.rows("book/2022-09/findings.csv");
    assert_eq!((held[0]["id"].as_str(), held[0]["waived_by"].as_str()), (id, "M. Huber"));
    assert!(!october(&sandbox).iter().any(|line| line.starts_with("V-0003")), "still held");
    sandbox.add("rulebook/aliases.csv", "stern-kelly,20009,2022-06-01,2022-11-01,buehler,mail of 1 November 2022");
    let lines = october(&sandbox);
    assert!(lines.contains(&"V-0003 2022-09 0.00 10.00 late contract".to_owned()), "{lines:?}");
    assert!(lines.contains(&"V-0003 2022-10 0.00 10.00".to_owned()), "{lines:?}");
    assert_eq!(sandbox.run(&["close", "2022-10"]).code, 0);
    assert_eq!(sandbox.run(&["replay", "--all"]).code, 0);
}

#[test]
fn a_file_that_comes_behind_its_day_is_read_in_its_order() {
    let sandbox = september_closed(&[]);
    assert_eq!(sandbox.run(&["close", "2022-10"]).code, 0);
    let late = sandbox
        .text(FIRST)
        .lines()
        .take(1)
        .map(|heading| format!("{heading}\nV-0007;PHONE;20001;Spät;01.09.2022;31.08.2023;1;10,00\n"))
        .collect::<String>();
    sandbox.write("feeds/stern-kelly/2022-11-05-nachtrag.csv", late);
    let output = sandbox.run(&["settle", "2022-11"]);
    assert_eq!(output.code, 0, "{output:?}");
    let lines = sandbox.rows("drafts/2022-11/lines.csv");
    let own: Vec<&str> = lines.iter().filter(|row| row["contract"] == "V-0007").map(|row| row["earned_month"].as_str()).collect();
    assert_eq!(own, ["2022-09", "2022-10", "2022-11"]);
    assert_eq!(lines.iter().filter(|row| row["kind"] == "adjustment").count(), 2, "nothing else moves");
}

#[test]
fn a_delivery_of_a_closed_period_stays_as_it_was() {
    let sandbox = september_closed(&[]);
    sandbox.replace(FIRST, "10;150,00", "10;151,00");
    let check = sandbox.run(&["check", "2022-10"]);
    assert!(check.code == 4 && check.stdout.contains("delivery-changed"), "{check:?}");
    sandbox.replace(FIRST, "10;151,00", "10;1.510,00");
    assert_eq!(sandbox.run(&["settle", "2022-10"]).code, 4, "another size is seen by every command");
    std::fs::remove_file(sandbox.root().join(FIRST)).unwrap();
    let lines: Vec<String> = october(&sandbox).into_iter().filter(|line| !line.starts_with("V-0004")).collect();
    assert_eq!(lines, OCTOBER, "the book keeps it");
}

#[test]
fn the_opening_is_sealed_with_the_first_close() {
    let sandbox = september_closed(&[]);
    let heading =
        "kind,party,distributor,currency,contract,item,term,component,month,effective_from,recorded_on,amount,reference\n";
    let late = "balance,almtal,stern-kelly,EUR,,,,,,2022-08-31,2022-11-02,5.00,found in a drawer\n";
    sandbox.write("facts/opening.csv", format!("{heading}{late}"));
    let output = sandbox.run(&["settle", "2022-10"]);
    assert_eq!(output.code, 4, "{output:?}");
    assert!(output.stdout.contains("facts/opening.csv") && output.stdout.contains("sealed with the first close"), "{output:?}");
}
