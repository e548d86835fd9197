//! Which browser on which kind of machine, so that somebody finds their sessions in a list. Nothing finer is kept: two words of
//! these lists say enough, and the browser's whole line would tell one person from another.

use axum::http::{HeaderMap, header};

/// Browsers, the most particular first: most of them name the others too.
const BROWSERS: [(&str, &str); 6] = [
    ("Edg/", "edge"),
    ("OPR/", "opera"),
    ("SamsungBrowser/", "samsung"),
    ("Firefox/", "firefox"),
    ("Chrome/", "chrome"),
    ("Safari/", "safari"),
];
/// Machines, the most particular first.
const MACHINES: [(&str, &str); 7] = [
    ("Android", "android"),
    ("iPhone", "iphone"),
    ("iPad", "ipad"),
    ("CrOS", "chromebook"),
    ("Windows", "windows"),
    ("Mac OS X", "mac"),
    ("Linux", "linux"),
];

/// Such as `chrome windows`; empty when neither is known.
pub fn of(headers: &HeaderMap) -> String {
    let line = headers
        .get(header::USER_AGENT)
        .and_then(|line| line.to_str().ok())
        .unwrap_or_default();
    let found = |list: &[(&str, &'static str)]| {
        let found = list.iter().find(|(mark, _)| line.contains(mark));
        found.map(|(_, name)| *name)
    };
    let words: Vec<_> = [found(&BROWSERS), found(&MACHINES)]
        .into_iter()
        .flatten()
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browser_and_machine_are_told_in_two_words() {
        for (line, words) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0",
                "edge windows",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; SM-X200) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
                "chrome android",
            ),
            (
                "Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/604.1",
                "safari ipad",
            ),
            ("curl/8.0", ""),
            ("", ""),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::USER_AGENT, line.parse().unwrap());
            assert_eq!(of(&headers), words, "{line}");
        }
    }
}
