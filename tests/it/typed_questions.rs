//! Questions as people type them, asked of `hamyar demo` in private chats, each by somebody else: mistyped, slangy, halves of sentences,
//! Persian in Latin letters, two in one, rude, thankful. What came back is the table below, to be read as a customer reads it.

use crate::support::Program;
use crate::support::fake_telegram::FakeTelegram;

const ENGLISH: [&str; 25] = [
    "how do i conect telegram to hamyar??",
    "hw cn i delete my data",
    "teh bot dosnt answer in our grup why",
    "password reset",
    "backup?",
    "where r articles comming from",
    "hey! i need to export all my articls to a file, how",
    "can two ppl answer the same customer lol",
    "bot answerd wrong, what now",
    "thx",
    "thank you so much, that solved it!",
    "hello",
    "good morning, is anyone there?",
    "this stupid bot is useless",
    "u suck. how do i get a human",
    "can i talk to a real person pls",
    "which database does it use and how do I back it up?",
    "how do I connect Telegram, and can the bot read everything in the group?",
    "wat langs do u speak",
    "if i close the tab is my chat gone",
    "hamyar chist",
    "the thing with the threshold, what is that number for",
    "does it run on windows 3.11",
    "what's the weather in Tehran tomorrow",
    "i sent a voice msg and it didnt understand",
];

const PERSIAN: [&str; 25] = [
    "چجوری تلگرامو وصل کنم؟",
    "chetor telegram ro vasl konam",
    "اطلاعاتمو پاک کنین لطفن",
    "بک آپ",
    "ربات تو گروه جواب نمیده چرااا",
    "از کجا جواب میدی اصلا",
    "خروجی مقاله ها",
    "دوتا پشتیبان همزمان جواب بدن چی میشه؟",
    "جوابت غلط بود حالا چیکار کنم",
    "مرسی",
    "دمت گرم حل شد",
    "سلام",
    "سلام خسته نباشید کسی هست؟",
    "این ربات مزخرف به درد نمیخوره",
    "با یه آدم واقعی میخوام حرف بزنم",
    "mikham ba poshtiban sohbat konam",
    "چه دیتابیسی داره و چطوری ازش نسخه پشتیبان بگیرم؟",
    "تلگرامو چطور وصل کنم و ربات همه پیام‌های گروه رو می‌خونه؟",
    "به چ زبونایی حرف میزنی",
    "صفحه رو ببندم گفتگوم میپره؟",
    "what is hamyar به فارسی",
    "آستانه چیه",
    "هوای فردای تهران چطوره",
    "ویس فرستادم نفهمید",
    "یاداشت داخلي چطوري بنويسم",
];

/// What came back: how it begins, the article it is from, and the buttons.
async fn came_back(telegram: &FakeTelegram, language: &str, questions: &[&str]) -> String {
    let mut table = Vec::new();
    for (number, question) in questions.iter().enumerate() {
        let chat = telegram.user(&format!("Mina {number}")).language(language).private();
        chat.says(question);
        let reply = chat.next_reply().await;
        let first = reply.text.lines().next().unwrap_or_default();
        let source =
            reply.text.lines().find(|line| line.starts_with("📖")).map_or(String::new(), |line| format!("\n  {line}"));
        table.push(format!("{question}\n  {first}{source}\n  [{}]", reply.labels().join("] [")));
    }
    let table = table.join("\n");
    table.replace(['\u{2066}', '\u{2068}'], "⟨").replace('\u{2069}', "⟩").replace('\u{200e}', "⟶")
}

#[tokio::test]
async fn questions_as_people_type_them_are_answered_or_go_to_people() {
    let telegram = FakeTelegram::start().await;
    let program = Program::new().on_telegram(&telegram);
    let mut server = program.start(&["demo"]);
    server.url().await;
    let english = came_back(&telegram, "en", &ENGLISH).await;
    let persian = came_back(&telegram, "fa", &PERSIAN).await;
    insta::assert_snapshot!(format!("{english}\n\n{persian}"), @"");
    assert_eq!(server.stop().await, Some(0));
}
