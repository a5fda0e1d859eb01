//! Routes about the team, its places, what it keeps ready, and lists.

use hamyar::model::{Action, AgentRole, Canned, Place, PlaceId};
use hamyar_channel::Address;
use uuid::Uuid;

use super::Try;
use crate::support::desk::{CHANNEL, Page};

/// A macro, kept by somebody who may.
pub(super) async fn kept_macro(here: &Try<'_>) -> String {
    let (mut curator, _) = here.desk.desk_of(&format!("keeper {}", here.number), AgentRole::Curator, "en").await;
    let name = format!("Macro {}", here.number);
    let page = curator.submit("/desk/macros", &macro_of(&name)).await;
    assert_eq!(page.status, 303, "{}", page.body);
    let macros = here.desk.store.macros().await.unwrap();
    macros.into_iter().find(|one| one.name == name).unwrap().id.to_string()
}

fn macro_of(name: &str) -> [(&'static str, &str); 8] {
    let none = |field| (field, "");
    let fields = ["note", "priority", "reply", "hand", "end", "snooze"].map(none);
    let [note, priority, reply, hand, end, snooze] = fields;
    [("name", name), note, ("labels", "money"), priority, reply, hand, end, snooze]
}

async fn kept_reply(here: &Try<'_>) -> String {
    let id = here.desk.store.canned_id();
    let reply =
        Canned { id, name: format!("Reply {}", here.number), language: None, body: "It is on its way.".to_owned() };
    assert!(here.desk.store.add_canned_reply(reply, here.me).await.unwrap());
    id.to_string()
}

async fn group(here: &Try<'_>) -> String {
    let id = PlaceId(Uuid::from_u128(0x1000 + here.number as u128));
    let chat = Address::chat(format!("group-{}", here.number));
    here.desk.store.save_place(Place::shared(id, CHANNEL.parse().unwrap(), chat), None).await.unwrap();
    id.to_string()
}

pub(super) async fn gets(here: &mut Try<'_>, path: &str) -> Option<Page> {
    let plain = [
        "/desk",
        "/desk/",
        "/desk/account",
        "/desk/account/password",
        "/desk/account/second-factor",
        "/desk/audit",
        "/desk/audit.csv",
        "/desk/candidates",
        "/desk/contacts",
        "/desk/deliveries",
        "/desk/macros",
        "/desk/now",
        "/desk/now/fragment",
        "/desk/people",
        "/desk/places",
        "/desk/pulse",
        "/desk/replies",
        "/desk/report",
        "/desk/report.csv",
    ];
    let filled = match path {
        _ if plain.contains(&path) => path.to_owned(),
        "/desk/inbox/{view}" | "/desk/inbox/{view}/fragment" => path.replace("{view}", "open"),
        "/desk/search" => "/desk/search?q=invoice".to_owned(),
        "/desk/people/{id}" => path.replace("{id}", &here.me.to_string()),
        "/desk/places/{id}" => path.replace("{id}", &group(here).await),
        "/desk/replies/{id}" => path.replace("{id}", &kept_reply(here).await),
        "/desk/macros/{id}" => path.replace("{id}", &kept_macro(here).await),
        "/desk/files/{id}/{seq}/{number}" => return Some(file(here).await),
        "/desk/knowledge/article"
        | "/desk/knowledge/history"
        | "/desk/knowledge/measures/article"
        | "/desk/knowledge/present" => format!("{path}?id={}", article(here).await),
        "/desk/knowledge/translate" => format!("{path}?id={}&into=fa", article(here).await),
        _ if path.starts_with("/desk/knowledge") => path.to_owned(),
        _ => return None,
    };
    Some(here.gets(&filled).await)
}

async fn article(here: &Try<'_>) -> String {
    let id = super::programs::written(here.desk, here.number).await;
    id.replace('/', "%2F")
}

/// What one of the team has sent, as whoever looks at the conversation opens it.
async fn file(here: &mut Try<'_>) -> Page {
    let id = here.conversation().await;
    let (mut sender, _) = here.desk.desk_of(&format!("sender {}", here.number), AgentRole::Agent, "en").await;
    let version = here.desk.version(id).await.to_string();
    let fields = [("version", &*version), ("seen", "1000"), ("mode", "reply"), ("text", "Here it is")];
    let page = sender.upload(&format!("/desk/conversations/{id}/write"), &fields, &[("invoice.txt", b"paid")]).await;
    assert_eq!(page.status, 303, "{}", page.body);
    let entries = here.desk.store.entries(id, None, 50).await.unwrap();
    let seq = entries.iter().rfind(|entry| !entry.data["attachments"].is_null()).unwrap().seq;
    let page = here.gets(&format!("/desk/files/{id}/{seq}/0")).await;
    assert_eq!(page.bytes, b"paid");
    page
}

pub(super) async fn posts(here: &mut Try<'_>, path: &str) -> Option<Page> {
    if path.starts_with("/desk/people") {
        return about_people(here, path).await;
    }
    let name = format!("New {}", here.number);
    let reply = [("name", name.as_str()), ("language", ""), ("body", "It is on its way.")];
    Some(match path {
        "/desk/sign-out"
        | "/desk/account/code"
        | "/desk/account/sessions/end-others"
        | "/desk/account/second-factor/begin" => here.posts(path, &[]).await,
        "/desk/language" => here.posts(path, &[("language", "fa")]).await,
        "/desk/away" => here.posts(path, &[("away", "true")]).await,
        "/desk/account/sessions/end" => {
            // The one at another browser.
            here.desk.browser().get(&here.desk.link(here.me).await).await;
            let session = here.gets("/desk/account").await.value("session");
            here.posts(path, &[("session", &session)]).await
        }
        "/desk/account/tokens" => here.posts(path, &[("name", "nightly"), ("role", "agent"), ("days", "30")]).await,
        "/desk/account/tokens/end" => {
            here.posts("/desk/account/tokens", &[("name", "nightly"), ("role", "agent"), ("days", "30")]).await;
            let token = here.gets("/desk/account").await.value("id");
            here.posts(path, &[("id", &token)]).await
        }
        "/desk/replies" => here.posts(path, &reply).await,
        "/desk/replies/{id}" => {
            let path = path.replace("{id}", &kept_reply(here).await);
            here.posts(&path, &reply).await
        }
        "/desk/replies/{id}/remove" => {
            let path = path.replace("{id}", &kept_reply(here).await);
            here.posts(&path, &[]).await
        }
        "/desk/macros" => here.posts(path, &macro_of(&name)).await,
        "/desk/macros/{id}" => {
            let path = path.replace("{id}", &kept_macro(here).await);
            here.posts(&path, &macro_of(&name)).await
        }
        "/desk/macros/{id}/remove" => {
            let path = path.replace("{id}", &kept_macro(here).await);
            here.posts(&path, &[]).await
        }
        "/desk/places/{id}" => {
            let path = path.replace("{id}", &group(here).await);
            here.posts(&path, &[("role", "help"), ("autonomy", "addressed"), ("language", "")]).await
        }
        "/desk/deliveries/{id}/{seq}" => {
            let id = here.conversation().await;
            here.acts(id, Action::Reply("Hello".to_owned())).await;
            here.desk.database().run("update deliveries set status = 'dead'").await;
            let seq = here.desk.store.entries(id, None, 50).await.unwrap().last().unwrap().seq;
            here.posts(&format!("/desk/deliveries/{id}/{seq}"), &[("settle", "drop")]).await
        }
        _ => return None,
    })
}

async fn about_people(here: &mut Try<'_>, path: &str) -> Option<Page> {
    let name = format!("Team {}", here.number);
    let email = format!("new{}@team.example", here.number);
    let invited = [("email", email.as_str()), ("role", "agent"), ("language", "en")];
    match path {
        "/desk/people/invite" => return Some(here.posts(path, &invited).await),
        "/desk/people/invitations/{id}/revoke" => {
            here.posts("/desk/people/invite", &invited).await;
            let pending = here.desk.store.invitations().await.unwrap();
            return Some(here.posts(&path.replace("{id}", &pending[0].id.to_string()), &[]).await);
        }
        "/desk/people/teams" => return Some(here.posts(path, &[("name", &name)]).await),
        "/desk/people/teams/{id}" | "/desk/people/teams/{id}/remove" => {
            let team = here.desk.store.add_team(name).await.unwrap().unwrap().to_string();
            let renamed = format!("Renamed {}", here.number);
            let fields = [("name", renamed.as_str())];
            let fields = if path.ends_with("remove") { &[][..] } else { &fields[..] };
            return Some(here.posts(&path.replace("{id}", &team), fields).await);
        }
        _ => {}
    }
    let (mut theirs, other) = here.desk.desk_of(&format!("colleague {}", here.number), AgentRole::Agent, "en").await;
    let path = path.replace("{id}", &other.to_string());
    let rest = path.rsplit_once(&format!("{other}/"))?.1.to_owned();
    Some(match rest.as_str() {
        "role" => here.posts(&path, &[("role", "curator")]).await,
        "work" => here.posts(&path, &[("labels", "billing"), ("capacity", "5")]).await,
        "password" | "sessions" | "disable" => here.posts(&path, &[]).await,
        "sessions/end" => {
            let session = here.gets(&format!("/desk/people/{other}")).await.value("session");
            here.posts(&path, &[("session", &session)]).await
        }
        "tokens/end" => {
            theirs.submit("/desk/account/tokens", &[("name", "nightly"), ("role", "agent"), ("days", "30")]).await;
            let token = theirs.get("/desk/account").await.value("id");
            here.posts(&path, &[("id", &token)]).await
        }
        "enable" => {
            here.desk.store.change_agent(other, None, Some(false)).await.unwrap();
            here.posts(&path, &[]).await
        }
        _ => return None,
    })
}
