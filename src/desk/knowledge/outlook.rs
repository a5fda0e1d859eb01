//! What publishing a draft would change, or archiving an article, before it is done: real questions of which something else would come.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use hamyar_knowledge::{Article, Status};

use super::editor::{self, Beside, UNSAVED};
use super::form::Form;
use crate::desk::Desk;
use crate::desk::access::Visitor;
use crate::desk::csrf::Checked;
use crate::desk::failure::Failure;
use crate::desk::frame::{Frame, Section};
use crate::desk::tongue::Tongue;
use crate::library::{Came, Changed, Deed, Outlook, Shift, fits};

/// Questions that are asked again.
pub(in crate::desk) const ASKED: i64 = 500;

/// Questions that are listed.
const SHOWN: usize = 100;

/// What is supposed to be done with the article, as the button says that leads here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Supposed {
    Published,
    Archived,
}

impl Supposed {
    fn of(deed: &str) -> Option<Self> {
        match deed {
            "outlook" => Some(Self::Published),
            "before_archive" => Some(Self::Archived),
            _ => None,
        }
    }

    fn status(self) -> Status {
        match self {
            Self::Published => Status::Published,
            Self::Archived => Status::Archived,
        }
    }
}

/// What comes of a question: the class of a chip, its words, and the article.
struct Outcome {
    class: &'static str,
    words: String,
    /// What each is called, and whether it is the draft.
    articles: Vec<(String, bool)>,
}

/// A question of which something else would come.
struct Row {
    question: String,
    times: String,
    shift: (&'static str, String),
    before: Outcome,
    after: Outcome,
}

#[derive(Template)]
#[template(path = "outlook.html")]
struct OutlookPage {
    t: Tongue,
    frame: Frame,
    form: Form,
    /// It would be archived; else published.
    archives: bool,
    title: String,
    heading: String,
    hint: String,
    /// What the column of what would be is called.
    then: String,
    /// How many of how many would change.
    summary: String,
    /// How many of each kind, with the class of a chip.
    kinds: Vec<(&'static str, String)>,
    /// How many questions were left out, as there was no time for them.
    left_out: Option<String>,
    rows: Vec<Row>,
    /// How many more there are.
    more: Option<String>,
}

/// The draft of the editor, and what publishing it would change, or archiving the article. Nothing is saved.
pub(super) async fn page(
    State(desk): State<Desk>,
    visitor: Visitor,
    Checked(form): Checked<Form>,
) -> Result<Response, Failure> {
    let t = visitor.tongue(&desk);
    let supposed = Supposed::of(&form.deed).ok_or(Failure::BadForm)?;
    let base = form.base().map_err(|()| Failure::BadForm)?;
    if form.id.contains('\0') {
        return Err(Failure::NotFound);
    }
    let working = if base.is_some() { desk.store.working_article(&form.id).await? } else { None };
    let present = working.as_ref().map(|working| &working.article);
    let article = form.article_over(supposed.status(), present);
    let problems = form.problems(&t, &article, present);
    if !problems.is_empty() || !fits(&article) {
        let page = editor::show(&desk, &visitor, form, working, Beside { problems, ..Beside::default() }).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let heading = super::name_of(&article);
    let id = if base.is_some() { article.id.clone() } else { UNSAVED.to_owned() };
    let root = if article.root.is_empty() { id.clone() } else { article.root.clone() };
    let asked = desk.store.latest_questions(ASKED).await?;
    let draft = Article { id: id.clone(), root, ..article };
    let outlook = desk.library.outlook(&desk.answerer, draft, &asked).await.map_err(|error| {
        tracing::error!(%error, "what a draft would change cannot be told");
        Failure::Unavailable
    })?;
    let frame = Frame::read(&desk, &visitor, Section::Knowledge, "/desk/knowledge").await?;
    Ok(Html(OutlookPage::new(t, frame, form, supposed, heading, &outlook, &id).render()?).into_response())
}

impl OutlookPage {
    fn new(
        t: Tongue,
        frame: Frame,
        form: Form,
        supposed: Supposed,
        heading: String,
        outlook: &Outlook,
        draft: &str,
    ) -> Self {
        let Outlook { changed, asked_again, asked } = outlook;
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let all = t.number(count(*asked_again));
        let summary = if changed.is_empty() {
            t.with("outlook-nothing", "all", &all)
        } else {
            let times: usize = changed.iter().map(|changed| changed.times).sum();
            t.text("outlook-some", &[("all", &all), ("count", &times.to_string())])
        };
        let kinds = [Shift::Lost, Shift::Other, Shift::Gained, Shift::Offered, Shift::Words].into_iter();
        let kinds = kinds.filter_map(|shift| {
            let of: usize = changed.iter().filter(|changed| changed.shift == shift).map(|changed| changed.times).sum();
            let (class, words) = kind(&t, shift);
            (of > 0).then(|| (class, t.text("outlook-kind", &[("kind", &words), ("number", &t.number(count(of)))])))
        });
        let left_out = asked - asked_again;
        let archives = supposed == Supposed::Archived;
        let [title, hint, then] = if archives {
            ["outlook-archive-title", "outlook-archive-hint", "outlook-archive-then"]
        } else {
            ["outlook-title", "outlook-hint", "outlook-then"]
        };
        let more = changed.len().saturating_sub(SHOWN);
        Self {
            kinds: kinds.collect(),
            left_out: (left_out > 0).then(|| t.count("outlook-left-out", count(left_out))),
            rows: changed.iter().take(SHOWN).map(|changed| row(&t, changed, draft)).collect(),
            more: (more > 0).then(|| t.count("outlook-more", count(more))),
            title: t.word(title),
            hint: t.word(if *asked == 0 { "outlook-none-asked" } else { hint }),
            then: t.word(then),
            archives,
            summary,
            heading,
            form,
            frame,
            t,
        }
    }
}

fn row(t: &Tongue, changed: &Changed, draft: &str) -> Row {
    let conversations = i64::try_from(changed.conversations).unwrap_or(i64::MAX);
    Row {
        question: changed.question.clone(),
        times: t.count("curate-gap-people", conversations),
        shift: kind(t, changed.shift),
        before: outcome(t, &changed.before, draft),
        after: outcome(t, &changed.after, draft),
    }
}

fn kind(t: &Tongue, shift: Shift) -> (&'static str, String) {
    let (class, key) = match shift {
        Shift::Lost => ("chip--danger", "outlook-lost"),
        Shift::Other => ("chip--warn", "outlook-other"),
        Shift::Gained => ("chip--ok", "outlook-gained"),
        Shift::Offered => ("", "outlook-offered"),
        Shift::Words => ("", "outlook-words"),
    };
    (class, t.word(key))
}

fn outcome(t: &Tongue, came: &Came, draft: &str) -> Outcome {
    let (class, key) = match came.deed {
        Deed::Answers => ("chip--ok", "outlook-answered"),
        Deed::Suggests => ("chip--warn", "outlook-suggested"),
        Deed::HandsOver => ("", "outlook-handed-over"),
        Deed::FetchesPerson => ("", "outlook-fetched"),
        Deed::SmallTalk => ("", "outlook-chatted"),
    };
    let name = |(id, name): &(String, String)| (name.clone(), id == draft);
    Outcome {
        class,
        words: t.with(key, "percent", &t.percent(came.confidence)),
        articles: came.articles.iter().map(name).collect(),
    }
}
