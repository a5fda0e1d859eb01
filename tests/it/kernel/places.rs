//! Places: how they are set, how freely the bot speaks there, and what it records.

use chrono::Duration;
use hamyar::model::{Action, Autonomy, Holder, Place, Role, Status};
use hamyar_channel::testing::Person;

use crate::support::{Database, Starting, TestApp, both};

both!(
    an_administrator_sets_a_place,
    who_may_not_is_told_once,
    what_setup_does_not_understand,
    a_place_we_were_sent_out_of_can_be_called_back,
    listening_is_announced_and_ends_with_a_word,
    sure_it_speaks_once_in_a_thread,
    a_community_gets_no_more_than_its_share,
    what_is_decided_together_does_not_exceed_the_share,
    an_answer_waits_in_the_direct_chat,
    a_reaction_fetches_the_answer_that_waits,
    who_waits_for_a_person_is_heard,
    programs_are_never_answered,
    a_flood_is_told_once,
);

async fn place(app: &TestApp, person: &Person) -> Place {
    app.store.place_at(&"fake:main".parse().unwrap(), person.address()).await.unwrap().unwrap()
}

async fn set(app: &TestApp, person: &Person, change: impl FnOnce(&mut Place)) {
    let mut place = place(app, person).await;
    change(&mut place);
    app.store.save_place(place, None).await.unwrap();
    app.engine.look();
}

/// What is said next, without its introduction.
async fn next(app: &TestApp) -> String {
    let text = app.channel.next_sent().await.outbound.text.text;
    text.split("\n\nI am a bot").next().unwrap_or_default().to_owned()
}

async fn an_administrator_sets_a_place(database: Database) {
    let app = Starting::on(database).start().await;
    let (omid, mina) = (Person::in_group("omid", "group").admin(), Person::in_group("mina", "group"));
    app.channel.commands(&omid, "setup", "").accepted().await;
    let shown = app.channel.next_sent().await;
    assert!(shown.outbound.text.text.contains("I answer: when I am addressed\n"), "{}", shown.outbound.text.text);
    let button = |label: &str| {
        let mut buttons = shown.outbound.buttons.iter().flatten();
        buttons.find(|button| button.label == label).unwrap_or_else(|| panic!("no {label}")).action.clone()
    };
    assert!(shown.outbound.buttons.iter().flatten().all(|button| button.label != "When addressed"), "it is so already");

    app.channel.presses(&mina, &shown.message, &button("Never answer")).accepted().await;
    app.decided(1).await;
    assert_eq!(place(&app, &omid).await.autonomy, Autonomy::Addressed, "only administrators press");
    app.channel.presses(&omid, &shown.message, &button("Never answer")).accepted().await;
    app.decided(1).await;
    assert_eq!(place(&app, &omid).await.autonomy, Autonomy::Never);
    let count = app.channel.transcript(omid.address()).len();
    assert_eq!(count, 2, "the settings change where they are shown:\n{}", app.channel.read(omid.address()));

    app.channel.commands(&omid, "setup", "language fa").accepted().await;
    assert!(next(&app).await.starts_with("رفتار من در اینجا"));
    let set = place(&app, &omid).await;
    assert_eq!((set.autonomy, set.language.as_deref(), set.role), (Autonomy::Never, Some("fa"), Role::Help));
    assert_eq!(app.conversation(1).await.status, Status::Open);
    assert_eq!(app.kinds(1).await, "command reply press press reply command reply");
}

async fn who_may_not_is_told_once(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::in_group("mina", "group");
    app.channel.commands(&mina, "setup", "role ignored").accepted().await;
    assert!(next(&app).await.starts_with("Only administrators of this chat"));
    for arguments in ["role ignored", "", "listen on"] {
        app.channel.commands(&mina, "setup", arguments).accepted().await;
    }
    app.decided(1).await;
    assert_eq!(app.channel.unread(), [], "one refusal is enough");
    app.channel.commands(&Person::in_group("reza", "group"), "setup", "listen on").accepted().await;
    assert!(next(&app).await.starts_with("Only administrators of this chat"), "everybody is told once");
    let set = place(&app, &mina).await;
    assert_eq!((set.role, set.listen), (Role::Help, false));
    app.channel.commands(&Person::direct("mina"), "setup", "").accepted().await;
    assert!(next(&app).await.starts_with("There is nothing to set in a private chat."));
}

async fn what_setup_does_not_understand(database: Database) {
    let app = Starting::on(database).start().await;
    let omid = Person::in_group("omid", "group").admin();
    let cases = [
        ("colour red", "I do not know that setting. There are: role, autonomy, language, listen."),
        ("role", "That does not go with “role”. Allowed are: help, community, ignored."),
        ("role staff", "That does not go with “role”. Allowed are: help, community, ignored."),
        ("role direct", "That does not go with “role”. Allowed are: help, community, ignored."),
        ("autonomy sometimes", "That does not go with “autonomy”. Allowed are: addressed, confident, always, never."),
        ("autonomy never ever", "That does not go with “autonomy”. Allowed are: addressed, confident, always, never."),
        ("listen maybe", "That does not go with “listen”. Allowed are: on, off."),
        ("language klingon", "That does not go with “language”. Allowed are: en, fa, none."),
    ];
    for (arguments, expected) in cases {
        app.channel.commands(&omid, "setup", arguments).accepted().await;
        let said = next(&app).await;
        assert!(said.starts_with(expected), "/setup {arguments}: {said}");
    }
    let set = place(&app, &omid).await;
    assert_eq!((set.role, set.autonomy, set.listen), (Role::Help, Autonomy::Addressed, false));
}

async fn a_place_we_were_sent_out_of_can_be_called_back(database: Database) {
    let app = Starting::on(database).start().await;
    let (omid, mina) = (Person::in_group("omid", "group").admin(), Person::in_group("mina", "group"));
    app.channel.commands(&omid, "setup", "role ignored").accepted().await;
    next(&app).await;
    assert_eq!(app.channel.says_to_us(&mina, "a question").accepted().await.ignored, 1);
    assert_eq!(app.channel.commands(&mina, "setup", "role help").accepted().await.ignored, 1);
    app.channel.commands(&omid, "setup", "ROLE=help").accepted().await;
    next(&app).await;
    app.channel.says_to_us(&mina, "a question").accepted().await;
    assert_eq!(next(&app).await, "Answer to: a question");
}

async fn listening_is_announced_and_ends_with_a_word(database: Database) {
    let app = Starting::on(database).start().await;
    let mina = Person::in_group("mina", "group");
    app.channel.says_to_us(&mina, "a question").accepted().await;
    next(&app).await;
    assert_eq!(app.channel.says(&mina, "just talking").accepted().await.ignored, 1);
    set(&app, &mina, |place| place.listen = true).await;
    assert!(next(&app).await.starts_with("👁 From now on I read along here"));
    assert_eq!(app.channel.says(&mina, "just talking").accepted().await.recorded, 1);
    app.decided(1).await;
    set(&app, &mina, |place| place.autonomy = Autonomy::Confident).await;
    set(&app, &mina, |place| place.listen = false).await;
    app.decided(2).await;
    assert_eq!(app.channel.unread(), [], "it still reads along, which they know");
    set(&app, &mina, |place| place.autonomy = Autonomy::Addressed).await;
    assert!(next(&app).await.starts_with("I read along no more"));
    assert_eq!(app.channel.says(&mina, "just talking").accepted().await.ignored, 1);
}

async fn sure_it_speaks_once_in_a_thread(database: Database) {
    let app = Starting::on(database).start().await;
    let in_thread = |who: &str| Person::in_thread(who, "forum", "post", Some("mina"));
    let (mina, reza) = (in_thread("mina"), in_thread("reza"));
    // What people say to each other before somebody asks us is not recorded.
    assert_eq!(app.channel.says(&reza, "hello Mina").accepted().await.ignored, 1);
    set(&app, &mina, |place| place.autonomy = Autonomy::Confident).await;
    assert!(next(&app).await.starts_with("👁"));
    for text in ["something unknown", "something unsure"] {
        app.channel.says(&mina, text).accepted().await;
        app.decided(2).await;
    }
    assert_eq!(app.channel.unread(), [], "below the threshold of answers it does not speak unasked");
    app.channel.says(&mina, "a question").accepted().await;
    assert_eq!(next(&app).await, "Answer to: a question");
    for day in 0..3 {
        app.channel.says(&mina, &format!("another question {day}")).accepted().await;
        app.decided(2).await;
        app.clock.advance(Duration::days(1));
    }
    assert_eq!(app.channel.unread(), [], "it never speaks twice to one thread unasked");
    app.channel.says_to_us(&mina, "a question to you").accepted().await;
    assert_eq!(next(&app).await, "Answer to: a question to you");
}

/// A community, in which the bot was spoken to once.
async fn community(database: Database, share: &str) -> (TestApp, Person) {
    let app = Starting::on(database).setting("HAMYAR_COMMUNITY__BOT_SHARE", share).start().await;
    let omid = Person::in_group("omid", "group").admin();
    app.channel.commands(&omid, "setup", "role community").accepted().await;
    let told = next(&app).await;
    assert!(told.contains("Where I put ✍ on a question"), "{told}");
    assert!(told.contains("fake://direct/answer"), "{told}");
    (app, Person::in_group("mina", "group"))
}

async fn a_community_gets_no_more_than_its_share(database: Database) {
    let (app, mina) = community(database, "0.2").await;
    let mut people = 0;
    for round in 0..40 {
        let asked = app.channel.says_to_us(&mina, &format!("question {round}"));
        let message = asked.message().unwrap().to_owned();
        asked.accepted().await;
        people += 1;
        app.decided(2).await;
        app.settled_all().await;
        let said = app.channel.transcript(mina.address());
        let ours = said.iter().filter(|said| said.by.is_none()).count() - 1;
        let most = (f64::from(people) / 4.0).max(1.0);
        assert!(f64::from(u32::try_from(ours).unwrap()) <= most, "{ours} of ours among {people} of theirs");
        let answered = said.iter().any(|said| said.by.is_none() && said.reply_to.as_deref() == Some(&message));
        let mark = said.iter().find(|said| said.id == message).unwrap().mark.clone();
        assert_eq!(mark.is_some(), !answered, "a question is answered or marked");
    }
    let said = app.channel.transcript(mina.address());
    let ours = said.iter().filter(|said| said.by.is_none()).count() - 1;
    assert!((6..=10).contains(&ours), "the share is used: {ours} of 40");
    // A person is one step away all the same, and it is seen that the wish was heard.
    let asked = app.channel.says_to_us(&mina, "human please");
    let message = asked.message().unwrap().to_owned();
    asked.accepted().await;
    app.decided(2).await;
    app.settled_all().await;
    assert_eq!(app.conversation(2).await.holder, Holder::Queue);
    let said = app.channel.transcript(mina.address());
    let heard = said.iter().any(|said| said.mark.as_deref() == Some("🤝") && said.id == message)
        || said.iter().any(|said| said.reply_to.as_deref() == Some(&message));
    assert!(heard, "{}", app.channel.read(mina.address()));
}

async fn what_is_decided_together_does_not_exceed_the_share(database: Database) {
    let (app, _) = community(database, "0.2").await;
    // Together they are one batch, as after an absence.
    let silent = hamyar_channel::testing::FakeChannel::new("fake:elsewhere");
    // The first ids are taken: by what an administrator set.
    for _ in 0..3 {
        silent.says(&Person::in_group("nobody", "group"), "nothing");
    }
    let batch: Vec<_> = (0..20)
        .flat_map(|number| silent.says_to_us(&Person::in_group(&format!("peer{number}"), "group"), "a question").batch)
        .collect();
    app.channel.push_batch(batch).accepted().await;
    for number in 2..22 {
        app.decided(number).await;
    }
    app.settled_all().await;
    let ours = app.channel.unread().len();
    assert!((1..=5).contains(&ours), "{ours} of ours after 20 of theirs");
}

/// In a community that has had its share, Mina asks something.
async fn marked(database: Database) -> (TestApp, Person, String) {
    let (app, mina) = community(database, "0").await;
    app.channel.says_to_us(&mina, "the first question").accepted().await;
    app.channel.next_sent().await;
    let asked = app.channel.says_to_us(&mina, "the second question");
    let message = asked.message().unwrap().to_owned();
    asked.accepted().await;
    app.channel.marked(mina.address(), &message, "✍").await;
    (app, mina, message)
}

async fn an_answer_waits_in_the_direct_chat(database: Database) {
    let (app, _, _) = marked(database).await;
    let direct = Person::direct("mina");
    app.channel.commands(&direct, "start", "answer").accepted().await;
    let answer = app.channel.next_sent().await.outbound;
    assert_eq!(answer.text.text, "You asked: “the second question”\n\nAnswer to: the second question");
    assert_eq!(answer.to, *direct.address());
    app.channel.commands(&direct, "start", "answer").accepted().await;
    assert!(next(&app).await.starts_with("Hello."), "what was given waits no more");
    app.channel.commands(&Person::direct("reza"), "start", "answer").accepted().await;
    assert!(next(&app).await.starts_with("Hello."), "it is the asker's alone");
}

async fn a_reaction_fetches_the_answer_that_waits(database: Database) {
    let (app, mina, message) = marked(database).await;
    app.channel.reacts(&mina, &message, "✍", true).accepted().await;
    app.decided(2).await;
    assert_eq!(app.channel.unread(), [], "without a direct chat there is nowhere to say it");
    let direct = Person::direct("mina");
    app.channel.says(&direct, "hello").accepted().await;
    app.channel.next_sent().await;
    app.channel.reacts(&Person::in_group("reza", "group"), &message, "✍", true).accepted().await;
    app.decided(2).await;
    app.channel.reacts(&mina, &message, "👀", true).accepted().await;
    let answer = app.channel.next_sent().await.outbound;
    assert_eq!(answer.text.text, "You asked: “the second question”\n\nAnswer to: the second question");
    assert_eq!(answer.to, *direct.address());
}

async fn who_waits_for_a_person_is_heard(database: Database) {
    let app = Starting::on(database).start().await;
    let (mina, reza) = (Person::in_group("mina", "group"), Person::in_group("reza", "group"));
    app.channel.says_to_us(&mina, "something unknown").accepted().await;
    app.channel.next_sent().await;
    let line = app.channel.says(&mina, "it is a black one").accepted().await;
    assert_eq!(line.recorded, 1, "a line that is added at once is for us");
    assert_eq!(app.channel.says(&reza, "good morning").accepted().await.ignored, 1);
    app.clock.advance(Duration::minutes(6));
    assert_eq!(app.channel.says(&mina, "who watches the match?").accepted().await.ignored, 1, "later it is talk");

    let sara = app.agent("Sara").await;
    let id = app.conversation(1).await.id;
    app.decided(1).await;
    app.act(id, sara, Action::Reply("Which size?".to_owned())).await;
    let reply = app.channel.next_sent().await.message;
    app.clock.advance(Duration::hours(3));
    assert_eq!(app.channel.replies(&mina, &reply, "the small one").accepted().await.recorded, 1);
    app.decided(1).await;
    assert!(app.conversation(1).await.waiting_since.is_some(), "who answers a person waits for them");
    assert_eq!(app.channel.unread(), [], "the bot keeps silent");
    assert_eq!(app.kinds(1).await, "message handoff reply message taken agent_reply message");

    // In a topic, what the asker says while they wait belongs to it, however late.
    let topic = |who: &str| {
        let mut person = Person::in_group(who, "group");
        person.place.address.thread = Some("9".to_owned());
        person
    };
    app.channel.says_to_us(&topic("mina"), "something unknown").accepted().await;
    app.channel.next_sent().await;
    app.clock.advance(Duration::hours(3));
    assert_eq!(app.channel.says(&topic("mina"), "is anybody there?").accepted().await.recorded, 1);
    assert_eq!(app.channel.says(&topic("reza"), "I am not sure").accepted().await.ignored, 1);
    assert_eq!(app.kinds(2).await, "message handoff reply message");
}

async fn programs_are_never_answered(database: Database) {
    let app = Starting::on(database).start().await;
    let (other, mina) = (Person::in_group("other-bot", "group").program(), Person::in_group("mina", "group"));
    app.channel.says_to_us(&mina, "a question").accepted().await;
    let ours = app.channel.next_sent().await.message;
    for round in 0..1000 {
        let accepted = if round % 2 == 0 {
            app.channel.replies(&other, &ours, &format!("round {round}: what do you mean?")).accepted().await
        } else {
            app.channel.commands(&other, "ask", &format!("round {round}")).accepted().await
        };
        assert_eq!(accepted.ignored, 1);
    }
    assert_eq!(app.channel.unread(), [], "no word leads to another");
    assert_eq!(app.answers.asked(), ["a question"]);
    assert_eq!(app.kinds(1).await, "message reply");
}

async fn a_flood_is_told_once(database: Database) {
    let app = Starting::on(database).setting("HAMYAR_LIMITS__MESSAGES_PER_MINUTE", "3").start().await;
    let mina = Person::direct("mina");
    for number in 0..3 {
        app.channel.says(&mina, &format!("question {number}")).accepted().await;
        next(&app).await;
    }
    for number in 3..9 {
        app.channel.says(&mina, &format!("question {number}")).accepted().await;
    }
    assert!(next(&app).await.starts_with("You write faster than I can read."));
    assert_eq!(app.channel.unread(), [], "one notice");
    assert_eq!(app.answers.asked().len(), 3, "the rest waits");
    app.clock.advance(Duration::seconds(61));
    let rest = next(&app).await;
    assert!(rest.contains("question 3") && rest.contains("question 8"), "nothing is lost: {rest}");
    for number in 9..15 {
        app.channel.says(&mina, &format!("question {number}")).accepted().await;
    }
    app.clock.advance(Duration::seconds(61));
    app.decided(1).await;
    app.settled_all().await;
    let notices = app.channel.transcript(mina.address());
    let notices = notices.iter().filter(|said| said.text.text.starts_with("You write faster")).count();
    assert_eq!(notices, 1, "once");
}
