//! The command line.

mod agent;
mod arguments;
mod backup;
mod contact;
mod deliveries;
mod doctor;
mod erase;
mod kb;
mod output;
mod place;
mod retention;
mod serve;
mod team;

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;
use tracing_subscriber::EnvFilter;

pub use self::arguments::Arguments;
use self::arguments::{Command, ConfigCommand};
use self::output::Output;
use crate::clock::Edge;
use crate::config::{Config, ConfigError, LogFormat};

/// What clap says of arguments that it does not understand, or when it is asked for help.
pub type Usage = clap::Error;

/// Reads the arguments.
///
/// # Errors
///
/// When they are not understood, or when help or the version is asked for.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Arguments, Usage> {
    Arguments::try_parse_from(arguments)
}

/// Reads the settings.
///
/// # Errors
///
/// When a setting is not allowed, or the named file cannot be read.
pub fn load(
    arguments: &Arguments,
    environment: impl IntoIterator<Item = (OsString, OsString)>,
) -> Result<Config, ConfigError> {
    Config::load(arguments.config.as_deref(), environment)
}

/// Does what is asked.
///
/// # Errors
///
/// When it cannot be done.
pub fn execute(arguments: Arguments, config: Config) -> anyhow::Result<ExitCode> {
    start_logs(&config, &arguments.command)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("no runtime")?;
    let outcome = runtime.block_on(run(arguments.command, config));
    // A thread that waits for the terminal's next line must not keep the program.
    runtime.shutdown_background();
    outcome
}

async fn run(command: Command, config: Config) -> anyhow::Result<ExitCode> {
    let (edge, mut out) = (Edge::system(), Output::stdout());
    match command {
        Command::Run => Box::pin(serve::run(config, edge, &mut out)).await?,
        Command::Demo => Box::pin(serve::demo(config, edge, &mut out)).await?,
        Command::Chat => serve::chat(config, edge).await?,
        Command::Migrate => {
            crate::app::open_store(&config, edge).await?.close().await;
            out.line("the database is up to date")?;
        }
        Command::Kb(command) => return kb::execute(command, &config, edge, &mut out).await,
        Command::Agent(command) => agent::execute(command, &config, edge, &mut out).await?,
        Command::Team(command) => team::execute(command, &config, edge, &mut out).await?,
        Command::Contact(command) => contact::execute(command, &config, edge, &mut out).await?,
        Command::Deliveries(command) => return deliveries::execute(command, &config, edge, &mut out).await,
        Command::Backup(arguments) => backup::backup(&arguments, &config, edge, &mut out).await?,
        Command::Restore(arguments) => backup::restore(&arguments, &config, edge, &mut out).await?,
        Command::Retention(command) => retention::execute(command, &config, edge, &mut out).await?,
        Command::Place(command) => place::execute(command, &config, edge, &mut out).await?,
        Command::Config(ConfigCommand::Check) => out.line("the settings are in order")?,
        Command::Config(ConfigCommand::Show) => out.text(&config.show())?,
        Command::Doctor { json } => return doctor::examine(&config, edge, &mut out, json).await,
    }
    Ok(ExitCode::SUCCESS)
}

/// Logs go to the error stream. A terminal that somebody chats in shows only what is wrong.
fn start_logs(config: &Config, command: &Command) -> anyhow::Result<()> {
    let filter = match command {
        Command::Run | Command::Demo => config.log.as_str(),
        _ => "warn",
    };
    let filter = EnvFilter::try_new(filter).with_context(|| format!("log filter `{filter}`"))?;
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match config.log_format {
        LogFormat::Text => logs.init(),
        LogFormat::Json => logs.json().init(),
    }
    Ok(())
}
