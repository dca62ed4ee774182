//! 79 to 90: days.

use courtage::basics::add_months;

use super::{Feed, Spoilt, at, refused, same_lines, with_bytes};
use crate::{
    findings::{FEED, MAP, delivered, records},
    sandbox::{Row, Sandbox},
    workbooks,
};

/// These first days, each with what is said of it.
fn days<const N: usize>(cases: [(&'static str, &'static str); N]) -> Vec<Spoilt> {
    cases.iter().map(|(text, says)| ("Beginn", *text, "value", *says)).collect()
}

#[test]
fn case_079_days_that_no_calendar_has() {
    Feed::german().holds(&days([
        ("31.02.2025", "month 2 of 2025 has no day 31"),
        ("29.02.2023", "month 2 of 2023 has no day 29"),
        ("31.04.2022", "month 4 of 2022 has no day 31"),
        ("00.08.2022", "no day 0"),
        ("01.13.2022", "no month 13"),
    ]));
}

/// An anniversary is counted from the first day: it falls on the month's end where there is no such day, and comes back.
#[test]
fn case_080_the_leap_day() {
    let sandbox = delivered("01.10.2022;30.09.2023", "29.02.2024;27.02.2025");
    assert_eq!(sandbox.run(&["settle", "2022-09"]).code, 0);
    assert_eq!(records(&sandbox), [6, 5, 1, 0, 0, 0], "not due yet");
    let leap = "2024-02-29".parse().unwrap();
    let later = [12, 24, 36, 48].map(|months| add_months(leap, months).to_string());
    assert_eq!(later, ["2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]);
}

#[test]
fn case_081_days_that_may_be_read_in_two_ways() {
    for (form, day) in [("%d/%m/%Y", "2022-08-07"), ("%m/%d/%Y", "2022-07-08")] {
        let mut feed = Feed::german();
        feed.sandbox.replace(MAP, "%d.%m.%Y", form);
        (feed.base[4], feed.base[5]) = ("07/08/2022", "07/07/2023");
        feed.settles(&[&[]]);
        assert_eq!(feed.sandbox.rows("drafts/2022-09/facts.csv")[0]["starts_on"], day, "the map alone decides");
    }
    let sandbox = Sandbox::of("first-light");
    sandbox.keep(MAP, |line| !line.starts_with("file,date_form,"));
    refused(&sandbox, ["feed-map", MAP, "", "the setting date_form is missing", "deliveries of 2022-10-05"]);
    let guess = Sandbox::of("first-light");
    guess.replace(MAP, "%d.%m.%Y", "auto");
    refused(&guess, ["feed-map", &format!("{MAP}:6"), "value", "date_form: expected a form", "correct the row"]);
}

#[test]
fn case_082_day_and_month_the_other_way_round() {
    let feed = Feed::american();
    feed.holds(&days([("13/04/2022", "no month 13")]));
    feed.deliver(&["13/09/2022", "14/09/2022", "15/09/2022"].map(|day| feed.row("V-0001", &[("Beginn", day)])));
    let says = "3 of 3 rows cannot be read: their starts_on is written another way than the feed map says";
    refused(&feed.sandbox, ["wrong-map", &at(2), "Beginn", says, "date_form, now %m/%d/%Y"]);
}

#[test]
fn case_083_years_of_two_digits() {
    Feed::german().holds(&days([("01.08.22", "the year has two digits: the century is not guessed")]));
    let sandbox = Sandbox::of("first-light");
    sandbox.replace(MAP, "%d.%m.%Y", "%d.%m.%y");
    refused(&sandbox, ["feed-map", &format!("{MAP}:6"), "value", "date_form: expected a form", "correct the row"]);
}

#[test]
fn case_084_days_of_another_width() {
    Feed::german().holds(&days([
        ("1.8.2022", "expected a day written as %d.%m.%Y"),
        (" 01.08.2022", "a blank stands around it"),
        ("01.08.2022 ", "a blank stands around it"),
        ("2022-8-1", "expected a day written as %d.%m.%Y"),
        ("20220801", "nothing stands between day, month and year"),
    ]));
}

/// The days of a workbook, by either of its calendars, are tested where workbooks are read.
#[test]
fn case_085_numbers_for_days() {
    let serial = "it looks like the number by which a spreadsheet keeps a day";
    Feed::german().holds(&days([("45690", serial), ("44927.5", serial), ("44927,5", serial), ("43314", serial)]));
    let workbook = workbooks::delivered(".xlsx", &workbooks::workbook(&[("Export", &workbooks::rows())]));
    assert_eq!(workbooks::lines(&workbook, ".xlsx"), workbooks::lines(&Sandbox::of("first-light"), ".csv"), "as days of cells");
}

/// Feeds have days alone: nobody decides for a distributor on which of two days a moment lies.
#[test]
fn case_086_moments_for_days() {
    let moment = "a time of day stands with it";
    Feed::german().holds(&days([
        ("2022-09-30T23:30:00-05:00", moment),
        ("01.08.2022 00:00", moment),
        ("01.08.2022T00:00:00Z", moment),
    ]));
}

/// There are no local times; a zone in which a day of the term has no midnight, or two, changes no byte.
#[test]
fn case_087_zones_that_shift_their_clocks() {
    let sandbox = with_bytes(super::text());
    same_lines(&sandbox);
    let lines = sandbox.bytes("drafts/2022-09/lines.csv");
    for zone in ["America/Sao_Paulo", "Asia/Beirut", "Europe/Vienna", "Pacific/Apia"] {
        assert_eq!(sandbox.run_with(&["settle", "2022-09"], &[("TZ", zone)]).code, 0);
        assert!(sandbox.bytes("drafts/2022-09/lines.csv") == lines, "{zone}");
    }
}

#[test]
fn case_088_years_that_cannot_be_meant() {
    Feed::german().holds(&days([
        ("01.08.0000", "from 1990 to 2199"),
        ("01.08.1899", "from 1990 to 2199"),
        ("01.08.9999", "from 1990 to 2199"),
        ("01.08.2200", "from 1990 to 2199"),
        ("01.08.12025", "the year has more than four digits"),
        ("+12025-01-01", "a sign stands in front"),
    ]));
}

#[test]
fn case_089_a_day_for_an_open_end() {
    Feed::german().holds(&[("Ende", "31.12.9999", "value", "no open end"), ("Ende", "", "value", "")]);
}

#[test]
fn case_090_a_row_for_a_closed_month() {
    let sandbox = Sandbox::of("first-light");
    assert_eq!(sandbox.run(&["close", "2022-09"]).code, 0);
    let book = sandbox.files("book");
    let later = "feeds/stern-kelly/2022-11-05.csv";
    sandbox.write(later, sandbox.bytes(FEED));
    sandbox.add(later, "V-0007;PHONE;20002;Praxis Dr. Öztürk;01.09.2022;31.08.2023;5;100,00");
    let output = sandbox.run(&["settle", "2022-10"]);
    assert_eq!(output.code, 0, "{}", output.stdout);
    let told = |line: &Row| ["earned_month", "settled_period", "kind", "cause", "amount"].map(|column| line[column].clone());
    let lines = sandbox.rows("drafts/2022-10/lines.csv");
    let own: Vec<[String; 5]> = lines.iter().filter(|line| line["contract"] == "V-0007").map(told).collect();
    let expected =
        [["2022-09", "2022-10", "adjustment", "late contract", "10.00"], ["2022-10", "2022-10", "regular", "", "10.00"]];
    assert_eq!(own, expected.map(|line| line.map(str::to_owned)));
    assert!(sandbox.files("book") == book, "the closed month is never touched");
}
