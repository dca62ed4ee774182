//! The deliveries that tell of a world: three distributors, each with its own dialect, two full deliveries each.

use chrono::NaiveDate;

use super::{
    story::{Contract, Item, Per, Phase},
    workspace::major,
    world::World,
};
use crate::sandbox::Sandbox;

/// Delimiter, decimal mark, form of days, what its ends are, what its amounts are for.
pub fn dialect(per: Per) -> (&'static str, &'static str, &'static str, &'static str, &'static str) {
    match per {
        Per::Month => (";", ",", "%d.%m.%Y", "last_day", "month"),
        Per::Year => (",", ".", "%Y-%m-%d", "day_after", "year"),
        Per::Term => ("\t", ".", "%m/%d/%Y", "last_day", "term"),
    }
}

pub const FIELDS: [&str; 16] = [
    "contract",
    "item",
    "product",
    "partner",
    "model",
    "signed_on",
    "starts_on",
    "ends_on",
    "renewal_months",
    "valid_from",
    "quantity",
    "amount",
    "currency",
    "status",
    "cancelled_on",
    "cancelled_by",
];

pub fn write(sandbox: &Sandbox, world: &World) {
    for per in Per::ALL {
        let (name, delimiter) = (per.distributor(), dialect(per).0);
        let map: String = feed_map(per).iter().map(|row| format!("{row},r\n")).collect();
        let heading = "part,name,effective_from,recorded_on,value,reference";
        sandbox.write(&format!("rulebook/feed-maps/{name}.csv"), format!("{heading}\n{map}"));
        let partners = world.partners.iter().flat_map(|partner| partner.contracts.iter().map(move |own| (&partner.id, own)));
        let own: Vec<(&String, &Contract)> = partners.filter(|(_, contract)| contract.per == per).collect();
        // The first delivery knows every other contract, and amounts that the second corrects.
        let early = own.iter().step_by(2).flat_map(|(partner, contract)| rows(partner, contract, 7));
        let late = own.iter().flat_map(|(partner, contract)| rows(partner, contract, 0));
        for (day, rows) in [("2023-06-05", early.collect::<Vec<_>>()), ("2023-11-05", late.collect())] {
            let rows: String = rows.iter().map(|row| format!("{}\n", row.join(delimiter))).collect();
            sandbox.write(&format!("feeds/{name}/{day}.csv"), format!("{}\n{rows}", FIELDS.join(delimiter)));
        }
    }
}

fn feed_map(per: Per) -> Vec<String> {
    let (delimiter, decimal_mark, date_form, ends, amounts) = dialect(per);
    let quoted = |mark: &'static str| match mark {
        "," => "\",\"",
        "\t" => "tab",
        mark => mark,
    };
    let settings = [
        ("encoding", "utf-8"),
        ("delimiter", quoted(delimiter)),
        ("decimal_mark", quoted(decimal_mark)),
        ("date_form", date_form),
        ("delivery", "full"),
        ("amount_per", amounts),
        ("end_is", ends),
        ("cancelled_is", ends),
        ("undated_change", "start"),
    ];
    let settings = settings.map(|(name, value)| format!("file,{name},2018-01-01,2018-01-01,{value}"));
    settings.into_iter().chain(FIELDS.map(|field| format!("column,{field},2018-01-01,2018-01-01,{field}"))).collect()
}

/// The rows of a contract: one per phase of an item. `wrong` is added to every amount that a later delivery may correct.
pub fn rows(partner: &str, contract: &Contract, wrong: i128) -> Vec<Vec<String>> {
    let (_, decimal_mark, date_form, ends, _) = dialect(contract.per);
    let day = |day: NaiveDate| day.format(date_form).to_string();
    let end = |until: NaiveDate| day(if ends == "last_day" { until.pred_opt().unwrap() } else { until });
    let row = |item: &Item, at: usize, phase: &Phase| {
        // An undated correction under a later phase would be held, and rightly so.
        let told = phase.amount + if at > 0 || item.phases.len() == 1 { wrong } else { 0 };
        let amount = major(told, contract.currency).replace('.', decimal_mark);
        vec![
            contract.number.clone(),
            item.id.to_owned(),
            item.product.to_owned(),
            partner.to_owned(),
            if contract.referral { "referral" } else { "resale" }.to_owned(),
            item.signed.map(day).unwrap_or_default(),
            day(item.start),
            end(item.end),
            item.renewal.to_string(),
            if at == 0 { String::new() } else { day(phase.from) },
            phase.seats.to_string(),
            amount,
            contract.currency.to_owned(),
            if item.cancelled.is_some() { "cancelled" } else { "active" }.to_owned(),
            item.cancelled.map(|(until, _)| end(until)).unwrap_or_default(),
            item.cancelled.map(|(_, cause)| cause.word().to_owned()).unwrap_or_default(),
        ]
    };
    let rows = |item: &Item| item.phases.iter().enumerate().map(|(at, phase)| row(item, at, phase)).collect::<Vec<_>>();
    contract.items.iter().flat_map(rows).collect()
}
