//! The program. Errors are printed and exit codes chosen here: 2 for what the caller gave wrongly (arguments, settings),
//! 1 for everything else that failed.

use std::io::Write;
use std::process::ExitCode;

use hamyar::cli;

/// Every message makes and drops many small things; see `docs/decisions/0020-jemalloc.md`.
#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    let arguments = match cli::parse(std::env::args_os()) {
        Ok(arguments) => arguments,
        Err(usage) => return say_usage(&usage),
    };
    let config = match cli::load(&arguments, std::env::vars_os()) {
        Ok(config) => config,
        Err(error) => {
            say(&format!("error: {error}"));
            return ExitCode::from(2);
        }
    };
    match cli::execute(arguments, config) {
        Ok(code) => code,
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("error: {}", told(&error)));
            ExitCode::from(1)
        }
    }
}

fn say_usage(usage: &cli::Usage) -> ExitCode {
    // Help goes where it was asked for; if nobody reads it, that is no failure.
    let _ = usage.print();
    if usage.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS }
}

/// What went wrong, and why. Many errors end with the words of their source: those are not said again.
fn told(error: &anyhow::Error) -> String {
    let mut told = error.to_string();
    for source in error.chain().skip(1).map(ToString::to_string) {
        if !told.ends_with(&source) {
            told.push_str(": ");
            told.push_str(&source);
        }
    }
    told
}

/// Whoever read our output has read enough.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}

fn say(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}
