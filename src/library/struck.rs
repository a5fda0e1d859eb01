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

/// The text with what looks like a person's struck out: these names, mail addresses, names of accounts, and long numbers. It is a beginning
/// for whoever edits it, not a promise.
#[must_use]
pub fn struck(text: &str, names: &[String]) -> String {
    let names: Vec<String> = names
        .iter()
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
            ("Listen to https://example.org/a@b", "Listen to […]"),
            ("", ""),
        ] {
            assert_eq!(struck(text, &names), expected);
        }
    }
}
