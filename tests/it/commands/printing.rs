//! Which words are understood, what goes to which stream, and what programs read.

use std::fs;

use serde_json::Value;

use crate::sandbox::Sandbox;

#[test]
fn words_that_make_no_sense_are_refused() {
    let sandbox = Sandbox::of("first-light");
    let before = sandbox.files(".");
    for words in [
        &[][..],
        &["setle", "2022-09"],
        &["settle"],
        &["settle", "September"],
        &["settle", "2022-13"],
        &["settle", "2022-9"],
        &["settle", "2022-09-30"],
        &["settle", "2022-09", "2022-10"],
        &["settle", "2022-09", "--known-on", "2022-02-30"],
        &["settle", "2022-09", "--known-on", "yesterday"],
        &["settle", "2022-09", "--format", "xml"],
        &["settle", "2022-09", "--force"],
        &["check", "--out", "x"],
        &["explain"],
        &["init"],
        &["-q", "-v", "check"],
    ] {
        let output = sandbox.run(words);
        assert_eq!((output.code, output.stdout.as_str()), (2, ""), "{words:?}");
        assert!(output.stderr.contains("--help") || output.stderr.contains("Usage:"), "{words:?}: {}", output.stderr);
    }
    assert_eq!(sandbox.files("."), before, "nothing is written");
}

#[test]
fn a_folder_that_is_no_workspace_is_named_with_the_remedy() {
    let sandbox = Sandbox::empty();
    fs::create_dir(sandbox.root()).unwrap();
    for words in [&["settle", "2022-09"][..], &["check"], &["explain", "V-0001"]] {
        let output = sandbox.run(words);
        assert_eq!((output.code, output.stdout.as_str()), (74, ""), "{words:?}");
        for part in [sandbox.root().to_str().unwrap(), "courtage.toml", "--workspace", "courtage init"] {
            assert!(output.stderr.contains(part), "{words:?} names {part}: {}", output.stderr);
        }
    }
    assert!(sandbox.files(".").is_empty(), "nothing is written");
}

#[test]
fn results_go_to_stdout_and_the_log_to_stderr() {
    let sandbox = Sandbox::of("zoom-up");
    for words in [&["settle", "2022-09"][..], &["check"], &["explain", "SK-220121"]] {
        let plain = sandbox.run(words);
        assert_eq!(plain.stderr, "", "{words:?}: without -v there is no log");
        let told = sandbox.run(&[words, &["-v"]].concat());
        assert_eq!(told.stdout, plain.stdout, "{words:?}: the log does not mix with the result");
        for stage in ["read rulebook", "parse feeds", "standings"] {
            assert!(told.stderr.contains(stage), "{words:?}: -v tells of {stage}: {}", told.stderr);
        }
        let quiet = sandbox.run(&[words, &["-q"]].concat());
        assert_eq!((quiet.stdout, quiet.stderr.as_str()), (plain.stdout, ""), "{words:?}");
    }
}

#[test]
fn no_escape_codes_reach_a_pipe() {
    let sandbox = Sandbox::of("zoom-up");
    for no_colour in ["1", ""] {
        for words in
            [&["settle", "2022-09", "-vv"][..], &["check", "-v"], &["explain", "nobody"], &["settle", "never"], &["--help"]]
        {
            let output = sandbox.run_with(words, &[("NO_COLOR", no_colour), ("TERM", "xterm-256color")]);
            assert!(!output.stdout.contains('\u{1b}') && !output.stderr.contains('\u{1b}'), "{words:?}: {output:?}");
        }
    }
}

/// The table of a text summary: currency, contracts, lines, commission, discount, held.
fn table(text: &str) -> Vec<Vec<String>> {
    let rows = text.lines().skip(2).take_while(|line| !line.starts_with("records:"));
    rows.map(|line| {
        let cells: Vec<String> = line.split_whitespace().map(|cell| cell.replace(',', "")).collect();
        cells[cells.len() - 6..].to_vec()
    })
    .collect()
}

/// The same of a JSON summary. An amount that is no text has no place in it.
fn json_table(summary: &Value) -> Vec<Vec<String>> {
    let amount = |value: &Value| match value {
        Value::Null => "–".to_owned(),
        Value::String(text) => text.clone(),
        other => panic!("an amount is text, not {other}"),
    };
    let row = |row: &Value| {
        vec![
            row["currency"].as_str().unwrap().to_owned(),
            row["contracts"].to_string(),
            row["lines"].to_string(),
            amount(&row["payable"]),
            amount(&row["discount"]),
            row["held"].to_string(),
        ]
    };
    summary["rows"].as_array().unwrap().iter().map(row).collect()
}

fn has_a_float(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_f64(),
        Value::Array(values) => values.iter().any(has_a_float),
        Value::Object(fields) => fields.values().any(has_a_float),
        _ => false,
    }
}

#[test]
fn json_has_the_totals_of_the_text_with_amounts_as_text() {
    let sandbox = Sandbox::of("zoom-up");
    for command in ["settle", "check"] {
        let text = sandbox.run(&[command, "2022-09"]);
        let json = sandbox.run(&[command, "2022-09", "--format", "json"]);
        assert_eq!((text.code, json.code), (3, 3), "{command}");
        let summary: Value = serde_json::from_str(&json.stdout).unwrap();
        assert_eq!(json_table(&summary), table(&text.stdout), "{command}");
        assert_eq!(table(&text.stdout).len(), 4, "{command}: {}", text.stdout);
        assert!(!has_a_float(&summary), "{command}: no number of a summary is a float");
        assert_eq!(summary["schema"], 1);
        assert_eq!((&summary["period"], &summary["known_on"]), (&"2022-09".into(), &"2022-10-05".into()));
        let records = &summary["records"];
        let counts = ["settled", "not_due", "no_entitlement", "superseded", "held"].map(|place| records[place].as_u64().unwrap());
        let line = format!(
            "records: {} read = {} settled + {} not due + {} no entitlement + {} superseded + {} held",
            counts.iter().sum::<u64>(),
            counts[0],
            counts[1],
            counts[2],
            counts[3],
            counts[4]
        );
        assert!(text.stdout.contains(&line), "{command}: {line}\n{}", text.stdout);
        let held: Vec<String> = summary["held"]
            .as_array()
            .unwrap()
            .iter()
            .map(|held| format!("{} {}", held["amount"].as_str().unwrap(), held["currency"].as_str().unwrap()))
            .collect();
        assert_eq!(held, ["350.00 EUR", "9600.00 GBP"]);
    }
}

#[test]
fn json_lists_every_finding_and_every_file() {
    let sandbox = Sandbox::of("zoom-up");
    let summary: Value = serde_json::from_str(&sandbox.run(&["settle", "2022-09", "--format", "json"]).stdout).unwrap();
    let listed = summary["listed"].as_array().unwrap();
    let rows = sandbox.rows("drafts/2022-09/findings.csv");
    assert_eq!(listed.len(), rows.len());
    for (json, row) in listed.iter().zip(&rows) {
        for field in ["severity", "code", "column", "subject", "value", "message", "remedy"] {
            assert_eq!(json[field].as_str().unwrap(), row[field], "{field}");
        }
        assert_eq!(json["place"].as_str().unwrap(), format!("{}:{}", row["file"], row["line"]));
    }
    let files: Vec<&str> = summary["files"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    let written: Vec<String> =
        sandbox.files("drafts/2022-09").into_iter().map(|(name, _)| name).filter(|name| name != "DRAFT").collect();
    assert_eq!(files, written);
    let stopped = Sandbox::of("first-light");
    stopped.replace("rulebook/rates.csv", "percent,10,", "percent,ten,");
    let output = stopped.run(&["check", "2022-09", "--format", "json"]);
    let summary: Value = serde_json::from_str(&output.stdout).unwrap();
    assert_eq!((output.code, &summary["listed"][0]["place"]), (4, &"rulebook/rates.csv:2".into()));
}

#[test]
fn help_teaches_by_example() {
    let sandbox = Sandbox::empty();
    fs::create_dir(sandbox.root()).unwrap();
    for command in ["settle", "check", "explain", "init"] {
        let output = sandbox.run(&[command, "--help"]);
        assert_eq!((output.code, output.stderr.as_str()), (0, ""), "{command}");
        let (_, examples) = output.stdout.split_once("Example").unwrap_or_else(|| panic!("{command} has an example"));
        assert!(examples.contains(&format!("\n  courtage {command} ")), "{command}: {}", output.stdout);
    }
    let overview = sandbox.run(&["--help"]).stdout;
    for word in ["settle", "check", "explain", "init", "Exit codes: 0 "] {
        assert!(overview.contains(word), "{word}: {overview}");
    }
}
