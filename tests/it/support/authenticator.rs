//! An authenticator app, as people have it on their phones.

use chrono::{DateTime, Utc};
use hmac::{Hmac, Mac};
use sha1::Sha1;

/// The app, which knows a secret.
pub(crate) struct Authenticator(Vec<u8>);

impl Authenticator {
    /// The secret as the desk writes it: in base32, with spaces.
    pub(crate) fn of(written: &str) -> Self {
        let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
        for letter in written.chars().filter(|letter| *letter != ' ') {
            let five = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(letter).unwrap();
            (bits, count) = ((bits << 5) | u32::try_from(five).unwrap(), count + 5);
            if count >= 8 {
                count -= 8;
                bytes.push(((bits >> count) & 255) as u8);
            }
        }
        Self(bytes)
    }

    /// What it shows so many steps of 30 seconds after this.
    pub(crate) fn shows(&self, at: DateTime<Utc>, later: i64) -> String {
        let step = at.timestamp() / 30 + later;
        let mut mac = Hmac::<Sha1>::new_from_slice(&self.0).unwrap();
        mac.update(&step.to_be_bytes());
        let hash = mac.finalize().into_bytes();
        let at = usize::from(hash[19] & 15);
        let number = u32::from_be_bytes(hash[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
        format!("{:06}", number % 1_000_000)
    }
}
