"""Cards in words: always marked, and nothing unconfirmed is worded as confirmed, over all cards, days and languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest

from assistant.bootstrap import Assistant
from assistant.model import Language
from assistant.notice_question import NoticeAnswer
from assistant.notice_wording import NoticeWording, worded
from assistant.present import answer_html, as_plain_text
from assistant.related import shown
from corpus.library import Library
from corpus.notices import NoticeCard, Notices

TODAY = date(2026, 11, 23)
DAYS = (date(2018, 6, 1), date(2024, 8, 1), date(2026, 1, 10), TODAY, date(2028, 1, 1))
UNSURE = {Language.HANS: "待核实", Language.HANT: "待核實", Language.EN: "to be verified"}
MARK = {Language.HANS: "摘要·非原文", Language.HANT: "摘要·非原文", Language.EN: "Our summary, not the source text"}  # fmt: skip
IN_FORCE = re.compile(r"日有效|现行|現行|(?<!whether it is )[Ii]n force(?! on .* is to be)")


@pytest.fixture(scope="module")
def notices(library: Library) -> Notices:
    return library.notices


def texts(notices: Notices, card: NoticeCard, language: Language) -> Iterator[str]:
    """All texts that are made of a card: the card, an answer from it, its row beside an answer."""
    wording = NoticeWording(notices, language)
    for day in DAYS:
        yield wording.card(card, day)
        yield wording.answer(NoticeAnswer(card, card.facts), day)
        rows = worded((shown(card, card.subject, day, notices),), notices, language, day)
        yield "\n".join(line for r in rows for line in (r.why, r.name, *r.lines))


def written(notices: Notices, day: date, language: Language) -> str:
    return NoticeWording(notices, language).day(day)


@pytest.mark.parametrize("language", list(Language))
def test_every_card_begins_with_the_mark(notices: Notices, language: Language) -> None:
    wording = NoticeWording(notices, language)
    for card in notices:
        assert wording.card(card, TODAY).startswith(MARK[language])
        assert wording.answer(NoticeAnswer(card, card.facts), TODAY).startswith(MARK[language])


@pytest.mark.parametrize("language", list(Language))
def test_no_unconfirmed_fact_is_worded_as_confirmed(notices: Notices, language: Language) -> None:
    wording = NoticeWording(notices, language)
    for card in notices:
        for fact in (f for f in card.facts if not f.confirmed):
            plain = wording.own(fact.text, fact.english)
            for text in texts(notices, card, language):
                for match in re.finditer(re.escape(plain), text):
                    after = text[match.end() : match.end() + 20]
                    assert UNSURE[language] in after, (card.id, plain)


@pytest.mark.parametrize("language", list(Language))
def test_no_unconfirmed_date_is_shown(notices: Notices, language: Language) -> None:
    for card in notices:
        dates = (card.issued, card.effective_from, card.effective_to)
        sure = {d.sure for d in dates}
        hidden = {d.day for d in dates if d.day and d.day not in sure} - set(DAYS)
        for text in texts(notices, card, language):
            for day in hidden - {card.checked}:
                assert written(notices, day, language) not in text, (card.id, day)


@pytest.mark.parametrize("language", list(Language))
def test_no_unconfirmed_title_or_number_is_worded_as_confirmed(
    notices: Notices, language: Language
) -> None:
    wording = NoticeWording(notices, language)
    for card in notices:
        name = wording.name(card)
        if not card.title_confirmed or card.number is None or not card.confirmed:
            assert UNSURE[language] in name or (card.confirmed and card.title_confirmed), card.id
        if not card.title_confirmed:
            title = name[name.index("《") : name.index("》", name.rindex("《")) + 1]
            assert UNSURE[language] in name.split(title)[1], card.id
        if card.number and not card.confirmed:
            assert UNSURE[language] in name[len(card.number) :][:20], card.id


@pytest.mark.parametrize("language", list(Language))
def test_no_unconfirmed_state_is_worded_as_confirmed(notices: Notices, language: Language) -> None:
    for card in (c for c in notices if not c.confirmed):
        status = NoticeWording(notices, language).own(card.status, card.status_english)
        facts = [NoticeWording(notices, language).own(f.text, f.english) for f in card.facts]
        for text in texts(notices, card, language):
            for fact in facts:
                text = text.replace(fact, "")
            assert status not in text, card.id
            assert not IN_FORCE.search(text), (card.id, text)


def test_what_is_known_only_of_the_day_of_the_check_says_so(notices: Notices) -> None:
    wording = NoticeWording(notices, Language.HANS)
    later = wording.card(notices.card("N12"), date(2027, 3, 1))
    assert "2027年3月1日是否有效待核实；2026年11月23日查核时的情况：现行" in later
    assert "2026年11月23日有效；现行" in wording.card(notices.card("N12"), TODAY)


def test_what_was_stopped_and_what_continues_is_told(notices: Notices) -> None:
    wording = NoticeWording(notices, Language.HANS)
    assert "其中海外仓模式备案要求自2024年12月15日起停止" in wording.card(
        notices.card("N16"), TODAY
    )
    assert "2026年第16号" in wording.card(notices.card("N07"), TODAY)
    assert "起停止" not in wording.card(notices.card("N16"), date(2024, 8, 1)).split("；现行")[0]


def test_the_site_is_given_where_it_is_known(notices: Notices) -> None:
    wording = NoticeWording(notices, Language.HANS)
    assert "官方网站：www.safe.gov.cn" in wording.card(notices.card("N26"), TODAY)
    assert "官方网站" not in wording.card(notices.card("N12"), TODAY)


def test_no_internal_id_is_shown(notices: Notices) -> None:
    for card in notices:
        for language in Language:
            assert all(not re.search(r"\bN\d\d\b", t) for t in texts(notices, card, language))


def test_the_section_has_its_heading_and_mark(assistant: Assistant) -> None:
    answer = assistant.ask("货卖到国外被退回来了,还要不要交税")
    plain, html = as_plain_text(answer), answer_html(answer)
    assert "相关通知 [摘要·非原文]" in plain
    assert "退运免税期间：接续到2027年12月31日" in plain
    section = html[html.index('<section class="notices">') :].partition("</section>")[0]
    assert "摘要·非原文" in section
    assert "blockquote" not in section
    assert "copy" not in section


def test_an_answer_without_cards_has_no_section(assistant: Assistant) -> None:
    answer = assistant.ask("跨境电商协会归谁管")
    assert "相关通知" not in as_plain_text(answer)
    assert "notices" not in answer_html(answer)
