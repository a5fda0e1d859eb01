//! The sample questions (`examples/questions.md`), asked of `hamyar demo` where communities are: in the topics of a Persian
//! group on Telegram, and in an English forum on Discord.

use hamyar_knowledge::files;

use crate::screens::pictures::Pictures;
use crate::sources;
use crate::support::Program;
use crate::support::fake_discord::FakeDiscord;
use crate::support::fake_telegram::FakeTelegram;
use crate::support::reading::{Reading, Reads};

/// Questions in one picture: as many as a narrow one shows whole.
const IN_A_PICTURE: usize = 3;

/// A question of the page, and the article that answers it; none where the knowledge base has no answer.
struct Sample {
    text: String,
    article: Option<String>,
}

/// The questions of one language, in the order of the page.
fn samples(language: &str) -> Vec<Sample> {
    let page = std::fs::read_to_string(sources::root().join("examples/questions.md")).unwrap();
    let part = page.split("\n## ").find(|part| part.starts_with(language)).unwrap();
    let sample = |line: &str| {
        if let Some(text) = line.strip_prefix("- ") {
            return Some(Sample { text: text.to_owned(), article: None });
        }
        let (text, article) = line.strip_prefix("| ")?.strip_suffix("` |")?.split_once(" | `")?;
        Some(Sample { text: text.to_owned(), article: Some(article.to_owned()) })
    };
    part.lines().filter_map(sample).collect()
}

/// What was read under a question: how it begins, which article it is from, and the buttons.
fn read(text: &str, labels: &[&str]) -> String {
    let first = text.lines().next().unwrap_or_default();
    let source = text.lines().find(|line| line.starts_with("📖")).map_or(String::new(), |line| format!("\n  {line}"));
    format!("  {first}{source}\n  [{}]", labels.join("] ["))
}

/// The title of an article.
fn title(article: &str) -> String {
    let sample = files::read(sources::root().join("examples/knowledge").as_path());
    sample.articles.into_iter().find(|one| one.id == article).unwrap().title
}

/// Whether people read what the page promises: the article's words or its title as the first button; else a person.
fn is_right(sample: &Sample, text: &str, labels: &[&str], handed_over: &str) -> bool {
    match &sample.article {
        Some(article) => {
            let title = title(article);
            text.lines().any(|line| line.starts_with("📖") && line.contains(&title)) || labels.first() == Some(&&*title)
        }
        None => text.starts_with(handed_over),
    }
}

fn readable(text: &str) -> String {
    text.replace(['\u{2066}', '\u{2068}'], "⟨").replace('\u{2069}', "⟩").replace('\u{200e}', "⟶")
}

#[tokio::test]
async fn they_are_answered_in_an_english_forum_and_in_the_topics_of_a_persian_group() {
    let (telegram, discord) = (FakeTelegram::start().await, FakeDiscord::start().await);
    let program = Program::new().on_telegram(&telegram).on_discord(&discord);
    let mut server = program.start(&["demo"]);
    server.url().await;
    discord.connected(1).await;
    let posts = in_a_forum(&program, &discord).await;
    let topics = in_topics(&telegram).await;
    let mut pictures = Pictures::new().await;
    for (place, language, readings) in [("discord", "en", posts), ("telegram", "fa", topics)] {
        for (number, some) in readings.chunks(IN_A_PICTURE).enumerate() {
            pictures.of_what_is_read(some, language, &format!("questions-{place}-{}", number + 1)).await;
        }
    }
    pictures.are_well();
    assert_eq!(server.stop().await, Some(0));
}

/// Returns what was read in each post.
async fn in_a_forum(program: &Program, discord: &FakeDiscord) -> Vec<Reading> {
    let (forum, mina) = (discord.guild("Community").forum("questions"), discord.user("Mina"));
    program.done(&["place", "set", "discord:main", &forum.id(), "--autonomy", "always"]).await;
    let (mut shown, mut wrong, mut read_there) = (Vec::new(), Vec::new(), Vec::new());
    for sample in samples("English") {
        let post = forum.post(&mina, &sample.text, &sample.text);
        let reply = post.next_reply().await;
        read_there.push(post.reading());
        shown.push(format!("{}\n{}", sample.text, read(&reply.text, &reply.labels())));
        if !is_right(&sample, &reply.text, &reply.labels(), "I have no answer to that") {
            wrong.push(sample.text);
        }
    }
    insta::assert_snapshot!(readable(&shown.join("\n")), @r"
    what do the three buttons below your answer mean?
      Under an answer there are three buttons:
      📖 *From: What do the buttons under an answer do?*
      [This helped] [Not this] [A person, please]
    if I edit a message after you answered, what happens?
      Yes, edit it in your chat app as usual.
      📖 *From: Can I correct a message I have sent?*
      [This helped] [Not this] [A person, please]
    can you listen to voice messages or look at photos?
      You may send them, but the bot cannot read them. It says so and offers you a person. Whoever takes over from it sees your picture, and can open your file or recording.
      📖 *From: Can I send photos, files or voice messages?*
      [This helped] [Not this] [A person, please]
    which languages can you speak
      Hamyar's own words exist in English and Persian. It detects the language of your question and answers in it; there is nothing to set. To change, just write your next question in the other language.
      📖 *From: Which languages does Hamyar speak?*
      [This helped] [Not this] [A person, please]
    what is stored about me when I chat here?
      I am not sure what you mean. Is it one of these?
      [What does Hamyar record about me?] [What is Hamyar?] [Does the bot read everything in our group?] [A person, please] [Somebody solved it]
    why doesn't the bot answer in my telegram group
      In a group the bot answers when it is meant:
      📖 *From: How do I ask the bot in a Telegram group?*
      [This helped] [Not this] [A person, please]
    how can I leave an internal note that the customer doesn't see
      Write it as an **internal note** instead of a reply. A note is recorded on the timeline of the conversation and only your team sees it; it is never sent to the customer, on any channel.
      📖 *From: How do I leave a note for my colleagues?*
      [This helped] [Not this] [A person, please]
    what happens when two agents reply to the same customer
      Nothing goes out twice unknowingly. Every action in the desk is checked against the state you saw. If a colleague was quicker, your action is not carried out; you are shown what they did instead, with their text.
      📖 *From: What if two agents answer at the same time?*
      [This helped] [Not this] [A person, please]
    how do I import a folder of markdown articles
      Run `hamyar kb import PATH`. `PATH` is either
      📖 *From: How do I import articles?*
      [This helped] [Not this] [A person, please]
    where do i put my telegram bot token
      1. In Telegram, write to @BotFather, send `/newbot` and choose a name. You get a token.
      📖 *From: How do I connect a Telegram bot?*
      [This helped] [Not this] [A person, please]
    should I use sqlite or postgres?
      Both work, with the same functions.
      📖 *From: SQLite or PostgreSQL?*
      [This helped] [Not this] [A person, please]
    how can I make a backup of the database
      `hamyar backup FILE` writes the whole database, files of customers included, to one file while Hamyar runs; SQLite and PostgreSQL alike.
      📖 *From: How do I back up Hamyar?*
      [This helped] [Not this] [A person, please]
    my parcel from Rotterdam is still at customs, why?
      I have no answer to that, so I have passed it to the team; a person will answer you here. You can add whatever helps in the meantime.
      [Back to the bot] [Somebody solved it] [Tell me when you know]
    do you offer a student discount on headphones
      I have no answer to that, so I have passed it to the team; a person will answer you here. You can add whatever helps in the meantime.
      [Back to the bot] [Somebody solved it] [Tell me when you know]
    is there a docker image
      I have no answer to that, so I have passed it to the team; a person will answer you here. You can add whatever helps in the meantime.
      [Back to the bot] [Somebody solved it] [Tell me when you know]
    ");
    assert!(wrong.is_empty(), "{wrong:#?}");
    read_there
}

/// Returns what was read in each topic.
async fn in_topics(telegram: &FakeTelegram) -> Vec<Reading> {
    let (group, mina) = (telegram.forum("همیار"), telegram.user("مینا").language("fa"));
    let (mut shown, mut wrong, mut read_there) = (Vec::new(), Vec::new(), Vec::new());
    for sample in samples("فارسی") {
        let topic = group.topic(&sample.text).with(&mina);
        topic.says(&format!("@hamyar_bot {}", sample.text));
        let reply = topic.next_reply().await;
        read_there.push(topic.reading());
        shown.push(format!("{}\n{}", sample.text, read(&reply.text, &reply.labels())));
        if !is_right(&sample, &reply.text, &reply.labels(), "پاسخ این را نمی‌دانم") {
            wrong.push(sample.text);
        }
    }
    insta::assert_snapshot!(readable(&shown.join("\n")), @r"
    این سه تا دکمهٔ زیر جواب چیکار می‌کنن؟
      زیر پاسخ سه دکمه می‌بینید:
      📖 از مقالهٔ «دکمه‌های زیر پاسخ چه می‌کنند؟»
      [کمک کرد] [این نبود] [پشتیبان می‌خواهم]
    اگه بعد از جواب پیامم رو ویرایش کنم چه اتفاقی میفته
      بله، پیام را در همان برنامه‌ای که با آن می‌نویسید ویرایش کنید.
      📖 از مقالهٔ «می‌شود پیامی را که فرستاده‌ام درست کنم؟»
      [کمک کرد] [این نبود] [پشتیبان می‌خواهم]
    می‌تونی ویس گوش بدی یا عکس ببینی؟
      می‌توانید بفرستید، ولی ربات نمی‌تواند آن‌ها را بخواند؛ همین را می‌گوید و پیشنهاد می‌کند به پشتیبان وصل شوید. پشتیبان عکس شما را می‌بیند و می‌تواند فایل یا صدای شما را باز کند.
      📖 از مقالهٔ «می‌توانم عکس، فایل یا پیام صوتی بفرستم؟»
      [کمک کرد] [این نبود] [پشتیبان می‌خواهم]
    به چه زبون‌هایی حرف میزنی؟
      پیام‌های خود همیار به فارسی و انگلیسی است. زبان پرسش شما را تشخیص می‌دهد و به همان زبان پاسخ می‌دهد؛ چیزی برای تنظیم کردن نیست. برای عوض کردن زبان، پرسش بعدی را به زبان دیگر بنویسید.
      📖 از مقالهٔ «همیار به چه زبان‌هایی حرف می‌زند؟»
      [کمک کرد] [این نبود] [پشتیبان می‌خواهم]
    چه اطلاعاتی از من ذخیره می‌کنید؟
      هر چه برای همیار بنویسید به ترتیب در تاریخچه می‌ماند؛ همراه با پاسخ‌ها، دکمه‌هایی که زده‌اید، ارجاع‌ها و حرف‌های پشتیبان. اگر پیامی را ویرایش کنید، متن تازه جدا ثبت می‌شود و متن قبلی هم می‌ماند.
      📖 از مقالهٔ «همیار چه چیزهایی از من ثبت می‌کند؟»
      [کمک کرد] [این نبود] [پشتیبان می‌خواهم]
    چرا ربات توی گروه به کسی جواب نمی‌ده؟
      ربات در گروه وقتی پاسخ می‌دهد که با او حرف بزنید:
      📖 از مقالهٔ «در گروه تلگرام چطور از ربات بپرسم؟»
      [کمک کرد] [این نبود] [پشتیبان می‌خواهم]
    چطور یادداشت داخلی بنویسم که مشتری نبیند
      به جای پاسخ، «یادداشت داخلی» بنویسید. یادداشت در تاریخچهٔ گفت‌وگو ثبت می‌شود و فقط تیم شما آن را می‌بیند؛ در هیچ کانالی برای مشتری فرستاده نمی‌شود.
      📖 از مقالهٔ «چطور برای همکارانم یادداشت بگذارم؟»
      [کمک کرد] [این نبود] [پشتیبان می‌خواهم]
    اگر دو پشتیبان همزمان به یک مشتری جواب بدهند چه می‌شود
      درست متوجه منظورتان نشدم. یکی از این‌هاست؟
      [اگر دو پشتیبان هم‌زمان پاسخ بدهند چه می‌شود؟] [اگر پیامی به دست مشتری نرسد چه می‌شود؟] [چطور گفت‌وگو را بردارم و پاسخ بدهم؟] [پشتیبان می‌خواهم] [یکی از دوستان حلش کرد]
    چطور یک پوشه مقاله وارد کنم؟
      دستور ⟨hamyar kb import PATH⟩ را اجرا کنید. ⟨PATH⟩ یکی از این‌هاست:
      📖 از مقالهٔ «چطور مقاله‌ها را وارد کنم؟»
      [کمک کرد] [این نبود] [پشتیبان می‌خواهم]
    توکن ربات تلگرام را کجا بنویسم
      ۱. در تلگرام به @BotFather پیام بدهید، ⟨/newbot⟩ را بفرستید و نامی انتخاب کنید. یک توکن می‌گیرید.
      📖 از مقالهٔ «چطور ربات تلگرام را وصل کنم؟»
      [کمک کرد] [این نبود] [پشتیبان می‌خواهم]
    اس‌کیو‌ال‌لایت بهتره یا پستگرس؟ کدوم دیتابیس
      درست متوجه منظورتان نشدم. یکی از این‌هاست؟
      [از SQLite استفاده کنم یا PostgreSQL؟] [چرا به جای پاسخ، چند موضوع نشانم می‌دهد؟] [چطور از همیار نسخهٔ پشتیبان بگیرم؟] [پشتیبان می‌خواهم] [یکی از دوستان حلش کرد]
    نسخه پشتیبان از دیتابیس چطوری بگیرم
      دستور ⟨hamyar backup FILE⟩ همهٔ پایگاه داده را با فایل‌های مشتری‌ها، وقتی همیار روشن است، در یک فایل می‌نویسد؛ هم با SQLite و هم با PostgreSQL.
      📖 از مقالهٔ «چطور از همیار نسخهٔ پشتیبان بگیرم؟»
      [کمک کرد] [این نبود] [پشتیبان می‌خواهم]
    مرسوله‌ام در گمرک بندرعباس مانده، چرا؟
      پاسخ این را نمی‌دانم، برای همین گفت‌وگو را به پشتیبانی سپردم؛ یک نفر همین‌جا پاسخ می‌دهد. تا آن موقع هر چه لازم است بنویسید.
      [بازگشت به ربات] [یکی از دوستان حلش کرد] [وقتی دانستید خبرم کنید]
    برای دانشجوها روی هدفون تخفیف دارید؟
      پاسخ این را نمی‌دانم، برای همین گفت‌وگو را به پشتیبانی سپردم؛ یک نفر همین‌جا پاسخ می‌دهد. تا آن موقع هر چه لازم است بنویسید.
      [بازگشت به ربات] [یکی از دوستان حلش کرد] [وقتی دانستید خبرم کنید]
    قیمت اشتراک ماهانه چنده
      پاسخ این را نمی‌دانم، برای همین گفت‌وگو را به پشتیبانی سپردم؛ یک نفر همین‌جا پاسخ می‌دهد. تا آن موقع هر چه لازم است بنویسید.
      [بازگشت به ربات] [یکی از دوستان حلش کرد] [وقتی دانستید خبرم کنید]
    ");
    assert!(wrong.is_empty(), "{wrong:#?}");
    read_there
}
