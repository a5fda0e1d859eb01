//! Peers: who helps whom in a shared place, and what comes of it.

use hamyar::model::{Consent, EntryKind, Holder, Role, Status};
use hamyar_channel::NotTheirs;
use hamyar_channel::testing::Person;

use crate::support::{Database, Starting, TestApp, both};

both!(
    a_peers_answer_resolves_a_queued_case,
    a_peer_may_want_their_name_there,
    the_asker_names_the_peer_by_button,
    who_solved_it_is_asked_where_several_helped,
    a_solution_that_was_not_heard_is_pointed_at,
    only_the_asker_says_that_it_is_solved,
    a_press_of_somebody_else_is_told_apart,
    a_reaction_between_people_is_nothing_to_us,
    while_a_person_holds_the_case_the_bot_keeps_silent,
    two_hundred_people_in_one_thread,
);

/// Mina asks in a group what the bot cannot answer; it goes to people.
async fn queued(database: Database) -> (TestApp, Person, Person, String) {
    let app = Starting::on(database).start().await;
    let (mina, reza) =
        (Person::in_group("mina", "group").named("Mina"), Person::in_group("reza", "group").named("Reza"));
    let asked = app.channel.says_to_us(&mina, "something unknown");
    let question = asked.message().unwrap().to_owned();
    asked.accepted().await;
    app.channel.next_sent().await;
    assert_eq!(app.conversation(1).await.holder, Holder::Queue);
    (app, mina, reza, question)
}

async fn replies(app: &TestApp, who: &Person, to: &str, text: &str) -> String {
    let pushed = app.channel.replies(who, to, text);
    let message = pushed.message().unwrap().to_owned();
    assert_eq!(pushed.accepted().await.recorded, 1, "an answer to the asker is recorded");
    message
}

/// The action of the button with this label under the last message of ours.
fn action(app: &TestApp, place: &Person, label: &str) -> (String, String) {
    let said = app.channel.transcript(place.address());
    let mut buttons =
        said.iter().rev().flat_map(|said| said.buttons.iter().flatten().map(move |button| (said, button)));
    let (said, button) = buttons.find(|(_, button)| button.label == label).unwrap();
    (said.id.clone(), button.action.clone())
}

pub(super) async fn presses(app: &TestApp, who: &Person, label: &str) {
    let (message, action) = action(app, who, label);
    app.channel.presses(who, &message, &action).accepted().await;
    app.decided(1).await;
}

async fn a_press_of_somebody_else_is_told_apart(database: Database) {
    let (app, mina, reza, _) = queued(database).await;
    let (message, bot) = action(&app, &mina, "Back to the bot");
    let pressed = app.channel.presses(&reza, &message, &bot);
    let (key, accepted) = (pressed.batch[0].key.clone(), pressed.accepted().await);
    assert_eq!(accepted.not_theirs, [NotTheirs { key, language: "en".to_owned() }]);
    let again = app.channel.presses(&mina, &message, &bot).accepted().await;
    assert_eq!((again.recorded, again.not_theirs), (1, Vec::new()), "the asker's own");
    let foreign = app.channel.presses(&reza, &message, "what:is:this").accepted().await;
    assert_eq!(foreign.not_theirs, [], "what is no button of ours is for nobody");
}

async fn a_peers_answer_resolves_a_queued_case(database: Database) {
    let (app, mina, reza, question) = queued(database).await;
    let answer = replies(&app, &reza, &question, "press the green button").await;
    app.decided(1).await;
    assert_eq!(app.channel.unread(), [], "a participant is answered only when they address us");
    assert_eq!(app.timeline(1).await.last().unwrap().body, "press the green button");

    app.channel.reacts(&mina, &answer, "✅", true).accepted().await;
    let thanks = app.channel.next_sent().await.outbound;
    assert!(thanks.text.text.starts_with("That solved it. Thank you for helping!"), "{}", thanks.text.text);
    assert_eq!(thanks.reply_to.as_deref(), Some(answer.as_str()), "it is seen who is thanked");
    assert!(!thanks.text.text.contains("Reza"), "the platform shows who it is, and we name nobody");
    let conversation = app.conversation(1).await;
    assert_eq!((conversation.status, conversation.waiting_since), (Status::Resolved, None));
    assert_eq!(app.kinds(1).await, "message handoff reply message reaction reply resolved");
    let resolved = app.timeline(1).await.pop().unwrap();
    assert_eq!((resolved.kind, resolved.data["by"].as_str()), (EntryKind::Resolved, Some("peer")));

    // Once: neither another reaction nor the command thanks again.
    app.channel.reacts(&mina, &answer, "👍", true).accepted().await;
    app.channel.commands_about(&mina, "solved", &answer, &reza).accepted().await;
    app.decided(1).await;
    assert_eq!(app.channel.unread(), [], "nobody is thanked twice");

    // Only whoever wrote it may let us keep it.
    presses(&app, &mina, "Yes, keep it").await;
    assert_eq!(app.store.candidates(10).await.unwrap()[0].consent, Consent::Asked);
    presses(&app, &reza, "Yes, keep it").await;
    let candidates = app.store.candidates(10).await.unwrap();
    assert_eq!(candidates.len(), 1);
    let one = &candidates[0];
    assert_eq!((one.consent, one.author_name.as_deref()), (Consent::Given, Some("Reza")));
    assert_eq!((one.question.as_deref(), one.answer.as_str()), (Some("something unknown"), "press the green button"));
    app.settled_all().await;
    let shown = app.channel.read(mina.address());
    assert!(shown.contains("Your answer is kept for others."), "{shown}");

    // As long as the reply stands, only whoever wrote it can take that back.
    presses(&app, &mina, "I have changed my mind").await;
    assert_eq!(app.store.candidates(10).await.unwrap().len(), 1);
    presses(&app, &reza, "I have changed my mind").await;
    assert!(app.store.candidates(10).await.unwrap().is_empty(), "what may not be kept is no candidate");
    app.settled_all().await;
    let shown = app.channel.read(mina.address());
    assert!(!shown.contains("kept for others"), "{shown}");
}

async fn a_peer_may_want_their_name_there(database: Database) {
    let (app, mina, reza, question) = queued(database).await;
    let answer = replies(&app, &reza, &question, "press the green button").await;
    app.channel.reacts(&mina, &answer, "✅", true).accepted().await;
    app.channel.next_sent().await;
    presses(&app, &reza, "Yes, with my name").await;
    assert_eq!(app.store.candidates(10).await.unwrap()[0].consent, Consent::Named);
    // What is said otherwise since is what is kept, and what is taken back is not.
    app.channel.edits(&reza, &answer, "press the red button").accepted().await;
    assert_eq!(app.store.candidates(10).await.unwrap()[0].answer, "press the red button");
    app.channel.deletes(&reza, &answer).accepted().await;
    assert!(app.store.candidates(10).await.unwrap().is_empty());
}

async fn the_asker_names_the_peer_by_button(database: Database) {
    let (app, mina, reza, question) = queued(database).await;
    let answer = replies(&app, &reza, &question, "press the green button").await;
    presses(&app, &reza, "Somebody solved it").await;
    assert_eq!(app.conversation(1).await.status, Status::Open, "only the asker says so");
    presses(&app, &mina, "Somebody solved it").await;
    let thanks = app.channel.next_sent().await.outbound;
    assert_eq!(thanks.reply_to.as_deref(), Some(answer.as_str()), "there was one who could be meant");
    presses(&app, &reza, "No").await;
    assert!(app.store.candidates(10).await.unwrap().is_empty(), "what may not be kept is no candidate");
    assert_eq!(app.conversation(1).await.status, Status::Resolved);
}

async fn who_solved_it_is_asked_where_several_helped(database: Database) {
    let (app, mina, reza, question) = queued(database).await;
    let sara = Person::in_group("sara", "group").named("Sara");
    let answer = replies(&app, &sara, &question, "press the green button").await;
    replies(&app, &reza, &answer, "no, the red one").await;
    app.channel.commands(&mina, "solved", "").accepted().await;
    let asks = app.channel.next_sent().await.outbound;
    let labels: Vec<&str> = asks.buttons.iter().flatten().map(|button| button.label.as_str()).collect();
    assert_eq!(
        (asks.text.text.as_str(), labels),
        ("Good to hear. Who solved it?", vec!["Reza", "Sara", "Nobody of them"])
    );
    presses(&app, &mina, "Sara").await;
    let thanks = app.channel.next_sent().await.outbound;
    assert_eq!(thanks.reply_to.as_deref(), Some(answer.as_str()));
    assert_eq!(app.store.candidates(10).await.unwrap()[0].author_name.as_deref(), Some("Sara"));
}

async fn a_solution_that_was_not_heard_is_pointed_at(database: Database) {
    let (app, mina, reza, _) = queued(database).await;
    let aside = app.channel.says(&reza, "the green button, by the way");
    let message = aside.message().unwrap().to_owned();
    assert_eq!(aside.accepted().await.ignored, 1, "talk that is not addressed to us is not recorded");
    app.channel.commands_about(&mina, "solved", &message, &reza).accepted().await;
    let thanks = app.channel.next_sent().await.outbound;
    assert_eq!(thanks.reply_to.as_deref(), Some(message.as_str()));
    assert_eq!(app.store.candidates(10).await.unwrap()[0].answer, "the green button, by the way");
    assert_eq!(app.kinds(1).await, "message handoff reply message command reply resolved");
}

async fn only_the_asker_says_that_it_is_solved(database: Database) {
    let (app, mina, reza, question) = queued(database).await;
    let answer = replies(&app, &reza, &question, "press the green button").await;
    let own = replies(&app, &mina, &answer, "I did that").await;
    app.channel.reacts(&reza, &answer, "✅", true).accepted().await;
    app.channel.reacts(&mina, &own, "✅", true).accepted().await;
    app.channel.reacts(&mina, &answer, "🔥", true).accepted().await;
    app.channel.reacts(&mina, &answer, "✅", false).accepted().await;
    app.decided(1).await;
    assert_eq!(app.conversation(1).await.status, Status::Open);
    assert_eq!(app.channel.unread(), []);
}

async fn a_reaction_between_people_is_nothing_to_us(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::in_group("mina", "group");
    app.channel.commands(&mina, "help", "").accepted().await;
    app.channel.next_sent().await;
    app.channel.commands(&mina, "solved", "").accepted().await;
    assert_eq!(app.channel.next_sent().await.outbound.text.text, "There is no open question of yours here.");
    let ignored = app.channel.reacts(&mina, "77", "✅", true).accepted().await;
    assert_eq!(ignored.ignored, 1, "a reaction on what we do not know is not recorded");
}

async fn while_a_person_holds_the_case_the_bot_keeps_silent(database: Database) {
    let (app, mina, reza, question) = queued(database).await;
    let sara = app.agent("Sara").await;
    let answer = replies(&app, &reza, &question, "press the green button").await;
    app.decided(1).await;
    app.act(app.conversation(1).await.id, sara, hamyar::model::Action::Take).await;
    app.channel.replies(&mina, &question, "is anybody there?").accepted().await;
    app.decided(1).await;
    assert!(app.conversation(1).await.waiting_since.is_some());
    app.channel.reacts(&mina, &answer, "✅", true).accepted().await;
    app.decided(1).await;
    assert_eq!((app.conversation(1).await.holder, app.channel.unread()), (Holder::Agent(sara), Vec::new()));
    let told = app.timeline(1).await.pop().unwrap();
    assert_eq!((told.kind, told.data["answer"].as_i64()), (EntryKind::Solved, Some(4)), "she reads who it was");
    assert_eq!(app.conversation(1).await.waiting_since, None, "and nobody waits for her any more");
    // By the button it is the same: there was one who could be meant.
    presses(&app, &mina, "Somebody solved it").await;
    let told = app.timeline(1).await.pop().unwrap();
    assert_eq!((told.kind, told.data["answer"].as_i64()), (EntryKind::Solved, Some(4)));
    presses(&app, &reza, "Somebody solved it").await;
    assert!(app.kinds(1).await.ends_with("solved press solved press"), "only the asker says so");
    assert_eq!((app.channel.unread(), app.conversation(1).await.status), (Vec::new(), Status::Open));
}

async fn two_hundred_people_in_one_thread(database: Database) {
    let app = Starting::on(database).setting("HAMYAR_LIMITS__MESSAGES_PER_MINUTE", "5").start().await;
    let in_thread = |who: &str| Person::in_thread(who, "forum", "post", Some("mina"));
    let mina = in_thread("mina");
    app.channel.says_to_us(&mina, "a question").accepted().await;
    app.channel.next_sent().await;
    let mut last = None;
    for number in 0..200 {
        let pushed = app.channel.says(&in_thread(&format!("peer{number}")), "I think so too");
        last = pushed.message().map(str::to_owned);
        assert_eq!(pushed.accepted().await.recorded, 1);
    }
    // Their number holds nothing up: the opener is answered at once, and they are not.
    app.channel.says_to_us(&mina, "another question").accepted().await;
    let sent = app.channel.next_sent().await.outbound;
    assert!(sent.text.text.starts_with("Answer to: another question"), "{}", sent.text.text);
    assert_eq!(app.answers.asked(), ["a question", "another question"]);
    app.channel.reacts(&mina, &last.unwrap(), "👍", true).accepted().await;
    app.channel.next_sent().await;
    let conversation = app.conversation(1).await;
    assert_eq!(conversation.status, Status::Resolved);
    let entries = app.store.entries(conversation.id, None, 1000).await.unwrap();
    let speakers: std::collections::BTreeSet<_> = entries.iter().filter_map(|entry| entry.identity).collect();
    assert_eq!(speakers.len(), 201, "each entry names who spoke");
    let size = serde_json::to_string(&conversation.memory).unwrap().len();
    assert!(size < 2000, "what the bot keeps in mind does not grow with those who take part: {size} bytes");
    let place = app.store.place_at(&"fake:main".parse().unwrap(), mina.address()).await.unwrap().unwrap();
    assert_eq!(place.role, Role::Help);
}
