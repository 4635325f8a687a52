//! `make local`: a local cloud that keeps running, for trying one's own files before there is an AWS account.

use std::process::ExitCode;

use tests::local_cloud::{Error, LocalCloud, Options, repository};

const PORT: u16 = 4566;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match local().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the local cloud could not be started: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn local() -> Result<(), Error> {
    eprintln!("Starting a local cloud and deploying infra/template.yaml on it …");
    let options = Options {
        name: "local".to_owned(),
        port: Some(PORT),
        tells_a_story: false,
        binaries: None,
        parameters: Vec::new(),
    };
    let cloud = LocalCloud::start(&options)?;
    for name in ["creditor.toml", "policy.toml"] {
        let text = std::fs::read(repository().join("infra").join(name))?;
        cloud
            .bucket
            .put(&format!("settings/{name}"), text, "application/toml")
            .await?;
        cloud.until_quiet().await?;
    }
    println!(
        "\nThe local cloud runs until Ctrl-C; what it holds ends with it.\n\n\
         Mailbox      http://127.0.0.1:{}\nLog          {}\n\n\
         For `dunlin` in another terminal:\n\n  \
         export AWS_ENDPOINT_URL={}\n  export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_REGION=us-east-1\n",
        PORT + 1,
        cloud.folder().join("launcher.log").display(),
        cloud.endpoint(),
    );
    tokio::signal::ctrl_c().await?;
    eprintln!("\nEnding the local cloud …");
    drop(cloud);
    Ok(())
}
