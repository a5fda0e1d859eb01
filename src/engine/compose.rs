//! Putting a decision into words.

use chrono::{DateTime, Duration, Utc};
use hamyar_channel::{AttachmentKind, Button, Words, WordsExt, digits};

use super::settings::Way;
use super::{Engine, Rules, settings};
use crate::dates::Reader;
use crate::model::{
    Choice, Consent, Conversation, Decision, EntryId, EntryKind, Expectation, Line, MOST_WISHES, NewEntry, Notice,
    PlaceSettings, Reason, Say, Score, Send, SetupProblem, Source, Speech,
};
use crate::store::{Composed, ComposedEntry, ComposedSend, Turn};

/// What a link to a direct chat carries: the answers that wait there are asked for.
const DIRECT: &str = "answer";

/// The longest label of a button, in characters: about what a phone shows in one line.
const LABEL: usize = 60;

impl Engine {
    /// The decision in the words of the conversation's language. `before` is the conversation it was decided on.
    pub(super) fn compose(&self, turn: &Turn, decision: Decision) -> Composed {
        let before = &turn.conversation;
        let Decision { mut next, handled, entries, cancel, introduces, wake_at, effects, shows, refusal: _ } = decision;
        // What somebody is told in a staff room changes nothing.
        let is_done = entries.iter().any(|entry| entry.kind != EntryKind::RoomTold)
            || !cancel.is_empty()
            || !effects.is_empty()
            || next.status != before.status
            || next.holder != before.holder;
        let visible = is_done || next.service != before.service;
        // A customer who begins to wait, or a deadline that moves, takes nothing from under the hands of whoever is writing.
        if visible && !is_done {
            next.service.raised(before.version + 1);
        }
        let way = Way::of(self.channels.get(&turn.place.channel).map(|channel| &**channel), DIRECT);
        let now = self.edge.now();
        let (language, alone) = (&*next.language, turn.place.direct);
        let speaker = Speaker { words: &*self.words, language, rules: &self.rules, way, alone, now };
        let limit = turn.is_limited().then_some(self.rules.share);
        let entries = entries.into_iter().map(|entry| speaker.entry(&next, EntryId(self.edge.id()), entry)).collect();
        Composed {
            before: before.clone(),
            next,
            handled,
            entries,
            cancel,
            introduces,
            visible,
            wake_at,
            effects,
            shows,
            limit,
            fenced: false,
            claim: None,
        }
    }
}

/// Finds words in one language.
struct Speaker<'a> {
    words: &'a dyn Words,
    language: &'a str,
    rules: &'a Rules,
    /// How an answer is come by in private.
    way: Way,
    /// Nobody else is in the place.
    alone: bool,
    now: DateTime<Utc>,
}

impl Speaker<'_> {
    fn word(&self, key: &str) -> String {
        self.words.word(self.language, key)
    }

    fn entry(&self, next: &Conversation, id: EntryId, entry: NewEntry) -> ComposedEntry {
        let NewEntry { kind, agent, speech, data, send } = entry;
        let offered = match &speech {
            Speech::Say(say) => offered(&say.line),
            _ => Vec::new(),
        };
        let body = match speech {
            Speech::Silent => String::new(),
            Speech::Text(text) => text,
            Speech::Say(say) => self.say(&say),
        };
        let send = send.map(|send| self.send(next, send, &offered));
        ComposedEntry { id, kind, agent, body, data, send }
    }

    fn send(&self, next: &Conversation, send: Send, offered: &[String]) -> ComposedSend {
        let reply = send.reply.unwrap_or_default();
        let button =
            |choice: &Choice| Button { label: self.label(*choice, offered), action: choice.action(next.id, reply) };
        let buttons = rows(&send.choices).into_iter().map(|row| row.iter().map(button).collect()).collect();
        let Send { reply, revises, changes, reply_to, form, .. } = send;
        ComposedSend { reply, revises, changes, buttons, reply_to, form }
    }

    fn label(&self, choice: Choice, offered: &[String]) -> String {
        let named = |number: u8| offered.get(usize::from(number)).filter(|name| !name.is_empty()).cloned();
        let label = match choice {
            Choice::Helped => self.word("bot-button-helped"),
            Choice::NotThis => self.word("bot-button-not-this"),
            Choice::Person => self.word("bot-button-person"),
            Choice::Bot => self.word("bot-button-bot"),
            Choice::Whole => self.word("bot-button-whole"),
            Choice::Thread => self.word("bot-button-thread"),
            Choice::Suggestion(number) => named(number).unwrap_or_default(),
            Choice::Helper(number) => named(number).unwrap_or_else(|| self.word("bot-somebody")),
            Choice::Solved => self.word("bot-button-solved"),
            Choice::Tell => self.word("bot-button-tell"),
            Choice::Nobody => self.word("bot-button-nobody"),
            Choice::Keep => self.word("bot-button-keep"),
            Choice::KeepNamed => self.word("bot-button-keep-named"),
            Choice::DoNotKeep => self.word("bot-button-do-not-keep"),
            Choice::TakeBack => self.word("bot-button-take-back"),
            Choice::Rate(score) => score.face().to_owned(),
            Choice::Set(change) => settings::label(self.words, self.language, change, &self.rules.accept.languages),
        };
        if label.chars().count() <= LABEL {
            return label;
        }
        let cut: String = label.chars().take(LABEL - 1).collect();
        format!("{}…", cut.trim_end())
    }

    fn say(&self, say: &Say) -> String {
        let line = self.line(&say.line);
        if say.introduce {
            let introduction = self.words.text(self.language, "bot-introduction", &[("brand", &self.rules.brand)]);
            format!("{line}\n\n{introduction}")
        } else {
            line
        }
    }

    fn line(&self, line: &Line) -> String {
        match line {
            Line::Greeting => self.words.text(self.language, "bot-greeting", &[("brand", &self.rules.brand)]),
            Line::Welcome => self.word("bot-welcome"),
            Line::Goodbye => self.word("bot-goodbye"),
            Line::Help => self.word("bot-help"),
            Line::Answer { body, sources } => answer(self.words, self.language, body, sources),
            Line::Suggestions(_) => self.word("bot-suggestions"),
            Line::OtherSuggestions(_) => self.word("bot-other-suggestions"),
            Line::Rephrase => self.word("bot-rephrase"),
            Line::CannotRead(kind) => self.word(unreadable(*kind)),
            Line::HandedOver(reason, expectation) => self.handed_over(*reason, expectation),
            Line::TakesLonger(expectation) => self.takes_longer(expectation),
            Line::BackToBot => self.word("bot-back"),
            Line::Closed => self.word("bot-closed"),
            Line::ClosedAsking => format!("{}\n\n{}", self.word("bot-closed"), self.word("bot-rate")),
            Line::Rated(score, replies) => self.rated(*score, *replies),
            Line::RatingOver => self.word("bot-rating-over"),
            Line::Commented => self.word("bot-commented"),
            Line::Helped => self.word("bot-helped"),
            Line::WillTell => self.word("bot-will-tell"),
            Line::TooManyWishes => self.too_many_wishes(),
            Line::StaleChoice => self.word("bot-stale-choice"),
            Line::Linked(true) => self.word("bot-linked"),
            Line::Linked(false) => self.word("bot-link-wrong"),
            Line::Recalled(question, line) => {
                let asked = self.words.text(self.language, "bot-recalled", &[("question", &escape(question))]);
                format!("{asked}\n\n{}", self.line(line))
            }
            Line::Slow => self.word("bot-slow"),
            Line::Solved if self.alone => self.word("bot-solved-alone"),
            Line::Solved => self.word("bot-solved"),
            Line::NothingToSolve => self.word("bot-nothing-to-solve"),
            Line::InThread { waiting: false } => self.word("bot-in-thread"),
            Line::InThread { waiting: true } => self.word("bot-in-thread-waiting"),
            Line::ThreadName { number } => {
                let number = digits(self.language, &number.to_string());
                self.words.text(self.language, "bot-thread-name", &[("number", &number)])
            }
            Line::NoThread => self.word("bot-no-thread"),
            Line::ThreadTaken => self.word("bot-thread-taken"),
            Line::WhoHelped(_) => self.word("bot-who-helped"),
            Line::ThankPeer => self.word("bot-thank-peer"),
            Line::PeerThanked(Consent::Given) => self.word("bot-peer-kept"),
            Line::PeerThanked(Consent::Named) => self.word("bot-peer-kept-named"),
            Line::PeerThanked(Consent::Unasked | Consent::Asked | Consent::Refused) => self.word("bot-peer-not-kept"),
            Line::Setup(settings, notices, problem) => self.setup(settings, notices, *problem),
            Line::SetupRefused => self.word("bot-setup-refused"),
            Line::SetupNotHere => self.word("bot-setup-not-here"),
            Line::Notices(notices) => self.notices(notices),
        }
    }

    /// What people are to know of a change, how the place is set now, and what was not understood.
    fn setup(&self, settings: &PlaceSettings, notices: &[Notice], problem: Option<SetupProblem>) -> String {
        let problem =
            problem.map(|problem| settings::problem(self.words, self.language, problem, &self.rules.accept.languages));
        let shown = settings::shown(self.words, self.language, settings);
        let parts = [problem, Some(self.notices(notices)).filter(|notices| !notices.is_empty()), Some(shown)];
        parts.into_iter().flatten().collect::<Vec<_>>().join("\n\n")
    }

    fn notices(&self, notices: &[Notice]) -> String {
        let one = |notice: &Notice| settings::notice(self.words, self.language, *notice, &self.way);
        notices.iter().map(one).collect::<Vec<_>>().join("\n\n")
    }

    fn too_many_wishes(&self) -> String {
        let number = digits(self.language, &MOST_WISHES.to_string());
        self.words.text(self.language, "bot-wishes-full", &[("number", &number)])
    }

    /// Thanks, and how to say more.
    fn rated(&self, score: Score, replies: bool) -> String {
        let rated = self.words.text(self.language, "bot-rated", &[("face", score.face())]);
        if replies { format!("{rated}\n\n{}", self.word("bot-rated-more")) } else { rated }
    }

    /// What happened, and what to expect.
    fn handed_over(&self, reason: Reason, expectation: &Expectation) -> String {
        let (open, away) = handed_over(reason);
        let expected = match expectation {
            Expectation::Unknown => return self.word(open),
            Expectation::Within(usually) => {
                self.words.text(self.language, "bot-expectation", &[("time", &self.duration(*usually))])
            }
            Expectation::Usually(time) => {
                self.words.text(self.language, "bot-usually", &[("time", &self.duration(*time))])
            }
            Expectation::Away { until, holiday } => {
                return format!("{} {}", self.word(away), self.away(*until, holiday.as_deref()));
            }
        };
        format!("{} {expected}", self.word(open))
    }

    /// Nobody has taken it so far.
    fn takes_longer(&self, expectation: &Expectation) -> String {
        match expectation {
            Expectation::Away { until, holiday } => {
                format!("{} {}", self.word("bot-late-away"), self.away(*until, holiday.as_deref()))
            }
            _ => self.word("bot-late"),
        }
    }

    /// Nobody is there; when somebody will be is told in our time, and how long that is: who reads it may be anywhere.
    fn away(&self, until: Option<DateTime<Utc>>, holiday: Option<&str>) -> String {
        let Some(until) = until else { return self.word("bot-away-unknown") };
        let (moment, time) = (self.reader().appointment(until, self.now), self.duration(until - self.now));
        let arguments = [("moment", moment.as_str()), ("time", &time)];
        match holiday {
            Some(name) => {
                let name = escape(name);
                let arguments = [&arguments[..], &[("holiday", name.as_str())]].concat();
                self.words.text(self.language, "bot-away-holiday", &arguments)
            }
            None => self.words.text(self.language, "bot-away-until", &arguments),
        }
    }

    fn duration(&self, duration: Duration) -> String {
        self.reader().duration(duration.to_std().unwrap_or_default())
    }

    fn reader(&self) -> Reader<'_> {
        Reader { words: self.words, language: self.language, zone: self.rules.hours.zone() }
    }
}

/// An answer and where it comes from, as it is said. Markdown.
pub(crate) fn answer(words: &dyn Words, language: &str, body: &str, sources: &[Source]) -> String {
    let told = sources.iter().find_map(|source| source.locale.as_deref());
    let told =
        told.map(|other| words.text(language, "bot-other-language", &[("language", &named(words, language, other))]));
    let body = told.map_or_else(|| body.to_owned(), |told| format!("{told}\n\n{body}"));
    let titles: Vec<String> = sources.iter().filter_map(cited).collect();
    if titles.is_empty() {
        return body;
    }
    let titles = escape(&titles.join(" · "));
    let source = words.text(language, "bot-source", &[("title", &titles)]);
    format!("{}\n\n{source}", body.trim_end())
}

/// A language by its name, or its tag if it has none here.
fn named(words: &dyn Words, language: &str, other: &str) -> String {
    match other {
        "en" => words.word(language, "bot-language-en"),
        "fa" => words.word(language, "bot-language-fa"),
        tag => tag.to_owned(),
    }
}

/// An article, and the part of it that was given.
fn cited(source: &Source) -> Option<String> {
    let parts = [Some(source.title.as_str()), source.heading.as_deref()];
    let parts: Vec<&str> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(" > "))
}

/// What the numbered buttons under a line stand for.
fn offered(line: &Line) -> Vec<String> {
    match line {
        Line::Suggestions(list) | Line::OtherSuggestions(list) => list.iter().map(|one| one.title.clone()).collect(),
        Line::WhoHelped(helpers) => helpers.iter().map(|one| one.name.clone().unwrap_or_default()).collect(),
        Line::Recalled(_, line) => offered(line),
        _ => Vec::new(),
    }
}

/// Buttons in rows: yes and no beside each other, and faces, short settings in pairs, anything longer in a row of its own. That for
/// a thread goes into the last row: Discord has five.
fn rows(choices: &[Choice]) -> Vec<&[Choice]> {
    match choices {
        [_, _, .., Choice::Thread] => {
            let (above, last) = choices.split_at(choices.len() - 2);
            let mut rows = rows(above);
            rows.push(last);
            rows
        }
        [Choice::Keep, Choice::KeepNamed, Choice::DoNotKeep] | [Choice::Rate(_), ..] => vec![choices],
        [Choice::Set(_), ..] => choices.chunks(2).collect(),
        [Choice::Helped, Choice::NotThis, rest @ ..] => {
            let mut rows = vec![&choices[..2]];
            rows.extend(rest.chunks(1));
            rows
        }
        _ => choices.chunks(1).collect(),
    }
}

fn unreadable(kind: AttachmentKind) -> &'static str {
    match kind {
        AttachmentKind::Photo => "bot-cannot-read-photo",
        AttachmentKind::Voice | AttachmentKind::Audio => "bot-cannot-read-voice",
        AttachmentKind::Video => "bot-cannot-read-video",
        AttachmentKind::Sticker => "bot-cannot-read-sticker",
        AttachmentKind::Location => "bot-cannot-read-location",
        AttachmentKind::Contact | AttachmentKind::File => "bot-cannot-read-file",
    }
}

/// What is said while people are there, and what while nobody is.
fn handed_over(reason: Reason) -> (&'static str, &'static str) {
    match reason {
        Reason::Asked | Reason::NotDelivered => ("bot-handoff-asked", "bot-away-asked"),
        Reason::NoAnswer => ("bot-handoff-no-answer", "bot-away-no-answer"),
        Reason::Refused => ("bot-handoff-refused", "bot-away-refused"),
        Reason::NoIndex | Reason::AnswererFailed | Reason::Undecidable => ("bot-handoff-failed", "bot-away-failed"),
    }
}

/// A title as Markdown that reads the same.
fn escape(title: &str) -> String {
    let mut escaped = String::with_capacity(title.len());
    for character in title.chars() {
        if matches!(character, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '~' | '|') {
            escaped.push('\\');
        }
        escaped.push(if character == '\n' { ' ' } else { character });
    }
    escaped
}
