//! A small rulebook for tests: one plan that an agreement names and a rate pays, its parties, and tables with faults in them.

use crate::rulebook::{Rulebook, TableFile};

/// A table in place of that of the small rulebook: its name, its header, its rows, which stand on lines 2 and following.
pub type Faulty<'a> = (&'a str, &'a str, &'a [&'a str]);

const BOOK: [(&str, &str); 5] = [
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
    (
        "rulebook/agreements",
        "party,distributor,model,effective_from,recorded_on,plan,tier_policy,renewal_months,reference
tonwerk,nuvias,referral,2022-01-01,2022-01-01,sub-agent,none,12,x
",
    ),
    (
        "rulebook/rates",
        "component,plan,product,programme,tier,competency,term,effective_from,recorded_on,shape,value,reference
commission,sub-agent,*,*,*,*,*,2022-01-01,2022-01-01,percent,10,x
",
    ),
];

/// What is found in a rulebook with one other table: code, file and line, column and what is said.
pub fn found(header: &str, table: &str, rows: &[&str]) -> Vec<String> {
    found_with(&[(table, header, rows)])
}

/// What is found in a rulebook with these tables.
pub fn found_with(tables: &[Faulty]) -> Vec<String> {
    let kept = BOOK.into_iter().filter(|(name, _)| tables.iter().all(|(own, ..)| own != name));
    let kept = kept.map(|(name, text)| (name, text.to_owned()));
    let faulty = tables.iter().map(|(name, header, rows)| (*name, [&[*header], *rows].concat().join("\n") + "\n"));
    let file = |(number, (name, text)): (u32, (&str, String))| TableFile {
        name: format!("{name}.csv"),
        number,
        bytes: text.into_bytes(),
    };
    let (book, mut findings) = Rulebook::read((0..).zip(kept.chain(faulty)).map(file).collect());
    findings.extend(book.known_on("2099-12-31".parse().unwrap()).1);
    let said = findings.iter().map(|finding| {
        assert!(!finding.remedy.is_empty(), "{}", finding.message);
        let (code, place) = (finding.code.as_str(), finding.place());
        format!("{code} {} {}: {}", place.trim_start_matches("rulebook/"), finding.column, finding.message)
    });
    said.collect()
}
