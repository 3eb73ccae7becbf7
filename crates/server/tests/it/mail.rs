//! A letter leaves by SMTP as a job of the act that caused it; what the mail server says of it is kept in the outbox and, when
//! it is the address that does not work, on the person.

use serde_json::{Value, json};
use server::config::{MailSetting, Secret};
use server::mail::{self, Letter};

use crate::world::{MailServer, Person, World, due_now, settled};

async fn mailing_world(server: &MailServer) -> World {
    let setting = MailSetting {
        smtp: Secret::new(server.url()),
        from: "Asset QC <qc-desk@example.com>".into(),
    };
    World::with(|settings| settings.mail = Some(setting)).await
}

async fn post(world: &World, to: &Person, subject: &str) {
    let email: String = sqlx::query_scalar("select email from person where id = $1")
        .bind(to.id.uuid())
        .fetch_one(&world.app().db)
        .await
        .expect("a person");
    let mut tx = world.app().db.begin().await.expect("a transaction");
    let letter = Letter {
        person: Some(to.id),
        to: email,
        subject: subject.to_owned(),
        text: "Request 1042 waits for its files.".into(),
        html: "<p>Request 1042 waits for its files.</p>".into(),
    };
    assert!(
        mail::send(&mut tx, &world.app().settings, letter)
            .await
            .expect("queued")
    );
    tx.commit().await.expect("committed");
}

async fn outbox(admin: &Person) -> Value {
    admin.get("/api/v1/outbox?channel=mail").await.expect(200)["items"].clone()
}

#[tokio::test]
async fn a_letter_reaches_the_mail_server_as_text_and_as_html() {
    let server = MailServer::start().await;
    let world = mailing_world(&server).await;
    let ada = world.studio_admin("ada@studio.example").await;
    post(&world, &ada, "Files to fetch\r\nBcc: everyone@example.com").await;
    world.jobs_done().await;
    let letters = server.letters();
    assert_eq!(letters.len(), 1);
    let letter = &letters[0];
    assert!(
        letter.contains("To: ada@studio.example") && letter.contains("Request 1042 waits"),
        "{letter}"
    );
    assert!(
        letter.contains("multipart/alternative") && letter.contains("text/html"),
        "{letter}"
    );
    assert!(!letter.lines().any(|line| line.starts_with("Bcc")), "{letter}");
    let sent = outbox(&ada).await;
    assert_eq!(
        (&sent[0]["state"], &sent[0]["attempts"]),
        (&json!("sent"), &json!(1))
    );
    let id = sent[0]["id"].as_str().expect("an id");
    assert!(letter.contains(&format!("Message-ID: <{id}@")), "{letter}");
    ada.post(&format!("/api/v1/outbox/{id}/send"), ())
        .await
        .refused(409, "not_allowed_now");
}

#[tokio::test]
async fn a_passing_refusal_is_tried_again_and_nothing_is_said_of_the_address() {
    let server = MailServer::start().await;
    server.answer("451 4.7.1 greylisted, come again");
    let world = mailing_world(&server).await;
    let ada = world.studio_admin("ada@studio.example").await;
    post(&world, &ada, "Files to fetch").await;
    let waiting = settled(&ada, "/api/v1/outbox", |row| row["attempts"] == 1).await;
    assert_eq!(waiting["state"], "waiting");
    assert!(waiting["next_at"].is_string());
    assert!(
        waiting["reason"]
            .as_str()
            .expect("a reason")
            .contains("greylisted"),
        "{waiting}"
    );
    server.answer("");
    due_now(&world).await;
    let sent = settled(&ada, "/api/v1/outbox", |row| row["state"] == "sent").await;
    assert_eq!((&sent["id"], &sent["attempts"]), (&waiting["id"], &json!(2)));
    let ada_now = ada.get(&format!("/api/v1/people/{}", ada.id)).await.expect(200);
    assert_eq!(ada_now.get("mail_failure"), None);
}

#[tokio::test]
async fn an_address_that_does_not_work_is_shown_on_its_person_until_it_works() {
    let server = MailServer::start().await;
    server.answer("550 5.1.1 no such user here");
    let world = mailing_world(&server).await;
    let (ada, pia) = (
        world.studio_admin("ada@studio.example").await,
        world.post("pia@studio.example").await,
    );
    post(&world, &pia, "Fix notes needed").await;
    let failed = settled(&ada, "/api/v1/outbox", |row| row["state"] == "failed").await;
    let path = format!("/api/v1/people/{}", pia.id);
    let person = ada.get(&path).await.expect(200);
    assert!(
        person["mail_failure"]
            .as_str()
            .expect("why")
            .contains("no such user"),
        "{person}"
    );
    let own = pia.get("/api/v1/notices/settings").await.expect(200);
    assert_eq!(own["mail_failure"], person["mail_failure"]);

    server.answer("");
    let id = failed["id"].as_str().expect("an id");
    pia.post(&format!("/api/v1/outbox/{id}/send"), ())
        .await
        .refused(404, "not_found");
    ada.post(&format!("/api/v1/outbox/{id}/send"), ())
        .await
        .expect(200);
    settled(&ada, "/api/v1/outbox", |row| row["state"] == "sent").await;
    assert_eq!(ada.get(&path).await.expect(200).get("mail_failure"), None);
}

#[tokio::test]
async fn without_a_mail_server_nothing_is_queued() {
    let world = World::without_workers().await;
    let mut tx = world.app().db.begin().await.expect("a transaction");
    let letter = Letter {
        person: None,
        to: "dan@northlight.example".into(),
        subject: "s".into(),
        text: "t".into(),
        html: "h".into(),
    };
    let queued = mail::send(&mut tx, &world.app().settings, letter).await;
    assert!(!queued.expect("asked"));
}
