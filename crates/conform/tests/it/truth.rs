//! prints
use crate::fixtures::{media, unnoticed};
#[test]
fn table() {
    let Some(root) = media(&std::env::var("TABLE").unwrap_or(".".into())) else { return };
    let mut paths = vec![];
    walk(&root, &mut paths);
    paths.sort();
    for path in paths {
        let shown = path.strip_prefix(&root).unwrap().display().to_string();
        match conform::inspect_path(&path, None, &[], &mut unnoticed) {
            Err(e) => println!("== {shown}: ERR {e}"),
            Ok((k, i)) => {
                println!("== {shown}: {k:?} {:?}", i.verdict);
                for f in &i.findings { if f.level != conform::Level::Info { println!("     {:?} {f}", f.level); } }
            }
        }
    }
}
fn walk(d: &std::path::Path, out: &mut Vec<std::path::PathBuf>) {
    if d.join("ASSETMAP.xml").exists() { out.push(d.into()); }
    for e in std::fs::read_dir(d).unwrap() {
        let p = e.unwrap().path();
        if p.is_dir() { walk(&p, out) } else { let s = p.to_string_lossy().to_lowercase(); if s.ends_with(".xml") || s.ends_with(".mxf") || s.ends_with(".wav") { out.push(p) } }
    }
}
