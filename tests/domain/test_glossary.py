"""One Chinese name, one English form."""

from service.domain.glossary import Glossary, Term

GLOSSARY = Glossary.of(Term("阿里巴巴", "Alibaba"), Term("新华社", "Xinhua"), Term("中国日报", "China Daily"))


def test_name_is_found_in_either_script():
    assert GLOSSARY.english("新华社") == GLOSSARY.english("新華社") == "Xinhua"
    assert GLOSSARY.english("观察者网") == ""


def test_only_terms_that_occur_are_given():
    assert [term.english for term in GLOSSARY.terms_in("據新華社報道")] == ["Xinhua"]
    assert [term.chinese for term in GLOSSARY.terms_in("Alibaba told China Daily")] == ["阿里巴巴", "中国日报"]


def test_later_term_overrides_an_earlier():
    own = Glossary.of(*GLOSSARY.terms.values(), Term("新華社", "Xinhua News Agency"))
    assert own.english("新华社") == "Xinhua News Agency"


def test_aliases_are_known_by_their_script():
    term = Term("英伟达", "Nvidia", ("NVIDIA Corp", "辉达", "~英达"))
    assert term.forms(chinese=True) == ("英伟达", "辉达", "~英达")
    assert term.forms(chinese=False) == ("Nvidia", "NVIDIA Corp")
    assert list(Glossary.of(term).terms_in("輝達說")) == [term]
    assert list(Glossary.of(term).terms_in("NVIDIA  Corp. said")) == [term]
    assert list(Glossary.of(term).terms_in("英达, Nvidiana")) == []


def test_digest_changes_with_every_form():
    digests = {
        Glossary.of(term).digest
        for term in (Term("甲", "A"), Term("甲", "A", ("B",)), Term("甲", "A", ("B", "C")), Term("甲", "AB"))
    }
    assert len(digests) == 4
