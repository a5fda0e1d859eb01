//! Telegram and Discord as one story meets them: a room of the team, its members, and a customer's private chat.

use hamyar::model::{AgentId, Place, PlaceId, Role};
use hamyar_channel::Address;
use uuid::Uuid;

use crate::staff_rooms::code_of;
use crate::support::fake_discord::{self, FakeDiscord};
use crate::support::fake_telegram::{self, FakeTelegram};
use crate::support::reading::Reads;
use crate::support::{Database, Kind, Starting, TestApp};

/// The emoji of the states, as a forum's tags.
const TAGS: [&str; 5] = ["❗", "💬", "🤖", "📆", "✅"];

/// A chat as one person has it.
pub(super) trait Talks: Reads {
    /// Writes.
    fn says(&self, text: &str);

    /// Presses the newest button of this name, once there is one.
    async fn presses(&self, label: &str);

    /// Waits until these words can be read.
    async fn sees(&self, words: &str);

    /// Waits until the topic is marked so, and is closed or not.
    async fn stands(&self, mark: &str, closed: bool);

    /// All that can be read now.
    fn words(&self) -> String;
}

macro_rules! talks {
    ($Chat:ty) => {
        impl Talks for $Chat {
            fn says(&self, text: &str) {
                self.says(text);
            }

            async fn presses(&self, label: &str) {
                self.until(|shown| shown.lines.iter().any(|line| line.labels.iter().flatten().any(|one| one == label)))
                    .await;
                self.presses(label);
            }

            async fn sees(&self, words: &str) {
                self.until(|shown| shown.to_string().contains(words)).await;
            }

            async fn stands(&self, mark: &str, closed: bool) {
                self.stands(mark, closed).await;
            }

            fn words(&self) -> String {
                self.transcript().to_string()
            }
        }
    };
}

talks!(fake_telegram::Chat);
talks!(fake_discord::Chat);

/// A platform with a room of the team's on it.
pub(super) trait Platform: Sized {
    type User;
    type Chat: Talks;

    /// What becomes the room, before a product that listens to it.
    async fn there() -> (Starting, Self);

    /// The product listens. Returns the room's channel and chat.
    async fn heard(&self) -> (&'static str, String);

    /// Somebody of the team joins, and links the account.
    async fn member(&self, name: &str, code: &str) -> Self::User;

    /// A customer's chat with the bot.
    fn customer(&self, name: &str) -> Self::Chat;

    /// The newest topic, once it is about this customer.
    async fn topic(&self, member: &Self::User, about: &str) -> Self::Chat;
}

/// The room is one, for people who read this language; and a member of the team is in it.
pub(super) async fn with_a_room<P: Platform>(platform: &P, app: &TestApp, language: &str) {
    let (channel, chat) = platform.heard().await;
    let place = Place {
        title: Some("Team".to_owned()),
        role: Role::Staff,
        language: Some(language.to_owned()),
        ..Place::shared(PlaceId(Uuid::from_u128(7)), channel.parse().unwrap(), Address::chat(chat))
    };
    app.store.save_place(place, None).await.unwrap();
}

/// Somebody of the team is in the room.
pub(super) async fn joins<P: Platform>(platform: &P, app: &TestApp, name: &str, agent: AgentId) -> P::User {
    platform.member(name, &code_of(app, agent).await).await
}

pub(super) struct Telegram {
    fake: FakeTelegram,
    forum: fake_telegram::Group,
}

impl Platform for Telegram {
    type User = fake_telegram::User;
    type Chat = fake_telegram::Chat;

    async fn there() -> (Starting, Self) {
        let (starting, fake) = Starting::product(Database::new(Kind::Sqlite).await).await;
        let forum = fake.forum("تیم نارنج");
        (starting, Self { fake, forum })
    }

    async fn heard(&self) -> (&'static str, String) {
        ("telegram:main", self.forum.id())
    }

    async fn member(&self, name: &str, code: &str) -> Self::User {
        let user = self.fake.user(name);
        let chat = user.private();
        chat.says(&format!("/link {code}"));
        chat.next_reply().await;
        user
    }

    fn customer(&self, name: &str) -> Self::Chat {
        self.fake.user(name).language("en").private()
    }

    async fn topic(&self, member: &Self::User, about: &str) -> Self::Chat {
        self.forum.newest_topic(|shown| shown.name.contains(about)).await.with(member)
    }
}

pub(super) struct Discord {
    fake: FakeDiscord,
    forum: fake_discord::Room,
}

impl Platform for Discord {
    type User = fake_discord::User;
    type Chat = fake_discord::Chat;

    async fn there() -> (Starting, Self) {
        let (starting, fake) = Starting::product_on_discord(Database::new(Kind::Sqlite).await).await;
        let forum = fake.guild("Narenj").forum("team");
        forum.has_tags(&TAGS);
        (starting, Self { fake, forum })
    }

    async fn heard(&self) -> (&'static str, String) {
        self.fake.connected(1).await;
        ("discord:main", self.forum.id())
    }

    async fn member(&self, name: &str, code: &str) -> Self::User {
        let user = self.fake.user(name);
        let direct = user.direct();
        direct.commands("link", Some(code));
        direct.next_reply().await;
        user
    }

    fn customer(&self, name: &str) -> Self::Chat {
        self.fake.user(name).direct()
    }

    async fn topic(&self, member: &Self::User, about: &str) -> Self::Chat {
        self.forum.post_called(about).await.with(member)
    }
}
