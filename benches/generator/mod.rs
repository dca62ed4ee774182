//! A workspace of any size, the same for the same number of contracts.
//!
//! Owns which files there are. Rulebook, layouts and feed maps are those of the worked example; partners, people and
//! contracts are made up. Holds true: every contract is in force in September 2022 with one item, so that a run of that
//! month settles exactly one line per contract and holds nothing.

mod contracts;
mod dice;
mod feeds;
mod partners;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use partners::Partner;

/// The month that the workspace is made for.
pub const PERIOD: &str = "2022-09";

/// A number of contracts per partner.
const CONTRACTS_PER_PARTNER: usize = 500;

/// Tables that are taken over as they stand.
const TAKEN_OVER: [&str; 9] = [
    "courtage.toml",
    "rulebook/competencies.csv",
    "rulebook/plans.csv",
    "rulebook/programmes.csv",
    "rulebook/rates.csv",
    "rulebook/requirements.csv",
    "rulebook/tiers.csv",
    "rulebook/layouts/de-statement.csv",
    "rulebook/layouts/en-statement.csv",
];

/// Ids of the worked example are too short for a million contracts: pattern there, pattern here.
const LONGER_IDS: [(&str, &[(&str, &str)]); 2] = [
    ("rulebook/feed-maps/stern-kelly.csv", &[("K-[0-9]{5}", "K-[0-9]{7}"), ("B2[0-9]-[0-9]{5}", "B2[0-9]-[0-9]{7}")]),
    ("rulebook/feed-maps/nuvias.csv", &[("NVX-[0-9]{5}", "NVX-[0-9]{7}"), ("PO-[0-9]{4}-[0-9]{4}", "PO-[0-9]{4}-[0-9]{7}")]),
];

/// The first distributor of the worked example: German file, amounts per month.
pub const STERN_KELLY: &str = "stern-kelly";
/// The second: English file, amounts per year.
pub const NUVIAS: &str = "nuvias";

/// Lays out a workspace with this many contracts, half of them with each distributor.
pub fn generate(folder: &Path, contracts: usize) -> io::Result<()> {
    let example = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/zoom-up");
    for name in TAKEN_OVER {
        lay(folder, name, fs::read(example.join(name))?)?;
    }
    for (name, changes) in LONGER_IDS {
        let mut text = fs::read_to_string(example.join(name))?;
        for (short, long) in changes {
            assert!(text.contains(short), "{name} has the pattern {short}");
            text = text.replace(short, long);
        }
        lay(folder, name, text.into_bytes())?;
    }
    let partners = Partner::several((contracts / CONTRACTS_PER_PARTNER).max(20));
    for (name, bytes) in partners::tables(&partners) {
        lay(folder, name, bytes)?;
    }
    let german = contracts / 2;
    lay(folder, "feeds/stern-kelly/2022-10-05-vertragsliste.csv", feeds::stern_kelly(&partners, german))?;
    lay(folder, "feeds/nuvias/2022-10-05-contracts.csv", feeds::nuvias(&partners, contracts - german))
}

fn lay(folder: &Path, name: &str, bytes: Vec<u8>) -> io::Result<()> {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a file of a workspace has a folder"))?;
    fs::write(path, bytes)
}
