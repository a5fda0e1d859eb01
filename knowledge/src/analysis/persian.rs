//! Persian words without their affixes: plural, ezafe and possessive endings, and the persons of verbs, whether they
//! are joined, written apart or held by a half-space.
//!
//! Light on purpose: only endings that are regular in writing, and verbs from a closed list, so that `میدان` (a square)
//! never becomes a verb. Spoken forms are first replaced by their written ones.

use super::colloquial;

/// Verb stems by the forms in which they stand before an ending. Present, past and spoken stems lead to one word.
const VERBS: &[(&str, &[&str])] = &[
    ("کن", &["کن", "کرد"]),
    ("شو", &["شو", "شد"]),
    ("خواه", &["خواه", "خوا", "خواست"]),
    ("توان", &["توان", "تون", "توانست", "تونست"]),
    ("دان", &["دان", "دون", "دانست", "دونست"]),
    ("رو", &["رو", "رفت"]),
    ("گو", &["گو", "گوی", "گفت"]),
    ("ده", &["ده", "داد"]),
    ("گیر", &["گیر", "گرفت"]),
    ("بین", &["بین", "دید"]),
    ("زن", &["زن", "زد"]),
    ("خور", &["خور", "خورد"]),
    ("خر", &["خر"]),
    ("فرست", &["فرست", "فرستاد"]),
    ("ساز", &["ساز", "ساخت"]),
    ("نویس", &["نویس", "نوشت"]),
    ("خوان", &["خوان", "خون", "خواند", "خوند"]),
    ("پرس", &["پرس", "پرسید"]),
    ("مان", &["مان", "مون", "ماند", "موند"]),
    ("رس", &["رس", "رسید"]),
    ("دار", &["دار", "داشت"]),
    ("گرد", &["گرد", "گشت"]),
    ("گذار", &["گذار", "ذار", "گذاشت", "ذاشت"]),
    ("باش", &["باش", "بود"]),
    ("افت", &["افت", "افتاد"]),
    ("یاب", &["یاب", "یافت"]),
    ("اور", &["اور", "اورد"]),
    ("بر", &["بر", "برد"]),
    ("بند", &["بند", "بست"]),
    ("فهم", &["فهم", "فهمید"]),
    ("کش", &["کش", "کشید"]),
    ("فروش", &["فروش", "فروخت"]),
    ("انداز", &["انداز", "انداخت"]),
    ("امد", &["امد", "اومد"]),
];

/// Stems so short that they are verbs only after `می`.
const SHORT_VERBS: &[(&str, &[&str])] =
    &[("شو", &["ش"]), ("رو", &["ر"]), ("گو", &["گ"]), ("ده", &["د"]), ("امد", &["ا", "ای", "یا"])];

/// Persons, the participle's ه, and nothing.
const VERB_ENDINGS: &[&str] = &["یم", "ید", "ین", "ند", "م", "ی", "د", "ه", "ن", ""];

/// Words that are an ending of the word before them when written apart.
const ENDINGS_APART: &[&str] = &[
    "ها",
    "های",
    "هایی",
    "هایم",
    "هایت",
    "هایش",
    "هایمان",
    "هایتان",
    "هایشان",
    "هام",
    "هات",
    "هاش",
    "ام",
    "ات",
    "اش",
    "ای",
    "اند",
    "ایم",
    "اید",
    "تر",
    "ترین",
    "مان",
    "تان",
    "شان",
];

/// Noun endings, longest first, each with the fewest letters that must remain.
const NOUN_ENDINGS: &[(&str, usize)] = &[
    ("هایمان", 2),
    ("هایتان", 2),
    ("هایشان", 2),
    ("هامون", 2),
    ("هاتون", 2),
    ("هاشون", 2),
    ("هایم", 2),
    ("هایت", 2),
    ("هایش", 2),
    ("هایی", 2),
    ("های", 2),
    ("هام", 3),
    ("هات", 3),
    ("هاش", 3),
    ("ها", 2),
    ("ترین", 3),
    ("تان", 3),
    ("شان", 3),
    ("تون", 3),
    ("شون", 3),
    ("مون", 3),
    ("تر", 3),
    ("یی", 2),
    ("ات", 3),
    ("ان", 3),
    ("م", 3),
    ("ی", 3),
];

/// Reduces the words of a Persian text one after the other.
#[derive(Default)]
pub(super) struct Reducer {
    /// The word before was `می` or `نمی`.
    after_prefix: bool,
    /// A word stands before, to which an ending written apart can belong.
    after_word: bool,
}

impl Reducer {
    /// Takes the next word and adds what remains of it to `out`.
    pub(super) fn push(&mut self, word: &str, out: &mut Vec<String>) {
        match colloquial::written(word) {
            Some(written) if !self.after_prefix => {
                for word in written.split(' ') {
                    self.push_written(word, out);
                }
            }
            _ => self.push_written(word, out),
        }
    }

    /// A word of another script came: affixes do not reach across it.
    pub(super) fn end(&mut self) {
        self.after_prefix = false;
        self.after_word = true;
    }

    fn push_written(&mut self, word: &str, out: &mut Vec<String>) {
        if word == "می" || word == "نمی" {
            if word == "نمی" {
                out.push(word.to_owned());
            }
            self.after_prefix = true;
            self.after_word = false;
            return;
        }
        if self.after_word && ENDINGS_APART.contains(&word) {
            return;
        }
        let after_prefix = std::mem::take(&mut self.after_prefix);
        self.after_word = true;
        if after_prefix && let Some(verb) = verb(word, SHORT_VERBS).or_else(|| verb(word, VERBS)) {
            out.push(verb.to_owned());
        } else if let Some(rest) = word.strip_prefix("نمی")
            && let Some(verb) = verb(rest, SHORT_VERBS).or_else(|| verb(rest, VERBS))
        {
            out.extend(["نمی".to_owned(), verb.to_owned()]);
        } else if let Some(verb) = joined_verb(word) {
            out.push(verb.to_owned());
        } else if let Some(verb) = word.strip_prefix('ن').and_then(|rest| verb(rest, VERBS)) {
            out.extend(["نمی".to_owned(), verb.to_owned()]);
        } else {
            out.push(noun(word).to_owned());
        }
    }
}

/// A verb with `می` or `ب` in front, or with nothing.
fn joined_verb(word: &str) -> Option<&'static str> {
    if let Some(rest) = word.strip_prefix("می")
        && let Some(verb) = verb(rest, SHORT_VERBS).or_else(|| verb(rest, VERBS))
    {
        return Some(verb);
    }
    verb(word, VERBS).or_else(|| word.strip_prefix('ب').and_then(|rest| verb(rest, VERBS)))
}

fn verb(word: &str, verbs: &[(&'static str, &[&str])]) -> Option<&'static str> {
    VERB_ENDINGS.iter().find_map(|ending| {
        let stem = word.strip_suffix(ending)?;
        // A short stem without an ending is another word.
        if stem.is_empty() || (ending.is_empty() && stem.chars().count() < 2) {
            return None;
        }
        verbs.iter().find(|(_, forms)| forms.contains(&stem)).map(|(verb, _)| *verb)
    })
}

/// A noun without its plural and one more ending.
fn noun(word: &str) -> &str {
    let once = without_ending(word);
    if once.len() == word.len() { word } else { without_ending(once) }
}

fn without_ending(word: &str) -> &str {
    for (ending, least) in NOUN_ENDINGS {
        if let Some(stem) = word.strip_suffix(ending)
            && stem.chars().count() >= *least
        {
            return stem;
        }
    }
    word
}
