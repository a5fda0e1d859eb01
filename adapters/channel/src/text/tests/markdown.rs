//! Markdown as people read it on a platform that has no Markdown.

use super::{RichText, check_spans, show};

fn read(markdown: &str) -> String {
    let rich = RichText::from_markdown(markdown);
    check_spans(&rich);
    show(&rich)
}

#[test]
fn an_article_reads_as_it_was_meant() {
    let article = "# Reset your password\n\nOpen **Settings** → *Security*:\n\n\
        1. Press `Reset`.\n2. Read the mail:\n   - from us\n   - or from <help@example.com>\n3. Done\n\n\
        > Keep it **secret**.\n>\n> Always.\n\n```sh\nhamyar agent add\n  --admin\n```\n\nSee [the guide](https://example.com/g?a=1&b=2).";
    insta::assert_snapshot!(read(article), @r"
    [b|Reset your password]

    Open [b|Settings] → [i|Security]:

    1. Press [code|Reset].
    2. Read the mail:
      • from us
      • or from [link mailto:help@example.com|help@example.com]
    3. Done

    [quote|Keep it [b|secret].

    Always.]

    [pre sh|hamyar agent add
      --admin]

    See [link https://example.com/g?a=1&b=2|the guide].
    ");
}

#[test]
fn persian_keeps_every_letter_and_half_space() {
    let article =
        "## بازیابی رمز\n\nاز **تنظیمات** وارد شوید:\n\n* می‌روید به [راهنما](https://example.ir)\n* کلید «بازیابی»";
    insta::assert_snapshot!(read(article), @r"
    [b|بازیابی رمز]

    از [b|تنظیمات] وارد شوید:

    • می‌روید به [link https://example.ir|راهنما]
    • کلید «بازیابی»
    ");
}

#[test]
fn lists_in_a_persian_text_have_persian_numbers() {
    let read = |language, text| RichText::from_markdown_in(language, text).text;
    let persian = "9. در `hamyar.toml` بنویسید\n10. سپس 2 بار بزنید";
    assert_eq!(read("fa", persian), "۹. در \u{2066}hamyar.toml\u{2069} بنویسید\n۱۰. سپس 2 بار بزنید", "only our own");
    assert_eq!(read("fa", "1. Open it\n2. Close it"), "1. Open it\n2. Close it", "what is written in English stays so");
    assert_eq!(read("en", "1. باز کنید"), "1. باز کنید");
    let rich = RichText::from_markdown_in("fa", "1. **باز** کنید\n2. *ببندید*");
    check_spans(&rich);
    assert_eq!(show(&rich), "۱. [b|باز] کنید\n۲. [i|ببندید]");
}

#[test]
fn code_among_words_from_right_to_left_is_kept_together() {
    let read = |text| RichText::from_markdown(text).text;
    let persian = "نشانی `data/` را در `hamyar.toml` و «`رمز`» بنویسید";
    assert_eq!(read(persian), "نشانی \u{2066}data/\u{2069} را در \u{2066}hamyar.toml\u{2069} و «رمز» بنویسید");
    assert_eq!(read("Look into `data/`"), "Look into data/");
}

#[test]
fn loose_lists_quotes_in_lists_and_breaks() {
    let text = "- one\n\n  more of one\n- two\n\n  > said\n- - inner\n\nlast  \nline\nand ~~gone~~\n\n---\n\n****";
    insta::assert_snapshot!(read(text), @r"
    • one

      more of one

    • two

      [quote|said]

    • • inner

    last
    line
    and [s|gone]

    ———

    ———
    ");
}

#[test]
fn a_table_is_aligned_text() {
    let table = "| plan | price |\n|:--|--:|\n| **free** | 0 |\n| [team](https://x.y) | 1200 |\n\nafter";
    insta::assert_snapshot!(read(table), @r"
    [pre|plan                price
    ──────────────────  ─────
    free                    0
    team (https://x.y)   1200]

    after
    ");
}

#[test]
fn only_harmless_addresses_become_links() {
    let text = "[a](javascript:alert(1)) [b](JavaScript:alert(1)) [c](data:text/html,x) [d](/etc/passwd) [e](vbscript:x) \
        [f](java&#10;script:x) [g](HTTPS://ok.example) [h](tel:+98123) [](https://no.words) ![pic](https://img.example/a.png) \
        ![](https://img.example/b.png) [![in](https://i.example)](https://out.example) <javascript:x> [i](https:) [j](<http://a b>)";
    insta::assert_snapshot!(read(text), @"a b c d e f [link HTTPS://ok.example|g] [link tel:+98123|h] [link https://no.words|https://no.words] [link https://img.example/a.png|pic] [link https://img.example/b.png|https://img.example/b.png] [link https://out.example|in] javascript:x i j");
}

#[test]
fn raw_html_and_other_markup_languages_are_literal() {
    let text =
        "<b>x</b></b><a> _*[ \n\n<script>alert(1)</script>\n\n<div>\n**not bold**\n</div>\n\n@everyone &lt;i&gt;";
    insta::assert_snapshot!(read(text), @r"
    <b>x</b></b><a> _*[

    <script>alert(1)</script>

    <div>
    **not bold**
    </div>

    @everyone <i>
    ");
}

#[test]
fn deep_nesting_costs_neither_memory_nor_time() {
    for source in
        [">".repeat(50_000), "- ".repeat(20_000), "1. ".repeat(20_000), "**a _b ".repeat(10_000), "[".repeat(50_000)]
    {
        let rich = RichText::from_markdown(&source);
        check_spans(&rich);
        assert!(rich.text.len() < source.len() * 20, "{} from {}", rich.text.len(), source.len());
    }
    let wide = format!("|a|b|\n|--|--|\n|{}|x|\n{}", "y".repeat(20_000), "|1|2|\n".repeat(2_000));
    assert!(RichText::from_markdown(&wide).text.len() < 200_000);
}
