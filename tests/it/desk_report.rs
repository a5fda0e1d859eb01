//! Reports and supervision at the desk: exact figures of a story that was told, as a page, as a file, and live.

use axum::http::StatusCode;
use chrono::Duration;
use futures::StreamExt;
use hamyar::model::{Action, AgentId, AgentRole, ConversationId};
use hamyar_channel::Event;

use crate::support::desk::TestDesk;
use crate::support::{Database, both};

both!(
    a_report_tells_what_happened,
    what_takes_a_moment_is_short_to_see_and_whole_to_hear,
    a_report_is_a_file_that_no_spreadsheet_runs,
    whoever_is_no_admin_sees_their_own_row,
    a_day_is_the_teams_and_a_period_must_be_one,
    what_was_given_is_seen_beside_the_conversation_and_in_its_story,
    what_goes_on_now_is_seen_live,
);

/// What an agent is called who wants to do harm.
const HARM: &str = "=cmd()<script>alert(1)</script>";

async fn act(desk: &TestDesk, id: ConversationId, agent: AgentId, action: Action) {
    desk.engine.act(id, desk.version(id).await, agent, action).await.unwrap();
}

/// Somebody presses a face under the question for a rating, which is our second reply to them.
async fn presses(desk: &TestDesk, who: &str, id: ConversationId, score: u8, reply: u8) {
    let action = format!("r{score}:{}:{reply}", id.0.simple());
    let press = Event::Button { action, message: None };
    desk.happens(who, &format!("c:{who}:{score}:{reply}"), press).await;
}

/// Four conversations in twenty minutes: one that the bot answers, one that Sara resolves and that is rated 5 in the end, one
/// to which a colleague replies, and a Persian one that waits. It is 13:30 to 13:50 with the team on November 22.
async fn told(desk: &TestDesk, sara: AgentId, other: AgentId) -> ConversationId {
    desk.says("mina", "how is it done").await;
    let id = desk.says("reza", "where is my invoice").await;
    desk.clock.advance(Duration::minutes(4));
    act(desk, id, sara, Action::Reply("I look into it".to_owned())).await;
    act(desk, id, sara, Action::Note("he never pays".to_owned())).await;
    desk.clock.advance(Duration::minutes(6));
    act(desk, id, sara, Action::Resolve).await;
    presses(desk, "reza", id, 2, 2).await;
    presses(desk, "reza", id, 5, 3).await;
    let asked = desk.says("tobias", "human please").await;
    desk.clock.advance(Duration::minutes(10));
    act(desk, asked, other, Action::Reply("Here I am".to_owned())).await;
    desk.says("parisa", "قیمت این کتاب چند است").await;
    id
}

async fn a_report_tells_what_happened(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut admin, sara) = desk.desk_of("Sara", AgentRole::Admin, "en").await;
    let other = desk.agent(HARM, AgentRole::Agent, "en").await;
    told(&desk, sara, other).await;
    let page = admin.get("/desk/report?days=7").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    page.shows(&[
        "16 November 2026 – 22 November 2026",
        "Conversations</dt><dd class=\"stat__value\">4</dd><dd class=\"delta\">4 messages of customers",
        "By the bot alone</dt><dd class=\"stat__value\">25%</dd><dd class=\"delta\">1 conversation<",
        "Handed to people</dt><dd class=\"stat__value\">3</dd><dd class=\"delta\">2 of them replied to",
        "First reply, median</dt><dd class=\"stat__value\">4 min</dd><dd class=\"delta\">nine in ten within 10 min",
        "Resolved, median</dt><dd class=\"stat__value\">10 min</dd><dd class=\"delta\">nine in ten within 10 min",
        "Rating</dt><dd class=\"stat__value\">5.0</dd><dd class=\"delta\">1 of 1 asked",
        "<desc id=\"volume-d\">By the bot alone: 1. With people: 3.</desc>",
        "<th scope=\"row\">22 November</th><td class=\"end\">4</td><td class=\"end\">1</td><td class=\"end\">3</td>",
        "<desc id=\"why-d\">No article answers it 2, The customer asked for a person 1</desc>",
        "<th scope=\"row\">No article answers it</th><td class=\"end\">2</td><td class=\"end\">67%</td>",
        "<desc id=\"ratings-d\">😀 5 1, 🙂 4 0, 😐 3 0, 🙁 2 0, 😞 1 0</desc>",
        "<bdi>Telegram</bdi>",
        "<bdi>English</bdi>",
        "<bdi>Persian</bdi>",
        "<bdi>Sara</bdi>",
        "<bdi>=cmd()&#60;script&#62;alert(1)&#60;/script&#62;</bdi>",
        "<svg x=\"6.00%\"",
    ]);
    page.hides(&["<script>alert", "he never pays", " style=", "mina", "Nothing happened"]);

    let (mut persian, _) = desk.desk_of("مدیر", AgentRole::Admin, "fa").await;
    let page = persian.get("/desk/report").await;
    page.shows(&[
        "dir=\"rtl\"",
        "۲ آبان ۱۴۰۵ تا ۱ آذر ۱۴۰۵",
        "<dd class=\"stat__value\">۵٫۰</dd>",
        "<dd class=\"stat__value\">۲۵٪</dd>",
        "هیچ مقاله‌ای پاسخش نبود",
        "<svg x=\"2.00%\"",
    ]);
    page.hides(&["he never pays"]);
}

/// What is over in a moment is a sign in the size of a figure, and whole words for whoever hears the page.
async fn what_takes_a_moment_is_short_to_see_and_whole_to_hear(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut admin, sara) = desk.desk_of("Sara", AgentRole::Admin, "en").await;
    let (mut persian, _) = desk.desk_of("مدیر", AgentRole::Admin, "fa").await;
    let id = desk.says("reza", "where is my invoice").await;
    desk.clock.advance(Duration::seconds(40));
    act(&desk, id, sara, Action::Reply("I look into it".to_owned())).await;
    let shown = |sign: &str, words: &str| {
        format!("<span aria-hidden=\"true\">{sign}</span><span class=\"visually-hidden\">{words}</span></dd>")
    };
    admin.get("/desk/report").await.shows(&[&shown("&#60; 1 min", "less than a minute")]);
    persian.get("/desk/report").await.shows(&[&shown("زیر ۱ دقیقه", "کمتر از یک دقیقه")]);
}

async fn a_report_is_a_file_that_no_spreadsheet_runs(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut admin, sara) = desk.desk_of("Sara", AgentRole::Admin, "en").await;
    let other = desk.agent(HARM, AgentRole::Agent, "en").await;
    let harmful = ["+1", "-1", "@sum", "\t=1", " =1", "\"=1"];
    told(&desk, sara, other).await;
    for name in harmful {
        let id = desk.says(name, "where is my invoice").await;
        let agent = desk.agent(name, AgentRole::Agent, "en").await;
        act(&desk, id, agent, Action::Reply("Here".to_owned())).await;
    }
    let page = admin.get("/desk/report.csv?from=2026-11-22&to=2026-11-22").await;
    assert_eq!(page.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(page.headers["content-disposition"], "attachment; filename=\"hamyar-2026-11-22-2026-11-22.csv\"");
    assert_eq!(page.headers["x-content-type-options"], "nosniff");
    let file = page.body.strip_prefix('\u{feff}').unwrap();
    let lines: Vec<&str> = file.split_terminator("\r\n").collect();
    let all = lines.iter().find(|line| line.starts_with("\"All\"")).unwrap();
    assert_eq!(
        *all,
        "\"All\",\"\",\"10\",\"1\",\"9\",\"9\",\"8\",\"0\",\"600\",\"1\",\"600\",\"600\",\"1\",\"5.00\",\"\""
    );
    for expected in [
        "\"Group\",\"Name\",\"Conversations\",\"By the bot alone\",\"With people\",\"Handed to people\",\"Replied to\",\
         \"First reply, median (s)\",\"First reply, nine in ten (s)\",\"Resolved\",\"Resolved, median (s)\",\
         \"Resolved, nine in ten (s)\",\"Ratings\",\"Rating, mean\",\"Asked for a rating\"",
        "\"Messages of customers\",\"\",\"10\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\"",
        "\"Asked for a rating\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"1\"",
        "\"Day\",\"2026-11-22\",\"10\",\"1\",\"9\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\"",
        "\"Language\",\"Persian\",\"1\",\"0\",\"1\",\"1\",\"0\",\"\",\"\",\"0\",\"\",\"\",\"0\",\"\",\"\"",
        "\"Agent\",\"Sara\",\"\",\"\",\"\",\"1\",\"1\",\"240\",\"240\",\"1\",\"600\",\"600\",\"1\",\"5.00\",\"\"",
        "\"Reason\",\"The customer asked for a person\",\"\",\"\",\"\",\"1\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\"",
        "\"Rating\",\"5\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"1\",\"\",\"\"",
    ] {
        assert!(lines.contains(&expected), "{expected}\nis not in\n{file}");
    }
    for armed in [HARM, "+1", "-1", "@sum", "\t=1", " =1"] {
        assert!(file.contains(&format!("\"Agent\",\"'{armed}\"")), "{armed:?} is armed in\n{file}");
    }
    assert!(file.contains("\"Agent\",\"\"\"=1\""), "a quotation mark stays one: {file}");
}

async fn whoever_is_no_admin_sees_their_own_row(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, me) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let other = desk.agent("Omid", AgentRole::Agent, "en").await;
    told(&desk, me, other).await;
    let page = sara.get("/desk/report").await;
    page.shows(&["<bdi>Sara</bdi>", "You see your own row.", "Handed to people</dt><dd class=\"stat__value\">3</dd>"]);
    page.hides(&["Omid"]);
    sara.get("/desk/report.csv").await.hides(&["Omid"]);
    let (mut viewer, _) = desk.desk_of("Vera", AgentRole::Viewer, "en").await;
    for path in ["/desk/report", "/desk/report.csv", "/desk/now", "/desk/now/fragment"] {
        assert_eq!(viewer.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    viewer.get("/desk").await.hides(&["/desk/report"]);
}

async fn a_day_is_the_teams_and_a_period_must_be_one(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Admin, "en").await;
    desk.says("mina", "how is it done").await;
    // In Tehran a day begins at 20:30 of ours.
    desk.clock.advance(Duration::hours(10) + Duration::minutes(30));
    desk.says("reza", "how is it done").await;
    let row = |day: &str, count: u8| {
        format!("<th scope=\"row\">{day}</th><td class=\"end\">{count}</td><td class=\"end\">{count}</td>")
    };
    let page = sara.get("/desk/report?from=2026-11-22&to=2026-11-23").await;
    page.shows(&[&row("22 November", 1), &row("23 November", 1), "value=\"2026-11-22\"", "max=\"2026-11-23\""]);
    sara.get("/desk/report?from=2026-11-22&to=2026-11-22").await.shows(&[&row("22 November", 1)]);
    let page = sara.get("/desk/report?from=2026-11-20&to=2026-11-21").await;
    page.shows(&["Nothing happened in these days", "20 November 2026 – 21 November 2026"]);
    page.hides(&["This cannot be shown"]);
    for query in [
        "days=5",
        "days=999999999999999999999",
        "from=2026-11-24&to=2026-11-24",
        "from=2026-11-23&to=2026-11-22",
        "from=2025-11-22&to=2026-11-23",
        "from=-271821-04-20&to=2026-11-23",
        "from=%3Cscript%3E&to=x",
    ] {
        let page = sara.get(&format!("/desk/report?{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{query}");
        page.shows(&["This cannot be shown.", "25 October 2026 – 23 November 2026"]);
        page.hides(&["<script>"]);
    }
    sara.get("/desk/report?from=2025-11-24&to=").await.hides(&["This cannot be shown"]);
}

async fn what_was_given_is_seen_beside_the_conversation_and_in_its_story(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, me) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (mut persian, other) = desk.desk_of("امید", AgentRole::Agent, "fa").await;
    let id = desk.says("reza", "where is my invoice").await;
    act(&desk, id, me, Action::Reply("Here".to_owned())).await;
    act(&desk, id, me, Action::Resolve).await;
    let path = format!("/desk/conversations/{id}");
    sara.get(&path).await.shows(&["id=\"rating\"", "Asked, no answer so far", "How content are you"]);
    let mut stream = sara.stream("/desk/live").await;
    presses(&desk, "reza", id, 2, 2).await;
    let live = String::from_utf8(stream.next().await.unwrap().unwrap().to_vec()).unwrap();
    assert_eq!(live, format!("event: changed\ndata: {id}\n\n"));
    presses(&desk, "reza", id, 5, 3).await;
    sara.get(&path).await.shows(&[
        "<span>5 of 5</span>",
        "The customer rated the help: 🙁 2 of 5",
        "The customer changed the rating from 🙁 to 😀 5 of 5",
    ]);
    persian.get(&path).await.shows(&["<span>۵ از ۵</span>", "مشتری به کمک امتیاز داد: 🙁"]);
    // It is about this conversation, and nobody else's.
    let next = desk.says("tobias", "where is mine").await;
    sara.get(&format!("/desk/conversations/{next}")).await.hides(&["id=\"rating\""]);
    act(&desk, next, other, Action::Resolve).await;
    sara.get(&format!("/desk/conversations/{next}")).await.hides(&["id=\"rating\""]);
}

async fn what_goes_on_now_is_seen_live(database: Database) {
    let desk = TestDesk::new(database).await;
    let omid = desk.agent("<b>Omid</b>", AgentRole::Agent, "en").await;
    desk.says("mina", "where is my invoice").await;
    desk.clock.advance(Duration::minutes(12));
    let second = desk.says("<i>reza</i>", "where is mine").await;
    desk.clock.advance(Duration::minutes(3));
    let (mut sara, me) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let page = sara.get("/desk/now").await;
    page.shows(&[
        "data-fragment=\"/desk/now/fragment\"",
        ">Waiting for anyone</a></dt><dd class=\"stat__value\">2</dd><dd class=\"delta\">the longest for 15 min</dd>",
        ">Colleagues at their desks</a></dt><dd class=\"stat__value\">1</dd>",
        "<bdi>&#60;b&#62;Omid&#60;/b&#62;</bdi><br><span class=\"tag\">Not seen yet</span>",
        "<bdi>Sara</bdi><br><span class=\"tag\">At the desk</span>",
        "<bdi>&#60;i&#62;reza&#60;/i&#62;</bdi>",
    ]);
    page.hides(&["<b>Omid", "<i>reza"]);
    let at = |text: &str| page.body.find(text).unwrap();
    assert!(at("<bdi>mina</bdi>") < at("&#60;i&#62;reza"), "who waits longest comes first");
    assert!(at("<bdi>Sara</bdi>") < at("<bdi>&#60;b&#62;Omid"), "who is there comes first");

    let mut stream = sara.stream("/desk/live").await;
    act(&desk, second, me, Action::Take).await;
    let live = String::from_utf8(stream.next().await.unwrap().unwrap().to_vec()).unwrap();
    assert_eq!(live, format!("event: changed\ndata: {second}\n\n"));
    let fragment = sara.get("/desk/now/fragment").await;
    fragment.shows(&[
        "id=\"now-figures\" data-live=\"replace\"",
        "<dd class=\"stat__value\">1</dd><dd class=\"delta\">the longest for 15 min</dd>",
        ">With the team</a></dt><dd class=\"stat__value\">1</dd>",
        "data-label=\"Conversations\">1</td><td class=\"end\" data-label=\"Customer waits\">3 min</td>",
    ]);
    fragment.hides(&["<!doctype", "&#60;i&#62;reza"]);
    desk.store.agent_seen(omid).await.unwrap();
    sara.get("/desk/now/fragment").await.shows(&["Colleagues at their desks</a></dt><dd class=\"stat__value\">2</dd>"]);
    // Whoever has closed their desk is gone after a while.
    desk.clock.advance(Duration::minutes(3));
    sara.get("/desk/now/fragment").await.shows(&["Colleagues at their desks</a></dt><dd class=\"stat__value\">1</dd>"]);
}
