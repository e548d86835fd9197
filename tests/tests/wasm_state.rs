//! The fixed log of commands comes to the same state natively and as WASM in a real Chromium: devices and server agree.
//!
//! `FOTFASTE_REPLAY` names the folder of the bound module; `cargo verify browser` makes it.

use std::path::Path;

use anyhow::{Result, ensure};
use shared::testing::replay::{STATE_HASH, log, state_hash};
use tests::browser::{self, Screen, with_browser};

/// Runs the module from bytes, not from a server: nothing else of the site has a part in it.
const RUN: &str = "const script = URL.createObjectURL(new Blob([args[0]], { type: 'text/javascript' })); \
    const replay = await import(script); \
    await replay.default({ module_or_path: Uint8Array.from(args[1]) }); \
    return replay.state_hash()";

#[tokio::test(flavor = "multi_thread")]
async fn native_and_wasm_come_to_the_same_state() -> Result<()> {
    let (_log, state, _tally) = log();
    let native = state_hash(&state).to_string();
    ensure!(native == STATE_HASH, "natively it comes to {native}");
    let Some(folder) = std::env::var_os("FOTFASTE_REPLAY") else {
        eprintln!("skipped: FOTFASTE_REPLAY is not set; cargo verify browser makes the module");
        return Ok(());
    };
    if !browser::is_present() {
        return Ok(());
    }
    let script = std::fs::read_to_string(Path::new(&folder).join("replay.js"))?;
    let module = std::fs::read(Path::new(&folder).join("replay.wasm"))?;
    let profile = tempfile::tempdir()?;
    with_browser(profile.path(), Screen::OFFICE, async |page| {
        page.open("about:blank").await?;
        let seen = page.run(RUN, vec![script.into(), module.into()]).await?;
        ensure!(seen == native, "natively {native}, in the browser {seen}");
        Ok(())
    })
    .await
}
