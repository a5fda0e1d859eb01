//! The program itself, in a directory of its own.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use hamyar_channel::testing::within;
use tempfile::TempDir;
use tokio::sync::{mpsc, oneshot};

use super::fake_discord::{self, FakeDiscord};
use super::fake_telegram::{FakeTelegram, TOKEN};

/// Part of every token that the tests give to the program: it must not come out again.
const CANARY: &str = "canary";

/// The program with a data directory and an environment of its own, and nothing else of ours.
pub(crate) struct Program {
    dir: TempDir,
    environment: Vec<(&'static str, String)>,
}

/// What a command came to.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// A command that runs.
pub(crate) struct Running {
    pid: u32,
    lines: mpsc::UnboundedReceiver<String>,
    said: Vec<String>,
    end: Option<oneshot::Receiver<Option<i32>>>,
}

impl Program {
    pub(crate) fn new() -> Self {
        let program = Self { dir: tempfile::tempdir().unwrap(), environment: Vec::new() };
        program.with("HAMYAR_HTTP__LISTEN", "127.0.0.1:0").with("HAMYAR_ANSWERS__FRAGMENT_WAIT", "0s")
    }

    /// With Telegram at this Bot API.
    pub(crate) fn on_telegram(self, fake: &FakeTelegram) -> Self {
        self.with("HAMYAR_TELEGRAM__TOKEN", TOKEN)
            .with("HAMYAR_TELEGRAM__API_URL", fake.url())
            .with("HAMYAR_TELEGRAM__PACE", "off")
    }

    /// With Discord here.
    pub(crate) fn on_discord(self, fake: &FakeDiscord) -> Self {
        self.with("HAMYAR_DISCORD__TOKEN", fake_discord::TOKEN)
            .with("HAMYAR_DISCORD__API_URL", fake.url())
            .with("HAMYAR_DISCORD__PACE", "off")
    }

    /// With this in its environment.
    pub(crate) fn with(mut self, variable: &'static str, value: impl Into<String>) -> Self {
        self.environment.retain(|(known, _)| *known != variable);
        self.environment.push((variable, value.into()));
        self
    }

    /// Where it runs.
    pub(crate) fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Writes a file where it runs.
    pub(crate) fn file(&self, name: &str, content: &str) {
        let path = self.dir().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    /// Runs a command to its end.
    pub(crate) async fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, "").await
    }

    /// Runs a command that reads this.
    pub(crate) async fn run_with(&self, arguments: &[&str], input: &str) -> Ran {
        let mut child = self.spawn(arguments);
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let ended = tokio::task::spawn_blocking(move || child.wait_with_output().unwrap());
        let output = within(&format!("{arguments:?} to end"), ended).await.unwrap();
        let text =
            |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace(&format!("{}/", self.dir().display()), "");
        let ran = Ran { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) };
        assert!(!ran.out.contains(CANARY) && !ran.err.contains(CANARY), "a secret comes out: {ran:?}");
        ran
    }

    /// Runs a command that must succeed, and returns what it prints.
    pub(crate) async fn done(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments).await;
        assert_eq!(ran.code, 0, "{arguments:?}: {ran:?}");
        ran.out
    }

    /// Starts a command that goes on.
    pub(crate) fn start(&self, arguments: &[&str]) -> Running {
        let mut child = self.spawn(arguments);
        let (say, lines) = mpsc::unbounded_channel();
        forward(child.stdout.take().unwrap(), say.clone());
        forward(child.stderr.take().unwrap(), say);
        let (ended, end) = oneshot::channel();
        let pid = child.id();
        std::thread::spawn(move || {
            let code = child.wait().ok().and_then(|status| status.code());
            let _ = ended.send(code);
        });
        Running { pid, lines, said: Vec::new(), end: Some(end) }
    }

    fn spawn(&self, arguments: &[&str]) -> Child {
        // Whoever writes without room is told so, and not ended: that signal is not heard.
        Command::new("/bin/sh")
            .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_hamyar")])
            .args(arguments)
            .current_dir(self.dir())
            .env_clear()
            .envs(self.environment.iter().map(|(variable, value)| (variable, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }
}

fn forward(from: impl Read + Send + 'static, to: mpsc::UnboundedSender<String>) {
    std::thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            if to.send(line).is_err() {
                return;
            }
        }
    });
}

impl Running {
    /// Waits until it prints or logs a line with these words, and returns the line.
    pub(crate) async fn says(&mut self, words: &str) -> String {
        loop {
            if let Some(line) = self.said.iter().find(|line| line.contains(words)) {
                return line.clone();
            }
            let Some(line) = within(&format!("“{words}” after {:#?}", self.said), self.lines.recv()).await else {
                panic!("it ended without “{words}”: {:#?}", self.said);
            };
            assert!(!line.contains(CANARY), "a secret comes out: {line}");
            self.said.push(line);
        }
    }

    /// Waits until so many lines have these words.
    pub(crate) async fn says_times(&mut self, words: &str, times: usize) {
        while self.said.iter().filter(|line| line.contains(words)).count() < times {
            let what = format!("“{words}” {times} times after {:#?}", self.said);
            let line = within(&what, self.lines.recv()).await.unwrap();
            assert!(!line.contains(CANARY), "a secret comes out: {line}");
            self.said.push(line);
        }
    }

    /// All that it has said so far, as far as it was waited for.
    pub(crate) fn said(&self) -> &[String] {
        &self.said
    }

    /// Where its web server listens.
    pub(crate) async fn url(&mut self) -> String {
        let line = self.says("/desk").await;
        let (_, url) = line.split_once("http://").unwrap();
        format!("http://{}", url.trim_end_matches("/desk"))
    }

    /// Asks it to stop, and does not wait for that.
    pub(crate) fn asked_to_stop(&self) {
        self.signal("-TERM");
    }

    /// Asks it to stop, and returns its exit code.
    pub(crate) async fn stop(mut self) -> Option<i32> {
        self.signal("-TERM");
        self.end().await
    }

    /// Ends it without a word.
    pub(crate) async fn kill(mut self) {
        self.signal("-KILL");
        assert_eq!(self.end().await, None);
    }

    /// Whether anything can be written to a file, as if there were no room on any disk.
    pub(crate) fn has_room(&self, room: bool) {
        let size = if room { "--fsize=unlimited:unlimited" } else { "--fsize=0:unlimited" };
        let done = Command::new("prlimit").args(["--pid", &self.pid.to_string(), size]).status().unwrap();
        assert!(done.success());
    }

    async fn end(&mut self) -> Option<i32> {
        let end = self.end.take().unwrap();
        within("the program to end", end).await.unwrap()
    }

    fn signal(&self, signal: &str) {
        let done = Command::new("kill").args([signal, &self.pid.to_string()]).status().unwrap();
        assert!(done.success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.end.as_mut().is_some_and(|end| end.try_recv().is_err()) {
            let _ = Command::new("kill").args(["-KILL", &self.pid.to_string()]).status();
        }
    }
}
