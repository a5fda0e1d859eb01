//! Taking all articles away as a file.

use axum::http::{StatusCode, header};
use hamyar::model::AgentRole;
use hamyar_knowledge::files::{Limits, read_bytes};
use hamyar_knowledge::{Article, Audience, Status};

use super::{article, curator};
use crate::support::desk::TestDesk;
use crate::support::{Database, both};

both!(curators_take_all_articles_away_in_every_form);

const FORMS: [(&str, &str); 3] =
    [("csv", "text/csv; charset=utf-8"), ("jsonl", "application/jsonl; charset=utf-8"), ("zip", "application/zip")];

async fn curators_take_all_articles_away_in_every_form(database: Database) {
    let desk = TestDesk::new(database).await;
    let mut articles = vec![
        Article {
            questions: vec!["=HYPERLINK(\"http://evil.example\")".to_owned(), "پولم کی برمی‌گرده؟".to_owned()],
            labels: vec!["money".to_owned(), "a, b".to_owned()],
            ..article("fa/refund", "=1+1", "تا «۱۴» روز.\r\n\r\n- یک؛ دو, سه\n")
        },
        Article { status: Status::Draft, ..article("en/draft", "Draft", "Not yet.") },
        Article { audience: Audience::Agents, ..article("odd: id", "<script>", "'=quoted") },
    ];
    articles.sort_by(|one, other| one.id.cmp(&other.id));
    desk.store.save_articles(articles.clone(), None).await.unwrap();
    let mut omid = curator(&desk, "Omid").await;
    let links: Vec<String> = FORMS.iter().map(|(form, _)| format!("/desk/knowledge/export.{form}")).collect();
    omid.get("/desk/knowledge").await.shows(&[&links[0], &links[1], &links[2], "Download every article"]);
    for (path, (form, kind)) in links.iter().zip(FORMS) {
        let page = omid.get(path).await;
        assert_eq!((page.status, &page.headers[header::CONTENT_TYPE]), (StatusCode::OK, &kind.parse().unwrap()));
        let name = format!("attachment; filename=\"articles.{form}\"");
        assert_eq!(page.headers[header::CONTENT_DISPOSITION], name.as_str());
        let mut again = read_bytes(&format!("articles.{form}"), &page.bytes, Limits::default());
        again.articles.sort_by(|one, other| one.id.cmp(&other.id));
        assert_eq!((again.problems, again.articles), (Vec::new(), articles.clone()), "{form}");
    }
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    sara.get("/desk/knowledge").await.hides(&["/desk/knowledge/export"]);
    let (mut mina, _) = desk.desk_of("Mina", AgentRole::Viewer, "en").await;
    for path in &links {
        assert_eq!(sara.get(path).await.status, StatusCode::FORBIDDEN);
        assert_eq!(mina.get(path).await.status, StatusCode::FORBIDDEN);
        assert_eq!(desk.browser().get(path).await.status, StatusCode::SEE_OTHER);
    }
    let (mut nima, _) = desk.desk_of("Nima", AgentRole::Curator, "fa").await;
    nima.get("/desk/knowledge").await.shows(&["دریافت همهٔ مقاله‌ها", &links[2]]);
}
