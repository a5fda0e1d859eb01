//! What a customer gets of a long article: whole sentences, whole blocks, in their order, with the heading above them.
#![expect(clippy::unwrap_used, reason = "a test ends where it fails")]

use hamyar_knowledge::excerpt::WHOLE;
use hamyar_knowledge::{Article, Audience, Change, Excerpt, Knowledge, Query, Status};
use proptest::prelude::*;

/// The part of an article with this body that answers `question`.
fn excerpt(locale: &str, body: &str, question: &str) -> Option<Excerpt> {
    let article = Article {
        id: "one".to_owned(),
        root: "one".to_owned(),
        locale: locale.to_owned(),
        title: if locale == "fa" { "شرایط فروش" } else { "Terms of sale" }.to_owned(),
        questions: Vec::new(),
        body: body.to_owned(),
        labels: Vec::new(),
        audience: Audience::Public,
        status: Status::Published,
        ..Article::default()
    };
    let title = article.title.clone();
    let knowledge = Knowledge::in_memory().unwrap();
    knowledge.apply(&[Change::Put(Box::new(article))], 1).unwrap();
    // The title finds it, whatever the question.
    let query = Query { text: &title, locale: Some("en"), limit: 1, ..Query::default() };
    let found = knowledge.search(&query);
    knowledge.excerpt(&Query { text: question, ..query }, &found.candidates[0])
}

const ENGLISH: &str = "\
The shop sells books. These are its terms, and they hold for everybody who orders. Nothing else was agreed.

## Prices

A price holds from the moment of the order. If a page was wrong by mistake, we ask you before anything is charged. Gift \
cards do not expire. See <https://example.org/prices?a=1&b=2> for the list of prices. All prices include the tax.

## Returning a book

You can send a book back within 30 days. To return it, do this:

1. Open *My orders* and press **Return**.
2. Print the label; see [the guide][guide].
3. Bring the parcel to the post office.

The money comes back within 3.5 days, e.g. by card. Damaged books are replaced.

### From abroad

The label must say `RETURNED GOODS`:

```
RETURNED GOODS. No value.
Narenj. Tehran.
```

Customs take a week.

## Devices

Digital books may be read on as many devices as you own. They may not be sold on.

| Device | Readers |
| --- | --- |
| Phone | Mina |
| Tablet | Reza |

[guide]: https://example.org/guide
";

const PERSIAN: &str = "\
این فروشگاه کتاب می‌فروشد. این شرایط برای همهٔ سفارش‌هاست.

## قیمت‌ها

قیمت از لحظهٔ ثبت سفارش ثابت است. اگر قیمت اشتباه درج شده باشد، پیش از برداشت پول از شما می‌پرسیم. کارت هدیه تاریخ انقضا \
ندارد! آیا مالیات هم حساب شده است؟ بله، همهٔ قیمت‌ها با مالیات است.

## پس دادن کتاب

تا ۳۰ روز می‌توانید کتاب را پس بدهید. برای پس دادن این کارها را بکنید:

- «سفارش‌های من» را باز کنید.
- برچسب را چاپ کنید.
- بسته را به پست بدهید.

پول شما تا ۳.۵ روز برمی‌گردد… مگر این‌که تعطیل باشد. کتاب آسیب‌دیده عوض می‌شود.
";

/// Long enough not to be given whole.
fn long(body: &str) -> String {
    let filler = "Nobody reads this part of it, and it is here to make the whole longer. ".repeat(12);
    format!("{body}\n## Other matters\n\n{filler}\n")
}

#[test]
fn the_section_that_answers_is_given_with_its_list_and_link() {
    let found = excerpt("en", &long(ENGLISH), "how do I return a book by post").unwrap();
    assert_eq!(found.heading.as_deref(), Some("Returning a book"));
    insta::assert_snapshot!(found.text, @r"
    You can send a book back within 30 days. To return it, do this:

    1. Open *My orders* and press **Return**.
    2. Print the label; see [the guide][guide].
    3. Bring the parcel to the post office.

    The money comes back within 3.5 days, e.g. by card. Damaged books are replaced.

    ### From abroad

    The label must say `RETURNED GOODS`:

    ```
    RETURNED GOODS. No value.
    Narenj. Tehran.
    ```

    Customs take a week.

    [guide]: https://example.org/guide
    ");
    let found = excerpt("fa", &long(PERSIAN), "چطور کتاب را پس بدهم").unwrap();
    assert_eq!(found.heading.as_deref(), Some("پس دادن کتاب"));
    insta::assert_snapshot!(found.text, @r"
    تا ۳۰ روز می‌توانید کتاب را پس بدهید. برای پس دادن این کارها را بکنید:

    - «سفارش‌های من» را باز کنید.
    - برچسب را چاپ کنید.
    - بسته را به پست بدهید.

    پول شما تا ۳.۵ روز برمی‌گردد… مگر این‌که تعطیل باشد. کتاب آسیب‌دیده عوض می‌شود.
    ");
}

#[test]
fn a_heading_within_another_is_cited_and_its_code_is_whole() {
    let found = excerpt("en", &long(ENGLISH), "what must the label say when I send from abroad?").unwrap();
    assert_eq!(found.heading.as_deref(), Some("From abroad"));
    insta::assert_snapshot!(found.text, @r"
    The label must say `RETURNED GOODS`:

    ```
    RETURNED GOODS. No value.
    Narenj. Tehran.
    ```

    Customs take a week.
    ");
    let found = excerpt("en", &long(ENGLISH), "who reads on the tablet, Reza?").unwrap();
    assert_eq!(found.heading.as_deref(), Some("Devices"));
    insta::assert_snapshot!(found.text, @r"
    Digital books may be read on as many devices as you own. They may not be sold on.

    | Device | Readers |
    | --- | --- |
    | Phone | Mina |
    | Tablet | Reza |
    ");
}

#[test]
fn of_a_long_list_some_items_come_with_the_sentence_before_it() {
    let items: Vec<String> =
        (1..40).map(|number| format!("{number}. Turn the wheel of colour {number} until it clicks.\n")).collect();
    let body =
        format!("It has wheels. Do all this to open the safe:\n\n{}", items.concat().replace("colour 30", "amber"));
    let found = excerpt("en", &body, "where is the amber wheel?").unwrap();
    insta::assert_snapshot!(found.text, @r"
    Do all this to open the safe:

    …

    23. Turn the wheel of colour 23 until it clicks.
    24. Turn the wheel of colour 24 until it clicks.
    25. Turn the wheel of colour 25 until it clicks.
    26. Turn the wheel of colour 26 until it clicks.
    27. Turn the wheel of colour 27 until it clicks.
    28. Turn the wheel of colour 28 until it clicks.
    29. Turn the wheel of colour 29 until it clicks.
    30. Turn the wheel of amber until it clicks.
    31. Turn the wheel of colour 31 until it clicks.
    32. Turn the wheel of colour 32 until it clicks.
    33. Turn the wheel of colour 33 until it clicks.
    34. Turn the wheel of colour 34 until it clicks.
    35. Turn the wheel of colour 35 until it clicks.
    36. Turn the wheel of colour 36 until it clicks.
    37. Turn the wheel of colour 37 until it clicks.
    38. Turn the wheel of colour 38 until it clicks.
    39. Turn the wheel of colour 39 until it clicks.
    ");
    let rows: Vec<String> = (1..60).map(|number| format!("| colour {number} | {} turns |\n", number * 3)).collect();
    let body = format!(
        "How far to turn:\n\n| Wheel | Turns |\n| --- | --- |\n{}",
        rows.concat().replace("colour 50", "amber")
    );
    let found = excerpt("en", &body, "how many turns has amber").unwrap();
    assert!(found.text.starts_with("How far to turn:\n\n| Wheel | Turns |\n| --- | --- |\n| … |\n"), "{}", found.text);
    insta::assert_snapshot!(found.text.lines().filter(|line| line.contains("amber")).collect::<String>(), @"| amber | 150 turns |");
}

#[test]
fn a_short_article_is_given_whole_and_so_is_one_that_cannot_be_cut() {
    assert_eq!(excerpt("en", &ENGLISH.chars().take(WHOLE).collect::<String>(), "how do I return a book"), None);
    assert_eq!(excerpt("en", &"word ".repeat(2_000), "which word"), None);
    assert_eq!(excerpt("en", &format!("```\n{}\n```", "return a book. ".repeat(200)), "return a book"), None);
}

#[test]
fn where_nothing_is_met_it_is_the_beginning() {
    let found = excerpt("en", &long(ENGLISH), "qqq").unwrap();
    assert!(found.text.starts_with("The shop sells books."), "{}", found.text);
    assert_eq!(found.heading, None);
}

/// Pieces of Markdown, in any order.
fn piece() -> impl Strategy<Value = String> {
    let text = "[a-zA-Zآ-ی*_`~\\[\\]()|#>+.!؟?…:\u{200c} -]{0,60}";
    prop_oneof![
        text.prop_map(|text| format!("{text}. Return the book. {text}")),
        text.prop_map(|text| format!("## {text}")),
        proptest::collection::vec(text, 1..20).prop_map(|items| {
            items.iter().map(|item| format!("- return {item}\n")).collect::<Vec<String>>().concat()
        }),
        text.prop_map(|text| format!("```\nbook {text}\n```")),
        text.prop_map(|text| format!("> book {text}\n> [a][b]\n\n[b]: https://example.org")),
        text.prop_map(|text| format!("| a | b |\n| - | - |\n| {text} | book |")),
    ]
}

/// The words that a reader sees, in their order.
fn words(markdown: &str) -> Vec<String> {
    use pulldown_cmark::{Event, Options, Parser};
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut text = String::new();
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Text(part) | Event::Code(part) => text.push_str(&part),
            Event::SoftBreak | Event::HardBreak | Event::End(_) => text.push(' '),
            _ => {}
        }
    }
    text.split_whitespace().filter(|word| *word != "…").map(str::to_owned).collect()
}

proptest! {
    // Each makes an index.
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_the_markdown_nothing_is_cut_or_made_up(
        pieces in proptest::collection::vec(piece(), 10..40),
        question in "(return|book|[a-z]{1,8})( [a-z]{1,8}){0,3}",
    ) {
        let body = pieces.join("\n\n");
        if let Some(found) = excerpt("en", &body, &question) {
            prop_assert!(!found.text.trim().is_empty());
            prop_assert!(found.text.chars().count() <= 900, "{}", found.text.chars().count());
            let mut whole = words(&body).into_iter();
            for word in words(&found.text) {
                prop_assert!(whole.any(|one| one == word), "{word} of {} is not in {body}", found.text);
            }
        }
    }
}
