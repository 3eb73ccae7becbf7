//! Every rule stands in `docs/domain/rules.md`, which this test writes (`UPDATE_EXPECT=1`) and holds to the table.

use std::collections::HashSet;
use std::fmt::Write;

use conform::{Fault, Level};
use expect_test::expect_file;

#[test]
fn the_list_of_rules_is_written_from_the_table() {
    let mut page = String::from(
        "# Rules of inspection\n\nWritten by a test of `conform` from `crates/conform/src/fault.rs`. \
         Words in braces are the facts of a finding.\n\n\
         **Error**: the delivery cannot be accepted; *overridable* where only the delivery specification asks for it. \
         **Warning**: a person should know. **Info**: worth knowing. Findings name the edition that the file itself obeys.\n\n\
         | rule | level | asked for by | what is wrong | what to do |\n|---|---|---|---|---|\n",
    );
    for (rule, message) in Fault::RULES.iter().zip(Fault::MESSAGES) {
        let level = match rule.level {
            Level::Error if rule.is_overridable() => "Error, overridable",
            Level::Error => "Error",
            Level::Warning => "Warning",
            Level::Info => "Info",
        };
        let message = message.replace(":?}", "}").replace('|', "\\|");
        let _ = writeln!(
            page,
            "| `{}` | {level} | {} | {message} | {} |",
            rule.id, rule.clause, rule.fix
        );
    }
    expect_file!["../../../../docs/domain/rules.md"].assert_eq(&page);
}

#[test]
fn every_rule_has_its_own_id_and_a_remedy() {
    let mut ids = HashSet::new();
    for rule in Fault::RULES {
        assert!(ids.insert(rule.id), "{} stands twice", rule.id);
        let subject = rule.id.split('.').next();
        assert!(
            matches!(subject, Some("delivery" | "file" | "imf" | "wav")),
            "{}",
            rule.id
        );
        assert!(rule.fix.ends_with('.'), "{}", rule.id);
    }
}
