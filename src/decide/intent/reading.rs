//! From text to classified words: letters are folded, words cut, and clauses marked.

use super::class::{Class, PREFIX};
use super::{lexicon, neighbours};

/// Words looked at; a longer message has said what it wants by then.
const MAX_WORDS: usize = 256;
/// Characters looked at, so that a text without words is not read to its end either; twice the longest message of Telegram.
const MAX_CHARACTERS: usize = 8192;
/// Letters kept of one word: longer than any word we know with its endings.
const MAX_LETTERS: usize = 24;

/// A message as the rules see it.
pub(super) struct Message {
    /// The classes of each word, by clause; no clause is empty.
    pub(super) clauses: Vec<Vec<Class>>,
    /// Whether a question mark stands anywhere.
    pub(super) asks: bool,
}

impl Message {
    /// Reads the beginning of `text`: [`MAX_WORDS`] words, [`MAX_CHARACTERS`] characters.
    pub(super) fn read(text: &str) -> Self {
        let mut reader = Reader::default();
        for c in text.chars().take(MAX_CHARACTERS) {
            reader.take(c);
            if reader.words >= MAX_WORDS {
                break;
            }
        }
        reader.end_clause();
        Self { clauses: reader.clauses, asks: reader.asks }
    }

    /// Every word of the message, in order.
    pub(super) fn words(&self) -> impl Iterator<Item = Class> {
        self.clauses.iter().flatten().copied()
    }
}

/// The state of reading: the word and the clause under way, and what is finished.
#[derive(Default)]
struct Reader {
    word: String,
    letters: usize,
    /// Where half-spaces stood in `word`, in bytes.
    joints: Vec<usize>,
    /// می or نمی written apart, waiting for its verb.
    prefix: String,
    clause: Vec<Class>,
    clauses: Vec<Vec<Class>>,
    words: usize,
    asks: bool,
}

impl Reader {
    fn take(&mut self, c: char) {
        match c {
            '\u{200c}' => self.joint(),
            // Marks and controls that do not change which word it is: apostrophes, Arabic vowels, tatweel, joiners, direction.
            '\''
            | '’'
            | '‘'
            | '`'
            | '\u{64b}'..='\u{65f}'
            | '\u{670}'
            | '\u{640}'
            | '\u{200b}'
            | '\u{200d}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}' => {}
            c if c.is_alphanumeric() => self.letter(c),
            '?' | '؟' | '❓' | '❔' => {
                self.asks = true;
                self.end_clause();
            }
            '.' | '!' | ',' | '،' | ';' | '؛' | ':' | '\n' | '(' | ')' | '…' => self.end_clause(),
            _ => self.end_word(),
        }
    }

    fn joint(&mut self) {
        if !self.word.is_empty() && self.joints.last() != Some(&self.word.len()) {
            self.joints.push(self.word.len());
        }
    }

    fn letter(&mut self, c: char) {
        if self.letters >= MAX_LETTERS {
            return;
        }
        self.letters += 1;
        match c {
            'ي' | 'ى' => self.word.push('ی'),
            'ك' => self.word.push('ک'),
            'ة' | 'ۀ' => self.word.push('ه'),
            'آ' | 'أ' | 'إ' | 'ٱ' => self.word.push('ا'),
            'ؤ' => self.word.push('و'),
            c => self.word.extend(c.to_lowercase()),
        }
    }

    /// A half-space joins ("می‌خوام") unless only its parts are words we know ("پشتیبان‌گیری").
    fn end_word(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let word = std::mem::take(&mut self.word);
        self.letters = 0;
        let whole = format!("{}{word}", std::mem::take(&mut self.prefix));
        let class = lexicon::classify(&whole);
        if class.is(PREFIX) {
            self.prefix = whole;
        } else if class.is_unknown() && !self.joints.is_empty() && whole.len() == word.len() {
            let mut from = 0;
            for to in std::mem::take(&mut self.joints).into_iter().chain([word.len()]) {
                if from < to {
                    self.push(lexicon::classify(&word[from..to]));
                }
                from = to;
            }
        } else {
            self.push(class);
        }
        self.joints.clear();
    }

    fn push(&mut self, class: Class) {
        self.clause.push(class);
        self.words += 1;
    }

    fn end_clause(&mut self) {
        self.end_word();
        if !std::mem::take(&mut self.prefix).is_empty() {
            self.push(Class::NONE);
        }
        if !self.clause.is_empty() {
            let mut clause = std::mem::take(&mut self.clause);
            neighbours::correct(&mut clause);
            self.clauses.push(clause);
        }
    }
}
