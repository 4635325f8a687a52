//! Many customers at once: each is picked, and each once.

use std::collections::BTreeSet;

use aws_sdk_sqs::types::QueueAttributeName;
use tests::local_cloud::Error;

use super::house::{account, at, audit, day, opened};

const CUSTOMERS: usize = 300;

#[tokio::test]
async fn each_of_300_customers_is_picked_once() -> Result<(), Error> {
    let cloud = opened("many", "").await?;
    // A file of this size takes longer than the short retry of the stories; in an account it has half an hour.
    let uploads = cloud.clients().sqs();
    let uploads = uploads
        .set_queue_attributes()
        .queue_url(cloud.output("UploadsQueueUrl")?);
    uploads
        .attributes(QueueAttributeName::VisibilityTimeout, "300")
        .send()
        .await?;

    let mut file =
        "invoice_number,issue_date,due_date,currency,amount_due,customer_number,email,country\n".to_owned();
    for number in 0..CUSTOMERS {
        file.push_str(&format!(
            "M-{number},2026-10-26,2026-11-24,EUR,{}.00,N-{number},ap{number}@many.example.com,IT\n",
            number + 10
        ));
    }
    cloud
        .upload(at("2026-11-10T10:00:00Z"), "invoices/many.csv", file)
        .await?;
    for _ in 0..2 {
        cloud.sweep_for(day("2026-11-17")).await?;
        let scheduled = cloud.scheduled().await?;
        let picked: BTreeSet<_> = scheduled
            .iter()
            .map(|(planned, _)| planned.letter.account.clone())
            .collect();
        let expected: BTreeSet<_> = (0..CUSTOMERS)
            .map(|number| account(&format!("N-{number}")))
            .collect();
        assert_eq!(picked, expected);
        assert_eq!(scheduled.len(), CUSTOMERS);
    }
    audit(&cloud, &["many.example.com"]).await
}
