//! Seconds and bytes per stage, on a generated workspace.

fn main() {}
