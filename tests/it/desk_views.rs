//! The views of the inbox: what is in each, what is asked of them, page by page, at a cost that does not grow.

use axum::http::StatusCode;
use chrono::Duration;
use hamyar::model::{Action, AgentId, AgentRole, ConversationId, Priority};
use hamyar::store::{Filter, InboxView};

use crate::support::desk::{Browser, Page, TestDesk};
use crate::support::{Database, both};

both!(
    each_conversation_is_in_the_views_that_it_belongs_to,
    a_filter_stays_in_every_link_and_counts_what_fits,
    pages_follow_each_other_without_gaps_while_the_list_moves,
    what_cannot_be_read_of_an_address_asks_nothing,
    a_rare_conversation_is_found_page_by_page,
    those_who_wait_longest_come_first_unless_the_newest_are_asked_for,
    only_those_who_wait_for_long_are_shown_where_that_is_asked,
);

/// Does something to a conversation as it stands.
async fn act(desk: &TestDesk, id: ConversationId, agent: AgentId, action: Action) {
    desk.engine.act(id, desk.version(id).await, agent, action).await.unwrap();
}

#[track_caller]
fn lists(page: &Page, ids: &[ConversationId]) {
    let at: Vec<Option<usize>> = ids.iter().map(|id| page.body.find(&format!("id=\"c-{id}\""))).collect();
    assert!(at.iter().all(Option::is_some) && at.is_sorted(), "{ids:?} are not listed in this order: {at:?}");
    assert_eq!(page.body.matches("id=\"c-").count(), ids.len(), "others are listed, too");
}

async fn each_conversation_is_in_the_views_that_it_belongs_to(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, me) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (mut persian, other) = desk.desk_of("امید", AgentRole::Agent, "fa").await;
    let mut ids = Vec::new();
    for who in ["waits", "mine", "his", "bot", "later", "sooner", "over"] {
        desk.clock.advance(Duration::minutes(1));
        let text = if who == "bot" { "how is it done" } else { "where is my invoice" };
        ids.push(desk.says(who, text).await);
    }
    let [waits, mine, his, bot, later, sooner, over] = ids[..] else { panic!("there are seven") };
    act(&desk, mine, me, Action::Take).await;
    act(&desk, his, other, Action::Take).await;
    act(&desk, later, me, Action::Snooze(desk.edge.now() + Duration::days(2))).await;
    act(&desk, sooner, me, Action::Snooze(desk.edge.now() + Duration::hours(20))).await;
    act(&desk, over, me, Action::Resolve).await;

    lists(&sara.get("/desk").await, &[waits]);
    lists(&sara.get("/desk/inbox/mine").await, &[mine]);
    lists(&persian.get("/desk/inbox/mine").await, &[his]);
    let all = sara.get("/desk/inbox/open").await;
    assert_eq!(all.body.matches("id=\"c-").count(), 4);
    all.shows(&[&format!("id=\"c-{bot}\""), "All <span class=\"count\">4</span>"]);
    all.shows(&["Waiting <span class=\"count\">1</span>", "Snoozed <span class=\"count\">2</span>"]);
    let snoozed = sara.get("/desk/inbox/snoozed").await;
    lists(&snoozed, &[sooner, later]);
    snoozed.shows(&["Snoozed until tomorrow, "]);
    lists(&sara.get("/desk/inbox/resolved").await, &[over]);
    let page = persian.get("/desk/inbox/snoozed").await;
    page.shows(&["تا فردا، ", " به تعویق افتاد", "همه <span class=\"count\">۴</span>", "dir=\"rtl\""]);
}

async fn a_filter_stays_in_every_link_and_counts_what_fits(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, me) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let plain = desk.says("mina", "where is my invoice").await;
    let persian = desk.says("reza", "فاکتور آبان من کجاست").await;
    let urgent = desk.says("tobias", "where is my parcel").await;
    act(&desk, urgent, me, Action::Prioritise(Priority::Urgent)).await;
    act(&desk, urgent, me, Action::Label("post & <parcels>".parse().unwrap())).await;
    act(&desk, persian, me, Action::Label("billing".parse().unwrap())).await;

    let page = sara.get("/desk/inbox/waiting?language=fa").await;
    lists(&page, &[persian]);
    page.shows(&["Waiting <span class=\"count\">1</span>", "3 conversations wait", "value=\"fa\" selected"]);
    lists(&sara.get("/desk/inbox/waiting?priority=urgent").await, &[urgent]);
    lists(&sara.get("/desk/inbox/waiting?channel=telegram%3Amain&language=en&priority=normal").await, &[plain]);
    lists(&sara.get("/desk/inbox/waiting?channel=discord%3Amain").await, &[]);
    sara.get("/desk/inbox/waiting?channel=discord%3Amain").await.shows(&["Nothing here fits the filter"]);
    lists(&sara.get("/desk/inbox/waiting?label=billing&channel=&language=&priority=").await, &[persian]);

    let asked = "label=post+%26+%3Cparcels%3E";
    let page = sara.get(&format!("/desk/inbox/waiting?{asked}")).await;
    lists(&page, &[urgent]);
    let here = format!("/desk/conversations/{urgent}?view=waiting&#38;{asked}");
    page.shows(&[
        &format!("href=\"{here}\""),
        &format!("data-fragment=\"/desk/inbox/waiting/fragment?{asked}\""),
        &format!("href=\"/desk/inbox/mine?{asked}\""),
        "post &#38; &#60;parcels&#62;",
        "tag--danger",
        "Urgent",
    ]);
    page.hides(&["<parcels>"]);
    // The way through a conversation leads back to it, and so does what is done there.
    let page = sara.get(&here.replace("&#38;", "&")).await;
    page.shows(&[&format!("href=\"/desk/inbox/mine?{asked}\""), &format!("/take?view=waiting&#38;{asked}\"")]);
    lists(&page, &[urgent]);
    let (version, seen) = (page.value("version"), page.value("seen"));
    let fields = [("version", version.as_str()), ("seen", &seen)];
    let done = sara.submit(&format!("/desk/conversations/{urgent}/take?view=waiting&{asked}"), &fields).await;
    assert_eq!(done.location(), format!("/desk/conversations/{urgent}?view=waiting&{asked}"));
    let page = sara.get(&format!("/desk/inbox/waiting/fragment?{asked}")).await;
    lists(&page, &[]);
    page.shows(&["Mine <span class=\"count\">1</span>", "2 conversations wait"]);
}

/// The address in the link that has these words.
fn link(page: &Page, words: &str) -> String {
    let (before, _) = page.body.split_once(&format!("\">{words}</a>")).unwrap_or_else(|| panic!("no link {words}"));
    before.rsplit("href=\"").next().unwrap().replace("&#38;", "&")
}

async fn pages_follow_each_other_without_gaps_while_the_list_moves(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let mut ids = Vec::new();
    for number in 0..120 {
        // Some at the same moment: the order is that of their ids then.
        if number % 3 == 0 {
            desk.clock.advance(Duration::seconds(1));
        }
        ids.push(desk.says(&format!("person {number}"), "where is my invoice").await.to_string());
    }
    let shown =
        |page: &Page| -> Vec<String> { page.body.split("id=\"c-").skip(1).map(|rest| rest[..36].to_owned()).collect() };
    let first = sara.get("/desk/inbox/waiting?language=en").await;
    let mut all = shown(&first);
    assert_eq!(all.len(), 50);
    // Whoever comes now waits behind all others.
    desk.clock.advance(Duration::seconds(1));
    ids.push(desk.says("late", "where is my invoice").await.to_string());
    let second = sara.get(&link(&first, "Further conversations")).await;
    second.shows(&["Waiting <span class=\"count\">99+</span>"]);
    assert_eq!(link(&second, "To the beginning of the list"), "/desk/inbox/waiting?language=en");
    all.extend(shown(&second));
    the_page_of_the_list_stays_beside_a_conversation(&mut sara, &second, &shown(&second)).await;
    let third = sara.get(&link(&second, "Further conversations")).await;
    third.hides(&["Further conversations"]);
    all.extend(shown(&third));
    assert_eq!((all.len(), all.last()), (121, ids.last()));
    all.sort();
    ids.sort();
    assert_eq!(all, ids, "each is on one page");
}

/// Whoever opens a conversation of a later page has that page beside it, and comes back to it.
async fn the_page_of_the_list_stays_beside_a_conversation(sara: &mut Browser, page: &Page, ids: &[String]) {
    let there = format!("href=\"/desk/conversations/{}?", ids[0]);
    let (_, rest) = page.body.split_once(&there).unwrap();
    let query = rest.split('"').next().unwrap().replace("&#38;", "&");
    let opened = sara.get(&format!("/desk/conversations/{}?{query}", ids[0])).await;
    let listed: Vec<&str> = opened.body.split("id=\"c-").skip(1).map(|rest| &rest[..36]).collect();
    assert_eq!(listed, ids, "the same page of the list");
    let after = query.split("after=").nth(1).unwrap();
    let fragment = format!("data-fragment=\"/desk/inbox/waiting/fragment?language=en&after={after}&open={}\"", ids[0]);
    let back = format!("href=\"/desk/inbox/waiting?language=en&after={after}\"");
    for address in [fragment, back] {
        assert!(opened.body.replace("&#38;", "&").contains(&address), "{address}");
    }
    // A view that is chosen begins at its beginning.
    opened.shows(&["href=\"/desk/inbox/mine?language=en\""]);
}

async fn what_cannot_be_read_of_an_address_asks_nothing(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let id = desk.says("mina", "where is my invoice").await;
    let far = "after=9223372036854775807.00000000-0000-7000-8000-000000000000";
    let odd =
        ["after=nonsense", "after=1.2", far, "channel=%27", "priority=none", "label=", "language=%00", "nothing=1"];
    for asked in odd.into_iter().chain(["language=%27+or+1%3D1--"]) {
        lists(&sara.get(&format!("/desk/inbox/waiting?{asked}")).await, &[id]);
    }
    lists(&sara.get("/desk/inbox/waiting?language=de").await, &[]);
    // The way back from a conversation is a list that there is.
    let page = sara.get(&format!("/desk/conversations/{id}?view=waiting&language=en&priority=normal")).await;
    page.shows(&["href=\"/desk/inbox/waiting?language=en&#38;priority=normal\" aria-label=\"Back to the list\""]);
    assert_eq!(sara.get("/desk/inbox/elsewhere?language=en").await.status, StatusCode::NOT_FOUND);
}

/// 1,500 conversations like the second one, each in a place of its own.
const COPIES_SQLITE: &str = "
    insert into places (id, channel, chat, direct, role, autonomy, created_at)
    with recursive n (i) as (select 1 union all select i + 1 from n where i < 1500)
    select randomblob(16), 'telegram:main', 'copy-' || i, 1, 'direct', 'always', '2026-11-22T10:00:00+00:00' from n;
    insert into conversations
        (id, number, place, asker, language, status, holder, opened_at, touched_at, waiting_since, memory)
    select randomblob(16), 100 + row_number() over (), p.id, c.asker, 'en', 'open', 'queue', c.opened_at, c.touched_at,
        c.waiting_since, c.memory
    from places p, conversations c
    where p.chat like 'copy-%' and c.number = 1";
const COPIES_POSTGRES: &str = "
    insert into places (id, channel, chat, direct, role, autonomy, created_at)
    select gen_random_uuid(), 'telegram:main', 'copy-' || i, true, 'direct', 'always', now()
    from generate_series(1, 1500) as i;
    insert into conversations
        (id, number, place, asker, language, status, holder, opened_at, touched_at, waiting_since, memory)
    select gen_random_uuid(), 100 + row_number() over (), p.id, c.asker, 'en', 'open', 'queue', c.opened_at,
        c.touched_at, c.waiting_since, c.memory
    from places p, conversations c
    where p.chat like 'copy-%' and c.number = 1";

/// However many do not fit, no page looks at more than so many of them.
async fn a_rare_conversation_is_found_page_by_page(database: Database) {
    let desk = TestDesk::new(database).await;
    let me = desk.agent("Sara", AgentRole::Agent, "en").await;
    desk.says("mina", "where is my invoice").await;
    desk.clock.advance(Duration::seconds(1));
    let rare = desk.says("reza", "فاکتور آبان من کجاست").await;
    let is_sqlite = desk.database().url.starts_with("sqlite:");
    desk.database().run(if is_sqlite { COPIES_SQLITE } else { COPIES_POSTGRES }).await;
    let filter = Filter { language: Some("fa".to_owned()), ..Filter::default() };
    let first = desk.store.inbox(InboxView::Waiting, me, &filter, None, 50).await.unwrap();
    assert_eq!(first.rows, [], "it is not among the first that were looked at");
    let mark = first.next.expect("there is more behind them");
    let second = desk.store.inbox(InboxView::Waiting, me, &filter, Some(mark), 50).await.unwrap();
    assert_eq!(second.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [rare]);
    assert_eq!(second.next, None);
    let counts = desk.store.inbox_counts(me).await.unwrap();
    assert_eq!((counts.waiting, counts.open), (100, 100), "nobody counts further");
    let (mut sara, _) = desk.desk_of("Omid", AgentRole::Agent, "en").await;
    let page = sara.get("/desk/inbox/waiting?language=fa").await;
    page.shows(&["Nothing fits so far", "Further conversations", "99+"]);
    sara.get("/desk/now").await.shows(&["999+"]);
    lists(&sara.get(&link(&page, "Further conversations")).await, &[rare]);
}

async fn those_who_wait_longest_come_first_unless_the_newest_are_asked_for(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, me) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (mut omid, _) = desk.desk_of("امید", AgentRole::Agent, "fa").await;
    let mut ids = Vec::new();
    for who in ["mina", "reza", "tobias"] {
        desk.clock.advance(Duration::minutes(5));
        ids.push(desk.says(who, "where is my invoice").await);
    }
    // That somebody writes again, or is labelled, does not change since when they wait.
    desk.clock.advance(Duration::minutes(5));
    desk.says("mina", "is anybody there").await;
    act(&desk, ids[1], me, Action::Label("billing".parse().unwrap())).await;
    lists(&sara.get("/desk").await, &ids);
    let page = sara.get("/desk/inbox/waiting?label=billing").await;
    lists(&page, &ids[1..2]);
    let page = sara.get("/desk/inbox/waiting?language=en").await;
    let newest = link(&page, "Show the newest first");
    assert_eq!(newest, "/desk/inbox/latest?language=en");
    let page = sara.get(&newest).await;
    ids.reverse();
    lists(&page, &ids);
    assert_eq!(link(&page, "Show the longest waiting first"), "/desk/inbox/waiting?language=en");
    page.shows(&["aria-current=\"page\">Waiting", &format!("/desk/conversations/{}?view=latest", ids[0])]);
    lists(&sara.get(&format!("/desk/conversations/{}?view=latest", ids[0])).await, &ids);
    omid.get("/desk/inbox/latest").await.shows(&["طولانی‌ترین انتظارها اول"]);
    sara.get("/desk/inbox/open").await.hides(&["Show the newest first"]);
}

async fn only_those_who_wait_for_long_are_shown_where_that_is_asked(database: Database) {
    let desk = TestDesk::new(database).await;
    let me = desk.agent("Hanna", AgentRole::Agent, "en").await;
    let held = desk.says("held", "where is my invoice").await;
    act(&desk, held, me, Action::Take).await;
    let answered = desk.says("answered", "how is it done").await;
    let day = desk.says("day", "where is my invoice").await;
    desk.clock.advance(Duration::hours(23));
    desk.says("held", "are you there").await;
    let hour = desk.says("hour", "where is my invoice").await;
    desk.clock.advance(Duration::minutes(44));
    let quarter = desk.says("quarter", "where is my invoice").await;
    desk.clock.advance(Duration::minutes(16));
    let minutes = desk.says("minutes", "where is my invoice").await;
    let (mut hanna, mut omid) = (desk.browser(), desk.desk_of("امید", AgentRole::Agent, "fa").await.0);
    hanna.get(&desk.link(me).await).await;
    lists(&hanna.get("/desk/inbox/waiting?waits=15m").await, &[day, hour, quarter]);
    lists(&hanna.get("/desk/inbox/waiting?waits=1h").await, &[day, hour]);
    lists(&hanna.get("/desk/inbox/waiting?waits=4h").await, &[day]);
    lists(&hanna.get("/desk/inbox/waiting?waits=1d").await, &[day]);
    lists(&hanna.get("/desk/inbox/waiting?waits=2d").await, &[day, hour, quarter, minutes]);
    let page = hanna.get("/desk/inbox/mine?waits=1h").await;
    lists(&page, &[held]);
    page.shows(&["Mine <span class=\"count\">1</span>", "Waiting <span class=\"count\">2</span>", "More than 1 h"]);
    let all = hanna.get("/desk/inbox/open?waits=15m").await;
    all.hides(&[&format!("id=\"c-{answered}\"")]);
    omid.get("/desk/inbox/waiting?waits=4h").await.shows(&["مدت انتظار", "بیش از ۴ ساعت", "value=\"4h\" selected"]);
}
