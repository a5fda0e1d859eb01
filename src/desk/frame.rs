//! What stands around every page of a signed-in person: the rail, and what its forms need.

use super::access::Visitor;
use super::failure::Failure;
use super::pulse::Pulse;
use super::tongue::{Tongue, initials};
use super::{Desk, assets};
use crate::model::AgentRole;
use crate::store::InboxCounts;

/// A part of the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Inbox,
    Contacts,
    Search,
    Replies,
    Deliveries,
    Knowledge,
    Gaps,
    Translations,
    Import,
    Freshness,
    Measures,
    Words,
    Candidates,
    Report,
    Now,
    Places,
    People,
    Account,
}

/// What stands around a page.
pub(super) struct Frame {
    pub(super) brand: String,
    pub(super) name: String,
    pub(super) initials: String,
    /// What forms carry.
    pub(super) token: String,
    /// What is new, on every page.
    pub(super) pulse: Pulse,
    pub(super) section: Section,
    /// They may act in conversations.
    pub(super) acts: bool,
    /// They may look at what peers answered.
    pub(super) curates: bool,
    /// They may set places.
    pub(super) administers: bool,
    /// Where a change of language comes back to.
    pub(super) back: String,
    /// The languages one may change to, with their own names.
    pub(super) others: Vec<(&'static str, String)>,
    pub(super) css: &'static str,
    pub(super) icon: &'static str,
    pub(super) script: &'static str,
}

impl Frame {
    /// The frame of a page that needs none of the counts itself.
    pub(super) async fn read(desk: &Desk, visitor: &Visitor, section: Section, back: &str) -> Result<Self, Failure> {
        let counts = desk.store.inbox_counts(visitor.agent.id).await?;
        Self::new(desk, visitor, section, counts, back).await
    }

    /// The frame of a page that needs the counts, too.
    pub(super) async fn new(
        desk: &Desk,
        visitor: &Visitor,
        section: Section,
        counts: InboxCounts,
        back: &str,
    ) -> Result<Self, Failure> {
        let t = Tongue::new(desk, &visitor.agent.language);
        let mut others = t.languages();
        others.retain(|(language, _)| *language != t.language());
        Ok(Self {
            brand: desk.settings.brand.clone(),
            name: visitor.agent.name.clone(),
            initials: initials(&visitor.agent.name),
            token: visitor.token.clone(),
            pulse: Pulse::read(desk, visitor, &t, counts).await?,
            section,
            acts: visitor.may(AgentRole::Agent),
            curates: visitor.may(AgentRole::Curator),
            administers: visitor.may(AgentRole::Admin),
            back: back.to_owned(),
            others,
            css: assets::css(),
            icon: assets::icon(),
            script: assets::script(),
        })
    }

    /// Whether the page is of this section.
    pub(super) fn is(&self, section: &str) -> bool {
        match self.section {
            Section::Inbox => section == "inbox",
            Section::Contacts => section == "contacts",
            Section::Search => section == "search",
            Section::Replies => section == "replies",
            Section::Deliveries => section == "deliveries",
            Section::Knowledge => section == "knowledge",
            Section::Gaps => section == "gaps",
            Section::Translations => section == "translations",
            Section::Import => section == "import",
            Section::Freshness => section == "freshness",
            Section::Measures => section == "measures",
            Section::Words => section == "words",
            Section::Candidates => section == "candidates",
            Section::Report => section == "report",
            Section::Now => section == "now",
            Section::Places => section == "places",
            Section::People => section == "people",
            Section::Account => section == "account",
        }
    }
}
