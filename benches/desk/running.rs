//! The app in this process, and people of the team at it.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context;
use hamyar::app::App;
use hamyar::clock::Edge;
use hamyar::config::Config;
use hamyar::desk::one_time_link;
use hamyar::engine::Engine;
use hamyar::model::AgentRole;
use hamyar::store::{NewAgent, Store};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::browser::Browser;

/// An app that runs until it is dropped.
pub(super) struct Running {
    pub(super) http: SocketAddr,
    pub(super) store: Store,
    pub(super) engine: Arc<Engine>,
    _data: tempfile::TempDir,
    _stop: tokio_util::sync::DropGuard,
}

impl Running {
    pub(super) async fn on(url: &str) -> anyhow::Result<Self> {
        let data = tempfile::tempdir()?;
        let config = Config::load(
            None,
            [
                ("HAMYAR_DATABASE__URL", url.to_owned()),
                ("HAMYAR_DATA_DIR", data.path().display().to_string()),
                ("HAMYAR_LIMITS__MESSAGES_PER_MINUTE", "0".to_owned()),
                ("HAMYAR_WEB__MESSAGES_PER_MINUTE", "0".to_owned()),
            ],
        )?;
        let app = App::builder(config).index_in_memory().build().await?;
        let (store, engine) = (app.store.clone(), Arc::clone(&app.engine));
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let (http, stop) = (listener.local_addr()?, CancellationToken::new());
        let token = stop.clone();
        tokio::spawn(async move { app.run(listener, token).await });
        Ok(Self { http, store, engine, _data: data, _stop: stop.drop_guard() })
    }

    /// A browser of a new person of the team.
    pub(super) async fn agent(&self, name: &str) -> anyhow::Result<Browser> {
        let new = NewAgent {
            email: format!("{name}@team.example"),
            name: name.to_owned(),
            role: AgentRole::Agent,
            language: "en".to_owned(),
            password_hash: String::new(),
        };
        let agent = self.store.add_agent(new).await?.context("there is such a person already")?;
        let link = one_time_link(&self.store, &Edge::system(), agent, "").await?;
        let mut browser = Browser::at(self.http);
        let answer = browser.get(&link).await;
        anyhow::ensure!(answer.status == 303, "signing in: {answer:?}");
        Ok(browser)
    }
}
