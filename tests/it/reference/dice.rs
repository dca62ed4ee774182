//! Chance that comes out the same everywhere: splitmix64.

use rust_decimal::Decimal;

pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    pub fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % below
    }

    pub fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[usize::try_from(self.roll(choices.len() as u64)).unwrap()]
    }

    pub fn within(&mut self, percent: u64) -> bool {
        self.roll(100) < percent
    }

    /// A number of so many digits behind the point, from the lowest to the highest of its last digits.
    pub fn decimal(&mut self, from: i64, to: i64, scale: u32) -> Decimal {
        Decimal::new(from + i64::try_from(self.roll((to - from + 1).cast_unsigned())).unwrap(), scale)
    }

    /// A percentage: mostly a round one.
    pub fn percent(&mut self) -> Decimal {
        let choices = ["5", "7.5", "10", "12.25", "3.333", "8.75", "15", "20"];
        self.one_of(&choices).parse().unwrap()
    }
}
