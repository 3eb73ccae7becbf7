//! The jail's walls, tried from inside.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, Instant};

use streams::jail::Exit;
use streams::{Jail, JailError, JailLimits, JailStatus, Jailer};

use crate::world::jailer;

async fn sh(jail: Jail, script: &str) -> (streams::Outcome, Vec<String>) {
    let mut lines = Vec::new();
    let args = ["-c".to_owned(), script.to_owned()];
    let outcome = jail
        .run(Path::new("sh"), &args, |line| lines.push(line.to_owned()))
        .await;
    (outcome.expect("the jail works"), lines)
}

fn readable_file(content: &str) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), content).expect("written");
    std::fs::set_permissions(file.path(), std::fs::Permissions::from_mode(0o644)).expect("opened");
    file
}

#[tokio::test]
async fn inputs_are_seen_read_only_at_their_places_and_nothing_else_is() {
    let (input, secret) = (readable_file("essence"), readable_file("secret"));
    let jail = Jail::new(&jailer().await)
        .read(input.path(), "package/VIDEO.mxf")
        .expect("a place");
    let script = format!(
        "cat in/package/VIDEO.mxf; echo; echo x > in/package/VIDEO.mxf || echo read-only; \
         cat {} || echo hidden; ls /home /root /var /etc/passwd /etc/shadow 2>/dev/null | wc -l",
        secret.path().display()
    );
    let (_, lines) = sh(jail, &script).await;
    assert_eq!(lines, ["essence", "read-only", "hidden", "0"]);
    assert_eq!(std::fs::read_to_string(input.path()).expect("read"), "essence");
}

#[tokio::test]
async fn only_the_output_folder_can_be_written_and_what_is_there_is_ours_again() {
    let output = tempfile::tempdir().expect("a folder");
    let jail = Jail::new(&jailer().await).write(output.path());
    let (outcome, lines) =
        sh(jail, "echo made > out/file && echo yes; for d in / /job /usr /job/in; do touch $d/x 2>/dev/null && echo leak; done; touch /tmp/x && echo tmp").await;
    assert!(outcome.success(), "{outcome:?}");
    assert_eq!(lines, ["yes", "tmp"]);
    assert_eq!(
        std::fs::read_to_string(output.path().join("file")).expect("read"),
        "made\n"
    );
    assert!(!Path::new("/tmp/x").exists(), "the jail's /tmp is its own");
}

#[tokio::test]
async fn there_is_no_network() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let script = format!(
        "tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' '; \
         ffmpeg -v error -f mpegts -i tcp://127.0.0.1:{port}?timeout=2000000 2>&1 | tail -1"
    );
    let (_, lines) = sh(Jail::new(&jailer().await), &script).await;
    assert_eq!(lines.first().map(String::as_str), Some("lo"));
    assert!(
        lines.last().is_some_and(|line| line.contains("refused")),
        "{lines:?}"
    );
}

#[tokio::test]
async fn the_environment_is_clean_and_the_user_has_no_rights() {
    let (_, lines) = sh(
        Jail::new(&jailer().await),
        "env | cut -d= -f1 | sort | tr '\\n' ' '; echo; id -u; grep CapEff /proc/self/status",
    )
    .await;
    assert_eq!(
        lines.first().map(|line| line.trim()),
        Some("HOME LC_ALL PATH PWD")
    );
    assert_ne!(lines.get(1).map(String::as_str), Some("0"), "not root");
    assert_eq!(
        lines.get(2).map(String::as_str),
        Some("CapEff:\t0000000000000000")
    );
}

#[tokio::test]
async fn processes_of_others_are_not_seen() {
    let (_, lines) = sh(Jail::new(&jailer().await), "ls -d /proc/[0-9]* | wc -l").await;
    let seen: u32 = lines
        .first()
        .and_then(|line| line.trim().parse().ok())
        .expect("a number");
    assert!(seen <= 6, "{seen} processes are seen");
}

/// Processes whose command line holds the mark.
fn processes_with(mark: &str) -> usize {
    let entries = std::fs::read_dir("/proc").expect("proc").flatten();
    entries
        .filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok())
        .filter(|line| String::from_utf8_lossy(line).contains(mark))
        .count()
}

async fn until_gone(mark: &str) {
    let started = Instant::now();
    while processes_with(mark) > 0 {
        assert!(
            started.elapsed() < Duration::from_secs(5),
            "{} left",
            processes_with(mark)
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Children that ignore every polite signal, one of them in a session of its own.
const DEAF: &str =
    "trap '' TERM INT HUP; setsid sh -c \"trap '' TERM; sleep MARK\" & sleep MARK & wait; sleep MARK";

#[tokio::test]
async fn the_time_limit_kills_the_program_and_its_deaf_children() {
    let limits = JailLimits::default().within(Duration::from_millis(700));
    let started = Instant::now();
    let (outcome, _) = sh(
        Jail::new(&jailer().await).limits(limits),
        &DEAF.replace("MARK", "86401.25"),
    )
    .await;
    assert_eq!(outcome.exit, Exit::TimedOut);
    assert!(started.elapsed() < Duration::from_secs(8));
    until_gone("86401.25").await;
}

#[tokio::test]
async fn a_run_that_nobody_waits_for_is_killed() {
    let run = tokio::spawn(async { sh(Jail::new(&jailer().await), &DEAF.replace("MARK", "86402.25")).await });
    let started = Instant::now();
    while processes_with("86402.25") < 3 {
        assert!(started.elapsed() < Duration::from_secs(10), "it never started");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    run.abort();
    until_gone("86402.25").await;
}

#[tokio::test]
async fn a_run_outlives_the_thread_that_asked_for_it() {
    let run = std::thread::spawn(|| {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_keep_alive(Duration::from_millis(10))
            .enable_all()
            .build()
            .expect("a runtime");
        let jailer = runtime.block_on(jailer());
        // Started from a thread of the pool that ends at once; the run goes on without it.
        let handle = runtime.handle().clone();
        let first = runtime.spawn_blocking(move || {
            let mut run = Box::pin(async move { sh(Jail::new(&jailer), "sleep 1; echo alive").await });
            let started = handle.block_on(tokio::time::timeout(Duration::from_millis(300), &mut run));
            assert!(started.is_err(), "it still runs");
            run
        });
        runtime.block_on(async { first.await.expect("started").await.1 })
    });
    assert_eq!(run.join().expect("ran"), ["alive"]);
}

#[tokio::test]
async fn limits_of_files_and_memory_hold() {
    let output = tempfile::tempdir().expect("a folder");
    let limits = JailLimits {
        file_size_bytes: 100_000,
        address_space_bytes: 256 << 20,
        open_files: 64,
        ..JailLimits::default()
    };
    let jail = Jail::new(&jailer().await).write(output.path()).limits(limits);
    let (_, lines) = sh(
        jail,
        "ulimit -n; ulimit -v; head -c 300000 /dev/zero > out/big; stat -c %s out/big",
    )
    .await;
    assert_eq!(lines, ["64", "262144", "100000"]);
}

#[tokio::test]
async fn complaints_are_kept_up_to_the_limit() {
    let limits = JailLimits {
        stderr_bytes: 1000,
        ..JailLimits::default()
    };
    let (outcome, _) = sh(
        Jail::new(&jailer().await).limits(limits),
        "head -c 5000000 /dev/zero | tr '\\0' e >&2; exit 3",
    )
    .await;
    assert_eq!(
        (outcome.exit, outcome.stderr.len(), outcome.stderr_truncated),
        (Exit::Code(3), 1000, true)
    );
}

#[tokio::test]
async fn a_symbolic_link_left_in_the_output_is_refused() {
    let output = tempfile::tempdir().expect("a folder");
    let jail = Jail::new(&jailer().await).write(output.path());
    let args = ["-c".to_owned(), "ln -s /etc/passwd out/playlist.m3u8".to_owned()];
    let refused = jail.run(Path::new("sh"), &args, |_| {}).await;
    assert!(
        matches!(refused, Err(JailError::StrangeOutput { .. })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn places_that_climb_or_collide_are_refused() {
    let jailer = jailer().await;
    for place in ["../x", "a/../b", "/etc/passwd", "", "a//b", "a\\b", "./a", "a\0"] {
        let refused = Jail::new(&jailer).read("/dev/null", place);
        assert!(matches!(refused, Err(JailError::UnsafePlace { .. })), "{place:?}");
    }
    let twice = Jail::new(&jailer)
        .read("/dev/null", "a")
        .and_then(|jail| jail.read("/dev/null", "a/b"));
    assert!(matches!(twice, Err(JailError::PlaceTaken { .. })));
}

#[tokio::test]
async fn what_the_jails_user_may_not_read_is_named() {
    let jailer = jailer().await;
    if *jailer.status() != JailStatus::AsNobody {
        println!("not root; skipped");
        return;
    }
    let private = tempfile::NamedTempFile::new().expect("a file");
    let jail = Jail::new(&jailer).read(private.path(), "a").expect("a place");
    let refused = jail.run(Path::new("true"), &[], |_| {}).await;
    assert!(matches!(refused, Err(JailError::Unreadable { path }) if path == private.path()));
}

#[tokio::test]
async fn without_a_jail_nothing_runs_unless_it_is_set() {
    let none = Jailer::with_status(JailStatus::Unavailable {
        reason: "not permitted".into(),
    });
    let refused = Jail::new(&none).run(Path::new("true"), &[], |_| {}).await;
    assert!(matches!(refused, Err(JailError::NoJail { .. })), "{refused:?}");
}

#[tokio::test]
async fn unjailed_runs_see_the_same_places_and_are_killed_as_hard() {
    let unjailed = Jailer::with_status(JailStatus::Unjailed);
    let (input, output) = (readable_file("essence"), tempfile::tempdir().expect("a folder"));
    let jail = Jail::new(&unjailed)
        .read(input.path(), "package/VIDEO.mxf")
        .expect("a place")
        .write(output.path());
    let (outcome, _) = sh(jail, "cp in/package/VIDEO.mxf out/copy").await;
    assert!(outcome.success(), "{outcome:?}");
    assert_eq!(
        std::fs::read_to_string(output.path().join("copy")).expect("read"),
        "essence"
    );

    let limits = JailLimits::default().within(Duration::from_millis(500));
    let deaf = "trap '' TERM; sleep 86403.25 & sleep 86403.25";
    let (outcome, _) = sh(Jail::new(&unjailed).limits(limits), deaf).await;
    assert_eq!(outcome.exit, Exit::TimedOut);
    until_gone("86403.25").await;
}

#[tokio::test]
async fn a_program_that_is_missing_is_named() {
    let refused = Jail::new(&jailer().await)
        .run(Path::new("no-such-program"), &[], |_| {})
        .await;
    assert!(matches!(refused, Err(JailError::NoProgram { .. })), "{refused:?}");
}

#[tokio::test]
async fn a_program_outside_of_the_system_is_brought_along() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = folder.path().join("our-own-validator");
    std::fs::copy("/bin/cat", &program).expect("copied");
    let input = readable_file("{\"findings\":[]}");
    let jail = Jail::new(&jailer().await)
        .read(input.path(), "report.json")
        .expect("a place");
    let args = ["in/report.json".to_owned()];
    let (outcome, output) = jail.run_capture(&program, &args, 1000).await.expect("ran");
    assert!(outcome.success(), "{outcome:?}");
    assert_eq!(output, b"{\"findings\":[]}");
    let refused = jail.run_capture(&program, &args, 10).await;
    assert!(matches!(
        refused,
        Err(JailError::TooMuchOutput { limit_bytes: 10 })
    ));
}
