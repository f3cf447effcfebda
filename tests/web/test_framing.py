"""The frame of a large JSON body is found without reading what stands in it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.web.errors import RequestInvalid
from service.web.framing import MOST_BYTES, frame_of

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def refused(body):
    with pytest.raises(RequestInvalid) as refusal:
        frame_of(bytearray(body))
    return refusal.value.status, [mistake.pointer for mistake in refusal.value.mistakes]


@pytest.mark.property
@given(
    articles=st.lists(ANY_JSON, max_size=4),
    others=st.dictionaries(st.text(), ANY_JSON, max_size=3),
    indent=st.sampled_from([None, 2]),
    escaped=st.booleans(),
)
def test_parts_are_those_of_the_whole(articles, others, indent, escaped):
    whole = {name: value for name, value in others.items() if name != "articles"}
    text = json.dumps(
        whole | {"articles": articles} | dict(reversed(whole.items())), indent=indent, ensure_ascii=escaped
    )
    frame = frame_of(bytearray(text.encode("utf-8", "surrogatepass")))
    assert [json.loads(one.decode("utf-8", "surrogatepass")) for one in frame.articles()] == articles
    assert json.loads(frame.others.decode("utf-8", "surrogatepass")) == whole


def test_escaped_name_is_the_same_name():
    assert list(frame_of(bytearray(b'{"\\u0061rticles": [1, "]"]}')).articles()) == [b"1", b'"]"']


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"  ",
        b"{",
        b'{"articles": [1,]}',
        b'{"articles": [,1]}',
        b'{"articles": [1 2]}',
        b'{"articles": [1]',
        b'{"articles": [{"a": 1]',
        b'{"articles": ["un',
        b'{"articles" [1]}',
        b'{"articles": [1],}',
        b'{"articles": [1]} x',
        b'{articles: [1]}',
        b'{7: [1]}',
        b'{"\\x": [1]}',
        b'{"\xff": [1]}',
        b'{"articles": [1], "callback_url": }',
    ],
)  # fmt: skip
def test_what_is_no_json_is_a_400(body):
    assert refused(body) == (400, [""])


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (b"[]", ""),
        (b'"x"', ""),
        (b"{}", "/articles"),
        (b'{"articles": {}}', "/articles"),
        (b'{"articles": null}', "/articles"),
        (b'{"articles": [], "articles": []}', "/articles"),
        (b'{"articles": [' + b"1," * 10_000 + b"1]}", "/articles"),
        (b'{"articles": [0, "' + b"x" * MOST_BYTES + b'"]}', "/articles/1"),
        (b'{"articles": [1]' + b', "x": 0' * 21 + b"}", ""),
        (b'{"articles": [0, 1, ' + b"[" * 60 + b"]" * 60 + b"]}", "/articles/2"),
        (b'{"articles": [' + b"[" * MOST_BYTES + b"]" * MOST_BYTES + b"]}", "/articles/0"),
    ],
)
def test_what_is_no_job_is_a_422(body, pointer):
    assert refused(body) == (422, [pointer])
