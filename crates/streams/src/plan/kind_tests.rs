//! Plans of several kinds at once, and the verdicts on which kinds a composition gets.

use expect_test::expect;
use timecode::FrameCount;

use super::tests::{FULL, facts, five_one, hd, imf, sound, stereo};
use super::*;
use crate::facts::{
    ColourModel, ColourRange, LightLevel, MasteringDisplay, PictureFacts, Primaries, Soundfield, Transfer,
};

fn hdr() -> PictureFacts {
    PictureFacts {
        width: 3840,
        height: 2160,
        model: ColourModel::Rgb,
        range: ColourRange::Full,
        primaries: Primaries::P3D65,
        transfer: Transfer::Pq,
        mastering_peak_nits: Some(1000),
        mastering: Some(MasteringDisplay {
            primaries: [(34_000, 16_000), (13_250, 34_500), (7_500, 3_000)],
            white_point: (15_635, 16_450),
            maximum_luminance: 10_000_000,
            minimum_luminance: 1,
        }),
        light_level: Some(LightLevel {
            maximum_content: 987,
            maximum_frame_average: 123,
        }),
        ..hd()
    }
}

#[test]
fn a_chunk_of_several_kinds_is_decoded_once() {
    let kinds = [
        RenditionKind::Browser,
        RenditionKind::CastHdr,
        RenditionKind::BrowserHdr,
    ];
    let mut facts = facts(Some(hdr()), vec![five_one(), stereo()]);
    facts.duration_frames = FrameCount(2000);
    let set = plan_set(&kinds, &facts, &imf(), FULL, 1440).expect("a plan");
    let last = set.chunks.last().expect("chunks");
    assert_eq!(
        (set.chunks.len(), last.kind),
        (
            2,
            StepKind::PictureChunk {
                first: 1440,
                count: 560
            }
        )
    );
    expect!["-hide_banner -nostdin -nostats -y -v repeat+level+warning -progress pipe:1 -filter_complex_threads 1 -c:v libopenjpeg -ss 60070427us -protocol_whitelist file,pipe -format_whitelist imf,mxf -f imf -assetmaps in/ov/ASSETMAP.xml -i in/ov/CPL.xml -filter_complex [0:v:0]settb=1001/24000,setpts=N,split=3[decoded0][decoded1][decoded2];[decoded0]zscale=w=1920:h=1080:tin=smpte2084:pin=smpte432:rin=full:t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=tonemap=hable:desat=0:peak=10,zscale=t=bt709:m=bt709:r=limited:d=error_diffusion,setsar=1,format=yuv420p[picture0];[decoded1]zscale=w=3840:h=2160:tin=smpte2084:pin=smpte432:rin=full:t=smpte2084:p=bt2020:m=bt2020nc:r=limited:c=topleft:d=error_diffusion,setsar=1,format=yuv420p10le[picture1];[decoded2]zscale=w=3840:h=2160:tin=smpte2084:pin=smpte432:rin=full:t=smpte2084:p=bt2020:m=bt2020nc:r=limited:c=topleft:d=error_diffusion,setsar=1,format=yuv420p10le[picture2] -map [picture0] -frames:v 560 -an -sn -dn -map_metadata -1 -map_chapters -1 -fps_mode passthrough -fflags +bitexact -c:v libx264 -threads 4 -preset veryfast -crf 18 -maxrate 20M -bufsize 40M -profile:v high -bf 0 -g 12 -keyint_min 12 -sc_threshold 0 -flags +cgop -color_primaries bt709 -color_trc bt709 -colorspace bt709 -color_range tv -video_track_timescale 24000 -use_editlist 0 -frag_duration 2002000 -f mp4 -movflags +empty_moov+default_base_moof+skip_trailer out/browser_chunk_00001440.mp4 -map [picture1] -frames:v 560 -an -sn -dn -map_metadata -1 -map_chapters -1 -fps_mode passthrough -fflags +bitexact -c:v libx265 -preset veryfast -tag:v hvc1 -g 12 -x265-params crf=18:high-tier=0:vbv-maxrate=40000:vbv-bufsize=40000:const-vbv=1:pools=none:wpp=0:frame-threads=3:keyint=12:min-keyint=12:scenecut=0:open-gop=0:bframes=0:info=0:repeat-headers=0:range=limited:log-level=error:hdr10=1:hdr10-opt=1:chromaloc=2:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc:master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,1):max-cll=987,123 -color_primaries bt2020 -color_trc smpte2084 -colorspace bt2020nc -color_range tv -video_track_timescale 24000 -use_editlist 0 -frag_duration 2002000 -f mp4 -movflags +empty_moov+default_base_moof+skip_trailer out/cast_hdr_chunk_00001440.mp4 -map [picture2] -frames:v 560 -an -sn -dn -map_metadata -1 -map_chapters -1 -fps_mode passthrough -fflags +bitexact -c:v libsvtav1 -preset 10 -crf 22 -g 12 -svtav1-params irefresh-type=2:scd=0:color-primaries=9:transfer-characteristics=16:matrix-coefficients=9:color-range=0:mastering-display=G(0.26500,0.69000)B(0.15000,0.06000)R(0.68000,0.32000)WP(0.31270,0.32900)L(1000.0000,0.0001):content-light=987,123 -color_primaries bt2020 -color_trc smpte2084 -colorspace bt2020nc -color_range tv -video_track_timescale 24000 -use_editlist 0 -frag_duration 2002000 -f mp4 -movflags +empty_moov+default_base_moof+skip_trailer out/browser_hdr_chunk_00001440.mp4"].assert_eq(&last.args.join(" "));
    let of_cast = set.renditions.get(1).expect("three");
    let lines: Vec<String> = of_cast
        .steps
        .iter()
        .map(|step| format!("{}: {}\n", step.kind, step.args.join(" ")))
        .collect();
    expect![[r#"
        sound 0: -hide_banner -nostdin -nostats -y -v repeat+level+warning -progress pipe:1 -protocol_whitelist file,pipe -format_whitelist imf,mxf -f imf -assetmaps in/ov/ASSETMAP.xml -i in/ov/CPL.xml -filter_complex [0:a:0]pan=5.1(side)|c0=c0|c1=c1|c2=c2|c3=c3|c4=c4|c5=c5,apad=pad_len=2003,atrim=end_sample=4004000,asetpts=N/SR/TB,apad=pad_len=608,atrim=start_sample=256:end_sample=4004608,asetpts=N/SR/TB[sound] -map [sound] -vn -sn -dn -map_metadata -1 -map_chapters -1 -fflags +bitexact -c:a eac3 -b:a 640k -f tee [f=mp4:fflags=+bitexact:strict=experimental:use_editlist=0:movflags=+faststart]out/sound_0.mp4|[f=mp4:fflags=+bitexact:strict=experimental:use_editlist=0:frag_duration=2002000:movflags=+delay_moov+default_base_moof+skip_trailer]out/sound_0_fragments.mp4
        sound 1: -hide_banner -nostdin -nostats -y -v repeat+level+warning -progress pipe:1 -protocol_whitelist file,pipe -format_whitelist imf,mxf -f imf -assetmaps in/ov/ASSETMAP.xml -i in/ov/CPL.xml -filter_complex [0:a:1]pan=stereo|c0=c0|c1=c1,apad=pad_len=2003,atrim=end_sample=4004000,asetpts=N/SR/TB,apad=pad_len=864,atrim=start_sample=1024:end_sample=4004864,asetpts=N/SR/TB[sound] -map [sound] -vn -sn -dn -map_metadata -1 -map_chapters -1 -fflags +bitexact -c:a aac -b:a 256k -f tee [f=mp4:fflags=+bitexact:strict=experimental:use_editlist=0:movflags=+faststart]out/sound_1.mp4|[f=mp4:fflags=+bitexact:strict=experimental:use_editlist=0:frag_duration=2002000:movflags=+delay_moov+default_base_moof+skip_trailer]out/sound_1_fragments.mp4
        join: -hide_banner -nostdin -nostats -y -v repeat+level+warning -progress pipe:1 -protocol_whitelist file,pipe -format_whitelist mov -f mov -i out/joined.mp4 -map 0:v:0 -copytb 1 -c copy -map_metadata -1 -fflags +bitexact -use_editlist 0 -movflags +faststart -f mp4 out/progressive.mp4
        package: -hide_banner -nostdin -nostats -y -v repeat+level+warning -progress pipe:1 -protocol_whitelist file,pipe -format_whitelist mov -f mov -i out/progressive.mp4 -protocol_whitelist file,pipe -format_whitelist mov -f mov -i out/sound_0.mp4 -protocol_whitelist file,pipe -format_whitelist mov -f mov -i out/sound_1.mp4 -map 0:0 -map 1:0 -map 2:0 -copytb 1 -c copy -strict experimental -map_metadata -1 -fflags +bitexact -f dash -hls_playlist 1 -use_template 1 -use_timeline 1 -seg_duration 2002000us -adaptation_sets id=0,streams=0 id=1,streams=1 id=2,streams=2 -init_seg_name init_$RepresentationID$.mp4 -media_seg_name seg_$RepresentationID$_$Number%05d$.m4s out/manifest.mpd
    "#]].assert_eq(&lines.concat());
}

fn verdicts(facts: &CompositionFacts, abilities: Abilities) -> String {
    let verdicts = possible_kinds(facts, &imf(), abilities);
    let lines = verdicts.into_iter().map(|(kind, verdict)| match verdict {
        Ok(()) => format!("{kind}: yes\n"),
        Err(why) => format!("{kind}: {why}\n"),
    });
    lines.collect()
}

#[test]
fn a_composition_is_told_which_kinds_it_gets_and_why_not_the_others() {
    let bare = Abilities {
        libx265: false,
        libsvtav1: false,
        eac3: false,
        ..FULL
    };
    let htj2k = PictureFacts {
        coding: PictureCoding::HighThroughputJpeg2000,
        ..hd()
    };
    let hlg = PictureFacts {
        transfer: Transfer::Hlg,
        ..hd()
    };
    let odd = sound(Soundfield::Other, 10, &[]);
    let told = [
        ("SDR", verdicts(&facts(Some(hd()), vec![five_one()]), FULL)),
        ("P3-D65 PQ", verdicts(&facts(Some(hdr()), vec![five_one()]), FULL)),
        (
            "P3-D65 PQ, bare ffmpeg",
            verdicts(&facts(Some(hdr()), vec![five_one()]), bare),
        ),
        ("HLG", verdicts(&facts(Some(hlg), vec![]), FULL)),
        ("HTJ2K", verdicts(&facts(Some(htj2k), vec![]), FULL)),
        ("ten channels", verdicts(&facts(Some(hd()), vec![odd]), FULL)),
        ("sound alone", verdicts(&facts(None, vec![stereo()]), FULL)),
    ];
    let text: String = told
        .iter()
        .map(|(what, verdicts)| format!("--- {what}\n{verdicts}"))
        .collect();
    expect![[r#"
        --- SDR
        browser: yes
        browser_hdr: the master is in standard dynamic range
        cast_hdr: the master is in standard dynamic range
        cast_sdr: yes
        audio: the composition has a picture; its sound is heard with it
        --- P3-D65 PQ
        browser: yes
        browser_hdr: yes
        cast_hdr: yes
        cast_sdr: yes
        audio: the composition has a picture; its sound is heard with it
        --- P3-D65 PQ, bare ffmpeg
        browser: yes
        browser_hdr: ffmpeg here lacks the encoder libsvtav1: install a full build or set the path of one in the settings (`ffmpeg`)
        cast_hdr: ffmpeg here lacks the encoder libx265: install a full build or set the path of one in the settings (`ffmpeg`)
        cast_sdr: ffmpeg here lacks the encoder libx265: install a full build or set the path of one in the settings (`ffmpeg`)
        audio: the composition has a picture; its sound is heard with it
        --- HLG
        browser: yes
        browser_hdr: the master is in hybrid log-gamma, which is not converted to PQ
        cast_hdr: the master is in hybrid log-gamma, which is not converted to PQ
        cast_sdr: yes
        audio: the composition has a picture; its sound is heard with it
        --- HTJ2K
        browser: the picture is high-throughput JPEG 2000 (ISO/IEC 15444-15), which ffmpeg decodes since 6.1: install a newer one, or set the path of one in the settings (`ffmpeg`)
        browser_hdr: the picture is high-throughput JPEG 2000 (ISO/IEC 15444-15), which ffmpeg decodes since 6.1: install a newer one, or set the path of one in the settings (`ffmpeg`)
        cast_hdr: the picture is high-throughput JPEG 2000 (ISO/IEC 15444-15), which ffmpeg decodes since 6.1: install a newer one, or set the path of one in the settings (`ffmpeg`)
        cast_sdr: the picture is high-throughput JPEG 2000 (ISO/IEC 15444-15), which ffmpeg decodes since 6.1: install a newer one, or set the path of one in the settings (`ffmpeg`)
        audio: the picture is high-throughput JPEG 2000 (ISO/IEC 15444-15), which ffmpeg decodes since 6.1: install a newer one, or set the path of one in the settings (`ffmpeg`)
        --- ten channels
        browser: yes
        browser_hdr: the master is in standard dynamic range
        cast_hdr: the master is in standard dynamic range
        cast_sdr: sound track 0 has 10 channels without a known order, and devices play at most 5.1
        audio: the composition has a picture; its sound is heard with it
        --- sound alone
        browser: the composition has no picture
        browser_hdr: the composition has no picture
        cast_hdr: the composition has no picture
        cast_sdr: the composition has no picture
        audio: yes
    "#]].assert_eq(&text);
}

#[test]
fn the_picture_is_decoded_smaller_only_when_every_target_is_smaller() {
    let lowres = |kinds: &[RenditionKind]| {
        let set = plan_set(kinds, &facts(Some(hdr()), vec![]), &imf(), FULL, 1440).expect("a plan");
        set.chunks
            .iter()
            .any(|step| step.args.iter().any(|arg| arg == "-lowres"))
    };
    assert!(lowres(&[RenditionKind::Browser]));
    assert!(!lowres(&[RenditionKind::Browser, RenditionKind::CastHdr]));
}

#[test]
fn a_display_is_written_the_same_in_whatever_order_its_primaries_come() {
    let display = hdr().mastering.expect("one");
    let [red, green, blue] = display.primaries;
    for primaries in [[green, blue, red], [blue, green, red], [red, blue, green]] {
        let other = MasteringDisplay { primaries, ..display };
        assert_eq!(other.red_green_blue(), [red, green, blue]);
    }
}

#[test]
fn televisions_get_hevc_above_1080_lines_only() {
    let codec = |width, height| {
        let picture = PictureFacts {
            width,
            height,
            ..hd()
        };
        let kind = RenditionKind::CastSdr;
        let plan = plan_kind(kind, &facts(Some(picture), vec![]), &imf(), FULL, 1440).expect("a plan");
        plan.manifest.picture.map(|picture| picture.codec)
    };
    assert_eq!(codec(1920, 1080).as_deref(), Some("avc1"));
    assert_eq!(codec(3840, 2160).as_deref(), Some("hvc1"));
}

#[test]
fn devices_get_own_mixes_where_there_are_some_and_named_downmixes_where_not() {
    let labels = ["chL", "chR", "chC", "chLFE", "chLss", "chRss", "chLrs", "chRrs"];
    let seven_one = sound(Soundfield::SevenOne, 8, &labels);
    let film = sound(
        Soundfield::FiveOne,
        6,
        &["chL", "chC", "chR", "chLs", "chRs", "chLFE"],
    );
    let french = crate::facts::SoundFacts {
        language: Some("fr-FR".to_owned()),
        ..film.clone()
    };
    let mixes = |sound| {
        let facts = facts(Some(hd()), sound);
        let plan = plan_kind(RenditionKind::CastSdr, &facts, &imf(), FULL, 1440).expect("a plan");
        let pans = plan.steps.iter().filter_map(|step| {
            let graph = step.args.iter().find(|arg| arg.contains("pan="))?;
            graph.split("pan=").nth(1)?.split(',').next().map(str::to_owned)
        });
        let named = plan.manifest.sound.into_iter().zip(pans);
        let lines: Vec<String> = named
            .map(|(sound, pan)| format!("{} in {}: {pan}\n", sound.name, sound.codec))
            .collect();
        lines.concat()
    };
    let told = [
        mixes(vec![film, stereo(), french]),
        mixes(vec![seven_one]),
        mixes(vec![sound(Soundfield::Mono, 1, &["chM"])]),
    ];
    expect![[r#"
        5.1 in ec-3: 5.1(side)|c0=c0|c1=c2|c2=c1|c3=c5|c4=c3|c5=c4
        Stereo in mp4a.40.2: stereo|c0=c0|c1=c1
        5.1 fr-FR in ec-3: 5.1(side)|c0=c0|c1=c2|c2=c1|c3=c5|c4=c3|c5=c4
        Stereo (downmix) in mp4a.40.2: stereo|c0=0.414214*c0+0.292893*c1+0.292893*c3|c1=0.414214*c2+0.292893*c1+0.292893*c4

        5.1 (downmix of 7.1) in ec-3: 5.1(side)|c0=c0|c1=c1|c2=c2|c3=c3|c4=0.5*c4+0.5*c6|c5=0.5*c5+0.5*c7
        Stereo (downmix) in mp4a.40.2: stereo|c0=0.320377*c0+0.226541*c2+0.226541*c4+0.226541*c6|c1=0.320377*c1+0.226541*c2+0.226541*c5+0.226541*c7

        Mono in mp4a.40.2: mono|c0=c0
    "#]].assert_eq(&told.join("\n"));
}
