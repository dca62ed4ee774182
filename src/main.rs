//! Parse the words, run, exit.

use std::process::ExitCode;

fn main() -> ExitCode {
    courtage::cli::run()
}
