//! The desk among colleagues: what each is told of, who is named in notes, who looks and writes, and what one said oneself.

mod joins;
mod mentions;
mod own;
mod presence;
mod telling;

use hamyar::model::{Action, AgentId, ConversationId};

use crate::support::desk::{Browser, Page, TestDesk};

/// Does something to a conversation as it stands.
async fn act(desk: &TestDesk, id: ConversationId, agent: AgentId, action: Action) {
    desk.engine.act(id, desk.version(id).await, agent, action).await.unwrap();
}

/// Writes a note as the page's form does, which names these colleagues.
async fn notes(browser: &mut Browser, id: ConversationId, text: &str, named: &[AgentId]) -> Page {
    let page = browser.get(&format!("/desk/conversations/{id}")).await;
    let (version, seen) = (page.value("version"), page.value("seen"));
    let named: Vec<String> = named.iter().map(ToString::to_string).collect();
    let mut fields = vec![("version", version.as_str()), ("seen", &seen), ("mode", "note"), ("text", text)];
    fields.extend(named.iter().map(|one| ("mention", one.as_str())));
    browser.upload(&format!("/desk/conversations/{id}/write"), &fields, &[]).await
}
