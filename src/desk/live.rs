//! Live pages: one stream for each, which only says what changed. The page fetches what it shows of it.
//!
//! The stream ends within seconds when its session is ended, or its person signs out, loses their role or leaves.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration as Wait;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{AppendHeaders, IntoResponse};
use chrono::{DateTime, Duration, Utc};
use futures::Stream;
use futures::stream::unfold;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use url::form_urlencoded;

use super::Desk;
use super::access::Visitor;
use crate::model::ConversationId;

/// How often a stream makes sure that its person may still look.
const CHECK_EVERY: Duration = Duration::seconds(3);

/// How often a silent stream says something, so that nothing between us and the browser cuts it.
const KEPT_ALIVE_BY: Wait = Wait::from_secs(15);

/// A stream in use.
struct Watch {
    desk: Desk,
    visitor: Visitor,
    changes: Receiver<ConversationId>,
    presence: Receiver<ConversationId>,
    articles: Receiver<Arc<str>>,
    stale: Receiver<()>,
    check_at: DateTime<Utc>,
}

/// The stream: `changed` names a conversation, `present` one to which somebody of the team came, in which they write, or which
/// they left; `editing` an article that somebody opened, changes, saved or left, or any where it names none; `stale` means that anything
/// may have changed.
pub(super) async fn stream(State(desk): State<Desk>, visitor: Visitor) -> impl IntoResponse {
    let (changes, presence, stale) = (desk.live.desk(), desk.live.presence(), desk.live.stale());
    let articles = desk.live.articles();
    let check_at = desk.edge.now() + CHECK_EVERY;
    let events = events(Watch { desk, visitor, changes, presence, articles, stale, check_at });
    let unbuffered = AppendHeaders([("x-accel-buffering", "no")]);
    (unbuffered, Sse::new(events).keep_alive(KeepAlive::new().interval(KEPT_ALIVE_BY)))
}

fn events(watch: Watch) -> impl Stream<Item = Result<Event, Infallible>> {
    unfold(watch, |mut watch| async move {
        let event = watch.next().await?;
        Some((Ok(event), watch))
    })
}

/// An article's id in one line, whatever it is: pages have it in the same way.
pub(super) fn encoded(article: &str) -> String {
    form_urlencoded::byte_serialize(article.as_bytes()).collect()
}

fn stale() -> Event {
    Event::default().event("stale").data("")
}

impl Watch {
    /// The next thing to say; `None` ends the stream.
    async fn next(&mut self) -> Option<Event> {
        loop {
            let stop = self.desk.stop.clone();
            let clock = self.desk.edge.clock.clone();
            tokio::select! {
                () = stop.cancelled() => return None,
                changed = self.changes.recv() => match changed {
                    Ok(conversation) => return Some(Event::default().event("changed").data(conversation.to_string())),
                    Err(RecvError::Lagged(_)) => return Some(stale()),
                    Err(RecvError::Closed) => return None,
                },
                present = self.presence.recv() => match present {
                    Ok(conversation) => return Some(Event::default().event("present").data(conversation.to_string())),
                    Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return None,
                },
                article = self.articles.recv() => match article {
                    Ok(article) => return Some(Event::default().event("editing").data(encoded(&article))),
                    Err(RecvError::Lagged(_)) => return Some(Event::default().event("editing").data("")),
                    Err(RecvError::Closed) => return None,
                },
                stale_now = self.stale.recv() => match stale_now {
                    Ok(()) | Err(RecvError::Lagged(_)) => return Some(stale()),
                    Err(RecvError::Closed) => return None,
                },
                () = clock.sleep_until(self.check_at) => {
                    self.check_at = self.desk.edge.now() + CHECK_EVERY;
                    if !self.may_still_look().await {
                        return None;
                    }
                }
            }
        }
    }

    /// The session is there and its person has the role they had. When the database does not answer, nobody is cut off.
    async fn may_still_look(&self) -> bool {
        let session = self.visitor.session.clone();
        if session.load().await.is_err() {
            return true;
        }
        match Visitor::of(&self.desk, session).await {
            Ok(Some(visitor)) if visitor.agent.role == self.visitor.agent.role => {
                self.desk.presence.note(&self.desk, &self.visitor).await;
                true
            }
            Ok(_) => false,
            Err(_) => true,
        }
    }
}
