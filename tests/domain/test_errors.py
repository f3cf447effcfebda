"""The tree of errors: each has a public code of its own."""

from service.domain import errors


def _all(cls):
    return [cls, *(sub for child in cls.__subclasses__() for sub in _all(child))]


def test_every_code_is_of_one_error():
    """Some have kinds that only this service tells apart: for callers they are the same."""
    own = [cls for cls in _all(errors.CoreInsightsError) if "code" in vars(cls)]
    assert len({cls.code for cls in own}) == len(own)


def test_tree_stands_in_the_docstring():
    assert all(cls.__name__ in errors.__doc__ for cls in _all(errors.CoreInsightsError))


def test_message_defaults_to_the_code():
    assert str(errors.BriefNotFound()) == "brief-not-found"


def test_settings_error_lists_every_mistake():
    error = errors.SettingsError(("one", "two"))
    assert (error.mistakes, str(error)) == (("one", "two"), "one; two")
