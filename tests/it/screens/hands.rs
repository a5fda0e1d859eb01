//! What hands do at the desk: every key does what the list of keys says, a draft outlives its page, and the focus stays where
//! it was whatever comes meanwhile.

use hamyar::model::{Action, AgentRole, Canned, Holder};
use hamyar::store::Settle;

use super::together::{asks, bookshop};
use super::{at_the_desk, colleague};
use crate::support::chromium::Person;
use crate::support::fake_telegram::Fault;
use crate::support::{Database, Kind, Starting, TestApp};

const PIANO: &str = "do you buy used pianos?";

/// What the focus is on, and whether it is still a part of the page.
const FOCUS: &str =
    "[document.activeElement.localName, document.activeElement.id, document.activeElement.isConnected].join()";

/// Waits until what is written about the conversation of this number is what is so.
async fn is_current(app: &TestApp, desk: &Person, number: i64) {
    let version = app.conversation(number).await.version;
    let shown = format!("document.querySelector('#thread-head [name=version]').value === '{version}'");
    desk.until(&shown, "the conversation as it is now").await;
}

/// What comes of taking is heard when the test says so, and what changes is heard as ever.
const SLOW: &str = "{ const now = window.fetch; window.fetch = async (url, options) => { \
    const answer = await now(url, options); \
    if (String(url).includes('/take')) await new Promise((done) => { window.late = done; }); \
    return answer; }; }";

async fn writes_in(desk: &Person, mode: &str) {
    let there = format!(
        "document.activeElement.id === 'text' && document.querySelector('[name=mode]:checked').value === '{mode}'"
    );
    desk.until(&there, mode).await;
}

#[tokio::test]
async fn every_key_does_its_deed() {
    let app = bookshop().await;
    let sara = colleague(&app, "Sara", "sara@team.example", AgentRole::Agent, "en").await;
    let _parking = asks(&app, "is there parking for bicycles?").await;
    let tobias = asks(&app, PIANO).await;
    let hers = at_the_desk(&app, sara).await;
    hers.sees(PIANO).await;
    let row = "[...document.querySelectorAll('#rows a')].indexOf(document.activeElement)";
    for (key, place) in [("j", 0), ("j", 1), ("k", 0)] {
        hers.key(key).await;
        assert_eq!(hers.looks(row).await, place, "{key}");
    }
    hers.key("/").await;
    hers.until("document.activeElement.id === 'q'", "the search").await;
    hers.opens(&format!("http://{}/desk/conversations/{}", app.http, app.conversation(2).await.id)).await;
    hers.key("t").await;
    hers.sees("You took the conversation").await;
    for (key, mode) in [("r", "reply"), ("n", "note"), ("r", "reply")] {
        hers.key(key).await;
        writes_in(&hers, mode).await;
        hers.key("Escape").await;
    }
    for (key, menu) in [("a", "triage"), ("s", "snoozing")] {
        hers.key(key).await;
        let inside = format!("document.activeElement.closest('#{menu}[open] > .menu__panel') !== null");
        hers.until(&inside, menu).await;
        hers.key("Escape").await;
        let closed = format!("document.activeElement.matches('#{menu}:not([open]) > summary')");
        hers.until(&closed, "a closed menu").await;
    }
    hers.key("b").await;
    hers.sees("You handed the conversation back to the bot").await;
    hers.key("t").await;
    hers.until("document.querySelector('[data-key=B]') !== null", "that it is hers again").await;
    hers.key("e").await;
    hers.sees("You resolved the conversation").await;
    drop(tobias);
}

#[tokio::test]
async fn what_may_answer_and_what_is_kept_ready_are_chosen_by_keyboard() {
    // So sure as no article is: the bot would offer some, and so does the desk.
    let starting = Starting::product(Database::new(Kind::Sqlite).await).await.0;
    let app = starting.setting("HAMYAR_ANSWERS__ANSWER", "1").start().await;
    let sara = colleague(&app, "Sara", "sara@team.example", AgentRole::Agent, "en").await;
    for (name, body) in
        [("Refund", "Dear {name}, the money is on its way."), ("Opening hours", "We are here from 9 to 18.")]
    {
        let reply = Canned { id: app.store.canned_id(), name: name.to_owned(), language: None, body: body.to_owned() };
        assert!(app.store.add_canned_reply(reply, sara).await.unwrap());
    }
    let tobias = asks(&app, PIANO).await;
    let id = app.conversation(1).await.id;
    app.act(id, sara, Action::Take).await;
    let hers = at_the_desk(&app, sara).await;
    hers.opens(&format!("http://{}/desk/conversations/{id}", app.http)).await;
    // More than one article may be meant.
    tobias.writes("Your message", "order").await;
    tobias.key("Enter").await;
    hers.until("document.querySelectorAll('#suggestion .hint').length === 3", "three articles").await;
    let seen = "[...document.querySelectorAll('#suggestion .hint')].filter(isShown).map((one) => one.querySelector('bdi').textContent)";
    let titles = hers.looks("[...document.querySelectorAll('#suggestion bdi')].map((one) => one.textContent)").await;
    assert_eq!(hers.looks(seen).await, serde_json::json!([titles[0]]));
    hers.key("r").await;
    hers.types("Look: ").await;
    for (key, place) in [("Alt+j", 1), ("Alt+j", 2), ("Alt+j", 0), ("Alt+k", 2)] {
        hers.key(key).await;
        assert_eq!(hers.looks(seen).await, serde_json::json!([titles[place]]), "{key}");
    }
    assert_eq!(hers.looks("document.querySelector('#suggested-said').textContent").await, titles[2]);
    hers.key("Alt+i").await;
    let third = "`Look: ${document.querySelector('#suggested-2').dataset.text}`";
    hers.until(&format!("document.activeElement.value === {third}"), "the third of them").await;

    // A canned reply by a part of its words.
    hers.presses("Canned reply").await;
    hers.until("document.activeElement.id === 'canned-search'", "the search").await;
    hers.types("FROM 9").await;
    hers.until("[...document.querySelectorAll('#canned-list li')].filter(isShown).length === 1", "one of two").await;
    hers.key("ArrowDown").await;
    hers.until("document.activeElement.name === 'canned'", "the reply").await;
    hers.key("Enter").await;
    hers.until("document.activeElement.value.endsWith('We are here from 9 to 18.')", "its words").await;
    hers.presses("Canned reply").await;
    hers.until("document.activeElement.id === 'canned-search'", "the search").await;
    hers.types("nothing of the kind").await;
    hers.sees("None fits that.").await;
    hers.key("Enter").await;
    hers.key("Escape").await;
    hers.until("document.activeElement.matches('#canned:not([open]) > summary')", "a closed menu").await;
    assert!(!tobias.words().await.contains("from 9 to 18"), "nothing was sent");
    assert_eq!(hers.complaints(), Vec::<String>::new());
}

#[tokio::test]
async fn a_draft_survives_a_reload() {
    let app = bookshop().await;
    let sara = colleague(&app, "Sara", "sara@team.example", AgentRole::Agent, "en").await;
    colleague(&app, "Omid", "omid@team.example", AgentRole::Agent, "en").await;
    let tobias = asks(&app, PIANO).await;
    let hers = at_the_desk(&app, sara).await;
    let page = format!("http://{}/desk/conversations/{}", app.http, app.conversation(1).await.id);
    hers.opens(&page).await;
    hers.key("r").await;
    hers.types("We do not, but").await;
    hers.opens(&page).await;
    let draft = "[document.querySelector('#text').value, document.querySelector('[name=mode]:checked').value, \
                 document.querySelectorAll('#mentions :checked').length].join()";
    assert_eq!(hers.looks(draft).await, "We do not, but,reply,0");
    // As a note that names somebody, too.
    hers.key("n").await;
    hers.types(" @Om").await;
    hers.until("!document.querySelector('#mention-list').hidden", "the colleague").await;
    hers.key("Enter").await;
    hers.until("document.querySelectorAll('#mentions :checked').length === 1", "that he is named").await;
    hers.opens(&page).await;
    assert_eq!(hers.looks(draft).await, "We do not, but @Omid ,note,1");
    hers.key("n").await;
    hers.key("Control+Enter").await;
    hers.sees("We do not, but @Omid").await;
    hers.until("document.querySelector('#text').value === ''", "an empty field").await;
    // What was sent is no draft any more.
    hers.opens(&page).await;
    assert_eq!(hers.looks(draft).await, ",reply,0");
    assert!(!tobias.words().await.contains("We do not"), "a note is for the team");
}

#[tokio::test]
async fn the_focus_stays_where_it_is_whatever_comes() {
    let app = bookshop().await;
    let sara = colleague(&app, "Sara", "sara@team.example", AgentRole::Agent, "en").await;
    let omid = colleague(&app, "Omid", "omid@team.example", AgentRole::Agent, "en").await;
    let _tobias = asks(&app, PIANO).await;
    let id = app.conversation(1).await.id;
    app.act(id, sara, Action::Take).await;
    app.act(id, sara, Action::Reply("We do not".to_owned())).await;
    let hers = at_the_desk(&app, sara).await;
    hers.opens(&format!("http://{}/desk/conversations/{id}", app.http)).await;
    let said = "[...document.querySelectorAll('details.own > summary')].at(-1)";
    let places = [
        ("the head of the conversation", "document.querySelector('#triage > summary')"),
        ("a deed", "document.querySelector('[data-key=E]')"),
        (
            "an open menu",
            "(document.querySelector('#snoozing').open = true, document.querySelector('#snoozing [name=value]'))",
        ),
        (
            "a field in an open menu",
            "(document.querySelector('#triage').open = true, document.querySelector('#label'))",
        ),
        ("what one said", said),
    ];
    for (turn, (what, place)) in places.into_iter().enumerate() {
        hers.runs(&format!("{place}.focus()")).await;
        hers.runs("window.held = document.activeElement").await;
        let before = hers.looks(FOCUS).await;
        app.act(id, omid, Action::Label(format!("label {turn}").parse().unwrap())).await;
        is_current(&app, &hers, 1).await;
        if what == "what one said" {
            let seq = app.timeline(1).await.iter().rfind(|entry| entry.body == "We do not").unwrap().seq;
            app.act(id, sara, Action::Revise { seq, text: "We do not, sorry".to_owned() }).await;
            hers.sees("We do not, sorry").await;
        }
        // Words of a message are in the list beside it, too, perhaps before they are here.
        hers.until("!window.held.isConnected", &format!("{what}, written anew")).await;
        assert_eq!(hers.looks(FOCUS).await, before, "{what}");
        let same = "window.held.outerHTML.split(' ')[0] === document.activeElement.outerHTML.split(' ')[0]";
        assert_eq!(hers.looks(same).await, true, "{what}");
    }
    assert_eq!(
        hers.looks("[document.querySelector('#snoozing').open, document.querySelector('#triage').open].join()").await,
        "true,true"
    );
}

/// Also what is done about a message that did not arrive, while the customer writes; and once a colleague has done it, whoever
/// was about to is where that message is.
#[tokio::test]
async fn the_focus_stays_on_what_is_to_be_done_about_a_message_that_did_not_arrive() {
    let (starting, telegram) = Starting::product(Database::new(Kind::Sqlite).await).await;
    let app = starting.start().await;
    let sara = colleague(&app, "Sara", "sara@team.example", AgentRole::Agent, "en").await;
    let chat = telegram.user("Kaveh").language("en").private();
    chat.says(PIANO);
    chat.next_reply().await;
    app.decided(1).await;
    let id = app.conversation(1).await.id;
    app.act(id, sara, Action::Take).await;
    telegram.next("sendMessage", Fault::Refused(403, "Forbidden: bot was blocked by the user"));
    app.act(id, sara, Action::Reply("Could you send us a picture of it?".to_owned())).await;
    app.settled_all().await;
    let hers = at_the_desk(&app, sara).await;
    hers.opens(&format!("http://{}/desk/conversations/{id}", app.http)).await;
    for value in ["resend", "drop"] {
        hers.runs(&format!("document.querySelector('.settle [value={value}]').focus()")).await;
        chat.says(&format!("are you there? ({value})"));
        hers.sees(&format!("are you there? ({value})")).await;
        app.act(id, sara, Action::Label(value.parse().unwrap())).await;
        is_current(&app, &hers, 1).await;
        let held = "[document.activeElement.value, document.activeElement.isConnected].join()";
        assert_eq!(hers.looks(held).await, format!("{value},true"));
    }
    let (failed, omid) = ("document.activeElement.closest('article')?.id", "omid@team.example");
    let message = hers.looks(failed).await;
    let omid = colleague(&app, "Omid", omid, AgentRole::Agent, "en").await;
    let seq = app.timeline(1).await.iter().rfind(|entry| entry.body.starts_with("Could you")).unwrap().seq;
    app.engine.settle(id, seq, Settle::Drop, omid).await.unwrap();
    hers.until("document.querySelector('.settle') === null", "that it is given up").await;
    assert_eq!(hers.looks(failed).await, message);
    assert_eq!(hers.complaints(), Vec::<String>::new());
}

/// On a slow line: what she writes before the page has heard that the conversation is hers goes out behind that.
#[tokio::test]
async fn what_is_sent_right_after_taking_is_not_overtaken_by_that() {
    let app = bookshop().await;
    let sara = colleague(&app, "Sara", "sara@team.example", AgentRole::Agent, "en").await;
    let tobias = asks(&app, PIANO).await;
    let id = app.conversation(1).await.id;
    let hers = at_the_desk(&app, sara).await;
    hers.opens(&format!("http://{}/desk/conversations/{id}", app.http)).await;
    hers.runs(SLOW).await;
    hers.presses("Take").await;
    hers.until("window.late !== undefined", "what comes of taking").await;
    assert_eq!(app.conversation(1).await.holder, Holder::Agent(sara));
    hers.writes("Write to", "We do, on Tuesdays.").await;
    hers.key("Control+Enter").await;
    hers.runs("window.late()").await;
    tobias.sees("We do, on Tuesdays.").await;
    hers.until("document.querySelector('#text').value === ''", "an empty field").await;
    assert_eq!(hers.looks("document.querySelector('#notice').childElementCount").await, 0);

    // Not what a colleague did meanwhile: that is to be seen first.
    let omid = colleague(&app, "Omid", "omid@team.example", AgentRole::Agent, "en").await;
    hers.writes("Write to", "And on Mondays.").await;
    app.act(id, omid, Action::Take).await;
    hers.sees("Omid").await;
    hers.key("Control+Enter").await;
    hers.until("document.querySelector('#notice').childElementCount > 0", "what Omid did").await;
    assert!(!tobias.words().await.contains("on Mondays"));
}
