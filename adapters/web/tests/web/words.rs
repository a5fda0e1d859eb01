//! The product's own words, read plainly: enough for tests.

use std::collections::BTreeMap;

use hamyar_channel::Words;

/// The words of the chat, from the files that the host loads.
pub(crate) struct FileWords {
    languages: [(&'static str, BTreeMap<&'static str, &'static str>); 2],
}

impl FileWords {
    pub(crate) fn load() -> Self {
        let english = [
            include_str!("../../../../src/locales/en/chat.ftl"),
            include_str!("../../../../src/locales/en/widget.ftl"),
        ];
        let persian = [
            include_str!("../../../../src/locales/fa/chat.ftl"),
            include_str!("../../../../src/locales/fa/widget.ftl"),
        ];
        Self { languages: [("en", entries(english)), ("fa", entries(persian))] }
    }
}

fn entries(files: [&'static str; 2]) -> BTreeMap<&'static str, &'static str> {
    let lines = files.into_iter().flat_map(str::lines).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split_once(" = ").expect("an entry is `key = words`")).collect()
}

impl Words for FileWords {
    fn text(&self, language: &str, key: &str, arguments: &[(&str, &str)]) -> String {
        let (_, words) = self.languages.iter().find(|(name, _)| *name == language).unwrap_or(&self.languages[0]);
        let mut text = words.get(key).unwrap_or_else(|| panic!("no words for {key}")).to_string();
        for (name, value) in arguments {
            text = text.replace(&format!("{{ ${name} }}"), value);
        }
        text
    }

    fn languages(&self) -> &[&'static str] {
        &["en", "fa"]
    }
}
