//! The list of articles.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use chrono::Duration;
use hamyar::model::AgentRole;
use hamyar_knowledge::{Article, Audience, Status};

use super::{article, curator};
use crate::support::desk::{Page, TestDesk};
use crate::support::{Database, both};

both!(articles_are_chosen_by_what_they_are, a_long_list_comes_in_pages, everybody_sees_what_their_role_may_do);

/// The ids of the articles on a page, in order.
pub(super) fn ids(page: &Page) -> Vec<String> {
    let links = page.body.split("class=\"table__link\" href=\"").skip(1);
    let id = |link: &str| link.split_once("?id=").unwrap().1.split('"').next().unwrap().replace("%2F", "/");
    links.map(id).collect()
}

async fn articles_are_chosen_by_what_they_are(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let mut omid = curator(&desk, "Omid").await;
    omid.get("/desk/knowledge").await.shows(&["No articles yet", "/desk/knowledge/edit"]);
    let labelled = |labels: &[&str]| labels.iter().map(ToString::to_string).collect::<Vec<_>>();
    let articles = vec![
        Article { labels: labelled(&["money", "100%"]), ..article("en/refund", "Refunds", "Within three days.") },
        Article {
            labels: labelled(&["money"]),
            ..article("fa/refund", "بازپرداخت", "سفارش‌های لغوشده سه‌روزه برمی‌گردد.")
        },
        Article { status: Status::Draft, ..article("en/parcel", "Lost parcels", "We look for it.") },
        Article { status: Status::Archived, ..article("en/fax", "Fax", "Not any more.") },
        Article {
            audience: Audience::Agents,
            questions: vec!["who may give a discount".to_owned()],
            ..article("en/discounts", "<b>Discounts</b>", "Up to 10%_.")
        },
    ];
    for one in articles {
        desk.clock.advance(Duration::seconds(1));
        desk.store.save_articles(vec![one], None).await.unwrap();
    }
    let page = omid.get("/desk/knowledge").await;
    assert_eq!(ids(&page), ["en/discounts", "en/fax", "en/parcel", "fa/refund", "en/refund"], "the last changed first");
    page.shows(&["&#60;b&#62;Discounts", "Agents only", "Archived", "<option value=\"100%\">"]);
    for (query, expect) in [
        ("locale=fa", vec!["fa/refund"]),
        ("label=money", vec!["fa/refund", "en/refund"]),
        ("label=100%25", vec!["en/refund"]),
        ("label=mone", vec![]),
        ("status=draft", vec!["en/parcel"]),
        ("status=published&locale=en", vec!["en/discounts", "en/refund"]),
        ("audience=agents", vec!["en/discounts"]),
        ("words=THREE+days", vec!["en/refund"]),
        ("words=discount+give", vec!["en/discounts"]),
        ("words=10%25_", vec!["en/discounts"]),
        ("words=1_", vec![]),
        // Another kaf and yeh, and a half-space that is none.
        ("words=%D8%B3%D9%81%D8%A7%D8%B1%D8%B4+%D9%87%D8%A7%D9%8A", vec!["fa/refund"]),
        ("words=refunds&label=money&audience=public&status=published&locale=en", vec!["en/refund"]),
        ("words=+", vec!["en/discounts", "en/fax", "en/parcel", "fa/refund", "en/refund"]),
    ] {
        let page = omid.get(&format!("/desk/knowledge?{query}")).await;
        assert_eq!(
            (page.status, ids(&page)),
            (StatusCode::OK, expect.iter().map(ToString::to_string).collect()),
            "{query}"
        );
    }
    omid.get("/desk/knowledge?words=nothing").await.shows(&["Nothing fits", "Show all", "value=\"nothing\""]);
    for query in ["status=lost", "audience=kings", "after=7", "after=x~en/fax", "words=%00"] {
        assert_eq!(omid.get(&format!("/desk/knowledge?{query}")).await.status, StatusCode::NOT_FOUND, "{query}");
    }
}

async fn a_long_list_comes_in_pages(database: Database) {
    let desk = TestDesk::new(database).await;
    // All at one time, so that the ids alone tell them apart.
    let articles: Vec<Article> =
        (0..120).map(|n| article(&format!("en/{n:03}"), &format!("Number {n}"), "text")).collect();
    desk.store.save_articles(articles, None).await.unwrap();
    let mut omid = curator(&desk, "Omid").await;
    let mut path = "/desk/knowledge?locale=en&words=number".to_owned();
    let mut seen = BTreeSet::new();
    for (count, has_first) in [(50, false), (50, true), (20, true)] {
        let page = omid.get(&path).await;
        let here = ids(&page);
        assert_eq!((here.len(), page.body.contains("To the first page")), (count, has_first));
        seen.extend(here);
        let next = page.body.split("href=\"").find(|link| link.contains("rel=\"next\"") && link.contains("after="));
        path = next
            .map(|link| link.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&"))
            .unwrap_or_default();
    }
    assert_eq!((seen.len(), path.as_str()), (120, ""));
}

async fn everybody_sees_what_their_role_may_do(database: Database) {
    let desk = TestDesk::knowing(database).await;
    let one = Article {
        questions: vec!["where is my parcel".to_owned()],
        labels: vec!["delivery".to_owned()],
        ..article("en/parcel", "Parcels", "Look **here**. <script>alert(1)</script> [x](javascript:alert(2))")
    };
    desk.store.save_articles(vec![one], None).await.unwrap();
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let page = sara.get("/desk/knowledge").await;
    page.shows(&["/desk/knowledge/article?id=en%2Fparcel"]);
    page.hides(&["/desk/knowledge/edit", "/desk/candidates"]);
    let page = sara.get("/desk/knowledge/article?id=en%2Fparcel").await;
    page.shows(&[
        "<strong>here</strong>",
        "where is my parcel",
        "delivery",
        "Published",
        "Command line",
        "&lt;script&gt;",
    ]);
    page.hides(&["/desk/knowledge/edit", "<script>", "href=\"javascript"]);
    sara.get("/desk/knowledge/history?id=en%2Fparcel").await.hides(&["Bring back"]);
    assert_eq!(sara.get("/desk/knowledge/edit?id=en%2Fparcel").await.status, StatusCode::FORBIDDEN);
    for path in ["article?id=no", "history?id=no", "article", "article?id=%00"] {
        assert_eq!(sara.get(&format!("/desk/knowledge/{path}")).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let (mut mina, _) = desk.desk_of("Mina", AgentRole::Viewer, "en").await;
    mina.get("/desk").await.hides(&["/desk/knowledge"]);
    let (mut nima, _) = desk.desk_of("Nima", AgentRole::Curator, "fa").await;
    nima.get("/desk/knowledge").await.shows(&["dir=\"rtl\"", "مقالهٔ تازه", "منتشرشده", "پاسخ‌های"]);
    nima.get("/desk/knowledge/edit?id=en%2Fparcel").await.shows(&["درخواست بازبینی", "dir=\"rtl\"", "پیش‌نمایش"]);
    nima.get("/desk/knowledge/history?id=en%2Fparcel").await.shows(&["خط فرمان", "تاریخچه"]);
}
