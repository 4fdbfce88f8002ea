"""How whole a text comes back from every format: clauses expected and found, and characters lost.

What is expected is counted in the source itself, by a rule of its own, and not by the parser that is measured.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import EvaluationError
from assistant.evaluation.conversions import Conversion, conversions, paragraphs_of
from assistant.evaluation.printing import body, chinese_font, pages, scanned
from corpus.errors import CorpusError
from corpus.preparing import prepare
from corpus.readers import ocr

_ARTICLE = re.compile(r"^第[〇零一二三四五六七八九十百千]+[条條](?=\s|$)", re.M)


@dataclass(frozen=True, slots=True)
class Intake:
    """A document read from one format. `lost` and `added` count characters, `broken` the paragraphs that did not come
    back as one; `in_order` is whether the characters stand as they stood.
    """

    format: str
    expected: int
    found: int
    lost: int
    added: int
    broken: int
    in_order: bool
    fault: str = ""

    @property
    def whole(self) -> bool:
        """Whether every clause was found and no character lost, added or moved."""
        changed = self.lost + self.added + self.broken
        return self.expected == self.found and not changed and self.in_order and not self.fault


def taken_in(conversion: Conversion, folder: Path) -> Intake:
    """Write a conversion into a folder, read it as `yuce corpus add` does, and compare."""
    path = folder / f"document{conversion.suffix}"
    path.write_bytes(conversion.data)
    wanted, expected = _squeezed(conversion.text), len(_ARTICLE.findall(conversion.text))
    try:
        made = prepare(path)
    except CorpusError as error:
        return Intake(conversion.name, expected, 0, len(wanted), 0, 0, False, str(error))
    text = "".join(part.document.text for part in made.parts)
    read = _squeezed(text)
    broken = (_paragraphs(conversion.text) - _paragraphs(text)).total()
    lost, added = Counter(wanted) - Counter(read), Counter(read) - Counter(wanted)
    found = sum(len(part.clauses) for part in made.parts)
    counts = (expected, found, lost.total(), added.total(), broken)
    return Intake(conversion.name, *counts, in_order=wanted == read)


def _paragraphs(text: str) -> Counter[str]:
    return Counter(_squeezed(line) for line in text.splitlines())


def _squeezed(text: str) -> str:
    """Without white space, which is layout in every format."""
    return "".join(text.split())


def character_errors(read: str, wanted: str) -> int:
    """How many characters must be put in, taken out or changed to make one text of the other (Levenshtein).

    >>> character_errors("跨竟电商", "跨境电商政策")
    3
    """
    row = list(range(len(wanted) + 1))
    for i, a in enumerate(read, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(wanted, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


def intake_lines(folder: Path) -> Iterator[str]:
    """The table: a row for each document and format, then the sum.

    Raises:
        EvaluationError: the folder has no document in Markdown, or a format lost text.
    """
    total = bad = 0
    yield f"{'document':32}{'format':16}{'expected':>9}{'found':>7}{'lost':>6}{'added':>7}{'broken':>8}  in order"
    with tempfile.TemporaryDirectory(prefix="yuce-") as scratch:
        for path in _documents(folder):
            for conversion in conversions(path.read_text(encoding="utf-8")):
                row = taken_in(conversion, Path(scratch))
                total, bad = total + 1, bad + (not row.whole)
                yield _line(path.stem, row)
    yield f"{total} read, {total - bad} whole"
    if bad:
        raise EvaluationError(f"{bad} of {total} lost or changed something")


def _documents(folder: Path) -> list[Path]:
    found = [p for p in sorted(folder.glob("*.md")) if p.stem != "README"]
    if not found:
        raise EvaluationError(f"{folder} has no document in Markdown")
    return found


def _line(name: str, row: Intake) -> str:
    wide = sum(1 for c in name[:15] if not c.isascii())  # each takes two columns of a terminal
    order = "yes" if row.in_order else "NO"
    counts = f"{row.expected:>9}{row.found:>7}{row.lost:>6}{row.added:>7}{row.broken:>8}"
    return f"{name[:15]:{32 - wide}}{row.format:16}{counts}  {order}{'  ' + row.fault if row.fault else ''}"


def scan_lines(folder: Path, count: int) -> Iterator[str]:
    """The same for scans: the first pages of each document as pictures, with the share of characters read wrong.

    Raises:
        EvaluationError: the extra `ocr` or a font with Chinese characters is not installed, or the folder has no document.
    """
    font = chinese_font()
    if font is None or ocr.recogniser() is None:
        raise EvaluationError("scans need the extra ocr and a font such as that of fonts-noto-cjk")
    yield f"{'document':32}{'pages':>6}{'expected':>9}{'found':>7}{'characters':>11}{'wrong':>6}{'share':>8}  confidence"
    wrong = length = 0
    with tempfile.TemporaryDirectory(prefix="yuce-") as scratch:
        for path in _documents(folder):
            printed = pages(paragraphs_of(path.read_text(encoding="utf-8")), path.stem[:20])[:count]
            place = Path(scratch) / "scan.pdf"
            place.write_bytes(scanned(printed, font))
            text = [line for page in printed for line in body(page)]
            line, errors, characters = _scan(path.stem, place, text)
            wrong, length = wrong + errors, length + characters
            yield line
    yield f"of {length} characters {wrong} are wrong: {wrong / length:.2%}"


def _scan(name: str, path: Path, printed: Sequence[str]) -> tuple[str, int, int]:
    """The row of a scan, and how many of how many characters are wrong."""
    made = prepare(path)
    wanted = _squeezed("".join(printed))
    read = _squeezed("".join(part.document.text for part in made.parts))
    wrong, expected = character_errors(read, wanted), len(_ARTICLE.findall("\n".join(printed)))
    found, sure = sum(len(p.clauses) for p in made.parts), [s for _, s in made.read.recognised]
    wide = sum(1 for c in name[:15] if not c.isascii())
    row = (
        f"{name[:15]:{32 - wide}}{len(sure):>6}{expected:>9}{found:>7}{len(wanted):>11}{wrong:>6}{wrong / len(wanted):>8.2%}"
        f"  {min(sure):.3f}–{max(sure):.3f}"
    )
    return row, wrong, len(wanted)
