//! What files say of an article beside its text: who keeps it, and when it is to be looked at again.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The longest e-mail address, in bytes.
const LONGEST: usize = 254;

/// What is known of an article beside its versions. What is left out says nothing: whoever takes a file in leaves that as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upkeep {
    /// The e-mail address of whoever keeps it, in small letters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The day on which it is to be looked at again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_on: Option<NaiveDate>,
}

/// The same of several articles, by their ids.
pub type Upkeeps = BTreeMap<String, Upkeep>;

impl Upkeep {
    /// What somebody wrote; an empty address says nothing.
    pub(super) fn read(owner: Option<&str>, review_on: Option<NaiveDate>) -> Result<Self, String> {
        let owner = owner.map(|owner| owner.trim().to_lowercase()).filter(|owner| !owner.is_empty());
        if let Some(owner) = owner.as_deref().filter(|owner| !is_address(owner)) {
            let shown: String = owner.escape_debug().take(40).collect();
            return Err(format!("`owner` is `{shown}`; it must be an e-mail address such as sara@example.org"));
        }
        Ok(Self { owner, review_on })
    }

    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

fn is_address(text: &str) -> bool {
    let sides = text.split_once('@');
    let sides = sides.is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'));
    sides && text.len() <= LONGEST && !text.chars().any(|letter| letter.is_whitespace() || letter.is_control())
}
