"""deploy/compose.yaml: every service bound, only nginx reached from outside, and nothing set that nobody reads."""

from pathlib import Path

import pytest
import yaml

from service.domain.errors import SettingsError
from service.settings import DEFAULT_REQUEST_TIMEOUT_SECONDS, Settings
from tests.deploy.manifests import DEPLOY, known_settings, mistakes, seconds, substituted

TEXT = (DEPLOY / "compose.yaml").read_text()
COMPOSE = yaml.safe_load(substituted(TEXT))
SERVICES = COMPOSE["services"]
OURS = ("web", "worker")

every_service = pytest.mark.parametrize("name", SERVICES)


@every_service
def test_service_is_bound(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert "network_mode" not in service
    assert service["logging"]["options"]["max-size"]  # else the logs of a year fill the disk


@every_service
def test_service_is_no_root(name: str) -> None:
    """The models' image knows no other user; without capabilities its root may do no more than its own files ask for."""
    service = SERVICES[name]
    if name not in {"model", "pull"}:
        assert service["image"] == "core-insights" or int(service["user"].partition(":")[0]) > 0
        assert service["mem_limit"]
        assert service["pids_limit"]


def test_nginx_alone_is_reached_and_from_this_machine_alone() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]
    (published,) = SERVICES["nginx"]["ports"]
    assert published == "127.0.0.1:8000:8080"


@every_service
def test_what_is_mounted_is_there_or_is_the_users(name: str) -> None:
    """Only data is written to; all of ours is mounted read-only."""
    for volume in SERVICES[name].get("volumes", []):
        source, target, *how = volume.split(":")
        if source.startswith("."):
            assert how == ["ro"], volume
            assert source == "./keys" or (DEPLOY / source).is_file(), volume
        else:
            assert source in COMPOSE["volumes"], volume
            assert target.startswith("/"), volume


def test_keys_are_mounted_as_a_folder() -> None:
    """A file mounted by itself stays the old one when another takes its name: a revoked key would go on to be good."""
    for name in OURS:
        assert SERVICES[name]["volumes"] == ["./keys:/etc/core-insights/keys:ro"]


def test_nobody_is_served_without_a_key_unless_that_is_said() -> None:
    """PUBLISH alone is no such word: without keys, the web does not start."""
    given = SERVICES["web"]["environment"]["API_KEYS_FILE"]
    assert Path(given).is_relative_to(SERVICES["web"]["volumes"][0].split(":")[1])
    with pytest.raises(SettingsError, match=given):
        Settings.of_server({"HOST": "0.0.0.0", "API_KEYS_FILE": given})


@pytest.mark.parametrize("name", OURS)
def test_environment_is_settings_and_right(name: str) -> None:
    given = SERVICES[name]["environment"]
    assert given.keys() <= known_settings()
    set_here = {key: str(value) for key, value in given.items() if value is not None}
    assert mistakes(set_here) == ()
    for url in ("REDIS_URL", "QUEUE_URL"):
        assert set_here[url].removeprefix("redis://").partition(":")[0] in SERVICES


def test_queue_keeps_and_cache_forgets() -> None:
    queue, redis = SERVICES["queue"]["command"], SERVICES["redis"]["command"]
    assert queue[queue.index("--maxmemory-policy") + 1] == "noeviction"
    assert queue[queue.index("--appendonly") + 1] == "yes"
    assert redis[redis.index("--maxmemory-policy") + 1] == "allkeys-lru"


def test_services_end_no_earlier_than_their_requests() -> None:
    """Compose kills after stop_grace_period: the drain, what is in flight, gunicorn's 5 seconds beyond it, and some."""
    for name in ("nginx", *OURS):
        assert seconds(SERVICES[name]["stop_grace_period"]) >= 5 + DEFAULT_REQUEST_TIMEOUT_SECONDS + 5 + 10
        assert "${STOP_GRACE:-" in yaml.safe_load(TEXT)["services"][name]["stop_grace_period"]  # with these settings


@every_service
def test_dependencies_are_services(name: str) -> None:
    assert set(SERVICES[name].get("depends_on", [])) <= set(SERVICES)
