//! Articles in a spreadsheet: a row each, below a row that names the columns.
//!
//! A cell that a spreadsheet would take for a formula begins with an apostrophe, which is taken off again. Cells with several
//! texts are the matter of [`super::cells`].

use std::cell::Cell;
use std::io::{self, Read, Write};
use std::path::Path;
use std::rc::Rc;

use chrono::NaiveDate;
use csv::{ByteRecord, QuoteStyle, Reader, ReaderBuilder, WriterBuilder};

use super::cells::{self, LABELS, QUESTIONS};
use super::import::{Entry, Import, Keys};
use super::{MAX_LINE_BYTES, Trouble, Upkeeps};
use crate::article::{Article, Audience};

/// The columns, in the order in which they are written.
const COLUMNS: [&str; 13] = [
    "id",
    "root",
    "lang",
    "title",
    "questions",
    "labels",
    "status",
    "audience",
    "valid_from",
    "valid_until",
    "owner",
    "review_on",
    "body",
];

/// Columns that may not be left out: a text that is not there would be taken for one that is empty.
const NEEDED: [&str; 2] = ["id", "body"];

/// What may stand between cells.
const DELIMITERS: [u8; 3] = *b",;\t";

/// The longest row that names the columns, in bytes.
const MAX_HEADER_BYTES: u64 = 16 << 10;

/// What is read at once.
const CHUNK: usize = 64 << 10;

/// The mark before text in UTF-8, by which spreadsheets know it.
const MARK: &str = "\u{feff}";

pub(super) fn is_csv(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ["csv", "tsv"].iter().any(|csv| ending.eq_ignore_ascii_case(csv)))
}

/// Reads every row of `source`, which is called `path`, into `import`.
pub(super) fn read(mut source: impl Read, path: &Path, import: &mut Import) {
    let mut head = Vec::new();
    if let Err(error) = (&mut source).take(MAX_HEADER_BYTES).read_to_end(&mut head) {
        return import.problem(path, None, Trouble::Unreadable, format!("cannot be read: {error}"));
    }
    let places = match Places::of(&head) {
        Ok(places) => places,
        Err(message) => return import.problem(path, Some(1), Trouble::Columns, message),
    };
    let allowance = Rc::new(Cell::new(0));
    let source = Bounded { source: io::Cursor::new(head).chain(source), allowance: Rc::clone(&allowance) };
    let mut reader = reader(places.delimiter).buffer_capacity(CHUNK).from_reader(source);
    let mut row = ByteRecord::new();
    for number in 0_u64.. {
        allowance.set(MAX_LINE_BYTES + CHUNK as u64);
        let line = line(&reader);
        match reader.read_byte_record(&mut row) {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => {
                let too_long = allowance.get() == 0;
                let (trouble, message) = if too_long {
                    (Trouble::TooLarge, too_long_a_row())
                } else {
                    (Trouble::Unreadable, format!("cannot be read: {error}"))
                };
                return import.problem(path, line, trouble, message);
            }
        }
        if number == 0 || row.iter().all(<[u8]>::is_empty) {
            continue;
        }
        let line = row.position().and_then(|position| usize::try_from(position.line()).ok());
        match places.entry(&row) {
            Ok(entry) => import.article(path, line, entry),
            Err(message) => import.problem(path, line, Trouble::Article, message),
        }
    }
}

fn reader(delimiter: u8) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder.has_headers(false).flexible(true).delimiter(delimiter);
    builder
}

fn line<R: Read>(reader: &Reader<R>) -> Option<usize> {
    usize::try_from(reader.position().line()).ok()
}

fn too_long_a_row() -> String {
    format!("the row that begins here is longer than {} MiB; is a quotation mark missing?", MAX_LINE_BYTES >> 20)
}

/// Which cell of a row is what.
struct Places {
    delimiter: u8,
    /// The place of each of [`COLUMNS`].
    of: [Option<usize>; COLUMNS.len()],
    /// Cells of a row.
    width: usize,
}

impl Places {
    /// Reads the names of the columns, at the beginning of `head`.
    fn of(head: &[u8]) -> Result<Self, String> {
        if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
            return Err("is UTF-16 text; save it as \"CSV UTF-8\"".to_owned());
        }
        let rows = DELIMITERS.map(|delimiter| {
            let mut row = ByteRecord::new();
            // What cannot be read names no column.
            let _ = reader(delimiter).from_reader(head).read_byte_record(&mut row);
            let names: Vec<String> = row.iter().enumerate().map(|(place, cell)| name(place, cell)).collect();
            let known = names.iter().filter(|name| COLUMNS.contains(&name.as_str())).count();
            (known, delimiter, names)
        });
        let [first, others @ ..] = rows;
        let (_, delimiter, mut names) =
            others.into_iter().fold(first, |best, other| if other.0 > best.0 { other } else { best });
        let width = names.len();
        while names.last().is_some_and(String::is_empty) {
            names.pop();
        }
        let allowed = || format!("the columns are {}; {} are needed", COLUMNS.join(", "), NEEDED.join(" and "));
        let mut of = [None; COLUMNS.len()];
        for (place, name) in names.iter().enumerate() {
            let Some(column) = COLUMNS.iter().position(|column| column == name) else {
                let shown: String = name.chars().take(40).collect();
                return Err(format!("`{shown}` in the first row is no column; {}", allowed()));
            };
            if of[column].replace(place).is_some() {
                return Err(format!("`{name}` is in the first row twice"));
            }
        }
        for needed in NEEDED {
            if !names.iter().any(|name| name == needed) {
                return Err(format!("the first row has no column `{needed}`; {}", allowed()));
            }
        }
        Ok(Self { delimiter, of, width })
    }

    fn entry(&self, row: &ByteRecord) -> Result<Entry, String> {
        let beyond = row.iter().skip(self.width).any(|cell| !cell.is_empty());
        if row.len() < self.width || beyond {
            return Err(format!("has {} cells, and the first row {}", row.len(), self.width));
        }
        let cell = |column: &str| -> Result<String, String> {
            let place = COLUMNS.iter().position(|name| *name == column).and_then(|column| self.of[column]);
            let cell = place.and_then(|place| row.get(place)).unwrap_or_default();
            let text = std::str::from_utf8(cell).map_err(|_| format!("`{column}` is not UTF-8 text"))?;
            Ok(without_apostrophe(text).to_owned())
        };
        let some = |column| Ok::<_, String>(Some(cell(column)?).filter(|text| !text.is_empty()));
        let keys = Keys {
            id: None,
            root: some("root")?,
            lang: some("lang")?,
            title: None,
            questions: cells::split(&cell("questions")?, QUESTIONS),
            labels: cells::split(&cell("labels")?, LABELS),
            status: word("status", &cell("status")?)?,
            audience: audience(&cell("audience")?)?,
            valid_from: day("valid_from", &cell("valid_from")?)?,
            valid_until: day("valid_until", &cell("valid_until")?)?,
            owner: some("owner")?,
            review_on: day("review_on", &cell("review_on")?)?,
        };
        keys.into_entry(cell("id")?, cell("title")?, cell("body")?)
    }
}

/// The name in a cell of the first row.
fn name(place: usize, cell: &[u8]) -> String {
    let text = String::from_utf8_lossy(cell);
    let text = if place == 0 { text.strip_prefix(MARK).unwrap_or(&text) } else { &text };
    text.trim().to_ascii_lowercase()
}

/// One of a few words; the usual one where there is none.
fn word<T: Default + serde::de::DeserializeOwned>(column: &str, cell: &str) -> Result<T, String> {
    let cell = cell.trim();
    if cell.is_empty() {
        return Ok(T::default());
    }
    let value = serde_json::Value::from(cell.to_ascii_lowercase());
    serde_json::from_value(value).map_err(|error| format!("`{column}`: {error}"))
}

/// An audience; everybody where there is none.
fn audience(cell: &str) -> Result<Audience, String> {
    if cell.trim().is_empty() {
        return Ok(Audience::default());
    }
    cell.parse().map_err(|error| format!("`audience`: {error}"))
}

/// A day, as 2026-03-21.
fn day(column: &str, cell: &str) -> Result<Option<NaiveDate>, String> {
    let cell = cell.trim();
    if cell.is_empty() {
        return Ok(None);
    }
    let shown: String = cell.chars().take(40).collect();
    cell.parse().map(Some).map_err(|_| format!("`{column}` is `{shown}`; it must be a day such as 2026-03-21"))
}

/// A table for spreadsheets that is being written: in UTF-8 with its mark, and with no cell that a spreadsheet would take for a
/// formula, whoever wrote it.
pub struct Sheet<W: Write>(csv::Writer<W>);

impl<W: Write> Sheet<W> {
    /// Begins a table.
    ///
    /// # Errors
    /// When the target refuses.
    pub fn begin(mut target: W) -> io::Result<Self> {
        target.write_all(MARK.as_bytes())?;
        // All are quoted: where a spreadsheet expects another delimiter, it finds none inside a cell.
        let mut builder = WriterBuilder::new();
        builder.quote_style(QuoteStyle::Always).terminator(csv::Terminator::CRLF);
        Ok(Self(builder.from_writer(target)))
    }

    /// Writes a row; each has as many cells as the first.
    ///
    /// # Errors
    /// When the target refuses.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) -> io::Result<()> {
        Ok(self.0.write_record(cells.into_iter().map(with_apostrophe))?)
    }

    /// Ends the table.
    ///
    /// # Errors
    /// When the target refuses.
    pub fn end(mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Writes the articles, a row each.
pub(super) fn write(target: &mut impl Write, articles: &[Article], upkeeps: &Upkeeps) -> io::Result<()> {
    let mut sheet = Sheet::begin(target)?;
    sheet.row(COLUMNS)?;
    for article in articles {
        let status = serde_json::to_value(article.status)?;
        let audience = article.audience.to_string();
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let (from, until) = (day(article.validity.from), day(article.validity.until));
        let upkeep = upkeeps.get(&article.id);
        let owner = upkeep.and_then(|upkeep| upkeep.owner.as_deref()).unwrap_or_default();
        let review_on = day(upkeep.and_then(|upkeep| upkeep.review_on));
        let (questions, labels) = (cells::join(&article.questions, QUESTIONS)?, cells::join(&article.labels, LABELS)?);
        sheet.row([
            article.id.as_str(),
            &article.root,
            &article.locale,
            &article.title,
            &questions,
            &labels,
            status.as_str().unwrap_or_default(),
            &audience,
            &from,
            &until,
            owner,
            &review_on,
            &article.body,
        ])?;
    }
    sheet.end()
}

/// Whether a spreadsheet could take a cell for a formula, were it not for the apostrophes before it.
fn is_formula(cell: &str) -> bool {
    // Invisible characters before it do not disarm it.
    let rest = cell.trim_start_matches(['\'', ' ', '\u{feff}']);
    // The wide forms of the signs are formulas in some languages.
    rest.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

fn with_apostrophe(cell: &str) -> String {
    if is_formula(cell) { format!("'{cell}") } else { cell.to_owned() }
}

fn without_apostrophe(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|_| is_formula(cell)).unwrap_or(cell)
}

/// A source of which only so much is given out until more is allowed: a row that never ends is not kept in memory.
struct Bounded<R> {
    source: R,
    allowance: Rc<Cell<u64>>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let allowance = self.allowance.get();
        if allowance == 0 {
            return Err(io::Error::other("a row is too long"));
        }
        let most = usize::try_from(allowance).unwrap_or(usize::MAX).min(buffer.len());
        let read = self.source.read(&mut buffer[..most])?;
        self.allowance.set(allowance - read as u64);
        Ok(read)
    }
}
