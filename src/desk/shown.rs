//! What of a person's page is shown: which part of their story, of which kinds, and which of their conversations.

use chrono::{DateTime, Datelike};
use serde::Deserialize;
use url::form_urlencoded::Serializer;

use super::Desk;
use super::failure::Failure;
use super::filter::{mark, written};
use super::tongue::Tongue;
use crate::model::{ContactId, Entry, EntryKind};
use crate::store::{Mark, StoryMark};

/// Entries of a story on a page.
const ENTRIES: i64 = 300;

/// A part of a story that can be shown by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Said,
    Notes,
    Turns,
    Sorted,
    Ratings,
    Trouble,
}

const KINDS: [Kind; 6] = [Kind::Said, Kind::Notes, Kind::Turns, Kind::Sorted, Kind::Ratings, Kind::Trouble];

impl Kind {
    /// The word for it in addresses.
    fn word(self) -> &'static str {
        match self {
            Self::Said => "said",
            Self::Notes => "notes",
            Self::Turns => "turns",
            Self::Sorted => "sorted",
            Self::Ratings => "ratings",
            Self::Trouble => "trouble",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Said => "about-story-said",
            Self::Notes => "about-story-notes",
            Self::Turns => "about-story-turns",
            Self::Sorted => "about-story-sorted",
            Self::Ratings => "about-story-ratings",
            Self::Trouble => "about-story-trouble",
        }
    }

    fn entries(self) -> &'static [EntryKind] {
        use EntryKind as E;
        match self {
            Self::Said => &[
                E::Message,
                E::Edit,
                E::Deletion,
                E::Press,
                E::Command,
                E::Reply,
                E::AgentReply,
                E::AgentEdit,
                E::AgentDeletion,
            ],
            Self::Notes => &[E::Note],
            Self::Turns => &[
                E::Handoff,
                E::Taken,
                E::Assigned,
                E::Returned,
                E::Resolved,
                E::Reopened,
                E::Solved,
                E::Snoozed,
                E::Woken,
            ],
            Self::Sorted => &[E::Labelled, E::Unlabelled, E::Prioritised],
            Self::Ratings => &[E::Rated],
            Self::Trouble => &[E::Failed, E::Resent, E::GivenUp, E::DueSoon, E::Overdue, E::Unseen],
        }
    }
}

/// What the address of a person's page may carry. What cannot be read asks nothing.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Shown {
    /// The part of the story.
    kind: Option<String>,
    /// The entry before which it ends.
    before: Option<String>,
    /// The conversation behind which their list begins.
    after: Option<String>,
}

impl Shown {
    fn kind(&self) -> Option<Kind> {
        KINDS.into_iter().find(|kind| self.kind.as_deref() == Some(kind.word()))
    }

    /// Where the story ends that is shown.
    pub(super) fn before(&self) -> Option<StoryMark> {
        let mut parts = self.before.as_deref()?.splitn(3, '.');
        let (at, seq, conversation) = (parts.next()?, parts.next()?, parts.next()?);
        // Nothing is in a year that a database does not know.
        let at = DateTime::from_timestamp_micros(at.parse().ok()?).filter(|at| (1..=9999).contains(&at.year()))?;
        Some(StoryMark { at, seq: seq.parse().ok()?, conversation: conversation.parse().ok()? })
    }

    /// Where their list of conversations begins.
    pub(super) fn matters(&self) -> Option<Mark> {
        self.after.as_deref().and_then(mark)
    }

    /// The address of the same kind, elsewhere in the story and the list.
    pub(super) fn address(&self, id: ContactId, before: Option<StoryMark>, after: Option<Mark>) -> String {
        let before = before.map(|mark| format!("{}.{}.{}", mark.at.timestamp_micros(), mark.seq, mark.conversation));
        let mut query = Serializer::new(String::new());
        query.extend_pairs(self.kind().map(|kind| ("kind", kind.word())));
        query.extend_pairs(before.map(|mark| ("before", mark)));
        query.extend_pairs(after.map(|mark| ("after", written(mark))));
        let query = query.finish();
        if query.is_empty() { format!("/desk/contacts/{id}") } else { format!("/desk/contacts/{id}?{query}") }
    }
}

/// A part of a person's story.
pub(super) struct Story {
    pub(super) entries: Vec<Entry>,
    /// Where it goes on with what is older.
    pub(super) older: Option<StoryMark>,
    kind: Option<Kind>,
}

impl Story {
    pub(super) async fn read(desk: &Desk, id: ContactId, shown: &Shown) -> Result<Self, Failure> {
        let kind = shown.kind();
        let kinds = kind.map_or(&[][..], Kind::entries);
        let mut entries = desk.store.contact_story(id, kinds, shown.before(), ENTRIES + 1).await?;
        let is_full = i64::try_from(entries.len()).is_ok_and(|length| length > ENTRIES);
        if is_full {
            entries.remove(0);
        }
        let older = entries.first().filter(|_| is_full).map(StoryMark::of);
        Ok(Self { entries, older, kind })
    }

    /// Each part that can be shown: its address, its words, and whether it is.
    pub(super) fn parts(&self, t: &Tongue, id: ContactId) -> Vec<(String, String, bool)> {
        let all = (format!("/desk/contacts/{id}"), t.word("about-story-all"), self.kind.is_none());
        let one = |kind: Kind| {
            (format!("/desk/contacts/{id}?kind={}", kind.word()), t.word(kind.label()), self.kind == Some(kind))
        };
        std::iter::once(all).chain(KINDS.into_iter().map(one)).collect()
    }
}
