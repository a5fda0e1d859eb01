//! Colleagues in their browsers: what each is told of, who is named in notes, who writes, and what one said oneself.

use chrono::Duration;
use hamyar::model::{Action, AgentRole, EntryKind, mentioned};
use hamyar::store::MemberChange;

use super::{at_the_desk, colleague, in_the_chat};
use crate::support::chromium::Person;
use crate::support::{Database, Kind, Starting, TestApp};

const PIANO: &str = "do you buy used pianos?";

pub(super) async fn bookshop() -> TestApp {
    Starting::product(Database::new(Kind::Sqlite).await).await.0.start().await
}

/// A new customer asks what the bot does not know.
pub(super) async fn asks(app: &TestApp, text: &str) -> Person {
    let customer = in_the_chat(app, "en").await;
    customer.writes("Your message", text).await;
    customer.key("Enter").await;
    customer.sees("passed it to the team").await;
    customer
}

/// Notifications are allowed when asked for, and written down instead of shown.
const TOLD: &str = "window.told = []; window.asked = 0; window.Notification = class extends EventTarget { \
    static get permission() { return localStorage.getItem('allowed') ?? 'default'; } \
    static async requestPermission() { window.asked += 1; localStorage.setItem('allowed', 'granted'); return 'granted'; } \
    constructor(title, { body, tag }) { super(); window.told.push([title, body, tag]); } };";

async fn told(person: &Person) -> Vec<String> {
    let told = person.looks("window.told.map(([title, body]) => `${title} / ${body}`)").await;
    told.as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_browser_tells_of_what_is_new_once_for_all_its_pages() {
    let app = bookshop().await;
    let sara = colleague(&app, "Sara", "sara@team.example", AgentRole::Agent, "en").await;
    let first = at_the_desk(&app, sara).await;
    first.sees("Nobody is waiting").await;
    first.runs(TOLD).await;
    let second = first.another_page().await;
    second.opens(&format!("http://{}/desk/account", app.http)).await;
    second.runs(TOLD).await;
    let locks = "navigator.locks.query().then(({ held, pending }) => [held.length, pending.length].join())";
    second.until(&format!("{locks}.then((found) => found === '1,1')"), "one page that listens").await;

    // Nothing is told unasked, on whichever page.
    let tobias = asks(&app, PIANO).await;
    second.until("document.title.startsWith('(1) ')", "how many wait").await;
    first.until("document.title.startsWith('(1) ')", "how many wait").await;
    assert_eq!((told(&first).await, told(&second).await), (Vec::new(), Vec::new()));
    assert_eq!(second.looks("window.asked").await, 0);
    second.presses("Turn notifications on").await;
    second.sees("Notifications are on.").await;

    // One of the two tells, and nothing of what the customer said.
    let _mina = asks(&app, "is there parking for bicycles?").await;
    first.until("window.told.length > 0", "a notification").await;
    second.until("document.title.startsWith('(2) ')", "how many wait").await;
    assert_eq!(told(&first).await, ["Somebody waits for a person / Web chat"]);
    second.presses("Show the customer’s name and words in notifications").await;
    let _reza = asks(&app, "do you bind old books?").await;
    first.until("window.told.length > 1", "another notification").await;
    assert!(told(&first).await[1].ends_with(": do you bind old books?"), "{:?}", told(&first).await);

    // When its page is gone the other takes it up; what was told is not told again.
    first.opens(&format!("http://{}/chat", app.http)).await;
    let _nahid = asks(&app, "do you sell maps?").await;
    second.until("window.told.length > 0", "a notification on the other page").await;
    assert_eq!(told(&second).await.len(), 1);
    second.presses("Turn notifications off").await;
    second.sees("Notifications are off.").await;
    drop(tobias);
}

#[tokio::test]
async fn a_colleague_is_named_by_keyboard_and_looks() {
    let app = bookshop().await;
    let sara = colleague(&app, "Sara", "sara@team.example", AgentRole::Agent, "en").await;
    colleague(&app, "Omar Khan", "omar@team.example", AgentRole::Agent, "en").await;
    let omid = colleague(&app, "امید رستگار", "omid@team.example", AgentRole::Agent, "fa").await;
    let (hers, his) = (at_the_desk(&app, sara).await, at_the_desk(&app, omid).await);
    his.opens(&format!("http://{}/desk/inbox/mentions", app.http)).await;
    his.sees("کسی از شما نام نبرده است").await;
    let _tobias = asks(&app, PIANO).await;
    hers.presses_row(PIANO).await;
    hers.sees("Handed to people").await;
    hers.key("n").await;
    hers.types("@").await;
    hers.until("document.querySelectorAll('#mention-list li').length === 2", "both colleagues").await;
    hers.types("رست").await;
    hers.until("document.querySelectorAll('#mention-list li').length === 1", "one of them, by the second name").await;
    hers.key("Enter").await;
    hers.until("document.activeElement.value === '@امید رستگار '", "the whole name").await;
    hers.types("could you look? @om").await;
    hers.until("document.querySelectorAll('#mention-list li').length === 1", "the other colleague").await;
    // It is left as it stands: an address is no colleague.
    hers.key("Escape").await;
    hers.until("document.querySelector('#mention-list').hidden && document.activeElement.id === 'text'", "no list")
        .await;
    hers.key("Control+Enter").await;
    hers.sees("could you look?").await;
    his.sees(PIANO).await;
    let timeline = app.timeline(1).await;
    let note = timeline.iter().find(|entry| entry.kind == EntryKind::Note).unwrap();
    assert_eq!(mentioned(note), [omid]);
    hers.until("document.querySelectorAll('#mentions :checked').length === 0", "an empty form").await;
    his.until("document.title.startsWith('(۲) ')", "that one waits and one names him").await;
    his.presses_row(PIANO).await;
    his.until("document.title.startsWith('(۱) ')", "that it is seen").await;
    his.sees("@امید رستگار").await;
}

#[tokio::test]
async fn whoever_writes_is_seen_by_colleagues_and_by_the_customer() {
    let app = bookshop().await;
    let sara = colleague(&app, "Sara", "sara@team.example", AgentRole::Agent, "en").await;
    let omid = colleague(&app, "امید", "omid@team.example", AgentRole::Agent, "fa").await;
    let (hers, his) = (at_the_desk(&app, sara).await, at_the_desk(&app, omid).await);
    let tobias = asks(&app, PIANO).await;
    hers.presses_row(PIANO).await;
    hers.sees("Handed to people").await;
    his.presses_row(PIANO).await;
    hers.sees("امید is looking here too").await;
    his.sees("Sara هم اینجا را می‌بیند").await;
    hers.writes("Write to", "We do").await;
    his.sees("Sara هم اینجا می‌نویسد").await;
    tobias.until("isShown(document.querySelector('#typing'))", "that somebody writes").await;
    let before = hers.looks("[document.activeElement.id, document.activeElement.value]").await;
    // The customer is seen writing, and nothing of it is kept.
    let told = app.timeline(1).await.len();
    tobias.writes("Your message", "It is a").await;
    for desk in [&hers, &his] {
        desk.until("document.querySelector('#present .dots') !== null", "that the customer writes").await;
    }
    hers.sees("is writing…").await;
    assert_eq!(app.timeline(1).await.len(), told);
    tobias.types(" black one").await;
    tobias.key("Enter").await;
    hers.sees("It is a black one").await;
    hers.until("document.querySelector('#present .dots') === null", "that it is written").await;
    // Whoever goes elsewhere is there no more.
    his.opens(&format!("http://{}/desk/account", app.http)).await;
    hers.until("!words().includes('امید is')", "that he left").await;
    assert_eq!(hers.looks("[document.activeElement.id, document.activeElement.value]").await, before);
}

/// Also on the pages that do not listen themselves, but are told by the one that does.
#[tokio::test]
async fn whoever_loses_a_role_loses_it_on_every_open_page() {
    let app = bookshop().await;
    let sara = colleague(&app, "Sara", "sara@team.example", AgentRole::Agent, "en").await;
    colleague(&app, "Ada", "ada@team.example", AgentRole::Admin, "en").await;
    let _tobias = asks(&app, PIANO).await;
    let page = format!("http://{}/desk/conversations/{}", app.http, app.conversation(1).await.id);
    let first = at_the_desk(&app, sara).await;
    first.opens(&page).await;
    let second = first.another_page().await;
    second.opens(&page).await;
    let locks = "navigator.locks.query().then(({ held, pending }) => [held.length, pending.length].join() === '1,1')";
    second.until(locks, "one page that listens").await;
    for page in [&first, &second] {
        page.until("document.querySelector('#composer') !== null", "where an agent writes").await;
    }
    assert_eq!(app.store.set_role(sara, AgentRole::Viewer).await.unwrap(), MemberChange::Done);
    app.clock.advance(Duration::seconds(5));
    for page in [&first, &second] {
        page.until("document.querySelector('#composer, .deeds') === null", "a page to look at only").await;
        page.sees(PIANO).await;
    }
    assert_eq!(app.store.disable(sara).await.unwrap(), MemberChange::Done);
    app.clock.advance(Duration::seconds(5));
    for page in [&first, &second] {
        page.until("location.pathname === '/desk/sign-in'", "the way in").await;
    }
}

#[tokio::test]
async fn what_one_said_is_changed_while_others_write() {
    let app = bookshop().await;
    let sara = colleague(&app, "Sara", "sara@team.example", AgentRole::Agent, "en").await;
    let hers = at_the_desk(&app, sara).await;
    let tobias = asks(&app, PIANO).await;
    let id = app.conversation(1).await.id;
    app.act(id, sara, Action::Reply("We do not".to_owned())).await;
    hers.opens(&format!("http://{}/desk/conversations/{id}", app.http)).await;
    hers.presses("Change or take back").await;
    hers.writes("What it should say", ", sorry").await;
    // What the customer adds leaves the words alone.
    tobias.writes("Your message", "it is a black one").await;
    tobias.key("Enter").await;
    // In the conversation, and not only in the list: what comes there moves what is above it.
    let came = "document.querySelector('#thread').innerText.includes('it is a black one')";
    hers.until(came, "what the customer adds").await;
    hers.until("document.activeElement.value === 'We do not, sorry'", "her words").await;
    hers.presses("Save the change").await;
    hers.sees("Before the edit").await;
    tobias.sees("We do not, sorry").await;
    hers.until("!document.querySelector('details.own[open]')", "a closed form").await;
    hers.presses("Change or take back").await;
    hers.presses("Take it back").await;
    tobias.until("!words().includes('We do not')", "that it is gone").await;
    hers.until("document.querySelector('.message--deleted') !== null", "that it was taken back").await;
}
