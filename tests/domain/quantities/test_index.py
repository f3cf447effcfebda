"""What a claim may mean is found among many quantities, and little else is looked at."""

from service.domain.quantities import QuantityIndex, read_quantities


def index_of(*paragraphs):
    return QuantityIndex((n, one) for n, text in enumerate(paragraphs, start=1) for one in read_quantities(text))


def found(index, claim):
    quantity = read_quantities(claim)[0]
    placed = (*index.written_like(quantity), *index.close_to(quantity))
    return [(number, source.text) for number, source in placed]


CROWD = tuple(f"{number}人" for number in range(1_000, 3_000))


def test_equal_scaled_and_close_values_are_looked_at():
    index = index_of("3.5亿次", "35万次", "3.52亿次", *CROWD)
    assert {"3.5亿次", "35万次", "3.52亿次"} <= {text for _, text in found(index, "350 million")}


def test_few_of_many_are_looked_at():
    assert len(found(index_of(*CROWD), "2,000 people")) < 60


def test_growth_by_the_whole_is_looked_at():
    index = index_of("增长100%")
    assert [source.text for _, source in index.written_like(read_quantities("doubled")[0])] == ["100%"]


def test_sizes_find_the_numbers_within():
    index = index_of("数百万", "4321234人", "7人")
    assert {(1, "数百万"), (2, "4321234人")} <= set(found(index, "millions"))


def test_ranges_are_found_by_both_ends():
    assert set(found(index_of("3-5亿元"), "500 million yuan")) == {(1, "3-5亿元")}
