//! A creditor's own templates: used where they are, checked like the built-in ones, and unable to hang.

use dunning::account::Language;
use dunning::stage::Tone;

use crate::sample::sample_reminder;
use crate::survey::survey;
use crate::tests::write;
use crate::{OwnTemplates, Rule, Writer, lint};

fn own(files: &[(&str, &str)]) -> OwnTemplates {
    let files = files
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    OwnTemplates::new(files).unwrap()
}

#[test]
fn an_own_template_stands_in_for_its_tone_alone() {
    let own = own(&[(
        "en/upcoming.txt",
        "{% extends \"en/upcoming.txt\" %}{% block farewell %}Thank you, and all the best,{% endblock %}",
    )]);
    // A template can't extend itself, nor the one that it stands in for.
    let writer = Writer::with_own(&own).unwrap();
    assert!(
        writer
            .write(&sample_reminder(Tone::Upcoming, Language::English))
            .is_err()
    );

    let own = self::own(&[("en/letter.txt", &frame("Thank you, and all the best,"))]);
    let writer = Writer::with_own(&own).unwrap();
    let words = writer
        .write(&sample_reminder(Tone::Upcoming, Language::English))
        .unwrap();
    assert!(words.text.contains("Thank you, and all the best,"));
    let reminder = sample_reminder(Tone::Upcoming, Language::Italian);
    assert_eq!(writer.write(&reminder).unwrap(), write(&reminder));
}

/// The built-in English frame with another farewell.
fn frame(farewell: &str) -> String {
    include_str!("../../templates/en/letter.txt").replace("With thanks and kind regards,", farewell)
}

#[test]
fn a_rude_template_is_found() {
    let rude = frame("Pay at once, or else we call our lawyer,");
    let writer = Writer::with_own(&own(&[("en/letter.txt", &rude)])).unwrap();
    let reminder = sample_reminder(Tone::Upcoming, Language::English);
    let findings = lint(&writer.write(&reminder).unwrap(), &reminder);
    let prose = findings
        .iter()
        .filter(|finding| finding.rule == Rule::Prose)
        .count();
    assert_eq!(prose, 2, "{findings:?}");
    let survey = survey(&writer, Language::English);
    assert!(
        survey
            .broken
            .iter()
            .any(|broken| broken.finding.problem.contains("or else"))
    );
}

#[test]
fn what_a_letter_does_not_have_is_never_printed_as_none() {
    let template = "{% extends \"en/letter.txt\" %}{% block request %}{{ thanks_for }}{% endblock %}";
    let writer = Writer::with_own(&own(&[("en/upcoming.txt", template)])).unwrap();
    let error = writer
        .write(&sample_reminder(Tone::Upcoming, Language::English))
        .unwrap_err();
    assert!(error.to_string().contains("does not have"), "{error}");
}

#[test]
fn no_template_hangs() {
    let deep = "{% for a in sections * 999 %}".repeat(8) + "x" + &"{% endfor %}".repeat(8);
    let itself = "{% extends \"en/letter.txt\" %}{% block request %}{{ self.request() }}{% endblock %}";
    let doubling = "{% block subject %}{% endblock %}{% block a %}{{ self.b() }}{{ self.b() }}{% endblock %}\
                    {% block b %}{{ self.a() }}{{ self.a() }}{% endblock %}";
    for text in [deep.as_str(), itself, doubling] {
        let writer = Writer::with_own(&own(&[("en/upcoming.txt", text)])).unwrap();
        let began = std::time::Instant::now();
        assert!(
            writer
                .write(&sample_reminder(Tone::Upcoming, Language::English))
                .is_err()
        );
        assert!(began.elapsed() < std::time::Duration::from_secs(5));
    }
}
