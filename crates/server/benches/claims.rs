//! Racing claims: many operators take few tasks at the same moment, round after round. No task is held twice, none is lost; how
//! many claims are answered in a second, and how long one takes when they come at an ordinary pace. The people, tasks and
//! sessions are written directly; every claim goes over HTTP. Started by `benches/claims`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{anyhow, ensure};
use reqwest::StatusCode;
use server::config::{Flags, Layers, Report};
use server::serve::{Server, Work};
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use testkit::TestDatabase;
use tokio::task::JoinSet;
use uuid::Uuid;

/// Claims under way at once: a browser each, not a flood of connections.
const AT_ONCE: usize = 64;
const LIMIT_CLAIMS_PER_S: f64 = 500.0;
const PACE_PER_S: u32 = 100;
const PACED_S: u32 = 10;
const LIMIT_P99: Duration = Duration::from_millis(500);

struct Bench {
    url: String,
    db: PgPool,
    client: reqwest::Client,
    tokens: Arc<Vec<String>>,
    tasks: Arc<Vec<Uuid>>,
}

fn number(name: &str, usual: usize) -> usize {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(usual)
}

fn main() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(run())
}

async fn run() -> anyhow::Result<()> {
    let (operators, tasks, rounds) = (
        number("OPERATORS", 1000),
        number("TASKS", 200),
        number("ROUNDS", 20),
    );
    let database = TestDatabase::new().await?;
    let dir = tempfile::TempDir::new()?;
    let flags = Flags {
        listen: Some("127.0.0.1:0".to_owned()),
        data_dir: Some(dir.path().display().to_string()),
        database_url: Some(database.url()),
        ..Flags::default()
    };
    let settings = Report::read(&Layers::of_flags(&flags))
        .settings()
        .map_err(|wrong| anyhow!("these settings do not do: {wrong:?}"))?;
    let server = Server::start(settings, Work::Elsewhere).await?;
    let db = server.app().db.clone();
    let bench = Bench {
        url: format!("http://{}", server.address()),
        tokens: Arc::new(write_people(&db, operators).await?),
        tasks: Arc::new(write_tasks(&db, tasks).await?),
        client: reqwest::Client::new(),
        db,
    };
    bench.release_all().await?;
    let is_fast = bench.races(rounds).await?;
    let is_prompt = bench.pace().await?;
    ensure!(is_fast && is_prompt, "a figure is beyond its limit");
    Ok(())
}

impl Bench {
    /// Every round: all tasks lie in the pool, every operator claims one of them, many the same.
    async fn races(&self, rounds: usize) -> anyhow::Result<bool> {
        let mut racing = Duration::ZERO;
        let mut claims = 0;
        for round in 0..rounds {
            let began = Instant::now();
            let answers = self.race(round).await?;
            racing += began.elapsed();
            claims += answers.len();
            self.demand_each_held_once(&answers).await?;
            self.release_all().await?;
        }
        let rate = claims as f64 / racing.as_secs_f64();
        println!(
            "{:<44} {claims} claims in {rounds} rounds, each task held once",
            "no double hold, none lost"
        );
        println!(
            "{:<44} {rate:6.0} /s   {:.2} of {LIMIT_CLAIMS_PER_S} /s",
            "claims answered",
            rate / LIMIT_CLAIMS_PER_S
        );
        Ok(rate >= LIMIT_CLAIMS_PER_S)
    }

    async fn race(&self, round: usize) -> anyhow::Result<Vec<(Uuid, StatusCode)>> {
        let mut racers = JoinSet::new();
        for lane in 0..AT_ONCE {
            let (tokens, tasks) = (self.tokens.clone(), self.tasks.clone());
            let (client, url) = (self.client.clone(), self.url.clone());
            racers.spawn(async move {
                let mut answers = Vec::new();
                for operator in (lane..tokens.len()).step_by(AT_ONCE) {
                    let Some(token) = tokens.get(operator) else { break };
                    let at = (operator + round * 7) % tasks.len();
                    let Some(task) = tasks.get(at) else { break };
                    answers.push((*task, claim(&client, &url, token, *task).await?));
                }
                anyhow::Ok(answers)
            });
        }
        let mut all = Vec::new();
        while let Some(lane) = racers.join_next().await {
            all.extend(lane??);
        }
        Ok(all)
    }

    async fn demand_each_held_once(&self, answers: &[(Uuid, StatusCode)]) -> anyhow::Result<()> {
        for task in self.tasks.iter() {
            let of_task = answers.iter().filter(|(of, _)| of == task);
            let won = of_task.filter(|(_, status)| *status == StatusCode::OK).count();
            ensure!(won == 1, "{task} was given to {won} people");
        }
        let odd = answers
            .iter()
            .find(|(_, status)| !matches!(*status, StatusCode::OK | StatusCode::CONFLICT));
        ensure!(odd.is_none(), "a claim was answered with {odd:?}");
        let held: i64 = sqlx::query_scalar(
            "select count(*) from qc_request where state = 'assigned' and operator_id is not null",
        )
        .fetch_one(&self.db)
        .await?;
        ensure!(held == i64::try_from(self.tasks.len())?, "{held} tasks are held");
        Ok(())
    }

    /// One claim every hundredth of a second, whatever the answers take: how long each takes.
    async fn pace(&self) -> anyhow::Result<bool> {
        let mut ticks = tokio::time::interval(Duration::from_secs(1) / PACE_PER_S);
        let mut claims = JoinSet::new();
        for count in 0..(PACE_PER_S * PACED_S) as usize {
            ticks.tick().await;
            if count % self.tasks.len() == 0 {
                self.release_all().await?;
            }
            let (client, url) = (self.client.clone(), self.url.clone());
            let token = self.tokens[count % self.tokens.len()].clone();
            let task = self.tasks[count % self.tasks.len()];
            claims.spawn(async move {
                let began = Instant::now();
                claim(&client, &url, &token, task).await?;
                anyhow::Ok(began.elapsed())
            });
        }
        let mut took: Vec<Duration> = claims.join_all().await.into_iter().collect::<Result<_, _>>()?;
        took.sort_unstable();
        let at = |percent: usize| took.get(took.len() * percent / 100).copied().unwrap_or_default();
        println!(
            "{:<44} {:6.0} ms  {:.2} of {} ms (median {:.0} ms)",
            format!("claim p99 at {PACE_PER_S}/s"),
            at(99).as_secs_f64() * 1000.0,
            at(99).as_secs_f64() / LIMIT_P99.as_secs_f64(),
            LIMIT_P99.as_millis(),
            at(50).as_secs_f64() * 1000.0,
        );
        Ok(at(99) <= LIMIT_P99)
    }

    /// Every task lies in the pool again.
    async fn release_all(&self) -> anyhow::Result<()> {
        sqlx::query(
            "update qc_request set state = 'available', operator_id = null, operator_facility_id = null, assigned_how = null,
                assigned_at = null, lease_until = null, lease_warn_at = null, revision = revision + 1",
        )
        .execute(&self.db)
        .await?;
        Ok(())
    }
}

async fn claim(client: &reqwest::Client, url: &str, token: &str, task: Uuid) -> anyhow::Result<StatusCode> {
    let call = client
        .post(format!("{url}/api/v1/requests/{task}/take"))
        .bearer_auth(token);
    let answer = call.send().await?;
    let status = answer.status();
    answer.bytes().await?;
    Ok(status)
}

/// Operators of ten facilities, each signed in by a session that is written directly: hashing a password takes its time on
/// purpose. Gives their tokens.
async fn write_people(db: &PgPool, operators: usize) -> anyhow::Result<Vec<String>> {
    sqlx::query("insert into show (id, name) values (gen_random_uuid(), 'Harbour Lights')")
        .execute(db)
        .await?;
    let facilities = "insert into facility (id, name) select gen_random_uuid(), 'Facility ' || n from generate_series(1, 10) n";
    sqlx::query(facilities).execute(db).await?;
    sqlx::query(
        "insert into show_clearance (facility_id, show_id) select f.id, s.id from facility f, show s",
    )
    .execute(db)
    .await?;
    let mut tokens = Vec::new();
    for operator in 0..operators {
        let (person, token) = (Uuid::now_v7(), format!("token of operator {operator}"));
        sqlx::query(
            "insert into person (id, identity, email, first_name, last_name, role, facility_id, languages, state)
             values ($1, $1, $2, 'Operator', $3, 'operator', (select id from facility order by name offset $4 limit 1), array['en'], 'active')",
        )
        .bind(person)
        .bind(format!("operator{operator}@facility.example"))
        .bind(operator.to_string())
        .bind(i64::try_from(operator % 10)?)
        .execute(db)
        .await?;
        sqlx::query(
            "insert into session (id, token_hash, person_id, client, expires_at) values (gen_random_uuid(), $1, $2, 'cli', now() + interval '12 hours')",
        )
        .bind(Sha256::digest(token.as_bytes()).to_vec())
        .bind(person)
        .execute(db)
        .await?;
        tokens.push(token);
    }
    Ok(tokens)
}

/// Requests of the service that is pulled, each of an episode of its own.
async fn write_tasks(db: &PgPool, tasks: usize) -> anyhow::Result<Vec<Uuid>> {
    let mut ids = Vec::new();
    for task in 0..tasks {
        let (title, request) = (Uuid::now_v7(), Uuid::now_v7());
        sqlx::query(
            "insert into title (id, show_id, kind, name, season, episode) select $1, id, 'episode', 'Episode', 1, $2 from show",
        )
        .bind(title)
        .bind(i32::try_from(task + 1)?)
        .execute(db)
        .await?;
        sqlx::query(
            "insert into qc_request (id, title_id, service, state, delivered_at) values ($1, $2, 'cast', 'available', now())",
        )
        .bind(request)
        .bind(title)
        .execute(db)
        .await?;
        sqlx::query(
            "insert into task (id, request_id, ordinal, kind, depth) values (gen_random_uuid(), $1, 0, 'sdr', 'full')",
        )
        .bind(request)
        .execute(db)
        .await?;
        ids.push(request);
    }
    Ok(ids)
}
