//! The private PostgreSQL for real: made, found again, started again, refused to a second server.

use std::path::Path;
use std::time::{Duration, Instant};

use server::postgres::{Cluster, DATABASE, Durability, PostgresError, Supervisor};
use sqlx::{Connection, PgConnection};
use tempfile::TempDir;

/// Below /tmp and open for passing through: as root, PostgreSQL runs as another user.
fn folder() -> TempDir {
    use std::os::unix::fs::PermissionsExt;
    tempfile::Builder::new()
        .permissions(std::fs::Permissions::from_mode(0o711))
        .tempdir_in("/tmp")
        .expect("a folder")
}

async fn answers(supervisor: &Supervisor) -> bool {
    let options = supervisor.address().options(DATABASE);
    match PgConnection::connect_with(&options).await {
        Ok(mut connection) => sqlx::query("select 1").execute(&mut connection).await.is_ok(),
        Err(_) => false,
    }
}

fn process_of(home: &Path) -> i32 {
    let text = std::fs::read_to_string(home.join("cluster/postmaster.pid")).expect("a running cluster");
    text.lines()
        .next()
        .and_then(|line| line.parse().ok())
        .expect("a process")
}

fn kill_9(pid: i32) {
    nix::sys::signal::kill(nix::unistd::Pid::from_raw(pid), nix::sys::signal::Signal::SIGKILL)
        .expect("killed");
}

#[tokio::test]
async fn a_killed_database_is_back_within_half_a_minute_with_what_was_committed() {
    let home = folder();
    let supervisor = Supervisor::start(home.path(), Durability::Full)
        .await
        .expect("starts");
    let mut connection = PgConnection::connect_with(&supervisor.address().options(DATABASE))
        .await
        .expect("connects");
    sqlx::raw_sql("create table kept (n int); insert into kept values (7)")
        .execute(&mut connection)
        .await
        .expect("committed");
    kill_9(process_of(home.path()));
    let began = Instant::now();
    tokio::time::sleep(Duration::from_millis(100)).await;
    while !answers(&supervisor).await {
        assert!(began.elapsed() < Duration::from_secs(30), "still away");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let mut connection = PgConnection::connect_with(&supervisor.address().options(DATABASE))
        .await
        .expect("connects");
    let kept: i32 = sqlx::query_scalar("select n from kept")
        .fetch_one(&mut connection)
        .await
        .expect("is there");
    assert_eq!(kept, 7);
    let second = Supervisor::start(home.path(), Durability::Full).await;
    assert!(
        matches!(second, Err(PostgresError::AlreadyServed { .. })),
        "a second server is refused"
    );
    connection.close().await.expect("closed");
    supervisor.stop().await;
    assert!(
        !home.path().join("cluster/postmaster.pid").exists(),
        "stopped in good order"
    );
}

#[tokio::test]
async fn a_cluster_that_a_dead_server_left_behind_is_found() {
    let home = folder();
    let left = Cluster::open(home.path(), Durability::None).expect("made");
    let mut child = left.start().expect("started");
    let supervisor = Supervisor::start(home.path(), Durability::None)
        .await
        .expect("finds it");
    assert_eq!(process_of(home.path()), child.id() as i32, "the same process");
    assert!(answers(&supervisor).await);
    let reaped = tokio::task::spawn_blocking(move || child.wait());
    supervisor.stop().await;
    assert!(reaped.await.expect("joined").expect("ended").success());
}

#[tokio::test]
async fn a_long_path_gets_its_socket_elsewhere() {
    let home = folder();
    let deep = home
        .path()
        .join("a-folder-with-a-long-name/and-another-one-below-it/and-the-last-of-them-here");
    use std::os::unix::fs::{DirBuilderExt, MetadataExt};
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o711)
        .create(&deep)
        .expect("a folder");
    let supervisor = Supervisor::start(&deep, Durability::None).await.expect("starts");
    let socket_dir = supervisor.address().socket_dir.clone();
    assert!(socket_dir.as_os_str().len() <= 100);
    assert_eq!(
        socket_dir.metadata().expect("is there").mode() & 0o077,
        0,
        "nobody else may come near"
    );
    assert!(answers(&supervisor).await);
    supervisor.stop().await;
    std::fs::remove_dir_all(socket_dir).expect("removed");
}
