//! People of the team in a customer's chat.

use hamyar::model::{Action, Holder, Status};

use super::{EN, FA, Scene, Tongue, readable};

/// Taken, answered, resolved; and afterwards the bot is there again.
async fn helped_by_a_person(tongue: &Tongue) -> String {
    let scene = Scene::speaking(tongue.language).await;
    let sara = scene.app.agent("sara").await;
    scene.asks(tongue.unknown).await;
    let id = scene.app.conversation(1).await.id;
    scene.app.act(id, sara, Action::Take).await;
    scene.adds(tongue.addition).await;
    scene.app.act(id, sara, Action::Note("ask the neighbours".to_owned())).await;
    scene.app.act(id, sara, Action::Reply(tongue.reply.to_owned())).await;
    scene.chat.next_reply().await;
    scene.adds(tongue.question).await;
    assert_eq!(scene.app.conversation(1).await.holder, Holder::Agent(sara));
    scene.app.act(id, sara, Action::Resolve).await;
    scene.chat.next_reply().await;
    scene.asks(tongue.thanks).await;
    assert_eq!(scene.app.conversation(1).await.status, Status::Resolved);
    scene.asks(tongue.question).await;
    assert_eq!(scene.app.conversation(1).await.holder, Holder::Bot);
    assert_eq!(
        scene.app.kinds(1).await,
        "message handoff reply taken message note agent_reply message resolved reply message reply message reopened reply"
    );
    let reply = scene.fake.requests("sendMessage")[1].clone();
    assert_eq!(reply["entities"][0]["type"], "bold", "what the team writes is formatted: {reply}");
    readable(&scene.chat.transcript())
}

#[tokio::test]
async fn a_person_answers_and_resolves() {
    insta::assert_snapshot!(helped_by_a_person(&EN).await, @r"
    Mina: do you buy used pianos?
    bot: I have no answer to that, so I have passed it to the team; a person will answer you here. You can add whatever helps in the meantime.

    I am a bot of Narenj. Write “human” at any time and a person takes over.
        [Back to the bot]
        [Tell me when you know]
    Mina: it is a black one
    bot: sara
    We do not, but our neighbours do.
    Mina: how long does delivery take?
    bot: The team has closed this conversation. If something is left, simply write again.

    How content are you with the help you got?
        [😞] [🙁] [😐] [🙂] [😀]
    Mina: thanks a lot!
    bot: You are welcome.
    Mina: how long does delivery take?
    bot: Two working days within the city, up to five everywhere else.

    Orders placed before noon leave the same day.

    📖 From: How long does delivery take?
        [This helped] [Not this]
        [A person, please]
    ");
    insta::assert_snapshot!(helped_by_a_person(&FA).await, @r"
    Mina: پیانوی دست دوم هم می‌خرید؟
    bot: پاسخ این را نمی‌دانم، برای همین گفت‌وگو را به پشتیبانی سپردم؛ یک نفر همین‌جا پاسخ می‌دهد. تا آن موقع هر چه لازم است بنویسید.

    من ربات ⟨Narenj⟩ هستم. هر وقت بنویسید «پشتیبان»، یک نفر از همکاران ادامه می‌دهد.
        [بازگشت به ربات]
        [وقتی دانستید خبرم کنید]
    Mina: رنگش سیاه است
    bot: sara
    ما نه، ولی همسایه‌مان می‌خرد.
    Mina: ارسال سفارش چند روز طول می‌کشد؟
    bot: همکاران ما این گفت‌وگو را بستند. اگر چیزی مانده است، همین‌جا دوباره بنویسید.

    از کمکی که گرفتید چقدر راضی هستید؟
        [😞] [🙁] [😐] [🙂] [😀]
    Mina: خیلی ممنون
    bot: خواهش می‌کنم.
    Mina: ارسال سفارش چند روز طول می‌کشد؟
    bot: داخل شهر دو روز کاری، جاهای دیگر حداکثر پنج روز.

    سفارش‌های پیش از ظهر همان روز فرستاده می‌شود.

    📖 از مقالهٔ «ارسال سفارش چند روز طول می‌کشد؟»
        [کمک کرد] [این نبود]
        [پشتیبان می‌خواهم]
    ");
}

/// Asked, answered by a face, and said more about it.
async fn rated(tongue: &Tongue, comment: &str) -> String {
    let scene = Scene::speaking(tongue.language).await;
    let sara = scene.app.agent("sara").await;
    scene.asks(tongue.unknown).await;
    let id = scene.app.conversation(1).await.id;
    scene.app.act(id, sara, Action::Note("ask the neighbours".to_owned())).await;
    scene.app.act(id, sara, Action::Reply(tongue.reply.to_owned())).await;
    scene.chat.next_reply().await;
    scene.app.act(id, sara, Action::Resolve).await;
    let asks = scene.chat.next_reply().await;
    scene.chat.presses("😐");
    scene.chat.until(|chat| chat.to_string().contains('😐') && chat.to_string().matches("😐").count() == 2).await;
    scene.chat.presses("😀");
    scene.chat.until(|chat| chat.to_string().matches("😀").count() == 2).await;
    scene.chat.replies(asks.id, comment);
    scene.chat.next_reply().await;
    let rating = scene.app.store.rating_of(id).await.unwrap().unwrap();
    assert_eq!((rating.given.map(|(score, _)| score.get()), rating.comment.as_deref()), (Some(5), Some(comment)));
    readable(&scene.chat.transcript())
}

#[tokio::test]
async fn whoever_was_helped_says_how_content_they_are() {
    insta::assert_snapshot!(rated(&EN, "very kind").await, @r"
    Mina: do you buy used pianos?
    bot: I have no answer to that, so I have passed it to the team; a person will answer you here. You can add whatever helps in the meantime.

    I am a bot of Narenj. Write “human” at any time and a person takes over.
        [Back to the bot]
        [Tell me when you know]
    bot: sara
    We do not, but our neighbours do.
    bot (edited): Thank you. You chose 😀. To change it, press another face.

    If you want to say more, reply to this message; the team reads it as your comment.
        [😞] [🙁] [😐] [🙂] [😀]
    Mina: very kind
    bot: Thank you, your comment is kept for the team. If you need an answer, write it as a new message.
    ");
    insta::assert_snapshot!(rated(&FA, "خیلی مهربان بود").await, @r"
    Mina: پیانوی دست دوم هم می‌خرید؟
    bot: پاسخ این را نمی‌دانم، برای همین گفت‌وگو را به پشتیبانی سپردم؛ یک نفر همین‌جا پاسخ می‌دهد. تا آن موقع هر چه لازم است بنویسید.

    من ربات ⟨Narenj⟩ هستم. هر وقت بنویسید «پشتیبان»، یک نفر از همکاران ادامه می‌دهد.
        [بازگشت به ربات]
        [وقتی دانستید خبرم کنید]
    bot: sara
    ما نه، ولی همسایه‌مان می‌خرد.
    bot (edited): سپاسگزاریم. 😀 را انتخاب کردید. برای تغییر، چهرهٔ دیگری را بزنید.

    اگر می‌خواهید بیشتر بگویید، به همین پیام پاسخ بدهید؛ همکاران ما آن را به عنوان نظر شما می‌خوانند.
        [😞] [🙁] [😐] [🙂] [😀]
    Mina: خیلی مهربان بود
    bot: سپاسگزاریم، نظرتان برای همکاران نگه داشته شد. اگر پاسخی لازم دارید، آن را در پیام تازه‌ای بنویسید.
    ");
}

#[tokio::test]
async fn a_person_gives_it_back_to_the_bot() {
    let scene = Scene::english().await;
    let sara = scene.app.agent("sara").await;
    scene.asks(EN.person).await;
    let id = scene.app.conversation(1).await.id;
    scene.app.act(id, sara, Action::Take).await;
    scene.app.act(id, sara, Action::Return).await;
    assert_eq!(scene.chat.next_reply().await.text, "The bot is back. What would you like to know?");
    let answer = scene.asks(EN.question).await;
    assert!(answer.starts_with("Two working days"), "{answer}");
}
