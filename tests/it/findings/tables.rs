//! Every table of rulebook and facts: a bad cell, a row twice, a broken file.

use super::{Expected, Sandbox};

/// A bad cell: table, what stands there, what is put there, line, column, value, what is expected.
type BadCell = (&'static str, &'static str, &'static str, u32, &'static str, &'static str, &'static str);

const BAD_CELLS: [BadCell; 34] = [
    ("rulebook/parties", "stern-kelly,2021", "Stern Kelly,2021", 3, "party", "Stern Kelly", "a-z"),
    ("rulebook/parties", "GmbH,distributor,", "GmbH,dealer,", 3, "role", "dealer", "principal, distributor or partner"),
    ("rulebook/parties", "2021-01-01,", "01.01.2021,", 2, "effective_from", "01.01.2021", "a day such as 2022-09-01"),
    ("rulebook/parties", ",2022-06-15,", ",2022-06-31,", 2, "recorded_on", "2022-06-31", "a day such as 2022-09-01"),
    ("rulebook/aliases", ",atelier-visio,", ",,", 2, "party", "", "a-z"),
    ("rulebook/agreements", "nuvias,referral,", "nuvias,sale,", 2, "model", "sale", "referral or resale"),
    ("rulebook/agreements", ",current,12,", ",Current,12,", 2, "tier_policy", "Current", "current, none"),
    ("rulebook/agreements", ",current,12,", ",current,-1,", 2, "renewal_months", "-1", "a whole number"),
    ("rulebook/plans", "reseller,discount,", "reseller,rebate,", 2, "component", "rebate", "one of commission"),
    ("rulebook/plans", ",earned,", ",paid,", 2, "basis_date", "paid", "signed_on, starts_on, earned"),
    ("rulebook/plans", ",daily,", ",weekly,", 2, "proration", "weekly", "one of daily, anniversary"),
    ("rulebook/plans", ",0.01,", ",0,", 2, "step", "0", "positive amount"),
    ("rulebook/plans", ",8,", ",8 %,", 2, "points_cap", "8 %", "a number such as 12.5"),
    ("rulebook/programmes", ",checklist,", ",list,", 2, "evidence", "list", "election, checklist or points"),
    ("rulebook/programmes", ",checklist,yes,", ",checklist,maybe,", 2, "distinct_people", "maybe", "yes or no"),
    ("rulebook/tiers", ",2,14,", ",0,14,", 3, "rank", "0", "a rank from 1"),
    ("rulebook/tiers", ",2,14,", ",2,two weeks,", 3, "grace_days", "two weeks", "a whole number"),
    (
        "rulebook/requirements",
        ",accredited_people,",
        ",people,",
        2,
        "requirement",
        "people",
        "accredited_people, tier, competencies, points",
    ),
    ("rulebook/requirements", ",3,", ",three,", 2, "at_least", "three", "a whole number"),
    ("rulebook/competencies", "zoom-phone,", "Zoom Phone,", 4, "competency", "Zoom Phone", "a-z"),
    ("rulebook/rates", "*,*,*,*,1,", "*,*,*,*,first,", 2, "term", "first", "such as 1, 2+ or *"),
    ("rulebook/rates", ",percent,10,", ",percentage,10,", 2, "shape", "percentage", "one of percent, points"),
    ("rulebook/rates", ",percent,10,", ",percent,\"10,5\",", 2, "value", "10,5", "from 0 to 100 such as 12.5"),
    ("rulebook/rates", ",percent,10,", ",percent,110,", 2, "value", "110", "from 0 to 100 such as 12.5"),
    ("rulebook/rates", ",none,,", ",none,0,", 5, "value", "0", "nothing beside none"),
    ("rulebook/feed-maps/nuvias", "file,encoding,", "files,encoding,", 2, "part", "files", "file, column, constant"),
    ("rulebook/feed-maps/nuvias", "file,encoding,", "file,charset,", 2, "name", "charset", "encoding, delimiter"),
    ("rulebook/feed-maps/nuvias", "column,contract,", "column,number,", 12, "name", "number", "one of contract, item"),
    ("rulebook/layouts/de-statement", "column,010,", "column,first,", 6, "name", "first", "a whole number"),
    ("rulebook/layouts/de-statement", "file,encoding,", "sheet,encoding,", 2, "part", "sheet", "file, column or word"),
    ("facts/people", ",brueckner-voigt,", ",Brückner & Voigt,", 2, "employer", "Brückner & Voigt", "a-z"),
    ("facts/accreditations", ",held,", ",yes,", 2, "status", "yes", "held or closed"),
    ("facts/competencies_held", ",held,", ",gold,", 2, "status", "gold", "held or closed"),
    ("facts/elections", ",sales,", ",Sales,", 2, "tier", "Sales", "a-z"),
];

#[test]
fn a_cell_that_cannot_be_read_stops_at_table_line_and_column() {
    for (table, from, to, line, column, value, says) in BAD_CELLS {
        let sandbox = Sandbox::of("zoom-up");
        let file = format!("{table}.csv");
        sandbox.replace(&file, from, to);
        let place = format!("{file}:{line}");
        Expected { code: "table-value", place: &place, column, value, says, remedy: "correct the cell" }.stops(&sandbox);
    }
}

/// Every table of `zoom-up`.
fn tables(sandbox: &Sandbox) -> Vec<String> {
    let of_ours = |(name, _): (String, Vec<u8>)| (name.starts_with("rulebook/") || name.starts_with("facts/")).then_some(name);
    let names: Vec<String> = sandbox.files(".").into_iter().filter_map(of_ours).collect();
    assert_eq!(names.len(), 17, "nine tables of rules, two maps, two layouts, four of facts");
    names
}

#[test]
fn a_row_that_stands_twice_stops_in_every_table() {
    for table in tables(&Sandbox::of("zoom-up")) {
        let sandbox = Sandbox::of("zoom-up");
        let text = sandbox.text(&table);
        let (first, last) = (text.lines().nth(1).unwrap(), text.lines().count() + 1);
        sandbox.add(&table, first);
        let place = format!("{table}:{last}");
        let says = "another row has the same keys";
        Expected { code: "table-row", place: &place, column: "", value: "", says, remedy: "leave one of the two out" }
            .stops(&sandbox);
    }
}

#[test]
fn a_table_with_a_broken_header_stops() {
    for table in tables(&Sandbox::of("zoom-up")) {
        let sandbox = Sandbox::of("zoom-up");
        sandbox.replace(&table, "reference", "source");
        let place = format!("{table}:1");
        Expected { code: "header", place: &place, column: "source", value: "", says: "unknown", remedy: "effective_from" }
            .stops(&sandbox);
        let sandbox = Sandbox::of("zoom-up");
        sandbox.edit(&table, |text| {
            let (head, rows) = text.split_once('\n').unwrap();
            format!("{}\n{rows}", head.replacen("recorded_on,", "", 1))
        });
        Expected { code: "header", place: &place, column: "recorded_on", value: "", says: "missing", remedy: "recorded_on" }
            .stops(&sandbox);
    }
}

#[test]
fn a_table_with_a_broken_structure_stops() {
    let name = "rulebook/rates.csv";
    let broken = |change: &dyn Fn(String) -> Vec<u8>| {
        let sandbox = Sandbox::of("first-light");
        sandbox.write(name, change(sandbox.text(name)));
        sandbox
    };
    let (at, none) = (format!("{name}:2"), "");
    let short = broken(&|text| text.replacen("percent,10,", "percent,", 1).into_bytes());
    let says = "the header has 12 fields, this row has 11";
    Expected { code: "field-count", place: &at, column: none, value: none, says, remedy: "a line may be lost" }.stops(&short);
    let open = broken(&|text| text.replacen("assumption", "\"assumption", 1).into_bytes());
    let says = "a quoted field opens here and never ends";
    Expected { code: "file-quoting", place: &at, column: none, value: none, says, remedy: "RFC 4180" }.stops(&open);
    let latin = broken(&|text| text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect());
    let says = "byte 0xA7 at offset";
    Expected { code: "file-encoding", place: &at, column: none, value: none, says, remedy: "" }.stops(&latin);
    let twice = broken(&|text| text.replacen("product,programme", "product,product", 1).into_bytes());
    let first = format!("{name}:1");
    let says = "two columns have this heading";
    Expected { code: "header", place: &first, column: "product", value: none, says, remedy: "leave one of them out" }
        .stops(&twice);
}

#[test]
fn a_file_that_is_no_table_stops() {
    for (name, says, remedy) in [
        ("rulebook/rate.csv", "no table of the rulebook", "take it out of rulebook/"),
        ("rulebook/notes.txt", "no table of the rulebook", "take it out of rulebook/"),
        ("rulebook/layouts/Deutsch.csv", "no table of the rulebook", "take it out of rulebook/"),
        ("facts/persons.csv", "no table of facts", "take it out of facts/"),
    ] {
        let sandbox = Sandbox::of("first-light");
        sandbox.write(name, "a,b\n");
        Expected { code: "table-row", place: name, column: "", value: "", says, remedy }.stops(&sandbox);
    }
    let sandbox = Sandbox::of("first-light");
    sandbox.write("rulebook/.rates.csv.swp", "an editor's file");
    sandbox.write("rulebook/~$rates.csv", "an office's lock");
    assert_eq!(sandbox.run(&["settle", "2022-09"]).code, 0, "what editors leave is passed over");
}
