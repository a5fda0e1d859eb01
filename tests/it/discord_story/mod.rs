//! What people meet who write to the bot on Discord: the product as it is wired, before a Discord of the test's own.

mod absence;
mod community;
mod direct;
mod solved;
mod threads;
mod trouble;

use hamyar::model::{Autonomy, Place};
use hamyar_channel::{Address, ChannelId};

use crate::support::fake_discord::{Chat, FakeDiscord, Guild, MENTION, User};
use crate::support::{Database, Kind, Starting, TestApp};

/// The product, and a guild that somebody is in.
struct Scene {
    app: TestApp,
    fake: FakeDiscord,
    guild: Guild,
    mina: User,
}

impl Scene {
    async fn new() -> Self {
        Self::with(|starting| starting).await
    }

    async fn with(change: impl FnOnce(Starting) -> Starting) -> Self {
        Self::on(Database::new(Kind::Sqlite).await, change).await
    }

    async fn on(database: Database, change: impl FnOnce(Starting) -> Starting) -> Self {
        let (starting, fake) = Starting::product_on_discord(database).await;
        let (guild, mina) = (fake.guild("Readers"), fake.user("Mina"));
        let app = change(starting).start().await;
        fake.connected(1).await;
        Self { app, fake, guild, mina }
    }

    /// Stops the product, lets something happen, and starts it again; Discord has forgotten the session.
    async fn while_away(self, happen: impl FnOnce(&FakeDiscord)) -> Self {
        let Self { app, fake, guild, mina } = self;
        let starting = app.stop().await;
        fake.forget_sessions();
        happen(&fake);
        let app = starting.start().await;
        fake.connected(2).await;
        Self { app, fake, guild, mina }
    }

    /// Lets the bot speak so freely in a place, whether or not it was spoken to there.
    async fn allow(&self, chat: &str, autonomy: Autonomy) {
        let address = Address::chat(chat);
        let place = self.app.store.place_at(&discord(), &address).await.unwrap();
        let place = place.unwrap_or_else(|| {
            Place::shared(hamyar::model::PlaceId(uuid::Uuid::from_u128(rand::random())), discord(), address)
        });
        self.app.store.save_place(Place { autonomy, ..place }, None).await.unwrap();
    }
}

/// Asks and waits for the answer.
async fn asks(chat: &Chat, text: &str) -> String {
    chat.says(text);
    chat.next_reply().await.text
}

fn mention(question: &str) -> String {
    format!("{MENTION} {question}")
}

/// A text as a source may hold it: with the invisible marks of direction made visible.
fn readable(text: &impl ToString) -> String {
    let marks = [("\u{2068}", "⟨"), ("\u{2069}", "⟩"), ("\u{200e}", "⟶")];
    marks.iter().fold(text.to_string(), |text, (mark, shown)| text.replace(mark, shown))
}

fn discord() -> ChannelId {
    "discord:main".parse().unwrap()
}

const DELIVERY: &str = "how long does delivery take?";
const RETURNS: &str = "how do I return a book?";
const UNKNOWN: &str = "do you buy used pianos?";
const DELIVERED: &str = "Two working days";
const RETURNED: &str = "Within seven days";
