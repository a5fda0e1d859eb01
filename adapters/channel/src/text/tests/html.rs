//! HTML for the desk and the web chat: what it looks like, and that no attack gets through.

use crate::html;

#[test]
fn an_article_is_plain_html_that_follows_its_own_direction() {
    let article = "# Title\n\nOne **two** *three*\nfour ~~five~~ `<six>`\n\n1. a\n2. b\n\n> quoted\n\n```html\n<p>\n```\n\n\
        | a | b |\n|--|--:|\n| 1 | 2 |\n\n[words](https://example.com/?a=\"b&c='d') <me@example.com> ![](https://i.example/x.png)\n\n---\n\n3. from three";
    insta::assert_snapshot!(html(article), @r##"
    <h1 dir="auto">Title</h1>
    <p dir="auto">One <strong>two</strong> <em>three</em><br>
    four <del>five</del> <code>&lt;six&gt;</code></p>
    <ol dir="auto">
    <li dir="auto">a</li>
    <li dir="auto">b</li>
    </ol>
    <blockquote dir="auto">
    <p dir="auto">quoted</p>
    </blockquote>
    <pre dir="auto"><code>&lt;p&gt;
    </code></pre>
    <table dir="auto">
    <tr><th dir="auto">a</th><th dir="auto" class="right">b</th></tr>
    <tr><td dir="auto">1</td><td dir="auto" class="right">2</td></tr>
    </table>
    <p dir="auto"><a href="https://example.com/?a=&quot;b&amp;c=&#39;d&#39;" rel="noopener noreferrer nofollow" target="_blank">words</a> <a href="mailto:me@example.com" rel="noopener noreferrer nofollow" target="_blank">me@example.com</a> <a href="https://i.example/x.png" rel="noopener noreferrer nofollow" target="_blank">https://i.example/x.png</a></p>
    <hr>
    <ol dir="auto" start="3">
    <li dir="auto">from three</li>
    </ol>
    "##);
}

/// Every tag in the output is one of ours, whole and with attributes that we wrote.
pub(super) fn check_inert(source: &str) {
    let shown = html(source);
    for piece in shown.split('<').skip(1) {
        let (tag, _) = piece.split_once('>').unwrap_or_else(|| panic!("unclosed tag in {shown}"));
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        let plain = name.trim_start_matches('/');
        let known = [
            "p",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "blockquote",
            "pre",
            "code",
            "ol",
            "ul",
            "li",
            "table",
            "tr",
            "th",
            "td",
            "em",
            "strong",
            "del",
            "a",
            "br",
            "hr",
        ];
        assert!(known.contains(&plain), "<{tag}> in {shown}");
        let quoted: Vec<&str> = attributes.split('"').collect();
        for pair in quoted.chunks(2) {
            match pair {
                [" href=" | "href=", address] => {
                    let scheme = address.split(':').next().unwrap().to_ascii_lowercase();
                    assert!(["http", "https", "mailto", "tel", "tg"].contains(&scheme.as_str()), "{address}");
                }
                [name, _] => {
                    let name = name.trim();
                    assert!(["dir=", "rel=", "target=", "class=", "start="].contains(&name), "<{tag}> in {shown}");
                }
                [rest] => assert!(rest.is_empty(), "<{tag}> in {shown}"),
                _ => unreachable!(),
            }
        }
    }
}

#[test]
fn attacks_are_shown_and_never_run() {
    let attacks = [
        "<img src=x onerror=alert(1)>",
        "<svg><animate onbegin=alert(1) attributeName=x dur=1s></svg>",
        "<math><mtext></form><form><mglyph><svg><mtext><style><path id=\"</style><img onerror=alert(1) src>\">",
        "[x](javascript:alert(1))",
        "[x](JAVA&Tab;SCRIPT:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](https://a.example/\"onload=alert(1))",
        "[x](https://a.example/\" onmouseover=alert(1))",
        "[x](<https://a.example/\" onmouseover=\"alert(1)>)",
        "[x](https://a.example '\" onmouseover=\"alert(1)')",
        "<https://a.example/\"><script>alert(1)</script>>",
        "</script><script>alert(1)</script>",
        "```\"><script>alert(1)</script>\nx\n```",
        "`</code><script>alert(1)</script>`",
        "|<b>|\n|--|\n|<script>alert(1)</script>|",
        "</b><a> _*[ @everyone",
        "&lt;script&gt;alert(1)&lt;/script&gt; &#60;img src=x&#62;",
        "[a]: javascript:alert(1)\n[a]",
        "file\u{202e}gpj.exe \0 \u{feff}<scr\0ipt>",
    ];
    for attack in attacks {
        check_inert(attack);
        assert!(!html(attack).contains("<script"), "{attack}");
    }
    insta::assert_snapshot!(html(attacks[0]), @r#"<p dir="auto" class="raw">&lt;img src=x onerror=alert(1)&gt;</p>"#);
    insta::assert_snapshot!(html(attacks[3]), @r#"<p dir="auto">x</p>"#);
}
