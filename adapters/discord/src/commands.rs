//! The slash commands and those of a message's menu, in every language there are words for.
//!
//! Discord shows commands in the language of a person's app where it knows the language. Those that it does not know,
//! Persian among them, have commands of their own, by their own names.

use std::collections::HashMap;

use hamyar_channel::{Words, WordsExt};
use reqwest::Method;
use serenity::builder::{CreateCommand, CreateCommandOption};
use serenity::model::application::{CommandOptionType, CommandType, InteractionContext};
use serenity::model::permissions::Permissions;

use crate::convert::Command;
use crate::listener::Listener;
use crate::object::Id;

/// The commands; `discord-command-…` is the key of the name and `command-…` of what each does.
const COMMANDS: [&str; 5] = ["ask", "human", "setup", "start", "link"];

/// Those of the team, for rooms in which it works. Discord shows them to moderators, unless a server says otherwise.
const OF_TEAM: [&str; 8] = ["take", "resolve", "reopen", "bot", "snooze", "wake", "macro", "note"];

/// Those of the menu of a message, which they are about. Their names are shown as they are, and nothing explains them.
const OF_MESSAGE: [&str; 1] = ["solved"];

/// The longest question, the most that Discord takes.
const QUESTION: u16 = 6000;
const DESCRIPTION: usize = 100;

/// What Discord calls the languages that it knows, of those we may have.
const LOCALES: [(&str, &[&str]); 6] = [
    ("en", &["en-US", "en-GB"]),
    ("de", &["de"]),
    ("fr", &["fr"]),
    ("es", &["es-ES", "es-419"]),
    ("tr", &["tr"]),
    ("ru", &["ru"]),
];

fn locales(language: &str) -> Option<&'static [&'static str]> {
    LOCALES.iter().find(|(known, _)| *known == language).map(|(_, locales)| *locales)
}

fn all() -> impl Iterator<Item = &'static str> {
    COMMANDS.into_iter().chain(OF_TEAM).chain(OF_MESSAGE)
}

/// The commands by the names that people see.
pub(crate) fn names(words: &dyn Words) -> HashMap<String, Command> {
    let mut names = HashMap::new();
    for name in all() {
        let of_team = OF_TEAM.contains(&name);
        names.insert(name.to_owned(), Command { name, language: None, of_team });
        for language in words.languages() {
            let own = locales(language).is_none().then_some(*language);
            names.insert(shown(words, language, name), Command { name, language: own, of_team });
        }
    }
    names
}

/// Announces them. The bot works without, so a failure is only said.
pub(crate) async fn announce(listener: &Listener, words: &dyn Words, application: Id) {
    let path = format!("/applications/{application}/commands");
    if let Err(error) = listener.api.call(Method::PUT, &path, Some(&menu(words))).await {
        tracing::warn!(channel = %listener.settings.id, %error, "the commands were not announced");
    }
}

fn menu(words: &dyn Words) -> Vec<CreateCommand> {
    let (known, unknown): (Vec<&str>, Vec<&str>) =
        words.languages().iter().copied().partition(|language| locales(language).is_some());
    let in_known = all().map(|name| {
        let of_message = OF_MESSAGE.contains(&name);
        let called = if of_message { shown(words, "en", name) } else { name.to_owned() };
        let mut command = command(words, "en", name, called);
        for language in &known {
            for locale in locales(language).unwrap_or_default() {
                command = command.name_localized(*locale, shown(words, language, name));
                if !of_message {
                    command = command.description_localized(*locale, described(words, language, name));
                }
            }
        }
        command
    });
    let in_unknown = unknown
        .iter()
        .flat_map(|language| all().map(move |name| command(words, language, name, shown(words, language, name))));
    in_known.chain(in_unknown).collect()
}

fn command(words: &dyn Words, language: &str, name: &str, shown: String) -> CreateCommand {
    let command = CreateCommand::new(shown);
    if OF_MESSAGE.contains(&name) {
        return command.kind(CommandType::Message).add_context(InteractionContext::Guild);
    }
    let command = command.description(described(words, language, name));
    let command = match name {
        "setup" => command
            .default_member_permissions(Permissions::MANAGE_GUILD)
            .add_context(InteractionContext::Guild)
            .add_option(text(words, language, "arguments").max_length(100)),
        _ if OF_TEAM.contains(&name) => {
            command.default_member_permissions(Permissions::MANAGE_MESSAGES).add_context(InteractionContext::Guild)
        }
        // What waits for somebody in private is fetched there.
        "start" => command.add_context(InteractionContext::BotDm),
        _ => command.add_context(InteractionContext::Guild).add_context(InteractionContext::BotDm),
    };
    match name {
        "link" => command.add_option(text(words, language, "code").required(true).max_length(20)),
        "snooze" => command.add_option(text(words, language, "time").required(true).max_length(40)),
        "macro" => command.add_option(text(words, language, "name").required(true).max_length(100)),
        "note" => command.add_option(text(words, language, "note").required(true).max_length(QUESTION)),
        "ask" => command.add_option(text(words, language, "question").required(true).max_length(QUESTION)),
        _ => command,
    }
}

fn text(words: &dyn Words, language: &str, what: &str) -> CreateCommandOption {
    let name = words.word(language, &format!("discord-option-{what}"));
    let description = words.word(language, &format!("discord-option-{what}-description"));
    CreateCommandOption::new(CommandOptionType::String, name, description).required(false)
}

fn shown(words: &dyn Words, language: &str, name: &str) -> String {
    words.word(language, &format!("discord-command-{name}"))
}

fn described(words: &dyn Words, language: &str, name: &str) -> String {
    let key = if OF_TEAM.contains(&name) { format!("command-room-{name}") } else { format!("command-{name}") };
    words.word(language, &key).chars().take(DESCRIPTION).collect()
}
