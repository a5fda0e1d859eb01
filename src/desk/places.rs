//! Groups, topics and threads: what each is for, and how freely the bot speaks there.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{Html, Redirect};
use serde::Deserialize;

use super::Desk;
use super::access::Visitor;
use super::csrf::{Checked, Tokened};
use super::failure::Failure;
use super::frame::{Frame, Section};
use super::tongue::{Tongue, channel_icon};
use crate::engine::settings::{autonomy_key, listen_key, role_key};
use crate::model::{AuditKind, Autonomy, LONGEST_TAG, Place, PlaceChange, PlaceId, PlaceSettings, Role};

/// Every role that a shared place can have. The team's own rooms are named here, or on the command line, only.
const ROLES: [Role; 4] = [Role::Help, Role::Community, Role::Staff, Role::Ignored];

/// A place in the list.
struct Row {
    id: PlaceId,
    icon: &'static str,
    channel: String,
    title: String,
    role: String,
    autonomy: String,
    language: String,
    listen: String,
}

#[derive(Template)]
#[template(path = "places.html")]
struct PlacesPage {
    t: Tongue,
    frame: Frame,
    rows: Vec<Row>,
}

/// Shared places, by channel and title.
pub(super) async fn list(State(desk): State<Desk>, visitor: Visitor) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(&desk);
    let row = |place: &Place| Row {
        id: place.id,
        icon: channel_icon(&place.channel),
        channel: t.channel(&place.channel),
        title: title(place),
        role: t.word(role_key(place.role)),
        autonomy: t.word(autonomy_key(place.autonomy)),
        language: language(&t, place.language.as_deref()),
        listen: t.word(listen_key(place.listen)),
    };
    let rows = desk.store.shared_places().await?.iter().map(row).collect();
    let frame = Frame::read(&desk, &visitor, Section::Places, "/desk/places").await?;
    Ok(Html(PlacesPage { t, frame, rows }.render()?))
}

/// What people call it, with the topic's number where it is one.
fn title(place: &Place) -> String {
    let title = place.title.as_ref().unwrap_or(&place.address.chat);
    match &place.address.thread {
        Some(thread) => format!("{title} / {thread}"),
        None => title.clone(),
    }
}

fn language(t: &Tongue, tag: Option<&str>) -> String {
    tag.map_or_else(|| t.word("place-language-none"), |tag| t.language_name(tag))
}

/// A choice of one among several.
struct Field {
    name: &'static str,
    label: String,
    hint: String,
    options: Vec<Choice>,
}

struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "place.html")]
struct PlacePage {
    t: Tongue,
    frame: Frame,
    id: PlaceId,
    title: String,
    icon: &'static str,
    channel: String,
    address: String,
    fields: Vec<Field>,
    listen: bool,
    group: String,
    /// The tag that marks posts as solved, where it may be a forum.
    solved_tag: Option<String>,
    saved: bool,
}

/// What the address of a place's page may carry.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    saved: Option<String>,
}

/// A place, and the form that sets it.
pub(super) async fn page(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(&desk);
    let place = shared(&desk, &id).await?;
    let frame = Frame::read(&desk, &visitor, Section::Places, &format!("/desk/places/{}", place.id)).await?;
    let thread = place.address.thread.as_deref().map(|thread| format!(" / {thread}")).unwrap_or_default();
    let tag = desk.store.solved_tag(&place.channel, &place.address.chat).await?;
    let page = PlacePage {
        frame,
        id: place.id,
        title: title(&place),
        icon: channel_icon(&place.channel),
        channel: t.channel(&place.channel),
        address: format!("{}{thread}", place.address.chat),
        fields: fields(&t, &place),
        listen: place.listen,
        group: place.group.as_ref().map(ToString::to_string).unwrap_or_default(),
        solved_tag: if may_be_forum(&place) { Some(tag.unwrap_or_default()) } else { None },
        saved: asked.saved.is_some(),
        t,
    };
    Ok(Html(page.render()?))
}

/// Whether posts may be made in it.
fn may_be_forum(place: &Place) -> bool {
    place.channel.platform() == "discord" && place.address.thread.is_none()
}

async fn shared(desk: &Desk, id: &str) -> Result<Place, Failure> {
    let id: PlaceId = id.parse().map_err(|_| Failure::NotFound)?;
    desk.store.place(id).await?.filter(|place| !place.direct).ok_or(Failure::NotFound)
}

fn fields(t: &Tongue, place: &Place) -> Vec<Field> {
    let role = |role: Role| Choice {
        value: role.word().to_owned(),
        label: t.word(role_key(role)),
        chosen: role == place.role,
    };
    let autonomy = |autonomy: Autonomy| Choice {
        value: autonomy.word().to_owned(),
        label: t.word(autonomy_key(autonomy)),
        chosen: autonomy == place.autonomy,
    };
    let none = Choice { value: String::new(), label: language(t, None), chosen: place.language.is_none() };
    let tongue = |(tag, name): (&'static str, String)| Choice {
        value: tag.to_owned(),
        label: name,
        chosen: place.language.as_deref() == Some(tag),
    };
    let field = |name, label, hint, options| Field { name, label: t.word(label), hint: t.word(hint), options };
    vec![
        field("role", "desk-place-role", "desk-place-role-hint", ROLES.into_iter().map(role).collect()),
        field(
            "autonomy",
            "desk-place-autonomy",
            "desk-place-autonomy-hint",
            PlaceChange::AUTONOMIES.into_iter().map(autonomy).collect(),
        ),
        field(
            "language",
            "desk-place-language",
            "desk-place-language-hint",
            std::iter::once(none).chain(t.languages().into_iter().map(tongue)).collect(),
        ),
    ]
}

/// The form that sets a place.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlaceForm {
    token: String,
    role: String,
    autonomy: String,
    language: String,
    #[serde(default)]
    listen: Option<String>,
    #[serde(default)]
    group: String,
    #[serde(default)]
    solved_tag: Option<String>,
}

impl Tokened for PlaceForm {
    fn token(&self) -> &str {
        &self.token
    }
}

/// Sets a place. What its people must be told is said there.
pub(super) async fn save(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    visitor: Visitor,
    Checked(form): Checked<PlaceForm>,
) -> Result<Redirect, Failure> {
    let place = shared(&desk, &id).await?;
    let role: Role = form.role.parse().map_err(|_| Failure::BadForm)?;
    let autonomy: Autonomy = form.autonomy.parse().map_err(|_| Failure::BadForm)?;
    let known = form.language.is_empty() || desk.words.languages().contains(&form.language.as_str());
    if !known || !ROLES.contains(&role) {
        return Err(Failure::BadForm);
    }
    let language = Some(form.language).filter(|language| !language.is_empty());
    let group = Some(form.group.trim()).filter(|group| !group.is_empty()).map(str::parse).transpose();
    let group = group.map_err(|_| Failure::BadForm)?;
    let settings = PlaceSettings { role, autonomy, language, listen: form.listen.is_some(), group };
    let tag = form.solved_tag.filter(|_| may_be_forum(&place)).map(|tag| tag.trim().to_owned());
    if tag.as_ref().is_some_and(|tag| tag.chars().count() > LONGEST_TAG || tag.contains('\0')) {
        return Err(Failure::BadForm);
    }
    let (channel, chat) = (place.channel.clone(), place.address.chat.clone());
    let set = place.id;
    let back = format!("/desk/places/{set}?saved=yes");
    desk.store.save_place(place.with(settings), Some(visitor.agent.id)).await?;
    if let Some(tag) = tag {
        desk.store.set_solved_tag(channel, chat, Some(tag).filter(|tag| !tag.is_empty())).await?;
    }
    desk.engine.look();
    visitor.did(&desk, AuditKind::PlaceSet, set).await?;
    Ok(Redirect::to(&back))
}
