//! One module into two: what a site tablet needs, and what only the office does. The second is loaded when it is first asked for.
//!
//! The split is by what names what, as the linker noted it (`frontend/app/build.rs`). Its little script is put into the app's own,
//! for two scripts that name each other could not both carry their hash in the name.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail, ensure};

use super::Flavour;

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
    let mut later = Vec::new();
    for path in &done.split_modules {
        let name = path.file_name().context("a module without a name")?;
        let mut module = fs::read(path)?;
        if flavour == Flavour::Release {
            module = without_names(&module)?;
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

/// The module without what only who debugs wants: the names of functions are a quarter of it. After eight bytes of head a module is
/// a row of sections: a number, a length, content; number 0 begins with its name.
fn without_names(module: &[u8]) -> Result<Vec<u8>> {
    const HEAD: usize = 8;
    const NAMES: &[u8] = b"\x04name";
    let (head, mut rest) = module.split_at_checked(HEAD).context("not a module")?;
    let mut kept = head.to_vec();
    while let Some((number, after)) = rest.split_first() {
        let (length, after) = length(after)?;
        let (content, after) = after
            .split_at_checked(length)
            .context("a section is cut off")?;
        if *number != 0 || !content.starts_with(NAMES) {
            kept.extend(&rest[..rest.len() - after.len()]);
        }
        rest = after;
    }
    Ok(kept)
}

/// A length as LEB128, and what stands after it.
fn length(bytes: &[u8]) -> Result<(usize, &[u8])> {
    let mut length = 0;
    for (at, byte) in bytes.iter().enumerate().take(5) {
        length |= usize::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Ok((length, &bytes[at + 1..]));
        }
    }
    bail!("a length without end")
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

    #[test]
    fn only_the_names_go() {
        let head = b"\0asm\x01\0\0\0";
        let types = [1, 1, 0];
        let names = [0, 0x86, 0, 4, b'n', b'a', b'm', b'e', 7];
        let other = [0, 3, 2, b'x', b'y'];
        let module = [&head[..], &types, &names, &other].concat();
        let without = [&head[..], &types, &other].concat();
        assert_eq!(without_names(&module).unwrap(), without);
        assert!(without_names(&module[..module.len() - 1]).is_err());
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
