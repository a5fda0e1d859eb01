//! Why a search came out as it did, in words.

use hamyar_channel::Words;
use hamyar_knowledge::{Candidate, Common, Explanation, Found, Mended, Met, Place, Thresholds};

use super::super::output::shown;
use super::search::title;
use crate::library::Deed;

/// Articles that are explained: those that the bot may offer.
const EXPLAINED: usize = 3;
/// How much of a passage is shown, in characters.
const SHOWN: usize = 80;
/// The share of the first candidate's score from which on the second fits nearly as well.
const NEARLY: f64 = 0.9;

/// What there is to say.
pub(super) struct Reasons<'a> {
    pub(super) question: &'a str,
    pub(super) found: &'a Found,
    pub(super) explanation: &'a Explanation,
    pub(super) thresholds: Thresholds,
    pub(super) deed: Deed,
}

/// The reasons in a language, a line each.
pub(super) fn explain(words: &dyn Words, language: &str, reasons: &Reasons<'_>) -> String {
    let teller = Teller { words, language };
    let mut lines = teller.outcome(reasons);
    let candidates = reasons.found.candidates.iter().zip(&reasons.explanation.candidates).take(EXPLAINED);
    for (number, (candidate, common)) in (1..).zip(candidates) {
        lines.push(String::new());
        lines.extend(teller.candidate(number, candidate, common));
    }
    lines.push(String::new());
    lines.join("\n")
}

struct Teller<'a> {
    words: &'a dyn Words,
    language: &'a str,
}

impl Teller<'_> {
    fn text(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        self.words.text(self.language, key, arguments)
    }

    /// What the bot does, and why in short.
    fn outcome(&self, reasons: &Reasons<'_>) -> Vec<String> {
        let Reasons { question, found, explanation, thresholds, deed } = reasons;
        let mut lines = vec![self.text("search-asked", &[("question", &shorten(question))])];
        if let Some(language) = found.language {
            lines.push(self.text("search-language", &[("language", &self.language_name(language))]));
        }
        if let Some(read_as) = &explanation.read_as {
            lines.push(self.text("search-read-as", &[("text", &shorten(read_as))]));
        }
        if let Some(said_as) = &explanation.said_as {
            lines.push(self.text("search-said-as", &[("text", &shorten(said_as))]));
        }
        if !explanation.mended.is_empty() {
            let words: Vec<String> = explanation.mended.iter().map(|mended| self.mended(mended)).collect();
            lines.push(self.text("search-mended", &[("words", &self.list(&words))]));
        }
        lines.push(self.deed(*deed, &found.candidates));
        if found.candidates.is_empty() {
            lines.push(self.text("search-nothing", &[]));
            return lines;
        }
        let (answer, suggest) = (self.percent(thresholds.answer), self.percent(thresholds.suggest));
        let sure = self.percent(found.confidence);
        lines.push(self.text("search-sure", &[("sure", &sure), ("answer", &answer), ("suggest", &suggest)]));
        if let [first, second, ..] = &found.candidates[..]
            && second.score >= NEARLY * first.score
        {
            lines.push(self.text("search-rival", &[("title", &title(second))]));
        }
        if !explanation.unknown.is_empty() {
            lines.push(self.text("search-unknown", &[("words", &self.list(&explanation.unknown))]));
        }
        lines
    }

    fn deed(&self, deed: Deed, candidates: &[Candidate]) -> String {
        let titles: Vec<String> = candidates.iter().take(EXPLAINED).map(title).collect();
        let first = titles.first().map(String::as_str).unwrap_or_default();
        match deed {
            Deed::FetchesPerson => self.text("search-person", &[]),
            Deed::SmallTalk => self.text("search-small-talk", &[]),
            Deed::Answers => self.text("search-answers", &[("title", first)]),
            Deed::Suggests => self.text("search-suggests", &[("titles", &titles.join(" · "))]),
            Deed::HandsOver => self.text("search-hands-over", &[]),
        }
    }

    /// A candidate, and what it has in common with the question.
    fn candidate(&self, number: usize, candidate: &Candidate, common: &Common) -> Vec<String> {
        let (number, sure) = (number.to_string(), self.percent(candidate.confidence));
        let mut lines = vec![self.text(
            "search-candidate",
            &[("number", &number), ("title", &title(candidate)), ("article", &candidate.article), ("sure", &sure)],
        )];
        let mut told = |place: Place, key: &str, text: &str| {
            let met: Vec<String> =
                common.met.iter().filter(|met| met.place == place).map(|met| self.word(met)).collect();
            if !met.is_empty() {
                let text = shorten(text);
                lines.push(format!("   {}", self.text(key, &[("text", &text), ("words", &self.list(&met))])));
            }
        };
        told(Place::Question, "search-in-question", &candidate.question);
        told(Place::Title, "search-in-title", &candidate.title);
        told(Place::Passage, "search-in-passage", &candidate.passage);
        told(Place::Elsewhere, "search-elsewhere", "");
        if let Some(text) = &common.means {
            lines.push(format!("   {}", self.text("search-means", &[("text", &shorten(text))])));
        }
        if !common.missing.is_empty() {
            lines.push(format!("   {}", self.text("search-missing", &[("words", &self.list(&common.missing))])));
        }
        lines
    }

    /// A word as it was asked, with how the article has it where that is another spelling.
    fn word(&self, met: &Met) -> String {
        let Met { asked, found, alike, .. } = met;
        if asked == found {
            return shown(asked);
        }
        let key = if *alike { "search-alike" } else { "search-form" };
        self.text(key, &[("asked", &shown(asked)), ("found", &shown(found))])
    }

    fn mended(&self, Mended { typed, meant }: &Mended) -> String {
        self.text("search-meant", &[("typed", &shown(typed)), ("meant", &shown(meant))])
    }

    fn list(&self, words: &[String]) -> String {
        let words: Vec<String> = words.iter().map(|word| shown(word)).collect();
        words.join(&self.text("search-separator", &[("space", " ")]))
    }

    /// With one decimal, so that what is close to a threshold does not look the same, nor what is nearly sure as sure.
    fn percent(&self, part: f64) -> String {
        let most = if part < 1.0 { 99.9 } else { 100.0 };
        let percent = format!("{:.1}", (part * 100.0).clamp(0.0, most));
        self.text("desk-percent", &[("percent", percent.strip_suffix(".0").unwrap_or(&percent))])
    }

    fn language_name(&self, tag: &str) -> String {
        match tag {
            "en" => self.text("desk-language-en", &[]),
            "fa" => self.text("desk-language-fa", &[]),
            other => other.to_owned(),
        }
    }
}

/// The beginning of a text, in one line.
fn shorten(text: &str) -> String {
    let text = shown(text.trim());
    if text.chars().count() <= SHOWN {
        return text;
    }
    let cut: String = text.chars().take(SHOWN - 1).collect();
    format!("{}…", cut.trim_end())
}
