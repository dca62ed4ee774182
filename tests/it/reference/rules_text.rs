//! How a rule is written in its table.

use rust_decimal::Decimal;

use super::{
    rules::{Band, Basis, Clawback, Each, Formula, Limit, Method, Metric, Precision, Proration, Scope, Shape, Split, Window},
    workspace::major,
};

pub const SINCE: &str = "2018-01-01,2018-01-01";

pub fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::SignedOn => "signed_on",
        Basis::StartsOn => "starts_on",
        Basis::Earned => "earned",
        Basis::LastAnniversary => "last_anniversary",
        Basis::BestOf => "best_of",
    }
}

pub fn proration(proration: Proration) -> &'static str {
    match proration {
        Proration::Daily => "daily",
        Proration::Anniversary => "anniversary",
        Proration::Begun => "begun",
        Proration::Completed => "completed",
    }
}

/// Steps with the month they reach to; the last is open.
fn steps(steps: &[(Decimal, Option<u32>)]) -> String {
    let step =
        |(value, last): &(Decimal, Option<u32>)| last.map_or_else(|| value.to_string(), |last| format!("{value} until {last}"));
    steps.iter().map(step).collect::<Vec<_>>().join("; ")
}

/// Shape and value of a rate.
pub fn rate_value(shape: &Shape, bands: &[Band]) -> (&'static str, String) {
    match shape {
        Shape::Percent(percent) => ("percent", percent.to_string()),
        Shape::Tenure(own) => ("tenure", steps(own)),
        Shape::Band(number) => ("band", bands[*number].name.clone()),
        Shape::Multiple(times) => ("multiple", times.to_string()),
        Shape::PercentOfTerm(percent) => ("percent_of_term", percent.to_string()),
        Shape::Fixed(fixed) => {
            let per_seat = if fixed.per_seat { " per seat" } else { "" };
            let per_month = if fixed.per_month { " per month" } else { "" };
            ("fixed", format!("{} EUR{per_seat}{per_month}", major(fixed.cents, "EUR")))
        }
        Shape::Uplift(percent) => ("uplift", format!("{percent} of commission")),
        Shape::Points(points) => ("points", points.to_string()),
        Shape::NoEntitlement => ("none", String::new()),
        Shape::Closed => ("closed", String::new()),
    }
}

pub fn band_rows(band: &Band) -> Vec<String> {
    let metric = match band.metric {
        Metric::Volume => "volume",
        Metric::Contracts => "contracts",
        Metric::Seats => "seats",
    };
    let scope = if band.all_distributors { "all_distributors" } else { "payee" };
    let window = match band.window {
        Window::Month => "month",
        Window::Quarter => "quarter",
        Window::Year => "year",
        Window::YearToDate => "year_to_date",
    };
    let method = if band.graduated { "graduated" } else { "flat" };
    let gives = if band.per_unit { "per_unit" } else { "percent" };
    let row = |(at, (from, value, plus)): (usize, &(Decimal, Decimal, Option<Decimal>))| {
        let to = band.rows.get(at + 1).map(|next| next.0.to_string()).unwrap_or_default();
        let plus = plus.map(|plus| plus.to_string()).unwrap_or_default();
        format!("{},{from},{SINCE},{to},{metric},{scope},EUR,{window},{method},{gives},{value},{plus}", band.name)
    };
    band.rows.iter().enumerate().map(row).collect()
}

pub fn limit_row(plan: &str, component: &str, limit: &Limit) -> String {
    let kind = if limit.floor { "floor" } else { "cap" };
    let scope = match limit.scope {
        Scope::Item => "item",
        Scope::Contract => "contract",
        Scope::Payee => "payee",
    };
    let per = match limit.each {
        Each::Month => "month",
        Each::Year => "year",
        Each::Term => "term",
    };
    let (currency, amount) = (limit.currency, major(limit.amount, limit.currency));
    format!("{plan},{component},{kind},{scope},{per},{currency},{SINCE},{amount}")
}

pub fn split_row(plan: &str, component: &str, split: &Split) -> String {
    let formula = match split.formula {
        Formula::OfGross => "percent_of_gross",
        Formula::OfAgent => "percent_of_agent",
        Formula::OfRest => "percent_of_rest",
        Formula::Differential => "differential",
    };
    let (distributor, contract) = (split.distributor.unwrap_or("*"), split.contract.as_deref().unwrap_or("*"));
    let paid_as = split.paid_as.map_or("", |component| component.word());
    let Split { position, payee, from, percent, .. } = split;
    format!("{plan},{component},{distributor},{contract},{position},{payee},{from},2018-01-01,{formula},{percent},{paid_as}")
}

pub fn clawback_row(plan: &str, component: &str, row: &Clawback) -> String {
    let method = match row.method {
        Method::KeepsAll => return format!("{plan},{component},{},2018-01-01,none,,,,", row.from),
        Method::Full => "full",
        Method::ProRata => "pro_rata",
        Method::Stepped => "stepped",
    };
    let window = row.window.map_or("term".to_owned(), |months| months.to_string());
    let precision = match row.precision {
        Precision::Day => "day",
        Precision::MonthBegun => "month_begun",
        Precision::MonthCompleted => "month_completed",
    };
    let causes: Vec<&str> = row.causes.iter().map(|cause| cause.word()).collect();
    let steps = if row.method == Method::Stepped { steps(&row.steps) } else { String::new() };
    format!("{plan},{component},{},2018-01-01,{method},{window},{precision},{},{steps}", row.from, causes.join(" "))
}
