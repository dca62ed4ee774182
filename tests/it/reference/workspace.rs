//! The workspace that tells of a world: the tables of rulebook and facts.

use super::{
    calendar::name_of,
    feeds,
    rules::{PaidIn, Rate, RateDay, RateKey, Rules, Terms},
    rules_text::{basis, limit_row, proration, rate_value, split_row},
    story::{COMPETENCIES, PROGRAMMES, Per, TIERS, digits},
    world::World,
};
use crate::sandbox::Sandbox;

const SINCE: &str = "2018-01-01,2018-01-01";

/// Minor units as a decimal number of major ones.
pub fn major(minor: i128, currency: &str) -> String {
    let (digits, unit) = (digits(currency), 10_i128.pow(digits(currency)));
    let sign = if minor < 0 { "-" } else { "" };
    let fraction = format!(".{:0width$}", minor.abs() % unit, width = digits as usize);
    format!("{sign}{}{}", minor.abs() / unit, if digits == 0 { "" } else { &fraction })
}

/// Writes a table unless it has no rows; each row gets a reference.
fn table(sandbox: &Sandbox, name: &str, columns: &str, rows: &[String]) {
    if !rows.is_empty() {
        let rows: String = rows.iter().map(|row| format!("{row},r\n")).collect();
        sandbox.write(&format!("{name}.csv"), format!("{columns},reference\n{rows}"));
    }
}

/// Lays the world out.
pub fn laid_out(world: &World) -> Sandbox {
    let sandbox = Sandbox::empty();
    let first = name_of(world.first_month);
    sandbox.write("courtage.toml", format!("name = \"World\"\nprincipal = \"vendor\"\nfirst_month = \"{first}\"\n"));
    who(&sandbox, world);
    standing(&sandbox, world);
    plans(&sandbox, world);
    facts(&sandbox, world);
    feeds::write(&sandbox, world);
    sandbox
}

fn who(sandbox: &Sandbox, world: &World) {
    let mut parties = vec![format!("vendor,{SINCE},Vendor,principal,")];
    parties.extend(Per::ALL.map(|per| format!("{0},{SINCE},{0},distributor,plain", per.distributor())));
    parties.extend(world.partners.iter().map(|partner| format!("{0},{SINCE},{0},partner,plain", partner.id)));
    table(sandbox, "rulebook/parties", "party,effective_from,recorded_on,name,role,layout", &parties);
    let column = format!("column,010,{SINCE},Line,line_id");
    table(sandbox, "rulebook/layouts/plain", "part,name,effective_from,recorded_on,heading,value", &[column]);
    let mut agreements = Vec::new();
    for partner in &world.partners {
        for per in Per::ALL {
            let row = |model: &str, from: String, plan: &str| {
                let (party, distributor, currency) = (&partner.id, per.distributor(), partner.currency);
                format!("{party},{distributor},{model},{from},2018-01-01,{plan},current,,{currency}")
            };
            agreements.extend(partner.referral.iter().map(|(from, plan)| row("referral", from.to_string(), &plan.name)));
            agreements.push(row("resale", "2018-01-01".to_owned(), &partner.resale.name));
        }
    }
    let columns = "party,distributor,model,effective_from,recorded_on,plan,tier_policy,renewal_months,currency";
    table(sandbox, "rulebook/agreements", columns, &agreements);
}

fn standing(sandbox: &Sandbox, world: &World) {
    let programmes = PROGRAMMES.map(|(name, (y, m, d))| format!("{name},{y}-{m:02}-{d:02},2018-01-01,election,no"));
    table(sandbox, "rulebook/programmes", "programme,effective_from,recorded_on,evidence,distinct_people", &programmes);
    let ranked = |(rank, tier): (usize, &&str)| PROGRAMMES.map(|(name, _)| format!("{name},{tier},{SINCE},{},0", rank + 1));
    let tiers: Vec<String> = TIERS.iter().enumerate().flat_map(ranked).collect();
    table(sandbox, "rulebook/tiers", "programme,tier,effective_from,recorded_on,rank,grace_days", &tiers);
    let competencies = COMPETENCIES.map(|name| format!("{name},{SINCE},{name}"));
    table(sandbox, "rulebook/competencies", "competency,effective_from,recorded_on,name", &competencies);
    let (mut elections, mut held) = (Vec::new(), Vec::new());
    for partner in &world.partners {
        elections.extend(partner.elections.iter().map(|(from, tier)| format!("{},{from},2018-01-01,{tier}", partner.id)));
        for (competency, from, until) in &partner.competencies {
            held.push(format!("{},{competency},{from},2018-01-01,held", partner.id));
            held.extend(until.map(|until| format!("{},{competency},{until},2018-01-01,closed", partner.id)));
        }
    }
    table(sandbox, "facts/elections", "party,effective_from,recorded_on,tier", &elections);
    table(sandbox, "facts/competencies_held", "party,competency,effective_from,recorded_on,status", &held);
    let benefit = |Rate { key, from, shape }: &Rate| {
        let named = |name: Option<&'static str>| name.unwrap_or("*");
        let value = rate_value(shape, &[]).1;
        format!("fund,{},{},{},{from},2018-01-01,{value}", named(key.programme), named(key.tier), named(key.competency))
    };
    let benefits: Vec<String> = world.benefits.iter().map(benefit).collect();
    if world.features.has("fund") {
        let columns = "benefit,programme,tier,competency,effective_from,recorded_on,value";
        table(sandbox, "rulebook/benefits", columns, &benefits);
    }
}

/// Every row of every plan.
fn plans(sandbox: &Sandbox, world: &World) {
    let mut rows: [Vec<String>; 6] = Default::default();
    let months = world.features.has("contract_months");
    let plans = world.partners.iter().flat_map(|partner| partner.referral.iter().map(|(_, plan)| plan).chain([&partner.resale]));
    for (plan, own) in plans.flat_map(|plan| plan.components.iter().map(|own| (plan.name.as_str(), own))) {
        let component = own.component.word();
        rows[0].push(format!("{plan},{component},{SINCE},{}", settings(own)));
        for Rate { key, from, shape } in &own.rates {
            let (shape, value) = rate_value(shape, &own.bands);
            rows[1].push(format!("{component},{plan},{},{from},2018-01-01,{shape},{value}", rate_key(key, months)));
        }
        rows[2].extend(own.bands.iter().flat_map(super::rules_text::band_rows));
        rows[3].extend(own.limits.iter().map(|limit| limit_row(plan, component, limit)));
        rows[4].extend(own.splits.iter().map(|split| split_row(plan, component, split)));
        rows[5].extend(own.clawbacks.iter().map(|row| super::rules_text::clawback_row(plan, component, row)));
    }
    let rates = if months { "term,contract_months" } else { "term" };
    let columns = [
        "plans:plan,component,effective_from,recorded_on,basis_date,proration,step,points_cap,currency,rate_day,earned_when,after_principal",
        &format!("rates:component,plan,product,programme,tier,competency,{rates},effective_from,recorded_on,shape,value"),
        "bands:band,from,effective_from,recorded_on,to,metric,scope,currency,window,method,gives,value,plus",
        "limits:plan,component,kind,scope,per,currency,effective_from,recorded_on,amount",
        "splits:plan,component,distributor,contract,position,payee,effective_from,recorded_on,formula,percent,paid_as",
        "clawbacks:plan,component,effective_from,recorded_on,method,window,precision,causes,steps",
    ];
    for (columns, rows) in columns.into_iter().zip(&rows) {
        let (name, columns) = columns.split_once(':').unwrap();
        table(sandbox, &format!("rulebook/{name}"), columns, rows);
    }
}

fn settings(own: &Rules) -> String {
    let cap = own.points_cap.map(|cap| cap.to_string()).unwrap_or_default();
    let currency = match own.paid_in {
        PaidIn::Contract => "",
        PaidIn::Payee => "payee",
        PaidIn::Book(currency) => currency,
    };
    let rate_day = own.rate_day.map_or("", |day| match day {
        RateDay::SignedOn => "signed_on",
        RateDay::StartsOn => "starts_on",
        RateDay::MonthFirst => "month_first",
        RateDay::MonthLast => "month_last",
    });
    let earned = if own.customer_paid { "customer_paid" } else { "" };
    let principal = own.runs_on.map_or("", |runs_on| if runs_on { "runs_on" } else { "ends" });
    let (basis, proration, step) = (basis(own.basis), proration(own.proration), own.step);
    format!("{basis},{proration},{step},{cap},{currency},{rate_day},{earned},{principal}")
}

fn rate_key(key: &RateKey, months: bool) -> String {
    let named = |name: Option<&'static str>| name.unwrap_or("*");
    let terms = match key.terms {
        Terms::First => "1",
        Terms::Later => "2+",
        Terms::Any => "*",
    };
    let range = match key.months {
        None => "*".to_owned(),
        Some((first, None)) => format!("{first}+"),
        Some((first, Some(last))) if first == last => first.to_string(),
        Some((first, Some(last))) => format!("{first}-{last}"),
    };
    let names = [key.product, key.programme, key.tier, key.competency].map(named).join(",");
    if months { format!("{names},{terms},{range}") } else { format!("{names},{terms}") }
}

fn facts(sandbox: &Sandbox, world: &World) {
    let mut payments = Vec::new();
    for contract in world.partners.iter().flat_map(|partner| &partner.contracts) {
        let (distributor, number) = (contract.per.distributor(), &contract.number);
        for (item, row) in contract.items.iter().flat_map(|item| item.invoices.iter().map(move |row| (item.id, row))) {
            let (first, last) = (name_of(row.first), name_of(row.last));
            let months = if first == last { first } else { format!("{first}..{last}") };
            let [invoiced, paid] = [row.invoiced, row.paid].map(|minor| major(minor, contract.currency));
            payments.push(format!("{distributor},{number},{item},{},{1},{1},{months},{invoiced},{paid}", row.number, row.on));
        }
    }
    let columns = "distributor,contract,item,invoice,effective_from,recorded_on,months,invoiced,paid";
    table(sandbox, "facts/payments", columns, &payments);
    if world.features.has("conversion") {
        let rates = world.exchange_rates.iter().map(|row| {
            let kind = if row.fixed { "fixed" } else { "" };
            format!("{},{},2018-01-01,{},{kind}", row.currency, row.on, row.rate)
        });
        let columns = "currency,effective_from,recorded_on,rate,kind";
        table(sandbox, "rulebook/exchange_rates", columns, &rates.collect::<Vec<_>>());
    }
    let opening = |(line, amount): (&String, &i128)| {
        let parts: Vec<&str> = line.split('/').collect();
        let [distributor, contract, item, term, component, month, payee, currency] = parts[..] else { panic!("{line}") };
        let amount = major(*amount, currency);
        format!("position,{payee},{distributor},{currency},{contract},{item},{term},{component},{month},{SINCE},{amount}")
    };
    let columns = "kind,party,distributor,currency,contract,item,term,component,month,effective_from,recorded_on,amount";
    table(sandbox, "facts/opening", columns, &world.positions.iter().map(opening).collect::<Vec<_>>());
}
