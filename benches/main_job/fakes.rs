//! The platforms on which it is measured: a fake of each in this process, and how a bot is told of it.

use std::sync::Arc;

use super::crowd::Crowd;
use super::fake_discord::{self, FakeDiscord};
use super::fake_telegram::{self, FakeTelegram};

/// A platform on loopback.
pub(super) enum Fake {
    Telegram(FakeTelegram),
    Discord(FakeDiscord),
}

impl Fake {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Telegram(_) => "telegram",
            Self::Discord(_) => "discord",
        }
    }

    /// The yardstick, and how it is told what happens.
    pub(super) fn yardstick(&self) -> &'static str {
        match self {
            Self::Telegram(_) => "teloxide's dispatcher, long polling",
            Self::Discord(_) => "serenity's client, its gateway",
        }
    }

    /// The share of the yardstick's speed that Hamyar is to reach.
    pub(super) fn goal(&self) -> f64 {
        match self {
            Self::Telegram(_) => 0.5,
            Self::Discord(_) => 0.7,
        }
    }

    pub(super) fn url(&self) -> String {
        match self {
            Self::Telegram(fake) => fake.url(),
            Self::Discord(fake) => fake.url(),
        }
    }

    pub(super) fn token(&self) -> &'static str {
        match self {
            Self::Telegram(_) => fake_telegram::TOKEN,
            Self::Discord(_) => fake_discord::TOKEN,
        }
    }

    /// Waits until the bot hears what is said. Telegram keeps that for it; Discord tells only whoever is there.
    pub(super) async fn is_heard(&self) {
        if let Self::Discord(fake) = self {
            fake.connected(1).await;
        }
    }

    /// Updates that the bot has not confirmed; Discord is told of none.
    #[allow(dead_code, reason = "only the soak asks")]
    pub(super) fn pending(&self) -> usize {
        match self {
            Self::Telegram(fake) => fake.pending(),
            Self::Discord(_) => 0,
        }
    }

    pub(super) fn load(&self, crowd: &Arc<Crowd>) {
        match self {
            Self::Telegram(fake) => fake.load(crowd),
            Self::Discord(fake) => fake.load(crowd),
        }
    }
}
