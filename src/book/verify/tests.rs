//! Whatever is done to a file of a book, `verify` names the file; whatever sum is wrong, it names the table.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use super::{
    super::tests::{close, founding, seal, seal_with, tables, tree},
    *,
};
use crate::book::{Anchor, Closing, Sealed, signatures::keys};
use crate::book::{SIGNATURES, SigningKey, sign};

const CHAPTERS: [&str; 3] = ["opening", "2022-09", "2022-10"];

fn book() -> tempfile::TempDir {
    let scratch = tempfile::tempdir().unwrap();
    close(scratch.path(), &CHAPTERS);
    scratch
}

fn look(workspace: &Path) -> Report {
    verify(workspace, &Witnesses::default()).unwrap().unwrap().1
}

/// The paths of all problems.
fn named(workspace: &Path) -> BTreeSet<String> {
    look(workspace).problems.into_iter().map(|problem| problem.path).collect()
}

#[test]
fn a_sound_book_has_neither_problems_nor_notes() {
    let scratch = book();
    let report = look(scratch.path());
    assert_eq!((report.problems, report.notes), (vec![], vec![]));
    assert_eq!((report.records, report.files), (3, 4 + 7 + 7 + 3));
    assert!(report.head.unwrap().to_string().starts_with("000002-") && report.sums > 20 && report.bytes > 1_000);
    assert!(verify(tempfile::tempdir().unwrap().path(), &Witnesses::default()).unwrap().is_none());
}

/// Does something to each file of a book, one at a time, and asks whether `verify` names what it should.
fn each_file(change: impl Fn(&Path, &[u8]), also: impl Fn(&str) -> Option<String>) {
    let scratch = book();
    let root = scratch.path().join("book");
    for (name, bytes) in tree(&root) {
        let path = root.join(&name);
        change(&path, &bytes);
        if path.exists() && fs::read(&path).unwrap() == bytes {
            continue;
        }
        let named = named(scratch.path());
        assert!(named.contains(&name) || also(&name).is_some_and(|other| named.contains(&other)), "{name}: {named:?}");
        fs::write(&path, bytes).unwrap();
        assert_eq!(look(scratch.path()).problems, [], "all is as it was");
    }
}

#[test]
fn a_flipped_bit_is_noticed_wherever_it_is() {
    for place in [0, 1, 2] {
        each_file(
            |path, bytes| {
                let mut bytes = bytes.to_vec();
                let at = [0, bytes.len() / 2, bytes.len().saturating_sub(1)][place];
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1;
                }
                fs::write(path, bytes).unwrap();
            },
            |_| None,
        );
    }
}

#[test]
fn what_is_cut_or_grows_is_noticed() {
    each_file(|path, bytes| fs::write(path, &bytes[..bytes.len().saturating_sub(1)]).unwrap(), |_| None);
    each_file(|path, _| fs::write(path, "").unwrap(), |_| None);
    each_file(|path, bytes| fs::write(path, [bytes, b"\n"].concat()).unwrap(), |_| None);
}

/// Without its last record a book is one whose last close was interrupted: only an anchor tells.
#[test]
fn what_is_deleted_is_noticed() {
    let scratch = book();
    let last = Book::open(scratch.path()).unwrap().unwrap().last().unwrap().clone();
    let record = scratch.path().join("book").join(last.file());
    let bytes = fs::read(&record).unwrap();
    fs::remove_file(record).unwrap();
    let report = look(scratch.path());
    assert_eq!(report.problems, []);
    let noted: Vec<&str> = report.notes.iter().map(|note| note.path.as_str()).collect();
    assert!(noted.contains(&"2022-10"), "{noted:?}");
    for anchor in [bytes.as_slice(), format!("{}\n", last.head()).as_bytes()] {
        let witnesses = Witnesses { anchor: Some(Anchor::read(anchor).unwrap()), key: None };
        let (_, report) = verify(scratch.path(), &witnesses).unwrap().unwrap();
        assert_eq!(report.problems.iter().map(|problem| problem.path.clone()).collect::<Vec<_>>(), [last.file()]);
    }
    assert!(Anchor::read(b"000002").is_err());
    // … and wherever it is not the last record, without one.
    each_file(
        |path, _| {
            if path.file_name() != Path::new(&last.file()).file_name() {
                fs::remove_file(path).unwrap();
            }
        },
        |_| None,
    );
}

#[test]
fn what_is_swapped_is_noticed() {
    let scratch = book();
    let root = scratch.path().join("book");
    let files: Vec<PathBuf> =
        tree(&root).into_iter().filter(|(_, bytes)| !bytes.is_empty()).map(|(name, _)| root.join(name)).collect();
    let aside = scratch.path().join("aside");
    let swap = |one: &Path, other: &Path| {
        fs::rename(one, &aside).unwrap();
        fs::rename(other, one).unwrap();
        fs::rename(&aside, other).unwrap();
    };
    for (one, other) in files.iter().zip(files.iter().skip(1)) {
        if fs::read(one).unwrap() == fs::read(other).unwrap() {
            continue;
        }
        swap(one, other);
        let named = named(scratch.path());
        let name = |path: &Path| path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
        assert!(named.contains(&name(one)) && named.contains(&name(other)), "{one:?} {other:?}: {named:?}");
        swap(one, other);
    }
}

#[test]
fn what_does_not_belong_is_noticed() {
    let scratch = book();
    let root = scratch.path().join("book");
    for name in ["notes.txt", "2022-09/more.csv", "2022-09/statements/more.csv", "inputs/more.csv", "log/more.json", "2022-12"] {
        fs::write(root.join(name), "more").unwrap();
        assert_eq!(named(scratch.path()), BTreeSet::from([name.to_owned()]));
        fs::remove_file(root.join(name)).unwrap();
    }
    for name in ["2022-11", "more", "2022-09/more", "inputs/more", "log/more"] {
        fs::create_dir(root.join(name)).unwrap();
        assert_eq!(named(scratch.path()), BTreeSet::from([name.to_owned()]));
        fs::remove_dir(root.join(name)).unwrap();
    }
    for (name, _) in tree(&root) {
        let path = root.join(&name);
        fs::rename(&path, scratch.path().join("aside")).unwrap();
        std::os::unix::fs::symlink(scratch.path().join("aside"), &path).unwrap();
        assert!(named(scratch.path()).contains(&name), "{name} is a link");
        fs::rename(scratch.path().join("aside"), &path).unwrap();
    }
}

#[test]
fn what_an_interrupted_close_leaves_is_a_note() {
    let scratch = book();
    let root = scratch.path().join("book");
    fs::create_dir_all(root.join("staging/2022-11")).unwrap();
    fs::write(root.join("log/.tmp-000003"), "half").unwrap();
    Closing::begin(scratch.path(), &founding()).unwrap().keep_input(b"of a close that was refused").unwrap();
    fs::create_dir_all(root.join("staging/2022-11")).unwrap();
    let report = look(scratch.path());
    assert_eq!((report.problems.len(), report.notes.len()), (0, 2), "{:?}", report.notes);
    let closing = Closing::begin(scratch.path(), &founding()).unwrap();
    assert!(matches!(verify(scratch.path(), &Witnesses::default()), Err(Trouble::Locked(_))));
    drop(closing);
    assert_eq!(look(scratch.path()).notes.len(), 1, "the input stays");
}

/// Every figure of every table is part of a sum, and a book that was sealed with a wrong one says where.
#[test]
fn a_wrong_sum_is_noticed_though_it_was_sealed() {
    let wrong = [
        ("2022-09", "lines.csv", "EUR,10.00", "EUR,10.01", "accounts.csv controls.csv positions.csv"),
        ("2022-09", "lines.csv", "1,2022-09,100.00", "1,2022-07,100.00", "positions.csv"),
        ("2022-09", "lines.csv", "100.00,EUR,EUR,10", "100.01,EUR,EUR,10", "controls.csv"),
        ("2022-09", "lines.csv", "nuvias/2,discount,kestrel", "nuvias/2,discount,tonwerk", "positions.csv"),
        ("2022-09", "controls.csv", "lines,nuvias,fund,EUR,1", "lines,nuvias,fund,EUR,2", "controls.csv"),
        ("2022-09", "controls.csv", "lines,nuvias,fund,EUR,1", "lines,nuvias,bonus,EUR,1", "controls.csv"),
        ("2022-09", "accounts.csv", "EUR,5.00,10.00", "EUR,5.01,9.99", "accounts.csv"),
        ("2022-09", "accounts.csv", "14.00,0.00,3.00", "13.00,0.00,3.00", "accounts.csv"),
        ("2022-09", "accounts.csv", "fund,nuvias,tonwerk,EUR,0.00,1.00", "fund,nuvias,tonwerk,EUR,0.01,0.99", "accounts.csv"),
        ("2022-09", "balances.csv", "2022-12,1.00", "2022-12,1.01", "balances.csv"),
        ("2022-09", "balances.csv", "fund,nuvias,tonwerk", "fund,nuvias,kestrel", "balances.csv"),
        ("2022-09", "positions.csv", "2022-08,2,10.00", "2022-08,3,10.00", "positions.csv"),
        ("2022-10", "positions.csv", "2022-09,1,6.00", "2022-09,1,10.00", "positions.csv"),
        ("2022-10", "positions.csv", "GBP,2022-09,1,3.00", "GBP,2022-09,1,x", "positions.csv"),
        ("2022-10", "accounts.csv", "EUR,0.00,-4.00,0.00,2.00,1.00", "EUR,0.00,-4.00,0.00,1.00,2.00", ""),
        ("2022-10", "accounts.csv", "fund,nuvias,tonwerk,EUR,1.00,0.00,,,,,,1.00,\n", "", "accounts.csv balances.csv"),
        ("2022-10", "balances.csv", "balance,nuvias,tonwerk,EUR,,-1.00\n", "", "balances.csv"),
        ("2022-10", "lines.csv", "amount", "sum", "lines.csv"),
    ];
    for (chapter, file, from, to, expected) in wrong {
        let scratch = tempfile::tempdir().unwrap();
        let mut closing = Closing::begin(scratch.path(), &founding()).unwrap();
        for folder in &CHAPTERS[..=CHAPTERS.iter().position(|folder| *folder == chapter).unwrap()] {
            let mut tables = tables(folder);
            if *folder == chapter {
                let (_, text) = tables.iter_mut().find(|(name, _)| *name == file).unwrap();
                assert!(text.contains(from), "{file} of {chapter} has {from}");
                *text = text.replacen(from, to, 1);
            }
            seal_with(&mut closing, folder, &tables).unwrap();
        }
        drop(closing);
        let expected: BTreeSet<String> = expected.split_whitespace().map(|file| format!("{chapter}/{file}")).collect();
        assert_eq!(named(scratch.path()), expected, "{file} of {chapter}: {from:?} → {to:?}");
    }
}

#[test]
fn a_chain_of_another_book_is_noticed() {
    let [one, other] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    close(one.path(), &CHAPTERS);
    let elsewhere = crate::book::Founding { name: "Other".to_owned(), ..founding() };
    let mut closing = Closing::begin(other.path(), &elsewhere).unwrap();
    let sealed: Vec<Sealed> = CHAPTERS.iter().map(|folder| seal(&mut closing, folder).unwrap()).collect();
    drop(closing);
    fs::copy(other.path().join("book/BOOK"), one.path().join("book/BOOK")).unwrap();
    let manifests: BTreeSet<String> = CHAPTERS.iter().map(|folder| format!("{folder}/manifest.json")).collect();
    assert_eq!(named(one.path()), manifests);
    // A record of another chain in the place of ours.
    fs::copy(other.path().join("book").join(sealed[2].file()), one.path().join("book").join(sealed[2].file())).unwrap();
    assert!(named(one.path()).contains(&sealed[2].file()));
    fs::write(one.path().join("book/BOOK"), "courtage book 2\n").unwrap();
    assert!(matches!(verify(one.path(), &Witnesses::default()), Err(Trouble::Newer(_))));
}

#[test]
fn signatures_are_checked_and_what_has_none_is_said() {
    let scratch = book();
    let (key, public, other) = keys();
    let signed = sign(scratch.path(), &key).unwrap().unwrap();
    assert_eq!(sign(scratch.path(), &key).unwrap().unwrap(), signed, "it is signed once");
    seal_again(scratch.path());
    let look = |key: &super::super::PublicKey| {
        let witnesses = Witnesses { anchor: None, key: Some(key.clone()) };
        verify(scratch.path(), &witnesses).unwrap().unwrap().1
    };
    let report = look(&public);
    let noted: Vec<(&str, bool)> =
        report.notes.iter().map(|note| (note.path.as_str(), note.remedy.starts_with("none"))).collect();
    let files: Vec<String> = Book::open(scratch.path()).unwrap().unwrap().sealed().iter().map(Sealed::file).collect();
    assert_eq!(report.problems, []);
    assert_eq!(noted, [(files[0].as_str(), true), (files[1].as_str(), true), (files[3].as_str(), false)]);
    let path = format!("{SIGNATURES}/{}.minisig", signed.to_string() + ".json");
    assert_eq!(look(&other).problems.into_iter().map(|problem| problem.path).collect::<Vec<_>>(), std::slice::from_ref(&path));
    let file = scratch.path().join("book").join(&path);
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("record 000002", "record 000003")).unwrap();
    assert_eq!(look(&public).problems.into_iter().map(|problem| problem.path).collect::<Vec<_>>(), [path]);
    fs::write(file, text).unwrap();
    fs::write(scratch.path().join("book").join(SIGNATURES).join("x"), "").unwrap();
    assert_eq!(look(&public).problems.len(), 1);
    assert!(SigningKey::read("no key", None).is_err());
}

/// Closes one more month in which nothing happens.
fn seal_again(workspace: &Path) {
    let tables: Vec<(&str, String)> = tables("2022-10")
        .into_iter()
        .map(|(name, text)| {
            let heading = text.lines().next().unwrap().to_owned() + "\n";
            match name {
                "lines.csv" | "controls.csv" => (name, heading),
                "accounts.csv" => {
                    let account = "account,nuvias,tonwerk,EUR,-1.00,0.00,0.00,0.00,0.00,0.00,0.00,-1.00,0.00\n";
                    (name, format!("{heading}{account}fund,nuvias,tonwerk,EUR,1.00,0.00,,,,,,1.00,\n"))
                }
                _ => (name, text),
            }
        })
        .collect();
    seal_with(&mut Closing::begin(workspace, &founding()).unwrap(), "2022-11", &tables).unwrap();
}
