//! Whole runs of the fixtures, against their golden folders.

use crate::{
    golden,
    sandbox::{Output, Sandbox, fixtures},
};

/// Settles a period of a fixture and compares every file and the summary.
fn settles_as_golden(name: &str, period: &str) -> Output {
    let sandbox = Sandbox::of(name);
    let output = sandbox.run(&["settle", period]);
    let mut files = sandbox.files(&format!("drafts/{period}"));
    let root = sandbox.root().display().to_string();
    files.push(("summary.txt".to_owned(), output.stdout.replace(&root, ".").into_bytes()));
    files.sort();
    golden::check(&fixtures().join("golden").join(name).join(period), files);
    output
}

#[test]
fn first_light_settles_one_feed_at_one_rate() {
    assert_eq!(settles_as_golden("first-light", "2022-09").code, 0);
}

#[test]
fn zoom_up_settles_september() {
    assert_eq!(settles_as_golden("zoom-up", "2022-09").code, 3);
}
