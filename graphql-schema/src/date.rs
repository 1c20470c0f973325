//! Dates of day, month or year precision.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};

/// A calendar date as precise as its source: `2018`, `2018-03` or `2018-03-19` (ISO 8601, reduced precision). It has no
/// time zone: it is the local date where the thing happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct PartialDate(pub(crate) entity::date::PartialDate);

/// A calendar date as precise as its source: `2018`, `2018-03` or `2018-03-19` (ISO 8601, reduced precision). It has no
/// time zone: it is the local date where the thing happened.
#[Scalar(specified_by_url = "https://www.loc.gov/standards/datetime/")]
impl ScalarType for PartialDate {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => text.parse().map(Self).map_err(InputValueError::custom),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn is_valid(value: &Value) -> bool {
        matches!(value, Value::String(text) if text.parse::<entity::date::PartialDate>().is_ok())
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}
