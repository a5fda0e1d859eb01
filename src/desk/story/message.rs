//! Something that was said, as it stands now.

use chrono::{DateTime, Utc};
use hamyar_channel::{Button, html};

use super::delivery::{self, State};
use super::{Teller, key, text, words};
use crate::desk::attachment::{self, Described};
use crate::desk::tongue::Tongue;
use crate::model::{AgentId, Choice, Entry, EntryKind, IdentityId, mentioned};
use crate::store::DeliveryState;

/// Who said something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::desk) enum Speaker {
    /// Somebody on the channel.
    Customer(Option<IdentityId>),
    /// The bot.
    Bot,
    /// A person of the team, to the customer.
    Agent(Option<AgentId>),
    /// A person of the team, to the team.
    Note(Option<AgentId>),
}

/// Something that was said.
pub(in crate::desk) struct Message {
    pub(in crate::desk) key: String,
    pub(in crate::desk) speaker: Speaker,
    pub(in crate::desk) who: String,
    pub(in crate::desk) time: String,
    /// The instant, for machines.
    pub(in crate::desk) at: DateTime<Utc>,
    /// It goes on what the same speaker said just before.
    pub(in crate::desk) follows: bool,
    /// The words as written: a customer's. Shown as text.
    pub(in crate::desk) words: String,
    /// The words as HTML of our own making: ours.
    pub(in crate::desk) html: String,
    pub(in crate::desk) attachments: Vec<Described>,
    /// The text was longer than is kept.
    pub(in crate::desk) cut: bool,
    /// It says something else than at first.
    pub(in crate::desk) edited: bool,
    /// What it said before, oldest first.
    pub(in crate::desk) earlier: Vec<String>,
    /// What is shown in its place after it was taken back.
    pub(in crate::desk) tombstone: Option<String>,
    /// The articles an answer comes from, where its words do not name them.
    pub(in crate::desk) sources: Vec<String>,
    /// How sure the bot was, and where its reasons are shown.
    pub(in crate::desk) sure: Option<(String, String)>,
    /// The buttons under it.
    pub(in crate::desk) buttons: Vec<Button>,
    /// Whether it was sent.
    pub(in crate::desk) state: Option<State>,
    /// Where it is decided whether it is sent again, if that is to be decided.
    pub(in crate::desk) settle: Option<String>,
    /// What else is to be said of it.
    pub(in crate::desk) remarks: Vec<String>,
    /// The colleagues whom it names, and whether that is the reader.
    pub(in crate::desk) mentions: Vec<(String, bool)>,
    /// What it takes to change it or to take it back, for whoever said it.
    pub(in crate::desk) own: Option<Own>,
    /// What ours says in Markdown, as it stands.
    source: String,
}

/// Something that its reader said to the customer or noted.
pub(in crate::desk) struct Own {
    /// Where it is changed, and taken back.
    pub(in crate::desk) revise: String,
    pub(in crate::desk) unsay: String,
    /// What it says, in Markdown; nothing where only its files could be other ones.
    pub(in crate::desk) text: Option<String>,
    /// It is of no interest to the customer.
    pub(in crate::desk) is_note: bool,
}

impl Message {
    /// What somebody on the channel said.
    pub(super) fn heard(teller: &Teller<'_>, entry: &Entry) -> Self {
        Self {
            words: words(entry),
            attachments: attachment::of(teller.t, entry),
            cut: entry.data.get("cut_from_bytes").is_some(),
            ..Self::new(teller, entry, Speaker::Customer(entry.identity), teller.speaker(entry.identity))
        }
    }

    /// What we said.
    pub(super) fn spoken(teller: &Teller<'_>, entry: &Entry, sent: Option<&DeliveryState>) -> Self {
        let t = teller.t;
        let person = match entry.agent {
            Some(agent) if agent == teller.me => t.word("desk-you"),
            Some(agent) => teller.colleague(agent),
            None => t.word("desk-bot"),
        };
        let speaker = match entry.kind {
            EntryKind::Note => Speaker::Note(entry.agent),
            EntryKind::AgentReply | EntryKind::AgentEdit => Speaker::Agent(entry.agent),
            _ => Speaker::Bot,
        };
        let confidence = entry.data["why"]["confidence"].as_f64();
        let is_answer = entry.data["type"] == "answer";
        Self {
            html: html(&entry.body),
            attachments: attachment::of(t, entry),
            sources: sources(entry),
            sure: confidence
                .filter(|_| is_answer)
                .map(|part| (t.with("desk-sure", "percent", &t.percent(part)), reasons(teller, entry))),
            buttons: sent.map(|sent| sent.buttons.clone()).unwrap_or_default(),
            state: sent.and_then(|sent| delivery::state(t, sent)),
            mentions: mentioned(entry).into_iter().map(|one| (teller.colleague(one), one == teller.me)).collect(),
            own: Own::of(teller, entry),
            source: entry.body.clone(),
            settle: sent.filter(|sent| sent.undecided).map(|_| settling(teller, entry)),
            remarks: entry.data["told"].as_u64().map(|_| t.word("desk-told-as-wished")).into_iter().collect(),
            ..Self::new(teller, entry, speaker, person)
        }
    }

    fn new(teller: &Teller<'_>, entry: &Entry, speaker: Speaker, who: String) -> Self {
        Self {
            key: key(entry),
            speaker,
            who,
            time: teller.t.time(&entry.at),
            at: entry.at,
            follows: false,
            words: String::new(),
            html: String::new(),
            attachments: Vec::new(),
            cut: false,
            edited: false,
            earlier: Vec::new(),
            tombstone: entry.is_erased().then(|| teller.t.word("desk-erased")),
            sources: Vec::new(),
            sure: None,
            buttons: Vec::new(),
            state: None,
            settle: None,
            remarks: Vec::new(),
            mentions: Vec::new(),
            own: None,
            source: String::new(),
        }
    }

    /// It now says something else.
    pub(super) fn edit(&mut self, entry: &Entry) {
        let before = std::mem::replace(&mut self.words, words(entry));
        if before != self.words {
            self.earlier.push(before);
        }
        self.edited = true;
    }

    /// What we said is now this.
    pub(super) fn rephrase(&mut self, entry: &Entry) {
        self.html = html(&entry.body);
        self.earlier.push(std::mem::replace(&mut self.source, entry.body.clone()));
        if let Some(own) = &mut self.own {
            own.text = Some(entry.body.clone());
        }
        self.edited = true;
    }

    /// It was taken back: neither it nor what it said before is shown.
    pub(super) fn delete(&mut self, tombstone: String) {
        self.words.clear();
        self.html.clear();
        self.earlier.clear();
        self.attachments.clear();
        self.mentions.clear();
        self.own = None;
        self.edited = false;
        self.tombstone = Some(tombstone);
    }

    /// A button under it was pressed. False if it has no such button.
    pub(super) fn press(&mut self, t: &Tongue, action: &str, by: &str) -> bool {
        let label = self.buttons.iter().find(|button| button.action == action).map(|button| button.label.clone());
        let choice = Choice::parse_action(action).ok().map(|(_, press)| press.choice);
        let Some(label) = label.or_else(|| choice.and_then(|choice| choice_words(t, choice))) else { return false };
        self.remarks.push(t.text("desk-chose", &[("name", by), ("label", &label)]));
        true
    }

    pub(in crate::desk) fn is_note(&self) -> bool {
        matches!(self.speaker, Speaker::Note(_))
    }

    /// The classes of its kind and state.
    pub(in crate::desk) fn classes(&self) -> String {
        let kind = match self.speaker {
            Speaker::Customer(_) => "",
            Speaker::Bot => " message--out message--bot",
            Speaker::Agent(_) => " message--out message--agent",
            Speaker::Note(_) => " message--note",
        };
        let deleted = if self.tombstone.is_some() { " message--deleted" } else { "" };
        let follows = if self.follows { " message--follow" } else { "" };
        let state = self.state.as_ref().map_or("", |state| state.class);
        format!("message{kind}{state}{deleted}{follows}")
    }

    /// There is something to say below the words.
    pub(in crate::desk) fn has_foot(&self) -> bool {
        self.state.is_some()
            || self.edited
            || self.cut
            || self.sure.is_some()
            || !self.remarks.is_empty()
            || !self.mentions.is_empty()
    }
}

impl Own {
    fn of(teller: &Teller<'_>, entry: &Entry) -> Option<Self> {
        let is_note = entry.kind == EntryKind::Note;
        if entry.agent != Some(teller.me) || entry.is_erased() || !(is_note || entry.kind == EntryKind::AgentReply) {
            return None;
        }
        let to = |what| format!("/desk/conversations/{}/{what}/{}?view={}", entry.conversation, entry.seq, teller.view);
        let has_files = entry.data["attachments"].as_array().is_some_and(|files| !files.is_empty());
        let text = Some(entry.body.clone()).filter(|_| !has_files);
        Some(Self { revise: to("revise"), unsay: to("unsay"), text, is_note })
    }
}

/// Where the reasons of an answer are shown.
fn reasons(teller: &Teller<'_>, entry: &Entry) -> String {
    format!("/desk/conversations/{}?view={}&why={}#why", entry.conversation, teller.view, entry.seq)
}

/// Where it is decided whether something that did not arrive is sent again.
fn settling(teller: &Teller<'_>, entry: &Entry) -> String {
    format!("/desk/conversations/{}/settle/{}?view={}", entry.conversation, entry.seq, teller.view)
}

/// What a button says whose label is not known any more.
pub(super) fn choice_words(t: &Tongue, choice: Choice) -> Option<String> {
    match choice {
        Choice::Helped => Some(t.word("bot-button-helped")),
        Choice::NotThis => Some(t.word("bot-button-not-this")),
        Choice::Person => Some(t.word("bot-button-person")),
        Choice::Bot => Some(t.word("bot-button-bot")),
        Choice::Whole => Some(t.word("bot-button-whole")),
        Choice::Thread => Some(t.word("bot-button-thread")),
        Choice::Solved => Some(t.word("bot-button-solved")),
        Choice::Tell => Some(t.word("bot-button-tell")),
        Choice::Nobody => Some(t.word("bot-button-nobody")),
        Choice::Keep => Some(t.word("bot-button-keep")),
        Choice::KeepNamed => Some(t.word("bot-button-keep-named")),
        Choice::DoNotKeep => Some(t.word("bot-button-do-not-keep")),
        Choice::TakeBack => Some(t.word("bot-button-take-back")),
        Choice::Rate(score) => Some(score.face().to_owned()),
        Choice::Suggestion(_) | Choice::Helper(_) | Choice::Set(_) => None,
    }
}

/// The titles of an answer's articles that its own words do not name.
fn sources(entry: &Entry) -> Vec<String> {
    let list = entry.data["sources"].as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter()
        .map(|source| text(source, "title"))
        .filter(|title| !title.is_empty() && !entry.body.contains(title.as_str()))
        .collect()
}
