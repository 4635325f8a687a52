"""Starts ministack, a local stand-in for AWS, with what Dunlin needs and ministack lacks. README.md tells the whole.

It replaces private functions of one exact version (requirements.txt); smoke_test.py notices when they change.
"""

import argparse
import json
import os
import re
import signal
import sys
import tempfile
import threading
from datetime import datetime, timezone
from email.utils import parseaddr
from pathlib import Path

import mailbox_page
import post_office
import story


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=int(os.environ.get("GATEWAY_PORT", 4566)))
    parser.add_argument("--until-stdin-closes", action="store_true",
                        help="end when whoever holds the other end of standard input ends, in whatever way")
    asked = parser.parse_args()
    port = asked.port
    if asked.until_stdin_closes:
        threading.Thread(target=end_with_stdin, daemon=True).start()
    mailbox = Path(os.environ.get("DUNLIN_LOCAL_MAILBOX") or tempfile.mkdtemp(prefix="dunlin-mailbox-")).resolve()

    # ministack reads these when it is imported. It must never listen to the network: it asks nobody for a password.
    os.environ.update(GATEWAY_PORT=str(port), BIND_HOST="127.0.0.1")
    # It would overrule the endpoint that the template gives to the functions.
    os.environ.pop("AWS_ENDPOINT_URL", None)
    sys.argv = sys.argv[:1]
    # Each start unpacks the functions anew and would leave them behind.
    with tempfile.TemporaryDirectory(prefix="dunlin-local-", ignore_cleanup_errors=True) as scratch:
        os.environ["TMPDIR"] = tempfile.tempdir = scratch
        start(port, mailbox)


def end_with_stdin() -> None:
    """A test that is killed can't clean up; a pipe that it held closes all the same."""
    sys.stdin.buffer.read()
    # The functions are in the same group, if the group is ours to end.
    (os.killpg if os.getpgrp() == os.getpid() else os.kill)(os.getpid(), signal.SIGTERM)


def start(port: int, mailbox: Path) -> None:
    from ministack import app

    fill_s3()
    fill_scheduler()
    fill_ses(post_office.PostOffice(mailbox))
    fill_policies()
    record_actions(os.environ.get("DUNLIN_LOCAL_ACTIONS"))
    fill_lambda()
    fill_function_urls(port)
    mailbox_page.serve(mailbox, port + 1)
    print(f"local cloud  http://127.0.0.1:{port}\nmailbox      http://127.0.0.1:{port + 1}   {mailbox}", flush=True)
    app.main()


def fill_s3() -> None:
    """An upload happens at the story's time: its notification's eventTime and the object's Last-Modified."""
    from ministack.services import s3

    s3.now_iso = lambda: story.stamp(story.now())


def fill_scheduler() -> None:
    """Refuses what AWS would refuse, lists all, fires within a second with the time it was due; or never fires."""
    from ministack.services import eventbridge, scheduler

    list_schedules = scheduler._list_schedules
    create, invoke_target = scheduler._create_schedule, eventbridge._invoke_target

    def create_checked(name, body):
        group = body.get("GroupName", "default")
        expression = body.get("ScheduleExpression", "")
        if not re.fullmatch(r"[0-9a-zA-Z-_.]{1,64}", name):
            return scheduler._error(400, "ValidationException", f"Invalid schedule name {name}.")
        if group != "default" and group not in scheduler._schedule_groups:
            return scheduler._error(404, "ResourceNotFoundException", f"Schedule group {group} does not exist.")
        if expression.startswith("at("):
            if not re.fullmatch(r"at\(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\)", expression) \
                    or scheduler._at_time_epoch(expression) is None:
                return scheduler._error(400, "ValidationException", f"Invalid Schedule Expression {expression}.")
            # ministack would take any zone for UTC; wrong by hours is worse than refused.
            if body.get("ScheduleExpressionTimezone", "UTC") != "UTC":
                return scheduler._error(400, "ValidationException", "This local cloud schedules in UTC only.")
        return create(name, body)

    def list_by_pages(query):
        # ministack cuts the list at MaxResults and forgets the rest.
        status, headers, body = list_schedules({**query, "MaxResults": str(len(scheduler._schedules._data))})
        found, start = json.loads(body)["Schedules"], int(query.get("NextToken", 0))
        end = start + int(query.get("MaxResults", 100))
        page = {"Schedules": found[start:end], **({"NextToken": str(end)} if end < len(found) else {})}
        return status, headers, json.dumps(page).encode()

    def invoke_with_time(target, event, rule, view=None):
        if event.get("Source") == "aws.scheduler" and "<aws.scheduler.scheduled-time>" in target.get("Input", ""):
            expression = rule.get("ScheduleExpression", "")
            epoch = scheduler._at_time_epoch(expression)
            if epoch is None:
                epoch = event["Time"] // 60 * 60  # cron fires within the minute that it names
            due = datetime.fromtimestamp(epoch, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
            target = {**target, "Input": target["Input"].replace("<aws.scheduler.scheduled-time>", due)}
        return invoke_target(target, event, rule, view)

    scheduler._create_schedule = create_checked
    scheduler._list_schedules = list_by_pages
    eventbridge._invoke_target = invoke_with_time
    scheduler._SCHEDULE_TICK_INTERVAL = 1
    if os.environ.get("DUNLIN_LOCAL_SCHEDULES") == "manual":
        # The storyteller delivers each schedule's Input to its target, in the order of the story.
        scheduler._tick_schedules = lambda: None


def fill_ses(office: post_office.PostOffice) -> None:
    """Keeps every accepted letter and publishes what became of it to the configuration set's topics."""
    from ministack.core.responses import get_account_id, get_region
    from ministack.services import ses_v2, sns

    handle = ses_v2.handle_request
    # Nobody can verify a domain here, and no letter leaves the machine.
    ses_v2._message_rejection = lambda sender, recipients=(): None
    keys_of = ses_v2._easy_dkim_attributes

    def published(*asked):
        # Likewise, a domain's keys count as published: there is no DNS to look into.
        keys = keys_of(*asked)
        return {**keys, "Status": "SUCCESS", "SigningEnabled": True} if keys["Tokens"] else keys

    ses_v2._easy_dkim_attributes = published

    async def handle_and_tell(method, path, headers, body, query_params):
        if method == "GET" and path.rstrip("/").endswith("/v2/email/account"):
            status, response_headers, answer = await handle(method, path, headers, body, query_params)
            account = json.loads(answer)
            # So fast that no story waits for the pace of its mail, unless it is about that.
            account["SendQuota"]["MaxSendRate"] = float(os.environ.get("DUNLIN_LOCAL_SES_RATE") or 1000)
            return status, response_headers, json.dumps(account).encode()
        if method != "POST" or not path.rstrip("/").endswith("/outbound-emails"):
            return await handle(method, path, headers, body, query_params)

        request = json.loads(body)
        set_name = request.get("ConfigurationSetName")
        if set_name and set_name not in ses_v2._config_sets:
            return ses_v2._missing_config_set(set_name)
        refused = post_office.refusal(request)
        if refused:
            return ses_v2._json_err("BadRequestException", refused)
        outcome = office.outcome(request["Destination"]["ToAddresses"][0])
        if outcome == "refused":
            return ses_v2._json_err("MessageRejected", "Email address is not verified.")
        if outcome == "throttled":
            return ses_v2._json_err("TooManyRequestsException", "Maximum sending rate exceeded.", 429)
        if outcome == "used_up":
            return ses_v2._json_err("TooManyRequestsException", "Daily message quota exceeded.", 429)
        if outcome == "paused":
            return ses_v2._json_err("SendingPausedException", "Sending is paused for this account.")
        status, response_headers, answer = await handle(method, path, headers, body, query_params)
        if status != 200:
            return status, response_headers, answer

        at = story.now()
        message_id = post_office.new_message_id(at)
        office.keep(request, message_id, outcome, at)
        # Published before the caller has its answer: the hardest order that SES allows, and the one that lets a
        # test wait for empty queues without missing an event.
        destinations = (ses_v2._config_sets.get(set_name) or {}).get("EventDestinations") or {}
        for event in post_office.events(request, message_id, outcome, at, get_account_id(), get_region()):
            kind = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", event["eventType"]).upper()
            for destination in destinations.values():
                topic = (destination.get("SnsDestination") or {}).get("TopicArn")
                if topic and destination.get("Enabled") and kind in destination["MatchingEventTypes"]:
                    sns.publish_internal(topic, json.dumps(event), "Amazon SES Email Event Notification")
        if outcome in ("late", "lost"):
            return ses_v2._json_err("InternalServiceErrorException", "Accepted, but the answer was lost.", 500)
        return status, response_headers, json.dumps({"MessageId": message_id}).encode()

    ses_v2.handle_request = handle_and_tell


def fill_policies() -> None:
    """With AUTH=true: loopback counts as encrypted, and schedules and letters are judged as what they are."""
    from ministack import app
    from ministack.core import iam_actions

    pin_origin, resource_arn = app.pin_request_origin, iam_actions.extract_resource_arn
    action_of = iam_actions.extract_iam_action

    def named(service, method, path, headers, body, query_params, region, account_id):
        schedule = re.fullmatch(r"/schedules/([^/]+)", path) if service == "scheduler" else None
        if schedule:
            group = (json.loads(body) if body else {}).get("GroupName") or query_params.get("groupName") or "default"
            group = group[0] if isinstance(group, list) else group
            return f"arn:aws:scheduler:{region}:{account_id}:schedule/{group}/{schedule[1]}"
        if service == "ses" and method == "POST" and path.endswith("/outbound-emails"):
            sender = parseaddr(json.loads(body).get("FromEmailAddress", ""))[1]
            return f"arn:aws:ses:{region}:{account_id}:identity/{sender.partition('@')[2]}"
        return resource_arn(service, method, path, headers, body, query_params, region, account_id)

    def as_permitted(*request, **more):
        # SQS has no permission of its own for a batch: sending ten is sending.
        action = action_of(*request, **more)
        return "sqs:SendMessage" if action == "sqs:SendMessageBatch" else action

    app.pin_request_origin = lambda source_ip, secure_transport: pin_origin(source_ip, True)
    iam_actions.extract_resource_arn = named
    iam_actions.extract_iam_action = as_permitted


def record_actions(path: str | None) -> None:
    """Keeps what each role asked for and whether it was allowed, once each, as one JSON object a line."""
    if not path:
        return
    from ministack.core import iam_evaluator

    evaluate, enforce = iam_evaluator.evaluate, iam_evaluator.enforce
    known, caller = set(), threading.local()

    def evaluate_and_remember(context, *policies):
        caller.arn = context.principal_arn
        return evaluate(context, *policies)

    def enforce_and_record(access_key_id, action, service, region, resource_arn="*", service_context=None):
        caller.arn = ""
        denied = enforce(access_key_id, action, service, region, resource_arn, service_context)
        # arn:aws:sts::000000000000:assumed-role/<role>/<session>
        role = caller.arn.partition(":assumed-role/")[2].partition("/")[0]
        asked = (role, action, resource_arn, denied is None)
        if role and asked not in known:
            known.add(asked)
            with open(path, "a") as actions:
                actions.write(json.dumps(dict(zip(("role", "action", "resource", "allowed"), asked))) + "\n")
        return denied

    iam_evaluator.evaluate = evaluate_and_remember
    iam_evaluator.enforce = enforce_and_record


def fill_lambda() -> None:
    """MaximumConcurrency, a string if it came by a parameter, is counted with; a stream takes failed records back."""
    from ministack.services import lambda_svc

    concurrency = lambda_svc._sqs_esm_concurrency

    def counted(esm, *rest):
        limit = (esm.get("ScalingConfig") or {}).get("MaximumConcurrency")
        if isinstance(limit, str):
            esm["ScalingConfig"]["MaximumConcurrency"] = int(limit)
        return concurrency(esm, *rest)

    execute = lambda_svc._execute_function

    def execute_batch(func, event, *rest):
        result = execute(func, event, *rest)
        records = event.get("Records") if isinstance(event, dict) else None
        if records and isinstance(records[0], dict) and "dynamodb" in records[0]:
            body = result.get("body")
            body = json.loads(body) if isinstance(body, (str, bytes)) and body else body
            if isinstance(body, dict) and body.get("batchItemFailures"):
                # AWS goes on from the first that failed; here the batch comes again whole.
                return {**result, "error": True}
        return result

    lambda_svc._sqs_esm_concurrency = counted
    lambda_svc._execute_function = execute_batch


def fill_function_urls(port: int) -> None:
    """Gives functions a URL that a browser here can open, and requests the story's time."""
    from ministack.services import lambda_svc

    create, url_id, build_event = (
        lambda_svc._create_function_url_config, lambda_svc._function_url_id, lambda_svc._build_function_url_event)
    answer = lambda_svc.lambda_execute_result_to_api_proxy_response
    prefix = f"http://127.0.0.1:{port}/_aws/lambda-url/"

    def create_reachable(func_name, data, qualifier):
        status, headers, body = create(func_name, data, qualifier)
        if status == 201:
            config = lambda_svc._function_urls[lambda_svc._url_config_key(func_name, qualifier)]
            config["FunctionUrl"] = f"{prefix}{url_id(config['FunctionUrl'])}/"
            body = json.dumps(config).encode()
        return status, headers, body

    def answer_and_log(result):
        # What a queue's function prints is logged; what a URL's prints would be lost.
        if result.get("log"):
            lambda_svc.logger.info("URL: Lambda output:\n%s", result["log"])
        return answer(result)

    def build_event_in_story(*args, **kwargs):
        event = build_event(*args, **kwargs)
        at = story.now()
        event["requestContext"]["time"] = at.strftime("%d/%b/%Y:%H:%M:%S +0000")
        event["requestContext"]["timeEpoch"] = int(at.timestamp() * 1000)
        return event

    lambda_svc._create_function_url_config = create_reachable
    lambda_svc._function_url_id = lambda url: url[len(prefix):].rstrip("/") if url.startswith(prefix) else url_id(url)
    lambda_svc._build_function_url_event = build_event_in_story
    lambda_svc.lambda_execute_result_to_api_proxy_response = answer_and_log


if __name__ == "__main__":
    main()
