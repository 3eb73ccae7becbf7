//! `assetqc captions`: takes the timed text out of a track file. The server runs this very command in a jail and reads its JSON.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use captions::TextFile;
use clap::Args;

/// Could not be written, or was called wrongly; clap ends with the same.
const UNWRITABLE: u8 = 2;

/// Prints the document and its cues as JSON. Ends with 1, and says why, when the file has no timed text that can be shown.
#[derive(Args)]
pub struct Captions {
    /// An MXF track file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Where the images go that the document names
    #[arg(long, value_name = "FOLDER")]
    images_to: PathBuf,
    /// With which the names of their files begin
    #[arg(long, default_value = "image_")]
    prefix: String,
}

impl Captions {
    pub fn run(self) -> ExitCode {
        let read = File::open(&self.file).map_err(|error| format!("{}: {error}", self.file.display()));
        let text = read.and_then(|mut source| {
            let keep = |name: &str, bytes: &[u8]| std::fs::write(self.images_to.join(name), bytes);
            let text = TextFile::read(&mut source, &self.prefix, &mut { keep });
            text.map_err(|unreadable| unreadable.to_string())
        });
        match text {
            Ok(text) => print(&text),
            Err(reason) => {
                eprintln!("{reason}");
                ExitCode::FAILURE
            }
        }
    }
}

fn print(text: &TextFile) -> ExitCode {
    let mut out = std::io::stdout().lock();
    let written = serde_json::to_writer(&mut out, text).map_err(std::io::Error::from);
    match written.and_then(|()| out.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(UNWRITABLE)
        }
    }
}
