//! Signing in, by password or one-time link, and out; the account's own page.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use askama::Template;
use axum::extract::{ConnectInfo, FromRequest, Path, Query, Request, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use chrono::Duration;
use rand::Rng;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use tower_sessions::Session;
use url::form_urlencoded;

use super::access::{AGENT, TOKEN, Visitor, own_path};
use super::audit::{Origin, failed};
use super::csrf::{Checked, Plain, Tokened};
use super::failure::{Failure, preferred};
use super::tongue::Tongue;
use super::{Desk, assets, factor, password};
use crate::clock::Edge;
use crate::model::{Agent, AgentId};
use crate::store::{Store, StoreError};

/// How long a one-time link is good for.
const LINK_LIFETIME: Duration = Duration::hours(24);

/// What an address of e-mail is kept and looked for as.
#[must_use]
pub fn canonical_email(email: &str) -> String {
    email.trim().to_lowercase()
}

/// A link by which a person signs in once, within a day, without a password. `base_url` is where the desk is reached, such
/// as `https://help.example.org`.
///
/// # Errors
///
/// When the database refuses.
pub async fn one_time_link(store: &Store, edge: &Edge, agent: AgentId, base_url: &str) -> Result<String, StoreError> {
    let token = secret();
    store.add_sign_in_link(link_hash(&token), agent, edge.now() + LINK_LIFETIME).await?;
    Ok(format!("{}/desk/sign-in/{token}", base_url.trim_end_matches('/')))
}

/// 128 random bits, twice over.
pub(super) fn secret() -> String {
    let mut rng = rand::rng();
    format!("{:032x}{:032x}", rng.random::<u128>(), rng.random::<u128>())
}

pub(super) fn link_hash(token: &str) -> Vec<u8> {
    Sha256::digest(token).to_vec()
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    t: Tongue,
    brand: String,
    css: &'static str,
    icon: &'static str,
    problem: Option<String>,
    email: String,
    next: String,
    /// What a sign-in provider is called, and where the way there begins.
    provider: Option<(String, String)>,
}

/// What the address of the sign-in page may carry.
#[derive(Deserialize)]
pub(super) struct Asked {
    lang: Option<String>,
    next: Option<String>,
}

/// The sign-in form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Credentials {
    email: String,
    password: String,
    #[serde(default)]
    next: String,
    #[serde(default)]
    lang: String,
}

/// The sign-in page; whoever is signed in goes on to the desk.
pub(super) async fn page(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    session: Session,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let next = own_path(asked.next.as_deref().unwrap_or("/desk")).to_owned();
    if Visitor::of(&desk, session).await?.is_some() {
        return Ok(Redirect::to(&next).into_response());
    }
    let language = asked.lang.unwrap_or_else(|| preferred(&headers, &*desk.words));
    let page = sign_in_page(&desk, &language, None, String::new(), next)?;
    Ok(page.into_response())
}

fn sign_in_page(
    desk: &Desk,
    language: &str,
    problem: Option<&str>,
    email: String,
    next: String,
) -> Result<Html<String>, Failure> {
    let t = Tongue::new(desk, language);
    let problem = problem.map(|key| t.word(key));
    let provider = desk.settings.openid.as_ref().map(|openid| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("lang", t.language()).append_pair("next", &next);
        (openid.name().to_owned(), format!("/desk/openid?{}", query.finish()))
    });
    let page = SignInPage {
        provider,
        brand: desk.settings.brand.clone(),
        css: assets::css(),
        icon: assets::icon(),
        problem,
        email,
        next,
        t,
    };
    Ok(Html(page.render()?))
}

/// Signs in by password. Whether there is such an account shows neither in words nor in time.
pub(super) async fn sign_in(State(desk): State<Desk>, session: Session, request: Request) -> Result<Response, Failure> {
    let (address, origin) = (address(&request), Origin::of(request.extensions()));
    let guess = preferred(request.headers(), &*desk.words);
    let Plain(form) = Plain::<Credentials>::from_request(request, &desk).await?;
    let email = canonical_email(&form.email);
    let language = if form.lang.is_empty() { guess } else { form.lang };
    let next = own_path(&form.next).to_owned();
    if !desk.attempts.may_try(&email, address) {
        tracing::warn!("too many tries to sign in");
        let page = sign_in_page(&desk, &language, Some("desk-sign-in-too-often"), form.email, next)?;
        return Ok((StatusCode::TOO_MANY_REQUESTS, [("retry-after", "60")], page).into_response());
    }
    let (found, right) = check(&desk, &email, form.password).await?;
    let Some(agent) = found.clone().filter(|_| right) else {
        failed(&desk, origin, found.map(|agent| agent.id), "password").await?;
        let page = sign_in_page(&desk, &language, Some("desk-sign-in-wrong"), form.email, next)?;
        return Ok((StatusCode::UNAUTHORIZED, page).into_response());
    };
    tracing::info!(agent = %agent.id, "a password was right");
    factor::enter(&desk, &session, &agent, &next, (origin, "password"), None).await
}

/// Where a request comes from, as far as is known.
fn address(request: &Request) -> IpAddr {
    let known = request.extensions().get::<ConnectInfo<SocketAddr>>();
    known.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip().to_canonical())
}

/// The account, if there is one, and whether the password is its own.
async fn check(desk: &Desk, email: &str, typed: String) -> Result<(Option<Agent>, bool), Failure> {
    let found = desk.store.agent_by_email(email).await?.filter(|(agent, _)| agent.active);
    let (agent, hash) = found.unzip();
    Ok((agent, password::checked(desk, typed, hash).await?))
}

/// Makes a session a person's. What it was before, id and all, is gone.
pub(super) async fn begin(session: &Session, agent: AgentId) -> Result<(), Failure> {
    session.clear().await;
    session.cycle_id().await?;
    session.insert(AGENT, agent).await?;
    session.insert(TOKEN, secret()).await?;
    Ok(())
}

/// Signs in by a one-time link. Asking what is there (HEAD) does not use it up.
pub(super) async fn by_link(
    State(desk): State<Desk>,
    Path(token): Path<String>,
    session: Session,
    method: Method,
    headers: HeaderMap,
    origin: Origin,
) -> Result<Response, Failure> {
    if method == Method::HEAD {
        return Ok(StatusCode::OK.into_response());
    }
    let used = desk.store.use_sign_in_link(link_hash(&token)).await?;
    let agent = match used {
        Some(id) => desk.store.agent(id).await?.filter(|agent| agent.active),
        None => None,
    };
    let Some(agent) = agent else {
        let language = preferred(&headers, &*desk.words);
        let page = sign_in_page(&desk, &language, Some("desk-sign-in-link-used"), String::new(), "/desk".to_owned())?;
        return Ok((StatusCode::UNAUTHORIZED, page).into_response());
    };
    tracing::info!(agent = %agent.id, "a one-time link was followed");
    factor::enter(&desk, &session, &agent, "/desk", (origin, "link"), None).await
}

/// A form that carries nothing but the session's secret.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Bare {
    token: String,
}

impl Tokened for Bare {
    fn token(&self) -> &str {
        &self.token
    }
}

/// Signs out.
pub(super) async fn sign_out(visitor: Visitor, Checked(_): Checked<Bare>) -> Result<Redirect, Failure> {
    visitor.session.flush().await?;
    Ok(Redirect::to("/desk/sign-in"))
}

/// The form that changes the language of one's desk.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LanguageForm {
    token: String,
    language: String,
    #[serde(default)]
    back: String,
}

impl Tokened for LanguageForm {
    fn token(&self) -> &str {
        &self.token
    }
}

/// Changes the language of one's desk.
pub(super) async fn language(
    State(desk): State<Desk>,
    visitor: Visitor,
    Checked(form): Checked<LanguageForm>,
) -> Result<Redirect, Failure> {
    if !desk.words.languages().contains(&form.language.as_str()) {
        return Err(Failure::BadForm);
    }
    desk.store.set_desk_language(visitor.agent.id, form.language).await?;
    Ok(Redirect::to(own_path(&form.back)))
}
