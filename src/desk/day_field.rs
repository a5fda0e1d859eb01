//! A field for a day: the browser's own, and where the desk is in Persian, one in which a day of the Jalali calendar is written in digits.

use askama::Template;
use chrono::NaiveDate;

use super::tongue::Tongue;

/// Such a field.
#[derive(Template)]
#[template(path = "_day.html")]
pub(super) struct DayField {
    name: &'static str,
    value: String,
    /// The last day that can be chosen.
    latest: Option<String>,
    required: bool,
    /// The day is written, like this one.
    example: Option<String>,
    /// How.
    hint: String,
    /// What describes it beside that.
    described_by: &'static str,
    wrong: bool,
}

impl DayField {
    pub(super) fn new(t: &Tongue, name: &'static str, day: Option<NaiveDate>) -> Self {
        let today = t.today();
        Self {
            name,
            value: day.map(|day| t.in_digits(day)).unwrap_or_default(),
            latest: None,
            required: false,
            example: t.writes_days().then(|| t.in_digits(today)),
            hint: t.with("date-field-hint", "day", &t.in_digits(today)),
            described_by: "",
            wrong: false,
        }
    }

    /// Nothing can be left out, and no day is to come.
    pub(super) fn until(self, latest: NaiveDate) -> Self {
        Self { latest: Some(latest.to_string()), required: true, ..self }
    }

    /// More of it stands elsewhere on the page.
    pub(super) fn described_by(self, id: &'static str) -> Self {
        Self { described_by: id, ..self }
    }

    /// This was written, and is no day.
    pub(super) fn but(self, written: &str) -> Self {
        Self { value: written.to_owned(), wrong: true, ..self }
    }
}
