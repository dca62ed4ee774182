//! The workspace that tells of a world: three distributors, each with its own dialect, two full deliveries.

use chrono::NaiveDate;

use super::world::{Contract, PLANS, Per, World};
use crate::sandbox::Sandbox;

/// Distributor, what its amounts are for, delimiter, decimal mark, form of days, what its ends are.
const DISTRIBUTORS: [(&str, Per, &str, &str, &str, &str); 3] = [
    ("monthly", Per::Month, ";", ",", "%d.%m.%Y", "last_day"),
    ("yearly", Per::Year, ",", ".", "%Y-%m-%d", "day_after"),
    ("by-term", Per::Term, "tab", ".", "%m/%d/%Y", "last_day"),
];

const FIELDS: [&str; 14] = [
    "contract",
    "product",
    "partner",
    "model",
    "signed_on",
    "starts_on",
    "ends_on",
    "renewal_months",
    "valid_from",
    "amount",
    "currency",
    "status",
    "cancelled_on",
    "cancelled_by",
];

/// Lays the world out.
pub fn laid_out(world: &World, first_month: (i32, u32)) -> Sandbox {
    let sandbox = Sandbox::empty();
    let table = |name: &str, columns: &str, rows: Vec<String>| {
        sandbox.write(
            &format!("rulebook/{name}.csv"),
            format!("{columns},reference\n{}\n", rows.iter().map(|row| format!("{row},r")).collect::<Vec<_>>().join("\n")),
        );
    };
    let since = "2018-01-01,2018-01-01";
    sandbox.write(
        "courtage.toml",
        format!("name = \"World\"\nprincipal = \"vendor\"\nfirst_month = \"{:04}-{:02}\"\n", first_month.0, first_month.1),
    );
    let mut parties = vec![format!("vendor,{since},Vendor,principal,"), format!("partner,{since},Partner,partner,plain")];
    parties.extend(DISTRIBUTORS.iter().map(|(name, ..)| format!("{name},{since},{name},distributor,plain")));
    table("parties", "party,effective_from,recorded_on,name,role,layout", parties);
    table(
        "layouts/plain",
        "part,name,effective_from,recorded_on,heading,value",
        vec![format!("column,010,{since},Line,line_id")],
    );
    let plan_of = |per: Per| {
        if per == Per::Month {
            "by-month"
        } else if per == Per::Year {
            "by-start"
        } else {
            "by-signing"
        }
    };
    let agreement = |(name, per, ..): &(&str, Per, &str, &str, &str, &str)| {
        [("referral", plan_of(*per)), ("resale", "by-anniversary")]
            .map(|(model, plan)| format!("partner,{name},{model},{since},{plan},none,"))
    };
    table(
        "agreements",
        "party,distributor,model,effective_from,recorded_on,plan,tier_policy,renewal_months",
        DISTRIBUTORS.iter().flat_map(agreement).collect(),
    );
    let plans = PLANS.iter().map(|(plan, component, basis, step)| format!("{plan},{component},{since},{basis},daily,{step},"));
    table("plans", "plan,component,effective_from,recorded_on,basis_date,proration,step,points_cap", plans.collect());
    let component = |plan: &str| PLANS.iter().find(|(own, ..)| *own == plan).unwrap().1;
    let rates = world
        .rates
        .iter()
        .map(|(plan, terms, from, rate)| format!("{},{plan},*,*,*,*,{terms},{from},2018-01-01,percent,{rate}", component(plan)));
    table(
        "rates",
        "component,plan,product,programme,tier,competency,term,effective_from,recorded_on,shape,value",
        rates.collect(),
    );
    for distributor in &DISTRIBUTORS {
        let (name, per, ..) = distributor;
        table(&format!("feed-maps/{name}"), "part,name,effective_from,recorded_on,value", feed_map(distributor));
        let own: Vec<&Contract> = world.contracts.iter().filter(|contract| contract.per == *per).collect();
        // The first delivery knows every other contract, and amounts that the second corrects.
        let early: Vec<Vec<String>> = own.iter().step_by(2).flat_map(|contract| rows(contract, distributor, 7)).collect();
        let late: Vec<Vec<String>> = own.iter().flat_map(|contract| rows(contract, distributor, 0)).collect();
        for (delivered_on, rows) in [("2023-06-05", early), ("2023-11-05", late)] {
            let delimiter = if distributor.2 == "tab" { "\t" } else { distributor.2 };
            let lines: Vec<String> =
                std::iter::once(FIELDS.join(delimiter)).chain(rows.iter().map(|row| row.join(delimiter))).collect();
            sandbox.write(&format!("feeds/{name}/{delivered_on}.csv"), lines.join("\n"));
        }
    }
    sandbox
}

fn feed_map((_, per, delimiter, decimal_mark, date_form, ends): &(&str, Per, &str, &str, &str, &str)) -> Vec<String> {
    let per = match per {
        Per::Month => "month",
        Per::Year => "year",
        Per::Term => "term",
    };
    let quoted = |mark: &str| if mark == "," { "\",\"".to_owned() } else { mark.to_owned() };
    let settings = [
        ("encoding", "utf-8".to_owned()),
        ("delimiter", quoted(delimiter)),
        ("decimal_mark", quoted(decimal_mark)),
        ("date_form", (*date_form).to_owned()),
        ("delivery", "full".to_owned()),
        ("amount_per", per.to_owned()),
        ("end_is", (*ends).to_owned()),
        ("cancelled_is", (*ends).to_owned()),
        ("undated_change", "start".to_owned()),
    ];
    let settings = settings.iter().map(|(name, value)| format!("file,{name},2018-01-01,2018-01-01,{value}"));
    settings.chain(FIELDS.iter().map(|field| format!("column,{field},2018-01-01,2018-01-01,{field}"))).collect()
}

/// The rows of a contract: one per phase. `wrong` is added to every amount that a later delivery may correct.
fn rows(
    contract: &Contract,
    (_, _, _, decimal_mark, date_form, ends): &(&str, Per, &str, &str, &str, &str),
    wrong: i128,
) -> Vec<Vec<String>> {
    let day = |day: NaiveDate| day.format(date_form).to_string();
    let end = |until: NaiveDate| day(if *ends == "last_day" { until.pred_opt().unwrap() } else { until });
    let amount = |minor: i128| {
        let unit = 10_i128.pow(contract.digits());
        let fraction = format!("{:0width$}", minor % unit, width = contract.digits() as usize);
        if contract.digits() == 0 { minor.to_string() } else { format!("{}{decimal_mark}{fraction}", minor / unit) }
    };
    let row = |(at, (from, minor)): (usize, &(NaiveDate, i128))| {
        // An undated correction under a later phase would be held, and rightly so.
        let told = if at > 0 || contract.phases.len() == 1 { minor + wrong } else { *minor };
        vec![
            contract.id.clone(),
            "P".to_owned(),
            "partner".to_owned(),
            if contract.referral { "referral" } else { "resale" }.to_owned(),
            contract.signed.map(day).unwrap_or_default(),
            day(contract.start),
            end(contract.end),
            contract.renewal.to_string(),
            if at == 0 { String::new() } else { day(*from) },
            amount(told),
            contract.currency.to_owned(),
            if contract.cancelled.is_some() { "cancelled" } else { "active" }.to_owned(),
            contract.cancelled.map(|(until, _)| end(until)).unwrap_or_default(),
            contract.cancelled.map(|(_, by)| by.to_owned()).unwrap_or_default(),
        ]
    };
    contract.phases.iter().enumerate().map(row).collect()
}
