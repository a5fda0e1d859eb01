//! The channels that the settings name.

use std::sync::Arc;

use anyhow::Context;
use hamyar_channel::{Channel, Words};
use hamyar_discord::{Discord, Settings as DiscordSettings};
use hamyar_knowledge::{Knowledge, Reader};
use hamyar_telegram::{Mode, Settings as TelegramSettings, Telegram};
use hamyar_web::{Settings as WebSettings, WebChat};

use crate::clock::Edge;
use crate::config::{Config, Pace, TelegramMode};
use crate::store::Store;

/// The label of articles whose titles an empty chat offers to ask, and how many.
const OFTEN_ASKED: &str = "often-asked";
const WELCOME: usize = 3;

/// Live connections of the chat page from one address.
const STREAMS: usize = 32;

/// Adds the channels of the settings, and says which are off.
pub(super) async fn configured(
    config: &Config,
    store: &Store,
    knowledge: &Knowledge,
    words: &Arc<dyn Words>,
    edge: &Edge,
    channels: &mut Vec<Arc<dyn Channel>>,
) -> anyhow::Result<()> {
    match telegram(config, words, edge) {
        Ok(Some(telegram)) => channels.push(Arc::new(telegram)),
        Ok(None) => tracing::info!("telegram is off: telegram.token is not set"),
        Err(error) => tracing::error!("telegram is down, everything else goes on: {error:#}"),
    }
    match discord(config, words, edge) {
        Ok(Some(discord)) => channels.push(Arc::new(discord)),
        Ok(None) => tracing::info!("discord is off: discord.token is not set"),
        Err(error) => tracing::error!("discord is down, everything else goes on: {error:#}"),
    }
    if config.web.enabled {
        channels.push(Arc::new(web(config, store, knowledge, words, edge).await?));
    }
    Ok(())
}

/// The Telegram channel of the settings, if there is a token.
///
/// # Errors
///
/// When its settings cannot work.
pub(crate) fn telegram(config: &Config, words: &Arc<dyn Words>, edge: &Edge) -> anyhow::Result<Option<Telegram>> {
    let Some(token) = &config.telegram.token else { return Ok(None) };
    let settings = &config.telegram;
    let mode = match settings.mode {
        TelegramMode::Polling => Mode::Polling,
        TelegramMode::Webhook => Mode::Webhook {
            public_url: config
                .http
                .public_url
                .as_ref()
                .context("telegram.mode is webhook, which needs http.public_url")?
                .expose()
                .to_string(),
            secret: settings
                .webhook_secret
                .as_ref()
                .context("telegram.mode is webhook, which needs telegram.webhook_secret")?
                .expose()
                .into(),
        },
    };
    let telegram = TelegramSettings {
        api_url: settings.api_url.expose().as_str().trim_end_matches('/').to_owned(),
        proxy: settings.proxy.as_ref().map(|proxy| proxy.expose().as_str().into()),
        mode,
        paced: settings.pace == Pace::Platform,
        long_poll: settings.poll_timeout,
        ..TelegramSettings::new("telegram:main".parse()?, token.expose().into())
    };
    let clock = Arc::clone(&edge.clock);
    Ok(Some(Telegram::new(telegram, Arc::clone(words))?.with_clock(move || clock.now())))
}

/// The Discord channel of the settings, if there is a token.
///
/// # Errors
///
/// When its settings cannot work.
pub(crate) fn discord(config: &Config, words: &Arc<dyn Words>, edge: &Edge) -> anyhow::Result<Option<Discord>> {
    let Some(token) = &config.discord.token else { return Ok(None) };
    let settings = DiscordSettings {
        api_url: config.discord.api_url.expose().as_str().trim_end_matches('/').to_owned(),
        paced: config.discord.pace == Pace::Platform,
        ..DiscordSettings::new("discord:main".parse()?, token.expose().into())
    };
    let clock = Arc::clone(&edge.clock);
    Ok(Some(Discord::new(settings, Arc::clone(words))?.with_clock(move || clock.now())))
}

async fn web(
    config: &Config,
    store: &Store,
    knowledge: &Knowledge,
    words: &Arc<dyn Words>,
    edge: &Edge,
) -> anyhow::Result<WebChat> {
    let mut fresh = [0_u8; 64];
    rand::fill(&mut fresh[..]);
    let key = store.secret("chat_cookie_key", fresh.to_vec()).await?;
    let cookie_key = key.try_into().ok().context("the chat's cookie key in the database is damaged")?;
    let clock = Arc::clone(&edge.clock);
    let knowledge = knowledge.clone();
    let settings = WebSettings {
        id: "web:main".parse()?,
        brand: config.web.title.clone().unwrap_or_else(|| config.name.clone()),
        cookie_key,
        secure_cookie: config.http.cookies_are_secure(),
        trusted_proxies: config
            .http
            .trusted_proxies
            .iter()
            .map(|network| network.to_string().parse())
            .collect::<Result<_, _>>()?,
        messages_per_minute: config.web.messages_per_minute,
        max_message_bytes: usize::try_from(config.limits.max_message_bytes.get()).unwrap_or(usize::MAX),
        max_streams: STREAMS,
        embed_on: config.web.embed_on.clone(),
        welcome: Arc::new(move |language| knowledge.labelled(OFTEN_ASKED, language, &Reader::PUBLIC, WELCOME)),
        now: Arc::new(move || clock.now()),
    };
    Ok(WebChat::new(settings, Arc::clone(words)))
}
