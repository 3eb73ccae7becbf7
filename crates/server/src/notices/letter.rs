//! How notices read as mail: one by itself, or those of an hour or a day together, title by title. Every line leads to the
//! very thing, every letter to one's settings. As plain text and as HTML without colours of its own, images or anything
//! that is fetched, so that it is legible on light and dark and tells nobody when it is read.

use html_escape::{encode_double_quoted_attribute as attribute, encode_text as escaped};
use qc::id::PersonId;
use qc::notice::MailWhen;
use url::Url;

use super::sql::Line;
use crate::mail::Letter;

pub(super) const SETTINGS: &str = "/notices/settings";

/// What goes to one person in one letter.
pub(super) struct Parcel {
    person: PersonId,
    email: String,
    when: MailWhen,
    lines: Vec<Line>,
}

/// What is to go at once stays by itself; the rest is put together for each person.
pub(super) fn parcels(lines: Vec<Line>) -> Vec<Parcel> {
    let mut parcels: Vec<Parcel> = Vec::new();
    for line in lines {
        let is_together = |parcel: &&mut Parcel| {
            line.when != MailWhen::AtOnce && parcel.person == line.person && parcel.when == line.when
        };
        match parcels.iter_mut().find(is_together) {
            Some(parcel) => parcel.lines.push(line),
            None => parcels.push(Parcel {
                person: line.person,
                email: line.email.clone(),
                when: line.when,
                lines: vec![line],
            }),
        }
    }
    parcels
}

pub(super) fn written(parcel: &Parcel, public_url: &Url) -> Result<Letter, url::ParseError> {
    let settings = public_url.join(SETTINGS)?;
    let subject = subject(parcel);
    let groups = by_title(&parcel.lines);
    Ok(Letter {
        person: Some(parcel.person),
        to: parcel.email.clone(),
        text: as_text(&subject, &groups, public_url, &settings)?,
        html: as_html(&subject, &groups, public_url, &settings)?,
        subject,
    })
}

fn subject(parcel: &Parcel) -> String {
    let since = match parcel.when {
        MailWhen::Daily => "of the last day",
        _ => "of the last hour",
    };
    match parcel.lines.as_slice() {
        [one] => one.subject.clone(),
        lines => format!("{} notices {since}", lines.len()),
    }
}

/// Titles in the order in which they first come; what is about no title stands last.
fn by_title(lines: &[Line]) -> Vec<(Option<&str>, Vec<&Line>)> {
    let mut groups: Vec<(Option<&str>, Vec<&Line>)> = Vec::new();
    for line in lines {
        let title = line.title.as_deref();
        match groups.iter_mut().find(|(of, _)| *of == title) {
            Some((_, lines)) => lines.push(line),
            None => groups.push((title, vec![line])),
        }
    }
    groups.sort_by_key(|(title, _)| title.is_none());
    groups
}

/// The heading of what is about no title, where there are headings.
const ELSEWHERE: &str = "Besides";

type Groups<'a> = [(Option<&'a str>, Vec<&'a Line>)];

fn as_text(
    subject: &str,
    groups: &Groups<'_>,
    base: &Url,
    settings: &Url,
) -> Result<String, url::ParseError> {
    let mut text = String::new();
    if let [(_, lines)] = groups
        && let [one] = lines.as_slice()
    {
        push_line(&mut text, one, "", base)?;
    } else {
        text.push_str(subject);
        text.push('\n');
        for (title, lines) in groups {
            let title = title.unwrap_or(ELSEWHERE);
            text.push_str(&format!("\n{title}\n"));
            for line in lines {
                push_line(&mut text, line, "  ", base)?;
            }
        }
    }
    text.push_str(&format!(
        "\n-- \nAsset QC. Choose what you are told of and when: {settings}\n"
    ));
    Ok(text)
}

fn push_line(text: &mut String, line: &Line, indent: &str, base: &Url) -> Result<(), url::ParseError> {
    let link = base.join(&line.link)?;
    let parts = [line.subject.as_str(), &line.body, link.as_str()];
    let gap = if indent.is_empty() { "\n\n" } else { "\n" };
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .map(|part| format!("{indent}{}", part.replace('\n', &format!("\n{indent}"))))
        .collect();
    text.push_str(&parts.join(gap));
    text.push('\n');
    Ok(())
}

fn as_html(
    subject: &str,
    groups: &Groups<'_>,
    base: &Url,
    settings: &Url,
) -> Result<String, url::ParseError> {
    let mut body = String::new();
    let has_headings = groups.len() > 1 || groups.iter().any(|(_, lines)| lines.len() > 1);
    if has_headings {
        body.push_str(&format!("<h1 style=\"font-size:19px\">{}</h1>", escaped(subject)));
    }
    for (title, lines) in groups {
        if has_headings {
            let title = escaped(title.unwrap_or(ELSEWHERE));
            body.push_str(&format!(
                "<h2 style=\"font-size:16px;margin:24px 0 8px\">{title}</h2>"
            ));
        }
        for line in lines {
            body.push_str(&html_line(line, base)?);
        }
    }
    let title = escaped(subject);
    let settings = attribute(settings.as_str()).into_owned();
    Ok(format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"color-scheme\" content=\"light dark\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title></head>\
         <body style=\"margin:0;padding:24px;font:15px/1.5 system-ui,sans-serif\"><div style=\"max-width:640px\">{body}\
         <hr style=\"border:0;border-top:1px solid #8888;margin:28px 0 12px\">\
         <p style=\"font-size:13px\">Asset QC. <a href=\"{settings}\">Choose what you are told of and when</a>.</p>\
         </div></body></html>"
    ))
}

fn html_line(line: &Line, base: &Url) -> Result<String, url::ParseError> {
    let link = base.join(&line.link)?;
    let said = if line.body.is_empty() {
        String::new()
    } else {
        format!("<br>{}", escaped(&line.body).replace('\n', "<br>"))
    };
    Ok(format!(
        "<p style=\"margin:0 0 12px\"><a href=\"{}\"><b>{}</b></a>{said}</p>",
        attribute(link.as_str()),
        escaped(&line.subject)
    ))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    fn line(when: MailWhen, title: Option<&str>, subject: &str, link: &str) -> Line {
        Line {
            person: PersonId::from(uuid::Uuid::nil()),
            email: "dan@northlight.example".into(),
            when,
            title: title.map(str::to_owned),
            subject: subject.into(),
            body: String::new(),
            link: link.into(),
        }
    }

    fn letters(lines: Vec<Line>) -> Vec<Letter> {
        let base = "https://qc.studio.example/".parse().unwrap();
        parcels(lines)
            .iter()
            .map(|parcel| written(parcel, &base).unwrap())
            .collect()
    }

    #[test]
    fn a_letter_says_what_happened_and_where_to_look() {
        let letters = letters(vec![line(
            MailWhen::AtOnce,
            Some("The Pier"),
            "Files to fetch",
            "/downloads/1?tab=files",
        )]);
        expect![[r#"
            Files to fetch

            https://qc.studio.example/downloads/1?tab=files

            -- 
            Asset QC. Choose what you are told of and when: https://qc.studio.example/notices/settings
        "#]]
        .assert_eq(&letters[0].text);
    }

    #[test]
    fn what_is_collected_is_read_title_by_title() {
        let hourly = |title, subject: &str, link: &str| line(MailWhen::Hourly, title, subject, link);
        let letters = letters(vec![
            hourly(Some("The Pier"), "Approved: request 1", "/requests/1"),
            hourly(None, "Ticket 3 is solved", "/tickets/3"),
            hourly(Some("The Boat"), "Approved: request 2", "/requests/2"),
            hourly(Some("The Pier"), "A comment on issue 4", "/requests/1?issue=4"),
        ]);
        assert_eq!(letters.len(), 1);
        assert_eq!(letters[0].subject, "4 notices of the last hour");
        expect![[r#"
            4 notices of the last hour

            The Pier
              Approved: request 1
              https://qc.studio.example/requests/1
              A comment on issue 4
              https://qc.studio.example/requests/1?issue=4

            The Boat
              Approved: request 2
              https://qc.studio.example/requests/2

            Besides
              Ticket 3 is solved
              https://qc.studio.example/tickets/3

            -- 
            Asset QC. Choose what you are told of and when: https://qc.studio.example/notices/settings
        "#]]
        .assert_eq(&letters[0].text);
    }

    #[test]
    fn at_once_hourly_and_daily_are_letters_of_their_own() {
        let when = [
            MailWhen::AtOnce,
            MailWhen::AtOnce,
            MailWhen::Hourly,
            MailWhen::Daily,
            MailWhen::Daily,
        ];
        let lines = when.into_iter().map(|when| line(when, None, "s", "/"));
        assert_eq!(letters(lines.collect()).len(), 4);
    }

    #[test]
    fn what_people_wrote_is_text_in_html_too() {
        let mut hostile = line(
            MailWhen::AtOnce,
            Some("<b>"),
            "<script>alert(1)</script>",
            "/requests/1?a=\"><img>",
        );
        hostile.body = "a < b\n<img src=x>".into();
        let html = &letters(vec![hostile])[0].html;
        assert!(
            html.contains("&lt;script&gt;") && html.contains("a &lt; b<br>&lt;img"),
            "{html}"
        );
        assert!(!html.contains("<script") && !html.contains("<img"), "{html}");
    }
}
