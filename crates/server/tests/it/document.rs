//! The API document in `docs/openapi.json`, from which the web app's client is generated, is what the server says.

use std::path::Path;

#[test]
fn the_written_api_document_is_the_servers() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let written = std::fs::read_to_string(path).expect("docs/openapi.json");
    let served = serde_json::to_string_pretty(&server::routes::document()).expect("the document is JSON");
    assert!(
        written.trim_end() == served,
        "docs/openapi.json is stale: cargo run -p assetqc -- openapi > docs/openapi.json, then npm run api in web/"
    );
}
