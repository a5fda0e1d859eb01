//! The menu of commands, in every language there are words for.

use hamyar_channel::{Words, WordsExt};
use serde_json::{Value, json};

use crate::listener::Listener;

/// The commands in the menu; `command-…` is the key of what each does.
const COMMANDS: [&str; 5] = ["start", "help", "human", "bot", "ask"];

/// The longest description, in characters.
const LONGEST: usize = 256;

/// Sets the menu. The bot works without one, so a failure is only said.
pub(crate) async fn announce(listener: &Listener, words: &dyn Words) {
    for menu in menus(words) {
        if let Err(error) = listener.api.call::<_, bool>("setMyCommands", &menu).await {
            tracing::warn!(channel = %listener.settings.id, %error, "the menu of commands was not set");
            return;
        }
    }
}

/// One menu for each language, and one in the default language for everyone else.
fn menus(words: &dyn Words) -> Vec<Value> {
    let languages = words.languages();
    let everyone = languages.first().map(|language| json!({ "commands": commands(words, language) }));
    let menu = |language: &&str| json!({ "commands": commands(words, language), "language_code": language });
    everyone.into_iter().chain(languages.iter().map(menu)).collect()
}

fn commands(words: &dyn Words, language: &str) -> Vec<Value> {
    let command = |name: &&str| {
        let description: String = words.word(language, &format!("command-{name}")).chars().take(LONGEST).collect();
        json!({ "command": name, "description": description })
    };
    COMMANDS.iter().map(command).collect()
}
