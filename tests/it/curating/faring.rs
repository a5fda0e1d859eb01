//! How articles fare: what is refused, helps nobody, is due or says what another says; and the measures of a period.

use axum::http::StatusCode;
use chrono::Duration;
use hamyar::model::{AgentRole, EntryKind};
use hamyar_channel::Event;

use super::{VOUCHERS, VOUCHERS_ID, article, curator, saves};
use crate::support::desk::{Browser, Page, TestDesk};
use crate::support::{Database, both};

both!(
    what_should_be_looked_at_is_listed,
    near_equal_questions_are_found_in_the_background,
    what_became_of_questions_is_measured,
    each_article_is_measured_day_by_day,
    measures_are_taken_into_a_spreadsheet
);

const FRESH: &str = "/desk/knowledge/freshness";
const MEASURES: &str = "/desk/knowledge/measures";
const REVIEW: &str = "/desk/knowledge/review";

/// Asks as somebody new, and presses a button under the answer, if one is named.
async fn asks(desk: &TestDesk, who: &str, question: &str, press: Option<&str>) {
    let id = desk.says(who, question).await;
    let Some(press) = press else { return };
    let entries = desk.store.entries(id, None, 20).await.unwrap();
    let reply = entries.iter().rev().find(|entry| entry.kind == EntryKind::Reply).unwrap();
    let action = format!("{press}:{}:{}", id.0.simple(), reply.data["reply"]);
    desk.happens(who, &format!("c:{who}"), Event::Button { action, message: None }).await;
}

/// Looks until the page shows this.
async fn until(browser: &mut Browser, shown: &str) -> Page {
    loop {
        let page = browser.get(FRESH).await;
        if page.body.contains(shown) {
            return page;
        }
        tokio::task::yield_now().await;
    }
}

async fn what_should_be_looked_at_is_listed(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let mut omid = curator(&desk, "Omid").await;
    omid.get(FRESH).await.shows(&["Nothing needs a look"]);
    saves(&mut omid, &VOUCHERS, "publish").await;
    desk.store.save_articles(vec![article("en/parcel", "Lost parcels", "We look.")], None).await.unwrap();
    desk.library.refresh().await.unwrap();
    for who in ["one", "two", "three"] {
        omid.get(FRESH).await.hides(&["Often not the answer"]);
        asks(&desk, who, "how do I use a gift voucher", Some("not")).await;
    }
    for who in ["a", "b", "c", "d", "e"] {
        omid.get(FRESH).await.hides(&["Shown 5 times"]);
        asks(&desk, who, "lost parcels", None).await;
    }
    let page = omid.get(FRESH).await;
    page.shows(&[
        "Often not the answer",
        "“Not this” 3 times, helped 0 times",
        "<bdi>Paying with a gift voucher</bdi>",
    ]);
    page.shows(&["Nobody was helped", "<bdi>Lost parcels</bdi>", "Shown 5 times"]);
    // Somebody was helped; many more were.
    asks(&desk, "f", "lost parcels", Some("helped")).await;
    for who in ["g", "h", "i", "j"] {
        asks(&desk, who, "how do I use a gift voucher", Some("helped")).await;
    }
    omid.get(FRESH).await.hides(&["Shown", "Often not the answer"]);
    // What is long past says nothing.
    desk.clock.advance(Duration::days(61));
    let mut omid = curator(&desk, "Omid again").await;
    omid.get(FRESH).await.hides(&["helped 4 times"]);

    // A day on which it is to be looked at again.
    let today = desk.edge.now().date_naive();
    let (due, later) = (today.to_string(), (today + Duration::days(9)).to_string());
    let sent = omid.submit(REVIEW, &[("id", VOUCHERS_ID), ("due", &later)]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    omid.get(sent.location()).await.shows(&["The day is set.", &format!("name=\"due\" value=\"{later}\"")]);
    omid.get(FRESH).await.hides(&["Due for a look"]);
    omid.submit(REVIEW, &[("id", VOUCHERS_ID), ("due", &due)]).await;
    omid.get(FRESH).await.shows(&["Due for a look", "<bdi>Paying with a gift voucher</bdi>"]);
    omid.submit(REVIEW, &[("id", VOUCHERS_ID), ("due", "")]).await;
    omid.get(FRESH).await.hides(&["Due for a look"]);
    let page = omid.submit(REVIEW, &[("id", VOUCHERS_ID), ("due", "soon")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.shows(&[
        &format!("This is no day. Write it as in {today}. Nothing was set."),
        "id=\"due\" name=\"due\" value=\"soon\"",
    ]);
    for id in ["en/nothing", "a\0b"] {
        assert_eq!(omid.submit(REVIEW, &[("id", id), ("due", &due)]).await.status, StatusCode::NOT_FOUND);
    }
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    assert_eq!(sara.get(FRESH).await.status, StatusCode::FORBIDDEN);
    let (mut nima, _) = desk.desk_of("Nima", AgentRole::Curator, "fa").await;
    nima.get(FRESH).await.shows(&["نیازمند بازنگری", "dir=\"rtl\""]);
}

async fn near_equal_questions_are_found_in_the_background(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let mut omid = curator(&desk, "Omid").await;
    let cards = article("en/cards", "Which cards do you take?", "Every card.");
    let same = article("en/which-cards", "Which cards do you take", "Every  card.");
    let parcel = article("en/parcel", "Lost parcels", "We look.");
    let persian = article("fa/cards", "کدام کارت‌ها را می‌گیرید؟", "همه را.");
    desk.store.save_articles(vec![cards, same, parcel, persian], None).await.unwrap();
    desk.library.refresh().await.unwrap();
    let page = until(&mut omid, "The same answer twice").await;
    page.shows(&[
        "Nearly the same question",
        "<bdi>Which cards do you take?</bdi>",
        "<bdi>Which cards do you take</bdi>",
    ]);
    page.hides(&["<bdi>Lost parcels</bdi>", "کدام کارت"]);
    let other = article("en/which-cards", "Which cards do you take", "Only blue ones.");
    desk.store.save_articles(vec![other], None).await.unwrap();
    desk.library.refresh().await.unwrap();
    until(&mut omid, "Different answers").await.hides(&["The same answer twice"]);
    let apart = article("en/which-cards", "Borrowing umbrellas", "At the door.");
    desk.store.save_articles(vec![apart], None).await.unwrap();
    desk.library.refresh().await.unwrap();
    until(&mut omid, "Nothing needs a look").await.hides(&["Different answers"]);
    // Titles that have nothing in common, and one way of asking in both.
    let mut apart = article("en/which-cards", "Borrowing umbrellas", "At the door.");
    apart.questions = ["may I borrow an umbrella", "what is your telephone number"].map(str::to_owned).into();
    let mut contact = article("en/contact", "Reaching us", "Call 1234.");
    contact.questions = vec!["what's your telephone number?".to_owned()];
    desk.store.save_articles(vec![apart, contact], None).await.unwrap();
    desk.library.refresh().await.unwrap();
    let page = until(&mut omid, "Different answers").await;
    page.shows(&["<bdi>Borrowing umbrellas</bdi>", "<bdi>Reaching us</bdi>", "your telephone number"]);
}

async fn what_became_of_questions_is_measured(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let mut omid = curator(&desk, "Omid").await;
    omid.get(MEASURES).await.shows(&["Measures", "Nothing happened in these days"]);
    saves(&mut omid, &VOUCHERS, "publish").await;
    asks(&desk, "one", "how do I use a gift voucher", Some("helped")).await;
    asks(&desk, "two", "how do I use a gift voucher", Some("not")).await;
    asks(&desk, "three", "how do I use a gift voucher", Some("helped")).await;
    asks(&desk, "four", "do you buy used pianos", None).await;
    desk.clock.advance(Duration::minutes(1));
    desk.says("three", "I want to speak to a human").await;
    let page = omid.get(MEASURES).await;
    page.shows(&[
        "<dd class=\"stat__value\">75%</dd><dd class=\"delta\">of 4 questions</dd>",
        "<dd class=\"stat__value\">67%</dd><dd class=\"delta\">of 3 who gave feedback</dd>",
        "<desc id=\"by-day-d\">3 answered, 1 without an answer</desc>",
        "What came of questions",
        "What to write next",
        "<bdi>do you buy used pianos</bdi>",
        "<bdi>Paying with a gift voucher</bdi>",
        "data-label=\"Helped\">2<",
        "data-label=\"Not this\">1<",
        "data-label=\"Answered\">3<",
        "data-label=\"Person fetched after\">1<",
    ]);
    // Nobody's words but those that the gaps show.
    page.hides(&["speak to a human"]);
    // Days of one's own; what is later is not counted.
    desk.clock.advance(Duration::days(40));
    let mut omid = curator(&desk, "Omid again").await;
    asks(&desk, "five", "how do I use a gift voucher", None).await;
    omid.get(MEASURES).await.shows(&["of 1 questions"]);
    omid.get(&format!("{MEASURES}?days=90")).await.shows(&["of 5 questions"]);
    let day = (desk.edge.now() - Duration::days(40)).date_naive();
    omid.get(&format!("{MEASURES}?from={day}&to={day}")).await.shows(&["of 4 questions"]);
    // However much was asked since: what is not of these days takes no place from what is.
    let (begins, ends) = (desk.edge.now() - Duration::days(41), desk.edge.now() - Duration::days(1));
    let (of_all, whole) = desk.store.usage(begins, None, 50).await.unwrap();
    let (of_then, then_whole) = desk.store.usage(begins, Some(ends), 50).await.unwrap();
    assert!(whole && then_whole, "{of_all:?}");
    let (newest, is_all) = desk.store.usage(begins, None, 1).await.unwrap();
    assert!(!is_all && newest.iter().any(|used| used.at > ends));
    let (newest, _) = desk.store.usage(begins, Some(ends), 1).await.unwrap();
    assert_eq!(of_all.len() - 1, of_then.len());
    assert!(!newest.is_empty() && newest.iter().all(|used| used.at < ends));
    omid.get(&format!("{MEASURES}?days=3")).await.shows(&["role=\"alert\""]);
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    assert_eq!(sara.get(MEASURES).await.status, StatusCode::FORBIDDEN);
    let (mut nima, _) = desk.desk_of("Nima", AgentRole::Curator, "fa").await;
    nima.get(&format!("{MEASURES}?days=90")).await.shows(&["سنجه‌ها", "از ۵ پرسش", "dir=\"rtl\""]);
}

/// The figures in a row of a table, by what they are.
fn row(page: &Page, begins: &str) -> Vec<String> {
    let row = page.body.split("<tr>").find(|row| row.contains(begins));
    let row = row.unwrap_or_else(|| panic!("no row “{begins}” in {}", page.body)).split("</tr>").next().unwrap();
    let cell = |cell: &str| cell.split('>').nth(1).unwrap().split('<').next().unwrap().to_owned();
    row.split("<td class=\"end\"").skip(1).map(cell).collect()
}

async fn each_article_is_measured_day_by_day(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let mut omid = curator(&desk, "Omid").await;
    let of_one = format!("{MEASURES}/article?id={}", VOUCHERS_ID.replace('/', "%2F"));
    saves(&mut omid, &VOUCHERS, "publish").await;
    desk.store.save_articles(vec![article("en/parcel", "Lost parcels", "We look.")], None).await.unwrap();
    desk.library.refresh().await.unwrap();
    omid.get(&of_one).await.shows(&["Nothing happened in these days", "neither answered with this article"]);
    let first = desk.edge.now().date_naive();
    asks(&desk, "one", "how do I use a gift voucher", Some("helped")).await;
    asks(&desk, "two", "how do I use a gift voucher", Some("not")).await;
    asks(&desk, "three", "lost parcels", Some("helped")).await;
    desk.clock.advance(Duration::days(1));
    asks(&desk, "four", "how do I use a gift voucher", Some("helped")).await;
    desk.clock.advance(Duration::minutes(1));
    desk.says("four", "I want to speak to a human").await;
    asks(&desk, "five", "do you buy used pianos", None).await;
    let second = desk.edge.now().date_naive();
    let mut omid = curator(&desk, "Omid again").await;

    // All of it, day by day: answered, helped, not this, suggested, chosen, fetched after, no answer.
    let days = |path: &str| format!("{path}from={first}&to={second}");
    let page = omid.get(&days(&format!("{MEASURES}?"))).await;
    let rows: Vec<Vec<String>> =
        [first, second].iter().map(|day| row(&page, &format!("<th scope=\"row\">{}", day.format("%-d %B")))).collect();
    assert_eq!(rows, [["3", "2", "1", "0", "0", "0", "0"], ["1", "1", "0", "0", "0", "1", "1"]]);
    page.shows(&[
        "<desc id=\"said-d\">Helped: 3, Not this: 1</desc>",
        "<desc id=\"offers-d\">Suggested: 0, Chosen: 0</desc>",
        "<desc id=\"after-d\">Answered: 4, Person fetched after: 1</desc>",
        &format!("/desk/knowledge/measures/article?id={}&#38;from={first}", VOUCHERS_ID.replace('/', "%2F")),
    ]);
    // Of one article, what others did is no part.
    let page = omid.get(&days(&format!("{of_one}&"))).await;
    let rows: Vec<Vec<String>> =
        [first, second].iter().map(|day| row(&page, &format!("<th scope=\"row\">{}", day.format("%-d %B")))).collect();
    assert_eq!(rows, [["2", "1", "1", "0", "0", "0"], ["1", "1", "0", "0", "0", "1"]]);
    page.shows(&[
        "<bdi>Paying with a gift voucher</bdi>",
        "<desc id=\"said-d\">Helped: 2, Not this: 1</desc>",
        "<desc id=\"after-d\">Answered: 3, Person fetched after: 1</desc>",
        "<dd class=\"stat__value\">67%</dd><dd class=\"delta\">of 3 who gave feedback</dd>",
    ]);
    page.hides(&["pianos", "No answer", "Lost parcels"]);
    for id in ["en/nothing", "a%00b", ""] {
        assert_eq!(omid.get(&format!("{MEASURES}/article?id={id}")).await.status, StatusCode::NOT_FOUND, "{id}");
    }
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    assert_eq!(sara.get(&of_one).await.status, StatusCode::FORBIDDEN);
    let article = format!("/desk/knowledge/article?id={VOUCHERS_ID}");
    sara.get(&article).await.hides(&["How it does"]);
    omid.get(&article).await.shows(&["How it does"]);
    let (mut nima, _) = desk.desk_of("Nima", AgentRole::Curator, "fa").await;
    nima.get(&of_one).await.shows(&["سنجه‌ها", "کمک کرد: ۲، این نبود: ۱", "dir=\"rtl\""]);

    // What to write next begins there, as among the gaps.
    let page = omid.get(MEASURES).await;
    let form = page.body.split("<form").find(|form| form.contains("name=\"questions\"")).unwrap();
    assert!(form.contains("action=\"/desk/knowledge/edit\"") && form.contains(">Write the answer<"), "{form}");
    assert!(form.contains("name=\"title\" value=\"do you buy used pianos\""), "{form}");
    let link = page.body.split("/desk/knowledge/gaps#").nth(1).unwrap().split('"').next().unwrap().to_owned();
    omid.get("/desk/knowledge/gaps").await.shows(&[&format!("<li class=\"gap\" id=\"{link}\">")]);
}

async fn measures_are_taken_into_a_spreadsheet(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let mut omid = curator(&desk, "Omid").await;
    let mut risky = article("en/sum", "=SUM(A1:A9) vouchers", "Add them.");
    risky.questions = vec!["how do I use vouchers together".to_owned()];
    desk.store.save_articles(vec![risky], None).await.unwrap();
    desk.library.refresh().await.unwrap();
    asks(&desk, "one", "how do I use vouchers together", Some("helped")).await;
    asks(&desk, "two", "do you buy used pianos", None).await;
    let day = desk.edge.now().date_naive();
    let file = omid.get(&format!("{MEASURES}.csv?from={day}&to={day}")).await;
    assert_eq!(file.status, StatusCode::OK);
    let plain = file.body.trim_start_matches('\u{feff}').replace('"', "");
    assert_eq!(
        plain.lines().collect::<Vec<&str>>(),
        [
            "Group,Name,Article id,Answered,Helped,Not this,Suggested,Chosen,Person fetched after,No answer",
            "All,,,1,1,0,0,0,0,1",
            &format!("Day,{day},,1,1,0,0,0,0,1"),
            "Article,'=SUM(A1:A9) vouchers,en/sum,1,1,0,0,0,0,",
        ]
    );
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    assert_eq!(sara.get(&format!("{MEASURES}.csv")).await.status, StatusCode::FORBIDDEN);
    omid.get(MEASURES).await.shows(&["href=\"/desk/knowledge/measures.csv?days=30\" download"]);
}
