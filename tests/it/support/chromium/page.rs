//! What people do at a browser: open pages, read, press what has a name, and write.

use std::path::Path;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::protocol::Protocol;

/// What is known in every look at a page.
const LOOK: &str = include_str!("page.js");

/// How long anybody waits for something that should happen: on a busy machine a browser takes its time.
const DEADLINE: Duration = Duration::from_mins(1);

/// Why a look at a page came to nothing: there is another page by now.
const GONE: [&str; 4] =
    ["context was destroyed", "Cannot find context", "navigated or closed", "Promise was collected"];

/// Somebody at a browser of their own: what is kept in it is theirs.
pub(crate) struct Person {
    pub(super) browser: &'static Protocol,
    pub(super) context: String,
    pub(super) session: String,
    /// Its first page: with it all of the browser goes.
    pub(super) is_first: bool,
    /// Of a frame, where scripts of the test's own run in it; else they run in the page.
    pub(super) world: Option<i64>,
}

/// How their system wants pages to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Theme {
    Light,
    Dark,
}

impl Theme {
    pub(crate) const ALL: [Self; 2] = [Self::Light, Self::Dark];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

impl Person {
    /// Opens a page, and waits until it is there with all that belongs to it.
    pub(crate) async fn opens(&self, url: &str) {
        let opened = self.call("Page.navigate", &json!({ "url": url })).await;
        assert!(opened.get("errorText").is_none(), "{url}: {opened}");
        self.until("document.readyState === 'complete' && location.href !== 'about:blank'", url).await;
    }

    /// Looks into the frame of the page whose address has this in it. Keys and what is typed go where the focus is.
    pub(crate) async fn frame(&self, address: &str) -> Self {
        let tree = self.call("Page.getFrameTree", &json!({})).await;
        let frames = tree["frameTree"]["childFrames"].as_array().cloned().unwrap_or_default();
        let is_it = |frame: &&Value| frame["frame"]["url"].as_str().is_some_and(|url| url.contains(address));
        let Some(found) = frames.iter().find(is_it) else { panic!("no frame with {address}: {tree}") };
        let world = json!({ "frameId": found["frame"]["id"], "worldName": "test" });
        let world = self.call("Page.createIsolatedWorld", &world).await["executionContextId"].as_i64();
        let (context, session) = (self.context.clone(), self.session.clone());
        Self { browser: self.browser, context, session, is_first: false, world }
    }

    /// Looks at this page again: of the pages of a window, one is in front.
    pub(crate) async fn comes_to_the_front(&self) {
        self.call("Page.bringToFront", &json!({})).await;
    }

    /// Waits until these words can be read.
    pub(crate) async fn sees(&self, expected: &str) {
        self.until(&format!("words().includes(plain({}))", json!(expected)), expected).await;
    }

    /// All that can be read now.
    pub(crate) async fn words(&self) -> String {
        self.looks("words()").await.as_str().unwrap().to_owned()
    }

    /// Presses the control of this name, as soon as it can be pressed.
    pub(crate) async fn presses(&self, name: &str) {
        let held = self.holds(name).await;
        self.lets_go(&held).await;
    }

    /// Presses the link that has these words in it, among others.
    pub(crate) async fn presses_row(&self, words: &str) {
        let held = self.holds_row(words).await;
        self.lets_go(&held).await;
    }

    /// The same, without letting go of it. Returns where it is.
    pub(crate) async fn holds_row(&self, words: &str) -> Value {
        let name = self.until(&format!("nameOf({})", json!(words)), &format!("a link with “{words}”")).await;
        self.holds(name.as_str().unwrap()).await
    }

    async fn holds(&self, name: &str) -> Value {
        let spot = self.until(&format!("spot({})", json!(name)), &format!("“{name}” to press")).await;
        self.points(&spot, "mouseMoved", 0).await;
        self.points(&spot, "mousePressed", 1).await;
        spot
    }

    /// Lets go of what is held there.
    pub(crate) async fn lets_go(&self, spot: &Value) {
        self.points(spot, "mouseReleased", 1).await;
    }

    async fn points(&self, spot: &Value, kind: &str, clicks: u8) {
        let button = if clicks > 0 { "left" } else { "none" };
        let params = json!({ "type": kind, "x": spot["x"], "y": spot["y"], "button": button, "clickCount": clicks });
        self.call("Input.dispatchMouseEvent", &params).await;
    }

    /// Writes into the field of this name, behind what it holds.
    pub(crate) async fn writes(&self, field: &str, text: &str) {
        self.presses(field).await;
        self.types(text).await;
    }

    /// Writes where the focus is.
    pub(crate) async fn types(&self, text: &str) {
        self.call("Input.insertText", &json!({ "text": text })).await;
    }

    /// Presses a key of the keyboard, perhaps with another: `Tab`, `Shift+Tab`, `Control+Enter`, `Alt+i`, `k`.
    pub(crate) async fn key(&self, key: &str) {
        let (with, key) = key.split_once('+').unwrap_or(("", key));
        let modifiers = match with {
            "Alt" => 1,
            "Control" => 2,
            "Shift" => 8,
            _ => 0,
        };
        let letter = key.to_ascii_uppercase();
        let (code, number) = match key {
            "Tab" => ("Tab".to_owned(), 9),
            "Enter" => ("Enter".to_owned(), 13),
            "Escape" => ("Escape".to_owned(), 27),
            "ArrowDown" => ("ArrowDown".to_owned(), 40),
            "/" => ("Slash".to_owned(), 191),
            _ => (format!("Key{letter}"), letter.as_bytes()[0]),
        };
        let mut params = json!({
            "type": "keyDown", "key": key, "code": code, "windowsVirtualKeyCode": number, "modifiers": modifiers,
        });
        match key {
            "Enter" => params["text"] = json!("\r"),
            "Tab" | "Escape" | "ArrowDown" => {}
            letter => params["text"] = json!(letter),
        }
        self.call("Input.dispatchKeyEvent", &params).await;
        params["type"] = json!("keyUp");
        self.call("Input.dispatchKeyEvent", &params).await;
    }

    /// Has a screen of this size, in points, and a system that wants this theme. A narrow one is touched.
    pub(crate) async fn has_screen(&self, width: u32, height: u32, theme: Theme) {
        let touched = width < 600;
        let screen = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": touched });
        self.call("Emulation.setDeviceMetricsOverride", &screen).await;
        self.call("Emulation.setTouchEmulationEnabled", &json!({ "enabled": touched })).await;
        let features = json!([
            { "name": "prefers-color-scheme", "value": theme.name() },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        self.call("Emulation.setEmulatedMedia", &json!({ "features": features })).await;
    }

    /// Keeps what the screen shows as a PNG.
    pub(crate) async fn keeps_screen(&self, file: &Path) {
        let shot = self.call("Page.captureScreenshot", &json!({ "format": "png", "optimizeForSpeed": true })).await;
        std::fs::write(file, STANDARD.decode(shot["data"].as_str().unwrap()).unwrap()).unwrap();
    }

    /// What the page complained of since this was asked last: errors of scripts, and what its policy refused.
    pub(crate) fn complaints(&self) -> Vec<String> {
        self.browser.complaints(&self.session)
    }

    /// The value of an expression in the page, which knows what `page.js` says; a promise is waited for.
    pub(crate) async fn looks(&self, expression: &str) -> Value {
        self.until(&format!("[await ({expression})]"), expression).await[0].take()
    }

    /// Runs a script of the test's own in the page: no policy of the page's stands in its way.
    pub(crate) async fn runs(&self, script: &str) {
        let done = self.call("Runtime.evaluate", &self.in_world(json!({ "expression": script }))).await;
        assert!(done.get("exceptionDetails").is_none(), "{done}");
    }

    /// Waits until an expression in the page is true, or something, and returns it.
    pub(crate) async fn until(&self, expression: &str, what: &str) -> Value {
        if let Ok(found) = tokio::time::timeout(DEADLINE, self.once(expression)).await {
            return found;
        }
        panic!("waited in vain for {what} among:\n{:?}\n{:?}", self.now("words()").await, self.complaints());
    }

    /// The page looks again and again by itself, once there is one; where it gives way to another, that one is looked at.
    async fn once(&self, expression: &str) -> Value {
        let look = format!(
            "new Promise((found, failed) => {{ const look = async () => {{ try {{ \
             const value = document.documentElement && await ({expression}); \
             if (value) found(value); else setTimeout(look, 20); }} catch (error) {{ failed(error); }} }}; look(); }})"
        );
        loop {
            match self.now(&look).await {
                Ok(value) => return value,
                Err(error) if GONE.iter().any(|gone| error.contains(gone)) => tokio::task::yield_now().await,
                Err(error) => panic!("{expression}: {error}"),
            }
        }
    }

    async fn now(&self, expression: &str) -> Result<Value, String> {
        let expression = format!("(() => {{ {LOOK}\nreturn ({expression}); }})()");
        let params = self.in_world(json!({ "expression": expression, "returnByValue": true, "awaitPromise": true }));
        let mut answer = self.browser.call(Some(&self.session), "Runtime.evaluate", &params).await?;
        match answer.get("exceptionDetails") {
            Some(details) => Err(details.to_string()),
            None => Ok(answer["result"]["value"].take()),
        }
    }

    fn in_world(&self, mut params: Value) -> Value {
        if let Some(world) = self.world {
            params["contextId"] = json!(world);
        }
        params
    }

    pub(super) async fn call(&self, method: &str, params: &Value) -> Value {
        self.browser.call(Some(&self.session), method, params).await.unwrap_or_else(|error| panic!("{error}"))
    }
}

impl Drop for Person {
    fn drop(&mut self) {
        if !self.is_first {
            return;
        }
        self.browser.tell("Target.disposeBrowserContext", &json!({ "browserContextId": self.context }));
    }
}
