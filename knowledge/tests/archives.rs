//! Archives of articles, and archives that mean harm.
#![expect(clippy::unwrap_used, reason = "a test ends where it fails")]

use std::io::{Cursor, Write};

use hamyar_knowledge::files::{Imported, Limits, read_bytes};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const SMALL: Limits = Limits { entries: 20, unpacked: 1 << 20, articles: 30, problems: 20 };

fn packed(fill: impl FnOnce(&mut ZipWriter<Cursor<Vec<u8>>>)) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    fill(&mut archive);
    archive.finish().unwrap().into_inner()
}

fn of(files: &[(&str, &str)]) -> Vec<u8> {
    packed(|archive| {
        for (name, content) in files {
            archive.start_file(*name, SimpleFileOptions::default()).unwrap();
            archive.write_all(content.as_bytes()).unwrap();
        }
    })
}

fn opened(bytes: &[u8]) -> Imported {
    read_bytes("kb.zip", bytes, SMALL)
}

fn ids(imported: &Imported) -> Vec<&str> {
    imported.articles.iter().map(|article| article.id.as_str()).collect()
}

fn problems(imported: &Imported) -> String {
    let problems: Vec<String> = imported.problems.iter().map(ToString::to_string).collect();
    problems.join("\n")
}

#[test]
fn every_kind_of_file_is_read_from_an_archive() {
    let imported = opened(&of(&[
        ("fa/refund.md", "# بازگشت پول\n\nتا ۱۴ روز."),
        ("./en/Hours.MD", "Nine to five."),
        ("more/list.csv", "id;body\nen/csv;From a spreadsheet\n"),
        ("more/lines.jsonl", "{\"id\":\"en/line\",\"body\":\"From a line\"}\n"),
        ("README.md", "not an article"),
        ("picture.png", "\u{1}"),
        ("__MACOSX/fa/._refund.md", "twin"),
        (".git/notes.md", "hidden"),
        ("broken.md", "---\nid: [\n---\n"),
    ]));
    assert_eq!(ids(&imported), ["en/Hours", "fa/refund", "en/line", "en/csv"]);
    assert_eq!(imported.articles[1].title, "بازگشت پول");
    assert!(problems(&imported).starts_with("kb.zip/broken.md:"), "{}", problems(&imported));
}

#[test]
fn entries_that_lead_elsewhere_are_refused_by_name() {
    let bytes = packed(|archive| {
        let options = SimpleFileOptions::default();
        for name in ["../up.md", "en/../../up.md", "/etc/a.md", "C:/a.md", "en\\a.md", "inner.zip", "en/fine.md"] {
            archive.start_file(name, options).unwrap();
            archive.write_all(b"Text.").unwrap();
        }
        archive.add_symlink("link.md", "/etc/passwd", options).unwrap();
        archive.add_symlink("picture.png", "/etc/passwd", options).unwrap();
    });
    let imported = opened(&bytes);
    assert_eq!(ids(&imported), ["en/fine"]);
    insta::assert_snapshot!(problems(&imported), @"
    kb.zip/../up.md: leads out of the archive
    kb.zip//etc/a.md: leads out of the archive
    kb.zip/C:/a.md: leads out of the archive
    kb.zip/en/../../up.md: leads out of the archive
    kb.zip/en\\a.md: has a name with a backslash or NUL; folders are parted by `/`
    kb.zip/inner.zip: is an archive in an archive
    kb.zip/link.md: is a symbolic link or a device; only files are read
    kb.zip/picture.png: is a symbolic link or a device; only files are read
    ");
}

#[test]
fn too_many_entries_are_refused_unread() {
    let names: Vec<String> = (0..21).map(|number| format!("{number}.md")).collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "Text.")).collect();
    let imported = opened(&of(&files));
    assert!(imported.articles.is_empty());
    insta::assert_snapshot!(problems(&imported), @"kb.zip: has 21 entries; 20 are the most that are read");
    assert_eq!(opened(&of(&files[..20])).articles.len(), 20);
}

#[test]
fn what_unpacks_to_too_much_is_stopped_whatever_it_says() {
    let blanks = " ".repeat(8 << 20);
    let mut bytes = of(&[("a.md", "Text."), ("b.jsonl", &blanks), ("c.md", "Never read.")]);
    assert!(bytes.len() < 64 << 10, "it is small as long as it is packed");
    let imported = opened(&bytes);
    assert_eq!(ids(&imported), ["a"]);
    assert!(problems(&imported).ends_with("b.jsonl: unpacks to more than 1 MiB; what comes after is not read"));
    // Where its headers say that it is small.
    let (said, lie) = ((8_u32 << 20).to_le_bytes(), 5_u32.to_le_bytes());
    let mut lies = 0;
    for start in 0..bytes.len() - 4 {
        if bytes[start..start + 4] == said {
            bytes[start..start + 4].copy_from_slice(&lie);
            lies += 1;
        }
    }
    assert!(lies >= 1, "no header says how large it is");
    let imported = opened(&bytes);
    assert!(!ids(&imported).contains(&"b") && !imported.problems.is_empty(), "{imported:?}");
    // Many entries, none of them large.
    let names: Vec<String> = (0..4).map(|number| format!("{number}.md")).collect();
    let large = "a".repeat(1 << 19);
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), large.as_str())).collect();
    let imported = opened(&of(&files));
    assert_eq!(ids(&imported), ["0", "1"]);
    assert!(problems(&imported).contains("kb.zip/2.md: unpacks to more than 1 MiB"), "{}", problems(&imported));
}

#[test]
fn what_is_no_archive_is_said_to_be_none() {
    assert!(problems(&opened(b"PK\x03\x04 and nothing else")).starts_with("kb.zip: cannot be read as a ZIP archive: "));
    let mut cut = of(&[("a.md", "Text."), ("b.md", "More text.")]);
    let end = cut.len() - 30;
    cut.truncate(end);
    assert!(problems(&opened(&cut)).starts_with("kb.zip: cannot be read as a ZIP archive: "));
}

#[test]
fn no_more_articles_and_problems_are_kept_than_are_allowed() {
    let lines: Vec<String> = (0..33).map(|number| format!("{{\"id\":\"en/{number}\",\"body\":\"Words\"}}")).collect();
    let lines = lines.join("\n");
    let whole = read_bytes("kb.jsonl", lines.as_bytes(), SMALL);
    assert_eq!(ids(&whole).last(), Some(&"en/29"));
    let told = problems(&whole);
    assert_eq!(whole.problems.len(), 1, "{told}");
    assert!(told.contains("3 articles") && told.contains("at most 30"), "{told}");

    let broken = read_bytes("kb.jsonl", "x\n".repeat(25).as_bytes(), SMALL);
    assert_eq!((broken.articles.len(), broken.problems.len()), (0, 21));
    assert!(problems(&broken).ends_with("and 5 more problems from here on, which are not listed"));
}
