//! A terminal in memory, with somebody who types.

use std::io::{Error, ErrorKind};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use hamyar_channel::Words;
use hamyar_channel::testing::START;
use hamyar_console::{Console, Look, Settings};
use tokio::io::{AsyncWrite, AsyncWriteExt, BufReader, ReadHalf, SimplexStream, WriteHalf, simplex};

pub(crate) type TestConsole = Console<BufReader<ReadHalf<SimplexStream>>, Screen>;

/// Somebody at a console.
pub(crate) struct Terminal {
    pub(crate) console: Arc<TestConsole>,
    pub(crate) screen: Screen,
    keyboard: tokio::sync::Mutex<WriteHalf<SimplexStream>>,
}

impl Terminal {
    pub(crate) fn new(look: Look) -> Self {
        let (input, keyboard) = simplex(1 << 20);
        let screen = Screen::default();
        let settings = Settings {
            id: "console:main".parse().unwrap(),
            session: "s1".into(),
            person: "ali".into(),
            language: "en".into(),
            look,
            now: Arc::new(|| START),
        };
        let console = Console::new(settings, BufReader::new(input), screen.clone(), Arc::new(TestWords));
        Self { console: Arc::new(console), screen, keyboard: tokio::sync::Mutex::new(keyboard) }
    }

    pub(crate) async fn type_line(&self, line: impl AsRef<[u8]>) {
        let mut keyboard = self.keyboard.lock().await;
        keyboard.write_all(line.as_ref()).await.unwrap();
        keyboard.write_all(b"\n").await.unwrap();
    }

    pub(crate) async fn hang_up(&self) {
        self.keyboard.lock().await.shutdown().await.unwrap();
    }
}

/// What was written.
#[derive(Clone, Default)]
pub(crate) struct Screen {
    written: Arc<Mutex<Vec<u8>>>,
    closed: Arc<Mutex<bool>>,
}

impl Screen {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.written.lock().unwrap().clone()).unwrap()
    }

    pub(crate) fn close(&self) {
        *self.closed.lock().unwrap() = true;
    }
}

impl AsyncWrite for Screen {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize, Error>> {
        if *self.closed.lock().unwrap() {
            return Poll::Ready(Err(ErrorKind::BrokenPipe.into()));
        }
        self.written.lock().unwrap().extend(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }
}

/// Words that are their keys and arguments.
struct TestWords;

impl Words for TestWords {
    fn text(&self, language: &str, key: &str, arguments: &[(&str, &str)]) -> String {
        let said = format!("{key} in {language}");
        arguments.iter().fold(said, |said, (_, value)| format!("{said} {value}"))
    }

    fn languages(&self) -> &[&'static str] {
        &["en", "fa"]
    }
}
