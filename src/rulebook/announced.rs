//! What a distributor promises about its files, so that rows that got lost are noticed.

/// Where the number of rows and the sum of amounts of a file are announced.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Announced {
    /// A row at the end of the file.
    pub trailer: Option<Trailer>,
    /// A control file that lies beside it: each file of a delivery must be named there.
    pub control: bool,
}

/// The row that ends a file: it is checked, and not settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trailer {
    /// What stands in place of a contract, or in the first column.
    pub word: String,
    /// The heading of the column where the number of rows stands.
    pub count: Option<String>,
    /// The heading of the column where the sum of amounts stands.
    pub amount: Option<String>,
}

impl Announced {
    /// Whether a heading is one that the trailer needs, though no field stands under it.
    #[must_use]
    pub fn reads(&self, heading: &str) -> bool {
        self.headings().any(|own| own == heading)
    }

    /// The headings that the trailer needs.
    pub fn headings(&self) -> impl Iterator<Item = &str> {
        let trailer = self.trailer.iter();
        trailer.flat_map(|trailer| trailer.count.iter().chain(&trailer.amount)).map(String::as_str)
    }
}
