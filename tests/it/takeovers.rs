//! Parties that are taken over, and contracts that change hands: names move, ids and history stay.

use crate::sandbox::{Row, Sandbox};

/// A partner's new name and its number at the distributor, from the middle of September on.
const TAKEN_OVER: [(&str, &str); 3] = [
    ("rulebook/parties.csv", "hollerbusch,2022-09-12,2022-09-14,Nordlicht Systemhaus SE,partner,de-statement,merger notice"),
    ("rulebook/parties.csv", "nuvias,2022-09-12,2022-09-14,Infinigate Communications Ltd,distributor,en-statement,merger notice"),
    ("rulebook/aliases.csv", "stern-kelly,29001,2022-09-12,2022-09-14,hollerbusch,partner list of 14 September 2022"),
];

fn taken_over() -> Sandbox {
    let sandbox = Sandbox::of("zoom-up");
    TAKEN_OVER.iter().for_each(|(table, row)| sandbox.add(table, row));
    sandbox
}

/// Replaces text in the German distributor's file, which is no UTF-8.
fn replace_bytes(sandbox: &Sandbox, file: &str, from: &str, to: &str) {
    let text: String = sandbox.bytes(file).iter().map(|byte| char::from(*byte)).collect();
    assert!(text.contains(from), "{file} has {from}");
    let latin: Vec<u8> = text.replace(from, to).chars().map(|letter| u8::try_from(letter).unwrap()).collect();
    sandbox.write(file, latin);
}

fn lines(sandbox: &Sandbox, period: &str) -> Vec<Row> {
    assert_eq!(sandbox.run(&["settle", period]).code, 3);
    sandbox.rows(&format!("drafts/{period}/lines.csv"))
}

fn cells(rows: &[Row], columns: &[&str]) -> Vec<Vec<String>> {
    rows.iter().map(|row| columns.iter().map(|column| row[*column].clone()).collect()).collect()
}

#[test]
fn a_party_taken_over_in_mid_month_keeps_its_keys_and_amounts_and_gets_its_new_name() {
    let before = lines(&Sandbox::of("zoom-up"), "2022-09");
    let sandbox = taken_over();
    let after = lines(&sandbox, "2022-09");
    let money = ["line_id", "kind", "base", "target", "posted", "amount"];
    assert_eq!(cells(&after, &money), cells(&before, &money), "nothing is posted anew");
    for row in &after {
        if row["sub_agent_id"] == "hollerbusch" {
            assert_eq!(row["sub_agent"], "Nordlicht Systemhaus SE");
        }
        let distributor = if row["line_id"].starts_with("nuvias/") {
            "Infinigate Communications Ltd"
        } else {
            "Stern & Kelly Medientechnik GmbH"
        };
        assert_eq!(row["distributor"], distributor);
    }
    let names = ["sub-agents/hollerbusch.csv", "statements/nuvias.csv"].map(|file| format!("drafts/2022-09/{file}"));
    assert!(sandbox.text(&names[0]).contains("Nordlicht Systemhaus SE") && !sandbox.text(&names[0]).contains("Hollerbusch"));
    assert!(sandbox.text(&names[1]).contains("Infinigate Communications Ltd") && !sandbox.text(&names[1]).contains("Nuvias UC"));
    let account = sandbox.rows("drafts/2022-09/accounts.csv").into_iter().find(|row| row["payee"] == "hollerbusch").unwrap();
    assert_eq!((account["payee_name"].as_str(), account["lines"].as_str()), ("Nordlicht Systemhaus SE", "113.67"));
}

#[test]
fn a_statement_of_an_earlier_period_keeps_the_old_name() {
    let sandbox = taken_over();
    sandbox.replace("rulebook/parties.csv", "hollerbusch,2022-09-12", "hollerbusch,2022-10-12");
    let name = |period: &str| {
        let rows = lines(&sandbox, period).into_iter().filter(|row| row["sub_agent_id"] == "hollerbusch");
        let mut names: Vec<String> = rows.map(|row| row["sub_agent"].clone()).collect();
        names.dedup();
        names
    };
    assert_eq!(name("2022-09"), ["Hollerbusch IT-Systemhaus e. K."]);
    assert_eq!(name("2022-10"), ["Nordlicht Systemhaus SE"], "September's months too: the statement is of October");
    assert_eq!(name("2022-09"), ["Hollerbusch IT-Systemhaus e. K."], "settled again, the same");
}

#[test]
fn a_new_number_in_a_feed_is_understood_from_its_day_on() {
    let sandbox = taken_over();
    let before = cells(&lines(&sandbox, "2022-09"), &["line_id", "amount"]);
    let file = "feeds/stern-kelly/2022-10-05-vertragsliste.csv";
    replace_bytes(&sandbox, file, ";20688;", ";29001;");
    assert_eq!(cells(&lines(&sandbox, "2022-09"), &["line_id", "amount"]), before, "the same partner under its new number");
    // A day later, and the file of 5 October has a number that means nobody yet.
    sandbox.replace("rulebook/aliases.csv", "stern-kelly,29001,2022-09-12", "stern-kelly,29001,2022-10-06");
    assert!(lines(&sandbox, "2022-09").iter().all(|row| row["sub_agent_id"] != "hollerbusch"));
    let rows = sandbox.bytes(file).windows(7).filter(|bytes| bytes == b";29001;").count();
    let findings = sandbox.rows("drafts/2022-09/findings.csv");
    let held = findings.iter().filter(|row| row["code"] == "unknown-partner" && row["value"] == "29001");
    assert_eq!((rows, held.count()), (4, 4), "each of its rows is held");
}

/// The worked example, where Nuvias names another partner for a contract from a delivery on.
fn handed_over() -> Sandbox {
    let sandbox = Sandbox::of("zoom-up");
    let file = "feeds/nuvias/2022-10-05-contracts.csv";
    sandbox.replace(file, "NVX-22014,10,ZM-BIZ,NUV-FJORDVIK", "NVX-22014,10,ZM-BIZ,NUV-LEMAIRE");
    sandbox
}

#[test]
fn a_change_of_payee_moves_the_whole_term_to_the_new_one() {
    let of = |sandbox: &Sandbox| -> Vec<Vec<String>> {
        let mut rows = lines(sandbox, "2022-10");
        rows.retain(|row| row["contract"] == "NVX-22014");
        cells(&rows, &["earned_month", "sub_agent_id", "amount"])
    };
    let row = |month: &str, payee: &str, amount: &str| [month, payee, amount].map(str::to_owned).to_vec();
    let before = [row("2022-09", "fjordvik", "144.00"), row("2022-10", "fjordvik", "144.00")];
    assert_eq!(of(&Sandbox::of("zoom-up")), before);
    // The delivery is of 5 October and has no day for the change: September moves too. The new partner is enrolled.
    let after = [row("2022-09", "lemaire-beauchene", "120.00"), row("2022-10", "lemaire-beauchene", "120.00")];
    assert_eq!(of(&handed_over()), after);
}

#[test]
fn what_the_old_payee_was_paid_is_taken_back_and_paid_to_the_new_one_where_months_are_settled() {
    let sandbox = handed_over();
    let opening = "kind,party,distributor,currency,contract,item,term,component,month,effective_from,recorded_on,amount,reference\n\
         position,fjordvik,nuvias,EUR,NVX-22014,10,1,commission,2022-08,2022-08-31,2022-09-01,144.00,credit note of August\n";
    sandbox.write("facts/opening.csv", opening);
    let mut rows = lines(&sandbox, "2022-09");
    rows.retain(|row| row["contract"] == "NVX-22014");
    let told = cells(&rows, &["line_id", "kind", "target", "posted", "amount"]);
    let row = |cells: [&str; 5]| cells.map(str::to_owned).to_vec();
    assert_eq!(
        told,
        [
            row(["nuvias/NVX-22014/10/1/commission/2022-08/fjordvik/EUR", "adjustment", "0.00", "144.00", "-144.00"]),
            row(["nuvias/NVX-22014/10/1/commission/2022-09/lemaire-beauchene/EUR", "regular", "120.00", "0.00", "120.00"]),
        ],
        "August lies before the first month: the new payee has no position there, so it is only listed"
    );
    let explained = sandbox.run(&["explain", "NVX-22014", "2022-09"]).stdout;
    assert!(explained.contains("nothing is due any more"), "{explained}");
    assert!(explained.contains("= 120.00 EUR   listed, never posted: before first_month 2022-09"), "{explained}");
}
