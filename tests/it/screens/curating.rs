//! A curator's story in a browser: from what nobody answers to what the bot answers, in both languages.

use std::time::{Duration, Instant};

use hamyar::model::AgentRole;

use super::{at_the_desk, colleague};
use crate::support::chromium::Person;
use crate::support::fake_telegram::FakeTelegram;
use crate::support::{Database, Kind, Starting};

const PIANO: &str = "Do you buy used pianos?";
const PIANO_FA: &str = "آیا پیانوی دست‌دوم می‌خرید؟";

/// How soon what was published answers.
const SOON: Duration = Duration::from_secs(1);

/// Asks as somebody new, and returns the answer.
async fn asks(telegram: &FakeTelegram, name: &str, language: &str, question: &str) -> String {
    let chat = telegram.user(name).language(language).private();
    chat.says(question);
    chat.next_reply().await.text
}

/// What is asked again is answered, and soon.
async fn is_answered(telegram: &FakeTelegram, name: &str, language: &str, question: &str, answer: &str) {
    let asked = Instant::now();
    let told = asks(telegram, name, language, question).await;
    let took = asked.elapsed();
    assert!(told.contains(answer), "{told}");
    assert!(took < SOON, "it took {took:?}");
}

/// Asks the draft, and sees what it would answer.
async fn tries(kay: &Person, question: &str, found: &str) {
    kay.runs("document.querySelector('#question').value = ''").await;
    kay.writes("A customer’s question", question).await;
    kay.presses("Ask").await;
    kay.sees("Would answer").await;
    kay.sees(found).await;
}

#[tokio::test]
async fn from_the_top_gap_to_an_answer_in_both_languages() {
    let (starting, telegram) = Starting::product(Database::new(Kind::Sqlite).await).await;
    let app = starting.start().await;
    for (name, language, question) in [
        ("Lena", "en", "is there parking for bicycles?"),
        ("Marek", "en", "do you buy used pianos"),
        ("Tobias", "en", "Do you buy a used piano?"),
        ("مینا", "fa", PIANO_FA),
    ] {
        asks(&telegram, name, language, question).await;
    }
    telegram.drained().await;
    let kay = colleague(&app, "Kay", "kay@team.example", AgentRole::Curator, "en").await;
    let kay = at_the_desk(&app, kay).await;
    kay.presses("Knowledge").await;
    kay.presses("Gaps").await;
    kay.sees("asked by 2 people").await;
    // The first is what most people ask.
    kay.presses("Write the answer").await;
    kay.until("document.querySelector('#title')?.value.includes('piano')", "the editor, with what was asked").await;
    kay.writes("Answer", "Yes: **upright** ones, on Tuesdays.").await;
    tries(&kay, PIANO, "this article").await;
    tries(&kay, "which cards do you take?", "How can I pay?").await;
    // What would change is seen before, and it is published from there.
    kay.presses("What would change").await;
    kay.sees("Newly answered").await;
    kay.sees("Do you buy a used piano?").await;
    let seen = kay.words().await;
    assert!(seen.contains("Handed over") && !seen.contains("parking"), "{seen}");
    kay.presses("Back to the draft").await;
    kay.until("document.querySelector('#body')?.value.includes('upright')", "the editor, with what was written").await;
    kay.presses("What would change").await;
    kay.sees("After publishing").await;
    kay.presses("Publish").await;
    kay.sees("Published. The bot answers with it from now on.").await;
    is_answered(&telegram, "Nina", "en", PIANO, "upright ones, on Tuesdays").await;

    kay.presses("Add a translation").await;
    kay.until("document.querySelector('#editor [name=id]')?.value === ''", "an editor for the translation").await;
    kay.runs("for (const id of ['title', 'questions', 'locale']) document.getElementById(id).value = ''").await;
    kay.writes("Title", "خرید پیانوی دست‌دوم").await;
    kay.writes("Answer", "بله: پیانوی **دیواری**، سه‌شنبه‌ها.").await;
    kay.writes("How people ask it", PIANO_FA).await;
    kay.writes("Language", "fa").await;
    tries(&kay, PIANO_FA, "this article").await;
    kay.presses("Publish").await;
    kay.sees("Published. The bot answers with it from now on.").await;
    is_answered(&telegram, "نیما", "fa", PIANO_FA, "دیواری، سه‌شنبه‌ها").await;

    // Nobody asks in vain any more.
    kay.presses("Knowledge").await;
    kay.presses("Gaps").await;
    kay.sees("parking for bicycles").await;
    let left = kay.words().await;
    assert!(!left.contains("piano") && !left.contains("پیانو"), "{left}");
    assert_eq!(kay.complaints(), Vec::<String>::new());
}

#[tokio::test]
async fn two_who_write_one_article_see_each_other_while_they_do() {
    let (starting, _telegram) = Starting::product(Database::new(Kind::Sqlite).await).await;
    let app = starting.start().await;
    let kay = colleague(&app, "Kay", "kay@team.example", AgentRole::Curator, "en").await;
    let omid = colleague(&app, "امید", "omid@team.example", AgentRole::Curator, "fa").await;
    let (kay, omid) = (at_the_desk(&app, kay).await, at_the_desk(&app, omid).await);
    let edit = format!("http://{}/desk/knowledge/edit?id=en%2Freturn-book", app.http);
    kay.opens(&edit).await;
    omid.opens(&edit).await;
    kay.sees("امید has this article open too").await;
    omid.sees("Kay هم این مقاله را باز کرده است").await;
    kay.writes("Answer", "Within seven days, at any post office.").await;
    omid.sees("Kay هم این مقاله را تغییر می‌دهد").await;
    // What one saves the other hears of at once, with all that they wrote untouched.
    omid.runs("document.querySelector('#body').value = 'Within ten days.'").await;
    kay.presses("Save draft").await;
    kay.sees("Saved as a draft.").await;
    omid.sees("Kay نسخهٔ دیگری ذخیره کرد").await;
    assert_eq!(omid.looks("document.querySelector('#body').value").await, "Within ten days.");
    omid.opens(&format!("http://{}/desk/knowledge", app.http)).await;
    let gone = "document.querySelector('#editing').children.length === 0";
    kay.until(gone, "that nobody else has it open").await;
    assert_eq!((kay.complaints(), omid.complaints()), (Vec::<String>::new(), Vec::<String>::new()));
}
