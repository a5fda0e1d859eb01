//! What the composer sends: words, and files as they come. Files that may be sent are kept while the form is read, so that
//! nothing has to be chosen again when something else of it is refused.

use std::collections::{BTreeSet, HashMap};

use axum::body::Body;
use axum::extract::multipart::Field;
use axum::extract::{FromRequest, FromRequestParts, Multipart, Path, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use http_body_util::Limited;
use subtle::ConstantTimeEq;

use super::Desk;
use super::access::Visitor;
use super::act::Writing;
use super::attachment::visible;
use super::csrf::Checked;
use super::failure::Failure;
use super::tongue::Tongue;
use crate::files::{KeepError, Limits, Owner};
use crate::model::{AgentId, ConversationId, FileId, OwnFile};

/// The longest field of words, in bytes.
const WORDS: usize = 64 * 1024;

/// A sheet from the composer.
pub(super) struct Sheet {
    /// What was written.
    pub(super) form: Writing,
    /// The files that go with it, those kept before first.
    pub(super) files: Vec<OwnFile>,
    /// The names of those that do not, and why.
    pub(super) refused: Vec<(String, Why)>,
}

/// Why a file is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// The channel takes none.
    Channel,
    /// There are too many.
    Many(usize),
    /// It is larger than so many bytes.
    Large(u64),
    /// Files of its kind are not sent; these are.
    Kind(Vec<&'static str>),
    /// It is not what its name says.
    Disguised,
    /// It is empty.
    Empty,
    /// It did not come whole.
    Broken,
    /// It was kept before, and is not any more.
    Lost,
}

impl Why {
    /// The reason as a sentence about the file of this name.
    pub(super) fn sentence(&self, t: &Tongue, name: &str) -> String {
        let name = visible(name);
        let about = |key: &str| t.with(key, "name", &name);
        match self {
            Self::Channel => about("desk-unsent-channel"),
            Self::Many(most) => t.text("desk-unsent-many", &[("name", &name), ("count", &most.to_string())]),
            Self::Large(limit) => t.text("desk-unsent-large", &[("name", &name), ("size", &t.size(*limit))]),
            Self::Kind(endings) => t.text("desk-unsent-kind", &[("name", &name), ("kinds", &endings.join(", "))]),
            Self::Disguised => about("desk-unsent-disguised"),
            Self::Empty => about("desk-unsent-empty"),
            Self::Broken => about("desk-unsent-broken"),
            Self::Lost => t.word("desk-unsent-lost"),
        }
    }
}

impl FromRequest<Desk> for Sheet {
    type Rejection = Failure;

    async fn from_request(request: Request, desk: &Desk) -> Result<Self, Failure> {
        let is_sheet = |value: &str| value.starts_with("multipart/form-data");
        let media_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if !media_type.is_some_and(is_sheet) {
            // The route takes more only for files.
            let request = request.map(|body| Body::new(Limited::new(body, WORDS)));
            let Checked(form) = Checked::<Writing>::from_request(request, desk).await?;
            return Ok(Self { form, files: Vec::new(), refused: Vec::new() });
        }
        let (mut parts, body) = request.into_parts();
        let visitor = Visitor::from_request_parts(&mut parts, desk).await?;
        let Path(path) = Path::<HashMap<String, String>>::from_request_parts(&mut parts, desk)
            .await
            .map_err(|_| Failure::NotFound)?;
        let id: ConversationId = path.get("id").and_then(|id| id.parse().ok()).ok_or(Failure::NotFound)?;
        let asker = desk.store.asker(id).await?.ok_or(Failure::NotFound)?;
        let mut reader = Reader {
            desk,
            owner: Owner { conversation: id, agent: visitor.agent.id },
            limits: desk.files.limits(&asker.channel),
            words: HashMap::new(),
            mentions: BTreeSet::new(),
            kept: Vec::new(),
            files: Vec::new(),
            refused: Vec::new(),
            is_ours: false,
        };
        let form = Multipart::from_request(Request::from_parts(parts, body), desk).await;
        let mut form = form.map_err(|_| Failure::BadForm)?;
        while let Some(field) = form.next_field().await.map_err(|error| unread(error.status()))? {
            reader.field(field, &visitor.token).await?;
        }
        reader.finish().await
    }
}

/// A sheet while it is read.
struct Reader<'a> {
    desk: &'a Desk,
    owner: Owner,
    /// What may be sent on the channel.
    limits: Option<Limits>,
    words: HashMap<String, String>,
    mentions: BTreeSet<AgentId>,
    kept: Vec<FileId>,
    files: Vec<OwnFile>,
    refused: Vec<(String, Why)>,
    /// It carries the secret of the session. That comes first: nothing is kept for a stranger.
    is_ours: bool,
}

impl Reader<'_> {
    async fn field(&mut self, field: Field<'_>, token: &str) -> Result<(), Failure> {
        let name = field.name().unwrap_or_default().to_owned();
        match name.as_str() {
            "token" => {
                let shown = text(field).await?;
                self.is_ours = bool::from(shown.as_bytes().ct_eq(token.as_bytes()));
                self.words.insert(name, shown);
            }
            _ if !self.is_ours => return Err(Failure::ForeignForm),
            "files" => self.file(field).await?,
            "mention" => {
                self.mentions.insert(text(field).await?.parse().map_err(|_| Failure::BadForm)?);
            }
            "kept" => self.kept.extend(text(field).await?.parse::<FileId>().ok()),
            "version" | "seen" | "mode" | "answers" | "text" | "take_over" | "canned" | "insert" => {
                let words = text(field).await?;
                // A form sends every end of a line as two characters, whatever was typed.
                self.words.insert(name, words.replace("\r\n", "\n"));
            }
            _ => return Err(Failure::BadForm),
        }
        Ok(())
    }

    async fn file(&mut self, field: Field<'_>) -> Result<(), Failure> {
        // Browsers write what would end the name so, and nothing else.
        let name = field.file_name().unwrap_or_default().replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n");
        // Where none is chosen, a browser sends one without a name.
        if name.is_empty() {
            return Ok(());
        }
        let why = match self.admit() {
            Err(why) => why,
            Ok(limits) => {
                let desk = self.desk;
                match desk.files.keep(self.owner, &limits, &name, field).await {
                    Ok(file) => {
                        self.files.push(file);
                        return Ok(());
                    }
                    Err(error) => why(error, &limits)?,
                }
            }
        };
        self.refused.push((name, why));
        Ok(())
    }

    /// Whether one more may be sent.
    fn admit(&self) -> Result<Limits, Why> {
        let limits = self.limits.clone().ok_or(Why::Channel)?;
        if self.files.len() + self.kept.len() < limits.most { Ok(limits) } else { Err(Why::Many(limits.most)) }
    }

    async fn finish(mut self) -> Result<Sheet, Failure> {
        let mut files = Vec::new();
        if !self.kept.is_empty() {
            let Owner { conversation, agent } = self.owner;
            files = self.desk.store.untold_files(&self.kept, conversation, agent).await?;
            if files.len() < self.kept.len() {
                self.refused.push((String::new(), Why::Lost));
            }
        }
        files.append(&mut self.files);
        let form = Writing::read(self.words, self.mentions).ok_or(Failure::BadForm)?;
        Ok(Sheet { form, files, refused: self.refused })
    }
}

/// A field of words.
async fn text(mut field: Field<'_>) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| unread(error.status()))? {
        if bytes.len() + chunk.len() > WORDS {
            return Err(Failure::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).map_err(|_| Failure::BadForm)
}

fn unread(status: StatusCode) -> Failure {
    if status == StatusCode::PAYLOAD_TOO_LARGE { Failure::FormTooLarge } else { Failure::BadForm }
}

fn why(error: KeepError, limits: &Limits) -> Result<Why, Failure> {
    Ok(match error {
        KeepError::Empty => Why::Empty,
        KeepError::TooLarge { limit } => Why::Large(limit),
        KeepError::Kind => Why::Kind(limits.endings.clone()),
        KeepError::Disguised => Why::Disguised,
        KeepError::Broken => Why::Broken,
        KeepError::Store(error) => return Err(error.into()),
    })
}
