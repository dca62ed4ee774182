//! What is put into a cell: sixty texts that no cell of the delivery should have, or that belong into another.

/// Texts that depend on nothing.
const TEXTS: [&str; 54] = [
    "",
    " ",
    "   ",
    "\u{a0}",
    "\u{200b}",
    "\u{202e}",
    "\u{feff}",
    "\0",
    "\u{7}",
    "\u{1b}[2J",
    "\u{85}",
    "\u{2028}",
    "\"",
    "\"\"",
    "\"x",
    "x\"",
    "a\"b",
    "\"a\"b\"",
    ";",
    ";;",
    "x;y",
    "\n",
    "\r",
    "\r\n",
    "x\ny",
    "\t",
    ",",
    "'",
    "0",
    "-0",
    "-1",
    "+1",
    "1e3",
    "1.5e-3",
    "NaN",
    "Infinity",
    "0x1F",
    "1,234",
    "1.234",
    "1'250,00",
    "٣٤",
    "１２",
    "999999999999999999999",
    "0,005",
    "(150,00)",
    "150,00 €",
    "EUR 150",
    "=1+1",
    "@SUM(A1)",
    "31.02.2023",
    "00.00.0000",
    "01.09.22",
    "2022-09-01",
    "31.12.9999",
];

/// … and of the delivery: another row's cell, another column's, the heading, a word of its own kind, and length.
pub fn on(rows: &[Vec<String>], line: usize, column: usize) -> Vec<String> {
    let other = &rows[1 + line % (rows.len() - 1)];
    let own = &rows[line][column];
    let mut texts: Vec<String> = TEXTS.iter().map(|text| (*text).to_owned()).collect();
    texts.push(other[column].clone());
    texts.push(rows[line][(column + 1) % rows[line].len()].clone());
    texts.push(rows[0][column].clone());
    texts.push(format!("{own} "));
    texts.push(own.to_uppercase().replace('O', "0").replace('A', "\u{410}"));
    texts.push(own.repeat(10_000));
    texts
}

/// The text as a cell that is quoted by the book.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}
