//! The order of rows and columns, and the cut of a delivery into files, change nothing that is owed.

use std::{collections::BTreeMap, fs};

use super::{assert_same, draft_without_places};
use crate::sandbox::Sandbox;

/// The header of a text table and its rows, as bytes: feeds may be Windows-1252. No fixture has a line end in a cell.
fn head_and_rows(bytes: &[u8]) -> (Vec<u8>, Vec<Vec<u8>>) {
    let mut lines = bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec);
    (lines.next().unwrap(), lines.collect())
}

/// Puts the rows of a table into another order, always the same for a seed.
fn shuffled<T>(rows: &mut [T], seed: u64) {
    let mut state = seed;
    for at in (1..rows.len()).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let other = usize::try_from(state >> 33).unwrap() % (at + 1);
        rows.swap(at, other);
    }
}

/// Every table and every feed file of a workspace.
fn all_tables(sandbox: &Sandbox) -> Vec<String> {
    let is_table = |name: &String| ["rulebook/", "facts/", "feeds/"].iter().any(|folder| name.starts_with(folder));
    sandbox.files(".").into_iter().map(|(name, _)| name).filter(is_table).collect()
}

fn expected(period: &str) -> BTreeMap<String, Vec<u8>> {
    draft_without_places(&Sandbox::of("zoom-up"), period)
}

#[test]
fn the_order_of_rows_changes_nothing() {
    for period in ["2022-09", "2022-12"] {
        let expected = expected(period);
        for seed in [1, 2, 3] {
            let sandbox = Sandbox::of("zoom-up");
            for name in all_tables(&sandbox) {
                let (head, mut rows) = head_and_rows(&sandbox.bytes(&name));
                shuffled(&mut rows, seed);
                sandbox.write(&name, [head, rows.concat()].concat());
            }
            assert_same(&draft_without_places(&sandbox, period), &expected, &format!("rows shuffled by {seed}"));
        }
    }
}

#[test]
fn the_order_of_columns_changes_nothing() {
    let sandbox = Sandbox::of("zoom-up");
    for name in all_tables(&sandbox) {
        let delimiter = if name.starts_with("feeds/stern-kelly/") { b';' } else { b',' };
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .from_reader(std::io::Cursor::new(sandbox.bytes(&name)));
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
        for record in reader.byte_records() {
            let record = record.unwrap();
            let cells: Vec<&[u8]> = record.iter().collect();
            writer.write_record(cells.into_iter().rev()).unwrap();
        }
        sandbox.write(&name, writer.into_inner().unwrap());
    }
    assert_same(&draft_without_places(&sandbox, "2022-09"), &expected("2022-09"), "columns reversed");
}

#[test]
fn the_name_of_a_file_changes_nothing_but_its_day() {
    let sandbox = Sandbox::of("zoom-up");
    for name in all_tables(&sandbox).iter().filter(|name| name.starts_with("feeds/")) {
        let (folder, file) = name.rsplit_once('/').unwrap();
        let other = format!("{folder}/{}_Zz 1.csv", &file[..10]);
        fs::rename(sandbox.root().join(name), sandbox.root().join(other)).unwrap();
    }
    assert_same(&draft_without_places(&sandbox, "2022-09"), &expected("2022-09"), "files renamed");
}

#[test]
fn a_delivery_in_two_files_is_one_delivery() {
    let sandbox = Sandbox::of("zoom-up");
    for name in all_tables(&sandbox).iter().filter(|name| name.starts_with("feeds/")) {
        let (head, rows) = head_and_rows(&sandbox.bytes(name));
        let take =
            |odd: usize| rows.iter().enumerate().filter(|(at, _)| at % 2 == odd).map(|(_, row)| row.clone()).collect::<Vec<_>>();
        sandbox.write(name, [head.clone(), take(1).concat()].concat());
        sandbox.write(&name.replace(".csv", "-2.csv"), [head, take(0).concat()].concat());
    }
    assert_same(&draft_without_places(&sandbox, "2022-09"), &expected("2022-09"), "deliveries cut in two");
}

#[test]
fn changes_delivered_on_two_days_add_up_to_one_delivery() {
    let feed = "feeds/stern-kelly/2022-10-05.csv";
    let changes = || {
        let sandbox = Sandbox::of("first-light");
        sandbox.replace("rulebook/feed-maps/stern-kelly.csv", ",full,", ",changes,");
        sandbox
    };
    let (once, twice) = (changes(), changes());
    let (head, rows) = head_and_rows(&once.bytes(feed));
    twice.write(feed, [head.clone(), rows[..3].concat()].concat());
    twice.write("feeds/stern-kelly/2022-10-06.csv", [head, rows[3..].concat()].concat());
    assert_same(&draft_without_places(&twice, "2022-12"), &draft_without_places(&once, "2022-12"), "changes on two days");
}
