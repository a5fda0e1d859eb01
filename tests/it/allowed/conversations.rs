//! Routes about a conversation, and about who speaks in it.

use chrono::Duration;
use hamyar::clock::Clock;
use hamyar::model::{Action, EntryKind};

use super::Try;
use super::team::kept_macro;
use crate::support::desk::Page;

pub(super) async fn goes(here: &mut Try<'_>, is_post: bool, rest: &str) -> Option<Page> {
    let id = here.conversation().await;
    let base = format!("/desk/conversations/{id}");
    if !is_post {
        let known = ["", "fragment", "suggestion", "present"].contains(&rest);
        return if known { Some(here.gets(base_of(&base, rest).trim_end_matches('/')).await) } else { None };
    }
    let tomorrow = here.desk.clock.now() + Duration::days(1);
    match rest {
        "return" | "resolve" => here.acts(id, Action::Take).await,
        "reopen" => here.acts(id, Action::Resolve).await,
        "wake" => here.acts(id, Action::Snooze(tomorrow)).await,
        "unlabel" => here.acts(id, Action::Label("vip".parse().unwrap())).await,
        "revise/{seq}" | "unsay/{seq}" | "settle/{seq}" => here.acts(id, Action::Reply("Hello".to_owned())).await,
        _ => {}
    }
    let entries = here.desk.store.entries(id, None, 50).await.unwrap();
    let said = entries.iter().rfind(|entry| entry.kind == EntryKind::AgentReply).map_or(0, |entry| entry.seq);
    let path = base_of(&base, &rest.replace("{seq}", &said.to_string()));
    let version = here.desk.version(id).await.to_string();
    let seen = [("version", version.as_str()), ("seen", "1000")];
    let valued = |value| [seen[0], seen[1], ("value", value)];
    Some(match rest {
        "write" => {
            let fields = [seen[0], seen[1], ("mode", "reply"), ("text", "Here it is")];
            here.browser.upload(&path, &fields, &[("invoice.txt", b"paid")]).await
        }
        "take" | "return" | "resolve" | "reopen" | "wake" => here.posts(&path, &seen).await,
        "here" => here.posts(&path, &[("doing", "looks")]).await,
        "revise/{seq}" => here.posts(&path, &[("text", "Hello again")]).await,
        "unsay/{seq}" => here.posts(&path, &[]).await,
        "settle/{seq}" => {
            here.desk.database().run("update deliveries set status = 'dead'").await;
            here.posts(&path, &[("settle", "drop")]).await
        }
        "assign" => {
            let me = here.me.to_string();
            here.posts(&path, &valued(&me)).await
        }
        "team" => {
            let team = here.desk.store.add_team(format!("Team {}", here.number)).await.unwrap().unwrap().to_string();
            here.posts(&path, &valued(&team)).await
        }
        "snooze" => here.posts(&path, &valued("hour")).await,
        "priority" => here.posts(&path, &valued("urgent")).await,
        "label" | "unlabel" => here.posts(&path, &valued("vip")).await,
        "macro" => {
            let kept = kept_macro(here).await;
            here.posts(&path, &valued(&kept)).await
        }
        _ => return None,
    })
}

fn base_of(base: &str, rest: &str) -> String {
    format!("{base}/{rest}")
}

pub(super) async fn about_contact(here: &mut Try<'_>, is_post: bool, rest: &str) -> Option<Page> {
    let contact = here.contact().await;
    let base = format!("/desk/contacts/{contact}");
    let path = base_of(&base, rest);
    let other = here.desk.says(&format!("other {}", here.number), "where is mine").await;
    let other = here.desk.store.asker(other).await.unwrap().unwrap().contact.to_string();
    let asks = format!("{base}/join?with={other}");
    Some(match (is_post, rest) {
        (false, "") => here.gets(&base).await,
        (false, "join") => here.gets(&asks).await,
        (true, "label" | "note") => here.posts(&path, &[("value", "regular")]).await,
        (true, "zone") => here.posts(&path, &[("value", "Asia/Tehran")]).await,
        (true, "unlabel") => {
            here.posts(&format!("{base}/label"), &[("value", "regular")]).await;
            here.posts(&path, &[("value", "regular")]).await
        }
        (true, "note/{note}/remove") => {
            here.posts(&format!("{base}/note"), &[("value", "calls on Mondays")]).await;
            let note = here.desk.store.contact_notes(contact).await.unwrap()[0].id.to_string();
            here.posts(&path.replace("{note}", &note), &[]).await
        }
        (true, "join" | "part/{join}") => {
            let page = here.gets(&asks).await;
            let (own, theirs) = (page.value("identities"), page.value("there"));
            let fields = [("with", &*other), ("identities", &own), ("there", &theirs), ("evidence", "the same order")];
            let joined = here.posts(&format!("{base}/join"), &fields).await;
            if rest == "join" {
                return Some(joined);
            }
            let join = here.desk.store.joins(contact).await.unwrap()[0].id.to_string();
            here.posts(&path.replace("{join}", &join), &[]).await
        }
        _ => return None,
    })
}
