//! The list of contacts, page by page: in the order of what happened last with each, whoever has much to talk about.

use chrono::Duration;
use hamyar::clock::Clock;
use hamyar::model::{Action, AgentId, AgentRole, ContactId};
use hamyar::store::{Joined, Mark};

use crate::support::desk::TestDesk;
use crate::support::{Database, both};

both!(whoever_has_many_conversations_stands_in_nobodys_way, what_is_joined_is_where_it_was_heard_of_last);

/// Begins a conversation, and ends it for good.
async fn tells(desk: &TestDesk, agent: AgentId, who: &str) {
    let id = desk.says(who, "where is my invoice").await;
    desk.engine.act(id, desk.version(id).await, agent, Action::Resolve).await.unwrap();
    desk.clock.advance(Duration::days(8));
}

/// The names in the list, read in pages of so many.
async fn listed(desk: &TestDesk, most: i64) -> Vec<String> {
    let (mut names, mut after): (Vec<String>, Option<Mark>) = (Vec::new(), None);
    loop {
        let page = desk.store.contact_page(None, after, most).await.unwrap();
        names.extend(page.rows.into_iter().map(|row| row.name.unwrap()));
        after = page.next;
        if after.is_none() {
            return names;
        }
    }
}

async fn whoever_has_many_conversations_stands_in_nobodys_way(database: Database) {
    let desk = TestDesk::new(database).await;
    let sara = desk.agent("Sara", AgentRole::Agent, "en").await;
    for who in ["omid", "mina", "reza", "tobias"] {
        tells(&desk, sara, who).await;
    }
    for _ in 0..60 {
        tells(&desk, sara, "lena").await;
    }
    tells(&desk, sara, "omid").await;
    let open = desk.says("parisa", "where is mine").await;
    let put_off = desk.says("kaveh", "and where is mine").await;
    let until = desk.clock.now() + Duration::days(1);
    desk.engine.act(put_off, desk.version(put_off).await, sara, Action::Snooze(until)).await.unwrap();
    desk.clock.advance(Duration::hours(1));
    desk.engine.act(open, desk.version(open).await, sara, Action::Take).await.unwrap();
    let expected = ["parisa", "kaveh", "omid", "lena", "tobias", "reza", "mina"];
    for most in [1, 2, 3, 100] {
        assert_eq!(listed(&desk, most).await, expected, "pages of {most}");
    }
}

/// Somebody new turns out to be somebody known for long: of two there is one left, and of the other nothing.
async fn what_is_joined_is_where_it_was_heard_of_last(database: Database) {
    let desk = TestDesk::new(database).await;
    let sara = desk.agent("Sara", AgentRole::Agent, "en").await;
    for who in ["mina", "reza", "tobias"] {
        tells(&desk, sara, who).await;
    }
    let ids: Vec<ContactId> = desk.store.contacts(3).await.unwrap().iter().map(|row| ContactId(row.id)).collect();
    let (tobias, mina) = (ids[0], ids[2]);
    let accounts = async |contact| {
        let (_, identities) = desk.store.contact(contact).await.unwrap().unwrap();
        identities.iter().map(|one| one.id).collect::<Vec<_>>()
    };
    let seen = (accounts(tobias).await, accounts(mina).await);
    let joined = desk.store.join((tobias, mina), seen, sara, "It is the same person.".to_owned()).await.unwrap();
    assert_eq!(joined, Joined::Done);
    for most in [1, 2, 100] {
        assert_eq!(listed(&desk, most).await, ["mina", "reza"], "pages of {most}");
    }
}
