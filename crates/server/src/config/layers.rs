//! Where settings come from and which wins: flags, then the environment, then the file, then defaults.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::keys::KEYS;

/// The flags, the same for every command that reads settings.
#[derive(clap::Args, Clone, Debug, Default, Serialize)]
pub struct Flags {
    /// Settings file (default: assetqc.toml here, if there is one)
    #[arg(long, env = "ASSETQC_CONFIG", global = true)]
    #[serde(skip)]
    pub config: Option<PathBuf>,
    /// Address and port to listen on
    #[arg(long, global = true)]
    pub listen: Option<String>,
    /// The address that people type
    #[arg(long, global = true)]
    pub public_url: Option<String>,
    /// Folder for everything that is kept
    #[arg(long, global = true)]
    pub data_dir: Option<String>,
    /// External PostgreSQL; without it a private one runs under the data folder
    #[arg(long, global = true)]
    pub database_url: Option<String>,
    /// A folder, or s3://bucket/prefix
    #[arg(long, global = true)]
    pub blobs: Option<String>,
    /// Media jobs at once
    #[arg(long, global = true)]
    pub workers: Option<String>,
    /// The ffmpeg program
    #[arg(long, global = true)]
    pub ffmpeg: Option<String>,
    /// The ffprobe program
    #[arg(long, global = true)]
    pub ffprobe: Option<String>,
    /// required, or unjailed where no jail can be had
    #[arg(long, global = true)]
    pub jail: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    Flag,
    Environment,
    File(PathBuf),
    Default,
}

#[derive(Debug, thiserror::Error)]
pub enum LayerError {
    #[error("cannot read the settings file {path}: {source}")]
    Read { path: PathBuf, source: std::io::Error },
    #[error("the settings file {path} is not TOML: {source}")]
    Toml {
        path: PathBuf,
        source: Box<toml::de::Error>,
    },
    #[error("the settings file {path} has a line that no setting is called: {name}")]
    UnknownName { path: PathBuf, name: String },
    #[error("the setting {name} in {path} is neither text, a number nor true/false")]
    NotAValue { path: PathBuf, name: String },
}

/// All layers, unread.
#[derive(Default)]
pub struct Layers {
    flags: BTreeMap<String, String>,
    environment: BTreeMap<String, String>,
    file: Option<(PathBuf, BTreeMap<String, String>)>,
}

impl Layers {
    /// The layers of this process.
    pub fn of_process(flags: &Flags) -> Result<Layers, LayerError> {
        let environment = KEYS
            .iter()
            .filter_map(|key| Some((key.name.to_owned(), std::env::var(key.variable()).ok()?)));
        let named = flags.config.clone();
        let path = named.or_else(|| Some(PathBuf::from("assetqc.toml")).filter(|path| path.exists()));
        Ok(Layers {
            flags: flags_as_map(flags),
            environment: environment.filter(|(_, value)| !value.is_empty()).collect(),
            file: path
                .map(|path| read_file(&path).map(|lines| (path, lines)))
                .transpose()?,
        })
    }

    /// Layers of flags alone: for tests and embedding.
    pub fn of_flags(flags: &Flags) -> Layers {
        Layers {
            flags: flags_as_map(flags),
            ..Layers::default()
        }
    }

    pub fn with_environment(mut self, name: &str, value: &str) -> Layers {
        self.environment.insert(name.to_owned(), value.to_owned());
        self
    }

    pub(super) fn find(&self, name: &str) -> Option<(String, Source)> {
        if let Some(value) = self.flags.get(name) {
            return Some((value.clone(), Source::Flag));
        }
        if let Some(value) = self.environment.get(name) {
            return Some((value.clone(), Source::Environment));
        }
        if let Some((path, lines)) = &self.file
            && let Some(value) = lines.get(name)
        {
            return Some((value.clone(), Source::File(path.clone())));
        }
        let key = KEYS.iter().find(|key| key.name == name)?;
        key.default.map(|value| (value.to_owned(), Source::Default))
    }
}

fn flags_as_map(flags: &Flags) -> BTreeMap<String, String> {
    let Ok(serde_json::Value::Object(fields)) = serde_json::to_value(flags) else {
        return BTreeMap::new();
    };
    fields
        .into_iter()
        .filter_map(|(name, value)| Some((name, value.as_str()?.to_owned())))
        .collect()
}

fn read_file(path: &Path) -> Result<BTreeMap<String, String>, LayerError> {
    let text = std::fs::read_to_string(path).map_err(|source| LayerError::Read {
        path: path.to_owned(),
        source,
    })?;
    let table: toml::Table = text.parse().map_err(|source| LayerError::Toml {
        path: path.to_owned(),
        source: Box::new(source),
    })?;
    let mut lines = BTreeMap::new();
    for (name, value) in table {
        if !KEYS.iter().any(|key| key.name == name) {
            return Err(LayerError::UnknownName {
                path: path.to_owned(),
                name,
            });
        }
        let value = match value {
            toml::Value::String(value) => value,
            toml::Value::Integer(value) => value.to_string(),
            toml::Value::Boolean(value) => value.to_string(),
            _ => {
                return Err(LayerError::NotAValue {
                    path: path.to_owned(),
                    name,
                });
            }
        };
        lines.insert(name, value);
    }
    Ok(lines)
}
