//! A small rulebook for tests: one plan, its parties, and one more table with faults in it.

use crate::rulebook::{Rulebook, TableFile};

const BOOK: [(&str, &str); 3] = [
    (
        "rulebook/parties",
        "party,effective_from,recorded_on,name,role,layout,reference
zoom,2022-01-01,2022-01-01,Zoom,principal,,x
nuvias,2022-01-01,2022-01-01,Nuvias,distributor,plain,x
tonwerk,2022-01-01,2022-01-01,Tonwerk,partner,plain,x
fjordvik,2022-01-01,2022-01-01,Fjordvik,partner,,x
",
    ),
    (
        "rulebook/layouts/plain",
        "part,name,effective_from,recorded_on,heading,value,reference
file,encoding,2022-01-01,2022-01-01,,utf-8,x
",
    ),
    (
        "rulebook/plans",
        "plan,component,effective_from,recorded_on,basis_date,proration,step,points_cap,reference
sub-agent,commission,2022-01-01,2022-01-01,signed_on,daily,0.01,,x
sub-agent,fund,2022-01-01,2022-01-01,signed_on,daily,0.01,,x
",
    ),
];

/// What is found in a rulebook with one more table: code, file and line, column and what is said.
pub fn found(header: &str, table: &str, rows: &[&str]) -> Vec<String> {
    let text = [&[header], rows].concat().join("\n") + "\n";
    let tables = BOOK.into_iter().map(|(name, text)| (name, text.to_owned())).chain([(table, text)]);
    let file = |(number, (name, text)): (u32, (&str, String))| TableFile {
        name: format!("{name}.csv"),
        number,
        bytes: text.into_bytes(),
    };
    let (book, mut findings) = Rulebook::read((0..).zip(tables).map(file).collect());
    findings.extend(book.known_on("2099-12-31".parse().unwrap()).1);
    let said = findings.iter().map(|finding| {
        let (code, place) = (finding.code.as_str(), finding.place());
        format!("{code} {} {}: {}", place.trim_start_matches("rulebook/"), finding.column, finding.message)
    });
    said.collect()
}
