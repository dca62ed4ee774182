//! Accounts foot, and each begins where it ended.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::{
    Report,
    figures::{LineRow, Pages, Whose, figure},
};
use crate::basics::Component;

const BALANCES: &str = "balances.csv";
const ACCOUNTS: &str = "accounts.csv";

/// The kinds of rows of `accounts.csv`.
const ACCOUNT: &str = "account";
const FUND: &str = "fund";

/// What stands in each account, reserve and fund at the end of a chapter.
pub(super) type Standing = BTreeMap<Whose, Decimal>;

/// The balances at the end of a chapter; the parts of a reserve are one sum.
pub(super) fn balances(pages: &Pages, report: &mut Report) -> Option<Standing> {
    let rows = pages.table(report, BALANCES, &["kind", "distributor", "party", "currency", "amount"], |cells| {
        let [kind, distributor, party, currency] =
            ["kind", "distributor", "party", "currency"].map(|column| cells.text(column).to_owned());
        Ok(((kind, distributor, party, currency), cells.read_with("amount", figure)?))
    })?;
    let mut standing = Standing::new();
    rows.into_iter().for_each(|(whose, amount)| *standing.entry(whose).or_default() += amount);
    Some(standing)
}

/// The columns from `opening` to `closing`, and what is kept back at the end.
const MOVEMENTS: [&str; 9] =
    ["opening", "lines", "reserve_kept", "reserve_released", "reserve_drawn", "written_off", "payout", "closing", "reserve"];

/// An account of a period, in the order of [`MOVEMENTS`].
type Movements = [Decimal; 9];

/// Checks the accounts of a period against its lines and the balances on both sides.
pub(super) fn check(pages: &Pages, lines: &[LineRow], before: Option<&Standing>, after: Option<&Standing>, report: &mut Report) {
    let Some(accounts) = accounts(pages, report) else { return };
    let summed = summed(lines);
    let standing = before.into_iter().chain(after).flat_map(BTreeMap::keys);
    let standing = standing.map(|whose| of_kind(whose, if whose.0 == FUND { FUND } else { ACCOUNT }));
    let keys: BTreeSet<Whose> = accounts.keys().chain(summed.keys()).cloned().chain(standing).collect();
    for whose in &keys {
        let movements = accounts.get(whose).copied().unwrap_or_default();
        let posted = summed.get(whose).copied().unwrap_or_default();
        let mut equal = |file: &str, what: &str, one: Decimal, other: Decimal| {
            report.sums += 1;
            if one != other {
                let (kind, distributor, party, currency) = whose;
                let what = format!("{kind} of {party} through {distributor} in {currency}: {what}: {one} is not {other}");
                report.problem(pages.path(file), what);
            }
        };
        account(whose, movements, posted, (before, after), &mut equal);
    }
}

fn account(
    whose: &Whose,
    movements: Movements,
    posted: Decimal,
    (before, after): (Option<&Standing>, Option<&Standing>),
    equal: &mut impl FnMut(&str, &str, Decimal, Decimal),
) {
    let [opening, lines, kept, released, drawn, written_off, payout, closing, reserve] = movements;
    let stood = |standing: &Standing, kind: &str| standing.get(&of_kind(whose, kind)).copied().unwrap_or_default();
    let (carried, kept_back) = if whose.0 == FUND { (FUND, "") } else { ("balance", "reserve") };
    let footed = opening + lines - kept + released + drawn - written_off - payout;
    equal(ACCOUNTS, "opening and movements do not give the closing balance", footed, closing);
    equal(ACCOUNTS, "its lines are not those of lines.csv", lines, posted);
    if let Some(before) = before {
        equal(ACCOUNTS, "it does not open where the chapter before ended", opening, stood(before, carried));
        let kept = stood(before, kept_back) + kept - released - drawn;
        equal(ACCOUNTS, "the reserve before and its movements do not give the reserve", kept, reserve);
    }
    if let Some(after) = after {
        equal(BALANCES, "the balance is not where the account closes", stood(after, carried), closing);
        equal(BALANCES, "the reserve is not that of the account", stood(after, kept_back), reserve);
    }
}

fn of_kind(whose: &Whose, kind: &str) -> Whose {
    (kind.to_owned(), whose.1.clone(), whose.2.clone(), whose.3.clone())
}

fn accounts(pages: &Pages, report: &mut Report) -> Option<BTreeMap<Whose, Movements>> {
    let columns: Vec<&str> = ["kind", "distributor", "payee", "currency"].into_iter().chain(MOVEMENTS).collect();
    let rows = pages.table(report, ACCOUNTS, &columns, |cells| {
        let [kind, distributor, payee, currency] =
            ["kind", "distributor", "payee", "currency"].map(|column| cells.text(column).to_owned());
        let mut movements = Movements::default();
        for (movement, column) in movements.iter_mut().zip(MOVEMENTS) {
            *movement = cells.read_with(column, figure)?;
        }
        Ok(((kind, distributor, payee, currency), movements))
    })?;
    let count = rows.len();
    let accounts: BTreeMap<Whose, Movements> = rows.into_iter().collect();
    if accounts.len() != count {
        report.problem(pages.path(ACCOUNTS), "two rows tell of one account");
    }
    Some(accounts)
}

/// What the lines add to each account and fund; a discount is only shown.
fn summed(lines: &[LineRow]) -> BTreeMap<Whose, Decimal> {
    let mut sums = BTreeMap::new();
    for line in lines {
        let kind = match line.component().parse() {
            Ok(Component::Discount) => continue,
            Ok(Component::Fund) => FUND,
            Ok(Component::Commission | Component::Override | Component::Uplift | Component::Bonus) | Err(_) => ACCOUNT,
        };
        let whose = (kind.to_owned(), line.distributor().to_owned(), line.payee().to_owned(), line.currency().to_owned());
        *sums.entry(whose).or_default() += line.amount;
    }
    sums
}
