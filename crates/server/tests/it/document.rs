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

#[test]
fn every_reference_in_the_api_document_leads_somewhere() {
    let document = serde_json::to_value(server::routes::document()).expect("the document is JSON");
    let text = document.to_string();
    let lost: Vec<&str> = text
        .split("\"$ref\":\"#")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|pointer| document.pointer(pointer).is_none())
        .collect();
    assert!(lost.is_empty(), "no such schema: {lost:?}");
}
