//! The program carries the migrations and the web app: a new file in either folder makes a new program.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
    // A debug build reads the web app from its folder. A folder that is not there would make cargo build every time.
    let is_carried = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    if is_carried || std::path::Path::new("../../web/dist").exists() {
        println!("cargo:rerun-if-changed=../../web/dist");
    }
}
