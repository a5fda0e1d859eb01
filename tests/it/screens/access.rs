//! Whether everybody can use a page: what axe finds, and whether the keyboard reaches each control and shows where it is.
//!
//! axe-core knows the rules (names, roles, contrast, languages, headings, ids) better than we could write them; it is kept
//! here, in `axe`, so that no test needs a network or Node. It does not press keys: that is done here.

use serde_json::{Value, json};

use crate::support::chromium::{Person, Theme};

const AXE: &str = include_str!("axe/axe.min.js");
const KEYBOARD: &str = include_str!("keyboard.js");

/// More controls than any page has.
const MOST: usize = 250;

/// What axe finds wrong with what somebody sees now. Only the contrast depends on the theme.
pub(super) async fn problems(person: &Person, theme: Theme) -> Vec<String> {
    if person.looks("Boolean(window.axe)").await == false {
        person.runs(AXE).await;
    }
    let rules = match theme {
        Theme::Light => json!(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]),
        Theme::Dark => json!({ "type": "rule", "values": ["color-contrast"] }),
    };
    // One rule is still an experiment: it takes the initials in an avatar for words that its name must have.
    let experiment = json!({ "label-content-name-mismatch": { "enabled": false } });
    let asked = json!({ "resultTypes": ["violations"], "runOnly": rules, "rules": experiment });
    let told = person
        .looks(&format!(
            "axe.run(document, {asked}).then((told) => told.violations.map((rule) => [rule.id, rule.nodes.map((node) => \
             [node.target.join(' '), node.any[0]?.message])]))"
        ))
        .await;
    told.as_array().unwrap().iter().map(Value::to_string).collect()
}

/// Goes through a page by the keyboard alone. What is wrong: controls that it does not reach, or that do not show that they
/// have the focus.
pub(super) async fn keyboard_problems(person: &Person) -> Vec<String> {
    person.runs(KEYBOARD).await;
    for _ in 0..MOST {
        person.key("Tab").await;
        if person.looks("keyboard.goesOn()").await == false {
            break;
        }
    }
    let told = person.looks("keyboard.problems()").await;
    told.as_array().unwrap().iter().map(|problem| problem.as_str().unwrap().to_owned()).collect()
}
