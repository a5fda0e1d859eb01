//! One letter for what people type in several ways.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// `text` in one spelling: compatible forms composed (NFKC), lower case, digits of every script as `0`-`9`, Arabic and
/// Persian letters unified, and without vowel marks, tatweel and invisible characters. A half-space (ZWNJ) becomes a
/// space.
#[must_use]
pub fn normalize(text: &str, locale: &str) -> String {
    let turkic = matches!(super::language::base(locale), "tr" | "az");
    if text.is_ascii() && !turkic {
        return text.to_ascii_lowercase();
    }
    let text: Cow<'_, str> = match is_nfkc_quick(text.chars()) {
        IsNormalized::Yes => text.into(),
        _ => text.nfkc().collect::<String>().into(),
    };
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'I' if turkic => out.push('ı'),
            'İ' => out.push('i'),
            _ if c.is_ascii() => out.push(c.to_ascii_lowercase()),
            _ => match unify(c) {
                Unified::Letter(letter) => out.push(letter),
                Unified::Nothing => {}
                Unified::Same => out.extend(c.to_lowercase()),
            },
        }
    }
    out
}

enum Unified {
    Letter(char),
    Nothing,
    Same,
}

fn unify(c: char) -> Unified {
    let letter = match c {
        'ي' | 'ى' | 'ئ' | 'ې' => 'ی',
        'ك' | 'ڪ' => 'ک',
        'ة' | 'ۀ' | 'ہ' | 'ھ' => 'ه',
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ؤ' => 'و',
        '’' | '‘' | 'ʼ' | '＇' => '\'',
        '\u{200c}' => ' ',
        _ if is_dropped(c) => return Unified::Nothing,
        _ => match digit(c) {
            Some(digit) => digit,
            None => return Unified::Same,
        },
    };
    Unified::Letter(letter)
}

/// Whether `c` carries nothing that words are told apart by.
fn is_dropped(c: char) -> bool {
    matches!(
        c,
        // Marks of Arabic and Hebrew vowels, tatweel, the lone hamza, combining accents that found no letter.
        '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{640}' | '\u{621}' | '\u{5b0}'..='\u{5c7}' | '\u{300}'..='\u{36f}'
        // Joiners, direction marks, soft hyphens, byte order marks, variation selectors.
        | '\u{200b}' | '\u{200d}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
        | '\u{ad}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}'
    )
}

/// The zeros of the scripts whose digits people type; the other nine follow each.
const ZEROS: [u32; 14] =
    [0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0];

fn digit(c: char) -> Option<char> {
    let code = u32::from(c);
    let zero = ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&code))?;
    char::from_digit(code - zero, 10)
}

/// What decides how a word is treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Scripts {
    /// Latin letters, digits.
    Latin,
    /// The Arabic script.
    Arabic,
    /// Cyrillic letters.
    Cyrillic,
    /// Written without spaces between words, or with endings glued to them: compared by pairs of characters.
    Unspaced,
    /// Every other script with spaces.
    Other,
}

impl Scripts {
    /// The script of a word, judged by its first letter.
    pub(crate) fn of(word: &str) -> Self {
        word.chars().next().map_or(Self::Other, Self::of_char)
    }

    /// The script of one character.
    pub(crate) fn of_char(c: char) -> Self {
        match u32::from(c) {
            0..=0x24f | 0x1e00..=0x1eff => Self::Latin,
            0x400..=0x52f => Self::Cyrillic,
            0x600..=0x6ff | 0x750..=0x77f | 0x8a0..=0x8ff | 0xfb50..=0xfdff | 0xfe70..=0xfeff => Self::Arabic,
            // Thai, Lao, Myanmar, Khmer; Hangul; kana, Han and their extensions.
            0xe00..=0xeff
            | 0x1000..=0x109f
            | 0x1780..=0x17ff
            | 0x1100..=0x11ff
            | 0x3040..=0x30ff
            | 0x3130..=0x318f
            | 0x31f0..=0x31ff
            | 0x3400..=0x4dbf
            | 0x4e00..=0x9fff
            | 0xac00..=0xd7af
            | 0xf900..=0xfaff
            | 0x20000..=0x3134f => Self::Unspaced,
            _ => Self::Other,
        }
    }
}
