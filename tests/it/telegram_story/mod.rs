//! What people meet who write to the bot on Telegram: the product as it is wired, before a Bot API of the test's own.

mod commands;
mod community;
mod delivery;
mod follow_up;
mod group;
mod hostile;
mod part;
mod private;
mod setup;
mod team;
mod wishes;
mod wordless;

use chrono::Duration;
use hamyar_channel::{Address, ChannelId};

use crate::support::fake_telegram::{Chat, FakeTelegram, User};
use crate::support::{Database, Kind, Starting, TestApp};

/// The product, and somebody who has it in their contacts.
struct Scene {
    app: TestApp,
    fake: FakeTelegram,
    mina: User,
    chat: Chat,
}

impl Scene {
    /// Somebody whose app is in this language.
    async fn speaking(language: &str) -> Self {
        Self::with(language, |starting| starting).await
    }

    async fn with(language: &str, change: impl FnOnce(Starting) -> Starting) -> Self {
        let (starting, fake) = Starting::product(Database::new(Kind::Sqlite).await).await;
        let app = change(starting).start().await;
        let mina = fake.user("Mina").language(language);
        let chat = mina.private();
        Self { app, fake, mina, chat }
    }

    /// Somebody who reads English.
    async fn english() -> Self {
        Self::speaking("en").await
    }

    /// Says something that is answered.
    async fn asks(&self, text: &str) -> String {
        self.chat.says(text);
        self.chat.next_reply().await.text
    }

    /// Presses a button, which is answered.
    async fn presses(&self, label: &str) -> String {
        self.chat.presses(label);
        self.chat.next_reply().await.text
    }

    /// Waits until everything that was done here is recorded and decided.
    async fn quiet(&self) {
        self.fake.drained().await;
        self.app.decided(1).await;
        self.app.settled().await;
    }

    /// Says something that nobody answers.
    async fn adds(&self, text: &str) {
        let before = self.fake.calls("sendMessage");
        self.chat.says(text);
        self.quiet().await;
        assert_eq!(self.fake.calls("sendMessage"), before, "the bot is silent:\n{}", self.chat.transcript());
    }

    /// Time passes.
    fn later(&self, seconds: i64) {
        self.app.clock.advance(Duration::seconds(seconds));
    }
}

/// A text as a source may hold it: with the invisible marks of direction made visible.
fn readable(text: &impl ToString) -> String {
    let marks = [("\u{2068}", "⟨"), ("\u{2069}", "⟩"), ("\u{200e}", "⟶")];
    marks.iter().fold(text.to_string(), |text, (mark, shown)| text.replace(mark, shown))
}

fn telegram() -> ChannelId {
    "telegram:main".parse().unwrap()
}

fn address(chat: &Chat) -> Address {
    Address::chat(chat.id())
}

/// What a customer says and presses, in one language.
struct Tongue {
    language: &'static str,
    hello: &'static str,
    question: &'static str,
    other_question: &'static str,
    vague: &'static str,
    unknown: &'static str,
    addition: &'static str,
    person: &'static str,
    thanks: &'static str,
    bye: &'static str,
    helped: &'static str,
    not_this: &'static str,
    person_button: &'static str,
    bot_button: &'static str,
    /// The title of an article that a vague question brings up.
    offered: &'static str,
    /// What the team answers.
    reply: &'static str,
}

const EN: Tongue = Tongue {
    language: "en",
    hello: "hello",
    question: "how long does delivery take?",
    other_question: "how do I return a book?",
    vague: "order",
    unknown: "do you buy used pianos?",
    addition: "it is a black one",
    person: "can I talk to a human?",
    thanks: "thanks a lot!",
    bye: "bye",
    helped: "This helped",
    not_this: "Not this",
    person_button: "A person, please",
    bot_button: "Back to the bot",
    offered: "Where is my order?",
    reply: "We do **not**, but our neighbours do.",
};

const FA: Tongue = Tongue {
    language: "fa",
    hello: "سلام",
    question: "ارسال سفارش چند روز طول می‌کشد؟",
    other_question: "چطور کتاب را پس بدهم؟",
    vague: "سفارش",
    unknown: "پیانوی دست دوم هم می‌خرید؟",
    addition: "رنگش سیاه است",
    person: "می‌خواهم با پشتیبان حرف بزنم",
    thanks: "خیلی ممنون",
    bye: "خداحافظ",
    helped: "کمک کرد",
    not_this: "این نبود",
    person_button: "پشتیبان می‌خواهم",
    bot_button: "بازگشت به ربات",
    offered: "سفارش من کجاست؟",
    reply: "ما **نه**، ولی همسایه‌مان می‌خرد.",
};
