//! A table of figures, independent of its output.

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Its name in files.
    pub key: &'static str,
    /// The title.
    pub title: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each with a cell for every column.
    pub rows: Vec<Vec<Cell>>,
    /// Whether the last row is a total.
    pub has_total: bool,
    /// Sentences that a reader has to know.
    pub notes: Vec<String>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name in files.
    pub key: String,
    /// The heading that people read.
    pub name: String,
    /// Whether it holds numbers, which are aligned right.
    pub is_number: bool,
}

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing belongs here.
    Empty,
    /// Words.
    Words(String),
    /// The label at this place, with its name.
    Label(usize, String),
    /// A count.
    Count(u64),
    /// A figure; `None` if it is not defined or not shown, for which the row gives the reason.
    Figure(Option<f64>),
    /// An interval; `None` where there is none.
    Interval(Option<(f64, f64)>),
}

/// Shown in place of a missing figure or interval.
pub const NONE: &str = "–";
/// The number of decimals that people read.
const DECIMALS: usize = 3;

impl Column {
    /// Makes a column of words.
    pub fn words(key: &str, name: impl Into<String>) -> Self {
        Self { key: key.to_owned(), name: name.into(), is_number: false }
    }

    /// Makes a column of numbers.
    pub fn numbers(key: &str, name: impl Into<String>) -> Self {
        Self { is_number: true, ..Self::words(key, name) }
    }
}

impl Cell {
    /// The text that people read.
    pub fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Words(words) | Self::Label(_, words) => words.clone(),
            Self::Count(count) => count.to_string(),
            Self::Figure(value) => value.map_or_else(|| NONE.to_owned(), decimals),
            Self::Interval(ends) => {
                ends.map_or_else(|| NONE.to_owned(), |(low, high)| format!("{} to {}", decimals(low), decimals(high)))
            }
        }
    }

    /// Whether it only shows that there is nothing.
    pub fn is_none(&self) -> bool {
        matches!(self, Self::Empty | Self::Figure(None) | Self::Interval(None))
    }
}

impl From<&str> for Cell {
    fn from(words: &str) -> Self {
        if words.is_empty() { Self::Empty } else { Self::Words(words.to_owned()) }
    }
}

/// Formats with three decimals, and never as "-0.000".
pub fn decimals(value: f64) -> String {
    let text = format!("{value:.DECIMALS$}");
    if text.trim_start_matches('-').chars().all(|c| c == '0' || c == '.') {
        text.trim_start_matches('-').to_owned()
    } else {
        text
    }
}

impl Table {
    /// The table without empty columns, except the first.
    pub fn without_empty_columns(mut self) -> Self {
        let is_kept: Vec<bool> = (0..self.columns.len())
            .map(|column| column == 0 || self.rows.iter().any(|row| row.get(column).is_some_and(|cell| !cell.is_none())))
            .collect();
        let keep = |place: &mut usize| {
            let kept = is_kept.get(*place).copied().unwrap_or(true);
            *place += 1;
            kept
        };
        let mut place = 0;
        self.columns.retain(|_| keep(&mut place));
        for row in &mut self.rows {
            let mut place = 0;
            row.retain(|_| keep(&mut place));
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::{Cell, decimals};

    #[test]
    fn cells_say_what_they_are_and_nothing_is_never_zero() {
        assert_eq!(decimals(-0.0001), "0.000");
        assert_eq!(decimals(-0.12345), "-0.123");
        assert_eq!(Cell::Figure(None).text(), "–");
        assert_eq!(Cell::Interval(Some((-0.5, 1.0))).text(), "-0.500 to 1.000");
    }
}
