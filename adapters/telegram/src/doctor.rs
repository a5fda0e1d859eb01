//! What an operator wants to know of a bot before trusting it.

use serde::Deserialize;
use serde_json::json;

use crate::api::CallError;
use crate::settings::Mode;
use crate::telegram::Telegram;
use crate::update::Me;

/// A bot that Telegram knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// Its handle, without `@`.
    pub username: String,
    /// What people see.
    pub name: String,
    /// People can add it to groups.
    pub joins_groups: bool,
    /// Privacy mode is off: it is told everything that is said in its groups.
    pub reads_everything: bool,
    /// The settings ask for a webhook.
    pub wants_webhook: bool,
    /// Where Telegram brings updates, if it does.
    pub webhook: Option<Webhook>,
}

/// Telegram's view of a webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Its address.
    pub url: String,
    /// Updates that wait to be brought.
    pub pending: u64,
    /// What went wrong last, in Telegram's words.
    pub last_error: Option<String>,
}

/// Why nothing can be said of a bot.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckError {
    /// Telegram does not know the token.
    #[error("Telegram does not know this token ({reason}); copy it again from @BotFather")]
    Unauthorized {
        /// Telegram's words.
        reason: String,
    },
    /// Telegram did not answer.
    #[error("the Bot API at {api_url} does not answer: {reason}")]
    Unreachable {
        /// Where it was looked for.
        api_url: String,
        /// What happened.
        reason: String,
    },
}

#[derive(Deserialize)]
struct WebhookInfo {
    url: String,
    #[serde(default)]
    pending_update_count: u64,
    last_error_message: Option<String>,
}

impl Telegram {
    /// Asks Telegram how the bot is. Changes nothing.
    ///
    /// # Errors
    ///
    /// If Telegram does not know the token or cannot be reached.
    pub async fn check(&self) -> Result<Health, CheckError> {
        let listener = self.listener();
        let api = &listener.api;
        let error = |error: CallError| check_error(&listener.settings.api_url, error);
        let me: Me = api.call("getMe", &json!({})).await.map_err(error)?;
        let info: WebhookInfo = api.call("getWebhookInfo", &json!({})).await.map_err(error)?;
        Ok(Health {
            username: me.username,
            name: me.first_name,
            joins_groups: me.can_join_groups,
            reads_everything: me.can_read_all_group_messages,
            wants_webhook: matches!(listener.settings.mode, Mode::Webhook { .. }),
            webhook: (!info.url.is_empty()).then_some(Webhook {
                url: info.url,
                pending: info.pending_update_count,
                last_error: info.last_error_message,
            }),
        })
    }
}

impl Health {
    /// The same in sentences for an operator.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!("Telegram knows the bot as @{} (“{}”).", self.username, self.name)];
        lines.push(self.groups().to_owned());
        match (&self.webhook, self.wants_webhook) {
            (Some(webhook), true) => lines.extend(webhook.lines()),
            (Some(webhook), false) => lines
                .push(format!("A webhook is set at {}; it will be removed when Hamyar starts to poll.", webhook.url)),
            (None, true) => lines.push("No webhook is set yet; Hamyar sets it when it starts.".to_owned()),
            (None, false) => lines.push("Updates come by long polling.".to_owned()),
        }
        lines
    }

    fn groups(&self) -> &'static str {
        match (self.joins_groups, self.reads_everything) {
            (false, _) => "It cannot be added to groups (@BotFather, /setjoingroups).",
            (true, true) => "Privacy mode is off: in groups it is told every message.",
            (true, false) => {
                "Privacy mode is on: in groups it is told only commands, replies to it and, where it is an administrator, \
                 every message. To let it see more, make it an administrator or use /setprivacy with @BotFather, then add \
                 it to the group again."
            }
        }
    }
}

impl Webhook {
    fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!("Updates come by webhook at {}; {} wait.", self.url, self.pending)];
        lines.extend(self.last_error.as_ref().map(|error| format!("Telegram's last trouble with it: {error}.")));
        lines
    }
}

fn check_error(api_url: &str, error: CallError) -> CheckError {
    match error {
        CallError::Refused { code: 401 | 404, description, .. } => CheckError::Unauthorized { reason: description },
        other => CheckError::Unreachable { api_url: api_url.to_owned(), reason: other.to_string() },
    }
}
