"""Puts infra/template.yaml on a local cloud, with the binaries of one folder as its functions.

The folder holds, for each function, a plain binary (`ingest`, as cargo build leaves it) or a zip (`ingest.zip`, or
`ingest/bootstrap.zip` as cargo lambda leaves it). The stack's outputs go to standard output as JSON.
"""

import argparse
import hashlib
import io
import json
import sys
import time
import zipfile
from pathlib import Path

import boto3
import yaml
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

TEMPLATE = Path(__file__).resolve().parent.parent / "template.yaml"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binaries", type=Path)
    parser.add_argument("--endpoint", default="http://127.0.0.1:4566")
    parser.add_argument("--stack", default="dunlin")
    parser.add_argument("--parameter", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--retry-after", type=int, metavar="SECONDS",
                        help="visibility time-out of all queues; the template's are up to half an hour")
    asked = parser.parse_args()

    # Keys of a local cloud: whatever is set for a real account must not be touched by accident.
    session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name="us-east-1")

    def client(service):
        return session.client(service, endpoint_url=asked.endpoint,
                              config=Config(s3={"addressing_style": "path"}, retries={"max_attempts": 1}))

    wait_for(client("sts"))
    template = read_template()
    upload_code(client("s3"), template, asked.binaries, bucket=f"{asked.stack}-code")
    parameters = {"Endpoint": asked.endpoint, **dict(pair.split("=", 1) for pair in asked.parameter)}
    stack = apply(client("cloudformation"), asked.stack, template, parameters)
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
    if asked.retry_after is not None:
        sqs = client("sqs")
        for name, value in outputs.items():
            if name.endswith("QueueUrl"):
                sqs.set_queue_attributes(QueueUrl=value, Attributes={"VisibilityTimeout": str(asked.retry_after)})
    print(json.dumps({"Endpoint": asked.endpoint, "StackName": asked.stack, **outputs}, indent=2))


def say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def wait_for(sts) -> None:
    """The launcher needs half a second; a machine that is compiling may need ten."""
    deadline = time.monotonic() + 30
    while True:
        try:
            sts.get_caller_identity()
            return
        except BotoCoreError:
            if time.monotonic() > deadline:
                sys.exit(f"no local cloud answers at {sts.meta.endpoint_url}; start launcher.py first")
            time.sleep(0.2)


class Tags(yaml.SafeLoader):
    """Reads CloudFormation's short tags (`!Ref x`) as the long form that JSON knows (`{"Ref": "x"}`)."""


def _tag(loader, suffix, node):
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
        if suffix == "GetAtt":
            value = value.split(".", 1)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


Tags.add_multi_constructor("!", _tag)


def read_template() -> dict:
    return yaml.load(TEMPLATE.read_text(), Tags)


def upload_code(s3, template: dict, binaries: Path, bucket: str) -> None:
    """Uploads each function's zip under its digest, so that only changed code changes the stack."""
    s3.create_bucket(Bucket=bucket)
    for resource in template["Resources"].values():
        if resource["Type"] != "AWS::Serverless::Function":
            continue
        # ../target/lambda/<name>/bootstrap.zip
        name = Path(resource["Properties"]["CodeUri"]).parent.name
        code = read_code(binaries, name)
        key = f"{name}-{hashlib.sha256(code).hexdigest()[:16]}.zip"
        s3.put_object(Bucket=bucket, Key=key, Body=code)
        resource["Properties"]["CodeUri"] = {"Bucket": bucket, "Key": key}
        say(f"{name:9} {len(code) / 1e6:6.1f} MB")


def read_code(binaries: Path, name: str) -> bytes:
    for zipped in (binaries / name / "bootstrap.zip", binaries / f"{name}.zip"):
        if zipped.is_file():
            return zipped.read_bytes()
    binary = binaries / name
    if not binary.is_file():
        sys.exit(f"{binaries} holds neither {name}, {name}.zip nor {name}/bootstrap.zip")
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w", zipfile.ZIP_STORED) as archive:
        entry = zipfile.ZipInfo("bootstrap")  # without a date: the same binary must give the same digest
        entry.external_attr = 0o755 << 16
        archive.writestr(entry, binary.read_bytes())  # stored: compressing takes longer than anything it saves here
    return code.getvalue()


def apply(cloudformation, stack: str, template: dict, parameters: dict) -> dict:
    """Creates or updates the stack by a change set, as `sam deploy` does, and waits for the end."""
    try:
        current = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
        kind = "CREATE" if current["StackStatus"] == "REVIEW_IN_PROGRESS" else "UPDATE"
    except ClientError:
        kind = "CREATE"
    change_set = f"deploy-{time.time_ns()}"
    cloudformation.create_change_set(
        StackName=stack, ChangeSetName=change_set, ChangeSetType=kind, Capabilities=["CAPABILITY_IAM"],
        TemplateBody=json.dumps(template, separators=(",", ":")),
        Parameters=[{"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()])
    prepared = poll(lambda: cloudformation.describe_change_set(StackName=stack, ChangeSetName=change_set), "Status")
    if prepared["Status"] == "FAILED":
        if not prepared.get("Changes") and "contain changes" in prepared.get("StatusReason", ""):
            say("nothing changed")
            return cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
        sys.exit(f"the change set failed: {prepared.get('StatusReason')}")
    cloudformation.execute_change_set(StackName=stack, ChangeSetName=change_set)
    done = poll(lambda: cloudformation.describe_stacks(StackName=stack)["Stacks"][0], "StackStatus")
    if done["StackStatus"] not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
        for event in cloudformation.describe_stack_events(StackName=stack)["StackEvents"]:
            if event["ResourceStatus"].endswith("FAILED"):
                say(f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason')}")
        sys.exit(f"the stack ended as {done['StackStatus']}")
    return done


def poll(read, status: str) -> dict:
    deadline = time.monotonic() + 120
    while True:
        seen = read()
        if not seen[status].endswith(("_IN_PROGRESS", "_PENDING", "REVIEW_IN_PROGRESS")):
            return seen
        if time.monotonic() > deadline:
            sys.exit(f"still {seen[status]} after two minutes")
        time.sleep(0.1)


if __name__ == "__main__":
    main()
