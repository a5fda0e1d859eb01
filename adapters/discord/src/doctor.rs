//! What an operator wants to know of a bot before trusting it.

use crate::api::CallError;
use crate::discord::Discord;
use crate::object::{Application, Me};

/// The application may read messages: with the approval that large bots need, or as a small one.
const READS: u64 = 1 << 18 | 1 << 19;

/// A bot that Discord knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// Its name.
    pub username: String,
    /// It may read what is written in guilds. Without that it cannot connect.
    pub reads_messages: bool,
    /// Everybody may add it to a guild.
    pub public: bool,
    /// Where it is added to a guild, with the rights that it needs.
    pub invitation: String,
}

/// Why nothing can be said of a bot.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckError {
    /// Discord does not know the token.
    #[error("Discord does not know this token ({reason}); copy it again from the developer portal, under Bot")]
    Unauthorized {
        /// Discord's words.
        reason: String,
    },
    /// Discord did not answer.
    #[error("Discord at {api_url} does not answer: {reason}")]
    Unreachable {
        /// Where it was looked for.
        api_url: String,
        /// What happened.
        reason: String,
    },
}

impl Discord {
    /// Asks Discord how the bot is. Changes nothing.
    ///
    /// # Errors
    ///
    /// If Discord does not know the token or cannot be reached.
    pub async fn check(&self) -> Result<Health, CheckError> {
        let listener = self.listener();
        let error = |error: CallError| check_error(&listener.settings.api_url, error);
        let me: Me = listener.api.get("/users/@me").await.map_err(error)?;
        let application: Application = listener.api.get("/applications/@me").await.map_err(error)?;
        Ok(Health {
            username: me.username,
            reads_messages: application.flags & READS != 0,
            public: application.bot_public,
            invitation: invitation(&application),
        })
    }
}

fn invitation(application: &Application) -> String {
    use serenity::model::permissions::Permissions;
    let rights = Permissions::VIEW_CHANNEL
        | Permissions::SEND_MESSAGES
        | Permissions::SEND_MESSAGES_IN_THREADS
        | Permissions::CREATE_PUBLIC_THREADS
        | Permissions::EMBED_LINKS
        | Permissions::ATTACH_FILES
        | Permissions::ADD_REACTIONS
        | Permissions::READ_MESSAGE_HISTORY;
    format!(
        "https://discord.com/oauth2/authorize?client_id={}&scope=bot+applications.commands&permissions={}",
        application.id,
        rights.bits()
    )
}

fn check_error(api_url: &str, error: CallError) -> CheckError {
    match error {
        CallError::Refused { status: 401, reason, .. } => CheckError::Unauthorized { reason },
        other => CheckError::Unreachable { api_url: api_url.to_owned(), reason: other.to_string() },
    }
}
