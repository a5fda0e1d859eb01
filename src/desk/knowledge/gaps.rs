//! What is asked and not answered, for whoever writes the answer.

use askama::Template;
use axum::extract::State;
use axum::response::Html;

use super::address;
use crate::desk::Desk;
use crate::desk::access::Visitor;
use crate::desk::failure::Failure;
use crate::desk::frame::{Frame, Section};
use crate::desk::tongue::Tongue;
use crate::library::{Deed, Gap, OpenGap, asked_in_vain, open_gaps, with_people};
use crate::model::ConversationId;
use crate::store::Dismissal;

/// Gaps that are shown, and wordings and conversations of one.
pub(in crate::desk) const SHOWN: usize = 30;
const WORDINGS: usize = 8;
const CONVERSATIONS: usize = 3;

/// A gap in the list.
struct Row {
    rank: String,
    question: String,
    /// Other wordings.
    others: Vec<String>,
    people: String,
    when: String,
    /// How often lately, and whether that is more than before.
    trend: Option<(String, bool)>,
    /// Where there is more than one.
    languages: Option<String>,
    refused: bool,
    /// What the bot would do now, and the article that it would do it with.
    now: Option<(String, String)>,
    /// Articles that may be meant: id and title.
    near: Vec<(String, String)>,
    conversations: Vec<(ConversationId, String)>,
    /// How many wait to be told when it is known.
    waiting: Option<String>,
    /// What people of the team answered, the best first.
    answers: Vec<String>,
    /// What the editor begins with: a wording a line, and their language. Not in an address: those are logged and kept by browsers.
    wordings: Vec<String>,
    locale: String,
    /// Its entries, for whoever dismisses it.
    keys: String,
    /// Why it was dismissed, in words.
    dismissal: Option<String>,
}

impl Row {
    /// What the answer begins with.
    fn body(&self) -> &str {
        self.answers.first().map_or("", String::as_str)
    }
}

/// A gap in a few words.
pub(super) struct Open {
    pub(super) question: String,
    /// How many asked.
    pub(super) people: String,
}

#[derive(Template)]
#[template(path = "gaps.html")]
struct GapsPage {
    t: Tongue,
    frame: Frame,
    rows: Vec<Row>,
    dismissed: Vec<Row>,
    /// Why a gap can be dismissed.
    reasons: Vec<(&'static str, String)>,
    /// Older ones are yet to be put together with these.
    partial: bool,
}

/// Gaps: those that most people met first.
pub(super) async fn page(State(desk): State<Desk>, visitor: Visitor) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(&desk);
    let (gaps, is_all) = asked_in_vain(&desk.store, &desk.gaps, desk.edge.now()).await?;
    let open = with_people(&desk.store, open_gaps(&desk.answerer, &gaps, SHOWN).await).await?;
    let rows =
        (1..).zip(open).filter_map(|(rank, open)| Some(Row { rank: t.number(rank), ..row(&t, open)? })).collect();
    let dismissed = gaps.iter().filter(|gap| gap.dismissal.is_some()).take(SHOWN);
    let dismissed = dismissed.filter_map(|gap| plain(&t, gap)).collect();
    let reasons = Dismissal::ALL.map(|reason| (reason.word(), t.word(reason_key(reason)))).into();
    let frame = Frame::read(&desk, &visitor, Section::Gaps, "/desk/knowledge/gaps").await?;
    Ok(Html(GapsPage { t, frame, rows, dismissed, reasons, partial: !is_all }.render()?))
}

/// What is open, what most people asked first.
pub(super) async fn open(desk: &Desk, t: &Tongue, most: usize) -> Result<Vec<Open>, Failure> {
    let (gaps, _) = asked_in_vain(&desk.store, &desk.gaps, desk.edge.now()).await?;
    let rows = open_gaps(&desk.answerer, &gaps, most).await.into_iter().filter_map(|open| plain(t, &open.gap));
    Ok(rows.map(|Row { question, people, .. }| Open { question, people }).collect())
}

/// A gap with what is known around it.
fn row(t: &Tongue, open: OpenGap) -> Option<Row> {
    let (plain, gap) = (plain(t, &open.gap)?, &open.gap);
    let now = open.best().map(|(id, title)| {
        let key = if open.deed == Deed::Answers { "curate-gap-answers" } else { "curate-gap-suggests" };
        (t.with(key, "title", title), address("edit", &[("id", id)]))
    });
    let times = gap.trend(t.now());
    let [week, before] = times.map(|times| t.number(i64::try_from(times).unwrap_or(i64::MAX)));
    let trend = (gap.times.len() > 1)
        .then(|| (t.text("curate-gap-trend", &[("week", &week), ("before", &before)]), times[0] > times[1]));
    let waiting = (open.waiting > 0).then(|| t.count("curate-gap-waiting", open.waiting));
    Some(Row { trend, now, waiting, near: open.near, answers: open.answers, ..plain })
}

/// A gap as it is, without what is found for it; `None` where nothing was asked.
fn plain(t: &Tongue, gap: &Gap) -> Option<Row> {
    let names: Vec<String> = gap.languages.iter().map(|tag| t.language_name(tag)).collect();
    let conversations = gap.conversations.iter().rev().take(CONVERSATIONS);
    let keys: Vec<String> = gap.entries().iter().map(ToString::to_string).collect();
    Some(Row {
        rank: String::new(),
        question: gap.wordings.first()?.clone(),
        others: gap.wordings.iter().skip(1).take(WORDINGS).cloned().collect(),
        people: t.count("curate-gap-people", i64::try_from(gap.conversations.len()).unwrap_or(i64::MAX)),
        when: gap.times.first().map(|at| t.when(at)).unwrap_or_default(),
        trend: None,
        languages: (names.len() > 1).then(|| names.join(&t.word("curate-gap-and"))),
        refused: gap.refused,
        now: None,
        near: Vec::new(),
        conversations: conversations
            .map(|(id, number)| (*id, t.with("desk-conversation-number", "number", &t.number(*number))))
            .collect(),
        waiting: None,
        answers: Vec::new(),
        wordings: gap.beginnings(),
        locale: gap.language.clone(),
        keys: keys.join(" "),
        dismissal: gap.dismissal.map(|reason| t.word(reason_key(reason))),
    })
}

fn reason_key(reason: Dismissal) -> &'static str {
    match reason {
        Dismissal::Noise => "curate-gap-noise",
        Dismissal::NotOurs => "curate-gap-not-ours",
        Dismissal::Person => "curate-gap-person",
    }
}
