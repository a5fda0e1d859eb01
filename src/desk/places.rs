//! Groups, topics and threads: what each is for, and how freely the bot speaks there.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::Desk;
use super::access::Visitor;
use super::csrf::{Checked, Tokened};
use super::failure::Failure;
use super::frame::{Frame, Section};
use super::tongue::{Tongue, channel_icon};
use crate::engine::settings::{autonomy_key, listen_key, role_key};
use crate::model::{
    AuditKind, Autonomy, InvalidRoomSetting, LONGEST_TAG, MOST_MENTIONS, Place, PlaceChange, PlaceId, PlaceSettings,
    Role, RoomSettings,
};

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
    /// What is set for a room of the team's, as it is written.
    room: Option<RoomFields>,
    saved: bool,
    /// Why it was not saved.
    wrong: Option<String>,
}

/// Whom a room calls, and who is heard in it.
struct RoomFields {
    mentions: String,
    /// What it may say, in words.
    hint: String,
    /// The role without which nobody is heard, where the platform has roles.
    staff_role: Option<String>,
}

impl RoomFields {
    async fn read(desk: &Desk, t: &Tongue, place: &Place) -> Result<Option<Self>, Failure> {
        if place.role != Role::Staff || place.address.thread.is_some() {
            return Ok(None);
        }
        let settings = desk.store.room_settings(place.id).await?;
        let has_roles = place.channel.platform() == "discord";
        let hint = if has_roles { "place-mentions-discord" } else { "place-mentions-telegram" };
        Ok(Some(Self {
            mentions: settings.written(),
            hint: t.word(hint),
            staff_role: has_roles.then(|| settings.staff_role.unwrap_or_default()),
        }))
    }
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
    let room = RoomFields::read(&desk, &t, &place).await?;
    shown(&desk, &visitor, t, &place, (room, asked.saved.is_some(), None)).await
}

async fn shown(
    desk: &Desk,
    visitor: &Visitor,
    t: Tongue,
    place: &Place,
    (room, saved, wrong): (Option<RoomFields>, bool, Option<String>),
) -> Result<Html<String>, Failure> {
    let frame = Frame::read(desk, visitor, Section::Places, &format!("/desk/places/{}", place.id)).await?;
    let thread = place.address.thread.as_deref().map(|thread| format!(" / {thread}")).unwrap_or_default();
    let tag = desk.store.solved_tag(&place.channel, &place.address.chat).await?;
    let page = PlacePage {
        frame,
        id: place.id,
        title: title(place),
        icon: channel_icon(&place.channel),
        channel: t.channel(&place.channel),
        address: format!("{}{thread}", place.address.chat),
        fields: fields(&t, place),
        listen: place.listen,
        group: place.group.as_ref().map(ToString::to_string).unwrap_or_default(),
        solved_tag: may_be_forum(place).then(|| tag.unwrap_or_default()),
        room,
        saved,
        wrong,
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
    /// Of a room of the team's: whom it calls.
    #[serde(default)]
    mentions: Option<String>,
    /// Of one: the role without which nobody is heard in it.
    #[serde(default)]
    staff_role: Option<String>,
}

/// What the form says of a room of the team's; nothing where the page did not ask.
fn room_settings(place: &Place, form: &PlaceForm) -> Result<Option<RoomSettings>, InvalidRoomSetting> {
    let Some(mentions) = &form.mentions else { return Ok(None) };
    let platform = place.channel.platform();
    let mentions = RoomSettings::read_mentions(platform, mentions)?;
    let staff_role = RoomSettings::read_role(platform, form.staff_role.as_deref().unwrap_or_default())?;
    Ok(Some(RoomSettings { mentions, staff_role }))
}

/// What cannot be set, in words that name it.
fn wrong(t: &Tongue, error: &InvalidRoomSetting) -> String {
    match error {
        InvalidRoomSetting::Telegram(found) => t.with("place-wrong-mention-telegram", "found", found),
        InvalidRoomSetting::Discord(found) => t.with("place-wrong-mention-discord", "found", found),
        InvalidRoomSetting::Platform => t.word("place-wrong-platform"),
        InvalidRoomSetting::Many => t.with("place-wrong-many", "count", &MOST_MENTIONS.to_string()),
        InvalidRoomSetting::Role(found) => t.with("place-wrong-role", "found", found),
    }
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
) -> Result<Response, Failure> {
    let place = shared(&desk, &id).await?;
    let room = match room_settings(&place, &form) {
        Ok(room) => room,
        Err(error) => {
            let t = visitor.tongue(&desk);
            let mut fields = RoomFields::read(&desk, &t, &place).await?;
            if let Some(fields) = &mut fields {
                fields.mentions = form.mentions.unwrap_or_default();
                fields.staff_role = fields.staff_role.take().and(form.staff_role);
            }
            let wrong = wrong(&t, &error);
            let page = shown(&desk, &visitor, t, &place, (fields, false, Some(wrong))).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
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
    if let Some(room) = room {
        desk.store.set_room_settings(set, room).await?;
    }
    desk.engine.look();
    visitor.did(&desk, AuditKind::PlaceSet, set).await?;
    Ok(Redirect::to(&back).into_response())
}
