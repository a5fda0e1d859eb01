//! Who of the team is at which conversation, or has which article open. Kept in memory alone: whoever is there says so again and again.

use std::collections::HashMap;
use std::hash::Hash;

use chrono::{DateTime, Duration, Utc};

use crate::model::{AgentId, Doing};

/// So long somebody counts as there after they last said so. Pages say so every 20 seconds.
const LOOKS_FOR: Duration = Duration::seconds(50);

/// So long somebody counts as writing after they last did. Pages say so every two and a half seconds.
const WRITES_FOR: Duration = Duration::seconds(6);

/// Somebody who is there.
#[derive(Clone, Copy, Debug)]
struct Onlooker {
    until: DateTime<Utc>,
    writes_until: Option<DateTime<Utc>>,
}

impl Onlooker {
    fn writes(&self, now: DateTime<Utc>) -> bool {
        self.writes_until.is_some_and(|until| until > now)
    }
}

/// All of them, by what they look at.
#[derive(Debug)]
pub(super) struct Onlookers<K>(HashMap<K, HashMap<AgentId, Onlooker>>);

impl<K> Default for Onlookers<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Clone + Eq + Hash> Onlookers<K> {
    /// Takes in what somebody does, and says whether others see a difference.
    pub(super) fn take_in(&mut self, at: &K, (agent, doing): (AgentId, Doing), now: DateTime<Utc>) -> bool {
        let before = self.doing(at, agent, now);
        let there = self.0.entry(at.clone()).or_default();
        if doing == Doing::Leaves {
            there.remove(&agent);
        } else {
            let writes_until = doing.writes().then(|| now + WRITES_FOR);
            there.insert(agent, Onlooker { until: now + LOOKS_FOR, writes_until });
        }
        self.0.retain(|_, there| {
            there.retain(|_, one| one.until > now);
            !there.is_empty()
        });
        before != self.doing(at, agent, now)
    }

    /// Who is there, and whether they write; those who write first.
    pub(super) fn at(&self, at: &K, now: DateTime<Utc>) -> Vec<(AgentId, bool)> {
        let there = self.0.get(at).into_iter().flatten();
        let there = there.filter(|(_, one)| one.until > now);
        let mut there: Vec<(AgentId, bool)> = there.map(|(agent, one)| (*agent, one.writes(now))).collect();
        there.sort_by_key(|(agent, writes)| (!writes, *agent));
        there
    }

    fn doing(&self, at: &K, agent: AgentId, now: DateTime<Utc>) -> Option<bool> {
        let one = self.0.get(at)?.get(&agent).filter(|one| one.until > now)?;
        Some(one.writes(now))
    }
}
