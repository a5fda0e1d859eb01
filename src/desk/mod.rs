//! The web desk, where people of the team take what the bot hands over: server-rendered pages that work by themselves,
//! and a small script that keeps them up to date. What curators do there, programs can do through `api`.
//!
//! It knows nothing of channels beyond their names, and decides nothing: what a person does goes through
//! [`Engine::act`]. Every route declares the role it needs (see `table`).

mod about;
mod access;
mod account;
mod act;
mod api;
mod assets;
mod attachment;
mod attempts;
mod audit;
mod browser;
mod candidates;
mod canned;
mod composer;
mod contact;
mod contacts;
mod conversation;
mod csrf;
mod day_field;
mod deed;
mod deliveries;
mod factor;
mod failure;
mod files;
mod filter;
mod frame;
mod headers;
mod inbox;
mod join;
mod knowledge;
mod live;
mod macros;
mod new_password;
mod now;
mod openid;
mod password;
mod people;
mod places;
mod present;
mod pulse;
mod rating;
mod report;
mod revise;
mod search;
mod service;
mod sessions;
mod settle;
mod shown;
mod sign_in;
mod signed_in;
pub(crate) mod story;
mod suggestion;
mod table;
mod tokens;
mod tongue;
mod triage;
mod upload;
mod why;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::{from_fn, from_fn_with_state};
use chrono_tz::Tz;
use hamyar_channel::Words;
use tokio_util::sync::CancellationToken;
use tower_sessions::cookie::SameSite;
use tower_sessions::cookie::time::Duration as CookieAge;
use tower_sessions::{Expiry, SessionManagerLayer};

pub use self::account::account_code;
pub use self::openid::{ByOpenId, openid_return};
pub use self::password::{PasswordError, SHORTEST_PASSWORD, hash_password};
pub use self::people::{Invited, invitation_link, password_link};
pub use self::sign_in::{canonical_email, one_time_link};
pub use self::table::{Declared, Needs};
pub use self::tokens::{LONGEST_TOKEN, MadeToken, USUAL_TOKEN, WantedToken, access_token};

use self::access::Presence;
use self::attempts::Attempts;
use self::knowledge::{Facets, Imports, Translations};
use self::sessions::Sessions;
use self::table::Table;
use crate::answer::KnowledgeAnswerer;
use crate::clock::Edge;
use crate::engine::Engine;
use crate::files::Files;
use crate::library::{Gaps, Library, Looks, Neighbours, NewWords};
use crate::live::Live;
use crate::model::AgentRole;
use crate::sites::Sites;
use crate::store::Store;

/// The largest form, in bytes: some 7,000 letters of any script.
const FORM: usize = 64 * 1024;

/// Settings of the desk.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What we are called.
    pub brand: String,
    /// Where the team is.
    pub zone: Tz,
    /// How long a login lasts.
    pub session_lifetime: Duration,
    /// How long an invitation can be followed.
    pub invitation_lifetime: Duration,
    /// The roles that must have a second factor.
    pub second_factor_for: Vec<AgentRole>,
    /// Signing in through a provider, beside the password.
    pub openid: Option<ByOpenId>,
    /// What one person wrote another has to look at before it is published.
    pub second_look: bool,
    /// Cookies travel over HTTPS only.
    pub secure_cookies: bool,
    /// How the outside reaches us, for links.
    pub base_url: String,
}

/// What the desk is made of. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    store: Store,
    engine: Arc<Engine>,
    files: Arc<Files>,
    library: Library,
    answerer: KnowledgeAnswerer,
    sites: Sites,
    live: Arc<Live>,
    words: Arc<dyn Words>,
    edge: Edge,
    settings: Arc<Settings>,
    stop: CancellationToken,
    presence: Arc<Presence>,
    attempts: Arc<Attempts>,
    facets: Arc<Facets>,
    translations: Arc<Translations>,
    imports: Arc<Imports>,
    neighbours: Arc<Neighbours>,
    gaps: Arc<Gaps>,
    looks: Arc<Looks>,
    new_words: Arc<NewWords>,
}

/// What the desk needs from outside.
pub struct Parts {
    /// The store.
    pub store: Store,
    /// Does what people of the team want.
    pub engine: Arc<Engine>,
    /// Opens what came with messages.
    pub files: Arc<Files>,
    /// The knowledge of this process, which follows what curators write.
    pub library: Library,
    /// Asks that knowledge, for whoever tries a draft out.
    pub answerer: KnowledgeAnswerer,
    /// Reads pages of other sites.
    pub sites: Sites,
    /// Says what changed.
    pub live: Arc<Live>,
    /// Words for people.
    pub words: Arc<dyn Words>,
    /// Time and ids.
    pub edge: Edge,
    /// Settings.
    pub settings: Settings,
    /// Ends the streams of open pages, so that a stopping server need not wait for them.
    pub stop: CancellationToken,
}

impl Desk {
    /// Puts a desk together.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let Parts { store, engine, files, library, answerer, sites, live, words, edge, settings, stop } = parts;
        Self {
            store,
            engine,
            files,
            library,
            answerer,
            sites,
            live,
            words,
            edge,
            settings: Arc::new(settings),
            stop,
            presence: Arc::default(),
            attempts: Arc::default(),
            facets: Arc::default(),
            translations: Arc::default(),
            imports: Arc::default(),
            neighbours: Arc::default(),
            gaps: Arc::default(),
            looks: Arc::default(),
            new_words: Arc::default(),
        }
    }
}

/// The routes of the desk, all below `/desk`, and those for programs below `/api`. For limits by address, requests carry
/// [`ConnectInfo<SocketAddr>`](axum::extract::ConnectInfo); behind a trusted proxy the app puts the client's own there.
pub fn routes(desk: Desk) -> Router {
    declared_routes(desk).0
}

/// The routes, and what each of them needs: for the test that tries every route with every role.
pub fn declared_routes(desk: Desk) -> (Router, Vec<Declared>) {
    let age = CookieAge::try_from(desk.settings.session_lifetime).unwrap_or(CookieAge::DAY);
    let sessions = SessionManagerLayer::new(Sessions::new(&desk))
        .with_name("hamyar_desk")
        .with_path("/desk")
        .with_http_only(true)
        // Strict would drop the cookie on the way from a one-time link to the page behind it.
        .with_same_site(SameSite::Lax)
        .with_secure(desk.settings.secure_cookies)
        .with_expiry(Expiry::OnInactivity(age));
    let (router, mut declared) = pages(Table::new(desk.clone())).finish();
    let (api, declared_api) = api::routes(Table::new(desk.clone()));
    declared.extend(declared_api);
    let router = router
        .layer(sessions)
        .merge(assets::routes())
        .layer(from_fn(csrf::same_origin))
        .layer(DefaultBodyLimit::max(FORM))
        .layer(from_fn_with_state(desk.clone(), failure::dress))
        // Programs show a token with each request, and no cookie: nothing of what guards cookies is needed.
        .merge(api)
        .layer(from_fn(headers::protect))
        .with_state(desk);
    (router, declared)
}

fn pages(table: Table) -> Table {
    let files = usize::try_from(table.desk().files.most_bytes()).unwrap_or(usize::MAX);
    let write = act::write.layer(DefaultBodyLimit::max(files.saturating_add(FORM)));
    let (get, post) = (Method::GET, Method::POST);
    let (viewer, agent) = (Needs::Role(AgentRole::Viewer), Needs::Role(AgentRole::Agent));
    let (curator, admin) = (Needs::Role(AgentRole::Curator), Needs::Role(AgentRole::Admin));
    let table = tokens::routes(openid::routes(new_password::routes(signed_in::routes(table))));
    audit::routes(factor::routes(people::routes(candidates::routes(knowledge::routes(table)))))
        .route(&get, "/desk/sign-in", Needs::Anyone, sign_in::page)
        .route(&post, "/desk/sign-in", Needs::Anyone, sign_in::sign_in)
        .route(&get, "/desk/sign-in/{token}", Needs::Anyone, sign_in::by_link)
        .route(&post, "/desk/sign-out", viewer, sign_in::sign_out)
        .route(&get, "/desk/account", viewer, account::page)
        .route(&post, "/desk/account/code", agent, account::code)
        .route(&post, "/desk/account/unlink", agent, account::unlink)
        .route(&post, "/desk/language", viewer, sign_in::language)
        .route(&post, "/desk/away", agent, account::away)
        .route(&get, "/desk", viewer, inbox::first)
        .route(&get, "/desk/", viewer, inbox::first)
        .route(&get, "/desk/inbox/{view}", viewer, inbox::page)
        .route(&get, "/desk/inbox/{view}/fragment", viewer, inbox::fragment)
        .route(&get, "/desk/conversations/{id}", viewer, conversation::page)
        .route(&get, "/desk/conversations/{id}/fragment", viewer, conversation::fragment)
        .route(&get, "/desk/conversations/{id}/suggestion", agent, suggestion::fragment)
        .route(&post, "/desk/conversations/{id}/write", agent, write)
        .route(&post, "/desk/conversations/{id}/take", agent, act::take)
        .route(&post, "/desk/conversations/{id}/return", agent, act::give_back)
        .route(&post, "/desk/conversations/{id}/resolve", agent, act::resolve)
        .route(&post, "/desk/conversations/{id}/reopen", agent, act::reopen)
        .route(&post, "/desk/conversations/{id}/wake", agent, act::wake)
        .route(&post, "/desk/conversations/{id}/here", agent, present::here)
        .route(&get, "/desk/conversations/{id}/present", viewer, present::fragment)
        .route(&post, "/desk/conversations/{id}/revise/{seq}", agent, revise::revise)
        .route(&post, "/desk/conversations/{id}/unsay/{seq}", agent, revise::unsay)
        .route(&post, "/desk/conversations/{id}/assign", agent, triage::assign)
        .route(&post, "/desk/conversations/{id}/team", agent, triage::hand_to)
        .route(&post, "/desk/conversations/{id}/snooze", agent, triage::snooze)
        .route(&post, "/desk/conversations/{id}/priority", agent, triage::prioritise)
        .route(&post, "/desk/conversations/{id}/label", agent, triage::label)
        .route(&post, "/desk/conversations/{id}/unlabel", agent, triage::unlabel)
        .route(&post, "/desk/conversations/{id}/settle/{seq}", agent, settle::settle)
        .route(&get, "/desk/files/{id}/{seq}/{number}", viewer, files::show)
        .route(&get, "/desk/replies", agent, canned::list)
        .route(&post, "/desk/replies", curator, canned::add)
        .route(&get, "/desk/replies/{id}", curator, canned::page)
        .route(&post, "/desk/replies/{id}", curator, canned::save)
        .route(&post, "/desk/replies/{id}/remove", curator, canned::remove)
        .route(&get, "/desk/macros", agent, macros::list)
        .route(&post, "/desk/macros", curator, macros::add)
        .route(&get, "/desk/macros/{id}", curator, macros::page)
        .route(&post, "/desk/macros/{id}", curator, macros::save)
        .route(&post, "/desk/macros/{id}/remove", curator, macros::remove)
        .route(&post, "/desk/conversations/{id}/macro", agent, macros::run)
        .route(&get, "/desk/search", viewer, search::page)
        .route(&get, "/desk/contacts", viewer, contacts::list)
        .route(&get, "/desk/contacts/{id}", viewer, contact::page)
        .route(&post, "/desk/contacts/{id}/label", agent, about::label)
        .route(&post, "/desk/contacts/{id}/unlabel", agent, about::unlabel)
        .route(&post, "/desk/contacts/{id}/note", agent, about::note)
        .route(&post, "/desk/contacts/{id}/note/{note}/remove", agent, about::unnote)
        .route(&post, "/desk/contacts/{id}/zone", agent, about::place)
        .route(&get, "/desk/contacts/{id}/join", agent, join::page)
        .route(&post, "/desk/contacts/{id}/join", agent, join::join)
        .route(&post, "/desk/contacts/{id}/part/{join}", agent, join::part)
        .route(&get, "/desk/deliveries", agent, deliveries::list)
        .route(&post, "/desk/deliveries/{id}/{seq}", agent, deliveries::settle)
        .route(&get, "/desk/places", admin, places::list)
        .route(&get, "/desk/places/{id}", admin, places::page)
        .route(&post, "/desk/places/{id}", admin, places::save)
        .route(&get, "/desk/report", agent, report::page)
        .route(&get, "/desk/report.csv", agent, report::table)
        .route(&get, "/desk/now", agent, now::page)
        .route(&get, "/desk/now/fragment", agent, now::fragment)
        .route(&get, "/desk/live", viewer, live::stream)
        .route(&get, "/desk/pulse", viewer, pulse::fragment)
        .route(&get, "/desk/{*unknown}", viewer, failure::nothing_here)
}
