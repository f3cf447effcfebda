"""Known names are found in either script, the longest first."""

from service.domain.names.gazetteer import Entry, Gazetteer, places

KNOWN = Gazetteer.of(
    [
        Entry.of(["中国"], ["China", "Chinese"]),
        Entry.of(["中国日报", "~日报"], ["China Daily"]),
        Entry.of(["美国", "美"], ["US", "America"]),
        Entry.of(["联合国教科文组织"], ["UNESCO"]),
        Entry.of(["基地组织"], ["al-Qaeda"]),
        Entry.of(["华尔街日报"], ["The Wall Street Journal"], "The Wall Street Journal"),
        Entry.of(["推特"], ["Twitter", "X"]),
        Entry.of(["某", "某某"], ["·"]),
    ]
)


def at(*words):
    hit = KNOWN.at(words, 0)
    return hit and (hit.end, [entry.chinese[0] for entry in hit.entries])


def test_english_forms_are_found_by_their_words():
    assert at("China", "Daily", "said") == (2, ["中国日报"])
    assert at("America", "said") == (1, ["美国"])
    assert at("Wall", "Street", "Journal") == (3, ["华尔街日报"])
    assert at("al", "Qaeda") == (2, ["基地组织"])


def test_capitals_count():
    assert at("US") == (1, ["美国"])
    assert at("us") is None
    assert at("Us") is None
    assert at("Unesco") == (1, ["联合国教科文组织"])
    assert at("china") is None
    assert at("X") is None


def test_chinese_forms_are_found_once_and_the_longest_first():
    assert [hit.entries[0].chinese[0] for hit in KNOWN.in_chinese("中国日报说美国和日报，联合国")] == [
        "中国日报",
        "美国",
    ]


def test_shipped_places_have_forms_on_both_sides():
    assert len(places()) > 500
    assert all(entry.english for entry in places())
