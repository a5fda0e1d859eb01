//! The terminal as a channel.

use std::io::ErrorKind;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex as StdMutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use hamyar_channel::{
    Address, Author, Button, Capabilities, Channel, ChannelId, Event, Inbound, Inbox, InboxError, ListenError, Message,
    Outbound, Receipt, RichText, SendError, Setting, TakesFiles, Unit, Where, Words, WordsExt,
};
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

use crate::Look;
use crate::line::{Line, read};

/// How long a terminal may take for what we write: one that was stopped takes for ever.
const WRITE_LIMIT: Duration = Duration::from_secs(10);
/// The pauses between attempts to record a line.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Who talks, and how.
#[derive(Clone)]
pub struct Settings {
    /// The channel's name (`console:main`).
    pub id: ChannelId,
    /// The name of this run, unlike that of every other: events are told apart by it.
    pub session: String,
    /// Who sits there; also the id of the chat.
    pub person: String,
    /// The language of the console's own words, and of the person.
    pub language: String,
    /// What the output can show.
    pub look: Look,
    /// The platform's clock.
    pub now: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
}

/// A terminal as a channel: whoever sits there is in a direct chat with us.
pub struct Console<R, W> {
    settings: Settings,
    words: Arc<dyn Words>,
    input: Mutex<Input<R>>,
    output: Mutex<W>,
    shown: StdMutex<Shown>,
}

struct Input<R> {
    reader: R,
    /// What was read of the next line.
    line: Vec<u8>,
    lines: u64,
}

/// What stands on the screen.
#[derive(Default)]
struct Shown {
    messages: u64,
    /// The last message with buttons, and those.
    buttons: Option<(String, Vec<Button>)>,
}

impl<R, W> Console<R, W> {
    /// A console that reads lines from `input` and writes to `output`.
    #[must_use]
    pub fn new(settings: Settings, input: R, output: W, words: Arc<dyn Words>) -> Self {
        Self {
            settings,
            words,
            input: Mutex::new(Input { reader: input, line: Vec::new(), lines: 0 }),
            output: Mutex::new(output),
            shown: StdMutex::default(),
        }
    }

    fn with_shown<T>(&self, look: impl FnOnce(&mut Shown) -> T) -> T {
        look(&mut self.shown.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A terminal cannot show a file: it names it.
    fn named(&self, message: &Outbound) -> Outbound {
        let Some(file) = &message.file else { return message.clone() };
        let named = self.words.text(&self.settings.language, "console-file", &[("name", &file.name)]);
        let named = RichText::plain(named);
        let words = message.text.clone();
        let text = if words.text.is_empty() { named } else { words.followed_by(named) };
        Outbound { text, file: None, ..message.clone() }
    }

    /// What the typed line is, and the letter that its key begins with; `Break` is the end.
    fn event(&self, line: &str, id: &str) -> ControlFlow<(), Option<(char, Event)>> {
        let buttons = self.with_shown(|shown| shown.buttons.clone());
        let count = buttons.as_ref().map_or(0, |(_, buttons)| buttons.len());
        ControlFlow::Continue(match read(line, count) {
            Line::Quit => return ControlFlow::Break(()),
            Line::Empty => None,
            Line::Press(number) => buttons.and_then(|(message, buttons)| {
                let action = buttons.get(number - 1)?.action.clone();
                Some(('c', Event::Button { action, message: Some(message) }))
            }),
            Line::Command(name, arguments) => {
                let arguments = arguments.to_owned();
                Some(('m', Event::Command { message: Some(id.to_owned()), name, arguments, quoted: None }))
            }
            Line::Message(text) => {
                let message =
                    Message { id: id.to_owned(), text: text.to_owned(), addressed: true, ..Message::default() };
                Some(('m', Event::Message(message)))
            }
        })
    }

    fn inbound(&self, kind: char, id: &str, event: Event) -> Inbound {
        let Settings { person, language, .. } = &self.settings;
        Inbound {
            key: format!("{kind}:{person}:{id}"),
            at: (self.settings.now)(),
            place: Where { address: Address::chat(person), setting: Setting::Direct, title: None },
            author: Author { id: person.clone(), language: Some(language.clone()), ..Author::default() },
            event,
        }
    }
}

impl<R, W> Console<R, W>
where
    R: AsyncBufRead + Send + Unpin + 'static,
    W: AsyncWrite + Send + Unpin + 'static,
{
    /// Brings line after line, until the end.
    async fn bring_lines(&self, inbox: &dyn Inbox) {
        let mut input = self.input.lock().await;
        self.notice("console-welcome").await;
        while let Some(line) = input.next().await {
            let id = format!("{}-{}", self.settings.session, input.lines);
            match self.event(&line, &id) {
                ControlFlow::Break(()) => return,
                ControlFlow::Continue(None) => {}
                ControlFlow::Continue(Some((kind, event))) => {
                    let inbound = self.inbound(kind, &id, event);
                    if self.bring(inbox, inbound).await.is_break() {
                        return;
                    }
                }
            }
        }
    }

    /// Brings one event until it is recorded, or the inbox is closed.
    async fn bring(&self, inbox: &dyn Inbox, inbound: Inbound) -> ControlFlow<()> {
        let mut pause = FIRST_PAUSE;
        loop {
            match inbox.accept(&self.settings.id, vec![inbound.clone()]).await {
                Ok(_) => return ControlFlow::Continue(()),
                Err(InboxError::Closed) => return ControlFlow::Break(()),
                Err(error @ InboxError::Unavailable(_)) => {
                    let id = &self.settings.id;
                    tracing::warn!(channel = %id, error = &error as &dyn std::error::Error, "event not recorded");
                    if pause == FIRST_PAUSE {
                        self.notice("console-unrecorded").await;
                    }
                    tokio::time::sleep(pause).await;
                    pause = LONGEST_PAUSE.min(pause * 2);
                }
            }
        }
    }

    /// Shows words of the console itself. Whoever cannot read them loses nothing.
    async fn notice(&self, key: &str) {
        let words = self.settings.look.notice(&self.words.word(&self.settings.language, key));
        if let Err(error) = self.write(&words).await {
            tracing::debug!(channel = %self.settings.id, error = &error as &dyn std::error::Error, "notice not shown");
        }
    }

    async fn write(&self, text: &str) -> Result<(), SendError> {
        let write = async {
            let mut output = self.output.lock().await;
            output.write_all(text.as_bytes()).await?;
            output.flush().await
        };
        match tokio::time::timeout(WRITE_LIMIT, write).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) if error.kind() == ErrorKind::BrokenPipe => {
                Err(SendError::Gone { reason: "the output is closed".into() })
            }
            Ok(Err(error)) => Err(SendError::Unknown { reason: error.to_string() }),
            Err(_) => Err(SendError::Unknown { reason: "the output takes nothing".into() }),
        }
    }
}

impl<R: AsyncBufRead + Unpin> Input<R> {
    /// The next line, without its end; `None` after the last one, or when the input cannot be read.
    ///
    /// Dropping the future loses nothing: what was read of the line waits for the next call.
    async fn next(&mut self) -> Option<String> {
        if let Err(error) = self.reader.read_until(b'\n', &mut self.line).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "the input cannot be read");
            return None;
        }
        if self.line.is_empty() {
            return None;
        }
        let line = std::mem::take(&mut self.line);
        let line = line.strip_suffix(b"\n").unwrap_or(&line);
        self.lines += 1;
        Some(String::from_utf8_lossy(line.strip_suffix(b"\r").unwrap_or(line)).into_owned())
    }
}

#[async_trait]
impl<R, W> Channel for Console<R, W>
where
    R: AsyncBufRead + Send + Unpin + 'static,
    W: AsyncWrite + Send + Unpin + 'static,
{
    fn id(&self) -> &ChannelId {
        &self.settings.id
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            max_length: 65_536,
            unit: Unit::Chars,
            edit: false,
            delete: false,
            typing: false,
            threads: false,
            react: false,
            replies: false,
            files: Some(TakesFiles { max_bytes: u64::MAX, caption: 65_536 }),
            fetch: false,
            idempotent: false,
            shows_speaker: false,
            pace: None,
        }
    }

    /// Ends with `stop`, and also with `/quit` or the end of the input.
    async fn listen(&self, inbox: Arc<dyn Inbox>, stop: CancellationToken) -> Result<(), ListenError> {
        stop.run_until_cancelled(self.bring_lines(inbox.as_ref())).await;
        Ok(())
    }

    fn listens_alone(&self) -> bool {
        false
    }

    async fn send(&self, message: &Outbound) -> Result<Receipt, SendError> {
        self.write(&self.settings.look.message(&self.named(message))).await?;
        let id = self.with_shown(|shown| {
            shown.messages += 1;
            let id = format!("{}-o{}", self.settings.session, shown.messages);
            let buttons: Vec<Button> = message.buttons.iter().flatten().cloned().collect();
            if !buttons.is_empty() {
                shown.buttons = Some((id.clone(), buttons));
            }
            id
        });
        Ok(Receipt { message: id, chat: None })
    }
}
