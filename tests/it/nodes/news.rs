//! What one node does, the pages of the others show, and their index follows.

use std::time::{Duration, Instant};

use hamyar::clock::{Edge, RandomIds};
use hamyar::desk::one_time_link;
use hamyar::model::{Action, AgentId, AgentRole};
use hamyar_channel::testing::{Person, within};
use hamyar_knowledge::{Article, Audience, Status};

use crate::support::browser::Browser;
use crate::support::{Database, Starting, TestApp, shared};

shared!(
    what_is_said_through_one_node_appears_on_the_page_of_another,
    what_is_done_on_one_node_appears_on_the_desk_of_another,
    who_writes_at_one_node_is_seen_at_another,
    a_customer_who_writes_at_one_node_is_seen_at_another,
    who_changes_an_article_at_one_node_is_seen_at_another,
    an_article_that_changes_on_one_node_is_found_on_another,
    words_that_are_kept_on_one_node_are_answered_by_on_another,
    what_was_missed_while_the_database_was_away_is_looked_for,
    what_one_node_leaves_to_be_sent_another_sends,
);

const UNKNOWN: &str = "do you buy used pianos?";

/// How often an article changes.
const ROUNDS: usize = 6;

/// Two nodes of the bookshop.
async fn two(database: Database) -> (TestApp, TestApp) {
    let first = Starting::product(database).await.0.start().await;
    let second = first.beside("second").start().await;
    (first, second)
}

async fn what_is_said_through_one_node_appears_on_the_page_of_another(database: Database) {
    let (first, second) = two(database).await;
    let mut mina = Browser::at(first.http);
    mina.get("/chat").await;
    let mina = mina.moved_to(second.http);
    let mut live = mina.live().await;
    let mut mina = mina.moved_to(first.http);
    mina.says("one", UNKNOWN).await;
    live.item("I have no answer to that").await;
    let (sara, id) = (first.agent("sara").await, first.conversation(1).await.id);
    first.act(id, sara, Action::Take).await;
    assert_eq!(live.voice("agent").await, "sara is with you");
    first.act(id, sara, Action::Reply("We do not.".to_owned())).await;
    live.item("We do not").await;
}

/// The live connection of somebody's desk at this node.
async fn desk(app: &TestApp) -> crate::support::browser::Live {
    at_the_desk(app, "sara").await.live_at("/desk/live").await
}

/// The browser of somebody of the team at this node.
async fn at_the_desk(app: &TestApp, name: &str) -> Browser {
    signs_in(app, app.agent(name).await).await
}

/// The browser of a curator at this node.
async fn curates(app: &TestApp, name: &str) -> Browser {
    let agent = app.agent(name).await;
    app.store.set_role(agent, AgentRole::Curator).await.unwrap();
    signs_in(app, agent).await
}

async fn signs_in(app: &TestApp, agent: AgentId) -> Browser {
    let edge = Edge { clock: app.clock.clone(), ids: std::sync::Arc::new(RandomIds) };
    let link = one_time_link(&app.store, &edge, agent, &format!("http://{}", app.http)).await.unwrap();
    let (_, path) = link.split_once("/desk/").unwrap();
    let mut browser = Browser::at(app.http);
    assert_eq!(browser.get(&format!("/desk/{path}")).await.status, 303);
    browser
}

async fn who_writes_at_one_node_is_seen_at_another(database: Database) {
    let (first, second) = two(database).await;
    let mut mina = Browser::at(second.http);
    mina.get("/chat?lang=en").await;
    let mut live = mina.live().await;
    mina.says("one", UNKNOWN).await;
    live.item("I have no answer to that").await;
    let id = first.conversation(1).await.id;
    let mut sara = at_the_desk(&second, "sara").await;
    let mut stream = sara.live_at("/desk/live").await;
    let mut omid = at_the_desk(&first, "omid").await;
    let here = format!("/desk/conversations/{id}/here");
    assert_eq!(omid.submits(&here, &[("doing", "replies")]).await.status, 204);
    assert_eq!(stream.told("present").await, id.to_string());
    let present = sara.get(&format!("/desk/conversations/{id}/present")).await.body;
    assert!(present.contains("omid is writing here too"), "{present}");
    assert_eq!(live.told("typing").await, "{}");
}

async fn a_customer_who_writes_at_one_node_is_seen_at_another(database: Database) {
    let (first, second) = two(database).await;
    let mut mina = Browser::at(second.http);
    mina.get("/chat?lang=en").await;
    let mut live = mina.live().await;
    mina.says("one", UNKNOWN).await;
    live.item("I have no answer to that").await;
    let id = first.conversation(1).await.id;
    let mut omid = at_the_desk(&first, "omid").await;
    // The other node has to know that somebody looks.
    let mut elsewhere = at_the_desk(&second, "sara").await.live_at("/desk/live").await;
    let mut stream = omid.live_at("/desk/live").await;
    assert_eq!(omid.submits(&format!("/desk/conversations/{id}/here"), &[("doing", "looks")]).await.status, 204);
    for told in [&mut stream, &mut elsewhere] {
        assert_eq!(told.told("present").await, id.to_string());
    }
    let kept = first.timeline(1).await.len();
    assert_eq!(mina.post("/chat/typing", &serde_json::json!({})).await.status, 204);
    assert_eq!(stream.told("present").await, id.to_string());
    let present = omid.get(&format!("/desk/conversations/{id}/present")).await.body;
    assert!(present.contains("is writing…"), "{present}");
    assert_eq!(first.timeline(1).await.len(), kept, "nothing is kept of it");
    mina.says("two", "an upright one").await;
    assert_eq!(elsewhere.told("present").await, id.to_string());
    let mut sara = at_the_desk(&second, "nima").await;
    let present = sara.get(&format!("/desk/conversations/{id}/present")).await.body;
    assert!(!present.contains("is writing…"), "{present}");
}

async fn who_changes_an_article_at_one_node_is_seen_at_another(database: Database) {
    let (first, second) = two(database).await;
    let (mut sara, mut omid) = (curates(&second, "sara").await, curates(&first, "omid").await);
    let mut stream = sara.live_at("/desk/live").await;
    let fields = [("id", "en/return-book"), ("doing", "edits")];
    assert_eq!(omid.submits("/desk/knowledge/here", &fields).await.status, 204);
    while stream.told("editing").await != "en%2Freturn-book" {}
    let present = sara.get("/desk/knowledge/present?id=en%2Freturn-book").await.body;
    assert!(present.contains("omid is changing this article too"), "{present}");
}

async fn what_is_done_on_one_node_appears_on_the_desk_of_another(database: Database) {
    let first = Starting::on(database).start().await;
    first.channel.listened_to().await;
    let second = first.beside("second").start().await;
    let mut desk = desk(&second).await;
    first.channel.says(&Person::direct("mina"), "a question").accepted().await;
    assert_eq!(desk.told("changed").await, first.conversation(1).await.id.to_string());
}

async fn an_article_that_changes_on_one_node_is_found_on_another(database: Database) {
    let (first, second) = two(database).await;
    let article = |body: &str| Article {
        id: "pianos".to_owned(),
        locale: "en".to_owned(),
        title: "Do you buy used pianos?".to_owned(),
        body: body.to_owned(),
        root: "pianos".to_owned(),
        questions: Vec::new(),
        labels: Vec::new(),
        audience: Audience::Public,
        status: Status::Published,
        ..Article::default()
    };
    let begun = Instant::now();
    for round in 1..=ROUNDS {
        first.store.save_articles(vec![article(&format!("We do, in year {round}."))], None).await.unwrap();
        let revision = first.store.article_revision().await.unwrap();
        let followed = async {
            while second.library.knowledge().revision() < revision {
                tokio::task::yield_now().await;
            }
        };
        within("the index to follow", followed).await;
    }
    // Whoever only asks now and then asks every five seconds.
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
    // The first was told nothing of it, and either may answer: so the second is alone.
    first.stop().await;
    let mut mina = Browser::at(second.http);
    mina.get("/chat").await;
    mina.says("one", UNKNOWN).await;
    mina.live().await.item(&format!("We do, in year {ROUNDS}.")).await;
}

async fn words_that_are_kept_on_one_node_are_answered_by_on_another(database: Database) {
    let (first, second) = two(database).await;
    let begun = Instant::now();
    for round in 1..=ROUNDS {
        let list = format!("# {round}\n[en]\ntransport, delivery\ntariff, cost\n");
        assert!(first.store.save_synonyms(list.clone(), None, None).await.unwrap());
        let followed = async {
            while second.library.knowledge().synonyms().source() != list {
                tokio::task::yield_now().await;
            }
        };
        within("the words to follow", followed).await;
    }
    // As above.
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
    first.stop().await;
    let mut mina = Browser::at(second.http);
    mina.get("/chat?lang=en").await;
    mina.says("one", "what is the transport tariff?").await;
    mina.live().await.item("How much does delivery cost?").await;
}

async fn what_was_missed_while_the_database_was_away_is_looked_for(database: Database) {
    let first = Starting::on(database).start().await;
    first.channel.listened_to().await;
    let second = first.beside("second").start().await;
    let (mut desk, mina) = (desk(&second).await, Person::direct("mina"));
    first.channel.says(&mina, "a question").accepted().await;
    desk.told("changed").await;
    // Both nodes lose every connection, as when the server is started again.
    second
        .database
        .run(
            "select pg_terminate_backend(pid) from pg_stat_activity
             where datname = current_database() and pid <> pg_backend_pid()",
        )
        .await;
    desk.told("stale").await;
    first.channel.says(&mina, "another question").accepted().await;
    desk.told("changed").await;
}

async fn what_one_node_leaves_to_be_sent_another_sends(database: Database) {
    let first = Starting::on(database).setting("HAMYAR_DELIVERY__CONCURRENCY", "1").start_apart();
    first.channel.listened_to().await;
    let second = first.beside("second").start().await;
    let (mina, reza) = (Person::direct("mina"), Person::direct("reza"));
    let hold = first.channel.hold_next();
    first.channel.says(&mina, "a question").accepted().await;
    hold.reached().await;
    first.channel.says(&reza, "a question").accepted().await;
    second.channel.next_sent_to(reza.address()).await;
    hold.release();
    second.channel.next_sent_to(mina.address()).await;
    second.settled_all().await;
    assert_eq!(second.channel.attempts().len(), 2);
    first.kill();
}
