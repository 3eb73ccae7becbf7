//! Who has the review page of a request open: who is shown to whom, what they edit, and when they are gone.

use qc::request::{AssignmentModel, Phase, Service};
use serde_json::json;
use uuid::Uuid;

use crate::world::{Person, Story, issue, text};

struct Page<'a> {
    person: &'a Person,
    path: String,
}

impl<'a> Page<'a> {
    fn of(person: &'a Person, request: &str) -> Page<'a> {
        let tab = Uuid::now_v7();
        Page {
            person,
            path: format!("/api/v1/requests/{request}/presence/{tab}"),
        }
    }

    /// Says that it is there; gives whom it is told of.
    async fn says(&self, editing: Option<&str>) -> Vec<(String, Option<String>)> {
        let said = self
            .person
            .put(&self.path, json!({ "editing_issue_id": editing }));
        let view = said.await.expect(200);
        let others = view["others"].as_array().expect("others").iter();
        others
            .map(|other| {
                let name = text(&other["person"]["name"]);
                let name = name.split(' ').next().unwrap_or_default().to_lowercase();
                (name, other["editing_issue_id"].as_str().map(str::to_owned))
            })
            .collect()
    }

    async fn sees(&self) -> Vec<String> {
        self.says(None).await.into_iter().map(|(name, _)| name).collect()
    }
}

/// A report in verification, its people each with the page open.
async fn in_verification(story: &Story) -> (String, String) {
    story
        .assigns(Service::Cast, Phase::Verification, AssignmentModel::Pull)
        .await;
    let request = story.available(Service::Cast).await;
    let issues = story
        .reviews(&story.olga, &request, &[issue("issue", 10, 20)])
        .await;
    let id = text(
        &story
            .olga
            .get(&format!("/api/v1/requests/{request}"))
            .await
            .expect(200)["verification_id"],
    );
    story
        .vik
        .post(&format!("/api/v1/verifications/{id}/take"), ())
        .await
        .expect(200);
    (request, issues.into_iter().next().expect("an issue"))
}

#[tokio::test]
async fn each_side_sees_its_own_and_the_studio_and_the_studio_sees_all() {
    let story = Story::begin().await;
    let (request, issue) = in_verification(&story).await;
    let page = |person| Page::of(person, &request);
    let (olga, vera, vik) = (page(&story.olga), page(&story.vera), page(&story.vik));
    let (pia, max, ada) = (page(&story.pia), page(&story.max), page(&story.ada));
    for page in [&olga, &vera, &pia, &max, &ada] {
        page.sees().await;
    }
    vik.says(Some(&issue)).await;

    assert_eq!(
        olga.sees().await,
        ["vera", "pia", "ada"].map(String::from).sorted()
    );
    assert_eq!(
        vera.sees().await,
        ["olga", "pia", "ada"].map(String::from).sorted()
    );
    assert_eq!(max.sees().await, ["pia", "ada"].map(String::from).sorted());
    let of_studio = ada.says(None).await;
    assert_eq!(of_studio.len(), 5);
    assert!(of_studio.contains(&("vik".to_owned(), Some(issue.clone()))));
    // The report is not out: what is changed in it is not yet theirs to know.
    assert!(pia.says(None).await.contains(&("vik".to_owned(), None)));
    assert_eq!(vik.says(Some(&issue)).await.len(), 2);
}

trait Sorted {
    fn sorted(self) -> Vec<String>;
}

impl<const N: usize> Sorted for [String; N] {
    /// As the server lists them: by the age of the account.
    fn sorted(self) -> Vec<String> {
        let order = ["pia", "max", "ada", "olga", "omar", "vera", "dan", "vik", "val"];
        let place = |name: &String| order.iter().position(|each| each == name);
        let mut names = self.to_vec();
        names.sort_by_key(place);
        names
    }
}

#[tokio::test]
async fn a_page_is_gone_when_it_says_so_and_when_it_is_silent() {
    let story = Story::begin().await;
    let (request, _) = in_verification(&story).await;
    let (vik, ada, pia) = (
        Page::of(&story.vik, &request),
        Page::of(&story.ada, &request),
        Page::of(&story.pia, &request),
    );
    vik.sees().await;
    pia.sees().await;
    assert_eq!(ada.sees().await, ["pia", "vik"].map(String::from).sorted());
    story.pia.delete(&pia.path).await.expect(204);
    assert_eq!(ada.sees().await, ["vik"]);
    // Two tabs of one person are one person, and the one stays while the other goes.
    let second = Page::of(&story.vik, &request);
    second.sees().await;
    story.vik.delete(&vik.path).await.expect(204);
    assert_eq!(ada.sees().await, ["vik"]);

    sqlx::query("update presence set seen_at = now() - interval '13 seconds' where person_id = $1")
        .bind(story.vik.id.uuid())
        .execute(&story.world.app().db)
        .await
        .expect("aged");
    assert!(ada.sees().await.is_empty());
    // Cut off and back again.
    second.sees().await;
    assert_eq!(ada.sees().await, ["vik"]);
}

#[tokio::test]
async fn those_there_hear_of_news_and_of_nothing_else() {
    let story = Story::begin().await;
    let (request, issue) = in_verification(&story).await;
    let (olga, vik, ada) = (
        Page::of(&story.olga, &request),
        Page::of(&story.vik, &request),
        Page::of(&story.ada, &request),
    );
    let told = async || -> Vec<Uuid> {
        let told: Vec<Uuid> =
            sqlx::query_scalar("delete from event where kind = 'presence' returning person_id")
                .fetch_all(&story.world.app().db)
                .await
                .expect("events");
        told
    };
    ada.sees().await;
    olga.sees().await;
    assert_eq!(told().await, [story.ada.id.uuid()]);
    vik.sees().await;
    assert_eq!(told().await, [story.ada.id.uuid()], "Olga is of another facility");
    vik.sees().await;
    olga.sees().await;
    assert!(told().await.is_empty(), "they were there before");
    vik.says(Some(&issue)).await;
    assert_eq!(told().await, [story.ada.id.uuid()]);
    story.vik.delete(&vik.path).await.expect(204);
    assert_eq!(told().await, [story.ada.id.uuid()]);

    let stranger = Page::of(&story.omar, &request);
    let said = story.omar.put(&stranger.path, json!({})).await;
    said.refused(404, "not_found");
}
