//! "Tell me when you know" on Telegram, in both languages, and after answers that were not it.

use hamyar::model::{Holder, Status};
use hamyar_knowledge::{Article, Audience, Status as Standing};

use super::{EN, FA, Scene, Tongue, readable};

fn article(id: &str, language: &str, title: &str, body: &str) -> Article {
    Article {
        id: format!("{language}/{id}"),
        root: id.to_owned(),
        locale: language.to_owned(),
        title: title.to_owned(),
        questions: Vec::new(),
        body: body.to_owned(),
        labels: Vec::new(),
        audience: Audience::Public,
        status: Standing::Published,
        ..Article::default()
    }
}

impl Scene {
    /// An article is published.
    async fn publishes(&self, article: Article) {
        self.app.store.save_articles(vec![article], None).await.unwrap();
        self.app.library.refresh().await.unwrap();
    }
}

/// A question that no article answers, until one does.
async fn wished(tongue: &Tongue, button: &str, pianos: Article) -> String {
    let scene = Scene::speaking(tongue.language).await;
    scene.asks(tongue.unknown).await;
    scene.presses(button).await;
    scene.publishes(pianos).await;
    scene.chat.next_reply().await;
    assert_eq!(scene.app.conversation(1).await.holder, Holder::Queue);
    scene.presses(tongue.helped).await;
    assert_eq!(scene.app.conversation(1).await.status, Status::Resolved);
    readable(&scene.chat.transcript())
}

#[tokio::test]
async fn who_wished_is_told_in_their_language() {
    let pianos = article("pianos", "en", "Do you buy used pianos?", "We do, **since May**.");
    insta::assert_snapshot!(wished(&EN, "Tell me when you know", pianos).await, @r"
    Mina: do you buy used pianos?
    bot: I have no answer to that, so I have passed it to the team; a person will answer you here. You can add whatever helps in the meantime.

    I am a bot of Narenj. Write “human” at any time and a person takes over.
        [Back to the bot]
        [Tell me when you know]
    bot: I will write to you here when there is an answer.
    bot: You asked: “do you buy used pianos?”

    We do, since May.

    📖 From: Do you buy used pianos?
        [This helped] [Not this]
    bot: Good to hear. Write again whenever you need something.
    ");
    let pianos = article("pianos", "fa", "پیانوی دست‌دوم می‌خرید؟", "بله، **از خرداد** می‌خریم.");
    insta::assert_snapshot!(wished(&FA, "وقتی دانستید خبرم کنید", pianos).await, @r"
    Mina: پیانوی دست دوم هم می‌خرید؟
    bot: پاسخ این را نمی‌دانم، برای همین گفت‌وگو را به پشتیبانی سپردم؛ یک نفر همین‌جا پاسخ می‌دهد. تا آن موقع هر چه لازم است بنویسید.

    من ربات ⟨Narenj⟩ هستم. هر وقت بنویسید «پشتیبان»، یک نفر از همکاران ادامه می‌دهد.
        [بازگشت به ربات]
        [وقتی دانستید خبرم کنید]
    bot: وقتی پاسخش پیدا شد، همین‌جا برایتان می‌نویسم.
    bot: پرسیده بودید: «پیانوی دست دوم هم می‌خرید؟»

    بله، از خرداد می‌خریم.

    📖 از مقالهٔ «پیانوی دست‌دوم می‌خرید؟»
        [کمک کرد] [این نبود]
    bot: خوشحالم که کمک کرد. هر وقت کاری داشتید، دوباره بنویسید.
    ");
}

#[tokio::test]
async fn what_was_refused_is_told_when_it_says_something_else() {
    let scene = Scene::english().await;
    let refused = scene.asks(EN.question).await;
    assert!(refused.contains("Two working days"));
    scene.presses(EN.not_this).await;
    scene.presses("How much does delivery cost?").await;
    scene.presses(EN.not_this).await;
    scene.presses("Tell me when you know").await;
    // It has not changed since they refused it, so that another article changes says nothing about it.
    scene.later(60);
    scene.publishes(article("pianos", "en", "Do you buy used pianos?", "We do.")).await;
    scene.chat.says("/bot");
    assert!(scene.chat.next_reply().await.text.starts_with("The bot is back"));
    assert!(scene.asks("how can I pay?").await.contains("By any bank card"));
    let found = scene.app.store.articles().await.unwrap();
    let found = found.into_iter().find(|article| article.id == "en/delivery-time").unwrap();
    scene.publishes(Article { body: "Tomorrow, everywhere.".to_owned(), ..found }).await;
    let told = scene.chat.next_reply().await.text;
    assert!(told.starts_with("You asked: “how long does delivery take?”") && told.contains("Tomorrow"), "{told}");
}
