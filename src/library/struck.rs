//! What somebody wrote to one person, as something that others may read: without names, addresses and numbers of people. Pure.

use unicode_segmentation::UnicodeSegmentation;

/// What stands where something was struck out.
const STRUCK: &str = "[…]";
/// Digits of a number that may be somebody's, where nothing stands between them.
const DIGITS: usize = 5;
/// Digits of one that is written in groups, as telephone numbers are.
const GROUPED: usize = 7;
/// Letters of a name that is looked for: shorter ones are parts of too much else.
const NAME: usize = 3;

/// What a name follows.
const NAMED: [&[&str]; 6] =
    [&["my", "name", "is"], &["my", "name's"], &["اسم", "من"], &["نام", "من"], &["اسمم"], &["نامم"]];
/// What a name may follow, and much else.
const BEING: [&[&str]; 4] = [&["i", "am"], &["i'm"], &["i’m"], &["this", "is"]];
/// What follows a name, and is none.
const VERBS: [&str; 10] = ["and", "is", "from", "i", "is", "است", "هست", "هستم", "و", "از"];

/// The text with what looks like a person's struck out: these names, mail addresses, names of accounts, and long numbers. It is a beginning
/// for whoever edits it, not a promise.
#[must_use]
pub fn struck(text: &str, names: &[String]) -> String {
    let introduced = introduced(text);
    let names: Vec<String> = names
        .iter()
        .chain(&introduced)
        .flat_map(|name| name.unicode_words())
        .filter(|word| word.chars().count() >= NAME)
        .map(str::to_lowercase)
        .collect();
    let mut out = String::with_capacity(text.len());
    for (number, line) in text.lines().enumerate() {
        if number > 0 {
            out.push('\n');
        }
        let line = without_numbers(line);
        for part in parts(&line) {
            let is_name = names.contains(&part.to_lowercase());
            out.push_str(if is_name || is_address(part) { STRUCK } else { part });
        }
    }
    while out.contains("[…] […]") {
        out = out.replace("[…] […]", STRUCK);
    }
    out
}

/// What somebody says that they are called: after "my name is" and its like one word or two, after "I am" two that begin with a capital.
fn introduced(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let is_capital = |word: &&&str| word.chars().next().is_some_and(char::is_uppercase);
    let bare = |word: &&str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let ends = |word: &&str| word.ends_with([',', '.', '،', '!', ';', ':', '?', '؟']);
    let mut names = Vec::new();
    for at in 0..words.len() {
        let is = |said: &[&str]| lower[at..].iter().map(String::as_str).take(said.len()).eq(said.iter().copied());
        let after = |said: usize| words.get(at + said..).unwrap_or_default();
        if let Some(said) = NAMED.iter().find(|said| is(said)) {
            let own = after(said.len()).iter().take(2);
            let first_end = own.clone().position(ends).map_or(2, |end| end + 1);
            let own = own.take(first_end).map(bare).filter(|word| !VERBS.contains(&word.to_lowercase().as_str()));
            names.extend(own);
        } else if let Some(said) = BEING.iter().find(|said| is(said)) {
            let own: Vec<&&str> = after(said.len()).iter().take(3).take_while(is_capital).collect();
            if own.len() >= 2 {
                names.extend(own.into_iter().map(bare));
            }
        }
    }
    names
}

/// Words and what is between them; an address stays in one piece.
fn parts(line: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    for chunk in line.split_inclusive(char::is_whitespace) {
        let word = chunk.trim_end();
        if is_address(word) {
            parts.extend([word, &chunk[word.len()..]]);
        } else {
            parts.extend(chunk.split_word_bounds());
        }
    }
    parts
}

/// A mail address, or the name of an account.
fn is_address(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '@');
    word.contains('@') && word.chars().filter(|c| c.is_alphanumeric()).count() >= NAME
}

/// Strikes out what is long enough to be the number of a telephone, a card or an order.
fn without_numbers(line: &str) -> String {
    let chars: Vec<char> = line.chars().collect();
    let (mut out, mut at) = (String::new(), 0);
    while at < chars.len() {
        let starts = chars[at].is_numeric() || chars[at] == '+' && chars.get(at + 1).is_some_and(|c| c.is_numeric());
        if !starts {
            out.push(chars[at]);
            at += 1;
            continue;
        }
        let end = end_of_number(&chars, at);
        let digits = chars[at..end].iter().filter(|c| c.is_numeric()).count();
        let longest = chars[at..end].split(|c| !c.is_numeric()).map(<[char]>::len).max().unwrap_or_default();
        if longest >= DIGITS || digits >= GROUPED {
            out.push_str(STRUCK);
        } else {
            out.extend(&chars[at..end]);
        }
        at = end;
    }
    out
}

/// Behind the last digit of a number that begins here: one separator may stand between digits.
fn end_of_number(chars: &[char], start: usize) -> usize {
    let mut end = start + 1;
    while let Some(next) = chars.get(end) {
        let goes_on = |at: usize| chars.get(at).is_some_and(|c| c.is_numeric());
        if next.is_numeric() {
            end += 1;
        } else if matches!(next, ' ' | '-' | '(' | ')' | '\u{200c}' | '\u{a0}') && goes_on(end + 1) {
            end += 2;
        } else {
            break;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::struck;

    #[test]
    fn what_is_somebodys_is_struck_and_the_rest_stays() {
        let names = ["Mina Karimi".to_owned(), "سارا احمدی".to_owned(), "Li".to_owned()];
        for (text, expected) in [
            ("Hi Mina, your refund takes 10 days.", "Hi […], your refund takes 10 days."),
            ("Write to mina.k@example.org, or @minak!", "Write to […] or […]"),
            ("call +98 912 345 6789 or 0912-345-6789 today", "call […] or […] today"),
            ("سلام سارا، سفارش ۱۲۳۴۵۶ در ۳ روز می‌رسد.", "سلام […]، سفارش […] در ۳ روز می‌رسد."),
            ("costs 250,000 Toman in 2026", "costs 250,000 Toman in 2026"),
            ("mina karimi\nbye", "[…]\nbye"),
            ("I am Nima Rad, where is my order?", "I am […], where is my order?"),
            ("My name is Nima and I am late.", "My name is […] and I am late."),
            ("I am Iranian; this is Fine", "I am Iranian; this is Fine"),
            ("اسم من نیما است، سفارشم کجاست", "اسم من […] است، سفارشم کجاست"),
            ("Listen to https://example.org/a@b", "Listen to […]"),
            ("", ""),
        ] {
            assert_eq!(struck(text, &names), expected);
        }
    }
}
