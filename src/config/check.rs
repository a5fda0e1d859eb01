//! What the types of the settings cannot say: how one setting depends on another.

use std::time::Duration;

use tracing_subscriber::EnvFilter;

use super::{Config, HttpUrl, Secret, TelegramMode, hours, openid, service};
use crate::kinds::KINDS;
use crate::words::LANGUAGES;

/// More numbers than any model's vectors have.
const MOST_DIMENSIONS: u16 = 8192;

/// A lease that is renewed three times before it ends, with some slowness in between.
const SHORTEST_LEASE: Duration = Duration::from_secs(1);

/// What a database that is well answers in, wherever it is, and what nobody would wait for.
const WRITE_WITHIN: std::ops::RangeInclusive<Duration> = Duration::from_millis(100)..=Duration::from_mins(5);

/// A setting whose value is not allowed.
pub(super) struct Problem {
    pub(super) key: &'static str,
    /// What was found and what is allowed.
    pub(super) reason: String,
    /// The setting that makes it so, where this one has its default.
    pub(super) because: Option<&'static str>,
}

impl Problem {
    pub(super) fn because(self, key: &'static str) -> Self {
        Self { because: Some(key), ..self }
    }
}

/// The first setting that cannot stand, if there is one.
pub(super) fn problem(config: &Config) -> Option<Problem> {
    let checks: [fn(&Config) -> Option<Problem>; 15] = [
        general, languages, log, database, node, files, answers, embeddings, sites, rating, open, delivery, retention,
        webhook, provider,
    ];
    checks.into_iter().find_map(|check| check(config))
}

pub(super) fn problem_of(key: &'static str, reason: impl Into<String>) -> Problem {
    Problem { key, reason: reason.into(), because: None }
}

fn general(config: &Config) -> Option<Problem> {
    if config.name.trim().is_empty() {
        return Some(problem_of("name", "found nothing, allowed is the name that customers know"));
    }
    if config.data_dir.as_os_str().is_empty() {
        return Some(problem_of("data_dir", "found nothing, allowed is the path of a directory"));
    }
    None
}

fn languages(config: &Config) -> Option<Problem> {
    let unknown = config.languages.iter().find(|language| !LANGUAGES.contains(&language.as_str()));
    if let Some(language) = unknown {
        let allowed = LANGUAGES.join(", ");
        return Some(problem_of("languages", format!("there are no words for {language:?}, allowed are {allowed}")));
    }
    if config.languages.is_empty() {
        return Some(problem_of("languages", format!("found none, allowed are {}", LANGUAGES.join(", "))));
    }
    if !config.languages.contains(&config.default_language) {
        let (found, allowed) = (&config.default_language, config.languages.join(", "));
        return Some(
            problem_of("default_language", format!("found {found:?}, allowed is one of languages: {allowed}"))
                .because("languages"),
        );
    }
    None
}

fn log(config: &Config) -> Option<Problem> {
    EnvFilter::try_new(&config.log).err()?;
    let allowed = "allowed is a level (error, warn, info, debug, trace) or a filter such as \"info,hamyar=debug\"";
    Some(problem_of("log", format!("found {:?}, {allowed}", config.log)))
}

fn database(config: &Config) -> Option<Problem> {
    let allowed = "allowed is 100ms to 5m";
    (!WRITE_WITHIN.contains(&config.database.write_within)).then(|| problem_of("database.write_within", allowed))
}

fn node(config: &Config) -> Option<Problem> {
    if let Some(name) = config.node.name.as_ref().filter(|name| !is_node_name(name)) {
        let allowed = "allowed are 1 to 64 letters, digits, \"-\", \"_\" and \".\"";
        return Some(problem_of("node.name", format!("found {name:?}, {allowed}")));
    }
    if config.node.lease < SHORTEST_LEASE {
        return Some(problem_of("node.lease", "allowed is a second or longer"));
    }
    None
}

fn is_node_name(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

fn files(config: &Config) -> Option<Problem> {
    let known: Vec<&str> = KINDS.iter().map(|kind| kind.ending).collect();
    let allowed = &config.files.allowed;
    let found = match allowed.iter().find(|ending| !known.contains(&ending.as_str())) {
        Some(other) => format!("there is no kind of file {other:?}"),
        None if allowed.is_empty() => "found none".to_owned(),
        None => return None,
    };
    Some(problem_of("files.allowed", format!("{found}, allowed are {}", known.join(", "))))
}

fn answers(config: &Config) -> Option<Problem> {
    let (answer, suggest) = (config.answers.answer?.get(), config.answers.suggest?.get());
    if suggest <= answer {
        return None;
    }
    Some(problem_of(
        "answers.suggest",
        format!("found {suggest}, allowed is at most answers.answer, which is {answer}"),
    ))
}

/// What an endpoint needs beside its address.
fn embeddings(config: &Config) -> Option<Problem> {
    let embeddings = &config.knowledge.embeddings;
    embeddings.url.as_ref()?;
    if embeddings.model.as_ref().is_none_or(|model| model.trim().is_empty()) {
        let allowed = "knowledge.embeddings.url needs it; allowed is a model's name, as the endpoint knows it";
        return Some(problem_of("knowledge.embeddings.model", allowed).because("knowledge.embeddings.url"));
    }
    if embeddings.dimension.is_none_or(|dimension| dimension.get() > MOST_DIMENSIONS) {
        let allowed = format!(
            "knowledge.embeddings.url needs it; allowed is how many numbers the model's vectors have, 1 to {MOST_DIMENSIONS}"
        );
        return Some(problem_of("knowledge.embeddings.dimension", allowed).because("knowledge.embeddings.url"));
    }
    if embeddings.question_within.is_zero() {
        let allowed = "found no time at all, allowed is longer than the endpoint takes";
        return Some(problem_of("knowledge.embeddings.question_within", allowed));
    }
    None
}

fn sites(config: &Config) -> Option<Problem> {
    let (one, all) = (config.knowledge.sites.page_within, config.knowledge.sites.within);
    if one.is_zero() {
        return Some(problem_of(
            "knowledge.sites.page_within",
            "found no time at all, allowed is longer than a page takes",
        ));
    }
    let allowed = "allowed is knowledge.sites.page_within or longer";
    (all < one).then(|| problem_of("knowledge.sites.within", allowed).because("knowledge.sites.page_within"))
}

fn rating(config: &Config) -> Option<Problem> {
    let (open_for, reopen) = (config.rating.open_for, config.conversation.reopen_within);
    if open_for.is_zero() {
        let allowed = "found no time at all, allowed is longer than customers take to answer";
        return Some(problem_of("rating.open_for", allowed));
    }
    // What is said later begins another conversation, which knows nothing of the question.
    let allowed = "is longer than conversation.reopen_within; allowed is as long, or shorter";
    (open_for > reopen && config.rating.ask)
        .then(|| problem_of("rating.open_for", allowed).because("conversation.reopen_within"))
}

/// Somebody is there at some time, and what is expected of them can be done.
fn open(config: &Config) -> Option<Problem> {
    hours::problem(&config.hours).or_else(|| service::problem(&config.hours, &config.service_levels, &config.unseen))
}

fn delivery(config: &Config) -> Option<Problem> {
    if config.delivery.retry_most < config.delivery.retry_first {
        return Some(
            problem_of("delivery.retry_most", "allowed is delivery.retry_first or longer")
                .because("delivery.retry_first"),
        );
    }
    if config.delivery.lease.is_zero() {
        return Some(problem_of("delivery.lease", "found no time at all, allowed is longer than any send lasts"));
    }
    None
}

/// A conversation that may still be taken up again keeps its words.
fn retention(config: &Config) -> Option<Problem> {
    let kept = config.retention.conversations?;
    if kept > config.conversation.reopen_within {
        return None;
    }
    Some(
        problem_of("retention.conversations", "allowed is longer than conversation.reopen_within")
            .because("conversation.reopen_within"),
    )
}

/// What signing in through a provider needs.
fn provider(config: &Config) -> Option<Problem> {
    openid::problem(&config.desk.openid)
}

/// Webhook mode needs two settings more.
fn webhook(config: &Config) -> Option<Problem> {
    if config.telegram.mode == TelegramMode::Polling {
        return None;
    }
    if !config.telegram.webhook_secret.as_ref().map(Secret::expose).is_some_and(is_webhook_secret) {
        let allowed = "telegram.mode \"webhook\" needs it; allowed are 1 to 256 letters, digits, \"_\" and \"-\"";
        return Some(problem_of("telegram.webhook_secret", allowed).because("telegram.mode"));
    }
    if !config.http.public_url.as_ref().is_some_and(HttpUrl::is_https) {
        let allowed = "telegram.mode \"webhook\" needs it; allowed is an address with https://";
        return Some(problem_of("http.public_url", allowed).because("telegram.mode"));
    }
    None
}

/// What the Bot API takes as `secret_token`.
fn is_webhook_secret(text: &str) -> bool {
    (1..=256).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}
