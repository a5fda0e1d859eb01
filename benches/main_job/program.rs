//! The program as it is shipped, as a process; and what a process uses of the machine.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, ensure};

/// What a process has used so far.
#[derive(Default)]
pub(super) struct Usage {
    /// Memory in MB: now, and at most.
    pub(super) resident: f64,
    pub(super) most_resident: f64,
    /// Time of all processors.
    pub(super) processor: Duration,
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

/// Runs a command of Hamyar's to its end, and returns what it prints.
pub(super) fn command(dir: &Path, environment: &[(&str, String)], arguments: &[&str]) -> anyhow::Result<String> {
    let output = hamyar(dir, environment).args(arguments).output()?;
    ensure!(output.status.success(), "{arguments:?} failed: {}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}

/// A program that does not outlive whoever runs it, however that ends.
pub(super) fn bound(program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL", "--"]).arg(program);
    command
}

/// The program as it is shipped, with the settings of nobody else.
pub(super) fn hamyar(dir: &Path, environment: &[(&str, String)]) -> Command {
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
