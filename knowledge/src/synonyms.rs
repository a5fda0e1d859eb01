//! Words that mean the same in one knowledge base, as its curators say: a question with one of them is also asked with
//! the others, and counts as it is answered best.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;

use crate::analysis::{self, Analysed, language};
use crate::index::Lexicon;

/// Groups at most.
const MOST_GROUPS: usize = 5_000;
/// Words and phrases of a group at most.
const MOST_MEMBERS: usize = 20;
/// Characters of a word or phrase at most.
const LONGEST: usize = 100;
/// Ways at most in which a question is asked besides its own.
const MOST_WAYS: usize = 6;

/// Groups of words and phrases that mean the same, for each language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Synonyms {
    source: String,
    groups: Vec<Vec<String>>,
    /// The groups in which a language has a phrase that begins with a reduced word, and the phrase.
    by_start: HashMap<(&'static str, String), Vec<Phrase>>,
}

/// A group, and a word or phrase of it, reduced.
type Phrase = (usize, Vec<String>);

/// What is wrong with a list of synonyms.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct SynonymsError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub problem: SynonymsProblem,
}

/// What is wrong with a line of a list of synonyms.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SynonymsProblem {
    /// It names no language.
    #[error("`{0}` is no language; write for example [en] or [fa]")]
    Language(String),
    /// No language was named before it.
    #[error("a language comes first, for example [en]")]
    NoLanguage,
    /// The list is too long.
    #[error("there are more than {} groups", MOST_GROUPS)]
    Groups,
    /// Nothing of it is a word.
    #[error("there is no word in “{0}”")]
    NoWord(String),
    /// It is there already.
    #[error("“{word}” is the same as a word in line {line}")]
    Twice {
        /// What is there already.
        word: String,
        /// In which line.
        line: usize,
    },
    /// There are not two of them.
    #[error("a group is two words or more, separated by commas")]
    Alone,
    /// There are too many of them.
    #[error("a group has at most {} words", MOST_MEMBERS)]
    Members,
    /// One of them is too long.
    #[error("a word or phrase has at most {} characters", LONGEST)]
    Long,
}

impl Synonyms {
    /// Reads a list: a language such as `[en]` in a line of its own, and below it a group in each line, its words and
    /// phrases separated by commas. What follows a `#` at the beginning of a line is not read.
    ///
    /// # Errors
    ///
    /// The first line that cannot be understood.
    pub fn parse(text: &str) -> Result<Self, SynonymsError> {
        let mut synonyms = Self { source: text.to_owned(), ..Self::default() };
        let mut language = None;
        let mut known: HashMap<(&'static str, Vec<String>), usize> = HashMap::new();
        for (line, text) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
            let text = text.trim();
            let wrong = |problem| SynonymsError { line, problem };
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            if let Some(tag) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
                let code = language::code(language::base(tag.trim()));
                language = Some(code.ok_or_else(|| wrong(SynonymsProblem::Language(tag.to_owned())))?);
                continue;
            }
            let language = language.ok_or_else(|| wrong(SynonymsProblem::NoLanguage))?;
            let members = members(text).map_err(wrong)?;
            if synonyms.groups.len() == MOST_GROUPS {
                return Err(wrong(SynonymsProblem::Groups));
            }
            for member in &members {
                let words = analysis::words(member, language);
                let Some(first) = words.first().cloned() else {
                    return Err(wrong(SynonymsProblem::NoWord(member.clone())));
                };
                if let Some(before) = known.insert((language, words.clone()), line) {
                    return Err(wrong(SynonymsProblem::Twice { word: member.clone(), line: before }));
                }
                synonyms.by_start.entry((language, first)).or_default().push((synonyms.groups.len(), words));
            }
            synonyms.groups.push(members);
        }
        // The longest phrase that fits counts.
        for phrases in synonyms.by_start.values_mut() {
            phrases.sort_by_key(|(_, words)| Reverse(words.len()));
        }
        Ok(synonyms)
    }

    /// No synonyms, in place of a list that cannot be read.
    #[must_use]
    pub fn unreadable(source: String) -> Self {
        Self { source, ..Self::default() }
    }

    /// The list as it was read.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Groups in all.
    #[must_use]
    pub fn len(&self) -> usize {
        self.groups.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// Whether a reduced word is one of a group.
    pub(crate) fn hold(&self, word: &str, language: &str) -> bool {
        let phrases = language::code(language).and_then(|code| self.by_start.get(&(code, word.to_owned())));
        phrases.is_some_and(|phrases| phrases.iter().any(|(_, words)| words.len() == 1))
    }

    /// The other ways to ask `text`, with words that the articles hold.
    pub(crate) fn ways(&self, text: &str, language: &str, lexicon: &Lexicon) -> Vec<String> {
        let Some(language) = language::code(language).filter(|_| !self.groups.is_empty()) else { return Vec::new() };
        let Analysed { words, surfaces, spans } = analysis::analyse(text, language);
        // Each way so far, up to the word that is looked at.
        let mut ways: Vec<(String, bool)> = vec![(String::new(), false)];
        let mut at = 0;
        while at < surfaces.len() {
            let (length, others) = self.others(&words, &spans, at, language, lexicon);
            let own = surfaces[at..at + length].join(" ");
            let before = ways.clone();
            for (way, _) in &mut ways {
                extend(way, &own);
            }
            for other in others {
                for (way, _) in &before {
                    if ways.len() <= MOST_WAYS {
                        let mut way = way.clone();
                        extend(&mut way, other);
                        ways.push((way, true));
                    }
                }
            }
            at += length;
        }
        ways.into_iter().filter(|(_, differs)| *differs).map(|(way, _)| way).collect()
    }

    /// How many words from `at` on are a phrase of a group, and the others of it that the articles hold.
    fn others<'a>(
        &'a self,
        words: &[String],
        spans: &[Range<usize>],
        at: usize,
        language: &'static str,
        lexicon: &Lexicon,
    ) -> (usize, Vec<&'a str>) {
        let none = (1, Vec::new());
        let start = spans[at].start;
        let Some(first) = words.get(start).filter(|_| !spans[at].is_empty()) else { return none };
        let Some(phrases) = self.by_start.get(&(language, first.clone())) else { return none };
        let Some((group, phrase)) = phrases.iter().find(|(_, phrase)| words[start..].starts_with(phrase)) else {
            return none;
        };
        let end = start + phrase.len();
        let length = spans[at..].iter().take_while(|span| span.start < end).count().max(1);
        let held = |member: &&String| {
            let reduced = analysis::words(member, language);
            reduced != *phrase && reduced.iter().all(|word| lexicon.find(word).is_some())
        };
        (length, self.groups[*group].iter().filter(held).map(String::as_str).collect())
    }
}

fn extend(way: &mut String, words: &str) {
    if !way.is_empty() {
        way.push(' ');
    }
    way.push_str(words);
}

/// The words and phrases of a line.
fn members(line: &str) -> Result<Vec<String>, SynonymsProblem> {
    let members: Vec<String> = line.split([',', '،']).map(|member| member.trim().to_owned()).collect();
    if members.len() < 2 || members.iter().any(String::is_empty) {
        return Err(SynonymsProblem::Alone);
    }
    if members.len() > MOST_MEMBERS {
        return Err(SynonymsProblem::Members);
    }
    match members.iter().find(|member| member.chars().count() > LONGEST) {
        Some(_) => Err(SynonymsProblem::Long),
        None => Ok(members),
    }
}
