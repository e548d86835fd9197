//! What has changed to the eye since the baseline: a page for whoever reviews, with each changed screen before, now, and where.
//!
//! `FOTFASTE_LOOKS_BASELINE` names the folder of the baseline's pictures; `cargo looks accept` makes the present ones the baseline. A
//! difference is no failure: it is to be looked at.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::{Path as Part, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use serde_json::json;
use tests::browser::{Page, Screen, with_browser};
use tests::tablet;
use tokio::net::TcpListener;

use super::keep::decode;

const COMPARE: &str = "const load = async (path) => createImageBitmap(await (await fetch(path)).blob()); \
    const [before, now] = await Promise.all([load('/before/' + args[0]), load('/now/' + args[0])]); \
    const width = Math.max(before.width, now.width), height = Math.max(before.height, now.height); \
    const read = (image) => { const area = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true }); \
        area.drawImage(image, 0, 0); return area.getImageData(0, 0, width, height).data }; \
    const [a, b, out] = [read(before), read(now), new ImageData(width, height)]; let changed = 0; \
    for (let n = 0; n < a.length; n += 4) { const is_same = a[n] === b[n] && a[n + 1] === b[n + 1] && a[n + 2] === b[n + 2] && a[n + 3] === b[n + 3]; \
        const grey = 190 + (b[n] + b[n + 1] + b[n + 2]) / 12; changed += is_same ? 0 : 1; \
        out.data.set(is_same ? [grey, grey, grey, 255] : [220, 0, 90, 255], n) } \
    const area = new OffscreenCanvas(width, height); area.getContext('2d').putImageData(out, 0, 0); \
    const bytes = new Uint8Array(await (await area.convertToBlob()).arrayBuffer()); let text = ''; \
    for (let n = 0; n < bytes.length; n += 8192) text += String.fromCharCode(...bytes.subarray(n, n + 8192)); \
    return [changed, width * height, btoa(text)]";

struct Changed {
    name: String,
    pixels: u64,
    share: f64,
}

/// Compares, writes the page and says in one line what it holds.
pub async fn make(shots: &Path) -> Result<()> {
    let now = names(shots)?;
    let Some(baseline) = std::env::var_os("FOTFASTE_LOOKS_BASELINE").map(PathBuf::from) else {
        println!("{} pictures in {}", now.len(), shots.display());
        return Ok(());
    };
    let before = names(&baseline)?;
    if before.is_empty() {
        println!(
            "{} pictures in {}; there is no baseline yet: cargo looks accept",
            now.len(),
            shots.display()
        );
        return Ok(());
    }
    let folder = shots.parent().context("no folder")?.join("changes");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let mut others = Vec::new();
    for name in now.intersection(&before) {
        if fs::read(shots.join(name))? != fs::read(baseline.join(name))? {
            others.push(name.clone());
        }
    }
    let mut changed = if others.is_empty() {
        Vec::new()
    } else {
        compare(shots, &baseline, &folder, others).await?
    };
    changed.retain(|one| one.pixels > 0);
    changed.sort_by(|a, b| b.pixels.cmp(&a.pixels).then_with(|| a.name.cmp(&b.name)));
    let new: Vec<&String> = now.difference(&before).collect();
    let gone: Vec<&String> = before.difference(&now).collect();
    let path = folder.join("index.html");
    fs::write(&path, page(&changed, &new, &gone, shots, &baseline))?;
    println!(
        "{} pictures: {} changed, {} new, {} gone; see {}, then cargo looks accept",
        now.len(),
        changed.len(),
        new.len(),
        gone.len(),
        path.display()
    );
    Ok(())
}

fn names(folder: &Path) -> Result<BTreeSet<String>> {
    if !folder.is_dir() {
        return Ok(BTreeSet::new());
    }
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".png") {
            found.insert(name);
        }
    }
    Ok(found)
}

/// In a browser, for it reads pictures already.
async fn compare(
    shots: &Path,
    baseline: &Path,
    folder: &Path,
    names: Vec<String>,
) -> Result<Vec<Changed>> {
    let folders = (shots.to_owned(), baseline.to_owned());
    let routes = Router::new()
        .route(
            "/",
            get(|| async { Html("<!doctype html><title>pictures</title>") }),
        )
        .route("/{when}/{name}", get(serve))
        .with_state(folders);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let here = format!("http://localhost:{}/", listener.local_addr()?.port());
    let serving = tokio::spawn(async move { axum::serve(listener, routes).await });
    let profile = tempfile::tempdir()?;
    let profile = tablet::profile(profile.path(), "own")?;
    let changed = with_browser(&profile, Screen::OFFICE, async |page| {
        page.open(&here).await?;
        let mut changed = Vec::new();
        for name in names {
            changed.push(one(&page, folder, name).await?);
        }
        Ok(changed)
    })
    .await;
    serving.abort();
    changed
}

async fn serve(
    State((shots, baseline)): State<(PathBuf, PathBuf)>,
    Part((when, name)): Part<(String, String)>,
) -> impl IntoResponse {
    let folder = if when == "now" { shots } else { baseline };
    match fs::read(folder.join(name)) {
        Ok(bytes) => (StatusCode::OK, [("content-type", "image/png")], bytes),
        Err(_) => (
            StatusCode::NOT_FOUND,
            [("content-type", "text/plain")],
            vec![],
        ),
    }
}

async fn one(page: &Page, folder: &Path, name: String) -> Result<Changed> {
    let answer = page.run(COMPARE, vec![json!(name)]).await?;
    let (pixels, all, picture): (u64, f64, String) = serde_json::from_value(answer)?;
    fs::write(folder.join(&name), decode(&picture))?;
    Ok(Changed {
        name,
        pixels,
        share: pixels as f64 / all * 100.0,
    })
}

fn page(
    changed: &[Changed],
    new: &[&String],
    gone: &[&String],
    shots: &Path,
    baseline: &Path,
) -> String {
    let (shots, baseline) = (shots.display(), baseline.display());
    let rows: String = changed
        .iter()
        .map(|Changed { name, pixels, share }| {
            let picture = |what: &str, path: String| {
                format!("<figure><figcaption>{what}</figcaption><a href=\"{path}\"><img loading=\"lazy\" alt=\"{what}\" src=\"{path}\"></a></figure>")
            };
            format!(
                "<section><h2>{name}</h2><p>{pixels} pixels, {share:.2} %</p><div>{}{}{}</div></section>\n",
                picture("before", format!("file://{baseline}/{name}")),
                picture("now", format!("file://{shots}/{name}")),
                picture("where", name.clone())
            )
        })
        .collect();
    let list = |what: &str, names: &[&String]| -> String {
        let items: String = names
            .iter()
            .map(|name| format!("<li>{name}</li>"))
            .collect();
        format!("<h2>{what}: {}</h2><ul>{items}</ul>", names.len())
    };
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>What has changed to the eye</title><style>body{{font:16px/1.5 system-ui;margin:2rem}}\
         div{{display:grid;grid-template-columns:repeat(3,1fr);gap:1rem}}img{{max-width:100%;border:1px solid #999}}figure{{margin:0}}</style>\
         <h1>What has changed to the eye</h1><p>{} screens, the most changed first</p>{rows}{}{}</html>\n",
        changed.len(),
        list("New", new),
        list("Gone", gone)
    )
}
