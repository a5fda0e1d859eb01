//! Life in a community: the bot keeps quiet, peers help, and are thanked.

use hamyar::model::{Consent, Status};

use super::{EN, FA, Scene, Tongue, readable};

/// A question that the bot cannot answer, a wrong answer of one peer and the right one of another.
async fn helped_by_a_peer(tongue: &Tongue, wrong: &str, right: &str, keep: &str) -> (Scene, String) {
    let scene = Scene::speaking(tongue.language).await;
    let group = scene.fake.group("Readers");
    let user = |name: &str| scene.fake.user(name).language(tongue.language);
    let (mina, reza, sara) = (group.with(&scene.mina), group.with(&user("Reza")), group.with(&user("Sara")));
    let asked = mina.says(&format!("@hamyar_bot {}", tongue.unknown));
    mina.next_reply().await;
    reza.replies(asked, wrong);
    let answer = sara.replies(asked, right);
    mina.reacts(answer, "👍", true);
    mina.next_reply().await;
    sara.presses(keep);
    mina.until(|transcript| transcript.lines.iter().any(|line| line.is_edited)).await;
    assert_eq!(scene.app.conversation(1).await.status, Status::Resolved);
    assert_eq!(scene.app.kinds(1).await, "message handoff reply message message reaction reply resolved press reply");
    let candidates = scene.app.store.candidates(10).await.unwrap();
    assert_eq!(candidates.len(), 1);
    assert_eq!((candidates[0].consent, candidates[0].author_name.as_deref()), (Consent::Given, Some("Sara")));
    assert_eq!(candidates[0].answer, right);
    assert_eq!(candidates[0].question.as_deref(), Some(tongue.unknown), "our name is no part of the question");
    let shown = readable(&mina.transcript());
    (scene, shown)
}

#[tokio::test]
async fn a_peer_helps_and_is_thanked() {
    let (_, shown) = helped_by_a_peer(&EN, "I think so", "the neighbours do", "Yes, keep it").await;
    insta::assert_snapshot!(shown, @r"
    Mina: @hamyar_bot do you buy used pianos?
    bot: I have no answer to that, so I have passed it to the team; a person will answer you here. You can add whatever helps in the meantime.

    I am a bot of Narenj. Write “human” at any time and a person takes over.
        [Back to the bot]
        [Somebody solved it]
        [Tell me when you know]
    Reza: I think so
    Sara: the neighbours do
    bot (edited): That solved it. Thank you for helping! 🙏 Your answer is kept for others.
        [I have changed my mind]
    ");
}

#[tokio::test]
async fn a_peer_helps_and_is_thanked_in_persian() {
    let (_, shown) = helped_by_a_peer(&FA, "فکر کنم بله", "همسایه‌شان می‌خرد", "بله، نگه دارید").await;
    insta::assert_snapshot!(shown, @r"
    Mina: @hamyar_bot پیانوی دست دوم هم می‌خرید؟
    bot: پاسخ این را نمی‌دانم، برای همین گفت‌وگو را به پشتیبانی سپردم؛ یک نفر همین‌جا پاسخ می‌دهد. تا آن موقع هر چه لازم است بنویسید.

    من ربات ⟨Narenj⟩ هستم. هر وقت بنویسید «پشتیبان»، یک نفر از همکاران ادامه می‌دهد.
        [بازگشت به ربات]
        [یکی از دوستان حلش کرد]
        [وقتی دانستید خبرم کنید]
    Reza: فکر کنم بله
    Sara: همسایه‌شان می‌خرد
    bot (edited): مشکل حل شد. ممنون که کمک کردید! 🙏 پاسخ شما برای دیگران نگه داشته شد.
        [نظرم عوض شد]
    ");
}

#[tokio::test]
async fn the_solution_is_pointed_at_by_command() {
    let scene = Scene::english().await;
    let group = scene.fake.group("Readers");
    let (mina, reza) = (group.with(&scene.mina), group.with(&scene.fake.user("Reza").language("en")));
    mina.says(&format!("@hamyar_bot {}", EN.unknown));
    mina.next_reply().await;
    // Not in reply to anybody: not recorded, until the asker points at it.
    let answer = reza.says("the neighbours do");
    mina.replies(answer, "/solved");
    let thanks = mina.next_reply().await;
    assert_eq!(thanks.answers, Some(answer));
    assert_eq!(scene.app.store.candidates(10).await.unwrap()[0].answer, "the neighbours do");
}

/// What the asker reads who says that it is solved, where nobody is known to have helped; and in private, where nobody could.
async fn solved_by_nobody_known(tongue: &Tongue, button: &str, thanks: &str) -> String {
    let scene = Scene::speaking(tongue.language).await;
    let group = scene.fake.group("Readers");
    let (mina, reza) = (group.with(&scene.mina), group.with(&scene.fake.user("Reza").language(tongue.language)));
    mina.says(&format!("@hamyar_bot {}", tongue.unknown));
    mina.next_reply().await;
    let answer = reza.says("!");
    mina.presses(button);
    let told = mina.next_reply().await.text;
    // What it says can be done.
    mina.replies(answer, "/solved");
    let said = mina.next_reply().await;
    assert!(said.text.starts_with(thanks), "{}", said.text);
    assert_eq!(said.answers, Some(answer));
    scene.asks(tongue.unknown).await;
    let alone = scene.asks("/solved").await;
    readable(&format!("{told}\n{alone}"))
}

#[tokio::test]
async fn where_nobody_is_known_to_have_helped_it_is_said_how_to_tell() {
    let told = solved_by_nobody_known(&EN, "Somebody solved it", "That solved it.").await;
    insta::assert_snapshot!(told, @r"
    Good to hear that it is solved. If somebody here solved it, reply to their message with /solved, so that they are thanked.
    Good to hear that it is solved.
    ");
    let told = solved_by_nobody_known(&FA, "یکی از دوستان حلش کرد", "مشکل حل شد.").await;
    insta::assert_snapshot!(told, @r"
    خوشحالم که حل شد. اگر یکی از دوستان حلش کرد، در پاسخ به پیامش ⟶/solved بفرستید تا از او تشکر کنیم.
    خوشحالم که حل شد.
    ");
}

#[tokio::test]
async fn over_its_share_the_bot_marks_and_answers_in_private() {
    let scene = Scene::english().await;
    let group = scene.fake.group("Readers");
    group.promotes(&scene.mina);
    let mina = group.with(&scene.mina);
    mina.says("/setup role community");
    mina.next_reply().await;
    mina.says(&format!("@hamyar_bot {}", EN.question));
    mina.next_reply().await;
    let asked = mina.says(&format!("@hamyar_bot {}", EN.other_question));
    mina.until(|transcript| transcript.lines.iter().any(|line| line.id == asked && line.mark.as_deref() == Some("✍")))
        .await;
    insta::assert_snapshot!(readable(&mina.transcript()), @r"
    Mina: /setup role community
    bot: I speak little here, so that people can talk. Where I put ✍ on a question, I have an answer to it: open https://t.me/hamyar_bot?start=answer and press “Start”.

    How I behave here

    • This place is: a community, where I keep quiet
    • I answer: when I am addressed
    • Language: everybody’s own
    • Reading along: off

    Only administrators can change this, by a button or in words: /setup autonomy confident
        [For questions] [Stay out of here]
        [When sure, too] [Answer everything]
        [Never answer] [Read along]
        [Language: English] [Language: ⟨فارسی⟩]
    Mina: @hamyar_bot how long does delivery take?
    bot: Two working days within the city, up to five everywhere else.

    Orders placed before noon leave the same day.

    📖 From: How long does delivery take?

    I am a bot of Narenj. Write “human” at any time and a person takes over.
        [This helped] [Not this]
        [A person, please]
    Mina: @hamyar_bot how do I return a book?
        (✍)
    ");
    // The link opens the private chat and sends this.
    let told = scene.asks("/start answer").await;
    assert!(told.starts_with("You asked: “how do I return a book?”\n\nWithin seven days"), "{told}");
}

#[tokio::test]
async fn a_mark_that_the_group_does_not_allow_harms_nothing() {
    let scene = Scene::with("en", |starting| starting.setting("HAMYAR_COMMUNITY__BOT_SHARE", "0")).await;
    let group = scene.fake.group("Readers");
    group.promotes(&scene.mina);
    let mina = group.with(&scene.mina);
    mina.says("/setup role community");
    mina.next_reply().await;
    mina.says(&format!("@hamyar_bot {}", EN.question));
    mina.next_reply().await;
    let refused = crate::support::fake_telegram::Fault::Refused(400, "Bad Request: REACTION_INVALID");
    scene.fake.next("setMessageReaction", refused);
    mina.says(&format!("@hamyar_bot {}", EN.other_question));
    scene.fake.called("setMessageReaction", 1).await;
    scene.fake.drained().await;
    scene.app.decided(2).await;
    scene.app.settled_all().await;
    assert_eq!(scene.app.conversation(2).await.holder, hamyar::model::Holder::Bot, "nobody is fetched for that");
    assert!(scene.asks("/start answer").await.contains("Within seven days"), "the answer waits all the same");
}

#[tokio::test]
async fn other_bots_are_not_answered() {
    let scene = Scene::english().await;
    let group = scene.fake.group("Readers");
    let (mina, other) = (group.with(&scene.mina), group.with(&scene.fake.user("Echo").program()));
    mina.says(&format!("@hamyar_bot {}", EN.question));
    let ours = mina.next_reply().await.id;
    for round in 0..500 {
        other.replies(ours, &format!("round {round}"));
        other.says(&format!("/ask {}", EN.question));
    }
    scene.fake.drained().await;
    assert_eq!((mina.transcript().replies().len(), scene.app.kinds(1).await.as_str()), (1, "message reply"));
}
