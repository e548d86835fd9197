//! What only people read taken out of scripts and style sheets, and the long names under which the module and its script know each
//! other made short: each carries a hash, which no compression makes smaller, in both files.
//!
//! Surprising choice: line by line instead of a parser of JavaScript. What could go wrong by that (a text that goes over several
//! lines) is refused instead of bent.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};

/// Where the script keeps what it gives the module, and under which name the module asks for it.
const GIVEN: &str = "const import0 = {";
/// What follows it.
const AFTER: &str = "\n};\nreturn {";
/// What stands between the name of that place and the functions in it.
const FROM: &str = "\": import0";
const FROM_SHORT: &str = "m";
/// Classes for Leptos' server functions, whose exports are taken out of the module.
const OF_STREAMS: &str = "IntoUnderlying";
/// How the names of Rust functions begin.
const MANGLED: &str = "_R";

/// A script without its comments and indentation.
pub fn script(script: &str) -> Result<String> {
    let mut kept = String::with_capacity(script.len());
    let mut is_comment = false;
    for line in script.lines().map(str::trim) {
        ensure!(
            line.matches('`').count() % 2 == 0,
            "a text over several lines: {line}"
        );
        if is_comment || line.starts_with("/*") && !line.contains("*/") {
            is_comment = !line.ends_with("*/");
        } else if !line.is_empty() && !line.starts_with("//") {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    ensure!(!is_comment, "a comment without end");
    Ok(kept)
}

/// A style sheet without its comments and indentation.
pub fn sheet(sheet: &str) -> Result<String> {
    let mut kept = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some((before, after)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = after.split_once("*/").context("a comment without end")?.1;
    }
    kept.push_str(rest);
    let lines = kept.lines().map(str::trim).filter(|line| !line.is_empty());
    Ok(lines.map(|line| line.to_owned() + "\n").collect())
}

/// The binding script without what nothing calls, and with short names for what it and the module give each other.
pub fn binding(bound: &str, module: &mut walrus::Module) -> Result<String> {
    let bound = without_streams(&script(bound)?)?;
    let (head, rest) = bound.split_once(GIVEN).context("no imports")?;
    let (given, tail) = rest.split_once(AFTER).context("imports without end")?;
    let functions = functions(given);
    let (before, _) = tail.split_once(FROM).context("imports without a name")?;
    let (_, from) = before.rsplit_once('"').context("imports without a name")?;
    let mut slim = format!("{head}{GIVEN}");
    // What does the same has the same name.
    let mut short = BTreeMap::new();
    let asked: Vec<_> = module.imports.iter().map(walrus::Import::id).collect();
    for id in asked {
        let import = module.imports.get_mut(id);
        if import.module != from {
            continue;
        }
        let function = functions
            .get(import.name.as_str())
            .with_context(|| format!("the script does not give {}", import.name))?;
        let next = short.len();
        let name = short.entry(*function).or_insert_with(|| name(next));
        import.name.clone_from(name);
        FROM_SHORT.clone_into(&mut import.module);
    }
    // In the order of their texts: what is alike stands together, which compresses by a twentieth.
    for (function, name) in &short {
        let function = direct(function.trim_end_matches(','));
        slim.push_str(&format!("\n{name}: {function},"));
    }
    slim.push_str("\n__proto__: null");
    slim.push_str(AFTER);
    let (long, short) = (format!("\"{from}{FROM}"), format!("\"{FROM_SHORT}{FROM}"));
    slim.push_str(&tail.replacen(&long, &short, 1));
    let mut exports = BTreeMap::new();
    for export in module.exports.iter_mut() {
        if export.name.starts_with(MANGLED) {
            let name = format!("shim{}", exports.len());
            exports.insert(std::mem::replace(&mut export.name, name.clone()), name);
        }
    }
    Ok(renamed(&slim, &exports))
}

/// A function that gives back what it worked out in its last line without a name for it.
fn direct(function: &str) -> String {
    let named = "const ret = ";
    let Some((head, tail)) = function.rsplit_once(named) else {
        return function.to_owned();
    };
    match tail.split_once(";\nreturn ret;") {
        Some((worked_out, end)) if !worked_out.contains(['\n', ';']) && !end.contains("ret;") => {
            format!("{head}return {worked_out};{end}")
        }
        _ => function.to_owned(),
    }
}

/// The functions by name: each begins a line with its name and goes on to the next.
fn functions<'given>(given: &'given str) -> BTreeMap<&'given str, &'given str> {
    let mut starts = Vec::new();
    let mut at = 0;
    for line in given.split_inclusive('\n') {
        if let Some((name, _)) = line.split_once(": function(")
            && name.chars().all(is_of_name)
        {
            starts.push((at, name));
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).map(|(start, _)| *start);
    let ends: Vec<usize> = ends.chain([given.len()]).collect();
    let function = |((start, name), end): ((usize, &'given str), usize)| {
        let function = given[start..end].trim_end();
        Some((name, function.strip_prefix(name)?.strip_prefix(": ")?))
    };
    starts.into_iter().zip(ends).filter_map(function).collect()
}

fn is_of_name(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || matches!(sign, '_' | '$')
}

/// The name with this number: a letter, and digits of base 36.
fn name(number: usize) -> String {
    const SIGNS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    const LETTERS: usize = 26;
    let mut name = char::from(SIGNS[number % LETTERS]).to_string();
    let mut rest = number / LETTERS;
    while rest > 0 {
        name.push(char::from(SIGNS[rest % SIGNS.len()]));
        rest /= SIGNS.len();
    }
    name
}

/// The script with other names, wherever they stand whole.
fn renamed(script: &str, names: &BTreeMap<String, String>) -> String {
    let mut renamed = String::with_capacity(script.len());
    let mut rest = script;
    while let Some(start) = rest.find(is_of_name) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|sign| !is_of_name(sign)).unwrap_or(from.len());
        let (name, after) = from.split_at(end);
        renamed.push_str(before);
        renamed.push_str(names.get(name).map_or(name, String::as_str));
        rest = after;
    }
    renamed.push_str(rest);
    renamed
}

fn without_streams(script: &str) -> Result<String> {
    let mut kept = String::with_capacity(script.len());
    let mut lines = script.lines();
    while let Some(line) = lines.next() {
        if line.starts_with(&format!("export class {OF_STREAMS}")) {
            // To the line that ends the class and says how it is let go.
            let end = format!("if (Symbol.dispose) {OF_STREAMS}");
            ensure!(
                lines.any(|line| line.starts_with(&end)),
                "a class without end"
            );
        } else if line.starts_with(&format!("const {OF_STREAMS}")) {
            let (one, other) = (lines.next(), lines.next());
            let is_choice = |line: Option<&str>, sign| line.is_some_and(|l| l.starts_with(sign));
            ensure!(
                is_choice(one, '?') && is_choice(other, ':'),
                "{line} has another form than expected"
            );
        } else {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    ensure!(!kept.contains(OF_STREAMS), "the script names {OF_STREAMS}");
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_indentation_go() {
        let long = "/**\n * @returns {x}\n */\n  // Why.\n  let a = '//'; // b\n\n/** c */ f();\n";
        assert_eq!(script(long).unwrap(), "let a = '//'; // b\n/** c */ f();\n");
        assert!(script("a = `\n  b`;").is_err());
        assert!(script("/* a").is_err());
        let long = "/* A. */\n.a { b: c; }\n  /* D\n E */ .f { g: h }\n";
        assert_eq!(sheet(long).unwrap(), ".a { b: c; }\n.f { g: h }\n");
        assert!(sheet("/* a").is_err());
    }

    #[test]
    fn names_become_short_and_what_nothing_asks_for_goes() {
        let mut module = walrus::Module::default();
        let nothing = module.types.add(&[], &[]);
        let names = ["__wbg_b_2", "__wbg_c_3", "__wbg_a_1"];
        let ids = names.map(|name| module.add_import_func("./main_bg.js", name, nothing).0);
        module.exports.add("_RNvone", ids[0]);
        module.exports.add("_RNvone_1", ids[1]);
        module.exports.add("memory_size", ids[2]);
        let bound = "function i() {\n    const import0 = {\n    __proto__: null,\n  __wbg_a_1: function(x) {\nreturn x;\n},\n__wbg_b_2: function() { f(_RNvone_1); },\n__wbg_c_3: function(x) {\nreturn x;\n},\n__wbg_d_4: function() {},\n};\nreturn { \"./main_bg.js\": import0 };\n}\nwasm._RNvone(); wasm._RNvone_1();\n";
        let slim = binding(bound, &mut module).unwrap();
        let want = "function i() {\nconst import0 = {\na: function() { f(shim1); },\nb: function(x) {\nreturn x;\n},\n__proto__: null\n};\nreturn { \"m\": import0 };\n}\nwasm.shim0(); wasm.shim1();\n";
        assert_eq!(slim, want);
        let names: Vec<&str> = module.imports.iter().map(|i| i.name.as_str()).collect();
        assert_eq!(names, ["a", "b", "b"]);
    }

    #[test]
    fn a_name_that_the_script_does_not_give_is_told() {
        let mut module = walrus::Module::default();
        let nothing = module.types.add(&[], &[]);
        module.add_import_func("./main_bg.js", "__wbg_gone_1", nothing);
        let bound = "const import0 = {\n__wbg_d_4: function() {},\n};\nreturn {\n\"./main_bg.js\": import0 };\n";
        assert!(binding(bound, &mut module).is_err());
    }

    #[test]
    fn each_number_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<_> = (0..2000).map(name).collect();
        assert_eq!(names.len(), 2000);
        assert!(
            names
                .iter()
                .all(|name| name.starts_with(|sign: char| sign.is_ascii_lowercase()))
        );
    }

    #[test]
    fn what_serves_streams_goes() {
        let script = "a();\nexport class IntoUnderlyingSink {\nfree() {}\n}\nif (Symbol.dispose) IntoUnderlyingSink.x;\nconst IntoUnderlyingSinkFinalization = (x)\n? 1\n: 2;\nb();\n";
        assert_eq!(without_streams(script).unwrap(), "a();\nb();\n");
        assert!(without_streams("x(IntoUnderlyingSink)").is_err());
    }
}
