//! The same call twice has one effect.

use axum::extract::FromRequestParts;
use qc::id::PersonId;
use serde_json::json;
use server::idempotency::{IdempotencyKey, Turn};

use crate::world::World;

async fn key(text: &str) -> IdempotencyKey {
    let request = http::Request::builder()
        .header("Idempotency-Key", text)
        .body(())
        .expect("a request");
    IdempotencyKey::from_request_parts(&mut request.into_parts().0, &())
        .await
        .expect("a key")
}

/// Makes a show as a handler would; says what the caller is told.
async fn make_show(
    world: &World,
    person: PersonId,
    key: &IdempotencyKey,
    name: &str,
) -> Result<String, String> {
    let body = json!({ "name": name });
    match key
        .begin::<String>(&world.app().db, person, "create_show", &body)
        .await
        .map_err(|error| error.to_string())?
    {
        Turn::Again(answer) => Ok(answer),
        Turn::First(mut once) => {
            let id = uuid::Uuid::now_v7();
            let insert = sqlx::query("insert into show (id, name) values ($1, $2)")
                .bind(id)
                .bind(name);
            insert
                .execute(&mut *once.tx)
                .await
                .map_err(|error| error.to_string())?;
            once.commit(&id.to_string())
                .await
                .map_err(|error| error.to_string())?;
            Ok(id.to_string())
        }
    }
}

#[tokio::test]
async fn a_repeated_call_gets_the_first_answer_and_no_second_effect() {
    let world = World::without_workers().await;
    let person = PersonId::new();
    let key = key("abc").await;
    let first = make_show(&world, person, &key, "Harbour Lights")
        .await
        .expect("made");
    assert_eq!(make_show(&world, person, &key, "Harbour Lights").await, Ok(first));
    let other_body = make_show(&world, person, &key, "Another")
        .await
        .expect_err("another body");
    assert!(other_body.starts_with("invalid"), "{other_body}");
    make_show(&world, PersonId::new(), &key, "Another")
        .await
        .expect("another person's key is another key");
    let shows: i64 = sqlx::query_scalar("select count(*) from show")
        .fetch_one(&world.app().db)
        .await
        .expect("counted");
    assert_eq!(shows, 2);
}

#[tokio::test]
async fn of_two_calls_at_once_one_is_told_to_wait() {
    let world = World::without_workers().await;
    let person = PersonId::new();
    let key = key("abc").await;
    let body = json!({});
    let db = &world.app().db;
    let Ok(Turn::First(first)) = key.begin::<String>(db, person, "create_show", &body).await else {
        panic!("the first")
    };
    let second = key.begin::<String>(db, person, "create_show", &body).await;
    assert!(second.is_err_and(|error| error.code() == "conflict"));
    // The first one dies: nothing was done, and the repetition does it.
    drop(first);
    make_show(&world, person, &key, "Harbour Lights")
        .await
        .expect("made");
}
