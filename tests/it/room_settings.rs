//! What is set for staff rooms, at the desk and by command: whom they call, and which role is heard.

use axum::http::StatusCode;
use hamyar::model::{AgentRole, Autonomy, Place, PlaceId, Role, RoomSettings};
use hamyar_channel::{Address, Mention};
use serde_json::Value;
use uuid::Uuid;

use crate::support::desk::TestDesk;
use crate::support::{Database, Program, both};

both!(an_admin_says_whom_a_room_calls_and_who_is_heard);

fn room(channel: &str) -> Place {
    Place {
        id: PlaceId(Uuid::from_u128(7)),
        channel: channel.parse().unwrap(),
        address: Address::chat("-1007"),
        direct: false,
        opener: None,
        title: Some("Team".to_owned()),
        role: Role::Staff,
        autonomy: Autonomy::Addressed,
        language: None,
        listen: false,
        group: None,
    }
}

async fn an_admin_says_whom_a_room_calls_and_who_is_heard(database: Database) {
    let desk = TestDesk::new(database).await;
    let room = room("discord:main");
    desk.store.save_place(room.clone(), None).await.unwrap();
    let (mut omid, _) = desk.desk_of("Omid", AgentRole::Admin, "en").await;
    let path = format!("/desk/places/{}", room.id);
    omid.get(&path).await.shows(&["name=\"mentions\" value=\"\"", "name=\"staff_role\" value=\"\""]);
    let form = |mentions, role| {
        [("role", "staff"), ("autonomy", "addressed"), ("language", ""), ("mentions", mentions), ("staff_role", role)]
    };
    let wrong = omid.submit(&path, &form("role:77 @everyone", "")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.shows(&["“@everyone” calls nobody on Discord. Write role:NUMBER", "value=\"role:77 @everyone\""]);
    let wrong = omid.submit(&path, &form("", "Staff")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.shows(&["“Staff” is no role."]);
    assert_eq!(desk.store.room_settings(room.id).await.unwrap(), RoomSettings::default(), "nothing of it is kept");
    let saved = omid.submit(&path, &form("<@&77> 88", "99")).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let mentions = vec![Mention::Role("77".to_owned()), Mention::Account("88".to_owned())];
    let set = RoomSettings { mentions, staff_role: Some("99".to_owned()) };
    assert_eq!(desk.store.room_settings(room.id).await.unwrap(), set);
    let (mut nima, _) = desk.desk_of("Nima", AgentRole::Admin, "fa").await;
    nima.get(&path).await.shows(&["value=\"role:77 88\"", "value=\"99\"", "صدا زدن وقتی کسی منتظر است"]);
    assert_eq!(omid.submit(&path, &form("", "")).await.status, StatusCode::SEE_OTHER);
    assert_eq!(desk.store.room_settings(room.id).await.unwrap(), RoomSettings::default());
    // What is no room of the team's calls nobody.
    desk.store.save_place(Place { role: Role::Help, ..room }, None).await.unwrap();
    omid.get(&path).await.hides(&["name=\"mentions\"", "name=\"staff_role\""]);
}

#[tokio::test]
async fn a_room_is_set_by_command() {
    let program = Program::new();
    let set = ["place", "set", "telegram:main", "-1007", "--role", "staff", "--mentions", "@sara_n 42"];
    let said = program.done(&set).await;
    assert!(said.ends_with("\tcalls @sara_n 42\n"), "{said}");
    let listed: Value = serde_json::from_str(&program.done(&["place", "list", "--json"]).await).unwrap();
    assert_eq!((&listed[0]["mentions"], &listed[0]["staff_role"]), (&"@sara_n 42".into(), &Value::Null));
    let refused = |arguments: &'static [&'static str], why: &'static str| {
        let program = &program;
        async move {
            let ran = program.run(arguments).await;
            assert_eq!(ran.code, 1, "{}", ran.err);
            assert!(ran.err.contains(why), "{}", ran.err);
        }
    };
    refused(&["place", "set", "telegram:main", "-1007", "--mentions", "sara"], "`sara` calls nobody on Telegram").await;
    refused(&["place", "set", "telegram:main", "-1007", "--staff-role", "77"], "`77` is no role").await;
    refused(&["place", "set", "telegram:main", "-5", "--mentions", "42"], "only a staff room calls people").await;
    let discord = ["place", "set", "discord:main", "9", "--role", "staff", "--staff-role", "77"];
    assert!(program.done(&discord).await.ends_with("\tstaff role 77\n"));
    let nobody = program.done(&["place", "set", "telegram:main", "-1007", "--mentions", ""]).await;
    assert!(!nobody.contains("calls"), "{nobody}");
}
