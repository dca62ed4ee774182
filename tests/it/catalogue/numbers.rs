//! 62 to 78: numbers and currencies.

use super::{AMOUNT, Feed, Spoilt, at, refused, same_lines, with_bytes, with_trailer};
use crate::{
    findings::{FEED, MAP, delivered, records},
    sandbox::Sandbox,
};

/// These amounts, each with what is said of it.
fn amounts<const N: usize>(cases: [(&'static str, &'static str); N]) -> Vec<Spoilt> {
    cases.iter().map(|(text, says)| (AMOUNT, *text, "value", *says)).collect()
}

/// What these amounts are read as, by their bases of September.
fn bases(feed: &Feed, amounts: &[&str]) -> Vec<String> {
    let cells: Vec<[(&str, &str); 1]> = amounts.iter().map(|text| [(AMOUNT, *text)]).collect();
    let rows: Vec<&[(&str, &str)]> = cells.iter().map(<[_; 1]>::as_slice).collect();
    feed.settles(&rows).iter().map(|line| line["base"].clone()).collect()
}

#[test]
fn case_062_three_digits_behind_a_mark() {
    let scale = "may stand for groups of three digits in this file";
    Feed::german().holds(&amounts([("1,234", scale), ("1.2345", "stands for groups of three digits here")]));
    Feed::english().holds(&amounts([("1.234", scale), ("1,234", "the mark ',' is not declared as group_mark")]));
    assert_eq!(bases(&Feed::german(), &["1.234", "1,23"]), ["1234.00", "1.23"], "the map decides");
    assert_eq!(bases(&Feed::english(), &["1234", "1.23"]), ["1234.00", "1.23"]);
}

#[test]
fn case_063_marks_the_other_way_round() {
    let otherwise = "the file may be written the other way";
    Feed::german().holds(&amounts([("1,234.56", otherwise)]));
    Feed::english().holds(&amounts([("1.234,56", otherwise)]));
    let swapped = |line: &str| {
        let (others, amount) = line.rsplit_once(';').unwrap();
        format!("{others};{}\n", amount.replace('.', "_").replace(',', ".").replace('_', ","))
    };
    let sandbox = with_bytes(super::text().lines().map(swapped).collect::<String>());
    let says = "6 of 6 rows cannot be read: their amount is written another way than the feed map says";
    refused(&sandbox, ["wrong-map", &at(2), AMOUNT, says, "decimal_mark or group_mark"]);
}

#[test]
fn case_064_groups_by_other_marks() {
    Feed::german().holds(&amounts([
        ("1'234,50", "the mark '\\'' is not declared"),
        ("1 234,50", "the mark ' ' is not declared"),
        ("1\u{a0}234,50", "the mark U+00A0 is not declared"),
        ("1\u{202f}234,50", "the mark U+202F is not declared"),
        ("12.34,50", "groups of three"),
        ("1234.567,00", "groups of three"),
        (".234,50", "groups of three"),
    ]));
    for mark in ["'", "\u{a0}", "\u{202f}"] {
        let feed = Feed::german();
        feed.sandbox.replace(MAP, "group_mark,2022-06-01,2022-06-01,.", &format!("group_mark,2022-06-01,2022-06-01,{mark}"));
        assert_eq!(bases(&feed, &[&format!("1{mark}234,50"), "1234,50"]), ["1234.50", "1234.50"], "where it is declared");
    }
}

/// Only a minus in front is one; no map declares another form.
#[test]
fn case_065_signs() {
    Feed::german().holds(&amounts([
        ("\u{2212}5", "U+2212 is no minus"),
        ("–5", "U+2013 is no minus"),
        ("5-", "the minus stands behind"),
        ("(5)", "parentheses"),
        ("5 CR", "a word for debit or credit"),
    ]));
}

#[test]
fn case_066_bare_marks_zeros_and_plus() {
    Feed::german().holds(&amounts([
        ("+5", "a plus sign stands in front"),
        (",5", "no digit stands in front of"),
        ("5,", "no digit stands behind"),
        ("00", "a zero stands in front"),
        ("007", "a zero stands in front"),
    ]));
    let sandbox = delivered("10;150,00", "10;-0");
    assert_eq!(sandbox.run(&["settle", "2022-09"]).code, 0, "it is zero");
    assert_eq!(records(&sandbox), [6, 4, 1, 1, 0, 0], "for which nothing is owed");
}

#[test]
fn case_067_numbers_of_programs() {
    Feed::german().holds(&amounts([
        ("1e3", "an exponent"),
        ("1E400", "an exponent"),
        ("0x10", "hexadecimal"),
        ("1_000", "an underscore"),
        ("NaN", "no number"),
        ("inf", "no number"),
        ("Infinity", "no number"),
    ]));
}

#[test]
fn case_068_digits_of_other_scripts() {
    Feed::german().holds(&amounts([
        ("１２", "U+FF11 is none of the digits 0 to 9"),
        ("٣", "U+0663 is none of the digits 0 to 9"),
        ("½", "U+00BD is none of the digits 0 to 9"),
    ]));
}

#[test]
fn case_069_nothing_and_words_for_it() {
    Feed::german().holds(&amounts([
        ("", "empty is never 0"),
        ("-", "a word for nothing"),
        ("NULL", "a word for nothing"),
        ("n/a", "a word for nothing"),
        ("#REF!", "a spreadsheet's error"),
        ("#N/A", "a spreadsheet's error"),
        ("0,00 €", "a currency"),
        ("EUR 5", "a currency"),
    ]));
}

#[test]
fn case_070_more_decimals_than_the_currency() {
    Feed::english().holds(&amounts([("1.005", "EUR has at most 2 decimals"), ("1.0051", "EUR has at most 2 decimals")]));
    assert_eq!(bases(&Feed::english(), &["1.500"]), ["1.50"], "a zero is no further decimal");
}

/// By the table of ISO 4217 in the package that `Cargo.lock` pins.
#[test]
fn case_071_decimals_by_currency() {
    for (currency, bad, good, base) in [
        ("JPY", "100,50", "100", "100"),
        ("KWD", "1,2345", "1,234", "1.234"),
        ("CLF", "1,23456", "1,2345", "1.2345"),
        ("HUF", "1,005", "1,05", "1.05"),
        ("ISK", "1,5", "100", "100"),
    ] {
        let mut feed = Feed::german();
        feed.base[8] = currency;
        feed.base[7] = good;
        feed.holds(&amounts([(bad, "decimals")]));
        assert_eq!(bases(&feed, &[good]), [base], "{currency}");
    }
}

#[test]
fn case_072_minor_units_for_major_ones() {
    let sandbox = with_trailer("6", "2.324,99");
    same_lines(&sandbox);
    sandbox.edit(FEED, |text| text.replace(",00\n", "00\n").replace("99,99\n", "9999\n").replace("1.250", "1250"));
    refused(&sandbox, ["control-total", &at(8), AMOUNT, "announces amounts of 2324.99, the rows add up to 232499.00", ""]);
}

#[test]
fn case_073_currencies_that_are_none() {
    Feed::german().holds(
        &["eur", "DEM", "XXX", "XTS", "EURO", "€", "", "ZZZ"]
            .map(|text| ("Währung", text, "value", "expected an ISO 4217 currency")),
    );
}

/// That a contract forbids a second currency is no rule here; within a term it is held.
#[test]
fn case_074_two_currencies_under_one_contract() {
    let feed = Feed::german();
    feed.deliver(&[
        feed.row("V-0001", &[]),
        feed.row("V-0001", &[("Artikel", "MEETINGS"), ("Währung", "CHF"), (AMOUNT, "50,00")]),
    ]);
    assert_eq!(feed.sandbox.run(&["settle", "2022-09"]).code, 0);
    let told = ["payee", "currency", "lines"];
    let accounts = feed.sandbox.rows("drafts/2022-09/accounts.csv");
    let accounts: Vec<[&str; 3]> = accounts.iter().map(|row| told.map(|column| row[column].as_str())).collect();
    assert_eq!(accounts, [["buehler", "CHF", "5.00"], ["buehler", "EUR", "10.00"]], "they are never added");
    feed.deliver(&[feed.row("V-0001", &[]), feed.row("V-0001", &[("Währung", "CHF")])]);
    assert_eq!(feed.sandbox.run(&["settle", "2022-09"]).code, 3);
    assert_eq!(records(&feed.sandbox), [2, 0, 0, 0, 0, 2]);
}

/// Amounts have a bound, so that no sum leaves 64 bits; a sum that would is a defect that ends the program.
#[test]
fn case_075_numbers_too_large() {
    Feed::german().holds(&amounts([
        ("9223372036854775807", "at most 18 digits"),
        ("1000000000000000000000000000000", "at most 18 digits"),
        ("922337203685477580", "an amount has at most 1000000000000 minor units"),
        ("10000000000,01", "an amount has at most 1000000000000 minor units"),
    ]));
    let feed = Feed::german();
    let largest = bases(&feed, &["10.000.000.000,00"; 30]);
    assert!(largest.iter().all(|base| base == "10000000000.00"));
    let accounts = feed.sandbox.rows("drafts/2022-09/accounts.csv");
    assert_eq!((accounts.len(), accounts[0]["lines"].as_str()), (1, "30000000000.00"));
}

/// A rate is a number of percent from 0 to 100; that `0.1` was meant as 10 cannot be seen.
#[test]
fn case_076_rates_in_another_unit() {
    for (text, value) in [("10 %", "10 %"), ("\"0,1\"", "0,1"), ("1000", "1000"), ("110", "110"), ("-1", "-1")] {
        let sandbox = Sandbox::of("first-light");
        sandbox.replace("rulebook/rates.csv", ",percent,10,", &format!(",percent,{text},"));
        let row = refused(&sandbox, ["table-value", "rulebook/rates.csv:2", "value", "from 0 to 100", "correct the cell"]);
        assert_eq!(row["value"].trim_start_matches('\''), value);
    }
}

/// There are no rows that take back: a contract ends by its cancellation, and what was paid comes back by the subtraction.
#[test]
fn case_077_amounts_below_zero() {
    Feed::german().holds(&amounts([("-45,00", "expected an amount that is not negative"), ("-0,01", "not negative")]));
}

#[test]
fn case_078_noise_of_a_spreadsheet() {
    let says = "EUR has at most 2 decimals: such digits are noise of a spreadsheet's arithmetic";
    Feed::english().holds(&amounts([("0.30000000000000004", says), ("99.98999999999999", says)]));
}
