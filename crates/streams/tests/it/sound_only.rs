//! Deliveries of WAV files alone: sound streams, and no invented picture.

use std::path::PathBuf;

use streams::facts::{SoundFacts, Soundfield};
use streams::{Inputs, Source, peaks, plan};

use crate::world::{self, composition, five_one, make, producer, stereo};

fn waves(folder: &tempfile::TempDir) -> (PathBuf, PathBuf) {
    let (five, two) = (folder.path().join("five.wav"), folder.path().join("two.wav"));
    make(
        "-f lavfi -i aevalsrc='0.5*sin(2*PI*200*t)|0.1*sin(2*PI*300*t)|0|0.9*sin(2*PI*40*t)|0|0:s=48000:d=3:c=5.1' -c:a pcm_s24le -f wav",
        &five,
    );
    make(
        "-f lavfi -i sine=frequency=1000:sample_rate=48000:duration=2 -ac 2 -c:a pcm_s24le -f wav",
        &two,
    );
    (five, two)
}

#[tokio::test]
async fn a_set_of_wav_files_becomes_sound_streams_of_exactly_one_length() {
    let (folder, output) = (
        tempfile::tempdir().expect("a folder"),
        tempfile::tempdir().expect("a folder"),
    );
    let (five, two) = waves(&folder);
    let facts = composition(72, None, vec![five_one("en-US"), stereo("en-US")]);
    let inputs = Inputs {
        files: vec![(five.clone(), "five.wav".into()), (two, "two.wav".into())],
        source: Source::Waves {
            tracks: vec![vec!["five.wav".into()], vec!["two.wav".into()]],
        },
    };
    let producer = producer(inputs, output.path()).await;
    let planned = plan(&facts, &producer.inputs.source, producer.tools.abilities).expect("a plan");
    let manifest = producer.produce(&planned, |_, _| {}).await.expect("a rendition");
    assert!(manifest.picture.is_none() && manifest.progressive.is_none());
    assert_eq!(
        manifest
            .sound
            .iter()
            .map(|sound| sound.samples)
            .collect::<Vec<_>>(),
        [144_144, 144_144]
    );

    let master = std::fs::read_to_string(output.path().join("master.m3u8")).expect("read");
    assert!(
        master.contains("NAME=\"Stereo\"") && !master.contains("RESOLUTION"),
        "{master}"
    );

    // The first 3 s are the master's bits; the rest is silence up to the last frame.
    let encoded = output.path().join("sound_0.mp4").display().to_string();
    let original = five.display().to_string();
    let padded = ["-i", original.as_str(), "-af", "apad=whole_len=144144"];
    assert_eq!(world::sound_md5(&["-i", &encoded]), world::sound_md5(&padded));

    let target = output.path().join(peaks::file_name(0));
    let sound = manifest.sound.first().expect("a sound");
    let header = peaks::make(
        &producer.jailer,
        &producer.tools,
        &output.path().join("sound_0.mp4"),
        sound,
        &target,
    )
    .await
    .expect("peaks");
    assert_eq!(
        (header.channels, header.samples_per_peak, header.length),
        (6, 480, 301)
    );
    let drawn = peaks::read(&std::fs::read(&target).expect("read")).expect("peaks");
    assert_eq!(drawn.at(100, 2), Some((0, 0)), "the silent centre");
    let (low, high) = drawn.at(100, 0).expect("the left channel");
    assert!(
        (60..=64).contains(&high) && (-64..=-60).contains(&low),
        "half of full scale: {low} {high}"
    );
    assert_eq!(drawn.at(300, 0), Some((0, 0)), "the padding");

    let manifest = producer.finish(manifest).expect("finished");
    assert!(manifest.files.iter().all(|file| !file.name.starts_with("sound_")));
    assert!(manifest.files.iter().any(|file| file.name == "peaks_0.bin"));
}

#[tokio::test]
async fn mono_files_are_joined_in_the_order_given() {
    let (folder, output) = (
        tempfile::tempdir().expect("a folder"),
        tempfile::tempdir().expect("a folder"),
    );
    let names = ["L.wav", "R.wav"];
    for (name, hertz) in names.iter().zip([500, 700]) {
        make(
            &format!(
                "-f lavfi -i sine=frequency={hertz}:sample_rate=48000:duration=1.001 -c:a pcm_s24le -f wav"
            ),
            &folder.path().join(name),
        );
    }
    let facts = composition(
        24,
        None,
        vec![SoundFacts {
            soundfield: Soundfield::Stereo,
            ..stereo("fr-FR")
        }],
    );
    let inputs = Inputs {
        files: names
            .iter()
            .map(|name| (folder.path().join(name), (*name).to_owned()))
            .collect(),
        source: Source::Waves {
            tracks: vec![names.map(str::to_owned).to_vec()],
        },
    };
    let producer = producer(inputs, output.path()).await;
    let planned = plan(&facts, &producer.inputs.source, producer.tools.abilities).expect("a plan");
    producer.produce(&planned, |_, _| {}).await.expect("a rendition");
    for (channel, name) in names.iter().enumerate() {
        let encoded = output.path().join("sound_0.mp4").display().to_string();
        let one = format!("pan=mono|c0=c{channel}");
        let original = folder.path().join(name).display().to_string();
        assert_eq!(
            world::sound_md5(&["-i", &encoded, "-af", &one]),
            world::sound_md5(&["-i", &original])
        );
    }
}

#[tokio::test]
async fn a_file_in_film_order_comes_out_in_the_order_of_wave_without_mixing() {
    let (folder, output) = (
        tempfile::tempdir().expect("a folder"),
        tempfile::tempdir().expect("a folder"),
    );
    let file = folder.path().join("film.wav");
    // L C R Ls Rs LFE, each with a tone of its own.
    let tones: Vec<String> = (1..=6).map(|n| format!("0.3*sin(2*PI*{n}00*t)")).collect();
    let args = format!(
        "-f lavfi -i aevalsrc={}:s=48000:d=1.001:c=5.1 -c:a pcm_s24le -f wav",
        tones.join("|")
    );
    make(&args, &file);
    let labels = ["chL", "chC", "chR", "chLs", "chRs", "chLFE"]
        .map(str::to_owned)
        .to_vec();
    let facts = composition(
        24,
        None,
        vec![SoundFacts {
            channel_labels: labels,
            ..five_one("en-US")
        }],
    );
    let source = Source::Waves {
        tracks: vec![vec!["film.wav".into()]],
    };
    let producer = producer(
        Inputs {
            files: vec![(file.clone(), "film.wav".into())],
            source,
        },
        output.path(),
    )
    .await;
    let planned = plan(&facts, &producer.inputs.source, producer.tools.abilities).expect("a plan");
    let manifest = producer.produce(&planned, |_, _| {}).await.expect("a rendition");
    assert_eq!(
        manifest.sound.first().map(|s| s.channels.join(" ")).as_deref(),
        Some("L R C LFE Ls Rs")
    );
    let encoded = output.path().join("sound_0.mp4").display().to_string();
    let original = file.display().to_string();
    let one = |file: &str, channel: usize| {
        world::sound_md5(&["-i", file, "-af", &format!("pan=mono|c0=c{channel}")])
    };
    for (made, given) in [(0, 0), (1, 2), (2, 1), (3, 5), (4, 3), (5, 4)] {
        assert_eq!(
            one(&encoded, made),
            one(&original, given),
            "channel {made} is the master's {given}"
        );
    }
}
