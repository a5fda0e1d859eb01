//! The three layers and where each value in them stands.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use figment::value::{Dict, Map, Value};
use figment::{Figment, Metadata, Profile, Provider};
use toml::de::DeTable;

use super::check::{self, Problem};
use super::error::{Known, reason};
use super::{Config, ConfigError, DEFAULT_FILE, Place};

const DEFAULTS: &str = include_str!("../config.default.toml");
const PREFIX: &str = "HAMYAR_";

/// Variables with the prefix that are not settings: the option `--config`, and what tests are told.
const NOT_SETTINGS: [&str; 2] = ["HAMYAR_CONFIG", "HAMYAR_TEST_"];

/// Names of the layers in figment's metadata.
const FILE_LAYER: &str = "file";
const ENVIRONMENT_LAYER: &str = "environment";

/// The values of all layers, and where they stand.
pub(super) struct Layers {
    figment: Figment,
    file: Option<(PathBuf, String)>,
    /// By dotted key.
    variables: BTreeMap<String, String>,
}

impl Layers {
    pub(super) fn read<K, V>(
        path: Option<&Path>,
        environment: impl IntoIterator<Item = (K, V)>,
    ) -> Result<Self, ConfigError>
    where
        K: Into<OsString>,
        V: Into<OsString>,
    {
        let mut figment = Figment::from(Layer { name: "defaults", values: parse(Path::new("defaults"), DEFAULTS)? });
        let file = read_file(path)?;
        if let Some((path, text)) = &file {
            figment = figment.merge(Layer { name: FILE_LAYER, values: parse(path, text)? });
        }
        let mut variables = BTreeMap::new();
        let mut values = Dict::new();
        for (name, value) in settings_of(environment)? {
            let key: Vec<String> = name[PREFIX.len()..].split("__").map(str::to_lowercase).collect();
            insert(&mut values, &key, value);
            variables.insert(key.join("."), name);
        }
        figment = figment.merge(Layer { name: ENVIRONMENT_LAYER, values });
        Ok(Self { figment, file, variables })
    }

    pub(super) fn config(&self) -> Result<Config, ConfigError> {
        // Lossy: in the environment numbers, and true and false, are texts.
        let mut config: Config = self.figment.extract_lossy().map_err(|error| self.explain(&error))?;
        config.database.url.expand(&config.data_dir);
        self.check(&config)?;
        config.origins = keys(&config)
            .into_iter()
            .map(|key| (self.place(&key, self.figment.find_metadata(&key)), key))
            .filter(|(place, _)| *place != Place::Defaults)
            .map(|(place, key)| (key, place))
            .collect();
        Ok(config)
    }

    fn explain(&self, error: &figment::Error) -> ConfigError {
        let key = error.path.join(".");
        let place = self.place(&key, error.metadata.as_ref());
        let known: Vec<Known> = known_keys()
            .into_iter()
            .map(|key| match place {
                Place::Variable(_) => Known { spelt: variable(&key), key },
                _ => Known { spelt: key.clone(), key },
            })
            .collect();
        ConfigError::Invalid { reason: reason(&error.kind, &error.path, &known), place, key }
    }

    fn check(&self, config: &Config) -> Result<(), ConfigError> {
        let Some(Problem { key, reason, because }) = check::problem(config) else { return Ok(()) };
        let place = |key: &str| self.place(key, self.figment.find_metadata(key));
        let place = match (place(key), because) {
            (Place::Defaults, Some(because)) => place(because),
            (place, _) => place,
        };
        Err(ConfigError::Invalid { place, key: key.to_owned(), reason })
    }

    /// Where the value of a dotted key stands, given the layer it came from.
    fn place(&self, key: &str, layer: Option<&Metadata>) -> Place {
        match (layer.map(|layer| layer.name.as_ref()), &self.file) {
            (Some(FILE_LAYER), Some((path, text))) => Place::File { path: path.clone(), line: line_of(text, key) },
            (Some(ENVIRONMENT_LAYER), _) => Place::Variable(self.variable(key)),
            _ => Place::Defaults,
        }
    }

    /// The variable that set the dotted key, which may be an item of the list that the variable holds.
    fn variable(&self, key: &str) -> String {
        let parent = key.rsplit_once('.').map_or("", |(parent, _)| parent);
        self.variables.get(key).or_else(|| self.variables.get(parent)).cloned().unwrap_or_else(|| variable(key))
    }
}

/// The variable that sets a dotted key.
fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.to_uppercase().replace('.', "__"))
}

/// The dotted keys of all sections and settings, also of those that have no value.
fn known_keys() -> Vec<String> {
    let values = parse(Path::new("defaults"), DEFAULTS).unwrap_or_default();
    let sections: Vec<String> =
        values.iter().filter(|(_, value)| value.as_dict().is_some()).map(|(name, _)| name.clone()).collect();
    let defaults = Figment::from(Layer { name: "defaults", values }).extract_lossy();
    defaults.map(|config: Config| [sections, keys(&config)].concat()).unwrap_or_default()
}

/// One layer for figment.
struct Layer {
    name: &'static str,
    values: Dict,
}

impl Provider for Layer {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.name)
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        Ok(Profile::Default.collect(self.values.clone()))
    }
}

fn read_file(path: Option<&Path>) -> Result<Option<(PathBuf, String)>, ConfigError> {
    let file = path.unwrap_or(Path::new(DEFAULT_FILE));
    match std::fs::read_to_string(file) {
        Ok(text) => Ok(Some((file.to_owned(), text))),
        Err(error) if path.is_none() && error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(ConfigError::Unreadable { path: file.to_owned(), source }),
    }
}

fn parse(path: &Path, text: &str) -> Result<Dict, ConfigError> {
    toml::from_str(text).map_err(|error| ConfigError::Syntax {
        place: Place::File { path: path.to_owned(), line: error.span().map(|span| line_at(text, span.start)) },
        reason: error.message().to_owned(),
    })
}

/// The variables that are settings, in the order of their names. An empty one counts as not set.
fn settings_of<K, V>(environment: impl IntoIterator<Item = (K, V)>) -> Result<BTreeMap<String, String>, ConfigError>
where
    K: Into<OsString>,
    V: Into<OsString>,
{
    let mut settings = BTreeMap::new();
    for (name, value) in environment {
        let Ok(name) = name.into().into_string() else { continue };
        let value = value.into();
        let is_setting = name.starts_with(PREFIX) && !NOT_SETTINGS.iter().any(|other| name.starts_with(other));
        if !is_setting || value.is_empty() {
            continue;
        }
        let value = value.into_string().map_err(|_| ConfigError::NotUnicode { variable: name.clone() })?;
        settings.insert(name, value);
    }
    Ok(settings)
}

/// Puts `value` at `key`. A value where a section should be stays, and is refused when the settings are read.
fn insert(values: &mut Dict, key: &[String], value: String) {
    match key {
        [] => {}
        [last] => {
            values.insert(last.clone(), Value::from(value));
        }
        [section, rest @ ..] => {
            let section = values.entry(section.clone()).or_insert_with(|| Value::from(Dict::new()));
            if let Value::Dict(_, section) = section {
                insert(section, rest, value);
            }
        }
    }
}

/// The line on which the dotted key is set, or else the section that it is in.
fn line_of(text: &str, key: &str) -> Option<usize> {
    let document = DeTable::parse(text).ok()?;
    let mut table = document.get_ref();
    let mut start = None;
    for name in key.split('.') {
        let Some((found, value)) = table.iter().find(|(found, _)| found.get_ref() == name) else { break };
        start = Some(found.span().start);
        let Some(inner) = value.get_ref().as_table() else { break };
        table = inner;
    }
    start.map(|start| line_at(text, start))
}

/// The line of a byte of `text`, counted from 1.
fn line_at(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|byte| *byte == b'\n').count() + 1
}

/// The dotted keys of all settings.
fn keys(config: &Config) -> Vec<String> {
    fn collect(values: &Dict, prefix: &str, keys: &mut Vec<String>) {
        for (name, value) in values {
            match value {
                Value::Dict(_, section) => collect(section, &format!("{prefix}{name}."), keys),
                _ => keys.push(format!("{prefix}{name}")),
            }
        }
    }
    let mut all = Vec::new();
    if let Ok(Value::Dict(_, values)) = Value::serialize(config) {
        collect(&values, "", &mut all);
    }
    all
}
