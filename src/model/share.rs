//! How much of a community's talk may be ours.

/// The share of a community's recent messages that may be the bot's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share(pub f64);

impl Share {
    /// Whether one more message of ours is within the share, after so many of people and of ours. A first one always
    /// is: otherwise the bot could never answer where little is said.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of messages are small")]
    pub fn allows(self, people: i64, bot: i64) -> bool {
        bot == 0 || (bot + 1) as f64 <= self.0 * (people + bot + 1) as f64
    }
}
