//! What a channel serves over HTTP, in types that name no web framework.

use std::convert::Infallible;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::BodyExt;
use http_body_util::combinators::UnsyncBoxBody;
use tower::util::BoxCloneSyncService;

/// A body of a request or response.
pub type HttpBody = UnsyncBoxBody<Bytes, Box<dyn std::error::Error + Send + Sync>>;

/// A service over `http` types. An axum `Router` becomes one with `map_request` and `map_response` over [`boxed_body`].
pub type HttpService = BoxCloneSyncService<Request<HttpBody>, Response<HttpBody>, Infallible>;

/// Boxes any body.
pub fn boxed_body<B>(body: B) -> HttpBody
where
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    BodyExt::map_err(body, Into::into).boxed_unsync()
}
