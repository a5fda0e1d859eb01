//! Persian typed in Latin letters: `chetor ramzamo avaz konam`.
//!
//! There is no fixed spelling, so nothing is transliterated by itself. A word is reduced to its skeleton, the consonants
//! in their order, and is whichever known Persian word has that skeleton and the fitting vowels.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Words that nobody misses, too short or too irregular for a skeleton, and how they are typed.
const WORDS: &[(&str, &str)] = &[
    ("می", "mi mey"),
    ("نمی", "nemi nemey"),
    ("را", "ra ro"),
    ("و", "o va"),
    ("ها", "ha"),
    ("های", "haye"),
    ("هایی", "hai haii"),
    ("به", "be beh"),
    ("با", "ba"),
    ("از", "az"),
    ("در", "dar tu tooye"),
    ("تا", "ta"),
    ("که", "ke keh"),
    ("یک", "ye yek"),
    ("این", "in"),
    ("آن", "an aan un oon on"),
    ("من", "man"),
    ("ما", "ma"),
    ("شما", "shoma"),
    ("تو", "to"),
    ("او", "u"),
    ("خود", "khod khodam"),
    ("برای", "baraye bara vase barai"),
    ("اگر", "agar age"),
    ("یا", "ya"),
    ("هیچ", "hich"),
    ("هم", "ham"),
    ("چه", "che chi"),
    ("چیست", "chie chist"),
    ("چرا", "chera"),
    ("چند", "chand"),
    ("چقدر", "cheghadr cheqadr cheghad chghdr"),
    ("چگونه", "chetor chetori chejoori chejuri chegoone chegune chegooneh"),
    ("چه کار", "chikar chekar"),
    ("کجا", "koja kojast kja kjast"),
    ("کی", "kei key ki"),
    ("کدام", "kodam kodum"),
    ("آیا", "aya"),
    ("باید", "bayad"),
    ("است", "ast"),
    ("هست", "hast"),
    ("هستم", "hastam"),
    ("هستید", "hastid hastin"),
    ("نیست", "nist"),
    ("بود", "bood bud"),
    ("شد", "shod shode"),
    ("شود", "beshe shavad"),
    ("می شود", "mishe mishavad"),
    ("نمی شود", "nemishe nemishavad"),
    ("خواهم", "khaham"),
    ("می خواهم", "mikham mikhaham mikhastam"),
    ("می خواهد", "mikhad mikhahad"),
    ("توانم", "tavanam"),
    ("می توانم", "mitoonam mitunam mitavanam"),
    ("نمی توانم", "nemitoonam nemitunam nemitavanam"),
    ("کن", "kon"),
    ("کنم", "konam"),
    ("کنید", "konid konin"),
    ("کرد", "kard"),
    ("کردم", "kardam"),
    ("کرده", "karde"),
    ("کردن", "kardan"),
    ("می کنم", "mikonam"),
    ("می کند", "mikone mikonad"),
    ("داد", "dad"),
    ("دادن", "dadan"),
    ("دهد", "bede bedeh"),
    ("دهم", "bedam bedaham"),
    ("دارم", "daram"),
    ("دارد", "dare darad"),
    ("ندارم", "nadaram"),
    ("سلام", "salam"),
    ("لطفا", "lotfan"),
    ("تشکر", "mersi mamnoon mamnun"),
    ("خیلی", "kheili kheyli"),
];

/// Those of [`WORDS`] that also are words of English or another language: no sign of Persian.
const SHARED: &[&str] = &[
    "be", "ba", "to", "in", "an", "on", "un", "man", "ha", "ma", "ta", "o", "u", "ya", "age", "ye", "key", "bud",
    "dad", "dare", "va", "ro", "ki", "mi", "tu", "ra", "hast", "ke", "az", "kon", "aan", "chi", "che", "hai", "kei",
    "ham",
];

/// What `word` surely is in Persian letters.
pub(crate) fn known(word: &str) -> Option<&'static str> {
    static KNOWN: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
        let mut known = HashMap::new();
        for (persian, typed) in WORDS {
            known.extend(typed.split(' ').map(|typed| (typed, *persian)));
        }
        known
    });
    KNOWN.get(word).copied()
}

/// Whether `word`, one of the [`known`] ones, is a word of other languages too.
pub(crate) fn is_shared(word: &str) -> bool {
    SHARED.contains(&word)
}

/// `word` without what is joined to a noun: possessive, plural, ezafe, and the spoken object marker.
pub(crate) fn without_ending(word: &str) -> Option<&str> {
    const ENDINGS: &[&str] = &[
        "hamo", "haye", "hai", "amo", "eto", "esho", "emoon", "emun", "etoon", "etun", "ha", "am", "et", "at", "esh",
        "ash", "o", "e", "i",
    ];
    const LEAST: usize = 3;
    ENDINGS.iter().filter_map(|ending| word.strip_suffix(ending)).find(|rest| rest.len() >= LEAST)
}

/// The words of a question in Latin letters, lower case, without the marks that stand for vowels and stops.
pub(crate) fn tokens(text: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    for c in super::normalize(text, "fa").chars() {
        let plain = match c {
            'â' | 'ā' | 'á' | 'à' | 'ä' => "a",
            'ê' | 'é' | 'è' | 'ē' => "e",
            'î' | 'ī' | 'í' => "i",
            'ô' | 'ō' | 'ó' | 'ö' => "o",
            'û' | 'ū' | 'ú' | 'ü' => "u",
            'š' | 'ş' => "sh",
            'ž' => "zh",
            'č' | 'ç' => "ch",
            'ğ' => "gh",
            // The stop, as dictionaries and chats write it.
            '\'' | '^' | '`' | 'ʔ' => "",
            _ if c.is_alphanumeric() => {
                if let Some(word) = out.last_mut() {
                    word.push(c);
                }
                continue;
            }
            _ => {
                out.push(String::new());
                continue;
            }
        };
        if let Some(word) = out.last_mut() {
            word.push_str(plain);
        }
    }
    out.retain(|word| !word.is_empty());
    out
}

/// A sound as both alphabets show it: a consonant (upper case where two Latin letters make one) or a vowel.
fn latin_sounds(word: &str) -> Vec<char> {
    let mut out: Vec<char> = Vec::with_capacity(word.len());
    let mut rest = word.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied();
        let pair = match (c, next) {
            ('k', Some('h')) => Some('X'),
            ('s', Some('h')) => Some('S'),
            ('c', Some('h')) => Some('C'),
            ('g', Some('h')) => Some('G'),
            ('z', Some('h')) => Some('J'),
            ('p', Some('h')) => Some('f'),
            ('o', Some('o' | 'u')) => Some('u'),
            ('e', Some('e')) => Some('i'),
            ('a', Some('a')) => Some('A'),
            _ => None,
        };
        if let Some(sound) = pair {
            rest.next();
            out.push(sound);
            continue;
        }
        match c {
            'c' => out.push('k'),
            'q' => out.push('G'),
            'x' => out.extend(['k', 's']),
            'w' => out.push('v'),
            _ if c.is_ascii() => out.push(c),
            // A keyboard that changed its letters in the middle of a word.
            _ => out.extend(persian_sound(c)),
        }
    }
    out
}

fn persian_sounds(word: &str) -> Vec<char> {
    word.chars().filter_map(persian_sound).collect()
}

fn persian_sound(letter: char) -> Option<char> {
    Some(match letter {
        'ا' => 'A',
        'ب' => 'b',
        'پ' => 'p',
        'ت' | 'ط' => 't',
        'ث' | 'س' | 'ص' => 's',
        'ج' => 'j',
        'چ' => 'C',
        'ح' | 'ه' => 'h',
        'خ' => 'X',
        'د' => 'd',
        'ذ' | 'ز' | 'ض' | 'ظ' => 'z',
        'ر' => 'r',
        'ژ' => 'J',
        'ش' => 'S',
        'غ' | 'ق' => 'G',
        'ف' => 'f',
        'ک' => 'k',
        'گ' => 'g',
        'ل' => 'l',
        'م' => 'm',
        'ن' => 'n',
        'و' => 'w',
        'ی' => 'y',
        'ع' => '\'',
        _ => return None,
    })
}

fn is_vowel(sound: char) -> bool {
    matches!(sound, 'a' | 'e' | 'i' | 'o' | 'u' | 'A' | 'v' | 'w' | 'y' | '\'')
}

/// The consonants of a word in either alphabet, doubled ones once, without a final h that only shows a vowel.
pub(crate) fn skeleton(word: &str) -> String {
    let latin = word.starts_with(|c: char| c.is_ascii());
    let sounds = if latin { latin_sounds(word) } else { persian_sounds(word) };
    let end = if sounds.last() == Some(&'h') { sounds.len() - 1 } else { sounds.len() };
    let mut out = String::with_capacity(end);
    let mut before = None;
    for sound in &sounds[..end] {
        if !is_vowel(*sound) && before != Some(*sound) {
            out.push(*sound);
        }
        before = Some(*sound);
    }
    out
}

/// How badly the Latin and the Persian word, which have one skeleton, fit each other: 0 is a perfect fit.
pub(crate) fn distance(latin: &str, persian: &str) -> f32 {
    let (latin, persian) = (latin_sounds(latin), persian_sounds(persian));
    let mut row: Vec<f32> = std::iter::once(0.0)
        .chain(persian.iter().enumerate().scan(0.0, |sum, (at, sound)| {
            *sum += unsaid(*sound, at, persian.len());
            Some(*sum)
        }))
        .collect();
    for typed in &latin {
        let mut diagonal = row[0];
        row[0] += unwritten(*typed);
        for (at, sound) in persian.iter().enumerate() {
            let both = diagonal + meet(*typed, *sound);
            diagonal = row[at + 1];
            row[at + 1] = both.min(diagonal + unwritten(*typed)).min(row[at] + unsaid(*sound, at, persian.len()));
        }
    }
    row[persian.len()]
}

/// The cost of a typed sound that Persian does not write.
fn unwritten(sound: char) -> f32 {
    match sound {
        'a' | 'e' | 'o' => 0.2,
        'h' => 0.5,
        'y' | 'v' => 0.6,
        'i' | 'u' | 'A' => 0.7,
        // A doubled consonant is written once.
        _ => 0.4,
    }
}

/// The cost of a written letter that was not typed.
fn unsaid(sound: char, at: usize, length: usize) -> f32 {
    match sound {
        '\'' => 0.1,
        'h' if at + 1 == length => 0.1,
        'A' if at == 0 => 0.2,
        'A' | 'w' | 'y' => 0.7,
        _ => 0.6,
    }
}

fn meet(typed: char, written: char) -> f32 {
    match (typed, written) {
        ('a' | 'A', 'A') | ('o' | 'u' | 'v', 'w') | ('i' | 'y', 'y') => 0.0,
        ('a' | 'e' | 'o' | 'i' | 'u', '\'') => 0.1,
        ('e' | 'o', 'A') | ('e', 'y') | ('A', '\'') | ('e' | 'a' | 'o', 'h') => 0.3,
        ('u', 'A') => 0.4,
        (a, b) if a == b => 0.0,
        _ => 9.0,
    }
}
