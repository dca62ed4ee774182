//! Exact amounts, and the one door from an exact amount to payable money.
//!
//! Owns fractions of minor units and their rounding (design §5: half away from zero, at the plan's step).
//! Holds true: nothing is lost before [`Exact::round`]; a negated amount rounds to the negated result, so that a
//! reversal cancels its original to the cent.

use std::fmt;

use rust_decimal::{Decimal, RoundingStrategy};

use super::Currency;

/// An amount as a fraction of minor units (cents, yen, fils), never rounded.
///
/// Bounds: amounts to 10^14 minor units, rates to 10^9 with their decimals, weights to 10^8, so that every product
/// fits 127 bits. Beyond them the arithmetic stops as a defect instead of losing a digit.
#[derive(Clone, Copy, Debug)]
pub struct Exact {
    numerator: i128,
    denominator: i128,
}

impl Exact {
    /// `minor` whole minor units.
    #[must_use]
    pub fn minor(minor: i64) -> Self {
        Exact { numerator: i128::from(minor), denominator: 1 }
    }

    /// Zero of any currency.
    #[must_use]
    pub fn zero() -> Self {
        Exact::minor(0)
    }

    /// This amount × `numerator` / `denominator`.
    #[must_use]
    pub fn times_fraction(self, numerator: i64, denominator: i64) -> Self {
        assert!(denominator > 0, "a share has a positive denominator");
        self.scaled(i128::from(numerator), i128::from(denominator))
    }

    /// This amount × a percentage: `percent(12.5)` of 100.00 is 12.50.
    #[must_use]
    pub fn percent(self, percent: Decimal) -> Self {
        self.scaled(percent.mantissa(), 100 * scale_of(percent))
    }

    /// This amount × `factor`, such as an exchange rate.
    #[must_use]
    pub fn times(self, factor: Decimal) -> Self {
        self.scaled(factor.mantissa(), scale_of(factor))
    }

    /// This amount ÷ `divisor`, which is positive, without rounding.
    #[must_use]
    pub fn divided_by(self, divisor: Decimal) -> Self {
        assert!(divisor > Decimal::ZERO, "an amount is divided by a positive rate");
        self.scaled(scale_of(divisor), divisor.mantissa())
    }

    /// Both parts multiplied; where that would leave the bounds, in lowest terms.
    fn scaled(self, numerator: i128, denominator: i128) -> Self {
        let product = |own: Exact, numerator: i128, denominator: i128| {
            let (numerator, denominator) = (own.numerator.checked_mul(numerator)?, own.denominator.checked_mul(denominator)?);
            Some(Exact { numerator, denominator })
        };
        product(self, numerator, denominator).unwrap_or_else(|| {
            let common = |a: i128, b: i128| gcd(a, b).abs().max(1);
            let own = self.in_lowest_terms();
            let (ours, theirs) = (common(own.numerator, denominator), common(numerator, own.denominator));
            let short = Exact { numerator: own.numerator / ours, denominator: own.denominator / theirs };
            product(short, numerator / theirs, denominator / ours).expect("amounts stay within their bounds")
        })
    }

    fn in_lowest_terms(self) -> Self {
        let common = gcd(self.numerator, self.denominator).abs().max(1);
        Exact { numerator: self.numerator / common, denominator: self.denominator / common }
    }

    /// The sum of both, over a common denominator.
    #[must_use]
    pub fn plus(self, other: Exact) -> Self {
        if self.denominator == other.denominator {
            return Exact { numerator: self.numerator + other.numerator, denominator: self.denominator };
        }
        let common = gcd(self.denominator, other.denominator);
        let (left, right) = (other.denominator / common, self.denominator / common);
        let scaled = |n: i128, by: i128| n.checked_mul(by).expect("amounts stay within their bounds");
        Exact {
            numerator: scaled(self.numerator, left) + scaled(other.numerator, right),
            denominator: scaled(self.denominator, left),
        }
    }

    /// Payable minor units: half away from zero, to a multiple of `step_minor`.
    #[must_use]
    pub fn round(self, step_minor: i64) -> i64 {
        assert!(step_minor > 0, "a rounding step is positive");
        let minor = self.steps(i128::from(step_minor)) * i128::from(step_minor);
        i64::try_from(minor).expect("amounts stay within their bounds")
    }

    /// How many steps it is, half away from zero.
    fn steps(self, step: i128) -> i128 {
        let unit = self.denominator.checked_mul(step).expect("amounts stay within their bounds").unsigned_abs();
        let steps = (self.numerator.unsigned_abs() * 2 + unit) / (unit * 2);
        i128::try_from(steps).expect("amounts stay within their bounds") * self.numerator.signum()
    }

    /// The amount in major units with at most `decimals` decimals, for a reader's eye (never for arithmetic).
    #[must_use]
    pub fn shown(self, currency: Currency, decimals: u32) -> Decimal {
        let decimals = decimals.max(currency.digits());
        let finer = 10_i128.pow(decimals - currency.digits());
        let fine = Exact { numerator: self.numerator.checked_mul(finer).expect("amounts stay within their bounds"), ..self };
        Decimal::from_i128_with_scale(fine.steps(1), decimals).normalize()
    }
}

impl PartialEq for Exact {
    fn eq(&self, other: &Self) -> bool {
        self.numerator * other.denominator == other.numerator * self.denominator
    }
}

/// The power of ten that a decimal's digits are divided by.
fn scale_of(decimal: Decimal) -> i128 {
    10_i128.checked_pow(decimal.scale()).expect("rates have few decimals")
}

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// The step that a plan rounds its amounts to: 0.01, or 0.10 in some campaigns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step(Decimal);

impl Step {
    /// A step in major units. Positive, at most six decimals.
    pub fn new(step: Decimal) -> Result<Self, String> {
        if step <= Decimal::ZERO || step.scale() > 6 {
            return Err(format!("a rounding step is a positive amount such as 0.01, not {step}"));
        }
        Ok(Step(step))
    }

    /// The step in minor units of `currency`; a step finer than the currency's unit is that unit (0.01 in JPY is ¥1).
    #[must_use]
    pub fn minor(self, currency: Currency) -> i64 {
        let scaled = self.0 * Decimal::from(10_i64.pow(currency.digits()));
        let whole = scaled.round_dp_with_strategy(0, RoundingStrategy::ToZero);
        i64::try_from(whole).unwrap_or(1).max(1)
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn half_a_cent_rounds_away_from_zero() {
        assert_eq!(Exact::minor(1).times_fraction(1, 2).round(1), 1);
        assert_eq!(Exact::minor(-1).times_fraction(1, 2).round(1), -1);
        assert_eq!(Exact::minor(1).times_fraction(49, 100).round(1), 0);
    }

    #[test]
    fn a_campaign_rounds_to_ten_cents() {
        // Telekom Profis 2019 (reference §1.4): 20.19 % of 110, 76, 78 and 46 EUR.
        let rate = Decimal::from_str_exact("20.19").unwrap();
        for (base, uplift) in [(11_000, 2_220), (7_600, 1_530), (7_800, 1_570), (4_600, 930)] {
            assert_eq!(Exact::minor(base).percent(rate).round(10), uplift);
        }
    }

    #[test]
    fn a_step_is_never_finer_than_the_currency() {
        let cent = Step::new(Decimal::new(1, 2)).unwrap();
        let of = |code: &str| cent.minor(code.parse().unwrap());
        assert_eq!((of("EUR"), of("JPY"), of("KWD")), (1, 1, 10));
        assert!(Step::new(Decimal::ZERO).is_err());
    }

    #[test]
    fn fractions_are_compared_by_value() {
        assert_eq!(Exact::minor(1).times_fraction(1, 2), Exact::minor(2).times_fraction(1, 4));
        assert_ne!(Exact::minor(1).times_fraction(1, 2), Exact::minor(1).times_fraction(1, 3));
        // Sums over unlike denominators keep the smallest common one: a long chain stays within its bounds.
        let chain =
            (1..=36).map(|month| Exact::minor(1_000_000_000_000).times_fraction(1, 360 * month)).fold(Exact::zero(), Exact::plus);
        assert!(chain.round(1) > 0);
        assert_eq!(Step::new(Decimal::new(10, 2)).unwrap().to_string(), "0.10");
    }

    #[test]
    fn a_rate_multiplies_and_divides_without_rounding() {
        let rate = |text: &str| Decimal::from_str_exact(text).unwrap();
        let dollars = Exact::minor(100_000);
        assert_eq!(dollars.divided_by(rate("1.1172")), dollars.times_fraction(10_000, 11_172));
        assert_eq!(dollars.times(rate("0.8338")), dollars.times_fraction(8_338, 10_000));
        assert_eq!(Exact::minor(-3).divided_by(rate("0.50")), Exact::minor(-6));
        assert_eq!(Exact::zero().times(rate("1.5")).divided_by(rate("7")), Exact::zero());
        // In lowest terms: forty times there and back again stays within the bounds.
        let back = (0..40).fold(Exact::minor(-99_999_999_999), |amount, _| {
            amount.divided_by(rate("123456.654321")).times(rate("123456.654321"))
        });
        assert_eq!(back, Exact::minor(-99_999_999_999));
    }

    #[test]
    #[should_panic(expected = "a positive rate")]
    fn nothing_is_divided_by_nothing() {
        let _ = Exact::minor(1).divided_by(Decimal::ZERO);
    }

    #[test]
    fn what_is_shown_has_the_decimals_asked_for() {
        let eur = "EUR".parse().unwrap();
        assert_eq!(Exact::minor(66_667).percent(Decimal::TEN).shown(eur, 6).to_string(), "66.667");
        assert_eq!(Exact::minor(1).times_fraction(1, 3).shown(eur, 6).to_string(), "0.003333");
        let most = Exact::minor(Currency::LARGEST_MINOR);
        assert_eq!(most.percent(Decimal::TEN).shown("JPY".parse().unwrap(), 8).to_string(), "100000000000");
    }

    proptest! {
        #[test]
        fn rounding_is_symmetric_and_within_half_a_step(
            minor in -100_000_000_000_i64..100_000_000_000, numerator in 0_i64..400_000, denominator in 1_i64..400_000, step in 1_i64..100
        ) {
            let exact = Exact::minor(minor).times_fraction(numerator, denominator);
            let rounded = exact.round(step);
            prop_assert_eq!(rounded, -Exact::minor(-minor).times_fraction(numerator, denominator).round(step));
            prop_assert_eq!(rounded % step, 0);
            let off = (i128::from(rounded) * i128::from(denominator) - i128::from(minor) * i128::from(numerator)).abs();
            prop_assert!(off * 2 <= i128::from(denominator) * i128::from(step));
        }

        #[test]
        fn sums_do_not_depend_on_their_order(a in -1_000_000_i64..1_000_000, b in -1_000_000_i64..1_000_000, d in 1_i64..400, e in 1_i64..400) {
            let (x, y) = (Exact::minor(a).times_fraction(1, d), Exact::minor(b).times_fraction(1, e));
            prop_assert_eq!(x.plus(y), y.plus(x));
            prop_assert_eq!(x.plus(y).plus(Exact::minor(-b).times_fraction(1, e)), x);
        }
    }
}
