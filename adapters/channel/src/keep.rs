//! Files that come through the channel itself, because no platform holds them: the host keeps them.

use bytes::Bytes;
use futures::stream::BoxStream;

use crate::InboxError;

/// What the host takes of files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileLimits {
    /// The largest file, in bytes.
    pub max_bytes: u64,
    /// How many with one message.
    pub most: usize,
    /// How their names end, without the dot.
    pub endings: Vec<&'static str>,
}

/// A file did not come whole: the connection ended, or was silent for too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the file did not come whole")]
pub struct Broken;

/// The bytes of a file as they come in.
pub type Incoming<'a> = BoxStream<'a, Result<Bytes, Broken>>;

/// Why the host does not keep a file.
#[derive(Debug, thiserror::Error)]
pub enum FileRefused {
    /// It keeps none for this channel.
    #[error("no files are kept")]
    Unsupported,
    /// It has no bytes.
    #[error("the file is empty")]
    Empty,
    /// It is larger than may be.
    #[error("the file has more than {limit} bytes")]
    TooLarge {
        /// The most bytes that may.
        limit: u64,
    },
    /// Files whose names end so are not taken.
    #[error("files of this kind are not taken")]
    Kind {
        /// How the names end of those that are.
        allowed: Vec<&'static str>,
    },
    /// It is not what its name says.
    #[error("the file is not what its name says")]
    Disguised,
    /// It did not come whole.
    #[error("the file did not come whole")]
    Broken,
    /// Too much was brought in this place lately.
    #[error("too much was brought here lately")]
    Full,
    /// It cannot be kept now. Trying again later may help.
    #[error(transparent)]
    Unavailable(#[from] InboxError),
}
