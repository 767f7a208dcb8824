//! Reads spreadsheets: one sheet of a workbook is a table with a row for each article.
//!
//! The sheet is the first one that is shown and has a column of texts, unless the user names one. Its columns have their names
//! in the first row that names fields, so a title above them does no harm. All other sheets are named.

mod number;
mod ods;
mod sheet;
mod xls;
mod xlsx;

use super::{MAX_ROWS, Row, Table, left_out_rows, separated::unique_names};
use crate::{
    import::{Column, ColumnMap, Format, ImportError, ImportOptions, error::Warnings, quoted::short},
    text::{listed, words::counted},
};
use sheet::{Sheet, Sheets};

/// The names of the columns are in one of this many first rows.
const HEAD_ROWS: usize = 30;
/// The number of values that rows may have together, empty ones included.
const MAX_VALUES: usize = 20_000_000;

/// Reads a table from a workbook.
pub(super) fn read(
    format: Format,
    file_name: &str,
    bytes: &[u8],
    options: &ImportOptions,
    warnings: &mut Warnings<'_>,
) -> Result<Table, ImportError> {
    let mut sheets = match format {
        Format::Xls => xls::read(file_name, bytes, warnings)?,
        Format::Ods => ods::read(file_name, bytes, warnings)?,
        _ => xlsx::read(file_name, bytes, warnings)?,
    };
    sheets.fill_merged();
    let bad = |message| ImportError::Malformed { file_name: file_name.to_owned(), format: format.name(), message };
    let chosen = chosen(&sheets.sheets, options).map_err(bad)?;
    tell(&sheets, chosen, warnings);
    let names = sheets.sheets.iter().filter(|sheet| !sheet.rows.is_empty()).map(|sheet| sheet.name.clone()).collect();
    let sheet = &mut sheets.sheets[chosen];
    let head = head_of(sheet, options).unwrap_or(0);
    if head > 0 {
        let above = sheet.rows[..head].iter().flat_map(|(_, cells)| cells).map(|(_, value)| format!("“{}”", short(value)));
        let above = listed(sheet.rows[..head].iter().map(|(_, cells)| cells.len()).sum(), above);
        warnings.add(None, format!("what stands above the names of the columns was left out: {above}"));
    }
    let (rows, sheet) = (std::mem::take(&mut sheet.rows), std::mem::take(&mut sheet.name));
    Ok(Table { sheets: names, sheet, ..table(rows, head, warnings) })
}

/// The number of the sheet that is read.
fn chosen(sheets: &[Sheet], options: &ImportOptions) -> Result<usize, String> {
    let names = || listed(sheets.len(), sheets.iter().map(|sheet| format!("“{}”", short(&sheet.name))));
    if let Some(wanted) = &options.sheet {
        let found = sheets.iter().position(|sheet| sheet.name.trim() == wanted.trim());
        return found.ok_or_else(|| format!("there is no sheet “{}”; the sheets are {}", short(wanted), names()));
    }
    let shown = || sheets.iter().enumerate().filter(|(_, sheet)| !sheet.is_hidden && !sheet.rows.is_empty());
    let has_texts =
        |sheet: &Sheet| head_of(sheet, options).is_some_and(|head| map_at(sheet, head, options).get(Column::Body).is_some());
    let found =
        shown().find(|(_, sheet)| has_texts(sheet)).or_else(|| shown().find(|(_, sheet)| head_of(sheet, options).is_some()));
    let found = found.or_else(|| shown().next()).map(|(at, _)| at);
    found.ok_or_else(|| match sheets.iter().any(|sheet| !sheet.rows.is_empty()) {
        true => format!(
            "all sheets with cells are hidden; name the one to read, as in --sheet “{}”: {}",
            short(&sheets[0].name),
            names()
        ),
        false => "it has no cells with words".to_owned(),
    })
}

/// The place of the row with the names of the columns: the first that names two fields.
fn head_of(sheet: &Sheet, options: &ImportOptions) -> Option<usize> {
    (0..sheet.rows.len().min(HEAD_ROWS)).find(|at| map_at(sheet, *at, options).0.len() >= 2)
}

/// The fields that a row would name if it were the head of the table.
fn map_at(sheet: &Sheet, at: usize, options: &ImportOptions) -> ColumnMap {
    let names: Vec<String> = sheet.rows[at].1.iter().map(|(_, value)| value.trim().to_owned()).collect();
    let asked_for = options.columns.0.iter().filter(|(_, name)| names.contains(name));
    let asked_for = ColumnMap(asked_for.map(|(column, name)| (*column, name.clone())).collect());
    ColumnMap::guess(&names, &asked_for)
}

/// Tells which sheets were not read, and which cells have no value of their own.
fn tell(sheets: &Sheets, chosen: usize, warnings: &mut Warnings<'_>) {
    let others: Vec<String> = sheets
        .sheets
        .iter()
        .enumerate()
        .filter(|(at, sheet)| *at != chosen && !sheet.rows.is_empty())
        .map(|(_, sheet)| {
            let hidden = if sheet.is_hidden { "hidden, " } else { "" };
            format!("“{}” ({hidden}{})", short(&sheet.name), counted(sheet.rows.len(), "row", "rows"))
        })
        .collect();
    if !others.is_empty() {
        let name = short(&sheets.sheets[chosen].name);
        let them = if others.len() == 1 { "another sheet was" } else { "other sheets were" };
        warnings.add(
            None,
            format!("the sheet “{name}” was read; {them} left out: {}; --sheet NAME reads another", listed(others.len(), others)),
        );
    }
    if sheets.failed.count > 0 {
        let cells = sheets.failed.counted("cell has", "cells have");
        warnings.add(None, format!("{cells} an error in place of a value and were taken as empty: {}", sheets.failed.shown()));
    }
    if sheets.uncomputed.count > 0 {
        let cells = sheets.uncomputed.counted("cell has a formula that was", "cells have formulas that were");
        let how = "open the file in a spreadsheet program and save it again";
        warnings.add(
            None,
            format!("{cells} saved without a result, and nothing is read of them: {}; {how}", sheets.uncomputed.shown()),
        );
    }
    if sheets.num_filled > 0 {
        let cells = counted(sheets.num_filled, "cell", "cells");
        warnings.add(None, format!("{cells} took the value of a merged cell that spans several rows"));
    }
    if sheets.num_far > 0 {
        let cells = counted(sheets.num_far, "cell was", "cells were");
        warnings.add(None, format!("{cells} left out: expected at most {} columns", super::MAX_COLUMNS));
    }
    if sheets.num_beyond > 0 {
        let cells = counted(sheets.num_beyond, "cell was", "cells were");
        warnings.add(None, format!("{cells} left out: the workbook has more than can be read; split it into several"));
    }
}

/// Makes a table of rows, of which one has the names of the columns.
fn table(rows: Vec<(usize, Vec<(usize, String)>)>, head: usize, warnings: &mut Warnings<'_>) -> Table {
    let mut rows = rows.into_iter().skip(head);
    let named = rows.next().map(|(_, cells)| cells).unwrap_or_default();
    let rows: Vec<_> = rows.collect();
    let width_of = |cells: &[(usize, String)]| cells.last().map_or(0, |(column, _)| column + 1);
    let width = rows.iter().map(|(_, cells)| width_of(cells)).max().unwrap_or(0).max(width_of(&named));
    let places = places(width, &named, &rows);
    let dense = |cells: Vec<(usize, String)>, len: usize| {
        let mut values = vec![String::new(); len];
        for (column, value) in cells {
            values[places[column]] = value;
        }
        values
    };
    let num_columns = places.iter().filter(|place| **place != UNUSED).count();
    // A column without a name is called by its number in the sheet.
    let mut names = vec![String::new(); width];
    for (column, name) in named {
        names[column] = name;
    }
    let named = unique_names(&names).into_iter().enumerate().filter(|(column, _)| places[*column] != UNUSED).collect();
    let mut table = Table { names: dense(named, num_columns), encoding: "UTF-8".to_owned(), ..Table::default() };
    let (mut num_values, mut num_beyond) = (0, 0);
    for (row, cells) in rows {
        let len = cells.last().map_or(0, |(column, _)| places[*column] + 1);
        if table.rows.len() >= MAX_ROWS || num_values + len > MAX_VALUES {
            num_beyond += 1;
            continue;
        }
        num_values += len;
        table.rows.push(Row { number: row + 1, values: dense(cells, len) });
    }
    table.num_skipped = num_beyond;
    left_out_rows(num_beyond, warnings);
    table
}

/// The place of a column without a name or a value: it is left out.
const UNUSED: usize = usize::MAX;

/// The places of the columns of a sheet in the table, which has only those with a name or a value.
fn places(width: usize, named: &[(usize, String)], rows: &[(usize, Vec<(usize, String)>)]) -> Vec<usize> {
    let mut is_used = vec![false; width];
    for (column, _) in rows.iter().flat_map(|(_, cells)| cells).chain(named) {
        is_used[*column] = true;
    }
    let mut next = 0..;
    is_used.into_iter().map(|is_used| if is_used { next.next().unwrap_or(UNUSED) } else { UNUSED }).collect()
}
