//! Headings in German and English, and the fields that they name.

use crate::rulebook::FeedField as F;

/// What headings say a field, folded: small letters, no punctuation, `no` for number, id and the like.
const SAID: &[(F, &str)] = &[
    (
        F::Contract,
        "contract, contract no, agreement no, subscription, subscription no, vertrag, vertrags no, abo no, \
         abonnement no",
    ),
    (F::Item, "item, item no, line, line no, line item, contract line, position, positions no, pos, pos no"),
    (F::Product, "product, product no, sku, article, article no, artikel, artikel no, produkt, produkt no, part no"),
    (
        F::Partner,
        "partner, partner no, partner account, dealer, dealer no, reseller, reseller no, agent, agent no, \
         sub agent, vermittler, vermittler no, haendler, haendler no, vertriebspartner, vertriebspartner no",
    ),
    (
        F::Model,
        "model, deal type, contract type, sales model, business model, vertragsart, vertragstyp, modell, \
         geschaeftsmodell, vertriebsmodell",
    ),
    (F::Customer, "customer no, end customer no, client no, kunden no, endkunden no"),
    (
        F::CustomerName,
        "customer, customer name, end customer, end customer name, client, client name, company, company name, \
         kunde, kundenname, endkunde, endkundenname, firma",
    ),
    (F::OrderNo, "order, order no, po, po no, purchase order, purchase order no, bestell no, auftrags no"),
    (
        F::SignedOn,
        "signed on, signed, signing date, signature date, order date, ordered on, date of order, bestellt am, \
         bestelldatum, auftragsdatum, unterzeichnet am, vertragsdatum, abgeschlossen am, vertragsabschluss",
    ),
    (
        F::StartsOn,
        "start, start date, starts on, start on, begin, term start, contract start, from, beginn, vertragsbeginn, \
         laufzeitbeginn, startdatum, von",
    ),
    (
        F::EndsOn,
        "end, end date, ends on, end on, term end, contract end, to, until, expiry date, ende, vertragsende, \
         laufzeitende, enddatum, bis",
    ),
    (
        F::Months,
        "months, term months, term in months, term length, duration months, contract months, laufzeit, \
         laufzeit monate, laufzeit in monaten, monate",
    ),
    (
        F::RenewalMonths,
        "renewal months, auto renew months, renewal term months, verlaengerung, verlaengerung monate, \
         verlaengerung in monaten, verlaengerungsmonate",
    ),
    (F::NoticeOn, "notice on, notice date, cancellable on, kuendbar zum, kuendbar ab"),
    (F::Quantity, "quantity, qty, seats, licences, licenses, users, menge, anzahl, lizenzen, nutzer, stueck"),
    (
        F::Amount,
        "amount, net amount, amount net, net, annual net, yearly net, monthly net, net per month, net per year, \
         net per term, net annual, net monthly, betrag, betrag netto, nettobetrag, netto, monatsbetrag, \
         monatsbetrag netto, jahresbetrag, jahresbetrag netto, netto pro monat, netto pro jahr, netto monat, \
         netto jahr",
    ),
    (F::Currency, "currency, currency no, iso currency, waehrung, waehrungs no"),
    (F::ValidFrom, "valid from, effective from, valid since, effective date, gueltig ab, gueltig seit, wirksam ab"),
    (F::Term, "term, term no, laufzeit no"),
    (F::Status, "status, state, contract status, contract state, zustand, vertragsstatus"),
    (
        F::CancelledOn,
        "cancelled on, canceled on, cancellation date, cancelled to, gekuendigt zum, gekuendigt am, \
         kuendigungsdatum, kuendigung zum",
    ),
    (F::CancelledBy, "cancelled by, canceled by, gekuendigt durch, gekuendigt von, kuendigung durch"),
];

/// A heading in the words of the list: `Vertragsnummer` and `Vertrags-Nr.` are `vertrags no`.
pub fn folded(heading: &str) -> String {
    let mut words: Vec<String> = vec![String::new()];
    let mut before = ' ';
    for own in heading.chars() {
        let begins = own.is_uppercase() && before.is_lowercase();
        if (begins || !own.is_alphanumeric()) && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if own.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            match own.to_lowercase().next().unwrap_or(own) {
                'ä' => word.push_str("ae"),
                'ö' => word.push_str("oe"),
                'ü' => word.push_str("ue"),
                'ß' => word.push_str("ss"),
                small => word.push(small),
            }
        }
        before = own;
    }
    let mut told = Vec::new();
    for word in words.iter().filter(|word| !word.is_empty()) {
        let stem = ["nummer", "nr"].iter().find_map(|ending| word.strip_suffix(ending));
        match (word.as_str(), stem) {
            ("number" | "num" | "id" | "ref" | "reference" | "referenz" | "code", _) | (_, Some("")) => told.push("no"),
            (_, Some(stem)) if stem.len() > 2 => told.extend([stem, "no"]),
            (word, _) => told.push(word),
        }
    }
    told.join(" ")
}

/// The phrases of a field.
fn phrases(all: &'static str) -> impl Iterator<Item = &'static str> {
    all.split(", ")
}

/// The field that a heading names without a doubt.
pub fn said(heading: &str) -> Option<F> {
    let plain = heading.starts_with(char::is_alphanumeric) && !heading.contains(char::is_control);
    let words = folded(heading);
    let field = SAID.iter().find(|(_, all)| phrases(all).any(|own| own == words)).map(|(field, _)| *field);
    let own = F::ALL.iter().copied().find(|field| field.as_str() == heading);
    own.or(field).filter(|_| plain)
}

/// Fields whose words a heading has among others: they may be meant, or something beside them.
pub fn hinted(heading: &str) -> Vec<F> {
    let words = format!(" {} ", folded(heading));
    let has = |phrase: &str| words.contains(&format!(" {phrase} "));
    SAID.iter().filter(|(_, all)| phrases(all).any(has)).map(|(field, _)| *field).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_fold_to_the_words_of_the_list() {
        for (heading, words) in [
            ("Vertragsnummer", "vertrags no"),
            ("Vertrags-Nr.", "vertrags no"),
            ("Verlängerung (Monate)", "verlaengerung monate"),
            ("ContractId", "contract no"),
            ("END_CUSTOMER_NO", "end customer no"),
            ("Kundennr.", "kunden no"),
            ("  ", ""),
        ] {
            assert_eq!(folded(heading), words, "{heading}");
        }
    }

    #[test]
    fn a_heading_names_one_field_or_none() {
        for (at, (field, all)) in SAID.iter().enumerate() {
            for phrase in phrases(all) {
                assert_eq!(folded(phrase), phrase, "a phrase is written folded");
                assert!(
                    SAID[at + 1..].iter().all(|(_, others)| phrases(others).all(|own| own != phrase)),
                    "{phrase} names {field} alone"
                );
            }
            assert_eq!(said(field.as_str()), Some(*field));
        }
        assert_eq!(SAID.len(), F::ALL.len());
        assert_eq!(said("Betrag brutto"), None);
        assert_eq!(said("=amount"), None);
        assert_eq!(said("amount\u{1b}"), None);
        assert_eq!(hinted("Betrag brutto"), [F::Amount]);
    }
}
