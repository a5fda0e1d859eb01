//! Digits of languages. Pure.

/// A number in the digits of a language.
#[must_use]
pub fn digits(language: &str, number: &str) -> String {
    let persian = |digit: char| char::from_u32(u32::from('۰') + digit.to_digit(10)?);
    match language {
        "fa" => number.chars().map(|digit| persian(digit).unwrap_or(digit)).collect(),
        _ => number.to_owned(),
    }
}
