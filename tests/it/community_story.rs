//! One story in a community, on both platforms at once: a question, a wrong answer, a peer who helps and is thanked. And the
//! sample questions, as people read their answers. The program itself runs, as it is shipped.
//!
//! What people read in each place, and its timeline at the desk, is kept in pictures as well.

use serde_json::Value;

use crate::screens::pictures::Pictures;
use crate::support::chromium::Person;
use crate::support::fake_discord::{FakeDiscord, MENTION};
use crate::support::fake_telegram::FakeTelegram;
use crate::support::reading::Reads;
use crate::support::{ARTICLES, Program};

/// What an operator reads of a person: the timeline, without ids and times.
async fn shown(program: &Program, name: &str, language: &str) -> String {
    let list: Value = serde_json::from_str(&program.done(&["contact", "list", "--json"]).await).unwrap();
    let person = list.as_array().unwrap().iter().find(|contact| contact["name"] == name).unwrap();
    let id = person["id"].as_str().unwrap();
    let told = program.done(&["contact", "show", id, "--language", language]).await;
    let lines = told.lines().skip(2).map(|line| line.get(23..).unwrap_or(line));
    let marks = [("\u{2068}", "⟨"), ("\u{2069}", "⟩"), ("\u{200e}", "⟶")];
    let told = lines.collect::<Vec<_>>().join("\n");
    marks.iter().fold(told, |text, (mark, shown)| text.replace(mark, shown))
}

#[tokio::test]
async fn a_peer_helps_where_the_bot_was_wrong_on_both_platforms() {
    let (telegram, discord) = (FakeTelegram::start().await, FakeDiscord::start().await);
    let program = Program::new().on_telegram(&telegram).on_discord(&discord);
    program.done(&["kb", "import", ARTICLES]).await;
    let mut server = program.start(&["run"]);
    let site = server.url().await;
    discord.connected(1).await;
    let mut pictures = Pictures::new().await;
    in_english_on_discord(&program, &discord, &mut pictures).await;
    at_the_desk(&program, &site, ("en", "Mina"), &mut pictures).await;
    in_persian_on_telegram(&program, &telegram, &mut pictures).await;
    at_the_desk(&program, &site, ("fa", "مینا"), &mut pictures).await;
    pictures.are_well();
    let candidates = program.done(&["kb", "candidates"]).await;
    assert!(candidates.contains("the second-hand shop next door"), "{candidates}");
    assert!(candidates.contains("کتاب‌فروشی دست‌دوم"), "{candidates}");
    assert_eq!(server.stop().await, Some(0));
}

/// Somebody of the team opens the case, which is over.
async fn at_the_desk(program: &Program, site: &str, (language, asker): (&str, &str), pictures: &mut Pictures) {
    let email = format!("{language}@team.example");
    let said = program.done(&["agent", "add", &email, "--name", "Sara"]).await;
    let (_, link) = said.trim_end().split_once("/desk/").unwrap();
    let sara = Person::new().await;
    sara.opens(&format!("{site}/desk/{link}")).await;
    if language == "fa" {
        sara.presses("فارسی").await;
        sara.until("document.documentElement?.lang === 'fa'", "the desk in Persian").await;
    }
    sara.opens(&format!("{site}/desk/inbox/resolved")).await;
    sara.presses_row(asker).await;
    sara.sees("🙏").await;
    pictures.of(&sara, "community-desk").await;
}

async fn in_english_on_discord(program: &Program, discord: &FakeDiscord, pictures: &mut Pictures) {
    let channel = discord.guild("Readers").channel("help");
    let (mina, reza) = (channel.with(&discord.user("Mina")), channel.with(&discord.user("Reza")));
    let asked = mina.says(&format!("{MENTION} can I return a book that I bought somewhere else?"));
    mina.next_reply().await;
    mina.presses("Not this");
    mina.next_reply().await;
    let answer = reza.replies(asked, "No, but the second-hand shop next door takes it.");
    mina.reacts(answer, "✅", true);
    mina.next_reply().await;
    reza.presses("Yes, keep it");
    mina.until(|transcript| transcript.lines.iter().any(|line| line.is_edited)).await;
    pictures.of_what_is_read(&[mina.reading()], "en", "community-discord").await;
    insta::assert_snapshot!(shown(program, "Mina", "en").await, @r"
    Mina: can I return a book that I bought somewhere else?
    Bot: Within seven days of delivery:

    1. Open *My orders* and choose the book.
    2. Press `Return` and print the label.
    3. Hand the parcel to any post office.

    📖 _From: How do I return a book?_

    _I am a bot of Hamyar. Write “human” at any time and a person takes over._
    — Mina chose “Not this”
    Bot: I see, that was not it. Could you say it in other words? Or I fetch a person.
    Reza: No, but the second-hand shop next door takes it.
    — Mina reacted with ✅
    Bot: That solved it. Thank you for helping! 🙏

    May we keep your answer for others who ask the same? Without your name, unless you want it there. Only you can press.
    — Solved by Reza
    — Reza chose “Yes, keep it”
    Bot: That solved it. Thank you for helping! 🙏 Your answer is kept for others.
    ");
}

async fn in_persian_on_telegram(program: &Program, telegram: &FakeTelegram, pictures: &mut Pictures) {
    let group = telegram.group("کتاب‌خوان‌ها");
    let user = |name: &str| group.with(&telegram.user(name).language("fa"));
    let (mina, reza) = (user("مینا"), user("رضا"));
    let asked = mina.says("@hamyar_bot کتابی را که از جای دیگر خریده‌ام می‌شود پس بدهم؟");
    mina.next_reply().await;
    mina.presses("این نبود");
    mina.next_reply().await;
    let answer = reza.replies(asked, "نه، ولی کتاب‌فروشی دست‌دوم همسایه می‌خرد.");
    mina.reacts(answer, "👍", true);
    mina.next_reply().await;
    reza.presses("بله، نگه دارید");
    mina.until(|transcript| transcript.lines.iter().any(|line| line.is_edited)).await;
    pictures.of_what_is_read(&[mina.reading()], "fa", "community-telegram").await;
    insta::assert_snapshot!(shown(program, "مینا", "fa").await, @r"
    مینا: کتابی را که از جای دیگر خریده‌ام می‌شود پس بدهم؟
    ربات: تا هفت روز پس از تحویل:

    ۱. در *سفارش‌های من* کتاب را انتخاب کنید.
    ۲. `مرجوع` را بزنید و برچسب را چاپ کنید.
    ۳. بسته را به یکی از دفترهای پست بدهید.

    📖 از مقالهٔ «چطور کتاب را پس بدهم؟»

    من ربات ⟨Hamyar⟩ هستم. هر وقت بنویسید «پشتیبان»، یک نفر از همکاران ادامه می‌دهد.
    — مینا گفت «این نبود»
    ربات: پس این نبود. می‌شود به شکل دیگری بنویسید؟ اگر بخواهید، پشتیبان را خبر می‌کنم.
    رضا: نه، ولی کتاب‌فروشی دست‌دوم همسایه می‌خرد.
    — مینا با 👍 واکنش نشان داد
    ربات: مشکل حل شد. ممنون که کمک کردید! 🙏

    اجازه می‌دهید پاسخ شما را برای کسانی که همین را می‌پرسند نگه داریم؟ نامتان نمی‌آید، مگر خودتان بخواهید. فقط خود شما می‌توانید انتخاب کنید.
    — با کمک رضا حل شد
    — رضا گفت «بله، نگه دارید»
    ربات: مشکل حل شد. ممنون که کمک کردید! 🙏 پاسخ شما برای دیگران نگه داشته شد.
    ");
}
