//! The bots as processes: starting and stopping them, and what they use of the machine.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, ensure};

use super::fakes::Fake;

/// Lines of its log that a bot which failed is quoted with.
const LAST_LINES: usize = 20;

/// A bot in a process of its own, killed when this is dropped.
pub(super) struct Bot {
    name: &'static str,
    process: Child,
    log: Option<PathBuf>,
}

/// What a process has used so far.
#[derive(Default)]
pub(super) struct Usage {
    /// Memory in MB: now, and at most.
    pub(super) resident: f64,
    pub(super) most_resident: f64,
    /// Time of all processors.
    pub(super) processor: Duration,
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

/// What the system says of a process; of this one if it is called `self`.
pub(super) fn usage(process: &str) -> anyhow::Result<Usage> {
    let file = |name: &str| fs::read_to_string(format!("/proc/{process}/{name}"));
    let status = file("status")?;
    let megabytes = |field: &str| -> Option<f64> {
        let line = status.lines().find_map(|line| line.strip_prefix(field))?;
        line.split_whitespace().nth(1)?.parse::<f64>().ok().map(|kilobytes| kilobytes * 1024.0 / 1e6)
    };
    // A clock tick is a hundredth of a second on every Linux; the fields are counted behind the name.
    let stat = file("stat")?;
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<u64>().ok());
    Ok(Usage {
        resident: megabytes("VmRSS").context("no VmRSS")?,
        most_resident: megabytes("VmHWM").context("no VmHWM")?,
        processor: Duration::from_millis(10 * (ticks(11).context("no utime")? + ticks(12).context("no stime")?)),
    })
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

/// Runs a command of Hamyar's to its end, and returns what it prints.
pub(super) fn command(dir: &Path, environment: &[(&str, String)], arguments: &[&str]) -> anyhow::Result<String> {
    let output = hamyar(dir, environment).args(arguments).output()?;
    ensure!(output.status.success(), "{arguments:?} failed: {}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}

/// A program that does not outlive whoever runs it, however that ends.
fn bound(program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL", "--"]).arg(program);
    command
}

/// The program as it is shipped, with the settings of nobody else.
fn hamyar(dir: &Path, environment: &[(&str, String)]) -> Command {
    let mut command = bound(Path::new(env!("CARGO_BIN_EXE_hamyar")));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("HAMYAR_")) {
        command.env_remove(name);
    }
    command.current_dir(dir).env("HAMYAR_DATA_DIR", dir).envs(environment.iter().map(|(name, value)| (name, value)));
    command
}

/// The kind of file system that holds `path`.
pub(super) fn file_system(path: &Path) -> anyhow::Result<String> {
    let mounts = fs::read_to_string("/proc/mounts")?;
    let fields = mounts.lines().filter_map(|line| {
        let mut fields = line.split_whitespace().skip(1);
        Some((fields.next()?, fields.next()?))
    });
    let holder = fields.filter(|(point, _)| path.starts_with(point)).max_by_key(|(point, _)| point.len());
    Ok(holder.context("no file system holds the directory")?.1.to_owned())
}
