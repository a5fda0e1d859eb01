//! What a server answers to a request of ours, as far as it is not longer than it may be.

use reqwest::Response;

/// Why a body was not read.
#[derive(Debug)]
pub(crate) enum Unread {
    /// It did not come whole.
    Failed(reqwest::Error),
    /// It is longer than it may be. The rest of it was left where it is.
    TooLong,
}

/// The body, if it has at most so many bytes.
pub(crate) async fn body(mut response: Response, most: usize) -> Result<Vec<u8>, Unread> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(Unread::Failed)? {
        if body.len() + chunk.len() > most {
            return Err(Unread::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
