//! Starts processes from one thread that lives as long as the program. Bubblewrap's `--die-with-parent` follows the
//! *thread* that started it, and threads of an async runtime's pool come and go: without this, an idle pool would kill
//! an encode in its second hour.

use std::sync::OnceLock;
use std::sync::mpsc;

use tokio::process::{Child, Command};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

struct Order {
    command: Command,
    runtime: Handle,
    answer: oneshot::Sender<std::io::Result<Child>>,
}

static LAUNCHER: OnceLock<mpsc::Sender<Order>> = OnceLock::new();

pub(super) async fn launch(command: Command) -> std::io::Result<Child> {
    let (answer, child) = oneshot::channel();
    let order = Order {
        command,
        runtime: Handle::current(),
        answer,
    };
    let gone = || std::io::Error::other("the thread that starts media programs has ended");
    LAUNCHER
        .get_or_init(start_thread)
        .send(order)
        .map_err(|_| gone())?;
    child.await.map_err(|_| gone())?
}

fn start_thread() -> mpsc::Sender<Order> {
    let (sender, orders) = mpsc::channel::<Order>();
    std::thread::spawn(move || {
        for mut order in orders {
            let _runtime = order.runtime.enter();
            // Nobody waits any more: the child is dropped, and killed by `kill_on_drop`.
            let _ = order.answer.send(order.command.spawn());
        }
    });
    sender
}
