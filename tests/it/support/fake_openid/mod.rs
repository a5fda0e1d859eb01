//! A sign-in provider on loopback that speaks OpenID Connect, and lies when it is told to.

mod rsa;
mod signing;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::extract::State as Shared;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use hamyar::config::OpenId;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use url::Url;

pub(crate) use signing::Signing;
use signing::{EcKey, list, token};

/// What the desk is known by there.
pub(crate) const CLIENT: &str = "hamyar-desk";
/// With letters that a header must not carry as they are.
pub(crate) const SECRET: &str = "openid canary: 100%/+";
/// What people know it by.
pub(crate) const NAME: &str = "Shop accounts";

/// The provider, while this value lives.
pub(crate) struct FakeOpenId {
    url: String,
    state: Arc<Mutex<State>>,
    server: tokio::task::JoinHandle<()>,
}

/// What it does.
pub(crate) struct State {
    /// How tokens are signed.
    pub(crate) signing: Signing,
    /// What is changed in what tokens say.
    pub(crate) says: Value,
    /// It answers with this status, and nothing else.
    pub(crate) fault: Option<u16>,
    /// The e-mail is told only where it is asked for; the value is what is told there.
    pub(crate) userinfo: Option<Value>,
    /// It names itself so in its document.
    pub(crate) issuer: Option<String>,
    /// Its answers are so long.
    pub(crate) padding: usize,
    /// Which of its keys it signs with.
    pub(crate) key: usize,
    /// How many codes were exchanged.
    pub(crate) exchanged: usize,
    codes: HashMap<String, Consent>,
    ec: EcKey,
    url: String,
}

/// What the provider knows of a code.
struct Consent {
    challenge: String,
    back: String,
    claims: Value,
}

impl FakeOpenId {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/realms/shop", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State {
            signing: Signing::Rs256,
            says: json!({}),
            fault: None,
            userinfo: None,
            issuer: None,
            padding: 0,
            key: 0,
            exchanged: 0,
            codes: HashMap::new(),
            ec: EcKey::new(),
            url: url.clone(),
        }));
        let router = Router::new()
            .route("/realms/shop/.well-known/openid-configuration", get(document))
            .route("/realms/shop/token", post(exchange))
            .route("/realms/shop/keys", get(keys))
            .route("/realms/shop/userinfo", get(userinfo))
            .with_state(Arc::clone(&state));
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, state, server }
    }

    /// By what it names itself.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The settings of a desk at which people sign in through it.
    pub(crate) fn settings(&self) -> OpenId {
        self.settings_with(&json!({}))
    }

    /// The same with others as well.
    pub(crate) fn settings_with(&self, more: &Value) -> OpenId {
        let mut settings =
            json!({ "issuer": self.url, "client_id": CLIENT, "client_secret": SECRET, "name": NAME, "domains": [] });
        settings.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        serde_json::from_value(settings).unwrap()
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Somebody whom the desk sent to this address signs in there: where their browser is sent back to, without the host.
    pub(crate) fn lets(&self, subject: &str, email: &str, address: &str, now: DateTime<Utc>) -> String {
        let address = Url::parse(address).unwrap();
        assert!(address.as_str().starts_with(&format!("{}/authorize?", self.url)), "{address}");
        let asked: HashMap<String, String> = address.query_pairs().into_owned().collect();
        let says = |name: &str| asked.get(name).map_or("", String::as_str);
        assert_eq!((says("response_type"), says("client_id")), ("code", CLIENT));
        assert_eq!((says("scope"), says("code_challenge_method")), ("openid email profile", "S256"));
        assert!(says("state").len() >= 43 && says("nonce").len() >= 43 && says("state") != says("nonce"));
        let now = now.timestamp();
        let claims = json!({
            "iss": self.url, "sub": subject, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": says("nonce"),
            "email": email, "email_verified": true, "name": "Reza\u{0} of  the\nShop",
        });
        let mut state = self.state();
        let code = format!("code-{}", state.codes.len());
        let (challenge, back) = (says("code_challenge").to_owned(), says("redirect_uri").to_owned());
        let path = Url::parse(&back).unwrap().path().to_owned();
        state.codes.insert(code.clone(), Consent { challenge, back, claims });
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("code", &code).append_pair("state", says("state")).append_pair("iss", &self.url);
        format!("{path}?{}", query.finish())
    }
}

/// What a logout token says that happened.
pub(crate) const LOGOUT: &str = "http://schemas.openid.net/event/backchannel-logout";

impl FakeOpenId {
    /// A token that says that sessions there have ended, with this as well; what is said to be nothing is not said.
    pub(crate) fn logout_token(&self, now: DateTime<Utc>, more: &Value) -> String {
        let (state, now) = (self.state(), now.timestamp());
        let mut claims = json!({
            "iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 120, "jti": "logout-1", "events": { LOGOUT: {} },
        });
        let said = claims.as_object_mut().unwrap();
        said.extend(more.as_object().unwrap().clone());
        said.retain(|_, value| !value.is_null());
        token(state.signing, state.key, &state.ec, &claims)
    }
}

impl Drop for FakeOpenId {
    fn drop(&mut self) {
        self.server.abort();
    }
}

type Both = Shared<Arc<Mutex<State>>>;

/// What goes wrong, if anything does.
fn fault(state: &State) -> Option<Response> {
    let status = state.fault.map(|status| StatusCode::from_u16(status).unwrap().into_response());
    status.or_else(|| (state.padding > 0).then(|| format!("\"{}\"", "x".repeat(state.padding)).into_response()))
}

async fn document(Shared(state): Both) -> Response {
    let state = state.lock().unwrap();
    if let Some(fault) = fault(&state) {
        return fault;
    }
    let url = &state.url;
    let issuer = state.issuer.as_ref().unwrap_or(url);
    let document = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{url}/authorize"),
        "token_endpoint": format!("{url}/token"),
        "jwks_uri": format!("{url}/keys"),
        "userinfo_endpoint": format!("{url}/userinfo"),
        "id_token_signing_alg_values_supported": ["HS256", "RS256", "ES256"],
    });
    Json(document).into_response()
}

async fn keys(Shared(state): Both) -> Response {
    let state = state.lock().unwrap();
    Json(list(state.key, &state.ec)).into_response()
}

async fn exchange(Shared(state): Both, headers: HeaderMap, Form(form): Form<HashMap<String, String>>) -> Response {
    let mut state = state.lock().unwrap();
    if let Some(fault) = fault(&state) {
        return fault;
    }
    let says = |name: &str| form.get(name).map_or("", String::as_str);
    let written = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let known = format!("Basic {}", STANDARD.encode(format!("{}:{}", written(CLIENT), written(SECRET))));
    if headers.get(header::AUTHORIZATION).is_none_or(|sent| *sent != known) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    // A code works once.
    let Some(consent) = state.codes.remove(says("code")) else { return StatusCode::BAD_REQUEST.into_response() };
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(says("code_verifier")));
    if says("grant_type") != "authorization_code"
        || says("redirect_uri") != consent.back
        || challenge != consent.challenge
    {
        return StatusCode::BAD_REQUEST.into_response();
    }
    state.exchanged += 1;
    let mut claims = consent.claims;
    let said = claims.as_object_mut().unwrap();
    said.extend(state.says.as_object().unwrap().clone());
    if state.userinfo.is_some() {
        said.retain(|name, _| !name.starts_with("email"));
    }
    // What is said to be nothing is not said.
    said.retain(|_, value| !value.is_null());
    let token = token(state.signing, state.key, &state.ec, &claims);
    Json(json!({ "access_token": "opens-userinfo", "token_type": "Bearer", "id_token": token })).into_response()
}

async fn userinfo(Shared(state): Both, headers: HeaderMap) -> Response {
    let state = state.lock().unwrap();
    let knows = headers.get(header::AUTHORIZATION).is_some_and(|sent| sent == "Bearer opens-userinfo");
    match &state.userinfo {
        Some(said) if knows => Json(said.clone()).into_response(),
        _ => StatusCode::UNAUTHORIZED.into_response(),
    }
}
