from service.domain.usage import Tally


def test_tallies_add_up():
    both = Tally(requests=1, hits=1) + Tally(requests=2, calls=3, input_tokens=40, output_tokens=5)
    assert both == Tally(requests=3, hits=1, calls=3, input_tokens=40, output_tokens=5)
    assert both.tokens == 45
