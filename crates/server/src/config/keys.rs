//! The settings by name: one row each, read by the layers and by `assetqc config check`. A new setting begins here.

/// One setting. The flag is `--listen`, the variable `ASSETQC_LISTEN`, the line in the file `listen = "…"`.
pub struct Key {
    pub name: &'static str,
    pub secret: bool,
    /// What stands when nobody says anything; None where that depends on the machine or means "not used".
    pub default: Option<&'static str>,
    pub about: &'static str,
}

impl Key {
    pub fn flag(&self) -> String {
        format!("--{}", self.name.replace('_', "-"))
    }

    pub fn variable(&self) -> String {
        format!("ASSETQC_{}", self.name.to_uppercase())
    }
}

const fn key(name: &'static str, default: Option<&'static str>, about: &'static str) -> Key {
    Key {
        name,
        secret: false,
        default,
        about,
    }
}

const fn secret(name: &'static str, about: &'static str) -> Key {
    Key {
        name,
        secret: true,
        default: None,
        about,
    }
}

pub const KEYS: &[Key] = &[
    key("listen", Some("127.0.0.1:8080"), "address and port to listen on"),
    key("public_url", None, "the address that people type"),
    key("data_dir", None, "folder for everything that is kept"),
    secret(
        "database_url",
        "external PostgreSQL; without it a private one runs under data_dir",
    ),
    key(
        "database_connections",
        Some("32"),
        "connections to the database that this process holds at most",
    ),
    key("blobs", None, "a folder, or s3://bucket/prefix"),
    key(
        "s3_endpoint",
        None,
        "address of an S3-compatible store that is not the cloud's own",
    ),
    key("s3_region", Some("us-east-1"), "region of the bucket"),
    key(
        "s3_access_key_id",
        None,
        "key of the store; without it the machine's own role is used",
    ),
    secret("s3_secret_access_key", "secret of the store's key"),
    key(
        "workers",
        None,
        "media jobs at once; as many as half the cores by default",
    ),
    key(
        "chunk_seconds",
        Some("60"),
        "length of the chunks in which pictures are encoded: what a lost worker costs, and when playing can begin",
    ),
    key(
        "capabilities",
        Some("inspect, encode, measure"),
        "which media work this process takes",
    ),
    key(
        "keep_streams_days",
        None,
        "streams are deleted so long after the last request of their title was closed; without it they are kept",
    ),
    key("ffmpeg", Some("ffmpeg"), "the ffmpeg program"),
    key("ffprobe", Some("ffprobe"), "the ffprobe program"),
    key(
        "jail",
        Some("required"),
        "required, or unjailed where no jail can be had",
    ),
    secret(
        "mail_smtp",
        "smtp(s)://user:password@host:port; without it notices stay within the product",
    ),
    key("mail_from", None, "sender of mails"),
    key(
        "webhook_local",
        Some("refused"),
        "refused, or allowed: webhooks to http and to private addresses, for trials on one machine",
    ),
    key(
        "webhook_timeout_seconds",
        Some("15"),
        "how long the receiver of a webhook may take to answer",
    ),
    key(
        "cast_application_id",
        None,
        "id of the registered Cast receiver (/tv/cast); without it TVs are reached by their code alone",
    ),
    key(
        "zendesk_url",
        None,
        "https://NAME.zendesk.com; without it tickets are answered here alone",
    ),
    key(
        "zendesk_email",
        None,
        "the agent in whose name tickets are made there",
    ),
    secret("zendesk_token", "API token of that agent"),
    key("zendesk_brand_id", None, "brand of the tickets"),
    key(
        "zendesk_group_ids",
        None,
        "groups by team, as in asset_management=1, platform_support=2",
    ),
    key(
        "zendesk_field_ids",
        None,
        "custom fields for our facts, as in ticket=1, request=2, kind=3, team=4",
    ),
    key(
        "session_idle_minutes",
        Some("60"),
        "a session ends after so long without a sign of life",
    ),
    key(
        "session_hours",
        Some("12"),
        "a session ends after so long in any case",
    ),
    key(
        "idempotency_hours",
        Some("24"),
        "how long the answer to a repeated call is kept",
    ),
    key(
        "disk_reserve_percent",
        Some("10"),
        "new masters are refused when less of the disk is free",
    ),
];
