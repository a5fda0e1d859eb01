//! The bots as processes: starting and stopping them.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, ensure};

use super::fakes::Fake;
use super::program::{Usage, bound, hamyar, usage};

/// Lines of its log that a bot which failed is quoted with.
const LAST_LINES: usize = 20;

/// A bot in a process of its own, killed when this is dropped.
pub(super) struct Bot {
    name: &'static str,
    process: Child,
    log: Option<PathBuf>,
}

impl Bot {
    /// The echo bot of the platform.
    pub(super) fn echo(program: &Path, fake: &Fake) -> anyhow::Result<Self> {
        let mut command = bound(program);
        let process = command.args([fake.name(), &fake.url()]).env("ECHO_TOKEN", fake.token()).spawn()?;
        Ok(Self { name: "echo", process, log: None })
    }

    /// Hamyar, with its files in `dir` and this in its environment.
    pub(super) fn hamyar_with(dir: &Path, fake: &Fake, environment: &[(&str, String)]) -> anyhow::Result<Self> {
        let log = dir.join("log");
        let setting = |name: &str| format!("HAMYAR_{}__{name}", fake.name().to_uppercase());
        let process = hamyar(dir, environment)
            .arg("run")
            .env(setting("TOKEN"), fake.token())
            .env(setting("API_URL"), fake.url())
            .env(setting("PACE"), "off")
            .env("HAMYAR_LIMITS__MESSAGES_PER_MINUTE", "0")
            .env("HAMYAR_HTTP__LISTEN", "127.0.0.1:0")
            .stdout(Stdio::null())
            .stderr(File::create(&log)?)
            .spawn()?;
        Ok(Self { name: "hamyar", process, log: Some(log) })
    }

    /// What the system says of the process.
    pub(super) fn usage(&self) -> anyhow::Result<Usage> {
        usage(&self.process.id().to_string()).with_context(|| format!("{} ended\n{}", self.name, self.last_words()))
    }

    /// Whether it ended by itself.
    #[allow(dead_code, reason = "the soak alone keeps it running")]
    pub(super) fn has_ended(&mut self) -> anyhow::Result<bool> {
        Ok(self.process.try_wait()?.is_some())
    }

    /// Stops it in good order.
    pub(super) fn stop(mut self) -> anyhow::Result<()> {
        Command::new("sh").args(["-c", &format!("kill -TERM {}", self.process.id())]).status()?;
        let status = self.process.wait()?;
        ensure!(status.success(), "{} ended with {status}\n{}", self.name, self.last_words());
        Ok(())
    }

    /// The end of its log.
    pub(super) fn last_words(&self) -> String {
        let log = self.log.as_ref().and_then(|log| fs::read_to_string(log).ok()).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(LAST_LINES)..].join("\n")
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Builds the echo bots, which are no part of Hamyar, and returns their program.
pub(super) fn build_echo() -> anyhow::Result<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let target = Path::new(env!("CARGO_BIN_EXE_hamyar")).ancestors().nth(2).context("no directory of targets")?;
    let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["build", "--release", "--locked", "--manifest-path"])
        .arg(here.join("benches/echo/Cargo.toml"))
        .arg("--target-dir")
        .arg(target)
        .status()?;
    ensure!(status.success(), "the echo bots were not built");
    Ok(target.join("release/hamyar-echo"))
}
