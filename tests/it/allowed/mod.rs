//! What a role may do works: every route of the desk and of REST is asked by each role that may, about what is there, with what it
//! needs; that nobody else may, `desk_access.rs` tries. A route that nothing here knows of fails, so that none is left out.

mod conversations;
mod programs;
mod team;

use axum::http::Method;
use futures::StreamExt;
use hamyar::desk::{Declared, Needs};
use hamyar::model::{Action, AgentId, AgentRole, ContactId, ConversationId};

use crate::support::desk::{Browser, Page, TestDesk};
use crate::support::{Database, Kind};

/// All roles, each of which may do what those before it may.
const ROLES: [AgentRole; 4] = [AgentRole::Viewer, AgentRole::Agent, AgentRole::Curator, AgentRole::Admin];

/// What needs more than a form, and the tests that go through it.
const ELSEWHERE: [(&str, &str); 12] = [
    ("/desk/account/unlink", "staff_rooms::linking"),
    ("/desk/account/password", "desk_sessions"),
    ("/desk/account/second-factor/confirm", "desk_factor"),
    ("/desk/account/second-factor/off", "desk_factor"),
    ("/desk/people/{id}/second-factor", "desk_factor"),
    ("/desk/people/{id}/openid", "desk_openid"),
    ("/desk/candidates/", "curating"),
    ("/desk/knowledge/", "curating, importing"),
    ("/desk/knowledge/import/progress", "importing"),
    ("/desk/openid", "desk_openid"),
    ("/desk/live", "streams_are_open_to_every_role"),
    ("/desk/{*unknown}", "desk_access"),
];

/// Somebody new of a role, at a new browser, who tries one route.
struct Try<'d> {
    desk: &'d TestDesk,
    browser: Browser,
    me: AgentId,
    /// What is made for it is named by this.
    number: usize,
}

impl Try<'_> {
    /// The conversation of a new customer, who waits.
    async fn conversation(&self) -> ConversationId {
        self.desk.says(&format!("customer {}", self.number), "where is my invoice").await
    }

    async fn contact(&self) -> ContactId {
        let id = self.conversation().await;
        self.desk.store.asker(id).await.unwrap().unwrap().contact
    }

    async fn acts(&self, id: ConversationId, action: Action) {
        self.desk.engine.act(id, self.desk.version(id).await, self.me, action).await.unwrap();
    }

    async fn posts(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.browser.submit(path, fields).await
    }

    async fn gets(&mut self, path: &str) -> Page {
        self.browser.get(path).await
    }

    /// Asks for it as pages do.
    async fn goes(&mut self, route: &Declared) -> Option<Page> {
        let (is_post, path) = (route.method == Method::POST, route.path);
        if let Some(rest) = path.strip_prefix("/desk/conversations/{id}") {
            return conversations::goes(self, is_post, rest.trim_start_matches('/')).await;
        }
        if let Some(rest) = path.strip_prefix("/desk/contacts/{id}") {
            return conversations::about_contact(self, is_post, rest.trim_start_matches('/')).await;
        }
        if is_post { team::posts(self, path).await } else { team::gets(self, path).await }
    }
}

fn is_elsewhere(route: &Declared) -> bool {
    let posts = route.method == Method::POST;
    ELSEWHERE.iter().any(|(known, _)| match known.strip_suffix('/') {
        Some(_) => posts && route.path.starts_with(known),
        None => route.path == *known && (posts || !route.path.starts_with("/desk/account")),
    })
}

#[tokio::test]
async fn whoever_may_use_a_route_of_the_desk_can() {
    let desk = TestDesk::knowing(Database::new(Kind::Sqlite).await).await;
    let mut number = 0;
    for route in desk.declared.iter().filter(|route| !is_elsewhere(route)) {
        let Needs::Role(least) = route.needs else { continue };
        for role in ROLES.into_iter().filter(|role| role.may(least)) {
            number += 1;
            let (browser, me) = desk.desk_of(&format!("{}-{number}", role.word()), role, "en").await;
            let mut here = Try { desk: &desk, browser, me, number };
            let what = format!("{} {} as {}", route.method, route.path, role.word());
            let Some(page) = here.goes(route).await else { panic!("{what}: say in tests/it/allowed what it needs") };
            let expected: &[u16] = if route.method == Method::POST { &[200, 204, 303] } else { &[200] };
            assert!(expected.contains(&page.status.as_u16()), "{what}: {} {}", page.status, page.body);
            assert!(!page.location().contains("/desk/sign-in") || route.path == "/desk/sign-out", "{what}");
        }
    }
    assert!(number > 200, "only {number} were tried");
}

/// Each is told of what happens, not only let in.
#[tokio::test]
async fn streams_are_open_to_every_role() {
    let desk = TestDesk::new(Database::new(Kind::Sqlite).await).await;
    let mut streams = Vec::new();
    for role in ROLES {
        let (mut browser, _) = desk.desk_of(role.word(), role, "en").await;
        streams.push((role, browser.stream("/desk/live").await));
    }
    let id = desk.says("mina", "where is my invoice").await;
    for (role, stream) in &mut streams {
        let told = String::from_utf8(stream.next().await.unwrap().unwrap().to_vec()).unwrap();
        assert_eq!(told, format!("event: changed\ndata: {id}\n\n"), "{}", role.word());
    }
}
