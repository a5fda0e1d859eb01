//! The web server: what channels serve, the desk, and what machines ask.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{Redirect, Response};
use axum::routing::get;
use hamyar_channel::{Channel, HttpService, Inbox, boxed_body};
use hamyar_knowledge::Knowledge;
use hamyar_web::{TrustedProxy, client_address};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::App;
use crate::clock::Edge;
use crate::config::DeskRole;
use crate::desk::{self, Desk};
use crate::metrics::Metrics;
use crate::model::AgentRole;
use crate::store::Store;

/// Whether this node takes work.
#[derive(Clone, Debug, Default)]
pub(super) struct Readiness(Arc<AtomicBool>);

impl Readiness {
    pub(super) fn set(&self, ready: bool) {
        self.0.store(ready, Ordering::Release);
    }

    fn get(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

#[derive(Clone)]
struct Probes {
    store: Store,
    knowledge: Knowledge,
    channels: Arc<[Arc<dyn Channel>]>,
    metrics: Arc<Metrics>,
    edge: Edge,
    readiness: Readiness,
}

/// How long the database may take to say what waits.
const PATIENCE: Duration = Duration::from_secs(5);

impl App {
    /// All routes.
    pub(super) fn router(&self, readiness: Readiness, stop: CancellationToken) -> Router {
        let probes = Probes {
            store: self.store.clone(),
            knowledge: self.library.knowledge().clone(),
            channels: self.channels.clone().into(),
            metrics: Arc::clone(&self.metrics),
            edge: self.edge.clone(),
            readiness,
        };
        let mut router = Router::new()
            .route("/healthz", get(|| async { "ok\n" }))
            .route("/readyz", get(ready))
            .route("/metrics", get(metrics))
            .with_state(probes);
        for channel in &self.channels {
            let inbox: Arc<dyn Inbox> = Arc::clone(&self.engine) as Arc<dyn Inbox>;
            if let Some(service) = channel.http(inbox) {
                router = mount(router, &channel.mount(), service);
            }
        }
        let proxies: Arc<[TrustedProxy]> = self.trusted_proxies().into();
        let desk = desk::routes(self.desk(stop)).layer(from_fn_with_state(proxies, name_client));
        router = router.merge(desk);
        if self.config.web.enabled {
            router = router.route("/", get(|| async { Redirect::to("/chat") }));
        }
        router
    }
}

impl App {
    fn trusted_proxies(&self) -> Vec<TrustedProxy> {
        self.config.http.trusted_proxies.iter().filter_map(|network| network.to_string().parse().ok()).collect()
    }

    fn desk(&self, stop: CancellationToken) -> Desk {
        let settings = desk::Settings {
            brand: self.config.name.clone(),
            zone: self.config.time_zone,
            session_lifetime: self.config.desk.session_lifetime,
            invitation_lifetime: self.config.desk.invitation_lifetime,
            second_factor_for: self.config.desk.second_factor_for.iter().copied().map(role).collect(),
            openid: self.openid.clone(),
            second_look: self.config.knowledge.second_look,
            secure_cookies: self.config.http.cookies_are_secure(),
            base_url: self.config.http.base_url(),
        };
        Desk::new(desk::Parts {
            store: self.store.clone(),
            engine: Arc::clone(&self.engine),
            files: Arc::clone(&self.files),
            library: self.library.clone(),
            answerer: self.by_knowledge.clone(),
            sites: self.sites.clone(),
            live: Arc::clone(&self.live),
            words: Arc::clone(&self.words),
            edge: self.edge.clone(),
            settings,
            stop,
        })
    }
}

/// A role of the settings.
pub(super) fn role(role: DeskRole) -> AgentRole {
    match role {
        DeskRole::Admin => AgentRole::Admin,
        DeskRole::Curator => AgentRole::Curator,
        DeskRole::Agent => AgentRole::Agent,
        DeskRole::Viewer => AgentRole::Viewer,
    }
}

/// Puts the client's own address where the desk looks for it: behind a trusted proxy the peer is the proxy.
async fn name_client(State(proxies): State<Arc<[TrustedProxy]>>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let address = client_address(&parts, &proxies);
    parts.extensions.insert(ConnectInfo(SocketAddr::new(address, 0)));
    next.run(Request::from_parts(parts, body)).await
}

fn mount(router: Router, path: &str, service: HttpService) -> Router {
    let service = service
        .map_request(|request: Request| request.map(boxed_body))
        .map_response(|response: axum::http::Response<_>| -> Response { response.map(Body::new) });
    router.nest_service(path, service)
}

async fn ready(State(probes): State<Probes>) -> (StatusCode, &'static str) {
    if !probes.readiness.get() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n");
    }
    match probes.store.ping().await {
        // What happens is recorded, and people answer.
        Ok(()) if probes.knowledge.flaw().is_some() => {
            (StatusCode::OK, "ready, but the knowledge index is being built: people answer meanwhile\n")
        }
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}

/// What is counted as it happens, and what is looked up only now. Without the database the former is still told.
async fn metrics(State(probes): State<Probes>) -> ([(&'static str, &'static str); 1], String) {
    let Probes { store, knowledge, channels, metrics, edge, .. } = probes;
    for channel in channels.iter() {
        metrics.connected(channel.id(), channel.is_connected());
    }
    metrics.index(knowledge.flaw().map_or(knowledge.revision(), |_| 0));
    let backlog = tokio::time::timeout(PATIENCE, store.backlog()).await;
    match &backlog {
        Ok(Ok(_)) => {}
        Ok(Err(error)) => tracing::warn!(%error, "the database does not say what waits"),
        Err(_) => tracing::warn!("the database does not say in time what waits"),
    }
    metrics.waits(backlog.ok().and_then(Result::ok).as_ref(), edge.now());
    ([("content-type", "application/openmetrics-text; version=1.0.0; charset=utf-8")], metrics.text())
}
