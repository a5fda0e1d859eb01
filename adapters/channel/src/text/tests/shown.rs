//! Rich text as HTML.

use crate::RichText;

#[track_caller]
fn check(markdown: &str, expect: &str) {
    assert_eq!(RichText::from_markdown(markdown).to_html(), expect);
}

#[test]
fn formatting_becomes_tags_that_nest() {
    check("a **b *c* d** e", "a <strong>b <em>c</em> d</strong> e");
    check("`x < y` and ~~z~~", "<code>x &lt; y</code> and <del>z</del>");
    check("# Head\n\ntext", "<strong>Head</strong>\n\ntext");
    check(
        "[**w**](https://a.example/?b=\"c\")",
        "<a href=\"https://a.example/?b=&quot;c&quot;\" rel=\"noopener noreferrer nofollow\" target=\"_blank\"><strong>w</strong></a>",
    );
}

#[test]
fn nothing_that_was_written_is_markup() {
    check("<b onclick=x>a</b>", "&lt;b onclick=x&gt;a&lt;/b&gt;");
    for hostile in
        ["[a](javascript:alert(1))", "[a](data:text/html,x)", "![a](javascript:x)", "```\n</code><script>\n```"]
    {
        let shown = RichText::from_markdown(hostile).to_html();
        assert!(!shown.contains("href") && !shown.contains("<script") && !shown.contains("<img"), "{shown}");
    }
}
