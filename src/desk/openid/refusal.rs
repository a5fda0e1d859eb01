//! What somebody is told who does not get in through the provider. Nobody learns from it who is on the team: a stranger, somebody who
//! was disabled and somebody of another house read the same.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use super::super::failure::Failure;
use super::super::tongue::Tongue;
use super::super::{Desk, assets};
use super::ByOpenId;
use crate::openid::OpenIdError;

/// Why somebody does not get in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It took too long, or did not begin in this browser.
    Late,
    /// They did not sign in there.
    NotThere,
    /// The provider does not answer.
    Away,
    /// What it says cannot be believed.
    Doubtful,
    /// It has not verified their e-mail.
    Unverified,
    /// They are not of the team.
    Stranger,
    /// Too many from one address.
    TooOften,
}

impl Refusal {
    /// What a failure at the provider means for whoever comes.
    pub(super) fn of(error: &OpenIdError) -> Self {
        match error {
            OpenIdError::Unreachable { .. } | OpenIdError::TooSlow { .. } | OpenIdError::Client => Self::Away,
            OpenIdError::Status { status, .. } if *status >= 500 => Self::Away,
            _ => Self::Doubtful,
        }
    }

    fn status(self) -> StatusCode {
        match self {
            Self::Late => StatusCode::BAD_REQUEST,
            Self::NotThere => StatusCode::UNAUTHORIZED,
            Self::Away | Self::Doubtful => StatusCode::BAD_GATEWAY,
            Self::Unverified | Self::Stranger => StatusCode::FORBIDDEN,
            Self::TooOften => StatusCode::TOO_MANY_REQUESTS,
        }
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Late => ("openid-late", "openid-late-hint"),
            Self::NotThere => ("openid-not-there", "openid-not-there-hint"),
            Self::Away => ("openid-away", "openid-away-hint"),
            Self::Doubtful => ("openid-doubtful", "openid-doubtful-hint"),
            Self::Unverified => ("openid-unverified", "openid-unverified-hint"),
            Self::Stranger => ("openid-stranger", "openid-stranger-hint"),
            Self::TooOften => ("openid-too-often", "desk-sign-in-too-often"),
        }
    }
}

#[derive(Template)]
#[template(path = "openid_refused.html")]
struct RefusalPage {
    t: Tongue,
    brand: String,
    css: &'static str,
    icon: &'static str,
    title: String,
    hint: String,
}

/// The page that says why.
pub(super) fn refused(desk: &Desk, openid: &ByOpenId, language: &str, why: Refusal) -> Result<Response, Failure> {
    let t = Tongue::new(desk, language);
    let (title, hint) = why.words();
    let (title, hint) = (t.with(title, "name", openid.name()), t.with(hint, "name", openid.name()));
    let (css, icon) = (assets::css(), assets::icon());
    let page = RefusalPage { brand: desk.settings.brand.clone(), css, icon, title, hint, t };
    Ok((why.status(), Html(page.render()?)).into_response())
}
