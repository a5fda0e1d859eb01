//! A report as a table for spreadsheets: comma-separated, UTF-8 with its mark, every cell in quotes. A cell that a
//! spreadsheet would take for a formula begins with an apostrophe, which makes it a text.

/// What spreadsheets take for the beginning of a formula, or skip before one.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The rows as a file.
pub(super) fn file(rows: &[Vec<String>]) -> String {
    let mut file = String::from("\u{feff}");
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
        file.push_str(&cells.join(","));
        file.push_str("\r\n");
    }
    file
}

fn quoted(cell: &str) -> String {
    // Invisible characters before it do not disarm it.
    let begins = cell.trim_start_matches([' ', '\n', '\u{feff}']);
    let apostrophe = if begins.starts_with(FORMULA) { "'" } else { "" };
    format!("\"{apostrophe}{}\"", cell.replace('"', "\"\""))
}
