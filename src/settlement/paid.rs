//! How much of a month the customer has paid, for plans that are earned when the customer has paid (design §4).

use rust_decimal::Decimal;

use crate::{basics::Month, facts::Invoice};

/// The part of a month that is due: paid ÷ invoiced of the invoices covering it, within 0…1, and 0 where nothing is
/// invoiced. `invoices` are those of the item as they stand on the period's last day. A fraction in lowest terms, its
/// denominator positive: what [`Exact::times_fraction`](crate::basics::Exact::times_fraction) takes.
#[must_use]
pub fn paid_share<'a>(invoices: impl IntoIterator<Item = &'a Invoice>, month: Month) -> (i64, i64) {
    let covering = invoices.into_iter().filter(|invoice| invoice.months.contain(month));
    let (invoiced, paid) = covering
        .fold((Decimal::ZERO, Decimal::ZERO), |(invoiced, paid), invoice| (invoiced + invoice.invoiced, paid + invoice.paid));
    if invoiced <= Decimal::ZERO {
        return (0, 1);
    }
    let (paid, invoiced) = (paid.clamp(Decimal::ZERO, invoiced).normalize(), invoiced.normalize());
    let scale = paid.scale().max(invoiced.scale());
    let whole = |amount: Decimal| amount.mantissa() * 10_i128.pow(scale - amount.scale());
    let (paid, invoiced) = (whole(paid), whole(invoiced));
    let common = largest_common_divisor(invoiced, paid);
    let part = |amount: i128| i64::try_from(amount / common).expect("the bound on invoices keeps their sums within 64 bits");
    (part(paid), part(invoiced))
}

fn largest_common_divisor(a: i128, b: i128) -> i128 {
    if b == 0 { a } else { largest_common_divisor(b, a % b) }
}
