//! A real browser with a conversation open: it writes down when each message can be read there.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::Context;

use super::chromium::{self, Person};
use super::ledger::Ledger;
use super::running::Running;

/// Whenever the conversation changes, the messages in it that were not there before, with the time at which they were.
const SEEN: &str = r##"
    window.seen = [];
    window.newest = -1;
    const look = () => {
      const now = performance.timeOrigin + performance.now();
      for (const line of [...document.querySelectorAll("#log > *")].slice(-20)) {
        for (const [, digits] of line.textContent.matchAll(/parcel-(\d+)/g)) {
          const number = Number(digits);
          if (number <= window.newest) continue;
          window.newest = number;
          window.seen.push([number, now]);
        }
      }
    };
    look();
    window.seen = [];
    new MutationObserver(look).observe(document.body, { childList: true, characterData: true, subtree: true });
"##;

/// Somebody of the team at it.
pub(super) struct Screen {
    person: Person,
    /// The same moment by our clock and by that of the browser.
    moment: (Instant, Duration),
}

impl Screen {
    /// Opens the conversation; `None` where there is no Chromium.
    pub(super) async fn at(running: &Running, way_in: &str, conversation: &str) -> anyhow::Result<Option<Self>> {
        if !chromium::is_there() {
            return Ok(None);
        }
        let person = Person::new().await;
        person.opens(&format!("http://{}{way_in}", running.http)).await;
        person.opens(&format!("http://{}/desk/conversations/{conversation}?view=mine", running.http)).await;
        person.runs(SEEN).await;
        #[expect(clippy::disallowed_methods, reason = "the browser's clock is compared with ours")]
        let now = SystemTime::now();
        let now = now.duration_since(UNIX_EPOCH).context("it is after 1970")?;
        Ok(Some(Self { person, moment: (Instant::now(), now) }))
    }

    /// How long each message took from `from` on, and how many are missing of those that were written here.
    pub(super) async fn shown(&self, ledger: &Ledger, expected: &[usize]) -> anyhow::Result<(Vec<Duration>, usize)> {
        let seen = self.person.looks("window.seen").await;
        let mut took = Vec::new();
        for one in seen.as_array().context("a list")? {
            let (number, at) = (one[0].as_u64().context("a number")?, one[1].as_f64().context("a time")?);
            let number = usize::try_from(number)?;
            if !expected.contains(&number) {
                continue;
            }
            let at = Duration::from_secs_f64(at / 1000.0).saturating_sub(self.moment.1);
            let begun = ledger.begun_after(number, self.moment.0).context("it was written")?;
            took.push(at.saturating_sub(begun));
        }
        let missing = expected.len() - took.len();
        Ok((took, missing))
    }

    /// What its page complained of.
    pub(super) fn complaints(&self) -> Vec<String> {
        self.person.complaints()
    }
}
