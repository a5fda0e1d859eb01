//! The other nodes on the same database: that they know that this one lives, that it takes up what they leave, and that
//! it hears what they do. On SQLite there are none.

use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::listening::Leases;
use super::upkeep::Upkeep;
use crate::courier::Courier;
use crate::engine::Engine;
use crate::library::Library;
use crate::live::Live;
use crate::model::Doing;
use crate::store::{Hearing, News, Store, StoreError, Topic};

/// The pause before the database is listened to again, after it was gone.
const REST: Duration = Duration::from_secs(1);

/// How long leaving may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// What this node has to do with others.
pub(super) struct Neighbours {
    store: Store,
    engine: Arc<Engine>,
    courier: Arc<Courier>,
    library: Library,
    live: Arc<Live>,
    lease: Duration,
    freed: watch::Sender<()>,
}

impl Neighbours {
    pub(super) fn new(
        store: Store,
        engine: Arc<Engine>,
        courier: Arc<Courier>,
        library: Library,
        live: Arc<Live>,
        lease: Duration,
    ) -> Self {
        Self { store, engine, courier, library, live, lease, freed: watch::Sender::new(()) }
    }

    /// The leases of channels; none where this node has every channel to itself.
    pub(super) fn leases(&self) -> Option<Leases> {
        let (store, freed) = (self.store.clone(), self.freed.subscribe());
        self.store.is_shared().then_some(Leases { store, lasts: self.lease, freed })
    }

    /// Takes back what an earlier process of this node's name had, and says that this one is here.
    pub(super) async fn arrive(&self) {
        if !self.store.is_shared() {
            return;
        }
        if let Err(error) = self.store.recover_leases().await {
            tracing::error!(%error, "the leases of an earlier process could not be ended");
        }
        self.live_on().await;
        tracing::info!(node = self.store.node(), "this node shares its database");
    }

    /// Keeps this node known to the others until `gone` is cancelled, then leaves.
    pub(super) async fn keep(self, upkeep: Upkeep, gone: CancellationToken) {
        if !self.store.is_shared() {
            return;
        }
        let (living, hearing) =
            (upkeep.keep("living", || self.go_on().boxed()), upkeep.keep("hearing", || self.hear().boxed()));
        gone.run_until_cancelled(async { tokio::join!(living, hearing) }).await;
        match tokio::time::timeout(PATIENCE, self.store.leave()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the other nodes were not told that this one stops"),
            Err(_) => tracing::warn!("the other nodes were not told in time that this one stops"),
        }
    }

    async fn go_on(&self) {
        loop {
            tokio::time::sleep(self.lease / 3).await;
            self.live_on().await;
            self.courier.take_over().await;
        }
    }

    /// Says that this node lives, and sees who else does.
    async fn live_on(&self) {
        match self.store.live(self.lease).await {
            Ok(lives) => {
                self.store.has_company(lives.company);
                if lives.orphans > 0 {
                    tracing::warn!(count = lives.orphans, "conversations of a node that is gone are decided here");
                    self.engine.look();
                }
            }
            Err(error) => tracing::warn!(%error, "the other nodes could not be told that this one lives"),
        }
    }

    async fn hear(&self) {
        loop {
            match self.store.hear().await {
                Ok(Some(hearing)) => {
                    let Err(error) = self.listen(hearing).await;
                    tracing::warn!(%error, "the other nodes are not heard; listening again");
                }
                Ok(None) => return,
                Err(error) => tracing::warn!(%error, "the other nodes cannot be heard yet"),
            }
            tokio::time::sleep(REST).await;
        }
    }

    async fn listen(&self, mut hearing: Hearing) -> Result<std::convert::Infallible, StoreError> {
        // Only now can it hear who answers, and what was said before it could is looked at.
        self.store.has_company(true);
        self.store.tell(Topic::Leases).await?;
        self.take_in(News::everything()).await;
        loop {
            let news = hearing.next().await?;
            // Until somebody is heard of, nobody is told anything: what they missed is anybody's guess.
            if self.store.meets_company() {
                self.store.tell(Topic::Everything).await?;
            }
            self.take_in(news).await;
        }
    }

    /// Has everybody look whom it concerns.
    async fn take_in(&self, news: News) {
        let everything = news.topics.contains(&Topic::Everything);
        let about = |topic| everything || news.topics.contains(&topic);
        if about(Topic::Turns) {
            self.engine.look();
        }
        if about(Topic::Deliveries) {
            self.courier.look();
        }
        if about(Topic::Articles) {
            self.library.look();
            self.live.saved("");
        }
        if about(Topic::Leases) {
            self.freed.send_replace(());
        }
        if everything {
            self.live.everything();
        }
        if let Some(glance) = news.glance {
            self.live.glances(glance, self.engine.now());
            if glance.doing == Doing::Replies {
                self.engine.shows_typing_here(glance.conversation).await;
            }
        }
        if let Some(editing) = &news.editing {
            self.live.edits(editing, self.engine.now());
        }
        if let Some(conversation) = news.writing {
            self.live.customer_writes(conversation, self.engine.now());
        }
        for conversation in news.conversations() {
            self.live.changed(conversation, None);
        }
        if !news.said.is_empty() && self.live.has_chats() {
            match self.store.held_at(news.said.into_iter().collect()).await {
                Ok(places) => places.iter().for_each(|(channel, address)| self.live.said(channel, address)),
                Err(error) => {
                    tracing::warn!(%error, "it is not known where something was said");
                    self.live.everything();
                }
            }
        }
    }
}
