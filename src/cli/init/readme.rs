//! The README of a workspace: every table and file with every column, from the code that reads and writes them.

use crate::{
    basics::FeedField,
    book::{BALANCE_COLUMNS, DELIVERY_COLUMNS, FACT_COLUMNS, INPUT_COLUMNS, POSITION_COLUMNS, UNREADABLE_COLUMNS},
    facts::{
        Accreditations, CompetenciesHeld, Corrections, Elections, Holds, Opening, Payments, People, Points, Waivers, WriteOffs,
    },
    render::{ACCOUNT_COLUMNS, CONTROL_COLUMNS, CORRECTED_COLUMNS, FINDING_COLUMNS, Field, LICENCE_COLUMNS, READ_COLUMNS},
    rulebook::{
        Agreements, Aliases, Bands, Benefits, Clawbacks, Competencies, ExchangeRates, FeedMaps, Layouts, Limits, Parties,
        Payouts, Plans, Programmes, Rates, Requirements, SETTINGS, Splits, Tiers,
    },
    sheets::dated::{DatedTable, SHARED_COLUMNS},
};

/// The page.
pub fn page() -> String {
    let mut page = String::from(INTRODUCTION);
    page += "## Tables\n\nEvery table ends with the same habits:\n\n";
    page += &columns(&SHARED_COLUMNS);
    page += "\nRows are added, never edited. The word `closed` in the first value column ends what a row says.\n";
    page += &table::<Parties>();
    page += &table::<Aliases>();
    page += &table::<Agreements>();
    page += &table::<Plans>();
    page += &table::<Rates>();
    page += &table::<Splits>();
    page += &table::<Clawbacks>();
    page += &table::<ExchangeRates>();
    page += &table::<Bands>();
    page += &table::<Limits>();
    page += &table::<Payouts>();
    page += &table::<Programmes>();
    page += &table::<Tiers>();
    page += &table::<Requirements>();
    page += &table::<Competencies>();
    page += &table::<Benefits>();
    page += &table::<People>();
    page += &table::<Accreditations>();
    page += &table::<CompetenciesHeld>();
    page += &table::<Elections>();
    page += &table::<Points>();
    page += &table::<Payments>();
    page += &table::<Holds>();
    page += &table::<WriteOffs>();
    page += &table::<Corrections>();
    page += &table::<Waivers>();
    page += &table::<Opening>();
    page += &table::<FeedMaps>();
    page += "\nSettings of part `file`:\n\n";
    page += &columns(&SETTINGS);
    page += "\nFields of the parts `column`, `constant`, `values:<field>` and `pattern`:\n\n";
    page += &FeedField::ALL.iter().map(|field| format!("- `{field}`: {}\n", field.about())).collect::<String>();
    page += &table::<Layouts>();
    page += "\nFields that a column of a layout may show:\n\n";
    page += &Field::ALL.iter().map(|field| format!("- `{field}`: {}\n", field.about())).collect::<String>();
    page + &months()
}

/// The files of a month, as a draft and as it is closed.
fn months() -> String {
    let mut page = String::from(MONTHS);
    page += &file("accounts.csv", "What each payee is paid, per distributor and currency, and what stays.", &ACCOUNT_COLUMNS);
    page += &file("licences.csv", "Where benefits say demo licences: how many each partner has.", &LICENCE_COLUMNS);
    page += &file(
        "corrected.csv",
        "Where corrections are in force: the cells of deliveries that are read by them.",
        &CORRECTED_COLUMNS,
    );
    page += &file("findings.csv", "Everything that was found: stops, holds, notes.", &FINDING_COLUMNS);
    page += &file("controls.csv", "What went in and what came out, counted and summed.", &CONTROL_COLUMNS);
    page += &file("reads.csv", "What was taken in of each file that the run read, and where its rows ended.", &READ_COLUMNS);
    page += &file("inputs.csv", "Every file that the month was settled from.", &INPUT_COLUMNS);
    page += &file("positions.csv", "What stands settled for each key after the month.", &POSITION_COLUMNS);
    page += &file("balances.csv", "What stands in accounts and funds after the month.", &BALANCE_COLUMNS);
    page += &file("facts.csv", "What feeds have told so far, a row per fact that counts.", &FACT_COLUMNS);
    page += &file("deliveries.csv", "What was delivered so far.", &DELIVERY_COLUMNS);
    page += &file("unreadable.csv", "The rows of it that still cannot be read.", &UNREADABLE_COLUMNS);
    page
}

const INTRODUCTION: &str = "# A courtage workspace

`courtage settle 2022-09 --workspace .` reads everything here and writes `drafts/2022-09/`.
`courtage check` says what is wrong without writing; `courtage explain CONTRACT` says why an amount is what it is.

- `courtage.toml`: the name that heads every summary, the principal (a party), and the first month to be settled
- `rulebook/`: what was agreed · `facts/`: what happened · `feeds/<distributor>/<day>*.csv` (or `.csv.gz`,
  `.csv.zst`, `.xlsx`): what distributors delivered

A table that is absent is empty: this workspace has those that a first month needs.

";

const MONTHS: &str = "
## A month: its draft, and its folder in the book

`courtage settle 2022-09` writes these files to `drafts/2022-09/`, and `courtage close 2022-09` seals them in `book/2022-09/`.
All but the statements are tables of ours: UTF-8, commas, decimal points, days such as 2022-09-30, amounts in major units.

- `statements/<distributor>.csv`, `sub-agents/<payee>.csv`: the lines of one receiver, as its layout says
- `SHA256SUMS`, in the book: the digest of every file; `sha256sum -c SHA256SUMS` in that folder checks them without courtage
- `manifest.json`, in the book: the same with sizes, the day by whose knowledge the month was closed, and the record before it

Beside the months, `book/` has:

- `BOOK`: the format, and an id that is made of name, principal and first month
- `log/`: a record per closed month, with the digest of its manifest and that of the record before; the name of each has its own digest
- `inputs/`: every file that a month was settled from, once, under the digest of its content
- `opening/`: what stood before the first month: `positions.csv`, `balances.csv`, `inputs.csv`
- `signatures/`: what `courtage sign` signed, in minisign's format
- `LOCK`, `staging/`: of the close that is running; nothing of them counts

### lines.csv

Every line, with all fields that a layout may show, in the order above, but `state` and `book_head`.
";

fn table<T: DatedTable>() -> String {
    format!("\n### {}.csv\n\n{}\n\nKeys:\n\n{}\nValues:\n\n{}", T::NAME, T::ABOUT, columns(T::KEYS), columns(T::VALUES))
}

fn file(name: &str, about: &str, own: &[(&str, &str)]) -> String {
    format!("\n### {name}\n\n{about}\n\n{}", columns(own))
}

fn columns(columns: &[(&str, &str)]) -> String {
    columns.iter().map(|(name, about)| format!("- `{name}`: {about}\n")).collect()
}
