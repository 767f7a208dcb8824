//! Files of databases, feeds, chats and archives that hold many articles: text in, a line for each article out.

use obelus::import::{Imported, ImportedArticle, import};

/// A line for each article: headline, byline, outlet, day, and the text without the headline, its paragraphs apart by “/”.
fn lines(imported: &Imported) -> Vec<String> {
    let line = |article: &ImportedArticle| {
        let known = &article.metadata;
        let day = known.published.map(|day| day.to_string()).unwrap_or_default();
        let body = article.text.strip_prefix(&known.headline).filter(|_| !known.headline.is_empty()).unwrap_or(&article.text);
        let body: Vec<&str> = body.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        [&known.headline, &known.byline, &known.outlet, &day, &body.join(" / ")].map(String::as_str).join(" | ")
    };
    imported.articles.iter().map(line).collect()
}

/// Imports a file and compares its lines; `told` are parts of its warnings.
#[track_caller]
fn check(name: &str, bytes: impl AsRef<[u8]>, expected: &[&str], told: &[&str]) -> Imported {
    let imported = import(name, bytes.as_ref(), None).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(lines(&imported), expected);
    for words in told {
        let is_told = imported.warnings.iter().any(|warning| warning.to_string().contains(words));
        assert!(is_told, "“{words}” is not in {:#?}", imported.warnings);
    }
    imported
}

#[track_caller]
fn refused(name: &str, bytes: impl AsRef<[u8]>, words: &str) {
    let error = import(name, bytes.as_ref(), None).expect_err("no article").to_string();
    assert!(error.contains(words), "{error}");
}

const RIS: &str = "\u{FEFF}1.\nTY  - NEWS\nTI  - Nine die\nAU  - Orr, Ana\nAU  - Lind, Bo\nT2  - Sel Wire\nDA  - 2024/03/05/\nSP  - A.4\nAN  - 77\nUR  - https://sel.example/1\n\
    AB  - Nine people died.\nThe army denied it.\nER  - \n\n2.\nTY  - NEWS\nTI  - Army denies\nJF  - Oskel Mail\nY1  - 2024\n\
    N1  - Full text: The army denied it.\nER  -\n\nTY  - NEWS\nTI  - No text\nER  -\n";

#[test]
fn references_are_articles_of_their_abstracts() {
    let expected = [
        "Nine die | Orr, Ana; Lind, Bo | Sel Wire | 2024-03-05 | Nine people died. / The army denied it.",
        "Army denies |  | Oskel Mail |  | The army denied it.",
    ];
    let told = ["1 of 2 texts are abstracts", "“No text”", "it has no text"];
    let imported = check("a.ris", RIS, &expected, &told);
    let known = &imported.articles[0].metadata;
    assert_eq!(
        (known.url.as_str(), known.other["document id"].as_str(), known.other["page"].as_str()),
        ("https://sel.example/1", "77", "A.4")
    );
    assert_eq!(imported.articles[1].metadata.other["date as printed"], "2024");
    // A record without its end is one all the same, and is named.
    let cut = RIS.replacen("ER  - \n", "", 1);
    check("a.ris", cut, &expected, &["these records have no end (ER) and were read up to the next: 1"]);
}

#[test]
fn wrapped_abstracts_are_joined() {
    let text = "TY  - JOUR\nT1  - Nine die\nN2  - Nine people,\n      ER then nobody,\n      died.\nER  -\n";
    check("a.ris", text, &["Nine die |  |  |  | Nine people, ER then nobody, died."], &[]);
    let web = "FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAU Orr, A\n   Lind, B\nTI Counting the dead\n   of Sel\nSO SEL REVIEW\nAB We count\n   them.\nPY 2024\nUT WOS:1\nER\n\nEF\n";
    check(
        "a.txt",
        web,
        &["Counting the dead of Sel | Orr, A; Lind, B | SEL REVIEW |  | We count them."],
        &["1 of 1 texts are abstracts"],
    );
}

#[test]
fn an_article_that_quotes_a_reference_stays_one() {
    let text =
        "How to read an export\n\nA reference begins with\n\nTY  - NEWS\n\nsaid the librarian, and after it there are lines.\n";
    assert_eq!(import("a.txt", text.as_bytes(), None).expect("an article").articles.len(), 1);
}

#[test]
fn documents_of_proquest_end_where_only_fields_follow() {
    let line = "_".repeat(60);
    let one = "Nine die\n\nAuthor: Orr, Ana\n\nPublication info: Sel Wire ; Sel [Sel]. 05 Mar 2024: A.4.\n\nAbstract: None available.\n\n\
        Full text: Nine people died.\nLocation: the market, he said.\n\nSubject: he had none.\n\nThe army denied it.\nCAPTION: The market.\nCREDIT: Bo Lind\n\n\
        Subject: War\n\nTitle: Nine die\n\nPublication title: Sel Wire; Sel\n\nPublication date: Mar 5, 2024\n\nSection: News\n\nProQuest documentID: 293 9\n\n\
        DocumentURL: https://www.proquest.com/doc view/1\n\nDatabase: Sel Newsstream\n";
    let two = "Army denies\n\nAbstract: The army denied it.\n\nFull text: Not available.\n\nPublication title: Oskel Mail\n\nPublication date: 6 Mar 2024\n\nDocument URL: https://x.example\n";
    let foot = "Contact us at: http://about.proquest.com\nDatabase copyright © 2024 ProQuest LLC.\n";
    let text = format!("{line}\n\n{one}\n{line}\n\n{two}\n{line}\n\n{foot}").replace('\n', "\r\n");
    let expected = [
        "Nine die | Orr, Ana | Sel Wire | 2024-03-05 | Nine people died. / Location: the market, he said. / Subject: he had none. / The army denied it.",
        "Army denies |  | Oskel Mail | 2024-03-06 | The army denied it.",
    ];
    let imported = check("a.txt", text, &expected, &["1 of 2 texts are abstracts"]);
    let other = &imported.articles[0].metadata.other;
    assert_eq!(
        ["document id", "section", "page", "caption"].map(|name| other[name].as_str()),
        ["2939", "News", "A.4", "The market."]
    );
}

#[test]
fn pages_of_proquest_are_documents_too() {
    let field = |name: &str, value: &str| format!("<p><strong>{name}: </strong>{value}</p>");
    let document = |id: u8, title: &str, text: &str| {
        let fields = [
            field("Author", "Orr, Ana"),
            field("Publication info", "Sel Wire ; Sel [Sel]05 Mar 2024: A.4."),
            field("Abstract", ""),
            "<p>Short.</p>".to_owned(),
        ];
        let tail = [
            field("Subject", "War"),
            field("Publication title", "Sel Wire; Sel"),
            field("ProQuest document ID", &id.to_string()),
        ];
        let text = format!(
            "<p><strong>Full text: </strong><text wordcount=\"5\"><p>{text}</p><p>It was <span class=\"hit\">not</span> us.</p></text></p>"
        );
        format!(
            "<div><a name=\"DocID_X_{id}\"></a><p style=\"font-weight:bold\">{title}</p>{}{text}{}</div>",
            fields.concat(),
            tail.concat()
        )
    };
    let page = format!(
        "<html><body>{}{}</body></html>",
        document(1, "Nine die", "Nine people died."),
        document(2, "Army denies", "The army denied it.")
    );
    let expected = [
        "Nine die | Orr, Ana | Sel Wire | 2024-03-05 | Nine people died. / It was not us.",
        "Army denies | Orr, Ana | Sel Wire | 2024-03-05 | The army denied it. / It was not us.",
    ];
    let imported = check("a.html", page, &expected, &[]);
    assert_eq!(imported.articles[1].metadata.other["abstract"], "Short.");
}

#[test]
fn pages_of_europresse_are_read_in_old_and_new_layouts() {
    let old = |name: &str, title: &str, byline: &str| {
        format!(
            "<span class=\"DocPublicationName\">{name}</span><br><span class=\"DocHeader\">Monde, </span><span class=\"DocHeader\">mardi </span>\
             <span class=\"DocHeader\">5 mars 2024</span><span class=\"DocHeader\">, p. 03</span><br><br><span class=\"TitreArticleVisu\">{title}</span><br><br>{byline}\
             Neuf personnes <span style=\"color:red\">sont</span> mortes.<p></p>L'armée a nié.<p></p><b><i>© 2024 Sel. Tous droits réservés.</i></b><p></p>\
             Numéro de document : news·20240305·SEL·1<br><table><tr><td>Ce certificat est émis à <b>Sel</b></td></tr></table>"
        )
    };
    let page = format!(
        "<html xmlns:n1=\"http://www.cedrom-sni.com/x\"><body>{}{}</body></html>",
        old("Le Sel", "Neuf morts", "Ana Orr<br><p></p>"),
        old("Oskel", "Encore", "")
    );
    let expected = [
        "Neuf morts | Ana Orr | Le Sel | 2024-03-05 | Neuf personnes sont mortes. / L'armée a nié.",
        "Encore |  | Oskel | 2024-03-05 | Neuf personnes sont mortes. / L'armée a nié.",
    ];
    let imported = check("a.html", page, &expected, &[]);
    let other = &imported.articles[0].metadata.other;
    assert_eq!(["document id", "section", "page"].map(|name| other[name].as_str()), ["news·20240305·SEL·1", "Monde", "03"]);
    let new = "<html><body><article><header><div class=\"rdp__DocPublicationName\"><span class=\"DocPublicationName\">Le Sel</span></div>\
        <div class=\"rdp__DocHeader\">Tuesday, March 5, 2024 120 mots, p. 3</div></header><div class=\"titreArticle\"><p class=\"titreArticleVisu\">Neuf <mark>morts</mark></p></div>\
        <div class=\"docAuthors\">Ana Orr</div><div class=\"DocText clearfix\"><p>Neuf personnes sont mortes.</p><p>L'armée a nié.</p></div><aside><p>Photo.</p></aside>\
        <footer><div class=\"publiC-lblNodoc\">news·20240305·SEL·1</div></footer></article></body></html>";
    check("a.html", new, &["Neuf morts | Ana Orr | Le Sel | 2024-03-05 | Neuf personnes sont mortes. / L'armée a nié."], &[]);
}

#[test]
fn items_of_feeds_are_articles() {
    let rss = "<?xml version=\"1.0\"?>\n<rss version=\"2.0\" xmlns:content=\"c\" xmlns:dc=\"d\" xmlns:media=\"m\"><channel><title>Sel Wire</title><link>https://sel.example/</link>\
        <item><media:title>x</media:title><title>Nine &amp;amp; more die</title><link>/1</link><pubDate>Tue, 05 Mar 24 06:10:00 EST</pubDate><author>desk@sel.example (Ana Orr)</author>\
        <description>Nine.</description><content:encoded><![CDATA[<p>Nine people&nbsp;died.</p><p>The army <b>denied</b> it.</p><p>The post Nine appeared first on Sel.</p>]]></content:encoded></item>\
        <item><title>Army denies</title><guid>https://sel.example/2</guid><description>The army denied it.</description></item></channel></rss>";
    let expected = [
        "Nine & more die | Ana Orr | Sel Wire | 2024-03-05 | Nine people\u{A0}died. / The army denied it.",
        "Army denies |  | Sel Wire |  | The army denied it.",
    ];
    let imported = check("a.rss", rss, &expected, &["1 of 2 texts are summaries"]);
    assert_eq!(imported.articles[0].metadata.url, "https://sel.example/1");
    let atom = "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\"><title>Sel Wire</title><link rel=\"self\" href=\"https://sel.example/feed\"/>\
        <entry><title type=\"html\">Nine die</title><link href=\"https://sel.example/1\"/><id>tag:1</id><published>2024-03-05T06:30:00Z</published><updated>2024-03-09T06:30:00Z</updated>\
        <author><name>Ana Orr</name></author><content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Nine <a href=\"https://x.example/\">people</a> died.</p></div></content></entry></feed>";
    let imported = check("feed.xml", atom, &["Nine die | Ana Orr | Sel Wire | 2024-03-05 | Nine people died."], &[]);
    assert_eq!(imported.articles[0].metadata.other["document id"], "tag:1");
    refused(
        "bomb.rss",
        "<!DOCTYPE rss [<!ENTITY a \"aaaa\">]><rss><channel><item><title>&a;</title></item></channel></rss>",
        "declares entities",
    );
}

#[test]
fn messages_of_telegram_are_articles() {
    let json = r##"{"name": "Sel News", "type": "public_channel", "id": 123, "messages": [
        {"id": 1, "type": "service", "date": "2024-03-05T06:00:00", "action": "create_channel", "text": "", "actor_id": "x"},
        {"id": 2, "type": "message", "date": "2024-03-05T23:30:00", "date_unixtime": "1709677800", "from": "Sel News", "from_id": "channel123", "photo": "a.jpg",
         "text": ["⚡️ ", {"type": "bold", "text": "Shelling of Sel"}, ". Nine died. ", {"type": "text_link", "text": "Details", "href": "https://e/1"}, {"type": "hashtag", "text": "#Sel"}], "text_entities": []},
        {"id": 3, "type": "message", "date": "2024-03-05T23:30:00", "from": "Sel News", "from_id": "channel123", "photo": "b.jpg", "text": "", "text_entities": []},
        {"id": 4, "type": "message", "date": "2024-03-06T08:00:00", "from": "Ana Orr", "from_id": "user1", "reply_to_message_id": 2, "text": "The army denies it.\n\nNo more.", "text_entities": []}]}"##;
    let expected = [
        " |  | Sel News | 2024-03-05 | ⚡️ Shelling of Sel. Nine died. Details#Sel",
        " | Ana Orr | Sel News | 2024-03-06 | The army denies it. / No more.",
    ];
    let told = [
        "1 message of the service itself was left out: create_channel",
        "1 message without words was left out",
        "1 album is",
        "1 message is a reply",
    ];
    let imported = check("result.json", json, &expected, &told);
    assert_eq!(imported.articles[0].metadata.other["document id"], "123/2");
    let message = |class: &str, id: &str, inner: &str| {
        format!("<div class=\"message {class} clearfix\" id=\"message{id}\"><div class=\"body\">{inner}</div></div>")
    };
    let date = "<div class=\"pull_right date details\" title=\"05.03.2024 10:12:01 UTC+02:00\">10:12</div>";
    let page = format!(
        "<!DOCTYPE html><html><body><div class=\"page_wrap\"><div class=\"page_header\"><div class=\"content\"><div class=\"text bold\">Sel News</div></div></div><div class=\"history\">{}{}{}{}</div></div></body></html>",
        message("service", "-1", "5 March 2024"),
        message(
            "default",
            "7",
            &format!("{date}<div class=\"from_name\">Ana Orr</div><div class=\"text\">Nine died.<br>No more.</div>")
        ),
        message("default joined", "8", &format!("{date}<div class=\"text\">The army denies it.</div>")),
        message("default joined", "9", &format!("{date}<div class=\"media_wrap\"></div>")),
    );
    let expected = [
        " | Ana Orr | Sel News | 2024-03-05 | Nine died. / No more.",
        " | Ana Orr | Sel News | 2024-03-05 | The army denies it.",
    ];
    check("messages.html", page, &expected, &["1 message without words was left out"]);
}

#[test]
fn news_as_xml_is_read() {
    let nitf = "<nitf><head><title>x</title><docdata><date.issue norm=\"20240305T061000Z\"/><doc-id id-string=\"n1\"/></docdata><pubdata name=\"Sel Wire\" position.section=\"A\"/></head><body><body.head>\
        <hedline><hl1>Nine die</hl1></hedline><byline>By Ana Orr</byline><abstract><p>Short.</p></abstract></body.head><body.content><block class=\"lead_paragraph\"><p>Nine people died.</p></block>\
        <block class=\"full_text\"><p>Nine people\n  died.</p><media><media-caption>The market.</media-caption></media><p>No more.</p></block></body.content></body></nitf>";
    let imported = check(
        "a.xml",
        format!("<?xml version=\"1.0\"?>\n{nitf}"),
        &["Nine die | Ana Orr | Sel Wire | 2024-03-05 | Nine people died. / No more."],
        &[],
    );
    assert_eq!(
        ["abstract", "caption", "section"].map(|name| imported.articles[0].metadata.other[name].as_str()),
        ["Short.", "The market.", "A"]
    );
    let item = |version: u8, body: &str, status: &str| {
        format!(
            "<newsItem guid=\"urn:1\" version=\"{version}\" xml:lang=\"en\"><rightsInfo><copyrightHolder><name>Sel Wire</name></copyrightHolder></rightsInfo><itemMeta><versionCreated>2024-03-05T01:00:00Z</versionCreated>\
             <pubStatus qcode=\"stat:{status}\"/></itemMeta><contentMeta><creator><name>Ana Orr</name></creator><headline>Nine die</headline></contentMeta><contentSet><inlineXML>\
             <html xmlns=\"http://www.w3.org/1999/xhtml\"><body><p>{body}</p></body></html></inlineXML></contentSet></newsItem>"
        )
    };
    let message = |items: &str| {
        format!(
            "<?xml version=\"1.0\"?><newsMessage xmlns=\"http://iptc.org/std/nar/2006-10-01/\"><itemSet>{items}</itemSet></newsMessage>"
        )
    };
    let both = message(&[item(1, "Five people died.", "usable"), item(2, "Nine people died.", "usable")].concat());
    check(
        "a.xml",
        both,
        &["Nine die | Ana Orr | Sel Wire | 2024-03-05 | Nine people died."],
        &["a later version of it is in the file"],
    );
    refused("a.xml", message(&item(3, "Nobody.", "canceled")), "its agency says that it is canceled");
}

#[test]
fn libraries_give_abstracts() {
    let csl = r#"[{"id": "a", "type": "article-newspaper", "title": "Nine die", "container-title": "Sel Wire", "abstract": "Nine people died.", "page": "A.4",
        "issued": {"date-parts": [["2024", 3, 5]]}, "author": [{"family": "Orr", "given": "Ana"}, {"literal": "Sel desk"}]}, {"id": "b", "type": "webpage", "title": "No text", "issued": {"date-parts": [[2024]]}}]"#;
    check(
        "a.json",
        csl,
        &["Nine die | Ana Orr and Sel desk | Sel Wire | 2024-03-05 | Nine people died."],
        &["1 of 1 texts are abstracts", "“No text”"],
    );
    let rdf = "<rdf:RDF xmlns:rdf=\"r\" xmlns:z=\"http://www.zotero.org/namespaces/export#\" xmlns:bib=\"b\" xmlns:dc=\"d\" xmlns:dcterms=\"t\" xmlns:foaf=\"f\"><bib:Article rdf:about=\"https://e/1\"><z:itemType>newspaperArticle</z:itemType>\
        <dcterms:isPartOf><bib:Newspaper><dc:title>Sel Wire</dc:title></bib:Newspaper></dcterms:isPartOf><bib:authors><rdf:Seq><rdf:li><foaf:Person><foaf:surname>Orr</foaf:surname><foaf:givenName>Ana</foaf:givenName></foaf:Person></rdf:li></rdf:Seq></bib:authors>\
        <dc:title>Nine die</dc:title><dc:date>2024-03-05</dc:date>ABSTRACT</bib:Article></rdf:RDF>";
    check(
        "a.rdf",
        rdf.replace("ABSTRACT", "<dcterms:abstract>Nine people died.</dcterms:abstract>"),
        &["Nine die | Ana Orr | Sel Wire | 2024-03-05 | Nine people died."],
        &[],
    );
    refused("a.rdf", rdf.replace("ABSTRACT", ""), "the library has no text of it");
}

fn record(kind: &str, address: &str, media_type: &str, block: &str, more: &str) -> String {
    format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2024-03-08T10:10:00Z\r\n{more}Content-Type: {media_type}\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
        block.len()
    )
}

fn answer(status: u16, media_type: &str, body: &str) -> String {
    format!("HTTP/1.1 {status} X\r\nContent-Type: {media_type}\r\n\r\n{body}")
}

fn page(title: &str, text: &str) -> String {
    format!("<html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{text}</p></article></body></html>")
}

#[test]
fn pages_of_a_web_archive_are_articles() {
    let nine = page("Nine die in Sel", "At least nine people died in Sel, rescuers said on Tuesday, and the army denied it.");
    let army = page("Army denies it", "The army denied on Wednesday that its guns had hit the market in the town of Sel.");
    let chunked = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{army}\r\n0\r\n\r\n",
        army.len()
    );
    let http = "application/http; msgtype=response";
    let records = [
        record("warcinfo", "", "application/warc-fields", "software: x\r\n", ""),
        record("request", "https://sel.example/1", "application/http; msgtype=request", "GET / HTTP/1.1\r\n\r\n", ""),
        record("response", "https://sel.example/1", http, &answer(200, "text/html", &nine), "WARC-Block-Digest: sha1:AAAA\r\n"),
        record("response", "https://sel.example/2", http, &chunked, ""),
        record("response", "https://sel.example/x", http, &answer(404, "text/html", "gone"), ""),
        record("response", "https://sel.example/y", http, &answer(200, "application/json", "{}"), ""),
        record("revisit", "https://sel.example/1", http, "", "WARC-Refers-To-Target-URI: https://sel.example/1\r\n"),
    ];
    let told = [
        "1 page does not fit the digest",
        "1 answers of type application/json, 1 answers with status 404, 1 records about the archive (warcinfo), 1 requests",
        "1 visit that found a page unchanged was left out, whose pages are here",
    ];
    let bodies = [
        "At least nine people died in Sel, rescuers said on Tuesday, and the army denied it.",
        "The army denied on Wednesday that its guns had hit the market in the town of Sel.",
    ];
    let expected = [format!("Nine die in Sel |  |  |  | {}", bodies[0]), format!("Army denies it |  |  |  | {}", bodies[1])];
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    let imported = check("crawl.warc", records.concat(), &expected, &told);
    let known = &imported.articles[0].metadata;
    assert_eq!((known.url.as_str(), known.other["captured"].as_str()), ("https://sel.example/1", "2024-03-08T10:10:00Z"));
    // A record that lies about its length does not take the next with it.
    let damaged = records.concat().replacen("Content-Length: 13", "Content-Length: 99999", 1);
    check("crawl.warc", damaged, &expected, &["the record at byte 0 is damaged"]);
    refused("crawl.warc", records[1].as_bytes(), "what is no page was left out: 1 requests");
}
