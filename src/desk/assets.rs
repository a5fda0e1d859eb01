//! The sheet, the scripts and the icon, built into the program and named by their content, so that browsers keep them for good.

use std::fmt::Write;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};

use super::Desk;
use super::failure::Failure;

const KEPT: &str = "public, max-age=31536000, immutable";

struct Asset {
    /// Where it is.
    path: String,
    media_type: &'static str,
    text: &'static str,
}

/// Each for itself; what they have to do with each other they say by events of the page.
const SCRIPTS: &str = concat!(
    include_str!("assets/desk.js"),
    include_str!("assets/notify.js"),
    include_str!("assets/mention.js"),
    include_str!("assets/present.js"),
);

const EDITOR_SCRIPTS: &str = concat!(include_str!("assets/editor.js"), include_str!("assets/editing.js"));

static CSS: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("css", "text/css; charset=utf-8", include_str!("assets/desk.css")));
static SCRIPT: LazyLock<Asset> = LazyLock::new(|| Asset::new("js", "text/javascript; charset=utf-8", SCRIPTS));

static EDITOR: LazyLock<Asset> = LazyLock::new(|| Asset::new("js", "text/javascript; charset=utf-8", EDITOR_SCRIPTS));

static IMPORT: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("js", "text/javascript; charset=utf-8", include_str!("assets/import.js")));

static ICON: LazyLock<Asset> = LazyLock::new(|| Asset::new("svg", "image/svg+xml", include_str!("assets/icon.svg")));

impl Asset {
    fn new(ending: &str, media_type: &'static str, text: &'static str) -> Self {
        let mut hash = String::new();
        for byte in Sha256::digest(text).iter().take(8) {
            // Writing to a string cannot fail.
            let _ = write!(hash, "{byte:02x}");
        }
        Self { path: format!("/desk/assets/{hash}.{ending}"), media_type, text }
    }
}

/// Where the sheet is.
pub(super) fn css() -> &'static str {
    &CSS.path
}

/// Where the script is.
pub(super) fn script() -> &'static str {
    &SCRIPT.path
}

/// Where the script of the article editor is.
pub(super) fn editor() -> &'static str {
    &EDITOR.path
}

/// Where the script of the page is on which files are brought.
pub(super) fn import() -> &'static str {
    &IMPORT.path
}

/// Where the icon is.
pub(super) fn icon() -> &'static str {
    &ICON.path
}

pub(super) fn routes() -> Router<Desk> {
    Router::new().route("/desk/assets/{name}", get(serve))
}

async fn serve(Path(name): Path<String>) -> Response {
    for asset in [&*CSS, &*SCRIPT, &*EDITOR, &*IMPORT, &*ICON] {
        if asset.path.rsplit('/').next() == Some(&name) {
            return ([(CONTENT_TYPE, asset.media_type), (CACHE_CONTROL, KEPT)], asset.text).into_response();
        }
    }
    Failure::NotFound.into_response()
}
