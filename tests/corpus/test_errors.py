import pytest

from corpus.errors import (
    CollectionError,
    CorpusError,
    ManifestError,
    ParseError,
    ReadingError,
    UnknownDocument,
)


def test_a_parse_error_says_where_in_characters_and_lines() -> None:
    error = ParseError("no label", "一\n二\n三四\n五", 4)
    assert error.position == 4
    assert str(error) == "no label at character 4 (line 3), near '三四⏎五'"


def test_a_manifest_error_keeps_each_fault_and_tells_them_all() -> None:
    error = ManifestError("document.json", ("'id' is missing", "'kind' is missing"))
    assert error.faults == ("'id' is missing", "'kind' is missing")
    assert str(error) == "document.json: 'id' is missing; 'kind' is missing"


@pytest.mark.parametrize(
    "kind", [CollectionError, ReadingError, ParseError, ManifestError, UnknownDocument]
)
def test_whoever_catches_the_base_error_catches_every_one(kind: type[Exception]) -> None:
    assert issubclass(kind, CorpusError)
