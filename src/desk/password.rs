//! Passwords: Argon2id with the parameters of OWASP's Password Storage Cheat Sheet (19 MiB, 2 passes), which are the
//! crate's own.

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use rand::Rng;

use super::Desk;
use super::failure::Failure;
use super::tongue::Tongue;

/// The shortest password, in characters.
pub const SHORTEST_PASSWORD: usize = 10;

/// The longest, in characters: longer ones only cost time.
const LONGEST_PASSWORD: usize = 1000;

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
fn is_right(password: &str, hash: Option<&str>) -> bool {
    let known = hash.and_then(|hash| PasswordHash::new(hash).ok());
    let is_known = known.is_some();
    let Some(known) = known.or_else(|| PasswordHash::new(DECOY).ok()) else { return false };
    Argon2::default().verify_password(password.as_bytes(), &known).is_ok() && is_known
}

/// The same, off the async threads, and few at once.
pub(super) async fn checked(desk: &Desk, typed: String, hash: Option<String>) -> Result<bool, Failure> {
    let Ok(place) = desk.attempts.places.acquire().await else { return Err(Failure::Unavailable) };
    let checked = tokio::task::spawn_blocking(move || is_right(&typed, hash.as_deref())).await;
    drop(place);
    checked.map_err(|error| {
        tracing::error!(%error, "a password could not be checked");
        Failure::Unavailable
    })
}

/// The hash of a new password, off the async threads, and few at once.
pub(super) async fn hashed(desk: &Desk, password: String) -> Result<String, Failure> {
    let Ok(place) = desk.attempts.places.acquire().await else { return Err(Failure::Unavailable) };
    let made = tokio::task::spawn_blocking(move || hash_password(&password)).await;
    drop(place);
    match made {
        Ok(Ok(hash)) => Ok(hash),
        Ok(Err(error)) => {
            tracing::error!(%error, "a password could not be kept");
            Err(Failure::Unavailable)
        }
        Err(error) => {
            tracing::error!(%error, "a password could not be kept");
            Err(Failure::Unavailable)
        }
    }
}

/// Why a new password will not do.
pub(super) fn weak(t: &Tongue, password: &str) -> Option<String> {
    let fits = (SHORTEST_PASSWORD..=LONGEST_PASSWORD).contains(&password.chars().count());
    (!fits).then(|| t.with("people-wrong-password", "count", &SHORTEST_PASSWORD.to_string()))
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
