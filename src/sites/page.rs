//! What a page says, as Markdown: its own words, without what stands around them on every page, and without anything that could run.

use std::collections::HashSet;
use std::rc::Rc;

use encoding_rs::{Encoding, UTF_8};
use hamyar_knowledge::files::MAX_MARKDOWN_BYTES;
use htmd::HtmlToMarkdown;
use htmd::options::{BulletListMarker, Options};
use markup5ever_rcdom::{Handle, Node, NodeData};
use url::Url;

use super::bounded::parse;
use super::robots::says_no;
use super::tree::{Walk, all, attribute, first, name, reduce, remove, text};
use super::{Refused, web::Fetched};

/// How deep elements may lie in each other.
const DEPTH: usize = 120;

/// The beginning of a page in which it may say how its letters are written.
const HEAD: usize = 1024;

/// The longest title that is taken over, in characters.
const TITLE: usize = 300;

/// What no article is made of.
const LEFT_OUT: [&str; 32] = [
    "script", "style", "noscript", "template", "iframe", "frame", "frameset", "object", "embed", "applet", "svg",
    "math", "canvas", "video", "audio", "picture", "img", "map", "nav", "footer", "aside", "input", "select",
    "textarea", "dialog", "menu", "link", "meta", "base", "head", "title", "progress",
];

/// The roles of what stands around the words of a page.
const AROUND: [&str; 6] = ["navigation", "banner", "contentinfo", "search", "complementary", "dialog"];

/// What a page says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) title: String,
    /// In Markdown.
    pub(super) body: String,
    /// The language that it says it is in.
    pub(super) language: Option<String>,
    /// The address that it says is its own.
    pub(super) canonical: Option<Url>,
}

/// Reads a page.
pub(super) fn read(fetched: &Fetched) -> Result<Page, Refused> {
    let (document, base) = (parse(&letters(fetched))?.document.clone(), &fetched.url);
    let html = first(&document, |node| name(node) == "html").ok_or(Refused::Empty)?;
    if says_no_to_robots(fetched, &html) {
        return Err(Refused::NoIndex);
    }
    let title = first(&html, |node| name(node) == "title").map(|title| text(&title)).unwrap_or_default();
    let canonical = first(&html, |node| name(node) == "link" && has(node, "rel", "canonical"));
    let canonical = canonical.and_then(|link| base.join(&attribute(&link, "href")?).ok());
    // Headings may stand in what is left out of the rest.
    let heading = |part: &Handle| first(part, |node| name(node) == "h1").map(|found| text(&found));
    let above = heading(&html);
    let content = content(&html).ok_or(Refused::Empty)?;
    clean(&content, base)?;
    let own = first(&content, |node| name(node) == "h1");
    let heading = own.as_ref().map(text).or(above).filter(|heading| !heading.is_empty());
    own.iter().for_each(remove);
    let body = markdown(&content);
    if body.is_empty() {
        return Err(Refused::Empty);
    }
    if body.len() as u64 > MAX_MARKDOWN_BYTES {
        return Err(Refused::TooLarge(1));
    }
    let title: String = heading.unwrap_or(title).chars().filter(|c| !c.is_control()).take(TITLE).collect();
    Ok(Page { title, body, language: attribute(&html, "lang").map(|lang| lang.trim().to_owned()), canonical })
}

/// Whether its site or the page itself wants no robot to take it over.
fn says_no_to_robots(fetched: &Fetched, html: &Handle) -> bool {
    let for_us = |node: &Node| ["robots", "hamyar"].iter().any(|robot| has(node, "name", robot));
    let said = all(html, |node| name(node) == "meta" && for_us(node));
    let said = said.iter().filter_map(|node| attribute(node, "content"));
    said.chain(fetched.robots.iter().cloned()).any(|directives| says_no(&directives))
}

/// Its letters: as the site says, else as the page does, else as UTF-8.
pub(super) fn letters(fetched: &Fetched) -> String {
    let named = |text: &str| {
        let at = text.to_ascii_lowercase().find("charset=")? + "charset=".len();
        let label = text[at..].trim_start_matches(['"', '\'', ' ']);
        Encoding::for_label(label.split(['"', '\'', ';', ' ', '/', '>']).next()?.as_bytes())
    };
    let head = String::from_utf8_lossy(&fetched.body[..fetched.body.len().min(HEAD)]);
    let encoding = named(&fetched.kind).or_else(|| named(&head)).unwrap_or(UTF_8);
    encoding.decode(&fetched.body).0.replace('\0', "")
}

/// The part of a page that is its own: what it says is its main part, and in that the article, if it is one.
fn content(html: &Handle) -> Option<Handle> {
    let main = first(html, |node| name(node) == "main" || has(node, "role", "main"));
    let part = main.clone().or_else(|| first(html, |node| name(node) == "body"))?;
    let articles = all(&part, |node| name(node) == "article");
    let content = match articles.as_slice() {
        [article] => Rc::clone(article),
        _ => part,
    };
    if main.is_none() && name(&content) == "body" {
        // Without such a part, what heads the page is the site's.
        all(&content, |node| name(node) == "header").iter().for_each(remove);
    }
    Some(content)
}

/// Leaves nothing but words and links that may be followed.
fn clean(content: &Handle, base: &Url) -> Result<(), Refused> {
    let opening = all(content, |node| attribute(node, "aria-controls").is_some());
    let opened: HashSet<String> = opening.iter().filter_map(|node| attribute(node, "aria-controls")).collect();
    let unwanted = all(content, |node| match &node.data {
        NodeData::Comment { .. } | NodeData::ProcessingInstruction { .. } => true,
        // What a press unfolds is an answer, and what is pressed its question; other buttons do something.
        NodeData::Element { .. } if attribute(node, "id").is_some_and(|id| opened.contains(&id)) => false,
        NodeData::Element { .. } if name(node) == "button" => {
            attribute(node, "aria-controls").or(attribute(node, "aria-expanded")).is_none()
        }
        NodeData::Element { .. } => LEFT_OUT.contains(&name(node)) || is_hidden(node),
        _ => false,
    });
    unwanted.iter().filter(|node| !Rc::ptr_eq(node, content)).for_each(remove);
    for (node, depth) in Walk::through(content) {
        if depth > DEPTH {
            return Err(Refused::Complicated);
        }
        let element = name(&node);
        reduce(&node, |attribute| match (element, &*attribute.name.local) {
            ("a", "href") => base.join(&attribute.value).ok().filter(may_be_followed).is_some_and(|link| {
                attribute.value = link.as_str().into();
                true
            }),
            // Says which language a piece of code is in.
            ("code" | "pre", "class") | ("ol", "start") => true,
            _ => false,
        });
    }
    Ok(())
}

fn may_be_followed(link: &Url) -> bool {
    matches!(link.scheme(), "http" | "https" | "mailto" | "tel")
}

fn is_hidden(node: &Node) -> bool {
    attribute(node, "hidden").is_some()
        || attribute(node, "aria-hidden").is_some_and(|hidden| hidden == "true")
        || attribute(node, "role").is_some_and(|role| AROUND.contains(&role.trim()))
}

/// Whether an element says this word of itself.
fn has(node: &Node, wanted: &str, word: &str) -> bool {
    attribute(node, wanted).is_some_and(|value| value.split_whitespace().any(|one| one.eq_ignore_ascii_case(word)))
}

fn markdown(content: &Handle) -> String {
    let options = Options {
        bullet_list_marker: BulletListMarker::Dash,
        ul_bullet_spacing: 1,
        ol_number_spacing: 1,
        ..Options::default()
    };
    let markdown = HtmlToMarkdown::builder().options(options).build().tree_to_markdown(content);
    let lines: Vec<&str> = markdown.lines().collect();
    let blank = |line: Option<&&str>| line.is_none_or(|line| line.trim().is_empty());
    let mut body = String::with_capacity(markdown.len());
    for (at, line) in lines.iter().enumerate() {
        // One empty line parts as well as many.
        if !(blank(Some(line)) && (at == 0 || blank(lines.get(at - 1)))) {
            body.push_str(line);
            body.push('\n');
        }
    }
    body.trim().to_owned()
}
