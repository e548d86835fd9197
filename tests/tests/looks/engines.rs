//! The engines, and what they say of the page as it is now.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tests::browser::Page;

/// Both engines' sources.
pub struct Engines {
    axe: String,
    ibm: String,
}

/// One violation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    pub engine: &'static str,
    pub rule: String,
    pub place: String,
    pub why: String,
}

/// How much of the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rules {
    /// All of them.
    All,
    /// Those that look at colours: all that can differ where the page is the same, element by element, at the same places.
    Colours,
}

const TAGS: &str = "{ type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }";
const COLOURS: &str = "{ type: 'rule', values: ['color-contrast', 'link-in-text-block'] }";
const AXE: &str = "return report.violations.flatMap(({ id, help, nodes }) => nodes.map((node) => ({ rule: id, place: node.target.join(' '), \
    why: help + ' | ' + (node.any[0]?.message ?? node.all[0]?.message ?? '') + ' | ' + node.html.slice(0, 160) })))";
const IBM: &str = "const checker = new ace.Checker(); if (args[0] === 'COLOURS') { \
    const whole = checker.getGuidelines().find(({ id }) => id === 'WCAG_2_2'); \
    const checkpoints = whole.checkpoints.map((point) => ({ ...point, rules: (point.rules ?? []).filter(({ id }) => /contrast|colou?r/.test(id)) })); \
    checker.addGuideline({ ...whole, id: 'COLOURS', checkpoints: checkpoints.filter(({ rules }) => rules.length > 0) }) } \
    const report = await checker.check(document, [args[0]]); \
    const failed = report.results.filter(({ value }) => value[0] === 'VIOLATION' && value[1] === 'FAIL'); \
    return { failed: failed.map(({ ruleId, message, path, snippet }) => ({ rule: ruleId, place: path.dom, why: message + ' | ' + \
    String(snippet).slice(0, 160) })), others: report.results.filter(({ value }) => value[1] === 'POTENTIAL' || value[1] === 'MANUAL').length }";

impl Engines {
    /// Reads them, or says that they are not there.
    pub fn read() -> Result<Option<Self>> {
        let Some(folder) = std::env::var_os("FOTFASTE_LOOKS") else {
            eprintln!(
                "skipped: FOTFASTE_LOOKS names no folder with axe-core and accessibility-checker-engine"
            );
            return Ok(None);
        };
        let folder = PathBuf::from(folder);
        let read = |path: &str| {
            let path = folder.join(path);
            fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))
        };
        Ok(Some(Self {
            axe: read("axe-core/axe.min.js")?,
            ibm: read("accessibility-checker-engine/ace.js")?,
        }))
    }

    /// Puts them into the page where they are not. The inspector may what the page may not: the content policy stays as it is.
    pub async fn load(&self, page: &Page) -> Result<()> {
        let is_there = "return window.axe !== undefined && window.ace !== undefined";
        if page.run(is_there, vec![]).await? == json!(true) {
            return Ok(());
        }
        for (source, name) in [(&self.axe, "axe"), (&self.ibm, "ace")] {
            let code = format!(
                "{source}\n;window.{name} = typeof {name} === 'undefined' ? window.{name} : {name}; typeof window.{name}"
            );
            let answer = page
                .devtools(
                    "Runtime.evaluate",
                    json!({ "expression": code, "returnByValue": true }),
                )
                .await?;
            ensure!(
                answer["result"]["value"]
                    .as_str()
                    .is_some_and(|kind| kind != "undefined"),
                "{name} did not start: {answer}"
            );
        }
        Ok(())
    }

    /// What they find, and how many things IBM's would have a person look at.
    pub async fn look(&self, page: &Page, rules: Rules) -> Result<(Vec<Fault>, u64)> {
        let (tags, guideline) = match rules {
            Rules::All => (TAGS, "WCAG_2_2"),
            Rules::Colours => (COLOURS, "COLOURS"),
        };
        let axe = format!(
            "const report = await axe.run(document, {{ resultTypes: ['violations'], runOnly: {tags} }}); {AXE}"
        );
        let axe = page.run(&axe, vec![]).await?;
        let ibm = page.run(IBM, vec![json!(guideline)]).await?;
        let mut faults = faults("axe", &axe);
        faults.extend(faults_of_ibm(&ibm));
        Ok((faults, ibm["others"].as_u64().context("no count")?))
    }
}

fn faults_of_ibm(report: &Value) -> Vec<Fault> {
    faults("ibm", &report["failed"])
}

fn faults(engine: &'static str, report: &Value) -> Vec<Fault> {
    let text = |fault: &Value, key: &str| fault[key].as_str().unwrap_or_default().to_owned();
    let listed = report.as_array().into_iter().flatten();
    listed
        .map(|fault| Fault {
            engine,
            rule: text(fault, "rule"),
            place: text(fault, "place"),
            why: text(fault, "why"),
        })
        .collect()
}
