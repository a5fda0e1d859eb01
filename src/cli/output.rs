//! Where commands write.

use std::io::{self, Write};

/// Where commands write.
pub(super) struct Output(Box<dyn Write + Send>);

impl Output {
    pub(super) fn stdout() -> Self {
        Self(Box::new(io::stdout()))
    }

    /// A line.
    pub(super) fn line(&mut self, text: impl AsRef<str>) -> io::Result<()> {
        writeln!(self.0, "{}", text.as_ref())?;
        self.0.flush()
    }

    /// Text that has its own line ends.
    pub(super) fn text(&mut self, text: &str) -> io::Result<()> {
        self.0.write_all(text.as_bytes())?;
        self.0.flush()
    }

    /// A value as JSON, for programs.
    pub(super) fn json(&mut self, value: &impl serde::Serialize) -> io::Result<()> {
        let text = serde_json::to_string_pretty(value)?;
        self.line(text)
    }
}

/// What somebody wrote, in one line that a terminal shows as it is: control characters could do things there.
pub(super) fn shown(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '\n' | '\r' | '\t' => ' ',
            control if control.is_control() => '\u{fffd}',
            other => other,
        })
        .collect()
}
