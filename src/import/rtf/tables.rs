//! The meanings of control words: groups without words of the text, and the letters of fonts.

/// Groups whose words do not belong to the text. Neither do those of groups that begin with `\*`, unless they are known.
pub(super) const SKIPPED: [&str; 33] = [
    "fonttbl",
    "colortbl",
    "info",
    "pict",
    "object",
    "header",
    "headerl",
    "headerr",
    "headerf",
    "footer",
    "footerl",
    "footerr",
    "footerf",
    "listtable",
    "listoverridetable",
    "revtbl",
    "rsidtbl",
    "generator",
    "xmlnstbl",
    "themedata",
    "colorschememapping",
    "latentstyles",
    "datastore",
    "fldinst",
    "nonshppict",
    "template",
    "pnseclvl",
    "annotation",
    "atnid",
    "atnauthor",
    "bkmkstart",
    "bkmkend",
    "shpinst",
];
/// Groups that begin with `\*` and contain words of the text.
pub(super) const KEPT: [&str; 3] = ["shptxt", "fldrslt", "pntext"];

/// The code page of the letters with this number in Windows.
pub(super) const fn code_page_of_charset(charset: i64) -> Option<u32> {
    Some(match charset {
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}
