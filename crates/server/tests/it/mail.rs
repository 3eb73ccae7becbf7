//! A letter leaves by SMTP as a job of the act that caused it.

use server::config::{MailSetting, Secret};
use server::jobs::{Attempt, Job};
use server::mail::{self, Letter};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::world::World;

/// Takes one letter as a mail server would, and hands it to the test.
async fn mail_server() -> (u16, oneshot::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let (sender, receiver) = oneshot::channel();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.expect("a sender");
        let (reader, mut writer) = stream.into_split();
        let mut lines = BufReader::new(reader).lines();
        let mut letter = String::new();
        let mut in_letter = false;
        writer.write_all(b"220 here\r\n").await.expect("told");
        while let Ok(Some(line)) = lines.next_line().await {
            let answer: &[u8] = match line.split(' ').next().unwrap_or_default() {
                "." if in_letter => {
                    in_letter = false;
                    b"250 taken\r\n"
                }
                _ if in_letter => {
                    letter.push_str(&line);
                    letter.push('\n');
                    continue;
                }
                "DATA" => {
                    in_letter = true;
                    b"354 go on\r\n"
                }
                "QUIT" => b"221 bye\r\n",
                _ => b"250 well\r\n",
            };
            writer.write_all(answer).await.expect("told");
            if answer.starts_with(b"250 taken") {
                break;
            }
        }
        // The test may have ended already.
        let _ = sender.send(letter);
    });
    (port, receiver)
}

#[tokio::test]
async fn a_letter_reaches_the_mail_server() {
    let (port, letter) = mail_server().await;
    let setting = MailSetting {
        smtp: Secret::new(format!("smtp://127.0.0.1:{port}")),
        from: "Asset QC <qc-desk@example.com>".into(),
    };
    let world = World::with(|settings| settings.mail = Some(setting)).await;
    let mut tx = world.app().db.begin().await.expect("a transaction");
    let mail = Letter {
        person: None,
        to: "dan@northlight.example".into(),
        subject: "Files to fetch\r\nBcc: everyone@example.com".into(),
        text: "Request 1042 waits for its files.".into(),
        html: "<p>Request 1042 waits for its files.</p>".into(),
    };
    assert!(
        mail::send(&mut tx, &world.app().settings, &mail)
            .await
            .expect("queued")
    );
    tx.commit().await.expect("committed");
    let letter = letter.await.expect("a letter");
    assert!(
        letter.contains("To: dan@northlight.example") && letter.contains("Request 1042 waits"),
        "{letter}"
    );
    assert!(!letter.lines().any(|line| line.starts_with("Bcc")), "{letter}");
    world.jobs_done().await;
}

#[tokio::test]
async fn without_a_mail_server_nothing_is_queued() {
    let world = World::without_workers().await;
    let mut tx = world.app().db.begin().await.expect("a transaction");
    let mail = Letter {
        person: None,
        to: "dan@northlight.example".into(),
        subject: "s".into(),
        text: "t".into(),
        html: "h".into(),
    };
    assert!(
        !mail::send(&mut tx, &world.app().settings, &mail)
            .await
            .expect("asked")
    );
    let attempt = Attempt {
        job: 1,
        number: 1,
        is_last: false,
        token: uuid::Uuid::new_v4(),
    };
    mail.run(world.app(), &attempt)
        .await
        .expect("a letter queued before the setting went is dropped");
}
