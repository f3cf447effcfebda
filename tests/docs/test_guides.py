"""What the guides tell newsrooms to type is typed here, in their order, at a running service."""

import json
import os
import shutil
import subprocess
import sys
from types import SimpleNamespace

import pytest
import requests

from tests.docs.guides import HERE, blocks
from tests.end_to_end.server import served
from tests.stub_endpoint import StubEndpoint

ENGLISH = (
    "Northwind Labs said on Tuesday that its <strong>open model</strong> had been downloaded {} million times.",
    "Revenue rose 15% to $1.2 billion in the first half, according to the company&#8217;s filing.",
)
CHINESE = (
    "星河智能8月12日宣布，其开源模型“天工”下载量已超{}亿次，较去年同期翻番。",
    "据《科技日报》报道，该公司上半年营收为16.4亿元，同比增长15%。",
)
BLOCK = "<!-- wp:paragraph -->\n<p>{}</p>\n<!-- /wp:paragraph -->"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The address of a service with a model."""
    with StubEndpoint() as endpoint:
        model = {"LLM": "custom/stub", "LLM_BASE_URL": endpoint.base_url}
        with served(tmp_path_factory.mktemp("guides") / "log", **model) as address:
            yield address


@pytest.fixture(scope="module")
def extractive(tmp_path_factory):
    """The address of a service without a model, which takes an article's own words."""
    with served(tmp_path_factory.mktemp("extractive") / "log") as address:
        yield address


def run(command, folder, text=None):
    environ = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "NO_PROXY": "*"}
    ran = subprocess.run(command, cwd=folder, env=environ, input=text, capture_output=True, text=True, timeout=100, check=False)  # fmt: skip
    assert ran.returncode == 0, ran.stderr + ran.stdout
    return ran


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.skipif(not shutil.which("curl"), reason="no curl: the guide is not tried")
def test_curl_guide_does_what_it_says(address, tmp_path):
    told = run(["bash", "-eu"], tmp_path, "\necho =====\n".join(blocks("curl", "bash", address))).stdout.split(
        "=====\n"
    )
    files = {path.name: path for path in tmp_path.iterdir()}
    assert read(files["brief.json"])["title"] == "Northwind opens its model"
    formats, chinese, stream, kept, _, gone, embargoed, _, wrong, again = told[1:]
    for sign in ("Core Insights\n- ", "## ", "<ul>", '"derivedFrom"'):
        assert sign in formats
    assert "核心观点" in chinese
    assert "\nevent: insight\n" in stream
    assert "\nevent: done\n" in stream
    assert "Lin Yue" in kept.splitlines()[-1]
    assert read(files["reviewed.json"])["provenance"]["reviewed_by"] == "Lin Yue"
    update = read(files["update-brief.json"])
    assert update["previous"] == read(files["brief.json"])["id"]
    assert (update["changes"][0]["kind"], update["changes"][0]["before"]) == ("number", "350 million times")
    assert gone == "404\n"
    assert embargoed.startswith("Northwind opens its model")
    assert read(files["report.json"])["status"] == "flagged"
    problem, status = wrong.splitlines()
    assert (json.loads(problem)["code"], status) == ("article-too-short", "422")
    assert again.startswith("Northwind opens its model")


def test_python_guide_does_what_it_says(address, tmp_path):
    code = "\nprint('=====')\n".join(blocks("python", "python", address))
    first, _, markdown, stream, update, report, chat = run([sys.executable, "-"], tmp_path, code).stdout.split(
        "=====\n"
    )
    assert "passed 0" in first
    assert markdown.startswith("# ")
    assert stream.startswith("/core_insights/0 ")
    assert update.startswith("number ")
    assert update.endswith("Lin Yue\n")
    assert report.startswith("fails wrong-scale ")
    assert chat.startswith("['core-insights")
    assert chat.count("Core Insights\n- ") == 2


def test_pythons_retries_keep_the_pause_and_know_when_none_helps(address):
    """The service says whether and when to ask again; the guide's function obeys."""
    busy = answer({"code": "backend-unavailable", "retryable": True}, 503, {"Retry-After": "7"})
    refused = answer({"code": "article-too-short", "retryable": False}, 422)
    assert retried(address, busy, requests.ConnectionError(), answer({"id": "x"})) == ({"id": "x"}, [7, 4])
    assert retried(address, busy, refused, answer({"id": "x"})) == ("article-too-short", [7])
    assert retried(address, *[busy] * 9) == ("backend-unavailable", [7, 7, 7])


def answer(body, status=200, headers=None):
    return SimpleNamespace(ok=status < 400, json=lambda: body, headers=headers or {})


def retried(address, *answers):
    """Return what the guide's function made of answers, or the code it raised, and the pauses it took."""
    asked, pauses = iter(answers), []

    def post(*_, **__):
        given = next(asked)
        if isinstance(given, Exception):
            raise given
        return given

    names = {"requests": SimpleNamespace(post=post, ConnectionError=requests.ConnectionError), "BASE": address}
    function = blocks("python", "python", address)[1].partition("\n\n\nbrief = ")[0]
    exec(function, names)
    names["time"] = SimpleNamespace(sleep=pauses.append)
    try:
        return names["brief_of"]({}), pauses
    except RuntimeError as error:
        return str(error), pauses


@pytest.mark.skipif(
    not shutil.which("php"), reason="no php: the plugin of the guide is not tried (apt-get install php-cli)"
)
@pytest.mark.parametrize(
    ("paragraphs", "numbers", "title"),
    [(ENGLISH, ("350", "360"), "Northwind &amp; friends"), (CHINESE, ("3.5", "3.6"), "星河智能发布新模型")],
    ids=["en", "zh"],
)
def test_wordpress_plugin_keeps_a_brief_beside_the_post(extractive, tmp_path, paragraphs, numbers, title):
    written = [[one.format(number) for one in paragraphs] for number in numbers]
    block_editor = ["\n\n".join(BLOCK.format(one) for one in text) for text in written]
    classic = ["\n\n[gallery ids=1]\n\n".join(text) for text in written]
    mine = "Written by \\ 编辑"
    posts = [
        {"title": title, "content": block_editor[0], "update": block_editor[1]},
        {"title": title, "content": classic[0], "update": classic[1], "excerpt": mine},
    ]
    told = wordpress(extractive, tmp_path, posts)
    for moments, excerpt in zip((told[:5], told[5:]), ("", mine), strict=True):
        published, unchanged, updated, trashed, meanwhile = moments
        assert [len(moment["requests"]) for moment in moments] == [1, 0, 1, 1, 2]
        asked = published["requests"][0]
        assert asked["timeout"] == 130
        assert asked["body"]["title"] == title.replace("&amp;", "&")
        assert "gallery" not in asked["body"]["text"]
        meta = published["meta"]
        assert numbers[0] in meta["core_insights_html"]
        assert "<strong>" not in meta["core_insights_html"]
        assert "<small>" in meta["core_insights_html"]  # the label
        assert published["post"]["post_excerpt"] == (excerpt or meta["core_insights_standfirst"]) != ""
        assert unchanged["meta"] == meta
        assert updated["requests"][0]["body"]["previous"] == meta["_core_insights_id"]
        assert numbers[1] in updated["meta"]["core_insights_html"]
        assert updated["post"]["post_excerpt"] == (excerpt or updated["meta"]["core_insights_standfirst"])
        assert updated["post"]["post_content"] in (*block_editor, *classic)
        assert [one["method"] for one in trashed["requests"] + meanwhile["requests"]] == ["DELETE", "POST", "DELETE"]
        assert trashed["meta"] == meanwhile["meta"] == []
        newer = updated["meta"]["_core_insights_id"]
        assert requests.get(f"{extractive}/briefs/{newer}", timeout=10).status_code == 404


@pytest.mark.skipif(
    not shutil.which("php"), reason="no php: the plugin of the guide is not tried (apt-get install php-cli)"
)
def test_wordpress_post_is_left_alone_when_there_is_no_brief(extractive, tmp_path):
    """A refusal is final until the text changes; a service that cannot be reached is asked again, later each time."""
    (refused,) = wordpress(extractive, tmp_path, [{"title": "x", "content": "Too short."}])
    assert (refused["meta"], refused["post"]["post_excerpt"], refused["pauses"]) == ([], "", [])
    assert "(422 article-too-short), attempt 1" in refused["log"]
    (down,) = wordpress("http://127.0.0.1:1", tmp_path, [{"title": "x", "content": ENGLISH[1]}])
    assert (down["meta"], down["post"]["post_excerpt"]) == ([], "")
    assert down["pauses"] in ([120], [119])
    assert "(http_request_failed), attempt 1" in down["log"]
    assert "Revenue" not in refused["log"] + down["log"]


def wordpress(address, folder, posts):
    """Return what became of the posts, moment by moment, with what was logged."""
    plugin = folder / "core-insights.php"
    plugin.write_text(blocks("wordpress", "php", address)[0], encoding="utf-8")
    ran = run(["php", "-d", "display_errors=stderr", str(HERE / "wordpress.php"), str(plugin), address, json.dumps(posts)], folder)  # fmt: skip
    return [moment | {"log": ran.stderr} for moment in json.loads(ran.stdout)]
