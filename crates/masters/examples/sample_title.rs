//! Makes the sample title in the folder given, and says how long it took:
//! `cargo run -p masters --example sample_title -- folder`

use std::path::PathBuf;
use std::time::Instant;

use masters::{MasterError, MasterSpec, WavKind, write_master, write_wav_set};

fn main() -> Result<(), MasterError> {
    let folder = PathBuf::from(
        std::env::args_os()
            .nth(1)
            .unwrap_or_else(|| "sample-title".into()),
    );
    let begun = Instant::now();
    let spec = MasterSpec::sample_title()?;
    let master = write_master(&spec, &folder.join("imf"))?;
    write_wav_set(&spec, WavKind::Printmaster, &folder.join("printmaster"))?;
    let seconds = begun.elapsed().as_secs_f64();
    println!("{} in {seconds:.1} s", master.composition.display());
    Ok(())
}
