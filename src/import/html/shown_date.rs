//! Finds the date of publication that a page shows in its text, in many languages.

use super::{
    around::{is_beside_article, names},
    headline::plain,
    walk::first_chars,
};
use dom_query::{Document, NodeRef};
use jiff::civil::Date;
use regex::{Captures, Regex};
use std::sync::LazyLock;

/// The years that a page on the web can be of.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;
/// The longest text with a date, in bytes; a longer one is a sentence.
const MAX_TEXT_BYTES: usize = 160;
/// The longest text with a date that no class announces, in bytes.
const MAX_PLAIN_BYTES: usize = 70;
/// The number of pieces of text that are looked at.
const MAX_TEXTS: usize = 20_000;
/// The number of pieces of text below the headline in which a date without a class is looked for.
const NEAR_TEXTS: usize = 40;
/// The number of pieces of text that are right below the headline.
const RIGHT_BELOW_TEXTS: usize = 8;
/// The number of pieces of text above the headline in which it is looked for.
const NEAR_ABOVE: usize = 12;
/// The number of nodes of a header that are looked at.
const MAX_IN_HEADER: usize = 300;
/// The number of elements around a text whose classes count.
const MAX_AROUND: usize = 4;
/// Parts of names (classes and ids, in lower case) of elements with dates.
const ANNOUNCING: [&str; 18] = [
    "submitted",
    "updated",
    "date",
    "time",
    "publi",
    "posted",
    "datum",
    "fecha",
    "meta",
    "byline",
    "info",
    "dateline",
    "author",
    "created",
    "data",
    "stand",
    "zeit",
    "post-on",
];

/// The names of the months, from January on. English, German, French, Spanish, Portuguese, Italian, Dutch, Danish, Norwegian,
/// Swedish, Finnish, Polish, Czech, Slovak, Croatian, Slovene, Hungarian, Romanian, Russian, Ukrainian, Belarusian, Bulgarian,
/// Serbian, Greek, Turkish, Indonesian, Vietnamese's numbers aside, Hebrew, Arabic (Nile, Levant, Maghreb), Persian, Hindi.
const MONTHS: [&str; 12] = [
    "january jan januar jänner janvier janv enero ene janeiro gennaio gen januari jaan tammikuuta stycznia styczeń sty ledna leden január januára siječnja januarja január ianuarie января январь янв січня студзеня януари јануар ιανουαρίου ιαν ocak oca januari ינואר בינואר يناير جانفي ژانویه जनवरी",
    "february feb februar février févr fevrier febrero fevereiro fev febbraio februari helmikuuta lutego luty lut února únor február februára veljače februarja február februarie февраля февраль фев лютого лютага февруари фебруар φεβρουαρίου φεβ şubat şub פברואר בפברואר فبراير شباط فيفري فوریه फरवरी",
    "march mar märz mrz maerz mars marzo março marco maart mrt marts maaliskuuta marca marzec března březen marec ožujka március martie марта март мар березня сакавіка март μαρτίου μαρ mart maret מרץ במרץ مارس آذار مارچ मार्च",
    "april apr avril avr abril abr aprile huhtikuuta kwietnia kwiecień kwi dubna duben apríl apríla travnja aprila április aprilie апреля апрель апр квітня красавіка април απριλίου απρ nisan אפריל באפריל أبريل إبريل ابريل نيسان أفريل آوریل अप्रैल",
    "may mai mayo maio maggio mag mei maj toukokuuta maja května květen máj mája svibnja május mai мая май травня мая мај μαΐου μάι mayıs מאי במאי مايو أيار ماي مه मई",
    "june jun juni juin junio junho giugno giu kesäkuuta czerwca czerwiec cze června červen jún júna lipnja junija június iunie июня июнь июн червня чэрвеня юни јун ιουνίου ιουν haziran יוני ביוני يونيو حزيران جوان ژوئن जून",
    "july jul juli juillet juil julio julho luglio lug heinäkuuta lipca lipiec lip července červenec júl júla srpnja julija július iulie июля июль июл липня ліпеня юли јул ιουλίου ιουλ temmuz יולי ביולי يوليو تموز جويلية ژوئیه जुलाई",
    "august aug août aout agosto ago augustus augusti elokuuta sierpnia sierpień sie srpna srpen augusta kolovoza avgusta augusztus августа август авг серпня жніўня август αυγούστου αυγ ağustos agustus אוגוסט באוגוסט أغسطس آب أوت اوت अगस्त",
    "september sep sept septembre septiembre setiembre setembro settembre set syyskuuta września wrzesień wrz září septembra rujna szeptember septembrie сентября сентябрь сен вересня верасня септември септембар σεπτεμβρίου σεπ eylül ספטמבר בספטמבר سبتمبر أيلول سپتامبر सितंबर",
    "october oct oktober okt octobre octubre outubro ottobre ott lokakuuta października październik paź října říjen októbra oktobra október octombrie октября октябрь окт жовтня кастрычніка октомври октобар οκτωβρίου οκτ ekim אוקטובר באוקטובר أكتوبر اكتوبر اکتبر अक्टूबर",
    "november nov novembre noviembre novembro marraskuuta listopada listopadu listopad lis novembra studenoga noiembrie ноября ноябрь ноя листопада лістапада ноември новембар νοεμβρίου νοε kasım נובמבר בנובמבר نوفمبر نوامبر नवंबर",
    "december dec dezember dez décembre déc decembre diciembre dic dezembro dicembre desember des joulukuuta grudnia grudzień gru prosince prosinec decembra prosinca decembrie декабря декабрь дек грудня снежня декември децембар δεκεμβρίου δεκ aralık דצמבר בדצמבר ديسمبر دسامبر दिसंबर",
];
/// Months of two words.
const TWO_WORDS: [(&str, i8); 4] = [("كانون الثاني", 1), ("كانون الأول", 12), ("تشرين الأول", 10), ("تشرين الثاني", 11)];

/// Patterns of dates, and which of their groups are year, month and day.
static PATTERNS: LazyLock<Vec<(Regex, [usize; 3])>> = LazyLock::new(|| {
    let word = r"([\p{L}\p{M}]+(?:\s(?:الثاني|الأول))?)";
    let patterns = [
        (r"(?:^|\D)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:\D|$)".to_owned(), [1, 2, 3]),
        (r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]".to_owned(), [1, 2, 3]),
        (
            format!(
                r"(?:^|\D)(\d{{1,2}})(?:st|nd|rd|th|er|º|ª|\.)?\s*(?:de|of|d’|d')?\s*{word}\.?,?\s+(?:de\s+|del\s+)?(\d{{4}})(?:\D|$)"
            ),
            [3, 2, 1],
        ),
        (format!(r"{word}\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})(?:\D|$)"), [3, 1, 2]),
        (r"(?:^|\D)(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})(?:\D|$)".to_owned(), [3, 2, 1]),
        (r"(?:^|\D)(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?:\D|$)".to_owned(), [3, 2, 1]),
    ];
    patterns.into_iter().filter_map(|(pattern, groups)| Some((Regex::new(&pattern).ok()?, groups))).collect()
});
/// The number of the pattern that may have the month before the day.
const WITH_SLASHES: usize = 5;

/// The date shown with the article whose headline this is.
pub(super) fn of(document: &Document, headline: &str, language: &str) -> Option<Date> {
    let body = document.body()?;
    let (mut num_texts, mut below_headline) = (0_usize, None::<usize>);
    let mut last_plain: Option<(usize, Date)> = None;
    let headline = plain(headline);
    let mut above = None;
    for node in body.descendants_it() {
        if !node.is_text() {
            let is_headline = || plain(&first_chars(&node, 2 * headline.len() + 1)) == headline;
            if below_headline.is_none() && is_heading(&node) && !headline.is_empty() && is_headline() {
                below_headline = Some(num_texts);
                // A line over the headline has the date too.
                if let Some((_, date)) = last_plain.filter(|(at, _)| num_texts - at <= NEAR_ABOVE) {
                    above.get_or_insert(date);
                }
            }
            continue;
        }
        num_texts += 1;
        if num_texts > MAX_TEXTS {
            break;
        }
        let text = node.text();
        let text = text.trim();
        if text.len() > MAX_TEXT_BYTES || !text.chars().any(char::is_numeric) {
            continue;
        }
        let Some(date) = date_in(text, language) else { continue };
        let Some(parent) = node.parent() else { continue };
        // Right under the headline, even what is called a teaser is the article's.
        let is_right_below = below_headline.is_some_and(|start| num_texts - start <= RIGHT_BELOW_TEXTS);
        if !is_right_below && is_beside_article(&parent) {
            continue;
        }
        let is_near = below_headline.is_some_and(|start| num_texts - start <= NEAR_TEXTS);
        if below_headline.is_none() && text.len() <= MAX_PLAIN_BYTES && !is_in_head(&parent) {
            last_plain = Some((num_texts, date));
        }
        if !(is_announced(&parent) || is_near && text.len() <= MAX_PLAIN_BYTES) {
            continue;
        }
        if below_headline.is_some() {
            return Some(date);
        }
        // Above the headline, a site's head has a clock.
        if !is_in_head(&parent) {
            above.get_or_insert(date);
        }
    }
    above
}

fn is_heading(node: &NodeRef<'_>) -> bool {
    matches!(node.node_name().as_deref(), Some("h1" | "h2" | "h3"))
}

fn is_announced(node: &NodeRef<'_>) -> bool {
    let around = std::iter::successors(Some(*node), NodeRef::parent).take(MAX_AROUND);
    around.filter(NodeRef::is_element).any(|node| {
        let names = names(&node);
        node.has_name("time") || ANNOUNCING.iter().any(|part| names.contains(part))
    })
}

/// Whether a node is in the head of the site, as opposed to the head of the article.
pub(super) fn is_in_head(node: &NodeRef<'_>) -> bool {
    let mut is_in_header = false;
    for around in std::iter::successors(Some(*node), NodeRef::parent) {
        match around.node_name().as_deref() {
            Some("header") => is_in_header |= !has_headline(&around),
            Some("article" | "main") => return false,
            _ => {}
        }
    }
    is_in_header
}

/// Whether a header has a headline and no menu.
fn has_headline(header: &NodeRef<'_>) -> bool {
    let mut has_h1 = false;
    for node in header.descendants_it().take(MAX_IN_HEADER) {
        has_h1 |= node.has_name("h1");
        if node.has_name("nav") {
            return false;
        }
    }
    has_h1
}

/// The first date in a short text.
pub(super) fn date_in(text: &str, language: &str) -> Option<Date> {
    let text = with_western_digits(text);
    let found = |(number, (pattern, groups)): (usize, &(Regex, [usize; 3]))| {
        pattern.captures_iter(&text).find_map(|captures| date_of(&captures, *groups, number == WITH_SLASHES, language))
    };
    PATTERNS.iter().enumerate().find_map(found)
}

fn date_of(captures: &Captures<'_>, groups: [usize; 3], has_slashes: bool, language: &str) -> Option<Date> {
    let part = |group: usize| captures.get(groups[group]).map(|part| part.as_str());
    let (year, month, day) = (part(0)?, part(1)?, part(2)?);
    let mut month_number = month.parse().ok().or_else(|| month_named(month, language))?;
    let mut day_number: i8 = day.parse().ok()?;
    if has_slashes {
        // 03/05/2021 may be in March or in May, and 05/13/2021 is no day of the thirteenth month.
        if month_number > 12 {
            std::mem::swap(&mut month_number, &mut day_number);
        } else if day_number <= 12 && day_number != month_number && !is_day_first(language) {
            return None;
        }
    }
    let year: i16 = year.parse().ok()?;
    let year = if year < 100 { year + 2000 } else { year };
    YEARS.contains(&year).then(|| Date::new(year, month_number, day_number).ok()).flatten()
}

/// Whether writers of a language put the day before the month. Of English it depends on the country, which pages do not tell.
fn is_day_first(language: &str) -> bool {
    let language = language.to_ascii_lowercase();
    let english_of = ["en-gb", "en-au", "en-nz", "en-ie", "en-in", "en-za", "en-ng", "en-ke"];
    !language.is_empty() && (!language.starts_with("en") || english_of.iter().any(|tag| language.starts_with(tag)))
}

fn month_named(word: &str, language: &str) -> Option<i8> {
    let word = word.to_lowercase();
    // Leaves fall in October in Croatian, and in November in Polish and Czech.
    if word == "listopada" && language.to_ascii_lowercase().starts_with("hr") {
        return Some(10);
    }
    if let Some((_, month)) = TWO_WORDS.iter().find(|(name, _)| *name == word) {
        return Some(*month);
    }
    let at = MONTHS.iter().position(|names| names.split(' ').any(|name| name == word))?;
    i8::try_from(at + 1).ok()
}

/// Replaces Arabic-Indic, Persian and Devanagari digits by 0 to 9.
fn with_western_digits(text: &str) -> String {
    let western = |c: char, zero: char| char::from_digit((c as u32).wrapping_sub(zero as u32), 10);
    text.chars().map(|c| ['٠', '۰', '०'].iter().find_map(|zero| western(c, *zero)).unwrap_or(c)).collect()
}
