//! What is being read or taken in, as somebody sees it who looks on, and how they find it again.

use super::address;
use super::arrival::Stage;
use super::import::Came;
use super::site;
use crate::desk::Desk;
use crate::desk::access::Visitor;
use crate::desk::attachment::visible;
use crate::desk::failure::Failure;
use crate::desk::tongue::Tongue;
use crate::sites::Seen;
use crate::store::{OpenUpload, Tallied};

/// Files that are listed which somebody brought and left open.
const LISTED: i64 = 10;

/// What is being read or taken in, or is.
pub(super) struct Arriving {
    pub(super) id: String,
    pub(super) name: String,
    /// What is going on, and what may be known of it.
    pub(super) doing: String,
    pub(super) hint: String,
    /// How far it is, and how far it goes, where that is known.
    pub(super) far: Option<(usize, usize)>,
    pub(super) words: String,
    /// It can be stopped.
    pub(super) stops: bool,
    /// What a site gave so far.
    pub(super) found: Option<Found>,
    /// What was taken in, once all of it is.
    pub(super) taken: Option<String>,
}

/// What was found on a site so far.
pub(super) struct Found {
    /// The address that is read now.
    pub(super) now: String,
    pub(super) articles: String,
    /// How much could not be read, where anything could not.
    pub(super) broken: Option<String>,
    /// What the latest articles are called.
    pub(super) latest: Vec<String>,
}

impl Found {
    fn new(t: &Tongue, seen: Seen) -> Option<Self> {
        let count = |key, number| t.text("import-count", &[("state", &t.word(key)), ("number", &figure(t, number))]);
        Some(Self {
            now: visible(&seen.now?),
            articles: count("curate-articles", seen.articles),
            broken: (seen.problems > 0).then(|| count("site-unread", seen.problems)),
            latest: seen.latest.iter().map(|title| visible(title)).collect(),
        })
    }
}

fn figure(t: &Tongue, number: usize) -> String {
    t.number(i64::try_from(number).unwrap_or(i64::MAX))
}

/// How far that is; nothing where nothing is on its way.
pub(super) fn arriving(t: &Tongue, stage: Stage, second_look: bool) -> Option<Arriving> {
    let of = |key, (done, of)| t.text(key, &[("done", &figure(t, done)), ("of", &figure(t, of))]);
    let (doing, hint) = ("import-running", "import-running-hint");
    // While it is still on its way, what is stored already is not told of yet.
    let is_taken = matches!(stage, Stage::Taken(_));
    let (upload, (doing, hint), far, words, seen) = match stage {
        Stage::Reading(upload, seen) => {
            let doing =
                if seen.as_ref().is_some_and(|seen| seen.now.is_none()) { "site-waiting" } else { "site-reading" };
            let far = seen.as_ref().and_then(|seen| seen.of.map(|of| (seen.done, of)));
            let words = match (&seen, far) {
                (None, _) => t.word("site-elsewhere"),
                (_, Some(far)) => of("site-progress", far),
                (_, None) => String::new(),
            };
            (upload, (doing, "site-reading-hint"), far, words, seen)
        }
        Stage::Running(upload, arrived) => {
            let far = arrived.read();
            (upload, (doing, hint), Some(far), of("import-progress", far), None)
        }
        Stage::Taken(upload) => (upload, (doing, hint), None, String::new(), None),
        Stage::Empty(_) | Stage::Looked { .. } => return None,
    };
    let after = match (upload.sources.is_some(), second_look) {
        (true, _) => Some(t.word("site-drafts")),
        (false, true) => Some(t.word("import-second-look-taken")),
        (false, false) => None,
    };
    Some(Arriving {
        id: upload.id.to_string(),
        name: visible(&upload.name),
        doing: t.word(doing),
        hint: t.word(hint),
        far,
        words,
        stops: seen.is_some(),
        found: seen.and_then(|seen| Found::new(t, seen)),
        taken: upload.taken.filter(|_| is_taken).map(|tallied| tally(t, &tallied, after)),
    })
}

/// What was taken in, and what is to be done then.
fn tally(t: &Tongue, tallied: &Tallied, after: Option<String>) -> String {
    let key = if tallied.overwritten { "import-taken-over" } else { "import-taken" };
    let counts = t.text(
        key,
        &[
            ("new", &figure(t, tallied.new)),
            ("changed", &figure(t, tallied.changed)),
            ("same", &figure(t, tallied.same)),
            ("edited", &figure(t, tallied.edited)),
        ],
    );
    after.into_iter().fold(counts, |counts, after| format!("{counts} {after}"))
}

/// Something that somebody brought, and neither took in nor left.
pub(super) struct Open {
    pub(super) name: String,
    pub(super) href: String,
    /// How it stands, and since when it is there.
    pub(super) state: (&'static str, String),
    pub(super) since: String,
}

/// What this person brought lately and left open.
pub(super) async fn open(desk: &Desk, t: &Tongue, visitor: &Visitor) -> Result<Vec<Open>, Failure> {
    let uploads = desk.store.open_uploads(visitor.agent.id, LISTED).await?;
    Ok(uploads.into_iter().map(|upload| Open::new(desk, t, upload)).collect())
}

impl Open {
    fn new(desk: &Desk, t: &Tongue, upload: OpenUpload) -> Self {
        let OpenUpload { id, name, at, ready } = upload;
        let goes_on = desk.imports.of(id).is_some_and(|running| running.came == Came::On);
        let (class, word) = if ready {
            if goes_on { ("", "import-running") } else { ("chip--accent", "import-waits") }
        } else if desk.imports.reading_of(id).is_some() || site::is_read_elsewhere(desk, at) {
            ("", "site-reading")
        } else {
            ("chip--danger", "site-not-ended")
        };
        Self {
            name: visible(&name),
            href: address("import", &[("id", &id.to_string())]),
            state: (class, t.word(word)),
            since: t.moment(&at),
        }
    }
}
