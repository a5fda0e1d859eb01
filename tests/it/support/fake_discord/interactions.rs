//! Interactions: commands and presses, which want an answer by their token before it is too late.

use chrono::Duration;
use serde_json::{Value, json};

use super::BOT;
use super::messages::list;
use super::rest::{Answered, Refusal};
use super::state::{InteractionState, RIGHTS, State, Stored, kind, right};

/// How long an interaction can be answered, and what was promised be given.
const ANSWERED_WITHIN: Duration = Duration::seconds(3);
const COMPLETED_WITHIN: Duration = Duration::minutes(15);

/// The kind of a command that stands in the menu of a message.
pub(super) const MESSAGE: u8 = 3;

/// Only the person sees it.
const ALONE: u64 = 1 << 6;

impl State {
    /// Somebody does something with the bot here; returns the token.
    pub(super) fn interact(&mut self, channel: u64, user: u64, kind: u8, data: &Value, message: Option<u64>) -> String {
        let id = self.next_id();
        let token = format!("interaction-{id}-canary");
        let at = self.now;
        let state = InteractionState { id, channel, user, at, answered: false, expired: self.late, message: None };
        self.interactions.insert(token.clone(), state);
        let Some(place) = self.channels.get(&channel) else { return token };
        let (locale, admin) = match self.people.get(&user) {
            Some(person) => (person.locale.clone(), person.admin),
            None => ("en-US".to_owned(), false),
        };
        let under = message.and_then(|id| Some(self.message_json(place, place.messages.get(&id)?, false)));
        let mut interaction = json!({
            "id": id.to_string(), "application_id": super::APPLICATION.to_string(), "type": kind, "data": data, "token": token,
            "version": 1, "channel_id": channel.to_string(), "locale": locale,
            "channel": place.to_json(),
        });
        if let Some(under) = under {
            interaction["message"] = under;
        }
        match place.guild {
            Some(guild) => {
                let rights = if admin { RIGHTS | right::MANAGE_GUILD } else { RIGHTS };
                interaction["guild_id"] = json!(guild.to_string());
                let roles = self.people.get(&user).map(|person| &person.roles[..]).unwrap_or_default();
                interaction["member"] = json!({
                    "user": self.user_json(user), "nick": null, "roles": roles, "permissions": rights.to_string(),
                });
            }
            None => interaction["user"] = self.user_json(user),
        }
        self.dispatch_in(channel, "INTERACTION_CREATE", &interaction);
        token
    }

    /// The bot's first answer.
    pub(super) fn answer_interaction(&mut self, token: &str, body: &Value) -> Answered {
        let unknown = || Refusal::new(404, 10_062, "Unknown interaction");
        let in_time = self.now - ANSWERED_WITHIN;
        let open = |one: &&mut InteractionState| !one.expired && one.at >= in_time;
        let interaction = self.interactions.get_mut(token).filter(open).ok_or_else(unknown)?;
        if std::mem::replace(&mut interaction.answered, true) {
            return Err(Refusal::new(400, 40_060, "Interaction has already been acknowledged."));
        }
        let (id, channel, user) = (interaction.id, interaction.channel, interaction.user);
        let message = match body["type"].as_u64() {
            Some(4) => Some(self.put_answer(id, (channel, user), &body["data"], None)),
            Some(5) => Some(self.put_answer(id, (channel, user), &body["data"], Some("(thinking)"))),
            Some(6) => None,
            _ => return Err(Refusal::new(400, 50_035, "Invalid Form Body")),
        };
        if let Some(interaction) = self.interactions.get_mut(token) {
            interaction.message = message;
        }
        let message = message.map(|id| id.to_string());
        Ok(json!({ "interaction": { "id": id.to_string(), "type": 2, "response_message_id": message } }))
    }

    /// What the bot had promised.
    pub(super) fn complete_interaction(&mut self, token: &str, body: &Value) -> Answered {
        let unknown = || Refusal::new(404, 10_015, "Unknown Webhook");
        let in_time = self.now - COMPLETED_WITHIN;
        let open = |one: &&InteractionState| !one.expired && one.at >= in_time;
        let interaction = self.interactions.get(token).filter(open).ok_or_else(unknown)?;
        let (channel, message) = (interaction.channel, interaction.message.ok_or_else(unknown)?);
        self.rewrite(channel, message, body)
    }

    /// What the bot says beside its answer.
    pub(super) fn follow_up(&mut self, token: &str, body: &Value) -> Answered {
        let unknown = || Refusal::new(404, 10_015, "Unknown Webhook");
        let in_time = self.now - COMPLETED_WITHIN;
        let open = |one: &&InteractionState| one.answered && !one.expired && one.at >= in_time;
        let interaction = self.interactions.get(token).filter(open).ok_or_else(unknown)?;
        let (id, place) = (interaction.id, (interaction.channel, interaction.user));
        let message = self.put_answer(id, place, body, None);
        Ok(json!({ "id": message.to_string() }))
    }

    fn put_answer(
        &mut self,
        interaction: u64,
        (channel, user): (u64, u64),
        data: &Value,
        instead: Option<&str>,
    ) -> u64 {
        let id = self.next_id();
        let mut stored = Stored::new(id, BOT, instead.or(data["content"].as_str()).unwrap_or_default());
        stored.components = list(&data["components"]);
        stored.alone = data["flags"].as_u64().unwrap_or_default() & ALONE != 0;
        let user = self.user_json(user);
        let by = json!({ "id": interaction.to_string(), "type": 2, "user": user });
        stored.more = json!({ "type": 20, "interaction_metadata": by });
        self.put(channel, &stored);
        id
    }

    /// The bot opens somebody's direct chat.
    pub(super) fn open_direct(&mut self, body: &Value) -> Answered {
        let user = body["recipient_id"].as_str().and_then(|id| id.parse().ok());
        let user = user.filter(|id| self.people.contains_key(id));
        let user = user.ok_or_else(|| Refusal::new(400, 50_033, "Invalid Recipient(s)"))?;
        let chat = self.direct_chat(user);
        Ok(json!({ "id": chat.to_string(), "type": kind::DIRECT, "recipients": [self.user_json(user)] }))
    }

    /// A direct chat of somebody's.
    pub(super) fn direct_chat(&mut self, user: u64) -> u64 {
        let known = self.channels.values().find(|channel| channel.recipient == Some(user)).map(|channel| channel.id);
        known.unwrap_or_else(|| {
            let id = self.next_id();
            let mut channel = super::state::ChannelState::new(id, kind::DIRECT, "");
            channel.recipient = Some(user);
            self.channels.insert(id, channel);
            id
        })
    }
}
