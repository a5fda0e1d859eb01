//! Passwords: Argon2id with the parameters of OWASP's Password Storage Cheat Sheet (19 MiB, 2 passes), which are the
//! crate's own.

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use rand::Rng;

/// The shortest password, in characters.
pub const SHORTEST_PASSWORD: usize = 10;

/// The longest, in characters: longer ones only cost time.
pub(super) const LONGEST_PASSWORD: usize = 1000;

/// What is checked when there is no such account, so that it takes as long as when there is one.
const DECOY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$aGFteWFyLWRlY295LXNhbHQ$VzJRbVlkT2JGbE1oY3dZd1V6bGZ4R3BLc0hyVGQ4ZUE";

/// A password could not be hashed.
#[derive(Debug, thiserror::Error)]
#[error("the password could not be hashed: {0}")]
pub struct PasswordError(argon2::password_hash::Error);

/// The hash of a password, in PHC form. It is made to be slow: not for an async task's own thread.
///
/// # Errors
///
/// When the password is too long to be hashed: 4 GiB.
pub fn hash_password(password: &str) -> Result<String, PasswordError> {
    let salt = SaltString::encode_b64(&rand::rng().random::<[u8; 16]>()).map_err(PasswordError)?;
    let hash = Argon2::default().hash_password(password.as_bytes(), &salt).map_err(PasswordError)?;
    Ok(hash.to_string())
}

/// Whether the password has this hash. Without a hash (no account, or one without a password) it is wrong, and that
/// takes as long to find. Slow, as hashing is.
pub(super) fn is_right(password: &str, hash: Option<&str>) -> bool {
    let known = hash.and_then(|hash| PasswordHash::new(hash).ok());
    let is_known = known.is_some();
    let Some(known) = known.or_else(|| PasswordHash::new(DECOY).ok()) else { return false };
    Argon2::default().verify_password(password.as_bytes(), &known).is_ok() && is_known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_by_its_hash_and_the_decoy_costs_the_same() {
        let hash = hash_password("گذرواژه 1").unwrap();
        assert!(is_right("گذرواژه 1", Some(&hash)));
        assert!(!is_right("گذرواژه 2", Some(&hash)));
        assert!(!is_right("گذرواژه 1", None));
        assert!(!is_right("گذرواژه 1", Some("")));
        let (ours, decoy) = (PasswordHash::new(&hash).unwrap(), PasswordHash::new(DECOY).unwrap());
        assert_eq!((ours.algorithm, ours.version, &ours.params), (decoy.algorithm, decoy.version, &decoy.params));
        assert_eq!(ours.hash.unwrap().len(), decoy.hash.unwrap().len());
    }
}
