//! Faults of a package, planted after it was written whole: wrong hash, missing file, cut file, DOCTYPE, a path that
//! leads out.

use std::fs::{self, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use imf::hash::Sha1Hash;

use crate::error::MasterError;
use crate::package::Master;
use crate::spec::Defect;

/// Internal subset and all: what a parser that expands entities would open.
const DOCTYPE: &str = "<!DOCTYPE CompositionPlaylist [<!ENTITY name SYSTEM \"file:///etc/hostname\">]>\n";
const OUTSIDE: &str = "../../../../etc/hostname";

/// Plant what the specification asks for.
pub fn plant(master: &Master) -> Result<(), MasterError> {
    let picture = master.folder.join(&master.picture.file_name);
    for defect in &master.spec.defects {
        match defect {
            Defect::WrongHash => flip_byte(&picture).map_err(MasterError::write(&picture))?,
            Defect::TruncatedTrackFile => cut(&picture).map_err(MasterError::write(&picture))?,
            Defect::MissingFile => {
                if let Some(sound) = master.sounds.first() {
                    let path = master.folder.join(&sound.file_name);
                    fs::remove_file(&path).map_err(MasterError::write(&path))?;
                }
            }
            Defect::DoctypeInCpl => add_doctype(master)?,
            Defect::TraversalInAssetMap => {
                if let Some(sound) = master.sounds.first() {
                    replace(&master.asset_map, &sound.file_name, OUTSIDE)?;
                }
            }
            // Those of picture and sound were drawn and computed.
            _ => {}
        }
    }
    Ok(())
}

/// The last byte of the essence: the structure stays whole.
fn flip_byte(path: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().read(true).write(true).open(path)?;
    let track_file = mxf::TrackFile::read(&mut file).map_err(io::Error::other)?;
    let last = track_file.duration().unwrap_or(1).saturating_sub(1);
    // Behind key, length and main header lie packets.
    let at = track_file.edit_unit_offset(last).unwrap_or(0) + 400;
    let mut byte = [0];
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(&mut byte)?;
    file.seek(SeekFrom::Start(at))?;
    file.write_all(&byte.map(|byte| byte ^ 0x55))
}

fn cut(path: &Path) -> io::Result<()> {
    let file = OpenOptions::new().write(true).open(path)?;
    let length = file.metadata()?.len();
    file.set_len(length * 3 / 5)
}

/// The package stays consistent, so that nothing but the DOCTYPE is wrong with it.
fn add_doctype(master: &Master) -> Result<(), MasterError> {
    let path = &master.composition;
    let before = fs::read_to_string(path).map_err(MasterError::read(path))?;
    let after = match before.split_once('\n') {
        Some((declaration, rest)) => format!("{declaration}\n{DOCTYPE}{rest}"),
        None => before.clone(),
    };
    fs::write(path, &after).map_err(MasterError::write(path))?;
    let hash = |text: &str| Sha1Hash::of_bytes(text.as_bytes()).to_base64();
    replace(&master.packing_list, &hash(&before), &hash(&after))?;
    let size = |tag: &str, text: &str| format!("<{tag}>{}</{tag}>", text.len());
    replace(
        &master.packing_list,
        &size("Size", &before),
        &size("Size", &after),
    )?;
    replace(
        &master.asset_map,
        &size("Length", &before),
        &size("Length", &after),
    )
}

fn replace(path: &Path, from: &str, to: &str) -> Result<(), MasterError> {
    let text = fs::read_to_string(path).map_err(MasterError::read(path))?;
    fs::write(path, text.replace(from, to)).map_err(MasterError::write(path))
}
