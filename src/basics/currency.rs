//! Currencies of ISO 4217, and amounts as people write them.

use std::{fmt, str::FromStr};

use rust_decimal::Decimal;

/// An ISO 4217 currency that has minor units (test codes and metals have none and are refused).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// The three-letter code.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// Digits behind the decimal mark: JPY 0, EUR 2, KWD 3.
    #[must_use]
    pub fn digits(self) -> u32 {
        self.0.exponent().map_or(2, u32::from)
    }

    /// `minor` units as a decimal of major units, with all its digits.
    #[must_use]
    pub fn major(self, minor: i64) -> Decimal {
        Decimal::new(minor, self.digits())
    }

    /// Minor units of a decimal amount, or why it has none: more decimals than the currency, or out of range.
    pub fn minor(self, amount: Decimal) -> Result<i64, String> {
        let scaled = amount.normalize();
        if scaled.scale() > self.digits() {
            return Err(format!("{} has at most {} decimals", self.code(), self.digits()));
        }
        let factor = 10_i128.pow(self.digits() - scaled.scale());
        i64::try_from(scaled.mantissa() * factor)
            .ok()
            .filter(|minor| minor.abs() <= Self::LARGEST_MINOR)
            .ok_or_else(|| format!("an amount has at most {} minor units", Self::LARGEST_MINOR))
    }

    /// The largest amount of one record, so that no sum of a run can leave 64 bits.
    pub const LARGEST_MINOR: i64 = 1_000_000_000_000;
}

impl FromStr for Currency {
    type Err = String;

    fn from_str(code: &str) -> Result<Self, String> {
        // One that the euro or a successor has taken over stays readable: contracts of its time are settled in it.
        let known = iso_currency::Currency::from_code(code).filter(|currency| currency.code() == code);
        match known {
            Some(currency) if currency.exponent().is_some() && !currency.is_special() => Ok(Currency(currency)),
            _ => Err(format!("expected an ISO 4217 currency code such as EUR{}", why_not(code))),
        }
    }
}

/// Codes that the euro or a successor took over before 2016; the table of ISO 4217 in use no longer lists them.
const HISTORIC: [&str; 26] = [
    "ATS", "BEF", "CSK", "CYP", "DDM", "DEM", "EEK", "ESP", "FIM", "FRF", "GRD", "IEP", "ITL", "LTL", "LUF", "LVL", "MTL", "NLG",
    "PTE", "ROL", "RUR", "SIT", "SKK", "TRL", "XEU", "YUM",
];

/// Why a text is no currency, as the end of a sentence.
fn why_not(code: &str) -> &'static str {
    let known = iso_currency::Currency::from_code(&code.to_uppercase());
    match code {
        "" => ", found nothing",
        _ if code.trim() != code => ": a blank stands around it",
        _ if HISTORIC.contains(&code) => ": this one is historic, money is no longer counted in it",
        "XTS" | "XXX" => ": this one is for tests or stands for no currency",
        _ if known.is_some_and(|known| known.code() == code) => {
            ": this one is a metal or a unit of account, nothing is paid in it"
        }
        _ if known.is_some() => ": it is written in capital letters",
        "€" | "$" | "£" | "¥" => ": a sign can mean several currencies",
        _ => "",
    }
}

impl Ord for Currency {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.code().cmp(other.code())
    }
}

impl PartialOrd for Currency {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minor_units_follow_the_currency() {
        let minor = |code: &str, amount: &str| code.parse::<Currency>().unwrap().minor(amount.parse().unwrap());
        assert_eq!(minor("EUR", "1250.5"), Ok(125_050));
        assert_eq!(minor("JPY", "100"), Ok(100));
        assert_eq!(minor("KWD", "1.234"), Ok(1234));
        assert_eq!(minor("CLF", "1.2345"), Ok(12_345));
        assert!(minor("EUR", "1.005").is_err());
        assert!(minor("JPY", "100.50").is_err());
    }

    #[test]
    fn currencies_are_shown_and_sorted_by_their_codes() {
        let mut codes: Vec<Currency> = ["USD", "EUR", "JPY"].map(|code| code.parse().unwrap()).to_vec();
        codes.sort();
        assert_eq!(codes.iter().map(ToString::to_string).collect::<Vec<_>>(), ["EUR", "JPY", "USD"]);
        assert_eq!(codes.iter().map(|currency| currency.code()).collect::<Vec<_>>(), ["EUR", "JPY", "USD"]);
        assert!(codes[0] < codes[1]);
        assert_eq!(
            codes.iter().map(|currency| currency.major(-1250).to_string()).collect::<Vec<_>>(),
            ["-12.50", "-1250", "-12.50"]
        );
    }

    #[test]
    fn the_largest_amount_is_the_bound() {
        let eur: Currency = "EUR".parse().unwrap();
        let bound = eur.major(Currency::LARGEST_MINOR);
        assert_eq!(eur.minor(bound), Ok(Currency::LARGEST_MINOR));
        assert_eq!(eur.minor(-bound), Ok(-Currency::LARGEST_MINOR));
        assert!(eur.minor(bound + eur.major(1)).is_err());
    }

    #[test]
    fn codes_without_money_behind_them_are_refused() {
        // Catalogue 73, each with its reason; 69: a sign.
        for (code, says) in [
            ("XXX", "for tests"),
            ("XTS", "for tests"),
            ("eur", "capital letters"),
            ("DEM", "historic"),
            ("ITL", "historic"),
            ("XAU", "metal"),
            ("XDR", "unit of account"),
            ("XAD", "unit of account"),
            ("€", "a sign"),
            (" EUR", "a blank"),
            ("EURO", "such as EUR"),
            ("", "found nothing"),
        ] {
            let refused = code.parse::<Currency>().unwrap_err();
            assert!(refused.starts_with("expected an ISO 4217 currency code") && refused.contains(says), "{code}: {refused}");
        }
        for code in ["EUR", "HRK", "BGN", "CLF", "KWD"] {
            assert!(code.parse::<Currency>().is_ok(), "{code}: contracts of its time are settled in it");
        }
    }
}
