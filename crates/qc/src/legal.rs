//! "If there are specific considerations you must take into account for legal reasons, please let us know": what stands in
//! an onboarding ticket beside its people, and which people and works a line of it names. It only suggests; an
//! administrator bars.

/// The lines of an onboarding ticket that name nobody by an address.
pub fn considerations(description: &str) -> Vec<&str> {
    let lines = description.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty() && !line.contains('@'))
        .collect()
}

/// Whether a line names somebody or something: its whole name, in whatever case, not as a part of another word.
pub fn names(line: &str, name: &str) -> bool {
    let (line, name) = (line.to_lowercase(), name.trim().to_lowercase());
    let is_edge = |char: Option<char>| char.is_none_or(|char| !char.is_alphanumeric());
    !name.is_empty()
        && line.match_indices(&name).any(|(at, found)| {
            is_edge(line[..at].chars().next_back()) && is_edge(line[at + found.len()..].chars().next())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_no_address_is_a_consideration() {
        let text = "Olga, Berg, olga@northlight.example\n\nOlga Berg worked on Harbour Lights.\n  ";
        assert_eq!(considerations(text), ["Olga Berg worked on Harbour Lights."]);
        assert!(considerations("").is_empty());
    }

    #[test]
    fn a_name_is_found_whole_and_in_whatever_case() {
        assert!(names("Not on HARBOUR LIGHTS, please", "Harbour Lights"));
        assert!(names("“Dune”", "Dune"));
        assert!(!names("The dunes are long", "Dune"));
        assert!(!names("Harbour", "Harbour Lights"));
        assert!(!names("anything", " "));
        assert!(names("Ein Film über Öl", "öl"));
    }
}
