"""Which of the user's own documents a question names."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.own_names import OwnNames
from corpus.collection import add
from corpus.folding import fold
from corpus.library import Library, load_library

TITLES = {
    "law": "中华人民共和国樱桃法",
    "city": "云岭市电子商务促进条例",
    "notice": "关于樱桃出口的通知（试行）",
    "english": "Cherry Export Rules",
    "customs": "中华人民共和国海关养护条例",
    "shipped": "推进跨境电商高质量发展若干措施",
}


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("own")
    for name, title in TITLES.items():
        number = "云府发〔2024〕7号\n" if name == "notice" else ""
        path = folder / f"{name}.txt"
        path.write_text(f"{title}\n{number}第一条 甲{name}。\n第二条 乙。\n", encoding="utf-8")
        add(path, folder / "documents")
    return load_library(None, folder / "documents")


def named(held: Library, question: str) -> tuple[str, str] | None:
    """The title of what is named, and the rest of the question."""
    found = OwnNames(held).named(fold(question).text)
    return (held.document(found.documents[0]).title, found.rest) if found else None


@pytest.mark.parametrize(
    ("question", "title", "rest"),
    [
        ("中华人民共和国樱桃法第二条", "law", "第二条"),
        ("《樱桃法》第二条讲什么", "law", "第二条讲什么"),
        ("櫻桃法第二條", "law", "第二条"),
        ("樱桃法", "law", ""),
        ("云岭市电子商务促进条例", "city", ""),
        ("云岭电商促进条例第二条", "city", "第二条"),  # as people shorten it
        ("关于樱桃出口的通知第二条", "notice", "第二条"),  # without the edition
        ("云府发[2024]7号第二条", "notice", "第二条"),
        ("What does cherry export rules say?", "english", "what does say?"),
        ("article 2 of the customs regulations", None, None),  # 养护 is not said
    ],
)
def test_a_document_is_named_by_title_short_title_or_number(
    held: Library, question: str, title: str | None, rest: str | None
) -> None:
    found = named(held, question)
    assert (found[0] if found else None) == (TITLES[title] if title else None)
    if found and rest is not None:
        assert found[1].split() == rest.split()


@pytest.mark.parametrize(
    "question",
    [
        "樱桃法律问题找谁",  # the word goes on
        "樱桃怎么种",
        "第二条",
        "推进跨境电商高质量发展若干措施第七条",  # a part of the policy's title is the policy
        "重庆市推进跨境电商高质量发展若干措施第七条",
        "渝府办发〔2023〕92号第七条",
        "the law",
        "customs clearance",
    ],
)
def test_other_questions_name_none(held: Library, question: str) -> None:
    assert named(held, question) is None


@pytest.mark.parametrize(
    ("title", "question", "is_named"),
    [
        ("中华人民共和国海关法", "article 9 of the Customs Law", True),
        ("中华人民共和国海关法", "what do the customs regulations say", False),
        ("中华人民共和国电子商务法", "E-Commerce Law, article 3", True),
        ("中华人民共和国海关稽查条例", "Customs Law article 9", False),
        ("云岭市数字经济促进条例", "regulations on promoting the digital economy", True),
    ],
)
def test_an_english_title_is_known_by_its_words(
    tmp_path: Path, title: str, question: str, is_named: bool
) -> None:
    path = tmp_path / "law.txt"
    path.write_text(f"{title}\n第一条 甲。\n第二条 乙。\n", encoding="utf-8")
    add(path, tmp_path / "documents")
    found = named(load_library(None, tmp_path / "documents"), question)
    assert bool(found) is is_named
