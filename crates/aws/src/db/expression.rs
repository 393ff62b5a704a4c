//! One write with its conditions, spelled as names and values instead of strings with placeholders.

use super::Item;
use super::keys::{Key, PK};
use aws_sdk_dynamodb::types::{
    AttributeValue, ConditionCheck, Delete, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update,
};
use std::collections::HashMap;

/// A value of an attribute, from the types that records use.
pub(crate) struct Value(pub(crate) AttributeValue);

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self(AttributeValue::S(text.to_owned()))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self(AttributeValue::S(text))
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self(AttributeValue::Bool(value))
    }
}

impl From<Vec<&str>> for Value {
    fn from(texts: Vec<&str>) -> Self {
        Self(AttributeValue::L(texts.into_iter().map(|text| AttributeValue::S(text.to_owned())).collect()))
    }
}

impl From<jiff::Timestamp> for Value {
    fn from(at: jiff::Timestamp) -> Self {
        Self(AttributeValue::N(at.as_millisecond().to_string()))
    }
}

macro_rules! number {
    ($($type:ty)*) => {$(
        impl From<$type> for Value {
            fn from(number: $type) -> Self {
                Self(AttributeValue::N(number.to_string()))
            }
        }
    )*};
}
number!(i64 u64 u32);

/// The names, values and conditions of one write. Attribute names are always placeholders, so no reserved word is in the way.
#[derive(Default)]
struct Terms {
    conditions: Vec<String>,
    names: HashMap<String, String>,
    values: HashMap<String, AttributeValue>,
}

impl Terms {
    fn name(&mut self, attribute: &str) -> String {
        let placeholder = format!("#{attribute}");
        self.names.insert(placeholder.clone(), attribute.to_owned());
        placeholder
    }

    fn value(&mut self, value: impl Into<Value>) -> String {
        let placeholder = format!(":v{}", self.values.len());
        self.values.insert(placeholder.clone(), value.into().0);
        placeholder
    }

    fn compare(&mut self, attribute: &str, operator: &str, value: impl Into<Value>) {
        let (name, value) = (self.name(attribute), self.value(value));
        self.conditions.push(format!("{name} {operator} {value}"));
    }

    fn condition(&self) -> Option<String> {
        (!self.conditions.is_empty()).then(|| self.conditions.join(" AND "))
    }

    fn names(&self) -> Option<HashMap<String, String>> {
        (!self.names.is_empty()).then(|| self.names.clone())
    }

    fn values(&self) -> Option<HashMap<String, AttributeValue>> {
        (!self.values.is_empty()).then(|| self.values.clone())
    }
}

enum Act {
    Update { sets: Vec<String>, adds: Vec<String>, removes: Vec<String> },
    Put(Item),
    Delete,
    Check,
}

/// One conditional write.
pub(crate) struct Write {
    key: Key,
    act: Act,
    terms: Terms,
}

impl Write {
    fn new(key: Key, act: Act) -> Self {
        Self { key, act, terms: Terms::default() }
    }

    /// Changes attributes of an item.
    pub(crate) fn update(key: Key) -> Self {
        Self::new(key, Act::Update { sets: Vec::new(), adds: Vec::new(), removes: Vec::new() })
    }

    /// Stores a whole item.
    pub(crate) fn put(key: Key, item: Item) -> Self {
        Self::new(key, Act::Put(item))
    }

    /// Removes an item.
    pub(crate) fn delete(key: Key) -> Self {
        Self::new(key, Act::Delete)
    }

    /// Changes nothing; only its conditions count.
    pub(crate) fn check(key: Key) -> Self {
        Self::new(key, Act::Check)
    }

    pub(crate) fn set(mut self, attribute: &str, value: impl Into<Value>) -> Self {
        let (name, value) = (self.terms.name(attribute), self.terms.value(value));
        if let Act::Update { sets, .. } = &mut self.act {
            sets.push(format!("{name} = {value}"));
        }
        self
    }

    /// Sets the attribute unless it has a value.
    pub(crate) fn set_if_absent(mut self, attribute: &str, value: impl Into<Value>) -> Self {
        let (name, value) = (self.terms.name(attribute), self.terms.value(value));
        if let Act::Update { sets, .. } = &mut self.act {
            sets.push(format!("{name} = if_not_exists({name}, {value})"));
        }
        self
    }

    /// Sets the attribute, or removes it where there is no value.
    pub(crate) fn set_or_remove(self, attribute: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.set(attribute, value),
            None => self.remove(attribute),
        }
    }

    /// Adds to a number; a missing one counts as 0.
    pub(crate) fn add(mut self, attribute: &str, delta: i64) -> Self {
        let (name, value) = (self.terms.name(attribute), self.terms.value(delta));
        if let Act::Update { adds, .. } = &mut self.act {
            adds.push(format!("{name} {value}"));
        }
        self
    }

    pub(crate) fn remove(mut self, attribute: &str) -> Self {
        let name = self.terms.name(attribute);
        if let Act::Update { removes, .. } = &mut self.act {
            removes.push(name);
        }
        self
    }

    /// Only if the item exists.
    pub(crate) fn exists(self) -> Self {
        self.has(PK)
    }

    /// Only if there is no such item.
    pub(crate) fn absent(self) -> Self {
        self.lacks(PK)
    }

    pub(crate) fn has(mut self, attribute: &str) -> Self {
        let name = self.terms.name(attribute);
        self.terms.conditions.push(format!("attribute_exists({name})"));
        self
    }

    pub(crate) fn lacks(mut self, attribute: &str) -> Self {
        let name = self.terms.name(attribute);
        self.terms.conditions.push(format!("attribute_not_exists({name})"));
        self
    }

    pub(crate) fn equals(mut self, attribute: &str, value: impl Into<Value>) -> Self {
        self.terms.compare(attribute, "=", value);
        self
    }

    /// Only if the attribute has the value, or is absent where there is none.
    pub(crate) fn equals_or_lacks(self, attribute: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.equals(attribute, value),
            None => self.lacks(attribute),
        }
    }

    pub(crate) fn at_least(mut self, attribute: &str, value: impl Into<Value>) -> Self {
        self.terms.compare(attribute, ">=", value);
        self
    }

    pub(crate) fn at_most(mut self, attribute: &str, value: impl Into<Value>) -> Self {
        self.terms.compare(attribute, "<=", value);
        self
    }

    /// Only if one attribute is less than another, or the other is absent.
    pub(crate) fn below_attribute(mut self, attribute: &str, bound: &str) -> Self {
        let (name, bound) = (self.terms.name(attribute), self.terms.name(bound));
        self.terms.conditions.push(format!("(attribute_not_exists({bound}) OR {name} < {bound})"));
        self
    }

    /// Only if the attribute is absent or at most the value.
    pub(crate) fn lacks_or_at_most(mut self, attribute: &str, value: impl Into<Value>) -> Self {
        let (name, value) = (self.terms.name(attribute), self.terms.value(value));
        self.terms.conditions.push(format!("(attribute_not_exists({name}) OR {name} <= {value})"));
        self
    }

    /// Only if the attribute is absent or more than the value.
    pub(crate) fn lacks_or_above(mut self, attribute: &str, value: impl Into<Value>) -> Self {
        let (name, value) = (self.terms.name(attribute), self.terms.value(value));
        self.terms.conditions.push(format!("(attribute_not_exists({name}) OR {name} > {value})"));
        self
    }

    /// Only if the item is absent or the attribute has this value.
    pub(crate) fn absent_or_equals(mut self, attribute: &str, value: impl Into<Value>) -> Self {
        let (pk, name, value) = (self.terms.name(PK), self.terms.name(attribute), self.terms.value(value));
        self.terms.conditions.push(format!("(attribute_not_exists({pk}) OR {name} = {value})"));
        self
    }

    fn update_expression(&self) -> String {
        let Act::Update { sets, adds, removes } = &self.act else { return String::new() };
        let clause = |word: &str, terms: &[String]| (!terms.is_empty()).then(|| format!("{word} {}", terms.join(", ")));
        [clause("SET", sets), clause("ADD", adds), clause("REMOVE", removes)].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    pub(super) fn into_action(self, table: &str) -> Result<TransactWriteItem, aws_sdk_dynamodb::error::BuildError> {
        let old = ReturnValuesOnConditionCheckFailure::AllOld;
        let (condition, names, values) = (self.terms.condition(), self.terms.names(), self.terms.values());
        let key = Some(self.key.to_item());
        let expression = self.update_expression();
        let action = TransactWriteItem::builder();
        Ok(match self.act {
            Act::Update { .. } => action.update(
                Update::builder()
                    .table_name(table)
                    .set_key(key)
                    .update_expression(expression)
                    .set_condition_expression(condition)
                    .set_expression_attribute_names(names)
                    .set_expression_attribute_values(values)
                    .return_values_on_condition_check_failure(old)
                    .build()?,
            ),
            Act::Put(item) => action.put(
                Put::builder()
                    .table_name(table)
                    .set_item(Some(item))
                    .set_condition_expression(condition)
                    .set_expression_attribute_names(names)
                    .set_expression_attribute_values(values)
                    .return_values_on_condition_check_failure(old)
                    .build()?,
            ),
            Act::Delete => action.delete(
                Delete::builder()
                    .table_name(table)
                    .set_key(key)
                    .set_condition_expression(condition)
                    .set_expression_attribute_names(names)
                    .set_expression_attribute_values(values)
                    .return_values_on_condition_check_failure(old)
                    .build()?,
            ),
            Act::Check => action.condition_check(
                ConditionCheck::builder()
                    .table_name(table)
                    .set_key(key)
                    .set_condition_expression(condition)
                    .set_expression_attribute_names(names)
                    .set_expression_attribute_values(values)
                    .return_values_on_condition_check_failure(old)
                    .build()?,
            ),
        }
        .build())
    }
}
