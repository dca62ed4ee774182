//! Exact numbers: fractions, the one rounding, and a whole shared out so that its parts add up (design §5).

use std::cmp::Ordering;

use rust_decimal::Decimal;

/// A fraction. Its parts are kept short before they grow long.
#[derive(Clone, Copy, Debug)]
pub struct Fraction(i128, i128);

pub const NOTHING: Fraction = Fraction(0, 1);
pub const ALL: Fraction = Fraction(1, 1);

impl Fraction {
    pub fn whole(number: i128) -> Self {
        Fraction(number, 1)
    }

    pub fn of(part: i128, of: i128) -> Self {
        assert!(of > 0, "a part of something");
        Fraction(part, of)
    }

    pub fn decimal(number: Decimal) -> Self {
        Fraction::of(number.mantissa(), 10_i128.pow(number.scale()))
    }

    pub fn percent(number: Decimal) -> Self {
        Fraction::of(number.mantissa(), 100 * 10_i128.pow(number.scale()))
    }

    pub fn plus(self, other: Fraction) -> Self {
        if self.1 == other.1 {
            return Fraction(self.0 + other.0, self.1).short();
        }
        Fraction(self.0 * other.1 + other.0 * self.1, self.1 * other.1).short()
    }

    pub fn minus(self, other: Fraction) -> Self {
        self.plus(Fraction(-other.0, other.1))
    }

    pub fn times(self, other: Fraction) -> Self {
        Fraction(self.0 * other.0, self.1 * other.1).short()
    }

    pub fn times_whole(self, number: i128) -> Self {
        self.times(Fraction(number, 1))
    }

    pub fn by(self, other: Fraction) -> Self {
        assert!(other.0 > 0, "divided by something");
        Fraction(self.0 * other.1, self.1 * other.0).short()
    }

    pub fn at_most(self, most: Fraction) -> Self {
        if self > most { most } else { self }
    }

    pub fn at_least(self, least: Fraction) -> Self {
        if self < least { least } else { self }
    }

    /// Half away from zero, to a multiple of `step`.
    pub fn round(self, step: i128) -> i128 {
        let (part, of) = (self.0, self.1 * step);
        let steps = (2 * part.abs() + of) / (2 * of);
        steps * step * part.signum()
    }

    fn short(self) -> Self {
        const LONG: i128 = 1 << 30;
        if self.1 < LONG && self.0.abs() < LONG {
            return self;
        }
        let (mut a, mut b) = (self.0.abs(), self.1);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        Fraction(self.0 / a, self.1 / a)
    }
}

impl PartialEq for Fraction {
    fn eq(&self, other: &Self) -> bool {
        self.0 * other.1 == other.0 * self.1
    }
}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some((self.0 * other.1).cmp(&(other.0 * self.1)))
    }
}

/// `total` in parts by weight, in whole units: each its share rounded down, what is left to the largest remainders, of
/// equal ones to the earlier. The parts of −x are the negated parts of x.
pub fn shared_out(total: i128, unit: i128, weights: &[Fraction]) -> Vec<i128> {
    let sum = weights.iter().fold(NOTHING, |sum, weight| sum.plus(*weight));
    assert!(sum > NOTHING, "somebody has weight");
    assert_eq!(total % unit, 0, "a whole number of units");
    let units = total.abs() / unit;
    let exact: Vec<Fraction> = weights.iter().map(|weight| weight.times_whole(units).by(sum)).collect();
    let mut parts: Vec<i128> = exact.iter().map(|share| share.0 / share.1).collect();
    let left = units - parts.iter().sum::<i128>();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    let rest = |at: usize| exact[at].minus(Fraction::whole(exact[at].0 / exact[at].1));
    order.sort_by(|a, b| rest(*b).partial_cmp(&rest(*a)).unwrap().then(a.cmp(b)));
    for at in order.into_iter().take(usize::try_from(left).unwrap()) {
        parts[at] += 1;
    }
    parts.iter().map(|part| part * unit * total.signum()).collect()
}

#[test]
fn a_half_goes_away_from_zero_and_parts_add_up() {
    assert_eq!(Fraction::of(125_000 * 16, 30).round(1), 66_667, "1,250.00 for 16 of 30 days");
    assert_eq!((Fraction::of(1, 2).round(1), Fraction::of(-1, 2).round(1)), (1, -1));
    assert_eq!((Fraction::of(2220, 1).round(10), Fraction::of(22_209, 10).round(10)), (2220, 2220), "to 0.10");
    let by = |weights: &[i128]| weights.iter().map(|weight| Fraction::whole(*weight)).collect::<Vec<_>>();
    assert_eq!(shared_out(49_383, 1, &by(&[60, 40])), [29_630, 19_753], "reference §6: 493.83 in 60 and 40");
    assert_eq!(shared_out(645, 1, &by(&[30, 70])), [194, 451], "field §3.31: 1.935 and 4.515, the tie to the earlier");
    assert_eq!(shared_out(-100, 1, &by(&[1, 1, 1])), [-34, -33, -33]);
    assert_eq!(shared_out(100, 10, &by(&[1, 1, 1])), [40, 30, 30]);
}
