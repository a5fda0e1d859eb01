//! Sitemaps, as sitemaps.org has them: a list of pages, or of other sitemaps; in XML, or as a text with an address a line. Pure.

use roxmltree::{Document, ParsingOptions};

use super::Refused;

/// The elements of a sitemap, at most: 50,000 pages are allowed in one, each with a few.
const NODES: u32 = 600_000;

/// A sitemap.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sitemap {
    /// A list of pages.
    Pages(Vec<String>),
    /// A list of sitemaps.
    Maps(Vec<String>),
}

/// The sitemap, if it is one and not a page.
pub(super) fn parse(kind: &str, text: &str) -> Result<Option<Sitemap>, Refused> {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_xml =
        matches!(kind.as_str(), "application/xml" | "text/xml") || kind.ends_with("+xml") && !kind.contains("xhtml");
    let says_so = ["<?xml", "<urlset", "<sitemapindex"].iter().any(|sign| start.starts_with(sign));
    if !is_xml && (!says_so || kind.contains("html")) {
        return if matches!(kind.as_str(), "text/plain" | "") { list(start) } else { Ok(None) };
    }
    // Without a document type nothing in it can grow.
    let options = ParsingOptions { allow_dtd: false, nodes_limit: NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(start, options).map_err(|error| Refused::Sitemap(error.to_string()))?;
    let root = document.root_element();
    let listed = |element: &str| {
        let of = root.children().filter(|child| child.tag_name().name() == element);
        let places = of.filter_map(|child| child.children().find(|part| part.tag_name().name() == "loc")?.text());
        places.map(|place| place.trim().to_owned()).filter(|place| !place.is_empty()).collect()
    };
    match root.tag_name().name() {
        "urlset" => Ok(Some(Sitemap::Pages(listed("url")))),
        "sitemapindex" => Ok(Some(Sitemap::Maps(listed("sitemap")))),
        "html" => Ok(None),
        _ => Err(Refused::Sitemap("it holds neither <urlset> nor <sitemapindex>".to_owned())),
    }
}

/// The addresses of a text, if it begins with one: then every line has to be one.
fn list(text: &str) -> Result<Option<Sitemap>, Refused> {
    let is_address = |line: &str| ["http://", "https://"].iter().any(|scheme| line.starts_with(scheme));
    let lines = (1..).zip(text.lines().map(str::trim)).filter(|(_, line)| !line.is_empty());
    let mut places = Vec::new();
    for (number, line) in lines {
        match (is_address(line) && !line.contains(char::is_whitespace), places.is_empty()) {
            (true, _) => places.push(line.to_owned()),
            (false, true) => return Ok(None),
            (false, false) => {
                return Err(Refused::Sitemap(format!("line {number} of it is no address; a list has one a line")));
            }
        }
    }
    Ok((!places.is_empty()).then_some(Sitemap::Pages(places)))
}
