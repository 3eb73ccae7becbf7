//! The living history as people look through it: filters, permalinks, files; the audit; and the seal that finds every row
//! that was changed, taken out, swapped or slipped in.

use qc::request::{AssignmentModel, Phase, Service};
use serde_json::{Value, json};
use server::check::{self, Look};
use server::history::seal::{self, Broken};
use sqlx::PgPool;

use crate::world::{PASSWORD, Story, World, issue, text};

fn acts(page: &Value) -> Vec<String> {
    let rows = page["items"].as_array().expect("rows").iter();
    rows.map(|row| text(&row["act"])).collect()
}

async fn reviewed() -> (Story, String, Vec<String>) {
    let story = Story::begin().await;
    story
        .assigns(Service::Cast, Phase::Verification, AssignmentModel::Pull)
        .await;
    let request = story.available(Service::Cast).await;
    let forms = [issue("issue", 10, 20), issue("fyi", 30, 40)];
    let issues = story.reviews(&story.olga, &request, &forms).await;
    story.verifies(&story.vik, &request, &[]).await;
    (story, request, issues)
}

#[tokio::test]
async fn a_history_is_filtered_by_everything_that_occurs_in_it() {
    let (story, request, issues) = reviewed().await;
    let path = format!("/api/v1/titles/{}/history", story.title);
    let read = async |query: &str| story.pia.get(&format!("{path}?{query}")).await.expect(200);
    for row in read("kind=verification").await["items"].as_array().expect("rows") {
        assert_eq!(row["kind"], "verification");
    }
    assert!(acts(&read("kind=issues").await).contains(&"issue.created".to_owned()));
    assert!(acts(&read("kind=requests,issues").await).contains(&"request.taken".to_owned()));
    assert_eq!(acts(&read("kind=policies").await), Vec::<String>::new());
    for row in read(&format!("person_id={}", story.vik.id)).await["items"]
        .as_array()
        .expect("rows")
    {
        assert_eq!(row["actor"]["id"], json!(story.vik.id));
    }
    let of_issue = read(&format!("issue_id={}", issues[0])).await;
    assert!(
        of_issue["items"]
            .as_array()
            .expect("rows")
            .iter()
            .all(|row| row["issue_id"] == json!(issues[0]))
    );
    assert!(
        acts(&of_issue).contains(&"verdict.given".to_owned()) || acts(&of_issue).len() > 1,
        "{of_issue}"
    );
    let first = acts(&read("round=1&order=oldest").await);
    assert_eq!(first[0], "request.opened");
    assert_eq!(acts(&read("round=2").await), Vec::<String>::new());
    assert_eq!(
        acts(&read("q=upper%20left").await)
            .iter()
            .filter(|act| *act == "issue.created")
            .count(),
        2
    );
    assert_eq!(
        acts(&read("q=100%25").await),
        Vec::<String>::new(),
        "a percent sign is a percent sign"
    );
    assert_eq!(
        acts(&read("until=2001-01-01T00:00:00Z").await),
        Vec::<String>::new()
    );
    assert!(!acts(&read("from=2001-01-01T00:00:00Z").await).is_empty());
    for bad in [
        "kind=weather",
        "from=yesterday",
        "cursor=x",
        "order=random",
        "person_id=me",
    ] {
        story
            .pia
            .get(&format!("{path}?{bad}"))
            .await
            .refused(422, "invalid");
    }
    let choices = story.pia.get(&format!("{path}/choices")).await.expect(200);
    assert_eq!(choices["rounds"], json!([1]));
    assert_eq!(choices["issues"].as_array().map(Vec::len), Some(2));
    assert!(choices["people"].to_string().contains("olga Tester"));
    let of_request = story
        .max
        .get(&format!("/api/v1/requests/{request}/history?kind=issues"))
        .await
        .expect(200);
    assert!(!acts(&of_request).is_empty());
    story
        .dan
        .get(&format!("/api/v1/requests/{request}/history"))
        .await
        .refused(403, "not_permitted");
}

#[tokio::test]
async fn a_permalink_begins_the_page_near_its_row_and_leads_nobody_further() {
    let (story, _, _) = reviewed().await;
    let path = format!("/api/v1/titles/{}/history", story.title);
    let all = story.pia.get(&format!("{path}?limit=200")).await.expect(200);
    let ids: Vec<i64> = all["items"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| row["id"].as_i64().expect("a number"))
        .collect();
    let wanted = ids[ids.len() / 2];
    for order in ["newest", "oldest"] {
        let near = story
            .pia
            .get(&format!("{path}?around={wanted}&order={order}&limit=10"))
            .await
            .expect(200);
        let near: Vec<i64> = near["items"]
            .as_array()
            .expect("rows")
            .iter()
            .map(|row| row["id"].as_i64().expect("a number"))
            .collect();
        assert_eq!(
            near.iter().position(|id| *id == wanted),
            Some(5),
            "{order}: {near:?}"
        );
    }
    let row = story
        .pia
        .get(&format!("/api/v1/history/{wanted}"))
        .await
        .expect(200);
    assert_eq!(row["title_id"], json!(story.title));
    let stranger = story.world.post("else@studio.example").await;
    stranger
        .get(&format!("/api/v1/history/{wanted}"))
        .await
        .refused(404, "not_found");
    story
        .pia
        .get("/api/v1/history/999999999")
        .await
        .refused(404, "not_found");
    // What is of no title is for the audit.
    let form = json!({ "reason": "gone" });
    story
        .ada
        .post(&format!("/api/v1/people/{}/disable", story.omar.id), form)
        .await
        .expect(200);
    let audit = story
        .ada
        .get("/api/v1/audit?kind=people&limit=1")
        .await
        .expect(200);
    let of_person = format!("/api/v1/history/{}", audit["items"][0]["id"]);
    story.ada.get(&of_person).await.expect(200);
    story.vera.get(&of_person).await.refused(404, "not_found");
}

#[tokio::test]
async fn a_history_leaves_as_a_file_whole_and_harmless() {
    let (story, request, issues) = reviewed().await;
    let said = json!({ "body": "=HYPERLINK(\"http://x\")", "visibility": "production" });
    story
        .pia
        .post(&format!("/api/v1/talks/{}/comments", issues[0]), said)
        .await
        .expect(201);
    let path = format!("/api/v1/requests/{request}/history/export");
    let csv = story.pia.get(&path).await;
    assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
    let lines = csv.text.lines().count();
    assert!(csv.text.starts_with("\u{feff}\"Number\""));
    assert!(!csv.text.contains("\"=HYPERLINK"));
    let list = story
        .pia
        .get(&format!("/api/v1/requests/{request}/history?limit=200"))
        .await
        .expect(200);
    assert_eq!(lines, 1 + list["items"].as_array().expect("rows").len());
    let rows = story.pia.get(&format!("{path}?format=json&kind=comments")).await;
    let row: Value = serde_json::from_str(rows.text.trim()).expect("one row, one line");
    assert_eq!(row["act"], "comment.added");
    story
        .max
        .get(&format!("{path}?format=pdf"))
        .await
        .refused(422, "invalid");
}

#[tokio::test]
async fn an_issue_tells_its_whole_lineage() {
    let story = Story::begin().await;
    story
        .assigns(Service::Cast, Phase::Verification, AssignmentModel::Pull)
        .await;
    let request = story.available(Service::Cast).await;
    let flagged = story
        .reviews(&story.olga, &request, &[issue("issue", 10, 20)])
        .await;
    let replaced = json!({
        "kind": "replaced", "issue_id": flagged[0], "reason": "two frames later", "replacement": issue("issue", 12, 22),
    });
    story.verifies(&story.vik, &request, &[replaced]).await;
    let detail = story
        .ada
        .get(&format!("/api/v1/issues/{}", flagged[0]))
        .await
        .expect(200);
    assert_eq!(detail["lineage"].as_array().map(Vec::len), Some(2), "{detail}");
    let created = detail["history"]
        .as_array()
        .expect("rows")
        .iter()
        .filter(|row| row["act"] == "issue.created")
        .count();
    assert_eq!(created, 2, "the replaced one and its replacement");
    assert_eq!(detail["sightings"], json!([]));
}

#[tokio::test]
async fn the_audit_reads_who_signed_in_and_who_was_refused() {
    let world = World::without_workers().await;
    let ada = world.studio_admin("ada@studio.example").await;
    let pia = world.stranger();
    world.post("pia@studio.example").await;
    pia.signs_in("pia@studio.example", "wrong wrong wrong")
        .await
        .refused(401, "sign_in_refused");
    pia.signs_in("nobody@studio.example", "wrong wrong wrong")
        .await
        .refused(401, "sign_in_refused");
    pia.signs_in("pia@studio.example", PASSWORD).await.expect(201);
    pia.delete("/api/v1/session").await.expect(204);
    let audit = ada
        .get("/api/v1/audit?kind=access&order=oldest")
        .await
        .expect(200);
    let lines: Vec<String> = audit["items"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| text(&row["summary"]))
        .collect();
    assert_eq!(
        lines,
        [
            "Sign-in to the account of pia Tester refused",
            "Sign-in refused: there is no such account",
            "pia Tester signed in",
            "pia Tester signed out",
        ]
    );
    assert!(
        !audit.to_string().contains("nobody@"),
        "what was typed is not kept"
    );
    assert!(audit["items"][0]["changes"].to_string().contains("127.0.0.1"));
    world
        .post("eve@studio.example")
        .await
        .get("/api/v1/audit")
        .await
        .refused(403, "not_permitted");
}

/// Six acts, sealed.
async fn sealed() -> World {
    let world = World::without_workers().await;
    let ada = world.studio_admin("ada@studio.example").await;
    for number in 0..6 {
        let show = json!({ "name": format!("Show {number}") });
        ada.post("/api/v1/shows", show).await.expect(201);
    }
    assert_eq!(seal::seal(&world.app().db).await.expect("sealed"), 6);
    assert_eq!(seal::seal(&world.app().db).await.expect("sealed"), 0);
    assert_eq!(broken(&world).await, []);
    world
}

async fn broken(world: &World) -> Vec<Broken> {
    seal::verify(&world.app().db, None).await.expect("read")
}

/// As one does who has the database and not the product.
async fn behind_the_back(db: &PgPool, statement: &'static str) {
    let mut tx = db.begin().await.expect("a transaction");
    sqlx::query("set local session_replication_role = replica")
        .execute(&mut *tx)
        .await
        .expect("triggers are off");
    sqlx::query(statement).execute(&mut *tx).await.expect("done");
    tx.commit().await.expect("commits");
}

#[tokio::test]
async fn the_history_refuses_to_be_changed() {
    let world = sealed().await;
    for statement in [
        "update history set reason = 'x'",
        "delete from history",
        "update history_seal set seal = 'x'",
        "delete from history_seal",
    ] {
        let done = sqlx::query(statement).execute(&world.app().db).await;
        assert!(done.is_err(), "{statement}");
    }
}

#[tokio::test]
async fn the_seal_finds_every_row_that_was_touched() {
    let first = |world: &World| {
        let db = world.app().db.clone();
        async move {
            sqlx::query_scalar::<_, i64>("select min(id) from history")
                .fetch_one(&db)
                .await
                .expect("a row")
        }
    };
    let world = sealed().await;
    let row = first(&world).await;
    behind_the_back(
        &world.app().db,
        "update history set reason = 'x' where id = (select min(id) + 2 from history)",
    )
    .await;
    assert_eq!(broken(&world).await, [Broken::Changed { row: row + 2 }]);

    let world = sealed().await;
    let row = first(&world).await;
    behind_the_back(
        &world.app().db,
        "delete from history where id = (select min(id) + 3 from history)",
    )
    .await;
    assert_eq!(broken(&world).await, [Broken::Removed { row: row + 3 }]);

    let world = sealed().await;
    let row = first(&world).await;
    let swap = "update history h set after = o.after from history o, (select min(id) as id from history) f
        where (h.id, o.id) in ((f.id + 1, f.id + 4), (f.id + 4, f.id + 1))";
    behind_the_back(&world.app().db, swap).await;
    assert_eq!(
        broken(&world).await,
        [Broken::Changed { row: row + 1 }, Broken::Changed { row: row + 4 }]
    );

    let world = sealed().await;
    let both = "with gone as (delete from history where id = (select min(id) + 3 from history) returning id)
        delete from history_seal where history_id in (select id from gone)";
    behind_the_back(&world.app().db, both).await;
    assert_eq!(broken(&world).await, [Broken::SealRemoved { position: 4 }]);
    let renumbered = "update history_seal set position = position - 1 where position > 4";
    let row = first(&world).await;
    behind_the_back(&world.app().db, renumbered).await;
    assert_eq!(broken(&world).await, [Broken::Changed { row: row + 4 }]);

    let world = sealed().await;
    behind_the_back(
        &world.app().db,
        "update history_seal set sealed_at = now() - interval '3 hours' where position < 6",
    )
    .await;
    let row = first(&world).await;
    behind_the_back(
        &world.app().db,
        "insert into history (id, act, noun, noun_id) overriding system value
         values ((select min(id) - 1 from history), 'show.created', 'show', gen_random_uuid())",
    )
    .await;
    assert_eq!(
        seal::seal(&world.app().db).await.expect("sealed"),
        0,
        "it is passed over"
    );
    assert_eq!(broken(&world).await, [Broken::NeverSealed { row: row - 1 }]);
}

#[tokio::test]
async fn a_chain_that_was_made_anew_lacks_the_seal_that_was_noted_down() {
    let world = sealed().await;
    let db = &world.app().db;
    let ada = world.studio_admin("bea@studio.example").await;
    let head = text(&ada.get("/api/v1/audit/seal").await.expect(200)["head"]);
    assert_eq!(seal::verify(db, Some(&head)).await.expect("read"), []);
    behind_the_back(
        db,
        "update history set reason = 'x' where id = (select min(id) from history)",
    )
    .await;
    behind_the_back(db, "delete from history_seal").await;
    seal::seal(db).await.expect("made anew");
    assert_eq!(broken(&world).await, [], "by itself it looks whole");
    assert_eq!(
        seal::verify(db, Some(&head)).await.expect("read"),
        [Broken::NotInChain { seal: head.clone() }]
    );
    let look = Look {
        with_hashes: false,
        noted_seal: Some(head),
    };
    let found = check::check(db, &world.app().blobs, &look)
        .await
        .expect("checked");
    assert!(
        found
            .iter()
            .any(|found| found.invariant == check::Invariant::Sealed),
        "{found:?}"
    );
}

/// Rows that are committed out of order, and while the sealing runs, are all sealed, each once.
#[tokio::test]
async fn rows_are_sealed_as_their_commits_are_seen() {
    let world = sealed().await;
    let db = &world.app().db;
    let insert =
        "insert into history (act, noun, noun_id) values ('show.created', 'show', gen_random_uuid())";
    let mut slow = db.begin().await.expect("a transaction");
    sqlx::query(insert).execute(&mut *slow).await.expect("inserted");
    sqlx::query(insert).execute(db).await.expect("inserted");
    assert_eq!(
        seal::seal(db).await.expect("sealed"),
        1,
        "the later number, committed first"
    );
    slow.commit().await.expect("commits");
    let (one, other) = tokio::join!(seal::seal(db), seal::seal(db));
    assert_eq!(one.expect("sealed") + other.expect("sealed"), 1);
    assert_eq!(broken(&world).await, []);
}
