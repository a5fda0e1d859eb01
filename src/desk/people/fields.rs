//! A form whose fields may come several times, as boxes to tick do.

use serde::Deserialize;

use super::super::csrf::Tokened;
use super::super::failure::Failure;

/// What a form carries, in its order.
#[derive(Deserialize)]
#[serde(try_from = "Vec<(String, String)>")]
pub(super) struct Fields(Vec<(String, String)>);

impl TryFrom<Vec<(String, String)>> for Fields {
    type Error = &'static str;

    fn try_from(fields: Vec<(String, String)>) -> Result<Self, Self::Error> {
        let fields = Self(fields);
        if fields.all("token").count() == 1 { Ok(fields) } else { Err("the secret of the session is there once") }
    }
}

impl Tokened for Fields {
    fn token(&self) -> &str {
        self.all("token").next().unwrap_or_default()
    }
}

impl Fields {
    /// Refuses what has other fields than these, or one of `once` not exactly once.
    pub(super) fn known(self, once: &[&str], any: &[&str]) -> Result<Self, Failure> {
        let known = self.0.iter().all(|(name, _)| {
            let name = name.as_str();
            name == "token" || once.contains(&name) || any.contains(&name)
        });
        let single = once.iter().all(|name| self.all(name).count() == 1);
        if known && single { Ok(self) } else { Err(Failure::BadForm) }
    }

    /// Every value of a field.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// The first value of a field.
    pub(super) fn one(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }
}
