//! One-time codes of six digits by RFC 6238, as every authenticator app makes them: HMAC-SHA-1 over steps of 30 seconds.

use chrono::{DateTime, Utc};
use hmac::{Hmac, Mac};
use sha1::Sha1;
use subtle::ConstantTimeEq;
use url::form_urlencoded::byte_serialize;

/// Seconds for which a code is shown.
const STEP: i64 = 30;

/// Steps by which a device's clock may be off, either way.
const SLACK: i64 = 1;

/// Bytes of a secret: as many as the hash has (RFC 4226, section 4).
pub(super) const SECRET: usize = 20;

const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The code of a step of time (RFC 4226, section 5.3); `None` for no key at all.
fn code(secret: &[u8], step: i64) -> Option<String> {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).ok()?;
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let offset = usize::from(hash.last()? & 0x0f);
    let four: [u8; 4] = hash.get(offset..offset + 4)?.try_into().ok()?;
    Some(format!("{:06}", (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000))
}

/// Whether what was typed looks like a code, right or wrong.
pub(super) fn is_code(typed: &str) -> bool {
    typed.len() == 6 && typed.bytes().all(|digit| digit.is_ascii_digit())
}

/// The step of time whose code was typed, if it is of now or just beside it.
pub(super) fn step_of(secret: &[u8], now: DateTime<Utc>, typed: &str) -> Option<i64> {
    let current = now.timestamp().div_euclid(STEP);
    let steps = current - SLACK..=current + SLACK;
    steps.rev().find(|step| code(secret, *step).is_some_and(|code| bool::from(code.as_bytes().ct_eq(typed.as_bytes()))))
}

/// A secret as people type it into their app.
pub(super) fn written(secret: &[u8]) -> String {
    let mut text = String::with_capacity(secret.len().div_ceil(5) * 8);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in secret {
        (bits, count) = ((bits << 8) | u32::from(*byte), count + 8);
        while count >= 5 {
            count -= 5;
            text.push(char::from(BASE32[((bits >> count) & 31) as usize]));
        }
    }
    if count > 0 {
        text.push(char::from(BASE32[((bits << (5 - count)) & 31) as usize]));
    }
    text
}

/// What a QR code says to an app: whose codes these are, and the secret.
pub(super) fn address(brand: &str, email: &str, secret: &[u8]) -> String {
    let plain = |text: &str| byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20");
    let (brand, email) = (plain(brand), plain(email));
    format!("otpauth://totp/{brand}:{email}?secret={}&issuer={brand}", written(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values of RFC 6238, appendix B, of which we show the last six digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = b"12345678901234567890";
        for (seconds, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let now = DateTime::from_timestamp(seconds, 0).unwrap();
            assert_eq!(code(secret, seconds / STEP).as_deref(), Some(expected));
            assert_eq!(step_of(secret, now, expected), Some(seconds / STEP));
        }
    }

    #[test]
    fn a_code_is_good_for_its_step_and_the_ones_beside_it() {
        let (secret, at) = (b"12345678901234567890", |seconds| DateTime::from_timestamp(seconds, 0).unwrap());
        let steps = [29, 30, 59, 60, 89, 90].map(|seconds| step_of(secret, at(seconds), "287082"));
        assert_eq!(steps, [Some(1), Some(1), Some(1), Some(1), Some(1), None]);
        for wrong in ["", "287083", "28708", "2870822", "287o82"] {
            assert_eq!(step_of(secret, at(59), wrong), None);
        }
    }

    /// The values of RFC 4648, section 10, without padding.
    #[test]
    fn a_secret_is_written_in_base_32() {
        for (bytes, text) in [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foobar", "MZXW6YTBOI")] {
            assert_eq!(written(bytes.as_bytes()), text);
        }
        assert_eq!(
            address("Narvan & co", "sara@team.example", b"foo"),
            "otpauth://totp/Narvan%20%26%20co:sara%40team.example?secret=MZXW6&issuer=Narvan%20%26%20co"
        );
    }
}
