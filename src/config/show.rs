//! The settings in force, for `config show`.

use std::collections::BTreeMap;
use std::fmt::Write;

use toml::{Table, Value};

use super::{Config, Place};

/// TOML, in the order of the defaults, with a comment on each line that is not a default.
pub(super) fn show(config: &Config, origins: &BTreeMap<String, Place>) -> String {
    let mut text = String::new();
    match Table::try_from(config) {
        Ok(table) => section(&table, "", origins, &mut text),
        // No type of ours refuses to be written; if one ever does, say so rather than stop.
        Err(error) => text = format!("# the settings cannot be shown: {error}\n"),
    }
    text
}

fn section(table: &Table, prefix: &str, origins: &BTreeMap<String, Place>, text: &mut String) {
    for (name, value) in table.iter().filter(|(_, value)| !value.is_table()) {
        let _ = match origins.get(&format!("{prefix}{name}")) {
            Some(origin) => writeln!(text, "{name} = {value} # {origin}"),
            None => writeln!(text, "{name} = {value}"),
        };
    }
    for (name, value) in table {
        if let Value::Table(inner) = value {
            let _ = writeln!(text, "\n[{prefix}{name}]");
            section(inner, &format!("{prefix}{name}."), origins, text);
        }
    }
}
