//! What the user has asked of every page: less motion, and colours of their own. With `FOTFASTE_PICTURES` set to a folder, pictures
//! of each page in the user's own colours lie there afterwards, to be looked at.

use std::path::Path;

use anyhow::Result;
use serde_json::json;
use tests::browser::Page;

use super::DRAWN;

/// Nothing moves, and nothing is told by a ground that is no longer painted. The state tells pictures of one address apart.
pub async fn check(page: &Page, state: &str) -> Result<Vec<String>> {
    let features = json!({ "features": [
        { "name": "prefers-reduced-motion", "value": "reduce" }, { "name": "forced-colors", "value": "active" },
    ] });
    page.devtools("Emulation.setEmulatedMedia", features)
        .await?;
    let script = format!(
        "{DRAWN} const faults = []; const moving = document.getAnimations().filter((one) => one.playState === 'running'); \
        if (moving.length > 0) faults.push(`${{moving.length}} things move`); \
        for (const e of document.querySelectorAll(':is(main, .tablet-bar) :is(.button:not([data-look=text]), .answer, .day-button, .input, .card, .person, .notice, .chip)')) {{ \
            if (e.checkVisibility() && parseFloat(getComputedStyle(e).borderBlockStartWidth) === 0) faults.push(`no edge: ${{e.className}} ${{e.textContent.slice(0, 30)}}`) }} \
        return [location.pathname, [...new Set(faults)].slice(0, 4)]"
    );
    let found = page.run(&script, vec![]).await?;
    let path = found[0].as_str().unwrap_or_default();
    if let Some(folder) = std::env::var_os("FOTFASTE_PICTURES") {
        let name = path.trim_matches('/').replace('/', "-");
        let file = Path::new(&folder).join(format!("forced-{name}{state}.png"));
        page.picture(&file).await?;
    }
    let faults = found[1].as_array().into_iter().flatten();
    let faults = faults.map(|fault| format!("{path} in the user's colours: {fault}"));
    let faults: Vec<String> = faults.collect();
    page.devtools("Emulation.setEmulatedMedia", json!({ "features": [] }))
        .await?;
    Ok(faults)
}
