//! How often we may call, as Discord's answers say, and a breaker before its patience ends.
//!
//! Calls of one kind about one channel share a bucket; its name, what is left in it and when it is filled again come with
//! every answer. Ten thousand refused calls in ten minutes get an address banned, so we stop far below.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use reqwest::header::HeaderMap;
use tokio::time::Instant;

/// So many refused calls within so long, and we rest.
const REFUSALS: usize = 1000;
const WITHIN: Duration = Duration::from_mins(10);

/// Buckets remembered before those that are full again are forgotten.
const KEPT: usize = 10_000;

/// What is known of our limits.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    /// The bucket that Discord has named for a kind of call.
    names: HashMap<String, String>,
    /// What is left, by the bucket's name and the channel.
    buckets: HashMap<(String, String), Bucket>,
    /// Before this nothing is allowed at all.
    closed_until: Option<Instant>,
    refusals: VecDeque<Instant>,
}

#[derive(Debug)]
struct Bucket {
    left: u32,
    full_at: Instant,
}

/// A kind of call, and the channel or guild that it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kind {
    pub(crate) route: String,
    pub(crate) about: String,
}

impl Kind {
    /// Which limit a call falls under: ids beyond that of the channel do not matter.
    pub(crate) fn of(method: &str, path: &str) -> Self {
        let mut parts = path.split('?').next().unwrap_or_default().trim_matches('/').split('/');
        let (area, about) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let numeric = |part: &str| part.chars().all(|c| c.is_ascii_digit());
        let rest = parts.map(|part| if numeric(part) { "·" } else { part }).collect::<Vec<_>>().join("/");
        // Every interaction has a limit of its own: its path holds its token.
        let rest = if area == "interactions" || area == "webhooks" { String::new() } else { rest };
        Self { route: format!("{method} {area}/·/{rest}"), about: about.to_owned() }
    }
}

impl Limits {
    /// Takes a place for a call, or says how long to wait for one. `paced` heeds buckets; a closed door is always heeded.
    pub(crate) fn admit(&mut self, kind: &Kind, paced: bool, now: Instant) -> Result<(), Duration> {
        if let Some(closed) = self.closed_until.filter(|until| *until > now) {
            return Err(closed - now);
        }
        self.refusals.retain(|at| now - *at < WITHIN);
        if let Some(first) = self.refusals.front().filter(|_| self.refusals.len() >= REFUSALS) {
            return Err((*first + WITHIN).saturating_duration_since(now));
        }
        let key = self.key(kind);
        let Some(bucket) = self.buckets.get_mut(&key) else { return Ok(()) };
        if bucket.full_at <= now {
            self.buckets.remove(&key);
            return Ok(());
        }
        if bucket.left == 0 && paced {
            return Err(bucket.full_at - now);
        }
        bucket.left = bucket.left.saturating_sub(1);
        Ok(())
    }

    /// Learns from the headers of an answer.
    pub(crate) fn learn(&mut self, kind: &Kind, headers: &HeaderMap, now: Instant) {
        if let Some(name) = text(headers, "x-ratelimit-bucket") {
            self.names.insert(kind.route.clone(), name.to_owned());
        }
        let left = text(headers, "x-ratelimit-remaining").and_then(|left| left.parse().ok());
        let filled = text(headers, "x-ratelimit-reset-after").and_then(seconds);
        if let (Some(left), Some(filled)) = (left, filled) {
            if self.buckets.len() > KEPT {
                self.buckets.retain(|_, bucket| bucket.full_at > now);
            }
            let key = self.key(kind);
            self.buckets.insert(key, Bucket { left, full_at: now + filled });
        }
    }

    /// Discord said "too many", here or `everywhere`: how long it wants us to wait.
    pub(crate) fn refused(
        &mut self,
        kind: &Kind,
        headers: &HeaderMap,
        told: Option<Duration>,
        everywhere: bool,
        now: Instant,
    ) -> Duration {
        let wait = told.or_else(|| text(headers, "retry-after").and_then(seconds)).unwrap_or(Duration::from_secs(1));
        if everywhere {
            self.closed_until = Some(now + wait);
        } else {
            let key = self.key(kind);
            self.buckets.insert(key, Bucket { left: 0, full_at: now + wait });
        }
        // What others use up with us is not held against us.
        if text(headers, "x-ratelimit-scope") != Some("shared") {
            self.count(now);
        }
        wait
    }

    /// Counts a refusal that Discord holds against us: 401, 403 and 429.
    pub(crate) fn count(&mut self, now: Instant) {
        self.refusals.push_back(now);
        if self.refusals.len() > REFUSALS {
            self.refusals.pop_front();
        }
    }

    fn key(&self, kind: &Kind) -> (String, String) {
        (self.names.get(&kind.route).unwrap_or(&kind.route).clone(), kind.about.clone())
    }
}

/// Whether Discord's headers say that nothing at all is allowed now.
pub(crate) fn is_global(headers: &HeaderMap) -> bool {
    headers.contains_key("x-ratelimit-global") || text(headers, "x-ratelimit-scope") == Some("global")
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

pub(crate) fn seconds(text: &str) -> Option<Duration> {
    text.parse().ok().and_then(|seconds: f64| Duration::try_from_secs_f64(seconds).ok())
}
