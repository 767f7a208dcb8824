//! Reads the parts of a JSON list or object one at a time, so that a file of hundreds of megabytes is never in memory as a
//! tree, which takes up to fifty times as much.

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// A row of fewer bytes than this is small, whatever it contains.
const SMALL_BYTES: usize = 1 << 20;
/// The longest row in bytes: twice the longest article.
const MAX_ROW_BYTES: usize = 128 << 20;
/// The beginning of the error about a key that an object has twice.
const TWICE: &str = "it has the key";
/// The number of characters of a key that an error shows.
const MAX_KEY_CHARS: usize = 40;
/// The largest number of values in a row.
const MAX_ROW_VALUES: usize = 4_000_000;

/// The elements of a list, or the values of an object, in text that is valid JSON.
pub(super) struct Parts<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Parts<'t> {
    /// The parts of the list or object in `text`.
    pub(super) fn of(text: &'t str) -> Self {
        let mut parts = Self { text, at: 0 };
        parts.pass_over(&['[', '{']);
        parts
    }

    /// The next name of an object, with its value.
    pub(super) fn entry(&mut self) -> Option<(String, &'t str)> {
        let name = serde_json::from_str(self.next()?).ok()?;
        Some((name, self.next()?))
    }

    /// Skips white space, and one of `marks` within it.
    fn pass_over(&mut self, marks: &[char]) {
        let rest = self.text[self.at..].trim_start();
        let rest = rest.strip_prefix(marks).map_or(rest, str::trim_start);
        self.at = self.text.len() - rest.len();
    }
}

impl<'t> Iterator for Parts<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        self.pass_over(&[',', ':']);
        let rest = &self.text[self.at..];
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<IgnoredAny>();
        values.next()?.ok()?;
        let value = rest.get(..values.byte_offset())?;
        self.at += value.len();
        Some(value)
    }
}

/// Reads a row as an object; the error says why it is not one.
pub(super) fn object(row: &str) -> Result<Map<String, Value>, String> {
    refuse_large(row)?;
    match serde_json::from_str::<Once>(row).map_err(|error| error.to_string()) {
        Ok(Once(Value::Object(object))) => Ok(object),
        Ok(_) => Err("expected an object".to_owned()),
        Err(twice) if twice.starts_with(TWICE) => Err(twice),
        Err(error) => Err(format!("it is not valid JSON: {error}")),
    }
}

/// Reads the value of a row, ignoring all errors except those of syntax, to detect its kind.
pub(super) fn loose_value(row: &str) -> Option<Value> {
    refuse_large(row).ok()?;
    serde_json::from_str(row).ok()
}

/// Reads the value of a row; the error says why there is none. An object that has a key twice is refused, because nobody
/// knows which value is meant.
pub(super) fn value(row: &str) -> Result<Value, String> {
    refuse_large(row)?;
    serde_json::from_str::<Once>(row).map(|Once(value)| value).map_err(|error| error.to_string())
}

/// The rows of JSON lines, or the elements of one list of objects or lists, each with its line from 0.
pub(super) fn rows(text: &str) -> impl Iterator<Item = (usize, Result<Value, String>)> + '_ {
    let is_list = text.trim_start().starts_with('[')
        && is_one_value(text)
        && Parts::of(text).any(|part| part.starts_with('{') || part.starts_with('['));
    let elements = is_list.then(|| Parts::of(text).map(|part| (0, value(part))));
    let lines = (!is_list).then(|| text.split('\n').enumerate().filter(|(_, line)| !line.trim().is_empty()));
    let lines = lines.into_iter().flatten().map(|(number, line)| (number, value(line)));
    elements.into_iter().flatten().chain(lines)
}

/// Whether a text is a single value, even if it takes several lines.
pub(super) fn is_one_value(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// Refuses a row that would take more memory than any article does.
fn refuse_large(row: &str) -> Result<(), String> {
    if row.len() > MAX_ROW_BYTES {
        return Err(format!("it has more than {} MiB", MAX_ROW_BYTES >> 20));
    }
    if row.len() > SMALL_BYTES {
        // If this fails, the row is not an object or is broken, and reading it gives a better error.
        let num_values = serde_json::from_str::<NumValues>(row).map_or(0, |values| values.0);
        if num_values > MAX_ROW_VALUES {
            return Err(format!("it has {num_values} values, expected at most {MAX_ROW_VALUES}"));
        }
    }
    Ok(())
}

/// A value in which no object has a key twice.
struct Once(Value);

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EachKeyOnce).map(Self)
    }
}

struct EachKeyOnce;

impl<'de> Visitor<'de> for EachKeyOnce {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value of JSON")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(Once(value)) = list.next_element()? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let mut values = Map::new();
        while let Some((key, Once(value))) = object.next_entry::<String, Once>()? {
            if values.contains_key(&key) {
                let key: String = key.chars().take(MAX_KEY_CHARS).collect();
                return Err(A::Error::custom(format_args!("{TWICE} “{key}” twice")));
            }
            values.insert(key, value);
        }
        Ok(Value::Object(values))
    }
}

/// The number of values in a value, including itself.
struct NumValues(usize);

impl<'de> Deserialize<'de> for NumValues {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Counting)
    }
}

struct Counting;

impl<'de> Visitor<'de> for Counting {
    type Value = NumValues;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value of JSON")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<NumValues, E> {
        Ok(NumValues(1))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<NumValues, E> {
        Ok(NumValues(1))
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<NumValues, E> {
        Ok(NumValues(1))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<NumValues, E> {
        Ok(NumValues(1))
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<NumValues, E> {
        Ok(NumValues(1))
    }

    fn visit_unit<E: Error>(self) -> Result<NumValues, E> {
        Ok(NumValues(1))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<NumValues, A::Error> {
        let mut sum = 1;
        while let Some(NumValues(inside)) = list.next_element()? {
            sum += inside;
        }
        Ok(NumValues(sum))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<NumValues, A::Error> {
        let mut sum = 1;
        while let Some((_, NumValues(inside))) = object.next_entry::<IgnoredAny, NumValues>()? {
            sum += inside;
        }
        Ok(NumValues(sum))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_as_they_are_written() {
        let list = " [ {\"a\": [1, {}]} ,\"x, ]\\\"\",null,-1.5e3 ,[],true ]";
        let parts: Vec<&str> = Parts::of(list).collect();
        assert_eq!(parts, ["{\"a\": [1, {}]}", "\"x, ]\\\"\"", "null", "-1.5e3", "[]", "true"]);
        let mut object = Parts::of("{\"a\" : [1] , \"b\\u00e9\":{}}");
        assert_eq!(object.entry(), Some(("a".to_owned(), "[1]")));
        assert_eq!(object.entry(), Some(("bé".to_owned(), "{}")));
        assert_eq!(object.entry(), None);
        assert_eq!((Parts::of("[]").next(), Parts::of("{}").next(), Parts::of("").next()), (None, None, None));
    }

    #[test]
    fn an_object_with_a_key_twice_is_refused_wherever_it_is() {
        let twice = value("{\"spans\": [{\"start\": 1, \"end\": 3, \"start\": 2}]}").unwrap_err();
        assert!(twice.starts_with("it has the key “start” twice"), "{twice}");
        let same = "{\"a\":[1,-2,0.5,true,null,\"x\"],\"b\":{\"a\":18446744073709551615}}";
        assert_eq!(value(same).unwrap().to_string(), same);
        assert!(object("{\"text\":\"a\",\"text\":\"b\"}").unwrap_err().contains("“text” twice"));
    }

    #[test]
    fn rows_with_too_many_values_are_refused_before_they_take_memory() {
        let of = |num: usize| format!("{{\"text\":\"a\",\"x\":[{}]}}", vec!["1"; num].join(","));
        assert!(object(&of(MAX_ROW_VALUES - 3)).is_ok());
        assert_eq!(object(&of(MAX_ROW_VALUES)).unwrap_err(), "it has 4000003 values, expected at most 4000000");
        let error = object(&format!("{{\"text\":\"{}", "a".repeat(SMALL_BYTES))).unwrap_err();
        assert!(error.contains("EOF while parsing a string"), "{error}");
    }
}
