//! Starting and stopping, in order.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use futures::FutureExt;
use futures::future::BoxFuture;
use hamyar_channel::{ChannelId, Inbox};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::App;
use super::forums::Forums;
use super::http::Readiness;
use super::listening::listen;
use super::neighbours::Neighbours;
use super::rereading::Rereading;
use super::telling::Telling;
use super::upkeep::Upkeep;
use crate::courier::Courier;
use crate::library::Links;
use crate::live::Live;
use crate::store::Store;

/// How long letting go of what was not finished may take.
const LETTING_GO: Duration = Duration::from_secs(2);

/// How often is looked whether another process has done something.
const LOOK_AGAIN: Duration = Duration::from_millis(300);

impl App {
    /// Serves until `stop` is cancelled; then stops listening, finishes what is claimed, and closes the database.
    ///
    /// # Errors
    ///
    /// When the web server fails.
    pub async fn run(self, listener: TcpListener, stop: CancellationToken) -> anyhow::Result<()> {
        let (readiness, listening, working) = (Readiness::default(), TaskTracker::new(), TaskTracker::new());
        let (quiet, gone) = (CancellationToken::new(), CancellationToken::new());
        // Before anything is claimed or listened to.
        let neighbours = self.neighbours();
        neighbours.arrive().await;
        let leases = neighbours.leases();
        let metrics = || Arc::clone(&self.metrics);
        let keeping = tokio::spawn(neighbours.keep(Upkeep::new(metrics(), gone.clone()), gone.clone()));
        let router = self.router(readiness.clone(), stop.clone());
        self.work(&working, &Upkeep::new(metrics(), quiet.clone()), &quiet);
        let upkeep = Upkeep::new(metrics(), stop.clone());
        for channel in &self.channels {
            let inbox: Arc<dyn Inbox> = Arc::clone(&self.engine) as Arc<dyn Inbox>;
            let (channel, stop, metrics) = (Arc::clone(channel), stop.clone(), Arc::clone(&self.metrics));
            let leases = leases.clone();
            let rest = self.ends_with_a_channel.then(|| (self.store.clone(), Arc::clone(&self.live)));
            let upkeep = upkeep.clone();
            listening.spawn(async move {
                let id = channel.id().clone();
                let hear = || {
                    let (channel, inbox, leases) = (Arc::clone(&channel), Arc::clone(&inbox), leases.clone());
                    listen(channel, inbox, leases, Arc::clone(&metrics), stop.clone())
                };
                upkeep.keep("listener", hear).await;
                if let Some((store, live)) = rest {
                    stop.run_until_cancelled(settled(&store, &live, &id)).await;
                    stop.cancel();
                }
            });
        }
        listening.close();
        working.close();
        readiness.set(true);
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let closing = stop.clone();
        let served = axum::serve(listener, service).with_graceful_shutdown(async move { closing.cancelled().await });
        let server = tokio::spawn(async move { served.await });
        stop.cancelled().await;
        readiness.set(false);
        let finished = tokio::time::timeout(self.config.stop_within, async {
            listening.wait().await;
            let served = server.await;
            quiet.cancel();
            working.wait().await;
            self.courier.let_go_of_lost().await;
            served
        });
        let outcome = match finished.await {
            Ok(served) => served.context("the web server ended")?.context("the web server failed"),
            Err(_) => {
                tracing::warn!(
                    "not everything was finished in time; it is taken up by another node or at the next start"
                );
                let_go(&self.store, &self.courier).await;
                Ok(())
            }
        };
        gone.cancel();
        // Leaving has a time limit of its own.
        let _ = keeping.await;
        self.store.close().await;
        outcome
    }

    /// Begins what works until `quiet` is cancelled.
    fn work(&self, working: &TaskTracker, upkeep: &Upkeep, quiet: &CancellationToken) {
        let begin = |task: &'static str, work: Box<dyn Fn() -> BoxFuture<'static, ()> + Send + Sync>| {
            let upkeep = upkeep.clone();
            working.spawn(async move { upkeep.keep(task, work).await });
        };
        let until = quiet.clone();
        let engine = Arc::clone(&self.engine);
        begin("engine", Box::new(move || Arc::clone(&engine).run(until.clone()).boxed()));
        let (engine, until) = (Arc::clone(&self.engine), quiet.clone());
        begin("routing", Box::new(move || Arc::clone(&engine).route(until.clone()).boxed()));
        let (courier, until) = (Arc::clone(&self.courier), quiet.clone());
        begin("courier", Box::new(move || Arc::clone(&courier).run(until.clone()).boxed()));
        let (library, until) = (self.library.clone(), quiet.clone());
        begin("library", Box::new(move || library.clone().follow(until.clone()).boxed()));
        if let Some(embedding) = self.embedding.clone() {
            let until = quiet.clone();
            begin("embedding", Box::new(move || embedding.clone().follow(until.clone()).boxed()));
        }
        let telling = Telling {
            store: self.store.clone(),
            engine: Arc::clone(&self.engine),
            library: self.library.clone(),
            answerer: self.by_knowledge.clone(),
            edge: self.edge.clone(),
        };
        let until = quiet.clone();
        begin("telling", Box::new(move || telling.clone().follow(until.clone()).boxed()));
        let (files, until) = (Arc::clone(&self.files), quiet.clone());
        let tidy_up = move || {
            let (files, until) = (Arc::clone(&files), until.clone());
            async move { files.tidy_up(until).await }.boxed()
        };
        begin("files", Box::new(tidy_up));
        let (store, edge, until) = (self.store.clone(), self.edge.clone(), quiet.clone());
        let rules = super::retention::Rules::of(&self.config);
        let let_go = move || super::retention::follow(store.clone(), rules, edge.clone(), until.clone()).boxed();
        begin("retention", Box::new(let_go));
        let (store, edge, until) = (self.store.clone(), self.edge.clone(), quiet.clone());
        let enter = move || super::searching::follow(store.clone(), edge.clone(), until.clone()).boxed();
        begin("searching", Box::new(enter));
        let rereading = Rereading::new(self.library.clone(), self.sites.clone(), self.edge.clone());
        if self.config.knowledge.sites.check_links {
            let links = Links::new(self.store.clone(), self.sites.clone(), self.edge.clone());
            let (library, until) = (self.library.clone(), quiet.clone());
            begin("links", Box::new(move || links.clone().follow(library.clone(), until.clone()).boxed()));
        }
        let forums = Forums {
            store: self.store.clone(),
            channels: self.channels.clone(),
            rules: Arc::clone(&self.accept_rules),
            edge: self.edge.clone(),
        };
        let (engine, until) = (Arc::clone(&self.engine), quiet.clone());
        begin("forums", Box::new(move || forums.clone().follow(Arc::clone(&engine), until.clone()).boxed()));
        let until = quiet.clone();
        begin("sites", Box::new(move || rereading.clone().follow(until.clone()).boxed()));
    }

    fn neighbours(&self) -> Neighbours {
        Neighbours::new(
            self.store.clone(),
            Arc::clone(&self.engine),
            Arc::clone(&self.courier),
            self.library.clone(),
            Arc::clone(&self.live),
            self.config.node.lease,
        )
    }
}

/// Lets go of what this node has claimed, so that others need not wait until the claims run out. A message that is being sent
/// may have arrived, and whoever takes it up is told so.
async fn let_go(store: &Store, courier: &Courier) {
    let letting_go = async {
        if let Err(error) = store.recover_turns().await {
            tracing::warn!(%error, "what was claimed runs out by itself");
        }
        courier.let_go().await;
    };
    if tokio::time::timeout(LETTING_GO, letting_go).await.is_err() {
        tracing::warn!("what was claimed runs out by itself");
    }
}

/// Waits until all that was heard on a channel is answered, as far as the database can tell.
async fn settled(store: &Store, live: &Live, channel: &ChannelId) {
    let mut changes = live.desk();
    while store.is_unsettled(channel).await.unwrap_or_default() {
        // What another process decides is not announced here.
        let _ = tokio::time::timeout(LOOK_AGAIN, changes.recv()).await;
    }
}
