"""What an operator can do about an endpoint that fails: no key and none of its words in it."""

from collections.abc import Mapping

from service.adapters.presets import BackendConfig
from service.domain import errors

_REFUSED: Mapping[errors.RefusalReason, str] = {
    "key": "it does not take the key: set {variable}_API_KEY",
    "arrears": "the account has no balance left, or is blocked: look at the maker's console",
    "model": "there is no model {model}, or no chat endpoint at {variable}_BASE_URL",
    "output": "it does not take the output mode: set {variable}_OUTPUT=text",
    "usage": "it does not count tokens in streams: say usage = false of preset {preset} in PRESETS_FILE",
    "call": "it does not take the call: see the fields of preset {preset}, which PRESETS_FILE can change",
}
_WORDS: Mapping[type[errors.CoreInsightsError], str] = {
    errors.BackendUnreachable: "nothing answers there: is it running, and {variable}_BASE_URL right?",
    errors.BackendUnavailable: "it fails by itself: try again later",
    errors.BackendOverloaded: "it asks for fewer calls: try again later, or lower {variable}_CONCURRENCY",
    errors.ContextTooLong: "its window is too small even for this: give the server more context",
    errors.ContentFiltered: "its filter refuses plain news: choose another endpoint",
    errors.DeadlineExceeded: "it is too slow for REQUEST_TIMEOUT_SECONDS",
    errors.AnswerIncomplete: "its answer was cut: raise max_tokens of preset {preset} in PRESETS_FILE",
    errors.AnswerUnreadable: "the model does not keep to the form: choose a larger one, or another {variable}_OUTPUT",
    errors.AnswerInWrongLanguage: "the model answers in another language: choose a larger one",
}


def advice(error: errors.CoreInsightsError, config: BackendConfig) -> str:
    """Return what is wrong, and what may mend it."""
    if isinstance(error, errors.BackendRefused):
        words = _REFUSED[error.reason]
    else:
        kinds = (kind for kind in type(error).__mro__ if kind in _WORDS)
        words = next((_WORDS[kind] for kind in kinds), "")
    return words.format(variable=config.preset.variable, model=config.model, preset=config.preset.name)
