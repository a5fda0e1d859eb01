//! Joining two contacts by hand: who it could be, what would be joined, and why; and parting them again.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use uuid::Uuid;

use super::Desk;
use super::access::Visitor;
use super::contact::{Known, Matter, known, matter, page_with};
use super::contacts::PersonRow;
use super::csrf::{Checked, Tokened};
use super::failure::Failure;
use super::frame::{Frame, Section};
use super::sign_in::Bare;
use super::tongue::Tongue;
use crate::model::{ContactId, IdentityId};
use crate::store::{Joined, Parted, Sought};

/// Conversations that are named of each.
const CONVERSATIONS: i64 = 20;

/// The longest evidence, in characters.
const EVIDENCE: usize = 500;

/// One of the two.
struct Side {
    id: ContactId,
    name: String,
    known: Vec<Known>,
    matters: Vec<Matter>,
    /// What would be joined, as the form carries it.
    identities: String,
}

impl Side {
    async fn read(desk: &Desk, t: &Tongue, id: ContactId) -> Result<Self, Failure> {
        let (contact, identities) = desk.store.contact(id).await?.ok_or(Failure::NotFound)?;
        if identities.is_empty() || identities.iter().any(crate::model::Identity::is_erased) {
            return Err(Failure::NotFound);
        }
        let rows = desk.store.conversations_of(id, CONVERSATIONS).await?;
        let name = contact.name.or_else(|| rows.iter().find_map(|row| row.name.clone()));
        let ids: Vec<String> = identities.iter().map(|one| one.id.to_string()).collect();
        Ok(Self {
            id,
            name: name.unwrap_or_else(|| t.word("desk-nameless")),
            known: known(t, &identities),
            matters: rows.iter().map(|row| matter(t, row)).collect(),
            identities: ids.join(","),
        })
    }
}

#[derive(Template)]
#[template(path = "join.html")]
struct JoinPage {
    t: Tongue,
    frame: Frame,
    /// Whom the other is joined to.
    to: Side,
    /// Who is joined, once that is chosen.
    from: Option<Side>,
    sought: String,
    people: Vec<PersonRow>,
    evidence: String,
    problem: Option<String>,
}

impl JoinPage {
    /// Both, in the order in which one goes to the other.
    fn sides(&self) -> impl Iterator<Item = &Side> {
        self.from.iter().chain([&self.to])
    }
}

/// What the address carries.
#[derive(Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
    /// The contact that is chosen.
    #[serde(default)]
    with: Option<String>,
}

/// The page: who it could be, or what would be joined.
pub(super) async fn page(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Html<String>, Failure> {
    let id = id.parse().map_err(|_| Failure::NotFound)?;
    shown(&desk, &visitor, id, asked, (String::new(), None)).await
}

async fn shown(
    desk: &Desk,
    visitor: &Visitor,
    id: ContactId,
    asked: Asked,
    (evidence, problem): (String, Option<String>),
) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(desk);
    let to = Side::read(desk, &t, id).await?;
    let from = match asked.with {
        Some(with) => {
            let with: ContactId = with.parse().map_err(|_| Failure::NotFound)?;
            Some(Side::read(desk, &t, with).await?).filter(|from| from.id != to.id)
        }
        None => None,
    };
    let sought: String = asked.q.trim().chars().take(200).collect();
    let found = desk.store.find(&Sought::of(&sought), None).await?;
    let others = found.people.iter().filter(|row| row.id != id.0);
    let back = format!("/desk/contacts/{id}/join");
    let page = JoinPage {
        frame: Frame::read(desk, visitor, Section::Contacts, &back).await?,
        people: others.map(|row| PersonRow::new(&t, row)).collect(),
        to,
        from,
        sought,
        evidence,
        problem,
        t,
    };
    Ok(Html(page.render()?))
}

/// Two contacts are one person.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Joining {
    token: String,
    with: String,
    /// The identities of each that were seen: of who is joined, and of whom they are joined to.
    identities: String,
    there: String,
    evidence: String,
}

impl Tokened for Joining {
    fn token(&self) -> &str {
        &self.token
    }
}

fn identities(list: &str) -> Result<Vec<IdentityId>, Failure> {
    list.split(',').map(str::parse).collect::<Result<_, _>>().map_err(|_| Failure::BadForm)
}

/// Joins them.
pub(super) async fn join(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    visitor: Visitor,
    Checked(form): Checked<Joining>,
) -> Result<Response, Failure> {
    let to: ContactId = id.parse().map_err(|_| Failure::NotFound)?;
    let from: ContactId = form.with.parse().map_err(|_| Failure::NotFound)?;
    let seen = (identities(&form.identities)?, identities(&form.there)?);
    let evidence = form.evidence.trim().replace("\r\n", "\n");
    let problem = if evidence.is_empty() || evidence.chars().count() > EVIDENCE {
        "join-refused-evidence"
    } else {
        match desk.store.join((from, to), seen, visitor.agent.id, evidence.clone()).await? {
            Joined::Impossible => return Err(Failure::NotFound),
            Joined::Changed => "join-refused-changed",
            Joined::Done => {
                tracing::info!(agent = %visitor.agent.id, %from, %to, "two contacts were joined");
                desk.live.everything();
                return Ok(Redirect::to(&format!("/desk/contacts/{to}")).into_response());
            }
        }
    };
    let problem = Some(visitor.tongue(&desk).word(problem));
    let asked = Asked { with: Some(form.with), ..Asked::default() };
    let page = shown(&desk, &visitor, to, asked, (evidence, problem)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Parts what was joined.
pub(super) async fn part(
    State(desk): State<Desk>,
    Path((id, join)): Path<(String, String)>,
    visitor: Visitor,
    Checked(_): Checked<Bare>,
) -> Result<Response, Failure> {
    let contact: ContactId = id.parse().map_err(|_| Failure::NotFound)?;
    let join: Uuid = join.parse().map_err(|_| Failure::NotFound)?;
    match desk.store.part(contact, join, visitor.agent.id).await? {
        Parted::Missing => Err(Failure::NotFound),
        Parted::Moved => {
            let problem = visitor.tongue(&desk).word("join-refused-moved");
            Ok((StatusCode::CONFLICT, page_with(&desk, &visitor, contact, Some(problem)).await?).into_response())
        }
        Parted::Done => {
            tracing::info!(agent = %visitor.agent.id, %contact, "two contacts were parted");
            desk.live.everything();
            Ok(Redirect::to(&format!("/desk/contacts/{contact}")).into_response())
        }
    }
}
