//! What an answer with an article looks like where customers read it: by the conversions and the limits of the channels.

use hamyar_channel::{RichText, Unit, html};
use hamyar_knowledge::{Article, Query};

use crate::desk::Desk;
use crate::desk::tongue::Tongue;
use crate::engine::answer;
use crate::model::Source;
use crate::words::primary;

/// The longest text that is shown, in characters: of such an article customers get a part.
const SHOWN: usize = 20_000;

/// How much of a question is looked at, in characters.
const ASKED: usize = 500;

/// An answer on a platform.
pub(super) struct Preview {
    /// The platform, for classes and ids.
    pub(super) platform: &'static str,
    /// What it is called.
    pub(super) name: String,
    /// What is said first, one message each: HTML.
    pub(super) messages: Vec<String>,
    /// Where that is a part: all of the article, as it comes on request.
    pub(super) whole: Vec<String>,
    /// The HTML has blocks of its own; otherwise lines end where the text's do.
    pub(super) blocks: bool,
    /// What is to be known of it.
    pub(super) notes: Vec<String>,
    /// The buttons under it.
    pub(super) keys: Vec<String>,
}

/// The answer with an article to `question`, or else to the first way in which it is asked for, on each platform. Of a long article that is
/// a part, and all of it besides, as it comes on request.
pub(super) fn previews(desk: &Desk, t: &Tongue, article: &Article, question: &str) -> Vec<Preview> {
    let language = primary(&article.locale);
    let asked =
        [question.trim()].into_iter().chain(article.questions.iter().chain([&article.title]).map(String::as_str));
    let asked: String =
        asked.map(str::trim).find(|text| !text.is_empty()).unwrap_or_default().chars().take(ASKED).collect();
    let query = Query { text: &asked, locale: Some(&article.locale), ..Query::default() };
    let part = desk.library.knowledge().excerpt_of(&query, article);
    let source = Source {
        article: article.id.clone(),
        title: article.title.clone(),
        part: part.is_some(),
        heading: part.as_ref().and_then(|part| part.heading.clone()),
        ..Source::default()
    };
    let (body, cut) = match (&part, article.body.char_indices().nth(SHOWN)) {
        (Some(part), _) => (part.text.as_str(), Some(t.with("curate-preview-part", "question", &asked))),
        (None, Some((end, _))) => (&article.body[..end], Some(t.word("curate-preview-cut"))),
        (None, None) => (article.body.as_str(), None),
    };
    let all = part.is_some().then(|| {
        let end = article.body.char_indices().nth(SHOWN).map_or(article.body.len(), |(end, _)| end);
        let whole = Source { part: false, heading: None, ..source.clone() };
        answer(&*desk.words, language, &article.body[..end], &[whole])
    });
    let said = answer(&*desk.words, language, body, &[source]);
    let rich = RichText::from_markdown_in(language, &said);
    let rich_whole = all.as_deref().map(|all| RichText::from_markdown_in(language, all));
    let whole = part.is_some().then_some("bot-button-whole");
    let keys: Vec<String> = ["bot-button-helped", "bot-button-not-this"]
        .into_iter()
        .chain(whole)
        .chain(["bot-button-person"])
        .map(|key| desk.words.text(language, key, &[]))
        .collect();
    let chat = |platform, key: &str, limit: usize, unit: Unit| {
        let sent = |rich: &RichText| rich.split(limit, unit).iter().map(RichText::to_html).collect::<Vec<String>>();
        let messages = sent(&rich);
        let mut notes = lost(t, body);
        notes.extend(cut.clone());
        if messages.len() > 1 {
            notes.push(t.count("curate-preview-parts", i64::try_from(messages.len()).unwrap_or(i64::MAX)));
        }
        let whole = rich_whole.as_ref().map(sent).unwrap_or_default();
        Preview { platform, name: t.word(key), messages, whole, blocks: false, notes, keys: keys.clone() }
    };
    vec![
        chat("telegram", "desk-channel-telegram", hamyar_telegram::MAX_LENGTH, Unit::Utf16),
        chat("discord", "desk-channel-discord", hamyar_discord::MAX_LENGTH, Unit::Chars),
        Preview {
            platform: "web",
            name: t.word("desk-channel-web"),
            messages: vec![html(&said)],
            whole: all.as_deref().map(html).into_iter().collect(),
            blocks: true,
            notes: cut.clone().into_iter().collect(),
            keys: keys.clone(),
        },
    ]
}

/// What a text has that chat apps show in another way.
fn lost(t: &Tongue, body: &str) -> Vec<String> {
    let page = html(body);
    let mut notes = Vec::new();
    if (1..=6).any(|level| page.contains(&format!("<h{level} "))) {
        notes.push(t.word("curate-preview-headings"));
    }
    if page.contains("<table ") {
        notes.push(t.word("curate-preview-tables"));
    }
    notes
}
