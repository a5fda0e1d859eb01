//! Turns: conversations with something to decide are claimed, decided and committed, many at a time.

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use chrono::{DateTime, Duration, Utc};
use futures::FutureExt;
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use super::Engine;
use super::claims::Claimed;
use super::commits::Decided;
use crate::answer::TIME_LIMIT;
use crate::decide::{Plan, consider, decide, undecidable};
use crate::metrics::Outlook;
use crate::model::{
    AgentId, Choice, ConversationId, Decision, Entry, EntryKind, Event, Policy, Question, Verdict, What,
};
use crate::store::{Committed, Composed, StoreError, Turn};

/// Conversations that are being decided at once. One that waits long for its answerer keeps no other waiting.
pub(super) const AT_ONCE: usize = 256;

/// Conversations in one claim, and decisions in one commit.
pub(super) const BATCH: u8 = 64;

/// How often a conversation may fail to be decided before a person gets it.
const TRIES: i32 = 5;

/// How long to let the database rest after it refused.
pub(super) const REST: Duration = Duration::milliseconds(500);

/// How often is looked whether another process has left something to decide.
const LOOK_AGAIN: std::time::Duration = std::time::Duration::from_secs(1);

/// How often a notice is tried that another decision came before.
const SLOW_TRIES: usize = 3;

/// What became of looking at a turn.
enum Step {
    /// To be committed.
    Commit(Box<Composed>),
    /// To be looked at again at this time.
    Later(DateTime<Utc>, i32),
}

impl Engine {
    /// Works until `stop` is cancelled, then finishes what is claimed.
    pub async fn run(self: Arc<Self>, stop: CancellationToken) {
        if let Err(error) = self.store.recover_turns().await {
            tracing::error!(%error, "claims of an earlier process could not be let go");
        }
        if let Err(error) = self.store.look_at_all_with_people().await {
            tracing::error!(%error, "what people have is not timed by changed settings before something happens in it");
        }
        let (taking, taken) = mpsc::channel(AT_ONCE);
        self.claims.open(taking);
        let (decided, waiting) = mpsc::channel(AT_ONCE);
        // The commits end when the last claimed turn has ended.
        tokio::join!(self.take(&stop, taken, decided.clone()), self.claim(&stop, decided), self.commits(waiting));
    }

    /// Decides what was claimed as it was recorded.
    async fn take(
        self: &Arc<Self>,
        stop: &CancellationToken,
        mut taken: mpsc::Receiver<Claimed>,
        decided: mpsc::Sender<Decided>,
    ) {
        loop {
            let next = tokio::select! {
                biased;
                next = taken.recv() => next,
                // What is in it already is still decided.
                () = stop.cancelled(), if !taken.is_closed() => { self.claims.close(); taken.close(); continue }
            };
            let Some(Claimed { turns, permits }) = next else { break };
            self.decide_each(turns, permits, &decided).await;
        }
    }

    /// Claims what is due, as long as there is room, and decides each in a task of its own.
    async fn claim(self: &Arc<Self>, stop: &CancellationToken, decided: mpsc::Sender<Decided>) {
        while !stop.is_cancelled() {
            let Ok(permits) = self.claims.room().acquire_many_owned(BATCH.into()).await else { break };
            self.claims.look();
            self.let_go_of_doubtful().await;
            let turns = match self.store.claim_turns(BATCH.into()).await {
                Ok(turns) => turns,
                Err(error) => {
                    tracing::error!(%error, "conversations could not be claimed");
                    self.claims.doubt(&error);
                    drop(permits);
                    self.rest(stop, Some(self.edge.now() + REST)).await;
                    continue;
                }
            };
            if turns.is_empty() {
                drop(permits);
                let next = self.store.next_turn_at().await.unwrap_or_else(|_| Some(self.edge.now() + REST));
                self.claims.rest(next);
                self.rest(stop, next).await;
                continue;
            }
            self.decide_each(turns, permits, &decided).await;
        }
    }

    /// Lets go of every claim of this node after a commit that did not answer, or where the database refused to let go of
    /// one, so that none waits until it runs out. What is being decided meanwhile may be decided twice: the version lets one of
    /// both be committed.
    async fn let_go_of_doubtful(&self) {
        if self.claims.are_doubtful()
            && let Err(error) = self.store.recover_turns().await
        {
            tracing::warn!(%error, "claims that are perhaps ours could not be let go of yet");
            self.claims.lose();
        }
    }

    async fn decide_each(
        self: &Arc<Self>,
        turns: Vec<Turn>,
        mut permits: OwnedSemaphorePermit,
        decided: &mpsc::Sender<Decided>,
    ) {
        let present = Arc::new(self.present(&turns).await);
        for turn in turns {
            let (engine, present, decided) = (Arc::clone(self), Arc::clone(&present), decided.clone());
            let permit = permits.split(1);
            let span = tracing::debug_span!(
                "engine.turn.decide",
                conversation = %turn.conversation.id,
                trace = turn.trace().map(tracing::field::display)
            );
            let deciding = async move {
                match engine.step_safely(&turn, &present).await {
                    // It is received until every sender is gone.
                    Step::Commit(composed) => {
                        let _ = decided.send(Decided { turn, composed: *composed, permit }).await;
                    }
                    Step::Later(at, failures) => {
                        engine.later(&turn, at, failures).await;
                        drop(permit);
                        engine.work.notify_one();
                    }
                }
            };
            tokio::spawn(deciding.instrument(span));
        }
    }

    /// Waits for something to do, at most until `next`.
    async fn rest(&self, stop: &CancellationToken, next: Option<DateTime<Utc>>) {
        // A command beside the server leaves work without being able to say so.
        let _ = tokio::time::timeout(LOOK_AGAIN, self.edge.rest(&self.work, next, stop)).await;
    }

    pub(super) async fn later(&self, turn: &Turn, at: DateTime<Utc>, failures: i32) {
        if let Err(error) = self.store.release_turn(turn, at, failures).await {
            tracing::warn!(conversation = %turn.conversation.id, %error, "a claim could not be let go of yet");
            self.claims.lose();
        }
    }

    /// One turn; a panic in it is a failure of this conversation alone, and after some a case for a person.
    async fn step_safely(&self, turn: &Turn, present: &BTreeSet<AgentId>) -> Step {
        if turn.failures >= TRIES {
            return self.give_up(turn);
        }
        if let Ok(step) = AssertUnwindSafe(self.step(turn, present)).catch_unwind().await {
            return step;
        }
        let failures = turn.failures + 1;
        self.metrics.turn_failed();
        tracing::error!(trace = turn.trace().map(tracing::field::display), conversation = %turn.conversation.id, failures, "a turn failed");
        if failures < TRIES {
            return Step::Later(self.edge.now() + REST * failures, failures);
        }
        self.give_up(turn)
    }

    /// A person gets what cannot be decided.
    fn give_up(&self, turn: &Turn) -> Step {
        let handled = turn.entries.last().map_or(turn.conversation.handled_seq, |entry| entry.seq);
        let policy = self.policy(turn, turn.introduced, BTreeSet::new());
        self.decided(turn, undecidable(&turn.conversation, handled, &policy, self.edge.now()))
    }

    /// Puts a decision into words, and says what it comes to.
    fn decided(&self, turn: &Turn, decision: Decision) -> Step {
        self.metrics.decided(&decision);
        let composed = self.compose(turn, decision).caused_by(turn.trace());
        for entry in &turn.entries {
            tracing::debug!(
                trace = %entry.id,
                conversation = %entry.conversation,
                adds = ?composed.entries.iter().map(|entry| entry.kind.word()).collect::<Vec<_>>(),
                "decided"
            );
        }
        Step::Commit(Box::new(composed))
    }

    async fn step(&self, turn: &Turn, present: &BTreeSet<AgentId>) -> Step {
        let (conversation, now) = (&turn.conversation, self.edge.now());
        let mut policy = self.policy(turn, turn.introduced, present.clone());
        policy.usual_reply = self.usual_reply(turn).await;
        let events = match self.events_of(turn).await {
            Ok(events) => events,
            Err(error) => {
                tracing::error!(conversation = %conversation.id, %error, "what happened in a staff room could not be read");
                return Step::Later(now + REST, turn.failures);
            }
        };
        if let Err(error) = self.inform(turn, &events, &mut policy).await {
            tracing::error!(conversation = %conversation.id, %error, "what a decision needs could not be read");
            return Step::Later(now + REST, turn.failures);
        }
        let considered = consider(conversation, &events, &policy, now);
        let verdict = match considered.plan() {
            Plan::Wait(until) => return Step::Later(until, turn.failures),
            Plan::Ask(question) => Some(self.ask(&question).await),
            Plan::Nothing => None,
        };
        let mut decision = considered.decide(verdict.as_ref());
        if let Err(error) = self.sign(&mut decision).await {
            tracing::error!(conversation = %conversation.id, %error, "who speaks could not be read");
            return Step::Later(now + REST, turn.failures);
        }
        self.decided(turn, decision)
    }

    /// Reads what only some events need to be decided.
    async fn inform(&self, turn: &Turn, events: &[Event], policy: &mut Policy) -> Result<(), StoreError> {
        let whats = || {
            events.iter().filter_map(|event| match event {
                Event::Customer(customer) => Some(&customer.what),
                _ => None,
            })
        };
        let collects = |what: &What| match what {
            What::Command { name, .. } => name == "start",
            What::Reacted { collects, .. } => *collects,
            _ => false,
        };
        let solved = |what: &What| match what {
            What::Command { name, target, .. } => name == "solved" && target.is_none(),
            What::Solved(marked) => marked.answer.is_none(),
            What::Pressed(press) => press.choice == Choice::Solved,
            _ => false,
        };
        let wishes = |what: &What| matches!(what, What::Pressed(press) if press.choice == Choice::Tell);
        if whats().any(wishes) {
            policy.open_wishes = self.store.open_wishes_of(turn.conversation.asker).await?;
        }
        if turn.place.direct && whats().any(collects) {
            policy.held = self.store.held_answer(turn.conversation.asker).await?;
        }
        let thread = |event: &Event| match event {
            Event::Thread { place, .. } => *place,
            _ => None,
        };
        if let Some(place) = events.iter().find_map(thread) {
            policy.thread_taken = self.store.is_taken(place, turn.conversation.id).await?;
        }
        policy.rating.comments = self.comments(turn).await?;
        if let [Event::Room { agent, action: Ok(action), .. }] = events {
            self.inform_of(policy, &turn.conversation, *agent, action).await?;
        }
        if !turn.place.direct && whats().any(solved) {
            policy.helpers = self.store.helpers(turn.conversation.id, turn.conversation.asker).await?;
        }
        Ok(())
    }

    /// Which of the entries, by their seq, reply to the question for a rating.
    async fn comments(&self, turn: &Turn) -> Result<Vec<i64>, StoreError> {
        let Some(asked) = &turn.conversation.memory.rating else { return Ok(Vec::new()) };
        let reply = |entry: &Entry| Some((entry.seq, entry.data["reply_to"].as_str()?.to_owned()));
        let said = turn.entries.iter().filter(|entry| entry.kind == EntryKind::Message);
        let mut replies: Vec<(i64, String)> = said.filter_map(reply).collect();
        if !replies.is_empty() {
            let asks = self.store.messages_of_either(turn.conversation.id, asked.reply, asked.shown).await?;
            replies.retain(|(_, to)| asks.contains(to));
        }
        Ok(replies.into_iter().map(|(seq, _)| seq).collect())
    }

    /// Tells a customer who writes faster than is handled that they are not forgotten. Should this fail, the answers
    /// come all the same, a little later.
    pub(super) async fn slow_down(&self, id: ConversationId) {
        for _ in 0..SLOW_TRIES {
            let Ok(Some(turn)) = self.store.load_turn(id).await else { return };
            let policy = self.policy(&turn, turn.introduced, BTreeSet::new());
            let decision = decide(&turn.conversation, &[Event::Flood], None, &policy, self.edge.now());
            if decision.entries.is_empty() {
                return;
            }
            let outcomes = self.store.commit(vec![self.compose(&turn, decision)]).await;
            match outcomes.as_deref() {
                Ok([Committed::Outdated]) => {}
                Ok(_) => {
                    self.deliveries.wake();
                    self.work.notify_one();
                    self.live.changed(id, Some(&turn.place));
                    return;
                }
                Err(error) => {
                    tracing::warn!(conversation = %id, %error, "a customer could not be told to wait");
                    return;
                }
            }
        }
    }

    /// Asks the answerers in order.
    async fn ask(&self, question: &Question) -> Verdict {
        for answerer in &self.answerers {
            let (name, begun) = (answerer.name(), Instant::now());
            let asked = AssertUnwindSafe(answerer.answer(question)).catch_unwind();
            let asked = tokio::time::timeout(TIME_LIMIT, asked).await;
            self.metrics.answered(name, Outlook::of(&asked), begun.elapsed());
            match asked {
                Ok(Ok(Ok(Some(verdict)))) => return verdict,
                Ok(Ok(Ok(None))) => {}
                Ok(Ok(Err(error))) => {
                    tracing::error!(%error, "an answerer failed");
                    return Verdict::Failed;
                }
                Ok(Err(_)) => {
                    tracing::error!(answerer = name, "an answerer panicked");
                    return Verdict::Failed;
                }
                Err(_) => {
                    tracing::error!(answerer = name, "an answerer took too long");
                    return Verdict::Failed;
                }
            }
        }
        Verdict::Unknown { why: serde_json::Value::Null }
    }

    /// Who is at their desk; asked only where a decision may need it.
    async fn present(&self, turns: &[Turn]) -> BTreeSet<AgentId> {
        let needed = turns.iter().any(|turn| turn.conversation.resolved_by.is_some());
        if !needed {
            return BTreeSet::new();
        }
        let present: Result<_, StoreError> = self.store.present_agents(self.edge.now() - super::act::PRESENCE).await;
        present.unwrap_or_default()
    }
}
