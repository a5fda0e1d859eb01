//! Wiring: settings become a store, channels, an engine, a courier and a web server; and all of it starts and stops in
//! order. Whoever uses the framework adds channels and answerers here.

mod answering;
mod channels;
mod forums;
mod http;
mod listening;
mod neighbours;
mod rereading;
pub(crate) mod retention;
mod searching;
mod start;
mod telling;
mod upkeep;

use std::sync::Arc;

use anyhow::Context;
use chrono::Duration;
use hamyar_channel::{Channel, Words};
use hamyar_knowledge::{Thresholds, dense};
use tokio::sync::Notify;

pub use self::answering::by_knowledge;
use crate::answer::{Answerer, Judge, KnowledgeAnswerer};
use crate::clock::Edge;
use crate::config::{AgentNames, Config, Level, RoutingMode, Threshold};
use crate::courier::{self, Courier};
use crate::desk::ByOpenId;
use crate::embed::{Embedder, Figures};
use crate::engine::{self, Engine};
use crate::files::{self, Files};
use crate::library::{Embedding, Library};
use crate::live::Live;
use crate::metrics::Metrics;
use crate::model::{Hours, KnownBy, Order, Routing, ServiceLevels, Share, Targets, Unseen};
use crate::sites::Sites;
use crate::store::{AcceptRules, Store};
use crate::words::Catalog;

pub(crate) use self::channels::{discord as configured_discord, telegram as configured_telegram};
pub(crate) use self::forums::Forums;

/// The name of a process that serves, where there is one at a time: with SQLite.
const NODE: &str = "main";

/// Everything, put together and not yet started.
pub struct App {
    /// The settings.
    pub config: Config,
    /// The database.
    pub store: Store,
    /// What decides.
    pub engine: Arc<Engine>,
    /// The knowledge.
    pub library: Library,
    /// The knowledge base as an answerer, for whoever tries a draft out.
    by_knowledge: KnowledgeAnswerer,
    sites: Sites,
    embedding: Option<Embedding>,
    courier: Arc<Courier>,
    files: Arc<Files>,
    openid: Option<ByOpenId>,
    channels: Vec<Arc<dyn Channel>>,
    words: Arc<dyn Words>,
    /// Those who look on.
    pub live: Arc<Live>,
    metrics: Arc<Metrics>,
    accept_rules: Arc<AcceptRules>,
    edge: Edge,
    ends_with_a_channel: bool,
}

/// An app in the making.
pub struct Builder {
    config: Config,
    edge: Edge,
    channels: Vec<Arc<dyn Channel>>,
    answerers: Vec<Arc<dyn Answerer>>,
    configured_channels: bool,
    index_in_memory: bool,
    ends_with_a_channel: bool,
    node: Option<String>,
}

impl App {
    /// Begins with settings. Channels and answerers of one's own can be added; those of the settings come by themselves.
    #[must_use]
    pub fn builder(config: Config) -> Builder {
        Builder {
            config,
            edge: Edge::system(),
            channels: Vec::new(),
            answerers: Vec::new(),
            configured_channels: true,
            index_in_memory: false,
            ends_with_a_channel: false,
            node: None,
        }
    }
}

impl Builder {
    /// Takes time and ids from elsewhere.
    #[must_use]
    pub fn edge(mut self, edge: Edge) -> Self {
        self.edge = edge;
        self
    }

    /// Adds a channel.
    #[must_use]
    pub fn channel(mut self, channel: impl Channel) -> Self {
        self.channels.push(Arc::new(channel));
        self
    }

    /// Adds an answerer. It is asked before the knowledge base, and after those added before it.
    #[must_use]
    pub fn answerer(mut self, answerer: impl Answerer) -> Self {
        self.answerers.push(Arc::new(answerer));
        self
    }

    /// Leaves out the channels of the settings: only those that were added listen.
    #[must_use]
    pub fn without_configured_channels(mut self) -> Self {
        self.configured_channels = false;
        self
    }

    /// Keeps the index of the knowledge in memory instead of the data directory.
    #[must_use]
    pub fn index_in_memory(mut self) -> Self {
        self.index_in_memory = true;
        self
    }

    /// Names this process among those that share the database, in place of `node.name` of the settings. Two that run at
    /// once need two names. Without one, it is another node at each start on PostgreSQL, and `main` on SQLite.
    #[must_use]
    pub fn node(mut self, name: &str) -> Self {
        self.node = Some(name.to_owned());
        self
    }

    /// Stops when one of the channels has nothing more to listen to: a terminal whose input ended.
    #[must_use]
    pub fn until_a_channel_ends(mut self) -> Self {
        self.ends_with_a_channel = true;
        self
    }

    /// Opens the database, brings it up to date and puts everything together. Nothing listens yet.
    ///
    /// # Errors
    ///
    /// When the data directory, the database, the index or a channel's settings cannot be used.
    pub async fn build(mut self) -> anyhow::Result<App> {
        let config = self.config;
        let node = self.node.as_deref().unwrap_or_else(|| node_name(&config));
        let store = open_as(&config, node, self.edge.clone()).await?;
        let library = if self.index_in_memory {
            Library::in_memory(store.clone()).await?
        } else {
            Library::open(store.clone(), &config.data_dir.join("index")).await?
        };
        let words: Arc<dyn Words> =
            Arc::new(Catalog::new(&config.default_language, config.languages.iter().map(String::as_str)));
        let library = library.judged_by(judge(&config));
        library.take_kept().await?;
        let (live, metrics) = (Arc::<Live>::default(), Arc::<Metrics>::default());
        let mut by_knowledge = by_knowledge(&config, &library, &self.edge);
        let sites = Sites::new(&config.knowledge.sites, self.edge.clone())?;
        let mut embedding = None;
        if let Some(embedder) = embedder(&config, metrics.embeddings.clone(), &self.edge)? {
            let knowledge = library.knowledge().clone();
            embedding = Some(Embedding::new(store.clone(), knowledge, embedder.clone(), self.edge.clone()));
            by_knowledge = by_knowledge.by_meaning(embedder, thresholds_by_meaning(&config));
        }
        self.answerers.push(Arc::new(by_knowledge.clone()));
        if self.configured_channels {
            channels::configured(&config, &store, library.knowledge(), &words, &self.edge, &mut self.channels).await?;
        }
        let decisions = Arc::new(Notify::new());
        let sending = courier_rules(&config)?;
        let (handover, handed) = courier::handover(&self.channels, &sending);
        let files = Arc::new(Files::new(store.clone(), &self.channels, self.edge.clone(), file_rules(&config)?));
        let engine = Engine::new(engine::Parts {
            store: store.clone(),
            answerers: self.answerers,
            channels: self.channels.clone(),
            files: Arc::clone(&files),
            words: Arc::clone(&words),
            live: Arc::clone(&live),
            metrics: Arc::clone(&metrics),
            edge: self.edge.clone(),
            rules: engine_rules(&config)?,
            work: Arc::clone(&decisions),
            deliveries: handover,
        });
        let courier = Arc::new(Courier::new(courier::Parts {
            store: store.clone(),
            channels: self.channels.clone(),
            files: Arc::clone(&files),
            words: Arc::clone(&words),
            live: Arc::clone(&live),
            metrics: Arc::clone(&metrics),
            edge: self.edge.clone(),
            rules: sending,
            desk: courier::Desk {
                url: config.http.public_url.as_ref().map(ToString::to_string),
                zone: config.time_zone,
            },
            handed,
            decisions,
        }));
        let new_role = config.desk.openid.new_role.map(http::role);
        let openid = ByOpenId::configured(&config.desk.openid, new_role, self.edge.clone())?;
        Ok(App {
            store,
            engine,
            library,
            by_knowledge,
            sites,
            embedding,
            courier,
            files,
            openid,
            channels: self.channels,
            words,
            live,
            metrics,
            accept_rules: Arc::new(accept_rules(&config)?),
            config,
            edge: self.edge,
            ends_with_a_channel: self.ends_with_a_channel,
        })
    }
}

/// The database of the settings, brought up to date.
///
/// # Errors
///
/// When the data directory cannot be made, or the database not be opened.
pub async fn open_store(config: &Config, edge: Edge) -> anyhow::Result<Store> {
    open_as(config, "command", edge).await
}

/// The name of a process that serves; none where each start is another node.
fn node_name(config: &Config) -> &str {
    let only = config.database.url.expose().starts_with("sqlite:").then_some(NODE);
    config.node.name.as_deref().or(only).unwrap_or_default()
}

async fn open_as(config: &Config, node: &str, edge: Edge) -> anyhow::Result<Store> {
    std::fs::create_dir_all(&config.data_dir)
        .with_context(|| format!("the data directory {} cannot be made", config.data_dir.display()))?;
    let database = &config.database;
    Ok(Store::open_within(database.url.expose(), node, edge, database.write_within).await?)
}

/// The shipped model with the thresholds of the settings, or its own where they are left out.
#[must_use]
pub fn judge(config: &Config) -> Judge {
    Judge::new(config.answers.answer.map(Threshold::get), config.answers.suggest.map(Threshold::get))
}

/// The thresholds where meaning was searched beside words: those of the settings, or the shipped ones.
#[must_use]
pub fn thresholds_by_meaning(config: &Config) -> Thresholds {
    let shipped = dense::Judge::general().thresholds;
    let answer = config.answers.answer.map_or(shipped.answer, Threshold::get);
    let suggest = config.answers.suggest.map_or(shipped.suggest, Threshold::get);
    Thresholds { answer, suggest: suggest.min(answer) }
}

/// Who says what texts mean, if the settings name somebody.
///
/// # Errors
///
/// When no HTTP client can be made.
pub fn embedder(config: &Config, figures: Figures, edge: &Edge) -> anyhow::Result<Option<Embedder>> {
    Ok(Embedder::configured(&config.knowledge.embeddings, figures, edge.clone())?)
}

/// How what happens is recorded.
///
/// # Errors
///
/// When the settings name a span of time that is too long.
pub(crate) fn accept_rules(config: &Config) -> anyhow::Result<AcceptRules> {
    let mut languages = config.languages.clone();
    languages.sort_by_key(|language| *language != config.default_language);
    Ok(AcceptRules {
        languages,
        reopen_within: span(config.conversation.reopen_within)?,
        messages_per_minute: i32::try_from(config.limits.messages_per_minute).unwrap_or(i32::MAX),
        max_message_bytes: usize::try_from(config.limits.max_message_bytes.get()).unwrap_or(usize::MAX),
    })
}

fn engine_rules(config: &Config) -> anyhow::Result<engine::Rules> {
    Ok(engine::Rules {
        accept: accept_rules(config)?,
        fragment_wait: span(config.answers.fragment_wait)?,
        return_to_agent_within: span(config.conversation.return_to_agent_within)?,
        resolve_after: span(config.conversation.resolve_after)?,
        brand: config.name.clone(),
        agent_names: match config.conversation.agent_names {
            AgentNames::Name => KnownBy::Name,
            AgentNames::FirstName => KnownBy::FirstName,
            AgentNames::Team => KnownBy::Team,
            AgentNames::Brand => KnownBy::Brand,
            AgentNames::None => KnownBy::Nothing,
        },
        show_typing: config.conversation.show_typing,
        reply_expectation: config.conversation.reply_expectation.map(span).transpose()?,
        tell_usual_reply: config.conversation.tell_usual_reply,
        hours: Arc::new(hours(config)),
        levels: Arc::new(levels(config)?),
        share: Share(config.community.bot_share.get()),
        rating: engine::Ratings {
            ask: config.rating.ask,
            again_after: span(config.rating.again_after)?,
            open_for: span(config.rating.open_for)?,
        },
        routing: Routing {
            order: match config.routing.mode {
                RoutingMode::Off => None,
                RoutingMode::RoundRobin => Some(Order::RoundRobin),
                RoutingMode::LeastBusy => Some(Order::LeastBusy),
            },
            capacity: config.routing.capacity.get().into(),
            take_over_after: span(config.routing.take_over_after)?,
        },
    })
}

fn hours(config: &Config) -> Hours {
    let settings = &config.hours;
    let zone = settings.time_zone.unwrap_or(config.time_zone);
    Hours::new(zone, settings.week(), settings.holidays.days().clone())
}

/// What is left out for a priority is as usual.
fn levels(config: &Config) -> anyhow::Result<ServiceLevels> {
    let (settings, unseen) = (&config.service_levels, &config.unseen);
    let targets = |first: Option<std::time::Duration>, resolution: Option<std::time::Duration>| {
        let first_reply = first.or(settings.first_reply).map(span).transpose()?;
        let resolution = resolution.or(settings.resolution).map(span).transpose()?;
        anyhow::Ok(Targets { first_reply, resolution })
    };
    let of = |level: &Level| targets(level.first_reply, level.resolution);
    let after = unseen.after.map(span).transpose()?;
    Ok(ServiceLevels {
        urgent: of(&settings.urgent)?,
        high: of(&settings.high)?,
        normal: targets(None, None)?,
        low: of(&settings.low)?,
        warn_at: settings.warn_at.get(),
        unseen: after.map(|after| Unseen { after, raises: unseen.raise_priority, tells: unseen.tell_customer }),
    })
}

fn file_rules(config: &Config) -> anyhow::Result<files::Rules> {
    let settings = &config.files;
    Ok(files::Rules {
        max_bytes: settings.max_bytes.bytes(),
        within: span(settings.fetch_within)?,
        most: usize::try_from(settings.most.get()).unwrap_or(usize::MAX),
        allowed: settings.allowed.clone(),
    })
}

fn courier_rules(config: &Config) -> anyhow::Result<courier::Rules> {
    let delivery = &config.delivery;
    Ok(courier::Rules {
        concurrency: usize::try_from(delivery.concurrency.get()).unwrap_or(usize::MAX),
        retry_first: span(delivery.retry_first)?,
        retry_most: span(delivery.retry_most)?,
        attempts: i32::try_from(delivery.attempts.get()).unwrap_or(i32::MAX),
        give_up_after: span(delivery.give_up_after)?,
        lease: span(delivery.lease)?,
    })
}

fn span(duration: std::time::Duration) -> anyhow::Result<Duration> {
    Duration::from_std(duration).context("a duration of the settings is too long")
}
