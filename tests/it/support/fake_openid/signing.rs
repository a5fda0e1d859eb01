//! How a token is signed: rightly, and in each way in which it must not be.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::Sha256;

use super::rsa::RsaKey;

/// How the next tokens are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signing {
    /// As they should be.
    Rs256,
    /// As they should be.
    Es256,
    /// By a key that the provider does not have, under the name of one that it has.
    OtherKey,
    /// By a key whose name nobody knows.
    UnknownKey,
    /// Not at all.
    None,
    /// With the public key as if it were a secret that both know.
    PublicKeyAsSecret,
    /// With one algorithm, and the name of the other.
    Misnamed,
    /// Rightly, and changed afterwards.
    Changed,
    /// Rightly, with something in the header that must be understood.
    Critical,
    /// In two parts.
    Halved,
}

/// The key of ES256, and its public part.
pub(super) struct EcKey {
    pair: EcdsaKeyPair,
    random: SystemRandom,
}

impl EcKey {
    pub(super) fn new() -> Self {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let secret = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, secret.as_ref(), &random).unwrap();
        Self { pair, random }
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.pair.sign(&self.random, message).unwrap().as_ref().to_vec()
    }
}

fn encoded(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The list of keys, with some that nobody can use among them. `which` of the RSA keys is in it.
pub(super) fn list(which: usize, ec: &EcKey) -> Value {
    let point = ec.pair.public_key().as_ref();
    let (x, y) = (encoded(&point[1..33]), encoded(&point[33..]));
    let n = encoded(RsaKey::shared(which).modulus());
    let e = encoded(RsaKey::exponent());
    json!({ "keys": [
        { "kty": "oct", "kid": "shared", "k": encoded("not one of ours") },
        { "kty": "OKP", "kid": "ed", "crv": "Ed25519", "x": x },
        { "kty": "RSA", "kid": "locks", "use": "enc", "n": n, "e": e },
        "nonsense",
        { "kty": "RSA", "kid": format!("rsa-{which}"), "use": "sig", "alg": "RS256", "n": n, "e": e },
        { "kty": "EC", "kid": "ec", "use": "sig", "crv": "P-256", "x": x, "y": y },
    ] })
}

/// A token that says this.
pub(super) fn token(signing: Signing, which: usize, ec: &EcKey, claims: &Value) -> String {
    let rsa = format!("rsa-{which}");
    let header = match signing {
        Signing::Es256 => json!({ "alg": "ES256", "kid": "ec", "typ": "JWT" }),
        Signing::UnknownKey => json!({ "alg": "RS256", "kid": "nobody's" }),
        Signing::None => json!({ "alg": "none" }),
        Signing::PublicKeyAsSecret => json!({ "alg": "HS256", "kid": rsa }),
        Signing::Misnamed => json!({ "alg": "ES256", "kid": rsa }),
        Signing::Critical => json!({ "alg": "RS256", "kid": rsa, "crit": ["b64"], "b64": false }),
        _ => json!({ "alg": "RS256", "kid": rsa }),
    };
    let signed = format!("{}.{}", encoded(header.to_string()), encoded(claims.to_string()));
    let signature = match signing {
        Signing::Es256 => ec.sign(signed.as_bytes()),
        Signing::OtherKey => RsaKey::shared(1 - which).sign(signed.as_bytes()),
        Signing::None => Vec::new(),
        Signing::PublicKeyAsSecret => {
            let mut mac = Hmac::<Sha256>::new_from_slice(&RsaKey::shared(which).modulus()).unwrap();
            mac.update(signed.as_bytes());
            mac.finalize().into_bytes().to_vec()
        }
        _ => RsaKey::shared(which).sign(signed.as_bytes()),
    };
    let signature = encoded(signature);
    match signing {
        Signing::Halved => signed,
        Signing::Changed => {
            let header = signed.split('.').next().unwrap();
            let mut changed = claims.clone();
            changed["sub"] = json!("somebody-else");
            format!("{header}.{}.{signature}", encoded(changed.to_string()))
        }
        _ => format!("{signed}.{signature}"),
    }
}
