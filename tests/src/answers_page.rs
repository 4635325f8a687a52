//! The answers page as a program sees it: the link of a letter, and the token of the page's own forms.

/// The page's own token, which every one of its forms carries; none on a page without forms.
pub fn form_token(page: &str) -> Option<&str> {
    let (_, rest) = page.split_once("name=\"f\" value=\"")?;
    rest.split('"').next()
}

/// The link to the page in a letter's text, without what stands behind `#`; none in a letter without one.
pub fn link(text: &str) -> Option<&str> {
    let link = text.split_whitespace().find(|word| word.contains("?t="))?;
    link.split('#').next()
}

/// The lines of the letter that the page offers to answer for.
pub fn lines(page: &str) -> std::collections::BTreeSet<&str> {
    let ticks = page.split("name=\"i\" value=\"").skip(1);
    ticks.filter_map(|tick| tick.split('"').next()).collect()
}
