//! A private chat with the bot, in both languages: all that the customer reads.

use hamyar::model::{Holder, Status};

use super::{EN, FA, Scene, Tongue, readable};

/// An answer that helps, with good manners on both sides.
async fn helped(tongue: &Tongue) -> String {
    let scene = Scene::speaking(tongue.language).await;
    scene.asks(tongue.hello).await;
    scene.asks(tongue.question).await;
    scene.presses(tongue.helped).await;
    assert_eq!(scene.app.conversation(1).await.status, Status::Resolved);
    scene.asks(tongue.thanks).await;
    scene.asks(tongue.bye).await;
    assert_eq!(scene.app.conversation(1).await.status, Status::Resolved, "thanks do not take it up again");
    assert_eq!(
        scene.app.kinds(1).await,
        "message reply message reply press reply resolved message reply message reply"
    );
    let answer = &scene.app.timeline(1).await[3].data;
    assert_eq!(answer["sources"][0]["article"], format!("{}/delivery-time", tongue.language));
    assert!(answer["why"]["confidence"].as_f64().unwrap() > 0.5, "{answer}");
    readable(&scene.chat.transcript())
}

#[tokio::test]
async fn an_answer_that_helps() {
    insta::assert_snapshot!(helped(&EN).await, @r"
    Mina: hello
    bot: Hello. Ask me about Narenj in your own words, and I will look for the answer.

    I am a bot of Narenj. Write “human” at any time and a person takes over.
    Mina: how long does delivery take?
    bot: Two working days within the city, up to five everywhere else.

    Orders placed before noon leave the same day.

    📖 From: How long does delivery take?
        [This helped] [Not this]
        [A person, please]
    bot: Good to hear. Write again whenever you need something.
    Mina: thanks a lot!
    bot: You are welcome.
    Mina: bye
    bot: Goodbye. Write again whenever you need something.
    ");
    insta::assert_snapshot!(helped(&FA).await, @r"
    Mina: سلام
    bot: سلام. هر چه دربارهٔ ⟨Narenj⟩ می‌خواهید به زبان خودتان بپرسید تا پاسخش را پیدا کنم.

    من ربات ⟨Narenj⟩ هستم. هر وقت بنویسید «پشتیبان»، یک نفر از همکاران ادامه می‌دهد.
    Mina: ارسال سفارش چند روز طول می‌کشد؟
    bot: داخل شهر دو روز کاری، جاهای دیگر حداکثر پنج روز.

    سفارش‌های پیش از ظهر همان روز فرستاده می‌شود.

    📖 از مقالهٔ «ارسال سفارش چند روز طول می‌کشد؟»
        [کمک کرد] [این نبود]
        [پشتیبان می‌خواهم]
    bot: خوشحالم که کمک کرد. هر وقت کاری داشتید، دوباره بنویسید.
    Mina: خیلی ممنون
    bot: خواهش می‌کنم.
    Mina: خداحافظ
    bot: خدانگهدار. هر وقت کاری داشتید، دوباره بنویسید.
    ");
}

/// Two answers that were not meant.
async fn refused(tongue: &Tongue, other: &str) -> String {
    let scene = Scene::speaking(tongue.language).await;
    scene.asks(tongue.question).await;
    let answer = scene.chat.transcript().lines[1].id;
    scene.presses(tongue.not_this).await;
    let again = format!("not:{}:1", scene.app.conversation(1).await.id.0.simple());
    scene.chat.presses_action(answer, &again);
    scene.presses(other).await;
    scene.presses(tongue.not_this).await;
    let conversation = scene.app.conversation(1).await;
    assert_eq!((conversation.holder, conversation.status), (Holder::Queue, Status::Open));
    let timeline = scene.app.timeline(1).await;
    assert_eq!(timeline.iter().rev().nth(1).unwrap().data["reason"], "refused");
    readable(&scene.chat.transcript())
}

#[tokio::test]
async fn refused_once_there_are_others_and_twice_there_is_a_person() {
    insta::assert_snapshot!(refused(&EN, "How much does delivery cost?").await, @r"
    Mina: how long does delivery take?
    bot: Two working days within the city, up to five everywhere else.

    Orders placed before noon leave the same day.

    📖 From: How long does delivery take?

    I am a bot of Narenj. Write “human” at any time and a person takes over.
        [This helped] [Not this]
        [A person, please]
    bot: I see, that was not it. Is it one of these?
        [How much does delivery cost?]
        [A person, please]
    bot: Delivery is free from 500,000 tomans. Below that it costs 40,000 tomans.

    📖 From: How much does delivery cost?
        [This helped] [Not this]
        [A person, please]
    bot: I have not been of help, so I have passed this to the team; a person will answer you here. You can add whatever helps in the meantime.
        [Back to the bot]
        [Tell me when you know]
    ");
}

/// A bot that must be very sure: it offers, and what is chosen is answered.
async fn suggested(tongue: &Tongue) -> String {
    let scene = Scene::with(tongue.language, |starting| starting.setting("HAMYAR_ANSWERS__ANSWER", "1")).await;
    scene.asks(tongue.vague).await;
    scene.presses(tongue.offered).await;
    scene.presses(tongue.not_this).await;
    assert_eq!(scene.app.kinds(1).await, "message reply press reply press reply");
    readable(&scene.chat.transcript())
}

#[tokio::test]
async fn suggestions_one_of_which_is_chosen() {
    insta::assert_snapshot!(suggested(&EN).await, @r"
    Mina: order
    bot: I am not sure what you mean. Is it one of these?

    I am a bot of Narenj. Write “human” at any time and a person takes over.
        [How do I cancel an order?]
        [Where is my order?]
        [How do I change my delivery address?]
        [A person, please]
    bot: Your tracking number is under My orders as soon as the parcel has left.

    📖 From: Where is my order?
        [This helped] [Not this]
        [A person, please]
    bot: I see, that was not it. Could you say it in other words? Or I fetch a person.
        [A person, please]
    ");
    insta::assert_snapshot!(suggested(&FA).await, @r"
    Mina: سفارش
    bot: درست متوجه منظورتان نشدم. یکی از این‌هاست؟

    من ربات ⟨Narenj⟩ هستم. هر وقت بنویسید «پشتیبان»، یک نفر از همکاران ادامه می‌دهد.
        [چطور سفارش را لغو کنم؟]
        [سفارش من کجاست؟]
        [ارسال سفارش چند روز طول می‌کشد؟]
        [پشتیبان می‌خواهم]
    bot: همین که بسته فرستاده شود، کد رهگیری در سفارش‌های من می‌آید.

    📖 از مقالهٔ «سفارش من کجاست؟»
        [کمک کرد] [این نبود]
        [پشتیبان می‌خواهم]
    bot: پس این نبود. می‌شود به شکل دیگری بنویسید؟ اگر بخواهید، پشتیبان را خبر می‌کنم.
        [پشتیبان می‌خواهم]
    ");
}

/// A question that no article answers: told once, silence while waiting, and two ways back.
async fn unknown(tongue: &Tongue) -> String {
    let scene = Scene::speaking(tongue.language).await;
    scene.asks(tongue.unknown).await;
    let handoff = &scene.app.timeline(1).await[1];
    assert_eq!((handoff.kind.word(), &handoff.data["reason"]), ("handoff", &"no_answer".into()));
    scene.adds(tongue.addition).await;
    scene.adds(tongue.question).await;
    scene.presses(tongue.bot_button).await;
    scene.asks(tongue.question).await;
    scene.asks(tongue.unknown).await;
    scene.asks("/bot").await;
    assert_eq!(scene.app.conversation(1).await.holder, Holder::Bot);
    readable(&scene.chat.transcript())
}

#[tokio::test]
async fn a_question_without_an_answer() {
    insta::assert_snapshot!(unknown(&EN).await, @r"
    Mina: do you buy used pianos?
    bot: I have no answer to that, so I have passed it to the team; a person will answer you here. You can add whatever helps in the meantime.

    I am a bot of Narenj. Write “human” at any time and a person takes over.
        [Back to the bot]
        [Tell me when you know]
    Mina: it is a black one
    Mina: how long does delivery take?
    bot: The bot is back. What would you like to know?
    Mina: how long does delivery take?
    bot: Two working days within the city, up to five everywhere else.

    Orders placed before noon leave the same day.

    📖 From: How long does delivery take?
        [This helped] [Not this]
        [A person, please]
    Mina: do you buy used pianos?
    bot: I have no answer to that, so I have passed it to the team; a person will answer you here. You can add whatever helps in the meantime.
        [Back to the bot]
        [Tell me when you know]
    Mina: /bot
    bot: The bot is back. What would you like to know?
    ");
    insta::assert_snapshot!(unknown(&FA).await, @r"
    Mina: پیانوی دست دوم هم می‌خرید؟
    bot: پاسخ این را نمی‌دانم، برای همین گفت‌وگو را به پشتیبانی سپردم؛ یک نفر همین‌جا پاسخ می‌دهد. تا آن موقع هر چه لازم است بنویسید.

    من ربات ⟨Narenj⟩ هستم. هر وقت بنویسید «پشتیبان»، یک نفر از همکاران ادامه می‌دهد.
        [بازگشت به ربات]
        [وقتی دانستید خبرم کنید]
    Mina: رنگش سیاه است
    Mina: ارسال سفارش چند روز طول می‌کشد؟
    bot: ربات برگشت. چه می‌خواهید بدانید؟
    Mina: ارسال سفارش چند روز طول می‌کشد؟
    bot: داخل شهر دو روز کاری، جاهای دیگر حداکثر پنج روز.

    سفارش‌های پیش از ظهر همان روز فرستاده می‌شود.

    📖 از مقالهٔ «ارسال سفارش چند روز طول می‌کشد؟»
        [کمک کرد] [این نبود]
        [پشتیبان می‌خواهم]
    Mina: پیانوی دست دوم هم می‌خرید؟
    bot: پاسخ این را نمی‌دانم، برای همین گفت‌وگو را به پشتیبانی سپردم؛ یک نفر همین‌جا پاسخ می‌دهد. تا آن موقع هر چه لازم است بنویسید.
        [بازگشت به ربات]
        [وقتی دانستید خبرم کنید]
    Mina: /bot
    bot: ربات برگشت. چه می‌خواهید بدانید؟
    ");
}

/// A person is one step away: in words, by button, by command.
async fn person(tongue: &Tongue) -> String {
    let scene = Scene::speaking(tongue.language).await;
    let told = scene.asks(tongue.person).await;
    scene.presses(tongue.bot_button).await;
    scene.asks(tongue.question).await;
    let by_button = scene.presses(tongue.person_button).await;
    scene.asks("/bot").await;
    let by_command = scene.asks("/human").await;
    assert_eq!(by_button, by_command);
    assert!(told.starts_with(&by_button), "the first time the bot also says who it is");
    let reasons: Vec<_> = scene.app.timeline(1).await.into_iter().map(|entry| entry.data["reason"].clone()).collect();
    assert_eq!(reasons.iter().filter(|reason| *reason == "asked").count(), 3);
    assert_eq!(scene.app.conversation(1).await.holder, Holder::Queue);
    readable(&told)
}

#[tokio::test]
async fn a_person_is_always_one_step_away() {
    insta::assert_snapshot!(person(&EN).await, @r"
    I have passed this to the team; a person will answer you here. You can add whatever helps in the meantime.

    I am a bot of Narenj. Write “human” at any time and a person takes over.
    ");
    insta::assert_snapshot!(person(&FA).await, @r"
    گفت‌وگو را به پشتیبانی سپردم؛ یک نفر همین‌جا پاسخ می‌دهد. تا آن موقع هر چه لازم است بنویسید.

    من ربات ⟨Narenj⟩ هستم. هر وقت بنویسید «پشتیبان»، یک نفر از همکاران ادامه می‌دهد.
    ");
}

#[tokio::test]
async fn an_edit_changes_the_answer_in_its_place() {
    let scene = Scene::english().await;
    let message = scene.chat.says(EN.question);
    scene.chat.next_reply().await;
    scene.chat.edits(message, EN.other_question);
    scene.chat.until(|transcript| transcript.lines.iter().any(|line| line.from.is_none() && line.is_edited)).await;
    insta::assert_snapshot!(readable(&scene.chat.transcript()), @r"
    Mina (edited): how do I return a book?
    bot (edited): Within seven days of delivery:

    1. Open My orders and choose the book.
    2. Press Return and print the label.
    3. Hand the parcel to any post office.

    📖 From: How do I return a book?

    I am a bot of Narenj. Write “human” at any time and a person takes over.
        [This helped] [Not this]
        [A person, please]
    ");
    scene.quiet().await;
    scene.chat.edits(message, EN.unknown);
    let told = scene.chat.next_reply().await.text;
    assert!(told.starts_with("I have no answer to that"), "{told}");
    assert_eq!(scene.app.kinds(1).await, "message reply edit reply edit handoff reply");
}

#[tokio::test]
async fn the_language_is_that_of_the_words() {
    let scene = Scene::english().await;
    insta::assert_snapshot!(readable(&scene.asks(FA.question).await), @r"
    داخل شهر دو روز کاری، جاهای دیگر حداکثر پنج روز.

    سفارش‌های پیش از ظهر همان روز فرستاده می‌شود.

    📖 از مقالهٔ «ارسال سفارش چند روز طول می‌کشد؟»

    من ربات ⟨Narenj⟩ هستم. هر وقت بنویسید «پشتیبان»، یک نفر از همکاران ادامه می‌دهد.
    ");
    assert_eq!(scene.app.conversation(1).await.language, "fa");
    let english = scene.asks(EN.question).await;
    assert!(english.starts_with("Two working days"), "{english}");
}
