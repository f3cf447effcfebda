"""The manifests: valid by Kubernetes' own schemas, at one with each other, and bound as tightly as they promise."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import kubernetes_validate
import pytest

from tests.deploy.manifests import DEPLOY, documents, known_settings, manifests, mistakes, version

MANIFESTS = manifests()
SECRETS = documents(DEPLOY / "kubernetes" / "secrets.example.yaml")
WORKLOADS = [one for one in MANIFESTS if one["kind"] in {"Deployment", "StatefulSet"}]
OURS = ["web", "worker"]
VERSIONS = ["1.35", "1.37"]  # the oldest that is still maintained, and the newest


def called(document: dict) -> str:
    return f"{document['kind']}/{document['metadata']['name']}"


def of_kind(kind: str) -> dict[str, dict]:
    return {one["metadata"]["name"]: one for one in (*MANIFESTS, *SECRETS) if one["kind"] == kind}


def pod(workload: dict) -> dict:
    return workload["spec"]["template"]["spec"]


def container(workload: dict) -> dict:
    (only,) = pod(workload)["containers"]
    return only


every_workload = pytest.mark.parametrize("workload", WORKLOADS, ids=called)


@pytest.mark.parametrize("release", VERSIONS)
@pytest.mark.parametrize("document", [*MANIFESTS, *SECRETS], ids=called)
def test_document_is_valid(document: dict, release: str) -> None:
    """Strict: a field that Kubernetes does not know, a slip of the keyboard, fails too."""
    kubernetes_validate.validate(document, release, strict=True)


def test_schemas_refuse_what_is_wrong() -> None:
    """Else the test above would prove nothing."""
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate({**WORKLOADS[0], "speck": {}}, VERSIONS[0], strict=True)


def test_every_file_is_among_the_resources() -> None:
    (kustomization,) = documents(DEPLOY / "kustomization.yaml")
    there = {f"kubernetes/{path.name}" for path in (DEPLOY / "kubernetes").glob("*.yaml")}
    assert there - {"kubernetes/secrets.example.yaml"} == set(kustomization["resources"])
    assert {image["name"]: image["newTag"] for image in kustomization["images"]} == {"core-insights": version()}


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not installed")
def test_kustomization_builds() -> None:
    built = subprocess.run(["kubectl", "kustomize", DEPLOY], check=True, capture_output=True, text=True).stdout
    assert built.count("\nkind: ") == len(MANIFESTS) + 1  # and the generated ConfigMap of nginx.conf


@every_workload
def test_pod_is_bound(workload: dict) -> None:
    """Kubernetes' restricted standard, and beyond it a read-only root and no way into the cluster."""
    spec, only = pod(workload), container(workload)
    assert spec["automountServiceAccountToken"] is False
    assert spec["enableServiceLinks"] is False
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["runAsUser"] > 0
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert only["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert not {"hostNetwork", "hostPID", "hostIPC"} & spec.keys()
    assert all("hostPath" not in volume for volume in spec.get("volumes", []))


@every_workload
def test_pod_is_bounded_and_probed(workload: dict) -> None:
    """No limit of CPU on purpose: it would hold a pod back while the node is idle."""
    only = container(workload)
    assert set(only["resources"]["requests"]) == {"cpu", "memory", "ephemeral-storage"}
    assert set(only["resources"]["limits"]) == {"memory", "ephemeral-storage"}
    assert {"startupProbe", "readinessProbe", "livenessProbe"} <= only.keys()


@every_workload
def test_image_names_a_version(workload: dict) -> None:
    name, _, tag = container(workload)["image"].partition(":")
    assert tag not in {"", "latest"}
    assert name != "core-insights" or tag == version()


@every_workload
def test_volumes_are_those_mounted(workload: dict) -> None:
    mounted = {mount["name"] for mount in container(workload)["volumeMounts"]}
    claimed = {claim["metadata"]["name"] for claim in workload["spec"].get("volumeClaimTemplates", [])}
    assert mounted == {volume["name"] for volume in pod(workload).get("volumes", [])} | claimed
    for volume in pod(workload).get("volumes", []):
        if "secret" in volume:
            assert volume["secret"]["secretName"] in of_kind("Secret")


@pytest.mark.parametrize("name", OURS)
def test_pod_ends_no_earlier_than_its_requests(name: str) -> None:
    """After TERM: the drain, what is in flight, gunicorn's 5 seconds beyond it, and some for a slow machine."""
    given = of_kind("ConfigMap")["settings"]["data"]
    needed = int(given["DRAIN_SECONDS"]) + int(given["REQUEST_TIMEOUT_SECONDS"]) + 5
    for workload in (of_kind("Deployment")[name], of_kind("Deployment")["front"]):
        assert pod(workload)["terminationGracePeriodSeconds"] >= needed + 10


def test_probes_ask_for_what_they_mean() -> None:
    """Liveness never looks at /readyz: a drained instance would be killed with its requests in flight."""
    web = container(of_kind("Deployment")["web"])
    assert web["livenessProbe"]["httpGet"]["path"] == web["startupProbe"]["httpGet"]["path"] == "/healthz"
    readiness = web["readinessProbe"]
    assert readiness["httpGet"]["path"] == "/readyz"
    noticed = readiness["periodSeconds"] * readiness["failureThreshold"] + readiness["timeoutSeconds"]
    assert noticed < int(of_kind("ConfigMap")["settings"]["data"]["DRAIN_SECONDS"])


def variables() -> Iterator[tuple[str, str]]:
    yield from of_kind("ConfigMap")["settings"]["data"].items()
    yield from of_kind("Secret")["models"]["stringData"].items()
    for workload in WORKLOADS:
        yield from ((one["name"], one["value"]) for one in container(workload).get("env", []))


def test_variables_are_settings_and_right(tmp_path: Path) -> None:
    """All that the pods are given is known to the service, and it starts with it."""
    given = dict(variables())
    assert given.keys() <= known_settings()
    keys = tmp_path / given["API_KEYS_FILE"].rsplit("/", 1)[-1]
    keys.write_text(of_kind("Secret")["keys"]["stringData"][keys.name])
    assert mistakes(given | {"API_KEYS_FILE": str(keys)}) == ()
    assert all(isinstance(value, str) for value in given.values())


def test_selectors_find_their_pods() -> None:
    labels = [workload["spec"]["template"]["metadata"]["labels"] for workload in WORKLOADS]
    selectors = [workload["spec"]["selector"]["matchLabels"] for workload in WORKLOADS]
    selectors += [one["spec"]["selector"] for one in of_kind("Service").values()]
    selectors += [one["spec"]["selector"]["matchLabels"] for one in of_kind("PodDisruptionBudget").values()]
    for workload in WORKLOADS:
        spread = pod(workload).get("topologySpreadConstraints", [])
        selectors += [one["labelSelector"]["matchLabels"] for one in spread]
    for selector in selectors:
        assert sum(selector.items() <= one.items() for one in labels) == 1, selector


def test_services_lead_to_ports() -> None:
    for name, service in of_kind("Service").items():
        workload = {**of_kind("Deployment"), **of_kind("StatefulSet")}[name]
        named = {port["name"] for port in container(workload)["ports"]}
        assert {port["targetPort"] for port in service["spec"]["ports"]} <= named
    (rule,) = of_kind("Ingress")["core-insights"]["spec"]["rules"]
    (path,) = rule["http"]["paths"]
    front = of_kind("Service")[path["backend"]["service"]["name"]]
    assert path["backend"]["service"]["port"]["name"] in {port["name"] for port in front["spec"]["ports"]}


def test_redis_of_the_settings_are_services() -> None:
    given = of_kind("ConfigMap")["settings"]["data"]
    for name in ("REDIS_URL", "QUEUE_URL"):
        host, _, rest = given[name].removeprefix("redis://").partition(":")
        assert [str(port["port"]) for port in of_kind("Service")[host]["spec"]["ports"]] == [rest.split("/")[0]]
    assert "noeviction" in container(of_kind("StatefulSet")["queue"])["args"]
    assert "allkeys-lru" in container(of_kind("Deployment")["redis"])["args"]


def test_replicas_follow_the_load_and_survive_a_drain() -> None:
    """Two at least, scaled by the load; a node that is drained takes one at a time."""
    scaled = of_kind("HorizontalPodAutoscaler")
    for name in OURS:
        assert scaled[name]["spec"]["scaleTargetRef"]["name"] == name
        assert scaled[name]["spec"]["minReplicas"] == of_kind("Deployment")[name]["spec"]["replicas"] >= 2
    assert of_kind("PodDisruptionBudget").keys() == {"front", *OURS}


def test_network_is_closed_but_for_what_is_needed() -> None:
    policies = of_kind("NetworkPolicy")
    assert policies["default-deny"]["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    assert allowed_to("redis") == allowed_to("queue") == {"web", "worker"}
    assert allowed_to("web") == {"front", "namespace monitoring"}
    assert allowed_to("worker") == {"namespace monitoring"}
    assert "Egress" not in {kind for name in ("redis", "web") for kind in policies[name]["spec"]["policyTypes"]}


def test_models_are_asked_over_tls_outside_alone() -> None:
    """Neither other pods nor the machine's metadata can be reached by an address that a model or a webhook leads to."""
    (_, outside) = of_kind("NetworkPolicy")["work"]["spec"]["egress"]
    assert outside["ports"] == [{"port": 443}]
    everywhere, everywhere6 = (peer["ipBlock"] for peer in outside["to"])
    assert {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"} <= set(everywhere["except"])
    assert {"fc00::/7", "fe80::/10"} <= set(everywhere6["except"])


def allowed_to(component: str) -> set[str]:
    """Return who may connect to the pods of a component."""
    found: set[str] = set()
    for policy in of_kind("NetworkPolicy").values():
        if component in components(policy["spec"]["podSelector"]):
            for rule in policy["spec"].get("ingress", []):
                found |= {name for peer in rule.get("from", []) for name in peers(peer)}
    return found


def peers(peer: dict) -> set[str]:
    if "namespaceSelector" in peer:
        return {f"namespace {peer['namespaceSelector']['matchLabels']['kubernetes.io/metadata.name']}"}
    return components(peer["podSelector"])


def components(selector: dict) -> set[str]:
    named = {selector["matchLabels"]["app.kubernetes.io/component"]} if "matchLabels" in selector else set()
    return named | {value for one in selector.get("matchExpressions", []) for value in one["values"]}
