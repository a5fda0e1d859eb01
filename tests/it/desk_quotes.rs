//! The desk: what a message replies to stands before it, and one can reply to one message.

use axum::http::StatusCode;
use hamyar::model::{AgentRole, ConversationId, EntryKind};
use hamyar_channel::{Event, Message};

use crate::support::desk::TestDesk;
use crate::support::{Database, both};

both!(a_reply_is_shown_with_what_it_replies_to, one_message_is_replied_to);

async fn says(desk: &TestDesk, id: &str, text: &str, reply_to: Option<&str>) -> ConversationId {
    let (id, text, reply_to) = (id.to_owned(), text.to_owned(), reply_to.map(str::to_owned));
    let key = format!("m:mina:{id}");
    desk.happens("mina", &key, Event::Message(Message { id, text, reply_to, addressed: true, ..Message::default() }))
        .await
}

async fn a_reply_is_shown_with_what_it_replies_to(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let id = says(&desk, "10", "<b>a black one</b>", None).await;
    says(&desk, "11", "this one, please", Some("10")).await;
    says(&desk, "12", "and that", Some("999")).await;
    let path = format!("/desk/conversations/{id}");
    let page = sara.get(&path).await;
    page.shows(&["In reply to", "<bdi>&#60;b&#62;a black one&#60;/b&#62;</bdi></a>"]);
    assert_eq!(page.body.matches("class=\"replied\"").count(), 1, "what nobody knows is not quoted");
    // What was taken back is quoted by nobody.
    desk.happens("mina", "d:mina:10", Event::Delete { message: "10".to_owned() }).await;
    let page = sara.get(&path).await;
    page.hides(&["a black one"]);
    page.shows(&["In reply to"]);
    let (mut nima, _) = desk.desk_of("Nima", AgentRole::Agent, "fa").await;
    nima.get(&path).await.shows(&["در پاسخ به", "پاسخ به همین"]);
}

async fn one_message_is_replied_to(database: Database) {
    let desk = TestDesk::new(database).await;
    let (mut sara, agent) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let (mut vera, _) = desk.desk_of("Vera", AgentRole::Viewer, "en").await;
    let id = says(&desk, "10", "a black one", None).await;
    says(&desk, "11", "or a white one", None).await;
    let path = format!("/desk/conversations/{id}");
    let timeline = desk.store.entries(id, None, 50).await.unwrap();
    let seq = timeline.iter().find(|entry| entry.body == "a black one").unwrap().seq;
    let link = format!("{path}?view=open&#38;reply={seq}#composer");
    assert!(
        sara.get(&path).await.body.contains(&link)
            || sara.get(&path).await.body.contains(&link.replace("&#38;", "&amp;"))
    );
    vera.get(&path).await.hides(&["&reply=", "Reply to this"]);
    let page = sara.get(&format!("{path}?view=open&reply={seq}")).await;
    page.shows(&[&format!("name=\"answers\" value=\"{seq}\""), "Not to one message"]);
    let hidden = ["token", "version", "seen"].map(|name| (name, page.value(name)));
    let mut fields: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answers = seq.to_string();
    fields.extend([("mode", "reply"), ("text", "That one we take."), ("answers", answers.as_str())]);
    // As browsers send it: files may be among it.
    let sent = sara.send_form(&format!("{path}/write"), &fields, &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let timeline = desk.store.entries(id, None, 50).await.unwrap();
    let reply = timeline.iter().find(|entry| entry.kind == EntryKind::AgentReply).unwrap();
    assert_eq!((reply.agent, reply.data["answers"].as_i64()), (Some(agent), Some(seq)));
    let page = sara.get(&path).await;
    assert_eq!(page.body.matches("class=\"replied\"").count(), 1, "{}", page.body);
    // A message of nobody's is replied to by an ordinary one.
    sara.get(&format!("{path}?reply=9999")).await.hides(&["name=\"answers\""]);
}
