//! Where one writes in a conversation, and what one can put into it.

use super::Desk;
use super::access::Visitor;
use super::canned::{Offer, offers, values};
use super::conversation::{Asked, Draft, Notice, Thread};
use super::failure::Failure;
use super::suggestion::{Suggestion, suggestions};
use super::tongue::Tongue;
use crate::files::Limits;
use crate::model::{AgentId, Conversation, OwnFile};

/// Where one writes.
pub(super) struct Composer {
    /// Where it goes and under whose name.
    pub(super) to: String,
    pub(super) placeholder: String,
    pub(super) draft: Draft,
    /// Who holds the conversation, if a colleague does.
    pub(super) holder: Option<String>,
    /// Colleagues whom a note can name: id, name, and whether it does.
    pub(super) colleagues: Vec<(String, String, bool)>,
    /// Replies that are kept ready, as they are in this conversation.
    pub(super) offers: Vec<Offer>,
    /// The articles that may answer what was asked last, where they are asked for with the page.
    pub(super) suggestions: Vec<Suggestion>,
    /// Files can be sent, or why not.
    pub(super) attaching: Result<Attaching, String>,
}

/// What may be attached.
pub(super) struct Attaching {
    /// What a browser offers to choose from.
    pub(super) accept: String,
    /// How much and how many, in words.
    pub(super) hint: String,
    /// The largest file in bytes, and the most at once: for the script.
    pub(super) max_bytes: u64,
    pub(super) most: usize,
    /// What the script says of one that is too large, of too many, and on the button that takes one out again.
    pub(super) too_large: String,
    pub(super) too_many: String,
    pub(super) remove: String,
    /// Those that are kept already: id, name and size.
    pub(super) kept: Vec<(String, String, String)>,
}

impl Attaching {
    fn new(t: &Tongue, limits: &Limits, kept: &[OwnFile]) -> Self {
        let (size, count) = (t.size(limits.max_bytes), limits.most.to_string());
        let kept_one = |file: &OwnFile| (file.id.to_string(), file.name.clone(), t.size(file.size));
        Self {
            accept: limits.endings.iter().map(|ending| format!(".{ending}")).collect::<Vec<_>>().join(","),
            hint: t.text("desk-attach-hint", &[("size", &size), ("count", &count)]),
            max_bytes: limits.max_bytes,
            most: limits.most,
            too_large: t.with("desk-attach-too-large", "size", &size),
            too_many: t.with("desk-attach-too-many", "count", &count),
            remove: t.word("desk-attach-remove"),
            kept: kept.iter().map(kept_one).collect(),
        }
    }
}

impl Composer {
    pub(super) fn new(
        visitor: &Visitor,
        t: &Tongue,
        channel: &str,
        customer: &str,
        limits: Option<&Limits>,
        draft: Draft,
        holder: Option<String>,
    ) -> Self {
        let attaching = limits
            .map(|limits| Attaching::new(t, limits, &draft.files))
            .ok_or_else(|| t.with("desk-attach-not-here", "channel", channel));
        Self {
            to: t.text("desk-composer-to", &[("channel", channel), ("name", &visitor.agent.name)]),
            placeholder: t.with("desk-composer-placeholder", "name", customer),
            draft,
            holder,
            colleagues: Vec::new(),
            offers: Vec::new(),
            suggestions: Vec::new(),
            attaching,
        }
    }

    /// What was last tried was refused because a colleague holds the conversation.
    pub(super) fn is_held(&self) -> bool {
        matches!(self.draft.notice, Some(Notice::Held { .. }))
    }
}

/// The thread, with what its composer offers.
pub(super) async fn offering(
    desk: &Desk,
    visitor: &Visitor,
    t: &Tongue,
    asked: &Asked,
    mut thread: Thread,
    c: &Conversation,
) -> Result<Thread, Failure> {
    if let Some(composer) = &mut thread.composer {
        let works = thread.triage.iter().flat_map(|triage| &triage.colleagues);
        let others = works.filter_map(|(id, name, _)| Some((id.parse::<AgentId>().ok()?, name)));
        let mentioned = |id: &AgentId| composer.draft.mentions.contains(id);
        composer.colleagues = others
            .filter(|(id, _)| *id != visitor.agent.id)
            .map(|(id, name)| (id.to_string(), name.clone(), mentioned(&id)))
            .collect();
        composer.offers = offers(desk, &c.language, &values(desk, visitor, c.id).await?).await?;
        if asked.suggest.is_some() {
            composer.suggestions = suggestions(desk, t, c).await?;
        }
    }
    Ok(thread)
}
