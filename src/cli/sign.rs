//! `courtage sign`

use std::{env, path::PathBuf};

use clap::Args;

use super::{
    Exit, WhoseBook,
    verify::{given, text},
};
use crate::book::{SigningKey, sign};

/// Where a password may stand that no list of processes shows.
const PASSWORD: &str = "COURTAGE_KEY_PASSWORD";

const EXAMPLES: &str = "Examples:
  minisign -G -p programme.pub -s programme.key    # once, and not on the machine that closes
  courtage sign --key programme.key --password-file password.txt
  minisign -Vm book/log/000003-….json -x book/signatures/000003-….json.minisig -p programme.pub";

/// Sign the head of the book, and with it everything before
///
/// Writes book/signatures/<record>.json.minisig in minisign's format. Verify the book first: a signature vouches for what is
/// there. A key with a password takes a second and a gigabyte of memory to open.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Sign {
    #[command(flatten)]
    book: WhoseBook,
    /// A secret key of minisign, kept outside the book
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// A file with the key's password [default: that of the variable `COURTAGE_KEY_PASSWORD`, else none]
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

impl Sign {
    pub(super) fn run(self) -> Exit {
        match self.sign() {
            Ok(exit) | Err(exit) => exit,
        }
    }

    fn sign(self) -> Result<Exit, Exit> {
        let line = |bytes: &[u8]| Ok(text(bytes).trim_end_matches(['\r', '\n']).to_owned());
        let password = match &self.password_file {
            Some(path) => Some(given(path, line)?),
            None => env::var(PASSWORD).ok(),
        };
        let key = given(&self.key, |bytes| SigningKey::read(text(bytes), password.clone()))?;
        match sign(&self.book.workspace, &key).map_err(Exit::Book)? {
            Some(head) => {
                println!("{head} is signed: book/signatures/{head}.json.minisig");
                Ok(Exit::Done)
            }
            None => Err(self.book.none()),
        }
    }
}
