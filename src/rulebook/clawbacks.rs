//! Clawbacks: what a payee keeps of an amount due once, when a cancellation cuts the term.
//!
//! Owns the rows (design §6). Leaves the share kept to `settlement`. Holds true: a row that takes anything back says
//! within which window, by which measure of time, and for which causes.

use super::{PercentSteps, plans::COMPONENTS};
use crate::{
    basics::{CancelledBy, Component, PlanName, words},
    sheets::dated::{CellError, Cells, Column, DatedTable, whole},
};

words! {
    /// How the time served is counted.
    pub enum ServedIn {
        Day = "day": "Days in force.",
        MonthBegun = "month_begun": "Contract months that have begun.",
        MonthCompleted = "month_completed": "Contract months that are complete.",
    }

    /// How much a payee keeps.
    pub enum Method {
        None = "none": "All.",
        Full = "full": "Nothing within the window, all after it.",
        ProRata = "pro_rata": "The part of the window that was served.",
        Stepped = "stepped": "A percentage by steps of time.",
    }
}

/// For how long after its start a term can cost its payee something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// This many contract months.
    Months(u32),
    /// The whole term.
    Term,
}

/// What a payee keeps of an amount due once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keeps {
    /// Nothing within the window.
    Nothing,
    /// Served ÷ window.
    ServedPart,
    /// A percentage by the months served.
    Steps(PercentSteps),
}

/// What a clawback row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clawback {
    /// Nothing is ever taken back.
    Never,
    /// Within a window something may be.
    Within {
        /// How long.
        window: Window,
        /// How time served is counted.
        served_in: ServedIn,
        /// Whose cancellations count.
        causes: Vec<CancelledBy>,
        /// What is kept.
        keeps: Keeps,
    },
}

/// `rulebook/clawbacks`
pub struct Clawbacks;

impl DatedTable for Clawbacks {
    const NAME: &'static str = "rulebook/clawbacks";
    const ABOUT: &'static str = "What a payee keeps of amounts due once when a cancellation cuts the term. Amounts per month just end. Without a row all is kept.";
    const KEYS: &'static [Column] = &[("plan", "the plan that the row belongs to"), ("component", COMPONENTS)];
    const VALUES: &'static [Column] = &[
        (
            "method",
            "none = all is kept; full = nothing up to and including the window, all after it; pro_rata = served ÷ window; stepped = by steps; closed",
        ),
        ("window", "months from the term's start, or term; empty with none"),
        (
            "precision",
            "how the time served is counted: day, month_begun, month_completed (3 months 10 days: begun 4, completed 3)",
        ),
        (
            "causes",
            "whose cancellations count, parted by spaces: customer, neither, principal (only with a reference beside it, § 87a (3) HGB)",
        ),
        ("steps", "with stepped, the percentage kept: 0 until 3; 50 until 6; 80; a limit belongs to the earlier step"),
    ];
    const OPTIONAL: &'static [&'static str] = &["steps"];
    type Key = (PlanName, Component);
    type Value = Clawback;

    fn key(cells: &Cells) -> Result<Self::Key, CellError> {
        Ok((cells.get("plan")?, cells.get("component")?))
    }

    fn value(cells: &Cells) -> Result<Clawback, CellError> {
        let method: Method = cells.get("method")?;
        if method != Method::Stepped {
            nothing_in("steps", method, cells)?;
        }
        let keeps = match method {
            Method::None => {
                nothing_in("window", method, cells)?;
                return Ok(Clawback::Never);
            }
            Method::Full => Keeps::Nothing,
            Method::ProRata => Keeps::ServedPart,
            Method::Stepped => Keeps::Steps(cells.get("steps")?),
        };
        let window = cells.read_with("window", window)?;
        if let (Keeps::Steps(steps), Window::Months(months)) = (&keeps, window)
            && steps.last_limit() > Some(months)
        {
            cells.read_with("steps", |_| Err::<(), _>(format!("expected limits within the window of {months} months")))?;
        }
        Ok(Clawback::Within { window, served_in: cells.get("precision")?, causes: causes(cells)?, keeps })
    }
}

fn nothing_in(column: &'static str, method: Method, cells: &Cells) -> Result<(), CellError> {
    cells.read_with(column, |text| if text.is_empty() { Ok(()) } else { Err(format!("expected nothing beside {method}")) })
}

fn window(text: &str) -> Result<Window, String> {
    match (text, whole(text)) {
        ("term", _) => Ok(Window::Term),
        (_, Ok(months)) if months > 0 => Ok(Window::Months(months)),
        _ => Err("expected a number of months such as 12, or term".to_owned()),
    }
}

/// What the vendor caused costs the payee nothing by law (§ 87a (3) HGB, binding for commercial agents by (5)): a row
/// that says otherwise must name the clause it rests on.
fn causes(cells: &Cells) -> Result<Vec<CancelledBy>, CellError> {
    let causes = cells.read_with("causes", |text| {
        let causes: Vec<CancelledBy> = text.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
        if causes.is_empty() { Err("expected customer, neither or both".to_owned()) } else { Ok(causes) }
    })?;
    if causes.contains(&CancelledBy::Principal) && cells.text("reference").is_empty() {
        let why = "what the vendor caused is kept (§ 87a (3) HGB): expected a reference that agrees otherwise";
        cells.read_with("causes", |_| Err::<(), _>(why.to_owned()))?;
    }
    Ok(causes)
}

#[cfg(test)]
mod tests {
    use crate::rulebook::check::small_book::found;

    const HEADER: &str = "plan,component,effective_from,recorded_on,method,window,precision,causes,steps,reference";

    fn said(values: &str) -> Vec<String> {
        found(HEADER, "rulebook/clawbacks", &[&format!("sub-agent,commission,2022-01-01,2022-01-01,{values}")])
    }

    #[test]
    fn a_row_that_can_be_meant_is_taken() {
        for values in [
            "none,,,,,x",
            "none,,day,customer,,x",
            "full,1,day,customer,,x",
            "pro_rata,term,month_begun,customer neither,,x",
            "pro_rata,12,month_completed,neither,,x",
            "stepped,6,day,customer,0 until 3; 50 until 6; 80,x",
            "stepped,term,day,customer,0 until 3; 50 until 99; 80,x",
            "stepped,1,day,customer,80,x",
            "full,12,day,customer principal,,clause 7 (the vendor's insolvency)",
            "full,12,day,customer,,",
            "closed,,,,,x",
        ] {
            assert_eq!(said(values), Vec::<String>::new(), "{values}");
        }
    }

    #[test]
    fn a_cell_that_cannot_be_meant_is_refused() {
        for (values, says) in [
            ("half,12,day,customer,,x", "method: expected one of none, full, pro_rata, stepped"),
            ("none,12,,,,x", "window: expected nothing beside none"),
            ("none,,,,80,x", "steps: expected nothing beside none"),
            ("full,12,day,customer,80,x", "steps: expected nothing beside full"),
            ("pro_rata,12,day,customer,80,x", "steps: expected nothing beside pro_rata"),
            ("full,,day,customer,,x", "window: expected a number of months such as 12, or term"),
            ("full,0,day,customer,,x", "window: expected a number of months such as 12, or term"),
            ("full,12,,customer,,x", "precision: expected day, month_begun or month_completed"),
            ("full,12,day,,,x", "causes: expected customer, neither or both"),
            ("full,12,day,customer vendor,,x", "causes: expected customer, principal or neither"),
            (
                "full,12,day,principal,,",
                "causes: what the vendor caused is kept (§ 87a (3) HGB): expected a reference that agrees otherwise",
            ),
            ("stepped,12,day,customer,,x", "steps: expected a percentage from 0 to 100 such as 12.5"),
            (
                "stepped,12,day,customer,50 until 6; 0 until 3; 80,x",
                "steps: expected limits that rise, and a last step without one, such as 0 until 3; 50 until 6; 80",
            ),
            ("stepped,5,day,customer,0 until 3; 50 until 6; 80,x", "steps: expected limits within the window of 5 months"),
        ] {
            assert_eq!(said(values), [format!("table-value clawbacks.csv:2 {says}")], "{values}");
        }
    }

    #[test]
    fn a_plan_that_nothing_explains_stops() {
        let rows = ["dealer,commission,2022-01-01,2022-01-01,none,,,,,x", "sub-agent,bonus,2022-01-01,2022-01-01,none,,,,,x"];
        assert_eq!(
            found(HEADER, "rulebook/clawbacks", &rows),
            [
                "unknown-name clawbacks.csv:2 plan: no row of rulebook/plans.csv explains dealer",
                "unknown-name clawbacks.csv:3 plan: no row of rulebook/plans.csv explains sub-agent",
            ]
        );
    }
}
