//! Access tokens: what a program shows to act for somebody of the team.

use std::str::FromStr;

use super::in_one_line;

/// What somebody calls an access token of theirs: 1 to 60 characters in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenName(String);

/// A text is no name of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a token's name has 1 to 60 characters in one line, and none that is not seen and turns the direction of writing"
)]
pub struct InvalidTokenName;

impl TokenName {
    /// The longest, in characters.
    pub const LONGEST: usize = 60;

    /// As it is written.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl FromStr for TokenName {
    type Err = InvalidTokenName;

    /// White space around it and between words counts as one space.
    fn from_str(text: &str) -> Result<Self, InvalidTokenName> {
        in_one_line(text, Self::LONGEST).map(Self).ok_or(InvalidTokenName)
    }
}
