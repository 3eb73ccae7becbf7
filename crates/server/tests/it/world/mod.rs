//! A running app on a free port with a database of its own, and people who act on it. Rows that a test needs but is not
//! about are written directly; everything that it is about goes over HTTP.

mod person;
mod post;
mod reply;
mod story;
pub mod zendesk;

use std::time::Duration;

use qc::id::{FacilityId, PersonId, ShowId, TitleId};
use qc::person::Role;
use server::app::App;
use server::config::{Flags, Layers, Report, Settings};
use server::jobs::WorkerTimes;
use server::serve::{Server, Work};
use tempfile::TempDir;
use testkit::TestDatabase;
use uuid::Uuid;

pub use person::Person;
pub use post::{MailServer, due_now, settled};
pub use reply::Reply;
pub use story::{FRAMES, Master, Story, issue, text};

/// The password of everyone here.
pub const PASSWORD: &str = "a harbour at night 7";

pub struct World {
    pub server: Server,
    pub database: TestDatabase,
    _dir: TempDir,
}

/// Everything hurries, so that a test need not wait.
pub const HURRIED: WorkerTimes = WorkerTimes {
    look: Duration::from_millis(20),
    lease: Duration::from_secs(2),
    back_off: Duration::from_millis(20),
    grace: Duration::from_secs(2),
};

impl World {
    /// Jobs stay in their table.
    pub async fn without_workers() -> World {
        World::start(Work::Elsewhere).await
    }

    /// With settings of the test's own, and workers.
    pub async fn with(change: impl FnOnce(&mut Settings)) -> World {
        World::start_with(Work::Here(HURRIED), change).await
    }

    /// With settings of the test's own; jobs stay in their table.
    pub async fn idle_with(change: impl FnOnce(&mut Settings)) -> World {
        World::start_with(Work::Elsewhere, change).await
    }

    async fn start(work: Work) -> World {
        World::start_with(work, |_| {}).await
    }

    async fn start_with(work: Work, change: impl FnOnce(&mut Settings)) -> World {
        let database = TestDatabase::new().await.expect("a database");
        let dir = TempDir::new().expect("a folder");
        let mut settings = settings(&database, &dir);
        change(&mut settings);
        let server = Server::start(settings, work).await.expect("the server starts");
        World {
            server,
            database,
            _dir: dir,
        }
    }

    pub fn app(&self) -> &App {
        self.server.app()
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.server.address())
    }

    pub async fn facility(&self, name: &str) -> FacilityId {
        let id = FacilityId::new();
        let insert = sqlx::query("insert into facility (id, name) values ($1, $2)")
            .bind(Uuid::from(id))
            .bind(name);
        insert.execute(&self.app().db).await.expect("a facility");
        id
    }

    pub async fn show(&self, name: &str) -> ShowId {
        let id = ShowId::new();
        let insert = sqlx::query("insert into show (id, name) values ($1, $2)")
            .bind(Uuid::from(id))
            .bind(name);
        insert.execute(&self.app().db).await.expect("a show");
        id
    }

    pub async fn episode(&self, show: ShowId, season: i32, episode: i32) -> TitleId {
        let id = TitleId::new();
        sqlx::query("insert into title (id, show_id, kind, name, season, episode) values ($1, $2, 'episode', $3, $4, $5)")
            .bind(Uuid::from(id))
            .bind(Uuid::from(show))
            .bind(format!("Episode {episode}"))
            .bind(season)
            .bind(episode)
            .execute(&self.app().db)
            .await
            .expect("a title");
        id
    }

    pub async fn grant(&self, person: &Person, show: ShowId) {
        let insert = sqlx::query("insert into show_grant (person_id, show_id) values ($1, $2)");
        insert
            .bind(Uuid::from(person.id))
            .bind(Uuid::from(show))
            .execute(&self.app().db)
            .await
            .expect("a grant");
    }

    pub async fn clear(&self, facility: FacilityId, show: ShowId) {
        let insert = sqlx::query("insert into show_clearance (facility_id, show_id) values ($1, $2)");
        insert
            .bind(Uuid::from(facility))
            .bind(Uuid::from(show))
            .execute(&self.app().db)
            .await
            .expect("a clearance");
    }

    pub async fn studio_admin(&self, email: &str) -> Person {
        self.person(Role::StudioAdmin, email, None).await
    }

    pub async fn post(&self, email: &str) -> Person {
        self.person(Role::Post, email, None).await
    }

    pub async fn production(&self, email: &str) -> Person {
        self.person(Role::Production, email, None).await
    }

    pub async fn operator(&self, email: &str, facility: FacilityId) -> Person {
        self.person(Role::Operator, email, Some(facility)).await
    }

    pub async fn verifier(&self, email: &str, facility: FacilityId) -> Person {
        self.person(Role::Verifier, email, Some(facility)).await
    }

    pub async fn vendor_manager(&self, email: &str, facility: FacilityId) -> Person {
        self.person(Role::VendorManager, email, Some(facility)).await
    }

    pub async fn download_manager(&self, email: &str, facility: FacilityId) -> Person {
        self.person(Role::DownloadManager, email, Some(facility)).await
    }

    /// Someone who is signed in. The session is written directly; signing in has tests of its own.
    pub async fn person(&self, role: Role, email: &str, facility: Option<FacilityId>) -> Person {
        let id = self.account(role, email, facility).await;
        Person::signed_in(self, id).await
    }

    /// The same person with a session of their own beside the others.
    pub async fn signs_in_again(&self, person: &Person) -> Person {
        Person::signed_in_again(self, person.id).await
    }

    /// An account with `PASSWORD` that has not signed in.
    pub async fn account(&self, role: Role, email: &str, facility: Option<FacilityId>) -> PersonId {
        let id = PersonId::new();
        let hash = person::password_hash(self.app()).await;
        sqlx::query(
            "insert into person (id, identity, email, first_name, last_name, role, facility_id, skills, languages, state, password_hash)
             values ($1, $2, $3, $4, 'Tester', $5, $6, array['hdr','atmos','me'], array['en'], 'active', $7)",
        )
        .bind(Uuid::from(id))
        .bind(Uuid::now_v7())
        .bind(email)
        .bind(email.split('@').next())
        .bind(role.as_str())
        .bind(facility.map(Uuid::from))
        .bind(hash)
        .execute(&self.app().db)
        .await
        .expect("an account");
        id
    }

    /// Someone whom the server does not know.
    pub fn stranger(&self) -> Person {
        Person::stranger(self)
    }

    /// Waits until no background work is left; a parked job fails the test with its reason.
    pub async fn jobs_done(&self) {
        for _ in 0..1500 {
            let (left, parked): (i64, Option<String>) = sqlx::query_as(
                "select count(*) filter (where state <> 'parked'), max(kind || ': ' || last_error) filter (where state = 'parked') from job",
            )
            .fetch_one(&self.app().db)
            .await
            .expect("jobs can be counted");
            assert_eq!(parked, None, "a job was given up");
            if left == 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("background work is left over after half a minute");
    }
}

pub fn settings(database: &TestDatabase, dir: &TempDir) -> Settings {
    let flags = Flags {
        listen: Some("127.0.0.1:0".to_owned()),
        data_dir: Some(dir.path().display().to_string()),
        database_url: Some(database.url()),
        workers: Some("2".to_owned()),
        ..Flags::default()
    };
    let settings = Report::read(&Layers::of_flags(&flags)).settings();
    Settings {
        // How full the disk is of whoever runs the tests says nothing about the product.
        disk_reserve_percent: 0,
        ..settings.expect("the settings do")
    }
}
