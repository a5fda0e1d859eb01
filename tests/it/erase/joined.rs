//! Accounts that were joined to whom is erased.

use hamyar::store::{Joined, Parted};
use hamyar_channel::testing::Person;

use super::{MARK, labelled_and_noted, mine};
use crate::support::TestApp;

/// They wish to be told what nothing answers.
async fn wishes(app: &TestApp, person: &Person) {
    app.channel.says(person, &format!("what is the unknown of {MARK}?")).accepted().await;
    let sent = app.channel.next_sent_to(person.address()).await;
    let button = sent.outbound.buttons.iter().flatten().find(|button| button.label == "Tell me when you know").unwrap();
    app.channel.presses(person, &sent.message, &button.action).accepted().await;
    app.channel.next_sent_to(person.address()).await;
    let id = app.conversation(mine(app, person).await).await.id;
    assert_eq!(app.store.wishes_of(vec![id]).await.unwrap().get(&id), Some(&1));
}

/// Two more accounts: one was joined to theirs under another name of theirs, the other for a while by mistake.
pub(super) async fn joined_and_parted(app: &TestApp, person: &Person) {
    let (mut alias, stranger) = (Person::direct("alias"), Person::direct("stranger"));
    alias.author.name = Some(format!("{MARK} Alias"));
    let sara = app.agent("joining").await;
    let number = mine(app, person).await;
    let to = app.store.contact_of(app.conversation(number).await.asker).await.unwrap().unwrap();
    wishes(app, &alias).await;
    for (other, evidence) in [(&stranger, format!("{MARK} said so")), (&alias, "the same order".to_owned())] {
        app.channel.says(other, "where is my invoice").accepted().await;
        app.settled_all().await;
        let number = mine(app, other).await;
        let from = app.store.contact_of(app.conversation(number).await.asker).await.unwrap().unwrap();
        if other.author.id == alias.author.id {
            labelled_and_noted(app, from, sara).await;
        }
        let mut seen = Vec::new();
        for contact in [from, to] {
            let (_, identities) = app.store.contact(contact).await.unwrap().unwrap();
            seen.push(identities.iter().map(|one| one.id).collect());
        }
        let there = seen.pop().unwrap();
        assert_eq!(app.store.join((from, to), (seen.remove(0), there), sara, evidence).await.unwrap(), Joined::Done);
        if other.author.id == stranger.author.id {
            let join = app.store.joins(to).await.unwrap().remove(0).id;
            assert_eq!(app.store.part(to, join, sara).await.unwrap(), Parted::Done);
        }
    }
}
