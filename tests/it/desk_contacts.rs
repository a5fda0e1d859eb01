//! What the team keeps about people, and their page: labels, notes, local time, and a story of any length.

use axum::http::StatusCode;
use chrono::Duration;
use hamyar::model::{Action, AgentRole, ContactId, ConversationId};
use hamyar_channel::{Address, Author, Channel, Event, Inbound, Inbox, Message, Setting, Where};

use crate::support::desk::{Browser, Page, TestDesk};
use crate::support::{Database, Program, both};

both!(
    a_person_is_labelled_found_by_it_and_freed_of_it,
    a_note_about_a_person_is_the_teams_alone_and_goes_by_its_author,
    what_is_joined_brings_labels_and_notes_and_takes_them_away_again,
    a_label_that_two_bring_goes_with_the_last_of_them,
    it_is_told_what_time_it_is_where_they_are,
    a_story_is_shown_page_by_page_and_by_kind,
    every_contact_is_on_one_page_of_the_list,
    labels_are_set_and_read_by_commands,
);

async fn contact(desk: &TestDesk, id: ConversationId) -> ContactId {
    desk.store.asker(id).await.unwrap().unwrap().contact
}

/// Says something about a person, as the forms of their page do.
async fn say(browser: &mut Browser, contact: ContactId, what: &str, value: &str) -> Page {
    browser.submit(&format!("/desk/contacts/{contact}/{what}"), &[("value", value)]).await
}

#[track_caller]
fn done(page: &Page) {
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
}

/// The address in the link that has these words.
fn link(page: &Page, words: &str) -> String {
    let (before, _) = page.body.split_once(&format!("\">{words}</a>")).unwrap_or_else(|| panic!("no link {words}"));
    before.rsplit("href=\"").next().unwrap().replace("&#38;", "&")
}

async fn a_person_is_labelled_found_by_it_and_freed_of_it(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (mut omid, _) = desk.desk_of("امید", AgentRole::Agent, "fa").await;
    let (mut viewer, _) = desk.desk_of("Vera", AgentRole::Viewer, "en").await;
    let (one, other) = (desk.says("mina", "where is my invoice").await, desk.says("reza", "where is mine").await);
    let (mina, reza) = (contact(&desk, one).await, contact(&desk, other).await);
    let odd = "vip & <b>";
    let page = say(&mut sara, mina, "label", odd).await;
    assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, format!("/desk/contacts/{mina}").as_str()));
    done(&say(&mut omid, reza, "label", "مشتري ثابت").await);
    sara.get(&format!("/desk/contacts/{mina}")).await.shows(&["vip &#38; &#60;b&#62;", "Labels of this person"]);
    let beside = format!("/desk/conversations/{one}?view=open&pane=contact");
    let page = omid.get(&beside).await;
    page.shows(&["vip &#38; &#60;b&#62;", "برچسب‌های این شخص", "مشتری ثابت", "dir=\"rtl\""]);
    page.hides(&["vip & <b>"]);

    let list = sara.get("/desk/contacts?label=vip+%26+%3Cb%3E").await;
    list.shows(&[&format!("/desk/contacts/{mina}\""), "vip &#38; &#60;b&#62;"]);
    list.hides(&[&format!("/desk/contacts/{reza}\"")]);
    // Whatever keyboard it is typed on.
    omid.get("/desk/contacts?label=مشتري+ثابت").await.shows(&[&format!("/desk/contacts/{reza}\"")]);
    sara.get("/desk/contacts?label=nobody").await.shows(&["Nobody has this label", "value=\"nobody\" selected"]);
    assert_eq!(desk.store.load_turn(one).await.unwrap().unwrap().labels.len(), 1, "who decides is told");

    viewer.get(&beside).await.shows(&["vip &#38; &#60;b&#62;"]);
    viewer.get(&beside).await.hides(&["Label this person"]);
    assert_eq!(say(&mut viewer, mina, "label", "mine").await.status, StatusCode::FORBIDDEN);
    let long = "x".repeat(41);
    for wrong in ["", " \n", long.as_str()] {
        let page = say(&mut sara, mina, "label", wrong).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.shows(&["A label has 1 to 40 characters in one line. Nothing was done."]);
    }
    for number in 1..20 {
        done(&say(&mut sara, mina, "label", &format!("label {number}")).await);
    }
    let page = say(&mut sara, mina, "label", "one more").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.shows(&["A person has at most 20 labels. Nothing was done."]);
    // It comes back to where it was pressed, and to no other site.
    for (back, to) in [(beside.as_str(), beside.as_str()), ("https://evil.example/", "/desk")] {
        let fields = [("value", odd), ("back", back)];
        assert_eq!(sara.submit(&format!("/desk/contacts/{mina}/unlabel"), &fields).await.location(), to);
    }
    sara.get(&beside).await.hides(&["vip &#38; &#60;b&#62;"]);
    for absent in [one.to_string(), "1".to_owned()] {
        let page = sara.submit(&format!("/desk/contacts/{absent}/label"), &[("value", "vip")]).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
    }
}

async fn a_note_about_a_person_is_the_teams_alone_and_goes_by_its_author(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (mut omid, _) = desk.desk_of("امید", AgentRole::Agent, "fa").await;
    let (mut admin, _) = desk.desk_of("Ada", AgentRole::Admin, "en").await;
    let (mut viewer, _) = desk.desk_of("Vera", AgentRole::Viewer, "en").await;
    let id = desk.says("mina", "where is my invoice").await;
    let mina = contact(&desk, id).await;
    done(&say(&mut sara, mina, "note", "calls on <b>Mondays</b>\r\nonly").await);
    done(&say(&mut sara, mina, "note", "her brother is Reza").await);
    for browser in [&mut sara, &mut viewer] {
        for path in [format!("/desk/contacts/{mina}"), format!("/desk/conversations/{id}")] {
            let page = browser.get(&path).await;
            page.shows(&["calls on &#60;b&#62;Mondays&#60;/b&#62;\nonly", "Sara, today", "her brother is Reza"]);
            assert!(page.body.find("her brother is Reza") < page.body.find("calls on"), "the newest first");
        }
    }
    omid.get(&format!("/desk/conversations/{id}")).await.shows(&["یادداشت‌ها دربارهٔ این شخص", "Sara"]);
    let program = Program::new().with("HAMYAR_DATABASE__URL", &desk.database().url);
    let shown = program.done(&["contact", "show", &mina.to_string()]).await;
    assert!(shown.contains("note of Sara") && shown.contains("her brother"), "{shown}");
    for format in [&[][..], &["--json"]] {
        let exported = program.done(&[&["contact", "export", &mina.to_string()][..], format].concat()).await;
        assert!(exported.contains("where is my invoice") && !exported.contains("brother"), "{exported}");
    }
    let told = desk.store.entries(id, None, 100).await.unwrap();
    assert!(!told.iter().any(|entry| entry.body.contains("brother")), "it is in no conversation");

    let long = "x".repeat(4001);
    for wrong in ["", " \n", long.as_str()] {
        let page = say(&mut sara, mina, "note", wrong).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.shows(&["A note has 1 to 4000 characters. Nothing was kept."]);
    }
    let notes = desk.store.contact_notes(mina).await.unwrap();
    let removal = |note: usize| format!("note/{}/remove", notes[note].id);
    assert_eq!(say(&mut viewer, mina, &removal(0), "").await.status, StatusCode::FORBIDDEN);
    assert_eq!(say(&mut omid, mina, &removal(0), "").await.status, StatusCode::FORBIDDEN, "it is not his");
    omid.get(&format!("/desk/contacts/{mina}")).await.hides(&[&removal(0)]);
    let reza = contact(&desk, desk.says("reza", "where is mine").await).await;
    assert_eq!(say(&mut admin, reza, &removal(0), "").await.status, StatusCode::NOT_FOUND, "it is about somebody else");
    done(&say(&mut sara, mina, &removal(0), "").await);
    done(&say(&mut admin, mina, &removal(1), "").await);
    assert_eq!(say(&mut sara, mina, &removal(0), "").await.status, StatusCode::NOT_FOUND);
    assert_eq!(desk.store.contact_notes(mina).await.unwrap(), []);
}

/// Joins the second to the first, as the page's form does.
async fn join(browser: &mut Browser, to: ContactId, from: ContactId) {
    let page = browser.get(&format!("/desk/contacts/{to}/join?with={from}")).await;
    let (identities, there, with) = (page.value("identities"), page.value("there"), from.to_string());
    let fields =
        [("with", with.as_str()), ("identities", &identities), ("there", &there), ("evidence", "the same order")];
    done(&browser.submit(&format!("/desk/contacts/{to}/join"), &fields).await);
}

async fn part(browser: &mut Browser, desk: &TestDesk, to: ContactId, from: ContactId) {
    let joins = desk.store.joins(to).await.unwrap();
    let join = joins.iter().find(|join| join.from == from).expect("they are joined").id;
    done(&browser.submit(&format!("/desk/contacts/{to}/part/{join}"), &[]).await);
}

/// The labels of a contact and what is noted about it.
async fn kept(desk: &TestDesk, contact: ContactId) -> (Vec<String>, Vec<String>) {
    let (known, _) = desk.store.contact(contact).await.unwrap().unwrap();
    let notes = desk.store.contact_notes(contact).await.unwrap();
    let labels = known.labels.iter().map(ToString::to_string).collect();
    (labels, notes.into_iter().map(|note| note.body).collect())
}

fn words(labels: &[&str], notes: &[&str]) -> (Vec<String>, Vec<String>) {
    let owned = |words: &[&str]| words.iter().map(ToString::to_string).collect();
    (owned(labels), owned(notes))
}

async fn what_is_joined_brings_labels_and_notes_and_takes_them_away_again(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let mut people = Vec::new();
    for (who, labels) in [("mina", ["vip", "both"]), ("mina93", ["new", "both"])] {
        let one = contact(&desk, desk.says(who, "where is my invoice").await).await;
        for label in labels {
            done(&say(&mut sara, one, "label", label).await);
        }
        desk.clock.advance(Duration::minutes(1));
        done(&say(&mut sara, one, "note", &format!("about {who}")).await);
        people.push(one);
    }
    let (mina, again) = (people[0], people[1]);
    join(&mut sara, mina, again).await;
    assert_eq!(kept(&desk, mina).await, words(&["both", "new", "vip"], &["about mina93", "about mina"]));
    // What is said while they are one is said of whom they are joined to.
    desk.clock.advance(Duration::minutes(1));
    done(&say(&mut sara, mina, "note", "about both").await);
    done(&say(&mut sara, mina, "label", "later").await);
    // A label that is taken off and set again is not the joined one's any more.
    part(&mut sara, &desk, mina, again).await;
    assert_eq!(kept(&desk, mina).await, words(&["both", "later", "vip"], &["about both", "about mina"]));
    assert_eq!(kept(&desk, again).await, words(&["both", "new"], &["about mina93"]));

    join(&mut sara, mina, again).await;
    for deed in ["unlabel", "label"] {
        done(&say(&mut sara, mina, deed, "new").await);
    }
    part(&mut sara, &desk, mina, again).await;
    assert_eq!(kept(&desk, mina).await.0, ["both", "later", "new", "vip"], "it was set for good");
    // A note can be removed where it is read.
    join(&mut sara, mina, again).await;
    let note = desk.store.contact_notes(mina).await.unwrap().into_iter().find(|note| note.contact == again).unwrap();
    done(&say(&mut sara, mina, &format!("note/{}/remove", note.id), "").await);
    part(&mut sara, &desk, mina, again).await;
    assert_eq!(kept(&desk, again).await.1, Vec::<String>::new());
    let page = say(&mut sara, again, "label", "still here").await;
    done(&page);
}

async fn a_label_that_two_bring_goes_with_the_last_of_them(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let mut people = Vec::new();
    for who in ["mina", "reza", "tobias"] {
        people.push(contact(&desk, desk.says(who, "where is my invoice").await).await);
    }
    for one in &people[1..] {
        done(&say(&mut sara, *one, "label", "vip").await);
        join(&mut sara, people[0], *one).await;
    }
    let gone = say(&mut sara, people[1], "label", "more").await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND, "whoever is joined is labelled where they are");
    part(&mut sara, &desk, people[0], people[1]).await;
    assert_eq!(kept(&desk, people[0]).await.0, ["vip"]);
    part(&mut sara, &desk, people[0], people[2]).await;
    assert_eq!(kept(&desk, people[0]).await.0, Vec::<String>::new());
    assert_eq!(kept(&desk, people[2]).await.0, ["vip"]);
}

/// Somebody writes from there.
async fn writes_from(desk: &TestDesk, who: &str, zone: Option<&str>, number: u32) {
    let message = Message { id: number.to_string(), text: "hello".to_owned(), addressed: true, ..Message::default() };
    let event = Inbound {
        key: format!("m:{who}:{number}"),
        at: desk.edge.now(),
        place: Where { address: Address::chat(who), setting: Setting::Direct, title: None },
        author: Author { id: who.to_owned(), zone: zone.map(str::to_owned), ..Author::default() },
        event: Event::Message(message),
    };
    desk.engine.accept(desk.channel.id(), vec![event]).await.unwrap();
}

async fn it_is_told_what_time_it_is_where_they_are(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (mut omid, _) = desk.desk_of("امید", AgentRole::Agent, "fa").await;
    let id = desk.says("mina", "where is my invoice").await;
    let mina = contact(&desk, id).await;
    let (page, beside) = (format!("/desk/contacts/{mina}"), format!("/desk/conversations/{id}"));
    sara.get(&page).await.hides(&["Their local time"]);
    // What is no time zone is nobody's, and no message is lost over it.
    for (number, zone, shown) in [
        (1, Some("Mars/Olympus"), None),
        (2, Some("America/New_York"), Some("America/New_York")),
        (3, None, Some("America/New_York")),
        (4, Some("Europe/Berlin"), Some("Europe/Berlin")),
    ] {
        writes_from(&desk, "mina", zone, 100 + number).await;
        let now = shown.map(|zone| desk.edge.now().with_timezone(&zone.parse::<chrono_tz::Tz>().unwrap()));
        for path in [&page, &beside] {
            let got = sara.get(path).await;
            match (shown, &now) {
                (Some(zone), Some(now)) => {
                    got.shows(&["Their local time", &format!("{} · {zone}", now.format("%H:%M"))]);
                }
                _ => got.hides(&["Their local time", "Mars"]),
            }
        }
    }
    let told = desk.store.entries(id, None, 100).await.unwrap();
    assert_eq!(told.iter().filter(|entry| entry.body == "hello").count(), 4);

    done(&say(&mut sara, mina, "zone", " Asia/Tehran ").await);
    let there = desk.edge.now().with_timezone(&chrono_tz::Asia::Tehran).format("%H:%M").to_string();
    let page = omid.get(&page).await;
    page.shows(&["ساعت محلی او", &hamyar::dates::persian_digits(&there), "Asia/Tehran"]);
    page.hides(&["· Europe/Berlin"]);
    let wrong = say(&mut sara, mina, "zone", "<Tehran>").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.shows(&["“&#60;Tehran&#62;” is no time zone that is known here.", "value=\"Asia/Tehran\""]);
    done(&say(&mut sara, mina, "zone", "").await);
    sara.get(&beside).await.shows(&["· Europe/Berlin"]);
}

async fn a_story_is_shown_page_by_page_and_by_kind(database: Database) {
    let desk = TestDesk::new(database).await;
    let her = desk.agent("Hanna", AgentRole::Agent, "en").await;
    let first = desk.says("mina", "where is my invoice").await;
    let mina = contact(&desk, first).await;
    let act = async |id: ConversationId, action: Action| {
        desk.engine.act(id, desk.version(id).await, her, action).await.unwrap();
    };
    act(first, Action::Label("billing".parse().unwrap())).await;
    act(first, Action::Resolve).await;
    // Each time so late that it is another matter.
    for _ in 0..54 {
        desk.clock.advance(Duration::days(8));
        let id = desk.says("mina", "where is my other invoice").await;
        act(id, Action::Resolve).await;
    }
    desk.clock.advance(Duration::days(8));
    let last = desk.says("mina", "where is my last invoice").await;
    for number in 1..=320 {
        act(last, Action::Note(format!("note {number}."))).await;
    }
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (mut omid, _) = desk.desk_of("امید", AgentRole::Agent, "fa").await;
    let path = format!("/desk/contacts/{mina}");
    let newest = sara.get(&path).await;
    newest.shows(&["note 320.", "note 221."]);
    newest.hides(&["note 220.", "where is my"]);
    let mut page = sara.get(&link(&newest, "Older")).await;
    page.shows(&["note 220.", "note 121.", "The newest"]);
    page.hides(&["note 221.", "note 120."]);
    for _ in 0..2 {
        page = sara.get(&link(&page, "Older")).await;
    }
    page.shows(&["where is my other invoice", "note 20."]);

    page = sara.get(&format!("{path}?kind=notes")).await;
    page.shows(&["note 320.", "note 221.", "aria-current=\"true\">Notes"]);
    page.hides(&["note 220.", "where is my"]);
    let older = link(&page, "Older");
    assert!(older.starts_with(&format!("{path}?kind=notes&before=")), "{older}");
    page = sara.get(&older).await;
    page.shows(&["note 220.", "note 121."]);
    page.hides(&["note 221.", "note 120."]);
    page = sara.get(&format!("{path}?kind=sorted")).await;
    page.shows(&["Hanna added the label billing"]);
    page.hides(&["note 320.", ">Older</a>"]);
    omid.get(&format!("{path}?kind=ratings")).await.shows(&["چیزی از این دست نیست", "امتیازها"]);
    for odd in ["kind=none", "before=1.2", "before=9999999999999999999.1.x", "after=x", "before="] {
        sara.get(&format!("{path}?{odd}")).await.shows(&["note 320."]);
    }

    // Every conversation is named on one of the two pages.
    let named = |page: &Page| page.body.matches("class=\"table__link\" href=\"/desk/conversations/").count();
    assert_eq!(named(&newest), 50);
    let rest = sara.get(&link(&newest, "Earlier conversations")).await;
    assert_eq!(named(&rest), 6);
    rest.shows(&[&first.to_string(), "The latest conversations"]);
    rest.hides(&["Earlier conversations"]);
}

async fn every_contact_is_on_one_page_of_the_list(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let mut expected = Vec::new();
    for number in 0..130 {
        if number % 3 == 0 {
            desk.clock.advance(Duration::seconds(1));
        }
        let id = desk.says(&format!("person {number}"), "where is my invoice").await;
        expected.push(contact(&desk, id).await.to_string());
    }
    let shown = |page: &Page| -> Vec<String> {
        page.body.split("class=\"row\" href=\"/desk/contacts/").skip(1).map(|rest| rest[..36].to_owned()).collect()
    };
    let first = sara.get("/desk/contacts").await;
    let mut all = shown(&first);
    assert_eq!(all.len(), 100);
    let second = sara.get(&link(&first, "Further contacts")).await;
    second.hides(&["Further contacts"]);
    assert_eq!(link(&second, "To the beginning of the list"), "/desk/contacts");
    all.extend(shown(&second));
    assert_eq!(all[0].len(), 36);
    all.sort();
    expected.sort();
    assert_eq!(all, expected, "each is on one page");
    sara.get("/desk/contacts?after=nonsense").await.shows(&["Further contacts"]);
}

async fn labels_are_set_and_read_by_commands(database: Database) {
    let desk = TestDesk::new(database).await;
    let mina = contact(&desk, desk.says("mina", "where is my invoice").await).await.to_string();
    let reza = contact(&desk, desk.says("reza", "where is my invoice").await).await.to_string();
    let program = Program::new().with("HAMYAR_DATABASE__URL", &desk.database().url);
    assert_eq!(program.done(&["contact", "label", &mina, "+vip", "+old"]).await, "[old]  [vip]\n");
    assert_eq!(program.done(&["contact", "label", &mina, "-old", "+مهم"]).await, "[vip]  [مهم]\n");
    let list = program.done(&["contact", "list", "--label", "vip"]).await;
    assert!(list.contains(&mina) && list.contains("mina  [vip]  [مهم]") && !list.contains(&reza), "{list}");
    for what in ["show", "export"] {
        let shown = program.done(&["contact", what, &mina]).await;
        assert!(shown.starts_with(&format!("{mina}  mina  [vip]  [مهم]\n")), "{shown}");
    }
    assert_eq!(program.done(&["contact", "label", &mina, "-vip", "-مهم"]).await, "it has no labels now\n");
    for (changes, why) in [
        (&["vip"][..], "a label begins with + to set it or with - to take it off"),
        (&["+"], "a label has 1 to 40 characters in one line"),
        (&["+a", "-a"], "`a` cannot be set and taken off at once"),
    ] {
        let ran = program.run(&[&["contact", "label", &mina][..], changes].concat()).await;
        assert!(ran.code != 0 && ran.err.contains(why), "{changes:?}: {}", ran.err);
    }
    let nobody = "00000000-0000-0000-0000-000000000007";
    let ran = program.run(&["contact", "label", nobody, "+vip"]).await;
    assert!(ran.err.contains("`hamyar contact list` lists them"), "{}", ran.err);
}
