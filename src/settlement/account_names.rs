//! Names and months in the facts about accounts that nothing explains: a mistyped party would be paid nothing in silence.

use crate::{
    basics::{Code, FeedField, Finding, Month, PartyId},
    facts::{Correction, Corrections, Facts, HoldOn, Holds, Opening, OpeningOf, Payments, WriteOffs},
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

/// The corrections of facts whose distributor or partner no other table explains.
#[must_use]
pub fn check_corrections(facts: &Facts, rules: &Rules) -> Vec<Finding> {
    let unknown = |correction: &Correction| {
        let Correction { key, correct, source, .. } = correction;
        let partner = || correct.value.parse::<PartyId>().is_ok_and(|own| rules.has_role(&own, Role::Partner));
        let (column, name) = if !rules.has_role(&key.distributor, Role::Distributor) {
            ("distributor", key.distributor.as_str())
        } else if key.field == FeedField::Partner && !partner() {
            ("value", correct.value.as_str())
        } else {
            return None;
        };
        let role = if column == "value" { "partner" } else { column };
        let message = format!("no row of {PARTIES} explains {name} as a {role}");
        let remedy = format!("add a row to {PARTIES}, or correct the name");
        let file = format!("{}.csv", Corrections::NAME);
        Some(Finding::new(Code::UnknownName, &file, message, remedy).line(source.line).cell(column, name))
    };
    facts.corrections.all().iter().filter_map(unknown).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settlement::cases::{
        fact_texts::FactTexts,
        small_world::{Setting, always, rules},
    };

    fn found(texts: FactTexts) -> Vec<(Code, u32, String, String)> {
        let facts = texts.facts();
        let mut found = check_account_names(&facts, &rules(&Setting::default()));
        found.extend(check_months(&facts, "2022-09".parse().unwrap()));
        found.into_iter().map(|finding| (finding.code, finding.line, finding.column, finding.value)).collect()
    }

    fn unknown(line: u32, column: &str, value: &str) -> (Code, u32, String, String) {
        (Code::UnknownName, line, column.to_owned(), value.to_owned())
    }

    #[test]
    fn parties_and_distributors_are_known() {
        let invoice = |distributor: &str| always(&format!("{distributor},C-1,1,R-1"), "2022-09,1,1");
        let payments = ["nuvias", "nuvia", "tonwerk"].map(invoice).to_vec();
        assert_eq!(
            found(FactTexts { payments, ..FactTexts::default() }),
            [unknown(3, "distributor", "nuvia"), unknown(4, "distributor", "tonwerk")]
        );
        let holds = ["nuvias,C-1,*", "*,C-1,*", "nuvia,C-1,*", "*,*,tonwerk", "fjordvik,*,tonwerk", "nuvias,*,tonwerke"];
        assert_eq!(
            found(FactTexts { holds: holds.map(|keys| always(keys, "held")).to_vec(), ..FactTexts::default() }),
            [unknown(4, "distributor", "nuvia"), unknown(6, "distributor", "fjordvik"), unknown(7, "party", "tonwerke")]
        );
        let write_offs = ["tonwerk,nuvias", "tonwerke,nuvias", "tonwerk,fjordvik"];
        let write_offs = write_offs.map(|names| always(&format!("{names},EUR,2022-09"), "1.00")).to_vec();
        assert_eq!(
            found(FactTexts { write_offs, ..FactTexts::default() }),
            [unknown(3, "party", "tonwerke"), unknown(4, "distributor", "fjordvik")]
        );
        let opening = ["tonwerk,nuvias", "tonwerke,nuvias", "tonwerk,fjordvik"];
        let opening = opening.map(|names| always(&format!("balance,{names},EUR,,,,,"), "1.00")).to_vec();
        assert_eq!(
            found(FactTexts { opening, ..FactTexts::default() }),
            [unknown(3, "party", "tonwerke"), unknown(4, "distributor", "fjordvik")]
        );
    }

    #[test]
    fn the_distributor_of_a_corrected_cell_is_known_and_a_corrected_partner_too() {
        let correction = |(no, (distributor, field, value)): (usize, &(&str, &str, &str))| {
            always(&format!("{distributor},C-{no},voice,1,,{field}"), &format!("{value},finance,told by telephone"))
        };
        let corrections = [
            ("nuvias", "partner", "tonwerk"),
            ("nuvias", "partner", "tonwerke"),
            ("nuvias", "partner", "nuvias"),
            ("nuvias", "customer", "tonwerke"),
            ("nuvia", "customer", "K-1"),
            ("fjordvik", "partner", "tonwerke"),
        ];
        let facts =
            FactTexts { corrections: corrections.iter().enumerate().map(correction).collect(), ..FactTexts::default() }.facts();
        let found = check_corrections(&facts, &rules(&Setting::default()));
        for own in &found {
            let role = if own.column == "distributor" { "a distributor" } else { "a partner" };
            assert!(own.message.ends_with(&format!("{} as {role}", own.value)), "{}", own.message);
        }
        let mut found: Vec<_> = found.into_iter().map(|own| (own.code, own.line, own.column, own.value)).collect();
        found.sort_by_key(|(_, line, ..)| *line);
        let expected = [
            unknown(3, "value", "tonwerke"),
            unknown(4, "value", "nuvias"),
            unknown(6, "distributor", "nuvia"),
            unknown(7, "distributor", "fjordvik"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn positions_lie_before_the_first_month_releases_and_write_offs_do_not() {
        let row = |line, column: &str, value: &str| (Code::TableRow, line, column.to_owned(), value.to_owned());
        let opening = vec![
            always("position,tonwerk,nuvias,EUR,C-1,1,1,commission,2022-08", "1.00"),
            always("position,tonwerk,nuvias,EUR,C-1,1,1,commission,2022-09", "1.00"),
            always("reserve,tonwerk,nuvias,EUR,,,,,2022-08", "1.00"),
            always("reserve,tonwerk,nuvias,EUR,,,,,2022-09", "1.00"),
            always("balance,tonwerk,nuvias,EUR,,,,,", "1.00"),
        ];
        let write_offs = ["2022-08", "2022-09"].map(|period| always(&format!("tonwerk,nuvias,EUR,{period}"), "1.00")).to_vec();
        assert_eq!(
            found(FactTexts { write_offs, opening, ..FactTexts::default() }),
            [row(3, "month", "2022-09"), row(4, "month", "2022-08"), row(2, "period", "2022-08")]
        );
    }
}
