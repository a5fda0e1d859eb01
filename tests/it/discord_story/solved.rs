//! Posts of forums that are marked solved: what was accepted in them waits for curators, if whoever wrote it agrees.

use chrono::Duration;
use hamyar::model::{Action, Consent, Stand, Status};
use hamyar_channel::Address;

use super::absence::comes_to;
use super::{Scene, UNKNOWN, discord, mention};
use crate::support::fake_discord::{Chat, Fault, Room, Transcript};
use crate::support::{Database, Kind, Program, both};

both!(
    a_post_that_its_asker_marks_is_a_candidate,
    a_tag_and_a_moderators_mark_do_as_well,
    what_is_taken_back_is_kept_no_more,
    what_does_not_say_so_is_talk_between_people,
    a_forums_own_tag_says_so_alone,
    what_was_marked_while_nobody_told_us_is_found,
    old_posts_are_read_and_nobody_is_told,
    what_cannot_be_read_is_said_and_read_again,
);

const TITLE: &str = "Used pianos";
const QUESTION: &str = "where can I sell a used piano?";
const ANSWER: &str = "the shop next door buys them, call 0912 345 6789";
const THANKS: &str = "That solved it. Thank you for helping!";

/// A forum with tags, and a post in it that Reza has answered.
async fn answered(database: Database) -> (Scene, Room, Chat, Chat, u64) {
    let scene = Scene::on(database, |starting| starting).await;
    let forum = scene.guild.forum("questions");
    forum.has_tags(&["bug", "✅ Solved", "حل شد", "klappt"]);
    let (mina, reza, answer) = post(&scene, &forum, TITLE);
    (scene, forum, mina, reza, answer)
}

fn post(scene: &Scene, forum: &Room, title: &str) -> (Chat, Chat, u64) {
    let mina = forum.post(&scene.mina, title, QUESTION);
    let reza = forum.thread_under(mina.id().parse().unwrap()).with(&scene.fake.user("Reza"));
    reza.says("hm, let me think");
    let answer = reza.says(ANSWER);
    (mina, reza, answer)
}

/// Waits until there are so many candidates.
async fn candidates(scene: &Scene, count: usize) -> Vec<hamyar::model::Candidate> {
    let mut changes = scene.app.live.desk();
    for _ in 0..500 {
        let found = scene.app.store.candidates(100).await.unwrap();
        if found.len() == count {
            return found;
        }
        let _ = tokio::time::timeout(std::time::Duration::from_millis(20), changes.recv()).await;
    }
    panic!("{:?} and not {count}", scene.app.store.candidates(100).await.unwrap());
}

/// What Reza was last shown has this button.
async fn offers(chat: &Chat, label: &str) {
    chat.until(|shown: &Transcript| shown.to_string().contains(&format!("[{label}]"))).await;
}

async fn a_post_that_its_asker_marks_is_a_candidate(database: Database) {
    let (scene, _, mina, reza, answer) = answered(database).await;
    mina.reacts(answer, "✅", true);
    let thanks = mina.next_reply().await;
    assert_eq!((thanks.answers, thanks.text.starts_with(THANKS)), (Some(answer), true), "{}", thanks.text);
    mina.tags(&["✅ Solved"]);
    let found = candidates(&scene, 1).await;
    let one = &found[0];
    assert_eq!((one.title.as_deref(), one.question.as_deref()), (Some(TITLE), Some(QUESTION)));
    assert_eq!((one.answer.as_str(), one.author_name.as_deref(), one.consent), (ANSWER, Some("Reza"), Consent::Asked));
    let link = format!("https://discord.com/channels/{}/{}/{answer}", scene.guild.id(), mina.id());
    assert_eq!(one.link.as_deref(), Some(link.as_str()));
    assert_eq!(scene.app.conversation(1).await.status, Status::Resolved);
    assert_eq!(scene.app.kinds(1).await, "message message command reply resolved", "and nothing else that was said");

    // Only whoever wrote it may agree, and then with their name if they like.
    mina.presses("Yes, with my name");
    reza.presses("Yes, with my name");
    offers(&reza, "I have changed my mind").await;
    let found = scene.app.store.candidates_that(Some(Stand::Ready), 10).await.unwrap();
    assert_eq!(found.iter().map(|one| one.consent).collect::<Vec<_>>(), [Consent::Named]);
    assert_eq!(mina.transcript().replies().len(), 1, "once, however it is marked:\n{}", mina.transcript());
}

async fn a_tag_and_a_moderators_mark_do_as_well(database: Database) {
    let (scene, forum, mina, _, answer) = answered(database).await;
    let nima = forum.thread_under(mina.id().parse().unwrap()).with(&scene.fake.user("Nima"));
    nima.reacts(answer, "✅", true);
    nima.tags(&["bug", "حل شد"]);
    let thanks = mina.next_reply().await;
    assert_eq!(thanks.answers, Some(answer));
    assert_eq!(candidates(&scene, 1).await[0].answer, ANSWER);
}

async fn what_is_taken_back_is_kept_no_more(database: Database) {
    let (scene, forum, mina, reza, answer) = answered(database).await;
    mina.reacts(answer, "✅", true);
    mina.next_reply().await;
    // What is said otherwise since is what is kept.
    reza.edits(answer, "the shop in the other street does");
    reza.presses("Yes, keep it");
    offers(&reza, "I have changed my mind").await;
    let found = candidates(&scene, 1).await;
    assert_eq!((found[0].answer.as_str(), found[0].consent), ("the shop in the other street does", Consent::Given));
    reza.presses("I have changed my mind");
    candidates(&scene, 0).await;
    scene.app.settled_all().await;
    assert!(!mina.transcript().to_string().contains("[I have"), "{}", mina.transcript());

    // And what was deleted is nobody's answer any more.
    let (mina, reza, answer) = post(&scene, &forum, "Another");
    mina.reacts(answer, "✅", true);
    mina.next_reply().await;
    candidates(&scene, 1).await;
    reza.deletes(answer);
    candidates(&scene, 0).await;
}

async fn what_does_not_say_so_is_talk_between_people(database: Database) {
    let (scene, forum, mina, reza, answer) = answered(database).await;
    // Nobody has marked an answer; another tag; the answer of whoever asked; that of a program; another's mark without the tag.
    mina.tags(&["✅ Solved"]);
    mina.tags(&["bug"]);
    let own = mina.says("I found it myself");
    mina.reacts(own, "✅", true);
    reza.reacts(answer, "✅", true);
    let robot = forum.thread_under(mina.id().parse().unwrap()).with(&scene.fake.bot("Robot"));
    let by_program = robot.says("beep");
    mina.reacts(by_program, "✅", true);
    mina.reacts(answer, "🔥", true);
    // The first matter is what somebody asks of us afterwards.
    let help = scene.guild.channel("help").with(&scene.mina);
    help.says(&mention(UNKNOWN));
    help.next_reply().await;
    scene.app.settled_all().await;
    assert_eq!(scene.app.store.candidates(10).await.unwrap(), []);
    assert!(scene.app.store.conversation_numbered(2).await.unwrap().is_none(), "nothing of it was kept");
    assert_eq!(mina.transcript().replies().len(), 0, "{}", mina.transcript());
}

async fn a_forums_own_tag_says_so_alone(database: Database) {
    let (scene, forum, mina, reza, answer) = answered(database).await;
    scene.allow(&forum.id(), hamyar::model::Autonomy::Addressed).await;
    scene.app.store.set_solved_tag(discord(), forum.id(), Some("Klappt".to_owned())).await.unwrap();
    reza.says("it does");
    let nima = forum.thread_under(mina.id().parse().unwrap()).with(&scene.fake.user("Nima"));
    nima.reacts(answer, "✅", true);
    nima.tags(&["✅ Solved"]);
    nima.tags(&["klappt"]);
    assert_eq!(mina.next_reply().await.answers, Some(answer));
    let place = scene.app.store.place_at(&discord(), &Address::chat(forum.id())).await.unwrap();
    assert!(place.is_some());
    assert_eq!(scene.app.kinds(1).await.matches("command").count(), 1, "by the usual tag it was not");
}

async fn what_was_marked_while_nobody_told_us_is_found(database: Database) {
    let (scene, forum, mina, reza, answer) = answered(database).await;
    // From an answer on it is known up to where all was heard.
    let help = scene.guild.channel("help").with(&scene.fake.user("Nima"));
    help.says(&mention(UNKNOWN));
    help.next_reply().await;
    scene.app.settled().await;
    let clock = std::sync::Arc::clone(&scene.app.clock);
    let scene = scene
        .while_away(|_| {
            clock.advance(Duration::minutes(5));
            reza.says("did it help?");
            mina.reacts(answer, "✅", true);
            mina.tags(&["✅ Solved"]);
        })
        .await;
    assert_eq!(mina.next_reply().await.answers, Some(answer));
    comes_to(&scene, 2, "message message command reply resolved").await;
    let scene = scene.while_away(|_| {}).await;
    candidates(&scene, 1).await;
    scene.app.settled_all().await;
    assert_eq!(mina.transcript().replies().len(), 1, "{}", mina.transcript());

    // Nothing of a post was recorded before its answer is marked.
    let (mina, _, answer) = post(&scene, &forum, "Another");
    scene.app.settled().await;
    let Scene { app, fake, .. } = scene;
    let app = app.stop().await.start().await;
    fake.connected(4).await;
    mina.reacts(answer, "✅", true);
    assert_eq!(mina.next_reply().await.answers, Some(answer));
    drop(app);
}

/// A forum with so many solved posts, of which the odd ones are in the archive, and one without an answer.
fn many(scene: &Scene, forum: &Room, count: usize) -> Vec<Chat> {
    let old = |number: usize| {
        let (mina, _, answer) = post(scene, forum, &format!("Old {number}"));
        mina.reacts(answer, "✅", true);
        mina.tags(&["✅ Solved"]);
        scene.app.clock.advance(Duration::seconds(1));
        if number % 2 == 1 {
            forum.thread_under(mina.id().parse().unwrap()).archives();
        }
        mina
    };
    let posts = (0..count).map(old).collect();
    post(scene, forum, "Unsolved");
    let (mina, ..) = post(scene, forum, "Solved somehow");
    mina.tags(&["✅ Solved"]);
    posts
}

/// A guild whose forum the bot is told of only long after all of it happened.
async fn with_old_posts(database: Database, count: usize) -> (Scene, Room, Vec<Chat>) {
    let scene = Scene::on(database, |starting| starting).await;
    scene.guild.goes_away();
    let forum = scene.guild.forum("questions");
    forum.has_tags(&["bug", "✅ Solved"]);
    let posts = many(&scene, &forum, count);
    // Longer ago than anything that is read back by itself.
    scene.app.clock.advance(Duration::days(60));
    scene.guild.returns();
    scene.fake.called("GET public", 1).await;
    (scene, forum, posts)
}

/// Waits until a forum is read; time goes on meanwhile.
async fn read(scene: &Scene) -> hamyar::store::ForumReading {
    for look in 1_u32.. {
        let reading = scene.app.store.forum_readings(1).await.unwrap().pop();
        if let Some(reading) = reading.filter(|reading| !reading.goes_on) {
            return reading;
        }
        if look.is_multiple_of(50) {
            scene.app.clock.advance(Duration::seconds(10));
        }
        assert!(look < 100_000, "it is never read");
        tokio::task::yield_now().await;
    }
    unreachable!()
}

async fn old_posts_are_read_and_nobody_is_told(database: Database) {
    let (scene, forum, posts) = with_old_posts(database, 25).await;
    scene.app.store.begin_forum(discord(), forum.id()).await.unwrap();
    let read_once = read(&scene).await;
    assert_eq!((read_once.posts, read_once.unmarked, read_once.problem), (25, 1, None));
    let found = candidates(&scene, 25).await;
    assert!(found.iter().all(|one| one.consent == Consent::Unasked && one.question.as_deref() == Some(QUESTION)));
    assert!(posts.iter().all(|post| post.transcript().replies().is_empty()), "nobody is told anything");
    assert_eq!(scene.fake.calls("POST messages"), 0);
    // Once more: what is there is there once.
    scene.app.store.begin_forum(discord(), forum.id()).await.unwrap();
    assert_eq!(read(&scene).await.posts, 25);
    assert_eq!(candidates(&scene, 25).await, found);

    // A curator has one author asked, whose post may be in the archive.
    let omid = scene.app.agent("Omid").await;
    let one = found.iter().find(|one| one.title.as_deref() == Some("Old 7")).unwrap();
    scene.app.act(one.conversation, omid, Action::AskConsent(one.said.clone())).await;
    assert!(posts[7].next_reply().await.text.starts_with(THANKS));
    let asked = scene.app.store.candidate(one.id).await.unwrap().unwrap();
    assert_eq!((asked.consent, asked.stand()), (Consent::Asked, Stand::Waiting));
    assert_eq!(scene.fake.calls("POST messages"), 1);
}

async fn what_cannot_be_read_is_said_and_read_again(database: Database) {
    let (scene, forum, _) = with_old_posts(database, 15).await;
    scene.app.settled().await;
    scene.fake.next("GET public", Fault::Refused(403, 50_001, "Missing Access"));
    scene.app.store.begin_forum(discord(), forum.id()).await.unwrap();
    let cut = read(&scene).await;
    assert!(cut.problem.is_some_and(|problem| problem.contains("Missing Access")));
    assert!((1..15).contains(&cut.posts), "{} of those that are not in the archive", cut.posts);
    scene.app.store.begin_forum(discord(), forum.id()).await.unwrap();
    assert_eq!((read(&scene).await.posts, candidates(&scene, 15).await.len()), (15, 15));
    let channel = scene.guild.channel("help");
    scene.app.store.begin_forum(discord(), channel.id()).await.unwrap();
    let none = read(&scene).await;
    assert!(none.problem.is_some_and(|problem| problem.contains("a channel of another kind")));
}

#[tokio::test]
async fn a_forum_is_read_by_command() {
    let (scene, forum, _) = with_old_posts(Database::new(Kind::Sqlite).await, 3).await;
    let program = Program::new().on_discord(&scene.fake);
    let address = format!("https://discord.com/channels/{}/{}", scene.guild.id(), forum.id());
    let said = program.done(&["kb", "forum", "discord:main", &address]).await;
    assert_eq!(said, "3 posts with an accepted answer, 1 without one\n");
    let ran = program.run(&["kb", "forum", "discord:main", "help"]).await;
    let wrong = "error: `help` names no forum; allowed is its id or its address on Discord\n";
    assert_eq!((ran.code, ran.err.as_str()), (1, wrong));
    let ran = program.run(&["kb", "forum", "discord:other", &forum.id()]).await;
    assert_eq!(ran.err, "error: there is no channel `discord:other` with forums; there is `discord:main`\n");
    let help = scene.guild.channel("help");
    let ran = program.run(&["kb", "forum", "discord:main", &help.id()]).await;
    assert!(ran.code == 1 && ran.err.contains("a channel of another kind"), "{ran:?}");
    let set = ["place", "set", "discord:main", &forum.id(), "--solved-tag", "klappt"];
    program.done(&set).await;
    let ran = program.run(&[&set[..5], &[&"x".repeat(51)]].concat()).await;
    assert!(ran.code == 1 && ran.err.contains("at most 50 characters"), "{ran:?}");
}
