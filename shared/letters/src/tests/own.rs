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

/// Each of them would take minutes, or gigabytes, if nothing stopped it.
#[test]
fn no_template_hangs_or_grows() {
    let itself =
        "{% extends \"en/letter.txt\" %}{% block request %}{{ self.request() }}{% endblock %}".to_owned();
    let doubling = "{% block subject %}{% endblock %}{% block a %}{{ self.b() }}{{ self.b() }}{% endblock %}\
                    {% block b %}{{ self.a() }}{{ self.a() }}{% endblock %}"
        .to_owned();
    let nine = "{% for a in [1,2,3,4,5,6,7,8,9] %}";
    let deep = nine.repeat(8) + "x" + &"{% endfor %}".repeat(8);
    let growing = nine.repeat(5) + &"x".repeat(30_000) + &"{% endfor %}".repeat(5);
    let in_block = format!("{{% extends \"en/letter.txt\" %}}{{% block request %}}{growing}{{% endblock %}}");
    let outside = format!("{growing}{{% extends \"en/letter.txt\" %}}");
    for (text, why) in [
        (deep, "fuel"),
        (itself, "recursion"),
        (doubling, "recursion"),
        (growing.clone(), "grows beyond 500000 bytes"),
        (in_block, "grows beyond 500000 bytes"),
        (outside, "grows beyond 500000 bytes"),
    ] {
        let Ok(writer) = Writer::with_own(&own(&[("en/upcoming.txt", &text)])) else {
            panic!("not parsed: {why}");
        };
        let began = std::time::Instant::now();
        let error = writer
            .write(&sample_reminder(Tone::Upcoming, Language::English))
            .unwrap_err();
        assert!(error.to_string().contains(why), "{error}");
        assert!(began.elapsed() < std::time::Duration::from_secs(5));
    }
    // A layout that every letter of every language goes through is no different.
    let writer = Writer::with_own(&own(&[("layout/letter.html", &growing)])).unwrap();
    let error = writer
        .write(&sample_reminder(Tone::Upcoming, Language::Hindi))
        .unwrap_err();
    assert!(error.to_string().contains("grows beyond"), "{error}");
}
