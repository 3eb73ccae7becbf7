//! Playlists and the DASH manifest: complete, ended, and naming only plain files that are there.

use std::path::Path;

use super::{VerifyError, io};
use crate::dolby_vision::BRAND;
use crate::jail::is_plain_place;
use crate::manifest::RenditionManifest;
use crate::produce::master::supplemental;
use crate::produce::playlists::SCTE_214;

/// Two hours of two-second segments make 400 kB.
const TEXT_LIMIT_BYTES: u64 = 16 << 20;

/// The segments that a media playlist names, in order, after checking that it is whole.
pub(super) fn segments_of(folder: &Path, playlist: &str, init: &str) -> Result<Vec<String>, VerifyError> {
    let text = read_text(folder, playlist)?;
    let problem = |problem: &str| VerifyError::Playlist {
        file: playlist.to_owned(),
        problem: problem.to_owned(),
    };
    if !text.starts_with("#EXTM3U") {
        return Err(problem("does not begin with #EXTM3U"));
    }
    if text.lines().next_back().map(str::trim) != Some("#EXT-X-ENDLIST") {
        return Err(problem("has no end"));
    }
    if !text.contains(&format!("#EXT-X-MAP:URI=\"{init}\"")) {
        return Err(problem("does not name its initialization segment"));
    }
    must_exist(folder, playlist, init)?;
    let segments: Vec<String> = uris(&text).map(str::to_owned).collect();
    let durations = text.lines().filter(|line| line.starts_with("#EXTINF:")).count();
    if segments.is_empty() || durations != segments.len() {
        return Err(problem("durations and segments differ in number"));
    }
    for segment in &segments {
        must_exist(folder, playlist, segment)?;
    }
    Ok(segments)
}

pub(super) fn verify_master(
    folder: &Path,
    manifest: &RenditionManifest,
    playlists: &[&str],
) -> Result<(), VerifyError> {
    let file = &manifest.master_playlist;
    let text = read_text(folder, file)?;
    let problem = |problem: String| VerifyError::Playlist {
        file: file.clone(),
        problem,
    };
    for uri in uris(&text) {
        must_exist(folder, file, uri)?;
    }
    for playlist in playlists {
        let as_rendition = text.contains(&format!("URI=\"{playlist}\""));
        if !as_rendition && !uris(&text).any(|uri| uri == *playlist) {
            return Err(problem(format!("does not name {playlist}")));
        }
    }
    if let Some(stream) = manifest.picture.as_ref().and_then(|picture| picture.dolby_vision) {
        let said = format!("SUPPLEMENTAL-CODECS=\"{}\"", supplemental(stream));
        let lines = text.lines().filter(|line| line.starts_with("#EXT-X-STREAM-INF"));
        if lines.filter(|line| !line.contains(&said)).count() > 0 {
            return Err(problem(format!("does not say {said}")));
        }
    }
    for sound in &manifest.sound {
        if !text.contains(&format!("NAME=\"{}\"", sound.name)) {
            return Err(problem(format!("does not name the sound '{}'", sound.name)));
        }
    }
    Ok(())
}

pub(super) fn verify_dash(
    folder: &Path,
    manifest: &RenditionManifest,
    representations: usize,
) -> Result<(), VerifyError> {
    let file = &manifest.dash_manifest;
    let text = read_text(folder, file)?;
    let problem = |problem: String| VerifyError::Playlist {
        file: file.clone(),
        problem,
    };
    let document = roxmltree::Document::parse(&text).map_err(|e| problem(e.to_string()))?;
    if document.root_element().attribute("type") != Some("static") {
        return Err(problem("is not static".to_owned()));
    }
    let found: Vec<roxmltree::Node> = document
        .descendants()
        .filter(|node| node.has_tag_name_local("Representation"))
        .collect();
    if found.len() != representations {
        return Err(problem(format!(
            "has {} representations instead of {representations}",
            found.len()
        )));
    }
    if let Some(stream) = manifest.picture.as_ref().and_then(|picture| picture.dolby_vision) {
        let said = |name| found.first().and_then(|first| first.attribute((SCTE_214, name)));
        let codec = stream.codec();
        if said("supplementalCodecs") != Some(codec.as_str()) || said("supplementalProfiles") != Some(BRAND) {
            return Err(problem(format!("does not say the supplemental codec {codec}")));
        }
    }
    for node in found {
        verify_representation(folder, file, node)?;
    }
    Ok(())
}

fn verify_representation(folder: &Path, file: &str, node: roxmltree::Node) -> Result<(), VerifyError> {
    let problem = |problem: &str| VerifyError::Playlist {
        file: file.to_owned(),
        problem: problem.to_owned(),
    };
    let id = node
        .attribute("id")
        .ok_or_else(|| problem("a representation has no id"))?;
    must_exist(folder, file, &format!("init_{id}.mp4"))?;
    let runs: Vec<u64> = node
        .descendants()
        .filter(|node| node.has_tag_name_local("S"))
        .map(|run| {
            run.attribute("r")
                .and_then(|r| r.parse::<u64>().ok())
                .unwrap_or(0)
                .saturating_add(1)
        })
        .collect();
    let segments = runs.iter().fold(0u64, |sum, run| sum.saturating_add(*run));
    if segments == 0 || segments > 1_000_000 {
        return Err(problem("a representation has no sensible number of segments"));
    }
    (1..=segments).try_for_each(|number| must_exist(folder, file, &format!("seg_{id}_{number:05}.m4s")))
}

trait LocalName {
    fn has_tag_name_local(&self, name: &str) -> bool;
}

impl LocalName for roxmltree::Node<'_, '_> {
    fn has_tag_name_local(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }
}

fn uris(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn must_exist(folder: &Path, playlist: &str, name: &str) -> Result<(), VerifyError> {
    let plain = is_plain_place(name) && !name.contains('/');
    let there = plain && std::fs::symlink_metadata(folder.join(name)).is_ok_and(|found| found.is_file());
    match there {
        true => Ok(()),
        false => Err(VerifyError::MissingFile {
            playlist: playlist.to_owned(),
            file: name.to_owned(),
        }),
    }
}

fn read_text(folder: &Path, name: &str) -> Result<String, VerifyError> {
    let path = folder.join(name);
    let length = std::fs::metadata(&path).map_err(io(name))?.len();
    if length > TEXT_LIMIT_BYTES {
        let problem = format!("is longer than {TEXT_LIMIT_BYTES} bytes");
        return Err(VerifyError::Playlist {
            file: name.to_owned(),
            problem,
        });
    }
    std::fs::read_to_string(path).map_err(io(name))
}
