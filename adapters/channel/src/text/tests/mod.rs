//! Text as people read it, and what holds for any input.

mod html;
mod markdown;
mod properties;
mod shown;
mod split;

use super::{Format, RichText, Unit};

/// The text with its formatting in brackets, to be read in a snapshot.
fn show(rich: &RichText) -> String {
    let mut marks: Vec<(usize, bool, String)> = Vec::new();
    for span in &rich.spans {
        let name = match &span.format {
            Format::Bold => "b".to_owned(),
            Format::Italic => "i".to_owned(),
            Format::Strikethrough => "s".to_owned(),
            Format::Code => "code".to_owned(),
            Format::Pre(None) => "pre".to_owned(),
            Format::Pre(Some(language)) => format!("pre {language}"),
            Format::Quote => "quote".to_owned(),
            Format::Link(address) => format!("link {address}"),
            Format::Mention(mention) => format!("mention {mention:?}"),
        };
        marks.push((span.start, true, format!("[{name}|")));
        marks.push((span.end, false, "]".to_owned()));
    }
    marks.sort_by_key(|(at, opens, _)| (*at, *opens));
    let mut shown = rich.text.clone();
    for (at, _, mark) in marks.iter().rev() {
        shown.insert_str(*at, mark);
    }
    shown
}

fn check_spans(rich: &RichText) {
    let mut open: Vec<usize> = Vec::new();
    let mut last = (0, usize::MAX);
    for span in &rich.spans {
        assert!(span.start < span.end && span.end <= rich.text.len(), "{span:?} of {}", rich.text.len());
        assert!(rich.text.is_char_boundary(span.start) && rich.text.is_char_boundary(span.end), "{span:?}");
        assert!(last.0 < span.start || (last.0 == span.start && last.1 >= span.end), "{span:?} after {last:?}");
        last = (span.start, span.end);
        open.retain(|end| *end > span.start);
        assert!(open.iter().all(|end| span.end <= *end), "{span:?} crosses another");
        open.push(span.end);
    }
}
