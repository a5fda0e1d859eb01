//! Articles in spreadsheets, as people and their programs write them.
#![expect(clippy::unwrap_used, reason = "a test ends where it fails")]

use std::fs;

use hamyar_knowledge::files::{Format, Imported, Limits, Upkeeps, read, read_bytes};
use hamyar_knowledge::{Article, Audience, Status};

fn sheet(text: &str) -> Imported {
    read_bytes("kb.csv", text.as_bytes(), Limits::default())
}

fn problems(imported: &Imported) -> String {
    let problems: Vec<String> = imported.problems.iter().map(ToString::to_string).collect();
    problems.join("\n")
}

#[test]
fn any_spreadsheet_is_read() {
    let rows = "\u{feff}ID{d} Title {d}questions{d}labels{d}body{d}status\r\n\
        fa/refund{d}بازگشت پول{d}\"پولم کی برمی‌گرده؟\n  \n\"\"پس\"\" دادن\"{d}\"money, پول، \"{d}\"سلام{d} تا \"\"۱۴\"\" روز.\r\n\r\nتمام\"{d}Draft\r\n\
        {d}{d}{d}{d}{d}\r\n\r\n\
        en/hours{d}{d}{d}{d}We are open from nine to five.{d}\r\n";
    for delimiter in [",", ";", "\t"] {
        let imported = sheet(&rows.replace("{d}", delimiter));
        assert_eq!(problems(&imported), "", "{delimiter}");
        let [fa, en] = imported.articles.as_slice() else { panic!("{delimiter}: {:?}", imported.articles) };
        assert_eq!((fa.id.as_str(), fa.root.as_str(), fa.locale.as_str()), ("fa/refund", "refund", "fa"));
        assert_eq!((fa.title.as_str(), fa.status), ("بازگشت پول", Status::Draft));
        assert_eq!(fa.questions, ["پولم کی برمی‌گرده؟", "\"پس\" دادن"]);
        assert_eq!(fa.labels, ["money", "پول"]);
        assert_eq!(fa.body, format!("سلام{delimiter} تا \"۱۴\" روز.\r\n\r\nتمام"));
        assert_eq!((en.title.as_str(), en.status, &en.audience), ("", Status::Published, &Audience::Public));
        assert_eq!(en.body, "We are open from nine to five.");
    }
}

#[test]
fn a_first_row_that_names_no_columns_is_explained() {
    insta::assert_snapshot!(problems(&sheet("id;frage;body\na;b;c\n")), @"kb.csv:1: `frage` in the first row is no column; the columns are id, root, lang, title, questions, labels, status, audience, valid_from, valid_until, owner, review_on, body; id and body are needed");
    insta::assert_snapshot!(problems(&sheet("id,title\na,b\n")), @"kb.csv:1: the first row has no column `body`; the columns are id, root, lang, title, questions, labels, status, audience, valid_from, valid_until, owner, review_on, body; id and body are needed");
    insta::assert_snapshot!(problems(&sheet("id,body,BODY\na,b,c\n")), @"kb.csv:1: `body` is in the first row twice");
    insta::assert_snapshot!(problems(&sheet("")), @"kb.csv:1: the first row has no column `id`; the columns are id, root, lang, title, questions, labels, status, audience, valid_from, valid_until, owner, review_on, body; id and body are needed");
    let wide: Vec<u8> = "\u{feff}id,body\na,b\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let imported = read_bytes("kb.csv", &wide, Limits::default());
    insta::assert_snapshot!(problems(&imported), @r#"kb.csv:1: is UTF-16 text; save it as "CSV UTF-8""#);
}

#[test]
fn a_broken_row_is_named_and_the_rest_is_read() {
    let rows = "id,lang,status,audience,body\n\
        a,en,,,A\n\
        b,en,online,,B\n\
        \"c\",en,,,\"two\nlines\"\n\
        d,en,,\n\
        e,en,,,E,more\n\
        a,en,,,again\n\
        ,en,,,F\n\
        g,persian,,,G\n\
        h,en,,staff,H\n\
        i,en,,,I,,\n";
    let imported = sheet(rows);
    let ids: Vec<&str> = imported.articles.iter().map(|article| article.id.as_str()).collect();
    assert_eq!(ids, ["a", "c", "i"]);
    insta::assert_snapshot!(problems(&imported), @"
    kb.csv:3: `status`: unknown variant `online`, expected one of `draft`, `review`, `published`, `archived`
    kb.csv:6: has 4 cells, and the first row 5
    kb.csv:7: has 6 cells, and the first row 5
    kb.csv:8: the id `a` is already used by kb.csv:2
    kb.csv:9: `id` is empty; give the article a name of its own
    kb.csv:10: `lang` is `persian`; it must be a language tag such as fa, en or pt-BR
    kb.csv:11: `audience`: `staff` is no audience; allowed: public, members, group: with a name of 1 to 40 characters, agents
    ");
    let days = "id,lang,valid_from,valid_until,body\n\
        a,en,2026-03-21,,A\n\
        b,en,21/3/2026,,B\n\
        c,en,2026-03-21,2026-03-20,C\n";
    insta::assert_snapshot!(problems(&sheet(days)), @"
    kb.csv:3: `valid_from` is `21/3/2026`; it must be a day such as 2026-03-21
    kb.csv:4: `valid_until` is a day before `valid_from`; the article would never be found
    ");
    let latin = read_bytes("kb.csv", b"id,body\na,caf\xe9\nb,\"x\0y\"\nc,fine\n", Limits::default());
    assert_eq!(latin.articles.len(), 1);
    insta::assert_snapshot!(problems(&latin), @"
    kb.csv:2: `body` is not UTF-8 text
    kb.csv:3: contains a NUL character, which no database keeps
    ");
}

#[test]
fn nothing_that_is_written_is_a_formula() {
    let texts =
        ["=1+1", "+1", "-1", "@now", "\t=1", "\r=1", "\n=1", "'=1", "''+x", "'quoted'", "＝1", "plain; =1", "\"=1\""];
    let article = |(number, text): (usize, &&str)| Article {
        id: format!("{text}{number}"),
        root: (*text).to_owned(),
        locale: "en".to_owned(),
        title: (*text).to_owned(),
        questions: vec![(*text).to_owned(), "=second".to_owned(), String::new()],
        body: (*text).to_owned(),
        labels: vec![(*text).to_owned(), "a, b".to_owned()],
        audience: Audience::Agents,
        status: Status::Archived,
        ..Article::default()
    };
    let articles: Vec<Article> = texts.iter().enumerate().map(article).collect();
    let mut written = Vec::new();
    Format::Csv.write(&mut written, &articles, &Upkeeps::new()).unwrap();
    assert!(written.starts_with("\u{feff}\"id\",".as_bytes()), "spreadsheets know UTF-8 by its mark");
    let mut rows = csv::Reader::from_reader(written.as_slice());
    let mut cells = 0;
    for row in rows.records() {
        for cell in &row.unwrap() {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝']), "{cell:?}");
            cells += 1;
        }
    }
    assert_eq!(cells, articles.len() * 13);
    let again = read_bytes("kb.csv", &written, Limits::default());
    assert_eq!((problems(&again).as_str(), again.articles), ("", articles));
}

/// What a hundred megabytes without the end of a row come to.
fn endless(beginning: &[u8]) -> String {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("kb.csv");
    fs::write(&path, beginning).unwrap();
    fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(100 << 20).unwrap();
    let imported = read(&path);
    assert_eq!(imported.articles.len(), 0);
    problems(&imported).replace(&format!("{}/", dir.path().display()), "").replace('\0', "0")
}

#[test]
fn a_row_without_end_is_refused_early() {
    insta::assert_snapshot!(endless(b"id,body\na,\"b"), @"kb.csv:2: the row that begins here is longer than 4 MiB; is a quotation mark missing?");
    insta::assert_snapshot!(endless(b"id,body,"), @"kb.csv:1: `0000000000000000000000000000000000000000` in the first row is no column; the columns are id, root, lang, title, questions, labels, status, audience, valid_from, valid_until, owner, review_on, body; id and body are needed");
}
