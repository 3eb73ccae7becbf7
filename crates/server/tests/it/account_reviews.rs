//! The quarterly review: who stands on it, who decides, what the facility's manager says, reminders, and the file.

use serde_json::{Value, json};
use server::account_reviews::KeepReviews;
use server::jobs::{Attempt, Job};
use uuid::Uuid;

use crate::world::{Person, Story, World, text};

async fn keep(world: &World) {
    let attempt = Attempt {
        job: 1,
        number: 1,
        is_last: false,
        token: Uuid::new_v4(),
    };
    KeepReviews.run(world.app(), &attempt).await.expect("kept");
}

async fn opened(story: &Story) -> String {
    let review = story.ada.post("/api/v1/account-reviews", ()).await.expect(201);
    format!("/api/v1/account-reviews/{}", text(&review["id"]))
}

fn of(review: &str, person: &Person, what: &str) -> String {
    format!("{review}/accounts/{}/{what}", person.id)
}

async fn notices(world: &World, person: &Person) -> Vec<String> {
    sqlx::query_scalar(
        "select subject from notice where kind = 'account_review' and person_id = $1 order by created_at",
    )
    .bind(person.id.uuid())
    .fetch_all(&world.app().db)
    .await
    .expect("notices")
}

#[tokio::test]
async fn a_quarter_opens_its_review_once_of_everyone_who_was_there() {
    let story = Story::begin().await;
    let world = &story.world;
    keep(world).await;
    assert_eq!(
        story.ada.get("/api/v1/account-reviews").await.expect(200),
        json!([]),
        "nobody is old enough"
    );
    sqlx::query(
        "update person set created_at = now() - interval '1 year' where email <> 'val@southbank.example'",
    )
    .execute(&world.app().db)
    .await
    .expect("aged");
    keep(world).await;
    keep(world).await;
    let reviews = story.ada.get("/api/v1/account-reviews").await.expect(200);
    assert_eq!(reviews.as_array().map(Vec::len), Some(1));
    assert_eq!(reviews[0]["accounts"], 8, "all but the newcomer");
    assert_eq!(notices(world, &story.ada).await.len(), 1);
    assert_eq!(notices(world, &story.vera).await.len(), 1);
    assert_eq!(notices(world, &story.pia).await.len(), 0);
    story
        .ada
        .post("/api/v1/account-reviews", ())
        .await
        .refused(409, "not_allowed_now");
    let own = story.vera.get("/api/v1/account-reviews").await.expect(200);
    assert_eq!(own[0]["accounts"], 4, "her facility's");
    sqlx::query("update account_review set reminded_at = now() - interval '8 days', due_at = now() - interval '1 hour'")
        .execute(&world.app().db)
        .await
        .expect("aged");
    keep(world).await;
    keep(world).await;
    let told = notices(world, &story.ada).await;
    assert_eq!(told.len(), 2);
    assert!(
        told[1].contains("late") && told[1].contains("8 accounts"),
        "{told:?}"
    );
}

#[tokio::test]
async fn each_account_is_confirmed_or_ended_by_name() {
    let story = Story::begin().await;
    let world = &story.world;
    let review = opened(&story).await;
    let decide = async |who: &Person, of_whom: &Person, form: Value| {
        who.post(&of(&review, of_whom, "decision"), form).await
    };
    let confirmed = || json!({ "decision": "confirmed" });
    decide(&story.vera, &story.olga, confirmed())
        .await
        .refused(403, "not_permitted");
    decide(&story.ada, &story.omar, json!({ "decision": "ended" }))
        .await
        .refused(422, "invalid");
    let row = decide(&story.ada, &story.olga, confirmed()).await.expect(200);
    assert_eq!(row["decided_by"]["id"], json!(story.ada.id));
    decide(&story.ada, &story.olga, confirmed())
        .await
        .refused(409, "conflict");
    // Also an account that its manager has suspended already.
    story
        .vera
        .post(
            &format!("/api/v1/people/{}/suspend", story.omar.id),
            json!({ "reason": "left" }),
        )
        .await
        .expect(200);
    let ended = json!({ "decision": "ended", "reason": "not with the facility any more" });
    let row = decide(&story.ada, &story.omar, ended).await.expect(200);
    assert_eq!(row["state"], "disabled");
    story
        .omar
        .get("/api/v1/session")
        .await
        .refused(401, "not_signed_in");
    // One's own account is for another administrator, where there is one.
    decide(
        &story.ada,
        &story.ada,
        json!({ "decision": "ended", "reason": "x" }),
    )
    .await
    .refused(409, "not_allowed_now");
    let bea = world.studio_admin("bea@studio.example").await;
    decide(&story.ada, &story.ada, confirmed())
        .await
        .refused(409, "not_allowed_now");
    decide(&bea, &story.ada, confirmed()).await.expect(200);
    for person in [
        &story.vera,
        &story.dan,
        &story.vik,
        &story.val,
        &story.pia,
        &story.max,
    ] {
        decide(&bea, person, confirmed()).await.expect(200);
    }
    let done = story.ada.get("/api/v1/account-reviews").await.expect(200);
    assert_eq!((&done[0]["decided"], &done[0]["ended"]), (&json!(9), &json!(1)));
    assert!(done[0]["closed_at"].is_string());
    let audit = story
        .ada
        .get("/api/v1/audit?kind=people&order=oldest")
        .await
        .expect(200);
    let acts = audit.to_string();
    for act in [
        "account_review.opened",
        "account_review.ended",
        "person.disabled",
        "account_review.closed",
    ] {
        assert!(acts.contains(act), "{act}");
    }
}

#[tokio::test]
async fn a_manager_speaks_for_the_own_people_alone() {
    let story = Story::begin().await;
    let review = opened(&story).await;
    let word = |word: &str| json!({ "word": word });
    story
        .vera
        .post(&of(&review, &story.vik, "word"), word("left"))
        .await
        .refused(404, "not_found");
    story
        .ada
        .post(&of(&review, &story.olga, "word"), word("left"))
        .await
        .refused(403, "not_permitted");
    story
        .vera
        .post(&of(&review, &story.omar, "word"), word("left"))
        .await
        .expect(200);
    let row = story
        .vera
        .post(&of(&review, &story.olga, "word"), word("still_with_us"))
        .await
        .expect(200);
    assert_eq!(row["word_by"]["id"], json!(story.vera.id));
    story
        .ada
        .post(
            &of(&review, &story.olga, "decision"),
            json!({ "decision": "confirmed" }),
        )
        .await
        .expect(200);
    story
        .vera
        .post(&of(&review, &story.olga, "word"), word("left"))
        .await
        .refused(409, "not_allowed_now");
    let rows = story.vera.get(&format!("{review}/accounts")).await.expect(200);
    let names: Vec<String> = rows
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| text(&row["email"]))
        .collect();
    assert!(
        names.iter().all(|email| email.ends_with("@northlight.example")),
        "{names:?}"
    );
    let open = story
        .ada
        .get(&format!("{review}/accounts?undecided=true"))
        .await
        .expect(200);
    assert_eq!(open.as_array().map(Vec::len), Some(8));
    let csv = story.ada.get(&format!("{review}/export")).await;
    assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
    assert!(
        csv.text.contains("\"omar@northlight.example\"") && csv.text.contains("\"left\""),
        "{}",
        csv.text
    );
    assert!(csv.text.contains("Harbour Lights"));
    story
        .pia
        .get("/api/v1/account-reviews")
        .await
        .refused(403, "not_permitted");
}

#[tokio::test]
async fn two_administrators_decide_one_account_once() {
    let story = Story::begin().await;
    let bea = story.world.studio_admin("bea@studio.example").await;
    let review = opened(&story).await;
    let path = of(&review, &story.olga, "decision");
    let (one, other) = tokio::join!(
        story.ada.post(&path, json!({ "decision": "confirmed" })),
        bea.post(&path, json!({ "decision": "ended", "reason": "x" })),
    );
    let mut codes = [one.status.as_u16(), other.status.as_u16()];
    codes.sort_unstable();
    assert_eq!(codes, [200, 409], "{} {}", one.text, other.text);
    let (decided, state): (String, String) = sqlx::query_as(
        "select r.decision, p.state from account_review_row r join person p on p.id = r.person_id where p.id = $1",
    )
    .bind(story.olga.id.uuid())
    .fetch_one(&story.world.app().db)
    .await
    .expect("a row");
    assert_eq!(decided == "ended", state == "disabled");
}
