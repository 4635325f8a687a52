//! `ingest` on the SDK's defaults.

use lambda_runtime::Error;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let config = rivals::configuration().await;
    rivals::serve(vec![
        Box::new(aws_sdk_dynamodb::Client::new(&config)),
        Box::new(aws_sdk_s3::Client::new(&config)),
        Box::new(aws_sdk_sqs::Client::new(&config)),
    ])
    .await
}
