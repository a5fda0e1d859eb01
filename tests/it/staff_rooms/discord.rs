//! A forum on Discord as the team's room: the same conversation, the same rules.

use hamyar::model::{Action, Autonomy, Holder, Place, PlaceId, Role, Status};
use hamyar_channel::Address;
use uuid::Uuid;

use super::UNKNOWN;
use crate::support::fake_discord::{FakeDiscord, Room, User};
use crate::support::{Database, Starting, TestApp, both};

both!(a_forum_on_discord_is_a_room_like_any_other, a_post_that_was_deleted_is_made_anew_on_discord);

/// The emoji of the states, as a forum's tags.
const TAGS: [&str; 5] = ["❗", "💬", "🤖", "📆", "✅"];

struct Scene {
    app: TestApp,
    fake: FakeDiscord,
    forum: Room,
    mina: User,
}

async fn scene(database: Database) -> Scene {
    let (starting, fake) = Starting::product_on_discord(database).await;
    let (guild, mina) = (fake.guild("Narenj"), fake.user("Mina"));
    let forum = guild.forum("team");
    forum.has_tags(&TAGS);
    let app = starting.start().await;
    fake.connected(1).await;
    let place = Place {
        id: PlaceId(Uuid::from_u128(7)),
        channel: "discord:main".parse().unwrap(),
        address: Address::chat(forum.id()),
        direct: false,
        opener: None,
        title: Some("#team".to_owned()),
        role: Role::Staff,
        autonomy: Autonomy::Addressed,
        language: Some("en".to_owned()),
        listen: false,
    };
    app.store.save_place(place, None).await.unwrap();
    let chat = mina.direct();
    chat.says(UNKNOWN);
    chat.next_reply().await;
    Scene { app, fake, forum, mina }
}

async fn a_forum_on_discord_is_a_room_like_any_other(database: Database) {
    let Scene { app, fake, forum, mina } = scene(database).await;
    let (id, sara, omid) = (app.agent("sara").await, fake.user("Sara"), fake.user("Omid"));
    let code = super::code_of(&app, id).await;
    let direct = sara.direct();
    direct.commands("link", Some(&code));
    assert!(direct.next_reply().await.text.starts_with("Done: from now on"));
    let post = forum.tagged("#1 Mina", "❗").await;
    let (team, stranger, customer) = (post.with(&sara), post.with(&omid), mina.direct());
    team.until(|shown| shown.to_string().contains("Discord · English")).await;
    stranger.says("your order was cancelled");
    stranger.until(|shown| shown.to_string().contains("I do not know whose account this is")).await;
    post.webhook_says("build 7 is green");
    team.says("//they asked before");
    let said = team.says("We *do*.");
    customer.until(|shown| shown.to_string().contains("We *do*.")).await;
    forum.tagged("#1 Mina", "💬").await;
    team.edits(said, "We do **not**.");
    customer.until(|shown| shown.to_string().contains("We do **not**.")).await;
    let told = customer.transcript().to_string();
    assert!(!told.contains("cancelled") && !told.contains("green") && !told.contains("asked before"), "{told}");
    assert_eq!(app.conversation(1).await.holder, Holder::Agent(id));
    team.deletes(said);
    customer.until(|shown| !shown.to_string().contains("We do")).await;
    team.until(|shown| shown.to_string().contains("[Resolve]")).await;
    team.presses("Resolve");
    let post = forum.tagged("#1 Mina", "✅").await;
    post.archived().await;
    assert_eq!(app.conversation(1).await.status, Status::Resolved);
}

async fn a_post_that_was_deleted_is_made_anew_on_discord(database: Database) {
    let Scene { app, fake, forum, mina } = scene(database).await;
    let (id, reza) = (app.conversation(1).await.id, app.agent("Reza").await);
    let post = forum.tagged("#1 Mina", "❗").await;
    post.deletes();
    app.act(id, reza, Action::Note("look at this".to_owned())).await;
    let anew = forum.tagged("#1 Mina", "❗").await;
    assert_ne!(anew.id(), post.id());
    let shown = anew.with(&fake.user("Sara"));
    shown.until(|shown| shown.to_string().contains("look at this")).await;
    assert_eq!(forum.threads(&mina).len(), 1);
}
