//! Turns `locales/{sv,en}.json` into code, so that an unknown key or a missing value does not compile and no catalogue is
//! parsed in the browser. Surprising choice: a text that one language lacks stops the build instead of falling back.
use std::env;
use std::error::Error;
use std::path::PathBuf;

use leptos_i18n_build::{Config, ParseOptions, TranslationsInfos};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(env::var("OUT_DIR")?).join("i18n");
    let options = ParseOptions::default().interpolate_display(true);
    let config = Config::new("sv")?.add_locale("en")?.parse_options(options);
    let texts = TranslationsInfos::parse(config)?;
    texts.emit_diagnostics();
    texts.rerun_if_locales_changed();
    texts.generate_i18n_module(out)?;
    Ok(())
}
