"""An owner's briefs have names of their own, wherever briefs are named."""

from service.domain.ownership import id_for, joined, name_for, parted, shown_to, sketch_for

KEY = "0123456789abcdef" * 2


def test_everybodys_brief_is_named_by_its_key():
    assert id_for(KEY, "") == KEY
    assert parted(KEY) == ("", KEY)
    assert joined("", KEY) == KEY
    assert shown_to(KEY, "")
    assert shown_to(KEY, "aaaaaaaa")


def test_an_owners_brief_bears_its_name_and_other_digits():
    mine, theirs = id_for(KEY, "aaaaaaaa"), id_for(KEY, "bbbbbbbb")
    (owner, digits), (_, others) = parted(mine), parted(theirs)
    assert (owner, joined(owner, digits)) == ("aaaaaaaa", mine)
    assert len({KEY, digits, others}) == 3
    assert len(bytes.fromhex(digits)) == 16
    assert shown_to(mine, "aaaaaaaa")
    assert not shown_to(mine, "bbbbbbbb")
    assert not shown_to(mine, "")


def test_items_and_sketches_of_owners_have_nothing_in_common():
    owners = ("", "aaaaaaaa", "bbbbbbbb")
    assert len({name_for("urn:x", owner) for owner in owners}) == 3
    assert name_for("urn:x", "") == "urn:x"
    sketches = [sketch_for((1, 2, 2**63), owner) for owner in owners]
    assert sketches[0] == (1, 2, 2**63)
    assert all(list(one) == sorted(one) for one in sketches)
    assert len({feature for one in sketches for feature in one}) == 9
