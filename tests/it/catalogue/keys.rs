//! 49 to 61: keys and references.

use super::{AMOUNT, Feed, at, found, noted, refused};
use crate::{
    findings::{FEED, MAP, add_column, records},
    sandbox::{Row, Sandbox},
};

const FIRST: &str = "V-0001;MEETINGS;20001;Gasthof Post;01.09.2022;31.08.2023;10;150,00";

/// The identical double is a note, and the first counts.
#[test]
fn case_049_a_row_twice() {
    let sandbox = Sandbox::of("first-light");
    sandbox.add(FEED, FIRST);
    noted(&sandbox, ["repeated", &at(8), "", "word for word a second time", "the first counts"]);
    assert_eq!(records(&sandbox), [7, 5, 1, 0, 1, 0]);
}

#[test]
fn case_050_a_row_twice_with_another_amount() {
    let sandbox = Sandbox::of("first-light");
    sandbox.add(FEED, &FIRST.replace("150,00", "160,00"));
    assert_eq!(sandbox.run(&["settle", "2022-09"]).code, 3);
    assert_eq!(records(&sandbox), [7, 4, 1, 0, 0, 2], "both are held");
    for line in [2, 8] {
        found(&sandbox, "hold", ["doubled", &at(line), "", "says something else about the same contract", "which row is right"]);
    }
}

/// What a later delivery says of a closed month posts its difference; the closed month stays as it is.
#[test]
fn case_051_a_row_that_was_settled_before() {
    let sandbox = Sandbox::of("first-light");
    sandbox.replace(MAP, ",hold,", ",start,");
    assert_eq!(sandbox.run(&["close", "2022-09"]).code, 0);
    let book = sandbox.files("book");
    let september = |sandbox: &Sandbox| -> Vec<[String; 4]> {
        let output = sandbox.run(&["settle", "2022-10"]);
        assert_eq!(output.code, 0, "{}", output.stdout);
        let lines = sandbox.rows("drafts/2022-10/lines.csv").into_iter().filter(|line| line["earned_month"] == "2022-09");
        lines.map(|line| ["contract", "kind", "cause", "amount"].map(|column| line[column].clone())).collect()
    };
    let later = "feeds/stern-kelly/2022-11-05.csv";
    sandbox.write(later, sandbox.bytes(FEED));
    assert!(september(&sandbox).is_empty(), "what says the same posts nothing");
    sandbox.replace(later, "10;150,00", "10;180,00");
    assert_eq!(september(&sandbox), [["V-0001", "adjustment", "amended contract", "3.00"].map(str::to_owned)]);
    assert!(sandbox.files("book") == book);
}

#[test]
fn case_052_names_that_nothing_explains() {
    Feed::german().holds(&[
        ("Partner", "20009", "unknown-partner", "rulebook/aliases.csv explains"),
        ("Partner", "", "unknown-partner", "rulebook/aliases.csv explains"),
        ("Partner", "stern-kelly", "unknown-partner", "rulebook/aliases.csv explains"),
    ]);
    let sandbox = Sandbox::of("first-light");
    sandbox.write("feeds/nuvias/2022-10-05.csv", sandbox.bytes(FEED));
    let says = "nuvias is no distributor on 2022-10-05";
    refused(&sandbox, ["unknown-name", "feeds/nuvias/2022-10-05.csv", "", says, "rulebook/parties.csv"]);
}

/// Where the term does not renew such a day has no effect, which is said; a contract without an amount for its own days is held.
#[test]
fn case_053_a_day_outside_the_term() {
    let sandbox = Sandbox::of("first-light");
    add_column(&sandbox, "renewal_months", "Folge", ["0"; 6]);
    add_column(&sandbox, "valid_from", "Gilt ab", ["01.10.2023", "", "", "", "", ""]);
    assert_eq!(sandbox.run(&["settle", "2022-09"]).code, 3);
    found(&sandbox, "note", ["outside-term", &at(2), "Gilt ab", "a day behind a term that does not renew", "which term"]);
    found(&sandbox, "hold", ["phase-missing", &at(2), "", "the first known amount holds later", ""]);
    assert_eq!(records(&sandbox), [6, 4, 1, 0, 0, 1]);
}

#[test]
fn case_054_terms_and_steps_that_overlap_or_leave_gaps() {
    for start in ["01.07.2023", "02.08.2023"] {
        let sandbox = Sandbox::of("first-light");
        add_column(&sandbox, "term", "Laufzeit", ["1"; 6]);
        sandbox.add(FEED, &format!("V-0003;PHONE;20002;Praxis Dr. Öztürk;{start};31.07.2024;5;99,99;2"));
        assert_eq!(sandbox.run(&["settle", "2022-09"]).code, 3);
        found(&sandbox, "hold", ["term-overlap", &at(8), "", "does not start on 2023-08-01", "the right dates"]);
        assert_eq!(records(&sandbox), [7, 4, 1, 0, 0, 2]);
    }
    let steps = |second: &str| {
        let sandbox = Sandbox::of("first-light");
        let header = "band,from,effective_from,recorded_on,to,metric,scope,currency,window,method,gives,value,plus,reference";
        let terms = "volume,payee,EUR,quarter,flat,percent";
        sandbox.write(
            "rulebook/bands.csv",
            format!(
                "{header}\nsteps,0,2022-06-01,2022-06-01,3000,{terms},8,,x\nsteps,{second},2022-06-01,2022-06-01,,{terms},10,,x\n"
            ),
        );
        sandbox
    };
    let name = "rulebook/bands.csv";
    refused(&steps("2000"), ["table-row", &format!("{name}:2"), "to", "begins at 2000 already", ""]);
    noted(&steps("4000"), ["band-gap", &format!("{name}:2"), "to", "has nothing from 3000 to 4000", "a row between them"]);
}

fn with_chain(rows: &[&str]) -> Sandbox {
    let sandbox = Sandbox::of("first-light");
    let header =
        "plan,component,distributor,contract,position,payee,effective_from,recorded_on,formula,percent,paid_as,reference";
    let row = |row: &&str| format!("sub-agent,commission,*,*,{row},x\n");
    sandbox.write("rulebook/splits.csv", format!("{header}\n{}", rows.iter().map(row).collect::<String>()));
    sandbox
}

/// A chain is positions in a row, not names that point at each other: it has no way to run in a circle. What is left of a
/// circle is a name that stands in it twice.
#[test]
fn case_055_a_chain_that_meets_itself() {
    let sandbox = with_chain(&[
        "1,partner,2022-06-01,2022-06-01,percent_of_gross,50,",
        "2,almtal,2022-06-01,2022-06-01,percent_of_gross,20,",
        "3,partner,2022-06-01,2022-06-01,percent_of_gross,20,",
    ]);
    let says = "on 2022-06-01 partner has another share of this chain as commission";
    refused(&sandbox, ["table-row", "rulebook/splits.csv:4", "", says, "into one row"]);
}

/// Less than all is as agreed: the rest is paid to nobody.
#[test]
fn case_056_shares_that_are_more_than_all() {
    let sandbox = with_chain(&[
        "1,partner,2022-06-01,2022-06-01,percent_of_gross,60,",
        "2,almtal,2022-06-01,2022-06-01,percent_of_gross,40.01,",
    ]);
    refused(&sandbox, ["split-above-gross", "rulebook/splits.csv:3", "", "100.01", "lower a percentage"]);
}

#[test]
fn case_057_ids_that_lost_their_zeros() {
    let feed = Feed::german();
    feed.sandbox.add("rulebook/aliases.csv", "stern-kelly,00123,2022-06-01,2022-06-01,almtal,partner list of June 2022");
    feed.holds(&[
        ("Partner", "123", "unknown-partner", "did you mean \"00123\"?"),
        ("Partner", "020002", "unknown-partner", "did you mean \"20002\"?"),
    ]);
    assert_eq!(feed.settles(&[&[("Partner", "00123")]])[0]["sub_agent_id"], "almtal");
}

/// Told from a good id by the pattern that the map declares for it.
#[test]
fn case_058_ids_that_a_spreadsheet_changed() {
    let says = "a spreadsheet seems to have changed it";
    Feed::german().holds(&["1E5", "4,90E+12", "4.9E+12", "01.Mrz", "1-Mar", "DEC-12"].map(|id| ("Vertrag", id, "value", says)));
}

#[test]
fn case_059_ids_with_blanks_around_them() {
    Feed::german().holds(&[
        ("Vertrag", "V-0001 ", "value", "a blank stands around it"),
        ("Vertrag", " V-0001", "value", "a blank stands around it"),
        ("Artikel", "PHONE\u{a0}", "value", "a blank of the kind U+00A0"),
        ("Partner", "20002 ", "unknown-partner", "did you mean \"20002\"?"),
        ("Währung", "EUR ", "value", "ISO 4217"),
    ]);
}

/// No id of a feed is ever a path; the ids that name files are those of parties, and have a spelling of their own.
#[test]
fn case_060_ids_that_look_like_paths() {
    let pattern = "expected an id that matches";
    let long = "V".repeat(300).leak();
    Feed::german().holds(&[
        ("Vertrag", "../../etc/passwd", "value", pattern),
        ("Vertrag", "a/b", "value", pattern),
        ("Vertrag", "CON", "value", pattern),
        ("Vertrag", ".", "value", pattern),
        ("Vertrag", long, "value", "it has 300 characters, at most 100 are taken"),
        ("Artikel", long, "value", "it has 300 characters, at most 100 are taken"),
        ("Artikel", "a\nb", "value", "a line end stands in it"),
        ("Artikel", "", "value", "expected an id, found nothing"),
    ]);
    let feed = Feed::german();
    let lines =
        feed.settles(&[&[("Artikel", "../../etc/passwd")], &[("Artikel", "a/b")], &[("Artikel", "CON")], &[("Artikel", ".")]]);
    assert_eq!(lines.iter().map(|line| line["item"].as_str()).collect::<Vec<_>>(), ["../../etc/passwd", "a/b", "CON", "."]);
    let files: Vec<String> = feed.sandbox.files("drafts/2022-09").into_iter().map(|(name, _)| name).collect();
    let plain = Feed::german();
    plain.settles(&[&[]]);
    let expected: Vec<String> = plain.sandbox.files("drafts/2022-09").into_iter().map(|(name, _)| name).collect();
    assert_eq!(files, expected, "none of them names a file");
    for id in ["../x", "a/b", "CON", "."] {
        let sandbox = Sandbox::of("first-light");
        sandbox.add("rulebook/parties.csv", &format!("{id},2022-06-01,2022-06-01,Somebody,partner,statement,x"));
        refused(&sandbox, ["table-value", "rulebook/parties.csv:7", "party", "a-z", "correct the cell"]);
    }
}

/// Files are named by ids of parties, which have no capitals: no two of them are one on any disk.
#[test]
fn case_061_ids_that_differ_by_capitals() {
    let feed = Feed::german();
    feed.deliver(&[feed.row("V-0001", &[("Artikel", "ab")]), feed.row("V-0001", &[("Artikel", "AB"), (AMOUNT, "10,00")])]);
    assert_eq!(feed.sandbox.run(&["settle", "2022-09"]).code, 0);
    let told = |line: &Row| (line["item"].clone(), line["base"].clone());
    let lines = feed.sandbox.rows("drafts/2022-09/lines.csv");
    let expected = [("AB", "10.00"), ("ab", "99.99")].map(|(item, base)| (item.to_owned(), base.to_owned()));
    assert_eq!(lines.iter().map(told).collect::<Vec<_>>(), expected);
    let sandbox = Sandbox::of("first-light");
    sandbox.add("rulebook/parties.csv", "Almtal,2022-06-01,2022-06-01,Almtal,partner,statement,x");
    refused(&sandbox, ["table-value", "rulebook/parties.csv:7", "party", "a-z", "correct the cell"]);
}
