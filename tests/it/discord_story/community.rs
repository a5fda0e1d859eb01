//! Where many people talk: channels, threads, forums, commands.

use hamyar::model::{Autonomy, Status};

use super::{DELIVERED, DELIVERY, RETURNED, RETURNS, Scene, UNKNOWN, asks, mention, readable};
use crate::support::fake_discord::{Chat, Room, Transcript};
use crate::support::{Database, Kind, both};

#[tokio::test]
async fn in_a_channel_it_answers_who_addresses_it() {
    let scene = Scene::new().await;
    let help = scene.guild.channel("help");
    let (mina, reza) = (help.with(&scene.mina), help.with(&scene.fake.user("Reza")));
    reza.says("what a day");
    let asked = mina.says(&mention(DELIVERY));
    let answer = mina.next_reply().await;
    assert_eq!(answer.answers, Some(asked), "it is seen whom it answers");
    reza.says("I am wondering, how do I return a book?");
    reza.replies(answer.id, "and how do I return a book?");
    assert!(mina.next_reply().await.text.starts_with(RETURNED));
    assert_eq!(scene.app.kinds(1).await, "message reply", "what is not for us is not recorded");
    assert_eq!(scene.app.kinds(2).await, "message reply");
    assert_eq!(mina.transcript().replies().len(), 2, "{}", mina.transcript());
}

#[tokio::test]
async fn a_post_in_a_forum_is_answered_in_its_thread() {
    let scene = Scene::new().await;
    let forum = scene.guild.forum("questions");
    scene.allow(&forum.id(), Autonomy::Always).await;
    let reza = scene.fake.user("Reza");
    let post = forum.post(&scene.mina, "Delivery", DELIVERY);
    assert!(post.next_reply().await.text.starts_with(DELIVERED));
    let other = forum.post(&reza, "Returns", RETURNS);
    assert!(other.next_reply().await.text.starts_with(RETURNED));
    assert_eq!(post.transcript().replies().len(), 1, "each in its own thread:\n{}", post.transcript());
    insta::assert_snapshot!(readable(&other.transcript()), @r"
    Reza: how do I return a book?
    bot: Within seven days of delivery:

    1. Open *My orders* and choose the book.
    2. Press `Return` and print the label.
    3. Hand the parcel to any post office.

    📖 *From: How do I return a book?*

    *I am a bot of Narenj. Write “human” at any time and a person takes over.*
        [This helped] [Not this]
        [A person, please]
    ");
}

#[tokio::test]
async fn a_command_shows_the_question_and_then_the_answer() {
    let scene = Scene::new().await;
    let chat = scene.guild.channel("help").with(&scene.mina);
    let token = chat.commands("ask", Some(DELIVERY));
    let answer = chat.next_reply().await;
    chat.answered(&token).await;
    assert!(answer.text.starts_with(DELIVERED), "{}", answer.text);
    assert_eq!(chat.transcript().replies()[0], format!("> {DELIVERY}"));
    assert_eq!(answer.answers, Some(chat.transcript().lines[0].id), "the answer refers to the question");
}

#[tokio::test]
async fn what_was_asked_while_away_is_answered_each_once() {
    let scene = Scene::new().await;
    let (help, forum) = (scene.guild.channel("help"), scene.guild.forum("questions"));
    scene.allow(&forum.id(), Autonomy::Always).await;
    let direct = scene.mina.direct();
    asks(&direct, "hello").await;
    scene.app.settled().await;
    let (chat, mina) = (help.with(&scene.mina), scene.mina.clone());
    let reza = scene.fake.user("Reza");
    let mut posts = Vec::new();
    let scene = scene
        .while_away(|_| {
            direct.says(DELIVERY);
            chat.says("what a day");
            chat.says(&mention(DELIVERY));
            posts.extend((0..5).map(|number| forum.post(&reza, &format!("Returns {number}"), RETURNS)));
            posts.push(forum.post(&mina, "Delivery", DELIVERY));
        })
        .await;
    for place in &posts[..5] {
        assert!(place.next_reply().await.text.starts_with(RETURNED));
    }
    for place in [&direct, &chat, &posts[5]] {
        assert!(place.next_reply().await.text.starts_with(DELIVERED));
    }
    let scene = scene.while_away(|_| {}).await;
    assert!(asks(&direct, RETURNS).await.starts_with(RETURNED));
    for place in posts.iter().chain([&chat]) {
        assert_eq!(place.transcript().replies().len(), 1, "{}", place.transcript());
    }
    scene.app.settled().await;
}

#[tokio::test]
async fn programs_are_never_answered() {
    let scene = Scene::new().await;
    let help = scene.guild.channel("help");
    scene.allow(&help.id(), Autonomy::Always).await;
    let (mina, robot) = (help.with(&scene.mina), help.with(&scene.fake.bot("Robot")));
    // That we read along.
    mina.next_reply().await;
    mina.says(DELIVERY);
    let mut answer = mina.next_reply().await.id;
    for round in 0..1000 {
        answer = robot.replies(answer, &mention(&format!("{DELIVERY} {round}")));
        help.webhook_says(&mention(RETURNS));
    }
    mina.says(RETURNS);
    assert!(mina.next_reply().await.text.starts_with(RETURNED));
    assert_eq!(scene.fake.calls("POST messages"), 3);
    assert_eq!(scene.app.kinds(2).await, "message reply message reply");
}

/// A community in which the bot has said what it may say, and a member of it whom nobody has written to alone.
async fn community(database: Database) -> (Scene, Room, Chat) {
    let scene = Scene::on(database, |starting| starting).await;
    let help = scene.guild.channel("talk");
    let sara = help.with(&scene.fake.user("Sara").admin());
    sara.commands("setup", Some("role community"));
    let told = sara.next_reply().await.text;
    assert!(told.contains("by reacting to it with anything, or by sending me /start there"), "{told}");
    sara.says(&mention(DELIVERY));
    sara.next_reply().await;
    let mina = help.with(&scene.mina);
    (scene, help, mina)
}

/// Waits until a message of the channel bears the mark, and returns it.
async fn marked(chat: &Chat) -> u64 {
    let is_marked = |transcript: &Transcript| transcript.lines.iter().any(|line| line.marks == ["✍"]);
    chat.until(is_marked).await;
    chat.transcript().lines.into_iter().find(|line| line.marks == ["✍"]).unwrap().id
}

async fn answered_alone(scene: &Scene) {
    let told = scene.mina.direct().unread().next_reply().await.text;
    assert!(told.starts_with("*You asked: “how do I return a book?”*\n\nWithin seven days"), "{told}");
}

async fn over_its_share_it_marks_and_answers_in_private(database: Database) {
    let (scene, _, mina) = community(database).await;
    let asked = mina.says(&mention(RETURNS));
    assert_eq!(marked(&mina).await, asked);
    mina.reacts(asked, "👀", true);
    answered_alone(&scene).await;
    assert_eq!(scene.fake.calls("POST channels"), 1);
    // What is said there goes on in the direct chat.
    let direct = scene.mina.direct();
    assert!(asks(&direct, DELIVERY).await.starts_with(DELIVERED));
    mina.reacts(asked, "👍", true);
    assert!(asks(&direct, RETURNS).await.starts_with(RETURNED), "and is fetched once");
    assert_eq!(direct.transcript().replies().len(), 3, "{}", direct.transcript());
}

async fn over_its_share_it_marks_a_command_too(database: Database) {
    let (scene, help, mina) = community(database).await;
    mina.commands("ask", Some(RETURNS));
    let shown = marked(&mina).await;
    assert_eq!(mina.transcript().lines.iter().find(|line| line.id == shown).unwrap().text, format!("> {RETURNS}"));
    // Somebody else's curiosity fetches nothing.
    help.with(&scene.fake.user("Reza")).reacts(shown, "👀", true);
    mina.reacts(shown, "👀", true);
    answered_alone(&scene).await;
    assert_eq!(scene.fake.calls("POST channels"), 1);
}

both!(over_its_share_it_marks_and_answers_in_private, over_its_share_it_marks_a_command_too);

#[tokio::test]
async fn what_waits_in_private_is_fetched_by_command_in_either_language() {
    for command in ["start", "شروع"] {
        let (scene, _, mina) = community(Database::new(Kind::Sqlite).await).await;
        mina.says(&mention(RETURNS));
        marked(&mina).await;
        scene.mina.direct().commands(command, None);
        let direct = scene.mina.direct();
        direct
            .until(|transcript| transcript.replies().iter().any(|text| text.contains("how do I return a book?")))
            .await;
    }
}

/// Mina asks what the bot does not know, and Reza tells her without replying: that is not heard.
async fn told_aside() -> (Scene, Chat, Chat, u64) {
    let scene = Scene::new().await;
    let help = scene.guild.channel("help");
    let (mina, reza) = (help.with(&scene.mina), help.with(&scene.fake.user("Reza")));
    mina.says(&mention(UNKNOWN));
    mina.next_reply().await;
    let answer = reza.says("the neighbours do");
    (scene, mina, reza, answer)
}

/// Reza was thanked for what he said, and it is kept for curators.
async fn is_thanked(scene: &Scene, mina: &Chat, answer: u64) {
    let thanks = mina.next_reply().await;
    assert_eq!(thanks.answers, Some(answer), "{}", thanks.text);
    let candidates = scene.app.store.candidates(10).await.unwrap();
    assert_eq!(candidates.len(), 1);
    assert_eq!(
        (candidates[0].answer.as_str(), candidates[0].author_name.as_deref()),
        ("the neighbours do", Some("Reza"))
    );
    assert_eq!(candidates[0].question.as_deref(), Some(UNKNOWN));
    assert_eq!(scene.app.conversation(1).await.status, Status::Resolved);
}

#[tokio::test]
async fn who_solved_it_is_pointed_at_by_a_reply_or_in_the_menu_of_their_message() {
    for name in ["solved", "Solved it", "مشکل را حل کرد"] {
        let (scene, mina, _, answer) = told_aside().await;
        mina.replies(answer, &format!("/{name}"));
        is_thanked(&scene, &mina, answer).await;
        assert_eq!(scene.app.kinds(1).await, "message handoff reply message command reply resolved");
    }
    for name in ["Solved it", "مشکل را حل کرد"] {
        let (scene, mina, _, answer) = told_aside().await;
        let token = mina.chooses(name, answer);
        mina.answered(&token).await;
        is_thanked(&scene, &mina, answer).await;
        let told = mina.transcript().lines.into_iter().find(|line| line.text.starts_with("👍")).unwrap();
        assert!(told.alone, "that it is heard concerns nobody else");
    }
}

#[tokio::test]
async fn the_asker_is_told_how_to_point_at_who_solved_it_and_can() {
    let (scene, mina, _, answer) = told_aside().await;
    mina.presses("Somebody solved it");
    let told = mina.next_reply().await.text;
    insta::assert_snapshot!(told, @"Good to hear that it is solved. If somebody here solved it, reply to their message with /solved, so that they are thanked.");
    mina.replies(answer, "/solved");
    is_thanked(&scene, &mina, answer).await;
}

#[tokio::test]
async fn only_the_asker_says_who_solved_it() {
    let (scene, mina, reza, answer) = told_aside().await;
    reza.read_all();
    reza.replies(answer, "/solved");
    let told = reza.next_reply().await.text;
    insta::assert_snapshot!(told, @r#"
    There is no open question of yours here.

    *I am a bot of Narenj. Write “human” at any time and a person takes over.*
    "#);
    reza.chooses("Solved it", answer);
    assert_eq!(reza.next_reply().await.text, "There is no open question of yours here.");
    assert_eq!(scene.app.store.candidates(10).await.unwrap(), []);
    assert_eq!(scene.app.conversation(1).await.status, Status::Open);
    mina.read_all();
    mina.replies(answer, "/solved");
    is_thanked(&scene, &mina, answer).await;
}
