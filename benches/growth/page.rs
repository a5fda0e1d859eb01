//! What the desk reads for a page.

use anyhow::Context;
use hamyar::model::{AgentId, ContactId, ConversationId};
use hamyar::store::{Filter, InboxView, Sought, Store};

/// One of the reads.
pub(super) struct Read {
    pub(super) name: &'static str,
    /// It belongs to the page of a conversation; the others stand beside it, to be looked at.
    pub(super) of_the_page: bool,
}

const fn page(name: &'static str) -> Read {
    Read { name, of_the_page: true }
}

const fn beside(name: &'static str) -> Read {
    Read { name, of_the_page: false }
}

/// All reads, in the order of [`Reader::read`].
pub(super) const READS: [Read; 17] = [
    page("the conversation and whose it is"),
    page("its newest 50 entries"),
    page("what became of them"),
    page("the newest 100 of the person's"),
    page("who speaks in them"),
    page("the person and their conversations"),
    page("the team, and what waits"),
    beside("the list of those who wait"),
    beside("the list of open ones"),
    beside("the list of resolved ones"),
    beside("the list of contacts"),
    beside("a page of 50 in the middle"),
    beside("a contact's page of 300"),
    beside("a list of those that fit"),
    beside("what waits of those that fit"),
    beside("a search for words"),
    beside("the figures of the backlog"),
];

pub(super) struct Reader {
    pub(super) store: Store,
    conversation: ConversationId,
    contact: ContactId,
    middle: i64,
    agent: AgentId,
}

impl Reader {
    /// Reads pages of the first conversation.
    pub(super) async fn of(store: Store) -> anyhow::Result<Self> {
        let conversation = store.conversation_numbered(1).await?.context("there is no conversation")?;
        let contact = store.asker(conversation).await?.context("nobody asked")?.contact;
        let last = store.conversation(conversation).await?.context("there is no conversation")?.last_seq;
        Ok(Self { store, conversation, contact, middle: last / 2, agent: AgentId(uuid::Uuid::nil()) })
    }

    /// Makes one of [`READS`].
    pub(super) async fn read(&self, read: usize) -> anyhow::Result<()> {
        let (store, conversation, contact) = (&self.store, self.conversation, self.contact);
        match read {
            0 => {
                store.conversation(conversation).await?.context("gone")?;
                store.asker(conversation).await?.context("gone")?;
            }
            1 => anyhow::ensure!(store.entries(conversation, None, 50).await?.len() == 50, "fifty are there"),
            2 => {
                let entries = store.entries(conversation, None, 50).await?;
                let [Some(first), Some(last)] = [entries.first(), entries.last()] else { anyhow::bail!("gone") };
                let states = store.delivery_states(conversation, (first.seq, last.seq)).await?;
                anyhow::ensure!(states.len() == 25, "half are replies");
            }
            3 => anyhow::ensure!(store.contact_timeline(contact, 100).await?.len() == 100, "a hundred are there"),
            4 => {
                let recent = store.contact_timeline(contact, 100).await?;
                anyhow::ensure!(store.speakers(&recent).await?.len() == 1, "one speaks");
            }
            5 => {
                store.contact(contact).await?.context("gone")?;
                store.conversations_of(contact, 50).await?;
            }
            6 => {
                store.agents().await?;
                store.inbox_counts(self.agent).await?;
            }
            7 => drop(store.inbox(InboxView::Waiting, self.agent, &Filter::default(), None, 100).await?),
            8 => drop(store.inbox(InboxView::Open, self.agent, &Filter::default(), None, 100).await?),
            9 => drop(store.inbox(InboxView::Resolved, self.agent, &Filter::default(), None, 100).await?),
            10 => drop(store.contacts(200).await?),
            11 => drop(store.entries(conversation, Some(self.middle), 50).await?),
            12 => drop(store.contact_timeline(contact, 300).await?),
            13 => drop(store.inbox(InboxView::Open, self.agent, &persian(), None, 100).await?),
            14 => drop(store.inbox_counts_of(self.agent, &persian()).await?),
            15 => drop(store.find(&Sought::of("folder"), None).await?),
            _ => drop(store.backlog().await?),
        }
        Ok(())
    }
}

/// Nobody in these databases speaks it: every conversation of a page is looked at.
fn persian() -> Filter {
    Filter { language: Some("fa".to_owned()), ..Filter::default() }
}
