//! Reads the layers into settings and tells, for each one, its value, its source and what is wrong with it.

mod zendesk;

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use qc::job::Capability;
use url::Url;

use super::keys::KEYS;
use super::layers::{Layers, Source};
use super::{
    BlobSetting, DatabaseSetting, JailSetting, MailSetting, S3Setting, Secret, SessionTimes, Settings,
    WebhookSetting,
};

/// What was read, and the settings if nothing was wrong.
pub struct Report {
    pub readings: Vec<Reading>,
    pub problems: Vec<Problem>,
    settings: Settings,
}

/// One setting as it stands, fit to be shown.
pub struct Reading {
    pub name: &'static str,
    pub shown: String,
    pub source: Source,
    pub about: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {wrong}; {remedy}")]
pub struct Problem {
    pub name: &'static str,
    pub wrong: String,
    pub remedy: String,
}

impl Report {
    pub fn read(layers: &Layers) -> Report {
        let mut reader = Reader {
            layers,
            problems: Vec::new(),
        };
        let settings = reader.settings();
        let problems = reader.problems;
        let readings = readings(layers, &settings);
        Report {
            readings,
            problems,
            settings,
        }
    }

    pub fn settings(self) -> Result<Settings, Vec<Problem>> {
        if self.problems.is_empty() {
            Ok(self.settings)
        } else {
            Err(self.problems)
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for reading in &self.readings {
            let source = match &reading.source {
                Source::Flag => "flag".to_owned(),
                Source::Environment => "environment".to_owned(),
                Source::File(path) => path.display().to_string(),
                Source::Default => "default".to_owned(),
            };
            writeln!(
                f,
                "{:<22} {:<40} {:<14} {}",
                reading.name, reading.shown, source, reading.about
            )?;
        }
        for problem in &self.problems {
            writeln!(f, "\n{}: {}\n    {}", problem.name, problem.wrong, problem.remedy)?;
        }
        Ok(())
    }
}

fn readings(layers: &Layers, settings: &Settings) -> Vec<Reading> {
    let of_machine = |name: &str| match name {
        "public_url" => settings.public_url.to_string(),
        "data_dir" => settings.data_dir.display().to_string(),
        "workers" => settings.workers.to_string(),
        "database_url" => "a private PostgreSQL".to_owned(),
        "blobs" => match &settings.blobs {
            BlobSetting::Folder(path) => path.display().to_string(),
            BlobSetting::S3(store) => format!("s3://{}", store.bucket),
        },
        _ => "-".to_owned(),
    };
    let reading = |key: &'static super::Key| {
        let (shown, source) = match layers.find(key.name) {
            Some((_, source)) if key.secret => ("(secret)".to_owned(), source),
            Some((value, source)) => (value, source),
            None => (of_machine(key.name), Source::Default),
        };
        Reading {
            name: key.name,
            shown,
            source,
            about: key.about,
        }
    };
    KEYS.iter().map(reading).collect()
}

struct Reader<'a> {
    layers: &'a Layers,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn settings(&mut self) -> Settings {
        let listen = self
            .parse("listen", "give an address and a port, as in 127.0.0.1:8080")
            .unwrap_or(SocketAddr::from(([127, 0, 0, 1], 8080)));
        let data_dir = self.text("data_dir").map_or_else(default_data_dir, PathBuf::from);
        let data_dir = std::path::absolute(&data_dir).unwrap_or(data_dir);
        Settings {
            listen,
            public_url: self.public_url(listen),
            database: self.database(),
            database_connections: u32::try_from(self.number("database_connections", 4, 1000)).unwrap_or(4),
            blobs: self.blobs(&data_dir),
            data_dir,
            workers: self.workers(),
            chunk_seconds: self.number("chunk_seconds", 2, 3600),
            capabilities: self.capabilities(),
            keep_streams_days: self.keep_streams_days(),
            ffmpeg: self.program("ffmpeg"),
            ffprobe: self.program("ffprobe"),
            jail: self.jail(),
            mail: self.mail(),
            webhook: WebhookSetting {
                is_local_allowed: self.is_webhook_local(),
                timeout: Duration::from_secs(self.number("webhook_timeout_seconds", 1, 60)),
            },
            cast_application_id: self.cast_application_id(),
            zendesk: self.zendesk(),
            session: SessionTimes {
                idle: Duration::from_secs(60 * self.number("session_idle_minutes", 1, 24 * 60)),
                total: Duration::from_secs(3600 * self.number("session_hours", 1, 24 * 7)),
            },
            idempotency_kept: Duration::from_secs(3600 * self.number("idempotency_hours", 1, 24 * 30)),
            disk_reserve_percent: self.number("disk_reserve_percent", 0, 90),
        }
    }

    fn text(&self, name: &str) -> Option<String> {
        self.layers.find(name).map(|(value, _)| value)
    }

    fn wrong(&mut self, name: &'static str, wrong: impl fmt::Display, remedy: impl Into<String>) {
        self.problems.push(Problem {
            name,
            wrong: wrong.to_string(),
            remedy: remedy.into(),
        });
    }

    fn parse<T: std::str::FromStr<Err: fmt::Display>>(
        &mut self,
        name: &'static str,
        remedy: &str,
    ) -> Option<T> {
        match self.text(name)?.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.wrong(name, error, remedy);
                None
            }
        }
    }

    fn number(&mut self, name: &'static str, least: u64, most: u64) -> u64 {
        let remedy = format!("give a whole number from {least} to {most}");
        let value = self.parse(name, &remedy).unwrap_or(least);
        if !(least..=most).contains(&value) {
            self.wrong(name, format!("{value} is out of range"), remedy);
        }
        value
    }

    fn public_url(&mut self, listen: SocketAddr) -> Url {
        let remedy = "give the address that people type, as in https://qc.example.com";
        match self.parse::<Url>("public_url", remedy) {
            Some(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => url,
            Some(url) => {
                self.wrong("public_url", format!("{url} is no web address"), remedy);
                url
            }
            None => local_url(listen),
        }
    }

    fn cast_application_id(&mut self) -> Option<String> {
        let id = self.text("cast_application_id")?;
        if id.len() != 8 || !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            self.wrong(
                "cast_application_id",
                format!("{id:?} is no application id"),
                "give the eight characters that the Cast developer console shows",
            );
        }
        Some(id)
    }

    fn database(&mut self) -> DatabaseSetting {
        let Some(url) = self.text("database_url") else {
            return DatabaseSetting::Embedded;
        };
        if let Err(error) = url.parse::<sqlx::postgres::PgConnectOptions>() {
            self.wrong(
                "database_url",
                error,
                "give postgres://user:password@host/database",
            );
        }
        DatabaseSetting::External(Secret::new(url))
    }

    fn blobs(&mut self, data_dir: &Path) -> BlobSetting {
        let Some(blobs) = self.text("blobs") else {
            return BlobSetting::Folder(data_dir.join("blobs"));
        };
        let Some(bucket_and_prefix) = blobs.strip_prefix("s3://") else {
            let path = PathBuf::from(blobs);
            return BlobSetting::Folder(std::path::absolute(&path).unwrap_or(path));
        };
        let (bucket, prefix) = bucket_and_prefix
            .split_once('/')
            .unwrap_or((bucket_and_prefix, ""));
        if bucket.is_empty() {
            self.wrong(
                "blobs",
                "the bucket has no name",
                "give s3://bucket or s3://bucket/prefix",
            );
        }
        let access_key_id = self.text("s3_access_key_id");
        let secret_access_key = self.text("s3_secret_access_key").map(Secret::new);
        if access_key_id.is_some() != secret_access_key.is_some() {
            let remedy = "set both s3_access_key_id and s3_secret_access_key, or neither";
            self.wrong("s3_access_key_id", "half of the credentials is missing", remedy);
        }
        BlobSetting::S3(S3Setting {
            bucket: bucket.to_owned(),
            prefix: prefix.trim_matches('/').to_owned(),
            region: self.text("s3_region").unwrap_or_default(),
            endpoint: self.parse(
                "s3_endpoint",
                "give an address, as in https://store.example.com:9000",
            ),
            access_key_id,
            secret_access_key,
        })
    }

    fn workers(&mut self) -> usize {
        if self.text("workers").is_some() {
            return self.number("workers", 1, 256) as usize;
        }
        let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
        cores.div_ceil(2)
    }

    fn capabilities(&mut self) -> Vec<Capability> {
        let text = self.text("capabilities").unwrap_or_default();
        let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
        let mut able = Vec::new();
        for word in words {
            match word.parse() {
                Ok(capability) => able.push(capability),
                Err(error) => {
                    let error: qc::UnknownWord = error;
                    self.wrong("capabilities", error, "name some of inspect, encode, measure");
                }
            }
        }
        able
    }

    fn keep_streams_days(&mut self) -> Option<u64> {
        self.text("keep_streams_days")?;
        Some(self.number("keep_streams_days", 1, 36_500))
    }

    fn program(&mut self, name: &'static str) -> PathBuf {
        let program = PathBuf::from(self.text(name).unwrap_or_default());
        match find_program(&program) {
            Some(path) => path,
            None => {
                let remedy = "install it (apt-get install ffmpeg), or give its path";
                self.wrong(name, format!("there is no program {}", program.display()), remedy);
                program
            }
        }
    }

    fn jail(&mut self) -> JailSetting {
        match self.text("jail").as_deref() {
            Some("required") | None => JailSetting::Required,
            Some("unjailed") => JailSetting::Unjailed,
            Some(other) => {
                let wrong = format!("{other} is not known");
                self.wrong("jail", wrong, "say required (bubblewrap), or unjailed");
                JailSetting::Required
            }
        }
    }

    fn is_webhook_local(&mut self) -> bool {
        match self.text("webhook_local").as_deref() {
            Some("refused") | None => false,
            Some("allowed") => true,
            Some(other) => {
                let wrong = format!("{other} is not known");
                self.wrong(
                    "webhook_local",
                    wrong,
                    "say refused, or allowed for trials on one machine",
                );
                false
            }
        }
    }

    fn mail(&mut self) -> Option<MailSetting> {
        let smtp = self.text("mail_smtp")?;
        let Some(from) = self.text("mail_from") else {
            self.wrong(
                "mail_from",
                "mails have no sender",
                "give an address, as in Asset QC <qc@example.com>",
            );
            return None;
        };
        if let Err(error) = from.parse::<lettre::message::Mailbox>() {
            self.wrong(
                "mail_from",
                error,
                "give an address, as in Asset QC <qc@example.com>",
            );
        }
        if !(smtp.starts_with("smtp://") || smtp.starts_with("smtps://")) {
            let remedy = "give smtp://user:password@host:587 or smtps://user:password@host:465";
            self.wrong("mail_smtp", "it is no SMTP address", remedy);
        }
        Some(MailSetting {
            smtp: Secret::new(smtp),
            from,
        })
    }
}

/// Where a person's or the system's services keep what they know.
fn default_data_dir() -> PathBuf {
    if nix::unistd::geteuid().is_root() {
        return PathBuf::from("/var/lib/assetqc");
    }
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share"));
    let data_home = std::env::var_os("XDG_DATA_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute());
    data_home
        .or_else(home)
        .unwrap_or_else(std::env::temp_dir)
        .join("assetqc")
}

/// The address under which a browser on this machine reaches the listener.
fn local_url(listen: SocketAddr) -> Url {
    let host = if listen.ip().is_unspecified() {
        "127.0.0.1".to_owned()
    } else {
        listen.ip().to_string()
    };
    let host = if host.contains(':') {
        format!("[{host}]")
    } else {
        host
    };
    let text = format!("http://{host}:{}/", listen.port());
    Url::parse(&text).unwrap_or_else(|_| Url::from_directory_path("/").unwrap_or_else(|()| unreachable!()))
}

fn find_program(program: &Path) -> Option<PathBuf> {
    if program.components().count() > 1 {
        return Some(program.to_owned()).filter(|path| path.is_file());
    }
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|dir| dir.join(program))
        .find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Flags;

    #[test]
    fn a_flag_wins_over_the_environment() {
        let flags = Flags {
            listen: Some("127.0.0.1:9000".to_owned()),
            ..Flags::default()
        };
        let layers = Layers::of_flags(&flags).with_environment("listen", "127.0.0.1:7000");
        let report = Report::read(&layers);
        let listen = report
            .readings
            .iter()
            .find(|reading| reading.name == "listen")
            .expect("is read");
        assert_eq!(
            (listen.shown.as_str(), &listen.source),
            ("127.0.0.1:9000", &Source::Flag)
        );
        assert_eq!(report.settings.public_url.as_str(), "http://127.0.0.1:9000/");
    }

    #[test]
    fn secrets_are_never_shown() {
        let layers = Layers::default()
            .with_environment("database_url", "postgres://qc:hush@db/qc")
            .with_environment("mail_smtp", "smtp://qc:hush@mail:587")
            .with_environment("mail_from", "qc-desk@example.com");
        let report = Report::read(&layers);
        assert!(!report.to_string().contains("hush"), "{report}");
        assert!(!format!("{:?}", report.settings).contains("hush"));
    }

    #[test]
    fn every_problem_comes_with_a_remedy() {
        let layers = Layers::default()
            .with_environment("listen", "here")
            .with_environment("jail", "perhaps")
            .with_environment("workers", "0")
            .with_environment("s3_access_key_id", "half")
            .with_environment("blobs", "s3://");
        let report = Report::read(&layers);
        let names: Vec<&str> = report.problems.iter().map(|problem| problem.name).collect();
        assert_eq!(names, ["listen", "blobs", "s3_access_key_id", "workers", "jail"]);
        assert!(report.problems.iter().all(|problem| !problem.remedy.is_empty()));
        assert!(report.settings().is_err());
    }
}
