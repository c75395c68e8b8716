//! How a closed list is written: one table, from which everything that names or shows its values is made.

/// Declares an enum with `ALL`, its values in the order of the table, and with what the rows give:
///
/// - `Variant = "code", "Words";`: `code()`, the name on the wire, in the database and in addresses, `from_code()`, and `label()`;
/// - `Variant = "code";`: a list that is never shown;
/// - `Variant: "Words";`: a list that is shown and never stored or sent;
/// - `Variant;`: neither.
///
/// A list with codes is read and written by serde under them. More derives and `Default` are written above `pub enum`.
macro_rules! closed_list {
    ($(#[$list_meta:meta])* pub enum $list:ident {
        $($(#[$meta:meta])* $variant:ident = $code:literal, $words:literal;)+
    }) => {
        closed_list! { $(#[$list_meta])* pub enum $list { $($(#[$meta])* $variant = $code;)+ } }
        closed_list! { @label $list { $($variant: $words;)+ } }
    };
    ($(#[$list_meta:meta])* pub enum $list:ident {
        $($(#[$meta:meta])* $variant:ident: $words:literal;)+
    }) => {
        closed_list! { $(#[$list_meta])* pub enum $list { $($(#[$meta])* $variant;)+ } }
        closed_list! { @label $list { $($variant: $words;)+ } }
    };
    ($(#[$list_meta:meta])* pub enum $list:ident {
        $($(#[$meta:meta])* $variant:ident = $code:literal;)+
    }) => {
        closed_list! {
            $(#[$list_meta])*
            #[derive(serde::Serialize, serde::Deserialize)]
            #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
            pub enum $list { $($(#[$meta])* #[serde(rename = $code)] $variant;)+ }
        }

        impl $list {
            /// Name on the wire, in the database and in addresses.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The one with this name.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|it| it.code() == code)
            }
        }
    };
    ($(#[$list_meta:meta])* pub enum $list:ident { $($(#[$meta:meta])* $variant:ident;)+ }) => {
        $(#[$list_meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $list { $($(#[$meta])* $variant,)+ }

        impl $list {
            /// All of them, in order.
            pub const ALL: [Self; [$(stringify!($variant)),+].len()] = [$(Self::$variant),+];
        }
    };
    (@label $list:ident { $($variant:ident: $words:literal;)+ }) => {
        impl $list {
            /// Words on screen.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $words,)+ }
            }
        }
    };
}

pub(crate) use closed_list;

#[cfg(test)]
mod tests {
    use crate::{competition::Act, json, proposal::Outcome, queue::Pile, stage::Finding};

    #[test]
    fn a_table_gives_order_names_and_words() {
        assert_eq!(
            Finding::ALL,
            [Finding::Valid, Finding::ValidWithFixes, Finding::NotYet]
        );
        for it in Finding::ALL {
            assert_eq!(Finding::from_code(it.code()), Some(it));
            assert_eq!(
                json::write(&it).expect("JSON"),
                format!("\"{}\"", it.code())
            );
        }
        assert_eq!(Finding::from_code("Valid"), None);
        assert_eq!(Finding::NotYet.label(), "Belum valid");
    }

    #[test]
    fn names_and_words_are_each_optional() {
        assert_eq!(Outcome::from_code("taken_back"), Some(Outcome::TakenBack));
        assert_eq!(Pile::ALL.map(Pile::label).len(), 4);
        assert_eq!(Act::ALL.len(), 14);
    }
}
