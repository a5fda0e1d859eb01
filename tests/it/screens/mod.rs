//! The pages in a browser, as people meet them: Chromium opens them, scripts run, and what changes comes live.
//!
//! Pages do not depend on the database: SQLite does for all of these.

mod access;
mod curating;
mod factor;
mod gallery;
mod hands;
mod pages;
pub(crate) mod pictures;
mod rooms;
mod shop;
mod states;
mod story;
mod together;
mod widget;

use std::sync::Arc;

use hamyar::clock::{Edge, RandomIds};
use hamyar::desk::{hash_password, one_time_link};
use hamyar::model::{AgentId, AgentRole};
use hamyar::store::NewAgent;

use crate::support::TestApp;
use crate::support::chromium::Person;
use crate::support::desk::PASSWORD;

/// Adds a person of the team who has the password.
async fn colleague(app: &TestApp, name: &str, email: &str, role: AgentRole, language: &str) -> AgentId {
    let new = NewAgent {
        email: email.to_owned(),
        name: name.to_owned(),
        role,
        language: language.to_owned(),
        password_hash: hash_password(PASSWORD).unwrap(),
    };
    app.store.add_agent(new).await.unwrap().unwrap()
}

/// Somebody of the team at a browser of their own, signed in by a link.
async fn at_the_desk(app: &TestApp, agent: AgentId) -> Person {
    let edge = Edge { clock: app.clock.clone(), ids: Arc::new(RandomIds) };
    let link = one_time_link(&app.store, &edge, agent, &format!("http://{}", app.http)).await.unwrap();
    let person = Person::new().await;
    person.opens(&link).await;
    person
}

/// A customer at the chat page, in this language.
async fn in_the_chat(app: &TestApp, language: &str) -> Person {
    let person = Person::new().await;
    person.opens(&format!("http://{}/chat?lang={language}", app.http)).await;
    person
}
