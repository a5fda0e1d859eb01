//! By what name customers know who of the team answers them: as the settings say, the same on every channel.

use hamyar::model::{Action, AgentId, ConversationId};
use hamyar_channel::testing::within;

use crate::support::fake_discord::FakeDiscord;
use crate::support::{Database, Kind, Starting, TestApp};

const UNKNOWN: &str = "do you buy used pianos?";
const REPLY: &str = "We do **not**.";

/// Every setting, with what stands above a reply in a conversation that is anyone's, and in one that was handed to a team.
const SETTINGS: [(&str, Option<&str>, Option<&str>); 5] = [
    ("name", Some("Sara Moradi"), Some("Sara Moradi")),
    ("first_name", Some("Sara"), Some("Sara")),
    ("team", Some("Returns"), Some("Billing")),
    ("brand", Some("Narenj"), Some("Narenj")),
    ("none", None, None),
];

/// Somebody of the team, who is in the team of returns.
async fn sara(app: &TestApp) -> AgentId {
    let sara = app.agent("Sara Moradi").await;
    let returns = app.store.add_team("Returns".to_owned()).await.unwrap().unwrap();
    app.store.set_teams_of(sara, [returns].into()).await.unwrap();
    sara
}

/// Hands the conversation to another team.
async fn handed(app: &TestApp, id: ConversationId, sara: AgentId) {
    app.store.add_team("Billing".to_owned()).await.unwrap().unwrap();
    let billing = app.store.teams().await.unwrap().into_iter().find(|team| team.name == "Billing").unwrap();
    app.act(id, sara, Action::HandTo(billing)).await;
}

fn below(heading: Option<&str>, between: &str, text: &str) -> String {
    heading.map_or_else(|| text.to_owned(), |heading| format!("{heading}{between}{text}"))
}

#[tokio::test]
async fn on_telegram() {
    for (setting, anyones, teams) in SETTINGS {
        let (starting, fake) = Starting::product(Database::new(Kind::Sqlite).await).await;
        let app = starting.setting("HAMYAR_CONVERSATION__AGENT_NAMES", setting).start().await;
        let (mina, sara) = (fake.user("Mina"), sara(&app).await);
        let chat = mina.private();
        chat.says(UNKNOWN);
        chat.next_reply().await;
        let id = app.conversation(1).await.id;
        app.act(id, sara, Action::Reply(REPLY.to_owned())).await;
        assert_eq!(chat.next_reply().await.text, below(anyones, "\n", "We do not."), "{setting}");
        let sent = fake.requests("sendMessage").pop().unwrap();
        let bold: Vec<_> = sent["entities"].as_array().unwrap().iter().map(|one| one["offset"].as_u64()).collect();
        let of_words = anyones.map_or(6, |name| name.len() as u64 + 7);
        assert_eq!(bold.last(), Some(&Some(of_words)), "formatting stays where it was: {sent}");
        let seq = app.timeline(1).await.last().unwrap().seq;
        app.settled().await;
        app.act(id, sara, Action::Revise { seq, text: "We do.".to_owned() }).await;
        let changed = below(anyones, "\n", "We do.");
        chat.until(|transcript| transcript.replies().last() == Some(&changed.as_str())).await;
        handed(&app, id, sara).await;
        app.act(id, sara, Action::Reply("Or do we?".to_owned())).await;
        assert_eq!(chat.next_reply().await.text, below(teams, "\n", "Or do we?"), "{setting}");
        let said = app.timeline(1).await.iter().filter(|entry| entry.body.contains("Sara")).count();
        assert_eq!(said, 0, "the story holds what was said, and who said it");
    }
}

#[tokio::test]
async fn on_discord() {
    for (setting, anyones, teams) in SETTINGS {
        let (starting, fake): (_, FakeDiscord) = Starting::product_on_discord(Database::new(Kind::Sqlite).await).await;
        let app = starting.setting("HAMYAR_CONVERSATION__AGENT_NAMES", setting).start().await;
        within("the bot", fake.connected(1)).await;
        let (mina, sara) = (fake.user("Mina"), sara(&app).await);
        let chat = mina.direct();
        chat.says(UNKNOWN);
        chat.next_reply().await;
        let id = app.conversation(1).await.id;
        app.act(id, sara, Action::Reply(REPLY.to_owned())).await;
        let bold = |name: Option<&str>| name.map(|name| format!("**{name}**"));
        assert_eq!(chat.next_reply().await.markdown, below(bold(anyones).as_deref(), "\n", REPLY), "{setting}");
        handed(&app, id, sara).await;
        app.act(id, sara, Action::Reply(REPLY.to_owned())).await;
        assert_eq!(chat.next_reply().await.markdown, below(bold(teams).as_deref(), "\n", REPLY), "{setting}");
    }
}

#[tokio::test]
async fn a_name_is_a_name_whatever_is_in_it() {
    let (starting, fake) = Starting::product_on_discord(Database::new(Kind::Sqlite).await).await;
    let app = starting.start().await;
    fake.connected(1).await;
    let mina = fake.user("Mina");
    let chat = mina.direct();
    chat.says(UNKNOWN);
    chat.next_reply().await;
    let sara = app.agent("@everyone *Sara* [x](https://evil.example)").await;
    app.act(app.conversation(1).await.id, sara, Action::Reply("Hello.".to_owned())).await;
    let reply = chat.next_reply().await;
    assert!(reply.markdown.starts_with("**@everyone \\*Sara\\* \\[x]("), "{}", reply.markdown);
    assert_eq!(fake.pings(), 0);
}
