//! What is asked and not answered, for whoever writes the answer.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Html;

use super::address;
use crate::desk::Desk;
use crate::desk::access::Visitor;
use crate::desk::failure::Failure;
use crate::desk::frame::{Frame, Section};
use crate::desk::tongue::Tongue;
use crate::library::{Beginning, Deed, Gap, Looked, asked_in_vain, beginnings};
use crate::model::ConversationId;
use crate::store::Dismissal;

/// Gaps that are shown, and wordings and conversations of one.
pub(in crate::desk) const SHOWN: usize = 30;
const WORDINGS: usize = 8;
const CONVERSATIONS: usize = 3;

/// A gap in the list.
pub(super) struct Row {
    rank: String,
    pub(super) question: String,
    /// Other wordings.
    others: Vec<String>,
    pub(super) people: String,
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
    pub(super) waiting: Option<String>,
    /// What people of the team answered, the best first.
    answers: Vec<String>,
    /// What the editor begins with: a wording a line, and their language. Not in an address: those are logged and kept by browsers.
    pub(super) wordings: Vec<String>,
    pub(super) locale: String,
    /// One of its entries, by which it is known again.
    pub(super) key: String,
    /// Why it was dismissed, in words.
    dismissal: Option<String>,
}

impl Row {
    /// What the answer begins with.
    pub(super) fn body(&self) -> &str {
        self.answers.first().map_or("", String::as_str)
    }
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
    let (gaps, is_all) = found(&desk).await?;
    let rows = rows(&desk, &t, &gaps, SHOWN).await?;
    let rows = with_people(&desk, rows).await?;
    let dismissed = gaps.iter().filter(|gap| gap.dismissal().is_some()).take(SHOWN);
    let dismissed = dismissed.filter_map(|gap| plain(&t, gap)).collect();
    let reasons = Dismissal::ALL.map(|reason| (reason.word(), t.word(reason_key(reason)))).into();
    let frame = Frame::read(&desk, &visitor, Section::Gaps, "/desk/knowledge/gaps").await?;
    Ok(Html(GapsPage { t, frame, rows, dismissed, reasons, partial: !is_all }.render()?))
}

/// What is open, what most people asked first, with what articles about it begin with.
pub(super) async fn open(desk: &Desk, t: &Tongue, most: usize) -> Result<Vec<Row>, Failure> {
    let (gaps, _) = found(desk).await?;
    let rows = rows(desk, t, &gaps, most).await?;
    with_people(desk, rows).await
}

/// All that was asked in vain lately, and whether it is put together whole.
pub(in crate::desk) async fn found(desk: &Desk) -> Result<(Arc<Vec<Gap>>, bool), Failure> {
    let asked = asked_in_vain(&desk.store, desk.edge.now()).await?;
    Ok(desk.gaps.of(asked).await)
}

/// The first that are open, with what the bot would do about them now. Some are closed, and fall out.
pub(in crate::desk) async fn open_ones<'g>(
    desk: &Desk,
    gaps: &'g [Gap],
    most: usize,
) -> Result<Vec<(&'g Gap, Looked)>, Failure> {
    let open = gaps.iter().filter(|gap| gap.dismissal().is_none());
    Ok(desk.looks.open(&desk.library, &desk.answerer, open, most).await?)
}

/// The first that are open, with their ranks.
async fn rows<'g>(desk: &Desk, t: &Tongue, gaps: &'g [Gap], most: usize) -> Result<Vec<(&'g Gap, Row)>, Failure> {
    let open = open_ones(desk, gaps, most).await?;
    let rows = (1..)
        .zip(open)
        .filter_map(|(rank, (gap, looked))| Some((gap, Row { rank: t.number(rank), ..row(desk, t, gap, looked)? })));
    Ok(rows.collect())
}

/// These with what articles about them begin with.
async fn with_people(desk: &Desk, rows: Vec<(&Gap, Row)>) -> Result<Vec<Row>, Failure> {
    let (gaps, rows): (Vec<&Gap>, Vec<Row>) = rows.into_iter().unzip();
    let begun = beginnings(&desk.store, &gaps).await?.into_iter();
    let row = |(row, Beginning { wordings, answers }): (Row, Beginning)| Row { answers, wordings, ..row };
    Ok(rows.into_iter().zip(begun).map(row).collect())
}

/// An open gap.
fn row(desk: &Desk, t: &Tongue, gap: &Gap, Looked { deed, near }: Looked) -> Option<Row> {
    let row = plain(t, gap)?;
    let best = near.first().filter(|_| matches!(deed, Deed::Answers | Deed::Suggests));
    let now = best.map(|(article, title)| {
        let key = if deed == Deed::Answers { "curate-gap-answers" } else { "curate-gap-suggests" };
        (t.with(key, "title", title), address("edit", &[("id", article)]))
    });
    let times = gap.trend(desk.edge.now());
    let [week, before] = times.map(|times| t.number(count(times)));
    let trend = (gap.times.len() > 1)
        .then(|| (t.text("curate-gap-trend", &[("week", &week), ("before", &before)]), times[0] > times[1]));
    Some(Row { trend, now, near, ..row })
}

/// A gap as it is, without what is found for it; `None` where nothing was asked.
fn plain(t: &Tongue, gap: &Gap) -> Option<Row> {
    let names: Vec<String> = gap.languages.iter().map(|tag| t.language_name(tag)).collect();
    let conversations = gap.conversations.iter().rev().take(CONVERSATIONS);
    // One that was dismissed itself is known again by that, also when much is asked after it.
    let known_by = gap.times.iter().find(|time| time.dismissed.is_some()).or(gap.times.first())?.key;
    let waiting = gap.waiting.len();
    Some(Row {
        rank: String::new(),
        question: gap.wordings.first()?.text.clone(),
        others: gap.wordings.iter().skip(1).take(WORDINGS).map(|one| one.text.clone()).collect(),
        people: t.count("curate-gap-asked", count(gap.people.len())),
        when: gap.times.first().map(|time| t.when(&time.at)).unwrap_or_default(),
        trend: None,
        languages: (names.len() > 1).then(|| names.join(&t.word("curate-gap-and"))),
        refused: !gap.refused.is_empty(),
        now: None,
        near: Vec::new(),
        conversations: conversations
            .map(|(id, number)| (*id, t.with("desk-conversation-number", "number", &t.number(*number))))
            .collect(),
        waiting: (waiting > 0).then(|| t.count("curate-gap-waiting", count(waiting))),
        answers: Vec::new(),
        wordings: Vec::new(),
        locale: gap.language.clone(),
        key: format!("{}:{}", known_by.conversation, known_by.seq),
        dismissal: gap.dismissal().map(|reason| t.word(reason_key(reason))),
    })
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn reason_key(reason: Dismissal) -> &'static str {
    match reason {
        Dismissal::Noise => "curate-gap-noise",
        Dismissal::NotOurs => "curate-gap-not-ours",
        Dismissal::Person => "curate-gap-person",
        Dismissal::Answered => "curate-gap-is-answered",
    }
}
