//! Files made to hurt: each is refused with its code and place, or read as what it is, within the time bound.

use std::time::{Duration, Instant};

use backend::exchange::{BYTES_MAX, DEPTH_MAX, ImportErrorCode, read_notice};

const NOTICE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<ContractNotice xmlns="urn:oasis:names:specification:ubl:schema:xsd:ContractNotice-2"
  xmlns:b="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
  xmlns:a="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2">
  <b:ID schemeName="notice-id">n-1</b:ID>
  <a:ProcurementProject><b:Name languageID="SWE">Städning &amp; fönster &#229;</b:Name></a:ProcurementProject>
</ContractNotice>"#;

fn refused(bytes: &[u8]) -> (ImportErrorCode, u32, u32) {
    let started = Instant::now();
    let error = read_notice("hostile", bytes).unwrap_err();
    assert!(
        started.elapsed() < Duration::from_secs(10),
        "{:?}",
        started.elapsed()
    );
    assert_eq!(error.file, "hostile");
    assert!(error.line >= 1 && error.column >= 1);
    (error.code, error.line, error.column)
}

#[test]
fn prefixes_do_not_matter_and_entities_of_xml_are_read() {
    let notices = read_notice("a", NOTICE.as_bytes()).unwrap();
    assert_eq!(notices[0].title.as_deref(), Some("Städning & fönster å"));
    let other = NOTICE.replace("CommonBasicComponents-2", "CommonBasicComponents-9");
    assert_eq!(read_notice("a", other.as_bytes()).unwrap()[0].title, None);
}

#[test]
fn document_types_are_refused_whatever_they_hold() {
    let with = |doctype: &str| NOTICE.replacen("?>\n", &format!("?>\n{doctype}\n"), 1);
    let external =
        with(r#"<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>"#).replace("n-1", "&e;");
    let laughs = with(
        r#"<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>"#,
    );
    for file in [
        with("<!DOCTYPE x>"),
        with("<!DOCTYPE x SYSTEM 'http://127.0.0.1/x.dtd'>"),
        external,
        laughs,
    ] {
        assert_eq!(
            refused(file.as_bytes()),
            (ImportErrorCode::DoctypeRefused, 2, 1)
        );
    }
    assert_eq!(
        refused(with("<!doctype>").as_bytes()).0,
        ImportErrorCode::DoctypeRefused
    );
    assert_eq!(
        refused(NOTICE.replace("n-1", "&xxe;").as_bytes()),
        (ImportErrorCode::EntityUnknown, 5, 32)
    );
    assert_eq!(
        refused(NOTICE.replace("n-1", "&#0;").as_bytes()),
        (ImportErrorCode::CharacterInvalid, 5, 32)
    );
}

#[test]
fn nesting_is_bounded() {
    let nested = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
    assert_eq!(
        refused(nested(DEPTH_MAX).as_bytes()).0,
        ImportErrorCode::NotANotice
    );
    assert_eq!(
        refused(nested(DEPTH_MAX + 1).as_bytes()),
        (ImportErrorCode::TooDeep, 1, 193)
    );
    assert_eq!(
        refused("<a>".repeat(3_000_000).as_bytes()).0,
        ImportErrorCode::TooDeep
    );
    assert_eq!(
        refused("[".repeat(BYTES_MAX).as_bytes()).0,
        ImportErrorCode::TooDeep
    );
    assert_eq!(
        refused("{\"a\":".repeat(1_000_000).as_bytes()).0,
        ImportErrorCode::TooDeep
    );
}

#[test]
fn size_and_count_are_bounded() {
    assert_eq!(
        refused(&vec![b' '; BYTES_MAX + 1]).0,
        ImportErrorCode::TooLarge
    );
    assert_eq!(refused(&vec![b' '; BYTES_MAX]).0, ImportErrorCode::Empty);
    let tags = format!("<a>{}</a>", "<b/>".repeat(1_000_000));
    assert!(matches!(
        refused(tags.as_bytes()).0,
        ImportErrorCode::TooManyEvents | ImportErrorCode::TooSlow
    ));
    let values = format!("[{}0]", "0,".repeat(1_000_000));
    assert!(matches!(
        refused(values.as_bytes()).0,
        ImportErrorCode::TooManyEvents | ImportErrorCode::TooSlow
    ));
    let attributes: String = (0..60_000).map(|n| format!(" a{n}=''")).collect();
    let wide = refused(format!("<a{attributes}/>").as_bytes()).0;
    assert!(
        matches!(
            wide,
            ImportErrorCode::NotANotice | ImportErrorCode::TooSlow | ImportErrorCode::XmlMalformed
        ),
        "{wide:?}"
    );
    let million: String = (0..1_000_001).map(|n| format!(" a{n:x}=''")).collect();
    let tag = format!("<a{million}/>");
    assert!(tag.len() <= BYTES_MAX);
    let tag = refused(tag.as_bytes()).0;
    assert!(
        matches!(
            tag,
            ImportErrorCode::TooManyEvents | ImportErrorCode::TooSlow
        ),
        "{tag:?}"
    );
    let spaces: String = (0..60_000).map(|n| format!(" xmlns:a{n}='u'")).collect();
    let spaces = refused(format!("<a{spaces}/>").as_bytes()).0;
    assert!(
        matches!(
            spaces,
            ImportErrorCode::NamespaceUnknown | ImportErrorCode::XmlMalformed
        ),
        "{spaces:?}"
    );
}

/// Work after parsing must grow with the file, not with its square: references, repeated terms, many lots.
#[test]
fn many_references_and_long_terms_take_no_longer_than_the_file() {
    let started = Instant::now();
    let ted = "http://publications.europa.eu/resource/schema/ted/R2.0.9/publication";
    let terms = "x".repeat(4_000_000);
    let lots = "<OBJECT_DESCR/>".repeat(200_000);
    let export = format!(
        "<TED_EXPORT xmlns='{ted}'><FORM_SECTION><F02_2014><LEFTI><PERFORMANCE_CONDITIONS><P>{terms}</P></PERFORMANCE_CONDITIONS>\
         </LEFTI><OBJECT_CONTRACT>{lots}</OBJECT_CONTRACT></F02_2014></FORM_SECTION></TED_EXPORT>"
    );
    match read_notice("a", export.as_bytes()) {
        Ok(notices) => assert_eq!(
            notices[0]
                .lots
                .iter()
                .filter(|lot| lot.performance_terms.is_some())
                .count(),
            1
        ),
        Err(error) => assert_eq!(error.code, ImportErrorCode::TooSlow),
    }
    let numbered = |count: usize, one: &dyn Fn(usize) -> String| {
        (0..count).map(one).collect::<Vec<_>>().join(",")
    };
    let lots = numbered(60_000, &|n| format!("{{\"id\":\"{n}\"}}"));
    let items = numbered(60_000, &|n| format!("{{\"relatedLot\":\"{n}\"}}"));
    let parties = numbered(60_000, &|n| format!("{{\"id\":\"{n}\",\"name\":\"{n}\"}}"));
    let awards = numbered(60_000, &|n| {
        format!("{{\"suppliers\":[{{\"id\":\"{n}\"}}]}}")
    });
    let release = format!(
        "{{\"ocid\":\"x\",\"tender\":{{\"lots\":[{lots}],\"items\":[{items}]}},\"parties\":[{parties}],\"awards\":[{awards}]}}"
    );
    match read_notice("a", release.as_bytes()) {
        Ok(notices) => assert_eq!(notices[0].lots.len(), 60_000),
        Err(error) => assert_eq!(error.code, ImportErrorCode::TooSlow),
    }
    assert!(
        started.elapsed() < Duration::from_secs(30),
        "{:?}",
        started.elapsed()
    );
}

#[test]
fn truncated_files_are_told_with_their_place() {
    for end in (1..NOTICE.len()).filter(|&end| NOTICE.is_char_boundary(end)) {
        let (code, line, _) = refused(&NOTICE.as_bytes()[..end]);
        assert!(
            !matches!(code, ImportErrorCode::Empty | ImportErrorCode::TooSlow),
            "{end} {code:?}"
        );
        assert!(line <= 7);
    }
    let crossed = NOTICE.replace("</a:ProcurementProject>", "</b:ProcurementProject>");
    assert_eq!(refused(crossed.as_bytes()).0, ImportErrorCode::XmlMalformed);
    assert_eq!(refused(crossed.as_bytes()).1, 6);
    assert_eq!(
        refused(format!("{NOTICE}<x/>").as_bytes()).0,
        ImportErrorCode::XmlMalformed
    );
    assert_eq!(
        refused(format!("{NOTICE}tail").as_bytes()).0,
        ImportErrorCode::XmlMalformed
    );
    assert_eq!(
        refused(NOTICE.replace("b:ID", "q:ID").as_bytes()),
        (ImportErrorCode::NamespaceUnknown, 5, 3)
    );
    assert_eq!(
        refused(NOTICE.replace("schemeName=", "a='1' a='2' x=").as_bytes()).0,
        ImportErrorCode::XmlMalformed
    );
}

#[test]
fn encodings_are_read_or_told() {
    let title = |bytes: &[u8]| read_notice("a", bytes).unwrap()[0].title.clone().unwrap();
    let utf16 = |text: &str, big: bool| -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| {
                if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect()
    };
    let declared16 = NOTICE.replace("UTF-8", "UTF-16");
    assert_eq!(
        title(&utf16(&format!("\u{FEFF}{declared16}"), true)),
        "Städning & fönster å"
    );
    assert_eq!(title(&utf16(&declared16, false)), "Städning & fönster å");
    assert_eq!(
        title(format!("\u{FEFF}{NOTICE}").as_bytes()),
        "Städning & fönster å"
    );
    let latin: Vec<u8> = NOTICE
        .replace("UTF-8", "ISO-8859-1")
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    assert_eq!(title(&latin), "Städning & fönster å");
    let undeclared: Vec<u8> = NOTICE
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    assert_eq!(refused(&undeclared).0, ImportErrorCode::EncodingInvalid);
    assert_eq!(refused(&undeclared).1, 6);
    assert_eq!(refused(b""), (ImportErrorCode::Empty, 1, 1));
    assert_eq!(refused(b" \n\t "), (ImportErrorCode::Empty, 1, 1));
    assert_eq!(refused(b"\0\0\0\0").0, ImportErrorCode::CharacterInvalid);
    assert_eq!(refused(b"PK\x03\x04").0, ImportErrorCode::CharacterInvalid);
    assert_eq!(refused(b"\n  hello").0, ImportErrorCode::NotANotice);
    assert_eq!(refused(b"\n  hello").1, 2);
}

#[test]
fn other_xml_and_json_is_told_apart() {
    assert_eq!(
        refused(b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        (ImportErrorCode::NotANotice, 1, 1)
    );
    let old = "<TED_EXPORT xmlns='http://formex.publications.europa.eu/ted/schema/export/R2.0.8.S03.E01'/>";
    assert_eq!(
        refused(old.as_bytes()).0,
        ImportErrorCode::VersionUnsupported
    );
    let bare = "<TED_EXPORT xmlns='http://publications.europa.eu/resource/schema/ted/R2.0.9/publication'/>";
    assert_eq!(refused(bare.as_bytes()).0, ImportErrorCode::NotANotice);
    assert_eq!(refused(b"{}").0, ImportErrorCode::NotANotice);
    assert_eq!(refused(b"[1, 2]").0, ImportErrorCode::NotANotice);
    assert_eq!(
        refused(b"{\"releases\": []}").0,
        ImportErrorCode::PackageEmpty
    );
    assert_eq!(
        refused(b"{\"records\": [{\"ocid\": \"x\", \"releases\": [{\"url\": \"x\"}]}]}").0,
        ImportErrorCode::PackageEmpty
    );
    assert_eq!(
        refused(b"{\n\"a\": 01}"),
        (ImportErrorCode::JsonMalformed, 2, 7)
    );
    assert_eq!(refused(b"{\"a\": NaN}").0, ImportErrorCode::JsonMalformed);
}
