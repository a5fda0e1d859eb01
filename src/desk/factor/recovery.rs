//! Recovery codes: each lets whoever has lost their device in once.

use rand::Rng;
use sha2::{Digest, Sha256};

/// How many somebody has.
const MANY: usize = 10;

/// Groups of a code, and letters of a group: 80 random bits.
const GROUPS: usize = 4;
const LENGTH: usize = 4;

/// Nothing that looks like something else.
const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// New codes.
pub(super) fn codes() -> Vec<String> {
    let mut rng = rand::rng();
    let mut group = || (0..LENGTH).map(|_| char::from(LETTERS[rng.random_range(0..LETTERS.len())])).collect::<String>();
    (0..MANY).map(|_| (0..GROUPS).map(|_| group()).collect::<Vec<_>>().join("-")).collect()
}

/// What a code is kept as, however it is typed. So many random bits need no slow hash.
pub(super) fn hash(code: &str) -> Vec<u8> {
    Sha256::digest(plain(code)).to_vec()
}

/// What was typed, without what is between letters, whatever their case and whichever keyboard its digits came from.
pub(super) fn plain(typed: &str) -> String {
    let letter = |letter: char| match letter {
        '۰'..='۹' => char::from_digit(letter as u32 - '۰' as u32, 10).unwrap_or(letter),
        '٠'..='٩' => char::from_digit(letter as u32 - '٠' as u32, 10).unwrap_or(letter),
        other => other.to_ascii_uppercase(),
    };
    typed.chars().map(letter).filter(char::is_ascii_alphanumeric).collect()
}
