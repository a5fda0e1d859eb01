//! The webhook: Telegram brings updates to us, and again whatever was not answered with 200.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use hamyar_channel::{HttpBody, HttpService, Inbox, ListenError, boxed_body};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde_json::json;
use subtle::ConstantTimeEq;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;
use tower::util::BoxCloneSyncService;

use crate::listener::{Answer, Listener};
use crate::update::KINDS;

/// The path below the channel's own.
pub(crate) const PATH: &str = "/webhook";

const SECRET_HEADER: &str = "x-telegram-bot-api-secret-token";

/// Telegram's updates are a few kilobytes.
const LARGEST_BODY: usize = 1024 * 1024;

/// Tells Telegram where to bring updates, then waits to be stopped.
pub(crate) async fn wait(
    listener: &Listener,
    url: &str,
    secret: &SecretString,
    stop: &CancellationToken,
) -> Result<(), ListenError> {
    let webhook = json!({ "url": url, "secret_token": secret.expose_secret(), "allowed_updates": KINDS });
    if listener.insist::<_, bool>("setWebhook", &webhook, stop).await?.is_some() {
        stop.cancelled().await;
    }
    Ok(())
}

/// The route that Telegram calls.
pub(crate) fn service(listener: Arc<Listener>, secret: SecretString, inbox: Arc<dyn Inbox>) -> HttpService {
    let hook = Hook { listener, secret, inbox };
    let router =
        Router::new().route(PATH, post(receive)).layer(DefaultBodyLimit::max(LARGEST_BODY)).with_state(Arc::new(hook));
    let service = router
        .map_request(|request: axum::http::Request<HttpBody>| request.map(Body::new))
        .map_response(|response: Response| response.map(boxed_body));
    BoxCloneSyncService::new(service)
}

struct Hook {
    listener: Arc<Listener>,
    secret: SecretString,
    inbox: Arc<dyn Inbox>,
}

async fn receive(State(hook): State<Arc<Hook>>, request: Request) -> Response {
    // Before anything of a stranger's request is read.
    if !hook.is_telegram(request.headers()) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    match Bytes::from_request(request, &()).await {
        Ok(body) => hook.take(&body).await,
        Err(rejection) => rejection.into_response(),
    }
}

impl Hook {
    fn is_telegram(&self, headers: &HeaderMap) -> bool {
        let shown = headers.get(SECRET_HEADER).map(axum::http::HeaderValue::as_bytes).unwrap_or_default();
        shown.ct_eq(self.secret.expose_secret().as_bytes()).into()
    }

    async fn take(&self, body: &[u8]) -> Response {
        // Telegram tries again until we know who we are.
        let Some(me) = self.listener.me.get() else { return StatusCode::SERVICE_UNAVAILABLE.into_response() };
        let Ok(raw) = str::from_utf8(body) else { return StatusCode::BAD_REQUEST.into_response() };
        let Ok(update) = self.listener.convert(raw, me) else { return StatusCode::BAD_REQUEST.into_response() };
        match self.listener.record(&*self.inbox, vec![update]).await {
            Ok(presses) => acknowledge(presses.into_iter().next()),
            Err(error) => {
                let channel = &self.listener.settings.id;
                tracing::warn!(%channel, %error, "an update was not recorded; Telegram will bring it again");
                StatusCode::SERVICE_UNAVAILABLE.into_response()
            }
        }
    }
}

/// The answer to a webhook may be a call of ours: a press is acknowledged without one more request.
fn acknowledge(press: Option<Answer>) -> Response {
    #[derive(Serialize)]
    struct Call {
        method: &'static str,
        #[serde(flatten)]
        answer: Answer,
    }
    match press {
        Some(answer) => axum::Json(Call { method: "answerCallbackQuery", answer }).into_response(),
        None => StatusCode::OK.into_response(),
    }
}
