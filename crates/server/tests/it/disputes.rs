//! What the verifier changed, as the operator reads it; and disputes: once, in time, answered once, decided once.

use qc::dispute::{DisputeState, counted};
use qc::request::{AssignmentModel, Phase, Service};
use qc::verification::VerdictKind;
use serde_json::{Value, json};

use crate::world::{Person, Story, issue, text};

/// A verified report of Olga's: one issue replaced, one deleted, one lowered, one confirmed, one added.
struct Verified {
    story: Story,
    request: String,
    verification: String,
    replaced: String,
    deleted: String,
    lowered: String,
}

impl Verified {
    async fn report() -> Verified {
        let story = Story::begin().await;
        story
            .assigns(Service::Cast, Phase::Verification, AssignmentModel::Pull)
            .await;
        let request = story.available(Service::Cast).await;
        let issues = [
            issue("issue", 0, 9),
            issue("issue", 100, 109),
            issue("issue", 200, 209),
            issue("issue", 300, 309),
        ];
        let flagged = story.reviews(&story.olga, &request, &issues).await;
        let [replaced, deleted, lowered, _]: [String; 4] = flagged.try_into().expect("four");
        let mut corrected = issue("blocker", 3, 12);
        corrected["description"] = json!("The picture breaks up on the lead's face");
        let verdicts = [
            json!({ "kind": "replaced", "issue_id": replaced, "replacement": corrected, "reason": "3 frames late" }),
            json!({ "kind": "deleted", "issue_id": deleted, "reason": "A muzzle flash" }),
            json!({ "kind": "severity_lowered", "issue_id": lowered, "severity": "fyi", "reason": "Harmless" }),
            json!({ "kind": "added", "issue": issue("fyi", 400, 401), "reason": "Missed" }),
        ];
        let verification = story.verifies(&story.vik, &request, &verdicts).await;
        Verified {
            story,
            request,
            verification,
            replaced,
            deleted,
            lowered,
        }
    }

    async fn changes(&self, person: &Person) -> Value {
        let path = format!("/api/v1/verifications/{}/changes", self.verification);
        person.get(&path).await.expect(200)
    }

    async fn disputes(&self, issue: &str) -> crate::world::Reply {
        let path = format!(
            "/api/v1/verifications/{}/verdicts/{issue}/dispute",
            self.verification
        );
        self.story
            .olga
            .post(&path, json!({ "reason": "It is on screen, look again" }))
            .await
    }

    async fn opens(&self, issue: &str) -> String {
        text(&self.disputes(issue).await.expect(201)["id"])
    }

    async fn decides(&self, person: &Person, dispute: &str, granted: bool) -> crate::world::Reply {
        let body = json!({ "granted": granted, "reason": "Seen on the master" });
        person
            .post(&format!("/api/v1/disputes/{dispute}/decide"), body)
            .await
    }

    async fn added(&self) -> String {
        let changes = self.changes(&self.story.ada).await;
        let added = of_kind(&changes, "added");
        text(&added["issue"]["id"])
    }
}

fn of_kind<'a>(changes: &'a Value, kind: &str) -> &'a Value {
    let all = changes["changes"].as_array().expect("changes");
    all.iter().find(|change| change["kind"] == kind).expect(kind)
}

async fn notices(person: &Person) -> Vec<(String, String)> {
    let page = person.get("/api/v1/notices").await.expect(200);
    let items = page["items"].as_array().expect("notices");
    items
        .iter()
        .map(|notice| (text(&notice["kind"]), text(&notice["link"])))
        .collect()
}

#[tokio::test]
async fn the_operator_reads_what_was_changed_field_by_field_and_why() {
    let verified = Verified::report().await;
    let story = &verified.story;
    let link = format!("/requests/{}/verification", verified.request);
    assert!(
        notices(&story.olga)
            .await
            .contains(&("report_verified".to_owned(), link))
    );

    let changes = verified.changes(&story.olga).await;
    assert_eq!(
        changes["counts"],
        json!({ "confirmed": 2, "replaced": 1, "deleted": 1, "added": 1 })
    );
    let replaced = of_kind(&changes, "replaced");
    assert_eq!(replaced["reason"], "3 frames late");
    let fields: Vec<(String, String, String)> = replaced["fields"]
        .as_array()
        .expect("fields")
        .iter()
        .map(|field| {
            (
                text(&field["field"]),
                text(&field["before"]),
                text(&field["after"]),
            )
        })
        .collect();
    let expected = [
        ("severity", "issue", "blocker"),
        ("in", "00:00:00:00", "00:00:00:03"),
        ("out", "00:00:00:09", "00:00:00:12"),
        (
            "description",
            "Blocks of wrong picture data, upper left, on the lead's face",
            "The picture breaks up on the lead's face",
        ),
    ]
    .map(|(field, before, after)| (field.to_owned(), before.to_owned(), after.to_owned()));
    assert_eq!(fields, expected);
    let lowered = of_kind(&changes, "severity_lowered");
    assert_eq!(
        lowered["fields"],
        json!([{ "field": "severity", "before": "issue", "after": "fyi" }])
    );
    assert_eq!(lowered["actions"], json!([]), "nothing to dispute");
    assert_eq!(
        replaced["actions"][0],
        json!({ "act": "dispute_verdict", "allowed": true })
    );
    assert_eq!(
        changes["changes"][4]["kind"], "confirmed",
        "what counts comes first"
    );

    for person in [&story.vera, &story.pia, &story.ada, &story.vik] {
        let seen = verified.changes(person).await;
        assert_eq!(
            of_kind(&seen, "deleted")["actions"],
            json!([]),
            "only the author disputes"
        );
    }
    let path = format!("/api/v1/verifications/{}/changes", verified.verification);
    story.max.get(&path).await.refused(403, "not_permitted");
    story.omar.get(&path).await.refused(404, "not_found");
}

#[tokio::test]
async fn nothing_is_shown_before_the_verification_is_submitted() {
    let story = Story::begin().await;
    story
        .assigns(Service::Cast, Phase::Verification, AssignmentModel::Pull)
        .await;
    let request = story.available(Service::Cast).await;
    story
        .reviews(&story.olga, &request, &[issue("issue", 0, 9)])
        .await;
    let verification = story.takes_verification(&story.vik, &request).await;
    let path = format!("/api/v1/verifications/{verification}/changes");
    for person in [&story.olga, &story.vera, &story.ada, &story.vik] {
        person.get(&path).await.refused(404, "not_found");
    }
}

#[tokio::test]
async fn a_dispute_is_opened_once_answered_once_and_decided_once() {
    let verified = Verified::report().await;
    let story = &verified.story;
    verified
        .disputes(&verified.lowered)
        .await
        .refused(409, "not_allowed_now");
    let dispute = verified.opens(&verified.replaced).await;
    let again = verified
        .disputes(&verified.replaced)
        .await
        .refused(409, "not_allowed_now");
    assert!(text(&again["detail"]).contains("disputed before"));
    let link = format!(
        "/requests/{}/verification?issue={}",
        verified.request, verified.replaced
    );
    for person in [&story.vik, &story.pia, &story.ada] {
        let told = ("verdict_disputed".to_owned(), link.clone());
        assert!(notices(person).await.contains(&told));
    }

    let path = format!("/api/v1/disputes/{dispute}");
    let answer = json!({ "answer": "In is where the blocks begin" });
    story
        .val
        .post(&format!("{path}/answer"), &answer)
        .await
        .refused(404, "not_found");
    story
        .olga
        .post(&format!("{path}/answer"), &answer)
        .await
        .refused(403, "not_permitted");
    story
        .vik
        .post(&format!("{path}/answer"), json!({ "answer": " " }))
        .await
        .refused(422, "invalid");
    let view = story
        .vik
        .post(&format!("{path}/answer"), &answer)
        .await
        .expect(200);
    assert_eq!(view["state"], "answered");
    story
        .vik
        .post(&format!("{path}/answer"), &answer)
        .await
        .refused(409, "not_allowed_now");

    story
        .vera
        .post(&format!("{path}/decide"), json!({}))
        .await
        .refused(403, "not_permitted");
    let silent = json!({ "granted": true, "reason": "" });
    story
        .pia
        .post(&format!("{path}/decide"), silent)
        .await
        .refused(422, "invalid");
    let view = verified.decides(&story.pia, &dispute, false).await.expect(200);
    assert_eq!(
        (&view["state"], &view["decision"]),
        (&json!("upheld"), &json!("Seen on the master"))
    );
    let twice = verified
        .decides(&story.ada, &dispute, true)
        .await
        .refused(409, "not_allowed_now");
    assert_eq!(twice["detail"], "This dispute is decided: the verdict stands.");
    for person in [&story.olga, &story.vik, &story.vera] {
        let told = ("dispute_decided".to_owned(), link.clone());
        assert!(notices(person).await.contains(&told));
    }
    let changes = verified.changes(&story.olga).await;
    assert_eq!(changes["counts"]["replaced"], 1, "upheld, it counts as before");
    story
        .olga
        .post(&format!("{path}/withdraw"), ())
        .await
        .refused(409, "not_allowed_now");
}

#[tokio::test]
async fn a_granted_dispute_changes_the_figures_everywhere() {
    let verified = Verified::report().await;
    let story = &verified.story;
    let added = verified.added().await;
    for issue in [&verified.replaced, &verified.deleted, &added] {
        let dispute = verified.opens(issue).await;
        verified.decides(&story.ada, &dispute, true).await.expect(200);
    }
    let counts = verified.changes(&story.olga).await["counts"].clone();
    assert_eq!(
        counts,
        json!({ "confirmed": 4, "replaced": 0, "deleted": 0, "added": 0 })
    );
    let report = format!("/api/v1/requests/{}/report", verified.request);
    let accuracy = story.olga.get(&report).await.expect(200)["accuracy"].clone();
    assert_eq!(
        (&accuracy["confirmed"], &accuracy["accuracy"]),
        (&json!(4), &json!(1.0))
    );
    let codes = story.ada.get("/api/v1/metrics/codes").await.expect(200);
    assert!(
        !codes.to_string().contains("\"count\""),
        "nothing was put in its place: {codes}"
    );
    let metrics = story.ada.get("/api/v1/metrics?by=operator").await.expect(200);
    let counted = &metrics["total"]["quality"]["accuracy"];
    assert_eq!(
        (&counted["confirmed"], &counted["accuracy"]),
        (&json!(4), &json!(1.0))
    );
}

#[tokio::test]
async fn the_view_of_counted_verdicts_says_what_the_rule_says() {
    let verified = Verified::report().await;
    let added = verified.added().await;
    let db = &verified.story.world.app().db;
    for state in DisputeState::ALL {
        sqlx::query("delete from dispute")
            .execute(db)
            .await
            .expect("cleared");
        for issue in [&verified.replaced, &verified.deleted, &verified.lowered, &added] {
            sqlx::query(
                "insert into dispute (id, verification_id, issue_id, state, reason, opened_by, decision, decided_by, decided_at)
                 select gen_random_uuid(), verification_id, issue_id, $3, 'no', $4, case when $5 then 'so' end,
                    case when $5 then $4 end, case when $5 then now() end
                 from verdict where verification_id = $1::text::uuid and issue_id = $2::text::uuid",
            )
            .bind(&verified.verification)
            .bind(issue)
            .bind(state.as_str())
            .bind(verified.story.olga.id.uuid())
            .bind(state.is_decided())
            .execute(db)
            .await
            .expect("a dispute");
        }
        let rows: Vec<(VerdictKind, Option<DisputeState>, Option<VerdictKind>)> = sqlx::query_as(
            "select d.kind, q.state, c.kind from verdict d
             left join dispute q on q.verification_id = d.verification_id and q.issue_id = d.issue_id
             left join counted_verdict c on c.verification_id = d.verification_id and c.issue_id = d.issue_id",
        )
        .fetch_all(db)
        .await
        .expect("verdicts");
        assert_eq!(rows.len(), 5);
        for (kind, dispute, shown) in rows {
            assert_eq!(counted(kind, dispute), shown, "{kind} {state}");
        }
    }
}

#[tokio::test]
async fn a_deleted_issue_stands_again_while_production_answers_and_is_noted_later() {
    let verified = Verified::report().await;
    let story = &verified.story;
    assert_eq!(story.state(&verified.request).await, "fix_notes_needed");
    let dispute = verified.opens(&verified.deleted).await;
    let view = verified.decides(&story.pia, &dispute, true).await.expect(200);
    assert_eq!(view["stands_again"], true);
    assert_eq!(story.issue_state(&verified.deleted).await, "open");
    let kinds: Vec<String> = notices(&story.max)
        .await
        .into_iter()
        .map(|(kind, _)| kind)
        .collect();
    assert_eq!(
        kinds.iter().filter(|kind| *kind == "fix_notes_needed").count(),
        2,
        "production answers one more"
    );

    let later = Verified::report().await;
    let story = &later.story;
    let request = format!("/api/v1/requests/{}", later.request);
    let dispute = later.opens(&later.deleted).await;
    story
        .ada
        .post(&format!("{request}/cancel"), json!({ "reason": "Withdrawn" }))
        .await
        .expect(200);
    let view = later.decides(&story.ada, &dispute, true).await.expect(200);
    assert_eq!(view["stands_again"], false);
    assert_eq!(story.issue_state(&later.deleted).await, "deleted");
    let detail = story
        .olga
        .get(&format!("/api/v1/issues/{}", later.deleted))
        .await
        .expect(200);
    let acts: Vec<&Value> = detail["history"]
        .as_array()
        .expect("history")
        .iter()
        .map(|row| &row["act"])
        .collect();
    assert!(
        acts.contains(&&json!("dispute.granted")),
        "the lineage says so: {acts:?}"
    );
}

#[tokio::test]
async fn after_five_days_a_verdict_is_no_longer_disputed() {
    let verified = Verified::report().await;
    let db = &verified.story.world.app().db;
    let age = async |hours: &str| {
        let sql = format!("update verification set submitted_at = now() - interval '{hours}'");
        sqlx::query(sqlx::AssertSqlSafe(sql))
            .execute(db)
            .await
            .expect("aged");
    };
    age("119 hours 59 minutes").await;
    verified.disputes(&verified.replaced).await.expect(201);
    age("120 hours 1 minute").await;
    let late = verified
        .disputes(&verified.deleted)
        .await
        .refused(409, "not_allowed_now");
    assert!(text(&late["detail"]).contains("run out"));
    let changes = verified.changes(&verified.story.olga).await;
    let action = &of_kind(&changes, "deleted")["actions"][0];
    assert_eq!(
        (&action["allowed"], &action["why_not"]),
        (&json!(false), &late["detail"])
    );
}

#[tokio::test]
async fn of_two_who_decide_at_once_one_is_refused() {
    let verified = Verified::report().await;
    let story = &verified.story;
    let dispute = verified.opens(&verified.deleted).await;
    let (one, other) = tokio::join!(
        verified.decides(&story.pia, &dispute, true),
        verified.decides(&story.ada, &dispute, false),
    );
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    let acts: i64 =
        sqlx::query_scalar("select count(*) from history where act in ('dispute.granted', 'dispute.upheld')")
            .fetch_one(&story.world.app().db)
            .await
            .expect("history");
    assert_eq!(acts, 1);
}

#[tokio::test]
async fn the_same_dispute_sent_twice_at_once_is_one() {
    let verified = Verified::report().await;
    let (one, other) = tokio::join!(
        verified.disputes(&verified.deleted),
        verified.disputes(&verified.deleted)
    );
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
}

#[tokio::test]
async fn a_verdict_is_not_withdrawn_from_a_verification_that_is_just_submitted() {
    let story = Story::begin().await;
    story
        .assigns(Service::Cast, Phase::Verification, AssignmentModel::Pull)
        .await;
    let request = story.available(Service::Cast).await;
    let flagged = story
        .reviews(&story.olga, &request, &[issue("issue", 0, 9)])
        .await
        .remove(0);
    let verification = story.takes_verification(&story.vik, &request).await;
    let path = format!("/api/v1/verifications/{verification}");
    story.vik.post(&format!("{path}/begin"), ()).await.expect(200);
    let verdict = json!({ "kind": "confirmed", "issue_id": flagged });
    story
        .vik
        .post(&format!("{path}/verdicts"), verdict)
        .await
        .expect(200);
    let (submit, withdraw) = (format!("{path}/submit"), format!("{path}/verdicts/{flagged}"));
    let (submitted, withdrawn) = tokio::join!(story.vik.post(&submit, ()), story.vik.delete(&withdraw));
    let verdicts: i64 = sqlx::query_scalar("select count(*) from verdict")
        .fetch_one(&story.world.app().db)
        .await
        .expect("verdicts");
    match (submitted.status.as_u16(), withdrawn.status.as_u16()) {
        (200, 409) => assert_eq!(verdicts, 1, "what was submitted stands"),
        (409, 200) => assert_eq!(verdicts, 0, "the report is not wholly judged any more"),
        other => panic!("both or neither: {other:?}"),
    }
}

#[tokio::test]
async fn everyone_sees_the_disputes_that_they_have_to_do_with() {
    let verified = Verified::report().await;
    let story = &verified.story;
    let dispute = verified.opens(&verified.deleted).await;
    let listed = async |person: &Person, query: &str| {
        let page = person.get(&format!("/api/v1/disputes{query}")).await.expect(200);
        page["items"].as_array().expect("disputes").len()
    };
    for person in [&story.olga, &story.vik, &story.vera, &story.pia, &story.ada] {
        assert_eq!(listed(person, "").await, 1);
        assert_eq!(listed(person, "?state=open&state=answered").await, 1);
        assert_eq!(listed(person, "?state=granted").await, 0);
        assert_eq!(
            listed(person, &format!("?request_id={}", verified.request)).await,
            1
        );
    }
    let elsewhere = story.world.facility("Elsewhere").await;
    let eve = story
        .world
        .vendor_manager("eve@elsewhere.example", elsewhere)
        .await;
    let ned = story.world.post("ned@studio.example").await;
    for person in [&story.omar, &story.val, &eve, &ned] {
        assert_eq!(listed(person, "").await, 0);
        person
            .get(&format!("/api/v1/disputes/{dispute}"))
            .await
            .refused(404, "not_found");
    }
    verified
        .decides(&ned, &dispute, true)
        .await
        .refused(404, "not_found");
    for person in [&story.max, &story.dan] {
        person.get("/api/v1/disputes").await.refused(403, "not_permitted");
    }
    let actions = |view: &Value| -> Vec<String> {
        view["actions"]
            .as_array()
            .expect("actions")
            .iter()
            .map(|action| text(&action["act"]))
            .collect()
    };
    let path = format!("/api/v1/disputes/{dispute}");
    assert_eq!(
        actions(&story.olga.get(&path).await.expect(200)),
        ["withdraw_dispute"]
    );
    assert_eq!(
        actions(&story.vik.get(&path).await.expect(200)),
        ["answer_dispute"]
    );
    assert_eq!(
        actions(&story.pia.get(&path).await.expect(200)),
        ["decide_dispute"]
    );
    story.olga.post(&format!("{path}/withdraw"), ()).await.expect(200);
    verified
        .disputes(&verified.deleted)
        .await
        .refused(409, "not_allowed_now");
}

#[tokio::test]
async fn production_reads_nothing_of_disputes_in_the_history() {
    let verified = Verified::report().await;
    let story = &verified.story;
    verified.opens(&verified.deleted).await;
    let path = format!("/api/v1/requests/{}/history", verified.request);
    let acts = async |person: &Person| {
        let page = person.get(&path).await.expect(200);
        let rows = page["items"].as_array().expect("history").clone();
        rows.iter()
            .filter(|row| text(&row["act"]).starts_with("dispute."))
            .count()
    };
    assert_eq!(acts(&story.pia).await, 1);
    assert_eq!(acts(&story.olga).await, 1);
    assert_eq!(acts(&story.max).await, 0);
}

#[tokio::test]
async fn whoever_held_a_request_as_an_operator_does_not_verify_its_report() {
    let story = Story::begin().await;
    story
        .assigns(Service::Cast, Phase::Verification, AssignmentModel::Pull)
        .await;
    let request = story.available(Service::Cast).await;
    let path = format!("/api/v1/requests/{request}");
    story.omar.post(&format!("{path}/take"), ()).await.expect(200);
    let back = json!({ "reason": "No time" });
    story
        .omar
        .post(&format!("{path}/hand-back"), back)
        .await
        .expect(200);
    story.reviews(&story.olga, &request, &[]).await;
    sqlx::query("update person set identity = (select identity from person where id = $1) where id = $2")
        .bind(story.omar.id.uuid())
        .bind(story.val.id.uuid())
        .execute(&story.world.app().db)
        .await
        .expect("one human being");
    let pool = story.val.get("/api/v1/requests?view=pool").await.expect(200);
    assert_eq!(pool["items"], json!([]));
    let view = story.ada.get(&path).await.expect(200);
    let take = format!("/api/v1/verifications/{}/take", text(&view["verification_id"]));
    story.val.post(&take, ()).await.refused(404, "not_found");
    story.vik.post(&take, ()).await.expect(200);
}
