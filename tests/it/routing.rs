//! Routing: what waits for people is given to somebody who is there.

use chrono::Duration;
use hamyar::clock::Clock;
use hamyar::model::{Action, AgentId, AgentRole, Holder, Team};
use hamyar::store::Routed;
use hamyar_channel::testing::{Person, within};

use crate::support::desk::TestDesk;
use crate::support::{Database, Kind, Program, Starting, TestApp, both};

both!(
    the_least_busy_who_is_there_is_given_it,
    each_in_turn_is_given_one,
    who_speaks_the_language_and_sees_to_the_matter_comes_first,
    beyond_what_they_can_hold_it_waits_for_anyone,
    what_somebody_left_goes_to_a_colleague,
    who_is_away_need_not_leave_their_desk,
    what_is_handed_to_a_team_goes_to_somebody_of_it,
    a_team_whose_people_have_their_hands_full_keeps_no_others_waiting,
);

/// An app that routes so.
async fn routing(database: Database, mode: &str) -> TestApp {
    Starting::on(database).setting("HAMYAR_ROUTING__MODE", mode).start().await
}

/// People of the team, at their desks.
async fn team<const N: usize>(app: &TestApp, names: [&str; N]) -> [AgentId; N] {
    let mut ids = Vec::new();
    for name in names {
        let id = app.agent(name).await;
        app.store.agent_seen(id).await.unwrap();
        ids.push(id);
    }
    ids.try_into().unwrap()
}

/// Somebody new asks for a person: the number of the conversation.
async fn asks(app: &TestApp, number: i64, text: &str) {
    let person = Person::direct(&format!("person {number}"));
    app.channel.says(&person, text).accepted().await;
    app.channel.next_sent_to(person.address()).await;
}

/// Waits until somebody holds a conversation.
async fn held(app: &TestApp, number: i64, by: AgentId) {
    let mut changes = app.live.desk();
    let holds = async {
        while app.conversation(number).await.holder != Holder::Agent(by) {
            let _ = changes.recv().await;
        }
    };
    within(&format!("conversation {number} to be given to {by}"), holds).await;
}

async fn the_least_busy_who_is_there_is_given_it(database: Database) {
    let app = routing(database, "least_busy").await;
    let gone = app.agent("gone").await;
    let [sara, omid] = team(&app, ["sara", "omid"]).await;
    asks(&app, 1, "something unknown").await;
    let first = {
        let mut changes = app.live.desk();
        loop {
            if let Holder::Agent(agent) = app.conversation(1).await.holder {
                break agent;
            }
            within("somebody to be given it", changes.recv()).await.unwrap();
        }
    };
    assert_ne!(first, gone, "who is not there is given nothing");
    let other = if first == sara { omid } else { sara };
    asks(&app, 2, "something unknown").await;
    held(&app, 2, other).await;
    // Whoever puts it off has their hands free.
    let id = app.conversation(2).await.id;
    app.act(id, other, Action::Snooze(app.clock.now() + Duration::hours(1))).await;
    asks(&app, 3, "something unknown").await;
    held(&app, 3, other).await;
    assert_eq!(app.kinds(1).await, "message handoff reply assigned");
    let story = app.timeline(1).await;
    assert_eq!((story[3].agent, &story[3].data["by"]), (None, &"routing".into()), "nobody of the team did it");
    assert!(app.conversation(1).await.waiting_since.is_some(), "the customer still waits");
}

async fn each_in_turn_is_given_one(database: Database) {
    let app = routing(database, "round_robin").await;
    let [sara] = team(&app, ["sara"]).await;
    asks(&app, 1, "something unknown").await;
    held(&app, 1, sara).await;
    let [omid] = team(&app, ["omid"]).await;
    asks(&app, 2, "something unknown").await;
    held(&app, 2, omid).await;
    app.clock.advance(Duration::seconds(1));
    asks(&app, 3, "something unknown").await;
    // Also where they hold more than the other by now.
    let id = app.conversation(2).await.id;
    held(&app, 3, sara).await;
    app.act(id, omid, Action::Resolve).await;
    app.clock.advance(Duration::seconds(1));
    asks(&app, 4, "something unknown").await;
    held(&app, 4, omid).await;
}

async fn who_speaks_the_language_and_sees_to_the_matter_comes_first(database: Database) {
    let app = routing(database, "least_busy").await;
    let [sara, omid, reza] = team(&app, ["sara", "omid", "reza"]).await;
    let set = async |agent, languages: &[&str], labels: &[&str]| {
        let languages = languages.iter().map(|&language| language.to_owned()).collect();
        let labels = labels.iter().map(|label| label.parse().unwrap()).collect();
        let to = Routed { languages: Some(languages), labels: Some(labels), ..Routed::default() };
        app.store.set_routed(agent, to).await.unwrap();
    };
    set(sara, &["en"], &[]).await;
    set(omid, &["fa"], &[]).await;
    set(reza, &["en"], &["billing"]).await;
    for number in 1..=2 {
        asks(&app, number, "این را unknown می‌دانم و چیزی پیدا نکردم").await;
        held(&app, number, omid).await;
    }
    // What is let go of with a label goes to whoever sees to that, however much they hold.
    asks(&app, 3, "something unknown").await;
    let id = app.conversation(3).await.id;
    app.act(id, sara, Action::Take).await;
    app.act(id, sara, Action::Label("billing".parse().unwrap())).await;
    app.act(id, sara, Action::Assign(None)).await;
    held(&app, 3, reza).await;
}

async fn beyond_what_they_can_hold_it_waits_for_anyone(database: Database) {
    let app = routing(database, "least_busy").await;
    let [sara] = team(&app, ["sara"]).await;
    app.store.set_routed(sara, Routed { capacity: Some(Some(1)), ..Routed::default() }).await.unwrap();
    asks(&app, 1, "something unknown").await;
    held(&app, 1, sara).await;
    asks(&app, 2, "something unknown").await;
    let [omid] = team(&app, ["omid"]).await;
    app.store.set_routed(omid, Routed { away: Some(true), ..Routed::default() }).await.unwrap();
    let id = app.conversation(1).await.id;
    app.act(id, sara, Action::Resolve).await;
    held(&app, 2, sara).await;
}

async fn what_somebody_left_goes_to_a_colleague(database: Database) {
    let app = routing(database, "least_busy").await;
    let [sara] = team(&app, ["sara"]).await;
    for number in 1..=2 {
        asks(&app, number, "something unknown").await;
        held(&app, number, sara).await;
    }
    // The second customer was answered: it is for them to go on.
    let id = app.conversation(2).await.id;
    app.act(id, sara, Action::Reply("Which book is it?".to_owned())).await;
    app.clock.advance(Duration::minutes(20));
    let [omid] = team(&app, ["omid"]).await;
    held(&app, 1, omid).await;
    assert_eq!(app.conversation(2).await.holder, Holder::Agent(sara));
    assert_eq!(app.timeline(1).await.last().unwrap().data["from"], serde_json::json!(sara));
}

async fn who_is_away_need_not_leave_their_desk(database: Database) {
    let app = routing(database, "least_busy").await;
    let [sara] = team(&app, ["sara"]).await;
    asks(&app, 1, "something unknown").await;
    held(&app, 1, sara).await;
    app.store.set_routed(sara, Routed { away: Some(true), ..Routed::default() }).await.unwrap();
    app.clock.advance(Duration::minutes(20));
    let [omid] = team(&app, ["omid"]).await;
    app.store.agent_seen(sara).await.unwrap();
    held(&app, 1, omid).await;
}

#[tokio::test]
async fn two_nodes_give_nobody_more_than_they_can_hold() {
    let first = routing(Database::new(Kind::Postgres).await, "least_busy").await;
    let second = first.beside("second").start().await;
    for number in 1..=6 {
        asks(&first, number, "something unknown").await;
    }
    for name in ["sara", "omid", "reza"] {
        let agent = first.agent(name).await;
        first.store.set_routed(agent, Routed { capacity: Some(Some(1)), ..Routed::default() }).await.unwrap();
        first.store.agent_seen(agent).await.unwrap();
    }
    let mut changes = second.live.desk();
    let given = async {
        loop {
            let held = second.store.colleagues().await.unwrap();
            if held.iter().all(|one| one.holds.count > 0) {
                return held;
            }
            let _ = changes.recv().await;
        }
    };
    let held = within("everybody to be given one", given).await;
    first.settled_all().await;
    assert!(held.iter().all(|one| one.holds.count == 1), "{held:?}");
}

#[tokio::test]
async fn where_nothing_is_set_everybody_takes_what_they_like() {
    let app = Starting::on(Database::new(Kind::Sqlite).await).start().await;
    let [sara] = team(&app, ["sara"]).await;
    asks(&app, 1, "something unknown").await;
    app.settled_all().await;
    assert_eq!(app.conversation(1).await.holder, Holder::Queue);
    app.act(app.conversation(1).await.id, sara, Action::Take).await;
}

#[tokio::test]
async fn at_the_desk_one_says_that_one_is_away() {
    let desk = TestDesk::routing(Database::new(Kind::Sqlite).await).await;
    let (mut sara, _) = desk.desk_of("Sara", AgentRole::Agent, "en").await;
    let here = "name=\"away\" value=\"false\" aria-pressed=\"true\"";
    sara.get("/desk/account").await.shows(&["New conversations", here]);
    assert_eq!(sara.submit("/desk/away", &[("away", "true")]).await.location(), "/desk/account");
    sara.get("/desk/account").await.shows(&["name=\"away\" value=\"true\" aria-pressed=\"true\""]);
    let now = sara.get("/desk/now").await;
    now.shows(&["Away", "Colleagues at their desks</a></dt><dd class=\"stat__value\">0</dd>"]);
    sara.submit("/desk/away", &[("away", "false")]).await;
    sara.get("/desk/account").await.shows(&[here]);
    // Where nothing is given to anybody by itself, there is nothing to say.
    let desk = TestDesk::new(Database::new(Kind::Sqlite).await).await;
    let (mut omid, _) = desk.desk_of("Omid", AgentRole::Agent, "en").await;
    omid.get("/desk/account").await.hides(&["New conversations"]);
}

#[tokio::test]
async fn the_command_says_what_somebody_is_given() {
    let program = Program::new();
    program.done(&["agent", "add", "sara@team.example", "--name", "Sara"]).await;
    let set =
        async |arguments: &[&str]| program.run(&[&["agent", "set", "sara@team.example"][..], arguments].concat()).await;
    let given = ["--languages", "fa,en", "--labels", "billing, returns", "--capacity", "3", "--away", "yes"];
    assert_eq!(set(&given).await.out, "set\n");
    insta::assert_snapshot!(program.done(&["agent", "list"]).await, @"sara@team.example	agent	Sara	speaks fa, en; sees to billing, returns; at most 3; away");
    let refused = [
        &["--languages", "klingon"][..],
        &["--labels", ""],
        &["--capacity", "many"],
        &["--capacity", "5000"],
        &["--away", "maybe"],
    ];
    let mut said = Vec::new();
    for arguments in refused {
        let ran = set(arguments).await;
        assert_ne!(ran.code, 0);
        said.push(ran.err.lines().next().unwrap_or_default().to_owned());
    }
    insta::assert_snapshot!(said.join("\n"), @r"
    error: language `klingon` is not offered; allowed: any, or some of en, fa
    error: `` is no label: a label has 1 to 40 characters in one line
    error: --capacity is `many`; allowed: any, or a number from 0 to 1000
    error: --capacity is `5000`; allowed: any, or a number from 0 to 1000
    error: --away is `maybe`; allowed: yes, no
    ");
}

async fn what_is_handed_to_a_team_goes_to_somebody_of_it(database: Database) {
    let app = routing(database, "least_busy").await;
    let [sara, omid] = team(&app, ["sara", "omid"]).await;
    let reza = app.agent("reza").await;
    let billing = app.store.add_team("Billing".to_owned()).await.unwrap().unwrap();
    let empty = app.store.add_team("Nobody's".to_owned()).await.unwrap().unwrap();
    app.store.set_teams_of(reza, [billing].into()).await.unwrap();
    app.store.set_routed(omid, Routed { away: Some(true), ..Routed::default() }).await.unwrap();
    let hand = async |number, id, name: &str| {
        let conversation = app.conversation(number).await.id;
        app.act(conversation, sara, Action::HandTo(Team { id, name: name.to_owned() })).await;
    };
    asks(&app, 1, "something unknown").await;
    held(&app, 1, sara).await;
    hand(1, billing, "Billing").await;
    // Nobody of the team is there: it waits, and what others wait for does not.
    asks(&app, 2, "something unknown").await;
    held(&app, 2, sara).await;
    assert_eq!(app.conversation(1).await.holder, Holder::Queue);
    app.store.agent_seen(reza).await.unwrap();
    app.clock.advance(Duration::seconds(2));
    held(&app, 1, reza).await;
    // A team in which nobody works keeps nobody waiting.
    hand(2, empty, "Nobody's").await;
    held(&app, 2, sara).await;
    // What a team has stays its own until there is no such team.
    assert_eq!(app.conversation(1).await.team, Some(billing));
    assert!(app.store.remove_team(billing).await.unwrap());
    assert_eq!(app.conversation(1).await.team, None);
}

/// More than are looked at in one go wait for a team of which somebody is there, who can be given no more.
async fn a_team_whose_people_have_their_hands_full_keeps_no_others_waiting(database: Database) {
    const MANY: i64 = 101;
    let app = routing(database, "least_busy").await;
    let [sara, reza] = team(&app, ["sara", "reza"]).await;
    let billing = app.store.add_team("Billing".to_owned()).await.unwrap().unwrap();
    app.store.set_teams_of(reza, [billing].into()).await.unwrap();
    app.store.set_routed(reza, Routed { capacity: Some(Some(0)), ..Routed::default() }).await.unwrap();
    app.store.set_routed(sara, Routed { away: Some(true), ..Routed::default() }).await.unwrap();
    let mut of_the_team = Vec::new();
    for number in 1..=MANY {
        asks(&app, number, "something unknown").await;
        let id = app.conversation(number).await.id;
        app.act(id, sara, Action::HandTo(Team { id: billing, name: "Billing".to_owned() })).await;
        of_the_team.push(id);
    }
    app.clock.advance(Duration::seconds(1));
    asks(&app, MANY + 1, "something unknown").await;
    app.store.set_routed(sara, Routed { away: Some(false), ..Routed::default() }).await.unwrap();
    held(&app, MANY + 1, sara).await;
    assert_eq!(app.conversation(1).await.holder, Holder::Queue);
    // Nor does what somebody left who had it for the team.
    for id in of_the_team {
        app.act(id, sara, Action::Take).await;
    }
    app.clock.advance(Duration::minutes(20));
    app.store.agent_seen(reza).await.unwrap();
    let [omid] = team(&app, ["omid"]).await;
    held(&app, MANY + 1, omid).await;
    assert_eq!(app.conversation(1).await.holder, Holder::Agent(sara));
}
