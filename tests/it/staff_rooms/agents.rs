//! What people of the team write and press in a topic.

use std::sync::Arc;

use chrono::Duration;
use hamyar::clock::Clock;
use hamyar::model::{Action, Canned, Holder, Status};
use hamyar_channel::testing::within;

use super::{Scene, UNKNOWN};
use crate::support::{Database, Kind, Starting, both};

both!(
    what_is_written_in_a_topic_goes_to_the_customer_and_notes_stay_inside,
    a_half_written_message_is_waited_for_with_a_note_behind_it,
    the_second_of_two_who_reply_at_once_is_told,
    commands_and_buttons_do_what_the_desk_does,
    what_is_no_command_is_said_to_nobody,
    what_happens_at_the_desk_shows_in_the_topic,
    what_is_edited_and_taken_back_in_a_topic_changes_for_the_customer,
);

/// A whole story, in one language: the topic at its end, and the customer's chat.
async fn story(language: &str, database: Database, said: [&str; 4]) -> String {
    let scene = Scene::with(language, database, |starting| starting).await;
    let (id, user) = (scene.app.agent("sara").await, scene.fake.user("Sara"));
    let code = scene.code(id).await;
    let chat = user.private();
    chat.says(&format!("/link {code}"));
    chat.next_reply().await;
    let [asks, replies, note, adds] = said;
    scene.mina.says(asks);
    scene.mina.next_reply().await;
    let topic = scene.topic("❗️ ").await.with(&user);
    topic.says(replies);
    scene.mina.next_reply().await;
    topic.says(note);
    scene.quiet().await;
    scene.topic("💬 ").await;
    scene.mina.says(adds);
    topic.until(|shown| shown.to_string().contains(adds)).await;
    topic.says("/resolve");
    scene.mina.next_reply().await;
    scene.topic("✅ ").await;
    scene.forum.newest_topic(|shown| shown.is_closed).await;
    assert_eq!(scene.app.conversation(1).await.status, Status::Resolved);
    let readable = |text: String| text.replace('\u{2068}', "⟨").replace('\u{2069}', "⟩").replace('\u{200e}', "⟶");
    readable(format!("{}\n---\n{}", topic.transcript(), scene.mina.transcript()))
}

#[tokio::test]
async fn a_story_in_english() {
    let database = Database::new(Kind::Sqlite).await;
    let said = [UNKNOWN, "We do **not**, sorry.", "//ask the neighbours", "thank you anyway"];
    insta::assert_snapshot!(Box::pin(story("en", database, said)).await, @r"
    bot (edited): #1 Mina
    Telegram · English
    Handed to people because no article answers the question.

    Bot
    Hello. Ask me about Narenj in your own words, and I will look for the answer.

    I am a bot of Narenj. Write “human” at any time and a person takes over.

    Mina
    do you buy used pianos?

    ✅ Resolved
        [Reopen]
    Sara: We do **not**, sorry.
    Sara: //ask the neighbours
    bot: 💬 sara has it
    bot: Mina
    thank you anyway
    Sara: /resolve
    bot: ✅ sara resolved it
    bot: Bot
    The team has closed this conversation. If something is left, simply write again.

    How content are you with the help you got?

    ---
    Mina: /start
    bot: Hello. Ask me about Narenj in your own words, and I will look for the answer.

    I am a bot of Narenj. Write “human” at any time and a person takes over.
    Mina: do you buy used pianos?
    bot: I have no answer to that, so I have passed it to the team; a person will answer you here. You can add whatever helps in the meantime.
        [Back to the bot]
        [Tell me when you know]
    bot: sara
    We do not, sorry.
    Mina: thank you anyway
    bot: The team has closed this conversation. If something is left, simply write again.

    How content are you with the help you got?
        [😞] [🙁] [😐] [🙂] [😀]
    ");
}

#[tokio::test]
async fn a_story_in_persian() {
    let database = Database::new(Kind::Sqlite).await;
    let said = ["پیانوی دست دوم هم می‌خرید؟", "نه، متأسفانه.", "/یادداشت از همسایه بپرسیم", "به هر حال ممنون"];
    insta::assert_snapshot!(Box::pin(story("fa", database, said)).await, @r"
    bot (edited): #۱ ⟨Mina⟩
    تلگرام · فارسی
    به پشتیبان ارجاع شد چون هیچ مقاله‌ای پاسخ پرسش را ندارد.

    ربات
    سلام. هر چه دربارهٔ ⟨Narenj⟩ می‌خواهید به زبان خودتان بپرسید تا پاسخش را پیدا کنم.

    من ربات ⟨Narenj⟩ هستم. هر وقت بنویسید «پشتیبان»، یک نفر از همکاران ادامه می‌دهد.

    Mina
    پیانوی دست دوم هم می‌خرید؟

    ✅ حل شد
        [باز شود]
    Sara: نه، متأسفانه.
    Sara: /یادداشت از همسایه بپرسیم
    bot: 💬 دست ⟨sara⟩ است
    bot: Mina
    به هر حال ممنون
    Sara: /resolve
    bot: ✅ ⟨sara⟩ آن را حل‌شده دانست
    bot: ربات
    همکاران ما این گفت‌وگو را بستند. اگر چیزی مانده است، همین‌جا دوباره بنویسید.

    از کمکی که گرفتید چقدر راضی هستید؟

    ---
    Mina: /start
    bot: سلام. هر چه دربارهٔ ⟨Narenj⟩ می‌خواهید به زبان خودتان بپرسید تا پاسخش را پیدا کنم.

    من ربات ⟨Narenj⟩ هستم. هر وقت بنویسید «پشتیبان»، یک نفر از همکاران ادامه می‌دهد.
    Mina: پیانوی دست دوم هم می‌خرید؟
    bot: پاسخ این را نمی‌دانم، برای همین گفت‌وگو را به پشتیبانی سپردم؛ یک نفر همین‌جا پاسخ می‌دهد. تا آن موقع هر چه لازم است بنویسید.
        [بازگشت به ربات]
        [وقتی دانستید خبرم کنید]
    bot: sara
    نه، متأسفانه.
    Mina: به هر حال ممنون
    bot: همکاران ما این گفت‌وگو را بستند. اگر چیزی مانده است، همین‌جا دوباره بنویسید.

    از کمکی که گرفتید چقدر راضی هستید؟
        [😞] [🙁] [😐] [🙂] [😀]
    ");
}

async fn what_is_written_in_a_topic_goes_to_the_customer_and_notes_stay_inside(database: Database) {
    let scene = Scene::new(database).await;
    let sara = scene.member("sara").await;
    let topic = scene.asked().await.with(&sara.user);
    topic.says("//they asked before");
    topic.says("/note and will again");
    // Persian keyboards put marks before words that nobody sees, and some call the bot before they tell it something.
    for begin in ["\u{200f}//", "\u{200f}\u{2066}/note ", "@hamyar_bot //", "@hamyar_bot /note ", "／／"] {
        topic.says(&format!("{begin}they asked before"));
    }
    topic.says("We do not.");
    assert_eq!(scene.mina.next_reply().await.text, "sara\nWe do not.");
    scene.quiet().await;
    assert_eq!(
        scene.sorted_since_handover().await,
        format!("agent_reply {}{}taken", "note ".repeat(7), "room ".repeat(8))
    );
    assert_eq!(scene.app.conversation(1).await.holder, Holder::Agent(sara.id));
    let told = scene.mina.transcript().to_string();
    assert!(!told.contains("asked before") && !told.contains("will again"), "notes stay inside:\n{told}");
    // What was written here is not said here again.
    let shown = topic.transcript().to_string();
    assert_eq!(shown.matches("We do not.").count(), 1, "{shown}");
    // A message that Telegram brings twice is said once.
    let last = topic.transcript().lines.iter().rev().find(|line| line.text == "We do not.").unwrap().id;
    topic.repeats(last);
    scene.quiet().await;
    assert_eq!(scene.mina.transcript().to_string().matches("We do not.").count(), 1);
}

async fn a_half_written_message_is_waited_for_with_a_note_behind_it(database: Database) {
    let waits = |starting: Starting| starting.setting("HAMYAR_ANSWERS__FRAGMENT_WAIT", "1500ms");
    let scene = Scene::with("en", database, waits).await;
    let sara = scene.member("sara").await;
    let topic = scene.asked().await.with(&sara.user);
    topic.says("/bot");
    scene.topic("🤖 ").await;
    scene.quiet().await;
    scene.mina.says("hello, I have a question");
    topic.says("//they ask again");
    scene.fake.drained().await;
    let clock = Arc::clone(&scene.app.clock);
    let rested = async {
        // Once, and not again and again until then.
        let then = Some(Clock::now(&*clock) + Duration::milliseconds(1500));
        while scene.app.store.next_turn_at().await.unwrap() != then {
            tokio::task::yield_now().await;
        }
    };
    within("the rest to be waited for", rested).await;
    scene.app.clock.advance(Duration::seconds(2));
    scene.quiet().await;
    assert!(scene.since_handover().await.ends_with("note"), "{}", scene.since_handover().await);
}

async fn the_second_of_two_who_reply_at_once_is_told(database: Database) {
    let scene = Scene::new(database).await;
    let (sara, reza) = (scene.member("sara").await, scene.member("reza").await);
    let topic = scene.asked().await;
    topic.with(&sara.user).says("We do not.");
    let late = topic.with(&reza.user);
    let said = late.says("Yes, we do!");
    late.until(|shown| shown.to_string().contains("Not sent: sara has this conversation")).await;
    scene.quiet().await;
    let told = scene.mina.transcript().to_string();
    assert!(told.contains("We do not.") && !told.contains("Yes, we do!"), "{told}");
    assert_eq!(scene.sorted_since_handover().await, "agent_reply room room room_told taken");
    // Whoever takes it over first may reply.
    late.says("/take");
    late.says("Well, perhaps.");
    scene.mina.until(|shown| shown.to_string().contains("Well, perhaps.")).await;
    assert_eq!(scene.app.conversation(1).await.holder, Holder::Agent(reza.id));
    assert!(said > 0);
}

async fn commands_and_buttons_do_what_the_desk_does(database: Database) {
    let scene = Scene::new(database).await;
    let sara = scene.member("sara").await;
    let canned = Canned {
        id: scene.app.store.canned_id(),
        name: "Hours".to_owned(),
        language: None,
        body: "Hello {name}, we are here from 9 to 5.".to_owned(),
    };
    assert!(scene.app.store.add_canned_reply(canned, sara.id).await.unwrap());
    let topic = scene.asked().await.with(&sara.user);
    topic.presses("Take");
    scene.topic("💬 ").await;
    topic.says("/macro hours");
    assert_eq!(scene.mina.next_reply().await.text, "sara\nHello Mina, we are here from 9 to 5.");
    topic.says("/snooze 2h");
    scene.topic("📆 ").await;
    let snoozed = scene.app.conversation(1).await;
    let hours = snoozed.snoozed_until.unwrap() - Clock::now(&*scene.app.clock);
    assert_eq!((snoozed.status, hours.num_hours()), (Status::Snoozed, 2));
    topic.until(|shown| shown.to_string().contains("[Take up now]")).await;
    topic.presses("Take up now");
    scene.topic("💬 ").await;
    topic.says("/bot");
    scene.topic("🤖 ").await;
    assert_eq!(scene.app.conversation(1).await.holder, Holder::Bot);
    topic.until(|shown| shown.to_string().contains("[Take] [Resolve]")).await;
    topic.presses("Resolve");
    scene.topic("✅ ").await;
    topic.until(|shown| shown.to_string().contains("[Reopen]")).await;
    topic.presses("Reopen");
    let reopened = scene.topic("💬 ").await;
    assert_eq!(scene.forum.topics().len(), 1, "it is the same topic");
    assert!(!scene.forum.topics()[0].is_closed);
    assert_eq!(reopened.thread(), scene.topic("💬 ").await.thread());
}

async fn what_is_no_command_is_said_to_nobody(database: Database) {
    let scene = Scene::new(database).await;
    let sara = scene.member("sara").await;
    let topic = scene.asked().await.with(&sara.user);
    for (said, told) in [
        ("/tkae", "I do not know that command"),
        ("/snooze soon", "I do not understand that time"),
        ("/note", "something is missing"),
        ("/macro nothing", "no canned reply of that name"),
        ("/link ABCDE-FGHJK", "That code is void now"),
        ("/resolv it", "I do not know that command"),
    ] {
        topic.says(said);
        let reply = topic.next_reply().await;
        assert!(reply.text.contains(told), "{said}: {}", reply.text);
        assert!(reply.answers.is_some(), "it says about what: {said}");
    }
    let said = topic.says("We do.");
    scene.mina.until(|shown| shown.to_string().contains("We do.")).await;
    topic.edits(said, "// we do not");
    topic.until(|shown| shown.to_string().contains("Not changed: what was said to the customer")).await;
    scene.quiet().await;
    assert_eq!(
        scene.mina.transcript().replies().len(),
        3,
        "a greeting, the handover, and one reply:\n{}",
        scene.mina.transcript()
    );
}

async fn what_happens_at_the_desk_shows_in_the_topic(database: Database) {
    let scene = Scene::new(database).await;
    let sara = scene.member("sara").await;
    let reza = scene.app.agent("Reza").await;
    let topic = scene.asked().await.with(&sara.user);
    let id = scene.app.conversation(1).await.id;
    scene.app.act(id, reza, Action::Take).await;
    scene.app.act(id, reza, Action::Note("they *always* ask".to_owned())).await;
    scene.app.act(id, reza, Action::Reply("We do not.".to_owned())).await;
    let has = |what: &'static str| topic.until(move |shown| shown.to_string().contains(what));
    has("Reza has it").await;
    has("📝 Reza, for the team\nthey always ask").await;
    has("Reza to the customer\nWe do not.").await;
    // What the customer changes or takes back changes here.
    let message = scene.mina.says("then I do not buy either");
    has("Mina\nthen I do not buy either").await;
    scene.mina.edits(message, "then I do");
    has("Mina (edited)\nthen I do").await;
    let shown = topic.transcript().to_string();
    assert!(!shown.contains("not buy either"), "{shown}");
    scene.app.act(id, reza, Action::Resolve).await;
    has("✅ Reza resolved it").await;
}

async fn what_is_edited_and_taken_back_in_a_topic_changes_for_the_customer(database: Database) {
    let scene = Scene::new(database).await;
    let sara = scene.member("sara").await;
    let topic = scene.asked().await.with(&sara.user);
    let (note, said) = (topic.says("//they asked before"), topic.says("We *do*."));
    scene.mina.until(|shown| shown.to_string().contains("We do.")).await;
    for text in ["We *do not*.", "We really do not."] {
        topic.edits(said, text);
        let plain = format!("sara\n{}", text.replace('*', ""));
        scene.mina.until(|shown| shown.lines.iter().any(|line| line.is_edited && line.text == plain)).await;
        scene.quiet().await;
    }
    topic.edits(note, "//they asked twice");
    scene.quiet().await;
    topic.replies(said, "/delete");
    scene.mina.until(|shown| shown.replies().len() == 2).await;
    scene.quiet().await;
    let told = scene.mina.transcript();
    assert_eq!(told.replies().len(), 2, "nothing is said anew:\n{told}");
    assert!(!told.to_string().contains("asked twice"), "notes stay inside:\n{told}");
    assert_eq!(
        scene.sorted_since_handover().await,
        "agent_deletion agent_edit agent_edit agent_reply note note room room room room room room taken"
    );
    assert_eq!(topic.transcript().replies().len(), 2, "the card, and who has it:\n{}", topic.transcript());
}
