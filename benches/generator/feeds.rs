//! The contract lists of the two distributors, each in its own dialect.

use chrono::{Days, Months};

use super::{NUVIAS, STERN_KELLY, contracts::Contract, dice::Dice, partners::Partner};

/// Who sells through a distributor, and in which model.
fn sellers<'a>(partners: &'a [Partner], distributor: &str) -> Vec<(&'a Partner, &'static str)> {
    let trades = |partner: &'a Partner| {
        partner.trades().iter().filter(|(own, _)| *own == distributor).map(move |(_, model)| (partner, *model))
    };
    partners.iter().flat_map(trades).collect()
}

fn writer(delimiter: u8, terminator: csv::Terminator) -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new().delimiter(delimiter).terminator(terminator).from_writer(Vec::new())
}

/// The German list: Windows-1252, `;`, decimal comma, amounts per month, last days.
pub fn stern_kelly(partners: &[Partner], contracts: usize) -> Vec<u8> {
    let sellers = sellers(partners, STERN_KELLY);
    let mut dice = Dice::new(1);
    let mut list = writer(b';', csv::Terminator::CRLF);
    let headings = "Vertragsnummer;Artikel;Partnernr.;Vertragsart;Kundennr.;Kunde;Bestellnr.;Bestellt am;Beginn;Ende;\
                    Verlängerung (Monate);Kündbar zum;Lizenzen;Monatsbetrag netto;Status;Gekündigt zum;Gekündigt durch;Bemerkung";
    list.write_record(headings.split(';')).expect("writing to memory does not fail");
    let form = "%d.%m.%Y";
    for number in 0..contracts {
        let contract = Contract::some(&mut dice, &sellers);
        let grouped = dice.happens(50);
        let note = if dice.happens(5) { "Rahmenvertrag; Rückfragen an Fr. Weiß" } else { "" };
        let last_day = contract.ends_on() - Days::new(1);
        let cancelled = contract.cancelled.map(|(day, _)| (day - Days::new(1)).format(form).to_string()).unwrap_or_default();
        let cancelled_by = contract.cancelled.map_or("", |(_, by_vendor)| if by_vendor { "Hersteller" } else { "Kunde" });
        let row = [
            format!("SK-{number:06}"),
            contract.product.to_owned(),
            contract.partner.alias(STERN_KELLY),
            (if contract.model == "referral" { "Vermittlung" } else { "Wiederverkauf" }).to_owned(),
            format!("K-{:07}", number + 1_000),
            contract.customer.clone(),
            format!("B22-{:07}", number + 1),
            contract.signed_on.format(form).to_string(),
            contract.starts_on.format(form).to_string(),
            last_day.format(form).to_string(),
            contract.renewal_months.map_or(String::new(), |months| months.to_string()),
            if contract.months >= 24 { (last_day - Months::new(3)).format(form).to_string() } else { String::new() },
            contract.seats.to_string(),
            german_amount(contract.seats * contract.price, grouped),
            (if contract.cancelled.is_some() { "gekündigt" } else { "aktiv" }).to_owned(),
            cancelled,
            cancelled_by.to_owned(),
            note.to_owned(),
        ];
        list.write_record(row).expect("writing to memory does not fail");
    }
    let text = String::from_utf8(list.into_inner().expect("writing to memory does not fail")).expect("what was written is text");
    let (bytes, _, unmappable) = encoding_rs::WINDOWS_1252.encode(&text);
    assert!(!unmappable, "every character exists in Windows-1252");
    bytes.into_owned()
}

fn german_amount(cents: u32, grouped: bool) -> String {
    let (whole, fraction) = (cents / 100, cents % 100);
    if grouped && whole >= 1000 {
        format!("{}.{:03},{fraction:02}", whole / 1000, whole % 1000)
    } else {
        format!("{whole},{fraction:02}")
    }
}

/// The English list: UTF-8, `,`, ISO days, amounts per year, the day after the last.
pub fn nuvias(partners: &[Partner], contracts: usize) -> Vec<u8> {
    let sellers = sellers(partners, NUVIAS);
    let mut dice = Dice::new(2);
    let mut list = writer(b',', csv::Terminator::Any(b'\n'));
    let headings = "Contract Ref,Line,SKU,Partner Account,Deal Type,End Customer No,End Customer,PO Number,Order Date,Start Date,\
                    End Date,Term Months,Term No,Auto Renew Months,Seats,Annual Net,Currency,Effective From,State,Cancelled On,\
                    Cancelled By";
    list.write_record(headings.split(',')).expect("writing to memory does not fail");
    for number in 0..contracts {
        let contract = Contract::some(&mut dice, &sellers);
        // A term is told by its end, by its months, or by both.
        let (end, months) = *dice.pick(&[(true, true), (true, false), (false, true)]);
        let cents = contract.seats * (contract.price * 11 + dice.below(12));
        let row = [
            format!("NVX-{number:07}"),
            "10".to_owned(),
            contract.product.to_owned(),
            contract.partner.alias(NUVIAS),
            (if contract.model == "referral" { "Referral" } else { "Resale" }).to_owned(),
            format!("C{:06}", number + 1_000),
            contract.customer.clone(),
            format!("PO-2022-{:07}", number + 1),
            contract.signed_on.to_string(),
            contract.starts_on.to_string(),
            if end { contract.ends_on().to_string() } else { String::new() },
            if months { contract.months.to_string() } else { String::new() },
            "1".to_owned(),
            contract.renewal_months.map_or(String::new(), |months| months.to_string()),
            contract.seats.to_string(),
            format!("{}.{:02}", cents / 100, cents % 100),
            (*dice.pick(&["GBP", "GBP", "GBP", "EUR", "EUR", "USD"])).to_owned(),
            String::new(),
            (if contract.cancelled.is_some() { "Cancelled" } else { "Active" }).to_owned(),
            contract.cancelled.map(|(day, _)| day.to_string()).unwrap_or_default(),
            contract.cancelled.map_or("", |(_, by_vendor)| if by_vendor { "Vendor" } else { "Customer" }).to_owned(),
        ];
        list.write_record(row).expect("writing to memory does not fail");
    }
    list.into_inner().expect("writing to memory does not fail")
}
