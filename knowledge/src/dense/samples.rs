//! Sentences such as anybody might ask, the same in each language: where a model puts them is where it puts the language.
//!
//! With them a question is compared across languages by what it asks, and not by the language that it asks in.

/// The languages of the samples.
pub(super) const LANGUAGES: [&str; 2] = ["en", "fa"];

/// How many there are of each language.
pub(super) const PER_LANGUAGE: usize = 24;

const SAMPLES: [[&str; PER_LANGUAGE]; LANGUAGES.len()] = [ENGLISH, PERSIAN];

const ENGLISH: [&str; PER_LANGUAGE] = [
    "How do I change my address?",
    "Where can I see my bill?",
    "What does it cost?",
    "Why does it not work?",
    "When are you open?",
    "Can I get my money back?",
    "I forgot my password.",
    "How long does it take?",
    "Who was the first to do it?",
    "What is the difference between the two?",
    "My order has not arrived.",
    "Please tell me more about it.",
    "Is it safe for children?",
    "How many people live there?",
    "I want to cancel.",
    "Which one should I choose?",
    "Does it work on my phone?",
    "Remind me tomorrow morning.",
    "What is the weather like today?",
    "How can I learn it faster?",
    "It shows an error when I start it.",
    "Where is it made?",
    "Can you help me with this?",
    "What happened after that?",
];

const PERSIAN: [&str; PER_LANGUAGE] = [
    "چطور نشانی‌ام را عوض کنم؟",
    "صورت‌حسابم را کجا می‌توانم ببینم؟",
    "قیمتش چقدر است؟",
    "چرا کار نمی‌کند؟",
    "چه ساعتی باز هستید؟",
    "می‌توانم پولم را پس بگیرم؟",
    "گذرواژه‌ام را فراموش کرده‌ام.",
    "چقدر طول می‌کشد؟",
    "اولین کسی که این کار را کرد که بود؟",
    "فرق این دو چیست؟",
    "سفارشم نرسیده است.",
    "لطفاً بیشتر درباره‌اش بگویید.",
    "برای کودکان بی‌خطر است؟",
    "چند نفر آنجا زندگی می‌کنند؟",
    "می‌خواهم لغو کنم.",
    "کدام را انتخاب کنم؟",
    "روی گوشی من کار می‌کند؟",
    "فردا صبح به من یادآوری کن.",
    "امروز هوا چطور است؟",
    "چطور می‌توانم زودتر یادش بگیرم؟",
    "وقتی بازش می‌کنم خطا می‌دهد.",
    "کجا ساخته می‌شود؟",
    "می‌توانید در این کار کمکم کنید؟",
    "بعد از آن چه شد؟",
];

/// The sentences whose vectors [`super::Space::new`] wants.
pub fn samples() -> impl Iterator<Item = &'static str> {
    SAMPLES.into_iter().flatten()
}
