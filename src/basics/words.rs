//! The closed lists of words that tables and feeds use, each word with its meaning. Open lists (tiers, competencies,
//! products) are rows, not words.

/// Makes enums of closed lists: `Variant = "word": "what it means"`.
macro_rules! words {
    ($($(#[$doc:meta])* pub enum $name:ident { $($variant:ident = $word:literal : $about:literal),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $(#[doc = $about] $variant),* }

        impl $name {
            /// Every word, in the order of the list.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// The word as it is written.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word),* }
            }

            /// What it means.
            #[must_use]
            pub fn about(self) -> &'static str {
                match self { $($name::$variant => $about),* }
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                $name::ALL.iter().copied().find(|word| word.as_str() == text).ok_or_else(|| $crate::basics::expected_one_of(&[$($word),*]))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    )*};
}

pub(crate) use words;

/// What a reader is told when a word is none of a list.
pub(crate) fn expected_one_of(words: &[&str]) -> String {
    match words {
        [some @ .., last] if some.len() < 3 && !some.is_empty() => format!("expected {} or {last}", some.join(", ")),
        many => format!("expected one of {}", many.join(", ")),
    }
}

words! {
    /// What kind of money a line is.
    pub enum Component {
        Commission = "commission": "Paid to who brought the contract.",
        Override = "override": "Paid to a higher level of the chain for a contract that a lower one brought.",
        Discount = "discount": "Taken off the list price of who resells it; shown, never paid out.",
        Uplift = "uplift": "A campaign's addition to another component; paid.",
        Bonus = "bonus": "Paid for reaching something, beside the commission.",
        Fund = "fund": "Accrues for marketing in a fund balance; never paid out.",
    }

    /// In which model the partner sells.
    pub enum Model {
        Referral = "referral": "The vendor holds the customer contract; the partner is paid a commission.",
        Resale = "resale": "The partner buys at a discount and holds the customer contract.",
    }

    /// Where a contract stands, as its distributor says.
    pub enum Status {
        Active = "active": "In force, or agreed and active from its start.",
        Pending = "pending": "Ordered, not active yet: nothing is due.",
        Cancelled = "cancelled": "Ended before its term.",
    }

    /// How months that are cut count (design §4).
    pub enum Proration {
        Daily = "daily": "Covered days / days of the calendar month.",
        Anniversary = "anniversary": "Whole contract months; one that is cut counts by its days.",
        Begun = "begun": "Whole contract months; one that is cut counts whole.",
        Completed = "completed": "Whole contract months; one that is cut counts nothing.",
    }

    /// Who caused a cancellation (§ 87a (3) HGB).
    pub enum CancelledBy {
        Customer = "customer": "The customer.",
        Principal = "principal": "The vendor: commission runs to the term's agreed end.",
        Neither = "neither": "Nobody to whom it can be attributed.",
    }

    /// What an amount in a feed is for.
    pub enum AmountPer {
        Month = "month": "One month.",
        Year = "year": "Twelve months.",
        Term = "term": "The whole term.",
    }

    /// What a feed's end date means.
    pub enum EndIs {
        LastDay = "last_day": "The last day of it.",
        DayAfter = "day_after": "The first day no longer of it.",
    }

    /// How a row without a day, which differs from what was known, is read.
    pub enum UndatedChange {
        Start = "start": "It corrects the term from its start.",
        FromDelivery = "from_delivery": "It holds from the day it was delivered.",
        Hold = "hold": "It stays out until somebody says from when it holds.",
    }

    /// What one delivery of a distributor contains.
    pub enum DeliveryKind {
        Full = "full": "Every contract it has.",
        Changes = "changes": "Only what changed since the delivery before.",
    }
}

/// How a component settles (design §6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SettledAs {
    /// It goes to the payee's account and is paid out.
    Paid,
    /// It is shown on the distributor's statement and in no payout.
    Shown,
    /// It accrues in a fund balance.
    Accrued,
}

impl Component {
    /// How it settles.
    #[must_use]
    pub fn settled_as(self) -> SettledAs {
        match self {
            Component::Commission | Component::Override | Component::Uplift | Component::Bonus => SettledAs::Paid,
            Component::Discount => SettledAs::Shown,
            Component::Fund => SettledAs::Accrued,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_reads_and_writes_itself() {
        for word in UndatedChange::ALL {
            assert_eq!(word.to_string().parse(), Ok(*word));
            assert!(word.about().ends_with('.'));
        }
        assert_eq!("later".parse::<UndatedChange>(), Err("expected start, from_delivery or hold".to_owned()));
        assert_eq!(expected_one_of(&["a", "b", "c", "d"]), "expected one of a, b, c, d");
        assert_eq!(expected_one_of(&["a", "b"]), "expected a or b");
        assert_eq!(expected_one_of(&["a"]), "expected one of a");
    }
}
