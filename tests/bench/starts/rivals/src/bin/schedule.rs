//! `schedule` on the SDK's defaults.

use lambda_runtime::Error;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let config = rivals::configuration().await;
    rivals::serve(vec![Box::new(aws_sdk_scheduler::Client::new(&config))]).await
}
