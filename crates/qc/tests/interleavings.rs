//! Everything that three people can do to a request in six steps, in every order, against the real tables. A walk through
//! all states that are reached; after each act the request is sound, and a refusal changes nothing.

use std::collections::{HashSet, VecDeque};

use qc::person::Role;
use qc::request::{RequestState, Standing, Step, permissions, taken_by};

const STEPS: usize = 6;

/// What is said to the request: by whom, and what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Act {
    Step(Role, Step),
    Release(Role),
}

/// A request and what its history says. The holders are told apart, so that two of them would be seen.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Request {
    standing: Standing,
    operators: Vec<Role>,
    verifiers: Vec<Role>,
    /// Rows of history that changed the state: one for each step that was taken.
    rows: usize,
    steps: usize,
}

impl Request {
    fn new(state: RequestState) -> Request {
        Request {
            standing: Standing {
                state,
                held_from: None,
                has_operator: false,
                is_submitted: false,
            },
            operators: Vec::new(),
            verifiers: Vec::new(),
            rows: 0,
            steps: 0,
        }
    }

    /// As the server does it: the rule, the row, its history.
    fn goes(&self, to: RequestState, step: Option<Step>) -> Request {
        let mut next = self.clone();
        next.standing.held_from = (step == Some(Step::Hold)).then_some(self.standing.state);
        next.standing.state = to;
        match step {
            Some(Step::Assign) => next.operators.push(Role::Operator),
            Some(Step::Return) => {
                next.operators.pop();
            }
            Some(Step::SubmitReport) => next.standing.is_submitted = true,
            Some(Step::AssignVerification) => next.verifiers.push(Role::Verifier),
            Some(Step::ReturnVerification) => {
                next.verifiers.pop();
            }
            _ => {}
        }
        next.standing.has_operator = !next.operators.is_empty();
        next.rows += 1;
        next.steps += 1;
        next
    }

    /// Where the act leads: nowhere when it is refused.
    fn after(&self, act: Act) -> Option<Request> {
        match act {
            Act::Step(role, step) => {
                let to = taken_by(role, self.standing.state, step).ok()?;
                Some(self.goes(to, Some(step)))
            }
            Act::Release(role) => {
                // Who may hold may release.
                taken_by(role, RequestState::Available, Step::Hold).ok()?;
                let to = self.standing.state.released_to(self.standing.held_from?).ok()?;
                Some(self.goes(to, None))
            }
        }
    }

    /// What follows by itself: each way that the rules leave open.
    fn follows(&self) -> Vec<Request> {
        let by_itself = Step::ALL.iter().filter(|step| permissions(**step).is_empty());
        by_itself
            .filter_map(|step| Some(self.goes(self.standing.state.after(*step).ok()?, Some(*step))))
            .collect()
    }

    fn demand_legal(&self) {
        assert_eq!(self.standing.demand_sound(), Ok(()), "{self:?}");
        assert!(
            self.operators.len() <= 1 && self.verifiers.len() <= 1,
            "two holders: {self:?}"
        );
        let at = self.standing.held_from.unwrap_or(self.standing.state);
        assert!(
            at != RequestState::InVerification || !self.verifiers.is_empty(),
            "{self:?}"
        );
        assert_eq!(self.rows, self.steps, "history has one row per step: {self:?}");
        if self.standing.state == RequestState::OnHold {
            let from = self.standing.held_from.expect("a hold remembers its origin");
            assert!(self.standing.state.released_to(from).is_ok(), "{self:?}");
        }
    }
}

fn acts(people: [Role; 3]) -> Vec<Act> {
    let steps = people
        .into_iter()
        .flat_map(|role| Step::ALL.iter().map(move |step| Act::Step(role, *step)));
    steps.chain(people.map(Act::Release)).collect()
}

/// Walks through everything within the steps, and gives the states that were seen and the number of acts tried.
fn explore(first: Request, people: [Role; 3]) -> (HashSet<RequestState>, usize) {
    let (mut seen, mut queue) = (HashSet::from([first.clone()]), VecDeque::from([first]));
    let (mut states, mut tried) = (HashSet::new(), 0);
    let acts = acts(people);
    while let Some(request) = queue.pop_front() {
        request.demand_legal();
        states.insert(request.standing.state);
        if request.steps == STEPS {
            continue;
        }
        let mut next = request.follows();
        for act in &acts {
            tried += 1;
            let after = request.after(*act);
            if request.standing.state.is_final() {
                assert_eq!(after, None, "what is concluded is final: {act:?} on {request:?}");
            }
            next.extend(after);
        }
        for request in next {
            if seen.insert(request.clone()) {
                queue.push_back(request);
            }
        }
    }
    (states, tried)
}

#[test]
fn three_people_and_six_steps_lead_to_no_illegal_state() {
    use RequestState::*;
    let people = [
        [Role::Operator, Role::Verifier, Role::Post],
        [Role::Operator, Role::VendorManager, Role::Post],
        [Role::Operator, Role::DownloadManager, Role::Post],
        [Role::Verifier, Role::Production, Role::Post],
    ];
    let mut all = HashSet::new();
    for people in people {
        let (states, tried) = explore(Request::new(Available), people);
        assert!(tried > 100, "{tried}");
        all.extend(states);
        all.extend(explore(Request::new(Preparing), people).0);
    }
    for state in [
        Assigned,
        Downloading,
        InQc,
        VerificationAvailable,
        InVerification,
        OnHold,
        Canceled,
        // A report that nobody verifies is approved at once.
        Approved,
    ] {
        assert!(all.contains(&state), "{state} was never reached");
    }
}

#[test]
fn the_second_half_of_its_life_is_as_sound() {
    let mut reported = Request::new(RequestState::VerificationAvailable);
    reported.operators.push(Role::Operator);
    reported.standing.has_operator = true;
    reported.standing.is_submitted = true;
    let (states, _) = explore(reported, [Role::Verifier, Role::Production, Role::Post]);
    for state in [
        RequestState::Approved,
        RequestState::Rejected,
        RequestState::AwaitingRedelivery,
    ] {
        assert!(states.contains(&state), "{state} was never reached");
    }
}
