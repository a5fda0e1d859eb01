//! With what somebody looks at the desk, told by what their browser says of itself. That may be anything: only names that we know
//! are kept of it, so that nothing of a stranger's gets into a page.

use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;

use super::tongue::Tongue;

/// Names of browsers, and what shows each. Most call themselves by the names of others as well: the first that fits is right.
const BROWSERS: [(&str, &str); 9] = [
    ("edge", "Edg"),
    ("opera", "OPR/"),
    ("samsung", "SamsungBrowser/"),
    ("firefox", "Firefox/"),
    ("firefox", "FxiOS/"),
    ("chrome", "CriOS/"),
    ("chrome", "Chrome/"),
    ("chrome", "Chromium/"),
    ("safari", "Safari/"),
];

/// The same of systems.
const SYSTEMS: [(&str, &str); 8] = [
    ("android", "Android"),
    ("iphone", "iPhone"),
    ("ipad", "iPad"),
    ("windows", "Windows"),
    ("mac", "Macintosh"),
    ("mac", "Mac OS X"),
    ("chromeos", "CrOS"),
    ("linux", "Linux"),
];

/// The longest that is read of what a browser says.
const READ: usize = 400;

const UNKNOWN: &str = "other";

/// A browser, and the system it is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Browser {
    name: &'static str,
    system: &'static str,
}

impl Default for Browser {
    fn default() -> Self {
        Self { name: UNKNOWN, system: UNKNOWN }
    }
}

/// What of these a text shows first.
fn first(known: &[(&'static str, &str)], text: &str) -> &'static str {
    known.iter().find(|(_, sign)| text.contains(sign)).map_or(UNKNOWN, |(name, _)| name)
}

/// What of these has a name.
fn named(known: &[(&'static str, &str)], name: &str) -> &'static str {
    known.iter().find(|(known, _)| *known == name).map_or(UNKNOWN, |(name, _)| name)
}

impl Browser {
    /// The browser of a request.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let said = headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let said = said.get(..READ).unwrap_or(said);
        Self { name: first(&BROWSERS, said), system: first(&SYSTEMS, said) }
    }

    /// What is kept of it: two words.
    pub(super) fn kept(self) -> String {
        format!("{} {}", self.name, self.system)
    }

    /// What was kept.
    pub(super) fn read(kept: &str) -> Self {
        let (name, system) = kept.split_once(' ').unwrap_or_default();
        Self { name: named(&BROWSERS, name), system: named(&SYSTEMS, system) }
    }

    /// What people call it.
    pub(super) fn label(self, t: &Tongue) -> String {
        let browser = t.word(match self.name {
            "edge" => "session-edge",
            "opera" => "session-opera",
            "samsung" => "session-samsung",
            "firefox" => "session-firefox",
            "chrome" => "session-chrome",
            "safari" => "session-safari",
            _ => "session-other",
        });
        let system = match self.system {
            "android" => "session-android",
            "iphone" => "session-iphone",
            "ipad" => "session-ipad",
            "windows" => "session-windows",
            "mac" => "session-mac",
            "chromeos" => "session-chromeos",
            "linux" => "session-linux",
            _ => return browser,
        };
        t.text("session-browser-on", &[("browser", &browser), ("system", &t.word(system))])
    }
}
