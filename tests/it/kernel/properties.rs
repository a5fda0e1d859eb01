//! What no sequence of events may bring about, however strange: the bot speaking while a person holds the conversation,
//! an event lost, an event decided twice.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use hamyar::decide::{Plan, consider, decide, undecidable};
use hamyar::model::{
    AgentId, Autonomy, Circle, Conversation, ConversationId, Customer, Decision, Effect, EntryKind, Event, Form, Held,
    Helper, Holder, Hours, IdentityId, Memory, PlaceId, PlaceSettings, Policy, Priority, RatingTerms, Role, Said,
    Service, ServiceLevels, Status, Targets, Unseen, Verdict, What,
};
use proptest::prelude::*;
use uuid::Uuid;

use super::happenings::{Happening, happening, identity};

/// A world of one conversation: what the store and the engine do around the decisions, and nothing else.
struct World {
    conversation: Conversation,
    waiting: Vec<Event>,
    now: DateTime<Utc>,
    introduced: bool,
    /// The asker has another conversation open in the same place.
    another: bool,
    introductions: usize,
    decided: Vec<i64>,
    arrived: Vec<i64>,
    /// The bot has said as much in the place as it may.
    quiet: bool,
    thanks: BTreeMap<IdentityId, usize>,
    candidates: BTreeSet<IdentityId>,
    /// What is wished and not told, by the numbers of replies.
    wished: BTreeSet<u32>,
}

fn agent(number: u128) -> AgentId {
    AgentId(Uuid::from_u128(number))
}

/// Something is expected of people, and customers hear of it when nobody comes.
fn levels() -> ServiceLevels {
    let targets = Targets { first_reply: Some(Duration::hours(1)), resolution: Some(Duration::hours(20)) };
    let unseen = Unseen { after: Duration::minutes(30), raises: true, tells: true };
    ServiceLevels { urgent: targets, high: targets, normal: targets, low: targets, warn_at: 0.75, unseen: Some(unseen) }
}

impl World {
    fn new() -> Self {
        let now = "2026-11-22T10:00:00Z".parse().unwrap();
        let conversation = Conversation {
            id: ConversationId(Uuid::from_u128(1)),
            number: 1,
            place: PlaceId(Uuid::from_u128(2)),
            asker: identity(3),
            language: "en".to_owned(),
            status: Status::Open,
            holder: Holder::Bot,
            team: None,
            priority: Priority::Normal,
            snoozed_until: None,
            version: 0,
            last_seq: 0,
            handled_seq: 0,
            opened_at: now,
            touched_at: now,
            waiting_since: None,
            resolved_at: None,
            resolved_by: None,
            service: Service::default(),
            memory: Memory::default(),
        };
        Self {
            conversation,
            waiting: Vec::new(),
            now,
            introduced: false,
            another: false,
            introductions: 0,
            decided: Vec::new(),
            arrived: Vec::new(),
            quiet: false,
            thanks: BTreeMap::new(),
            candidates: BTreeSet::new(),
            wished: BTreeSet::new(),
        }
    }

    fn policy(&self, autonomy: Autonomy, direct: bool) -> Policy {
        Policy {
            circle: Circle::default(),
            direct,
            settings: PlaceSettings { role: Role::Community, autonomy, language: None, listen: false, group: None },
            thread: false,
            threads: !direct,
            thread_taken: false,
            about_place: false,
            quiet: self.quiet && !direct,
            held: Some(Held {
                conversation: ConversationId(Uuid::from_u128(9)),
                question: "a question from elsewhere".to_owned(),
            }),
            helpers: vec![
                Helper { identity: identity(4), name: None, seq: 1, message: "1".to_owned() },
                Helper { identity: identity(5), name: None, seq: 2, message: "2".to_owned() },
            ],
            fragment_wait: Duration::milliseconds(1500),
            reopen_within: Duration::days(7),
            return_to_agent_within: Duration::days(1),
            resolve_after: Duration::days(1),
            hours: Arc::new(Hours::always(chrono_tz::UTC)),
            levels: Arc::new(levels()),
            usual_reply: None,
            reply_expectation: None,
            present: BTreeSet::from([agent(100)]),
            introduced: self.introduced,
            another_open: self.another && self.conversation.status == Status::Resolved,
            labels: BTreeSet::new(),
            team: BTreeSet::from([agent(100), agent(101)]),
            own: None,
            open_wishes: self.wished.len(),
            rating: RatingTerms { asks: true, open_for: Duration::days(3), replies: true, comments: Vec::new() },
            languages: vec!["en".to_owned(), "fa".to_owned()],
        }
    }

    fn happen(&mut self, happening: Happening, autonomy: Autonomy, direct: bool) -> Result<(), TestCaseError> {
        match happening {
            Happening::Arrives(what, by, admin) => {
                let seq = self.next_seq();
                let identity = identity(by);
                self.waiting.push(Event::Customer(Customer { seq, at: self.now, identity, admin, what }));
            }
            Happening::Quiets(quiet) => self.quiet = quiet,
            Happening::Floods => {
                let policy = self.policy(autonomy, direct);
                let decision = decide(&self.conversation, &[Event::Flood], None, &policy, self.now);
                prop_assert_eq!(decision.handled, self.conversation.handled_seq, "a notice covers no event");
                if self.conversation.holder != Holder::Bot {
                    prop_assert!(decision.entries.is_empty(), "the bot speaks where others do");
                }
                self.commit(decision);
            }
            Happening::Fails(failure) => {
                let seq = self.next_seq();
                self.waiting.push(Event::Receipt { seq, failure });
            }
            Happening::Threads(opens) => {
                let (seq, place) = (self.next_seq(), opens.then(|| PlaceId(Uuid::from_u128(8))));
                self.waiting.push(Event::Thread { seq, place });
            }
            Happening::Acts(by, action) => {
                let event = Event::Staff(agent(by), action);
                let decision = decide(&self.conversation, &[event], None, &self.policy(autonomy, direct), self.now);
                prop_assert_eq!(decision.handled, self.conversation.handled_seq, "an agent's act covers no event");
                if decision.refusal.is_some() {
                    prop_assert!(decision.entries.is_empty(), "what is refused changes nothing");
                } else {
                    if decision.entries.iter().any(|entry| entry.kind == EntryKind::Reopened) {
                        self.thanks.clear();
                    }
                    self.wish(&decision)?;
                    self.commit(decision);
                }
            }
            Happening::Turn(verdict) => self.turn(&verdict, autonomy, direct)?,
            Happening::Known(reply, verdict) => self.knows(reply, verdict, autonomy, direct)?,
            Happening::Passes(minutes) => self.now += Duration::minutes(minutes),
        }
        Ok(())
    }

    fn next_seq(&mut self) -> i64 {
        self.conversation.last_seq += 1;
        self.arrived.push(self.conversation.last_seq);
        self.conversation.touched_at = self.now;
        self.conversation.last_seq
    }

    fn turn(&mut self, verdict: &Verdict, autonomy: Autonomy, direct: bool) -> Result<(), TestCaseError> {
        let policy = self.policy(autonomy, direct);
        let events = if self.waiting.is_empty() { vec![Event::Timer] } else { std::mem::take(&mut self.waiting) };
        let before = self.conversation.clone();
        let considered = consider(&before, &events, &policy, self.now);
        let plan = considered.plan();
        if before.holder.is_person() && before.status == Status::Open {
            prop_assert_eq!(&plan, &Plan::Nothing, "nobody is asked while a person holds the conversation");
        }
        let asked = matches!(plan, Plan::Ask(_));
        let verdict = match plan {
            Plan::Wait(until) => {
                prop_assert!(until > self.now, "a wait is for later");
                drop(considered);
                self.waiting = events;
                return Ok(());
            }
            Plan::Ask(_) => Some(verdict),
            Plan::Nothing => None,
        };
        let decision = considered.decide(verdict);
        let speaks = decision.entries.iter().any(|entry| entry.send.is_some());
        if before.holder.is_person() && before.status != Status::Resolved {
            prop_assert!(!speaks, "the bot speaks while a person holds the conversation: {:?}", decision.entries);
            prop_assert_eq!(decision.next.holder, before.holder, "nobody takes it from the person");
        }
        if autonomy != Autonomy::Never && !policy.another_open && super::asked::is_asked(&events) {
            prop_assert!(asked || decision.next.holder != Holder::Bot, "a question was covered and not answered");
        }
        if policy.quiet {
            let message = |send: &hamyar::model::Send| send.form == Form::Message && send.revises.is_none();
            let more = decision.entries.iter().any(|entry| entry.send.as_ref().is_some_and(message));
            prop_assert!(!more, "the bot says more than it may: {:?}", decision.entries);
        }
        if before.holder == Holder::Queue && decision.next.status == Status::Resolved && before.status == Status::Open {
            prop_assert!(decision.entries.iter().any(|entry| entry.kind == EntryKind::Resolved), "it ends unseen");
        }
        for effect in &decision.effects {
            match effect {
                Effect::Candidate { author, .. } => {
                    prop_assert!(*author != before.asker, "an asker is no peer of their own");
                    *self.thanks.entry(*author).or_default() += 1;
                    self.candidates.insert(*author);
                }
                Effect::Consent { author, .. } => {
                    prop_assert!(self.candidates.contains(author), "who was not asked cannot consent");
                }
                Effect::Set(_) => prop_assert!(false, "a conversation of a person sets no place"),
                Effect::Rate(of, _) | Effect::Comment(of, _) => {
                    let asked = before.memory.rating.as_ref().map(|asked| asked.reply);
                    prop_assert_eq!(asked, Some(*of), "who was not asked cannot rate");
                }
                Effect::Hold(_)
                | Effect::Collect(_)
                | Effect::Move(_)
                | Effect::Tell(_)
                | Effect::Wish(_)
                | Effect::Unwish(_) => {}
                Effect::Prioritise(_) => {
                    let unseen = decision.entries.iter().any(|entry| entry.kind == EntryKind::Unseen);
                    prop_assert!(unseen && before.holder == Holder::Queue, "somebody has it");
                }
                other => prop_assert!(false, "only the team does this: {:?}", other),
            }
        }
        if decision.entries.iter().any(|entry| entry.kind == EntryKind::Reopened) {
            self.thanks.clear();
        }
        prop_assert!(self.thanks.values().all(|times| *times <= 1), "a peer is thanked twice for one matter");
        self.wish(&decision)?;
        let covered: Vec<i64> = events.iter().filter_map(seq).collect();
        let highest = covered.iter().copied().max().unwrap_or(before.handled_seq).max(before.handled_seq);
        prop_assert_eq!(decision.handled, highest, "a turn covers its events, and nothing beyond them");
        self.decided.extend(covered);
        self.commit(decision);
        Ok(())
    }

    /// What was wished is known by now: it is told once, and only where the bot may speak; nothing else changes.
    fn knows(&mut self, reply: u32, verdict: Verdict, autonomy: Autonomy, direct: bool) -> Result<(), TestCaseError> {
        let (before, policy) = (self.conversation.clone(), self.policy(autonomy, direct));
        let decision = decide(&before, &[Event::Known(reply, verdict)], None, &policy, self.now);
        prop_assert_eq!(decision.handled, before.handled_seq, "it covers no event");
        prop_assert_eq!((decision.next.status, decision.next.holder), (before.status, before.holder));
        let spoken = decision.entries.len();
        prop_assert!(spoken <= 1 && decision.entries.iter().all(|entry| entry.kind == EntryKind::Reply));
        let held = before.holder.is_person() && before.status != Status::Resolved;
        prop_assert!(spoken == 0 || !held && !policy.quiet && autonomy != Autonomy::Never, "it may not speak");
        prop_assert_eq!(spoken, decision.effects.len(), "what is said is kept as told");
        self.wish(&decision)?;
        if spoken > 0 {
            self.commit(decision);
        }
        Ok(())
    }

    /// What is kept of wishes is what the conversation has in mind.
    fn wish(&mut self, decision: &Decision) -> Result<(), TestCaseError> {
        for effect in &decision.effects {
            match effect {
                Effect::Wish(wish) => prop_assert!(self.wished.insert(wish.reply) || wish.wished),
                Effect::Unwish(reply) | Effect::Told(reply, _) => {
                    prop_assert!(self.wished.remove(reply), "nobody waits for it");
                }
                _ => {}
            }
        }
        let in_mind = decision.next.memory.wishes.iter().filter(|wish| wish.wished).map(|wish| wish.reply);
        prop_assert_eq!(&in_mind.collect::<BTreeSet<u32>>(), &self.wished);
        Ok(())
    }

    fn commit(&mut self, decision: Decision) {
        let stays = self.another && self.conversation.status == Status::Resolved;
        assert!(!stays || decision.next.status == Status::Resolved, "two conversations of one person are open");
        if decision.next.status == Status::Snoozed {
            assert!(decision.wake_at.is_some(), "what is put off never comes back");
            assert!(decision.wake_at <= decision.next.snoozed_until, "it comes back too late");
        }
        if let Some((_, due)) = decision.next.service.due().filter(|(_, due)| *due > self.now) {
            assert!(decision.wake_at.is_some_and(|at| at <= due), "nobody looks when it is due");
        }
        let served = matches!(decision.next.holder, Holder::Bot) || decision.next.status == Status::Resolved;
        assert_eq!(decision.next.service.handed_at.is_none(), served, "the clocks run while people have it");
        if decision.next.service.due().is_none() {
            assert!(!decision.entries.iter().any(|entry| entry.kind == EntryKind::Overdue), "nothing is due");
        }
        let last_seq = self.conversation.last_seq + i64::try_from(decision.entries.len()).unwrap();
        self.introductions += usize::from(decision.introduces);
        self.introduced |= decision.introduces;
        self.conversation = Conversation { last_seq, handled_seq: decision.handled, ..decision.next };
        assert_eq!(self.conversation.holder == Holder::Queue, is_waiting(&self.conversation));
    }
}

/// A conversation that waits for a person says since when; one that is resolved does not wait.
fn is_waiting(conversation: &Conversation) -> bool {
    match conversation.status {
        Status::Resolved => conversation.holder == Holder::Queue,
        _ => conversation.holder == Holder::Queue && conversation.waiting_since.is_some(),
    }
}

fn seq(event: &Event) -> Option<i64> {
    match event {
        Event::Customer(customer) => Some(customer.seq),
        Event::Receipt { seq, .. }
        | Event::Placed { seq, .. }
        | Event::Thread { seq, .. }
        | Event::Room { seq, .. } => Some(*seq),
        Event::Staff(..) | Event::Timer | Event::Flood | Event::Known(..) => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_of_events_breaks_the_kernel(
        happenings in prop::collection::vec(happening(), 1..40),
        autonomy in prop_oneof![
            Just(Autonomy::Always), Just(Autonomy::Addressed), Just(Autonomy::Confident), Just(Autonomy::Never)
        ],
        direct in any::<bool>(),
        another in any::<bool>(),
    ) {
        let mut world = World { another, ..World::new() };
        for happening in happenings {
            world.happen(happening, autonomy, direct)?;
        }
        // Whatever still waits is decided in the end.
        world.now += Duration::minutes(1);
        world.turn(&Verdict::Failed, autonomy, direct)?;
        prop_assert!(world.waiting.is_empty(), "something waits for ever: {:?}", world.waiting);
        prop_assert_eq!(world.decided, world.arrived, "every event is decided once, in order");
        prop_assert!(world.introductions <= 1, "nobody is introduced twice");
        prop_assert!(world.conversation.memory.replies == 0 || world.introductions == 1);
    }

    #[test]
    fn a_person_is_one_step_away_whatever_came_before(
        happenings in prop::collection::vec(happening(), 0..20),
        autonomy in prop_oneof![Just(Autonomy::Always), Just(Autonomy::Addressed), Just(Autonomy::Never)],
    ) {
        let mut world = World::new();
        for happening in happenings {
            world.happen(happening, autonomy, true)?;
        }
        world.now += Duration::minutes(1);
        world.turn(&Verdict::Failed, autonomy, true)?;
        let wish = Said { message: "99".to_owned(), text: "human please".to_owned(), addressed: true, ..Said::default() };
        world.happen(Happening::Arrives(What::Said(wish), 3, false), autonomy, true)?;
        world.turn(&Verdict::Failed, autonomy, true)?;
        prop_assert!(world.conversation.holder != Holder::Bot, "the customer asked for a person");
        prop_assert!(world.conversation.status == Status::Open);
    }
}

#[test]
fn what_is_put_off_and_cannot_be_decided_is_looked_at_now() {
    let world = World::new();
    let (now, until) = (world.now, world.now + Duration::days(1));
    for holder in [Holder::Agent(agent(100)), Holder::Queue] {
        let snoozed = Conversation {
            status: Status::Snoozed,
            snoozed_until: Some(until),
            holder,
            waiting_since: Some(now),
            ..world.conversation.clone()
        };
        let decision = undecidable(&snoozed, 3, &world.policy(Autonomy::Always, true), now);
        assert_eq!((decision.next.status, decision.next.holder, decision.handled), (Status::Open, holder, 3));
        assert_eq!(decision.entries.len(), 1, "the timeline says so");
    }
}
