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
        let labels = reply.labels();
        let buttons = if labels.is_empty() { String::new() } else { format!("\n  [{}]", labels.join("] [")) };
        table.push(format!("{question}\n  {first}{source}{buttons}"));
    }
    let table = table.join("\n");
    table.replace(['\u{2066}', '\u{2068}'], "⟨").replace('\u{2069}', "⟩").replace('\u{200e}', "⟶")
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "the table of what came back")]
async fn questions_as_people_type_them_are_answered_or_go_to_people() {
    let telegram = FakeTelegram::start().await;
    let program = Program::new().on_telegram(&telegram);
    let mut server = program.start(&["demo"]);
    server.url().await;
    let english = came_back(&telegram, "en", &ENGLISH).await;
    let persian = came_back(&telegram, "fa", &PERSIAN).await;
    insta::assert_snapshot!(format!("{english}\n\n{persian}"), @r#"
    how do i conect telegram to hamyar??
      1. In Telegram, write to @BotFather, send /newbot and choose a name. You get a token.
      📖 From: How do I connect a Telegram bot?
      [This helped] [Not this] [A person, please]
    hw cn i delete my data
      Ask for a person and say what you want.
      📖 From: How do I get or delete my data?
      [This helped] [Not this] [A person, please]
    teh bot dosnt answer in our grup why
      I have no answer to that, so I have passed it to the team; a person will answer you here. You can add whatever helps in the meantime.
      [Back to the bot] [Tell me when you know]
    password reset
      Open /desk on the address of your Hamyar and sign in with the account that your administrator made for you. The desk shows the queue of those waiting for a person. New messages appear by themselves; you need not reload.
      📖 From: How do I open the desk?
      [This helped] [Not this] [A person, please]
    backup?
      hamyar backup FILE writes the whole database, files of customers included, to one file while Hamyar runs; SQLite and PostgreSQL alike.
      📖 From: How do I back up Hamyar?
      [This helped] [Not this] [A person, please]
    where r articles comming from
      I have no answer to that, so I have passed it to the team; a person will answer you here. You can add whatever helps in the meantime.
      [Back to the bot] [Tell me when you know]
    hey! i need to export all my articls to a file, how
      I am not sure what you mean. Is it one of these?
      [How do I export the knowledge base?] [How do I import articles?] [How do I get or delete my data?] [A person, please]
    can two ppl answer the same customer lol
      I am not sure what you mean. Is it one of these?
      [What if two agents answer at the same time?] [What happens if a message cannot be delivered?] [How can I see why the bot said something?] [A person, please]
    bot answerd wrong, what now
      Press Not this under the answer. Hamyar offers other articles, or asks you to say it in other words: say then what you want to do, and where it fails. A short, complete sentence works better than a single word.
      📖 From: The answer is wrong. What can I do?
      [This helped] [Not this] [A person, please]
    thx
      You are welcome.
    thank you so much, that solved it!
      You are welcome.
    hello
      Hello. Ask me about Hamyar in your own words, and I will look for the answer.
    good morning, is anyone there?
      I have passed this to the team; a person will answer you here. You can add whatever helps in the meantime.
      [Back to the bot]
    this stupid bot is useless
      I have passed this to the team; a person will answer you here. You can add whatever helps in the meantime.
      [Back to the bot]
    u suck. how do i get a human
      I have passed this to the team; a person will answer you here. You can add whatever helps in the meantime.
      [Back to the bot]
    can i talk to a real person pls
      I have passed this to the team; a person will answer you here. You can add whatever helps in the meantime.
      [Back to the bot]
    which database does it use and how do I back it up?
      Both work, with the same functions.
      📖 From: SQLite or PostgreSQL?
      [This helped] [Not this] [A person, please]
    how do I connect Telegram, and can the bot read everything in the group?
      What is not addressed to the bot is not recorded. It keeps the messages that mention it, reply to it or give it a command, and what follows from them.
      📖 From: Does the bot read everything in our group?
      [This helped] [Not this] [A person, please]
    wat langs do u speak
      I am not sure what you mean. Is it one of these?
      [Which languages does Hamyar speak?] [How do I set where the bot may speak by itself?] [How do I talk to a person?] [A person, please]
    if i close the tab is my chat gone
      Open /chat on the address of this Hamyar and write; you need no account. Answers appear by themselves, without reloading the page.
      📖 From: How does the chat on the web page work?
      [This helped] [Not this] [A person, please]
    hamyar chist
      I have no answer to that, so I have passed it to the team; a person will answer you here. You can add whatever helps in the meantime.
      [Back to the bot] [Tell me when you know]
    the thing with the threshold, what is that number for
      Each question gets a confidence: the probability that the best article answers it. Two thresholds decide:
      📖 From: When is the bot sure enough to answer?
      [This helped] [Not this] [A person, please]
    does it run on windows 3.11
      I have no answer to that, so I have passed it to the team; a person will answer you here. You can add whatever helps in the meantime.
      [Back to the bot] [Tell me when you know]
    what's the weather in Tehran tomorrow
      I am not sure what you mean. Is it one of these?
      [How does the chat on the web page work?] [What do the buttons under an answer do?] [Does Hamyar work in Telegram groups with topics?] [A person, please]
    i sent a voice msg and it didnt understand
      I am not sure what you mean. Is it one of these?
      [Can I send photos, files or voice messages?] [Which languages does Hamyar speak?] [What happens if I delete a message?] [A person, please]

    چجوری تلگرامو وصل کنم؟
      ۱. در تلگرام به @BotFather پیام بدهید، ⟨/newbot⟩ را بفرستید و نامی انتخاب کنید. یک توکن می‌گیرید.
      📖 از مقالهٔ «چطور ربات تلگرام را وصل کنم؟»
      [کمک کرد] [این نبود] [پشتیبان می‌خواهم]
    chetor telegram ro vasl konam
      ۱. در تلگرام به @BotFather پیام بدهید، ⟨/newbot⟩ را بفرستید و نامی انتخاب کنید. یک توکن می‌گیرید.
      📖 از مقالهٔ «چطور ربات تلگرام را وصل کنم؟»
      [کمک کرد] [این نبود] [پشتیبان می‌خواهم]
    اطلاعاتمو پاک کنین لطفن
      پشتیبان بخواهید و بگویید چه می‌خواهید.
      📖 از مقالهٔ «چطور داده‌هایم را بگیرم یا پاک کنم؟»
      [کمک کرد] [این نبود] [پشتیبان می‌خواهم]
    بک آپ
      دستور ⟨hamyar backup FILE⟩ همهٔ پایگاه داده را با فایل‌های مشتری‌ها، وقتی همیار روشن است، در یک فایل می‌نویسد؛ هم با SQLite و هم با PostgreSQL.
      📖 از مقالهٔ «چطور از همیار نسخهٔ پشتیبان بگیرم؟»
      [کمک کرد] [این نبود] [پشتیبان می‌خواهم]
    ربات تو گروه جواب نمیده چرااا
      ربات در گروه وقتی پاسخ می‌دهد که با او حرف بزنید:
      📖 از مقالهٔ «در گروه تلگرام چطور از ربات بپرسم؟»
      [کمک کرد] [این نبود] [پشتیبان می‌خواهم]
    از کجا جواب میدی اصلا
      پاسخ این را نمی‌دانم، برای همین گفت‌وگو را به پشتیبانی سپردم؛ یک نفر همین‌جا پاسخ می‌دهد. تا آن موقع هر چه لازم است بنویسید.
      [بازگشت به ربات] [وقتی دانستید خبرم کنید]
    خروجی مقاله ها
      دستور ⟨hamyar kb export PATH⟩ را اجرا کنید. خروجی به همان شکل‌هایی است که وارد کردن می‌شناسد: اگر ⟨PATH⟩ به ⟨.jsonl⟩، ⟨.csv⟩ یا ⟨.zip⟩ ختم شود JSONL، صفحه‌گسترده یا بایگانی، وگرنه پوشه‌ای از فایل‌های مارک‌داون با سرآیند YAML.
      📖 از مقالهٔ «چطور از پایگاه دانش خروجی بگیرم؟»
      [کمک کرد] [این نبود] [پشتیبان می‌خواهم]
    دوتا پشتیبان همزمان جواب بدن چی میشه؟
      پاسخ این را نمی‌دانم، برای همین گفت‌وگو را به پشتیبانی سپردم؛ یک نفر همین‌جا پاسخ می‌دهد. تا آن موقع هر چه لازم است بنویسید.
      [بازگشت به ربات] [وقتی دانستید خبرم کنید]
    جوابت غلط بود حالا چیکار کنم
      پاسخ این را نمی‌دانم، برای همین گفت‌وگو را به پشتیبانی سپردم؛ یک نفر همین‌جا پاسخ می‌دهد. تا آن موقع هر چه لازم است بنویسید.
      [بازگشت به ربات] [وقتی دانستید خبرم کنید]
    مرسی
      خواهش می‌کنم.
    دمت گرم حل شد
      خواهش می‌کنم.
    سلام
      سلام. هر چه دربارهٔ ⟨Hamyar⟩ می‌خواهید به زبان خودتان بپرسید تا پاسخش را پیدا کنم.
    سلام خسته نباشید کسی هست؟
      درست متوجه منظورتان نشدم. یکی از این‌هاست؟
      [چطور گفت‌وگو را ببندم؟] [پشتیبان خواستم؛ حالا چه می‌شود؟] [تلگرام روی سرور من فیلتر است؛ چه کنم؟] [پشتیبان می‌خواهم]
    این ربات مزخرف به درد نمیخوره
      گفت‌وگو را به پشتیبانی سپردم؛ یک نفر همین‌جا پاسخ می‌دهد. تا آن موقع هر چه لازم است بنویسید.
      [بازگشت به ربات]
    با یه آدم واقعی میخوام حرف بزنم
      گفت‌وگو را به پشتیبانی سپردم؛ یک نفر همین‌جا پاسخ می‌دهد. تا آن موقع هر چه لازم است بنویسید.
      [بازگشت به ربات]
    mikham ba poshtiban sohbat konam
      گفت‌وگو را به پشتیبانی سپردم؛ یک نفر همین‌جا پاسخ می‌دهد. تا آن موقع هر چه لازم است بنویسید.
      [بازگشت به ربات]
    چه دیتابیسی داره و چطوری ازش نسخه پشتیبان بگیرم؟
      دستور ⟨hamyar backup FILE⟩ همهٔ پایگاه داده را با فایل‌های مشتری‌ها، وقتی همیار روشن است، در یک فایل می‌نویسد؛ هم با SQLite و هم با PostgreSQL.
      📖 از مقالهٔ «چطور از همیار نسخهٔ پشتیبان بگیرم؟»
      [کمک کرد] [این نبود] [پشتیبان می‌خواهم]
    تلگرامو چطور وصل کنم و ربات همه پیام‌های گروه رو می‌خونه؟
      درست متوجه منظورتان نشدم. یکی از این‌هاست؟
      [ربات همهٔ حرف‌های گروه را می‌خواند؟] [چطور ربات تلگرام را وصل کنم؟] [در گروه تلگرام چطور از ربات بپرسم؟] [پشتیبان می‌خواهم]
    به چ زبونایی حرف میزنی
      درست متوجه منظورتان نشدم. یکی از این‌هاست؟
      [همیار به چه زبان‌هایی حرف می‌زند؟] [چطور با پشتیبان حرف بزنم؟] [چطور تعیین کنم ربات کجا خودش حرف بزند؟] [پشتیبان می‌خواهم]
    صفحه رو ببندم گفتگوم میپره؟
      درست متوجه منظورتان نشدم. یکی از این‌هاست؟
      [گفت‌وگوی وب چطور کار می‌کند؟] [چطور گفت‌وگو را ببندم؟] [از کجا ببینم چرا ربات این را گفت؟] [پشتیبان می‌خواهم]
    what is hamyar به فارسی
      درست متوجه منظورتان نشدم. یکی از این‌هاست؟
      [همیار به چه زبان‌هایی حرف می‌زند؟] [همیار چیست؟] [چطور امتحان کنم ربات چه پاسخی می‌دهد؟] [پشتیبان می‌خواهم]
    آستانه چیه
      هر پرسش یک میزان اطمینان می‌گیرد: احتمال این‌که بهترین مقاله پاسخ آن باشد. دو آستانه تصمیم می‌گیرند:
      📖 از مقالهٔ «ربات از چه اطمینانی به بعد پاسخ می‌دهد؟»
      [کمک کرد] [این نبود] [پشتیبان می‌خواهم]
    هوای فردای تهران چطوره
      پاسخ این را نمی‌دانم، برای همین گفت‌وگو را به پشتیبانی سپردم؛ یک نفر همین‌جا پاسخ می‌دهد. تا آن موقع هر چه لازم است بنویسید.
      [بازگشت به ربات] [وقتی دانستید خبرم کنید]
    ویس فرستادم نفهمید
      درست متوجه منظورتان نشدم. یکی از این‌هاست؟
      [می‌توانم عکس، فایل یا پیام صوتی بفرستم؟] [اگر پیامم را پاک کنم چه می‌شود؟] [اگر پیامی به دست مشتری نرسد چه می‌شود؟] [پشتیبان می‌خواهم]
    یاداشت داخلي چطوري بنويسم
      به جای پاسخ، «یادداشت داخلی» بنویسید. یادداشت در تاریخچهٔ گفت‌وگو ثبت می‌شود و فقط تیم شما آن را می‌بیند؛ در هیچ کانالی برای مشتری فرستاده نمی‌شود.
      📖 از مقالهٔ «چطور برای همکارانم یادداشت بگذارم؟»
      [کمک کرد] [این نبود] [پشتیبان می‌خواهم]
    "#);
    assert_eq!(server.stop().await, Some(0));
}
