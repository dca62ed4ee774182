//! The words for what a feed can say about a contract.

use super::{CancelledBy, Currency, Model, Status, words};

words! {
    /// What a feed can say about a contract, in our words.
    pub enum FeedField {
        Contract = "contract": "the contract's number at this distributor",
        Item = "item": "one priced line of the contract; the product where absent",
        Product = "product": "the product line or SKU",
        Partner = "partner": "who brought or resells it, as the distributor writes it",
        Model = "model": "referral or resale",
        Customer = "customer": "the customer's number",
        CustomerName = "customer_name": "the customer's company name",
        OrderNo = "order_no": "the order's number",
        SignedOn = "signed_on": "the day it was ordered or signed; the term's start where absent",
        StartsOn = "starts_on": "the first day of the term",
        EndsOn = "ends_on": "the end of the term, read as `end_is` says",
        Months = "months": "the length of the term in months",
        RenewalMonths = "renewal_months": "by how many months it renews; 0 = not at all; the agreement's where absent",
        NoticeOn = "notice_on": "the first day on which it can be ended",
        Quantity = "quantity": "seats",
        Amount = "amount": "the net amount of the whole line per month, year or term, as `amount_per` says",
        Currency = "currency": "ISO 4217 code",
        ValidFrom = "valid_from": "from which day quantity and amount hold; the term's start where absent",
        Term = "term": "1 = initial term, 2 = first renewal delivered as its own row; 1 where absent",
        Status = "status": "active, pending or cancelled; active where absent",
        CancelledOn = "cancelled_on": "when it was cancelled, read as `cancelled_is` says",
        CancelledBy = "cancelled_by": "customer, principal or neither",
    }
}

impl FeedField {
    /// Whether days stand in it.
    #[must_use]
    pub fn is_day(self) -> bool {
        use FeedField::{CancelledOn, EndsOn, NoticeOn, SignedOn, StartsOn, ValidFrom};
        matches!(self, SignedOn | StartsOn | EndsOn | NoticeOn | ValidFrom | CancelledOn)
    }

    /// Whether a fixed value is one that the field can have, where its words are a closed list.
    pub fn check_word(self, value: &str) -> Result<(), String> {
        match self {
            FeedField::Model => value.parse::<Model>().map(drop),
            FeedField::Status => value.parse::<Status>().map(drop),
            FeedField::CancelledBy => value.parse::<CancelledBy>().map(drop),
            FeedField::Currency => value.parse::<Currency>().map(drop),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_stand_in_six_fields() {
        let days: Vec<&str> = FeedField::ALL.iter().filter(|field| field.is_day()).map(|field| field.as_str()).collect();
        assert_eq!(days, ["signed_on", "starts_on", "ends_on", "notice_on", "valid_from", "cancelled_on"]);
    }

    #[test]
    fn fixed_values_of_a_closed_list_are_words_of_it() {
        for (field, word, other) in [
            (FeedField::Model, "referral", "Empfehlung"),
            (FeedField::Status, "pending", "Auftrag"),
            (FeedField::CancelledBy, "principal", "Anbieter"),
            (FeedField::Currency, "CHF", "Franken"),
        ] {
            assert_eq!(field.check_word(word), Ok(()), "{field}");
            assert!(field.check_word(other).is_err(), "{field}: {other}");
        }
        assert_eq!(FeedField::Product.check_word("Telefonie"), Ok(()), "of products there is no list");
    }
}
