//! Joins lines that were wrapped at the margin.

/// The shortest margin that is believed, in characters: narrower texts are not wrapped.
const MIN_MARGIN: usize = 50;
/// A line that ends so many characters before the margin, although the next word would have had room, ends on purpose.
const SLACK: usize = 8;
/// So many spaces in a row are the gap between two columns.
const COLUMN_GAP: &str = "   ";

/// The column at which the lines of a file are wrapped, in characters.
#[derive(Clone, Copy, Debug)]
pub(super) struct Margin(usize);

impl Margin {
    /// Finds the margin: the length of the longest of all lines but very few.
    pub(super) fn of<'a>(lines: impl Iterator<Item = &'a str>) -> Self {
        const MAX_LENGTH: usize = 200;
        let mut counts = [0_usize; MAX_LENGTH + 1];
        for line in lines.filter(|line| !line.is_empty()) {
            counts[line.chars().count().min(MAX_LENGTH)] += 1;
        }
        let longer_ones = counts.iter().sum::<usize>() / 100;
        let mut num_longer = 0;
        let longest = (0..=MAX_LENGTH).rev().find(|length| {
            num_longer += counts[*length];
            num_longer > longer_ones
        });
        Self(longest.unwrap_or(0))
    }

    /// Joins the lines of a paragraph. Lines of a table, indented lines, and lines that end long before the margin stay lines.
    pub(super) fn join(self, lines: &[&str]) -> String {
        let mut out = String::new();
        let mut before: Option<&str> = None;
        for line in lines.iter().map(|line| line.trim_end()).filter(|line| !line.trim().is_empty()) {
            let words = line.trim_start();
            if let Some(before) = before {
                out.push(if self.ends_line(before, line) { '\n' } else { ' ' });
            }
            out.push_str(words);
            before = Some(line);
        }
        out
    }

    /// Whether the end of the line `before` was meant.
    fn ends_line(self, before: &str, line: &str) -> bool {
        let words = line.trim_start();
        let is_indented = words.len() < line.len();
        if is_indented || is_row(before) || is_row(line) {
            return true;
        }
        let next_chars = words.split_whitespace().next().unwrap_or_default().chars().count();
        self.0 >= MIN_MARGIN && before.chars().count() + 1 + next_chars + SLACK <= self.0
    }
}

/// Whether a line has gaps as between columns.
fn is_row(line: &str) -> bool {
    line.contains('\t') || line.trim().contains(COLUMN_GAP)
}

/// Joins the lines of a headline or a value with spaces.
pub(super) fn joined(lines: &[&str]) -> String {
    lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Joins the words on the line of a label and the lines below it.
pub(super) fn joined_after(first: &str, lines: &[&str]) -> String {
    let below = joined(lines);
    [first.trim(), below.as_str()].join(" ").trim().to_owned()
}

/// Joins the lines of an address, which has no spaces.
pub(super) fn joined_address(lines: &[&str]) -> String {
    lines.iter().map(|line| line.trim()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapped_lines_are_joined_and_others_are_kept() {
        let wrapped = [
            "At least nine people died on Tuesday when shells fell on the covered market in",
            "the town of Sel, rescue workers said.",
            "MID: Calm reigns",
            "    SEL - The guns were silent for a third day on Thursday, as the inhabitants of",
            "the town buried their dead.",
        ];
        let margin = Margin::of(wrapped.into_iter());
        let expected = "At least nine people died on Tuesday when shells fell on the covered market in the town of Sel, rescue workers \
                        said.\nMID: Calm reigns\nSEL - The guns were silent for a third day on Thursday, as the inhabitants of the \
                        town buried their dead.";
        assert_eq!(margin.join(&wrapped), expected);
    }

    #[test]
    fn rows_of_a_table_stay_rows() {
        let table = ["Dead                 9     12", "Wounded             30     41"];
        assert_eq!(Margin::of(table.into_iter()).join(&table), "Dead                 9     12\nWounded             30     41");
    }
}
