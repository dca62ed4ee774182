//! `courtage init`

use std::path::PathBuf;

use clap::Args;
use include_dir::{Dir, DirEntry, include_dir};

use super::Exit;
use crate::{
    facts::{Accreditations, CompetenciesHeld, Elections, Holds, Opening, Payments, People, Points, Waivers, WriteOffs},
    files,
    render::{ACCOUNT_COLUMNS, Field, LICENCE_COLUMNS},
    rulebook::{
        Agreements, Aliases, Bands, Benefits, Clawbacks, Competencies, ExchangeRates, FeedField, FeedMaps, Layouts, Limits,
        Parties, Payouts, Plans, Programmes, Rates, Requirements, SETTINGS, Splits, Tiers,
    },
    sheets::dated::{DatedTable, SHARED_COLUMNS},
};

const EXAMPLES: &str = "Examples:
  courtage init my-programme && courtage settle 2022-09 --workspace my-programme";

/// The workspace that is laid out: one distributor, one layout, one rate.
static TEMPLATE: Dir = include_dir!("$CARGO_MANIFEST_DIR/fixtures/first-light");

/// Lay out a new workspace that settles as it stands
///
/// Writes courtage.toml, the tables that a first month needs, a sample delivery, and a README that explains every column.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Init {
    /// The folder to lay out; it must not exist yet, or be empty
    dir: PathBuf,
}

impl Init {
    pub(super) fn run(self) -> Exit {
        let mut laid = Vec::new();
        collect(&TEMPLATE, &mut laid);
        let readme = readme();
        laid.retain(|(name, _)| *name != "README.md");
        laid.push(("README.md", readme.into_bytes()));
        if let Err(failure) = files::lay_out(&self.dir, laid) {
            return failure.into();
        }
        let dir = self.dir.display();
        println!("{dir}: a workspace with one distributor, three partners and six contracts.");
        println!("Next: courtage settle 2022-09 --workspace {dir} · then read {dir}/README.md");
        Exit::Done
    }
}

fn collect(folder: &'static Dir, laid: &mut Vec<(&'static str, Vec<u8>)>) {
    for entry in folder.entries() {
        match entry {
            DirEntry::Dir(inner) => collect(inner, laid),
            DirEntry::File(file) => laid.extend(file.path().to_str().map(|name| (name, file.contents().to_vec()))),
        }
    }
}

/// The README of a workspace: every table with every column, from the code that reads them.
#[must_use]
pub fn readme() -> String {
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
    page += "\n## accounts.csv of a draft\n\nWhat each payee is paid, per distributor and currency, and what stays:\n\n";
    page += &columns(&ACCOUNT_COLUMNS);
    page += "\n## licences.csv of a draft\n\nWhere benefits say demo licences: how many each partner has.\n\n";
    page += &columns(&LICENCE_COLUMNS);
    page
}

const INTRODUCTION: &str = "# A courtage workspace

`courtage settle 2022-09 --workspace .` reads everything here and writes `drafts/2022-09/`.
`courtage check` says what is wrong without writing; `courtage explain CONTRACT` says why an amount is what it is.

- `courtage.toml`: the name that heads every summary, the principal (a party), and the first month to be settled
- `rulebook/`: what was agreed · `facts/`: what happened · `feeds/<distributor>/<day>*.csv`: what distributors delivered

A table that is absent is empty: this workspace has those that a first month needs.

";

fn table<T: DatedTable>() -> String {
    format!("\n### {}.csv\n\n{}\n\nKeys:\n\n{}\nValues:\n\n{}", T::NAME, T::ABOUT, columns(T::KEYS), columns(T::VALUES))
}

fn columns(columns: &[(&str, &str)]) -> String {
    columns.iter().map(|(name, about)| format!("- `{name}`: {about}\n")).collect()
}
