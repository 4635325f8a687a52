//! The deployed stack, which knows by its outputs what everything in it is called.

use std::collections::BTreeMap;

use aws::service_error::ServiceError;
use aws_config::SdkConfig;
use aws_sdk_cloudformation::Client;
use aws_sdk_cloudformation::types::Stack as Description;
use dunning::ports::PortError;

use crate::arguments::General;
use crate::failure::Failure;

/// What a stack is, and what it tells.
#[derive(Clone, Debug)]
pub(super) struct Stack {
    /// Its name and where it is, for whoever has to look for it.
    place: String,
    /// How far its deployment is, in CloudFormation's word.
    pub(super) status: String,
    /// What it was deployed with.
    parameters: BTreeMap<String, String>,
    outputs: BTreeMap<String, String>,
}

impl Stack {
    /// Asks CloudFormation for the stack that the options name.
    pub(super) async fn find(general: &General, config: &SdkConfig) -> Result<Self, Failure> {
        let place = place(general, config);
        let described = Client::new(config)
            .describe_stacks()
            .stack_name(&general.stack)
            .send()
            .await
            .map_err(|error| not_described(&place, ServiceError::from(&error)))?;
        let description = described.stacks.unwrap_or_default().pop();
        description
            .map(|description| Self::described(place.clone(), description))
            .ok_or_else(|| no_stack(&place))
    }

    fn described(place: String, description: Description) -> Self {
        let outputs = description.outputs.unwrap_or_default().into_iter();
        Self {
            place,
            status: description
                .stack_status
                .map(|status| status.as_str().to_owned())
                .unwrap_or_default(),
            parameters: description
                .parameters
                .unwrap_or_default()
                .into_iter()
                .filter_map(|parameter| Some((parameter.parameter_key?, parameter.parameter_value?)))
                .collect(),
            outputs: outputs
                .filter_map(|output| Some((output.output_key?, output.output_value?)))
                .collect(),
        }
    }

    /// What an output says.
    pub(super) fn output(&self, name: &str) -> Result<String, Failure> {
        self.outputs.get(name).cloned().ok_or_else(|| {
            Failure::Refused(format!(
                "the stack {} has no output {name} (it is {})\n  is it Dunlin's, and was its deployment completed? \
                 `make deploy` mends it; --stack names another",
                self.place, self.status
            ))
        })
    }

    /// What a parameter of the deployment says, or its default.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str)
    }

    /// What an output says, of the stack that has this table: whoever names the table of one stack must not reach into
    /// the bucket or a queue of another.
    pub(super) fn output_beside(&self, table: &str, name: &str) -> Result<String, Failure> {
        let own = self.output("TableName")?;
        if own == table {
            return self.output(name);
        }
        Err(Failure::Usage(format!(
            "the table `{table}` is not the one of the stack {}, which is `{own}`\n  name the stack by --stack \
             (DUNLIN_STACK), or leave --table (DUNLIN_TABLE) out",
            self.place
        )))
    }
}

/// `“dunlin” in eu-central-1 (profile work)`.
fn place(general: &General, config: &SdkConfig) -> String {
    let region = config.region().map_or("no region", |region| region.as_ref());
    let profile = general
        .profile
        .clone()
        .or_else(|| std::env::var("AWS_PROFILE").ok());
    let of_profile = profile
        .map(|profile| format!(" (profile {profile})"))
        .unwrap_or_default();
    let at_endpoint = general
        .endpoint_url
        .as_ref()
        .map(|url| format!(", at {url}"))
        .unwrap_or_default();
    format!("“{}” in {region}{of_profile}{at_endpoint}", general.stack)
}

fn no_stack(place: &str) -> Failure {
    Failure::Refused(format!(
        "there is no stack {place}\n  name it by --stack (DUNLIN_STACK), its region by --region and the account by \
         --profile; or deploy it: `make deploy`. With --table (DUNLIN_TABLE) and --bucket (DUNLIN_BUCKET) no stack is \
         looked for"
    ))
}

fn not_described(place: &str, error: ServiceError) -> Failure {
    match &error {
        // CloudFormation has no error of its own for this.
        ServiceError::Refused { code, message, .. }
            if code == "ValidationError" && message.contains("does not exist") =>
        {
            no_stack(place)
        }
        ServiceError::Refused { code, .. } if code.starts_with("AccessDenied") => Failure::Refused(format!(
            "CloudFormation does not let you see the stack {place}: {code}\n  ask for the right \
             cloudformation:DescribeStacks, or name what you need by --table, --bucket and --picks-queue-url"
        )),
        _ => Failure::Port(PortError {
            doing: format!("looking for the stack {place}"),
            source: Box::new(error),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stack() -> Stack {
        let outputs = [("TableName", "dunlin-Table-1"), ("BucketName", "dunlin-bucket-1")];
        Stack {
            place: "“dunlin” in eu-central-1".to_owned(),
            status: "CREATE_IN_PROGRESS".to_owned(),
            parameters: BTreeMap::new(),
            outputs: outputs
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into(),
        }
    }

    #[test]
    fn a_stack_that_is_not_there_is_told_with_its_region_and_what_to_do() {
        let error = ServiceError::Refused {
            status: 400,
            code: "ValidationError".to_owned(),
            message: "Stack with id dunlin does not exist".to_owned(),
        };
        let words = not_described("“dunlin” in eu-central-1", error).in_words();
        assert!(
            words.starts_with("there is no stack “dunlin” in eu-central-1\n"),
            "{words}"
        );
        assert!(words.contains("--stack") && words.contains("--region") && words.contains("make deploy"));
    }

    #[test]
    fn an_output_that_is_missing_tells_how_far_the_stack_is() {
        let words = stack().output("PicksQueueUrl").unwrap_err().in_words();
        assert!(
            words.contains("PicksQueueUrl") && words.contains("CREATE_IN_PROGRESS"),
            "{words}"
        );
    }

    #[test]
    fn the_table_of_one_stack_never_goes_with_the_bucket_of_another() {
        assert_eq!(
            stack().output_beside("dunlin-Table-1", "BucketName").unwrap(),
            "dunlin-bucket-1"
        );
        let words = stack()
            .output_beside("other", "BucketName")
            .unwrap_err()
            .in_words();
        assert!(
            words.contains("`other` is not the one") && words.contains("dunlin-Table-1"),
            "{words}"
        );
    }
}
