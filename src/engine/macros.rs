//! Macros: their steps as one act, in the words of the conversation.

use hamyar_channel::WordsExt;

use super::Engine;
use crate::model::{Action, AgentId, BrokenStep, Canned, Conversation, Hand, Macro, Steps, Values};
use crate::store::StoreError;

impl Engine {
    /// What differs in a reply from conversation to conversation, as it is for whoever writes in this one.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn values(&self, conversation: &Conversation, agent: AgentId) -> Result<Values, StoreError> {
        let asker = self.store.asker(conversation.id).await?;
        let agent = self.known_as(agent, conversation).await?.unwrap_or_default();
        let team = match conversation.team {
            Some(id) => self.store.teams().await?.into_iter().find(|team| team.id == id).map(|team| team.name),
            None => None,
        };
        let language = &conversation.language;
        let channel = asker.as_ref().map(|asker| match asker.channel.platform() {
            "telegram" => "desk-channel-telegram",
            "discord" => "desk-channel-discord",
            "web" => "desk-channel-web",
            _ => "desk-channel-console",
        });
        Ok(Values {
            customer: asker.and_then(|asker| asker.name),
            number: conversation.number,
            agent,
            channel: channel.map(|key| self.words.word(language, key)).unwrap_or_default(),
            language: self.words.word(language, "desk-language-name"),
            team: team.unwrap_or_default(),
        })
    }

    /// A macro as somebody runs it in this conversation, or why it cannot be run anywhere.
    ///
    /// # Errors
    ///
    /// When the database refuses.
    pub async fn run_of(
        &self,
        conversation: &Conversation,
        agent: AgentId,
        wanted: Macro,
    ) -> Result<Result<Action, BrokenStep>, StoreError> {
        let values = self.values(conversation, agent).await?;
        let Macro { name, steps: Steps { note, labels, priority, reply, hand, end }, .. } = wanted;
        let mut steps = Vec::new();
        steps.extend(note.map(|note| Action::Note(Canned::filled_in(&note, &values))));
        steps.extend(labels.into_iter().map(Action::Label));
        steps.extend(priority.map(Action::Prioritise));
        if let Some(reply) = reply {
            let Some(reply) = self.store.canned_reply(reply).await? else { return Ok(Err(BrokenStep::Reply)) };
            steps.push(Action::Reply(reply.filled(&values)));
        }
        match hand {
            Some(Hand::Me) => steps.push(Action::Take),
            Some(Hand::Agent(to)) => steps.push(Action::Assign(Some(to))),
            Some(Hand::Team(id)) => {
                let team = self.store.teams().await?.into_iter().find(|team| team.id == id);
                let Some(team) = team else { return Ok(Err(BrokenStep::Team)) };
                steps.push(Action::HandTo(team));
            }
            None => {}
        }
        steps.extend(end.map(|end| match end.snooze() {
            Some(time) => Action::Snooze(self.edge.now() + time),
            None => Action::Resolve,
        }));
        Ok(Ok(Action::Run { name, steps }))
    }
}
