//! Tables taken together: names that nothing explains, plans that change their basis, ladders out of order.

use super::{Expected, Sandbox};

/// A name that nothing explains: table, row, line, column, name, where it should be explained.
type Unknown = (&'static str, &'static str, u32, &'static str, &'static str, &'static str);

const UNKNOWN: [Unknown; 14] = [
    ("rulebook/parties", "newcomer,2022-06-01,2022-06-15,New Ltd,partner,plain,x", 20, "layout", "plain", "layouts/plain.csv"),
    ("rulebook/aliases", "nuvias,NUV-NEW,2022-06-01,2022-06-15,newcomer,x", 18, "party", "newcomer", "rulebook/parties.csv"),
    ("rulebook/aliases", "exertis,E-1,2022-06-01,2022-06-15,niehues,x", 18, "distributor", "exertis", "rulebook/parties.csv"),
    (
        "rulebook/agreements",
        "newcomer,nuvias,resale,2022-06-01,2022-06-15,reseller,current,,x",
        19,
        "party",
        "newcomer",
        "rulebook/parties.csv",
    ),
    (
        "rulebook/agreements",
        "niehues,exertis,resale,2022-06-01,2022-06-15,reseller,current,,x",
        19,
        "distributor",
        "exertis",
        "rulebook/parties.csv",
    ),
    (
        "rulebook/agreements",
        "niehues,nuvias,resale,2022-06-01,2022-06-15,dealer,current,,x",
        19,
        "plan",
        "dealer",
        "rulebook/plans.csv",
    ),
    (
        "rulebook/agreements",
        "niehues,nuvias,resale,2022-06-01,2022-06-15,reseller,zoom-up-2026,,x",
        19,
        "tier_policy",
        "zoom-up-2026",
        "rulebook/programmes.csv",
    ),
    (
        "rulebook/tiers",
        "zoom-up-2026,gold,2022-06-01,2022-06-15,1,0,x",
        8,
        "programme",
        "zoom-up-2026",
        "rulebook/programmes.csv",
    ),
    (
        "rulebook/requirements",
        "zoom-up-2022,gold,competencies,*,2022-09-01,2022-08-15,1,x",
        6,
        "tier",
        "gold",
        "rulebook/tiers.csv",
    ),
    (
        "rulebook/requirements",
        "zoom-up-2022,sales,tier,gold,2022-09-01,2022-08-15,1,x",
        6,
        "subject",
        "gold",
        "rulebook/tiers.csv",
    ),
    (
        "rulebook/requirements",
        "zoom-up-2022,sales,competencies,zoom-rooms,2022-09-01,2022-08-15,1,x",
        6,
        "subject",
        "zoom-rooms",
        "rulebook/competencies.csv",
    ),
    (
        "rulebook/rates",
        "commission,dealer,*,*,*,*,*,2022-06-01,2022-06-15,percent,1,x",
        16,
        "plan",
        "dealer",
        "rulebook/plans.csv",
    ),
    (
        "rulebook/rates",
        "commission,sub-agent,*,*,gold,*,*,2022-06-01,2022-06-15,percent,1,x",
        16,
        "tier",
        "gold",
        "rulebook/tiers.csv",
    ),
    (
        "rulebook/rates",
        "commission,sub-agent,*,*,*,zoom-rooms,*,2022-06-01,2022-06-15,percent,1,x",
        16,
        "competency",
        "zoom-rooms",
        "rulebook/competencies.csv",
    ),
];

#[test]
fn a_name_that_no_table_explains_stops_where_it_stands() {
    for (table, row, line, column, value, explained_in) in UNKNOWN {
        let sandbox = Sandbox::of("zoom-up");
        let file = format!("{table}.csv");
        sandbox.add(&file, row);
        let (place, says) = (format!("{file}:{line}"), format!("explains {value}"));
        Expected { code: "unknown-name", place: &place, column, value, says: &says, remedy: explained_in }.stops(&sandbox);
    }
    let sandbox = Sandbox::of("zoom-up");
    sandbox.add("rulebook/rates.csv", "discount,reseller,*,zoom-up-2026,*,*,*,2022-06-01,2022-06-15,percent,1,x");
    let (place, column, value) = ("rulebook/rates.csv:16", "programme", "zoom-up-2026");
    Expected { code: "unknown-name", place, column, value, says: "explains zoom-up-2026", remedy: "rulebook/programmes.csv" }
        .stops(&sandbox);
}

#[test]
fn a_fact_about_nobody_stops_where_it_stands() {
    for (table, row, line, column, value) in [
        ("facts/people", "p-900,2022-09-01,2022-09-01,niehuess,x", 49, "employer", "niehuess"),
        ("facts/accreditations", "p-900,sales,2022-09-01,2022-09-01,held,x", 50, "person", "p-900"),
        ("facts/competencies_held", "niehuess,volume,2022-09-01,2022-09-01,held,x", 7, "party", "niehuess"),
        ("facts/competencies_held", "niehues,volumes,2022-09-01,2022-09-01,held,x", 7, "competency", "volumes"),
        ("facts/elections", "niehuess,2022-06-01,2022-06-20,sales,x", 11, "party", "niehuess"),
        ("facts/elections", "sydhavn,2022-06-01,2022-06-20,gold,x", 11, "tier", "gold"),
    ] {
        let sandbox = Sandbox::of("zoom-up");
        let file = format!("{table}.csv");
        sandbox.add(&file, row);
        let place = format!("{file}:{line}");
        Expected { code: "unknown-name", place: &place, column, value, says: value, remedy: "" }.stops(&sandbox);
    }
}

#[test]
fn a_distributor_or_payee_without_a_layout_stops() {
    let sandbox = Sandbox::of("first-light");
    sandbox.replace("rulebook/parties.csv", "distributor,statement,", "distributor,,");
    let (place, says) = ("rulebook/parties.csv:3", "no layout is named");
    Expected { code: "unknown-name", place, column: "layout", value: "", says, remedy: "name a layout" }.stops(&sandbox);
    let payee = Sandbox::of("first-light");
    payee.replace("rulebook/parties.csv", "statement,partner agreement 1", ",partner agreement 1");
    let (place, says) = ("rulebook/parties.csv:4", "almtal earns commission and gets a statement, but has no layout");
    Expected { code: "unknown-name", place, column: "layout", value: "", says, remedy: "name a layout" }.stops(&payee);
}

#[test]
fn a_layout_that_cannot_be_written_stops() {
    let name = "rulebook/layouts/statement.csv";
    for (from, to, line, value, says) in [
        (",line_id,", ",line_number,", 6, "line_number", "expected one of line_id, kind"),
        (",utf-8,", ",windows-1252,", 2, "windows-1252", "names of customers need not fit"),
        ("file,decimal_mark,2022-06-01,2022-06-01,,.,", "file,decimal_mark,2022-06-01,2022-06-01,,;,", 4, ";", "expected . or ,"),
    ] {
        let sandbox = Sandbox::of("first-light");
        sandbox.replace(name, from, to);
        let place = format!("{name}:{line}");
        Expected { code: "table-value", place: &place, column: "value", value, says, remedy: "correct the row" }.stops(&sandbox);
    }
}

#[test]
fn a_plan_that_changes_its_basis_stops() {
    let sandbox = Sandbox::of("first-light");
    sandbox.add("rulebook/plans.csv", "sub-agent,commission,2022-10-01,2022-09-15,earned,daily,0.01,,plan 2023");
    let (place, says) = ("rulebook/plans.csv:3", "the plan had basis_date starts_on before");
    Expected { code: "table-row", place, column: "", value: "", says, remedy: "a new basis is a new plan" }.stops(&sandbox);
    let same = Sandbox::of("first-light");
    same.add("rulebook/plans.csv", "sub-agent,commission,2022-10-01,2022-09-15,starts_on,daily,0.10,,plan 2023");
    assert_eq!(same.run(&["settle", "2022-09"]).code, 0, "another step is another row of the same plan");
}

#[test]
fn a_ladder_out_of_order_stops() {
    for (table, row, line, code, says, remedy) in [
        (
            "rulebook/tiers",
            "zoom-up-2022,gold,2022-09-01,2022-08-15,3,0,x",
            4,
            "table-row",
            "has rank 3 too",
            "a rank of its own",
        ),
        (
            "rulebook/requirements",
            "zoom-up-2022,sales,tier,performance,2022-09-01,2022-08-15,1,x",
            6,
            "table-row",
            "not below it",
            "lower rank",
        ),
        (
            "rulebook/programmes",
            "zoom-up-2026,2026-01-01,2022-08-15,checklist,yes,x",
            4,
            "unknown-name",
            "no tier of rank 1",
            "lowest tier",
        ),
    ] {
        let sandbox = Sandbox::of("zoom-up");
        let file = format!("{table}.csv");
        sandbox.add(&file, row);
        let place = format!("{file}:{line}");
        Expected { code, place: &place, column: "", value: "", says, remedy }.stops(&sandbox);
    }
}
