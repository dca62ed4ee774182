//! Signatures of records, beside the log: whoever has the public key sees that nobody replaced the whole book.
//!
//! In the format of minisign, so that its own tool verifies them too. A signed record vouches for all before it.

use std::{io::Cursor, path::Path};

use super::{Book, Head, LOCK, STAGING, Sealed, Trouble};

/// The folder of the signatures.
pub const SIGNATURES: &str = "signatures";

/// A key that signs. It does not belong in the book, nor on the machine that closes.
pub struct SigningKey(minisign::SecretKey);

/// The key that signatures are checked with.
#[derive(Clone)]
pub struct PublicKey(minisign::PublicKey);

impl SigningKey {
    /// Reads a secret key of minisign, with its password where it has one.
    pub fn read(text: &str, password: Option<String>) -> Result<SigningKey, String> {
        let key = minisign::SecretKeyBox::from_string(text).map_err(|_| "it is no secret key of minisign".to_owned())?;
        let read = match password {
            Some(password) => key.into_secret_key(Some(password)),
            // The crate does not read what minisign 0.11 makes with `-W`.
            None => key.into_unencrypted_secret_key().map_err(|error| {
                let remedy = "name its password; a key that minisign made with -W must be given one first";
                minisign::PError::new(minisign::ErrorKind::Verify, format!("{error}: {remedy}"))
            }),
        };
        read.map(SigningKey).map_err(|error| error.to_string())
    }

    /// The public key that belongs to it.
    pub fn public(&self) -> Result<PublicKey, String> {
        minisign::PublicKey::from_secret_key(&self.0).map(PublicKey).map_err(|error| error.to_string())
    }
}

impl PublicKey {
    /// Reads a public key of minisign: its file, or the one line of it.
    pub fn read(text: &str) -> Result<PublicKey, String> {
        let boxed = minisign::PublicKeyBox::from_string(text).and_then(minisign::PublicKeyBox::into_public_key);
        let key = boxed.or_else(|_| minisign::PublicKey::from_base64(text.trim()));
        key.map(PublicKey).map_err(|_| "it is no public key of minisign".to_owned())
    }

    /// Why a signature is not that of `bytes` by this key.
    pub(super) fn refuses(&self, bytes: &[u8], signature: &[u8]) -> Option<String> {
        let text = std::str::from_utf8(signature).unwrap_or_default();
        let verified = minisign::SignatureBox::from_string(text)
            .and_then(|signature| minisign::verify(&self.0, &signature, Cursor::new(bytes), true, false, false));
        verified.err().map(|error| error.to_string())
    }
}

/// Where the signature of a record lies.
pub(super) fn file(sealed: &Sealed) -> String {
    format!("{SIGNATURES}/{}.json.minisig", sealed.head())
}

/// Signs the head of a workspace's book, unless this key did so before. An empty book has nothing to sign.
pub fn sign(workspace: &Path, key: &SigningKey) -> Result<Option<Head>, Trouble> {
    let Some(book) = Book::open(workspace)? else { return Ok(None) };
    let archive = &book.archive;
    let _lock = archive.try_lock(LOCK)?.ok_or_else(|| Trouble::Locked(archive.path(LOCK)))?;
    let Some(last) = book.last() else { return Ok(None) };
    let record = last.record.bytes();
    let path = file(last);
    let wrong = |what: String| Trouble::broken(&path, what, "move it away, and sign again");
    let public = key.public().map_err(wrong)?;
    archive.folder(SIGNATURES)?;
    if archive.kind(&path)?.is_some() {
        return match public.refuses(&record, &archive.read(&path)?) {
            None => Ok(Some(last.head())),
            Some(what) => Err(wrong(what)),
        };
    }
    let comment = format!("book {} record {}", book.id(), last.head());
    let about = "signature of the head of a courtage book";
    let signature = minisign::sign(Some(&public.0), &key.0, Cursor::new(&record), Some(&comment), Some(about));
    let signature = signature.map_err(|error| wrong(error.to_string()))?.into_string();
    let staged = format!("{STAGING}/{}.minisig", last.head());
    archive.add(&staged, signature.as_bytes())?;
    archive.publish(&staged, &path)?;
    archive.sync(SIGNATURES)?;
    archive.sync("")?;
    Ok(Some(last.head()))
}

/// A key with its public half, and another's public half.
#[cfg(test)]
pub(super) fn keys() -> (SigningKey, PublicKey, PublicKey) {
    let [one, other] = [(); 2].map(|()| minisign::KeyPair::generate_unencrypted_keypair().unwrap());
    (SigningKey(one.sk), PublicKey(one.pk), PublicKey(other.pk))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made by minisign 0.11 itself, with a signature of "courtage\n".
    const PUBLIC: &str = include_str!("signatures/minisign.pub");
    const SIGNATURE: &str = include_str!("signatures/courtage.minisig");

    #[test]
    fn keys_and_signatures_of_minisign_itself_are_read() {
        let public = PublicKey::read(PUBLIC).unwrap();
        assert_eq!(public.refuses(b"courtage\n", SIGNATURE.as_bytes()), None);
        assert!(public.refuses(b"courtage", SIGNATURE.as_bytes()).is_some());
        assert!(public.refuses(b"courtage\n", b"").is_some());
        let line = PUBLIC.lines().nth(1).unwrap();
        assert!(PublicKey::read(line).is_ok() && PublicKey::read("x").is_err());
    }

    #[test]
    fn a_key_without_a_password_is_read_back() {
        let (key, public, other) = keys();
        let text = key.0.to_box(None).unwrap().into_string();
        let read = SigningKey::read(&text, None).unwrap();
        assert_eq!(read.public().unwrap().0.to_base64(), public.0.to_base64());
        assert_ne!(read.public().unwrap().0.to_base64(), other.0.to_base64());
        assert!(SigningKey::read(&text, Some("password".to_owned())).is_err());
    }
}
