//! Splits: how an amount is shared along a chain, from the agent upwards.
//!
//! Owns the rows and the choice of the chain that applies (design §6). Leaves the shares themselves to `settlement`.
//! Holds true: the rows for one contract, or for one distributor, replace the more general ones as a whole, so that
//! nobody is paid by two chains at once.

use std::{collections::BTreeMap, fmt, str::FromStr};

use chrono::NaiveDate;
use compact_str::CompactString;
use rust_decimal::Decimal;

use super::{Any, plans::COMPONENTS};
use crate::{
    basics::{Component, PartyId, PlanName, Timeline, words},
    sheets::dated::{CellError, Cells, Column, DatedTable, Dates, Ruled, percentage, whole},
};

words! {
    /// What a share is a percentage of.
    pub enum ShareFormula {
        OfGross = "percent_of_gross": "Of the item's amount before sharing.",
        OfAgent = "percent_of_agent": "Of what the positions below get together.",
        OfRest = "percent_of_rest": "Of what the positions below leave of the amount.",
        Differential = "differential": "Of the item's amount, less what the positions below get together.",
    }
}

/// Who gets a share.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SharePayee {
    /// The partner that the feed names.
    Partner,
    /// The distributor that delivered it.
    Distributor,
    /// This party.
    Party(PartyId),
}

impl FromStr for SharePayee {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "partner" => Ok(SharePayee::Partner),
            "distributor" => Ok(SharePayee::Distributor),
            id => id.parse().map(SharePayee::Party).map_err(|_| "expected partner, distributor, or the id of a party".to_owned()),
        }
    }
}

impl fmt::Display for SharePayee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SharePayee::Partner => f.write_str("partner"),
            SharePayee::Distributor => f.write_str("distributor"),
            SharePayee::Party(id) => id.fmt(f),
        }
    }
}

/// Whose contracts a chain is for: all of a plan, those of one distributor, or one contract of one distributor.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChainScope {
    /// The distributor.
    pub distributor: Any<PartyId>,
    /// The contract; named only where the distributor is, since contract numbers belong to a distributor.
    pub contract: Any<CompactString>,
}

/// What a split row is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SplitKey {
    /// The plan.
    pub plan: PlanName,
    /// The component that is shared.
    pub component: Component,
    /// Whose contracts.
    pub scope: ChainScope,
    /// The place in the chain: 1 is the agent, higher ones stand above.
    pub position: u32,
    /// Who gets the share.
    pub payee: SharePayee,
}

/// What a split row gives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Split {
    /// What the percentage is taken of.
    pub formula: ShareFormula,
    /// From 0 to 100.
    pub percent: Decimal,
    /// The component as which the share is paid.
    pub paid_as: Component,
}

/// `rulebook/splits`
pub struct Splits;

impl DatedTable for Splits {
    const NAME: &'static str = "rulebook/splits";
    const ABOUT: &'static str = "How an amount is shared along a chain, from the agent upwards. Rows for a contract replace those of its distributor, and those replace the rows for *. Without a row the partner gets all.";
    const KEYS: &'static [Column] = &[
        ("plan", "the plan that the row belongs to"),
        ("component", COMPONENTS),
        ("distributor", "whose contracts, or *"),
        ("contract", "one contract of that distributor, or *"),
        ("position", "the place in the chain: 1 = the agent, 2 and up = above it"),
        ("payee", "partner (that the feed names), distributor (that delivers it), or a party's id"),
    ];
    const VALUES: &'static [Column] = &[
        (
            "formula",
            "percent_of_gross (of the item's amount), percent_of_agent (of what lower positions get), percent_of_rest (of the amount less what they get), differential (percent of the amount, less what they get)",
        ),
        ("percent", "from 0 to 100"),
        ("paid_as", "the component as which the share is paid, such as override; empty = the same"),
    ];
    const OPTIONAL: &'static [&'static str] = &["paid_as"];
    type Key = SplitKey;
    type Value = Split;

    fn key(cells: &Cells) -> Result<SplitKey, CellError> {
        let distributor: Any<PartyId> = cells.get("distributor")?;
        let contract = |text: &str| match (text, distributor.named()) {
            ("", _) => Err("expected a contract's number, or *".to_owned()),
            ("*", _) => Ok(Any::Any),
            (_, None) => Err("expected * here, or the contract's distributor beside it".to_owned()),
            (own, Some(_)) => Ok(Any::Only(CompactString::from(own))),
        };
        let position = |text: &str| {
            whole(text)
                .ok()
                .filter(|position| *position > 0)
                .ok_or_else(|| "expected a position from 1 (the agent) up".to_owned())
        };
        Ok(SplitKey {
            plan: cells.get("plan")?,
            component: cells.get("component")?,
            scope: ChainScope { contract: cells.read_with("contract", contract)?, distributor },
            position: cells.read_with("position", position)?,
            payee: cells.get("payee")?,
        })
    }

    fn value(cells: &Cells) -> Result<Split, CellError> {
        let component: Component = cells.get("component")?;
        let paid_as = |text: &str| {
            let paid_as = if text.is_empty() { component } else { text.parse()? };
            let alike = paid_as.settled_as() == component.settled_as();
            alike.then_some(paid_as).ok_or_else(|| format!("expected a component that settles as {component} does"))
        };
        Ok(Split {
            formula: cells.get("formula")?,
            percent: cells.read_with("percent", percentage)?,
            paid_as: cells.read_with("paid_as", paid_as)?,
        })
    }
}

/// What the split table is asked.
#[derive(Clone, Copy, Debug)]
pub struct SplitQuestion<'a> {
    /// The plan of the agreement.
    pub plan: &'a PlanName,
    /// The component to be shared.
    pub component: Component,
    /// The partner that the feed names.
    pub partner: &'a PartyId,
    /// The distributor of the contract.
    pub distributor: &'a PartyId,
    /// The contract.
    pub contract: &'a CompactString,
    /// The day that governs.
    pub day: NaiveDate,
}

/// A row of the chain that applies.
#[derive(Clone, Copy, Debug)]
pub struct SplitRow<'a> {
    /// The place in the chain.
    pub position: u32,
    /// Who gets the share.
    pub payee: &'a PartyId,
    /// What it gives, and its authority.
    pub rule: &'a Ruled<Split>,
}

/// One place of a chain over time.
#[derive(Clone)]
pub struct Member {
    /// The place in the chain.
    pub position: u32,
    /// Who gets the share.
    pub payee: SharePayee,
    /// What it gives, from when.
    pub timeline: Timeline<Ruled<Split>>,
}

/// The splits as known on a day, by plan and component, then by whose contracts they are for.
#[derive(Clone, Default)]
pub struct SplitTable(BTreeMap<(PlanName, Component), BTreeMap<ChainScope, Vec<Member>>>);

impl SplitTable {
    /// Groups the rows of the table.
    #[must_use]
    pub fn new(dates: Dates<SplitKey, Split>) -> Self {
        let mut table = SplitTable::default();
        for (key, timeline) in dates {
            let scopes = table.0.entry((key.plan, key.component)).or_default();
            scopes.entry(key.scope).or_default().push(Member { position: key.position, payee: key.payee, timeline });
        }
        table
    }

    /// Every chain, with what it is for: plan, component, whose contracts.
    pub fn chains(&self) -> impl Iterator<Item = (&PlanName, Component, &ChainScope, &[Member])> {
        self.0.iter().flat_map(|((plan, component), scopes)| {
            scopes.iter().map(move |(scope, members)| (plan, *component, scope, members.as_slice()))
        })
    }

    /// The chain that applies, by position and then by the payee's id: of the contract if it has rows in force that day,
    /// else of the distributor, else the general one. Empty where the partner gets all.
    #[must_use]
    pub fn chain<'a>(&'a self, ask: &SplitQuestion<'a>) -> Vec<SplitRow<'a>> {
        let Some(scopes) = self.0.get(&(ask.plan.clone(), ask.component)) else { return Vec::new() };
        let distributor = Any::Only(ask.distributor.clone());
        let contract = ChainScope { distributor: distributor.clone(), contract: Any::Only(ask.contract.clone()) };
        let distributor = ChainScope { distributor, contract: Any::Any };
        let general = ChainScope { distributor: Any::Any, contract: Any::Any };
        let in_force = |scope: ChainScope| -> Vec<SplitRow<'a>> {
            let members = scopes.get(&scope).map_or(&[][..], Vec::as_slice);
            let row = |member: &'a Member| {
                let payee = match &member.payee {
                    SharePayee::Partner => ask.partner,
                    SharePayee::Distributor => ask.distributor,
                    SharePayee::Party(id) => id,
                };
                Some(SplitRow { position: member.position, payee, rule: member.timeline.at(ask.day)? })
            };
            members.iter().filter_map(row).collect()
        };
        let chains = [contract, distributor, general].into_iter().map(in_force);
        let mut rows = chains.into_iter().find(|rows| !rows.is_empty()).unwrap_or_default();
        rows.sort_by_key(|row| (row.position, row.payee));
        rows
    }
}
