//! The tools that media work needs, looked for once at the start: the jail and ffmpeg. A server without them still
//! serves; its media jobs fail with the reason given here.

use streams::{Jailer, ToolPaths, Tools};

use crate::config::{JailSetting, Settings};

pub struct MediaTools {
    pub jailer: Jailer,
    tools: Result<Tools, String>,
    /// Which jail is on, in words.
    pub jail: String,
    /// Which ffmpeg it is, or why there is none.
    pub ffmpeg: String,
}

impl MediaTools {
    pub async fn look(settings: &Settings) -> MediaTools {
        let jailer = Jailer::open(settings.jail == JailSetting::Unjailed).await;
        let paths = ToolPaths {
            ffmpeg: settings.ffmpeg.clone(),
            ffprobe: settings.ffprobe.clone(),
        };
        let tools = Tools::find(&jailer, &paths)
            .await
            .map_err(|error| error.to_string());
        let jail = jailer.status().to_string();
        let ffmpeg = match &tools {
            Ok(tools) => tools.version.clone(),
            Err(reason) => reason.clone(),
        };
        tracing::info!(jail, ffmpeg, "media tools");
        MediaTools {
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
