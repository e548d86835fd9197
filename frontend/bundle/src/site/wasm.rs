//! The compiled crate to JavaScript and WASM, in memory.
//!
//! `wasm-bindgen-cli-support` is a library of the same version as `wasm-bindgen` in `Cargo.lock` (a lock file can hold only
//! one), so nothing can be installed in the wrong version. `wasm-opt` is left out: measured, it saves nothing as sent, and
//! old ones break the module without a word.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use super::order::order;
use super::split::split;
use super::{Flavour, slim};

/// What the browser runs.
#[derive(Clone, Debug)]
pub struct Module {
    /// The JavaScript that loads and serves the WASM.
    pub script: String,
    /// The WASM itself.
    pub wasm: Vec<u8>,
    /// Modules that it loads when they are needed: file name as the script has it, content.
    pub later: Vec<(String, Vec<u8>)>,
}

/// What Leptos' server functions export for streaming to a server; this app has none of them, and nothing calls it.
const OF_STREAMS: &str = "intounderlying";

/// Takes out exports whose names have `part`, and all that only they need.
fn drop_exports(module: &mut walrus::Module, part: &str) {
    let exports = module.exports.iter();
    let found: Vec<_> = exports
        .filter(|export| export.name.contains(part))
        .map(walrus::Export::id)
        .collect();
    for export in found {
        module.exports.delete(export);
    }
    walrus::passes::gc::run(module);
}

/// Binds the app's file, split; `folder` is for files on the way.
pub fn bind_split(compiled: &Path, flavour: Flavour, folder: &Path) -> Result<Module> {
    let parts = split(compiled, flavour, folder)?;
    let mut binding = Bindgen::new();
    // The later modules take by name what the first one has.
    binding.keep_lld_exports(true).demangle(false);
    let module = generate(binding.input_bytes("main", parts.main.clone()), flavour)?;
    Ok(Module {
        script: parts.join(&module.script)?,
        later: parts.later,
        ..module
    })
}

/// Binds the file that rustc wrote.
pub fn bind(compiled: &Path, flavour: Flavour) -> Result<Module> {
    generate(Bindgen::new().input_path(compiled), flavour)
}

fn generate(binding: &mut Bindgen, flavour: Flavour) -> Result<Module> {
    let mut output = binding
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_producers_section(true)
        // Names of functions are a third of the module; only who debugs wants them.
        .remove_name_section(flavour == Flavour::Release)
        .generate_output()
        .context("wasm-bindgen refuses the module")?;
    let snippets = output.snippets().values().map(Vec::len).sum::<usize>();
    ensure!(
        snippets == 0 && output.local_modules().is_empty() && output.npm_dependencies().is_empty(),
        "a dependency brings JavaScript of its own, which the site has no place for"
    );
    let mut script = output.js().to_owned();
    if flavour == Flavour::Release {
        let module = output.wasm_mut();
        drop_exports(module, OF_STREAMS);
        script = slim::binding(&script, module)?;
        let customs: Vec<_> = module.customs.iter().map(|(id, _)| id).collect();
        for custom in customs {
            module.customs.delete(custom);
        }
    }
    let wasm = output.wasm_mut().emit_wasm();
    Ok(Module {
        script,
        later: Vec::new(),
        wasm: if flavour == Flavour::Release {
            order(&wasm)?
        } else {
            wasm
        },
    })
}
