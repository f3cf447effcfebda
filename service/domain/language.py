"""The languages of articles and briefs, told from the script."""

from enum import StrEnum


class Language(StrEnum):
    """A language that articles and briefs can be in, as its BCP 47 tag."""

    ENGLISH = "en"
    SIMPLIFIED_CHINESE = "zh-Hans"
    TRADITIONAL_CHINESE = "zh-Hant"

    @property
    def chinese(self) -> bool:
        """Whether this is Chinese in either script."""
        return self is not Language.ENGLISH
