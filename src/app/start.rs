//! Starting and stopping, in order.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use hamyar_channel::{ChannelId, Inbox};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::App;
use super::http::Readiness;
use super::listening::listen;
use super::neighbours::Neighbours;
use crate::courier::Courier;
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
        let keeping = tokio::spawn(neighbours.keep(gone.clone()));
        let router = self.router(readiness.clone(), stop.clone());
        working.spawn(Arc::clone(&self.engine).run(quiet.clone()));
        working.spawn(Arc::clone(&self.engine).route(quiet.clone()));
        working.spawn(Arc::clone(&self.courier).run(quiet.clone()));
        working.spawn(self.library.clone().follow(quiet.clone()));
        if let Some(embedding) = self.embedding {
            working.spawn(embedding.follow(quiet.clone()));
        }
        let (files, until) = (Arc::clone(&self.files), quiet.clone());
        working.spawn(async move { files.tidy_up(until).await });
        let rules = super::retention::Rules::of(&self.config);
        working.spawn(super::retention::follow(self.store.clone(), rules, self.edge.clone(), quiet.clone()));
        working.spawn(super::searching::follow(self.store.clone(), self.edge.clone(), quiet.clone()));
        for channel in &self.channels {
            let inbox: Arc<dyn Inbox> = Arc::clone(&self.engine) as Arc<dyn Inbox>;
            let (channel, stop, metrics) = (Arc::clone(channel), stop.clone(), Arc::clone(&self.metrics));
            let leases = leases.clone();
            let rest = self.ends_with_a_channel.then(|| (self.store.clone(), Arc::clone(&self.live)));
            listening.spawn(async move {
                let id = channel.id().clone();
                listen(channel, inbox, leases, metrics, stop.clone()).await;
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
