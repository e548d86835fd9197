//! Nothing is lost: neither at 320 px, which is 1280 px enlarged four times, nor with text twice as large.

use anyhow::Result;
use serde_json::{Value, json};
use tests::browser::{Page, Screen};

use super::DRAWN;

const fn screen(width: u32, height: u32) -> Screen {
    Screen {
        width,
        height,
        scale: 1.0,
        touch: false,
    }
}

/// Where a walk begins.
pub const WIDE: Screen = screen(1280, 800);
/// Each with how large the user's text is in pixels; 16 is what browsers come with.
pub const SIZES: [(Screen, u32); 5] = [
    (screen(320, 640), 16),
    (screen(320, 256), 16),
    (screen(640, 400), 16),
    (screen(800, 1280), 32),
    (WIDE, 32),
];

/// What may scroll sideways by itself: tables and drawings, whose meaning needs both directions. Each is reached by keys.
const MAY_SCROLL: &str = ".scroll, .week";

const FAULTS: &str = "const wide = document.documentElement.clientWidth; const faults = []; \
    const name = (e) => `<${e.tagName.toLowerCase()}${e.id ? ' id=' + e.id : ''}${e.className && e.className.baseVal === undefined ? ' class=' + e.className : ''}> ${(e.textContent ?? '').trim().slice(0, 40)}`; \
    if (document.scrollingElement.scrollWidth > wide) faults.push(`the page is ${document.scrollingElement.scrollWidth} wide`); \
    for (const e of document.querySelectorAll('body *')) { \
        if (e.closest('.spoken, .skip, svg, option, template, [hidden], script, dialog:not([open])') || e.getClientRects().length === 0) continue; \
        if (!e.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue; \
        const style = getComputedStyle(e); const box = e.getBoundingClientRect(); const scrolled = e.closest(args[0]); \
        const says = [...e.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== ''); \
        if (says && !scrolled && (box.right > wide + 1 || box.left < -1)) faults.push(`beyond the edge (${Math.round(box.left)}–${Math.round(box.right)}): ${name(e)}`); \
        const cuts = /hidden|clip/.test(style.overflowX + style.overflowY); \
        if (cuts && e.textContent.trim() !== '' && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 2)) faults.push(`cut off: ${name(e)}`); \
        if (says && !scrolled && style.display !== 'inline' && style.overflowX === 'visible' && e.scrollWidth > e.clientWidth + 2) faults.push(`spills out: ${name(e)}`); \
        if (/auto|scroll/.test(style.overflowX) && e.scrollWidth > e.clientWidth + 1 && !e.matches(args[0])) faults.push(`scrolls sideways: ${name(e)}`); \
        if (/fixed|sticky/.test(style.position) && innerWidth < 1000 && box.height > innerHeight / 2 && box.width > innerWidth / 2) faults.push(`covers half the screen: ${name(e)}`); \
    } return [...new Set(faults)].slice(0, 6)";

/// What is lost at each size, with where; under fingers targets are larger than under a mouse.
pub async fn check(page: &Page, touch: bool) -> Result<Vec<String>> {
    let path = page.run("return location.pathname", vec![]).await?;
    let mut faults = Vec::new();
    for (screen, text) in SIZES {
        page.set_screen(Screen { touch, ..screen }).await?;
        large_text(page, text).await?;
        let script = format!("scrollTo(0, 0); {DRAWN} {DRAWN} {FAULTS}");
        let found = page.run(&script, vec![json!(MAY_SCROLL)]).await?;
        for fault in found.as_array().into_iter().flatten() {
            faults.push(format!(
                "{path} at {}×{}, text of {text} px: {fault}",
                screen.width, screen.height
            ));
        }
    }
    page.set_screen(WIDE).await?;
    large_text(page, 16).await?;
    Ok(faults)
}

/// As the user sets it in the browser.
async fn large_text(page: &Page, pixels: u32) -> Result<()> {
    let sizes: Value = json!({ "fontSizes": { "standard": pixels, "fixed": pixels } });
    page.devtools("Page.setFontSizes", sizes)
        .await
        .map(|_done| ())
}
