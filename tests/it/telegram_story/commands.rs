//! The commands that everybody finds in the menu.

use super::{FA, Scene, readable};

#[tokio::test]
async fn what_the_commands_say() {
    let scene = Scene::english().await;
    for command in ["/start", "/help", "/ask", "/ask how long does delivery take?", "/help@hamyar_bot"] {
        scene.asks(command).await;
    }
    insta::assert_snapshot!(readable(&scene.chat.transcript()), @r"
    Mina: /start
    bot: Hello. Ask me about Narenj in your own words, and I will look for the answer.

    I am a bot of Narenj. Write “human” at any time and a person takes over.
    Mina: /help
    bot: Ask in your own words, in one message. I answer from the articles of the team and name the one I used.

    • If an answer is not what you meant, press “Not this”.
    • Write “human”, or use /human, to talk to a person.
    • While you wait for a person, /bot brings me back.
    Mina: /ask
    bot: Ask in your own words, in one message. I answer from the articles of the team and name the one I used.

    • If an answer is not what you meant, press “Not this”.
    • Write “human”, or use /human, to talk to a person.
    • While you wait for a person, /bot brings me back.
    Mina: /ask how long does delivery take?
    bot: Two working days within the city, up to five everywhere else.

    Orders placed before noon leave the same day.

    📖 From: How long does delivery take?
        [This helped] [Not this]
        [A person, please]
    Mina: /help@hamyar_bot
    bot: Ask in your own words, in one message. I answer from the articles of the team and name the one I used.

    • If an answer is not what you meant, press “Not this”.
    • Write “human”, or use /human, to talk to a person.
    • While you wait for a person, /bot brings me back.
    ");
}

#[tokio::test]
async fn what_the_commands_say_in_persian() {
    let scene = Scene::speaking(FA.language).await;
    for command in ["/start", "/help"] {
        scene.asks(command).await;
    }
    let asked = scene.asks(&format!("/ask {}", FA.question)).await;
    assert!(asked.starts_with("داخل شهر دو روز کاری"), "{asked}");
    insta::assert_snapshot!(readable(&scene.chat.transcript()), @r"
    Mina: /start
    bot: سلام. هر چه دربارهٔ ⟨Narenj⟩ می‌خواهید به زبان خودتان بپرسید تا پاسخش را پیدا کنم.

    من ربات ⟨Narenj⟩ هستم. هر وقت بنویسید «پشتیبان»، یک نفر از همکاران ادامه می‌دهد.
    Mina: /help
    bot: پرسشتان را به زبان خودتان و در یک پیام بنویسید. از روی مقاله‌های همکاران پاسخ می‌دهم و نام مقاله را هم می‌گویم.

    • اگر پاسخ آن نبود که می‌خواستید، «این نبود» را بزنید.
    • برای گفت‌وگو با یک نفر بنویسید «پشتیبان» یا از ⟶/human استفاده کنید.
    • تا وقتی در صف پشتیبان هستید، با ⟶/bot من برمی‌گردم.
    Mina: /ask ارسال سفارش چند روز طول می‌کشد؟
    bot: داخل شهر دو روز کاری، جاهای دیگر حداکثر پنج روز.

    سفارش‌های پیش از ظهر همان روز فرستاده می‌شود.

    📖 از مقالهٔ «ارسال سفارش چند روز طول می‌کشد؟»
        [کمک کرد] [این نبود]
        [پشتیبان می‌خواهم]
    ");
}

#[tokio::test]
async fn the_menu_is_there_in_both_languages() {
    let scene = Scene::english().await;
    scene.fake.called("setMyCommands", 9).await;
    scene.asks("/start").await;
    let names = |language: &str| {
        let menu = scene.fake.menu(language);
        let commands = menu.as_array().unwrap_or_else(|| panic!("no menu in “{language}”")).clone();
        commands.iter().map(|command| command["command"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names("fa"), ["start", "help", "human", "bot", "ask"]);
    assert_eq!(names(""), names("fa"));
    let in_groups = |scope: &str| {
        let menu = scene.fake.menu_of(scope, "fa");
        menu.as_array().unwrap().iter().map(|command| command["command"].clone()).collect::<Vec<_>>()
    };
    assert!(in_groups("all_group_chats").contains(&"solved".into()));
    assert!(
        !in_groups("all_group_chats").contains(&"setup".into()),
        "what only administrators may is not offered to all"
    );
    assert!(in_groups("all_chat_administrators").contains(&"setup".into()));
}
