//! Two contacts who are one person: joined by hand with the evidence, and parted exactly.

use axum::http::StatusCode;
use chrono::Duration;
use hamyar::model::{Action, AgentId, AgentRole, ContactId, ConversationId, IdentityId};
use hamyar::store::{Cutoffs, Joined, Sought, Store};

use super::act;
use crate::support::desk::{Browser, Page, TestDesk};
use crate::support::{Database, Kind, both};

both!(
    what_is_joined_is_shown_before_and_returns_exactly,
    nothing_is_joined_without_evidence_or_over_what_changed,
    what_was_joined_further_is_parted_in_its_order,
    whoever_was_joined_is_found_by_either_name_until_they_are_parted,
    words_that_were_let_go_of_do_not_come_back_by_joining,
);

/// Whose conversation it is.
async fn contact(desk: &TestDesk, id: ConversationId) -> ContactId {
    desk.store.asker(id).await.unwrap().unwrap().contact
}

/// Joins the second to the first, as the page's form does.
async fn join(browser: &mut Browser, to: ContactId, from: ContactId, evidence: &str) -> Page {
    let page = browser.get(&format!("/desk/contacts/{to}/join?with={from}")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let (identities, there) = (page.value("identities"), page.value("there"));
    let with = from.to_string();
    let fields = [("with", with.as_str()), ("identities", &identities), ("there", &there), ("evidence", evidence)];
    browser.submit(&format!("/desk/contacts/{to}/join"), &fields).await
}

/// Joins the first to the second behind the desk, as both are now.
async fn joins(desk: &TestDesk, agent: AgentId, from: ContactId, to: ContactId) -> Joined {
    let seen = (accounts(desk, from).await, accounts(desk, to).await);
    desk.store.join((from, to), seen, agent, "his brother".to_owned()).await.unwrap()
}

async fn accounts(desk: &TestDesk, contact: ContactId) -> Vec<IdentityId> {
    let (_, identities) = desk.store.contact(contact).await.unwrap().unwrap();
    identities.iter().map(|one| one.id).collect()
}

/// Where the last join of a contact is undone.
async fn undoing(desk: &TestDesk, contact: ContactId) -> String {
    let join = desk.store.joins(contact).await.unwrap().remove(0).id;
    format!("/desk/contacts/{contact}/part/{join}")
}

/// All that hangs on a contact, as the desk shows it.
async fn all_of(desk: &TestDesk, contact: ContactId) -> String {
    let known = desk.store.contact(contact).await.unwrap();
    let rows = desk.store.conversations_of(contact, 50).await.unwrap();
    let timeline = desk.store.contact_timeline(contact, 50).await.unwrap();
    format!("{known:?} {rows:?} {timeline:?}")
}

async fn what_is_joined_is_shown_before_and_returns_exactly(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, her) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (mut omid, _) = desk.desk_of("امید", AgentRole::Agent, "fa").await;
    let (one, other) = (desk.says("mina", "where is my invoice").await, desk.says("mina93", "where is mine").await);
    act(&desk, other, her, Action::Label("billing".parse().unwrap())).await;
    act(&desk, other, her, Action::Note("she is in a hurry".to_owned())).await;
    let (mina, again) = (contact(&desk, one).await, contact(&desk, other).await);
    let before = [all_of(&desk, mina).await, all_of(&desk, again).await];

    sara.get(&format!("/desk/contacts/{mina}")).await.shows(&[&format!("/desk/contacts/{mina}/join")]);
    sara.get(&format!("/desk/contacts/{mina}/join?q=mina93")).await.shows(&[&format!("join?with={again}")]);
    let page = sara.get(&format!("/desk/contacts/{mina}/join?with={again}")).await;
    page.shows(&["mina93", &format!("/desk/conversations/{one}"), &format!("/desk/conversations/{other}")]);
    omid.get(&format!("/desk/contacts/{mina}/join?with={again}")).await.shows(&["از کجا می‌دانید؟", "dir=\"rtl\""]);
    let done = join(&mut sara, mina, again, "the same <order>").await;
    assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, format!("/desk/contacts/{mina}").as_str()));
    let page = sara.get(&format!("/desk/contacts/{mina}")).await;
    page.shows(&["mina93 was joined by Sara", "the same &#60;order&#62;", "she is in a hurry", "where is my invoice"]);
    let moved = sara.get(&format!("/desk/contacts/{again}")).await;
    assert_eq!(moved.location(), format!("/desk/contacts/{mina}"), "who was joined is where they are now");
    sara.get("/desk/contacts").await.hides(&[&format!("/desk/contacts/{again}\"")]);
    sara.get(&format!("/desk/conversations/{other}")).await.shows(&[&format!("/desk/contacts/{mina}")]);

    let undo = undoing(&desk, mina).await;
    assert_eq!(sara.submit(&undo, &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!([all_of(&desk, mina).await, all_of(&desk, again).await], before);
    sara.get(&format!("/desk/contacts/{mina}")).await.hides(&["joined by", "she is in a hurry"]);
    sara.get(&format!("/desk/contacts/{again}")).await.shows(&["she is in a hurry"]);
    assert_eq!(sara.submit(&undo, &[]).await.status, StatusCode::NOT_FOUND, "it is undone once");
}

async fn nothing_is_joined_without_evidence_or_over_what_changed(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, her) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (one, other) = (desk.says("mina", "where is my invoice").await, desk.says("reza", "where is mine").await);
    let third = contact(&desk, desk.says("tobias", "where is mine, too").await).await;
    let (mina, reza) = (contact(&desk, one).await, contact(&desk, other).await);
    for evidence in ["  ".to_owned(), "x".repeat(501)] {
        let page = join(&mut sara, mina, reza, &evidence).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.shows(&["Write down how you know, in at most 500 characters. Nothing was joined."]);
    }
    // Meanwhile a colleague joins somebody to one of the two, whichever.
    for changed in [reza, mina] {
        let page = sara.get(&format!("/desk/contacts/{mina}/join?with={reza}")).await;
        let seen = [page.value("identities"), page.value("there")];
        joins(&desk, her, third, changed).await;
        let with = reza.to_string();
        let fields =
            [("with", with.as_str()), ("identities", &seen[0]), ("there", &seen[1]), ("evidence", "the same order")];
        let page = sara.submit(&format!("/desk/contacts/{mina}/join"), &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.shows(&["Meanwhile somebody changed one of the two.", ">the same order</textarea>"]);
        assert_eq!(contact(&desk, other).await, reza);
        let undo = undoing(&desk, changed).await;
        sara.submit(&undo, &[]).await;
    }
    let own = mina.to_string();
    let seen = sara.get(&format!("/desk/contacts/{reza}/join?with={mina}")).await.value("identities");
    let fields = [("with", own.as_str()), ("identities", &seen), ("there", &seen), ("evidence", "herself")];
    assert_eq!(sara.submit(&format!("/desk/contacts/{mina}/join"), &fields).await.status, StatusCode::NOT_FOUND);
    let page = sara.get(&format!("/desk/contacts/{one}/join")).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND, "a conversation is no contact");
}

async fn what_was_joined_further_is_parted_in_its_order(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let mut contacts = Vec::new();
    for name in ["mina", "reza", "tobias"] {
        contacts.push(contact(&desk, desk.says(name, "where is my invoice").await).await);
    }
    let before = [all_of(&desk, contacts[0]).await, all_of(&desk, contacts[1]).await];
    join(&mut sara, contacts[1], contacts[0], "one order").await;
    let first = undoing(&desk, contacts[1]).await;
    join(&mut sara, contacts[2], contacts[1], "another order").await;
    let page = sara.submit(&first, &[]).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    page.shows(&["Not all that was joined is still here"]);
    let second = undoing(&desk, contacts[2]).await;
    for undo in [second, first] {
        assert_eq!(sara.submit(&undo, &[]).await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!([all_of(&desk, contacts[0]).await, all_of(&desk, contacts[1]).await], before);
}

async fn whoever_was_joined_is_found_by_either_name_until_they_are_parted(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, her) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (one, other) = (desk.says("mina", "where is my invoice").await, desk.says("nahid", "where is mine").await);
    let (mina, nahid) = (contact(&desk, one).await, contact(&desk, other).await);
    for id in [one, other] {
        act(&desk, id, her, Action::Resolve).await;
    }
    let found = async |name: &str| {
        while desk.store.make_searchable(100).await.unwrap() > 0 {}
        let people = desk.store.find(&Sought::of(name), None).await.unwrap().people;
        people.iter().map(|row| ContactId(row.id)).collect::<Vec<_>>()
    };
    assert_eq!([found("mina").await, found("nahid").await], [vec![mina], vec![nahid]]);
    join(&mut sara, mina, nahid, "she said so").await;
    assert_eq!([found("mina").await, found("nahid").await], [vec![mina], vec![mina]]);
    let undo = undoing(&desk, mina).await;
    sara.submit(&undo, &[]).await;
    assert_eq!([found("mina").await, found("nahid").await], [vec![mina], vec![nahid]]);
}

async fn words_that_were_let_go_of_do_not_come_back_by_joining(database: Database) {
    let desk = TestDesk::new(database).await;
    let her = desk.agent("Sara", AgentRole::Agent, "en").await;
    let (one, other) = (desk.says("mina", "where is my invoice").await, desk.says("nahid", "where is mine").await);
    let (mina, nahid) = (contact(&desk, one).await, contact(&desk, other).await);
    act(&desk, other, her, Action::Resolve).await;
    let found = async |name: &str| {
        while desk.store.make_searchable(100).await.unwrap() > 0 {}
        let found = desk.store.find(&Sought::of(name), None).await.unwrap();
        let conversations: Vec<ConversationId> = found.conversations.iter().map(|row| row.id).collect();
        (conversations, found.people.iter().map(|row| ContactId(row.id)).collect::<Vec<_>>())
    };
    assert_eq!(found("nahid").await, (vec![other], vec![nahid]));
    desk.clock.advance(Duration::days(2));
    let conversations = Some(desk.edge.now() - Duration::days(1));
    let gone = desk.store.let_go_of(Cutoffs { conversations, ..Cutoffs::default() }).await.unwrap();
    assert_eq!(gone.conversations, 1);
    assert_eq!(found("nahid").await, (vec![], vec![nahid]));
    let mut omid = desk.desk_of("Omid", AgentRole::Agent, "en").await.0;
    join(&mut omid, mina, nahid, "she said so").await;
    assert_eq!(found("nahid").await, (vec![], vec![mina]), "by name, as before");
    let undo = undoing(&desk, mina).await;
    omid.submit(&undo, &[]).await;
    assert_eq!(found("nahid").await, (vec![], vec![nahid]));
}

/// Each of two contacts is joined to the other at the same moment, at two nodes: one of them stays what it was.
#[tokio::test]
async fn two_who_are_joined_both_ways_at_once_do_not_change_places() {
    let desk = TestDesk::new(Database::new(Kind::Postgres).await).await;
    let elsewhere = Store::open(&desk.database().url, "elsewhere", desk.edge.clone()).await.unwrap();
    let her = desk.agent("Sara", AgentRole::Agent, "en").await;
    for pair in 0..12 {
        let mut contacts = Vec::new();
        for name in ["mina", "nahid"] {
            contacts.push(contact(&desk, desk.says(&format!("{name}{pair}"), "where is my invoice").await).await);
        }
        let (one, other) = (contacts[0], contacts[1]);
        let (ones, others) = (accounts(&desk, one).await, accounts(&desk, other).await);
        let there = desk.store.join((one, other), (ones.clone(), others.clone()), her, "the same order".to_owned());
        let back = elsewhere.join((other, one), (others, ones), her, "the same order".to_owned());
        let (there, back) = tokio::join!(there, back);
        let done = [there.unwrap(), back.unwrap()].iter().filter(|joined| **joined == Joined::Done).count();
        assert_eq!(done, 1);
        let known = desk.store.contacts(100).await.unwrap();
        let left = known.iter().filter(|row| contacts.contains(&ContactId(row.id))).count();
        assert_eq!(left, 1, "both are one of the two");
    }
}
