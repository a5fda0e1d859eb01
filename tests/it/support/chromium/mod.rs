//! A Chromium without a screen, and people at it, each with a browser of their own.
//!
//! One process serves all tests of the binary; it starts with the first that needs it. We speak its `DevTools` protocol
//! ourselves, through a pipe: it is a dozen commands, which have not changed for years, and the browser ends when the pipe
//! does. The crates that speak it bring the whole protocol as types and another version of our HTTP client, and use a port, so
//! that the browser outlives a test that is killed. Those for chromedriver start a browser for each person, and do not
//! hear what the content security policy refused.

mod page;
mod protocol;

use std::io::Read;
use std::process::{Command, Stdio};
use std::sync::{Arc, OnceLock};

use serde_json::{Value, json};

use protocol::Protocol;

pub(crate) use page::{Person, Theme};

/// The names under which it is installed.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Nothing but this machine is asked for anything, nothing is kept, and pages behave as if somebody looked at each.
const SWITCHES: [&str; 20] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--disable-background-timer-throttling",
    "--force-color-profile=srgb",
    // An element tells its role and name as people hear them.
    "--enable-blink-features=ComputedAccessibilityInfo",
    "--remote-debugging-pipe",
];

/// The browser ends when the pipe to it does, and what it kept is removed after that, whoever else was killed.
const SHELL: &str = r#"
    profile=$(mktemp -d) || exit
    trap : HUP INT TERM
    "$@" --user-data-dir="$profile" 3<&0 4>&1 </dev/null >/dev/null 2>"$profile/log"
    tail -n 20 "$profile/log" >&2
    rm -rf "$profile"
"#;

/// The browser of all tests.
fn chromium() -> &'static Protocol {
    static CHROMIUM: OnceLock<Arc<Protocol>> = OnceLock::new();
    CHROMIUM.get_or_init(start)
}

fn start() -> Arc<Protocol> {
    let Some(program) = NAMES.into_iter().find(|name| is_installed(name)) else {
        panic!(
            "no Chromium is installed: run the tests with `make test`, which installs it, or scripts/chromium.sh alone"
        );
    };
    let mut child = Command::new("/bin/sh")
        .args(["-c", SHELL, "chromium", program])
        .args(SWITCHES)
        .env("TZ", "UTC")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (input, output, mut log) =
        (child.stdin.take().unwrap(), child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let protocol = Arc::new(Protocol::new(input));
    let hearing = Arc::clone(&protocol);
    std::thread::spawn(move || {
        hearing.hear(output);
        let mut said = String::new();
        let _ = log.read_to_string(&mut said);
        // Only a browser that ends before the tests do gets so far: they fail, and this is why.
        panic!("Chromium has ended: {:?}\n{said}", child.wait());
    });
    protocol
}

/// Whether one is installed: a bench does without.
#[allow(dead_code, reason = "the tests fail without it")]
pub(crate) fn is_there() -> bool {
    NAMES.into_iter().any(is_installed)
}

fn is_installed(program: &str) -> bool {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&paths).any(|path| path.join(program).is_file())
}

impl Person {
    /// Somebody at a new browser, in which nothing is kept yet.
    pub(crate) async fn new() -> Self {
        let answer = chromium().call(None, "Target.createBrowserContext", &json!({})).await.unwrap();
        let context = answer["browserContextId"].as_str().unwrap().to_owned();
        Self::in_context(context, true).await
    }

    /// Another page of the same browser.
    pub(crate) async fn another_page(&self) -> Self {
        Self::in_context(self.context.clone(), false).await
    }

    async fn in_context(context: String, is_first: bool) -> Self {
        let browser = chromium();
        let call = async |method: &str, params: Value, result: &str| {
            let answer = browser.call(None, method, &params).await.unwrap();
            answer[result].as_str().unwrap().to_owned()
        };
        let new = json!({ "url": "about:blank", "browserContextId": context });
        let target = call("Target.createTarget", new, "targetId").await;
        let session = call("Target.attachToTarget", json!({ "targetId": target, "flatten": true }), "sessionId").await;
        let person = Self { browser, context, session, is_first, world: None };
        for domain in ["Page", "Runtime", "Log", "Audits"] {
            person.call(&format!("{domain}.enable"), &json!({})).await;
        }
        person.has_screen(1280, 800, Theme::Light).await;
        person
    }
}
