//! What is asked and not answered, for whoever writes the answer.

use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Html;
use chrono::Duration;
use futures::{StreamExt, future, stream};
use hamyar_knowledge::{Query, Reader};

use super::address;
use crate::desk::Desk;
use crate::desk::access::Visitor;
use crate::desk::failure::Failure;
use crate::desk::frame::{Frame, Section};
use crate::desk::tongue::Tongue;
use crate::library::{Deed, Gap, struck};
use crate::model::ConversationId;
use crate::store::{Dismissal, Said};

/// How far back is looked, and at how many handoffs and presses.
const SINCE: Duration = Duration::days(30);
const MOST: i64 = 50_000;

/// Gaps that are shown, wordings, conversations and answers of one, and wordings that a draft begins with.
const SHOWN: usize = 30;
const WORDINGS: usize = 8;
const CONVERSATIONS: usize = 3;
const ANSWERS: usize = 3;

/// Conversations of a gap in which is looked for what the team answered, and entries of it that are dismissed at once.
const READ: usize = 20;
const DISMISSED: usize = 200;

/// Gaps that the bot is asked about at once.
const AT_ONCE: usize = 8;

/// The longest wording that a draft begins with, and the longest and shortest answers, in characters.
const WORDING: usize = 200;
const LONG: usize = 2000;
const SHORT: usize = 12;

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
    let (gaps, is_all) = found(&desk).await?;
    let rows = rows(&desk, &t, &gaps, SHOWN).await;
    let rows = with_people(&desk, &t, rows).await?;
    let dismissed = gaps.iter().filter(|gap| gap.dismissal.is_some()).take(SHOWN);
    let dismissed = dismissed.filter_map(|gap| plain(&t, gap)).collect();
    let reasons = Dismissal::ALL.map(|reason| (reason.word(), t.word(reason_key(reason)))).into();
    let frame = Frame::read(&desk, &visitor, Section::Gaps, "/desk/knowledge/gaps").await?;
    Ok(Html(GapsPage { t, frame, rows, dismissed, reasons, partial: !is_all }.render()?))
}

/// What is open, what most people asked first.
pub(super) async fn open(desk: &Desk, t: &Tongue, most: usize) -> Result<Vec<Open>, Failure> {
    let (gaps, _) = found(desk).await?;
    let rows = rows(desk, t, &gaps, most).await;
    Ok(rows.into_iter().map(|(_, Row { question, people, .. })| Open { question, people }).collect())
}

/// All that was asked in vain lately, and whether it is put together whole.
async fn found(desk: &Desk) -> Result<(Arc<Vec<Gap>>, bool), Failure> {
    let asked = desk.store.unhelped(desk.edge.now() - SINCE, MOST).await?;
    Ok(desk.gaps.of(asked).await)
}

/// The first that are open. Some are closed, and fall out.
async fn rows(desk: &Desk, t: &Tongue, gaps: &[Gap], most: usize) -> Vec<(Gap, Row)> {
    let open: Vec<Gap> = gaps.iter().filter(|gap| gap.dismissal.is_none()).cloned().collect();
    let rows = stream::iter(open).map(|gap| row(desk, t, gap)).buffered(AT_ONCE);
    rows.filter_map(future::ready).take(most).collect().await
}

/// These with their ranks, what the team answered, and who waits to be told.
async fn with_people(desk: &Desk, t: &Tongue, rows: Vec<(Gap, Row)>) -> Result<Vec<Row>, Failure> {
    let read = rows.iter().flat_map(|(gap, _)| gap.conversations.keys().rev().take(READ)).copied();
    let said = desk.store.said_by_team(read.collect()).await?;
    let mut of: HashMap<ConversationId, Vec<&Said>> = HashMap::new();
    for said in &said {
        of.entry(said.key.conversation).or_default().push(said);
    }
    let asking = rows.iter().flat_map(|(gap, _)| gap.conversations.keys().copied()).collect();
    let wishes = desk.store.wishes_of(asking).await?;
    let rows = (1..).zip(rows).map(|(rank, (gap, row))| {
        let waiting: i64 = gap.conversations.keys().filter_map(|id| wishes.get(id)).sum();
        let waiting = (waiting > 0).then(|| t.count("curate-gap-waiting", waiting));
        Row { rank: t.number(rank), waiting, answers: answers(&gap, &of), ..row }
    });
    Ok(rows.collect())
}

/// A gap, unless it is closed: what was only handed over then is answered now.
async fn row(desk: &Desk, t: &Tongue, gap: Gap) -> Option<(Gap, Row)> {
    let row = plain(t, &gap)?;
    let query = Query {
        text: &row.question,
        locale: Some(&gap.language),
        reader: Reader::PUBLIC,
        limit: 3,
        ..Query::default()
    };
    let (found, thresholds) = desk.answerer.find(&query).await;
    let deed = Deed::of(&row.question, &found, &thresholds);
    if deed == Deed::Answers && !gap.refused {
        return None;
    }
    let title = |one: &hamyar_knowledge::Candidate| {
        if one.title.is_empty() { one.question.clone() } else { one.title.clone() }
    };
    let best = found.candidates.first().filter(|_| matches!(deed, Deed::Answers | Deed::Suggests));
    let now = best.map(|best| {
        let key = if deed == Deed::Answers { "curate-gap-answers" } else { "curate-gap-suggests" };
        (t.with(key, "title", &title(best)), address("edit", &[("id", &best.article)]))
    });
    let near = found.candidates.iter().map(|one| (one.article.clone(), title(one))).collect();
    let times = gap.trend(desk.edge.now());
    let [week, before] = times.map(|times| t.number(i64::try_from(times).unwrap_or(i64::MAX)));
    let trend = (gap.times.len() > 1)
        .then(|| (t.text("curate-gap-trend", &[("week", &week), ("before", &before)]), times[0] > times[1]));
    Some((gap, Row { trend, now, near, ..row }))
}

/// A gap as it is, without what is found for it; `None` where nothing was asked.
fn plain(t: &Tongue, gap: &Gap) -> Option<Row> {
    let names: Vec<String> = gap.languages.iter().map(|tag| t.language_name(tag)).collect();
    let conversations = gap.conversations.iter().rev().take(CONVERSATIONS);
    let keys: Vec<String> =
        gap.keys.iter().take(DISMISSED).map(|key| format!("{}:{}", key.conversation, key.seq)).collect();
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
        wordings: gap.wordings.iter().take(WORDINGS).map(|wording| shorten(&struck(wording, &[]))).collect(),
        locale: gap.language.clone(),
        keys: keys.join(" "),
        dismissal: gap.dismissal.map(|reason| t.word(reason_key(reason))),
    })
}

/// What people of the team said first after the question had come to nothing, each once; what says most first.
fn answers(gap: &Gap, said: &HashMap<ConversationId, Vec<&Said>>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for key in &gap.keys {
        let of = said.get(&key.conversation).into_iter().flatten();
        let mut after = of.filter(|said| said.key.seq > key.seq).map(|said| (said, said.body.trim().chars().count()));
        let Some((said, _)) = after.find(|(_, length)| (SHORT..=LONG).contains(length)) else { continue };
        let body = struck(said.body.trim(), &said.names);
        if !found.contains(&body) {
            found.push(body);
        }
    }
    found.sort_by_key(|body| std::cmp::Reverse(body.chars().count()));
    found.truncate(ANSWERS);
    found
}

fn reason_key(reason: Dismissal) -> &'static str {
    match reason {
        Dismissal::Noise => "curate-gap-noise",
        Dismissal::NotOurs => "curate-gap-not-ours",
        Dismissal::Person => "curate-gap-person",
    }
}

/// A wording in one line, and not too long.
fn shorten(wording: &str) -> String {
    let words: Vec<&str> = wording.split_whitespace().collect();
    words.join(" ").chars().take(WORDING).collect()
}
