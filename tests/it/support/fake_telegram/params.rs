//! The parameters of a call, from JSON or multipart; in the latter every value is text.

use std::convert::Infallible;

use bytes::Bytes;
use serde_json::{Map, Value, json};

#[derive(Clone, Debug, Default)]
pub(super) struct Params(Map<String, Value>);

impl Params {
    pub(super) async fn read(content_type: &str, body: Bytes) -> Option<Self> {
        if body.is_empty() {
            return Some(Self::default());
        }
        if content_type.starts_with("application/json") {
            return serde_json::from_slice(&body).ok().map(Self);
        }
        let boundary = multer::parse_boundary(content_type).ok()?;
        let stream = tokio_stream::once(Ok::<_, Infallible>(body));
        let mut form = multer::Multipart::new(stream, boundary);
        let mut fields = Map::new();
        while let Some(field) = form.next_field().await.ok()? {
            let name = field.name()?.to_owned();
            let Some(file) = field.file_name().map(str::to_owned) else {
                fields.insert(name, Value::String(field.text().await.ok()?));
                continue;
            };
            let media_type = field.content_type().map(ToString::to_string);
            let bytes = field.bytes().await.ok()?;
            let text = String::from_utf8_lossy(&bytes);
            let part = json!({ "file_name": file, "media_type": media_type, "size": bytes.len(), "text": text });
            fields.insert(name, part);
        }
        Some(Self(fields))
    }

    pub(super) fn from_value(value: Value) -> Self {
        match value {
            Value::Object(fields) => Self(fields),
            _ => Self::default(),
        }
    }

    pub(super) fn to_value(&self) -> Value {
        Value::Object(self.0.clone())
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    pub(super) fn int(&self, name: &str) -> Option<i64> {
        int(self.0.get(name)?)
    }

    /// An object or list, which multipart carries as JSON text.
    pub(super) fn json(&self, name: &str) -> Option<Value> {
        match self.0.get(name)? {
            Value::String(text) => serde_json::from_str(text).ok(),
            Value::Null => None,
            value => Some(value.clone()),
        }
    }
}

pub(super) fn int(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}
