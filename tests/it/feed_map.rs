//! A feed map proposed from a sample: completed by a person, it reads what the distributor's own map reads.

use crate::sandbox::Sandbox;

/// The lines of September by the fixture's own maps, and with this distributor's map proposed and completed.
fn settles_alike(distributor: &str, file: &str, decided: &[(&str, &str, &str)]) {
    let own = Sandbox::of("zoom-up");
    own.run(&["settle", "2022-09"]);

    let proposed = Sandbox::of("zoom-up");
    let path = proposed.root().join(format!("feeds/{distributor}/{file}"));
    let output = proposed.run(&["feed-map", "new", path.to_str().unwrap(), "--effective-from", "2022-06-01"]);
    assert_eq!(output.code, 0, "{}", output.stderr);
    let map = format!("rulebook/feed-maps/{distributor}.csv");
    proposed.write(&map, &output.stdout);

    // As it is proposed nothing is settled: what was left to a person is named.
    let checked = proposed.run(&["check", "2022-09"]);
    assert_eq!(checked.code, 4);
    for missing in ["the setting delivery is missing", "the setting amount_per is missing", "the setting end_is is missing"] {
        assert!(checked.stdout.contains(missing), "{missing}: {}", checked.stdout);
    }
    assert!(checked.stdout.contains("cancelled_is: expected last_day or day_after"), "{}", checked.stdout);

    proposed.keep(&map, |line| !line.starts_with("file,cancelled_is,") && !line.starts_with("file,undated_change,"));
    for (part, name, value) in decided {
        let told = output.stderr.contains(name);
        assert!(told, "a doubt names {name}: {}", output.stderr);
        proposed.add(&map, &format!("{part},{name},2022-06-01,2022-06-01,{value},decided"));
    }
    let settled = proposed.run(&["settle", "2022-09"]);
    assert_eq!(settled.code, 3, "{}", settled.stdout);
    for table in ["lines.csv", "facts.csv", "unreadable.csv", "accounts.csv"] {
        let name = format!("drafts/2022-09/{table}");
        assert_eq!(proposed.text(&name), own.text(&name), "{distributor}: {table}");
    }
}

#[test]
fn a_map_proposed_for_nuvias_reads_as_its_own() {
    let decided = [
        ("file", "delivery", "full"),
        ("file", "amount_per", "year"),
        ("file", "end_is", "day_after"),
        ("file", "cancelled_is", "day_after"),
        ("file", "undated_change", "hold"),
    ];
    settles_alike("nuvias", "2022-10-05-contracts.csv", &decided);
}

#[test]
fn a_map_proposed_for_stern_kelly_reads_as_its_own() {
    let decided = [
        ("file", "delivery", "full"),
        ("file", "amount_per", "month"),
        ("file", "end_is", "last_day"),
        ("file", "cancelled_is", "last_day"),
        ("file", "undated_change", "from_delivery"),
        ("constant", "currency", "EUR"),
        ("allow", "Bemerkung", "ignored"),
    ];
    settles_alike("stern-kelly", "2022-10-05-vertragsliste.csv", &decided);
}

#[test]
fn doubts_are_numbered_beside_the_table() {
    let sandbox = Sandbox::of("zoom-up");
    let path = sandbox.root().join("feeds/nuvias/2022-07-05-contracts.csv");
    let output = sandbox.run(&["feed-map", "new", path.to_str().unwrap()]);
    assert_eq!(output.code, 0);
    assert!(output.stdout.starts_with("part,name,effective_from,recorded_on,value,reference\n"));
    let row = "column,contract,2022-07-05,2022-07-05,Contract Ref,proposed from 2022-07-05-contracts.csv: to be confirmed\n";
    assert!(output.stdout.contains(row), "the day of its name: {}", output.stdout);
    assert!(output.stderr.contains("\n  1. ") && output.stderr.contains("\n  2. "), "{}", output.stderr);
}

#[test]
fn a_file_that_cannot_be_read_says_why() {
    let sandbox = Sandbox::empty();
    sandbox.write("list.csv", "Contract;Amount\nC-1;1,50\n");
    sandbox.write("2022-09-05.csv", b"C\0;\0A\0");
    sandbox.write("2022-09-05.xlsx", b"PK\x03\x04");
    let run = |name: &str| sandbox.run(&["feed-map", "new", sandbox.root().join(name).to_str().unwrap()]);

    let undated = run("list.csv");
    assert_eq!((undated.code, undated.stdout.as_str()), (2, ""));
    assert!(undated.stderr.contains("name it with --effective-from DATE"), "{}", undated.stderr);
    let utf_16 = run("2022-09-05.csv");
    assert_eq!((utf_16.code, utf_16.stdout.as_str()), (4, ""));
    assert!(
        utf_16
            .stderr
            .contains("2022-09-05.csv: the file is UTF-16 without its mark, or no text at all\nremedy: save it as utf-8")
    );
    let workbook = run("2022-09-05.xlsx");
    assert_eq!(workbook.code, 4);
    assert!(workbook.stderr.contains("save the sheet as CSV"), "{}", workbook.stderr);
    let absent = run("2022-09-06.csv");
    assert_eq!(absent.code, 74);
    assert!(absent.stderr.contains("failed to read"), "{}", absent.stderr);
}
