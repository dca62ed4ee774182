//! A small book: what is sealed is read back, what is interrupted is swept, what is changed is noticed.

use std::{fs, path::Path};

use super::*;
use crate::files::Digest;

/// A founding like that of any workspace.
pub(super) fn founding() -> Founding {
    Founding { name: "Small".to_owned(), principal: "zoom".to_owned(), first_month: "2022-09".parse().unwrap() }
}

const BALANCES: &str = "kind,distributor,party,currency,month,amount\n";
const POSITIONS: &str = "distributor,contract,item,term,component,payee,currency,from,months,amount,first_settled\n";
const LINES: &str = "line_id,component,sub_agent_id,contract,item,term_no,earned_month,base,base_currency,currency,amount\n";
const CONTROLS: &str = "control,distributor,of,currency,count,base,amount,base_currency\n";
const ACCOUNTS: &str = "kind,distributor,payee,currency,opening,lines,reserve_kept,reserve_released,reserve_drawn,written_off,\
                        payout,closing,reserve\n";

/// The tables of a chapter. In September tonwerk earns and accrues, in October part of it is taken back; later periods
/// change nothing.
pub(super) fn tables(folder: &str) -> Vec<(&'static str, String)> {
    let fund = "fund,nuvias,tonwerk,EUR,,1.00\n";
    let settled = "nuvias,C-1,10,1,discount,kestrel,GBP,2022-09,1,3.00,\nnuvias,C-1,10,1,fund,tonwerk,EUR,2022-09,1,1.00,\n";
    let (balances, positions, lines, controls, accounts) = match folder {
        "opening" => (
            "balance,nuvias,tonwerk,EUR,,5.00\nreserve,nuvias,tonwerk,EUR,2022-10,2.00\n".to_owned(),
            "nuvias,C-1,10,1,commission,tonwerk,EUR,2022-08,1,10.00,\n".to_owned(),
            None,
            "",
            "",
        ),
        "2022-09" => (
            format!("reserve,nuvias,tonwerk,EUR,2022-10,2.00\nreserve,nuvias,tonwerk,EUR,2022-12,1.00\n{fund}"),
            format!("nuvias,C-1,10,1,commission,tonwerk,EUR,2022-08,2,10.00,\n{settled}"),
            Some(
                "nuvias/1,commission,tonwerk,C-1,10,1,2022-09,100.00,EUR,EUR,10.00\n\
                 nuvias/2,discount,kestrel,C-1,10,1,2022-09,30.00,GBP,GBP,3.00\n\
                 nuvias/3,fund,tonwerk,C-1,10,1,2022-09,100.00,EUR,EUR,1.00\n",
            ),
            "records,nuvias,read,,3,,,\nlines,nuvias,commission,EUR,1,100.00,10.00,EUR\n\
             lines,nuvias,discount,GBP,1,30.00,3.00,GBP\nlines,nuvias,fund,EUR,1,100.00,1.00,EUR\n",
            "account,nuvias,tonwerk,EUR,5.00,10.00,1.00,0.00,0.00,0.00,14.00,0.00,3.00\n\
             fund,nuvias,tonwerk,EUR,0.00,1.00,,,,,,1.00,\n",
        ),
        "2022-10" => (
            format!("balance,nuvias,tonwerk,EUR,,-1.00\n{fund}"),
            format!(
                "nuvias,C-1,10,1,commission,tonwerk,EUR,2022-08,1,10.00,\n\
                 nuvias,C-1,10,1,commission,tonwerk,EUR,2022-09,1,6.00,\n{settled}"
            ),
            Some("nuvias/1,commission,tonwerk,C-1,10,1,2022-09,-40.00,EUR,EUR,-4.00\n"),
            "lines,nuvias,commission,EUR,1,-40.00,-4.00,EUR\n",
            "account,nuvias,tonwerk,EUR,0.00,-4.00,0.00,2.00,1.00,0.00,0.00,-1.00,0.00\n\
             fund,nuvias,tonwerk,EUR,1.00,0.00,,,,,,1.00,\n",
        ),
        other => panic!("{other}"),
    };
    let mut tables =
        vec![("balances.csv", format!("{BALANCES}{balances}")), ("positions.csv", format!("{POSITIONS}{positions}"))];
    if let Some(lines) = lines {
        tables.push(("lines.csv", format!("{LINES}{lines}")));
        tables.push(("controls.csv", format!("{CONTROLS}{controls}")));
        tables.push(("accounts.csv", format!("{ACCOUNTS}{accounts}")));
    }
    tables
}

/// Seals a chapter with its tables, a statement and one input.
pub(super) fn seal(closing: &mut Closing, folder: &str) -> Result<Sealed, Trouble> {
    seal_with(closing, folder, &tables(folder))
}

/// Seals a chapter with these tables.
pub(super) fn seal_with(closing: &mut Closing, folder: &str, tables: &[(&str, String)]) -> Result<Sealed, Trouble> {
    let question = Question { chapter: folder.parse().unwrap(), known_on: "2022-12-05".parse().unwrap() };
    let staged = closing.stage(question.chapter)?;
    let feed = format!("contracts of {folder}\n");
    closing.keep_input(feed.as_bytes())?;
    let inputs = [InputFile::of(&format!("feeds/nuvias/{folder}.csv"), feed.as_bytes())];
    staged.write("inputs.csv", &write_inputs(&inputs))?;
    for (name, text) in tables {
        staged.write(name, text.as_bytes())?;
    }
    staged.write("statements/nuvias.csv", format!("statement of {folder}\n").as_bytes())?;
    closing.seal(staged, &question, "courtage 0.1.0")
}

/// Closes these chapters one by one, as a command each.
pub(super) fn close(workspace: &Path, folders: &[&str]) {
    for folder in folders {
        seal(&mut Closing::begin(workspace, &founding()).unwrap(), folder).unwrap();
    }
}

/// Every file below a folder with its content, by name.
pub(super) fn tree(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                found.push((name, fs::read(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

fn broken(workspace: &Path) -> Problem {
    match Closing::begin(workspace, &founding()) {
        Err(Trouble::Broken(problem)) => problem,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("the book opens"),
    }
}

#[test]
fn what_was_sealed_is_read_back() {
    let scratch = tempfile::tempdir().unwrap();
    assert!(Book::open(scratch.path()).unwrap().is_none());
    close(scratch.path(), &["opening", "2022-09", "2022-10"]);
    let book = Book::open(scratch.path()).unwrap().unwrap();
    let chapters: Vec<String> = book.sealed().iter().map(|sealed| sealed.chapter().to_string()).collect();
    assert_eq!(chapters, ["opening", "2022-09", "2022-10"]);
    let september = book.of("2022-09".parse().unwrap()).unwrap();
    assert_eq!(book.read(september, "statements/nuvias.csv").unwrap(), b"statement of 2022-09\n");
    assert!(book.read(september, "statements/other.csv").is_err());
    assert_eq!(book.input(Digest::of(b"contracts of 2022-09\n")).unwrap(), b"contracts of 2022-09\n");
    assert_eq!(book.manifest(september).unwrap().previous, book.sealed()[0].sha256);
    assert!(book.head().unwrap().to_string().starts_with("000002-"));
    assert_eq!(book.next().previous, book.last().unwrap().sha256);
    assert!(book.of("2022-11".parse().unwrap()).is_none());
}

#[test]
fn the_same_closes_give_the_same_bytes() {
    let [one, other] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    close(one.path(), &["opening", "2022-09", "2022-10"]);
    let mut closing = Closing::begin(other.path(), &founding()).unwrap();
    for folder in ["opening", "2022-09", "2022-10"] {
        seal(&mut closing, folder).unwrap();
    }
    drop(closing);
    assert_eq!(tree(one.path()), tree(other.path()));
    assert_eq!(tree(&one.path().join("book/staging")), []);
}

#[test]
fn a_draft_has_the_fingerprint_of_what_would_be_sealed() {
    let scratch = tempfile::tempdir().unwrap();
    close(scratch.path(), &["opening", "2022-09"]);
    let book = Book::open(scratch.path()).unwrap().unwrap();
    let [opening, september] = book.sealed() else { panic!("two chapters") };
    let place = Place::first(&founding()).behind(&opening.record);
    let manifest = book.manifest(september).unwrap();
    let written: Vec<_> = manifest
        .outputs
        .iter()
        .map(|output| crate::files::Written { path: output.path.clone(), bytes: output.bytes, sha256: output.sha256 })
        .collect();
    let question = Question { chapter: september.chapter(), known_on: september.record.known_on };
    assert_eq!(Manifest::of(&place, &question, &written).digest(), september.record.manifest);
}

#[test]
fn one_closes_at_a_time() {
    let scratch = tempfile::tempdir().unwrap();
    let closing = Closing::begin(scratch.path(), &founding()).unwrap();
    assert!(matches!(Closing::begin(scratch.path(), &founding()), Err(Trouble::Locked(_))));
    drop(closing);
    assert!(Closing::begin(scratch.path(), &founding()).is_ok());
}

#[test]
fn a_refused_close_leaves_the_book_as_it_was() {
    let scratch = tempfile::tempdir().unwrap();
    close(scratch.path(), &["opening"]);
    let before = tree(scratch.path());
    let mut closing = Closing::begin(scratch.path(), &founding()).unwrap();
    fs::create_dir(scratch.path().join("book/2022-09")).unwrap();
    fs::write(scratch.path().join("book/2022-09/theirs"), "").unwrap();
    assert!(matches!(seal(&mut closing, "2022-09"), Err(Trouble::Files(_))));
    drop(closing);
    fs::remove_dir_all(scratch.path().join("book/2022-09")).unwrap();
    let inputs = tree(&scratch.path().join("book/inputs")).len();
    assert_eq!((tree(scratch.path()).len(), inputs), (before.len() + 1, 2), "the input that was kept is all there is more");
}

#[test]
fn what_an_interrupted_close_leaves_is_swept() {
    let scratch = tempfile::tempdir().unwrap();
    let book = scratch.path().join("book");
    close(scratch.path(), &["opening", "2022-09"]);
    let whole = tree(scratch.path());
    let head = Book::open(scratch.path()).unwrap().unwrap().last().unwrap().file();
    // As if the power had failed just before the commit point.
    fs::rename(book.join(head), book.join("log/.tmp-000001")).unwrap();
    fs::create_dir_all(book.join("staging/2022-10/statements")).unwrap();
    fs::write(book.join("staging/2022-10/statements/x.csv"), "half a li").unwrap();
    assert_eq!(Book::open(scratch.path()).unwrap().unwrap().sealed().len(), 1);
    close(scratch.path(), &["2022-09"]);
    assert_eq!(tree(scratch.path()), whole);
}

#[test]
fn no_folder_is_swept_that_a_record_once_named() {
    let scratch = tempfile::tempdir().unwrap();
    close(scratch.path(), &["opening", "2022-09", "2022-10"]);
    for sealed in &Book::open(scratch.path()).unwrap().unwrap().sealed()[1..] {
        fs::remove_file(scratch.path().join("book").join(sealed.file())).unwrap();
    }
    assert_eq!(broken(scratch.path()).path, "2022-10");
}

#[test]
fn a_changed_book_is_not_added_to() {
    let scratch = tempfile::tempdir().unwrap();
    close(scratch.path(), &["opening", "2022-09", "2022-10"]);
    let book = scratch.path().join("book");
    let files: Vec<String> = Book::open(scratch.path()).unwrap().unwrap().sealed().iter().map(Sealed::file).collect();
    let changed = |name: &str, change: &dyn Fn(&Path)| {
        let bytes = fs::read(book.join(name)).unwrap();
        change(&book.join(name));
        let problem = broken(scratch.path());
        fs::write(book.join(name), bytes).unwrap();
        problem.path
    };
    let remove = |path: &Path| fs::remove_file(path).unwrap();
    let edit = |path: &Path| fs::write(path, fs::read_to_string(path).unwrap().replace("2022-12-05", "2022-12-06")).unwrap();
    assert_eq!(changed(&files[0], &remove), files[0], "the record behind a missing one names it");
    for file in &files {
        assert_eq!(&changed(file, &edit), file);
    }
    assert_eq!(changed("BOOK", &remove), "BOOK");
    assert_eq!(changed("2022-10/manifest.json", &edit), "2022-10/manifest.json");
    assert!(Closing::begin(scratch.path(), &founding()).is_ok());
    let other = Founding { principal: "other".to_owned(), ..founding() };
    assert!(matches!(Closing::begin(scratch.path(), &other), Err(Trouble::Broken(_))));
}

#[test]
fn a_book_behind_a_link_is_refused() {
    let scratch = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), scratch.path().join("book")).unwrap();
    assert!(matches!(Book::open(scratch.path()), Err(Trouble::Files(_))));
    assert!(matches!(Closing::begin(scratch.path(), &founding()), Err(Trouble::Files(_))));
}
