//! Reads back as much of a letter's HTML as the linter needs: what is seen, what is prose, where links lead.
//! It knows the HTML of our layout, not all of HTML.

/// The HTML part, read.
pub(super) struct Page {
    /// What the reader sees, a line each block.
    pub(super) visible: String,
    /// The text of every element of class `prose`, in order.
    pub(super) prose: Vec<String>,
    /// Where the links lead.
    pub(super) links: Vec<String>,
    /// Addresses of images and other things that the mail client would have to fetch.
    pub(super) fetched: Vec<String>,
    /// Pictures that say nothing to those who can't see them.
    pub(super) without_alternative: Vec<String>,
    /// The language that it says it is in.
    pub(super) language: Option<String>,
    /// The direction that it says it is written in.
    pub(super) direction: Option<String>,
}

/// Elements whose content is not seen.
const UNSEEN: [&str; 3] = ["head", "style", "script"];
/// Elements that begin or end a line.
const BLOCKS: [&str; 9] = ["p", "br", "tr", "td", "table", "li", "ul", "div", "body"];

impl Page {
    pub(super) fn read(html: &str) -> Self {
        let mut page = Self {
            visible: String::new(),
            prose: Vec::new(),
            links: Vec::new(),
            fetched: Vec::new(),
            without_alternative: Vec::new(),
            language: None,
            direction: None,
        };
        let mut unseen: Option<String> = None;
        let mut in_prose = false;
        let mut rest = html;
        while let Some((before, from_tag)) = rest.split_once('<') {
            if unseen.is_none() {
                page.see(before, in_prose);
            }
            if let Some(comment) = from_tag.strip_prefix("!--") {
                rest = comment.split_once("-->").map_or("", |(_, after)| after);
                continue;
            }
            let (tag, after) = from_tag.split_once('>').unwrap_or((from_tag, ""));
            rest = after;
            let closing = tag.starts_with('/');
            let name = tag
                .trim_start_matches('/')
                .split(|character: char| !character.is_ascii_alphanumeric())
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase();
            match &unseen {
                Some(waits_for) if closing && *waits_for == name => unseen = None,
                Some(_) => {}
                None if !closing && is_hidden(&name, tag) => unseen = Some(name.clone()),
                None => {}
            }
            if BLOCKS.contains(&name.as_str()) {
                page.visible.push('\n');
            }
            if closing {
                in_prose &= name != "p";
                continue;
            }
            if name == "p" && has_class(tag, "prose") {
                in_prose = true;
                page.prose.push(String::new());
            }
            if name == "html" {
                page.language = attribute(tag, "lang");
                page.direction = attribute(tag, "dir");
            }
            page.links.extend(attribute(tag, "href"));
            let source = attribute(tag, "src");
            if name == "img" && attribute(tag, "alt").is_none_or(|alt| alt.trim().is_empty()) {
                page.without_alternative.push(source.clone().unwrap_or_default());
            }
            page.fetched.extend(source);
        }
        if unseen.is_none() {
            page.see(rest, in_prose);
        }
        page
    }

    fn see(&mut self, escaped: &str, in_prose: bool) {
        let text = unescaped(escaped);
        if let Some(paragraph) = self.prose.last_mut().filter(|_| in_prose) {
            paragraph.push_str(&text);
        }
        self.visible.push_str(&text);
    }
}

fn is_hidden(name: &str, tag: &str) -> bool {
    UNSEEN.contains(&name) || attribute(tag, "style").is_some_and(|style| style.contains("display:none"))
}

fn has_class(tag: &str, class: &str) -> bool {
    attribute(tag, "class").is_some_and(|classes| classes.split_whitespace().any(|one| one == class))
}

/// The value of an attribute in double quotes.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, value) = tag.split_once(&format!(" {name}=\""))?;
    let (value, _) = value.split_once('"')?;
    Some(unescaped(value))
}

/// The text behind the entities that our templates write; "&" last, so that nothing is decoded twice.
fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_seen_what_is_prose_and_where_links_lead() {
        let page = Page::read(
            "<html lang=\"it\"><head><title>T</title></head><body><div style=\"display:none\">pre</div>\
             <!--[if mso]><b>x</b><![endif]--><p class=\"a prose\">A &amp;lt; <b>B</b></p><p>C</p>\
             <a href=\"https://example.com/?a=1&amp;b=2\">D</a></body></html>",
        );
        assert_eq!(page.language.as_deref(), Some("it"));
        assert_eq!(page.prose, ["A &lt; B"]);
        assert_eq!(
            page.visible.split_whitespace().collect::<Vec<_>>(),
            ["A", "&lt;", "B", "C", "D"]
        );
        assert_eq!(page.links, ["https://example.com/?a=1&b=2"]);
    }
}
