//! Names that people give: in one line, and with nothing in them that is not seen and turns around what stands beside them.

/// A text as a name: white space around it and between words counts as one space. `None` where that leaves nothing or more than
/// so many characters, and where there is one in it that orders the line or its direction.
#[must_use]
pub fn in_one_line(text: &str, longest: usize) -> Option<String> {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_hidden = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let fits = (1..=longest).contains(&name.chars().count()) && !name.chars().any(is_hidden);
    fits.then_some(name)
}
