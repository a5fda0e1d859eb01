//! A server that is killed while articles are taken in.

use std::fmt::Write;

use crate::support::Program;

/// Enough that it can be seen going on.
const ARTICLES: usize = 8_000;

/// Somebody at the desk of a server that runs.
struct Visitor {
    client: reqwest::Client,
    url: String,
    cookie: String,
}

impl Visitor {
    async fn enters(program: &Program, url: &str) -> Self {
        let said = program.done(&["agent", "link", "omid@team.example"]).await;
        let token = said.trim().rsplit('/').next().unwrap().split_whitespace().next().unwrap().to_owned();
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let entered = client.get(format!("{url}/desk/sign-in/{token}")).send().await.unwrap();
        let cookie = entered.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        Self { client, url: url.to_owned(), cookie }
    }

    async fn get(&self, path: &str) -> String {
        let got = self.client.get(format!("{}{path}", self.url)).header("cookie", &self.cookie).send().await.unwrap();
        got.text().await.unwrap()
    }

    async fn sends(&self, path: &str, kind: &str, body: String) -> String {
        let sent = self.client.post(format!("{}{path}", self.url)).header("cookie", &self.cookie);
        let sent = sent.header("content-type", kind).body(body).send().await.unwrap();
        assert_eq!(sent.status(), 303);
        sent.headers()["location"].to_str().unwrap().to_owned()
    }
}

fn value<'a>(page: &'a str, name: &str) -> &'a str {
    page.split_once(&format!("name=\"{name}\" value=\"")).unwrap().1.split('"').next().unwrap()
}

#[tokio::test]
async fn an_import_that_is_killed_half_way_leaves_nothing() {
    let program = Program::new();
    program.done(&["agent", "add", "omid@team.example", "--name", "Omid", "--role", "curator"]).await;
    let mut server = program.start(&["run"]);
    let omid = Visitor::enters(&program, &server.url().await).await;
    let mut file = String::new();
    for number in 0..ARTICLES {
        writeln!(
            file,
            "{{\"id\":\"en/{number}\",\"lang\":\"en\",\"title\":\"Number {number}\",\"body\":\"Body {number}\"}}"
        )
        .unwrap();
    }
    let page = omid.get("/desk/knowledge/import").await;
    let part = |name: &str, body: &str| format!("--x\r\nContent-Disposition: form-data; {name}\r\n\r\n{body}\r\n");
    let token = value(&page, "token").to_owned();
    let sheet = part("name=\"token\"", &token) + &part("name=\"files\"; filename=\"kb.jsonl\"", &file) + "--x--\r\n";
    let place = omid.sends("/desk/knowledge/import", "multipart/form-data; boundary=x", sheet).await;
    let page = omid.get(&place).await;
    let (id, seen) = (value(&page, "id"), value(&page, "seen"));
    let form = format!("token={token}&id={id}&seen={seen}&deed=take");
    omid.sends("/desk/knowledge/import/take", "application/x-www-form-urlencoded", form.clone()).await;
    // As soon as some of it, and not all, has been written.
    loop {
        let page = omid.get(&place).await;
        let Some((_, bar)) = page.split_once("<progress") else { panic!("it was over too soon: {page}") };
        let number = |name: &str| -> usize {
            bar.split_once(&format!(" {name}=\"")).unwrap().1.split('"').next().unwrap().parse().unwrap()
        };
        if number("value") > 0 && number("value") < number("max") {
            break;
        }
    }
    server.kill().await;
    assert_eq!(program.done(&["kb", "list"]).await, "0 articles ()\n");
    // It is as it was before, and can be taken in.
    let mut server = program.start(&["run"]);
    let omid = Visitor { url: server.url().await, ..omid };
    let page = omid.get(&place).await;
    assert!(page.contains("New: 8") && !page.contains("Taken in"), "{page}");
    omid.sends("/desk/knowledge/import/take", "application/x-www-form-urlencoded", form).await;
    while omid.get(&place).await.contains("<progress") {}
    assert!(omid.get(&place).await.contains("Taken in: 8"));
    assert_eq!(server.stop().await, Some(0));
}
