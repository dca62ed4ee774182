//! A lint of the chains: shares above all, chains without an agent, payees named twice, names that nothing explains.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{at, is_party, unknown, without_layout};
use crate::{
    basics::{Code, Component, Findings, SettledAs},
    rulebook::{Member, Role, Rules, SharePayee, Split, Splits, within_gross},
    sheets::dated::Ruled,
};

/// A place of a chain as it stands on a day.
type Standing<'a> = (&'a Member, &'a Ruled<Split>);

/// Adds what is wrong with chains.
pub(super) fn lint(rules: &Rules, found: &mut Findings) {
    for (plan, component, scope, members) in rules.splits.chains() {
        for (member, row) in members.iter().flat_map(|member| rows(member).map(move |row| (member, row))) {
            if !rules.plans.contains_key(&(plan.clone(), component)) {
                found.add(unknown::<Splits, _>(row, "plan", plan.as_str(), "rulebook/plans.csv"));
            }
            if let Some(name) = scope.distributor.named().filter(|name| !is_party(rules, name, Role::Distributor)) {
                found.add(unknown::<Splits, _>(row, "distributor", name.as_str(), "rulebook/parties.csv"));
            }
            if let SharePayee::Party(payee) = &member.payee {
                let [partner, distributor] = [Role::Partner, Role::Distributor].map(|role| is_party(rules, payee, role));
                if !partner && !distributor {
                    found.add(unknown::<Splits, _>(row, "payee", payee.as_str(), "rulebook/parties.csv"));
                } else if component.settled_as() == SettledAs::Paid {
                    without_layout(rules, payee).into_iter().for_each(|finding| found.add(finding));
                }
            }
        }
        chain(members, found);
    }
}

fn rows(member: &Member) -> impl Iterator<Item = &Ruled<Split>> {
    member.timeline.rows().filter_map(|row| row.value.as_ref())
}

/// What is wrong with a chain on the days it changes; each kind of fault once, on its first day.
fn chain(members: &[Member], found: &mut Findings) {
    let days: BTreeSet<NaiveDate> = members.iter().flat_map(|member| member.timeline.days()).collect();
    let on = |day: NaiveDate| -> Vec<Standing> {
        let mut chain: Vec<Standing> = members.iter().filter_map(|member| Some((member, member.timeline.at(day)?))).collect();
        chain.sort_by_key(|(member, _)| member.position);
        chain
    };
    let faults = [headless, doubled, above];
    for fault in faults {
        let first = days.iter().find_map(|day| fault(&on(*day), *day));
        if let Some((row, code, message, remedy)) = first {
            found.add(at::<Splits, _>(row, code, message, remedy));
        }
    }
}

type Fault<'a> = Option<(&'a Ruled<Split>, Code, String, &'static str)>;

fn headless<'a>(chain: &[Standing<'a>], day: NaiveDate) -> Fault<'a> {
    let (first, row) = chain.first().filter(|(first, _)| first.position > 1)?;
    let message = format!("on {day} the chain begins at position {}", first.position);
    Some((row, Code::TableRow, message, "position 1 is the agent: give the lowest share position 1"))
}

fn doubled<'a>(chain: &[Standing<'a>], day: NaiveDate) -> Fault<'a> {
    let mut seen: BTreeSet<(&SharePayee, Component)> = BTreeSet::new();
    let (again, row) = chain.iter().find(|(member, row)| !seen.insert((&member.payee, row.value.paid_as)))?;
    let message = format!("on {day} {} has another share of this chain as {}", again.payee, row.value.paid_as);
    Some((row, Code::TableRow, message, "put both into one row, close one of them, or pay one as another component"))
}

fn above<'a>(chain: &[Standing<'a>], day: NaiveDate) -> Fault<'a> {
    let why = within_gross(chain.iter().map(|(member, row)| (member.position, &row.value))).err()?;
    let (_, row) = chain.iter().rfind(|(member, _)| member.position == why.position)?;
    Some((row, Code::SplitAboveGross, format!("on {day} {why}"), "lower a percentage, or close the row that another replaces"))
}

#[cfg(test)]
mod tests {
    use super::super::small_book::found;

    const HEADER: &str =
        "plan,component,distributor,contract,position,payee,effective_from,recorded_on,formula,percent,paid_as,reference";

    fn said(rows: &[&str]) -> Vec<String> {
        found(HEADER, "rulebook/splits", rows)
    }

    /// `1,partner,2022-09-01,percent_of_gross,60,`: a row of the general chain.
    fn chain(rows: &[&str]) -> Vec<String> {
        let row = |row: &&str| {
            let [position, payee, from, rest] = row.splitn(4, ',').collect::<Vec<_>>()[..] else { panic!("{row}") };
            format!("sub-agent,commission,*,*,{position},{payee},{from},2022-01-01,{rest},x")
        };
        let rows: Vec<String> = rows.iter().map(row).collect();
        said(&rows.iter().map(String::as_str).collect::<Vec<_>>())
    }

    #[test]
    fn a_sound_chain_is_not_blamed() {
        let rows = [
            "1,partner,2022-01-01,percent_of_gross,60,",
            "1,partner,2023-01-01,percent_of_gross,70,",
            "2,distributor,2022-01-01,percent_of_gross,40,",
            "2,distributor,2023-01-01,percent_of_gross,30,",
            "3,distributor,2022-01-01,percent_of_rest,0,override",
        ];
        assert!(chain(&rows).is_empty(), "{:?}", chain(&rows));
    }

    #[test]
    fn a_chain_above_all_stops_at_the_row_on_its_first_day() {
        let rows = [
            "1,partner,2022-01-01,percent_of_gross,60,",
            "1,partner,2023-02-01,percent_of_gross,70,",
            "1,partner,2024-02-01,percent_of_gross,80,",
            "2,distributor,2022-01-01,percent_of_gross,20,",
            "2,tonwerk,2022-01-01,percent_of_gross,20,",
            "3,distributor,2022-01-01,percent_of_agent,0,override",
        ];
        assert_eq!(
            chain(&rows),
            ["split-above-gross splits.csv:6 : on 2023-02-01 the shares up to position 2 come to 110 % of the amount"]
        );
    }

    #[test]
    fn a_chain_begins_at_position_one() {
        let rows = [
            "1,partner,2022-01-01,percent_of_gross,60,",
            "1,partner,2023-01-01,closed,,",
            "3,distributor,2022-01-01,percent_of_gross,40,",
        ];
        assert_eq!(chain(&rows), ["table-row splits.csv:4 : on 2023-01-01 the chain begins at position 3"]);
    }

    #[test]
    fn a_payee_has_one_share_of_each_kind() {
        let rows = [
            "1,partner,2022-01-01,percent_of_gross,60,",
            "2,partner,2022-01-01,percent_of_gross,10,override",
            "3,partner,2022-06-01,percent_of_gross,10,commission",
        ];
        assert_eq!(
            chain(&rows),
            ["table-row splits.csv:4 : on 2022-06-01 partner has another share of this chain as commission"]
        );
    }

    #[test]
    fn names_that_nothing_explains_stop() {
        let rows = [
            "dealer,commission,*,*,1,partner,2022-01-01,2022-01-01,percent_of_gross,60,,x",
            "sub-agent,bonus,*,*,1,partner,2022-01-01,2022-01-01,percent_of_gross,60,,x",
            "sub-agent,commission,exertis,*,1,partner,2022-01-01,2022-01-01,percent_of_gross,60,,x",
            "sub-agent,commission,tonwerk,*,1,partner,2022-01-01,2022-01-01,percent_of_gross,60,,x",
            "sub-agent,commission,nuvias,*,1,exertis,2022-01-01,2022-01-01,percent_of_gross,60,,x",
            "sub-agent,commission,nuvias,C-1,1,zoom,2022-01-01,2022-01-01,percent_of_gross,60,,x",
            "sub-agent,commission,nuvias,C-2,1,tonwerk,2022-01-01,2022-01-01,percent_of_gross,60,,x",
            "sub-agent,commission,nuvias,C-2,2,nuvias,2022-01-01,2022-01-01,percent_of_gross,40,,x",
            "sub-agent,fund,nuvias,C-3,1,fjordvik,2022-01-01,2022-01-01,percent_of_gross,60,,x",
        ];
        assert_eq!(
            said(&rows),
            [
                "unknown-name splits.csv:2 plan: no row of rulebook/plans.csv explains dealer",
                "unknown-name splits.csv:3 plan: no row of rulebook/plans.csv explains sub-agent",
                "unknown-name splits.csv:4 distributor: no row of rulebook/parties.csv explains exertis",
                "unknown-name splits.csv:5 distributor: no row of rulebook/parties.csv explains tonwerk",
                "unknown-name splits.csv:6 payee: no row of rulebook/parties.csv explains exertis",
                "unknown-name splits.csv:7 payee: no row of rulebook/parties.csv explains zoom",
            ]
        );
    }

    #[test]
    fn who_is_paid_a_share_gets_a_statement() {
        let rows = ["1,partner,2022-01-01,percent_of_gross,60,", "2,fjordvik,2022-01-01,percent_of_gross,40,"];
        assert_eq!(
            chain(&rows),
            ["unknown-name parties.csv:5 layout: fjordvik earns commission and gets a statement, but has no layout"]
        );
    }

    #[test]
    fn a_cell_that_cannot_be_meant_is_refused() {
        for (row, says) in [
            ("*,C-1,1,partner,percent_of_gross,60,", "contract: expected * here, or the contract's distributor beside it"),
            ("*,,1,partner,percent_of_gross,60,", "contract: expected a contract's number, or *"),
            ("*,*,0,partner,percent_of_gross,60,", "position: expected a position from 1 (the agent) up"),
            ("*,*,x,partner,percent_of_gross,60,", "position: expected a position from 1 (the agent) up"),
            ("*,*,1,Partner,percent_of_gross,60,", "payee: expected partner, distributor, or the id of a party"),
            (
                "*,*,1,partner,percent,60,",
                "formula: expected one of percent_of_gross, percent_of_agent, percent_of_rest, differential",
            ),
            ("*,*,1,partner,differential,100.1,", "percent: expected a percentage from 0 to 100 such as 12.5"),
            ("*,*,1,partner,differential,10,fund", "paid_as: expected a component that settles as commission does"),
            (
                "*,*,1,partner,differential,10,rebate",
                "paid_as: expected one of commission, override, discount, uplift, bonus, fund",
            ),
        ] {
            let cells: Vec<&str> = row.split(',').collect();
            let (keys, values) = (cells[..4].join(","), cells[4..].join(","));
            let row = format!("sub-agent,commission,{keys},2022-01-01,2022-01-01,{values},x");
            assert_eq!(said(&[&row]), [format!("table-value splits.csv:2 {says}")], "{row}");
        }
    }
}
