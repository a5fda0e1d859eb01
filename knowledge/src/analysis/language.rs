//! Language tags, and which language a text is written in.

use whatlang::{Detector, Lang};

use super::letters::Scripts;

/// ISO 639-1, for telling a folder `fa/` from a folder `qa/`.
const CODES: &str = " aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de \
    dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is \
    it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na \
    nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr \
    ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu ckb und ";

/// `text` as a language tag (`fa`, `pt-BR`): language lower case, region upper case. `None` when it is not one.
#[must_use]
pub fn tag(text: &str) -> Option<String> {
    let mut parts = text.trim().split(['-', '_']);
    let language = parts.next()?;
    if !(2..=3).contains(&language.len()) || !language.bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let mut tag = language.to_ascii_lowercase();
    for part in parts {
        if !(2..=8).contains(&part.len()) || !part.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return None;
        }
        tag.push('-');
        match part.len() {
            2 => tag.push_str(&part.to_ascii_uppercase()),
            _ => tag.push_str(&part.to_ascii_lowercase()),
        }
    }
    Some(tag)
}

/// Whether `text` is a tag whose language is a known one.
#[must_use]
pub fn is_known_tag(text: &str) -> bool {
    tag(text).is_some_and(|tag| CODES.contains(&format!(" {} ", base(&tag))))
}

/// The language of a tag, without its region.
#[must_use]
pub fn base(locale: &str) -> &str {
    locale.split(['-', '_']).next().unwrap_or_default()
}

/// The script that a language is written in.
pub(crate) fn script(language: &str) -> Scripts {
    match language {
        "fa" | "ar" | "ur" | "ps" | "ckb" | "ku" | "sd" | "ug" => Scripts::Arabic,
        "ru" | "uk" | "be" | "bg" | "sr" | "mk" | "kk" | "ky" | "mn" | "tg" | "tt" => Scripts::Cyrillic,
        "zh" | "ja" | "ko" | "th" | "lo" | "km" | "my" => Scripts::Unspaced,
        "el" | "he" | "yi" | "hy" | "ka" | "am" | "ti" | "hi" | "mr" | "ne" | "sa" | "bn" | "as" | "pa" | "gu"
        | "or" | "ta" | "te" | "kn" | "ml" | "si" => Scripts::Other,
        _ => Scripts::Latin,
    }
}

/// How much of a text is looked at, in bytes.
const LOOKED_AT: usize = 2_000;

/// The language of `text`, an ISO 639-1 code: by its script and letters first, then by statistics. What is too short to
/// tell is taken to be in `hint`'s language where the script allows it.
#[must_use]
pub fn detect(text: &str, hint: Option<&str>) -> Option<&'static str> {
    detect_among(text, hint, &[])
}

/// As [`detect`], for a reader who knows the languages that can occur: where `known` holds one language of the text's
/// script, it is that one; where it holds several, one of them. An empty list knows nothing.
pub(crate) fn detect_among(text: &str, hint: Option<&str>, known: &[&'static str]) -> Option<&'static str> {
    let text = &text[..text.floor_char_boundary(LOOKED_AT)];
    let script = dominant_script(text)?;
    let hint = hint.map(base).filter(|hint| self::script(hint) == script).and_then(code);
    let fitting: Vec<&'static str> = known.iter().copied().filter(|known| self::script(known) == script).collect();
    match fitting.as_slice() {
        [] => {}
        [only] => return Some(only),
        _ => {
            let list: Vec<Lang> = fitting.iter().filter_map(|language| lang_of(language)).collect();
            let hinted = hint.filter(|hint| fitting.contains(hint));
            return by_letters(text, script)
                .filter(|found| fitting.contains(found))
                .or_else(|| statistics(text, list, hinted).or(hinted).or_else(|| fitting.first().copied()));
        }
    }
    by_letters(text, script).or_else(|| statistics(text, Vec::new(), hint)).or(hint).or(match script {
        Scripts::Arabic => Some("fa"),
        _ => None,
    })
}

fn dominant_script(text: &str) -> Option<Scripts> {
    let all = [Scripts::Latin, Scripts::Arabic, Scripts::Cyrillic, Scripts::Unspaced, Scripts::Other];
    let mut counts = [0_usize; 5];
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        let script = Scripts::of_char(c);
        if let Some(at) = all.iter().position(|known| *known == script) {
            counts[at] += 1;
        }
    }
    // A Persian sentence full of product names is still Persian: every letter that is not Latin counts four times.
    for count in &mut counts[1..] {
        *count *= 4;
    }
    let (at, most) = counts.iter().enumerate().max_by_key(|(at, count)| (**count, usize::MAX - at))?;
    (*most > 0).then(|| all[at])
}

/// Languages that their letters or commonest words give away.
fn by_letters(text: &str, script: Scripts) -> Option<&'static str> {
    match script {
        Scripts::Arabic => arabic_script(text),
        Scripts::Unspaced => unspaced(text),
        Scripts::Latin => english(text).then_some("en"),
        Scripts::Cyrillic | Scripts::Other => None,
    }
}

fn arabic_script(text: &str) -> Option<&'static str> {
    const PERSIAN_WORDS: &[&str] = &[
        "از",
        "به",
        "که",
        "را",
        "رو",
        "چه",
        "چرا",
        "چطور",
        "چگونه",
        "آیا",
        "این",
        "آن",
        "است",
        "می",
        "نمی",
        "من",
        "در",
        "با",
        "برای",
        "کجا",
        "چند",
        "هست",
        "سلام",
        "كه",
        "مي",
    ];
    const ARABIC_WORDS: &[&str] = &[
        "في",
        "من",
        "على",
        "هل",
        "كيف",
        "ما",
        "لا",
        "هذا",
        "هذه",
        "أن",
        "إلى",
        "عن",
        "مع",
        "أين",
        "متى",
        "ماذا",
        "مرحبا",
    ];
    let (mut persian, mut arabic) = (0, 0);
    for c in text.chars() {
        match c {
            'ٹ' | 'ڈ' | 'ڑ' | 'ے' | 'ں' => return Some("ur"),
            'ڕ' | 'ڵ' | 'ێ' | 'ۆ' => return Some("ckb"),
            'پ' | 'چ' | 'ژ' | 'گ' => persian += 3,
            'ی' | 'ک' | 'ۀ' | '\u{200c}' | '۰'..='۹' => persian += 2,
            'ة' | 'إ' => arabic += 3,
            'أ' | 'ى' => arabic += 2,
            'ي' | 'ك' => arabic += 1,
            _ => {}
        }
    }
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        persian += 2 * i32::from(PERSIAN_WORDS.contains(&word));
        arabic += 2 * i32::from(ARABIC_WORDS.contains(&word));
        arabic += i32::from(word.starts_with("ال") && word.chars().count() > 4);
    }
    match persian.cmp(&arabic) {
        std::cmp::Ordering::Greater => Some("fa"),
        std::cmp::Ordering::Less => Some("ar"),
        std::cmp::Ordering::Equal => None,
    }
}

fn unspaced(text: &str) -> Option<&'static str> {
    let mut han = false;
    for c in text.chars() {
        match u32::from(c) {
            0x3040..=0x30ff => return Some("ja"),
            0x1100..=0x11ff | 0x3130..=0x318f | 0xac00..=0xd7af => return Some("ko"),
            0xe00..=0xe7f => return Some("th"),
            0xe80..=0xeff => return Some("lo"),
            0x1000..=0x109f => return Some("my"),
            0x1780..=0x17ff => return Some("km"),
            0x3400..=0x9fff => han = true,
            _ => {}
        }
    }
    han.then_some("zh")
}

/// Whether a text of Latin letters holds at least two words in ten that only English uses.
fn english(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "the", "how", "what", "is", "my", "can", "do", "does", "why", "where", "when", "which", "who", "you", "your",
        "are", "and", "not", "it", "to", "of", "for", "with", "please", "want", "have", "this", "that", "hello",
        "thanks",
    ];
    let (mut all, mut english) = (0_u32, 0_u32);
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        all += 1;
        english += u32::from(WORDS.iter().any(|known| word.eq_ignore_ascii_case(known)));
    }
    english * 5 >= all && english > 0 && text.is_ascii()
}

/// What letter statistics say, when they are sure of it or the text is long.
fn statistics(text: &str, among: Vec<Lang>, hint: Option<&'static str>) -> Option<&'static str> {
    let chosen = !among.is_empty();
    let detector = if chosen { Detector::with_allowlist(among) } else { Detector::new() };
    let info = detector.detect(text)?;
    let long = text.chars().filter(|c| c.is_alphabetic()).count() >= 24;
    (info.is_reliable() || (hint.is_none() && (chosen || long))).then(|| two_letters(info.lang())).flatten()
}

/// The language codes that [`detect`] can answer with, beside the library's three-letter ones.
const DETECTED: &[(&str, &str)] = &[
    ("en", "eng"),
    ("fa", "pes"),
    ("ar", "ara"),
    ("ur", "urd"),
    ("ru", "rus"),
    ("uk", "ukr"),
    ("be", "bel"),
    ("bg", "bul"),
    ("sr", "srp"),
    ("mk", "mkd"),
    ("zh", "cmn"),
    ("ja", "jpn"),
    ("ko", "kor"),
    ("th", "tha"),
    ("my", "mya"),
    ("km", "khm"),
    ("he", "heb"),
    ("yi", "yid"),
    ("el", "ell"),
    ("hy", "hye"),
    ("ka", "kat"),
    ("am", "amh"),
    ("hi", "hin"),
    ("mr", "mar"),
    ("ne", "nep"),
    ("bn", "ben"),
    ("pa", "pan"),
    ("gu", "guj"),
    ("or", "ori"),
    ("ta", "tam"),
    ("te", "tel"),
    ("kn", "kan"),
    ("ml", "mal"),
    ("si", "sin"),
    ("es", "spa"),
    ("pt", "por"),
    ("it", "ita"),
    ("fr", "fra"),
    ("de", "deu"),
    ("nl", "nld"),
    ("pl", "pol"),
    ("cs", "ces"),
    ("sk", "slk"),
    ("sl", "slv"),
    ("hr", "hrv"),
    ("hu", "hun"),
    ("ro", "ron"),
    ("tr", "tur"),
    ("az", "aze"),
    ("uz", "uzb"),
    ("tk", "tuk"),
    ("id", "ind"),
    ("jv", "jav"),
    ("tl", "tgl"),
    ("vi", "vie"),
    ("sv", "swe"),
    ("da", "dan"),
    ("nb", "nob"),
    ("fi", "fin"),
    ("et", "est"),
    ("lv", "lav"),
    ("lt", "lit"),
    ("ca", "cat"),
    ("eo", "epo"),
    ("la", "lat"),
    ("af", "afr"),
    ("zu", "zul"),
    ("sn", "sna"),
    ("ak", "aka"),
    ("cy", "cym"),
];

/// The static form of a language code, where it is one that can be detected.
pub(crate) fn code(language: &str) -> Option<&'static str> {
    let other = ["lo", "ckb"].into_iter().find(|known| *known == language);
    DETECTED.iter().find(|(two, _)| *two == language).map(|(two, _)| *two).or(other)
}

fn two_letters(lang: Lang) -> Option<&'static str> {
    DETECTED.iter().find(|(_, three)| *three == lang.code()).map(|(two, _)| *two)
}

fn lang_of(language: &str) -> Option<Lang> {
    DETECTED.iter().find(|(two, _)| *two == language).and_then(|(_, three)| Lang::from_code(*three))
}

#[cfg(test)]
mod tests {
    use super::{detect, detect_among, tag};

    #[test]
    fn languages_are_told_by_script_letters_and_statistics() {
        let check =
            |text: &str, hint: Option<&str>, expect: Option<&str>| assert_eq!(detect(text, hint), expect, "{text}");
        check("چطور رمزم را عوض کنم؟", None, Some("fa"));
        check("مي خواهم پول را پس بدهم", None, Some("fa"));
        check("سلام", None, Some("fa"));
        check("نصب Windows و Office روی MacBook Pro", Some("en"), Some("fa"));
        check("كيف أعيد تعيين كلمة المرور؟", Some("fa"), Some("ar"));
        check("how do I reset my password", Some("fa"), Some("en"));
        check("refund", Some("en"), Some("en"));
        check("passwort", Some("de"), Some("de"));
        check("Ich habe mein Passwort vergessen und kann mich nicht anmelden", None, Some("de"));
        check("Как сбросить пароль от аккаунта?", None, Some("ru"));
        check("パスワードを忘れた", None, Some("ja"));
        check("비밀번호", None, Some("ko"));
        check("12345 🙂", Some("fa"), None);
    }

    #[test]
    fn what_the_reader_knows_decides_short_texts() {
        assert_eq!(detect_among("ok bye", None, &["en", "fa"]), Some("en"));
        assert_eq!(detect_among("مرحبا", None, &["en", "fa"]), Some("fa"));
        assert_eq!(detect_among("Hallo Welt, wie geht es", None, &["en", "de"]), Some("de"));
        assert_eq!(detect_among("привет", Some("ru"), &["en"]), Some("ru"));
    }

    #[test]
    fn tags_have_one_spelling() {
        assert_eq!(tag("FA_ir").as_deref(), Some("fa-IR"));
        assert_eq!(tag("zh-Hant").as_deref(), Some("zh-hant"));
        for bad in ["", "f", "fa-", "persian", "f4", "fa ir"] {
            assert_eq!(tag(bad), None, "{bad}");
        }
    }
}
