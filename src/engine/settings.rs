//! How places are set, in words: for those who read it in the place, and at the desk.

use hamyar_channel::{Channel, Words, WordsExt};

use crate::model::{Autonomy, Mark, Notice, PlaceChange, PlaceSettings, Role, SetupProblem};

/// What a role means.
pub(crate) fn role_key(role: Role) -> &'static str {
    match role {
        Role::Direct => "place-role-direct",
        Role::Help => "place-role-help",
        Role::Community => "place-role-community",
        Role::Staff => "place-role-staff",
        Role::Ignored => "place-role-ignored",
    }
}

/// What an autonomy means.
pub(crate) fn autonomy_key(autonomy: Autonomy) -> &'static str {
    match autonomy {
        Autonomy::Always => "place-autonomy-always",
        Autonomy::Addressed => "place-autonomy-addressed",
        Autonomy::Confident => "place-autonomy-confident",
        Autonomy::Never => "place-autonomy-never",
    }
}

/// Whether a place listens.
pub(crate) fn listen_key(listen: bool) -> &'static str {
    if listen { "place-listen-on" } else { "place-listen-off" }
}

/// A language in its own name, or that there is none.
pub(crate) fn language_name(words: &dyn Words, language: &str, tag: Option<&str>) -> String {
    tag.map_or_else(|| words.word(language, "place-language-none"), |tag| words.word(tag, "desk-language-name"))
}

/// What is set.
pub(super) fn shown(words: &dyn Words, language: &str, settings: &PlaceSettings) -> String {
    let word = |key| words.word(language, key);
    let arguments = [
        ("role", word(role_key(settings.role))),
        ("autonomy", word(autonomy_key(settings.autonomy))),
        ("language", language_name(words, language, settings.language.as_deref())),
        ("listen", word(listen_key(settings.listen))),
    ];
    let arguments: Vec<(&str, &str)> = arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
    words.text(language, "place-setup", &arguments)
}

/// What is written on the button of a change.
pub(super) fn label(words: &dyn Words, language: &str, change: PlaceChange, languages: &[String]) -> String {
    let word = |key| words.word(language, key);
    match change {
        PlaceChange::Role(Role::Community) => word("place-button-community"),
        PlaceChange::Role(Role::Ignored) => word("place-button-ignored"),
        PlaceChange::Role(_) => word("place-button-help"),
        PlaceChange::Autonomy(Autonomy::Always) => word("place-button-always"),
        PlaceChange::Autonomy(Autonomy::Addressed) => word("place-button-addressed"),
        PlaceChange::Autonomy(Autonomy::Confident) => word("place-button-confident"),
        PlaceChange::Autonomy(Autonomy::Never) => word("place-button-never"),
        PlaceChange::Listen(true) => word("place-button-listen"),
        PlaceChange::Listen(false) => word("place-button-listen-no-more"),
        PlaceChange::Language(number) => {
            let tag = usize::from(number).checked_sub(1).and_then(|index| languages.get(index));
            let name = language_name(words, language, tag.map(String::as_str));
            words.text(language, "place-button-language", &[("language", &name)])
        }
    }
}

/// What was not understood, and what there is to choose.
pub(super) fn problem(words: &dyn Words, language: &str, problem: SetupProblem, languages: &[String]) -> String {
    let list = |allowed: Vec<&str>| allowed.join(", ");
    let (setting, allowed) = match problem {
        SetupProblem::Setting => {
            return words.text(language, "place-unknown", &[("allowed", "role, autonomy, language, listen")]);
        }
        SetupProblem::Role => ("role", list(PlaceChange::ROLES.iter().map(|role| role.word()).collect())),
        SetupProblem::Autonomy => {
            ("autonomy", list(PlaceChange::AUTONOMIES.iter().map(|autonomy| autonomy.word()).collect()))
        }
        SetupProblem::Listen => ("listen", "on, off".to_owned()),
        SetupProblem::Language => ("language", list(languages.iter().map(String::as_str).chain(["none"]).collect())),
    };
    words.text(language, "place-wrong", &[("setting", setting), ("allowed", &allowed)])
}

/// What people in a place are told.
pub(super) fn notice(words: &dyn Words, language: &str, notice: Notice, way: &Way) -> String {
    let mark = ("mark", Mark::Answer.emoji());
    match (notice, way) {
        (Notice::ReadsAlong, _) => words.word(language, "place-reads-along"),
        (Notice::ReadsNoMore, _) => words.word(language, "place-reads-no-more"),
        (Notice::Community, Way::Link(link)) => words.text(language, "place-quiet-link", &[mark, ("link", link)]),
        (Notice::Community, Way::Reaction) => words.text(language, "place-quiet-reaction", &[mark]),
        (Notice::Community, Way::Command) => words.text(language, "place-quiet", &[mark]),
    }
}

/// How somebody in a shared place comes by an answer in private.
pub(super) enum Way {
    /// This opens their direct chat.
    Link(String),
    /// They react, and we write to them.
    Reaction,
    /// They write to us.
    Command,
}

impl Way {
    /// The shortest way that a channel knows. What its link carries comes back when it is opened.
    pub(super) fn of(channel: Option<&dyn Channel>, carries: &str) -> Self {
        let link = channel.and_then(|channel| channel.direct_link(carries)).map(Self::Link);
        let first = || if channel.is_some_and(Channel::writes_first) { Self::Reaction } else { Self::Command };
        link.unwrap_or_else(first)
    }
}
