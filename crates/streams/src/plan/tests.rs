//! Plans as people read them: the command lines in full.

use expect_test::{Expect, expect};
use timecode::{EditRate, FrameCount};

use super::*;
use crate::facts::{ColourModel, ColourRange, PictureFacts, Primaries, SoundFacts, Soundfield, Transfer};

pub(super) const FULL: Abilities = Abilities {
    libopenjpeg: true,
    high_throughput_jpeg2000: false,
    tone_mapping: true,
    zscale: true,
    libx265: true,
    libsvtav1: true,
    eac3: true,
};

pub(super) fn hd() -> PictureFacts {
    PictureFacts {
        width: 1920,
        height: 1080,
        display_aspect: Some((16, 9)),
        coding: PictureCoding::Jpeg2000,
        model: ColourModel::YCbCr,
        range: ColourRange::Limited,
        primaries: Primaries::Bt709,
        transfer: Transfer::Sdr,
        mastering_peak_nits: None,
        mastering: None,
        light_level: None,
        dolby_vision: None,
    }
}

pub(super) fn sound(soundfield: Soundfield, channel_count: u32, labels: &[&str]) -> SoundFacts {
    SoundFacts {
        soundfield,
        channel_count,
        channel_labels: labels.iter().map(|label| (*label).to_owned()).collect(),
        sample_rate: 48_000,
        language: Some("en-US".to_owned()),
        content: None,
    }
}

pub(super) fn five_one() -> SoundFacts {
    sound(
        Soundfield::FiveOne,
        6,
        &["chL", "chR", "chC", "chLFE", "chLs", "chRs"],
    )
}

pub(super) fn stereo() -> SoundFacts {
    sound(Soundfield::Stereo, 2, &["chL", "chR"])
}

pub(super) fn facts(picture: Option<PictureFacts>, sound: Vec<SoundFacts>) -> CompositionFacts {
    CompositionFacts {
        edit_rate: EditRate::FPS_23_976,
        duration_frames: FrameCount(100),
        picture,
        sound,
    }
}

pub(super) fn imf() -> Source {
    Source::Composition {
        cpl: "ov/CPL.xml".to_owned(),
        asset_maps: vec!["ov/ASSETMAP.xml".to_owned()],
    }
}

fn check(facts: &CompositionFacts, source: &Source, expected: Expect) {
    let planned = plan(facts, source, FULL).expect("a plan");
    let lines: Vec<String> = planned
        .steps
        .iter()
        .map(|step| format!("{}: {}\n", step.kind, step.args.join(" ")))
        .collect();
    expected.assert_eq(&lines.concat());
}

fn names(sound: Vec<SoundFacts>) -> Vec<String> {
    let planned = plan(&facts(None, sound), &imf(), FULL).expect("a plan");
    planned
        .manifest
        .sound
        .into_iter()
        .map(|s| format!("{}: {}", s.name, s.channels.join(" ")))
        .collect()
}

#[test]
fn a_master_in_hd_with_two_soundfields() {
    check(
        &facts(Some(hd()), vec![five_one(), stereo()]),
        &imf(),
        expect![[r#"
            picture from frame 0 on (100 frames): -hide_banner -nostdin -nostats -y -v repeat+level+warning -progress pipe:1 -filter_complex_threads 1 -c:v libopenjpeg -protocol_whitelist file,pipe -format_whitelist imf,mxf -f imf -assetmaps in/ov/ASSETMAP.xml -i in/ov/CPL.xml -filter_complex [0:v:0]settb=1001/24000,setpts=N,scale=w=1920:h=1080:flags=bicubic+accurate_rnd+full_chroma_int:in_color_matrix=bt709:in_range=limited:out_color_matrix=bt709:out_range=limited,setsar=1,format=yuv420p[picture0] -map [picture0] -frames:v 100 -an -sn -dn -map_metadata -1 -map_chapters -1 -fps_mode passthrough -fflags +bitexact -c:v libx264 -threads 4 -preset veryfast -crf 18 -maxrate 20M -bufsize 40M -profile:v high -bf 0 -g 12 -keyint_min 12 -sc_threshold 0 -flags +cgop -color_primaries bt709 -color_trc bt709 -colorspace bt709 -color_range tv -video_track_timescale 24000 -use_editlist 0 -frag_duration 2002000 -f mp4 -movflags +empty_moov+default_base_moof+skip_trailer out/browser_chunk_00000000.mp4
            sound 0: -hide_banner -nostdin -nostats -y -v repeat+level+warning -progress pipe:1 -protocol_whitelist file,pipe -format_whitelist imf,mxf -f imf -assetmaps in/ov/ASSETMAP.xml -i in/ov/CPL.xml -filter_complex [0:a:0]pan=5.1|c0=c0|c1=c1|c2=c2|c3=c3|c4=c4|c5=c5,apad=pad_len=2003,atrim=end_sample=200200,asetpts=N/SR/TB[sound] -map [sound] -vn -sn -dn -map_metadata -1 -map_chapters -1 -fflags +bitexact -c:a flac -compression_level 5 -strict experimental -f tee [f=mp4:fflags=+bitexact:strict=experimental:use_editlist=0:movflags=+faststart]out/sound_0.mp4|[f=mp4:fflags=+bitexact:strict=experimental:use_editlist=0:frag_duration=2002000:movflags=+delay_moov+default_base_moof+skip_trailer]out/sound_0_fragments.mp4
            sound 1: -hide_banner -nostdin -nostats -y -v repeat+level+warning -progress pipe:1 -protocol_whitelist file,pipe -format_whitelist imf,mxf -f imf -assetmaps in/ov/ASSETMAP.xml -i in/ov/CPL.xml -filter_complex [0:a:1]pan=stereo|c0=c0|c1=c1,apad=pad_len=2003,atrim=end_sample=200200,asetpts=N/SR/TB[sound] -map [sound] -vn -sn -dn -map_metadata -1 -map_chapters -1 -fflags +bitexact -c:a flac -compression_level 5 -strict experimental -f tee [f=mp4:fflags=+bitexact:strict=experimental:use_editlist=0:movflags=+faststart]out/sound_1.mp4|[f=mp4:fflags=+bitexact:strict=experimental:use_editlist=0:frag_duration=2002000:movflags=+delay_moov+default_base_moof+skip_trailer]out/sound_1_fragments.mp4
            join: -hide_banner -nostdin -nostats -y -v repeat+level+warning -progress pipe:1 -protocol_whitelist file,pipe -format_whitelist mov -f mov -i out/joined.mp4 -map 0:v:0 -copytb 1 -c copy -map_metadata -1 -fflags +bitexact -use_editlist 0 -movflags +faststart -f mp4 out/progressive.mp4
            package: -hide_banner -nostdin -nostats -y -v repeat+level+warning -progress pipe:1 -protocol_whitelist file,pipe -format_whitelist mov -f mov -i out/progressive.mp4 -protocol_whitelist file,pipe -format_whitelist mov -f mov -i out/sound_0.mp4 -protocol_whitelist file,pipe -format_whitelist mov -f mov -i out/sound_1.mp4 -map 0:0 -map 1:0 -map 2:0 -copytb 1 -c copy -strict experimental -map_metadata -1 -fflags +bitexact -f dash -hls_playlist 1 -use_template 1 -use_timeline 1 -seg_duration 2002000us -adaptation_sets id=0,streams=0 id=1,streams=1 id=2,streams=2 -init_seg_name init_$RepresentationID$.mp4 -media_seg_name seg_$RepresentationID$_$Number%05d$.m4s out/manifest.mpd
        "#]],
    );
}

#[test]
fn uhd_in_pq_is_decoded_at_half_size_and_tone_mapped() {
    let picture = PictureFacts {
        width: 3840,
        height: 2160,
        model: ColourModel::Rgb,
        range: ColourRange::Full,
        primaries: Primaries::Bt2020,
        transfer: Transfer::Pq,
        mastering_peak_nits: Some(4000),
        ..hd()
    };
    check(
        &facts(Some(picture), vec![]),
        &imf(),
        expect![[r#"
            picture from frame 0 on (100 frames): -hide_banner -nostdin -nostats -y -v repeat+level+warning -progress pipe:1 -filter_complex_threads 1 -c:v libopenjpeg -lowres 1 -protocol_whitelist file,pipe -format_whitelist imf,mxf -f imf -assetmaps in/ov/ASSETMAP.xml -i in/ov/CPL.xml -filter_complex [0:v:0]settb=1001/24000,setpts=N,zscale=w=1920:h=1080:tin=smpte2084:pin=bt2020:rin=full:t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=tonemap=hable:desat=0:peak=40,zscale=t=bt709:m=bt709:r=limited:d=error_diffusion,setsar=1,format=yuv420p[picture0] -map [picture0] -frames:v 100 -an -sn -dn -map_metadata -1 -map_chapters -1 -fps_mode passthrough -fflags +bitexact -c:v libx264 -threads 4 -preset veryfast -crf 18 -maxrate 20M -bufsize 40M -profile:v high -bf 0 -g 12 -keyint_min 12 -sc_threshold 0 -flags +cgop -color_primaries bt709 -color_trc bt709 -colorspace bt709 -color_range tv -video_track_timescale 24000 -use_editlist 0 -frag_duration 2002000 -f mp4 -movflags +empty_moov+default_base_moof+skip_trailer out/browser_chunk_00000000.mp4
            join: -hide_banner -nostdin -nostats -y -v repeat+level+warning -progress pipe:1 -protocol_whitelist file,pipe -format_whitelist mov -f mov -i out/joined.mp4 -map 0:v:0 -copytb 1 -c copy -map_metadata -1 -fflags +bitexact -use_editlist 0 -movflags +faststart -f mp4 out/progressive.mp4
            package: -hide_banner -nostdin -nostats -y -v repeat+level+warning -progress pipe:1 -protocol_whitelist file,pipe -format_whitelist mov -f mov -i out/progressive.mp4 -map 0:0 -copytb 1 -c copy -strict experimental -map_metadata -1 -fflags +bitexact -f dash -hls_playlist 1 -use_template 1 -use_timeline 1 -seg_duration 2002000us -adaptation_sets id=0,streams=0 -init_seg_name init_$RepresentationID$.mp4 -media_seg_name seg_$RepresentationID$_$Number%05d$.m4s out/manifest.mpd
        "#]],
    );
}

#[test]
fn a_supplemental_brings_both_asset_maps() {
    let source = Source::Composition {
        cpl: "vf/CPL.xml".to_owned(),
        asset_maps: vec!["ov/ASSETMAP.xml".to_owned(), "vf/ASSETMAP.xml".to_owned()],
    };
    check(
        &facts(None, vec![five_one()]),
        &source,
        expect![[r#"
            sound 0: -hide_banner -nostdin -nostats -y -v repeat+level+warning -progress pipe:1 -protocol_whitelist file,pipe -format_whitelist imf,mxf -f imf -assetmaps in/ov/ASSETMAP.xml,in/vf/ASSETMAP.xml -i in/vf/CPL.xml -filter_complex [0:a:0]pan=5.1|c0=c0|c1=c1|c2=c2|c3=c3|c4=c4|c5=c5,apad=pad_len=2003,atrim=end_sample=200200,asetpts=N/SR/TB[sound] -map [sound] -vn -sn -dn -map_metadata -1 -map_chapters -1 -fflags +bitexact -c:a flac -compression_level 5 -strict experimental -f tee [f=mp4:fflags=+bitexact:strict=experimental:use_editlist=0:movflags=+faststart]out/sound_0.mp4|[f=mp4:fflags=+bitexact:strict=experimental:use_editlist=0:frag_duration=2002000:movflags=+delay_moov+default_base_moof+skip_trailer]out/sound_0_fragments.mp4
            package: -hide_banner -nostdin -nostats -y -v repeat+level+warning -progress pipe:1 -protocol_whitelist file,pipe -format_whitelist mov -f mov -i out/sound_0.mp4 -map 0:0 -copytb 1 -c copy -strict experimental -map_metadata -1 -fflags +bitexact -f dash -hls_playlist 1 -use_template 1 -use_timeline 1 -seg_duration 2002000us -adaptation_sets id=0,streams=0 -init_seg_name init_$RepresentationID$.mp4 -media_seg_name seg_$RepresentationID$_$Number%05d$.m4s out/manifest.mpd
        "#]],
    );
}

#[test]
fn mono_wav_files_are_merged_and_25_frames_have_a_fine_clock() {
    let source = Source::Waves {
        tracks: vec![vec!["L.wav".to_owned(), "R.wav".to_owned()]],
    };
    let mut facts = facts(None, vec![stereo()]);
    facts.edit_rate = EditRate::FPS_25;
    check(
        &facts,
        &source,
        expect![[r#"
            sound 0: -hide_banner -nostdin -nostats -y -v repeat+level+warning -progress pipe:1 -protocol_whitelist file,pipe -format_whitelist wav -f wav -i in/L.wav -protocol_whitelist file,pipe -format_whitelist wav -f wav -i in/R.wav -filter_complex [0:a:0][1:a:0]amerge=inputs=2,pan=stereo|c0=c0|c1=c1,apad=whole_len=192000,atrim=end_sample=192000,asetpts=N/SR/TB[sound] -map [sound] -vn -sn -dn -map_metadata -1 -map_chapters -1 -fflags +bitexact -c:a flac -compression_level 5 -strict experimental -f tee [f=mp4:fflags=+bitexact:strict=experimental:use_editlist=0:movflags=+faststart]out/sound_0.mp4|[f=mp4:fflags=+bitexact:strict=experimental:use_editlist=0:frag_duration=1920000:movflags=+delay_moov+default_base_moof+skip_trailer]out/sound_0_fragments.mp4
            package: -hide_banner -nostdin -nostats -y -v repeat+level+warning -progress pipe:1 -protocol_whitelist file,pipe -format_whitelist mov -f mov -i out/sound_0.mp4 -map 0:0 -copytb 1 -c copy -strict experimental -map_metadata -1 -fflags +bitexact -f dash -hls_playlist 1 -use_template 1 -use_timeline 1 -seg_duration 1920000us -adaptation_sets id=0,streams=0 -init_seg_name init_$RepresentationID$.mp4 -media_seg_name seg_$RepresentationID$_$Number%05d$.m4s out/manifest.mpd
        "#]],
    );
}

#[test]
fn track_names_are_unique_and_channels_stand_in_the_streams_order() {
    let french = SoundFacts {
        language: Some("fr-FR".to_owned()),
        ..five_one()
    };
    let m_and_e = SoundFacts {
        content: Some("M&E".to_owned()),
        ..five_one()
    };
    let labels = ["chL", "chR", "chC", "chLFE", "chLss", "chRss", "chLrs", "chRrs"];
    let seven_one = sound(Soundfield::SevenOne, 8, &labels);
    let described = [five_one(), french.clone(), french, m_and_e, stereo(), seven_one];
    expect![[r#"
        5.1: L R C LFE Ls Rs
        5.1 fr-FR: L R C LFE Ls Rs
        5.1 (2): L R C LFE Ls Rs
        M&E 5.1: L R C LFE Ls Rs
        Stereo: L R
        7.1: L R C LFE Lrs Rrs Lss Rss"#]]
    .assert_eq(&names(described.to_vec()).join("\n"));
}

#[test]
fn a_track_in_film_order_is_sorted_into_the_order_of_wave() {
    let film = sound(
        Soundfield::FiveOne,
        6,
        &["chL", "chC", "chR", "chLs", "chRs", "chLFE"],
    );
    let planned = plan(&facts(None, vec![film.clone()]), &imf(), FULL).expect("a plan");
    let maps = |step: &&Step| {
        step.args
            .iter()
            .any(|arg| arg.contains("pan=5.1|c0=c0|c1=c2|c2=c1|c3=c5|c4=c3|c5=c4,"))
    };
    assert!(
        planned.steps.first().as_ref().is_some_and(maps),
        "{:?}",
        planned.steps
    );
    assert_eq!(names(vec![film]), ["5.1: L R C LFE Ls Rs"]);
}

#[test]
fn more_than_eight_channels_are_split_and_none_is_lost() {
    expect![[r#"
        Channels 1–8: 1 2 3 4 5 6 7 8
        Channels 9–10: 9 10"#]]
    .assert_eq(&names(vec![sound(Soundfield::Other, 10, &[])]).join("\n"));
}

#[test]
fn sound_never_ends_after_the_picture() {
    let mut facts = facts(None, vec![stereo()]);
    (facts.edit_rate, facts.duration_frames) = (EditRate::FPS_29_97, FrameCount(101));
    let planned = plan(&facts, &imf(), FULL).expect("a plan");
    // 101 × 1601.6 samples are 161,761.6.
    assert_eq!(
        planned.manifest.sound.first().map(|sound| sound.samples),
        Some(161_761)
    );
}

#[test]
fn what_cannot_be_made_is_refused_with_its_reason() {
    let refused = |facts: &CompositionFacts, source: &Source, abilities| plan(facts, source, abilities).err();
    assert_eq!(
        refused(&facts(None, vec![]), &imf(), FULL),
        Some(PlanError::NothingToShow)
    );
    let mut empty = facts(Some(hd()), vec![]);
    empty.duration_frames = FrameCount(0);
    assert_eq!(refused(&empty, &imf(), FULL), Some(PlanError::NoFrames));
    let htj2k = facts(
        Some(PictureFacts {
            coding: PictureCoding::HighThroughputJpeg2000,
            ..hd()
        }),
        vec![],
    );
    assert_eq!(
        refused(&htj2k, &imf(), FULL),
        Some(PlanError::HighThroughputJpeg2000)
    );
    let hdr = facts(
        Some(PictureFacts {
            transfer: Transfer::Hlg,
            ..hd()
        }),
        vec![],
    );
    let without = Abilities {
        tone_mapping: false,
        ..FULL
    };
    assert_eq!(refused(&hdr, &imf(), without), Some(PlanError::NoToneMapping));
    let climbing = Source::Composition {
        cpl: "../CPL.xml".to_owned(),
        asset_maps: vec![],
    };
    let unsafe_place = PlanError::UnsafePlace {
        place: "../CPL.xml".to_owned(),
    };
    assert_eq!(
        refused(&facts(Some(hd()), vec![]), &climbing, FULL),
        Some(unsafe_place)
    );
    let waves = Source::Waves { tracks: vec![] };
    let differ = PlanError::TracksDiffer { tracks: 1, given: 0 };
    assert_eq!(refused(&facts(None, vec![stereo()]), &waves, FULL), Some(differ));
}
