//! "Tell me when you know": whoever was not answered can wish to be told, and is told once.

mod ending;
mod nodes;
mod telling;

use hamyar_channel::testing::{Person, Sent};
use hamyar_knowledge::{Article, Audience, Status};

use crate::support::TestApp;

/// A question that the script does not answer, and the article that answers it.
const LICENCE: &str = "how do I renew my unknown licence?";

/// Another such question.
const PIANO: &str = "do you tune an unknown piano?";

const TELL: &str = "Tell me when you know";
const WILL_TELL: &str = "I will write to you here when there is an answer.";

fn article(id: &str, title: &str, body: &str) -> Article {
    Article {
        id: id.to_owned(),
        root: id.to_owned(),
        locale: "en".to_owned(),
        title: title.to_owned(),
        questions: Vec::new(),
        body: body.to_owned(),
        labels: Vec::new(),
        audience: Audience::Public,
        status: Status::Published,
        ..Article::default()
    }
}

fn licence() -> Article {
    article("licence", LICENCE, "Open your account and press *renew*.")
}

fn piano() -> Article {
    article("piano", PIANO, "Every spring.")
}

/// Articles are saved, and the index follows.
async fn publishes(app: &TestApp, articles: Vec<Article>) {
    app.store.save_articles(articles, None).await.unwrap();
    app.library.refresh().await.unwrap();
}

/// Somebody asks what nothing answers.
async fn asks(app: &TestApp, who: &Person, text: &str) -> Sent {
    app.channel.says_to_us(who, text).accepted().await;
    app.channel.next_sent_to(who.address()).await
}

/// What the button of this label carries.
fn action<'a>(sent: &'a Sent, label: &str) -> &'a str {
    let button = sent.outbound.buttons.iter().flatten().find(|button| button.label == label);
    let Some(button) = button else { panic!("no button “{label}”: {:?}", sent.outbound.buttons) };
    &button.action
}

/// Somebody presses it.
async fn presses(app: &TestApp, who: &Person, sent: &Sent, label: &str) {
    app.channel.presses(who, &sent.message, action(sent, label)).accepted().await;
}

/// Somebody asks what nothing answers, and wishes to be told. Returns the message with the button.
async fn wishes(app: &TestApp, who: &Person, text: &str) -> Sent {
    let sent = asks(app, who, text).await;
    presses(app, who, &sent, TELL).await;
    assert_eq!(app.channel.next_sent_to(who.address()).await.outbound.text.text, WILL_TELL);
    sent
}

/// How many wishes of this conversation are open.
async fn open(app: &TestApp, number: i64) -> i64 {
    let id = app.conversation(number).await.id;
    app.store.wishes_of(vec![id]).await.unwrap().get(&id).copied().unwrap_or_default()
}

/// What somebody is told next.
async fn told(app: &TestApp, who: &Person) -> Sent {
    app.channel.next_sent_to(who.address()).await
}

/// Waits until every wish that was made before now was looked at: this one is looked at last.
async fn all_looked_at(app: &TestApp) {
    let witness = Person::direct("witness");
    wishes(app, &witness, PIANO).await;
    publishes(app, vec![piano()]).await;
    assert!(told(app, &witness).await.outbound.text.text.contains("Every spring"));
    app.settled_all().await;
}
