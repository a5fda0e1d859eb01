//! Which conversations a list shows: its view, and what else is asked of them, as it stands in addresses. It stays in every
//! link of a list, so that it outlives a reload, a live update and the way through a conversation.

use chrono::{DateTime, Datelike};
use serde::Deserialize;
use url::form_urlencoded::Serializer;

use super::Desk;
use super::failure::Failure;
use super::inbox::view_word;
use super::tongue::{Tongue, priority_word};
use crate::model::{Priority, WaitsFor};
use crate::store::{Filter, InboxView, Mark};

/// What an address asks of conversations. What cannot be read asks nothing.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Wanted {
    channel: Option<String>,
    language: Option<String>,
    priority: Option<String>,
    label: Option<String>,
    team: Option<String>,
    waits: Option<String>,
}

impl Wanted {
    pub(super) fn filter(&self) -> Filter {
        fn read<T: std::str::FromStr>(text: Option<&String>) -> Option<T> {
            text.and_then(|text| text.parse().ok())
        }
        Filter {
            channel: read(self.channel.as_ref()),
            language: self.language.clone().filter(|language| is_tag(language)),
            priority: read(self.priority.as_ref()),
            label: read(self.label.as_ref()),
            team: read(self.team.as_ref()),
            waits: read(self.waits.as_ref()),
        }
    }
}

/// A list, and where in it one is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Trail {
    pub(super) view: InboxView,
    pub(super) filter: Filter,
    /// The conversation behind which the page of the list begins; none at its beginning.
    pub(super) after: Option<Mark>,
}

impl Trail {
    /// What stands behind `view=` in addresses of conversations: the view, what is asked, and the page of the list.
    pub(super) fn query(&self) -> String {
        format!("{}{}", view_word(self.view), self.rest())
    }

    /// The address of the list, or of a page of it.
    pub(super) fn address(&self, after: Option<Mark>) -> String {
        self.with(after.map(|mark| ("after", written(mark))))
    }

    /// The address of the page of the list where one is.
    pub(super) fn list(&self) -> String {
        self.address(self.after)
    }

    /// The address of what is put in place of the list.
    pub(super) fn fragment(&self, after: Option<Mark>, open: Option<String>) -> String {
        let more = after.map(|mark| ("after", written(mark))).into_iter().chain(open.map(|id| ("open", id)));
        let address = self.with(more);
        let (path, query) = address.split_once('?').unwrap_or((&address, ""));
        if query.is_empty() { format!("{path}/fragment") } else { format!("{path}/fragment?{query}") }
    }

    fn with(&self, more: impl IntoIterator<Item = (&'static str, String)>) -> String {
        let mut query = Serializer::new(String::new());
        for (name, value) in pairs(&self.filter).into_iter().chain(more) {
            query.append_pair(name, &value);
        }
        let (path, query) = (format!("/desk/inbox/{}", view_word(self.view)), query.finish());
        if query.is_empty() { path } else { format!("{path}?{query}") }
    }

    fn rest(&self) -> String {
        let mut query = Serializer::new(String::new());
        let after = self.after.map(|mark| ("after", written(mark)));
        for (name, value) in pairs(&self.filter).into_iter().chain(after) {
            query.append_pair(name, &value);
        }
        let query = query.finish();
        if query.is_empty() { query } else { format!("&{query}") }
    }
}

fn pairs(filter: &Filter) -> Vec<(&'static str, String)> {
    let Filter { channel, language, priority, label, team, waits } = filter;
    [
        ("channel", channel.as_ref().map(ToString::to_string)),
        ("language", language.clone()),
        ("priority", priority.map(|priority| priority.word().to_owned())),
        ("label", label.as_ref().map(ToString::to_string)),
        ("team", team.map(|team| team.to_string())),
        ("waits", waits.map(|waits| waits.word().to_owned())),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value?)))
    .collect()
}

pub(super) fn written(mark: Mark) -> String {
    format!("{}.{}", mark.at.timestamp_micros(), mark.id)
}

/// Whether it looks like the tag of a language: at most 35 letters, digits and hyphens.
fn is_tag(text: &str) -> bool {
    (1..=35).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// The place in a list that an address names. Nothing is in a year that a database does not know.
pub(super) fn mark(text: &str) -> Option<Mark> {
    let (at, id) = text.split_once('.')?;
    let at = DateTime::from_timestamp_micros(at.parse().ok()?).filter(|at| (1..=9999).contains(&at.year()))?;
    Some(Mark { at, id: id.parse().ok()? })
}

/// Something that can be asked, with what there is to choose.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) label: String,
    pub(super) options: Vec<FieldOption>,
}

/// One of the values.
pub(super) struct FieldOption {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) chosen: bool,
}

/// Something that is asked, and the address of the list without it.
pub(super) struct Asking {
    pub(super) label: String,
    pub(super) without: String,
}

/// What can be asked of conversations, and what is.
pub(super) struct Filters {
    pub(super) action: String,
    pub(super) fields: Vec<Field>,
    pub(super) asked: Vec<Asking>,
}

impl Filters {
    pub(super) async fn read(desk: &Desk, t: &Tongue, trail: &Trail) -> Result<Self, Failure> {
        let filter = &trail.filter;
        let option = |value: String, label: String, chosen: bool| FieldOption { value, label, chosen };
        let channels = desk.engine.channels().into_iter().map(|channel| {
            let chosen = filter.channel.as_ref() == Some(&channel);
            option(channel.to_string(), t.account(&channel), chosen)
        });
        let languages = desk
            .words
            .languages()
            .iter()
            .map(|tag| option((*tag).to_owned(), t.language_name(tag), filter.language.as_deref() == Some(*tag)));
        let priorities = Priority::ALL.into_iter().map(|priority| {
            let label = t.word(priority_word(priority));
            option(priority.word().to_owned(), label, filter.priority == Some(priority))
        });
        let known = desk.store.labels().await?;
        // One that was asked for and that nothing has any more can still be seen, and given up.
        let gone = filter.label.clone().filter(|label| !known.contains(label));
        let labels = known
            .into_iter()
            .chain(gone)
            .map(|label| option(label.to_string(), label.to_string(), filter.label.as_ref() == Some(&label)));
        let field = |name, label: &str, options| Field { name, label: t.word(label), options };
        let teams = desk.store.teams().await?;
        let teams = teams.into_iter().map(|team| option(team.id.to_string(), team.name, filter.team == Some(team.id)));
        let waits = WaitsFor::ALL.into_iter().map(|waits| {
            let time = t.duration(waits.time().to_std().unwrap_or_default());
            let label = t.with("inbox-waits-over", "duration", &time);
            option(waits.word().to_owned(), label, filter.waits == Some(waits))
        });
        let mut fields = vec![
            field("channel", "inbox-filter-channel", channels.collect()),
            field("language", "inbox-filter-language", languages.collect()),
            field("priority", "inbox-filter-priority", priorities.collect()),
            field("label", "inbox-filter-label", labels.collect()),
            field("team", "people-team", teams.collect()),
            field("waits", "inbox-filter-waits", waits.collect()),
        ];
        fields.retain(|field| field.name != "team" || !field.options.is_empty());
        let asked = fields.iter().flat_map(|field| {
            let chosen = field.options.iter().filter(|option| option.chosen);
            chosen.map(|option| Asking { label: option.label.clone(), without: without(trail, field.name) })
        });
        let asked = asked.collect();
        Ok(Self { action: format!("/desk/inbox/{}", view_word(trail.view)), fields, asked })
    }
}

fn without(trail: &Trail, name: &str) -> String {
    let mut trail = trail.clone();
    match name {
        "channel" => trail.filter.channel = None,
        "language" => trail.filter.language = None,
        "priority" => trail.filter.priority = None,
        "team" => trail.filter.team = None,
        "waits" => trail.filter.waits = None,
        _ => trail.filter.label = None,
    }
    trail.address(None)
}
