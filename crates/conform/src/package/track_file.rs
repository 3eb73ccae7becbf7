//! Track files as MXF: structure, identity, and whether each is what the composition's resources take it for. Files
//! of earlier packages are read too, for a supplemental plays them; they were hashed when they were delivered.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use imf::asset_map::Asset;
use imf::cpl::{Cpl, Essence, EssenceDescriptor, Resource, SequenceKind};
use imf::edition::Edition;
use imf::folder::Located;
use imf::package::Holder;
use imf::{Directory, Package, PackagePath};
use mxf::TrackFile;
use timecode::EditRate;
use uuid::Uuid;

use super::files::CheckedFiles;
use super::picture::Picture;
use super::supplemental::Earlier;
use super::{essence, facts, immersive, picture, sound, text};
use crate::fault::Fault;
use crate::finding::{Findings, Place};

/// Track files of the package and, as they are needed, of the packages before it.
pub(super) struct OpenTrackFiles<'p> {
    directory: &'p Directory,
    package: &'p Package,
    earlier: &'p [Earlier],
    known: BTreeMap<Uuid, Known>,
    /// Of the compositions of the package, the latest.
    app_2: Option<&'static Edition>,
    given: Given,
}

/// What files that are not found are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Given {
    /// Missing: everything was given.
    Everything,
    /// In a package that was not given.
    NoEarlier,
    /// Perhaps beside the composition, which was given alone.
    CompositionAlone,
}

/// Where a track file lies, and what it is when it could be read.
pub(super) struct Known {
    /// None when no package has it, or only under a path that is refused.
    pub holder: Option<Holder>,
    is_listed: bool,
    pub file: Option<TrackFile>,
}

impl<'p> OpenTrackFiles<'p> {
    pub fn new(directory: &'p Directory, package: &'p Package, earlier: &'p [Earlier]) -> OpenTrackFiles<'p> {
        OpenTrackFiles {
            directory,
            package,
            earlier,
            known: BTreeMap::new(),
            app_2: package
                .compositions
                .iter()
                .filter_map(|(_, cpl)| picture::app_2_edition(&cpl.applications))
                .max_by_key(|edition| edition.edition),
            given: Given::Everything,
        }
    }

    pub fn of(mut self, given: Given) -> OpenTrackFiles<'p> {
        self.given = given;
        self
    }

    fn check_essence(&self, path: &str, file: &TrackFile, findings: &mut Findings) {
        check_essence(path, file, self.app_2, findings);
    }

    pub fn get(&self, id: Uuid) -> Option<&Known> {
        self.known.get(&id)
    }

    /// The package's folder.
    pub fn root(&self) -> &Path {
        self.directory.root()
    }

    /// Where a track file lies in its package.
    pub fn path_of(&self, id: Uuid) -> Option<String> {
        let (Holder::Own { path } | Holder::Earlier { path, .. }) = self.get(id)?.holder.as_ref()?;
        Some(path.as_str().to_owned())
    }

    /// A track file that is known, to be read once more.
    ///
    /// # Errors
    /// What the file system reports.
    pub fn open(&self, id: Uuid) -> std::io::Result<File> {
        let missing = || std::io::Error::from(std::io::ErrorKind::NotFound);
        let holder = self.get(id).and_then(|known| known.holder.as_ref());
        let (directory, path) = match holder.ok_or_else(missing)? {
            Holder::Own { path } => (self.directory, path),
            Holder::Earlier { package, path } => {
                (&self.earlier.get(*package).ok_or_else(missing)?.directory, path)
            }
        };
        match directory.locate(path)? {
            Located::File { path, .. } => File::open(path),
            _ => Err(missing()),
        }
    }

    /// Read every track file that the AssetMap lists, used or not.
    pub fn open_listed(&mut self, files: &mut CheckedFiles, findings: &mut Findings) {
        for asset in self
            .package
            .asset_map
            .assets
            .iter()
            .filter(|asset| is_track_file(self.package, asset))
        {
            let Ok(path) = &asset.path.resolved else { continue };
            let file = read(self.directory, path, asset.id, findings);
            if let Some(file) = &file {
                files.set_essence(path, facts::essence_of(file));
                self.check_essence(path.as_str(), file, findings);
                essence::look(self.directory, path, file, findings);
            }
            let holder = Some(Holder::Own { path: path.clone() });
            self.known.insert(
                asset.id,
                Known {
                    holder,
                    is_listed: true,
                    file,
                },
            );
        }
    }

    /// Every use of a track file against the file itself.
    pub fn check_resources(&mut self, cpl_path: &PackagePath, cpl: &Cpl, findings: &mut Findings) {
        for (sequence, resource, source) in cpl.track_file_resources() {
            let track_file = source.track_file_id;
            self.resolve(track_file, findings);
            let Some(known) = self.known.get(&track_file) else {
                continue;
            };
            if !known.is_listed {
                let place = Place::Line(resource.line);
                let fault = match self.given {
                    Given::Everything => Fault::TrackFileUnresolved { track_file },
                    Given::NoEarlier => Fault::TrackFileElsewhere { track_file },
                    Given::CompositionAlone => Fault::TrackFileNotHere { track_file },
                };
                findings.add(fault, cpl_path.as_str(), place);
            }
            let Some(holder) = &known.holder else { continue };
            let Some(file) = &known.file else { continue };
            let (Holder::Own { path } | Holder::Earlier { path, .. }) = holder;
            check_kind(path.as_str(), &sequence.kind, file, findings);
            check_time(path.as_str(), resource, file, findings);
            if let Some(descriptor) = cpl.descriptor(source.source_encoding) {
                compare_descriptor(cpl_path.as_str(), descriptor, file, findings);
            }
        }
    }

    /// In the package itself, else in the latest earlier package that lists the id.
    fn resolve(&mut self, id: Uuid, findings: &mut Findings) {
        if self.known.contains_key(&id) {
            return;
        }
        if let Some(asset) = self.package.asset_map.asset(id) {
            // Listed, but not as a track file, or with a refused path: that is a finding already.
            let path = asset.path.resolved.clone().ok();
            let file = path
                .as_ref()
                .and_then(|path| read(self.directory, path, id, findings));
            let holder = path.map(|path| Holder::Own { path });
            self.known.insert(
                id,
                Known {
                    holder,
                    is_listed: true,
                    file,
                },
            );
            return;
        }
        let mut packages = self.earlier.iter().enumerate().rev();
        let found = packages.find_map(|(index, earlier)| {
            let path = earlier.package.as_ref()?.path_of(id)?.clone();
            Some((index, &earlier.directory, path))
        });
        let known = match found {
            Some((package, directory, path)) => {
                let file = read(directory, &path, id, findings);
                Known {
                    holder: Some(Holder::Earlier { package, path }),
                    is_listed: true,
                    file,
                }
            }
            None => Known {
                holder: None,
                is_listed: false,
                file: None,
            },
        };
        self.known.insert(id, known);
    }
}

/// By the packing list's media type, and without one by the name.
fn is_track_file(package: &Package, asset: &Asset) -> bool {
    let packed = package
        .packing_lists
        .iter()
        .find_map(|(_, list)| list.asset(asset.id));
    let name = asset.path.written.to_ascii_lowercase();
    let is_xml =
        packed.is_some_and(|packed| packed.media_type.starts_with("text/xml")) || name.ends_with(".xml");
    !asset.is_packing_list && !is_xml
}

/// None when the file is not there (a finding already) or is no MXF (a finding here).
fn read(directory: &Directory, path: &PackagePath, id: Uuid, findings: &mut Findings) -> Option<TrackFile> {
    let Ok(Located::File { path: full_path, .. }) = directory.locate(path) else {
        return None;
    };
    match read_track_file(&full_path) {
        Ok(file) => {
            report_faults(path.as_str(), &file, findings);
            if file.id() != id {
                let fault = Fault::TrackFileIdDiffers {
                    listed: id,
                    found: file.id(),
                };
                findings.add(fault, path.as_str(), Place::Whole);
            }
            Some(file)
        }
        Err(error) => {
            let (reason, place) = (error.to_string(), Place::Byte(error.offset()));
            findings.add(Fault::TrackFileUnreadable { reason }, path.as_str(), place);
            None
        }
    }
}

pub(super) fn read_track_file(path: &Path) -> Result<TrackFile, mxf::ReadError> {
    let file = File::open(path).map_err(|source| mxf::ReadError::Io { offset: 0, source })?;
    TrackFile::read(file)
}

pub(super) fn report_faults(path: &str, file: &TrackFile, findings: &mut Findings) {
    for fault in &file.faults {
        let reason = fault.kind.to_string();
        let found = if fault.kind.means_truncated() {
            Fault::TrackFileTruncated { reason }
        } else {
            Fault::TrackFileStructure { reason }
        };
        findings.add(found, path, Place::Byte(fault.offset));
    }
}

/// What a track file is asked by itself. App 2 is asked where a composition identifies it.
pub(super) fn check_essence(path: &str, file: &TrackFile, app_2: Option<&Edition>, findings: &mut Findings) {
    let (name, offset) = (descriptor_name(file), file.descriptor_offset);
    let place = Place::Set {
        offset,
        name: name.to_owned(),
    };
    match &file.descriptor {
        mxf::EssenceDescriptor::Picture(descriptor) => {
            let picture = Picture::of_file(descriptor, file.sample_rate, file.essence_container);
            match app_2 {
                Some(edition) => picture::check_app_2(path, &place, &picture, edition, findings),
                None => picture::check(path, &place, &picture, findings),
            }
        }
        mxf::EssenceDescriptor::Sound(descriptor) => sound::check(path, &place, descriptor, findings),
        mxf::EssenceDescriptor::TimedText(descriptor) => text::check(path, &place, descriptor, findings),
        mxf::EssenceDescriptor::Other { .. } => {
            let what = "an essence of another register".to_owned();
            findings.add(Fault::NotChecked { what }, path, place);
        }
        _ => immersive::check_file(path, file, findings),
    }
}

/// As the standards name the set.
pub(super) fn descriptor_name(file: &TrackFile) -> &'static str {
    use mxf::EssenceDescriptor::{Iab, Isxd, MgaSAdm, Other, Picture, Sound, TimedText};
    match &file.descriptor {
        Picture(picture) => match picture.colour {
            mxf::PictureColour::Rgba(_) => "RGBAEssenceDescriptor",
            mxf::PictureColour::Cdci(_) => "CDCIEssenceDescriptor",
        },
        Sound(_) => "WaveAudioEssenceDescriptor",
        Iab(_) => "IABEssenceDescriptor",
        TimedText(_) => "TimedTextDescriptor",
        Isxd(_) => "ISXDDataEssenceDescriptor",
        MgaSAdm(_) => "MGASoundEssenceDescriptor",
        Other { .. } => "descriptor",
    }
}

fn check_kind(path: &str, kind: &SequenceKind, file: &TrackFile, findings: &mut Findings) {
    use mxf::EssenceDescriptor::{Iab, Isxd, MgaSAdm, Other, Picture, Sound, TimedText};
    let essence = match &file.descriptor {
        Picture(_) => "picture",
        Sound(_) => "sound",
        Iab(_) => "immersive sound",
        TimedText(_) => "timed text",
        Isxd(_) => "documents for each frame",
        MgaSAdm(_) => "sound with serial ADM metadata",
        Other { .. } => "another essence",
    };
    let is_right = match kind {
        SequenceKind::MainImage => matches!(file.descriptor, Picture(_)),
        SequenceKind::MainAudio => matches!(file.descriptor, Sound(_)),
        SequenceKind::Iab => matches!(file.descriptor, Iab(_)),
        SequenceKind::Isxd => matches!(file.descriptor, Isxd(_)),
        SequenceKind::MgaSAdm => matches!(file.descriptor, MgaSAdm(_)),
        SequenceKind::Subtitles
        | SequenceKind::HearingImpairedCaptions
        | SequenceKind::ForcedNarrative
        | SequenceKind::VisuallyImpairedText
        | SequenceKind::Karaoke => matches!(file.descriptor, TimedText(_)),
        _ => true,
    };
    if !is_right {
        let (kind, essence) = (kind.clone(), essence.to_owned());
        findings.add(Fault::EssenceKindDiffers { kind, essence }, path, Place::Whole);
    }
}

/// Resources may count in the essence's sample rate or in the track's edit rate; both are in the file.
fn check_time(path: &str, resource: &Resource, file: &TrackFile, findings: &mut Findings) {
    let rate = resource.edit_rate;
    let own_rates: Vec<EditRate> = [file.sample_rate, file.edit_rate].into_iter().flatten().collect();
    if let Some(own) = own_rates.first()
        && !own_rates.contains(&rate)
    {
        let fault = Fault::TrackEditRateDiffers {
            resource: rate,
            file: *own,
        };
        findings.add(fault, path, Place::Whole);
        return;
    }
    let Some((duration, own)) = file.duration().zip(own_rates.first()) else {
        return;
    };
    let Ok(found) = own.scale_floor(duration, rate) else {
        return;
    };
    let needed = resource.source_end().unwrap_or(u64::MAX);
    if needed > found {
        findings.add(
            Fault::TrackFileTooShort { needed, found, rate },
            path,
            Place::Whole,
        );
    }
    let listed = resource.intrinsic_duration;
    if listed != found {
        findings.add(
            Fault::IntrinsicDurationDiffers { listed, found, rate },
            path,
            Place::Whole,
        );
    }
}

/// Notes a difference between what the composition and the track file say of an item, if both speak.
pub(super) type Compare<'a> = dyn FnMut(&str, Option<String>, Option<String>) + 'a;

/// Only what both say is compared.
fn compare_descriptor(
    cpl_path: &str,
    descriptor: &EssenceDescriptor,
    file: &TrackFile,
    findings: &mut Findings,
) {
    let mut differences = Vec::new();
    let mut compare = |item: &str, composition: Option<String>, own: Option<String>| {
        if let (Some(composition), Some(file)) = (composition, own)
            && composition != file
        {
            differences.push(Fault::DescriptorDiffers {
                item: item.to_owned(),
                composition,
                file,
            });
        }
    };
    compare(
        "sample rate",
        shown(descriptor.sample_rate),
        shown(file.sample_rate),
    );
    compare(
        "essence length",
        shown(descriptor.essence_length),
        shown(file.container_duration),
    );
    match (&descriptor.essence, &file.descriptor) {
        (Essence::Picture(written), mxf::EssenceDescriptor::Picture(own)) => {
            picture::compare(written, own, &mut compare);
        }
        (Essence::Sound(written), mxf::EssenceDescriptor::Sound(own)) => {
            sound::compare(written, own, &mut compare);
        }
        _ => {}
    }
    for difference in differences {
        findings.add(difference, cpl_path, Place::Line(descriptor.line));
    }
}

pub(super) fn shown(value: Option<impl ToString>) -> Option<String> {
    value.map(|value| value.to_string())
}
