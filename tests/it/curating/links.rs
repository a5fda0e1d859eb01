//! Links of published articles: tried once a day, and told when they have led nowhere for two days.

use std::sync::Arc;

use chrono::Duration;
use hamyar::clock::{Edge, RandomIds};
use hamyar::desk::one_time_link;
use hamyar::model::{AgentId, AgentRole};
use hamyar::store::NewAgent;
use hamyar_knowledge::{Article, Status};

use super::{article, in_time};
use crate::support::browser::Browser;
use crate::support::fake_site::{Answer, FakeSite};
use crate::support::{Database, Program, Starting, TestApp, both};

both!(a_link_that_fails_on_two_days_is_told_until_it_works_again);

/// Somebody who keeps articles.
async fn curator(app: &TestApp) -> AgentId {
    let new = NewAgent {
        email: "omid@team.example".to_owned(),
        name: "Omid".to_owned(),
        role: AgentRole::Curator,
        language: "en".to_owned(),
        password_hash: String::new(),
    };
    app.store.add_agent(new).await.unwrap().unwrap()
}

/// What they see of what should be looked at. They sign in each time: days go by.
async fn fresh(app: &TestApp, agent: AgentId) -> String {
    let edge = Edge { clock: app.clock.clone(), ids: Arc::new(RandomIds) };
    let link = one_time_link(&app.store, &edge, agent, "").await.unwrap();
    let mut browser = Browser::at(app.http);
    assert_eq!(browser.get(&link).await.status, 303);
    browser.get("/desk/knowledge/freshness").await.body
}

/// How often these were asked for, by any method.
fn asked(site: &FakeSite, path: &str) -> usize {
    site.asked().iter().filter(|asked| asked.ends_with(path)).count()
}

async fn a_link_that_fails_on_two_days_is_told_until_it_works_again(database: Database) {
    let site = FakeSite::start().await;
    site.has("/fine", Answer::page("fine"));
    site.has("HEAD /shy", Answer::status(405));
    site.has("GET /shy", Answer::page("shy"));
    site.has("/ours-alone", Answer::status(403));
    site.has("/moved", Answer::leads_to("/fine"));
    let body = format!(
        "[fine]({}) [shy]({}) [alone]({}) [moved]({}) [gone]({}) [inside](http://10.0.0.1/) [cloud](http://169.254.169.254/) \
         [mail](mailto:help@narenj.example) [name]({})",
        site.url("/fine"),
        site.url("/shy"),
        site.url("/ours-alone"),
        site.url("/moved"),
        site.url("/gone_for_good"),
        site.by_name("/fine")
    );
    let app = Starting::on(database)
        .setting("HAMYAR_KNOWLEDGE__SITES__PRIVATE", &site.host())
        .setting("HAMYAR_KNOWLEDGE__SITES__PAUSE", "0s")
        .setting("HAMYAR_KNOWLEDGE__SITES__CHECK_LINKS", "true")
        .start()
        .await;
    let draft = Article { status: Status::Draft, ..article("en/draft", "Draft", &site.url("/draft")) };
    app.store.save_articles(vec![article("en/links", "Where to look", &body), draft], None).await.unwrap();
    app.library.refresh().await.unwrap();
    let omid = curator(&app).await;

    // Each day it is tried by HEAD and, as that fails, by GET.
    let hour = Duration::minutes(20);
    in_time(&app, hour, async || asked(&site, "/shy") == 2).await;
    in_time(&app, hour, async || asked(&site, "/gone_for_good") == 2).await;
    assert!(!fresh(&app, omid).await.contains("Links that lead nowhere"), "once may be by chance");
    in_time(&app, hour, async || app.store.broken_links(10).await.unwrap().len() == 1).await;
    let page = fresh(&app, omid).await;
    for shown in
        ["Links that lead nowhere", "Where to look", &site.url("/gone_for_good"), "the site answered with 404, since"]
    {
        assert!(page.contains(shown), "{shown} is not in {page}");
    }
    assert_eq!(page.matches("the site answered with").count(), 1, "{page}");
    assert_eq!(asked(&site, "/draft"), 0, "nobody is sent there");
    let tries = asked(&site, "/fine");
    assert!((2..=6).contains(&tries), "{tries} in some two days, half of them by the one that leads there");

    site.has("/gone_for_good", Answer::page("back"));
    in_time(&app, hour, async || app.store.broken_links(10).await.unwrap().is_empty()).await;
    assert!(!fresh(&app, omid).await.contains("Links that lead nowhere"));
}

#[tokio::test]
async fn the_command_tries_links_and_lists_what_is_broken() {
    let site = FakeSite::start().await;
    let program = Program::new().with("HAMYAR_KNOWLEDGE__SITES__PRIVATE", site.host());
    let program = program.with("HAMYAR_KNOWLEDGE__SITES__PAUSE", "0s");
    let body = format!("[gone]({}) and http://127.0.0.1:9/", site.url("/gone"));
    program.file("kb.jsonl", &format!("{{\"id\":\"en/a\",\"lang\":\"en\",\"title\":\"A\",\"body\":\"{body}\"}}\n"));
    program.done(&["kb", "import", "kb.jsonl"]).await;
    let tried = "1 links tried; each is tried once a day\n0 broken links\n";
    assert_eq!(program.done(&["kb", "links", "--check"]).await, tried);
    let again = "0 links tried; each is tried once a day\n0 broken links\n";
    assert_eq!(program.done(&["kb", "links", "--check"]).await, again);
    assert_eq!(site.asked(), ["HEAD /gone", "GET /gone"]);
    assert_eq!(program.done(&["kb", "links"]).await, "0 broken links\n");
}
