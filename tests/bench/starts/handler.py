"""The functions' calls in Python: what `rivals` does in Rust, with boto3. See rivals/src/lib.rs."""

import os

import boto3

QUEUE = os.environ["DUNLIN_PICKS_QUEUE_URL"]
KEY = {"pk": {"S": "settings"}, "sk": {"S": "payments"}}
ROW = {"pk": {"S": "rival"}, "sk": {"S": "rival"}}
MAIL = {"Simple": {"Subject": {"Data": "Hello"}, "Body": {"Text": {"Data": "Hello"}}}}
SERVICES = {"dynamodb": "dynamodb", "sqs": "sqs", "scheduler": "scheduler", "ses": "sesv2", "s3": "s3", "events": "events"}

# Made while the function starts, as AWS advises.
CLIENTS = {name: boto3.client(SERVICES[name]) for name in os.environ["BENCH_SERVICES"].split(",")}

CALLS = {
    "dynamodb.GetItem": lambda client: client.get_item(TableName="bench", Key=KEY),
    "dynamodb.Query": lambda client: client.query(
        TableName="bench", KeyConditionExpression="pk = :pk", ExpressionAttributeValues={":pk": {"S": "settings"}}),
    "dynamodb.PutItem": lambda client: client.put_item(TableName="bench", Item=ROW),
    "dynamodb.UpdateItem": lambda client: client.update_item(
        TableName="bench", Key=ROW, UpdateExpression="SET said = :said", ExpressionAttributeValues={":said": {"S": "Hello"}}),
    "dynamodb.TransactWriteItems": lambda client: client.transact_write_items(
        TransactItems=[{"Put": {"TableName": "bench", "Item": ROW}}]),
    "sqs.SendMessage": lambda client: client.send_message(QueueUrl=QUEUE, MessageBody="{}"),
    "sqs.SendMessageBatch": lambda client: client.send_message_batch(
        QueueUrl=QUEUE, Entries=[{"Id": "0", "MessageBody": "{}"}]),
    "scheduler.CreateSchedule": lambda client: client.create_schedule(
        Name="rival", ScheduleExpression="at(2026-11-17T04:16:00)", FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": "arn:aws:sqs:us-east-1:000000000000:letters", "RoleArn": "arn:aws:iam::000000000000:role/schedule"}),
    "ses.GetAccount": lambda client: client.get_account(),
    "ses.SendEmail": lambda client: client.send_email(
        FromEmailAddress="accounts@example.com", Destination={"ToAddresses": ["someone@example.com"]}, Content=MAIL),
    "s3.GetObject": lambda client: client.get_object(Bucket="bench", Key="invoices/november.csv")["Body"].read(),
    "s3.HeadObject": lambda client: client.head_object(Bucket="bench", Key="invoices/november.csv"),
    "s3.PutObject": lambda client: client.put_object(Bucket="bench", Key="rival", Body=b"Hello"),
    "events.PutEvents": lambda client: client.put_events(
        Entries=[{"Source": "rival", "DetailType": "Hello", "Detail": "{}"}]),
}


def handler(event, _context):
    """Makes the calls that the event names, in their order."""
    for call in event["calls"]:
        CALLS[call](CLIENTS[call.split(".")[0]])
    return {"batchItemFailures": []}
