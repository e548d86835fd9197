//! One module into two: what a site tablet needs, and what only the office does. The second is loaded when it is first asked for.
//!
//! The split is by what names what, as the linker noted it (`frontend/app/build.rs`). Its little script is put into the app's own,
//! for two scripts that name each other could not both carry their hash in the name.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow, ensure};

use super::Flavour;
use super::order::order;

/// What the texts of the later modules are read by (`frontend/src/words/catalogue.rs`), as rustc mangles it.
const TEXTS: &str = "5words9catalogue";
const LATER_TEXTS: &str = "5words9catalogue5later";
/// The module that the app imports the loader from.
const LINK: &str = "./__wasm_split.js";

/// A module in parts, before it is bound to JavaScript.
#[derive(Clone, Debug)]
pub struct Parts {
    /// The first module.
    pub main: Vec<u8>,
    /// The others: file name as the script has it, content.
    pub later: Vec<(String, Vec<u8>)>,
    /// The script that loads them.
    script: String,
}

/// Splits what rustc wrote; `folder` is for files on the way.
pub fn split(compiled: &Path, flavour: Flavour, folder: &Path) -> Result<Parts> {
    let input = fs::read(compiled).with_context(|| format!("{} is missing", compiled.display()))?;
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    let main = folder.join("main.wasm");
    let mut options = wasm_split_cli_support::Options::new(&input);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.link_name = LINK;
    let done = wasm_split_cli_support::transform(options)
        .map_err(|error| anyhow!("the module cannot be split: {error:#}"))?;
    if flavour == Flavour::Release {
        check_texts(&fs::read(&main)?)?;
    }
    let mut later = Vec::new();
    for path in &done.split_modules {
        let name = path.file_name().context("a module without a name")?;
        let mut module = fs::read(path)?;
        if flavour == Flavour::Release {
            module = order(&compact(&module)?)?;
        }
        later.push((name.to_string_lossy().into_owned(), module));
    }
    later.sort();
    Ok(Parts {
        main: fs::read(&main)?,
        later,
        script: fs::read_to_string(folder.join(LINK))?,
    })
}

impl Parts {
    /// Puts the loader into the script that binds the first module.
    pub fn join(&self, bound: &str) -> Result<String> {
        let (names, rest) = without_star_imports(bound)?;
        let mut loader = String::new();
        let mut exported = Vec::new();
        for line in self.script.lines() {
            if let Some(export) = line.strip_prefix("export const ") {
                let (export, _) = export.split_once(' ').context("an export without a name")?;
                exported.push(export.to_owned());
                loader.push_str(&line["export ".len()..]);
            } else if !line.starts_with("import { initSync }") {
                loader.push_str(line);
            }
            loader.push('\n');
        }
        ensure!(
            !loader.contains("import {") && !loader.contains("export "),
            "the script of the split has another form than expected"
        );
        for name in names {
            loader.push_str(&format!("const {name} = {{ {} }};\n", exported.join(", ")));
        }
        Ok(rest + "\n" + &loader)
    }
}

/// The first module must not say a text of the later row: it would be silent until a later module has come.
fn check_texts(main: &[u8]) -> Result<()> {
    let module = walrus::Module::from_buffer(main)?;
    let named = |function: &walrus::Function| function.name.clone().unwrap_or_default();
    ensure!(
        module.funcs.iter().any(|f| named(f).contains(TEXTS)),
        "no function of the first module is called as those that say texts are: mend the names here"
    );
    let Some(later) = module.funcs.iter().find(|f| named(f).contains(LATER_TEXTS)) else {
        return Ok(());
    };
    let mut callers = Vec::new();
    for (id, function) in module.funcs.iter_local() {
        let mut calls = Calls::default();
        walrus::ir::dfs_in_order(&mut calls, function, function.entry_block());
        if calls.0.contains(&later.id()) {
            callers.push(named(module.funcs.get(id)));
        }
    }
    ensure!(
        false,
        "the first module says texts of the later row; see what calls it, and the sources of the first module in frontend/catalogue.rs: {}",
        callers.join(", ")
    );
    Ok(())
}

/// The functions that one calls.
#[derive(Default)]
struct Calls(BTreeSet<walrus::FunctionId>);

impl<'function> walrus::ir::Visitor<'function> for Calls {
    fn visit_function_id(&mut self, function: &walrus::FunctionId) {
        self.0.insert(*function);
    }
}

/// The module without what only who debugs wants, and its numbers without the room that the linker left in them.
fn compact(module: &[u8]) -> Result<Vec<u8>> {
    let mut config = walrus::ModuleConfig::new();
    config
        .generate_name_section(false)
        .generate_producers_section(false);
    let mut module = config.parse(module)?;
    let customs: Vec<_> = module.customs.iter().map(|(id, _)| id).collect();
    for custom in customs {
        module.customs.delete(custom);
    }
    Ok(module.emit_wasm())
}

/// The names under which a script imports the loader, one for each module that it loads, and the script without those lines.
fn without_star_imports(bound: &str) -> Result<(Vec<&str>, String)> {
    let mut names = Vec::new();
    let mut rest = String::with_capacity(bound.len());
    for line in bound.split_inclusive('\n') {
        let name = line
            .strip_prefix("import * as ")
            .and_then(|line| line.split_once(" from "))
            .filter(|(_, from)| from.contains(LINK));
        match name {
            Some((name, _)) => names.push(name),
            None => rest.push_str(line),
        }
    }
    ensure!(
        !names.is_empty() && !rest.contains(&format!("from \"{LINK}\"")),
        "the bound script imports the loader in another form than expected"
    );
    Ok((names, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(name: &str) -> Vec<u8> {
        let mut module = walrus::Module::default();
        let mut said = walrus::FunctionBuilder::new(&mut module.types, &[], &[]);
        said.name(name.to_owned()).func_body().unreachable();
        let said = said.finish(vec![], &mut module.funcs);
        let mut says = walrus::FunctionBuilder::new(&mut module.types, &[], &[]);
        says.name("says".to_owned()).func_body().call(said);
        let says = says.finish(vec![], &mut module.funcs);
        module.exports.add("start", says);
        module.emit_wasm()
    }

    #[test]
    fn a_later_text_in_the_first_module_is_told_with_who_says_it() {
        check_texts(&module("_RNvNtNt8frontend5words9catalogue2at")).unwrap();
        let told = check_texts(&module("_RNvNtNt8frontend5words9catalogue5later")).unwrap_err();
        assert!(told.to_string().ends_with(": says"), "{told}");
    }

    #[test]
    fn only_the_names_go() {
        let module = module("some_name");
        let has_name = |module: &[u8]| module.windows(9).any(|part| part == b"some_name");
        assert!(has_name(&module));
        let without = compact(&module).unwrap();
        assert!(!has_name(&without));
        assert_eq!(
            walrus::Module::from_buffer(&without)
                .unwrap()
                .exports
                .iter()
                .count(),
            1
        );
    }

    #[test]
    fn the_loader_is_put_in_the_place_of_its_import() {
        let parts = Parts {
            main: Vec::new(),
            later: Vec::new(),
            script:
                "import { initSync } from \"./main.js\";\nconst a = 1;\nexport const load = a;\n"
                    .to_owned(),
        };
        let bound = "import * as x from \"./__wasm_split.js\"\nimport * as y from \"./__wasm_split.js\"\nuse(x, y);\n";
        let joined = parts.join(bound).unwrap();
        assert!(!joined.contains("import"), "{joined}");
        let end = "const a = 1;\nconst load = a;\nconst x = { load };\nconst y = { load };\n";
        assert!(joined.ends_with(end), "{joined}");
        assert!(parts.join("nothing").is_err());
    }
}
