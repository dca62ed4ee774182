//! The closed lists of words that tables and feeds use. Open lists (tiers, competencies, products) are rows, not words.

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $variant:ident = $text:literal),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$word_doc])* $variant),* }

        impl $name {
            /// Every word, in the order of the table.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// The word as it is written.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text),* }
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                $name::ALL.iter().copied().find(|word| word.as_str() == text).ok_or_else(|| {
                    format!("expected {}", [$($text),*].join(" or "))
                })
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    )*};
}

words! {
    /// What kind of money a line is.
    Component {
        /// Paid to who brought the contract.
        Commission = "commission",
        /// Taken off the list price of who resells it; shown, never paid out.
        Discount = "discount",
    }

    /// In which model the partner sells.
    Model {
        /// The vendor holds the customer contract; the partner is paid a commission.
        Referral = "referral",
        /// The partner buys at a discount and holds the customer contract.
        Resale = "resale",
    }

    /// Where a contract stands, as its distributor says.
    Status {
        /// In force, or agreed and active from its start.
        Active = "active",
        /// Ordered, not active yet: nothing is due.
        Pending = "pending",
        /// Ended before its term.
        Cancelled = "cancelled",
    }

    /// Who caused a cancellation (§ 87a (3) HGB).
    CancelledBy {
        /// The customer.
        Customer = "customer",
        /// The vendor: commission runs to the term's agreed end.
        Principal = "principal",
        /// Nobody to whom it can be attributed.
        Neither = "neither",
    }

    /// What an amount in a feed is for.
    AmountPer {
        /// One month.
        Month = "month",
        /// Twelve months.
        Year = "year",
        /// The whole term.
        Term = "term",
    }

    /// What a feed's end date means.
    EndIs {
        /// The last day of it.
        LastDay = "last_day",
        /// The first day no longer of it.
        DayAfter = "day_after",
    }

    /// How a row without a day, which differs from what was known, is read.
    UndatedChange {
        /// It corrects the term from its start.
        Start = "start",
        /// It holds from the day it was delivered.
        FromDelivery = "from_delivery",
        /// It stays out until somebody says from when it holds.
        Hold = "hold",
    }

    /// What one delivery of a distributor contains.
    DeliveryKind {
        /// Every contract it has.
        Full = "full",
        /// Only what changed since the delivery before.
        Changes = "changes",
    }
}
