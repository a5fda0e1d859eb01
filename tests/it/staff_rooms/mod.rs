//! People of the team who work in a staff room on Telegram: the product as it is wired, before a Bot API of the test's own.

mod agents;
mod calling;
mod customer_files;
mod discord;
mod erasing;
mod files;
mod linking;
mod links;
mod macros;
mod replies;
mod strangers;
mod topics;

use std::sync::Arc;

use hamyar::clock::{Edge, RandomIds};
use hamyar::desk::account_code;
use hamyar::model::{AgentId, Place, PlaceId, Role};
use hamyar_channel::Address;
use uuid::Uuid;

use crate::support::fake_telegram::{Chat, FakeTelegram, Group, Shown, User};
use crate::support::{Database, Starting, TestApp};

/// What nobody has an answer to.
const UNKNOWN: &str = "do you buy used pianos?";

/// A team with a room, and a customer.
struct Scene {
    app: TestApp,
    fake: FakeTelegram,
    forum: Group,
    mina: Chat,
}

/// Somebody of the team, with their account on Telegram.
struct Member {
    id: AgentId,
    user: User,
}

impl Scene {
    async fn new(database: Database) -> Self {
        Self::with("en", database, |starting| starting).await
    }

    /// A customer who reads this language, and a team that does.
    async fn with(language: &str, database: Database, change: impl FnOnce(Starting) -> Starting) -> Self {
        let (starting, fake) = Starting::product(database).await;
        let app = change(starting).start().await;
        let (forum, mina) = (fake.forum("Team"), fake.user("Mina").language(language).private());
        let scene = Self { app, fake, forum, mina };
        scene.set_up(language).await;
        scene.greets().await;
        scene
    }

    /// The customer is known: theirs is the first conversation, whoever of the team writes to the bot later.
    async fn greets(&self) {
        self.mina.says("/start");
        self.mina.next_reply().await;
    }

    /// The forum is the team's room.
    async fn set_up(&self, language: &str) {
        let place = Place {
            title: Some("Team".to_owned()),
            role: Role::Staff,
            language: Some(language.to_owned()),
            ..Place::shared(
                PlaceId(Uuid::from_u128(7)),
                "telegram:main".parse().unwrap(),
                Address::chat(self.forum.id()),
            )
        };
        self.app.store.save_place(place, None).await.unwrap();
    }

    /// Somebody of the team whose account is known.
    async fn member(&self, name: &str) -> Member {
        let (id, user) = (self.app.agent(name).await, self.fake.user(name));
        let code = self.code(id).await;
        let chat = user.private();
        chat.says(&format!("/link {code}"));
        let said = chat.next_reply().await.text;
        assert!(said.starts_with("Done: from now on"), "{said}");
        Member { id, user }
    }

    async fn code(&self, agent: AgentId) -> String {
        code_of(&self.app, agent).await
    }

    /// The customer asks what only people know: a topic opens for it.
    async fn asked(&self) -> Group {
        self.mina.says(UNKNOWN);
        self.mina.next_reply().await;
        self.topic("❗️ ").await
    }

    /// The newest topic, once its name begins so.
    async fn topic(&self, begin: &str) -> Group {
        self.forum.newest_topic(|shown: &Shown| shown.name.starts_with(begin)).await
    }

    /// Waits until everything that was done on Telegram is recorded and decided.
    async fn quiet(&self) {
        self.fake.drained().await;
        self.app.decided(1).await;
        self.app.settled_all().await;
    }

    /// The kinds of everything that happened after the handover.
    async fn since_handover(&self) -> String {
        let kinds = self.app.kinds(1).await;
        kinds.split_once("handoff reply").unwrap().1.trim().to_owned()
    }

    /// The same, sorted: what comes at once is recorded together or one after the other.
    async fn sorted_since_handover(&self) -> String {
        let kinds = self.since_handover().await;
        let mut kinds: Vec<&str> = kinds.split(' ').collect();
        kinds.sort_unstable();
        kinds.join(" ")
    }
}

/// A code by which somebody of the team links an account.
pub(crate) async fn code_of(app: &TestApp, agent: AgentId) -> String {
    let edge = Edge { clock: Arc::clone(&app.clock) as _, ids: Arc::new(RandomIds) };
    account_code(&app.store, &edge, agent).await.unwrap()
}
