//! Machines of others, on this one: a mail server that takes or refuses letters, and what a test needs to wait for what
//! leaves by jobs.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::{Person, World};

#[derive(Clone, Default)]
struct Desk {
    letters: Arc<Mutex<Vec<String>>>,
    /// What is said to a receiver's address instead of taking it.
    refusal: Arc<Mutex<String>>,
}

pub struct MailServer {
    port: u16,
    desk: Desk,
}

impl MailServer {
    pub async fn start() -> MailServer {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let desk = Desk::default();
        let at_work = desk.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(at_work.clone().converse(stream));
            }
        });
        MailServer { port, desk }
    }

    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// From now on said to every receiver's address; nothing takes letters again.
    pub fn answer(&self, refusal: &str) {
        *self.desk.refusal.lock().expect("whole") = refusal.to_owned();
    }

    pub fn letters(&self) -> Vec<String> {
        self.desk.letters.lock().expect("whole").clone()
    }
}

impl Desk {
    /// RFC 5321 §4.1, as far as a client that behaves goes.
    async fn converse(self, stream: TcpStream) {
        let (reader, mut writer) = stream.into_split();
        let mut lines = BufReader::new(reader).lines();
        let mut letter: Option<String> = None;
        let mut answer = "220 here".to_owned();
        loop {
            if writer
                .write_all(format!("{answer}\r\n").as_bytes())
                .await
                .is_err()
                || answer.starts_with("221")
            {
                return;
            }
            answer = loop {
                let Ok(Some(line)) = lines.next_line().await else {
                    return;
                };
                match &mut letter {
                    Some(text) if line == "." => {
                        self.letters.lock().expect("whole").push(std::mem::take(text));
                        letter = None;
                        break "250 taken".to_owned();
                    }
                    Some(text) => {
                        text.push_str(&line);
                        text.push('\n');
                    }
                    None => break self.reply(&line, &mut letter),
                }
            };
        }
    }

    fn reply(&self, line: &str, letter: &mut Option<String>) -> String {
        let refusal = self.refusal.lock().expect("whole").clone();
        match line.split([' ', ':']).next().unwrap_or_default() {
            "DATA" => {
                *letter = Some(String::new());
                "354 go on".to_owned()
            }
            "RCPT" if !refusal.is_empty() => refusal,
            "QUIT" => "221 bye".to_owned(),
            _ => "250 well".to_owned(),
        }
    }
}

/// The first row of a list as soon as it is as wanted.
pub async fn settled(person: &Person, path: &str, is_wanted: impl Fn(&Value) -> bool) -> Value {
    let mut row = Value::Null;
    for _ in 0..500 {
        row = person.get(path).await.expect(200)["items"][0].clone();
        if is_wanted(&row) {
            return row;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it stays so: {row}");
}

/// Lets everything that is to be tried again be tried at once.
pub async fn due_now(world: &World) {
    sqlx::query("update job set run_at = now() where state = 'waiting'")
        .execute(&world.app().db)
        .await
        .expect("due");
}
