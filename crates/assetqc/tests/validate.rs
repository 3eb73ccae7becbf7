//! `assetqc validate` and `assetqc diff` as others call them: what they print, and how they end.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use masters::{Master, MasterSpec, write_master, write_supplemental};
use serde_json::Value;
use timecode::{Frame, FrameCount, FrameRange};

fn assetqc(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_assetqc"))
        .args(arguments)
        .output()
        .unwrap()
}

fn master(folder: &Path) -> Master {
    let small = MasterSpec::small("Command").unwrap();
    let spec = MasterSpec {
        frames: FrameCount(6),
        width: 320,
        height: 180,
        ..small
    };
    write_master(&spec, folder).unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

#[test]
fn a_whole_package_ends_with_0_and_a_broken_one_with_1_and_the_json_has_its_promised_keys() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let master = master(folder.path());

    let whole = assetqc(&["validate", "--format", "json", path]);
    assert_eq!(
        whole.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&whole.stdout)
    );
    let report = json(&whole);
    assert_eq!(keys(&report), ["findings", "packages", "verdict"]);
    assert_eq!(report["verdict"], "accepted");
    assert_eq!(report["findings"], Value::Array(Vec::new()));

    fs::remove_file(folder.path().join(&master.sounds[0].file_name)).unwrap();
    let broken = assetqc(&["validate", "--format", "json", path]);
    assert_eq!(broken.status.code(), Some(1));
    let report = json(&broken);
    assert_eq!(report["verdict"], "rejected");
    let finding = &report["findings"][0];
    assert_eq!(
        keys(finding),
        ["at", "clause", "file", "fix", "level", "message", "rule"]
    );
    assert_eq!(finding["rule"], "imf.file.missing");
    assert_eq!(finding["level"], "error");

    let sarif = json(&assetqc(&["validate", "--format", "sarif", path]));
    assert_eq!(sarif["version"], "2.1.0");
    let run = &sarif["runs"][0];
    let result = &run["results"][0];
    assert_eq!(result["ruleId"], "imf.file.missing");
    assert_eq!(result["level"], "error");
    let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
    assert_eq!(run["tool"]["driver"]["rules"][index]["id"], "imf.file.missing");
}

#[test]
fn single_files_are_judged_alone_and_several_paths_together() {
    let folder = tempfile::tempdir().unwrap();
    let master = master(folder.path());
    let sound = folder.path().join(&master.sounds[0].file_name);
    let files = [
        &master.composition,
        &master.packing_list,
        &master.asset_map,
        &sound,
    ];
    for file in files {
        let output = assetqc(&["validate", file.to_str().unwrap()]);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{}",
            String::from_utf8_lossy(&output.stdout)
        );
    }
    let spoilt = folder.path().join("CPL_spoilt.xml");
    fs::write(&spoilt, "<!DOCTYPE a [<!ENTITY x 'y'>]><CompositionPlaylist/>").unwrap();
    let both = assetqc(&[
        "validate",
        "--format",
        "json",
        master.composition.to_str().unwrap(),
        spoilt.to_str().unwrap(),
    ]);
    assert_eq!(both.status.code(), Some(1));
    let report = json(&both);
    assert_eq!(report["packages"].as_array().unwrap().len(), 2);
    assert_eq!(report["findings"][0]["file"], spoilt.to_str().unwrap());
}

#[test]
fn what_cannot_be_read_and_wrong_usage_end_with_2() {
    for arguments in [
        &["validate"][..],
        &["validate", "/there/is/nothing"],
        &["validate", env!("CARGO_BIN_EXE_assetqc")],
        &["validate", "--format", "xml", "."],
        &["diff", "/there/is/nothing", "."],
    ] {
        assert_eq!(assetqc(arguments).status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn a_supplemental_is_inspected_against_its_original_and_told_apart_from_it() {
    let (original, later) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let master = master(original.path());
    let range = FrameRange::new(Frame(2), Frame(3)).unwrap();
    write_supplemental(&master, range, later.path()).unwrap();
    let (original, later) = (original.path().to_str().unwrap(), later.path().to_str().unwrap());

    assert_eq!(assetqc(&["validate", later]).status.code(), Some(0));
    assert_eq!(assetqc(&["validate", later, "--complete"]).status.code(), Some(1));
    assert_eq!(
        assetqc(&["validate", later, "--against", original]).status.code(),
        Some(0)
    );

    let difference = json(&assetqc(&["diff", "--format", "json", original, later]));
    let picture = &difference["tracks"][0]["pieces"];
    let kinds: Vec<&str> = picture
        .as_array()
        .unwrap()
        .iter()
        .map(|piece| piece["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["kept", "replaced", "kept"]);
    let text = assetqc(&["diff", original, later]);
    assert!(
        String::from_utf8_lossy(&text.stdout).contains("replaced"),
        "{text:?}"
    );
}
