//! The keys by which a provider signs (RFC 7517), and signatures checked by them (RFC 7518): RS256 and ES256 alone. Which of the two
//! it is, the key says as well as the token: no token makes a public key a shared secret.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Client;
use ring::signature::{ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::{OpenIdError, TokenProblem, fetch};

const WHAT: &str = "list of keys";

/// Bytes of a coordinate of P-256.
const COORDINATE: usize = 32;

/// How a token is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Algorithm {
    Rs256,
    Es256,
}

impl Algorithm {
    /// The algorithm of this name, if it is one of ours.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "RS256" => Some(Self::Rs256),
            "ES256" => Some(Self::Es256),
            _ => None,
        }
    }
}

/// A key as the list has it.
#[derive(Deserialize)]
struct Listed {
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    for_what: Option<String>,
    alg: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

enum Material {
    Rsa {
        modulus: Vec<u8>,
        exponent: Vec<u8>,
    },
    /// An uncompressed point.
    P256(Vec<u8>),
}

struct Key {
    id: Option<String>,
    material: Material,
}

/// The keys of a provider that we can use.
pub(super) struct Keys(Vec<Key>);

#[derive(Deserialize)]
struct List {
    keys: Vec<Value>,
}

fn decoded(text: Option<&String>) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text?.trim_end_matches('=')).ok()
}

/// A number without the zeros before it.
fn number(text: Option<&String>) -> Option<Vec<u8>> {
    let bytes = decoded(text)?;
    let start = bytes.iter().position(|byte| *byte != 0)?;
    Some(bytes[start..].to_vec())
}

impl Key {
    /// `None` if it is of a kind that we do not use.
    fn read(listed: Value) -> Option<Self> {
        let listed: Listed = serde_json::from_value(listed).ok()?;
        if listed.for_what.as_deref().is_some_and(|what| what != "sig") {
            return None;
        }
        let is_for = |name: &str| listed.alg.as_deref().is_none_or(|alg| alg == name);
        let material = match listed.kty.as_str() {
            "RSA" if is_for("RS256") => {
                Material::Rsa { modulus: number(listed.n.as_ref())?, exponent: number(listed.e.as_ref())? }
            }
            "EC" if is_for("ES256") && listed.crv.as_deref() == Some("P-256") => {
                let (x, y) = (decoded(listed.x.as_ref())?, decoded(listed.y.as_ref())?);
                if x.len() != COORDINATE || y.len() != COORDINATE {
                    return None;
                }
                Material::P256([&[4][..], &x, &y].concat())
            }
            _ => return None,
        };
        Some(Self { id: listed.kid, material })
    }

    fn fits(&self, algorithm: Algorithm) -> bool {
        matches!(
            (&self.material, algorithm),
            (Material::Rsa { .. }, Algorithm::Rs256) | (Material::P256(_), Algorithm::Es256)
        )
    }

    fn signed(&self, message: &[u8], signature: &[u8]) -> bool {
        match &self.material {
            Material::Rsa { modulus, exponent } => RsaPublicKeyComponents { n: modulus, e: exponent }
                .verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
                .is_ok(),
            Material::P256(point) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature).is_ok()
            }
        }
    }
}

impl Keys {
    /// Asks the provider.
    pub(super) async fn fetch(client: &Client, address: &Url) -> Result<Self, OpenIdError> {
        let list: List = fetch::json(client.get(address.clone()), WHAT).await?;
        Ok(Self(list.keys.into_iter().filter_map(Key::read).collect()))
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// Whether one of the keys that the token may mean has signed the message.
    pub(super) fn check(
        &self,
        (algorithm, id): (Algorithm, Option<&str>),
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), TokenProblem> {
        let meant = |key: &&Key| key.fits(algorithm) && id.is_none_or(|id| key.id.as_deref() == Some(id));
        let mut meant = self.0.iter().filter(meant).peekable();
        if meant.peek().is_none() {
            return Err(TokenProblem::Key);
        }
        if meant.any(|key| key.signed(message, signature)) { Ok(()) } else { Err(TokenProblem::Signature) }
    }
}
