//! The whole story in browsers: two customers, one Persian and one English, ask in the chat; two people of the team take
//! what the bot cannot answer, and see each other do it.

use hamyar::model::AgentRole;

use super::{at_the_desk, colleague, in_the_chat};
use crate::support::chromium::Person;
use crate::support::desk::PASSWORD;
use crate::support::{Database, Kind, Starting, TestApp};

const PIANO: &str = "آیا پیانوی دست‌دوم می‌خرید؟";

/// Sara, who signs in with her password, and Omid, whose desk is Persian. Both look at who waits.
async fn team(app: &TestApp) -> (Person, Person) {
    colleague(app, "Sara", "sara@team.example", AgentRole::Agent, "en").await;
    let sara = Person::new().await;
    sara.opens(&format!("http://{}/desk", app.http)).await;
    sara.writes("E-mail", "sara@team.example").await;
    sara.writes("Password", PASSWORD).await;
    sara.key("Enter").await;
    sara.sees("Nobody is waiting").await;
    let omid = colleague(app, "امید", "omid@team.example", AgentRole::Agent, "fa").await;
    let omid = at_the_desk(app, omid).await;
    omid.sees("کسی منتظر نیست").await;
    (sara, omid)
}

/// Writes in the chat, and sends it by the key.
pub(super) async fn says(customer: &Person, field: &str, text: &str) {
    customer.writes(field, text).await;
    customer.key("Enter").await;
    customer.sees(text).await;
}

#[tokio::test]
async fn from_question_to_rating_with_two_customers_and_two_agents() {
    let app = Starting::product(Database::new(Kind::Sqlite).await).await.0.start().await;
    let (sara, omid) = team(&app).await;
    let (mina, tobias) = (in_the_chat(&app, "fa").await, in_the_chat(&app, "en").await);

    says(&tobias, "Your message", "how long does delivery take?").await;
    tobias.sees("Two working days within the city").await;
    tobias.presses("This helped").await;
    tobias.sees("Good to hear").await;

    // What the bot does not know waits at both desks, without a reload.
    says(&mina, "پیام شما", PIANO).await;
    mina.sees("پاسخ این را نمی‌دانم").await;
    sara.sees(PIANO).await;
    omid.sees(PIANO).await;
    no_row_moves_under_whoever_chooses(&omid, &tobias).await;
    omid.presses_row(PIANO).await;
    omid.sees("به پشتیبان ارجاع شد").await;
    what_is_held_stays(&sara, &mina).await;
    sara.presses("Take").await;
    sara.sees("You took the conversation").await;
    omid.sees("Sara گفت‌وگو را برداشت").await;
    mina.sees("Sara").await;

    // A note stays inside; a reply arrives.
    sara.presses("Internal note").await;
    sara.writes("Write to", "She asked last year, too.").await;
    sara.presses("Save note").await;
    omid.sees("She asked last year, too.").await;
    sara.presses("Reply").await;
    sara.writes("Write to", "بله، سه‌شنبه‌ها.").await;
    sara.key("Control+Enter").await;
    mina.sees("بله، سه‌شنبه‌ها.").await;
    omid.sees("بله، سه‌شنبه‌ها.").await;
    assert!(!mina.words().await.contains("last year"), "a note is for the team");

    what_is_being_written_survives_what_comes(&sara, &mina).await;

    sara.presses("Resolve").await;
    mina.sees("چقدر راضی").await;
    mina.presses("😐").await;
    mina.sees("😐 را انتخاب کردید").await;
    // Whoever thinks better of it sees what they have chosen now.
    // What can only be chosen while the conversation goes on is gone with it.
    assert!(!mina.words().await.contains("بازگشت به ربات"));
    mina.presses("🙂").await;
    mina.sees("🙂 را انتخاب کردید").await;
    let chosen =
        "[...document.querySelectorAll('.choice[aria-pressed=true]')].map((face) => face.innerText).join() === '🙂'";
    mina.until(chosen, "the face that she chose").await;
    for (desk, rating) in [(&sara, "4 of 5"), (&omid, "۴ از ۵")] {
        desk.sees(rating).await;
    }
    for person in [&sara, &omid, &mina, &tobias] {
        assert_eq!(person.complaints(), Vec::<String>::new());
    }
}

/// Whoever goes through the rows by keyboard stays where they are: what comes waits behind a button.
async fn no_row_moves_under_whoever_chooses(omid: &Person, tobias: &Person) {
    omid.key("j").await;
    let focused = "document.activeElement.closest('#rows > li')?.id";
    let row = omid.until(focused, "a row with the focus").await;
    says(tobias, "Your message", "do you buy used pianos?").await;
    tobias.sees("I have no answer to that").await;
    omid.sees("۱ گفت‌وگوی تازه").await;
    assert_eq!(omid.looks(focused).await, row);
    omid.presses("۱ گفت‌وگوی تازه").await;
    omid.sees("used pianos").await;
}

/// The list is asked for once the test opens the gate: what is fetched then is as new as that.
const GATE: &str = "{ const now = window.fetch; window.asked = 0; \
    const gate = new Promise((open) => { window.opens = open; }); \
    window.fetch = async (url, options) => { \
    if (String(url).includes('/fragment')) { window.asked += 1; await gate; } \
    return now(url, options); }; }";

/// A row whose words change while it is pressed opens all the same: it is not written anew under the hand.
async fn what_is_held_stays(sara: &Person, mina: &Person) {
    sara.runs(GATE).await;
    says(mina, "پیام شما", "کسی هست؟").await;
    // Nothing that was fetched before waits behind the hand: the page fetches one list after the other.
    sara.until("window.asked === 1", "that the list is asked for").await;
    let held = sara.holds_row(PIANO).await;
    let from = sara.looks("performance.now()").await;
    sara.runs("window.opens()").await;
    let fetched = format!(
        "performance.getEntriesByType('resource').some(({{ name, startTime }}) => name.includes('/fragment') && startTime > {from})"
    );
    sara.until(&fetched, "the list as it is now").await;
    sara.lets_go(&held).await;
    sara.until("location.pathname.startsWith('/desk/conversations/')", "the conversation").await;
}

/// What comes live takes neither focus nor words nor cursor from whoever writes.
async fn what_is_being_written_survives_what_comes(sara: &Person, mina: &Person) {
    sara.writes("Write to", "Is it a grand piano, or").await;
    sara.until("document.activeElement.value === 'Is it a grand piano, or'", "her words alone").await;
    let at = "[document.activeElement.id, document.activeElement.value, document.activeElement.selectionStart]";
    let before = sara.looks(at).await;
    says(mina, "پیام شما", "دیواری است").await;
    sara.sees("دیواری است").await;
    assert_eq!(sara.looks(at).await, before);
    says(mina, "پیام شما", "و سنگین").await;
    sara.sees("و سنگین").await;
    sara.types(" an upright?").await;
    sara.until("document.activeElement.value === 'Is it a grand piano, or an upright?'", "her whole words").await;
    sara.key("Control+Enter").await;
    for person in [mina, sara] {
        person.sees("Is it a grand piano, or an upright?").await;
    }
}
