//! Onboarding and changing accounts: by studio admins alone; a vendor manager sees the people of the own facility.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{PASSWORD, Reply, World, text};

fn newcomer(email: &str) -> Value {
    json!({ "email": email, "first_name": "Nora", "last_name": "Weiss", "role": "post" })
}

fn fields(problem: &Value) -> Vec<String> {
    problem["fields"]
        .as_array()
        .expect("fields")
        .iter()
        .map(|field| text(&field["field"]))
        .collect()
}

#[tokio::test]
async fn an_invited_person_sets_a_password_and_signs_in() {
    let world = World::without_workers().await;
    let ada = world.studio_admin("ada@studio.example").await;
    let show = world.show("Harbour Lights").await;
    let mut form = newcomer("Nora@Studio.example");
    form["show_ids"] = json!([show]);
    let invited = ada.post("/api/v1/people", form).await.expect(201);
    assert_eq!(invited["person"]["email"], "nora@studio.example");
    assert_eq!(invited["person"]["state"], "invited");
    assert_eq!(invited["person"]["show_ids"], json!([show]));

    let link = text(&invited["invitation_link"]);
    let (_, token) = link.split_once("#token=").expect("a token in the fragment");
    let nora = world.stranger();
    let accepted = json!({ "token": token, "password": PASSWORD });
    let session = nora
        .post("/api/v1/invitations/accept", accepted)
        .await
        .expect(201);
    assert_eq!(session["person"]["state"], "active");
    nora.get("/api/v1/shows").await.expect(200);
}

#[tokio::test]
async fn a_form_is_refused_field_by_field() {
    let world = World::without_workers().await;
    let ada = world.studio_admin("ada@studio.example").await;
    let show = world.show("Harbour Lights").await;
    let refused = async |change: Value| -> Vec<String> {
        let mut form = newcomer("nora@studio.example");
        form.as_object_mut()
            .expect("a form")
            .extend(change.as_object().expect("changes").clone());
        fields(&ada.post("/api/v1/people", form).await.refused(422, "invalid"))
    };
    assert_eq!(
        refused(json!({ "email": "nora", "first_name": " " })).await,
        ["email", "first_name"]
    );
    assert_eq!(refused(json!({ "email": "qc@studio.example" })).await, ["email"]);
    assert_eq!(refused(json!({ "email": "ada@studio.example" })).await, ["email"]);
    assert_eq!(refused(json!({ "role": "operator" })).await, ["facility_id"]);
    assert_eq!(
        refused(json!({ "role": "operator", "facility_id": Uuid::now_v7() })).await,
        ["facility_id"]
    );
    assert_eq!(
        refused(json!({ "role": "studio_admin", "show_ids": [show] })).await,
        ["show_ids"]
    );
    assert_eq!(
        refused(json!({ "show_ids": [Uuid::now_v7()] })).await,
        ["show_ids"]
    );
    assert_eq!(refused(json!({ "skills": ["juggling"] })).await, ["skills"]);
    assert_eq!(refused(json!({ "role": "king" })).await, ["role"]);
}

#[tokio::test]
async fn a_repeated_invitation_is_one_account() {
    let world = World::without_workers().await;
    let ada = world.studio_admin("ada@studio.example").await;
    let invite = || {
        let call = ada
            .call(reqwest::Method::POST, "/api/v1/people")
            .header("Idempotency-Key", "p-1");
        Reply::of(call.json(&newcomer("nora@studio.example")))
    };
    let first = invite().await.expect(201);
    assert_eq!(invite().await.expect(201), first);
    ada.post("/api/v1/people", newcomer("nora@studio.example"))
        .await
        .refused(422, "invalid");
}

#[tokio::test]
async fn a_vendor_manager_sees_the_people_of_the_own_facility() {
    let world = World::without_workers().await;
    let (north, south) = (
        world.facility("Northlight").await,
        world.facility("Southbank").await,
    );
    let vera = world.vendor_manager("vera@northlight.example", north).await;
    let olga = world.operator("olga@northlight.example", north).await;
    let vik = world.verifier("vik@southbank.example", south).await;
    let list = vera
        .get(&format!("/api/v1/people?facility_id={south}"))
        .await
        .expect(200);
    let emails: Vec<String> = list["items"]
        .as_array()
        .expect("people")
        .iter()
        .map(|row| text(&row["email"]))
        .collect();
    assert_eq!(emails, ["olga@northlight.example", "vera@northlight.example"]);
    vera.get(&format!("/api/v1/people/{}", olga.id)).await.expect(200);
    vera.get(&format!("/api/v1/people/{}", vik.id))
        .await
        .refused(404, "not_found");
    vera.patch(
        &format!("/api/v1/people/{}", olga.id),
        1,
        json!({ "first_name": "O" }),
    )
    .await
    .refused(403, "not_permitted");
    olga.get("/api/v1/people").await.refused(403, "not_permitted");
    olga.get(&format!("/api/v1/people/{}", olga.id))
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn the_list_goes_on_where_the_page_before_ended() {
    let world = World::without_workers().await;
    let ada = world.studio_admin("ada@studio.example").await;
    for name in ["cora", "berta", "dora"] {
        world.post(&format!("{name}@studio.example")).await;
    }
    let mut names = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = ada
            .get(&format!("/api/v1/people?limit=2{cursor}"))
            .await
            .expect(200);
        names.extend(
            page["items"]
                .as_array()
                .expect("people")
                .iter()
                .map(|row| text(&row["first_name"])),
        );
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(names, ["ada", "berta", "cora", "dora"]);
}

#[tokio::test]
async fn a_change_says_which_revision_it_means() {
    let world = World::without_workers().await;
    let ada = world.studio_admin("ada@studio.example").await;
    let north = world.facility("Northlight").await;
    let olga = world.operator("olga@northlight.example", north).await;
    let path = format!("/api/v1/people/{}", olga.id);
    let read = ada.get(&path).await;
    let revision = read.expect(200)["revision"].as_i64().expect("a revision");
    assert_eq!(read.headers["etag"], format!("\"{revision}\""));
    let bare = ada
        .call(reqwest::Method::PATCH, &path)
        .json(&json!({ "first_name": "Olga" }));
    Reply::of(bare).await.refused(428, "needs_if_match");
    let changed = ada
        .patch(
            &path,
            revision,
            json!({ "first_name": "Olga", "skills": ["hdr"] }),
        )
        .await
        .expect(200);
    assert_eq!(
        (&changed["first_name"], &changed["skills"]),
        (&json!("Olga"), &json!(["hdr"]))
    );
    ada.patch(&path, revision, json!({ "first_name": "Oleg" }))
        .await
        .refused(412, "stale");

    let now = revision + 1;
    let unknown = ada
        .patch(&path, now, json!({ "facility_id": Uuid::now_v7() }))
        .await;
    assert_eq!(fields(&unknown.refused(422, "invalid")), ["facility_id"]);
    let odd = ada.patch(&path, now, json!({ "skills": ["x"] })).await;
    assert_eq!(fields(&odd.refused(422, "invalid")), ["skills"]);
}

#[tokio::test]
async fn shows_are_granted_to_post_and_production_alone() {
    let world = World::without_workers().await;
    let ada = world.studio_admin("ada@studio.example").await;
    let pia = world.post("pia@studio.example").await;
    let olga = world
        .operator("olga@northlight.example", world.facility("Northlight").await)
        .await;
    let show = world.show("Harbour Lights").await;
    let grant = |id| format!("/api/v1/people/{id}/shows");
    let shows = json!({ "show_ids": [show] });
    assert_eq!(pia.get("/api/v1/shows").await.expect(200), json!([]));
    ada.put(&grant(pia.id), &shows).await.expect(200);
    assert_eq!(
        pia.get("/api/v1/shows").await.expect(200)[0]["name"],
        "Harbour Lights"
    );
    ada.put(&grant(pia.id), json!({ "show_ids": [] }))
        .await
        .expect(200);
    assert_eq!(pia.get("/api/v1/shows").await.expect(200), json!([]));

    let refused = ada.put(&grant(olga.id), &shows).await.refused(422, "invalid");
    assert_eq!(fields(&refused), ["show_ids"]);
    let unknown = json!({ "show_ids": [Uuid::now_v7()] });
    let refused = ada.put(&grant(pia.id), unknown).await.refused(422, "invalid");
    assert_eq!(fields(&refused), ["show_ids"]);
    pia.put(&grant(pia.id), &shows).await.refused(404, "not_found");
}
