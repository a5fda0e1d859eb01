//! Words that people read, by language. The host owns them all; an adapter asks for those it shows itself.

/// The host's words.
pub trait Words: Send + Sync + 'static {
    /// The text of `key` in `language` (falling back to English), with `arguments` filled in.
    fn text(&self, language: &str, key: &str, arguments: &[(&str, &str)]) -> String;

    /// The languages there are words for, the default one first.
    fn languages(&self) -> &[&'static str];
}

/// Shorthand over [`Words`].
pub trait WordsExt: Words {
    /// The text of `key` in `language`, without arguments.
    fn word(&self, language: &str, key: &str) -> String {
        self.text(language, key, &[])
    }
}

impl<W: Words + ?Sized> WordsExt for W {}
