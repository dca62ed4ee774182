//! `reads.csv`: what was taken in of each file of the deliveries that the run read, and where its rows ended.

use crate::{
    basics::{Place, RecordCounts},
    facts::FileRead,
    sheets::{dated::Column, own},
};

/// The columns of `reads.csv`, each with what stands in it.
pub const READ_COLUMNS: [Column; 15] = [
    ("file", "the file, as delivered"),
    ("bytes", "its size: all of it was read"),
    ("mark", "whether a byte order mark was taken off"),
    ("cr_lf", "lines that end with CR LF"),
    ("lf", "lines that end with LF alone"),
    ("last_row_ended", "whether the last row has a line end; a cut at the end of a row cannot be seen"),
    ("records", "header, trailer, rows and blank lines together"),
    ("header", "rows that name the columns"),
    ("trailer", "rows that announce what the others hold"),
    ("blank", "lines without anything, passed over"),
    ("settled", "rows that gave at least one line"),
    ("not_due", "rows whose term begins later, or that are not active"),
    ("no_entitlement", "rows for which nothing is owed, as a rule or a date says"),
    ("superseded", "rows whose fact another row tells"),
    ("held", "rows that stay out until their finding is healed"),
];

/// The bytes of `reads.csv`.
#[must_use]
pub fn reads<'a>(files: impl IntoIterator<Item = (&'a str, &'a FileRead, &'a RecordCounts)>) -> Vec<u8> {
    let yes_no = |told: bool| if told { "yes" } else { "no" }.to_owned();
    let mut sheet = own::begin(&READ_COLUMNS);
    for (name, read, counts) in files {
        let blank = read.blanks.between + read.blanks.behind;
        let records = 1 + read.trailers + blank + counts.total();
        let written = &read.written;
        sheet.cell(name);
        sheet.cell(&read.bytes.to_string());
        sheet.cell(&yes_no(written.marked));
        sheet.cell(&written.cr_lf.to_string());
        sheet.cell(&written.lf.to_string());
        sheet.cell(&yes_no(written.ended));
        for count in [records, 1, read.trailers, blank].into_iter().chain(Place::ALL.map(|place| counts.at(place))) {
            sheet.cell(&count.to_string());
        }
        sheet.end_row();
    }
    sheet.into_bytes()
}
