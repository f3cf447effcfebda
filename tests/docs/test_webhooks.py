"""The receiver of the guide to jobs takes what the service sends, and nothing else."""

import os
import socket
import subprocess
import sys
import time
from contextlib import suppress

from service.adapters.webhook_sender import WebhookSender
from service.adapters.webhook_settings import WebhookConfig, configured_webhooks
from service.ports import CallbackMessage
from tests.docs.guides import blocks
from tests.redis_server import free_port

SECRET, OTHER = "whsec_" + "c2VjcmV0" * 5, "whsec_" + "b3RoZXIh" * 5
BODY = b'{"type":"job.ended","timestamp":"","data":{"status":"done","results":"/jobs/7/results"}}'


def config(secret: str, port: int) -> WebhookConfig:
    return configured_webhooks(
        {
            "QUEUE_URL": "redis://queue",
            "WEBHOOK_HOSTS": f"127.0.0.1:{port}",
            "WEBHOOK_NETWORKS": "127.0.0.0/8",
            "WEBHOOK_SECRET": secret,
        }
    )


def test_receiver_of_the_guide_believes_what_is_signed():
    port = free_port()
    _, program = blocks("jobs", "python", "")
    receiver = subprocess.Popen(
        [sys.executable, "-c", program.replace("9000", str(port))],
        env={"PATH": os.environ["PATH"], "WEBHOOK_SECRET": SECRET},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        until_listening(port)
        message = CallbackMessage("msg_7", f"http://127.0.0.1:{port}/ended", BODY)
        outcomes = [WebhookSender(config(secret, port)).send(message).reason for secret in (OTHER, SECRET, SECRET)]
        assert outcomes == ["status 401", "status 204", "status 204"]
        rotated = WebhookSender(config(f"{OTHER} {SECRET}", port))
        assert rotated.send(CallbackMessage("msg_8", message.url, BODY)).delivered
    finally:
        receiver.kill()
        told, _ = receiver.communicate()
    assert told == "done /jobs/7/results\n" * 2


def until_listening(port: int) -> None:
    ends = time.monotonic() + 20
    while time.monotonic() < ends:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise AssertionError("the receiver does not listen")
