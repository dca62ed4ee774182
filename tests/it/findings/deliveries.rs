//! What rows and deliveries say together: doubles, changes, what vanishes, what no rule covers.

use super::{Expected, FEED, MAP, add_column, also_on, delivered, records, remove};
use crate::sandbox::Sandbox;

fn at(line: u32) -> String {
    format!("{FEED}:{line}")
}

#[test]
fn rows_that_contradict_each_other_are_both_held() {
    let sandbox = Sandbox::of("first-light");
    sandbox.add(FEED, "V-0001;MEETINGS;20001;Gasthof Post;01.09.2022;31.08.2023;10;160,00");
    for line in [2, 8] {
        let says = "says something else about the same contract";
        Expected { code: "doubled", place: &at(line), column: "", value: "", says, remedy: "which row is right" }
            .holds(&sandbox, [7, 4, 1, 0, 0, 2]);
    }
}

#[test]
fn a_row_that_is_repeated_word_for_word_counts_once() {
    let sandbox = Sandbox::of("first-light");
    let once = Sandbox::of("first-light");
    once.run(&["settle", "2022-09"]);
    sandbox.add(FEED, "V-0001;MEETINGS;20001;Gasthof Post;01.09.2022;31.08.2023;10;150,00");
    let says = "word for word a second time";
    Expected { code: "repeated", place: &at(8), column: "", value: "", says, remedy: "the first counts" }
        .notes(&sandbox, [7, 5, 1, 0, 1, 0]);
    assert_eq!(sandbox.bytes("drafts/2022-09/lines.csv"), once.bytes("drafts/2022-09/lines.csv"), "the first counts");
}

#[test]
fn a_change_without_a_day_is_held_where_the_map_says_hold() {
    let sandbox = Sandbox::of("first-light");
    also_on(&sandbox, "2022-09-05", &[]);
    sandbox.replace(FEED, "10;150,00", "12;180,00");
    let says = "no column says from which day";
    Expected { code: "undated-change", place: &at(2), column: "", value: "", says, remedy: "the day from which it holds" }
        .holds(&sandbox, [12, 4, 1, 0, 5, 2]);
    for (policy, base) in [("start", "180.00"), ("from_delivery", "150.00")] {
        let read = Sandbox::of("first-light");
        also_on(&read, "2022-09-05", &[]);
        read.replace(FEED, "10;150,00", "12;180,00");
        read.replace(MAP, ",hold,", &format!(",{policy},"));
        assert_eq!(read.run(&["settle", "2022-09"]).code, 0, "{policy}");
        assert_eq!(read.rows("drafts/2022-09/lines.csv")[0]["base"], base, "{policy}");
    }
}

#[test]
fn a_contract_that_vanishes_is_held_from_the_month_after_its_last_listing() {
    let sandbox = Sandbox::of("first-light");
    also_on(&sandbox, "2022-08-03", &[]);
    also_on(&sandbox, "2022-09-05", &["V-0003"]);
    let back = sandbox.text(FEED);
    remove(&sandbox, FEED);
    let says = "missing from the full delivery of 2022-09-05, last listed on 2022-08-03; what is held would be 10.00 EUR";
    let place = "feeds/stern-kelly/2022-08-03.csv:4";
    Expected { code: "vanished", place, column: "", value: "", says, remedy: "one that was forgotten is delivered again" }
        .holds(&sandbox, [11, 4, 1, 0, 5, 1]);
    sandbox.write(FEED, back);
    assert_eq!(sandbox.run(&["settle", "2022-09"]).code, 0, "a redelivery heals it");
    assert_eq!(records(&sandbox), [17, 5, 1, 0, 11, 0]);
}

#[test]
fn a_contract_that_vanishes_later_is_settled_until_then() {
    let sandbox = Sandbox::of("first-light");
    also_on(&sandbox, "2022-09-05", &[]);
    sandbox.keep(FEED, |line| !line.starts_with("V-0003"));
    let place = "feeds/stern-kelly/2022-09-05.csv:4";
    let says = "missing from the full delivery of 2022-10-05, last listed on 2022-09-05";
    Expected { code: "vanished-later", place, column: "", value: "", says, remedy: "delivered once more as cancelled" }
        .notes(&sandbox, [11, 5, 1, 0, 5, 0]);
    assert_eq!(sandbox.run(&["settle", "2022-10"]).code, 3);
    let lines = sandbox.rows("drafts/2022-10/lines.csv");
    let earned: Vec<&str> =
        lines.iter().filter(|line| line["contract"] == "V-0003").map(|line| line["earned_month"].as_str()).collect();
    assert_eq!(earned, ["2022-09"], "September stands, October is held");
}

#[test]
fn a_distributor_that_lists_only_changes_lets_nothing_vanish() {
    let sandbox = Sandbox::of("first-light");
    also_on(&sandbox, "2022-08-03", &[]);
    sandbox.replace(MAP, ",full,", ",changes,");
    sandbox.keep(FEED, |line| !line.starts_with("V-0003"));
    assert_eq!(sandbox.run(&["settle", "2022-09"]).code, 0);
    assert_eq!(records(&sandbox), [11, 5, 1, 0, 5, 0]);
}

#[test]
fn a_renewal_that_does_not_follow_its_term_is_held() {
    for start in ["01.07.2023", "02.08.2023"] {
        let sandbox = Sandbox::of("first-light");
        add_column(&sandbox, "term", "Laufzeit", ["1"; 6]);
        sandbox.add(FEED, &format!("V-0003;PHONE;20002;Praxis Dr. Öztürk;{start};31.07.2024;5;99,99;2"));
        let says = "the renewal does not start on 2023-08-01, where the term before it ends";
        Expected { code: "term-overlap", place: &at(8), column: "", value: "", says, remedy: "the right dates of the renewal" }
            .holds(&sandbox, [7, 4, 1, 0, 0, 2]);
    }
}

#[test]
fn a_term_whose_first_amount_is_missing_is_held() {
    let sandbox = Sandbox::of("first-light");
    add_column(&sandbox, "valid_from", "Gilt ab", ["10.09.2022", "", "", "", "", ""]);
    let says = "the term begins on 2022-09-01, but the first known amount holds later";
    Expected { code: "phase-missing", place: &at(2), column: "", value: "", says, remedy: "from the term's start" }
        .holds(&sandbox, [6, 4, 1, 0, 0, 1]);
}

#[test]
fn a_currency_that_changes_within_a_term_is_held() {
    let sandbox = Sandbox::of("first-light");
    sandbox.edit(MAP, |text| text.replace("constant,currency,2022-06-01,2022-06-01,EUR,sample of June 2022\n", ""));
    add_column(&sandbox, "currency", "Währung", ["EUR"; 6]);
    add_column(&sandbox, "valid_from", "Gilt ab", [""; 6]);
    sandbox.add(FEED, "V-0001;MEETINGS;20001;Gasthof Post;01.09.2022;31.08.2023;10;150,00;CHF;16.09.2022");
    let own = sandbox.run(&["settle", "2022-09"]);
    assert_eq!(own.code, 3, "{}", own.stdout);
    assert_eq!(records(&sandbox), [7, 4, 1, 0, 0, 2]);
    let held: Vec<String> = sandbox
        .rows("drafts/2022-09/findings.csv")
        .into_iter()
        .map(|row| format!("{} {}", row["code"], row["subject"]))
        .collect();
    assert_eq!(held, ["currency-changed V-0001/MEETINGS"]);
}

#[test]
fn an_amount_for_a_whole_term_is_not_carried_to_a_renewal_of_another_length() {
    let sandbox = Sandbox::of("first-light");
    sandbox.replace(MAP, "amount_per,2022-06-01,2022-06-01,month", "amount_per,2022-06-01,2022-06-01,term");
    sandbox.replace(FEED, "01.07.2022;30.09.2022", "01.06.2022;31.08.2022");
    let says = "the renewal has another length";
    Expected { code: "renewal-amount", place: &at(5), column: "", value: "", says, remedy: "a row of its own for the renewal" }
        .holds(&sandbox, [6, 4, 1, 0, 0, 1]);
}

#[test]
fn a_term_without_a_rate_is_held_and_never_paid_zero() {
    let sandbox = Sandbox::of("first-light");
    sandbox.replace("rulebook/rates.csv", "sub-agent,*,", "sub-agent,PHONE,");
    for (line, day) in [(2, "2022-09-01"), (3, "2022-09-15"), (7, "2022-09-30")] {
        let says = format!("no row gives commission of plan sub-agent for product MEETINGS, no tier, term 1 on {day}");
        Expected { code: "no-rate", place: &at(line), column: "", value: "", says: &says, remedy: "rulebook/rates.csv" }
            .holds(&sandbox, [6, 2, 1, 0, 0, 3]);
    }
}

#[test]
fn a_partner_without_an_agreement_is_held() {
    let sandbox = Sandbox::of("first-light");
    sandbox.replace(
        "rulebook/agreements.csv",
        "almtal,stern-kelly,referral,2022-06-01",
        "almtal,stern-kelly,referral,2022-09-10",
    );
    let says = "almtal has no referral agreement through stern-kelly on 2022-09-01, when the term was signed";
    Expected { code: "no-agreement", place: &at(2), column: "", value: "", says, remedy: "rulebook/agreements.csv" }
        .holds(&sandbox, [6, 4, 1, 0, 0, 1]);
    let none = Sandbox::of("first-light");
    none.keep("rulebook/agreements.csv", |line| !line.starts_with("almtal"));
    Expected { code: "no-agreement", place: &at(2), column: "", value: "", says, remedy: "rulebook/agreements.csv" }
        .holds(&none, [6, 3, 1, 0, 0, 2]);
}

#[test]
fn what_owes_nothing_is_said_with_its_reason() {
    let none = Sandbox::of("first-light");
    none.add("rulebook/rates.csv", "commission,sub-agent,PHONE,*,*,*,*,2022-06-01,2022-06-01,none,,no commission on phones");
    let nothing = |line: u32, says: &str, sandbox: &Sandbox, records: [u64; 6]| {
        Expected {
            code: "no-entitlement",
            place: &at(line),
            column: "",
            value: "",
            says,
            remedy: "nothing, if that is as agreed",
        }
        .notes(sandbox, records)
    };
    nothing(4, "the rate that applies says none", &none, [6, 3, 1, 2, 0, 0]);
    nothing(2, "the amount is zero", &delivered("10;150,00", "10;0,00"), [6, 4, 1, 1, 0, 0]);
    let over = delivered("01.07.2022;30.09.2022", "01.06.2022;31.08.2022");
    over.replace("rulebook/agreements.csv", "none,12,", "none,,");
    nothing(5, "none of its days lies in 2022-09 through 2022-09", &over, [6, 4, 1, 1, 0, 0]);
}

#[test]
fn a_distributor_that_misses_its_month_is_noted() {
    let sandbox = Sandbox::of("first-light");
    sandbox.add(MAP, "file,every,2022-06-01,2022-06-01,month,sample of June 2022");
    assert_eq!(sandbox.run(&["settle", "2022-09"]).code, 0);
    assert!(sandbox.rows("drafts/2022-09/findings.csv").is_empty(), "it delivered on 5 October");
    let early = sandbox.bytes(FEED);
    remove(&sandbox, FEED);
    sandbox.write("feeds/stern-kelly/2022-09-30.csv", early);
    let says = "stern-kelly delivered nothing after 2022-09-30";
    Expected { code: "no-delivery", place: MAP, column: "", value: "", says, remedy: "ask the distributor for its file" }
        .notes(&sandbox, [6, 5, 1, 0, 0, 0]);
}
