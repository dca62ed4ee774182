//! Two sets of lines side by side: what is the same, what only one has, what differs, and the sums.

use std::collections::BTreeMap;

use courtage::book::{Closing, Founding, Question};
use serde_json::Value;

use crate::sandbox::{Output, Sandbox};

/// The worked example, with the draft of September.
fn settled() -> Sandbox {
    let sandbox = Sandbox::of("zoom-up");
    sandbox.run(&["settle", "2022-09"]);
    sandbox
}

fn compared(sandbox: &Sandbox, a: &str, b: &str) -> (Output, Value) {
    let text = sandbox.run(&["compare", a, b]);
    let json = sandbox.run(&["compare", a, b, "--format", "json"]);
    assert_eq!((text.code, text.stderr.as_str()), (json.code, json.stderr.as_str()));
    let value = serde_json::from_str(&json.stdout).unwrap_or_else(|error| panic!("{error}: {}", json.stdout));
    (text, value)
}

/// Text cells of a JSON list, by their names.
fn cells<'v>(list: &'v Value, names: &[&str]) -> Vec<Vec<&'v str>> {
    let row = |row: &'v Value| names.iter().map(|name| row[name].as_str().unwrap()).collect();
    list.as_array().unwrap().iter().map(row).collect()
}

#[test]
fn a_draft_is_the_same_as_itself() {
    let sandbox = settled();
    let folder = sandbox.root().join("drafts/2022-09");
    let (text, json) = compared(&sandbox, "2022-09", folder.to_str().unwrap());
    let lines = sandbox.rows("drafts/2022-09/lines.csv").len();
    assert_eq!(text.code, 0);
    assert!(text.stdout.ends_with(&format!("\n{lines} lines are the same, 0 are not\n")), "{}", text.stdout);
    assert!(text.stdout.starts_with(&format!("A  drafts/2022-09\nB  {}\n", folder.display())), "{}", text.stdout);
    assert_eq!((&json["schema"], &json["same"], &json["alike"]), (&1.into(), &true.into(), &lines.into()));
    assert_eq!(json["different"], Value::Array(Vec::new()));
    let discount = ["nuvias", "GBP", "discount", "regular", "1200.00", "1200.00", "0.00"];
    let names = ["distributor", "currency", "component", "cause", "a", "b", "difference"];
    assert!(cells(&json["sums"], &names).contains(&discount.to_vec()), "{json}");
    assert!(text.stdout.contains("nuvias       GBP  discount    regular  1,200.00  1,200.00   0.00"), "{}", text.stdout);
}

#[test]
fn two_drafts_are_compared_line_by_line_and_added_up() {
    let sandbox = settled();
    let before = sandbox.root().join("before");
    std::fs::rename(sandbox.root().join("drafts/2022-09"), &before).unwrap();
    let row = "commission,sub-agent,*,*,*,*,2+,2022-09-01,2022-10-03,percent,6,amendment";
    sandbox.add("rulebook/rates.csv", row);
    let feed = "feeds/nuvias/2022-10-05-contracts.csv";
    sandbox.keep(feed, |line| !line.starts_with("NVX-22061"));
    sandbox.replace(feed, "NVX-22068,30,", "NVX-22068,40,");
    sandbox.run(&["settle", "2022-09"]);
    let (text, json) = compared(&sandbox, before.to_str().unwrap(), "2022-09");
    assert_eq!((text.code, &json["same"]), (5, &false.into()));
    for part in [
        "\nonly in A: 1\n  nuvias/NVX-22061/10/1/commission/2022-09/atelier-visio/EUR  38.00 (regular)\n",
        "\nonly in B: 1\n  nuvias/NVX-22068/40/1/commission/2022-09/fjordvik/EUR  5.00 (regular)\n",
        "\ndifferent: 8\n  nuvias/NVX-20131/10/2/commission/2022-09/pennine-voice/GBP  25.00 (regular) → 30.00 (regular): 5.00\n",
    ] {
        assert!(text.stdout.contains(part), "{part}{}", text.stdout);
    }
    let minor = |text: &str| text.replace('.', "").parse::<i64>().unwrap();
    let added = |list: &Value| {
        let mut sums: BTreeMap<String, i64> = BTreeMap::new();
        for row in cells(list, &["currency", "difference"]) {
            *sums.entry(row[0].to_owned()).or_default() += minor(row[1]);
        }
        sums.retain(|_, sum| *sum != 0);
        sums
    };
    assert!(!added(&json["sums"]).is_empty());
    assert_eq!(added(&json["sums"]), added(&json["different"]), "the sums differ by what the lines differ");
}

/// Closes September with the lines of its draft, but one.
fn close(sandbox: &Sandbox) {
    let founding = Founding { name: "Zoom Up".to_owned(), principal: "zoom".to_owned(), first_month: "2022-09".parse().unwrap() };
    let mut closing = Closing::begin(&sandbox.root(), &founding).unwrap();
    let question = Question { chapter: "2022-09".parse().unwrap(), known_on: "2022-10-05".parse().unwrap() };
    let staged = closing.stage(question.chapter).unwrap();
    let sha256 = closing.keep_input(b"read").unwrap();
    staged.write("inputs.csv", format!("file,sha256,bytes\nfeeds/nuvias/2022-10-05.csv,{sha256},4\n").as_bytes()).unwrap();
    let lines = sandbox.text("drafts/2022-09/lines.csv");
    let lines: String = lines.split_inclusive('\n').filter(|line| !line.starts_with("nuvias/NVX-22061")).collect();
    staged.write("lines.csv", lines.as_bytes()).unwrap();
    closing.seal(staged, &question, "courtage 0.1.0").unwrap();
}

#[test]
fn a_closed_period_is_read_as_it_was_sealed() {
    let sandbox = settled();
    close(&sandbox);
    let draft = sandbox.root().join("drafts/2022-09");
    let (text, json) = compared(&sandbox, "2022-09", draft.to_str().unwrap());
    assert_eq!((text.code, json["a"].as_str()), (5, Some("book/2022-09")));
    let only = "\nonly in B: 1\n  nuvias/NVX-22061/10/1/commission/2022-09/atelier-visio/EUR  38.00 (regular)\n\n";
    assert!(text.stdout.contains(only) && !text.stdout.contains("only in A"), "{}", text.stdout);
    let sealed = sandbox.root().join("book/2022-09/lines.csv");
    std::fs::set_permissions(&sealed, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    std::fs::write(&sealed, sandbox.bytes("drafts/2022-09/lines.csv")).unwrap();
    let changed = sandbox.run(&["compare", "2022-09", draft.to_str().unwrap()]);
    assert_eq!((changed.code, changed.stdout.as_str()), (5, ""), "a sealed file that was changed is not compared");
    assert!(changed.stderr.contains("book/2022-09/lines.csv: its content has changed"), "{}", changed.stderr);
}

const HEADING: &str = "line_id,kind,cause,component,currency,amount\n";
const LINE: &str = "nuvias/C-1/1/1/commission/2022-09/kestrel/EUR,adjustment";

/// Two folders beside each other, each with one line; told by cause and amount.
fn beside(a: &str, b: &str) -> (Sandbox, [String; 2]) {
    let sandbox = Sandbox::empty();
    let folders = [("a", a), ("b", b)].map(|(name, told)| {
        let (cause, amount) = told.split_once(',').unwrap();
        sandbox.write(&format!("{name}/lines.csv"), format!("{HEADING}{LINE},{cause},commission,EUR,{amount}\n"));
        sandbox.root().join(name).to_str().unwrap().to_owned()
    });
    (sandbox, folders)
}

#[test]
fn an_amount_of_several_causes_is_added_up_by_each() {
    let (sandbox, [a, b]) = beside("amended contract 12.00; standing changed -3.00,9.00", "amended contract,9.00");
    let (text, json) = compared(&sandbox, &a, &b);
    assert_eq!(text.code, 5, "the same amount for another reason is not the same");
    let sums = cells(&json["sums"], &["cause", "a", "b", "difference"]);
    assert_eq!(sums, [["amended contract", "12.00", "9.00", "-3.00"], ["standing changed", "-3.00", "0.00", "3.00"]]);
    let told = "9.00 (amended contract 12.00; standing changed -3.00) → 9.00 (amended contract): 0.00";
    assert!(text.stdout.contains(told), "{}", text.stdout);
}

#[test]
fn what_cannot_be_compared_is_named_with_the_reason() {
    let (sandbox, [a, b]) = beside("late contract,9.00", "weather,9.00");
    let refused = |a: &str, b: &str, why: &str| {
        let output = sandbox.run(&["compare", a, b]);
        assert_eq!((output.code, output.stdout.as_str()), (2, ""), "{a} {b}");
        assert!(output.stderr.contains(why), "{why}: {}", output.stderr);
    };
    refused(&a, &b, "b/lines.csv: line 2: cause \"weather\": expected a cause and its amount");
    refused(&a, "2022-09", "2022-09 is neither closed nor settled in");
    refused(&a, "nowhere", "nowhere is neither a period such as 2022-09 nor a folder with lines.csv");
    for (from, to, why) in [
        ("weather", "late contract 9.00; cancelled 1.00", "line 2: cause: the parts are 10.00, the amount is not"),
        ("late contract 9.00; cancelled 1.00,commission,EUR,9.00", "cancelled,commission,EUR,9.001", "line 2: amount: "),
        ("amount\n", "sum\n", "it has no column amount"),
    ] {
        sandbox.replace("b/lines.csv", from, to);
        refused(&a, &b, why);
    }
    sandbox.write("b/lines.csv", sandbox.text("a/lines.csv") + &sandbox.text("a/lines.csv")[HEADING.len()..]);
    refused(&a, &b, "EUR stands twice");
}
