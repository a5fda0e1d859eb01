//! Pictures of what people see, kept in `target/screens`: of pages, and of what is read in the apps of other platforms.

use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::sources::{self, assert_none};
use crate::support::chromium::{Person, Theme};
use crate::support::reading::{Reading, page};

/// The widths of screens, and their heights where a page has no more.
pub(super) const WIDE: (u32, u32) = (1280, 800);
pub(super) const NARROW: (u32, u32) = (360, 740);
const HIGHEST: u32 = 4200;

/// How high the screen would be on which all of a page can be seen.
const WHOLE: &str = "innerHeight + Math.max(0, ...[...document.querySelectorAll('.page__body')].map((body) => \
                     body.scrollHeight - body.clientHeight))";

const OVERFLOW: &str = include_str!("overflow.js");

/// Where pictures are kept.
pub(super) fn folder() -> PathBuf {
    let folder = sources::root().join("target/screens");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Keeps what somebody sees on such a screen, which becomes as high as all of the page. Returns what the picture is called.
pub(super) async fn keep(
    person: &Person,
    folder: &Path,
    name: &str,
    (width, usual): (u32, u32),
    theme: Theme,
) -> String {
    person.has_screen(width, usual, theme).await;
    let whole = person.looks(WHOLE).await.as_u64().and_then(|whole| u32::try_from(whole).ok());
    person.has_screen(width, whole.unwrap_or(usual).clamp(usual, HIGHEST), theme).await;
    let file = format!("{name}-{}-{width}.png", theme.name());
    person.keeps_screen(&folder.join(&file)).await;
    file
}

/// What reaches beyond the edges of a screen of this width.
pub(super) async fn overflow(person: &Person, width: u32) -> Vec<String> {
    let beyond = person.looks(&OVERFLOW.replace("WIDTH", &width.to_string())).await;
    beyond.as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect()
}

/// A story in pictures: each on a wide screen and on a narrow one, the one light and the other dark.
pub(crate) struct Pictures {
    folder: PathBuf,
    /// Before whose eyes pages of the tests' own come.
    viewer: Person,
    problems: Vec<String>,
}

impl Pictures {
    pub(crate) async fn new() -> Self {
        Self { folder: folder(), viewer: Person::new().await, problems: Vec::new() }
    }

    /// What somebody sees in their browser now.
    pub(crate) async fn of(&mut self, person: &Person, name: &str) {
        let found = taken(person, &self.folder, name).await;
        self.problems.extend(found);
    }

    /// What is read in the apps of other platforms, by people who have them in this language.
    pub(crate) async fn of_what_is_read(&mut self, readings: &[Reading], language: &str, name: &str) {
        let page = STANDARD.encode(page(language, readings));
        self.viewer.opens(&format!("data:text/html;base64,{page}")).await;
        let found = taken(&self.viewer, &self.folder, name).await;
        self.problems.extend(found);
    }

    /// Nothing was wrong with what was seen.
    pub(crate) fn are_well(&self) {
        assert_none(&self.problems);
    }
}

async fn taken(person: &Person, folder: &Path, name: &str) -> Vec<String> {
    let language = person.looks("document.documentElement.lang").await;
    let name = format!("{name}-{}", language.as_str().unwrap());
    keep(person, folder, &name, WIDE, Theme::Light).await;
    let file = keep(person, folder, &name, NARROW, Theme::Dark).await;
    let mut found = overflow(person, NARROW.0).await;
    found.extend(person.complaints());
    person.has_screen(WIDE.0, WIDE.1, Theme::Light).await;
    found.into_iter().map(|problem| format!("{file}: {problem}")).collect()
}
