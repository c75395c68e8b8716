use std::collections::BTreeMap;

use crate::{
    account::Home,
    draft::{PartDraft, PartText, SheetDraft},
    evidence::{Purpose, Source},
    judging::{Mark, Sheet},
    law::Stage,
    log::Note,
    part::{Content, Part},
    problem::{Code, Problem},
    publication::PublicBoard,
    stage::Place,
    time::Instant,
    wire,
};
use serde::Deserialize;

use super::*;

fn message<T: DeserializeOwned>(text: &str) -> Option<String> {
    match read_strict::<T>(text) {
        Ok(_) => Some("read".to_owned()),
        Err(fault) => fault.message().map(|said| {
            said.split(", expected")
                .next()
                .unwrap_or_default()
                .to_owned()
        }),
    }
}

#[derive(Debug, Deserialize, Serialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Shape {
    Point,
    Line(u8),
    Box { width: u8 },
}

#[test]
fn texts_are_read_and_written_as_json_has_them() {
    for (text, value) in [
        (r#""""#, ""),
        (r#""a\"\\\/\b\f\n\r\tz""#, "a\"\\/\u{8}\u{c}\n\r\tz"),
        (r#""\u0041\u00e9\ud83c\udf0a""#, "Aé\u{1f30a}"),
        ("\" é \u{1f30a}\u{7f} \"", " é \u{1f30a}\u{7f} "),
    ] {
        assert_eq!(read::<String>(text).as_deref(), Ok(value), "{text}");
    }
    for broken in [
        "\"",
        "\"\\",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\ud800\"",
        "\"\\ud800\\u0041\"",
        "\"\\udc00\"",
        "\"a\nb\"",
        "\"\u{0}\"",
    ] {
        assert_eq!(message::<String>(broken), None, "{broken}");
    }
}

#[test]
fn what_is_written_is_what_serde_json_writes() {
    let every: String = (0..0x250).filter_map(char::from_u32).collect();
    let mut map = BTreeMap::new();
    map.insert(7_u8, vec![Some(-3_i64), None]);
    let value = (
        every,
        map,
        [Shape::Point, Shape::Line(1), Shape::Box { width: 2 }],
        (),
        true,
        [0_u8; 0],
    );
    let theirs = serde_json::to_string(&value).unwrap_or_default();
    assert_eq!(write(&value).as_deref(), Ok(theirs.as_str()));
    assert_eq!(write(&0.5), Err(Unwritable));
    assert_eq!(write(&i64::MIN).as_deref(), Ok("-9223372036854775808"));
}

#[test]
fn variants_are_read_with_and_without_content() {
    assert_eq!(
        read(r#"["point",{"line":3},{"box":{"width":4}},{"point":null}]"#),
        Ok(vec![
            Shape::Point,
            Shape::Line(3),
            Shape::Box { width: 4 },
            Shape::Point
        ])
    );
    for wrong in [r#""line""#, r#"{"point":1}"#, "7", r#"{"box":[4]}"#] {
        assert_eq!(
            message::<Shape>(wrong).as_deref(),
            Some("invalid type"),
            "{wrong}"
        );
    }
    for broken in ["{}", r#"{"line":3,"box":1}"#, r#"{"line" 3}"#] {
        assert_eq!(message::<Shape>(broken), None, "{broken}");
    }
    assert_eq!(
        message::<Shape>(r#""circle""#).as_deref(),
        Some("unknown variant `circle`")
    );
}

#[test]
fn numbers_are_whole_and_in_their_range() {
    assert_eq!(read("[0,255]"), Ok(vec![0_u8, 255]));
    assert_eq!(read("-9223372036854775808"), Ok(i64::MIN));
    assert_eq!(read("18446744073709551615"), Ok(u64::MAX));
    for wrong in [
        "256",
        "-1",
        "1.0",
        "1e2",
        "-0",
        "99999999999999999999",
        "\"1\"",
        "null",
        "true",
        "[1]",
        "{}",
    ] {
        let said = message::<u8>(wrong);
        assert!(
            matches!(said.as_deref(), Some("invalid type" | "invalid value")),
            "{wrong}: {said:?}"
        );
    }
    for broken in ["01", "-", "1.", "1e", "+1", ".5", "1x", "NaN", "nul", ""] {
        assert_eq!(message::<u8>(broken), None, "{broken}");
    }
}

#[test]
fn an_object_is_read_from_braces_and_a_list_has_its_length() {
    assert_eq!(
        message::<wire::SignIn>(r#"["a","b"]"#).as_deref(),
        Some("invalid type")
    );
    assert_eq!(message::<[u8; 2]>("[1]").as_deref(), Some("invalid length"));
    for broken in ["[1,2,3]", "[1,2", "[1,]", "[1 2]", "[,1]"] {
        assert_eq!(message::<[u8; 2]>(broken), None, "{broken}");
    }
    for broken in [
        "{\"version\":1,}",
        "{\"version\":1",
        "{version:1}",
        "{,}",
        "{\"version\" 1}",
        "{\"version\":1}}",
    ] {
        assert_eq!(message::<wire::Step>(broken), None, "{broken}");
    }
    assert_eq!(
        message::<wire::Step>(r#"{"version":1,"version":2}"#).as_deref(),
        Some("duplicate field `version`")
    );
}

#[test]
fn deep_nesting_is_refused() {
    assert_eq!(message::<serde::de::IgnoredAny>(&"[".repeat(9000)), None);
    let deep = format!("{}{}", "[".repeat(127), "]".repeat(127));
    assert_eq!(
        message::<serde::de::IgnoredAny>(&deep).as_deref(),
        Some("read")
    );
}

#[test]
fn tagged_values_are_read_in_any_order_of_keys() {
    for text in [
        r#"{"home":"agency","agency":"DINKES"}"#,
        r#"{"agency":"DINKES","home":"agency"}"#,
    ] {
        assert!(matches!(read(text), Ok(Home::Agency(_))), "{text}");
    }
    let closed = r#"{"slug":"a","edition":"A","year":2026,"standing":"judging","sample":false,"opens_at":1,"closes_at":2,"weights":[20,20,20,20,20],"tie_chain":[],"state":"closed"}"#;
    assert!(matches!(read(closed), Ok(PublicBoard::Closed(_))));
}

#[test]
fn a_digest_leaves_a_key_out_wherever_it_stands() {
    for (text, rest) in [
        (
            r#"{"password":"x","b":1,"a":[2]}"#,
            Ok(r#"{"a":[2],"b":1}"#),
        ),
        (
            r#" { "b" : "}" , "password" : {"password":1} } "#,
            Ok(r#"{"b" : "}"}"#),
        ),
        (r#"{"pass\u0077ord":"x"}"#, Ok("{}")),
    ] {
        assert_eq!(without(text, "password").as_deref(), rest, "{text}");
    }
    assert!(without("{", "password").is_err());
}

/// A truth value as a database keeps it.
fn flag<'de, D: serde::Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    Ok(i64::deserialize(from)? != 0)
}

#[derive(Debug, Default, Deserialize, PartialEq)]
struct Row {
    a: u8,
    #[serde(default)]
    b: bool,
    c: Option<String>,
    #[serde(deserialize_with = "flag")]
    d: bool,
}

#[test]
fn fields_are_found_in_any_order_and_absent_ones_are_told_apart() {
    let all = Row {
        a: 1,
        b: true,
        c: Some("x".to_owned()),
        d: true,
    };
    assert_eq!(read(r#"{"d":1,"c":"x","b":true,"a":1}"#), Ok(all));
    assert_eq!(
        read(r#"{ "a" : 1 , "d" : 0 }"#),
        Ok(Row {
            a: 1,
            ..Row::default()
        })
    );
    assert_eq!(
        read(r#"{"a":1,"more":{"e":[1,"}"]},"d":0,"c":null}"#),
        Ok(Row {
            a: 1,
            ..Row::default()
        })
    );
    for (text, said) in [
        ("{}", "missing field `a`"),
        (r#"{"a":1}"#, "missing field `d`"),
        (r#"{"a":1,"d":0,"e":2}"#, "unknown field `e`"),
        (r#"{"a":1,"d":0,"a":1}"#, "duplicate field `a`"),
        (r#"{"a":1,"d":true}"#, "invalid type"),
        (r#"{"a":1,"b":null,"d":1}"#, "invalid type"),
    ] {
        assert_eq!(message::<Row>(text).as_deref(), Some(said), "{text}");
    }
    // What is missing inside is missing there, and a type is said before what comes after it.
    assert_eq!(
        message::<(Row, Row)>(r#"[{"a":1,"d":1},{"d":1}]"#).as_deref(),
        Some("missing field `a`")
    );
    assert_eq!(
        message::<Row>(r#"{"a":"x"}"#).as_deref(),
        Some("invalid type")
    );
}

#[test]
fn a_home_is_read_with_and_without_its_agency() {
    assert_eq!(read_strict(r#"{"home":"outside"}"#), Ok(Home::Outside));
    assert_eq!(
        message::<Home>(r#"{"home":"agency"}"#).as_deref(),
        Some("missing field `agency`")
    );
    assert_eq!(
        message::<Home>(r#"{"agency":"DINKES"}"#).as_deref(),
        Some("missing field `home`")
    );
}

#[test]
fn a_fault_knows_its_kind_whatever_the_words_of_the_text() {
    let kind = |text: &str| {
        let fault = read_strict::<wire::SignIn>(text).expect_err("no sign-in");
        fault.kind().clone()
    };
    assert_eq!(
        kind(r#"{"username":"a","password":"b","missing field":1}"#),
        Kind::UnknownField("missing field".to_owned())
    );
    assert_eq!(
        kind(r#"{"username":"unknown field"}"#),
        Kind::MissingField("password".to_owned())
    );
    assert_eq!(
        kind(r#"{"username":"a","username":"b"}"#),
        Kind::DuplicateField("username".to_owned())
    );
    assert_eq!(kind(r#"{"username":7,"password":"b"}"#), Kind::Value);
    assert_eq!(kind("unknown field"), Kind::Syntax);
    let mark = read_strict::<Mark>("101").expect_err("no mark");
    assert_eq!(mark.kind(), &Kind::Value);
}

#[test]
fn the_texts_of_a_body_are_what_was_typed_in_it() {
    let body = r#"{"id":"01890a5d-ac96-774b-bcce-b302099a8057","at":7,"on":true,"due":null,
        "note":{"kind":"obstacle","text":"Sinyal lemah.","owner":"Dinas Kominfo","list":["Dua","x_y"]}}"#;
    assert_eq!(texts(body), ["Sinyal lemah.", "Dinas Kominfo", "Dua"]);
    assert_eq!(texts("no JSON"), [""; 0]);
}

fn survives<T: Serialize + DeserializeOwned + PartialEq + core::fmt::Debug>(value: &T) {
    let text = write(value).expect("written");
    assert_eq!(Some(&text), serde_json::to_string(value).ok().as_ref());
    assert_eq!(read::<T>(&text).as_ref(), Ok(value), "{text}");
}

#[test]
fn what_a_record_is_made_of_is_written_and_read_again() {
    for part in Part::ALL {
        survives(&Content::empty(part));
        let mut draft = PartDraft::new(PartText::open(Content::empty(part)), 3, ());
        draft.edit(Instant(5), |it| it.done = true);
        draft.refusal = Some(Code::TextTooLong);
        survives(&draft);
    }
    survives(&Content::Text("a \"b\"\n".to_owned()));
    for place in [Place::Outside, Place::In(Stage::Design), Place::Finished] {
        survives(&place);
    }
    for purpose in [Purpose::Stage(Stage::Design), Purpose::Launch] {
        survives(&purpose);
    }
    survives(&Source::Link {
        url: "https://a.example".to_owned(),
    });
    let text = "x".to_owned();
    for note in [
        Note::NoInput { text: text.clone() },
        Note::Obstacle {
            text: text.clone(),
            owner: text,
            due: Instant(-1),
        },
    ] {
        survives(&note);
    }
    survives(&Problem {
        current_version: Some(3),
        ..Problem::field(Code::GateClosed, "a")
    });
    survives(&SheetDraft::new(
        Sheet::default(),
        2,
        crate::judging::SheetState::Draft,
    ));
    // The content may stand before the word that says what it is.
    assert_eq!(
        read(r#"{"value":"x","type":"text"}"#),
        Ok(Content::Text("x".to_owned()))
    );
}
