//! The runbook: a section for each alarm, and commands that exist.

use std::collections::BTreeSet;

use aws::metrics::Metric;
use tests::local_cloud::repository;

use crate::template::resources;

fn runbook() -> String {
    std::fs::read_to_string(repository().join("docs/runbook.md")).unwrap()
}

#[test]
fn every_alarm_has_its_section_and_every_section_its_alarm() {
    let runbook = runbook();
    let sections: BTreeSet<String> = runbook
        .lines()
        .filter_map(|line| line.strip_prefix("### `")?.strip_suffix('`'))
        .map(str::to_owned)
        .collect();
    let resources = resources();
    let alarms: BTreeSet<String> = resources
        .of("AWS::CloudWatch::Alarm")
        .map(|(name, _)| name.clone())
        .collect();
    assert_eq!(sections, alarms);
    for section in runbook.split("### `").skip(1) {
        let name = section.split('`').next().unwrap();
        for part in ["**Means**", "**Look**", "**Do**"] {
            assert!(section.contains(part), "{name} lacks {part}");
        }
    }
}

#[test]
fn every_metric_is_listed() {
    let runbook = runbook();
    for metric in Metric::ALL {
        assert!(
            runbook.contains(&format!("| `{}` |", metric.name())),
            "{}",
            metric.name()
        );
    }
}

#[test]
fn every_output_of_the_runbook_exists() {
    let runbook = runbook();
    let outputs = std::fs::read_to_string(repository().join("infra/template.yaml")).unwrap();
    let mut named = 0;
    for text in runbook.split('`').skip(1).step_by(2) {
        // Outputs of the stack, such as $UploadsDeadQueueUrl.
        for output in text.split('$').skip(1) {
            let name: String = output
                .chars()
                .take_while(|letter| letter.is_alphanumeric())
                .collect();
            if name.ends_with("Url") || name.ends_with("Arn") {
                assert!(outputs.contains(&format!("\n  {name}: {{")), "no output {name}");
                named += 1;
            }
        }
    }
    assert!(named >= 1, "{named}");
}
