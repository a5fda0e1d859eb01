//! Who of the team is at which conversation. Kept in memory alone: whoever is there says so again and again.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};

use crate::model::{AgentId, ConversationId, Doing, Glance};

/// So long somebody counts as there after they last said so. Pages say so every 20 seconds.
const LOOKS_FOR: Duration = Duration::seconds(50);

/// So long somebody counts as writing after they last did. Pages say so every two and a half seconds.
const WRITES_FOR: Duration = Duration::seconds(6);

/// Somebody at a conversation.
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

/// All of them.
#[derive(Debug, Default)]
pub(super) struct Onlookers(HashMap<ConversationId, HashMap<AgentId, Onlooker>>);

impl Onlookers {
    /// Takes in what somebody does, and says whether others see a difference.
    pub(super) fn take_in(&mut self, glance: Glance, now: DateTime<Utc>) -> bool {
        let before = self.doing(glance.conversation, glance.agent, now);
        let there = self.0.entry(glance.conversation).or_default();
        if glance.doing == Doing::Leaves {
            there.remove(&glance.agent);
        } else {
            let writes_until = glance.doing.writes().then(|| now + WRITES_FOR);
            there.insert(glance.agent, Onlooker { until: now + LOOKS_FOR, writes_until });
        }
        self.0.retain(|_, there| {
            there.retain(|_, one| one.until > now);
            !there.is_empty()
        });
        before != self.doing(glance.conversation, glance.agent, now)
    }

    /// Who is there, and whether they write; those who write first.
    pub(super) fn at(&self, conversation: ConversationId, now: DateTime<Utc>) -> Vec<(AgentId, bool)> {
        let there = self.0.get(&conversation).into_iter().flatten();
        let there = there.filter(|(_, one)| one.until > now);
        let mut there: Vec<(AgentId, bool)> = there.map(|(agent, one)| (*agent, one.writes(now))).collect();
        there.sort_by_key(|(agent, writes)| (!writes, *agent));
        there
    }

    fn doing(&self, conversation: ConversationId, agent: AgentId, now: DateTime<Utc>) -> Option<bool> {
        let one = self.0.get(&conversation)?.get(&agent).filter(|one| one.until > now)?;
        Some(one.writes(now))
    }
}
