//! Who is who: several people in one thread, and contacts that are linked and unlinked.

use hamyar::clock::Clock;
use hamyar::model::{Action, Autonomy, Role, Status};
use hamyar_channel::testing::{Person, START};
use hamyar_channel::{Event, Inbound, Membership};

use crate::support::{Database, Starting, both};

both!(
    two_customers_and_a_helper_in_one_thread,
    two_customers_in_one_group,
    contacts_linked_and_unlinked_while_open,
    a_short_list_of_contacts_is_the_beginning_of_the_long_one,
    an_event_outside_any_conversation_is_recorded_once,
    who_takes_the_bot_out_of_a_group_can_still_be_reached,
);

/// Something happens to our being in a place.
fn membership(person: &Person, key: &str, change: Membership) -> Inbound {
    let (author, place) = (person.author.clone(), person.place.clone());
    Inbound { key: key.to_owned(), at: START, place, author, event: Event::Membership(change) }
}

async fn an_event_outside_any_conversation_is_recorded_once(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::direct("mina");
    let joined = membership(&mina, "b:1", Membership::Added);
    assert_eq!(app.channel.push(joined.clone()).accepted().await.recorded, 1);
    app.channel.says(&mina, "a question").accepted().await;
    app.channel.next_sent().await;
    let again = app.channel.push(joined).accepted().await;
    assert_eq!((again.recorded, again.repeated), (0, 1), "now there is a conversation, and still it is the same event");
    assert_eq!(app.kinds(1).await, "message reply");
}

async fn who_takes_the_bot_out_of_a_group_can_still_be_reached(database: Database) {
    let app = Starting::on(database).start().await;
    let (mina, in_group) = (Person::direct("mina"), Person::in_group("mina", "group"));
    app.channel.says(&mina, "a question").accepted().await;
    app.channel.next_sent().await;
    let contact = app.store.contact_of(app.conversation(1).await.asker).await.unwrap().unwrap();
    let reachable = async || app.store.contact(contact).await.unwrap().unwrap().1[0].reachable;
    app.channel.push(membership(&in_group, "b:1", Membership::Removed)).accepted().await;
    assert!(reachable().await, "what happens in a group says nothing of the private chat");
    app.channel.push(membership(&mina, "b:2", Membership::Removed)).accepted().await;
    assert!(!reachable().await);
    app.channel.says_to_us(&in_group, "a question in the group").accepted().await;
    assert!(!reachable().await, "they still do not want us in private");
    app.channel.says(&mina, "hello again").accepted().await;
    assert!(reachable().await);
}

async fn two_customers_and_a_helper_in_one_thread(database: Database) {
    let app = Starting::on(database).start().await;
    let in_thread = |who: &str| Person::in_thread(who, "forum", "post", Some("mina"));
    let (mina, reza, helper) = (in_thread("mina"), in_thread("reza"), in_thread("helper"));
    app.channel.says_to_us(&mina, "a question").accepted().await;
    assert!(app.channel.next_sent().await.outbound.text.text.starts_with("Answer to: a question"));
    let tried = app.channel.says(&helper, "have you tried this?");
    let tried_message = tried.message().unwrap().to_owned();
    tried.accepted().await;
    app.channel.says(&reza, "I have that too").accepted().await;
    app.channel.says_to_us(&reza, "a question of mine").accepted().await;
    let sent = app.channel.next_sent().await.outbound;
    assert!(sent.text.text.starts_with("Answer to: a question of mine"), "{}", sent.text.text);
    assert_eq!(sent.to.thread.as_deref(), Some("post"));
    assert_eq!(app.answers.asked(), ["a question", "a question of mine"], "a helper is recorded, not answered");
    assert_eq!(app.kinds(1).await, "message reply message message message reply");
    let timeline = app.timeline(1).await;
    let speakers: std::collections::BTreeSet<_> = timeline.iter().filter_map(|entry| entry.identity).collect();
    assert_eq!(speakers.len(), 3, "each entry names who spoke");
    assert_eq!(app.conversation(1).await.asker, timeline[0].identity.unwrap(), "the thread is its opener's");

    // Another customer cannot end what is not theirs; the opener ends it, and the helper is thanked.
    app.channel.reacts(&reza, &tried_message, "✅", true).accepted().await;
    app.decided(1).await;
    assert_eq!(app.conversation(1).await.status, Status::Open);
    app.channel.reacts(&mina, &tried_message, "✅", true).accepted().await;
    let thanks = app.channel.next_sent().await.outbound;
    assert_eq!((thanks.reply_to.as_deref(), thanks.to.thread.as_deref()), (Some(tried_message.as_str()), Some("post")));
    assert!(app.kinds(1).await.ends_with("reaction reaction reply resolved"));
    assert_eq!(app.store.candidates(10).await.unwrap()[0].author, timeline[2].identity.unwrap());
}

async fn two_customers_in_one_group(database: Database) {
    let app = Starting::on(database).start().await;
    let (mina, reza) = (Person::in_group("mina", "group"), Person::in_group("reza", "group"));
    let ignored = app.channel.says(&mina, "just talking").accepted().await;
    assert_eq!((ignored.recorded, ignored.ignored), (0, 1), "talk that is not addressed to us is not recorded");
    let contacts = app.store.contacts(10).await.unwrap();
    assert!(contacts.is_empty(), "nor is who talks: {contacts:?}");
    app.channel.says_to_us(&mina, "the question of Mina").accepted().await;
    app.channel.says_to_us(&reza, "the question of Reza").accepted().await;
    for _ in 0..2 {
        let sent = app.channel.next_sent().await.outbound;
        assert!(sent.reply_to.is_some(), "in a group it is seen whom a reply is for");
    }
    assert_eq!(app.kinds(1).await, "message reply");
    assert_eq!(app.kinds(2).await, "message reply");

    let mut place = app.store.place_at(&"fake:main".parse().unwrap(), mina.address()).await.unwrap().unwrap();
    assert_eq!((place.role, place.autonomy), (Role::Help, Autonomy::Addressed));
    place.role = Role::Ignored;
    app.store.save_place(place, None).await.unwrap();
    let ignored = app.channel.says_to_us(&mina, "are you there?").accepted().await;
    assert_eq!((ignored.recorded, ignored.ignored), (0, 1));
}

async fn a_short_list_of_contacts_is_the_beginning_of_the_long_one(database: Database) {
    let app = Starting::on(database).start().await;
    for name in ["mina", "reza", "nahid", "omid"] {
        app.channel.says(&Person::direct(name), "a question").accepted().await;
        app.channel.next_sent().await;
        app.clock.advance(chrono::Duration::minutes(1));
    }
    // Some are over, one is put off, and the first comes back.
    let sara = app.agent("sara").await;
    for number in [2, 3] {
        let id = app.conversation(number).await.id;
        app.act(id, sara, Action::Take).await;
        app.act(id, sara, Action::Resolve).await;
    }
    let id = app.conversation(4).await.id;
    app.act(id, sara, Action::Take).await;
    app.act(id, sara, Action::Snooze(app.clock.now() + chrono::Duration::days(1))).await;
    app.clock.advance(chrono::Duration::minutes(1));
    app.channel.says(&Person::direct("mina"), "another question").accepted().await;
    app.decided(1).await;
    let all = app.store.contacts(10).await.unwrap();
    let mina = app.store.contact_of(app.conversation(1).await.asker).await.unwrap().unwrap();
    assert_eq!((all.len(), all[0].id), (4, mina.0), "whoever spoke last comes first");
    for most in 1..=4 {
        let some = app.store.contacts(most).await.unwrap();
        assert_eq!(some, all[..usize::try_from(most).unwrap()], "{most}");
    }
}

async fn contacts_linked_and_unlinked_while_open(database: Database) {
    let app = Starting::on(database).start().await;
    let (phone, laptop) = (Person::direct("phone"), Person::direct("laptop"));
    for person in [&phone, &laptop] {
        app.channel.says(person, "a question").accepted().await;
        app.channel.next_sent().await;
    }
    let (on_phone, on_laptop) = (app.conversation(1).await.asker, app.conversation(2).await.asker);
    let contacts = app.store.contacts(10).await.unwrap();
    assert_eq!(contacts.len(), 2);
    let contact_of = |identity| {
        let store = app.store.clone();
        async move { store.contact_of(identity).await.unwrap().unwrap() }
    };
    let (first, second) = (contact_of(on_phone).await, contact_of(on_laptop).await);
    let link = app.store.link(on_laptop, first, None, "the same number".to_owned()).await.unwrap().unwrap();
    assert_eq!(app.store.contact_timeline(first, 100).await.unwrap().len(), 4, "one story of both");
    assert!(app.store.contact_timeline(second, 100).await.unwrap().is_empty());

    app.channel.says(&laptop, "a question while linked").accepted().await;
    let sent = app.channel.next_sent().await.outbound.text.text;
    assert_eq!(sent, "Answer to: a question while linked", "the conversation goes on, and nobody is introduced twice");

    assert!(app.store.unlink(link, None).await.unwrap());
    assert!(!app.store.unlink(link, None).await.unwrap(), "it is undone once");
    assert_eq!(app.store.contact_timeline(first, 100).await.unwrap().len(), 2, "undone exactly");
    assert_eq!(app.store.contact_timeline(second, 100).await.unwrap().len(), 4);
    app.channel.says(&laptop, "a question afterwards").accepted().await;
    app.channel.next_sent().await;
    assert_eq!(app.kinds(2).await, "message reply message reply message reply");
}
