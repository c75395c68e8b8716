//! Where in a JSON text an error lies. One plain scan for all body types: a deserialiser that follows the path
//! would be compiled anew for each of them, and the Worker has a size to keep (B6).

/// An open object or array.
struct Frame {
    object: bool,
    /// The key that was read last, while its value has not begun.
    key: String,
    /// Where the value that is being read stands.
    step: Step,
}

enum Step {
    /// Between values.
    None,
    /// The value of this key.
    Key(String),
    /// The element of this number.
    Index(usize),
}

/// The path of the value that was being read, or had just been read, after `end` bytes: `sheet.marks.solusi`,
/// `entries[2].id`; empty for the whole.
pub fn at(text: &str, end: usize) -> String {
    let mut open: Vec<Frame> = Vec::new();
    let mut bytes = text.bytes().enumerate().take(end);
    while let Some((start, byte)) = bytes.next() {
        match byte {
            b'"' => {
                let mut close = start;
                while let Some((n, byte)) = bytes.next() {
                    close = n;
                    match byte {
                        b'\\' => drop(bytes.next()),
                        b'"' => break,
                        _ => {}
                    }
                }
                if let Some(frame) = open.last_mut().filter(|frame| frame.object) {
                    let read = text.get(start + 1..close).unwrap_or_default();
                    read.clone_into(&mut frame.key);
                }
            }
            b'{' | b'[' => open.push(Frame {
                object: byte == b'{',
                key: String::new(),
                step: if byte == b'{' {
                    Step::None
                } else {
                    Step::Index(0)
                },
            }),
            b'}' | b']' => drop(open.pop()),
            b':' => {
                if let Some(frame) = open.last_mut() {
                    frame.step = Step::Key(core::mem::take(&mut frame.key));
                }
            }
            b',' => {
                if let Some(frame) = open.last_mut() {
                    frame.step = match frame.step {
                        Step::Index(n) => Step::Index(n + 1),
                        _ => Step::None,
                    };
                }
            }
            _ => {}
        }
    }
    let mut path = String::new();
    for frame in open {
        match frame.step {
            Step::None => {}
            Step::Key(key) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(&key);
            }
            Step::Index(n) => {
                path.push('[');
                path.push_str(&n.to_string());
                path.push(']');
            }
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use klisida_domain::wire;
    use serde::de::DeserializeOwned;

    use super::*;
    use crate::json;

    fn of<T: DeserializeOwned>(text: &str) -> String {
        match json::read_strict::<T>(text) {
            Ok(_) => "no error".to_owned(),
            Err(fault) => at(text, fault.place()),
        }
    }

    #[test]
    fn an_error_in_a_value_names_its_whole_path() {
        assert_eq!(
            of::<wire::SignIn>(r#"{"username":1,"password":"b"}"#),
            "username"
        );
        assert_eq!(
            of::<wire::SheetSave>("{\"version\":0,\n \"sheet\":{\"marks\":{\"solusi\":true}}}"),
            "sheet.marks.solusi"
        );
        assert_eq!(
            of::<wire::EntriesAdd>(
                r#"{"version":1,"entries":[{"id":"x, \"y\": {","innovation":"b"}]}"#
            ),
            "entries[0].id"
        );
    }

    #[test]
    fn a_missing_or_unknown_key_leaves_the_path_of_its_object() {
        assert_eq!(of::<wire::SignIn>(r#"{"username":"a"}"#), "");
        assert_eq!(of::<wire::SignIn>(r#"{"username":"a","role":"b"}"#), "");
        assert_eq!(
            of::<wire::SheetSave>(r#"{"version":0,"sheet":{"mark":{}}}"#),
            "sheet"
        );
        assert_eq!(
            of::<wire::SheetSave>(r#"{"version":0,"sheet":{"marks":{"keindahan":1}}}"#),
            "sheet.marks"
        );
        assert_eq!(
            of::<wire::EntriesAdd>(
                r#"{"version":1,"entries":[{"id":"01a20000-0000-7000-8000-000000000001"}]}"#
            ),
            "entries[0]"
        );
    }
}
