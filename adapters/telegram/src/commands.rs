//! The menu of commands, in every language there are words for.

use hamyar_channel::{Words, WordsExt};
use serde_json::{Value, json};

use crate::listener::Listener;

/// The commands in the menu, by who sees it; `command-…` is the key of what each does. Telegram shows the narrowest menu
/// alone, so each is whole.
const MENUS: [(&str, &[&str]); 3] = [
    ("default", &["start", "help", "human", "bot", "ask"]),
    ("all_group_chats", &["ask", "human", "bot", "solved", "help"]),
    ("all_chat_administrators", &["ask", "human", "bot", "solved", "help", "setup"]),
];

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

/// A menu of each kind for each language, and one in the default language for everyone else.
fn menus(words: &dyn Words) -> Vec<Value> {
    let mut all = Vec::new();
    for (scope, names) in MENUS {
        let menu =
            |language: &&str| json!({ "scope": { "type": scope }, "commands": commands(words, language, names) });
        all.extend(words.languages().first().map(menu));
        all.extend(words.languages().iter().map(|language| {
            let mut menu = menu(language);
            menu["language_code"] = json!(language);
            menu
        }));
    }
    all
}

fn commands(words: &dyn Words, language: &str, names: &[&str]) -> Vec<Value> {
    let command = |name: &&str| {
        let description: String = words.word(language, &format!("command-{name}")).chars().take(LONGEST).collect();
        json!({ "command": name, "description": description })
    };
    names.iter().map(command).collect()
}
