//! Files that a visitor attaches: each goes to the host as it comes, and the message that follows names it. The page's
//! script brings them one by one, before the message; a form brings them with it.

use std::time::Duration;

use axum::Json;
use axum::extract::multipart::{Field, Multipart};
use axum::extract::{FromRequest, Request, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures::{Stream, StreamExt, stream};
use hamyar_channel::{Address, Attachment, Broken, FileLimits, FileRefused};
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, HeaderName};
use percent_encoding::percent_decode_str;
use serde_json::json;

use crate::post::NewMessage;
use crate::posted::Posted;
use crate::refusal::{Asker, Reason, Refusal};
use crate::routes::Context;
use crate::visitor;

/// The header in which the script writes the name, percent-encoded: an address would be found in the logs of proxies.
const NAME: HeaderName = HeaderName::from_static("hamyar-file");

/// The longest name that is read, as it is encoded.
const LONGEST_NAME: usize = 4096;

/// How long we wait for the next bytes.
const SILENCE: Duration = Duration::from_secs(30);

/// What a form holds beside its files, in bytes.
const FORM: u64 = 256 * 1024;

/// The most bytes that a request with files may have.
pub(crate) fn most_bytes(context: &Context) -> usize {
    let limits = context.limits();
    let files =
        limits.map_or(0, |limits| limits.max_bytes.saturating_mul(u64::try_from(limits.most).unwrap_or(u64::MAX)));
    let words = u64::try_from(context.chat.settings.max_message_bytes).unwrap_or(u64::MAX);
    usize::try_from(files.saturating_add(words).saturating_add(FORM)).unwrap_or(usize::MAX)
}

/// One file, alone: the whole body.
pub(crate) async fn keep(State(context): State<Context>, request: Request) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let admitted = context.admit(&parts)?;
    let asker = admitted.asker;
    let visitor = admitted.visitor.ok_or_else(|| context.chat.refuse(asker, Reason::Visitor))?;
    let name = name(&parts.headers)
        .ok_or_else(|| context.chat.refuse(asker, Reason::Malformed(format!("`{NAME}` must be the file's name"))))?;
    if let Some(limits) = context.limits()
        && declared(&parts.headers).is_some_and(|size| size > limits.max_bytes)
    {
        return Err(context.not_kept(asker, name, FileRefused::TooLarge { limit: limits.max_bytes }));
    }
    let file = context.keep_file(&visitor, &name, body.into_data_stream()).await;
    let file = file.map_err(|refused| context.not_kept(asker, name, refused))?;
    Ok(Json(json!({ "file": file.id, "name": file.name, "size": file.size })).into_response())
}

/// A message as a form sends it, with its files.
pub(crate) async fn sheet(
    context: &Context,
    request: Request,
) -> Result<(Posted<NewMessage>, Option<Refusal>), Refusal> {
    let (parts, body) = request.into_parts();
    let admitted = context.admit(&parts)?;
    let (asker, framed) = (admitted.asker, admitted.framed);
    let visitor = admitted.visitor.unwrap_or_else(visitor::random);
    let malformed = |detail: &str| context.chat.refuse(asker, Reason::Malformed(detail.to_owned()));
    let request = Request::from_parts(parts, body);
    let mut form = Multipart::from_request(request, &()).await.map_err(|error| malformed(&error.body_text()))?;
    let mut message = NewMessage::default();
    let mut refused = None;
    while let Some(field) = form.next_field().await.map_err(|error| malformed(&error.body_text()))? {
        match field.name().unwrap_or_default() {
            "text" => message.text = words(context, asker, field).await?,
            "files" => match file(context, asker, &visitor, &message, field).await {
                Ok(id) => message.files.extend(id),
                Err(refusal) => refused = refused.or(Some(refusal)),
            },
            _ => return Err(malformed("the form has `text` and `files`")),
        }
    }
    Ok((Posted { body: message, asker, visitor: Some(visitor), framed }, refused))
}

/// The words of a form.
async fn words(context: &Context, asker: Asker, mut field: Field<'_>) -> Result<String, Refusal> {
    let limit = context.chat.settings.max_message_bytes;
    // Each end of a line counts once, and comes as two characters.
    let most = limit.saturating_mul(2);
    let mut bytes = Vec::new();
    let malformed = |detail: String| context.chat.refuse(asker, Reason::Malformed(detail));
    while let Some(chunk) = field.chunk().await.map_err(|error| malformed(error.body_text()))? {
        if bytes.len() + chunk.len() > most {
            return Err(context.chat.refuse(asker, Reason::Long(limit)));
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).map_err(|_| malformed("`text` is not UTF-8".to_owned()))
}

/// A file of a form. Where none is chosen, a browser sends one without a name.
async fn file(
    context: &Context,
    asker: Asker,
    visitor: &str,
    message: &NewMessage,
    field: Field<'_>,
) -> Result<Option<String>, Refusal> {
    // Browsers write what would end the name so, and nothing else.
    let name = field.file_name().unwrap_or_default().replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n");
    if name.is_empty() {
        return Ok(None);
    }
    context.admit_files(asker, message.files.len() + 1)?;
    let kept = context.keep_file(visitor, &name, field).await;
    kept.map(|file| Some(file.id)).map_err(|refused| context.not_kept(asker, name, refused))
}

impl Context {
    /// What the host keeps of a visitor's files.
    pub(crate) fn limits(&self) -> Option<FileLimits> {
        self.inbox.file_limits(&self.chat.settings.id)
    }

    /// Whether one message may have so many files.
    pub(crate) fn admit_files(&self, asker: Asker, files: usize) -> Result<(), Refusal> {
        match self.limits() {
            Some(limits) if files > limits.most => Err(self.chat.refuse(asker, Reason::Many(limits.most))),
            _ => Ok(()),
        }
    }

    /// The files that a visitor brought before, for a message.
    pub(crate) async fn attachments(
        &self,
        asker: Asker,
        visitor: &str,
        ids: &[String],
    ) -> Result<Vec<Attachment>, Refusal> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        self.admit_files(asker, ids.len())?;
        let id = &self.chat.settings.id;
        let kept = self.inbox.kept_files(id, &Address::chat(visitor), ids).await.map_err(|error| {
            tracing::warn!(channel = %id, error = &error as &dyn std::error::Error, "files were not looked up");
            self.chat.refuse(asker, Reason::Unavailable)
        })?;
        if kept.len() < ids.len() { Err(self.chat.refuse(asker, Reason::Lost)) } else { Ok(kept) }
    }

    async fn keep_file<E>(
        &self,
        visitor: &str,
        name: &str,
        bytes: impl Stream<Item = Result<Bytes, E>> + Send + Unpin,
    ) -> Result<Attachment, FileRefused> {
        let next = async |mut bytes| {
            let next = tokio::time::timeout(SILENCE, StreamExt::next(&mut bytes)).await;
            let next =
                next.map_or(Some(Err(Broken)), |next| next.map(|chunk: Result<Bytes, E>| chunk.map_err(|_| Broken)));
            next.map(|chunk| (chunk, bytes))
        };
        let bytes = stream::unfold(bytes, next).fuse().boxed();
        self.inbox.keep_file(&self.chat.settings.id, &Address::chat(visitor), name, bytes).await
    }

    fn not_kept(&self, asker: Asker, name: String, refused: FileRefused) -> Refusal {
        if let FileRefused::Unavailable(error) = &refused {
            tracing::warn!(channel = %self.chat.settings.id, error = error as &dyn std::error::Error, "a file was not kept");
            return self.chat.refuse(asker, Reason::Unavailable);
        }
        self.chat.refuse(asker, Reason::File { name, refused })
    }
}

/// The name that the script tells.
fn name(headers: &HeaderMap) -> Option<String> {
    let name = headers.get(NAME)?.to_str().ok().filter(|name| name.len() <= LONGEST_NAME)?;
    let name = percent_decode_str(name).decode_utf8().ok()?;
    (!name.is_empty()).then(|| name.into_owned())
}

/// How many bytes a request says it has.
fn declared(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
