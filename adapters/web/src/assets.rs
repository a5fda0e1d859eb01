//! The page's style, script and picture, under names that change with their content.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

use crate::chat::MOUNT;
use crate::refusal::{Asker, Reason};
use crate::routes::Context;

struct Asset {
    /// The name without its ending.
    stem: &'static str,
    ending: &'static str,
    media_type: &'static str,
    content: &'static str,
}

const ASSETS: [Asset; 3] = [
    Asset {
        stem: "chat",
        ending: "css",
        media_type: "text/css; charset=utf-8",
        content: include_str!("../assets/chat.css"),
    },
    Asset {
        stem: "chat",
        ending: "js",
        media_type: "text/javascript; charset=utf-8",
        content: concat!(
            include_str!("../assets/visitor.js"),
            include_str!("../assets/reading.js"),
            include_str!("../assets/files.js"),
            include_str!("../assets/attaching.js"),
            include_str!("../assets/writing.js"),
            include_str!("../assets/embedded.js"),
            include_str!("../assets/live.js"),
        ),
    },
    Asset { stem: "mark", ending: "svg", media_type: "image/svg+xml", content: include_str!("../assets/mark.svg") },
];

static HASHES: LazyLock<[String; 3]> = LazyLock::new(|| {
    ASSETS.map(|asset| {
        let mut hasher = DefaultHasher::new();
        asset.content.hash(&mut hasher);
        format!("{:016x}", hasher.finish())
    })
});

/// Where the style is.
pub(crate) fn style() -> String {
    address(0)
}

/// Where the script is.
pub(crate) fn script() -> String {
    address(1)
}

/// Where the site's picture is.
pub(crate) fn mark() -> String {
    address(2)
}

fn address(index: usize) -> String {
    let asset = &ASSETS[index];
    format!("{MOUNT}/assets/{}.{}.{}", asset.stem, HASHES[index], asset.ending)
}

/// Serves an asset. A page of another version of us asks by another hash: it gets what there is, to keep for now only.
pub(crate) async fn serve(State(context): State<Context>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    let parts: Vec<&str> = name.split('.').collect();
    let [stem, hash, ending] = parts[..] else { return missing(&context, &headers) };
    let Some(index) = ASSETS.iter().position(|asset| asset.stem == stem && asset.ending == ending) else {
        return missing(&context, &headers);
    };
    let cache = if hash == HASHES[index] { "public, max-age=31536000, immutable" } else { "no-cache" };
    let asset = &ASSETS[index];
    ([(CONTENT_TYPE, asset.media_type), (CACHE_CONTROL, cache)], asset.content).into_response()
}

fn missing(context: &Context, headers: &HeaderMap) -> Response {
    context.chat.refuse(Asker::of(&context.chat, headers, None), Reason::Missing).into_response()
}
