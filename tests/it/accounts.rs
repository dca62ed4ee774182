//! `accounts.csv`: what payees are paid and what stays, by the files of a draft.

use std::collections::BTreeMap;

use crate::sandbox::{Output, Row, Sandbox};

const PAYOUTS: &str =
    "party,distributor,currency,effective_from,recorded_on,minimum,sweep,reserve_percent,reserve_months,reference\n";
const HOLDS: &str = "distributor,contract,party,effective_from,recorded_on,status,reference\n";
const WRITE_OFFS: &str = "party,distributor,currency,period,effective_from,recorded_on,amount,reference\n";
const OPENING: &str =
    "kind,party,distributor,currency,contract,item,term,component,month,effective_from,recorded_on,amount,reference\n";

fn settle(sandbox: &Sandbox) -> Output {
    sandbox.run(&["settle", "2022-09"])
}

fn accounts(sandbox: &Sandbox) -> Vec<Row> {
    sandbox.rows("drafts/2022-09/accounts.csv")
}

/// The account of a payee in a currency, in these columns.
fn account<const N: usize>(sandbox: &Sandbox, payee: &str, currency: &str, columns: [&str; N]) -> Vec<[String; N]> {
    let rows = accounts(sandbox).into_iter().filter(|row| row["payee"] == payee && row["currency"] == currency);
    rows.map(|row| columns.map(|column| row[column].clone())).collect()
}

fn cents(text: &str) -> i64 {
    text.replace('.', "").parse().unwrap()
}

/// Every kind of movement at once, in the worked example.
fn eventful() -> Sandbox {
    let sandbox = Sandbox::of("zoom-up");
    let row = |cells: &str| format!("{cells},x\n");
    let payouts = [
        "*,*,EUR,2022-06-01,2022-08-15,300.00,,,",
        "fjordvik,*,EUR,2022-06-01,2022-08-15,30.00,yes,10,12",
        "*,nuvias,GBP,2022-06-01,2022-08-15,28.00,,,",
        "*,nuvias,USD,2022-06-01,2022-08-15,200.01,,,",
    ];
    sandbox.write("rulebook/payouts.csv", PAYOUTS.to_owned() + &payouts.map(row).concat());
    let holds = ["stern-kelly,*,tonwerk-aalen,2022-09-30,2022-09-30,held"];
    sandbox.write("facts/holds.csv", HOLDS.to_owned() + &holds.map(row).concat());
    let opening = [
        "balance,hollerbusch,stern-kelly,EUR,,,,,,2022-08-31,2022-09-01,-120.00",
        "reserve,hollerbusch,stern-kelly,EUR,,,,,2023-01,2022-08-31,2022-09-01,20.00",
        "balance,niehues,stern-kelly,EUR,,,,,,2022-08-31,2022-09-01,5.00",
        "fund,niehues,stern-kelly,EUR,,,,,,2022-08-31,2022-09-01,75.00",
    ];
    sandbox.write("facts/opening.csv", OPENING.to_owned() + &opening.map(row).concat());
    let write_offs = ["niehues,stern-kelly,EUR,2022-09,2022-09-30,2022-09-30,5.00"];
    sandbox.write("facts/write_offs.csv", WRITE_OFFS.to_owned() + &write_offs.map(row).concat());
    sandbox
}

#[test]
fn every_account_is_settled_by_the_row_that_applies() {
    let sandbox = eventful();
    assert_eq!(settle(&sandbox).code, 3, "{:?}", settle(&sandbox));
    let moved = ["lines", "reserve_kept", "reserve_drawn", "written_off", "payout", "closing", "carried_because", "terms_source"];
    let says = |payee, currency| account(&sandbox, payee, currency, moved);
    let row = |cells: [&str; 8]| vec![cells.map(str::to_owned)];
    let (all, fjordvik) = ("rulebook/payouts.csv:2", "rulebook/payouts.csv:3");
    // 279.00 − 27.90 kept = 251.10, from 30.00 on.
    assert_eq!(says("fjordvik", "EUR"), row(["279.00", "27.90", "0.00", "0.00", "251.10", "0.00", "", fjordvik]));
    assert_eq!(says("atelier-visio", "EUR"), row(["293.00", "0.00", "0.00", "0.00", "0.00", "293.00", "below-minimum", all]));
    assert_eq!(says("lemaire-beauchene", "EUR"), row(["325.00", "0.00", "0.00", "0.00", "325.00", "0.00", "", all]));
    assert_eq!(says("tonwerk-aalen", "EUR"), row(["499.00", "0.00", "0.00", "0.00", "0.00", "499.00", "on-hold", all]));
    // −120.00 + 113.67 = −6.33, drawn from the reserve of 20.00.
    assert_eq!(says("hollerbusch", "EUR"), row(["113.67", "0.00", "6.33", "0.00", "0.00", "0.00", "", all]));
    assert_eq!(account(&sandbox, "hollerbusch", "EUR", ["reserve", "reserve_releases"]), [["13.67", "2023-01: 13.67"]]);
    assert_eq!(says("clyde-estuary", "GBP")[0][4..6], ["28.00", "0.00"], "exactly the minimum");
    assert_eq!(says("pennine-voice", "USD")[0][4..6], ["0.00", "200.00"], "a cent below it");
    // Through two distributors, 60.00 and 634.00: one is below the minimum, the other is not.
    let payouts: Vec<[String; 2]> = account(&sandbox, "brueckner-voigt", "EUR", ["distributor", "payout"]);
    assert_eq!(payouts, [["nuvias", "0.00"], ["stern-kelly", "634.00"]]);
    let niehues = account(&sandbox, "niehues", "EUR", ["kind", "opening", "lines", "written_off", "payout", "closing"]);
    let account = ["account", "5.00", "0.00", "5.00", "0.00", "0.00"];
    let fund = ["fund", "75.00", "0.00", "", "", "75.00"];
    assert_eq!(niehues, [account, fund].map(|row| row.map(str::to_owned)));
    let findings = sandbox.rows("drafts/2022-09/findings.csv");
    let held: Vec<&Row> = findings.iter().filter(|row| row["code"] == "payout-held").collect();
    assert_eq!(held.len(), 1);
    let said = ["severity", "file", "line", "subject", "amount", "currency"].map(|column| held[0][column].as_str());
    assert_eq!(said, ["note", "facts/holds.csv", "2", "tonwerk-aalen through stern-kelly", "499.00", "EUR"]);
}

#[test]
fn what_comes_in_is_paid_written_off_carried_or_reserved() {
    for sandbox in [Sandbox::of("zoom-up"), eventful()] {
        assert_eq!(settle(&sandbox).code, 3);
        let mut lines: BTreeMap<[String; 3], i64> = BTreeMap::new();
        for line in sandbox.rows("drafts/2022-09/lines.csv").into_iter().filter(|line| line["status"] == "payable") {
            let distributor = line["line_id"].split('/').next().unwrap().to_owned();
            *lines.entry([distributor, line["sub_agent_id"].clone(), line["currency"].clone()]).or_default() +=
                cents(&line["amount"]);
        }
        let mut controls: BTreeMap<[String; 3], i64> = BTreeMap::new();
        for row in accounts(&sandbox).into_iter().filter(|row| row["kind"] == "account") {
            let at = |column: &str| cents(&row[column]);
            let key = ["distributor", "payee", "currency"].map(|column| row[column].clone());
            assert_eq!(at("lines"), lines.remove(&key).unwrap_or(0), "{key:?}");
            let moved = at("opening") + at("lines") - at("reserve_kept") + at("reserve_released") + at("reserve_drawn");
            assert_eq!(moved - at("written_off") - at("payout"), at("closing"), "{key:?}");
            let reserved = at("reserve_kept") - at("reserve_released") - at("reserve_drawn");
            for (of, minor) in [
                ("lines", at("lines")),
                ("payout", at("payout")),
                ("written off", at("written_off")),
                ("carried", at("closing") - at("opening")),
                ("reserved", reserved),
            ] {
                *controls.entry([key[0].clone(), of.to_owned(), key[2].clone()]).or_default() += minor;
            }
        }
        assert!(lines.is_empty(), "every payable line is in an account: {lines:?}");
        let own = sandbox.rows("drafts/2022-09/controls.csv").into_iter().filter(|row| row["control"] == "accounts");
        let said: BTreeMap<[String; 3], i64> =
            own.map(|row| (["distributor", "of", "currency"].map(|column| row[column].clone()), cents(&row["amount"]))).collect();
        assert_eq!(said, controls);
    }
}

#[test]
fn a_write_off_of_what_does_not_stand_there_stops() {
    let sandbox = eventful();
    sandbox.replace("facts/write_offs.csv", ",5.00,", ",5.01,");
    let output = settle(&sandbox);
    assert_eq!(output.code, 4, "{output:?}");
    assert!(output.stdout.contains("stop  table-row  facts/write_offs.csv:2\n"), "{}", output.stdout);
    assert!(output.stdout.contains("5.01 EUR is to be written off, but the account stands at 5.00"), "{}", output.stdout);
    let names: Vec<String> = sandbox.files("drafts/2022-09").into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["DRAFT", "findings.csv"]);
    assert_eq!(sandbox.run(&["check", "2022-09"]).code, 4);
    let findings = sandbox.rows("drafts/2022-09/findings.csv");
    assert_eq!((findings[0]["severity"].as_str(), findings[0]["code"].as_str()), ("stop", "table-row"), "stops come first");
}

#[test]
fn names_and_months_about_accounts_are_checked() {
    for (file, row, code, says) in [
        ("rulebook/payouts.csv", "nobody,*,EUR,2022-06-01,2022-08-15,1.00,,,,x", "unknown-name", "explains nobody"),
        ("facts/holds.csv", "nobody,*,fjordvik,2022-09-30,2022-09-30,held,x", "unknown-name", "explains nobody"),
        ("facts/write_offs.csv", "nobody,nuvias,EUR,2022-09,2022-09-30,2022-09-30,1.00,x", "unknown-name", "explains nobody"),
        ("facts/write_offs.csv", "fjordvik,nuvias,EUR,2022-08,2022-09-30,2022-09-30,1.00,x", "table-row", "never settled"),
        ("facts/opening.csv", "fund,fjordvik,nobody,EUR,,,,,,2022-08-31,2022-09-01,1.00,x", "unknown-name", "explains nobody"),
        (
            "facts/opening.csv",
            "position,fjordvik,nuvias,EUR,C-1,1,1,commission,2022-09,2022-08-31,2022-09-01,1.00,x",
            "table-row",
            "is not before first_month 2022-09",
        ),
    ] {
        let sandbox = eventful();
        sandbox.add(file, row);
        let line = sandbox.text(file).lines().count();
        let output = settle(&sandbox);
        assert_eq!(output.code, 4, "{file}: {output:?}");
        assert!(output.stdout.contains(&format!("stop  {code}  {file}:{line}\n")), "{}", output.stdout);
        assert!(output.stdout.contains(says), "{}", output.stdout);
    }
}

#[test]
fn what_is_recorded_about_accounts_sets_how_much_is_known() {
    let sandbox = eventful();
    sandbox.add("facts/holds.csv", "*,*,atelier-visio,2022-10-31,2022-11-02,held,x");
    assert!(settle(&sandbox).stdout.contains("known on 2022-11-02"), "the latest row recorded counts");
    assert_eq!(account(&sandbox, "atelier-visio", "EUR", ["carried_because"]), [["below-minimum"]], "not held in September");
    let earlier = sandbox.run(&["settle", "2022-09", "--known-on", "2022-08-31"]);
    assert_eq!(earlier.code, 0, "{earlier:?}");
    assert!(account(&sandbox, "niehues", "EUR", ["opening"]).is_empty(), "its balance was not known");
}
