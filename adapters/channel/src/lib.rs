//! The contract between Hamyar and a channel.
//!
//! A *channel* is one configured account on a platform (`telegram:main`). An adapter turns what happens there into
//! [`Inbound`] events for the [`Inbox`], and carries [`Outbound`] messages to people. It knows nothing of knowledge,
//! storage or decisions; whoever writes one needs this crate alone, and proves it with the suite in `testing`.

mod channel;
mod error;
mod file;
mod file_name;
mod http;
mod inbound;
mod inbox;
mod keep;
mod outbound;
mod pause;
mod place;
mod text;
mod words;

#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use channel::{Capabilities, Channel, NewThread, Pace, SaysSolved, SolvedPosts, TakesFiles};
pub use error::{InboxError, ListenError, PostsError, Scope, SendError};
pub use file::{FetchError, FileStream, OpenFile};
pub use file_name::{safe_name, turns_direction};
pub use http::{HttpBody, HttpService, boxed_body};
pub use inbound::{
    Attachment, AttachmentKind, Author, Event, FOR_ADMINS, Inbound, Membership, Message, Present, Quoted, Solved,
};
pub use inbox::{
    Accepted, Cursor, Inbox, NotTheirs, Transcript, TranscriptAuthor, TranscriptButton, TranscriptFile, TranscriptItem,
    Voice,
};
pub use keep::{Broken, FileLimits, FileRefused, Incoming};
pub use outbound::{Button, Outbound, OutboundFile, Receipt};
pub use pause::Pauses;
pub use place::{Address, ChannelId, InvalidChannelId, Setting, Where};
pub use text::{Format, Mention, RichText, Span, Unit, digits, html, is_right_to_left};
pub use words::{Words, WordsExt};
