//! Who there is, under which names, on which terms.

use crate::{
    basics::{Currency, LayoutName, Model, PartyId, PlanName, ProgrammeName, words},
    sheets::dated::{CellError, Cells, Column, DatedTable, whole},
};

words! {
    /// What a party is to us.
    pub enum Role {
        Principal = "principal": "The vendor who owes.",
        Distributor = "distributor": "Who delivers contract files and gets a statement.",
        Partner = "partner": "Sub-agent or reseller.",
    }
}

/// A party as it stands on a day.
#[derive(Clone, Debug)]
pub struct Party {
    /// The registered name.
    pub name: String,
    /// What it is to us.
    pub role: Role,
    /// How its statement is written; none where it gets no file of its own.
    pub layout: Option<LayoutName>,
}

/// `rulebook/parties`
pub struct Parties;

impl DatedTable for Parties {
    const NAME: &'static str = "rulebook/parties";
    const ABOUT: &'static str = "Everyone who owes, delivers or earns. The id stays when the name changes.";
    const KEYS: &'static [Column] = &[("party", "the id used everywhere: a-z, 0-9 and hyphens")];
    const VALUES: &'static [Column] = &[
        ("name", "the registered name from that day on"),
        ("role", "principal, distributor or partner"),
        ("layout", "the table under layouts/ that says how the party's statement is written; empty = no file of its own"),
    ];
    type Key = PartyId;
    type Value = Party;

    fn key(cells: &Cells) -> Result<PartyId, CellError> {
        cells.get("party")
    }

    fn value(cells: &Cells) -> Result<Party, CellError> {
        Ok(Party {
            name: cells.read_with("name", |text| {
                if text.is_empty() { Err("expected a name".to_owned()) } else { Ok(text.to_owned()) }
            })?,
            role: cells.get("role")?,
            layout: cells.optional("layout")?,
        })
    }
}

/// `rulebook/aliases`
pub struct Aliases;

impl DatedTable for Aliases {
    const NAME: &'static str = "rulebook/aliases";
    const ABOUT: &'static str = "What a distributor calls a partner in its files.";
    const KEYS: &'static [Column] =
        &[("distributor", "the party that delivers the file"), ("alias", "the partner's number or name as the file has it")];
    const VALUES: &'static [Column] = &[("party", "the partner that is meant")];
    type Key = (PartyId, String);
    type Value = PartyId;

    fn key(cells: &Cells) -> Result<Self::Key, CellError> {
        Ok((cells.get("distributor")?, cells.text("alias").to_owned()))
    }

    fn value(cells: &Cells) -> Result<PartyId, CellError> {
        cells.get("party")
    }
}

/// Which programme gives a partner its tier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TierPolicy {
    /// The programme in force on the day that counts.
    Current,
    /// This programme, whatever else is in force.
    Fixed(ProgrammeName),
    /// No tier: rates apply that name none.
    Outside,
}

impl std::str::FromStr for TierPolicy {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "current" => Ok(TierPolicy::Current),
            "none" => Ok(TierPolicy::Outside),
            name => {
                name.parse().map(TierPolicy::Fixed).map_err(|_| "expected current, none, or the name of a programme".to_owned())
            }
        }
    }
}

words! {
    /// What a partner is in law: it decides which rules of the HGB bind (reference §2.1).
    pub enum AgentClass {
        Handelsvertreter = "handelsvertreter": "A commercial agent, §§ 84-92c HGB.",
        Tippgeber = "tippgeber": "Names customers, brokers nothing.",
        Reseller = "reseller": "Buys and sells on its own account.",
    }
}

/// On which terms a partner sells through a distributor.
#[derive(Clone, Debug)]
pub struct Agreement {
    /// The plan that prices terms signed under it.
    pub plan: PlanName,
    /// Which programme gives the tier.
    pub tier_policy: TierPolicy,
    /// Months by which an item renews where the feed says nothing.
    pub renewal_months: Option<u32>,
    /// The payee's currency, for plans that pay in it.
    pub currency: Option<Currency>,
    /// What the partner is in law.
    pub class: Option<AgentClass>,
}

/// `rulebook/agreements`
pub struct Agreements;

impl DatedTable for Agreements {
    const NAME: &'static str = "rulebook/agreements";
    const ABOUT: &'static str =
        "On which plan a partner sells through a distributor. A term keeps the plan that was in force when it was signed.";
    const KEYS: &'static [Column] =
        &[("party", "the partner"), ("distributor", "through whom"), ("model", "referral (commission) or resale (discount)")];
    const VALUES: &'static [Column] = &[
        ("plan", "the plan for terms signed from that day on; closed = no new business"),
        ("tier_policy", "current = the programme in force on the day that counts; a programme's name; none = no tier"),
        ("renewal_months", "by how many months an item renews where the feed says nothing; empty = it ends with its term"),
        ("currency", "the payee's currency, for plans that pay in it; empty = the contract's"),
        ("class", "what the partner is in law: handelsvertreter, tippgeber or reseller; empty = not said"),
    ];
    const OPTIONAL: &'static [&'static str] = &["currency", "class"];
    type Key = (PartyId, PartyId, Model);
    type Value = Agreement;

    fn key(cells: &Cells) -> Result<Self::Key, CellError> {
        Ok((cells.get("party")?, cells.get("distributor")?, cells.get("model")?))
    }

    fn value(cells: &Cells) -> Result<Agreement, CellError> {
        Ok(Agreement {
            plan: cells.get("plan")?,
            tier_policy: cells.get("tier_policy")?,
            renewal_months: cells
                .read_with("renewal_months", |text| if text.is_empty() { Ok(None) } else { whole(text).map(Some) })?,
            currency: cells.optional("currency")?,
            class: cells.optional("class")?,
        })
    }
}
