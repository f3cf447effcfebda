"""What a brief cost."""

from service.domain.brief import Usage


def test_usage_sums_over_calls():
    assert Usage(1, 100, 20) + Usage(1, 50, 5) == Usage(2, 150, 25)
