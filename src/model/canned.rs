//! Replies that the team keeps ready, with places for what differs from conversation to conversation.

use super::CannedId;

/// A reply that is kept ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Canned {
    /// Its id.
    pub id: CannedId,
    /// What the team calls it.
    pub name: String,
    /// The language it is in; `None` if it fits every conversation.
    pub language: Option<String>,
    /// Markdown, with places for [`Variable`]s.
    pub body: String,
}

/// What differs from conversation to conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variable {
    /// The customer's first name.
    Name,
    /// The number of the conversation.
    Number,
    /// The name of whoever writes.
    Agent,
}

impl Variable {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Name, Self::Number, Self::Agent];

    /// As it stands in a reply.
    #[must_use]
    pub fn written(self) -> &'static str {
        match self {
            Self::Name => "{name}",
            Self::Number => "{number}",
            Self::Agent => "{agent}",
        }
    }
}

/// What stands for each variable in one conversation. What is not known is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values {
    /// What the customer is called.
    pub customer: Option<String>,
    /// The number of the conversation.
    pub number: i64,
    /// The name by which the customer knows whoever writes; empty if by none.
    pub agent: String,
}

impl Values {
    fn of(&self, variable: Variable) -> String {
        match variable {
            Variable::Name => {
                let name = self.customer.as_deref().unwrap_or_default();
                escaped(name.split_whitespace().next().unwrap_or_default())
            }
            Variable::Number => self.number.to_string(),
            Variable::Agent => escaped(&self.agent),
        }
    }
}

impl Canned {
    /// The variables that a text names and that there are not.
    #[must_use]
    pub fn unknown(body: &str) -> Vec<&str> {
        let braced = body.match_indices('{').filter_map(|(start, _)| {
            let end = body[start..].find(['}', '\n'])? + start;
            body[end..].starts_with('}').then(|| &body[start..=end])
        });
        let known = |text: &str| Variable::ALL.into_iter().any(|variable| variable.written() == text);
        let named =
            |text: &str| text.len() > 2 && text[1..text.len() - 1].chars().all(|c| c.is_alphanumeric() || c == '_');
        braced.filter(|text| named(text) && !known(text)).collect()
    }

    /// The reply in a conversation. Where a value is missing, the space before its place goes with it: "Hello {name}," is
    /// then "Hello,".
    #[must_use]
    pub fn filled(&self, values: &Values) -> String {
        let mut filled = String::with_capacity(self.body.len());
        let mut rest = self.body.as_str();
        while let Some(start) = rest.find('{') {
            let (before, from) = rest.split_at(start);
            filled.push_str(before);
            let Some(variable) = Variable::ALL.into_iter().find(|variable| from.starts_with(variable.written())) else {
                filled.push('{');
                rest = &from[1..];
                continue;
            };
            let value = values.of(variable);
            if value.is_empty() && filled.ends_with(' ') {
                filled.pop();
            }
            filled.push_str(&value);
            rest = &from[variable.written().len()..];
        }
        filled + rest
    }
}

/// A name as Markdown that reads the same.
fn escaped(name: &str) -> String {
    let mut escaped = String::with_capacity(name.len());
    for character in name.chars() {
        if matches!(character, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '~' | '|') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}
