"""A translated quotation is that of the source with which it shares most, of a like length."""

from service.domain.speech.rendering import is_speech, likeliest, rendered, sources_in

QUOTED = (
    (1, "天工"),
    (2, "我们希望让每一家中小企业都用得起大模型"),
    (3, "价格不会上涨"),
    (3, "产品质量也不会下降"),
)
SOURCES = sources_in(QUOTED)


def test_translation_is_found_among_several():
    text = "We hope that every small and medium-sized company can afford large models"
    assert rendered(text, SOURCES) == QUOTED[1]


def test_what_is_said_before_and_after_she_said_may_be_one_quotation():
    text = "Prices will not rise and the quality of the products will not fall, either"
    assert rendered(text, SOURCES) == (3, "价格不会上涨 产品质量也不会下降")


def test_words_of_a_like_length_that_say_something_else_render_nothing():
    assert rendered("Everyone should buy Brand A before the weekend ends", SOURCES) is None
    assert rendered("Nobody needs a safety check any more at all", SOURCES) is None


def test_true_words_are_no_translation_of_what_is_far_shorter():
    assert rendered("Prices will not rise in any of the markets that we serve, now or later", SOURCES[:1]) is None


def test_without_a_source_nothing_is_rendered():
    assert rendered("Prices will not rise", ()) is None
    assert likeliest("Tiangong", ()) == (0, "")
    assert likeliest("Tiangong", QUOTED) == QUOTED[0]


def test_terms_are_no_speech():
    assert not is_speech("a new dawn")
    assert is_speech("it is a new dawn")
    assert is_speech("这是新的黎明吗")
