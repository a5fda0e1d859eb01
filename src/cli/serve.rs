//! Serving: the product, its demonstration, and a terminal.

use std::io::IsTerminal;
use std::sync::Arc;

use anyhow::Context;
use hamyar_console::{Console, Look, Settings as ConsoleSettings};
use hamyar_knowledge::files;
use include_dir::{Dir, include_dir};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::output::Output;
use crate::app::App;
use crate::clock::Edge;
use crate::config::Config;
use crate::desk::one_time_link;
use crate::model::{AgentId, AgentRole};
use crate::store::{Import, NewAgent, Store};
use crate::words::Catalog;

/// The sample knowledge base: help about Hamyar itself.
static SAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/examples/knowledge");

/// Who signs in to the desk of the demonstration.
const DEMO_EMAIL: &str = "demo@hamyar.invalid";

pub(super) async fn run(mut config: Config, edge: Edge, out: &mut Output) -> anyhow::Result<()> {
    let listener = listen(&mut config).await?;
    let app = App::builder(config).edge(edge).build().await?;
    announce(&app, out)?;
    app.run(listener, stopping()?).await
}

pub(super) async fn demo(mut config: Config, edge: Edge, out: &mut Output) -> anyhow::Result<()> {
    let listener = listen(&mut config).await?;
    let app = App::builder(config).edge(edge.clone()).build().await?;
    // It takes a moment, and longer on a small machine: whoever started it sees that something happens.
    out.line("Taking in the sample knowledge base …")?;
    let count = sample(&app.store).await?;
    app.library.refresh().await?;
    let agent = demo_agent(&app).await?;
    out.line(format!("The sample knowledge base is in ({count} articles)."))?;
    announce(&app, out)?;
    let link = one_time_link(&app.store, &edge, agent, &app.config.http.base_url()).await?;
    out.line(format!("Sign in to the desk once with:  {link}"))?;
    out.line("Questions to try are in examples/questions.md. Ctrl+C stops.")?;
    app.run(listener, stopping()?).await
}

pub(super) async fn chat(config: Config, edge: Edge) -> anyhow::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await.context("no port is free")?;
    let words = Arc::new(Catalog::new(&config.default_language, config.languages.iter().map(String::as_str)));
    let look = if std::io::stdout().is_terminal() { Look::Terminal } else { Look::Plain };
    let clock = Arc::clone(&edge.clock);
    let settings = ConsoleSettings {
        id: "console:main".parse()?,
        session: edge.id().simple().to_string(),
        person: "you".to_owned(),
        language: config.default_language.clone(),
        look,
        now: Arc::new(move || clock.now()),
    };
    let input = tokio::io::BufReader::new(tokio::io::stdin());
    let console = Console::new(settings, input, tokio::io::stdout(), words);
    let app = App::builder(config)
        .edge(edge)
        .node("console")
        .without_configured_channels()
        .index_in_memory()
        .channel(console)
        .until_a_channel_ends()
        .build()
        .await?;
    app.run(listener, stopping()?).await
}

/// Takes the address of the settings; where that leaves the port to the system, they then name the one it gave.
async fn listen(config: &mut Config) -> anyhow::Result<TcpListener> {
    let address = config.http.listen;
    let listener = TcpListener::bind(address).await.with_context(|| {
        format!(
            "cannot listen on {address}; end what listens there, or name another address by http.listen \
             (HAMYAR_HTTP__LISTEN)"
        )
    })?;
    config.http.listen = listener.local_addr()?;
    Ok(listener)
}

fn announce(app: &App, out: &mut Output) -> anyhow::Result<()> {
    let base = app.config.http.base_url();
    if app.config.web.enabled {
        out.line(format!("Chat page:  {base}/chat"))?;
    }
    out.line(format!("Desk:       {base}/desk"))?;
    Ok(())
}

/// Takes in the sample articles that are not there or have changed since. What somebody made of one at the desk stays.
async fn sample(store: &Store) -> anyhow::Result<usize> {
    let folder = tempfile::tempdir()?;
    SAMPLE.extract(folder.path()).context("the sample knowledge base cannot be unpacked")?;
    let imported = files::read(folder.path());
    let count = imported.articles.len();
    store.import_articles(imported.articles, Import::default()).await?;
    Ok(count)
}

async fn demo_agent(app: &App) -> anyhow::Result<AgentId> {
    if let Some((agent, _)) = app.store.agent_by_email(DEMO_EMAIL).await? {
        return Ok(agent.id);
    }
    let new = NewAgent {
        email: DEMO_EMAIL.to_owned(),
        name: "Demo".to_owned(),
        role: AgentRole::Admin,
        language: app.config.default_language.clone(),
        password_hash: String::new(),
    };
    app.store.add_agent(new).await?.context("the agent of the demonstration cannot be added")
}

/// Cancelled by the first SIGTERM or Ctrl+C. The second ends the program at once.
fn stopping() -> anyhow::Result<CancellationToken> {
    let stop = CancellationToken::new();
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let token = stop.clone();
    tokio::spawn(async move {
        for _ in 0..2 {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            if token.is_cancelled() {
                std::process::exit(130);
            }
            token.cancel();
        }
    });
    Ok(stop)
}
