//! A creditor's own templates: asked for by letters alone; and where they break, every letter leaves all the same, and a
//! person is asked once.

use dunning::arrival::Arrival;
use dunning::reminder::Templates;

use crate::book::{customer, invoice, payment, standard};
use crate::story::Story;

#[test]
fn a_broken_template_stops_no_letter_and_is_a_task_until_it_writes_again() {
    let mut in_force = standard();
    in_force
        .policy
        .ladder
        .retain(|stage| stage.name.as_str() == "heads_up");
    let mut story = Story::begin_with(in_force, "2026-11-02");
    let due = ["2026-11-24", "2026-12-08", "2026-12-22"];
    let invoices = due.iter().enumerate().map(|(index, due_on)| {
        let number = format!("INV-100{index}");
        Arrival::Invoice(invoice("C-1", &number, "2026-10-20", due_on))
    });
    let arrivals = [customer("C-1")].into_iter().chain(invoices).collect();
    story.upload("2026-11-02 12:00", arrivals);
    let write_by = |story: &Story, templates: Templates| {
        *story.days.world.outbox.templates.borrow_mut() = templates;
    };
    let to_repair = |story: &Story| {
        let tasks = story.ledger("C-1").tasks;
        let repair = tasks.iter().filter(|task| task.kind.name() == "repair_template");
        repair
            .map(|task| (task.subject.clone(), task.detail.clone()))
            .collect::<Vec<_>>()
    };

    write_by(
        &story,
        Templates::InsteadOfOwn("rule 2 prose: it blames: “fault”".to_owned()),
    );
    story.until("2026-12-02");
    assert_eq!(
        story.mails(),
        ["2026-11-17 INV-1000 heads_up", "2026-12-01 INV-1001 heads_up"]
    );
    let [(subject, detail)] = to_repair(&story).try_into().unwrap();
    assert!(subject.starts_with("heads_up in "), "{subject}");
    assert!(
        detail.contains("it blames: “fault”") && detail.contains("dunlin letters apply"),
        "{detail}"
    );

    write_by(&story, Templates::Own);
    story.until("2026-12-16");
    assert_eq!(story.mails().len(), 3);
    assert_eq!(to_repair(&story), []);
}

/// A letter that is decided away in its minute costs no look at what the words would be.
#[test]
fn nothing_is_put_into_words_before_a_letter_is_to_leave() {
    let mut story = Story::begin("2026-11-02");
    let owed = || Arrival::Invoice(invoice("C-1", "INV-1001", "2026-10-20", "2026-11-24"));
    story.upload("2026-11-02 12:00", vec![customer("C-1"), owed()]);
    // Planned for the morning of the 17th, and paid before it.
    story.until("2026-11-16 20:00");
    assert_eq!(story.days.world.outbox.schedules.borrow().len(), 1);
    let paid = payment("B-1", "100", "2026-11-16", "INV-1001");
    story.upload("2026-11-16 21:00", vec![Arrival::Payment(paid)]);
    story.until("2026-11-18");
    assert_eq!(story.days.world.outbox.schedules.borrow().len(), 0);
    assert_eq!(
        (story.mails().len(), story.days.world.outbox.letters_written.get()),
        (0, 0)
    );

    let mut story = Story::begin("2026-11-02");
    story.upload("2026-11-02 12:00", vec![customer("C-1"), owed()]);
    story.until("2026-11-18");
    assert_eq!(
        (story.mails().len(), story.days.world.outbox.letters_written.get()),
        (1, 1)
    );
}
