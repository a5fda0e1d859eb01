//! The list of contacts: those with the latest doings first, page by page, and of one label.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use hamyar_channel::ChannelId;
use serde::Deserialize;
use url::form_urlencoded::Serializer;

use super::Desk;
use super::access::Visitor;
use super::failure::Failure;
use super::filter::{FieldOption, mark, written};
use super::frame::{Frame, Section};
use super::tongue::{Tongue, channel_icon, initials};
use crate::model::{ContactId, Label};
use crate::store::{ContactRow, Mark};

/// Contacts on a page of the list.
const CONTACTS: i64 = 100;

/// A contact in a list.
pub(super) struct PersonRow {
    pub(super) id: ContactId,
    pub(super) name: String,
    pub(super) initials: String,
    pub(super) channels: Vec<(&'static str, String)>,
    pub(super) labels: Vec<String>,
    pub(super) when: String,
}

impl PersonRow {
    pub(super) fn new(t: &Tongue, row: &ContactRow) -> Self {
        let name = row.name.clone().unwrap_or_else(|| t.word("desk-nameless"));
        let channels = row.channels.as_deref().unwrap_or_default().split(',');
        let channels = channels.filter_map(|channel| channel.parse::<ChannelId>().ok());
        Self {
            id: ContactId(row.id),
            initials: initials(&name),
            name,
            channels: channels.map(|channel| (channel_icon(&channel), t.channel(&channel))).collect(),
            labels: row.labels.iter().map(ToString::to_string).collect(),
            when: t.when(&row.touched_at.unwrap_or(row.created_at)),
        }
    }
}

/// What the address of the list may carry. What cannot be read asks nothing.
#[derive(Deserialize)]
pub(super) struct Asked {
    label: Option<String>,
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "contacts.html")]
struct ContactsPage {
    t: Tongue,
    frame: Frame,
    rows: Vec<PersonRow>,
    /// The labels that can be asked for.
    labels: Vec<FieldOption>,
    /// One is asked for.
    asked: bool,
    /// Where the list begins, if this is not its beginning, and where it goes on.
    first: Option<String>,
    next: Option<String>,
}

/// Contacts, those with the latest doings first.
pub(super) async fn list(
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Html<String>, Failure> {
    let t = visitor.tongue(&desk);
    let label: Option<Label> = asked.label.and_then(|label| label.parse().ok());
    let after = asked.after.as_deref().and_then(mark);
    let found = desk.store.contact_page(label.as_ref(), after, CONTACTS).await?;
    let known = desk.store.contact_labels().await?;
    // One that was asked for and that nobody has any more can still be seen, and given up.
    let gone = label.clone().filter(|label| !known.contains(label));
    let option = |one: Label| FieldOption {
        value: one.to_string(),
        label: one.to_string(),
        chosen: label.as_ref() == Some(&one),
    };
    let page = ContactsPage {
        frame: Frame::read(&desk, &visitor, Section::Contacts, &address(label.as_ref(), after)).await?,
        rows: found.rows.iter().map(|row| PersonRow::new(&t, row)).collect(),
        labels: known.into_iter().chain(gone).map(option).collect(),
        asked: label.is_some(),
        first: after.map(|_| address(label.as_ref(), None)),
        next: found.next.map(|mark| address(label.as_ref(), Some(mark))),
        t,
    };
    Ok(Html(page.render()?))
}

fn address(label: Option<&Label>, after: Option<Mark>) -> String {
    let mut query = Serializer::new(String::new());
    query.extend_pairs(label.map(|label| ("label", label.to_string())));
    query.extend_pairs(after.map(|mark| ("after", written(mark))));
    let query = query.finish();
    if query.is_empty() { "/desk/contacts".to_owned() } else { format!("/desk/contacts?{query}") }
}
