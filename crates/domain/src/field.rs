//! What is wrong with one value of a body, before it is known which field it stands in.

use crate::problem::Problem;

/// Why a text or number is not a value of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {detail}")]
pub struct FieldError {
    /// A word that the web app translates, as `too_long`.
    pub code: &'static str,
    /// What to do, in English.
    pub detail: &'static str,
}

impl FieldError {
    pub(crate) const fn new(code: &'static str, detail: &'static str) -> Self {
        Self { code, detail }
    }

    /// The problem for the field at this path of the body, as `uploads.0.name`.
    #[must_use]
    pub fn at(self, field: &str) -> Problem {
        Problem::field(field, self.code, self.detail)
    }
}

/// Gives a newtype over `String` that has `parse` its reading and writing as text.
macro_rules! text_value {
    ($name:ident) => {
        impl $name {
            /// The value as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::field::FieldError;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> String {
                value.0
            }
        }
    };
}
pub(crate) use text_value;

/// Whether a character steers the direction of text, so that a name could be shown as another (Unicode UAX #9).
pub(crate) const fn is_bidi_control(character: char) -> bool {
    matches!(character, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Code;

    #[test]
    fn a_field_error_names_its_field() {
        let problem = FieldError::new("too_long", "Use less.").at("uploads.0.name");
        assert_eq!(problem.code, Code::InvalidInput);
        assert_eq!(problem.fields.len(), 1);
        assert_eq!(problem.fields[0].field, "uploads.0.name");
        assert_eq!(problem.fields[0].code, "too_long");
        assert_eq!(problem.fields[0].detail, "Use less.");
    }
}
