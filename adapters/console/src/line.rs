//! What a typed line means. Pure.

/// What a typed line means.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line<'a> {
    /// Nothing to do.
    Empty,
    /// The end.
    Quit,
    /// The button with this number, from 1.
    Press(usize),
    /// A command: its name in lower case, and what follows.
    Command(String, &'a str),
    /// Anything else.
    Message(&'a str),
}

/// Reads a line, while this many buttons can be pressed.
pub(crate) fn read(line: &str, buttons: usize) -> Line<'_> {
    let words = line.trim();
    if words.is_empty() {
        return Line::Empty;
    }
    if let Some(number) = number(words).filter(|number| (1..=buttons).contains(number)) {
        return Line::Press(number);
    }
    match command(words) {
        Some((name, _)) if name == "quit" => Line::Quit,
        Some((name, arguments)) => Line::Command(name, arguments),
        None => Line::Message(line),
    }
}

/// A number in Latin, Persian or Arabic digits.
fn number(words: &str) -> Option<usize> {
    let digit = |letter: char| {
        let zero = match letter {
            '0'..='9' => '0',
            '۰'..='۹' => '۰',
            '٠'..='٩' => '٠',
            _ => return None,
        };
        Some(u32::from(letter) - u32::from(zero))
    };
    words
        .chars()
        .try_fold(0, |number: usize, letter| number.checked_mul(10)?.checked_add(usize::try_from(digit(letter)?).ok()?))
}

/// `/name arguments`, where the name is of letters, digits and `_`, as on the platforms.
fn command(words: &str) -> Option<(String, &str)> {
    let (name, arguments) = words.strip_prefix('/')?.split_once(char::is_whitespace).unwrap_or((&words[1..], ""));
    let word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    (!name.is_empty() && name.chars().all(word)).then(|| (name.to_ascii_lowercase(), arguments.trim()))
}
