//! The workspace as a whole: its own file, and how findings are told.

use super::{MAP, Sandbox};

#[test]
fn a_workspace_file_that_cannot_be_read_stops() {
    for (from, to, code, says) in [
        ("principal = \"vendor\"", "principal = \"nobody\"", "unknown-name", "the principal nobody is no party"),
        ("principal = \"vendor\"", "principal = \"The Vendor\"", "table-value", "principal: "),
        ("\"2022-09\"", "\"September\"", "table-value", "first_month: "),
        ("first_month", "first", "table-value", "unknown field `first`"),
        ("name = \"New programme\"", "", "table-value", "missing field `name`"),
    ] {
        let sandbox = Sandbox::of("first-light");
        sandbox.replace("courtage.toml", from, to);
        let output = sandbox.run(&["settle", "2022-09"]);
        assert_eq!(output.code, 4, "{to}: {}", output.stdout);
        let rows = sandbox.rows("drafts/2022-09/findings.csv");
        let own = rows.iter().find(|row| row["file"] == "courtage.toml").unwrap_or_else(|| panic!("{to} is found: {rows:?}"));
        assert_eq!((own["severity"].as_str(), own["code"].as_str()), ("stop", code), "{to}");
        assert!(own["message"].contains(says) && !own["remedy"].is_empty(), "{to}: {own:?}");
    }
}

#[test]
fn one_cause_is_one_finding() {
    for (file, from, to, place) in [
        ("rulebook/plans.csv", "daily", "weekly", "rulebook/plans.csv:2"),
        ("rulebook/layouts/statement.csv", ",line_id,", ",line_number,", "rulebook/layouts/statement.csv:6"),
        (MAP, "file,decimal_mark,2022-06-01", "file,decimal_mark,2023-06-01", "rulebook/feed-maps/stern-kelly.csv:0"),
    ] {
        let sandbox = Sandbox::of("first-light");
        sandbox.replace(file, from, to);
        sandbox.run(&["settle", "2022-09"]);
        let found = sandbox.rows("drafts/2022-09/findings.csv");
        let places: Vec<String> = found.iter().map(|row| format!("{}:{}", row["file"], row["line"])).collect();
        assert_eq!(places, [place], "what follows from {from} → {to} is not reported beside it");
    }
}

#[test]
fn a_reason_is_one_line() {
    for (file, from, to) in [("courtage.toml", "first_month", "first"), (MAP, "V-[0-9]{4}", "V-[0-9{4}")] {
        let sandbox = Sandbox::of("first-light");
        sandbox.replace(file, from, to);
        sandbox.run(&["settle", "2022-09"]);
        for found in sandbox.rows("drafts/2022-09/findings.csv") {
            assert!(!found["message"].contains('\n'), "{file}: {:?}", found["message"]);
        }
    }
}
