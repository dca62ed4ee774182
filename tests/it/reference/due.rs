//! What one component gives for one month of a term, before bands, shares and limits (design §4–6).

use chrono::NaiveDate;

use super::{
    bases::{InForce, bases, first_monthly},
    calendar::{Month, month_of, months_later},
    choice::{Asked, Family, pick, points},
    exact::{Fraction, NOTHING, shared_out},
    kept::{kept_share, paid_share},
    rules::{Basis, Component, Plan, Proration, Rate, Rules, Shape},
    story::{Contract, Item, Partner, step_in},
    terms::{Stretch, Term, covered_until, terms},
};

/// A month of a term of an item under one component: its base and what it gives.
#[derive(Clone)]
pub struct Due<'a> {
    pub contract: &'a Contract,
    pub item: &'a Item,
    pub term: Term,
    pub plan: &'a Plan,
    pub rules: &'a Rules,
    pub month: Month,
    pub base: i128,
    /// Seats in force on the last day that it is for.
    pub seats: i128,
    /// The first day that it is for, and the day that governs.
    pub from: NaiveDate,
    pub day: NaiveDate,
    /// The plan's band that it picked.
    pub band: Option<usize>,
    /// What it gives besides the band, in minor units.
    pub parts: Fraction,
    /// What it gives, rounded; the band's part added.
    pub amount: i128,
}

/// One item under one component in one period.
struct Asking<'a, 'b> {
    partner: &'a Partner,
    contract: &'a Contract,
    item: &'a Item,
    term: Term,
    rules: &'a Rules,
    in_force: &'b InForce,
    last_day: NaiveDate,
    covered: NaiveDate,
    /// What fund accrues, where the component is `fund`.
    rates: &'a [Rate],
}

/// Every month of every item of a partner that is due through a day; uplifts and funds are not among them.
pub fn dues<'a>(partner: &'a Partner, benefits: &'a [Rate], last_day: NaiveDate) -> Vec<Due<'a>> {
    let mut all = Vec::new();
    for contract in &partner.contracts {
        for item in &contract.items {
            let in_force = InForce::through(item, last_day);
            for term in terms(item, last_day) {
                let plan = plan_of(partner, contract, &term);
                for rules in plan.components.iter().filter(|rules| rules.component != Component::Uplift) {
                    let covered = covered_until(item, &term, rules, last_day);
                    let fund = rules.component == Component::Fund;
                    let rates = if fund { benefits } else { &rules.rates };
                    let asking = Asking { partner, contract, item, term, rules, in_force: &in_force, last_day, covered, rates };
                    all.extend(asking.months(plan));
                }
            }
        }
    }
    all
}

/// The plan of the agreement in force when the term was signed.
fn plan_of<'a>(partner: &'a Partner, contract: &Contract, term: &Term) -> &'a Plan {
    if contract.referral {
        &partner.referral.iter().filter(|(from, _)| *from <= term.signed).max_by_key(|(from, _)| *from).unwrap().1
    } else {
        &partner.resale
    }
}

/// The days that can govern a month.
pub fn governing(basis: Basis, term: &Term, from: NaiveDate) -> Vec<NaiveDate> {
    let anniversary = |years: u32| months_later(term.start, 12 * years);
    let last_anniversary = (0..100).map(anniversary).take_while(|day| *day <= from).last().unwrap();
    match basis {
        Basis::SignedOn => vec![term.signed],
        Basis::StartsOn => vec![term.start],
        Basis::Earned => vec![from],
        Basis::LastAnniversary => vec![last_anniversary],
        Basis::BestOf => vec![term.signed, term.start, from, last_anniversary],
    }
}

impl<'a> Asking<'a, '_> {
    fn months(&self, plan: &'a Plan) -> Vec<Due<'a>> {
        let Asking { contract, item, term, rules, .. } = *self;
        let through = month_of(self.last_day);
        let step = step_in(rules.step, contract.currency);
        let mut all = Vec::new();
        for (stretch, base) in bases(self.in_force, contract.per, &term, rules.proration, self.covered, through) {
            let days = governing(rules.basis, &term, stretch.from);
            let given = days.into_iter().filter_map(|day| self.gives(&stretch, base, day).map(|given| (day, given)));
            // What pays more; of days that pay the same the first.
            let best = given.reduce(|best, other| if other.1.0.round(step) > best.1.0.round(step) { other } else { best });
            let Some((day, (parts, band))) = best else { continue };
            let last = stretch.until.min(self.covered).pred_opt().unwrap();
            let (month, from, seats) = (stretch.month, stretch.from, self.in_force.seats(last));
            all.push(Due { contract, item, term, plan, rules, month, base, seats, from, day, band, parts, amount: 0 });
        }
        all
    }

    fn asked(&self, day: NaiveDate, contract_month: u32) -> Asked<'a> {
        Asked { partner: self.partner, product: self.item.product, day, term: self.term.number, contract_month }
    }

    /// Parts and band of a month, as a day governs it; nothing where there is no entitlement.
    fn gives(&self, stretch: &Stretch, base: i128, day: NaiveDate) -> Option<(Fraction, Option<usize>)> {
        let starts = month_of(self.term.start) == stretch.month;
        let (mut parts, mut band, mut entitled) = (NOTHING, None, false);
        for (shape, part) in self.pieces(stretch, base, day) {
            entitled |= !matches!(shape, Shape::NoEntitlement);
            let asked = self.asked(day, part.2);
            parts = parts.plus(match shape {
                Shape::Percent(percent) => {
                    let points = self.rules.points_cap.map_or_else(Default::default, |cap| points(self.rates, &asked).min(cap));
                    Fraction::percent(percent + points).times_whole(part.0)
                }
                Shape::Tenure(steps) => Fraction::percent(steps[part.1].0).times_whole(part.0),
                Shape::Band(number) => {
                    band = Some(*number);
                    NOTHING
                }
                _ => NOTHING,
            });
        }
        if let Some(rate) = pick(self.rates, Family::Once, &self.asked(day, 1)) {
            entitled |= !matches!(rate.shape, Shape::NoEntitlement);
            if starts {
                parts = parts.plus(self.once(&rate.shape).times(self.kept(day)));
            }
        }
        let contract_month = self.term.contract_month(stretch.from);
        if let Some(rate) = pick(self.rates, Family::Fixed, &self.asked(day, contract_month)) {
            entitled |= !matches!(rate.shape, Shape::NoEntitlement);
            parts = parts.plus(self.fixed(&rate.shape, stretch, day, starts));
        }
        if self.rules.customer_paid {
            parts = parts.times(paid_share(self.item, stretch.month, self.last_day));
        }
        entitled.then_some((parts, band))
    }

    fn kept(&self, day: NaiveDate) -> Fraction {
        kept_share(self.item, &self.term, self.rules, day, self.last_day)
    }

    /// The base in pieces, cut where an amount changes and where another row or another step of tenure begins: the row, and
    /// (base, step, contract month).
    fn pieces(&self, stretch: &Stretch, base: i128, day: NaiveDate) -> Vec<(&'a Shape, (i128, usize, u32))> {
        let until = stretch.served(self.covered);
        let mut cuts = vec![stretch.from];
        let lies_inside = |cut: &NaiveDate| stretch.from < *cut && *cut < until;
        let contract_month = self.term.contract_month(stretch.from);
        cuts.extend((contract_month..contract_month + 2).map(|months| self.term.months_in(months)).filter(lies_inside));
        let tenure = (month_of(stretch.from) - month_of(self.item.start)).cast_unsigned();
        cuts.extend((tenure..tenure + 2).map(|months| months_later(self.item.start, months)).filter(lies_inside));
        let phases = &self.in_force.changes;
        cuts.extend(phases.iter().copied().filter(lies_inside));
        cuts.sort_unstable();
        let mut pieces: Vec<(&Shape, NaiveDate, usize, u32)> = Vec::new();
        for cut in cuts {
            let contract_month = self.term.contract_month(cut);
            let Some(rate) = pick(self.rates, Family::First, &self.asked(day, contract_month)) else { continue };
            let step = match &rate.shape {
                Shape::Tenure(steps) => {
                    steps.iter().position(|(_, last)| last.is_none_or(|last| cut < months_later(self.item.start, last))).unwrap()
                }
                _ => 0,
            };
            let is_another = |last: &(&Shape, _, usize, _)| !std::ptr::eq(last.0, &raw const rate.shape) || last.2 != step;
            if pieces.last().is_none_or(is_another) || (phases.contains(&cut) && pieces.last().is_some_and(|last| last.1 < cut)) {
                pieces.push((&rate.shape, cut, step, contract_month));
            }
        }
        // A step inside a contract month is a phase that begins inside it: the first or the last counts for all of it.
        match self.rules.proration {
            Proration::Begun => pieces.truncate(1),
            Proration::Completed => drop(pieces.drain(..pieces.len().saturating_sub(1))),
            Proration::Daily | Proration::Anniversary => {}
        }
        let ends = pieces.iter().skip(1).map(|piece| piece.1).chain([until]).collect::<Vec<_>>();
        let weight = |(piece, end): (&(&Shape, NaiveDate, usize, u32), &NaiveDate)| {
            stretch.over(piece.1, *end, &self.in_force.changes, &|day| self.in_force.amount(day))
        };
        let bases = match pieces.len() {
            0 | 1 => vec![base],
            many if base == 0 => vec![0; many],
            _ => shared_out(base, 1, &pieces.iter().zip(&ends).map(weight).collect::<Vec<_>>()),
        };
        pieces.iter().zip(bases).map(|(piece, base)| (piece.0, (base, piece.2, piece.3))).collect()
    }

    /// An amount due once, before anything is taken back.
    fn once(&self, shape: &Shape) -> Fraction {
        let (per, proration) = (self.contract.per, self.rules.proration);
        match shape {
            Shape::Multiple(times) => first_monthly(self.in_force, per, &self.term, proration).times(Fraction::decimal(*times)),
            Shape::PercentOfTerm(percent) => {
                let agreed = bases(self.in_force, per, &self.term, proration, self.term.end, Month::MAX);
                let sum = agreed.iter().map(|(_, base)| base).sum();
                Fraction::percent(*percent).times_whole(sum)
            }
            _ => NOTHING,
        }
    }

    /// A fixed sum: once in the month the term starts, or as an amount per month of its own, rounded like a base.
    fn fixed(&self, shape: &Shape, stretch: &Stretch, day: NaiveDate, starts: bool) -> Fraction {
        let Shape::Fixed(fixed) = shape else { return NOTHING };
        let seats = if fixed.per_seat { self.in_force.seats(self.term.start) } else { 1 };
        let once = if starts && !fixed.per_month { Fraction::whole(fixed.cents * seats).times(self.kept(day)) } else { NOTHING };
        // Which row holds may change with the contract month, and the seats with each phase.
        let cut = self.term.months_in(self.term.contract_month(stretch.from));
        let changes: Vec<NaiveDate> = self.in_force.changes.iter().copied().chain([cut]).collect();
        let amount = |on: NaiveDate| {
            let rate = pick(self.rates, Family::Fixed, &self.asked(day, self.term.contract_month(on)));
            let Some(Shape::Fixed(fixed)) = rate.map(|rate| &rate.shape).filter(|shape| is_monthly(shape)) else {
                return NOTHING;
            };
            Fraction::whole(fixed.cents * if fixed.per_seat { self.in_force.seats(on) } else { 1 })
        };
        once.plus(Fraction::whole(stretch.part(self.covered, &changes, &amount).round(1)))
    }
}

fn is_monthly(shape: &Shape) -> bool {
    matches!(shape, Shape::Fixed(fixed) if fixed.per_month)
}

/// What a due gives, rounded once to its plan's step.
pub fn rounded(due: &Due) -> i128 {
    due.parts.round(step_in(due.rules.step, due.contract.currency))
}
