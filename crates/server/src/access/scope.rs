//! The SQL reading of a scope. `qc::access::Scope::sees` is the other one; a test draws rows and scopes and holds the two
//! equal. A list's query function takes a `&Scope`, so that none can be forgotten.

use qc::access::Scope;
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

/// Where a query has what scopes ask for: names of its columns, never anything from outside.
pub struct Columns {
    pub show: &'static str,
    /// Everyone who holds or held the work: `r.operator_id`, `v.verifier_id`.
    pub people: &'static [&'static str],
    pub facilities: &'static [&'static str],
}

/// Adds the predicate, in brackets: `query.push(" where "); push_scope(&mut query, scope, &COLUMNS);`
pub fn push_scope(query: &mut QueryBuilder<Postgres>, scope: &Scope, columns: &Columns) {
    match scope {
        Scope::All => drop(query.push("true")),
        Scope::Nothing => drop(query.push("false")),
        Scope::Shows(shows) => push_any(
            query,
            &[columns.show],
            shows.iter().map(|show| show.uuid()).collect(),
        ),
        Scope::Facilities(facilities) => {
            push_any(
                query,
                columns.facilities,
                facilities.iter().map(|facility| facility.uuid()).collect(),
            );
        }
        Scope::AssignedTo(person) => push_any(query, columns.people, vec![person.uuid()]),
        Scope::AnyOf(scopes) => {
            query.push("(false");
            for scope in scopes {
                query.push(" or ");
                push_scope(query, scope, columns);
            }
            query.push(")");
        }
    }
}

/// One of the columns holds one of the ids. An empty column matches nothing.
fn push_any(query: &mut QueryBuilder<Postgres>, columns: &[&'static str], ids: Vec<Uuid>) {
    query.push("(false");
    for column in columns {
        query
            .push(" or coalesce(")
            .push(column)
            .push(" = any(")
            .push_bind(ids.clone())
            .push("), false)");
    }
    query.push(")");
}
