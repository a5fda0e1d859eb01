//! A long article on Telegram: the part that answers, and the whole of it for whoever wants it.

use hamyar_knowledge::{Article, Audience, Status};

use super::{EN, FA, Scene, Tongue, readable};

/// A long article of the bookshop's.
fn club(tongue: &Tongue) -> Article {
    let (title, question, body) = match tongue.language {
        "fa" => (
            "باشگاه کتاب",
            "باشگاه کتاب چیست؟",
            format!(
                "باشگاه کتاب برای کسانی است که زیاد می‌خوانند.\n\n## عضویت\n\nبرای عضویت این کارها را بکنید:\n\n1. وارد حساب خود \
                 شوید.\n2. روی **باشگاه** بزنید.\n3. حق عضویت ۵.۵ هزار تومانی را بپردازید؛ [راهنما](https://example.org/club) را \
                 ببینید.\n\nکارت عضویت سه روز بعد می‌رسد.\n\n## لغو عضویت\n\nهر وقت بخواهید می‌توانید عضویت را لغو کنید. پول ماه جاری \
                 برنمی‌گردد.\n\n## نشست‌ها\n\n{}",
                "هر هفته دربارهٔ یک کتاب گفت‌وگو می‌کنیم و چای می‌نوشیم. ".repeat(24)
            ),
        ),
        _ => (
            "The book club",
            "what is the book club?",
            format!(
                "The book club is for people who read a lot.\n\n## Joining\n\nTo join the club, do this:\n\n1. Sign in.\n2. Press \
                 **Club**.\n3. Pay the fee of 5.5 tomans; see [the guide](https://example.org/club).\n\nYour card arrives three \
                 days later.\n\n## Leaving\n\nYou can leave at any time. The fee of this month is not paid back.\n\n## \
                 Evenings\n\n{}",
                "Every week we talk about a book and drink tea together. ".repeat(24)
            ),
        ),
    };
    Article {
        id: format!("{}/book-club", tongue.language),
        root: "book-club".to_owned(),
        locale: tongue.language.to_owned(),
        title: title.to_owned(),
        questions: vec![question.to_owned()],
        body,
        labels: Vec::new(),
        audience: Audience::Public,
        status: Status::Published,
        ..Article::default()
    }
}

async fn read_in_part(tongue: &Tongue, asked: [&str; 2], whole: &str, evening: &str) -> String {
    let scene = Scene::with(tongue.language, |starting| starting.articles(vec![club(tongue)])).await;
    scene.asks(asked[0]).await;
    scene.asks(asked[1]).await;
    let first = scene.chat.transcript().lines[1].id;
    let press = format!("whole:{}:1", scene.app.conversation(1).await.id.0.simple());
    let given = scene.presses(whole).await;
    scene.chat.presses_action(first, &press);
    assert_eq!(scene.chat.next_reply().await.text, given, "an earlier part is of the same article");
    let timeline = scene.app.timeline(1).await;
    assert_eq!(timeline[1].data["sources"][0]["part"], true);
    let transcript = scene.chat.transcript();
    assert!(given.matches(evening).count() == 24, "{given}");
    assert!(!transcript.lines.last().unwrap().labels.iter().flatten().any(|label| label == whole), "there is no more");
    let read = transcript.to_string();
    readable(&read.split(&given).next().unwrap().trim_end_matches("bot: "))
}

#[tokio::test]
async fn a_long_article_is_answered_with_its_part_and_the_whole_is_a_button_away() {
    let asked = ["how do I join the book club?", "can I leave the book club at any time?"];
    insta::assert_snapshot!(read_in_part(&EN, asked, "The whole article", "tea").await, @r"
    Mina: how do I join the book club?
    bot: To join the club, do this:

    1. Sign in.
    2. Press Club.
    3. Pay the fee of 5.5 tomans; see the guide.

    Your card arrives three days later.

    📖 From: The book club > Joining

    I am a bot of Narenj. Write “human” at any time and a person takes over.
        [This helped] [Not this]
        [The whole article]
        [A person, please]
    Mina: can I leave the book club at any time?
    bot: You can leave at any time. The fee of this month is not paid back.

    📖 From: The book club > Leaving
        [This helped] [Not this]
        [The whole article]
        [A person, please]
    ");
    let asked = ["چطور عضو باشگاه کتاب شوم؟", "چطور عضویت باشگاه کتاب را لغو کنم؟"];
    insta::assert_snapshot!(read_in_part(&FA, asked, "متن کامل مقاله", "چای").await, @r"
    Mina: چطور عضو باشگاه کتاب شوم؟
    bot: برای عضویت این کارها را بکنید:

    ۱. وارد حساب خود شوید.
    ۲. روی باشگاه بزنید.
    ۳. حق عضویت ۵.۵ هزار تومانی را بپردازید؛ راهنما را ببینید.

    کارت عضویت سه روز بعد می‌رسد.

    📖 از مقالهٔ «باشگاه کتاب > عضویت»

    من ربات ⟨Narenj⟩ هستم. هر وقت بنویسید «پشتیبان»، یک نفر از همکاران ادامه می‌دهد.
        [کمک کرد] [این نبود]
        [متن کامل مقاله]
        [پشتیبان می‌خواهم]
    Mina: چطور عضویت باشگاه کتاب را لغو کنم؟
    bot: هر وقت بخواهید می‌توانید عضویت را لغو کنید. پول ماه جاری برنمی‌گردد.

    📖 از مقالهٔ «باشگاه کتاب > لغو عضویت»
        [کمک کرد] [این نبود]
        [متن کامل مقاله]
        [پشتیبان می‌خواهم]
    ");
}
