//! What would come of a question if the draft were published, in words.

use hamyar_channel::html;
use hamyar_knowledge::{Candidate, Common, Met};

use crate::desk::tongue::{Tongue, whole_percent};
use crate::library::{Deed, Trial};

/// Candidates that are told apart.
const SHOWN: usize = 4;

/// What would come of a question.
pub(super) struct Tried {
    /// The class, symbol and words of what the bot would do.
    pub(super) deed: (&'static str, &'static str, String),
    /// How sure it would be.
    pub(super) sure: String,
    pub(super) candidates: Vec<Found>,
    /// Where the meters' marks stand, as percentages for SVG.
    pub(super) marks: Vec<String>,
    /// What the marks mean.
    pub(super) legend: String,
    /// How the question was understood.
    pub(super) understood: Vec<String>,
    /// The part that would be said, where that is not all of the article: HTML.
    pub(super) part: Option<String>,
}

/// An article that could be the answer.
pub(super) struct Found {
    pub(super) title: String,
    /// It is the draft.
    pub(super) own: bool,
    pub(super) sure: String,
    /// How far the meter is filled, for SVG.
    pub(super) width: u8,
    pub(super) dim: bool,
    /// Words of the question that it holds, and where it has them in another way, how: equal to it, or only alike, as if one were mistyped.
    pub(super) met: Vec<(String, Option<(&'static str, String)>)>,
    /// Words of the question that it does not hold.
    pub(super) missing: Vec<String>,
}

impl Tried {
    /// The trial of the article `draft`.
    pub(super) fn of(t: &Tongue, trial: &Trial, draft: &str) -> Self {
        let thresholds = trial.thresholds;
        let marks = [("suggest", thresholds.suggest), ("answer", thresholds.answer)];
        let legend = marks.map(|(name, part)| (name, t.percent(part)));
        let legend = legend.each_ref().map(|(name, part)| (*name, part.as_str()));
        let candidates = trial.found.candidates.iter().zip(&trial.explanation.candidates).take(SHOWN);
        Self {
            deed: deed(t, trial.deed),
            sure: t.with("desk-sure", "percent", &t.percent(trial.found.confidence)),
            candidates: candidates.enumerate().map(|(at, (one, common))| found(t, at, one, common, draft)).collect(),
            marks: marks.map(|(_, part)| format!("{}%", f64::from(whole_percent(part)) - 0.3)).to_vec(),
            legend: t.text("desk-why-marks", &legend),
            understood: understood(t, trial),
            part: trial.part.as_deref().map(html),
        }
    }
}

fn deed(t: &Tongue, deed: Deed) -> (&'static str, &'static str, String) {
    let (class, icon, key) = match deed {
        Deed::Answers => ("chip--ok", "check", "curate-would-answer"),
        Deed::Suggests => ("chip--warn", "info", "curate-would-suggest"),
        Deed::HandsOver => ("chip--danger", "hand", "curate-would-hand-over"),
        Deed::FetchesPerson => ("", "hand", "curate-would-fetch"),
        Deed::SmallTalk => ("", "info", "curate-would-chat"),
    };
    (class, icon, t.word(key))
}

fn found(t: &Tongue, at: usize, candidate: &Candidate, common: &Common, draft: &str) -> Found {
    let own = candidate.article == draft;
    let name = if own { t.word("curate-this-draft") } else { candidate.article.clone() };
    let title = [&candidate.title, &candidate.question, &name];
    let title = title.into_iter().find(|title| !title.trim().is_empty()).cloned().unwrap_or_default();
    let met = |met: &Met| {
        let sign = if met.alike { "≈" } else { "=" };
        (met.asked.clone(), (met.found != met.asked).then(|| (sign, met.found.clone())))
    };
    Found {
        title,
        own,
        sure: t.percent(candidate.confidence),
        width: whole_percent(candidate.confidence),
        dim: at > 0,
        met: common.met.iter().map(met).collect(),
        missing: common.missing.clone(),
    }
}

/// How the question was read, where that is not as it was written.
fn understood(t: &Tongue, trial: &Trial) -> Vec<String> {
    let why = &trial.explanation;
    let list = |words: Vec<String>| words.join(&t.with("search-separator", "space", " "));
    let mut told = Vec::new();
    if let Some(language) = trial.found.language {
        told.push(t.with("search-language", "language", &t.language_name(language)));
    }
    if let Some(text) = &why.read_as {
        told.push(t.with("search-read-as", "text", text));
    }
    if let Some(text) = &why.said_as {
        told.push(t.with("search-said-as", "text", text));
    }
    if !why.mended.is_empty() {
        let one = |mended: &hamyar_knowledge::Mended| {
            t.text("search-meant", &[("typed", &mended.typed), ("meant", &mended.meant)])
        };
        told.push(t.with("search-mended", "words", &list(why.mended.iter().map(one).collect())));
    }
    if !why.unknown.is_empty() {
        told.push(t.with("search-unknown", "words", &list(why.unknown.clone())));
    }
    told
}
