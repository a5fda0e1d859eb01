//! A knowledge base for measuring: what can be done with the things of an imaginary service, half in English and half in
//! Persian, and a customer's question for each article.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::ensure;
use hamyar::decide::intent::{Intent, Reading, read};
use hamyar_knowledge::eval;
use hamyar_knowledge::{Judgement, Knowledge, Query, Thresholds};
use serde_json::json;

/// A question with the article that answers it.
pub(super) struct Asked {
    pub(super) text: String,
    pub(super) article: String,
    /// The article's title, which the answer names.
    #[allow(dead_code, reason = "only the soak looks for it")]
    pub(super) title: String,
    locale: &'static str,
}

/// One language of the knowledge base. `{do}` and `{it}` stand for an action and a thing.
struct Tongue {
    locale: &'static str,
    actions: [&'static str; 25],
    things: [&'static str; 20],
    title: &'static str,
    asked: &'static str,
    variant: &'static str,
    body: &'static str,
    /// What people write before what they ask.
    openings: [&'static str; 20],
}

const TONGUES: [Tongue; 2] = [
    Tongue {
        locale: "en",
        actions: [
            "activate",
            "cancel",
            "renew",
            "transfer",
            "upgrade",
            "share",
            "repair",
            "return",
            "rename",
            "delete",
            "export",
            "print",
            "insure",
            "lock",
            "track",
            "replace",
            "schedule",
            "translate",
            "archive",
            "register",
            "test",
            "pause",
            "compare",
            "update",
            "recycle",
        ],
        things: [
            "loyalty card",
            "savings account",
            "wireless router",
            "monthly invoice",
            "delivery address",
            "photo album",
            "travel ticket",
            "security camera",
            "phone contract",
            "online course",
            "parking permit",
            "library pass",
            "medical report",
            "company profile",
            "smart thermostat",
            "payment link",
            "gift voucher",
            "rental car",
            "email signature",
            "conference room",
        ],
        title: "How to {do} a {it}",
        asked: "How can I {do} my {it}?",
        variant: "I want to {do} the {it}",
        body: "To {do} your {it}, sign in and open **My things**.\n\n1. Choose the {it} in the list.\n2. Press *More* and \
               then *{do}*.\n3. Confirm with the code that we send to your phone.\n\nIt takes effect within an hour, and \
               we write to you when it is done. If the {it} belongs to somebody else, they have to agree first. You can \
               {do} it again at any time; nothing is charged for the first three times in a year.",
        openings: [
            "",
            "Hello, ",
            "Hi there. ",
            "Good morning! ",
            "Please help: ",
            "Quick question: ",
            "Sorry to bother you. ",
            "Urgent! ",
            "I have tried twice. ",
            "I am new here. ",
            "It is me again. ",
            "My colleague asked: ",
            "I could not find it: ",
            "On my phone: ",
            "From abroad: ",
            "Since yesterday I wonder: ",
            "Dear team, ",
            "One more thing. ",
            "For my mother: ",
            "Nobody could tell me: ",
        ],
    },
    Tongue {
        locale: "fa",
        actions: [
            "فعال",
            "لغو",
            "تمدید",
            "منتقل",
            "تعمیر",
            "حذف",
            "چاپ",
            "بیمه",
            "قفل",
            "پیگیری",
            "تعویض",
            "زمان‌بندی",
            "ترجمه",
            "بایگانی",
            "ثبت",
            "آزمایش",
            "متوقف",
            "به‌روز",
            "بازیابی",
            "کپی",
            "مخفی",
            "تأیید",
            "امضا",
            "بارگیری",
            "مقایسه",
        ],
        things: [
            "کارت وفاداری",
            "حساب پس‌انداز",
            "مودم بی‌سیم",
            "صورت‌حساب ماهانه",
            "نشانی تحویل",
            "آلبوم عکس",
            "بلیت سفر",
            "دوربین امنیتی",
            "قرارداد تلفن",
            "دورهٔ آنلاین",
            "مجوز پارکینگ",
            "عضویت کتابخانه",
            "گزارش پزشکی",
            "نمایهٔ شرکت",
            "دماسنج هوشمند",
            "پیوند پرداخت",
            "کارت هدیه",
            "خودروی اجاره‌ای",
            "فرم استخدام",
            "اتاق جلسه",
        ],
        title: "چگونه {it} را {do} کنیم",
        asked: "چطور می‌توانم {it} خودم را {do} کنم؟",
        variant: "می‌خواهم {it} را {do} کنم",
        body: "برای این‌که {it} را {do} کنید، وارد حساب خود شوید و **دارایی‌های من** را باز کنید.\n\n1. {it} را از فهرست انتخاب کنید.\n\
               2. دکمهٔ *بیشتر* و سپس *{do}* را بزنید.\n3. با رمزی که به تلفن شما می‌فرستیم تأیید کنید.\n\nاین کار حداکثر یک ساعت طول \
               می‌کشد و پایان آن را به شما خبر می‌دهیم. اگر {it} به نام کس دیگری باشد، او باید نخست موافقت کند. هر زمان خواستید \
               می‌توانید دوباره آن را {do} کنید؛ سه بار نخست در سال رایگان است.",
        openings: [
            "",
            "سلام، ",
            "سلام و وقت به‌خیر. ",
            "صبح به‌خیر! ",
            "لطفاً کمک کنید: ",
            "یک پرسش کوتاه: ",
            "ببخشید مزاحم شدم. ",
            "فوری است! ",
            "دو بار امتحان کردم. ",
            "تازه عضو شده‌ام. ",
            "باز هم منم. ",
            "همکارم پرسید: ",
            "پیدایش نکردم: ",
            "با گوشی: ",
            "از خارج از کشور: ",
            "از دیروز درگیرم: ",
            "دوستان گرامی، ",
            "یک چیز دیگر. ",
            "برای مادرم: ",
            "کسی نمی‌دانست: ",
        ],
    },
];

/// Writes `count` articles to `path`, and returns the questions to which the right one of them is surely the answer.
pub(super) fn write(path: &Path, count: usize) -> anyhow::Result<Vec<Asked>> {
    let mut file = BufWriter::new(File::create(path)?);
    let mut asked = Vec::new();
    for (number, (tongue, action, thing)) in all().take(count).enumerate() {
        let fill = |text: &str| text.replace("{do}", action).replace("{it}", thing);
        let id = format!("{}/{number:04}", tongue.locale);
        let line = json!({
            "id": id, "lang": tongue.locale, "title": fill(tongue.title), "questions": [fill(tongue.variant)],
            "body": fill(tongue.body),
        });
        writeln!(file, "{line}")?;
        asked.push(Asked { text: fill(tongue.asked), article: id, title: fill(tongue.title), locale: tongue.locale });
    }
    file.flush()?;
    ensure!(asked.len() == count, "there are no more than {} articles", asked.len());
    let knowledge = eval::load(path)?;
    asked.retain(|asked| asked.is_answered(&knowledge));
    ensure!(asked.len() > count / 2, "only {} of {count} questions are answered", asked.len());
    // Nobody then asks the same again and again: people are a product of twos and fives.
    while asked.len() % 2 == 0 || asked.len() % 5 == 0 {
        asked.pop();
    }
    Ok(asked)
}

/// Every action with every thing, the languages in turn.
fn all() -> impl Iterator<Item = (&'static Tongue, &'static str, &'static str)> {
    let pairs = TONGUES[0].actions.iter().enumerate().flat_map(|(action, _)| (0..20).map(move |thing| (action, thing)));
    pairs.flat_map(|(action, thing)| {
        TONGUES.iter().map(move |tongue| (tongue, tongue.actions[action], tongue.things[thing]))
    })
}

/// What people may ask about the articles, each wording once, and its language: the same thing in sixty ways.
#[allow(dead_code, reason = "only the bench of the desk has so many questions")]
pub(super) fn wordings() -> impl Iterator<Item = (&'static str, String)> {
    (0..TONGUES[0].openings.len()).flat_map(|opening| {
        all().flat_map(move |(tongue, action, thing)| {
            [tongue.asked, tongue.variant, tongue.title].map(|pattern| {
                let words = pattern.replace("{do}", action).replace("{it}", thing);
                (tongue.locale, tongue.openings[opening].to_owned() + &words)
            })
        })
    })
}

impl Asked {
    /// Whether its article is surely given.
    pub(super) fn is_answered(&self, knowledge: &Knowledge) -> bool {
        let query = Query { text: &self.text, locale: Some(self.locale), limit: 1, ..Query::default() };
        let best = knowledge.search(&query).candidates.into_iter().next();
        best.is_some_and(|best| {
            best.article == self.article && Thresholds::default().judge(best.confidence) == Judgement::Answer
        }) && read(&self.text) == Reading { intent: Intent::Question, fragment: false }
    }
}
