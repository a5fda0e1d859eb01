//! A forum on Discord as the team's room: the same conversation, the same rules.

use chrono::Duration;
use hamyar::model::{Action, AgentId, Canned, Holder, Place, PlaceId, Role, Status};
use hamyar_channel::Address;
use hamyar_channel::testing::within;
use uuid::Uuid;

use super::UNKNOWN;
use crate::support::fake_discord::{Chat, FakeDiscord, Fault, MENTION, Room, Transcript, User};
use crate::support::{Database, Starting, TestApp, both};

both!(
    the_team_commands_by_slash_as_on_telegram,
    a_forum_on_discord_is_a_room_like_any_other,
    a_post_that_was_deleted_is_made_anew_on_discord,
    a_post_that_was_opened_unheard_is_found_again,
    only_what_somebody_wrote_there_is_taken_back_by_deleting_it,
    what_somebody_removed_of_ours_keeps_nothing_back,
);

/// The emoji of the states, as a forum's tags.
const TAGS: [&str; 5] = ["❗", "💬", "🤖", "📆", "✅"];

pub(super) struct Scene {
    pub(super) app: TestApp,
    pub(super) fake: FakeDiscord,
    pub(super) forum: Room,
    pub(super) mina: User,
}

pub(super) async fn scene(database: Database) -> Scene {
    let (starting, fake) = Starting::product_on_discord(database).await;
    let (guild, mina) = (fake.guild("Narenj"), fake.user("Mina"));
    let forum = guild.forum("team");
    forum.has_tags(&TAGS);
    let app = starting.start().await;
    fake.connected(1).await;
    let place = Place {
        title: Some("#team".to_owned()),
        role: Role::Staff,
        language: Some("en".to_owned()),
        ..Place::shared(PlaceId(Uuid::from_u128(7)), "discord:main".parse().unwrap(), Address::chat(forum.id()))
    };
    app.store.save_place(place, None).await.unwrap();
    let chat = mina.direct();
    chat.says(UNKNOWN);
    chat.next_reply().await;
    Scene { app, fake, forum, mina }
}

/// Somebody of the team whose account is known.
pub(super) async fn member(app: &TestApp, fake: &FakeDiscord) -> (AgentId, User) {
    let (id, sara) = (app.agent("sara").await, fake.user("Sara"));
    let code = super::code_of(app, id).await;
    let direct = sara.direct();
    direct.commands("link", Some(&code));
    assert!(direct.next_reply().await.text.starts_with("Done: from now on"));
    (id, sara)
}

/// Waits until the post shows this, and returns the message that does.
async fn showing(post: &Chat, text: &str) -> u64 {
    let find = |shown: &Transcript| shown.lines.iter().rev().find(|line| line.text.contains(text)).map(|line| line.id);
    post.until(|shown| find(shown).is_some()).await;
    find(&post.transcript()).unwrap()
}

async fn a_forum_on_discord_is_a_room_like_any_other(database: Database) {
    let Scene { app, fake, forum, mina } = scene(database).await;
    let ((id, sara), omid) = (member(&app, &fake).await, fake.user("Omid"));
    let post = forum.tagged("#1 Mina", "❗").await;
    let (team, stranger, customer) = (post.with(&sara), post.with(&omid), mina.direct());
    team.until(|shown| shown.to_string().contains("Discord · English")).await;
    stranger.says("your order was cancelled");
    stranger.until(|shown| shown.to_string().contains("I do not know whose account this is")).await;
    post.webhook_says("build 7 is green");
    for begin in ["//", &format!("{MENTION} //"), &format!("{MENTION} /note "), "\u{200f}//", "／note "] {
        team.says(&format!("{begin}they asked before"));
    }
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

async fn the_team_commands_by_slash_as_on_telegram(database: Database) {
    let Scene { app, fake, forum, mina } = scene(database).await;
    let ((id, sara), omid) = (member(&app, &fake).await, fake.user("Omid"));
    let post = forum.tagged("#1 Mina", "❗").await;
    let (team, stranger, customer) = (post.with(&sara), post.with(&omid), mina.direct());
    let canned = Canned {
        id: app.store.canned_id(),
        name: "price".to_owned(),
        language: None,
        body: "It is 12 € each.".to_owned(),
    };
    assert!(app.store.add_canned_reply(canned, id).await.unwrap());
    stranger.commands("resolve", None);
    stranger.until(|shown| shown.to_string().contains("I do not know whose account this is")).await;
    team.commands("take", None);
    forum.tagged("#1 Mina", "💬").await;
    assert_eq!(app.conversation(1).await.holder, Holder::Agent(id));
    // Whatever is said by a command that nobody sees is shown to the colleagues, and a note to them alone.
    for (name, note) in [("note", "they asked before"), ("یادداشت", "پیش‌تر هم پرسیده‌اند")]
    {
        team.commands(name, Some(note));
        showing(&team, note).await;
    }
    team.commands("macro", Some("price"));
    customer.until(|shown| shown.to_string().contains("It is 12 € each.")).await;
    showing(&team, "It is 12 € each.").await;
    team.commands("macro", Some("nothing"));
    showing(&team, "no canned reply of that name").await;
    team.commands("تعویق", Some("۲ ساعت"));
    forum.tagged("#1 Mina", "📆").await;
    team.commands("wake", None);
    forum.tagged("#1 Mina", "💬").await;
    team.commands("resolve", None);
    forum.tagged("#1 Mina", "✅").await;
    team.commands("reopen", None);
    forum.tagged("#1 Mina", "💬").await;
    team.commands("bot", None);
    forum.tagged("#1 Mina", "🤖").await;
    let told = customer.transcript().to_string();
    assert!(!told.contains("asked before") && !told.contains("پیش‌تر"), "{told}");
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

/// Discord makes it, and nobody hears of that: what was said meanwhile is in it all the same, and nothing twice.
async fn a_post_that_was_opened_unheard_is_found_again(database: Database) {
    let Scene { app, fake, forum, mina } = scene(database).await;
    forum.tagged("#1 Mina", "❗").await;
    let (sara, reza) = (fake.user("Sara"), fake.user("Reza"));
    fake.next("POST threads", Fault::AppliedThenCut);
    let customer = reza.direct();
    customer.says(UNKNOWN);
    customer.next_reply().await;
    let post = forum.post_called("#2 Reza").await;
    customer.says("it is a black one");
    let team = post.with(&sara);
    let shown = async {
        while !team.transcript().to_string().contains("it is a black one") {
            app.clock.advance(Duration::seconds(1));
            tokio::task::yield_now().await;
        }
    };
    within("the post to show what was said", shown).await;
    assert_eq!(forum.tagged("#2 Reza", "❗").await.id(), post.id());
    assert_eq!(forum.threads(&mina).len(), 2, "one for each conversation");
    let told = team.transcript().to_string();
    assert_eq!((told.matches(UNKNOWN).count(), told.matches("it is a black one").count()), (1, 1), "{told}");
}

async fn only_what_somebody_wrote_there_is_taken_back_by_deleting_it(database: Database) {
    let Scene { app, fake, forum, mina } = scene(database).await;
    let ((sara, user), customer) = (member(&app, &fake).await, mina.direct());
    let post = forum.tagged("#1 Mina", "❗").await.with(&user);
    app.act(app.conversation(1).await.id, sara, Action::Reply("We do not.".to_owned())).await;
    // What the room shows of it is tidied away.
    post.deletes(showing(&post, "We do not.").await);
    let own = post.says("Not now, either.");
    customer.until(|shown| shown.to_string().contains("Not now, either.")).await;
    // Whoever deletes it, Sara is of the team no more.
    app.store.change_agent(sara, None, Some(false)).await.unwrap();
    post.deletes(own);
    customer.says("thank you anyway");
    showing(&post, "thank you anyway").await;
    app.decided(1).await;
    let kinds = app.kinds(1).await;
    assert_eq!((kinds.matches("agent_deletion").count(), kinds.matches("room").count()), (0, 1), "{kinds}");
    let told = customer.transcript().to_string();
    assert!(told.contains("We do not.") && told.contains("Not now, either."), "{told}");
}

async fn what_somebody_removed_of_ours_keeps_nothing_back(database: Database) {
    let Scene { app, fake, forum, mina } = scene(database).await;
    let (reza, customer) = (app.agent("Reza").await, mina.direct());
    let post = forum.tagged("#1 Mina", "❗").await.with(&fake.user("Sara"));
    let card = showing(&post, "Discord · English").await;
    let said = customer.says("it is a black one");
    post.deletes(showing(&post, "it is a black one").await);
    customer.edits(said, "it is a white one");
    showing(&post, "it is a white one").await;
    post.deletes(card);
    app.act(app.conversation(1).await.id, reza, Action::Take).await;
    forum.tagged("#1 Mina", "💬").await;
    customer.says("and a tall one");
    showing(&post, "and a tall one").await;
}
