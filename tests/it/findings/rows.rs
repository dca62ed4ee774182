//! A row with a broken value is held alone: the others go on.

use super::{Expected, FEED, MAP, add_column, also_on, delivered, records};
use crate::sandbox::Sandbox;

/// One record held, four settled, one not due.
const ONE_HELD: [u64; 6] = [6, 4, 1, 0, 0, 1];

fn at(line: u32) -> String {
    format!("{FEED}:{line}")
}

#[test]
fn a_cell_that_breaks_the_grammar_holds_its_row() {
    for (from, to, line, column, value, says) in [
        ("1.250,00", "1.25,00", 3, "Monatsbetrag netto", "1.25,00", "decimal mark ',', groups of three marked by '.'"),
        ("1.250,00", "1,250.00", 3, "Monatsbetrag netto", "1,250.00", "decimal mark ','"),
        ("150,00", "", 2, "Monatsbetrag netto", "", "expected a number"),
        ("99,99", "99,999", 4, "Monatsbetrag netto", "99,999", ""),
        ("45,00", "-45,00", 7, "Monatsbetrag netto", "-45,00", "not negative"),
        ("15.09.2022", "31.09.2022", 3, "Beginn", "31.09.2022", "written as %d.%m.%Y that is in the calendar"),
        ("14.09.2023", "2023-09-14", 3, "Ende", "2023-09-14", "written as %d.%m.%Y"),
        ("01.08.2022", "", 4, "Beginn", "", "expected a day, found nothing"),
        ("30.09.2022;40", "30.06.2022;40", 5, "Ende", "30.06.2022", "expected an end behind the start"),
        ("V-0001", "V-1", 2, "Vertrag", "V-1", "matches ^(?:V-[0-9]{4})$"),
        (";5;", ";fünf;", 4, "Lizenzen", "fünf", "expected a number"),
        ("MEETINGS", "", 2, "Artikel", "", "expected an id, found nothing"),
    ] {
        let sandbox = delivered(from, to);
        let expected = Expected { code: "value", place: &at(line), column, value, says, remedy: "deliver again" };
        let row = expected.holds(&sandbox, ONE_HELD);
        assert_eq!(
            row["amount"].is_empty(),
            column == "Monatsbetrag netto" && value != "-45,00",
            "what is held is named: {row:?}"
        );
    }
}

#[test]
fn a_field_that_every_row_shares_stops_at_the_map_when_broken() {
    for (field, good, bad, says) in
        [("currency", "EUR", "EURO", "ISO 4217"), ("model", "referral", "referal", "expected referral or resale")]
    {
        let sandbox = Sandbox::of("first-light");
        let line = sandbox.text(MAP).lines().position(|line| line.starts_with(&format!("constant,{field},"))).unwrap() + 1;
        sandbox.replace(MAP, &format!(",{good},sample"), &format!(",{bad},sample"));
        let place = format!("{MAP}:{line}");
        Expected { code: "feed-map", place: &place, column: "value", value: bad, says, remedy: "correct the row" }
            .stops(&sandbox);
    }
}

#[test]
fn a_field_comes_from_one_place() {
    let sandbox = Sandbox::of("first-light");
    sandbox.edit(MAP, |text| text + "column,currency,2022-06-01,2022-06-01,Lizenzen,twice\n");
    let line = sandbox.text(MAP).lines().position(|line| line.starts_with("constant,currency,")).unwrap() + 1;
    let place = format!("{MAP}:{line}");
    let says = "currency comes from a column and from a constant";
    Expected { code: "feed-map", place: &place, column: "value", value: "EUR", says, remedy: "correct the row" }.stops(&sandbox);
}

#[test]
fn a_value_is_shown_escaped() {
    let sandbox = delivered("150,00", "\u{1b}[31m150,00\u{202e}");
    let value = "\\u{1b}[31m150,00\\u{202e}";
    let output = sandbox.run(&["check", "2022-09"]);
    assert!(!output.stdout.contains(['\u{1b}', '\u{202e}']), "{}", output.stdout);
    sandbox.run(&["settle", "2022-09"]);
    let found = &sandbox.rows("drafts/2022-09/findings.csv")[0];
    assert_eq!((found["code"].as_str(), found["value"].as_str()), ("value", value));
}

#[test]
fn an_unknown_partner_is_held_until_an_alias_explains_it() {
    let sandbox = delivered("20003;Kanzlei", "20009;Kanzlei");
    let says = "rulebook/aliases.csv explains";
    let expected = Expected {
        code: "unknown-partner",
        place: &at(7),
        column: "Partner",
        value: "20009",
        says,
        remedy: "add a row to rulebook/aliases.csv",
    };
    let row = expected.holds(&sandbox, ONE_HELD);
    assert_eq!((row["amount"].as_str(), row["currency"].as_str()), ("45.00", "EUR"));
    sandbox.add("rulebook/aliases.csv", "stern-kelly,20009,2022-10-06,2022-06-01,cordes,mail of 6 October 2022");
    expected.holds(&sandbox, ONE_HELD);
    sandbox.add("rulebook/aliases.csv", "stern-kelly,20009,2022-10-05,2022-06-01,cordes,mail of 6 October 2022");
    assert_eq!(sandbox.run(&["settle", "2022-09"]).code, 0, "an alias that holds on the day of delivery heals it");
    assert_eq!(records(&sandbox), [6, 5, 1, 0, 0, 0]);
}

/// V-0001 with a state, a day and a cause of cancellation; the others are active.
fn with_state(state: &str, on: &str, by: &str) -> Sandbox {
    let sandbox = Sandbox::of("first-light");
    let own = |cell, others| [cell, others, others, others, others, others];
    add_column(&sandbox, "status", "Status", own(state, "active"));
    add_column(&sandbox, "cancelled_on", "Ende zum", own(on, ""));
    add_column(&sandbox, "cancelled_by", "Ende durch", own(by, ""));
    sandbox
}

#[test]
fn a_cancellation_without_its_day_or_cause_is_held() {
    for (state, on, by, column, value, says) in [
        ("cancelled", "15.09.2022", "", "Ende durch", "", "§ 87a (3) HGB"),
        ("cancelled", "", "customer", "Ende zum", "", "no day says from when"),
        ("active", "15.09.2022", "customer", "Status", "active", "the contract is not cancelled"),
    ] {
        let expected = Expected {
            code: "status",
            place: &at(2),
            column,
            value,
            says,
            remedy: "ask the distributor which of the two is right",
        };
        expected.holds(&with_state(state, on, by), ONE_HELD);
    }
    for (state, column, value) in [("ended", "Status", "ended"), ("cancelled", "Ende durch", "Kunde")] {
        let sandbox = with_state(state, "15.09.2022", "Kunde");
        Expected { code: "value", place: &at(2), column, value, says: "expected", remedy: "feed map" }.holds(&sandbox, ONE_HELD);
    }
    let complete = with_state("cancelled", "15.09.2022", "customer");
    assert_eq!(complete.run(&["settle", "2022-09"]).code, 0);
    let line = &complete.rows("drafts/2022-09/lines.csv")[0];
    assert_eq!((line["service_to"].as_str(), line["base"].as_str()), ("2022-09-15", "75.00"), "15 of 30 days of 150.00");
}

#[test]
fn dates_that_disagree_with_the_stated_term_are_held() {
    for (months, says) in [
        ("24", "the term is stated as 24 months, its dates span 12 months"),
        ("11", "the term is stated as 11 months, its dates span 12 months"),
    ] {
        let sandbox = Sandbox::of("first-light");
        add_column(&sandbox, "months", "Monate", [months, "12", "12", "3", "12", "24"]);
        let remedy = "which of the two is right";
        Expected { code: "term-disagrees", place: &at(2), column: "Monate", value: months, says, remedy }
            .holds(&sandbox, ONE_HELD);
    }
}

#[test]
fn a_broken_row_is_healed_by_the_next_delivery() {
    let sandbox = Sandbox::of("first-light");
    also_on(&sandbox, "2022-09-05", &[]);
    sandbox.replace("feeds/stern-kelly/2022-09-05.csv", "1.250,00", "1.25,00");
    assert_eq!(sandbox.run(&["settle", "2022-09"]).code, 0);
    assert_eq!(records(&sandbox), [12, 5, 1, 0, 6, 0], "the broken row is superseded like the others of its delivery");
}

#[test]
fn a_broken_row_in_a_later_delivery_freezes_its_item() {
    let sandbox = Sandbox::of("first-light");
    also_on(&sandbox, "2022-09-05", &[]);
    sandbox.replace(FEED, "1.250,00", "1.25,00");
    let (column, value) = ("Monatsbetrag netto", "1.25,00");
    Expected { code: "value", place: &at(3), column, value, says: "decimal mark", remedy: "deliver again" }
        .holds(&sandbox, [12, 4, 1, 0, 5, 2]);
}
