//! What a staff room is told of a file that was not sent.

use hamyar_channel::{Words, WordsExt};

use crate::model::FileProblem;

/// What a file is called: by its name, where it has one.
pub(super) fn called(words: &dyn Words, language: &str, name: &str) -> String {
    if name.is_empty() { words.word(language, "room-file") } else { name.to_owned() }
}

/// That it was not sent, and why.
pub(super) fn sentence(words: &dyn Words, language: &str, name: &str, why: &FileProblem) -> String {
    words.text(language, "room-told-file", &[("why", &self::why(words, language, name, why))])
}

/// Why, in words.
pub(super) fn why(words: &dyn Words, language: &str, name: &str, why: &FileProblem) -> String {
    let name = &called(words, language, name);
    let about = |key: &str| words.text(language, key, &[("name", name)]);
    match why {
        FileProblem::Channel => about("desk-unsent-channel"),
        FileProblem::Many(most) => {
            words.text(language, "desk-unsent-many", &[("name", name), ("count", &most.to_string())])
        }
        FileProblem::Large(limit) => {
            let (key, amount) = match *limit {
                limit @ 0..1_000_000 => ("desk-size-kb", limit.div_ceil(1000)),
                limit => ("desk-size-mb", limit.div_ceil(1_000_000)),
            };
            let size = words.text(language, key, &[("amount", &amount.to_string())]);
            words.text(language, "desk-unsent-large", &[("name", name), ("size", &size)])
        }
        FileProblem::Kind(allowed) => {
            words.text(language, "desk-unsent-kind", &[("name", name), ("kinds", &allowed.join(", "))])
        }
        FileProblem::Disguised => about("desk-unsent-disguised"),
        FileProblem::Empty => about("desk-unsent-empty"),
        FileProblem::Lost => about("room-told-file-lost"),
    }
}
