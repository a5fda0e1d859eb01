//! Which stemmer a word meets.

use std::borrow::Cow;

use frostem::{Algorithm, Stemmer};

use super::language;
use super::letters::Scripts;

/// The stemmers for a text in one locale.
#[derive(Clone, Copy)]
pub(super) struct Stems {
    latin: Option<Stemmer>,
    cyrillic: Option<Stemmer>,
    other: Option<Stemmer>,
    /// Arabic's own stemmer; words of the Arabic script are Persian otherwise, or left alone.
    arabic: Option<Stemmer>,
    persian: bool,
}

impl Stems {
    /// The stemmers for `locale`; what is not in its script is treated as English, Russian or Persian.
    pub(super) fn new(locale: &str) -> Self {
        let language = language::base(locale);
        let mut stems = Self {
            latin: Some(Stemmer::new(Algorithm::English)),
            cyrillic: Some(Stemmer::new(Algorithm::Russian)),
            other: None,
            arabic: None,
            persian: true,
        };
        if matches!(language, "und" | "" | "en" | "fa") {
            return stems;
        }
        let own = Stemmer::try_from_name(language).ok();
        match language::script(language) {
            Scripts::Latin => stems.latin = own,
            Scripts::Cyrillic => stems.cyrillic = own,
            Scripts::Other => stems.other = own,
            Scripts::Arabic => {
                stems.arabic = own;
                stems.persian = false;
            }
            Scripts::Unspaced => {}
        }
        stems
    }

    /// Whether words of the Arabic script are read as Persian.
    pub(super) fn persian(&self) -> bool {
        self.persian
    }

    /// What `word` shares with its inflections.
    pub(super) fn stem<'a>(&self, word: &'a str, script: Scripts) -> Cow<'a, str> {
        let stemmer = match script {
            Scripts::Latin if word.starts_with(|c: char| c.is_ascii_digit()) => None,
            Scripts::Latin => self.latin,
            Scripts::Cyrillic => self.cyrillic,
            Scripts::Other => self.other,
            Scripts::Arabic => {
                let Some(stemmer) = self.arabic else { return word.into() };
                // The stemmer knows Arabic's own letters, which normalization unified with Persian's.
                let arabic = word.replace('ی', "ي").replace('ک', "ك");
                return stemmer.stem(&arabic).into_owned().into();
            }
            Scripts::Unspaced => None,
        };
        stemmer.map_or(word.into(), |stemmer| stemmer.stem(word))
    }
}
