//! A small corpus of three analysts, as marked text: nested and crossing tags, Arabic, and characters that HTML escapes.

/// The articles; a tag without a name is Ana’s.
pub const ARTICLES: [&str; 6] = [
    "[Nine died]{claim}, [he said]{quote@bo}, near [[Dravna]{claim@bo}]{claim}.",
    "[[Ten]{claim@bo} fled]{claim}. [[We]{quote@bo} ran]{quote}.",
    "[“قُتل ١٧”]{quote}, [قال]{claim@bo}.",
    "[[Shells fell]{claim@bo}]{claim} [at dawn]{claim@cy}.",
    "[[[Nobody]{quote@cy} was hurt]{claim@bo}]{claim}.",
    "[A bridge <burned> & fell]{claim}; [\"it\" did]{quote@bo}.",
];
