//! Every word that people read, by language: the files in `locales/`, built into the program.
//!
//! A file's messages begin with its name (`chat.ftl` has `chat-…`), so that a key says where it stands. The tests see to
//! it that the languages have the same keys with the same arguments, and that each key is used.
//!
//! An argument that is a plain number takes the language's digits and chooses plural forms. One whose direction is not
//! the language's (a Latin name in a Persian sentence) is put between marks that keep the sentence's order around it:
//! FSI and PDI, as Fluent itself does, but only there. Most texts have none and stay clean in a terminal; an address
//! with `://` never has them, because a platform may take the mark for a part of the link.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::FluentNumber;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use hamyar_channel::Words;
use include_dir::{Dir, include_dir};
use unic_langid::LanguageIdentifier;

/// The languages there are words for. The first is fallen back to.
pub const LANGUAGES: [&str; 2] = ["en", "fa"];

static LOCALES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/locales");

/// All words, parsed once.
pub struct Catalog {
    bundles: Vec<(&'static str, Bundle)>,
    offered: Vec<&'static str>,
}

type Bundle = FluentBundle<FluentResource>;

impl Catalog {
    /// The words of `offered`, of which `default` comes first. Languages that there are no words for are left out.
    #[must_use]
    pub fn new<'a>(default: &str, offered: impl IntoIterator<Item = &'a str>) -> Self {
        let offered: Vec<&str> = offered.into_iter().collect();
        let mut offered: Vec<&'static str> =
            LANGUAGES.into_iter().filter(|language| *language == default || offered.contains(language)).collect();
        offered.sort_by_key(|language| *language != default);
        Self { bundles: LANGUAGES.into_iter().map(|language| (language, bundle(language))).collect(), offered }
    }

    fn bundle(&self, language: &str) -> Option<&Bundle> {
        self.bundles.iter().find(|(name, _)| *name == language).map(|(_, bundle)| bundle)
    }
}

impl Default for Catalog {
    /// All languages, English first.
    fn default() -> Self {
        Self::new(LANGUAGES[0], LANGUAGES)
    }
}

impl Words for Catalog {
    /// A regional language (`fa-IR`) has the words of its language. A key that nobody knows is its own text.
    fn text(&self, language: &str, key: &str, arguments: &[(&str, &str)]) -> String {
        let language = primary(language);
        let languages = [language, LANGUAGES[0]];
        languages.iter().find_map(|name| message(self.bundle(name)?, name, key, arguments)).unwrap_or_else(|| {
            tracing::warn!(key, language, "there are no words for a key");
            key.to_owned()
        })
    }

    fn languages(&self) -> &[&'static str] {
        &self.offered
    }
}

/// The language of a tag without its region: `fa` of `fa-IR`.
#[must_use]
pub fn primary(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or(tag)
}

fn bundle(language: &str) -> Bundle {
    let mut bundle = Bundle::new_concurrent(vec![language.parse::<LanguageIdentifier>().unwrap_or_default()]);
    bundle.set_use_isolating(false);
    if language == "fa" {
        bundle.set_formatter(Some(|value, _| match value {
            FluentValue::Number(number) => Some(persian_digits(&number.as_string())),
            _ => None,
        }));
    }
    for file in LOCALES.get_dir(language).into_iter().flat_map(Dir::files) {
        // The tests prove that all files parse and that no key is there twice; a broken one would lack a few words.
        let text = file.contents_utf8().unwrap_or_default().to_owned();
        let resource = FluentResource::try_new(text).unwrap_or_else(|(partial, _)| partial);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

fn message(bundle: &Bundle, language: &str, key: &str, arguments: &[(&str, &str)]) -> Option<String> {
    let pattern = bundle.get_message(key)?.value()?;
    let arguments: FluentArgs<'_> = arguments.iter().map(|(name, value)| (*name, argument(language, value))).collect();
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, Some(&arguments), &mut errors).into_owned();
    if !errors.is_empty() {
        tracing::warn!(key, language, errors = errors.len(), "a text lacks an argument");
    }
    Some(text)
}

fn argument<'a>(language: &str, value: &'a str) -> FluentValue<'a> {
    match number(value) {
        Some(number) => FluentValue::Number(number),
        None if is_foreign(language, value) => FluentValue::from(format!("\u{2068}{value}\u{2069}")),
        None => FluentValue::from(value),
    }
}

/// A plain number: digits without a leading zero, few enough to be exact, and perhaps a fraction.
fn number(value: &str) -> Option<FluentNumber> {
    let (whole, fraction) = value.split_once('.').unwrap_or((value, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let plain = digits(whole) && digits(fraction) && (whole == "0" || !whole.starts_with('0'));
    if plain && value.len() <= 15 { value.parse().ok() } else { None }
}

/// The value has letters of the other direction.
fn is_foreign(language: &str, value: &str) -> bool {
    if value.contains("://") || value.contains('\n') {
        return false;
    }
    let right_to_left = language == "fa";
    value.chars().any(|letter| letter.is_alphabetic() && is_right_to_left(letter) != right_to_left)
}

/// Hebrew, Arabic and their kin.
fn is_right_to_left(letter: char) -> bool {
    matches!(letter, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}')
}

/// The text with Persian digits instead of ASCII ones, and the Persian mark where a point stands in a number.
#[must_use]
pub fn persian_digits(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let is_digit = |index: usize| characters.get(index).is_some_and(char::is_ascii_digit);
    let persian = |(index, character): (usize, &char)| match *character {
        digit @ '0'..='9' => char::from_u32(digit as u32 - '0' as u32 + '۰' as u32).unwrap_or(digit),
        '.' if index > 0 && is_digit(index - 1) && is_digit(index + 1) => '٫',
        other => other,
    };
    characters.iter().enumerate().map(persian).collect()
}

/// The key of the words for why a conversation went to people, by the reason's own word.
#[must_use]
pub fn reason_key(word: &str) -> &'static str {
    match word {
        "asked" => "desk-reason-asked",
        "no_answer" => "desk-reason-no-answer",
        "no_index" => "desk-reason-no-index",
        "refused" => "desk-reason-refused",
        "answerer_failed" => "desk-reason-failed",
        "not_delivered" => "desk-reason-not-delivered",
        _ => "desk-reason-other",
    }
}
