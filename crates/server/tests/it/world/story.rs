//! The people of the sample installation and a title that they work on. A delivery is written as inspection leaves it; from
//! there on everything goes over HTTP, except what background work would do.

use qc::asset::AssetKind;
use qc::id::{DeliveryId, FacilityId, RequestId, ShowId, TitleId};
use qc::request::{AssignmentModel, Phase, Service};
use serde_json::{Value, json};
use server::config::Settings;
use uuid::Uuid;

use super::{Person, Reply, World};

pub struct Story {
    pub world: World,
    pub show: ShowId,
    pub title: TitleId,
    pub northlight: FacilityId,
    pub ada: Person,
    pub pia: Person,
    pub max: Person,
    pub olga: Person,
    pub omar: Person,
    pub vera: Person,
    pub dan: Person,
    pub vik: Person,
    pub val: Person,
}

/// A delivery as inspection leaves it.
pub struct Master {
    pub kind: AssetKind,
    /// The picture: (track file, source frame, length), at 24 fps.
    pub picture: Vec<(u8, u64, u64)>,
    pub files: Vec<&'static str>,
    pub answers: Option<String>,
    /// Of a version of the picture in another language.
    pub language: Option<&'static str>,
}

/// A hundred seconds of one clip.
pub const FRAMES: u64 = 2400;

impl Master {
    pub fn picture() -> Master {
        Master {
            kind: AssetKind::PrimaryAv,
            picture: vec![(1, 0, FRAMES)],
            files: vec!["CPL.xml", "video.mxf"],
            answers: None,
            language: None,
        }
    }

    pub fn sound(kind: AssetKind, file: &'static str) -> Master {
        Master {
            kind,
            picture: Vec::new(),
            files: vec![file],
            answers: None,
            language: None,
        }
    }

    pub fn in_language(self, language: &'static str) -> Master {
        Master {
            language: Some(language),
            ..self
        }
    }

    pub fn answering(self, request: &str) -> Master {
        Master {
            answers: Some(request.to_owned()),
            ..self
        }
    }
}

impl Story {
    pub async fn begin() -> Story {
        Story::begin_with(|_| {}).await
    }

    /// With settings of the test's own.
    pub async fn begin_with(change: impl FnOnce(&mut Settings)) -> Story {
        let world = World::idle_with(change).await;
        let (northlight, southbank) = (
            world.facility("Northlight").await,
            world.facility("Southbank").await,
        );
        let show = world.show("Harbour Lights").await;
        let title = world.episode(show, 1, 3).await;
        world.clear(northlight, show).await;
        world.clear(southbank, show).await;
        let (pia, max) = (
            world.post("pia@studio.example").await,
            world.production("max@production.example").await,
        );
        world.grant(&pia, show).await;
        world.grant(&max, show).await;
        Story {
            ada: world.studio_admin("ada@studio.example").await,
            olga: world.operator("olga@northlight.example", northlight).await,
            omar: world.operator("omar@northlight.example", northlight).await,
            vera: world.vendor_manager("vera@northlight.example", northlight).await,
            dan: world.download_manager("dan@northlight.example", northlight).await,
            vik: world.verifier("vik@southbank.example", southbank).await,
            val: world.verifier("val@southbank.example", southbank).await,
            world,
            show,
            title,
            northlight,
            pia,
            max,
        }
    }

    /// What deliveries of this kind open from now on.
    pub async fn opens(&self, kind: AssetKind, service: Service, tasks: &[(&str, &str)]) {
        let tasks: Vec<Value> = tasks
            .iter()
            .map(|(kind, depth)| json!({ "kind": kind, "depth": depth }))
            .collect();
        sqlx::query(
            "insert into request_policy (id, show_id, asset_kind, delivery_phase, service, tasks) values ($1, $2, $3, 'first', $4, $5)",
        )
        .bind(Uuid::now_v7())
        .bind(self.show.uuid())
        .bind(kind.as_str())
        .bind(service.as_str())
        .bind(Value::from(tasks))
        .execute(&self.world.app().db)
        .await
        .expect("a policy");
    }

    /// How work of this service finds people from now on.
    pub async fn assigns(&self, service: Service, phase: Phase, model: AssignmentModel) {
        sqlx::query(
            "insert into assignment_policy (id, show_id, service, phase, model, lease_s) values ($1, null, $2, $3, $4, 3600)
             on conflict (show_id, service, phase) do update set model = excluded.model",
        )
        .bind(Uuid::now_v7())
        .bind(service.as_str())
        .bind(phase.as_str())
        .bind(model.as_str())
        .execute(&self.world.app().db)
        .await
        .expect("a policy");
    }

    /// Delivers, and gives the request that is opened; its streams are not ready yet. A second original would take the place of
    /// the first (`delivers_to` does that): it goes to the show's next episode.
    pub async fn delivers(&self, master: Master) -> (DeliveryId, String) {
        let db = &self.world.app().db;
        if let Some(answered) = &master.answers {
            let title: Uuid = sqlx::query_scalar("select title_id from qc_request where id = $1")
                .bind(answered.parse::<Uuid>().expect("an id"))
                .fetch_one(db)
                .await
                .expect("a request");
            return self.delivers_to(title.into(), master).await;
        }
        let delivered: i64 = sqlx::query_scalar(
            "select count(*) from delivery d join asset a on a.id = d.asset_id join title t on t.id = a.title_id
             where t.show_id = $1 and a.kind = $2 and a.language is not distinct from $3 and d.answers_request_id is null",
        )
        .bind(self.show.uuid())
        .bind(master.kind.as_str())
        .bind(master.language)
        .fetch_one(db)
        .await
        .expect("a count");
        if delivered == 0 {
            return self.delivers_to(self.title, master).await;
        }
        let episodes: i32 = sqlx::query_scalar("select max(episode) from title where show_id = $1")
            .bind(self.show.uuid())
            .fetch_one(db)
            .await
            .expect("episodes");
        let title = self.world.episode(self.show, 1, episodes + 1).await;
        self.delivers_to(title, master).await
    }

    pub async fn delivers_to(&self, title: TitleId, master: Master) -> (DeliveryId, String) {
        let db = &self.world.app().db;
        let asset: Uuid = sqlx::query_scalar(
            "insert into asset (id, title_id, kind, language) values ($1, $2, $3, $4)
             on conflict (title_id, kind, language) do update set kind = excluded.kind returning id",
        )
        .bind(Uuid::now_v7())
        .bind(title.uuid())
        .bind(master.kind.as_str())
        .bind(master.language)
        .fetch_one(db)
        .await
        .expect("an asset");
        let delivery = DeliveryId::new();
        let answers = master
            .answers
            .as_deref()
            .map(|id| id.parse::<Uuid>().expect("an id"));
        let duration = master
            .picture
            .iter()
            .map(|(_, _, length)| length)
            .sum::<u64>()
            .max(FRAMES * u64::from(master.picture.is_empty()));
        sqlx::query(
            "insert into delivery (id, asset_id, number, package_kind, state, answers_request_id, created_by, accepted_at, composition,
                edit_rate_num, edit_rate_den, duration_frames)
             values ($1, $2, (select count(*) + 1 from delivery where asset_id = $2), $3, 'accepted', $4, $5, now(), $6, 24, 1, $7)",
        )
        .bind(delivery.uuid())
        .bind(asset)
        .bind(if master.kind == AssetKind::PrimaryAv { "original" } else { "wav_set" })
        .bind(answers)
        .bind(self.max.id.uuid())
        .bind((!master.picture.is_empty()).then(|| composition(&master, duration)))
        .bind(i64::try_from(duration).expect("a length"))
        .execute(db)
        .await
        .expect("a delivery");
        for file in &master.files {
            sqlx::query(
                "insert into delivery_file (id, delivery_id, path, size_bytes) values ($1, $2, $3, 100)",
            )
            .bind(Uuid::now_v7())
            .bind(delivery.uuid())
            .bind(file)
            .execute(db)
            .await
            .expect("a file");
        }
        let mut tx = db.begin().await.expect("a transaction");
        let opened = server::requests::open_for(&mut tx, delivery)
            .await
            .expect("a request is opened");
        tx.commit().await.expect("commits");
        let [request]: [RequestId; 1] = opened.try_into().expect("one request");
        (delivery, request.to_string())
    }

    /// The streams of a delivery are published.
    pub async fn streams_are_ready(&self, delivery: DeliveryId) {
        let mut tx = self.world.app().db.begin().await.expect("a transaction");
        for kind in ["browser", "thumbnails", "peaks"] {
            sqlx::query("insert into rendition (id, delivery_id, kind, state) values ($1, $2, $3, 'ready')")
                .bind(Uuid::now_v7())
                .bind(delivery.uuid())
                .bind(kind)
                .execute(&mut *tx)
                .await
                .expect("a stream");
        }
        server::requests::streams_ready(&mut tx, delivery)
            .await
            .expect("requests are made available");
        tx.commit().await.expect("commits");
    }

    /// A request that is available, with this service and one SDR task.
    pub async fn available(&self, service: Service) -> String {
        self.opens(AssetKind::PrimaryAv, service, &[("sdr", "full")])
            .await;
        let (delivery, request) = self.delivers(Master::picture()).await;
        if service != Service::Download {
            self.streams_are_ready(delivery).await;
        }
        request
    }

    /// The operator takes it, looks at everything, flags these issues and submits.
    pub async fn reviews(&self, operator: &Person, request: &str, issues: &[Value]) -> Vec<String> {
        operator
            .post(&format!("/api/v1/requests/{request}/take"), ())
            .await
            .expect(200);
        self.finishes(operator, request, issues).await
    }

    /// As `reviews`, for a request that the operator holds already.
    pub async fn finishes(&self, operator: &Person, request: &str, issues: &[Value]) -> Vec<String> {
        operator
            .post(&format!("/api/v1/requests/{request}/begin"), ())
            .await
            .expect(200);
        let mut ids = Vec::new();
        for issue in issues {
            ids.push(text(
                &operator
                    .post(&format!("/api/v1/requests/{request}/issues"), issue)
                    .await
                    .expect(201)["id"],
            ));
        }
        self.sees_everything(operator, request).await;
        operator
            .post(&format!("/api/v1/requests/{request}/submit"), json!({}))
            .await
            .expect(200);
        ids
    }

    /// Every task is covered and done.
    pub async fn sees_everything(&self, operator: &Person, request: &str) {
        let view = operator
            .get(&format!("/api/v1/requests/{request}"))
            .await
            .expect(200);
        let last = view["duration_frames"].as_u64().expect("a length") - 1;
        for task in view["tasks"].as_array().expect("tasks") {
            let task = text(&task["id"]);
            operator
                .put(
                    &format!("/api/v1/tasks/{task}/coverage"),
                    json!({ "ranges": [[0, last]] }),
                )
                .await
                .expect(200);
            operator
                .post(&format!("/api/v1/tasks/{task}/done"), ())
                .await
                .expect(200);
        }
    }

    /// The verifier takes it and confirms everything that is not in `verdicts`, then submits.
    pub async fn verifies(&self, verifier: &Person, request: &str, verdicts: &[Value]) -> String {
        let verification = self.takes_verification(verifier, request).await;
        let path = format!("/api/v1/verifications/{verification}");
        let mut view = verifier.post(&format!("{path}/begin"), ()).await.expect(200);
        for verdict in verdicts {
            view = verifier
                .post(&format!("{path}/verdicts"), verdict)
                .await
                .expect(200);
        }
        for issue in view["undecided"].as_array().expect("issues") {
            let verdict = json!({ "kind": "confirmed", "issue_id": issue });
            verifier
                .post(&format!("{path}/verdicts"), verdict)
                .await
                .expect(200);
        }
        verifier.post(&format!("{path}/submit"), ()).await.expect(200);
        verification
    }

    pub async fn takes_verification(&self, verifier: &Person, request: &str) -> String {
        let view = self
            .ada
            .get(&format!("/api/v1/requests/{request}"))
            .await
            .expect(200);
        let verification = text(&view["verification_id"]);
        verifier
            .post(&format!("/api/v1/verifications/{verification}/take"), ())
            .await
            .expect(200);
        verification
    }

    /// Production answers an issue in one of the three ways.
    pub async fn answers(&self, request: &str, issue: &str, answer: &str) {
        let reason = if answer == "production_will_fix" {
            ""
        } else {
            "as shot"
        };
        let body = json!({ "answer": answer, "reason": reason });
        self.max
            .put(&format!("/api/v1/requests/{request}/fix-notes/{issue}"), body)
            .await
            .expect(200);
    }

    /// Production hands issues to a production account for a day; gives the delegation.
    pub async fn delegates(&self, request: &str, issues: &[String], to: &Person) -> String {
        text(&self.hands_over(request, issues, to).await.expect(201)["id"])
    }

    /// Production hands issues to somebody, or tries to.
    pub async fn hands_over(&self, request: &str, issues: &[String], to: &Person) -> Reply {
        let email: String = sqlx::query_scalar("select email from person where id = $1")
            .bind(to.id.uuid())
            .fetch_one(&self.world.app().db)
            .await
            .expect("an address");
        let body = json!({
            "email": email, "issues": issues, "expires_at": chrono::Utc::now() + chrono::TimeDelta::days(1),
            "note": "You did the grade",
        });
        let path = format!("/api/v1/requests/{request}/delegations");
        self.max.post(&path, body).await
    }

    pub async fn state(&self, request: &str) -> String {
        text(
            &self
                .ada
                .get(&format!("/api/v1/requests/{request}"))
                .await
                .expect(200)["state"],
        )
    }

    pub async fn issue_state(&self, issue: &str) -> String {
        text(&self.ada.get(&format!("/api/v1/issues/{issue}")).await.expect(200)["issue"]["state"])
    }
}

/// A form of an issue on the SDR task.
pub fn issue(severity: &str, first: u64, last: u64) -> Value {
    json!({
        "code": "video-hit", "severity": severity, "tasks": ["sdr"], "first_frame": first, "last_frame": last,
        "description": "Blocks of wrong picture data, upper left, on the lead's face",
    })
}

pub fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

fn composition(master: &Master, duration: u64) -> Value {
    let mut first = 0;
    let stretches: Vec<Value> = master
        .picture
        .iter()
        .map(|(file, source, length)| {
            let last = first + length - 1;
            let stretch = json!({
                "frames": { "first": first, "last": last },
                "track_file_id": Uuid::from_u128((*file).into()),
                "source_first": source,
            });
            first = last + 1;
            stretch
        })
        .collect();
    json!({
        "cpl_id": Uuid::from_u128(9), "cpl_path": "CPL.xml", "content_title": "Episode 3", "content_kind": null, "issuer": null,
        "package_kind": "original", "applications": [], "edit_rate": { "num": 24, "den": 1 }, "timecode": null,
        "duration_frames": duration,
        "picture": {
            "track": {
                "virtual_track_id": Uuid::from_u128(7), "kind": "main_image", "edit_rate": { "num": 24, "den": 1 },
                "stretches": stretches, "track_files": [],
            },
            "width": 1920, "height": 1080, "colour": "bt709", "is_hdr": false, "bit_depth": 10,
        },
        "sound": [], "other_tracks": [], "markers": [], "languages": ["en"], "track_files": [], "changes": null,
    })
}
