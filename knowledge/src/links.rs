//! Where an article's Markdown leads: its links, and addresses that stand in its text as they are, which platforms make links of.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// The addresses that a text in Markdown leads to, each once, in their order.
#[must_use]
pub fn links(markdown: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut add = |link: &str| {
        if !link.is_empty() && !found.iter().any(|known| known == link) {
            found.push(link.to_owned());
        }
    };
    let (mut text, mut is_code) = (String::new(), false);
    for event in Parser::new(markdown) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => add(&dest_url),
            Event::Start(Tag::CodeBlock(_)) => is_code = true,
            Event::End(TagEnd::CodeBlock) => is_code = false,
            // An address may come in pieces, where a letter of it could have meant something else.
            Event::Text(piece) if !is_code => text.push_str(&piece),
            _ => text.push(' '),
        }
    }
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '«' | '»' | '“' | '”')) {
        let word = word.trim_start_matches(['(', '[', '{', '‘']);
        if word.starts_with("https://") || word.starts_with("http://") {
            add(word.trim_end_matches(|c: char| ".,;:!?)]}'’؟،؛".contains(c)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::links;

    #[test]
    fn every_address_is_found_once() {
        let body = "[one](https://a.example/1 \"title\") and <https://a.example/2>, or https://a.example/3_x_y. See [two][2]\n\n\
            [again](https://a.example/1) (https://a.example/4) `https://code.example/`\n\n    https://code.example/block\n\n\
            - **[three](/terms)** mail [us](mailto:a@b.example)\n\n[2]: http://b.example/\n";
        assert_eq!(
            links(body),
            [
                "https://a.example/1",
                "https://a.example/2",
                "http://b.example/",
                "/terms",
                "mailto:a@b.example",
                "https://a.example/3_x_y",
                "https://a.example/4",
            ]
        );
        assert_eq!(
            links("بنگرید به https://a.example/راهنما، و «https://b.example»."),
            ["https://a.example/راهنما", "https://b.example"]
        );
        assert_eq!(links(""), Vec::<String>::new());
    }
}
