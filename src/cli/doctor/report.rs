//! What was found, for people or for programs.

use serde::Serialize;

use crate::cli::output::Output;

/// What is found is printed as it is found, or all at the end as JSON.
pub(super) struct Report<'a> {
    out: &'a mut Output,
    json: bool,
    findings: Vec<Finding>,
}

#[derive(Serialize)]
struct Finding {
    state: State,
    what: String,
    /// What to do about it.
    remedy: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Ok,
    Note,
    Fail,
}

#[derive(Serialize)]
struct Whole<'a> {
    healthy: bool,
    findings: &'a [Finding],
}

impl<'a> Report<'a> {
    pub(super) fn new(out: &'a mut Output, json: bool) -> Self {
        Self { out, json, findings: Vec::new() }
    }

    /// It works.
    pub(super) fn good(&mut self, what: &str) -> anyhow::Result<()> {
        self.add(State::Ok, what, None)
    }

    /// It is worth knowing.
    pub(super) fn note(&mut self, what: &str) -> anyhow::Result<()> {
        self.add(State::Note, what, None)
    }

    /// It does not work, and this is what to do about it.
    pub(super) fn bad(&mut self, what: &str, remedy: &str) -> anyhow::Result<()> {
        self.add(State::Fail, what, Some(remedy))
    }

    fn add(&mut self, state: State, what: &str, remedy: Option<&str>) -> anyhow::Result<()> {
        if !self.json {
            let word = match state {
                State::Ok => "ok  ",
                State::Note => "note",
                State::Fail => "FAIL",
            };
            self.out.line(format!("{word}  {what}"))?;
            if let Some(remedy) = remedy {
                self.out.line(format!("      {remedy}"))?;
            }
        }
        self.findings.push(Finding { state, what: what.to_owned(), remedy: remedy.map(str::to_owned) });
        Ok(())
    }

    /// Ends the report, and says whether everything works.
    pub(super) fn finish(self) -> anyhow::Result<bool> {
        let healthy = self.findings.iter().all(|finding| finding.state != State::Fail);
        if self.json {
            self.out.json(&Whole { healthy, findings: &self.findings })?;
        }
        Ok(healthy)
    }
}
