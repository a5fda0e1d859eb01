//! An RSA key that is made when a test needs one, and what it signs: nothing that looks like somebody's secret lies in the repository.

use std::sync::OnceLock;

use num_bigint::BigUint;
use rand::Rng;
use sha2::{Digest, Sha256};

/// Bytes of a modulus: 2048 bits, the fewest that are accepted.
const MODULUS: usize = 256;
const EXPONENT: u32 = 65_537;

/// `DigestInfo` of SHA-256, before the hash itself (RFC 8017, 9.2).
const SHA_256: [u8; 19] =
    [0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20];

/// A key. Making one takes a moment: tests share those of `Self::shared`.
pub(super) struct RsaKey {
    modulus: BigUint,
    secret: BigUint,
}

fn is_prime(number: &BigUint) -> bool {
    let (zero, one, two) = (BigUint::ZERO, BigUint::from(1_u8), BigUint::from(2_u8));
    if (3_u32..2000).step_by(2).any(|small| number % small == zero) {
        return false;
    }
    let below = number - &one;
    let twos = below.trailing_zeros().unwrap_or_default();
    let odd = &below >> twos;
    [2_u32, 3, 5, 7].into_iter().all(|base| {
        let mut power = BigUint::from(base).modpow(&odd, number);
        if power == one || power == below {
            return true;
        }
        for _ in 1..twos {
            power = power.modpow(&two, number);
            if power == below {
                return true;
            }
        }
        false
    })
}

/// A prime of half the modulus' length, whose two highest bits are set, and which fits the exponent.
fn prime() -> BigUint {
    loop {
        let mut bytes: [u8; MODULUS / 2] = std::array::from_fn(|_| rand::rng().random());
        bytes[0] |= 0b1100_0000;
        bytes[MODULUS / 2 - 1] |= 1;
        let number = BigUint::from_bytes_be(&bytes);
        let one = BigUint::from(1_u8);
        if (&number - &one) % EXPONENT != BigUint::ZERO && is_prime(&number) {
            return number;
        }
    }
}

impl RsaKey {
    fn new() -> Self {
        let (p, q) = (prime(), prime());
        let one = BigUint::from(1_u8);
        let secret = BigUint::from(EXPONENT).modinv(&((&p - &one) * (&q - &one))).unwrap();
        Self { modulus: p * q, secret }
    }

    /// One of two keys, which are made once.
    pub(super) fn shared(which: usize) -> &'static Self {
        static KEYS: [OnceLock<RsaKey>; 2] = [const { OnceLock::new() }; 2];
        KEYS[which].get_or_init(Self::new)
    }

    pub(super) fn modulus(&self) -> Vec<u8> {
        self.modulus.to_bytes_be()
    }

    pub(super) fn exponent() -> Vec<u8> {
        BigUint::from(EXPONENT).to_bytes_be()
    }

    /// RSASSA-PKCS1-v1_5 with SHA-256.
    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let hash = Sha256::digest(message);
        let mut encoded = vec![0, 1];
        encoded.resize(MODULUS - SHA_256.len() - hash.len() - 1, 0xff);
        encoded.push(0);
        encoded.extend_from_slice(&SHA_256);
        encoded.extend_from_slice(&hash);
        let signature = BigUint::from_bytes_be(&encoded).modpow(&self.secret, &self.modulus).to_bytes_be();
        [vec![0; MODULUS - signature.len()], signature].concat()
    }
}
