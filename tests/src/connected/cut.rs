//! Without network, with something that waits, and locked with it; then disconnected by the office.

use anyhow::Result;
use serde_json::{Value, json};

use super::{PIN, Round, Whose};
use crate::desk;

impl<L: AsyncFnMut(Whose, &'static str) -> Result<()>> Round<'_, L> {
    /// All of it, from the locked tablet on.
    pub(super) async fn cut(&mut self) -> Result<()> {
        self.network(false).await?;
        self.choose().await?;
        self.digits(PIN).await?;
        self.press(".keys [type=submit]").await?;
        self.is_open().await?;
        self.press(".person [data-answer=here][aria-pressed=false]")
            .await?;
        // What offers to take it back stays for some seconds only: it goes with the screen.
        desk::see(self.tablet, ".undo").await?;
        desk::go(self.tablet, "/device", "main h1").await?;
        desk::go(self.tablet, "/", ".person").await?;
        let waits = ".frame:has(.sync-line[data-tone=wait]) .person .chip[data-tone=wait]";
        self.look(Whose::Tablet, "cut", waits).await?;
        self.lock().await?;
        let waits = ".closed:has(.who-list) .notice[data-tone=wait]";
        self.look(Whose::Tablet, "waiting", waits).await?;
        self.network(true).await?;
        let sent = "return document.querySelector(args[0]) === null";
        desk::until(self.tablet, "to be sent", sent, vec![json!(waits)]).await?;
        desk::go(self.office, "/tablets", ".list details summary").await?;
        desk::press(self.office, ".list details form button").await?;
        let gone = ".closed:not(:has(.who-list)) .notice:not([data-tone])";
        self.look(Whose::Tablet, "gone", gone).await
    }

    async fn network(&self, is_on: bool) -> Result<()> {
        let enable = Value::Object(serde_json::Map::new());
        self.tablet.devtools("Network.enable", enable).await?;
        let speed = json!({ "offline": !is_on, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.tablet
            .devtools("Network.emulateNetworkConditions", speed)
            .await?;
        let event = "dispatchEvent(new Event(args[0])); return true";
        let name = if is_on { "online" } else { "offline" };
        self.tablet
            .run(event, vec![json!(name)])
            .await
            .map(|_done| ())
    }
}
