//! Writes how the figures were computed, in a form that can be cited.

use super::{MAX_DIFFERENCES, Report, escape, section};
use crate::{agreement::gamma::NumSamples, compare::json::NUM_RESAMPLES};
use std::fmt::Write as _;

pub(super) fn notes(out: &mut String, report: &Report<'_>) {
    let settings = &report.partial.settings;
    let samples = match settings.num_samples {
        NumSamples::Fixed(count) => format!("{count} samples of each article"),
        NumSamples::Precision(p) => {
            format!("as many samples of each article as a precision of {} % needs, 30 at least", p * 100.0)
        }
        NumSamples::UpTo { precision, most } => {
            let percent = precision * 100.0;
            format!("as many samples of each article as a precision of {percent} % needs, 30 at least and {most} at most")
        }
    };
    section(out, "method", "How this was computed");
    let _infallible = write!(
        out,
        "<p>Positions are Unicode code points. An article enters an analyst's figures where this analyst tagged something in it \
         or marked it as done: a finished article without a tag counts as empty. Articles never opened, and articles opened, \
         not finished and without tags, are left out for that analyst and named above. Figures are pooled: counts, lengths and \
         disorders are added over articles before \
         a ratio is taken. Beside them stands the mean over articles, in which each article counts the same. An annotation \
         with several fragments counts from its first to its last fragment for γ and the alignment, and with its fragments \
         alone for F1, words and characters. Exact duplicates of one analyst (the same label on the same text) count once in \
         every table.</p>\n\
         <p><b>Strict F1</b>: 2·S / (n₁ + n₂), S annotations with the same label on the same text. <b>Type F1</b>: S is the largest \
         number of one-to-one pairs that overlap and have the same label. Neither is corrected for chance.</p>\n\
         <p><b>γ</b> (Mathet, Widlöcher and Métivier 2015): 1 − observed / expected disorder of the best alignment; \
         dissimilarity α·place + β·label with α = β = 1 and Δ<sub>∅</sub> = 1; chance by shuffling (§5.2), {samples}, \
         seed {}. Over several articles disorders are added, weighted by the mean number of annotations. \
         <b>γ-cat</b> (Mathet 2017): labels of aligned annotations only; not defined with one label in use.</p>\n\
         <p><b>α</b> (Krippendorff 2019, ch. 12), nominal, of label sets or of one label against the rest, and with MASI \
         distance (Passonneau 2006); <b>κ</b> (Cohen 1960). Words are UAX #29 segments with a letter or digit. \
         <b>u-α</b>, |u-α and cu-α (Krippendorff, Mathet, Bouvry and Widlöcher 2016), on code points, with overlapping annotations \
         cut at every boundary. <i>Observed</i> is the share of words or text on which analysts agree before chance is taken \
         off; with MASI, 1\u{A0}minus the mean distance.</p>\n\
         <p><b>Intervals</b>: percentile bootstrap over articles, {NUM_RESAMPLES} resamples, 95 %; of a pair over the articles \
         that both worked on. The <b>sampling error</b> of γ (±, 95 %) says how far γ could lie from what endless samples of chance \
         would give; it is no interval over articles. Not defined means that chance leaves no room: all values are one. At most \
         {MAX_DIFFERENCES} differences are listed.</p>\n\
         <ul class=\"quiet\">\
         <li>Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and Psychological Measurement\u{A0}20.</li>\
         <li>Krippendorff, K. (2019). Content Analysis, 4th ed. Sage.</li>\
         <li>Krippendorff, K., Mathet, Y., Bouvry, S., Widlöcher, A. (2016). On the reliability of unitizing textual continua. \
         Quality &amp; Quantity\u{A0}50.</li>\
         <li>Mathet, Y., Widlöcher, A., Métivier, J.-P. (2015). The unified and holistic method gamma (γ) for inter-annotator \
         agreement measure and alignment. Computational Linguistics\u{A0}41(3).</li>\
         <li>Mathet, Y. (2017). The agreement measure γcat: a complement to γ focused on categorization of a continuum. \
         Computational Linguistics\u{A0}43(3).</li>\
         <li>Passonneau, R. (2006). Measuring agreement on set-valued items (MASI) for semantic and pragmatic annotation. LREC.</li>\
         </ul>\n",
        settings.seed,
    );
    section(out, "cite", "To cite");
    let sentences = report.citation.sentences();
    let _infallible = writeln!(
        out,
        "<p dir=\"auto\">{} The same files, version and seed give the same figures.</p>",
        escape(sentences.first().map_or("", String::as_str))
    );
    out.push_str("<ul class=\"files\">");
    for (name, sha256) in &report.citation.files {
        let _infallible = write!(out, "<li><bdi>{}</bdi><br>SHA-256 <code>{sha256}</code></li>", escape(name));
    }
    out.push_str("</ul>\n");
}

/// Lists everything that was left out or is incomplete.
pub(super) fn left_out(out: &mut String, report: &Report<'_>) {
    section(out, "left-out", "Left out or incomplete");
    out.push_str("<ul class=\"left-out\">\n");
    for line in report.left_out.iter().take(MAX_DIFFERENCES) {
        let _infallible = writeln!(out, "<li dir=\"auto\">{}</li>", escape(line));
    }
    out.push_str("</ul>\n");
    if report.left_out.len() > MAX_DIFFERENCES {
        let _infallible = writeln!(out, "<p>The first {MAX_DIFFERENCES} of {}; the JSON has all.</p>", report.left_out.len());
    }
}
