"""A clause printed, scanned and read back, with the real recogniser."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.evaluation.intake import character_errors
from assistant.evaluation.printing import chinese_font, pages, scanned
from corpus.readers import ocr, read
from corpus.readers.model import Format

PRINTED = (
    "云岭县樱桃种植规定",
    "第一条　为了规范樱桃种植，促进樱桃贸易健康发展，根据有关法律、行政法规，制定本规定。",
    "第二条　农户可以申领樱桃树苗10棵，每棵补助不超过26000元，由县农业农村委员会发放，依照本规定第五条执行。",
    "第三条　本规定自2024年5月1日起施行。",
)


def test_a_scanned_clause_is_read_back(tmp_path: Path) -> None:
    font = chinese_font()
    if ocr.recogniser() is None or font is None:
        pytest.skip("the extra ocr and a font such as that of fonts-noto-cjk are needed")
    pytest.importorskip("PIL", reason="Pillow, which draws the page, is not installed")
    path = tmp_path / "scan.pdf"
    path.write_bytes(scanned(pages(PRINTED, "云岭县公报"), font))
    found = read(path)
    assert found.format is Format.PDF
    lines = found.text.split("\n")
    labels = [line.split()[0] for line in lines if line.startswith("第")]
    assert labels == ["第一条", "第二条", "第三条"]
    wanted = "".join(PRINTED).replace("\u3000", "")
    wrong = character_errors("".join(found.text.split()), wanted)
    assert wrong <= 0.03 * len(wanted)
    ((page, sure),) = found.recognised
    assert page == 1
    assert 0.9 < sure <= 1
