//! Plans by chance: what a partner's agreements may say, in every combination that has a meaning.

use chrono::NaiveDate;

use super::{
    calendar::day,
    dice::Dice,
    features::Features,
    made_rates::{family_one, once_and_fixed},
    made_rows::{band, clawbacks, limits, splits},
    rules::{ANY, Basis, Component, PaidIn, Plan, Proration, Rate, RateDay, RateKey, Rules, Shape, Terms},
    story::{Partner, TIERS},
};

/// What a plan asks of the contracts under it, and what the partner is.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Contracts in euros only: bands and fixed sums are in euros.
    pub euros: bool,
    pub partner_currency: &'static str,
    /// Whether a term may have any number of days.
    pub any_days: bool,
    /// Another party that may share.
    pub other: String,
}

pub const SINCE: (i32, u32, u32) = (2018, 1, 1);

pub fn since() -> NaiveDate {
    day(SINCE.0, SINCE.1, SINCE.2)
}

const BASES: [Basis; 4] = [Basis::SignedOn, Basis::StartsOn, Basis::Earned, Basis::LastAnniversary];

fn settings(component: Component, dice: &mut Dice, features: &Features, banded: bool) -> Rules {
    let best_of = features.has("best_of") && !banded && dice.within(20);
    let prorations = [Proration::Daily, Proration::Anniversary, Proration::Begun, Proration::Completed];
    let proration = match (features.has("prorations"), banded) {
        (false, _) => Proration::Daily,
        (true, true) => dice.one_of(&prorations[..3]),
        (true, false) => dice.one_of(&prorations),
    };
    let step = if banded { "0.01" } else { dice.one_of(&["0.01", "0.01", "0.05", "0.10"]) };
    Rules {
        component,
        basis: if best_of { Basis::BestOf } else { dice.one_of(&BASES) },
        proration,
        step: step.parse().unwrap(),
        points_cap: None,
        paid_in: PaidIn::Contract,
        rate_day: None,
        customer_paid: features.has("customer_paid") && !banded && dice.within(20),
        runs_on: None,
        rates: Vec::new(),
        bands: Vec::new(),
        limits: Vec::new(),
        splits: Vec::new(),
        clawbacks: Vec::new(),
    }
}

fn converted(rules: &mut Rules, dice: &mut Dice, features: &Features) {
    if features.has("conversion") && dice.within(35) {
        let book = PaidIn::Book(dice.one_of(&["EUR", "USD", "JPY", "KWD", "BGN", "GBP"]));
        rules.paid_in = dice.one_of(&[PaidIn::Payee, PaidIn::Payee, book]);
        let days = [RateDay::SignedOn, RateDay::StartsOn, RateDay::MonthFirst, RateDay::MonthLast];
        rules.rate_day = Some(dice.one_of(&days));
    }
}

/// Commission or bonus: every family of rates and all that follows them.
fn earning(component: Component, name: &str, dice: &mut Dice, features: &Features, setting: &mut Setting) -> Rules {
    let banded = features.has("bands") && setting.euros && dice.within(45);
    let mut rules = settings(component, dice, features, banded);
    if features.has("after_principal") {
        rules.runs_on = dice.one_of(&[None, Some(true), Some(false)]);
    }
    let families =
        ["multiple", "percent_of_term", "fixed"].map(|family| features.has(family) && (family != "fixed" || setting.euros));
    let monthly = banded || !families.contains(&true) || dice.within(85);
    if banded {
        let numbers = 1 + usize::from(dice.within(40));
        rules.bands = (0..numbers).map(|number| band(format!("{name}-{}-{number}", component.word()), dice)).collect();
    }
    if monthly {
        family_one(&mut rules, dice, features);
    }
    once_and_fixed(&mut rules, dice, features, families, monthly);
    if features.has("none") && dice.within(20) {
        rules.rates.push(Rate { key: RateKey { product: Some("PD"), ..ANY }, from: since(), shape: Shape::NoEntitlement });
    }
    converted(&mut rules, dice, features);
    if features.has("clawbacks") && dice.within(70) {
        clawbacks(&mut rules, dice);
        let by_months = |row: &super::rules::Clawback| row.window.is_none() && row.precision != super::rules::Precision::Day;
        setting.any_days &= !rules.clawbacks.iter().any(by_months);
    }
    if features.has("splits") && dice.within(45) {
        splits(&mut rules, None, None, dice, &setting.other);
    }
    if features.has("limits") && dice.within(30) {
        let floors = monthly && !rules.customer_paid && rules.proration != Proration::Completed;
        limits(&mut rules, floors, setting, dice);
    }
    rules
}

fn uplift(commission: &Rules, dice: &mut Dice, features: &Features, setting: &Setting) -> Rules {
    let mut rules = settings(Component::Uplift, dice, features, false);
    rules.proration = commission.proration;
    rules.runs_on = Some(commission.runs_on());
    rules.customer_paid = false;
    let row = |key, percent: &str| Rate { key, from: since(), shape: Shape::Uplift(percent.parse().unwrap()) };
    rules.rates.push(row(ANY, "20.19"));
    rules.rates.push(row(RateKey { tier: Some("gold"), ..ANY }, "20.21"));
    if features.has("none") && dice.within(40) {
        rules.rates.push(Rate { key: RateKey { product: Some("PC"), ..ANY }, from: since(), shape: Shape::NoEntitlement });
    }
    converted(&mut rules, dice, features);
    if features.has("splits") && dice.within(30) {
        splits(&mut rules, None, None, dice, &setting.other);
    }
    rules
}

fn fund(dice: &mut Dice, features: &Features) -> Rules {
    let mut rules = settings(Component::Fund, dice, features, false);
    rules.customer_paid = false;
    rules.runs_on = Some(dice.within(50));
    rules
}

/// A plan for referrals.
pub fn referral(name: &str, dice: &mut Dice, features: &Features, setting: &mut Setting) -> Plan {
    let mut components = vec![earning(Component::Commission, name, dice, features, setting)];
    if features.has("bonus") && dice.within(30) {
        components.push(earning(Component::Bonus, name, dice, features, setting));
    }
    if features.has("uplift") && dice.within(25) {
        components.push(uplift(&components[0], dice, features, setting));
    }
    if features.has("fund") && dice.within(25) {
        components.push(fund(dice, features));
    }
    Plan { name: name.to_owned(), components }
}

/// A plan for resale: a discount by tier and competencies, and a fund.
pub fn resale(name: &str, dice: &mut Dice, features: &Features) -> Plan {
    let mut rules = settings(Component::Discount, dice, features, false);
    rules.customer_paid = false;
    family_one(&mut rules, dice, &Features::named(if features.has("points") { "points" } else { "none" }));
    let mut components = vec![rules];
    if features.has("fund") && dice.within(40) {
        components.push(fund(dice, features));
    }
    Plan { name: name.to_owned(), components }
}

/// What funds accrue, whatever the plan.
pub fn benefits() -> Vec<Rate> {
    let row = |key, from, percent: &str| Rate { key, from, shape: Shape::Percent(percent.parse().unwrap()) };
    vec![
        row(ANY, since(), "1"),
        row(ANY, day(2022, 10, 1), "1.25"),
        row(RateKey { tier: Some("gold"), ..ANY }, since(), "2"),
        row(RateKey { programme: Some("summit"), tier: Some(TIERS[2]), ..ANY }, since(), "3.5"),
        row(RateKey { competency: Some("phone"), ..ANY }, since(), "1.5"),
        row(RateKey { competency: Some("rooms"), ..ANY }, since(), "1.75"),
    ]
}

/// Rows of splits that name a distributor or a contract of a partner.
pub fn name_contracts(partner: &mut Partner, other: &str, dice: &mut Dice) {
    let contracts: Vec<(&'static str, String)> =
        partner.contracts.iter().map(|contract| (contract.per.distributor(), contract.number.clone())).collect();
    for (_, plan) in &mut partner.referral {
        for rules in plan.components.iter_mut().filter(|rules| !rules.splits.is_empty()) {
            if dice.within(30) {
                splits(rules, Some("monthly"), None, dice, other);
            }
            for (distributor, contract) in &contracts {
                if dice.within(10) {
                    splits(rules, Some(distributor), Some(contract), dice, other);
                }
            }
        }
    }
}

/// Which terms a general row is for: all, or the first and the later ones apart.
pub fn general_terms(dice: &mut Dice) -> &'static [Terms] {
    if dice.within(40) { &[Terms::Any] } else { &[Terms::First, Terms::Later] }
}
