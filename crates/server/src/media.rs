//! The tools that media work needs: the jail and ffmpeg, looked for once, when first asked. A server without them still
//! serves; its media jobs fail with the reason given here.

use std::path::{Path, PathBuf};

use anyhow::bail;
use streams::{Jailer, ToolPaths, Tools};
use tokio::sync::OnceCell;

use crate::config::{JailSetting, Settings};

pub struct MediaTools {
    is_unjailed: bool,
    paths: ToolPaths,
    /// This very program: it inspects deliveries as `assetqc validate`.
    inspector: std::io::Result<PathBuf>,
    found: OnceCell<Found>,
}

/// What this machine has.
pub struct Found {
    pub jailer: Jailer,
    tools: Result<Tools, String>,
    /// Which jail is on, in words.
    pub jail: String,
    /// Which ffmpeg it is, or why there is none.
    pub ffmpeg: String,
}

impl MediaTools {
    pub fn of(settings: &Settings) -> MediaTools {
        let paths = ToolPaths {
            ffmpeg: settings.ffmpeg.clone(),
            ffprobe: settings.ffprobe.clone(),
        };
        MediaTools {
            is_unjailed: settings.jail == JailSetting::Unjailed,
            paths,
            inspector: std::env::current_exe(),
            found: OnceCell::new(),
        }
    }

    /// The program that inspects deliveries, to be run in a jail.
    pub fn inspector(&self) -> anyhow::Result<&Path> {
        match &self.inspector {
            Ok(path) => Ok(path),
            Err(error) => bail!("this program does not find itself: {error}"),
        }
    }

    pub async fn look(&self) -> &Found {
        self.found
            .get_or_init(|| Found::look(self.is_unjailed, &self.paths))
            .await
    }
}

impl Found {
    async fn look(is_unjailed: bool, paths: &ToolPaths) -> Found {
        let jailer = Jailer::open(is_unjailed).await;
        let tools = Tools::find(&jailer, paths)
            .await
            .map_err(|error| error.to_string());
        let jail = jailer.status().to_string();
        let ffmpeg = match &tools {
            Ok(tools) => tools.version.clone(),
            Err(reason) => reason.clone(),
        };
        tracing::info!(jail, ffmpeg, "media tools");
        Found {
            jailer,
            tools,
            jail,
            ffmpeg,
        }
    }

    pub fn tools(&self) -> anyhow::Result<&Tools> {
        self.tools
            .as_ref()
            .map_err(|reason| anyhow::anyhow!("media work is not possible: {reason}"))
    }
}
