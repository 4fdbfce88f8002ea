import json
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path

import pytest

from corpus.annotations import (
    Annotations,
    Metric,
    Subject,
    Support,
    SupportPlace,
    Threshold,
    read_annotations,
)
from corpus.errors import ManifestError
from corpus.library import Library
from corpus.model import FactKind, ParsedDocument

GMV = "年度全球商品交易總額超過30億元的跨境電商第三方平台企業"
IMPORTS = "年度進口總額在10億元以上的跨境電商進口供應鏈鏈主企業"


def threshold(**changes: object) -> dict[str, object]:
    row = {"clause": 1, "kind": "threshold", "anchor": GMV}
    return row | {"metric": "gmv", "role": "platform", "bears": "招引"} | changes


def support(**changes: object) -> dict[str, object]:
    row = {"clause": 1, "kind": "support", "anchor": "對獲評企業給予獎勵", "support": "award"}
    return row | changes


def read(path: Path, policy: ParsedDocument, *rows: object) -> Annotations:
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return read_annotations(path, policy)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "annotations.jsonl"


@pytest.fixture(scope="module")
def annotations(library: Library) -> Annotations:
    return library.annotations[library.main.document.id]


# ---- one row ----------------------------------------------------------------------------------------------------


def test_a_threshold_has_the_one_amount_that_its_anchor_states(
    policy: ParsedDocument, path: Path
) -> None:
    (found,) = read(path, policy, threshold()).thresholds
    first = policy.clause(1)
    assert first
    assert found.span.of(policy.document.text) == GMV
    assert found.sentence == first.sentences[0]
    assert found.fact in first.facts
    assert found.fact.span.of(policy.document.text) == "超過30億元"
    assert (found.fact.value, found.fact.comparison) == (3e9, "超過")
    assert (found.clause, found.metric, found.subject) == (1, Metric.GMV, Subject.PLATFORM)


BEARS = [
    (GMV, "招引", True, "firms of this size are to be attracted"),
    ("年交易規模在2000萬元以上的企業", "達到", False, "so many of this size there shall be"),
]


@pytest.mark.parametrize(("anchor", "bears", "sought", "reason"), BEARS)
def test_what_a_threshold_bears_tells_whether_such_firms_are_sought(
    anchor: str, bears: str, sought: bool, reason: str, policy: ParsedDocument, path: Path
) -> None:
    (found,) = read(path, policy, threshold(anchor=anchor, bears=bears)).thresholds
    assert found.sought is sought, reason


def test_a_support_stands_in_the_sentence_that_promises_it(
    policy: ParsedDocument, path: Path
) -> None:
    (found,) = read(path, policy, support()).supports
    text = policy.document.text
    assert found.span.of(text) == "對獲評企業給予獎勵"
    assert found.sentence.of(text).startswith("支持跨境電商企業參評")
    assert (found.clause, found.support) == (1, Support.AWARD)


def test_both_kinds_are_kept_in_the_order_of_the_file(policy: ParsedDocument, path: Path) -> None:
    other = threshold(anchor=IMPORTS, metric="import", role="supply_chain")
    found = read(path, policy, other, support(), threshold())
    assert [t.metric for t in found.thresholds] == [Metric.IMPORT, Metric.GMV]
    assert len(found.supports) == 1


def test_an_absent_file_means_none(policy: ParsedDocument, path: Path) -> None:
    assert read_annotations(path, policy) == Annotations()


# ---- faults -----------------------------------------------------------------------------------------------------

NO_SUCH_PLACE = "is not within a sentence of clause 1"
FAULTY = [
    (threshold(clause=16), "there is no clause 16", "beyond the last"),
    (threshold(clause=0), "there is no clause 0", "before the first"),
    (threshold(clause="1"), "there is no clause '1'", "a string"),
    (threshold(clause=None), "there is no clause None", "null"),
    (threshold(clause=True), "there is no clause True", "a truth value, which Python counts as 1"),
    (threshold(anchor=""), "anchor must be text, not ''", "empty: it would be found anywhere"),
    (threshold(anchor=30), "anchor must be text, not 30", "a number"),
    (threshold(anchor="超过30亿元"), f"anchor '超过30亿元' {NO_SUCH_PLACE}", "the other script"),
    (threshold(anchor="超過5億元"), f"anchor '超過5億元' {NO_SUCH_PLACE}", "in clause 4"),
    (threshold(anchor="引育壯大"), f"anchor '引育壯大' {NO_SUCH_PLACE}", "in the heading"),
    (threshold(anchor="市財政局"), f"anchor '市財政局' {NO_SUCH_PLACE}", "in the bracket"),
    (threshold(anchor="力度。鼓勵"), f"anchor '力度。鼓勵' {NO_SUCH_PLACE}", "over two sentences"),
    (threshold(kind="amount"), "kind must be threshold or support, not 'amount'", "unknown"),
    (threshold(kind=None), "kind must be threshold or support, not None", "null"),
    (
        threshold(anchor="跨境電商第三方平台企業"),
        "a threshold's anchor must state one amount",
        "states none",
    ),
    (
        threshold(anchor=f"{GMV}、{IMPORTS}"),
        "a threshold's anchor must state one amount",
        "states two",
    ),
    (
        threshold(anchor="到2027年"),
        "a threshold's anchor must state one amount",
        "a year is no amount",
    ),
    (
        threshold(anchor="30億元"),
        "a threshold's anchor must state one amount, with 超過 before or 以上 after it",
        "the comparison is cut off",
    ),
    (
        threshold(bears="達到"),
        "bears: '達到' is not in the sentence of the anchor",
        "in another sentence of the clause",
    ),
    (threshold(bears=""), "bears must be text, not ''", "empty: it would be in any sentence"),
    (threshold(bears=None), "bears must be text, not None", "null"),
    (
        threshold(metric="profit"),
        "metric must be one of gmv, import, export, import_export, turnover, not 'profit'",
        "unknown",
    ),
    (threshold(metric=None), "metric must be one of gmv", "null"),
    (
        threshold(role="bank"),
        "role must be one of platform, supply_chain, seller, firm, belt, not 'bank'",
        "unknown",
    ),
    (threshold(role=["firm"]), "role must be one of platform", "a list"),
    (support(support="loan"), "support must be one of award, funds, tax, policy", "unknown"),
    (support(support=None), "support must be one of award, funds, tax, policy", "null"),
    ({"clause": 1, "kind": "threshold"}, "has no 'anchor'", "not anchored"),
]


@pytest.mark.parametrize(("row", "fault", "reason"), FAULTY)
def test_a_faulty_row_is_named(
    row: dict[str, object], fault: str, reason: str, policy: ParsedDocument, path: Path
) -> None:
    with pytest.raises(ManifestError) as caught:
        read(path, policy, threshold(), row)
    (told,) = caught.value.faults
    assert told.startswith(f"line 2: {fault}"), reason


ABSENT = [
    (threshold(), "bears", "bears must be text, not None"),
    (threshold(), "metric", "metric must be one of"),
    (threshold(), "role", "role must be one of"),
    (support(), "support", "support must be one of"),
]


@pytest.mark.parametrize(("row", "name", "fault"), ABSENT)
def test_a_row_without_what_its_kind_needs_is_named(
    row: dict[str, object], name: str, fault: str, policy: ParsedDocument, path: Path
) -> None:
    kept = {key: value for key, value in row.items() if key != name}
    with pytest.raises(ManifestError) as caught:
        read(path, policy, kept)
    (told,) = caught.value.faults
    assert told.startswith(f"line 1: {fault}")


def test_every_faulty_row_is_named_at_once(policy: ParsedDocument, path: Path) -> None:
    with pytest.raises(ManifestError) as caught:
        read(path, policy, threshold(clause=99), support(), [], support(support="gift"))
    assert caught.value.faults == (
        "line 1: there is no clause 99",
        "line 3: not a JSON object",
        "line 4: support must be one of award, funds, tax, policy, not 'gift'",
    )


COMPARED = [
    ("引進交易額超過30億元的企業。", True, "more than"),
    ("引進交易額在30億元以上的企業。", True, "as much or more"),
    ("引進交易額不超過30億元的企業。", False, "the opposite of more than"),
    ("引進交易額在30億元以下的企業。", False, "as much or less"),
    ("引進交易額不足30億元的企業。", False, "less than"),
    ("引進交易額30億元的企業。", False, "no comparison"),
]


@pytest.mark.parametrize(("sentence", "is_threshold", "reason"), COMPARED)
def test_a_threshold_is_what_must_be_reached(
    sentence: str,
    is_threshold: bool,
    reason: str,
    parsed: Callable[[str], ParsedDocument],
    path: Path,
) -> None:
    law = parsed(f"第一条 {sentence}\n")
    row = threshold(anchor=sentence.removesuffix("。"), bears="引進")
    if is_threshold:
        assert read(path, law, row).thresholds, reason
    else:
        with pytest.raises(ManifestError, match="must state one amount"):
            read(path, law, row)


# ---- what is shipped --------------------------------------------------------------------------------------------


def test_the_shipped_thresholds_are_what_the_policy_prints(annotations: Annotations) -> None:
    told = [
        (t.clause, t.metric, t.subject, t.sought, t.fact.value, t.fact.comparison)
        for t in annotations.thresholds
    ]
    firm = (1, Metric.TURNOVER, Subject.FIRM, False)
    assert told == [
        (1, Metric.GMV, Subject.PLATFORM, True, 3e9, "超過"),
        (1, Metric.IMPORT, Subject.SUPPLY_CHAIN, True, 1e9, "以上"),
        (1, Metric.EXPORT, Subject.SELLER, True, 1e9, "以上"),
        (*firm, 2e7, "以上"),
        (*firm, 1e8, "以上"),
        (*firm, 1e9, "以上"),
        (4, Metric.IMPORT_EXPORT, Subject.BELT, False, 5e8, "超過"),
    ]


def test_every_shipped_annotation_lies_in_a_sentence_of_its_clause(
    annotations: Annotations, policy: ParsedDocument
) -> None:
    rows: list[Threshold | SupportPlace] = [*annotations.thresholds, *annotations.supports]
    for row in rows:
        clause = policy.clause(row.clause)
        assert clause, row
        assert row.sentence in clause.sentences, row
        assert row.sentence.contains(row.span), row


def test_every_amount_of_the_policy_is_the_amount_of_one_threshold(
    annotations: Annotations, policy: ParsedDocument
) -> None:
    stated = [f for c in policy.clauses for f in c.facts if f.kind is FactKind.AMOUNT]
    assert [t.fact for t in annotations.thresholds] == stated


@pytest.mark.parametrize("word", ["給予", "予以", "獎勵"])
def test_every_sentence_that_promises_something_is_a_support(
    word: str, annotations: Annotations, policy: ParsedDocument
) -> None:
    promised = {s for c in policy.clauses for s in c.sentences if word in s.of(policy.document.text)}  # fmt: skip
    assert promised
    assert promised <= {p.sentence for p in annotations.supports}


def test_no_shipped_annotation_stands_twice(annotations: Annotations) -> None:
    rows = [astuple(row) for row in (*annotations.thresholds, *annotations.supports)]
    assert len(rows) == len(set(rows))


def test_the_other_documents_have_no_annotations(library: Library) -> None:
    others = {k: v for k, v in library.annotations.items() if k != library.main.document.id}
    assert others
    assert set(others.values()) == {Annotations()}
