//! More than 500 payloads, combined from the vectors that public lists hold (PortSwigger's and OWASP's cheat sheets, Tiny XSS payloads):
//! each way to be run × each way to call, each with each way to break out of what surrounds it. All of them say themselves by `alert`,
//! `confirm`, `prompt` or `print`, which the test listens to.

use std::collections::BTreeSet;

/// The shortest text field takes so many letters; every payload fits.
pub const LENGTH_MAX: usize = 80;

/// `*` is the call.
const VECTORS: [&str; 62] = [
    "<script>*</script>",
    "<ScRiPt >*</ScRiPt>",
    "<script/x>*</script>",
    "<svg><script>*</script></svg>",
    "<img src=x onerror=*>",
    "<img/src=x/onerror=*>",
    "<img src=x:x onerror\t=*>",
    "<image src=x onerror=*>",
    "<svg onload=*>",
    "<svg/onload=*>",
    "<svg><animate onbegin=* attributeName=x dur=1s>",
    "<svg><set onbegin=* attributeName=x to=1>",
    "<svg><a xlink:href=javascript:*><text y=9>x</text></a>",
    "<svg><use href=data:image/svg+xml,*>",
    "<svg><style><img/src onerror=*></style>",
    "<math><mi xlink:href=javascript:*>x</mi></math>",
    "<math href=javascript:*>x</math>",
    "<body onload=*>",
    "<body onpageshow=*>",
    "<input autofocus onfocus=*>",
    "<select autofocus onfocus=*></select>",
    "<textarea autofocus onfocus=*></textarea>",
    "<button autofocus onfocus=*>x</button>",
    "<a href=javascript:* id=x>x</a>",
    "<a href=jAvAsCrIpT:*>x</a>",
    "<a href=java&Tab;script:*>x</a>",
    "<a href=&#106;avascript:*>x</a>",
    "<a href=data:text/html,<script>*</script>>x</a>",
    "<area href=javascript:* shape=default>",
    "<form action=javascript:*><input type=submit>",
    "<form><button formaction=javascript:*>x",
    "<iframe src=javascript:*></iframe>",
    "<iframe srcdoc='<script>*</script>'></iframe>",
    "<iframe onload=*></iframe>",
    "<frameset onload=*>",
    "<object data=javascript:*></object>",
    "<object onerror=* data=x></object>",
    "<embed src=javascript:*>",
    "<details open ontoggle=*>x</details>",
    "<video src=x onerror=*></video>",
    "<video><source onerror=*></video>",
    "<audio src=x onerror=*></audio>",
    "<audio onloadstart=* src=x></audio>",
    "<marquee onstart=*>x</marquee>",
    "<dialog open onclose=*>x</dialog>",
    "<style onload=*></style>",
    "<style>@import 'javascript:*'</style>",
    "<link rel=stylesheet href=x onerror=*>",
    "<link rel=import href=data:text/html,*>",
    "<meta http-equiv=refresh content=0;url=javascript:*>",
    "<base href=javascript:*//>",
    "<x onfocus=* tabindex=0 autofocus>",
    "<x contenteditable onblur=*>x</x>",
    "<x style=animation-name:spin onanimationend=*>",
    "<div style=width:expression(*)>",
    "<template><script>*</script></template>",
    "<noscript><p title='</noscript><img src onerror=*>'>",
    "<table background=javascript:*>",
    "javascript:*",
    "{{constructor.constructor('*')()}}",
    "${*}",
    "<%= * %>",
];
/// Ways to break out, a vector.
const BROKEN: usize = 3;
const CALLS: [&str; 5] = [
    "alert(1)",
    "confirm`1`",
    "top['prompt'](1)",
    "(print)()",
    "alert&lpar;1&rpar;",
];
const BREAKS: [&str; 8] = [
    "\">",
    "'>",
    "'\">",
    "</title>",
    "</textarea>",
    "</script>",
    "-->",
    "]]>",
];
/// Whole ones.
const POLYGLOTS: [&str; 8] = [
    "';alert(1)//\";alert(1)//--></script><svg onload=alert(1)>",
    "\" autofocus onfocus=alert(1) x=\"",
    "' onmouseover=alert(1) '",
    "javascript:/*--></title></style><svg/onload=alert(1)>",
    "\\\";alert(1);//",
    "\\u003cimg src=x onerror=alert(1)\\u003e",
    "&lt;img src=x onerror=alert(1)&gt;",
    "%3Cscript%3Ealert(1)%3C/script%3E",
];

/// All of them, each once.
pub fn all() -> Vec<String> {
    let plain = VECTORS
        .iter()
        .flat_map(|vector| CALLS.map(|call| vector.replace('*', call)));
    // Each vector with some of the ways to break out, each way with many vectors.
    let broken = VECTORS.iter().enumerate().flat_map(|(n, vector)| {
        let ways = BREAKS.iter().cycle().skip(n).step_by(3).take(BROKEN);
        ways.map(move |way| format!("{way}{}", vector.replace('*', CALLS[0])))
    });
    let whole = POLYGLOTS.map(str::to_owned);
    let all = plain.chain(broken).chain(whole);
    // What the product itself refuses is no text of its own: control characters, and what is too long for the shortest field.
    let fits =
        |text: &String| text.chars().count() <= LENGTH_MAX && !text.contains(char::is_control);
    let all: BTreeSet<String> = all
        .map(|text| text.replace('\t', " "))
        .filter(fits)
        .collect();
    all.into_iter().collect()
}
