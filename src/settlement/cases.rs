//! The case tables of `fixtures/rules`, each row run through the functions that settle.
//!
//! A table is a CSV that finance extend: `case` says in a sentence what happens, the columns behind it what is given and
//! what must come out, `because` why. A column's meaning stands in the module that runs its table.
//! Holds true: no rule is written a second time here; a row that fails is named by table, line and case.

mod bands;
mod basis_date;
mod benefits;
mod causes;
mod clawback;
mod commission;
mod coverage;
mod deal;
mod discount;
mod due;
mod exchange;
pub(super) mod fact_texts;
mod fixed;
mod ladders;
mod limits;
mod payments;
mod payouts;
mod pieces;
mod points_standing;
mod programme_change;
mod proration;
mod rate_choice;
mod rate_workings;
pub(super) mod regimes;
mod shapes;
pub(super) mod small_run;
pub(super) mod small_world;
mod splits;
mod standing;
mod term_amounts;
mod terms;
mod unchanged;
mod workings;

use std::{
    any::Any,
    collections::{BTreeMap, BTreeSet},
    panic::{AssertUnwindSafe, catch_unwind},
    str::FromStr,
};

use chrono::NaiveDate;

use crate::sheets::{Dialect, Sheet, dated::iso_day};

/// A case table: its place, its text, and its columns between `case` and `because`.
struct Table {
    name: &'static str,
    text: &'static str,
    given: &'static [&'static str],
    expected: &'static [&'static str],
}

/// One row of a case table.
struct Case {
    line: u32,
    cells: BTreeMap<&'static str, String>,
}

impl Case {
    /// The text of a cell; empty where the table has no such column.
    fn text(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// The value of a cell.
    fn get<T: FromStr<Err = String>>(&self, column: &str) -> T {
        self.read(column, str::parse)
    }

    /// The day in a cell.
    fn day(&self, column: &str) -> NaiveDate {
        self.read(column, iso_day)
    }

    /// The value of a cell, read by `read`.
    fn read<T>(&self, column: &str, read: impl Fn(&str) -> Result<T, String>) -> T {
        let text = self.text(column);
        read(text).unwrap_or_else(|expected| panic!("{column} {text:?}: {expected}"))
    }

    /// The value of a cell that may be empty.
    fn optional<T>(&self, column: &str, read: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        (!self.text(column).is_empty()).then(|| self.read(column, read))
    }

    /// Why the row fails, if it does. Answers that `answer` leaves out are empty.
    fn failure(&self, table: &Table, answer: &impl Fn(&Case) -> Vec<String>) -> Option<String> {
        let said = match catch_unwind(AssertUnwindSafe(|| answer(self))) {
            Ok(answers) => {
                assert!(answers.len() <= table.expected.len(), "an answer for each expected column");
                let answers = answers.into_iter().chain(std::iter::repeat(String::new()));
                let wrong = |(column, actual): (&&str, String)| {
                    let expected = self.text(column);
                    (actual != expected).then(|| format!("{column} should be {expected:?} and is {actual:?}"))
                };
                table.expected.iter().zip(answers).filter_map(wrong).collect::<Vec<_>>().join(", ")
            }
            Err(panic) => format!("the row stops with {:?}", words(panic.as_ref())),
        };
        (!said.is_empty()).then(|| format!("{}:{} \"{}\": {said}", table.name, self.line, self.text("case")))
    }
}

fn words(panic: &(dyn Any + Send)) -> &str {
    let owned = panic.downcast_ref::<String>().map(String::as_str);
    owned.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a defect without words")
}

impl Table {
    /// Every row; the table's own shape is checked.
    fn cases(&self) -> Vec<Case> {
        let columns: Vec<&'static str> =
            std::iter::once("case").chain(self.given.iter().copied()).chain(self.expected.iter().copied()).collect();
        let sheet =
            Sheet::read(self.text.as_bytes().to_vec(), Dialect::OURS).unwrap_or_else(|why| panic!("{}: {why:?}", self.name));
        let last = sheet.headings().len() - 1;
        assert_eq!(sheet.headings()[..last], columns, "the columns of {}", self.name);
        assert_eq!(sheet.headings()[last], "because", "the last column of {}", self.name);
        let case = |row: &crate::sheets::Row| {
            assert!(!row.cell(0).is_empty() && !row.cell(last).is_empty(), "{}:{}: case and because", self.name, row.line);
            let cells = columns.iter().enumerate().map(|(at, column)| (*column, row.cell(at).to_owned())).collect();
            Case { line: row.line, cells }
        };
        let cases = sheet.rows(case).unwrap_or_else(|why| panic!("{}: {why:?}", self.name));
        let sentences: BTreeSet<&str> = cases.iter().map(|case| case.text("case")).collect();
        assert!(sentences.len() == cases.len() && !cases.is_empty(), "each case of {} has a sentence of its own", self.name);
        cases
    }

    /// Asks `answer` about every row, and fails with all rows that come out otherwise than they should.
    fn holds(&self, answer: impl Fn(&Case) -> Vec<String>) {
        let failures: Vec<String> = self.cases().iter().filter_map(|case| case.failure(self, &answer)).collect();
        assert!(failures.is_empty(), "\n{}\n", failures.join("\n"));
    }
}

#[test]
fn a_failing_row_names_table_line_and_case() {
    let table = Table {
        name: "fixtures/rules/sums.csv",
        text: "case,a,b,sum,because\none and one,1,1,2,counted\n\"one, and two\",1,2,4,wrong on purpose\nwords,1,two,3,no number\n",
        given: &["a", "b"],
        expected: &["sum"],
    };
    let number = |case: &Case, column: &str| case.read(column, |text| text.parse::<u32>().map_err(|_| "a number".to_owned()));
    let answer = |case: &Case| vec![(number(case, "a") + number(case, "b")).to_string()];
    let failures: Vec<Option<String>> = table.cases().iter().map(|case| case.failure(&table, &answer)).collect();
    assert_eq!(
        failures,
        [
            None,
            Some("fixtures/rules/sums.csv:3 \"one, and two\": sum should be \"4\" and is \"3\"".to_owned()),
            Some("fixtures/rules/sums.csv:4 \"words\": the row stops with \"b \\\"two\\\": a number\"".to_owned()),
        ]
    );
}
