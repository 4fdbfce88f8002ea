"""What documents are on a day, by what they say of each other. All of them are invented."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from corpus.library import Library
from corpus.model import Document, DocumentKind, Relation, RelationKind, Span
from corpus.notices import NoticeRelation, Notices
from corpus.notices import RelationKind as CardRelation
from corpus.standing import DocumentState, Standings
from corpus.targets import plain_number, plain_title

REPEALS, AMENDS, CONTINUES = RelationKind.REPEALS, RelationKind.AMENDS, RelationKind.CONTINUES
OLD = Document(
    "old", DocumentKind.LAW, "甲办法", "旧", "云府发〔2019〕5号", "某县", date(2019, 1, 1)
)
NEW = Document(
    "new",
    DocumentKind.LAW,
    "乙条例",
    "《甲办法》同时废止。",
    valid_from=date(2022, 6, 1),
    relations=(Relation(REPEALS, "甲办法", span=Span(0, 9)),),
)
BEFORE, AFTER = date(2022, 5, 31), date(2022, 6, 1)


def standings(*documents: Document) -> Standings:
    return made_of(Notices(), *documents)


def made_of(notices: Notices, *documents: Document) -> Standings:
    held = {d.id: d for d in documents}
    return Standings(held, notices, lambda key, span: span.of(held[key].text))


def state(of: str, day: date, *documents: Document) -> DocumentState:
    return standings(*documents).on(of, day).state


def test_a_document_is_repealed_from_the_first_day_of_the_one_that_says_so() -> None:
    assert state("old", BEFORE, OLD, NEW) is DocumentState.IN_FORCE
    assert state("old", AFTER, OLD, NEW) is DocumentState.REPEALED
    (deed,) = standings(OLD, NEW).on("old", AFTER).deeds
    assert (deed.by.document_id, deed.first, deed.quote) == ("new", AFTER, "《甲办法》同时废止")


def test_a_day_that_is_printed_with_a_repeal_counts() -> None:
    later = replace(NEW, relations=(Relation(REPEALS, "甲办法", first=date(2023, 1, 1)),))
    assert state("old", AFTER, OLD, later) is DocumentState.IN_FORCE
    assert state("old", date(2023, 1, 1), OLD, later) is DocumentState.REPEALED


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2020, 12, 31), DocumentState.UPCOMING),
        (date(2021, 1, 1), DocumentState.IN_FORCE),
        (date(2023, 12, 31), DocumentState.IN_FORCE),
        (date(2024, 1, 1), DocumentState.EXPIRED),
    ],
)
def test_a_document_is_in_force_from_its_first_day_to_its_last(
    day: date, expected: DocumentState
) -> None:
    dated = replace(OLD, valid_from=date(2021, 1, 1), valid_to=date(2023, 12, 31))
    assert state("old", day, dated) is expected


def test_without_a_first_day_of_force_that_of_issue_is_the_earliest() -> None:
    assert state("old", date(2018, 12, 31), OLD) is DocumentState.UPCOMING
    assert state("old", date(2019, 1, 1), OLD) is DocumentState.IN_FORCE


def test_what_is_continued_is_in_force_to_the_day_that_is_said() -> None:
    ending = replace(OLD, valid_to=date(2023, 12, 31))
    longer = Relation(CONTINUES, "甲办法", last=date(2028, 12, 31))
    notice = replace(NEW, relations=(longer,))
    assert state("old", date(2028, 12, 31), ending, notice) is DocumentState.IN_FORCE
    assert state("old", date(2029, 1, 1), ending, notice) is DocumentState.EXPIRED


MEANT = [
    # relation, whether 甲办法 of 2019 is meant, reason
    (Relation(REPEALS, "《甲辦法》"), True, "another script"),
    (Relation(REPEALS, "中华人民共和国甲办法"), True, "the country's name"),
    (Relation(REPEALS, None, "云府发[2019]5号"), True, "its number with other brackets"),
    (Relation(REPEALS, "甲办法", "云府发〔2018〕7号"), False, "another number"),
    (Relation(REPEALS, "甲办法实施细则"), False, "another title"),
    (Relation(REPEALS, "甲办法", dated=date(2015, 1, 1)), False, "one of another day"),
    (Relation(REPEALS, "甲办法", first=date(2018, 1, 1)), False, "before it was issued"),
]


@pytest.mark.parametrize(("relation", "meant", "reason"), MEANT, ids=[m[-1] for m in MEANT])
def test_a_text_is_meant_by_number_or_exact_title(
    relation: Relation, meant: bool, reason: str
) -> None:
    made = standings(OLD, replace(NEW, relations=(relation,)))
    assert bool(made.on("old", date(2025, 1, 1)).deeds) is meant


def test_a_law_repeals_an_earlier_one_of_its_own_title_and_not_itself() -> None:
    again = replace(NEW, title="甲办法")
    found = standings(OLD, again)
    assert found.on("old", AFTER).state is DocumentState.REPEALED
    assert found.on("new", AFTER).state is DocumentState.IN_FORCE


def test_a_text_attached_to_a_document_shares_its_fate_and_is_not_repealed_by_it() -> None:
    attached = Document("old-attached-1", DocumentKind.LAW, "丙细则", "附", parent="old")
    assert state("old-attached-1", AFTER, OLD, NEW, attached) is DocumentState.REPEALED
    itself = replace(OLD, relations=(Relation(REPEALS, "丙细则"),))
    assert state("old-attached-1", AFTER, itself, attached) is DocumentState.IN_FORCE


def test_the_title_of_what_a_notice_issues_means_the_notice() -> None:
    notice = replace(OLD, title="某县政府关于印发《甲办法》的通知")
    assert state("old", AFTER, notice, NEW) is DocumentState.REPEALED


def test_an_amendment_counts_unless_the_text_has_it() -> None:
    decision = replace(
        NEW, title="关于修改《甲办法》的决定", relations=(Relation(AMENDS, "甲办法"),)
    )
    found = standings(OLD, decision).on("old", AFTER)
    assert (found.state, [d.kind for d in found.deeds]) == (DocumentState.IN_FORCE, [AMENDS])
    told = Relation(RelationKind.INCORPORATES, "关于修改〈甲办法〉的决定", first=date(2022, 5, 1))
    assert standings(replace(OLD, relations=(told,)), decision).on("old", AFTER).deeds == ()


def test_a_sidecar_may_say_that_a_document_was_repealed_by_one_that_is_not_held() -> None:
    said = Relation(RelationKind.REPEALED_BY, "丁条例", first=date(2024, 1, 1))
    found = standings(replace(OLD, relations=(said,))).on("old", date(2024, 1, 1))
    assert found.state is DocumentState.REPEALED
    assert (found.deeds[0].by.title, found.deeds[0].by.document_id) == ("丁条例", None)


def test_the_text_of_a_notice_follows_what_its_card_says_of_its_continuation(
    library: Library,
) -> None:
    """公告2023年第4号 ended in January 2024 and was continued to the end of 2025; its text here is invented."""
    number, last = "财政部 海关总署 税务总局公告2023年第4号", date(2024, 1, 29)
    held = Document("n", DocumentKind.NOTICE, "全文", "文", number=number, valid_to=last)
    made = made_of(library.notices, held)
    assert made.on("n", date(2025, 12, 31)).state is DocumentState.IN_FORCE
    assert made.on("n", date(2026, 1, 1)).state is DocumentState.EXPIRED


def test_a_card_ends_the_text_of_a_notice_only_where_it_is_confirmed(library: Library) -> None:
    older, newer = (library.notices.card(key) for key in ("N11", "N12"))
    ending = NoticeRelation(CardRelation.REPLACES, older.id)
    held = Document("n", DocumentKind.NOTICE, "全文", "文", number=older.number)
    day = newer.effective_from.sure
    assert day is not None
    for confirmed in (True, False):
        card = replace(newer, confirmed=confirmed, relations=(ending,))
        made = made_of(Notices((older, card)), held)
        assert (made.on("n", day).state is DocumentState.REPEALED) is confirmed
        assert made.on("n", day - timedelta(1)).state is DocumentState.IN_FORCE


def test_titles_and_numbers_are_compared_whatever_their_marks() -> None:
    assert plain_title("《中華人民共和國甲法》（2021年修正）") == plain_title("甲法")
    assert plain_number("中华人民共和国国务院令第 5 号") == plain_number("国务院令第5号")
