//! The trait that an adapter implements.

use std::sync::Arc;

use async_trait::async_trait;
use tokio_util::sync::CancellationToken;

use crate::{
    Address, Attachment, ChannelId, FetchError, FileStream, HttpService, Inbound, Inbox, ListenError, Outbound,
    PostsError, Receipt, RichText, SendError, Unit,
};

/// One configured account on a platform.
///
/// Every call may be made from many tasks at once and must have a time limit of its own, under 30 seconds: the
/// courier's claim lasts a minute. Dropping a future of `send`, `edit` or `delete` means that its outcome is unknown.
#[async_trait]
pub trait Channel: Send + Sync + 'static {
    /// Its name, the key of everything recorded about it.
    fn id(&self) -> &ChannelId;

    /// What it can do. Constant while the program runs.
    fn capabilities(&self) -> Capabilities;

    /// Brings events to the inbox until `stop` is cancelled, in the platform's order, acknowledging each only after
    /// [`Inbox::accept`] returned `Ok`. Passing faults (network, 5xx, 429, another listener) are retried inside, with
    /// growing pauses; only what needs a person ends it with an error. A channel that is fed by [`Channel::http`] alone
    /// waits for `stop`.
    async fn listen(&self, inbox: Arc<dyn Inbox>, stop: CancellationToken) -> Result<(), ListenError>;

    /// Whether the platform could be heard when that was last tried, while [`Channel::listen`] runs: for figures that an
    /// operator watches. A channel that is called and never calls is always heard.
    fn is_connected(&self) -> bool {
        true
    }

    /// Whether the platform has one listener at a time: then the host has one node listen, and another only after it. A
    /// channel that is fed by [`Channel::http`] alone is fed on every node, and says no.
    fn listens_alone(&self) -> bool {
        true
    }

    /// Learns what sending and [`Channel::direct_link`] need to know of the platform, on a node where another listens.
    /// Ends when it is known, when `stop` is cancelled, or when it needs a person.
    async fn introduce(&self, stop: CancellationToken) -> Result<(), ListenError> {
        let _ = stop;
        Ok(())
    }

    /// Sends one message.
    async fn send(&self, message: &Outbound) -> Result<Receipt, SendError>;

    /// Replaces the text and buttons of a message of ours. "Nothing changed" is success, and a message that is not there any
    /// more is [`SendError::Rejected`]: its place is.
    async fn edit(&self, message: &str, new: &Outbound) -> Result<Receipt, SendError> {
        let _ = (message, new);
        Err(SendError::Unsupported)
    }

    /// Removes a message of ours. "Already gone" is success.
    async fn delete(&self, place: &Address, message: &str) -> Result<(), SendError> {
        let _ = (place, message);
        Err(SendError::Unsupported)
    }

    /// Shows that an answer is being written. It fades by itself, and its failure never matters.
    async fn typing(&self, place: &Address) -> Result<(), SendError> {
        let _ = place;
        Err(SendError::Unsupported)
    }

    /// Sets our reaction on a message, in place of any that we set before; `None` takes it off. Setting what is there
    /// already is success. An emoji that the platform does not have there is [`SendError::Rejected`].
    async fn react(&self, place: &Address, message: &str, emoji: Option<&str>) -> Result<(), SendError> {
        let _ = (place, message, emoji);
        Err(SendError::Unsupported)
    }

    /// Fetches a file that came with a message, by the attachment as the channel brought it. The adapter calls nobody but
    /// its platform, whatever address an answer names, and follows no redirection. It waits for the next bytes no longer
    /// than for any answer; how long and how large the whole may be, the host decides.
    async fn fetch(&self, file: &Attachment) -> Result<FileStream, FetchError> {
        let _ = file;
        Err(FetchError::Unsupported)
    }

    /// An address that opens a person's direct chat with us, where the platform has one and we know it already. What it
    /// carries comes back as the arguments of the command `start`: letters and digits, at most 64.
    fn direct_link(&self, carries: &str) -> Option<String> {
        let _ = carries;
        None
    }

    /// Whether a thread can be opened under a message of this chat, so that one talk among many goes on by itself.
    /// [`Channel::open_thread`] may still fail: we may not be allowed to.
    fn has_threads_under_messages(&self, place: &Address) -> bool {
        let _ = place;
        false
    }

    /// Reads a forum for posts that bear marks of being solved, one page from `from` on, or from the beginning. Where its posts
    /// can be tagged with something of which `says_solved`, only those are read that are. Each is an event that may be brought to
    /// the inbox as any other; the same post with the same answer is always the same event.
    async fn solved_posts(
        &self,
        forum: &str,
        says_solved: SaysSolved<'_>,
        from: Option<&str>,
    ) -> Result<SolvedPosts, PostsError> {
        let _ = (forum, says_solved, from);
        Err(PostsError::Unsupported)
    }

    /// Opens a thread or topic in a chat and returns its address. Opening one again under the same message finds it, also
    /// where the message is no more and the thread stands by itself; one that was opened under another message is never it.
    async fn open_thread(&self, place: &Address, thread: NewThread<'_>) -> Result<Address, SendError> {
        let _ = (place, thread);
        Err(SendError::Unsupported)
    }

    /// The message of ours with which [`Channel::open_thread`] began a thread, where the platform wants one: it can be edited
    /// to say what the thread is about. `None` where threads begin empty.
    fn first_message(&self, thread: &Address) -> Option<String> {
        let _ = thread;
        None
    }

    /// Says what a thread of ours is called, and which emoji stands for what is to be done about it. Where the platform has
    /// no place for that, it goes before the title. "So already" is success, and a thread that is not there is
    /// [`SendError::Gone`].
    async fn entitle_thread(&self, thread: &Address, title: &str, mark: &str) -> Result<(), SendError> {
        let _ = (thread, title, mark);
        Err(SendError::Unsupported)
    }

    /// Closes a thread of ours: it is put aside, with all that is in it. "Closed already" is success.
    async fn close_thread(&self, thread: &Address) -> Result<(), SendError> {
        let _ = thread;
        Err(SendError::Unsupported)
    }

    /// Opens it again. "Open already" is success, and a thread that is not there is [`SendError::Gone`].
    async fn reopen_thread(&self, thread: &Address) -> Result<(), SendError> {
        let _ = thread;
        Err(SendError::Unsupported)
    }

    /// Removes a thread of ours with all that is in it. "Gone already" is success.
    async fn delete_thread(&self, thread: &Address) -> Result<(), SendError> {
        let _ = thread;
        Err(SendError::Unsupported)
    }

    /// Whether we may write first to somebody whom we met among others. Then a reaction says where
    /// ([`Event::Reaction`](crate::Event::Reaction)), and a send to there that begins the chat ends in
    /// [`SendError::Moved`], with its true address.
    fn writes_first(&self) -> bool {
        false
    }

    /// Whether a text that is no longer than [`Capabilities::max_length`] can be sent as it is formatted. Where formatting
    /// counts too, what does not fit is cut into more messages.
    fn fits(&self, text: &RichText) -> bool {
        let _ = text;
        true
    }

    /// Routes that the host serves under [`Channel::mount`]: webhooks, chat pages.
    fn http(&self, inbox: Arc<dyn Inbox>) -> Option<HttpService> {
        let _ = inbox;
        None
    }

    /// The path under which [`Channel::http`] is served: the platform's name unless the channel says otherwise.
    fn mount(&self) -> String {
        format!("/{}", self.id().platform())
    }
}

/// Says of a tag's name whether it marks a post as solved.
pub type SaysSolved<'a> = &'a (dyn for<'t> Fn(&'t str) -> bool + Send + Sync);

/// A page of posts that bear marks of being solved.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SolvedPosts {
    /// Those with a message that is marked as the answer.
    pub solved: Vec<Inbound>,
    /// How many there are without one.
    pub unmarked: u32,
    /// Where the next page begins; `None` after the last.
    pub next: Option<String>,
}

/// A thread that is to be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewThread<'a> {
    /// Its name.
    pub title: &'a str,
    /// The platform's id of the message that it is opened under, or of the command that it is about.
    pub under: Option<&'a str>,
    /// The account of whoever goes on in it, who is to be told of what is said there.
    pub asker: Option<&'a str>,
}

/// What a channel can do.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is an ability by itself")]
pub struct Capabilities {
    /// The longest text of one message.
    pub max_length: usize,
    /// What `max_length` counts.
    pub unit: Unit,
    /// Messages can be edited.
    pub edit: bool,
    /// Messages can be deleted.
    pub delete: bool,
    /// Typing can be shown.
    pub typing: bool,
    /// Threads can be opened.
    pub threads: bool,
    /// Reactions can be set on messages.
    pub react: bool,
    /// People can reply to one message of ours, and [`Message::reply_to`](crate::Message::reply_to) says to which.
    pub replies: bool,
    /// Files that can be sent, if any can.
    pub files: Option<TakesFiles>,
    /// Files that people sent can be fetched.
    pub fetch: bool,
    /// Sends with one [`Outbound::key`] are made once by the platform, however often they are tried.
    pub idempotent: bool,
    /// The channel shows by itself who of the team speaks. Elsewhere what they say begins with their name.
    pub shows_speaker: bool,
    /// How fast the platform lets us send; `None` for no limit.
    pub pace: Option<Pace>,
}

/// What a channel takes of files. Each message carries one at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TakesFiles {
    /// The largest, in bytes.
    pub max_bytes: u64,
    /// The longest text of a message that carries a file, counted in [`Capabilities::unit`].
    pub caption: usize,
}

/// How fast a platform lets us send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Messages a second over the whole channel.
    pub per_second: u32,
    /// Messages a minute to one direct chat.
    pub chat_per_minute: u32,
    /// Messages a minute to one shared chat.
    pub group_per_minute: u32,
}
