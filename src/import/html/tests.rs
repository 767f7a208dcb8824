//! Short pages, and the text and metadata that they give.

use super::{Warnings, decode, read};
use crate::project::Metadata;

const FIRST: &str = "Fourteen people were killed on Monday when shells fell on the covered market of Dravna, rescuers said.";
const SECOND: &str = "“We heard two blasts, and then nothing,” said a baker who has worked under the arcades for thirty years.";
const THIRD: &str = "The brigade at Orlo denied that it had fired, and called the reports an invention of the other side.";
const FOURTH: &str = "Nobody could check the figures, because the road to Dravna has been closed to reporters since April.";

struct Page {
    text: String,
    known: Metadata,
    warnings: String,
}

fn page_with(html: &str, keeps_captions: bool) -> Page {
    let mut warnings = Warnings::new("a.html");
    let decoded = decode("a.html", html.as_bytes(), None, &mut warnings).unwrap();
    let draft = read("a.html", &decoded, keeps_captions, &mut warnings).unwrap();
    let warnings = warnings.sorted().iter().map(|warning| warning.message.clone()).collect::<Vec<_>>().join("\n");
    Page { text: draft.text, known: draft.known, warnings }
}

fn page(html: &str) -> Page {
    page_with(html, true)
}

/// An article of four paragraphs under its headline.
fn body() -> String {
    format!("<h1>Shelling hits Dravna</h1><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p><p>{FOURTH}</p>")
}

/// A page with this in its head, and this around the article.
fn page_of(head: &str, before: &str, after: &str) -> Page {
    page(&format!(
        "<html lang=en><head><title>Shelling hits Dravna | Sel Wire</title>{head}</head><body>{before}<article>{}</article>{after}</body></html>",
        body()
    ))
}

fn json_ld(json: &str) -> String {
    format!("<script type='application/ld+json'>{json}</script>")
}

fn all_four() -> String {
    format!("Shelling hits Dravna\n\n{FIRST}\n\n{SECOND}\n\n{THIRD}\n\n{FOURTH}\n")
}

#[test]
fn what_stands_around_an_article_is_no_text_of_it() {
    let cookies = "We and our 842 partners store cookies on your device to show you advertisements. You can accept all of them, or \
                   choose which at any time, and we remember what you chose for a year.";
    let comment = "I was there on that day and I can tell you that it was not two shells but at least five, whatever they say.";
    for (before, after) in [
        (format!("<div id='consent-banner'><p>{cookies}</p><p>{cookies}</p></div>"), String::new()),
        (String::new(), format!("<section id='comments'>{}</section>", format!("<div><p>{comment}</p></div>").repeat(9))),
        (
            String::new(),
            "<div class='related-stories'><h3>You may like</h3><ul><li><a href=/a>Ten ways to cook beans</a></ul></div>"
                .to_owned(),
        ),
        (String::new(), format!("<div class='newsletter-box'><p>Sign up for our morning briefing. {cookies}</p></div>")),
        (
            "<nav><a href=/>Home</a> <a href=/w>World</a></nav>".to_owned(),
            "<footer><p>© 2021 Sel Wire. No part of this may be copied.</p></footer>".to_owned(),
        ),
        (
            "<div id='wm-ipp-base'><p>The Wayback Machine has 14 captures of this page, from 2021 to 2023.</p></div>".to_owned(),
            String::new(),
        ),
    ] {
        assert_eq!(page_of("", &before, &after).text, all_four(), "{before}{after}");
    }
}

#[test]
fn a_short_article_wins_over_a_long_notice() {
    let notice =
        "We and our partners store and read cookies on this device, to show you what may interest you more than the news. "
            .repeat(4);
    let html = format!(
        "<body><div class='cookie-notice'><p>{notice}</p></div><main><article><h1>Nine hurt</h1><p>Nine people were hurt in Sel.</p>\
         <p>The army denied it.</p></article></main></body>"
    );
    assert_eq!(page(&html).text, "Nine hurt\n\nNine people were hurt in Sel.\n\nThe army denied it.\n");
}

#[test]
fn lead_foot_and_linked_sentences_of_an_article_are_text() {
    let html = format!(
        "<article><header><h1>Shelling hits Dravna</h1><div class=lead><p>{FIRST}</p></div></header><div class='article-body'>\
         <p>{SECOND}</p><p><a href=/x>{THIRD}</a></p><p>{FOURTH}</p></div>\
         <footer><p>Disclaimer: the views expressed here are those of the author.</p></footer></article>"
    );
    let expected = all_four().trim_end().to_owned() + "\n\nDisclaimer: the views expressed here are those of the author.\n";
    assert_eq!(page(&html).text, expected);
}

#[test]
fn what_follows_an_article_in_the_same_element_is_cut_off() {
    for after in [
        "<h3>You may also like</h3><p>Ten ways to cook beans, and why nobody should eat them raw.</p>",
        "<p>About the author</p><p>Ilse Maren has reported from the valley of the Sel for twenty years.</p>",
        "<p>Lesen Sie auch:</p><p>Brücke über den Sel bis zum Herbst für Lastwagen gesperrt.</p>",
    ] {
        let html = format!("<article>{}<p>Anzeige</p>{after}</article>", body());
        assert_eq!(page(&html).text, all_four(), "{after}");
    }
}

#[test]
fn a_class_that_says_advertisement_may_hold_the_article() {
    let html = format!("<body><div id='ad-portal'><div class='share-page'>{}</div></div></body>", body());
    assert_eq!(page(&html).text, all_four());
}

#[test]
fn captions_stay_unless_they_are_unwanted() {
    let html = format!(
        "<article><h1>Shelling hits Dravna</h1><p>{FIRST}</p><figure><img src=a.jpg><figcaption>The market after the attack.</figcaption>\
         </figure><p>{SECOND}</p><p>{THIRD}</p><p>{FOURTH}</p></article>"
    );
    assert!(page(&html).text.contains("The market after the attack."));
    assert_eq!(page_with(&html, false).text, all_four());
}

#[test]
fn characters_of_the_layout_are_no_text() {
    let html = "<article><h1>Markt&shy;halle</h1><p>Neun Men&shy;schen starben in der Markt&shy;halle.</p>\
                <p>東<ruby>京<rp>(</rp><rt>きょう</rt><rp>)</rp></ruby>で九人が死んだ。</p><pre>one\n<b>two</b>\nthree</pre>\
                <p style='visibility: hidden'>Nobody sees this sentence of the page.</p></article>";
    assert_eq!(
        page(html).text,
        "Markthalle\n\nNeun Menschen starben in der Markthalle.\n\n東京で九人が死んだ。\n\none\ntwo\nthree\n"
    );
}

#[test]
fn zero_bytes_are_left_out_and_told() {
    let read = page(&format!("<article>{}</article>", body()).replace("rescuers", "rescu\0ers"));
    assert_eq!(read.text, all_four());
    assert!(read.warnings.contains("1 zero byte was left out"), "{}", read.warnings);
}

#[test]
fn an_encoding_is_that_of_the_page_and_not_of_a_script() {
    let (russian, _, _) = encoding_rs::WINDOWS_1251.encode("<p>Обстрел рынка в Дравне, погибли люди.</p>");
    let head = b"<html><head><script src=a.js charset=utf-8></script><meta http-equiv=Content-Type content='text/html; charset=windows-1251'>";
    let bytes = [head.as_slice(), b"</head><body>", &russian, b"</body></html>"].concat();
    let mut warnings = Warnings::new("a.html");
    let decoded = decode("a.html", &bytes, None, &mut warnings).unwrap();
    let draft = read("a.html", &decoded, true, &mut warnings).unwrap();
    assert_eq!(
        (draft.text.as_str(), draft.encoding.as_str()),
        ("Обстрел рынка в Дравне, погибли люди.\n", "windows-1251, as the page says")
    );
}

#[test]
fn a_logo_is_no_headline() {
    let head = "<meta property=og:site_name content='Sel Wire'>";
    let read = page_of(head, "<header><h1 class=logo><a href='/'>Sel Wire</a></h1></header>", "");
    assert_eq!((read.known.headline.as_str(), read.known.outlet.as_str()), ("Shelling hits Dravna", "Sel Wire"));
}

#[test]
fn authors_date_and_outlet_are_found_wherever_a_page_has_them() {
    let graph = r##"{"@graph": [{"@type": "NewsArticle", "headline": "Shelling hits Dravna", "author": {"@id": "#p"}, "publisher":
        {"@id": "#o"}, "datePublished": "2021-05-03T08:00:00+02:00"}, {"@type": "Person", "@id": "#p", "name": "Ilse Maren"},
        {"@type": "Organization", "@id": "#o", "name": "Sel Wire"}]}"##;
    let list = r#"[{"@type": "NewsArticle", "author": {"name": ["Ilse Maren", "Pavo Denn"]}, "datePublished": "2021-05-03", "publisher": {"name": "Sel Wire"}}]"#;
    let broken = "//<![CDATA[\n{\"@type\": \"NewsArticle\", \"headline\": \"Shelling hits\n Dravna\", \"author\": {\"name\": \"Ilse Maren\"}, \
                  \"datePublished\": \"2021-05-03\", \"publisher\": \"Sel Wire\",}\n//]]>";
    let page_object = r#"{"@graph": [{"@type": "WebSite", "name": "Sel Wire"}, {"@type": "WebPage", "name": "Shelling", "datePublished": "2021-05-03"}]}"#;
    let site = "<meta property=og:site_name content='Sel Wire'>";
    for (head, before, authors) in [
        (json_ld(graph), "", "Ilse Maren"),
        (json_ld(list), "", "Ilse Maren, Pavo Denn"),
        (json_ld(broken), "", "Ilse Maren"),
        (format!("{site}{}", json_ld(page_object)), "<a rel=author href=/im>Ilse Maren</a>", "Ilse Maren"),
        (
            format!(
                "{site}<meta name=author content='Von Ilse Maren'><meta property=article:published_time content='2021-05-03T10:00Z'>"
            ),
            "",
            "Ilse Maren",
        ),
        (
            format!("{site}{}", json_ld("{\"@type\": \"NewsArticle\", ")),
            "<span itemprop=author itemscope>By <b itemprop=name>Ilse Maren</b></span><meta itemprop=datePublished content=2021-05-03>",
            "Ilse Maren",
        ),
        (
            format!("{site}<link rel=canonical href='https://selwire.example/2021/05/03/dravna'>"),
            "<p class=byline>By Ilse Maren</p>",
            "Ilse Maren",
        ),
    ] {
        let known = page_of(&head, before, "").known;
        assert_eq!(known.byline, authors, "{head}{before}");
        assert_eq!(known.published, Some(jiff::civil::date(2021, 5, 3)), "{head}{before}");
        assert_eq!(known.outlet, "Sel Wire", "{head}{before}");
    }
}

#[test]
fn of_several_articles_the_one_of_the_page_counts() {
    let article = |headline: &str, name: &str, url: &str| {
        json_ld(&format!(
            r#"{{"@type": "NewsArticle", "headline": "{headline}", "author": "{name}", "url": "https://selwire.example/{url}"}}"#
        ))
    };
    let head = article("Cats sleep", "Bo Orr", "cats") + &article("Shelling hits Dravna", "Ilse Maren", "dravna");
    assert_eq!(page_of(&head, "", "").known.byline, "Ilse Maren");
    let head =
        head.replace("Shelling hits Dravna", "Other words") + "<link rel=canonical href='https://www.selwire.example/dravna/'>";
    assert_eq!(page_of(&head, "", "").known.byline, "Ilse Maren");
}

#[test]
fn a_site_is_no_author() {
    let head = "<meta name=author content='Sel Wire'><meta property=og:site_name content='Sel Wire'>";
    assert_eq!(page_of(head, "", "").known.byline, "");
}

#[test]
fn dates_are_read_as_pages_show_them() {
    for (language, shown) in [
        ("en", "Monday, 3 May 2021"),
        ("de", "Montag, 3. Mai 2021, 10.42 Uhr"),
        ("de", "Stand: 03.05.2021"),
        ("fr", "Publié le lundi 3 mai 2021 à 10h42"),
        ("es", "lunes, 3 de mayo de 2021"),
        ("it", "3 maggio 2021"),
        ("pl", "3 maja 2021"),
        ("tr", "3 Mayıs 2021 Pazartesi"),
        ("ru", "3 мая 2021, 10:42"),
        ("uk", "3 травня 2021"),
        ("he", "3 במאי 2021"),
        ("ar", "٣ أيار ٢٠٢١"),
        ("ja", "2021年5月3日"),
        ("fr", "03/05/2021"),
    ] {
        let html = format!(
            "<html lang={language}><body><article><h1>Shelling hits Dravna</h1><span class=date>{shown}</span><p>{FIRST}</p><p>{SECOND}</p></article>"
        );
        assert_eq!(page(&html).known.published, Some(jiff::civil::date(2021, 5, 3)), "{shown}");
    }
    // In March or in May.
    let html = format!(
        "<html lang=en><body><article><h1>Shelling hits Dravna</h1><span class=date>03/05/2021</span><p>{FIRST}</p></article>"
    );
    assert_eq!(page(&html).known.published, None);
}

#[test]
fn a_clock_in_the_head_of_a_site_is_no_date() {
    let clock = "<header><time datetime=2023-04-09>Sunday, 9 April 2023</time><span class=date>9 April 2023</span></header>";
    assert_eq!(page_of("", clock, "").known.published, None);
    let html = format!(
        "<body>{clock}<article><h1>Shelling hits Dravna</h1><time datetime=2021-05-03>3 May</time><p>{FIRST}</p></article>"
    );
    assert_eq!(page(&html).known.published, Some(jiff::civil::date(2021, 5, 3)));
}

#[test]
fn a_page_that_needs_a_script_gives_the_text_of_its_metadata() {
    let json = format!(
        r#"{{"@type": "NewsArticle", "headline": "Shelling hits Dravna", "articleBody": "{FIRST}\n\n{SECOND}\n\n{THIRD}\n\n{FOURTH}"}}"#
    );
    for shown in [
        "<div id=root>Loading… please enable JavaScript</div>".to_owned(),
        format!(
            "<article><h1>Shelling hits Dravna</h1><p>{FIRST}</p><div class=wall><p>Subscribe for one euro to read on.</p></div></article>"
        ),
    ] {
        let read =
            page(&format!("<html><head><title>Shelling hits Dravna</title>{}</head><body>{shown}</body></html>", json_ld(&json)));
        assert_eq!(read.text, all_four(), "{shown}");
        assert!(read.warnings.contains("taken from what the page tells search engines"), "{}", read.warnings);
    }
}

#[test]
fn a_close_choice_is_told_with_the_beginning_of_the_other() {
    let other = "<p>The bridge over the Sel is closed to lorries from Friday on, said the council, since two of its piers lean.</p>\
                 <p>Drivers have to go round by Orlo, which takes an hour, and bakers fear for their deliveries of flour.</p>\
                 <p>Engineers want to look under water first, when the river has fallen in the dry weeks of the summer.</p>\
                 <p>Until then a ferry carries those who walk or ride a bicycle, from six in the morning until dusk.</p>";
    let html = format!(
        "<body><table><tr><td><article>{}</article></td></tr></table><table><tr><td><article><h2>Bridge closed</h2>{other}</article></td>\
         </tr></table></body>",
        body()
    );
    let read = page(&html);
    assert_eq!(read.text, all_four());
    assert!(read.warnings.contains("could be the article as well; it begins “Bridge closed”"), "{}", read.warnings);
    assert!(!page_of("", "", "").warnings.contains("as well"));
}
