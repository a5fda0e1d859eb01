//! A conversation in the words of a staff room: its card, and each entry of its timeline.

use chrono::{DateTime, Utc};
use hamyar_channel::{Attachment, Button, RichText, Words, WordsExt};
use serde_json::Value;

use super::Desk;
use super::rich::Rich;
use super::unsent;
use crate::dates::Reader;
use crate::model::{
    AgentId, Entry, EntryKind, Goal, Holder, IdentityId, PlaceId, Refusal, RoomButton, RoomMessage, RoomProblem, Score,
    Status,
};
use crate::store::RoomTopic;
use crate::words::{primary, reason_key};

/// As much of each message is on a card, in characters.
const EXCERPT: usize = 400;

/// Finds the words for a topic.
pub(super) struct Teller<'a> {
    pub(super) words: &'a dyn Words,
    pub(super) language: &'a str,
    pub(super) desk: &'a Desk,
    pub(super) now: DateTime<Utc>,
    pub(super) topic: &'a RoomTopic,
}

/// An entry as it is told.
pub(super) enum Told {
    /// By a message, perhaps in reply to another.
    Said { text: RichText, reply_to: Option<String> },
    /// By changing what shows this message of the customer's.
    Changed { message: String, text: RichText },
}

/// Where a conversation stands.
pub(super) struct State {
    /// The emoji for it.
    pub(super) mark: &'static str,
    /// What tells it from every other state.
    pub(super) key: String,
    words: String,
}

impl Teller<'_> {
    fn word(&self, key: &str) -> String {
        self.words.word(self.language, key)
    }

    fn with(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        self.words.text(self.language, key, arguments)
    }

    fn customer(&self, identity: Option<IdentityId>) -> String {
        let known = identity.and_then(|identity| self.topic.names.get(&identity));
        known.cloned().unwrap_or_else(|| self.word("desk-nameless"))
    }

    fn colleague(&self, agent: Option<AgentId>) -> String {
        let known = agent.and_then(|agent| self.topic.agents.get(&agent));
        known.cloned().unwrap_or_else(|| self.word("desk-former-colleague"))
    }

    fn moment(&self, at: DateTime<Utc>) -> String {
        Reader { words: self.words, language: self.language, zone: self.desk.zone }.appointment(at, self.now)
    }

    /// What the topic is called.
    pub(super) fn title(&self) -> String {
        let (number, name) = (self.topic.number.to_string(), self.customer(Some(self.topic.asker)));
        let title = self.with("room-title", &[("number", &number), ("name", &name)]);
        title.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Where its conversation stands.
    pub(super) fn state(&self) -> State {
        let state = |mark, key: &str, words| State { mark, key: key.to_owned(), words };
        match (self.topic.status, self.topic.holder) {
            (Status::Resolved, _) => state("✅", "resolved", self.word("room-state-resolved")),
            (Status::Snoozed, _) => {
                let until = self.topic.snoozed_until.unwrap_or(self.now);
                let words = self.with("room-state-snoozed", &[("moment", &self.moment(until))]);
                state("📆", &format!("snoozed {until}"), words)
            }
            (_, Holder::Queue) => state("❗", "waiting", self.word("room-state-waiting")),
            (_, Holder::Bot) => state("🤖", "bot", self.word("room-state-bot")),
            (_, Holder::Agent(agent)) => {
                let words = self.with("room-state-held", &[("name", &self.colleague(Some(agent)))]);
                state("💬", &format!("agent {agent}"), words)
            }
        }
    }

    /// What can be done about it by a press.
    pub(super) fn buttons(&self) -> Vec<Vec<Button>> {
        use RoomButton::{Reopen, Resolve, Return, Snooze, Take, Wake};
        let buttons: &[RoomButton] = match (self.topic.status, self.topic.holder) {
            (Status::Resolved, _) => &[Reopen],
            (Status::Snoozed, _) => &[Wake, Resolve],
            (_, Holder::Queue) => &[Take, Return, Resolve],
            (_, Holder::Bot) => &[Take, Resolve],
            (_, Holder::Agent(_)) => &[Resolve, Return, Snooze],
        };
        let button = |button: &RoomButton| Button { label: self.label(*button), action: button.action().to_owned() };
        vec![buttons.iter().map(button).collect()]
    }

    fn label(&self, button: RoomButton) -> String {
        self.word(match button {
            RoomButton::Take => "room-button-take",
            RoomButton::Return => "room-button-bot",
            RoomButton::Snooze => "room-button-snooze",
            RoomButton::Wake => "room-button-wake",
            RoomButton::Resolve => "room-button-resolve",
            RoomButton::Reopen => "room-button-reopen",
        })
    }

    /// What the topic is about: who, where, in which language, why people have it, what was said last, and where the rest is.
    pub(super) fn card(&self) -> RichText {
        let topic = self.topic;
        let channel = self.word(match topic.channel.platform() {
            "telegram" => "desk-channel-telegram",
            "discord" => "desk-channel-discord",
            "web" => "desk-channel-web",
            _ => "desk-channel-console",
        });
        let language = match primary(&topic.language) {
            "en" => self.word("desk-language-en"),
            "fa" => self.word("desk-language-fa"),
            other => other.to_owned(),
        };
        let about = self.with("room-about", &[("channel", &channel), ("language", &language)]);
        let mut card = Rich::default().bold(&self.title()).line().plain(&about);
        if let Some(reason) = &topic.handoff {
            card = card.line().plain(&self.handed(reason));
        }
        for entry in &topic.recent {
            card = card.line().line().bold(&self.speaker(entry)).line().plain(&excerpt(&self.plainly(entry)));
        }
        let state = self.state();
        card = card.line().line().plain(&format!("{} {}", state.mark, state.words));
        if let Some(url) = &self.desk.url {
            let address = format!("{}/desk/conversations/{}", url.trim_end_matches('/'), topic.id.conversation);
            card = card.line().link(&self.word("room-desk"), address);
        }
        card.done()
    }

    fn handed(&self, reason: &str) -> String {
        self.with("room-handed", &[("reason", &self.word(reason_key(reason)))])
    }

    /// Who says an entry.
    fn speaker(&self, entry: &Entry) -> String {
        let name = || self.colleague(entry.agent);
        match entry.kind {
            EntryKind::Reply => self.word("room-bot"),
            EntryKind::AgentReply | EntryKind::AgentEdit => self.with("room-to-customer", &[("name", &name())]),
            EntryKind::Note => self.with("room-note", &[("name", &name())]),
            _ => self.customer(entry.identity),
        }
    }

    /// What an entry says, without formatting: with the names of files.
    fn plainly(&self, entry: &Entry) -> String {
        let ours = is_ours(entry);
        let words = if ours { RichText::from_markdown(&entry.body).text } else { entry.body.clone() };
        [words, self.files(entry)].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
    }

    fn files(&self, entry: &Entry) -> String {
        let list: Vec<Attachment> = serde_json::from_value(entry.data["attachments"].clone()).unwrap_or_default();
        let name = |file: &Attachment| {
            let name = file.name.clone().filter(|name| !name.is_empty());
            let name = name.unwrap_or_else(|| self.word("room-file"));
            format!("📎 {name}")
        };
        list.iter().map(name).collect::<Vec<_>>().join("\n")
    }

    /// An entry as it is told in the topic; `None` where it is not.
    pub(super) fn tell(&self, entry: &Entry) -> Option<Told> {
        if entry.is_erased() {
            return None;
        }
        let here = self.topic.id.room;
        let said = |text| Some(Told::Said { text, reply_to: None });
        match entry.kind {
            EntryKind::Message => said(self.spoken(entry, "")),
            EntryKind::Edit => {
                let message = entry.data["message"].as_str()?.to_owned();
                Some(Told::Changed { message, text: self.spoken(entry, &self.word("room-edited")) })
            }
            EntryKind::Deletion => {
                let message = entry.data["message"].as_str()?.to_owned();
                let text = Rich::default().bold(&self.speaker(entry)).line().plain(&self.word("room-deleted"));
                Some(Told::Changed { message, text: text.done() })
            }
            // A mark is no word, and that the bot gave thanks for a rating follows from the rating.
            EntryKind::Reply if entry.data["mark"].is_string() || entry.data["type"] == "rating" => None,
            EntryKind::AgentDeletion if comes_from(&entry.data["from"]) == Some(here) => None,
            EntryKind::AgentDeletion => {
                let who = self.colleague(entry.agent);
                said(RichText::plain(self.with("room-took-back", &[("name", &who)])))
            }
            _ if is_ours(entry) && comes_from(&entry.data["from"]) == Some(here) => None,
            _ if is_ours(entry) && !entry.data["changes"].is_null() => {
                said(self.spoken(entry, &self.word("room-edited")))
            }
            _ if is_ours(entry) => said(self.spoken(entry, "")),
            EntryKind::RoomTold if serde_json::from_value(entry.data["room"].clone()).ok() == Some(here) => {
                let reply_to = entry.data["reply_to"].as_str().map(str::to_owned);
                Some(Told::Said { text: RichText::plain(self.told(&entry.data)?), reply_to })
            }
            _ => said(RichText::plain(self.event(entry)?)),
        }
    }

    /// What somebody says, under their name.
    fn spoken(&self, entry: &Entry, remark: &str) -> RichText {
        let mut head = Rich::default().bold(&self.speaker(entry));
        if !remark.is_empty() {
            head = head.plain(" ").plain(remark);
        }
        let head = head.line();
        let ours = is_ours(entry);
        if !ours {
            return head.plain(&self.plainly(entry)).done();
        }
        let head = head.rich(RichText::from_markdown(&entry.body));
        match self.files(entry) {
            files if files.is_empty() => head.done(),
            files => head.line().plain(&files).done(),
        }
    }

    /// What happened besides words.
    fn event(&self, entry: &Entry) -> Option<String> {
        let data = &entry.data;
        let name = || self.colleague(entry.agent);
        let by = |key: &str| self.with(key, &[("name", &name())]);
        let date = |key: &str| data[key].as_str().and_then(|at| at.parse::<DateTime<Utc>>().ok());
        let agent = |key: &str| serde_json::from_value::<AgentId>(data[key].clone()).ok();
        Some(match entry.kind {
            EntryKind::Handoff => format!("❗ {}", self.handed(data["reason"].as_str().unwrap_or_default())),
            EntryKind::Taken => format!("💬 {}", by("room-state-held")),
            EntryKind::Returned if entry.agent.is_some() => format!("🤖 {}", by("room-returned")),
            EntryKind::Returned => format!("🤖 {}", self.word("room-returned-customer")),
            EntryKind::Resolved if entry.agent.is_some() => format!("✅ {}", by("room-resolved")),
            EntryKind::Resolved => format!("✅ {}", self.word("room-state-resolved")),
            EntryKind::Reopened => self.word("room-reopened"),
            EntryKind::Solved => self.word("room-solved"),
            EntryKind::Assigned if data["team"].is_string() => {
                let team = data["name"].as_str().unwrap_or_default();
                self.with("people-event-handed", &[("name", &name()), ("team", team)])
            }
            EntryKind::Assigned => match agent("to") {
                Some(to) if entry.agent.is_none() => {
                    let from = agent("from").map(|from| self.colleague(Some(from)));
                    let key = if from.is_some() { "inbox-event-passed" } else { "inbox-event-routed" };
                    self.with(key, &[("to", &self.colleague(Some(to))), ("from", &from.unwrap_or_default())])
                }
                Some(to) => self.with("room-assigned", &[("name", &name()), ("to", &self.colleague(Some(to)))]),
                None => by("room-unassigned"),
            },
            EntryKind::Snoozed => {
                let until = self.moment(date("until").unwrap_or(self.now));
                format!("📆 {}", self.with("room-snoozed", &[("name", &name()), ("moment", &until)]))
            }
            EntryKind::Woken => self.word("room-woken"),
            EntryKind::Failed => format!("⚠️ {}", self.word("room-failed")),
            EntryKind::DueSoon | EntryKind::Overdue => {
                let reply = data["of"] == Goal::FirstReply.word();
                let key = match (entry.kind, reply) {
                    (EntryKind::DueSoon, true) => "service-event-soon-reply",
                    (EntryKind::DueSoon, false) => "service-event-soon-resolution",
                    (_, true) => "service-event-over-reply",
                    (_, false) => "service-event-over-resolution",
                };
                format!("⏰ {}", self.with(key, &[("moment", &self.moment(date("due").unwrap_or(self.now)))]))
            }
            EntryKind::Unseen => format!("⏰ {}", self.word("service-event-unseen")),
            EntryKind::Rated => {
                let score = data["score"].as_i64().and_then(|score| Score::try_from(score).ok())?;
                self.with("room-rated", &[("face", score.face())])
            }
            _ => return None,
        })
    }

    /// Why nothing was done about what somebody wrote here.
    fn told(&self, data: &Value) -> Option<String> {
        if let Ok(refusal) = serde_json::from_value::<Refusal>(data["refused"].clone()) {
            return Some(match refusal {
                Refusal::HeldBy(holder) => self.with("room-refused-held", &[("name", &self.colleague(Some(holder)))]),
                Refusal::Empty => self.word("room-told-words"),
                Refusal::NoSuchTime => self.word("room-told-time"),
                Refusal::AnotherOpen => self.word("room-refused-another-open"),
                Refusal::NothingToDo | Refusal::NotOfTheTeam | Refusal::TooManyLabels => {
                    self.word("room-refused-nothing")
                }
            });
        }
        let problem: RoomProblem = serde_json::from_value(data["why"].clone()).ok()?;
        if let RoomProblem::File { name, why } = &problem {
            return Some(unsent::sentence(self.words, self.language, name, why));
        }
        Some(self.word(match problem {
            RoomProblem::Command => "room-told-command",
            RoomProblem::Words => "room-told-words",
            RoomProblem::Time => "room-told-time",
            RoomProblem::Canned => "room-told-canned",
            RoomProblem::Files | RoomProblem::File { .. } => "room-told-files",
            RoomProblem::Caption => "room-told-caption",
            RoomProblem::Edit => "room-told-edit",
            RoomProblem::Public => "room-told-public",
            RoomProblem::Stranger => "room-told-stranger",
            RoomProblem::Anonymous => "room-told-anonymous",
        }))
    }
}

/// We said it: the bot, or somebody of the team.
fn is_ours(entry: &Entry) -> bool {
    matches!(entry.kind, EntryKind::Reply | EntryKind::AgentReply | EntryKind::AgentEdit | EntryKind::Note)
}

/// The room in which an entry was written, if it was in one.
fn comes_from(from: &Value) -> Option<PlaceId> {
    serde_json::from_value::<RoomMessage>(from.clone()).ok().map(|from| from.room)
}

/// The beginning of a text.
fn excerpt(text: &str) -> String {
    let mut letters = text.trim().chars();
    let begin: String = letters.by_ref().take(EXCERPT).collect();
    if letters.next().is_some() { format!("{}…", begin.trim_end()) } else { begin }
}
