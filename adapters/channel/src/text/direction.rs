//! Which way a text is written. Pure.

/// Whether most of a text is written from right to left. Latin names are long and many in what is.
#[must_use]
pub fn is_right_to_left(text: &str) -> bool {
    let letters = text.chars().filter(|character| character.is_alphabetic());
    let (mut right_to_left, mut left_to_right) = (0_usize, 0_usize);
    for letter in letters {
        if is_letter_right_to_left(letter) {
            right_to_left += 1;
        } else {
            left_to_right += 1;
        }
    }
    right_to_left * 2 > left_to_right
}

/// The first letter decides, as where a text is shown.
pub(super) fn begins_right_to_left(text: &str) -> bool {
    text.chars().find(|character| character.is_alphabetic()).is_some_and(is_letter_right_to_left)
}

/// Letters of Hebrew, Arabic and the scripts between and beside them, and their old forms.
pub(super) fn is_letter_right_to_left(character: char) -> bool {
    matches!(character, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}
