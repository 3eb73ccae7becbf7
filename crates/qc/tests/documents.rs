//! Writes out what the rules say, so that people can read it: `docs/domain/request-states.md`, `docs/domain/request-steps.md`
//! and `docs/domain/access.md`.
//! The tests fail when a document is stale; `UPDATE_EXPECT=1 cargo test -p qc` writes them anew.

use std::fmt::Write as _;

use expect_test::expect_file;
use qc::access::{Permission, roles};
use qc::comment::{Visibility, readers};
use qc::delegation::{DelegationState, DelegationStep};
use qc::delivery::{DeliveryState, DeliveryStep};
use qc::dispute::{DISPUTE_WITHIN, DisputeState, DisputeStep};
use qc::fix_note::{FixNoteState, FixNoteStep, Waiver, decide_waiver};
use qc::issue::{IssueState, IssueStep};
use qc::objection::{ObjectionState, ObjectionStep};
use qc::person::{PersonState, PersonStep, Role};
use qc::request::{RequestState, Step, StepRefused, permissions, taken_by};
use qc::ticket::TicketState;
use qc::verification::{VerificationState, VerificationStep};

/// One line per state: each step it allows and where that leads.
fn table<S: Copy + std::fmt::Display, T: Copy + std::fmt::Display>(
    noun: &str,
    about: &str,
    states: &[S],
    steps: &[T],
    after: impl Fn(S, T) -> Option<S>,
) -> String {
    let mut out = format!("## {noun}\n\n{about}\n\n| state | step | leads to |\n|---|---|---|\n");
    for state in states {
        let leads: Vec<_> = steps
            .iter()
            .filter_map(|step| Some((step, after(*state, *step)?)))
            .collect();
        if leads.is_empty() {
            let _ = writeln!(out, "| {state} | none | |");
        }
        for (step, next) in leads {
            let _ = writeln!(out, "| {state} | {step} | {next} |");
        }
    }
    out
}

#[test]
fn the_states_are_written_down() {
    let mut out = String::from(
        "# States\n\nWritten by a test of the rules crate from the rules themselves. A step that is not listed is refused.\n\n",
    );
    let requests = table(
        "QC request",
        "A request on hold is released to the state that it came from.",
        RequestState::ALL,
        Step::ALL,
        |state, step| state.after(step).ok(),
    );
    let deliveries = table(
        "Delivery",
        "Inspected whole: one failing track rejects all of it.",
        DeliveryState::ALL,
        DeliveryStep::ALL,
        |state, step| state.after(step).ok(),
    );
    let verifications = table(
        "Verification",
        "One per report, by another facility.",
        VerificationState::ALL,
        VerificationStep::ALL,
        |state, step| state.after(step).ok(),
    );
    let within = format!(
        "An operator's word against a replaced, deleted or added issue: once per verdict, within {} days of the verification. The \
         verifier may answer once; post decides. Granted, a replaced or deleted issue counts as confirmed and an added one not at \
         all; a deleted one stands again while production still answers the report.",
        DISPUTE_WITHIN.num_days()
    );
    let disputes = table(
        "Dispute",
        &within,
        DisputeState::ALL,
        DisputeStep::ALL,
        |state, step| state.after(step).ok(),
    );
    let issues = table(
        "Issue",
        "An issue belongs to its asset and lives on through redeliveries. A waived issue can only be confirmed present.",
        IssueState::ALL,
        IssueStep::ALL,
        |state, step| state.after(step).ok(),
    );
    let waivers = table(
        "Waiver",
        "Creative Intent and Best Possible propose to waive when the fix notes are submitted; post agrees or refuses.",
        Waiver::ALL,
        &["agree", "refuse"],
        |waiver, step| decide_waiver(waiver, step == "agree", "because").ok(),
    );
    let fix_notes = table(
        "Fix note",
        "It begins as a draft with the first answer to an issue. Undoing a batch of answers leaves each draft as it was before.",
        FixNoteState::ALL,
        FixNoteStep::ALL,
        |state, step| state.after(step).ok(),
    );
    let objections = table(
        "Objection",
        "Production says that an issue is none; post decides. Upheld, the issue becomes not_an_issue; dismissed, it is to be answered. \
         While it is open the fix notes cannot be submitted, and their deadline waits.",
        ObjectionState::ALL,
        ObjectionStep::ALL,
        |state, step| state.after(step, "because").ok(),
    );
    let delegations = table(
        "Delegation",
        "Issues of fix notes in the hands of another production account. It ends also when its time runs out or the answers are handed in.",
        DelegationState::ALL,
        DelegationStep::ALL,
        |state, step| state.after(step).ok(),
    );
    let tickets = table(
        "Ticket",
        "The step is the new state.",
        TicketState::ALL,
        TicketState::ALL,
        |state, to| state.change_to(to).ok(),
    );
    let accounts = table(
        "Account",
        "Whoever was invited and never accepted is brought back as invited. Asleep, suspended and disabled accounts hold no work.",
        PersonState::ALL,
        PersonStep::ALL,
        |state, step| state.after(step).ok(),
    );
    let all = [
        requests,
        deliveries,
        verifications,
        disputes,
        issues,
        fix_notes,
        waivers,
        objections,
        delegations,
        tickets,
        accounts,
    ];
    out.push_str(&all.join("\n"));
    expect_file!["../../../docs/domain/request-states.md"].assert_eq(&out);
}

#[test]
fn the_permissions_are_written_down() {
    let mut out = String::from(
        "# Access\n\nWritten by a test of the rules crate. A mark says that the role may ever do it; whether this person may do it to \
         this object (the holder, the facility, the show) is asked of the object besides.\n\n| permission |",
    );
    for role in Role::ALL {
        let _ = write!(out, " {role} |");
    }
    out.push_str("\n|---|");
    out.push_str(&"---|".repeat(Role::ALL.len()));
    out.push('\n');
    for permission in Permission::ALL {
        let _ = write!(out, "| {permission} |");
        for role in Role::ALL {
            out.push_str(if roles(*permission).contains(role) {
                " ● |"
            } else {
                "  |"
            });
        }
        out.push('\n');
    }
    out.push_str(
        "\n## Comments\n\nA mark says that the role reads and writes comments of this visibility, on what it sees. People of a facility \
         read of `vendor` only what is said with their own.\n\n| visibility |",
    );
    for role in Role::ALL {
        let _ = write!(out, " {role} |");
    }
    out.push_str("\n|---|");
    out.push_str(&"---|".repeat(Role::ALL.len()));
    out.push('\n');
    for visibility in Visibility::ALL {
        let _ = write!(out, "| {visibility} |");
        for role in Role::ALL {
            let mark = if readers(*visibility).contains(role) {
                " ● |"
            } else {
                "  |"
            };
            out.push_str(mark);
        }
        out.push('\n');
    }
    expect_file!["../../../docs/domain/access.md"].assert_eq(&out);
}

/// A cell as people read it.
fn cell(role: Role, state: RequestState, step: Step) -> String {
    match taken_by(role, state, step) {
        Ok(to) => format!("**{to}**"),
        Err(StepRefused::FollowsByItself(_)) => "itself".to_owned(),
        Err(StepRefused::NotTheirs { .. }) => "role".to_owned(),
        Err(StepRefused::NotNow(_)) => "now".to_owned(),
    }
}

#[test]
fn every_cell_of_state_step_and_role_is_written_down() {
    let mut out = String::from(
        "# Steps\n\nWritten by a test of the rules crate: every state × step × role. A cell names the state that the step leads to, or why \
         it is refused: **role**, it is not for this role; **now**, not in this state; **itself**, nobody takes it, it follows from another \
         step or from background work. Whether this person may do it to this request (the holder, the facility, the show) is asked of the \
         request besides.\n\n## Who takes a step\n\n| step | permissions |\n|---|---|\n",
    );
    for step in Step::ALL {
        let names: Vec<&str> = permissions(*step)
            .iter()
            .map(|permission| permission.as_str())
            .collect();
        let names = if names.is_empty() {
            "follows by itself".to_owned()
        } else {
            names.join(", ")
        };
        let _ = writeln!(out, "| {step} | {names} |");
    }
    for state in RequestState::ALL {
        let _ = write!(out, "\n## {state}\n\n| step |");
        for role in Role::ALL {
            let _ = write!(out, " {role} |");
        }
        out.push_str("\n|---|");
        out.push_str(&"---|".repeat(Role::ALL.len()));
        out.push('\n');
        for step in Step::ALL {
            let cells: Vec<String> = Role::ALL.iter().map(|role| cell(*role, *state, *step)).collect();
            let _ = writeln!(out, "| {step} | {} |", cells.join(" | "));
        }
    }
    expect_file!["../../../docs/domain/request-steps.md"].assert_eq(&out);
}
