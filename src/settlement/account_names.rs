//! Names and months in the facts about accounts that nothing explains: a mistyped party would be paid nothing in silence.

use crate::{
    basics::{Code, Finding, Month, PartyId},
    facts::{Facts, HoldOn, Holds, Opening, OpeningOf, Payments, WriteOffs},
    rulebook::{Role, Rules},
    settlement::names::unknown,
    sheets::dated::DatedTable,
};

const PARTIES: &str = "rulebook/parties.csv";

/// The rows about payments, holds, write-offs and openings whose names no other table explains.
#[must_use]
pub fn check_account_names(facts: &Facts, rules: &Rules) -> Vec<Finding> {
    let party = |id: &PartyId| (rules.parties.contains_key(id), id.to_string());
    let distributor = |id: &PartyId| (rules.has_role(id, Role::Distributor), id.to_string());
    let mut found = unknown::<Payments>(&facts.payments, "distributor", PARTIES, |(through, _, _, _), _| distributor(through));
    found.extend(unknown::<Holds>(&facts.holds.0, "distributor", PARTIES, |hold, ()| {
        let (HoldOn::Contract(through, _) | HoldOn::Payee(through, _)) = hold;
        through.named().map_or((true, String::new()), distributor)
    }));
    found.extend(unknown::<Holds>(&facts.holds.0, "party", PARTIES, |hold, ()| match hold {
        HoldOn::Contract(..) => (true, String::new()),
        HoldOn::Payee(_, own) => party(own),
    }));
    found.extend(unknown::<WriteOffs>(&facts.write_offs, "party", PARTIES, |(own, _, _, _), _| party(own)));
    found.extend(unknown::<WriteOffs>(&facts.write_offs, "distributor", PARTIES, |(_, through, _, _), _| distributor(through)));
    found.extend(unknown::<Opening>(&facts.opening, "party", PARTIES, |(account, _), _| party(&account.party)));
    found.extend(unknown::<Opening>(&facts.opening, "distributor", PARTIES, |(account, _), _| distributor(&account.distributor)));
    found
}

/// Rows on the wrong side of the first month that is settled: they would do nothing, or settle a month twice.
#[must_use]
pub fn check_months(facts: &Facts, first_month: Month) -> Vec<Finding> {
    let late = facts.positions().filter(|(_, position, _)| position.earned >= first_month).map(|(_, position, row)| {
        let message = format!("{} is not before first_month {first_month}: courtage settles it itself", position.earned);
        at::<Opening>(row.source.line, "month", position.earned, message, "leave the row out")
    });
    let past = facts.openings().filter_map(|(_, of, row)| match of {
        OpeningOf::Reserve(release) if *release < first_month => {
            let message = format!("a reserve that was to be released before first_month {first_month} is kept no longer");
            Some(at::<Opening>(row.source.line, "month", *release, message, "add it to the balance, or correct its month"))
        }
        _ => None,
    });
    let early =
        facts.write_offs.iter().filter(|((_, _, _, period), _)| *period < first_month).flat_map(|((.., period), line)| {
            line.rows().filter_map(|row| row.value.as_ref()).map(move |row| {
                let message = format!("{period} lies before first_month {first_month}: it is never settled");
                at::<WriteOffs>(row.source.line, "period", *period, message, "name the period in which it is booked")
            })
        });
    late.chain(past).chain(early).collect()
}

fn at<T: DatedTable>(line: u32, column: &str, month: Month, message: String, remedy: &str) -> Finding {
    Finding::new(Code::TableRow, &format!("{}.csv", T::NAME), message, remedy).line(line).cell(column, &month.to_string())
}
