//! Notices as mail: what was not read yet goes out a few seconds later, each once, where a mail server is set.

use serde::{Deserialize, Serialize};
use url::Url;

use super::sql::{self, Letter};
use crate::app::App;
use crate::jobs::{Attempt, Job};
use crate::mail::{self, SendMail};

const LETTERS_AT_ONCE: i64 = 200;

/// Turns new notices into letters. Marking the notice and queueing its letter are one transaction.
#[derive(Debug, Serialize, Deserialize)]
pub struct MailNotices;

impl Job for MailNotices {
    const KIND: &'static str = "notices.mail";

    async fn run(&self, app: &App, _: &Attempt) -> anyhow::Result<()> {
        if app.settings.mail.is_none() {
            return Ok(());
        }
        let mut tx = app.db.begin().await?;
        for letter in sql::take_unmailed(&mut tx, LETTERS_AT_ONCE).await? {
            mail::send(
                &mut tx,
                &app.settings,
                &written(letter, &app.settings.public_url)?,
            )
            .await?;
        }
        Ok(tx.commit().await?)
    }
}

fn written(letter: Letter, public_url: &Url) -> anyhow::Result<SendMail> {
    let Letter {
        email,
        subject,
        body,
        link,
    } = letter;
    let link = public_url.join(&link)?;
    let body = [subject.as_str(), &body, link.as_str()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("\n\n");
    Ok(SendMail {
        to: email,
        subject,
        body,
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn a_letter_says_what_happened_and_where_to_look() {
        let letter = Letter {
            email: "dan@northlight.example".into(),
            subject: "Files to fetch".into(),
            body: String::new(),
            link: "/requests/1?tab=files".into(),
        };
        let mail = written(letter, &"https://qc.studio.example/".parse().unwrap()).unwrap();
        expect![[r#"
            Files to fetch

            https://qc.studio.example/requests/1?tab=files"#]]
        .assert_eq(&mail.body);
    }
}
