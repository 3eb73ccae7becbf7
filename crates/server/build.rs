//! The program carries the migrations and the web app: a new file in either folder makes a new program.

fn main() {
    for folder in ["../../migrations", "../../web/dist"] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
