//! Tables after a close: rows are added, and what was there when a month was closed stays as it was.

use crate::{
    golden_book::sealed,
    sandbox::{Output, Sandbox},
};

const RATES: &str = "rulebook/rates.csv";
const PAYMENTS: &str = "facts/payments.csv";

/// What stops the next month, after these changes.
fn stopped(change: impl Fn(&Sandbox)) -> Output {
    let sandbox = sealed();
    change(&sandbox);
    for command in ["close", "check"] {
        assert_eq!(sandbox.run(&[command, "2023-10"]).code, 4, "{command}");
    }
    assert_eq!(sandbox.run(&["restate", "2023-02"]).code, 4);
    assert_eq!(sandbox.run(&["replay", "2023-09"]).code, 0, "what is closed rests on its own inputs");
    let output = sandbox.run(&["settle", "2023-10"]);
    assert_eq!(output.code, 4, "{}", output.stdout);
    output
}

fn names(output: &Output, parts: [&str; 2]) {
    for part in ["stop  row-edited  ", parts[0], parts[1], "remedy: "] {
        assert!(output.stdout.contains(part), "{part}: {}", output.stdout);
    }
}

#[test]
fn a_row_that_is_edited_or_gone_stops_the_next_month() {
    let sandbox = sealed();
    let row = sandbox.text(RATES).lines().nth(1).unwrap().to_owned();
    let edited = stopped(|sandbox| sandbox.replace(RATES, &row, &format!("{row} as agreed")));
    names(&edited, ["rulebook/rates.csv:2\n", "column \"reference\""]);
    let gone = stopped(|sandbox| sandbox.keep(RATES, |own| own.trim_end() != row));
    names(&gone, ["rulebook/rates.csv\n", "the row that was line 2 when 2023-09 was closed is gone or edited"]);
    let file_gone = stopped(|sandbox| std::fs::remove_file(sandbox.root().join(PAYMENTS)).unwrap());
    names(&file_gone, ["facts/payments.csv\n", "2023-09 was closed with this table, and it is gone"]);
}

#[test]
fn a_row_that_claims_to_have_been_known_stops_the_next_month() {
    let claims = stopped(|sandbox| {
        sandbox.write(
            "facts/holds.csv",
            sandbox.text("facts/holds.csv") + "nuvias,NVX-22401,*,2023-09-01,2023-09-02,held,dispute\n",
        );
    });
    names(&claims, ["nuvias/NVX-22401/*: column \"recorded_on\", value \"2023-09-02\"", "after 2023-10-08"]);
}

#[test]
fn rows_may_be_added_sorted_and_given_new_columns() {
    let sandbox = sealed();
    let settle = || sandbox.run(&["settle", "2023-10"]);
    let before = settle();
    sandbox.edit(RATES, |text| {
        let mut rows: Vec<&str> = text.lines().skip(1).collect();
        rows.reverse();
        format!("{}\n{}\n", text.lines().next().unwrap(), rows.join("\n"))
    });
    assert_eq!((settle().code, before.code), (3, 3), "{}", settle().stdout);
    sandbox.add("facts/holds.csv", "nuvias,NVX-22401,*,2023-09-01,2023-10-09,held,dispute");
    assert_eq!(settle().code, 3, "{}", settle().stdout);
}

/// The rows that a refused close would have in `facts/waivers.csv`.
pub fn waivers(refused: &Output) -> String {
    assert_eq!(refused.code, 4, "{}{}", refused.stdout, refused.stderr);
    let rows = refused.stderr.split_once("reference\n").unwrap().1;
    rows.lines().map(|row| row.split("    #").next().unwrap().to_owned() + "\n").collect()
}

#[test]
fn a_waiver_is_recorded_behind_the_last_close() {
    let sandbox = Sandbox::of("zoom-up");
    sandbox.write(
        "facts/holds.csv",
        "distributor,contract,party,effective_from,recorded_on,status,reference\nnuvias,NVX-22019,*,2022-10-10,2022-10-11,held,dispute\n",
    );
    let known_on = ["--known-on", "2022-11-15"];
    let close = |period: &str| sandbox.run(&[&["close", period], &known_on[..]].concat());
    let first = waivers(&close("2022-09"));
    assert!(first.lines().all(|row| row.contains(",2022-10-01,2022-10-01,")), "{first}");
    sandbox.write("facts/waivers.csv", format!("finding,effective_from,recorded_on,by,reference\n{first}"));
    assert_eq!(close("2022-09").code, 0);
    let second = waivers(&close("2022-10"));
    assert!(second.lines().all(|row| row.contains(",2022-11-16,2022-11-16,")), "{second}");
    sandbox.add("facts/waivers.csv", second.trim_end());
    assert_eq!(sandbox.run(&["close", "2022-10"]).code, 0);
}
