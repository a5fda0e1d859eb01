//! The shell around decisions: accept, claim, load, answer, decide, commit. It holds no rule of its own.

mod accept;
mod act;
mod claims;
mod commits;
mod compose;
mod names;
mod read;
mod room;
mod routing;
pub(crate) mod settings;
mod settle;
mod suggest;
mod turn;
mod typing;
mod usual;
mod wishes;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Weak};

use chrono::Duration;
use hamyar_channel::{Channel, ChannelId, Words};
use tokio::sync::Notify;
use tracing::Instrument;

pub use self::act::{ActError, Conflict, Outcome, PRESENCE};
use self::claims::Claims;
pub(crate) use self::compose::answer;
pub use self::suggest::Hint;
use self::typing::Typing;
use self::usual::Usual;
use crate::answer::Answerer;
use crate::clock::Edge;
use crate::courier::Handover;
use crate::files::Files;
use crate::live::Live;
use crate::metrics::Metrics;
use crate::model::{AgentId, Hours, KnownBy, Policy, RatingTerms, Routing, ServiceLevels, Share};
use crate::store::{AcceptRules, Store, StoreError, Turn};

/// Settings of the engine.
#[derive(Clone, Debug)]
pub struct Rules {
    /// What recording needs.
    pub accept: AcceptRules,
    /// How long to wait for the rest after a fragment.
    pub fragment_wait: Duration,
    /// How long a resolved conversation then goes to the person who resolved it.
    pub return_to_agent_within: Duration,
    /// How long a quiet conversation of the bot stays open.
    pub resolve_after: Duration,
    /// What customers see as our name.
    pub brand: String,
    /// By what name customers know people of the team.
    pub agent_names: KnownBy,
    /// Customers see that somebody of the team writes to them.
    pub show_typing: bool,
    /// How soon the team usually replies, told to customers who wait.
    pub reply_expectation: Option<Duration>,
    /// Customers who wait are told how long replies took lately, where nothing is set.
    pub tell_usual_reply: bool,
    /// When people are there.
    pub hours: Arc<Hours>,
    /// What is expected of people, and how soon.
    pub levels: Arc<ServiceLevels>,
    /// How much of a community's talk may be the bot's.
    pub share: Share,
    /// When customers are asked for a rating.
    pub rating: Ratings,
    /// How what waits for people is given to them.
    pub routing: Routing,
}

/// When customers are asked for a rating.
#[derive(Clone, Debug)]
pub struct Ratings {
    /// They are at all.
    pub ask: bool,
    /// How long nobody is asked again.
    pub again_after: Duration,
    /// How long one can be given, changed and commented on.
    pub open_for: Duration,
}

/// Decides what follows from what happens.
pub struct Engine {
    /// What goes on when whoever asked for it has left needs the engine for itself.
    me: Weak<Self>,
    store: Store,
    answerers: Vec<Arc<dyn Answerer>>,
    channels: HashMap<ChannelId, Arc<dyn Channel>>,
    /// Those of them where people can reply to one message of ours.
    replying: HashSet<ChannelId>,
    files: Arc<Files>,
    words: Arc<dyn Words>,
    live: Arc<Live>,
    metrics: Arc<Metrics>,
    edge: Edge,
    rules: Rules,
    accept_rules: Arc<AcceptRules>,
    work: Arc<Notify>,
    claims: Claims,
    usual: Usual,
    typing: Typing,
    deliveries: Handover,
}

/// What an engine is made of.
pub struct Parts {
    /// The store.
    pub store: Store,
    /// The answerers, in the order in which they are asked.
    pub answerers: Vec<Arc<dyn Answerer>>,
    /// The channels, which know how a direct chat is opened.
    pub channels: Vec<Arc<dyn Channel>>,
    /// The files that we sent.
    pub files: Arc<Files>,
    /// Words for people.
    pub words: Arc<dyn Words>,
    /// Those who look on.
    pub live: Arc<Live>,
    /// Figures.
    pub metrics: Arc<Metrics>,
    /// Time and ids.
    pub edge: Edge,
    /// Settings.
    pub rules: Rules,
    /// Says that something may be to decide.
    pub work: Arc<Notify>,
    /// Hands the courier what is to be sent.
    pub deliveries: Handover,
}

impl Engine {
    /// Puts an engine together.
    #[must_use]
    pub fn new(parts: Parts) -> Arc<Self> {
        let Parts { store, answerers, channels, files, words, live, metrics, edge, rules, work, deliveries } = parts;
        let accept_rules = Arc::new(rules.accept.clone());
        let replying = channels.iter().filter(|channel| channel.capabilities().replies);
        let replying = replying.map(|channel| channel.id().clone()).collect();
        let channels = channels.into_iter().map(|channel| (channel.id().clone(), channel)).collect();
        Arc::new_cyclic(|me| Self {
            me: Weak::clone(me),
            store,
            answerers,
            channels,
            replying,
            files,
            words,
            live,
            metrics,
            edge,
            rules,
            accept_rules,
            work,
            claims: Claims::default(),
            usual: Usual::default(),
            typing: Typing::default(),
            deliveries,
        })
    }

    /// Does something to its end, also if whoever asked for it leaves meanwhile: a browser that hangs up, or a channel that
    /// has to stop listening. What is durable by then would otherwise be known to nobody here.
    async fn to_its_end<T, F>(&self, work: impl FnOnce(Arc<Self>) -> F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        let Some(engine) = self.me.upgrade() else { return Err(StoreError::Closed) };
        match tokio::spawn(work(engine).in_current_span()).await {
            Ok(value) => Ok(value),
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            Err(_) => Err(StoreError::Closed),
        }
    }

    /// The channels, in the order of their names.
    #[must_use]
    pub fn channels(&self) -> Vec<ChannelId> {
        let mut channels: Vec<ChannelId> = self.channels.keys().cloned().collect();
        channels.sort_by(|one, other| one.as_str().cmp(other.as_str()));
        channels
    }

    /// Something is expected of people in time.
    #[must_use]
    pub fn has_targets(&self) -> bool {
        self.rules.levels.has_targets()
    }

    /// What waits for people is given to them by itself.
    #[must_use]
    pub fn routes(&self) -> bool {
        self.rules.routing.order.is_some()
    }

    /// Something was left to decide by other means than [`Engine::act`] and the inbox.
    pub fn look(&self) {
        self.work.notify_one();
    }

    /// The rules of a place, and the facts of the moment.
    fn policy(&self, turn: &Turn, introduced: bool, present: BTreeSet<AgentId>) -> Policy {
        let place = &turn.place;
        Policy {
            direct: place.direct,
            settings: place.settings(),
            thread: place.opener.is_some(),
            threads: !place.direct
                && self.channels.get(&place.channel).is_some_and(|one| one.has_threads_under_messages(&place.address)),
            thread_taken: false,
            about_place: turn.about_place,
            quiet: turn.is_limited() && !self.rules.share.allows(turn.people, turn.bot),
            held: None,
            helpers: Vec::new(),
            fragment_wait: self.rules.fragment_wait,
            reopen_within: self.rules.accept.reopen_within,
            return_to_agent_within: self.rules.return_to_agent_within,
            resolve_after: self.rules.resolve_after,
            hours: Arc::clone(&self.rules.hours),
            levels: Arc::clone(&self.rules.levels),
            usual_reply: None,
            reply_expectation: self.rules.reply_expectation,
            present,
            circle: turn.circle(),
            introduced,
            another_open: turn.another_open,
            labels: BTreeSet::new(),
            team: BTreeSet::new(),
            own: None,
            open_wishes: 0,
            rating: RatingTerms {
                asks: false,
                open_for: self.rules.rating.open_for,
                replies: self.replying.contains(&place.channel),
                comments: Vec::new(),
            },
            languages: self.rules.accept.languages.clone(),
        }
    }
}
