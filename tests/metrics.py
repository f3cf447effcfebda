"""Metrics as a scraper reads them."""

from prometheus_client.parser import text_string_to_metric_families


def values(text: bytes) -> dict[tuple[str, ...], float]:
    """Return the samples by name, without the prefix, and the values of their labels in the order of their names."""
    return {
        (
            sample.name.removeprefix("core_insights_"),
            *(value for _, value in sorted(sample.labels.items())),
        ): sample.value
        for family in text_string_to_metric_families(text.decode())
        for sample in family.samples
    }
