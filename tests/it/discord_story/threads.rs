//! Threads: going on in one, and those that others have opened.

use hamyar::model::{Autonomy, Holder};

use super::{DELIVERED, DELIVERY, RETURNED, RETURNS, Scene, UNKNOWN, asks, mention, readable};
use crate::support::fake_discord::Fault;

pub(super) const BUTTON: &str = "Go on in a thread";

#[tokio::test]
async fn an_answer_in_a_channel_goes_on_in_a_thread() {
    let scene = Scene::new().await;
    let help = scene.guild.channel("help");
    let (chat, reza) = (help.with(&scene.mina), scene.fake.user("Reza"));
    let asked = chat.says(&mention(DELIVERY));
    chat.next_reply().await;
    let others = help.with(&reza).presses(BUTTON);
    chat.answered(&others).await;
    let token = chat.presses(BUTTON);
    let thread = help.thread_under(asked).with(&scene.mina);
    thread.next_reply().await;
    chat.answered(&token).await;
    thread.says(RETURNS);
    thread.next_reply().await;
    help.thread_under(asked).with(&reza).says("you can also do it in the shop");
    thread.says(&mention("hello"));
    thread.next_reply().await;
    assert_eq!(scene.fake.calls("PUT thread-members"), 1, "she is told of what is said there");
    let names: Vec<String> = help.threads(&scene.mina).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, [DELIVERY]);
    insta::assert_snapshot!(readable(&chat.transcript()), @r"
    Mina: <@700100000000000001> how long does delivery take?
    bot: Two working days within the city, **up to five** everywhere else.

    Orders placed before noon leave the same day.

    📖 *From: How long does delivery take?*

    *I am a bot of Narenj. Write “human” at any time and a person takes over.*
        [This helped] [Not this]
        [A person, please] [Go on in a thread]
    bot (to one alone): Only the person who asked can use these buttons. To ask something yourself, write /ask and your question; for a person, write /human.
    ");
    insta::assert_snapshot!(readable(&thread.transcript()), @r"
    bot: Let us go on here. Ask whatever else you want to know; you need not mention me.
    Mina: how do I return a book?
    bot: Within seven days of delivery:

    1. Open *My orders* and choose the book.
    2. Press `Return` and print the label.
    3. Hand the parcel to any post office.

    📖 *From: How do I return a book?*
        [This helped] [Not this]
        [A person, please]
    Reza: you can also do it in the shop
    Mina: <@700100000000000001> hello
    bot: Hello. Ask me about Narenj in your own words, and I will look for the answer.
    ");
    assert!(scene.app.store.conversation_numbered(2).await.unwrap().is_none(), "it is one conversation");
    assert_eq!(
        scene.app.kinds(1).await,
        "message reply press press thread_asked thread reply message reply message message reply"
    );
}

#[tokio::test]
async fn it_goes_on_in_a_thread_in_persian() {
    let scene = Scene::new().await;
    let help = scene.guild.channel("help");
    let chat = help.with(&scene.mina);
    let asked = chat.says(&mention("پیانوی دست دوم هم می‌خرید؟"));
    chat.next_reply().await;
    chat.presses("ادامه در رشته");
    let thread = help.thread_under(asked).with(&scene.mina);
    thread.next_reply().await;
    assert_eq!(scene.app.conversation(1).await.holder, Holder::Queue);
    insta::assert_snapshot!(readable(&chat.transcript()), @r"
    Mina: <@700100000000000001> پیانوی دست دوم هم می‌خرید؟
    bot: پاسخ این را نمی‌دانم، برای همین گفت‌وگو را به پشتیبانی سپردم؛ یک نفر همین‌جا پاسخ می‌دهد. تا آن موقع هر چه لازم است بنویسید.

    من ربات ⟨Narenj⟩ هستم. هر وقت بنویسید «پشتیبان»، یک نفر از همکاران ادامه می‌دهد.
        [بازگشت به ربات]
        [یکی از دوستان حلش کرد]
        [وقتی دانستید خبرم کنید] [ادامه در رشته]
    ");
    insta::assert_snapshot!(readable(&thread.transcript()), @"bot: از اینجا ادامه می‌دهیم؛ یک نفر در همین رشته پاسخ می‌دهد. تا آن موقع هر چه لازم است بنویسید.");
}

#[tokio::test]
async fn where_the_bot_may_open_none_it_says_so_and_stays() {
    let scene = Scene::new().await;
    let help = scene.guild.channel("help");
    let chat = help.with(&scene.mina);
    let asked = chat.says(&mention(DELIVERY));
    chat.next_reply().await;
    scene.fake.next("POST threads", Fault::Refused(403, 50_013, "Missing Permissions"));
    chat.presses(BUTTON);
    let told = chat.next_reply().await;
    assert_eq!(told.text, "I cannot open a thread here; perhaps I am not allowed to. Let us go on in this channel.");
    assert_eq!(told.answers, Some(asked));
    assert!(asks(&chat, &mention(RETURNS)).await.starts_with(RETURNED));
    // When somebody has let it, the same button opens one; and an answer that got lost on the way opens no second.
    scene.fake.next("POST threads", Fault::AppliedThenStatus(502));
    chat.presses(BUTTON);
    scene.fake.called("POST threads", 2).await;
    scene.app.settled().await;
    scene.app.clock.advance(chrono::Duration::seconds(30));
    let thread = help.thread_under(asked).with(&scene.mina);
    assert!(thread.next_reply().await.text.starts_with("Let us go on here."));
    assert_eq!(help.threads(&scene.mina).len(), 1);
}

#[tokio::test]
async fn a_question_by_command_has_the_button_too() {
    let scene = Scene::new().await;
    let help = scene.guild.channel("help");
    let chat = help.with(&scene.mina);
    chat.commands("ask", Some(DELIVERY));
    chat.next_reply().await;
    let shown = chat.transcript().lines[0].id;
    chat.presses(BUTTON);
    let thread = help.thread_under(shown).with(&scene.mina);
    assert!(thread.next_reply().await.text.starts_with("Let us go on here."), "under what shows the question");
    assert_eq!(scene.fake.calls("PUT thread-members"), 1, "she is told of what is said there");
}

#[tokio::test]
async fn after_a_restart_it_goes_on_under_what_shows_the_question_once() {
    let scene = Scene::new().await;
    let help = scene.guild.channel("help");
    let chat = help.with(&scene.mina);
    chat.commands("ask", Some(DELIVERY));
    chat.next_reply().await;
    let shown = chat.transcript().lines[0].id;
    let scene = scene.while_away(|_| {}).await;
    // The id of a command is none of a message; then the answer to the right call is lost.
    for fault in [Fault::Refused(404, 10_008, "Unknown Message"), Fault::AppliedThenStatus(502)] {
        scene.fake.next("POST threads", fault);
    }
    chat.presses(BUTTON);
    scene.fake.called("POST threads", 2).await;
    scene.app.settled().await;
    scene.app.clock.advance(chrono::Duration::seconds(30));
    let thread = help.thread_under(shown).with(&scene.mina);
    assert!(thread.next_reply().await.text.starts_with("Let us go on here."));
    assert_eq!(help.threads(&scene.mina).len(), 1);
}

#[tokio::test]
async fn what_is_said_in_the_thread_of_a_command_while_it_opens_is_answered_in_it() {
    let scene = Scene::new().await;
    let help = scene.guild.channel("help");
    let chat = help.with(&scene.mina);
    chat.commands("ask", Some(DELIVERY));
    chat.next_reply().await;
    let shown = chat.transcript().lines[0].id;
    scene.fake.next("POST threads", Fault::AppliedThenStatus(502));
    chat.presses(BUTTON);
    scene.fake.called("POST threads", 1).await;
    scene.app.settled().await;
    let thread = help.thread_under(shown).with(&scene.mina);
    thread.says(RETURNS);
    scene.app.happened(1, "command reply press thread_asked message reply").await;
    scene.app.clock.advance(chrono::Duration::seconds(30));
    let mut said = [thread.next_reply().await.text, thread.next_reply().await.text];
    said.sort();
    assert!(said[0].starts_with("Let us go on here.") && said[1].starts_with(RETURNED), "{said:?}");
    assert!(scene.app.store.conversation_numbered(2).await.unwrap().is_none(), "it is one conversation");
}

#[tokio::test]
async fn two_who_want_a_person_have_a_thread_each() {
    let scene = Scene::new().await;
    let help = scene.guild.channel("help");
    let reza = scene.fake.user("Reza");
    let (first, second) = (help.with(&reza), help.with(&scene.mina));
    // What such a command is acknowledged with is shown to its giver alone: a thread about it stands by itself.
    let mut buttons = Vec::new();
    for chat in [&first, &second] {
        chat.commands("human", None);
        let reply = chat.next_reply().await;
        let button = reply.buttons.iter().flatten().find(|(label, _)| label == BUTTON).unwrap().1.clone();
        buttons.push((reply.id, button));
        first.read_all();
        second.read_all();
    }
    second.presses_action(buttons[1].0, &buttons[1].1);
    scene.fake.called("PUT thread-members", 1).await;
    scene.app.settled_all().await;
    first.presses_action(buttons[0].0, &buttons[0].1);
    scene.fake.called("PUT thread-members", 2).await;
    scene.app.settled_all().await;
    let threads = help.threads(&reza);
    let names: Vec<&str> = threads.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Question 2 to the team", "Question 1 to the team"]);
    let members = |index: usize| help.thread_under(threads[index].1.id().parse().unwrap()).members();
    assert_eq!(
        (members(0), members(1)),
        (vec![scene.mina.id()], vec![reza.id()]),
        "each is told of what is said there"
    );
    for (_, thread) in &threads {
        assert!(thread.next_reply().await.text.starts_with("Let us go on here:"), "{}", thread.transcript());
    }
}

#[tokio::test]
async fn under_suggestions_it_stands_in_the_last_row() {
    // A bot that must be very sure: it offers.
    let scene = Scene::with(|starting| starting.setting("HAMYAR_ANSWERS__ANSWER", "1")).await;
    let chat = scene.guild.channel("help").with(&scene.mina);
    chat.says(&mention("order"));
    let offer = chat.next_reply().await;
    assert_eq!(offer.buttons.len(), 5, "Discord takes no more rows: {:?}", offer.labels());
    assert_eq!(offer.labels().last(), Some(&BUTTON));
}

#[tokio::test]
async fn talk_in_a_thread_of_others_is_not_recorded_before_somebody_asks_us() {
    let scene = Scene::new().await;
    let help = scene.guild.channel("help");
    let thread = help.thread(&scene.mina, "Football");
    let (mina, reza) = (thread.with(&scene.mina), thread.with(&scene.fake.user("Reza")));
    mina.says("what a game");
    let early = reza.says("how do I return a book?");
    reza.edits(early, "how do I return two books?");
    assert!(asks(&mina, &mention(DELIVERY)).await.starts_with(DELIVERED));
    assert_eq!(scene.app.kinds(1).await, "message reply");
    let names: Vec<Option<String>> =
        scene.app.store.contacts(10).await.unwrap().into_iter().map(|contact| contact.name).collect();
    assert_eq!(names, [Some("Mina".to_owned())], "whoever only talks there is nobody to us");
    // From then on it is a thread about a question.
    reza.says("two days, for me");
    mina.says(&mention(RETURNS));
    assert!(mina.next_reply().await.text.starts_with(RETURNED));
    assert_eq!(scene.app.kinds(1).await, "message reply message message reply");
}

#[tokio::test]
async fn a_post_in_a_forum_where_nobody_asks_us_is_not_recorded() {
    let scene = Scene::new().await;
    let forum = scene.guild.forum("talk");
    let post = forum.post(&scene.mina, "Hello", "my favourite books");
    post.says("any others?");
    assert!(asks(&scene.mina.direct(), DELIVERY).await.starts_with(DELIVERED));
    assert!(scene.app.store.conversation_numbered(2).await.unwrap().is_none());
    assert_eq!(scene.app.kinds(1).await, "message reply");
}

#[tokio::test]
async fn a_forum_is_told_by_a_post_that_it_is_read_along() {
    let scene = Scene::new().await;
    let forum = scene.guild.forum("questions");
    scene.allow(&forum.id(), Autonomy::Always).await;
    scene.fake.called("POST threads", 1).await;
    scene.app.settled_all().await;
    let posts = forum.threads(&scene.mina);
    assert_eq!(posts.len(), 1);
    assert_eq!(posts[0].0, "👁 From now on I read along here");
    let said = posts[0].1.transcript().to_string();
    assert!(
        said.starts_with("bot: 👁 From now on I read along here: what is written in this chat is recorded"),
        "{said}"
    );
    assert_eq!(scene.app.kinds(1).await, "setting reply", "it arrived");
    scene.allow(&forum.id(), Autonomy::Addressed).await;
    scene.fake.called("POST threads", 2).await;
    scene.app.settled_all().await;
    assert_eq!(forum.threads(&scene.mina)[1].0, "I read along no more");
    // What is said in such a post is said to nobody in particular.
    assert!(asks(&scene.mina.direct(), UNKNOWN).await.starts_with("I have no answer"));
    assert_eq!(scene.fake.pings(), 0);
}

#[tokio::test]
async fn a_post_that_perhaps_arrived_is_not_made_twice() {
    let scene = Scene::new().await;
    let forum = scene.guild.forum("questions");
    scene.fake.next("POST threads", Fault::AppliedThenStatus(500));
    scene.allow(&forum.id(), Autonomy::Always).await;
    scene.fake.called("POST threads", 1).await;
    scene.app.settled().await;
    scene.app.clock.advance(chrono::Duration::seconds(30));
    scene.fake.called("GET active", 1).await;
    scene.app.settled_all().await;
    assert_eq!(forum.threads(&scene.mina).len(), 1);
    assert_eq!(scene.app.kinds(1).await, "setting reply", "it arrived");
    let said = scene.app.store.delivery_counts().await.unwrap();
    assert_eq!((said.pending, said.dead, said.unknown), (0, 0, 0));
}
