//! Searching at the desk: by number, by name and by words, whatever letters they are written with; and what is not found.

use chrono::Duration;
use hamyar::model::{Action, AgentRole, ConversationId};
use hamyar::store::Sought;
use hamyar_channel::{Event, Message};
use url::form_urlencoded::Serializer;

use crate::support::desk::{Browser, Page, TestDesk};
use crate::support::{Database, Kind, both};

both!(
    what_goes_on_and_what_is_over_is_found_by_words_names_and_numbers,
    persian_is_found_however_its_letters_are_typed,
    what_was_taken_back_or_erased_is_not_found,
    what_a_customer_changed_is_found_by_its_new_words_alone,
    what_the_team_changed_or_took_back_is_found_as_it_stands,
    a_search_goes_on_further_back,
    nothing_strange_breaks_a_search,
);

#[tokio::test]
async fn of_very_many_that_go_on_the_older_are_on_the_last_page() {
    let desk = TestDesk::new(Database::new(Kind::Sqlite).await).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let oldest = desk.says("mina", "where is my quokka").await;
    desk.clock.advance(Duration::minutes(1));
    for number in 0..500 {
        desk.says(&format!("person-{number}"), "where is my invoice").await;
    }
    desk.clock.advance(Duration::minutes(1));
    let newest = desk.says("person-7", "and my quokka").await;
    let page = search(&mut sara, "quokka").await;
    assert_eq!(found(&page), ids(&[newest]));
    let next = format!("/desk/search?q=quokka&#38;after={}", uuid::Uuid::nil());
    page.shows(&[&next]);
    let page = sara.get(&next.replace("&#38;", "&")).await;
    assert_eq!(found(&page), ids(&[oldest]));
    page.hides(&["after="]);
}

/// Many have the first name: the second tells who is meant, however long ago they wrote.
#[tokio::test]
async fn somebody_is_found_by_both_names_among_many_of_the_first() {
    let desk = TestDesk::new(Database::new(Kind::Sqlite).await).await;
    let (mut sara, agent) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    for number in 0..230 {
        let id = desk.says(&format!("Sam number{number}"), "where is my invoice").await;
        desk.engine.act(id, desk.version(id).await, agent, Action::Resolve).await.unwrap();
    }
    while desk.store.make_searchable(100).await.unwrap() > 0 {}
    let page = search(&mut sara, "sam number99").await;
    let people: Vec<&str> =
        page.body.split("<bdi class=\"clip\">Sam number").skip(1).map(|rest| rest.split('<').next().unwrap()).collect();
    assert!(!people.is_empty() && people.iter().all(|number| *number == "99"), "{people:?}");
    search(&mut sara, "nobody number99").await.hides(&[">Sam number99<"]);
}

async fn search(browser: &mut Browser, text: &str) -> Page {
    let query = Serializer::new(String::new()).append_pair("q", text).finish();
    browser.get(&format!("/desk/search?{query}")).await
}

/// The conversations on a page, in their order.
fn found(page: &Page) -> Vec<String> {
    page.body.split("href=\"/desk/conversations/").skip(1).map(|rest| rest[..36].to_owned()).collect()
}

fn ids(ids: &[ConversationId]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}

async fn resolve(desk: &TestDesk, id: ConversationId, browser: &mut Browser) {
    let agent = desk.store.agents().await.unwrap()[0].id;
    desk.engine.act(id, desk.version(id).await, agent, Action::Resolve).await.unwrap();
    assert_eq!(browser.get("/desk").await.status, 200);
}

async fn what_goes_on_and_what_is_over_is_found_by_words_names_and_numbers(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, me) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let over = desk.says("Mina Karimi", "where is my invoice INV-8831, it has a <b>bug</b>").await;
    let note = Action::Note("Ask **billing** about refunds".to_owned());
    desk.engine.act(over, desk.version(over).await, me, note).await.unwrap();
    resolve(&desk, over, &mut sara).await;
    desk.clock.advance(Duration::minutes(1));
    let open = desk.says("Reza", "another invoice is missing").await;

    for (text, expect) in [
        ("invoice", vec![open, over]),
        ("invoices", vec![open, over]),
        ("invoi", vec![open, over]),
        ("MISSING invoice", vec![open]),
        ("8831", vec![over]),
        ("inv-8831", vec![over]),
        ("refund billing", vec![over]),
        ("karimi", vec![over]),
        ("mina invoice", vec![over]),
        ("reza", vec![open]),
        ("1", vec![over]),
        ("2", vec![open]),
        ("۲", vec![open]),
        ("invoice nobody said", vec![]),
        ("vbnm", vec![]),
    ] {
        assert_eq!(found(&search(&mut sara, text).await), ids(&expect), "{text}");
    }
    let page = search(&mut sara, "bug").await;
    page.shows(&["Conversation 1", "<mark>&#60;b&#62;bug&#60;/b&#62;</mark>", "INV-8831, it has a "]);
    page.hides(&["<b>bug"]);
    let page = search(&mut sara, "kari").await;
    let contact = desk.store.asker(over).await.unwrap().unwrap().contact;
    page.shows(&[&format!("href=\"/desk/contacts/{contact}\""), "value=\"kari\""]);
    search(&mut sara, "vbnm").await.shows(&["Nothing was found"]);
    search(&mut sara, "").await.shows(&["By number, by name, or by words that were said."]);

    // Taken up again it is found as what goes on, with what is said from then on.
    desk.says("Mina Karimi", "still nothing about that").await;
    desk.says("Mina Karimi", "a parcel this time").await;
    assert_eq!(found(&search(&mut sara, "parcel").await), ids(&[over]));
    resolve(&desk, over, &mut sara).await;
    assert_eq!(found(&search(&mut sara, "parcel 8831").await), ids(&[over]));
}

async fn persian_is_found_however_its_letters_are_typed(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, _) = desk.desk_of("سارا", AgentRole::Agent, "fa").await;
    let over = desk.says("علی کاظمی", "می‌خواهم کتاب‌های شمارهٔ ۱۲۳ را پس بدهم").await;
    resolve(&desk, over, &mut sara).await;
    let open = desk.says("مینا", "مي خواهم بسته‌ام را بگيرم").await;
    for (text, expect) in [
        ("ميخواهم", vec![open, over]),
        ("می خواهم", vec![open, over]),
        ("كتاب", vec![over]),
        ("کتابها", vec![over]),
        ("۱۲۳", vec![over]),
        ("١٢٣", vec![over]),
        ("123", vec![over]),
        ("علي كاظمي", vec![over]),
        ("کاظ", vec![over]),
        ("بسته", vec![open]),
        ("نامربوط", vec![]),
    ] {
        assert_eq!(found(&search(&mut sara, text).await), ids(&expect), "{text}");
    }
    search(&mut sara, "كتاب").await.shows(&["<mark>کتاب‌های</mark>", "گفت‌وگوی ۱", "dir=\"rtl\""]);
    search(&mut sara, "نامربوط").await.shows(&["چیزی پیدا نشد"]);
}

async fn what_was_taken_back_or_erased_is_not_found(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let id = desk.says("mina", "my pin is quokka").await;
    desk.clock.advance(Duration::minutes(1));
    let other = desk.says("reza", "a quokka is an animal").await;
    assert_eq!(found(&search(&mut sara, "quokka").await), ids(&[other, id]));
    desk.happens("mina", "d:1", Event::Delete { message: "1".to_owned() }).await;
    assert_eq!(found(&search(&mut sara, "quokka").await), ids(&[other]), "while it goes on");
    resolve(&desk, id, &mut sara).await;
    resolve(&desk, other, &mut sara).await;
    assert_eq!(found(&search(&mut sara, "quokka").await), ids(&[other]), "and afterwards");
    assert_eq!(found(&search(&mut sara, "mina").await), ids(&[id]));
    for (conversation, name) in [(id, "mina"), (other, "reza")] {
        let contact = desk.store.asker(conversation).await.unwrap().unwrap().contact;
        desk.store.erase(contact).await.unwrap().unwrap();
        let page = search(&mut sara, name).await;
        assert_eq!(found(&page), Vec::<String>::new());
        page.hides(&["/desk/contacts/"]);
    }
    assert_eq!(found(&search(&mut sara, "quokka").await), Vec::<String>::new());
}

async fn what_a_customer_changed_is_found_by_its_new_words_alone(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let id = desk.says("mina", "my pin is quokka").await;
    let edit = |text: &str| Message { id: "1".to_owned(), text: text.to_owned(), ..Message::default() };
    desk.happens("mina", "e:1:1", Event::Edit(edit("my pin is wombat"))).await;
    desk.happens("mina", "e:1:2", Event::Edit(edit("my pin is numbat"))).await;
    for resolved in [false, true] {
        if resolved {
            resolve(&desk, id, &mut sara).await;
        }
        for (word, expect) in [("quokka", vec![]), ("wombat", vec![]), ("numbat", vec![id])] {
            assert_eq!(found(&search(&mut sara, word).await), ids(&expect), "{word}, resolved: {resolved}");
        }
        let page = search(&mut sara, "pin").await;
        page.shows(&["<mark>pin</mark> is numbat"]);
        page.hides(&["quokka", "wombat"]);
    }
    desk.happens("mina", "d:1", Event::Delete { message: "1".to_owned() }).await;
    for word in ["numbat", "wombat", "quokka"] {
        assert_eq!(found(&search(&mut sara, word).await), Vec::<String>::new(), "{word}");
    }
    // It is taken up again by that.
    let list = sara.get("/desk/inbox/open").await;
    list.shows(&[&format!("id=\"c-{id}\""), "Deleted a message"]);
    list.hides(&["numbat", "wombat", "quokka"]);
}

async fn what_the_team_changed_or_took_back_is_found_as_it_stands(database: Database) {
    const WORDS: [&str; 4] = ["quokka", "wombat", "numbat", "dingo"];
    let desk = TestDesk::new(database).await;
    let (mut sara, her) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let id = desk.says("mina", "where is my invoice").await;
    let act = async |action: Action| desk.engine.act(id, desk.version(id).await, her, action).await.unwrap();
    act(Action::Reply("The pin is quokka".to_owned())).await;
    let reply = desk.store.entries(id, None, 20).await.unwrap().pop().unwrap().seq;
    act(Action::Note("Beware of the wombat".to_owned())).await;
    let note = desk.store.entries(id, None, 20).await.unwrap().pop().unwrap().seq;
    act(Action::Revise { seq: reply, text: "The pin is numbat".to_owned() }).await;
    act(Action::Revise { seq: note, text: "Beware of the dingo".to_owned() }).await;
    let is_found = async |sara: &mut Browser, words: [&str; 4]| {
        let mut hits = [false; 4];
        for (hit, word) in hits.iter_mut().zip(words) {
            *hit = found(&search(sara, word).await) == ids(&[id]);
        }
        hits
    };
    assert_eq!(is_found(&mut sara, WORDS).await, [false, false, true, true], "while it goes on");
    let page = search(&mut sara, "beware pin").await;
    page.hides(&["quokka", "wombat"]);
    act(Action::Resolve).await;
    assert_eq!(is_found(&mut sara, WORDS).await, [false, false, true, true], "and afterwards");
    for seq in [reply, note] {
        act(Action::Unsay { seq }).await;
    }
    assert_eq!(is_found(&mut sara, WORDS).await, [false; 4], "what is taken back when it is over");
    let page = search(&mut sara, "invoice").await;
    page.shows(&["<mark>invoice</mark>"]);
    page.hides(&WORDS);
    act(Action::Reopen).await;
    assert_eq!(is_found(&mut sara, WORDS).await, [false; 4], "and taken up again");
}

async fn a_search_goes_on_further_back(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let mut all = Vec::new();
    for number in 0..70 {
        let text = format!("where is the parcel {}", if number == 3 { "pelican" } else { "of mine" });
        all.push(desk.says(&format!("person{number}"), &text).await);
    }
    for id in &all {
        resolve(&desk, *id, &mut sara).await;
    }
    while desk.store.make_searchable(50).await.unwrap() > 0 {}
    let mut pages = Vec::new();
    let mut page = search(&mut sara, "the parcel").await;
    loop {
        pages.push(found(&page).len());
        all.retain(|id| !found(&page).contains(&id.to_string()));
        let Some((before, _)) = page.body.split_once("\">Search further back</a>") else { break };
        let next = before.rsplit("href=\"").next().unwrap().replace("&#38;", "&");
        page = sara.get(&next).await;
    }
    assert_eq!((pages, all), (vec![30, 30, 10], vec![]), "each is on one page");
    page.shows(&["Back to the newest"]);
    assert_eq!(found(&search(&mut sara, "parcel pelican").await).len(), 1);
    // One word of both is in many; the page is not larger for that.
    let page = desk.store.find(&Sought::of("where pa"), None).await.unwrap();
    assert_eq!(page.conversations.len(), 30);
}

async fn nothing_strange_breaks_a_search(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let id = desk.says("mina", "100% of the invoice_total").await;
    resolve(&desk, id, &mut sara).await;
    let long = "word ".repeat(5000);
    let strange =
        ["%", "_", "'", "\"", "' or 1=1 --", "\\", "\0", "\u{202e}", "((", "*", "🙂", "99999999999999999999", &long];
    for text in strange {
        let page = search(&mut sara, text).await;
        assert_eq!(page.status, 200, "{text}");
        assert_eq!(found(&page), Vec::<String>::new(), "{text}");
    }
    assert_eq!(found(&search(&mut sara, "100").await), ids(&[id]));
    assert_eq!(sara.get("/desk/search?q=invoice&after=nonsense").await.status, 200);
}
