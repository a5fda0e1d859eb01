//! What people of the team do, decided at once and by the same rules.

use std::collections::BTreeSet;

use chrono::Duration;

use super::Engine;
use crate::decide::decide;
use crate::model::{Action, AgentId, AgentRole, Conversation, ConversationId, Entry, Event, Policy, Refusal};
use crate::store::{Committed, StoreError, Turn};

/// How long after their desk last spoke to us a person counts as present.
pub const PRESENCE: Duration = Duration::minutes(2);

/// What an action came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The version of the conversation afterwards.
    pub version: i64,
}

/// The conversation changed since the person looked at it.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// The version it has now.
    pub version: i64,
    /// What colleagues and the bot did and said last, oldest first.
    pub since: Vec<Entry>,
}

/// Why an action was not done.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// There is no such conversation.
    #[error("no such conversation")]
    NotFound,
    /// The conversation changed since.
    #[error("the conversation changed since version was read; it is now {}", .0.version)]
    Conflict(Conflict),
    /// It cannot be done as things stand.
    #[error("the action is refused as things stand: {0:?}")]
    Refused(Refusal),
    /// The store could not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How often an action is tried that only the clock of its conversation came before.
const TRIES: usize = 3;

impl Engine {
    /// Does what a person of the team wants, if the conversation is still as they saw it.
    ///
    /// # Errors
    ///
    /// [`ActError::Conflict`] when somebody else decided something since `version`; nothing is done then.
    pub async fn act(
        &self,
        conversation: ConversationId,
        version: i64,
        agent: AgentId,
        action: Action,
    ) -> Result<Outcome, ActError> {
        let acted = self.to_its_end(|engine| async move { engine.act_in(conversation, version, agent, action).await });
        acted.await?
    }

    async fn act_in(
        &self,
        conversation: ConversationId,
        version: i64,
        agent: AgentId,
        action: Action,
    ) -> Result<Outcome, ActError> {
        let mut tried = 1;
        loop {
            let Some(turn) = self.store.load_turn(conversation).await? else { return Err(ActError::NotFound) };
            let now = turn.conversation.version;
            if now != version && !turn.conversation.service.ran_on(version, now) {
                return Err(self.conflict(conversation, now).await?);
            }
            match self.act_on(&turn, agent, action.clone()).await? {
                Committed::Done { .. } => return Ok(Outcome { version: now + 1 }),
                // Something came between reading and writing that the rules could not see.
                Committed::Refused => return Err(self.conflict(conversation, now).await?),
                // Should only the clock have run on between reading and writing, it is done all the same.
                Committed::Outdated if tried < TRIES => tried += 1,
                Committed::Outdated => return Err(self.conflict(conversation, now + 1).await?),
            }
        }
    }

    /// Decides an action on a conversation as it was read, and commits that.
    async fn act_on(&self, turn: &Turn, agent: AgentId, action: Action) -> Result<Committed, ActError> {
        let mut policy = self.policy(turn, true, BTreeSet::new());
        self.inform_of(&mut policy, &turn.conversation, agent, &action).await?;
        let events = [Event::Staff(agent, action)];
        let mut decision = decide(&turn.conversation, &events, None, &policy, self.edge.now());
        if let Some(refusal) = decision.refusal {
            return Err(ActError::Refused(refusal));
        }
        self.sign(&mut decision).await?;
        // Also where it is not known whether it was committed: then there is perhaps something to send.
        let shows = decision.shows;
        let outcomes = self.store.commit(vec![self.compose(turn, decision)]).await.inspect_err(|_| {
            self.deliveries.wake();
        })?;
        if shows {
            self.deliveries.show();
        }
        let outcome = outcomes.into_iter().next().unwrap_or(Committed::Outdated);
        if let Committed::Done { sends, .. } = &outcome {
            if *sends {
                self.deliveries.wake();
            }
            self.work.notify_one();
            self.live.changed(turn.conversation.id, Some(&turn.place));
        }
        Ok(outcome)
    }

    /// Reads what only some actions need to be decided.
    pub(super) async fn inform_of(
        &self,
        policy: &mut Policy,
        conversation: &Conversation,
        agent: AgentId,
        action: &Action,
    ) -> Result<(), StoreError> {
        match action {
            Action::Revise { seq, .. } | Action::Unsay { seq } => {
                let entry = self.store.entry(conversation.id, *seq).await?;
                let own = entry.filter(|entry| entry.agent == Some(agent)).map(|entry| entry.kind);
                // What was taken back is there no more.
                policy.own = if self.store.is_unsaid(conversation.id, *seq).await? { None } else { own };
            }
            Action::Label(_) | Action::Unlabel(_) => policy.labels = self.store.labels_of(conversation.id).await?,
            Action::Assign(Some(_)) | Action::NoteTo { .. } => {
                let team = self.store.agents().await?;
                let works = team.iter().filter(|one| one.active && one.role != AgentRole::Viewer);
                policy.team = works.map(|one| one.id).collect();
            }
            Action::Resolve if self.rules.rating.ask && conversation.memory.attended => {
                let since = self.edge.now() - self.rules.rating.again_after;
                policy.rating.asks = !self.store.was_asked_to_rate(conversation.asker, since).await?;
            }
            _ => {}
        }
        Ok(())
    }

    async fn conflict(&self, conversation: ConversationId, version: i64) -> Result<ActError, StoreError> {
        let since = self.store.last_decided(conversation, 10).await?;
        Ok(ActError::Conflict(Conflict { version, since }))
    }
}
