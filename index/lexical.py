"""The lexical leg: BM25 in tantivy over characters, bigrams and words. The only module that imports tantivy."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import tantivy

from index.errors import IndexCorrupt, StorageError, translated
from index.model import Passage
from index.tokens import terms, words

_FIELDS: dict[str, Callable[[str], tuple[str, ...]]] = {"terms": terms, "words": words}
"""What is counted, and how a text is cut into it; a passage's score is the sum over the fields."""


def build_term_index(folder: Path, passages: Iterable[Passage]) -> None:
    """Write a term index into an empty folder.

    Raises:
        StorageError: the folder cannot be written.
    """
    with translated(StorageError, f"the lexical index cannot be written to {folder}"):
        schema = _schema()
        writer = tantivy.Index(schema, path=str(folder)).writer(heap_size=50_000_000, num_threads=1)
        for passage in passages:
            fields = {"id": passage.id}
            fields |= {name: " ".join(cut(passage.text)) for name, cut in _FIELDS.items()}
            # from_dict takes the schema's types; Document(**fields) guesses them, and a wrong guess kills the writer.
            writer.add_document(tantivy.Document.from_dict(fields, schema))
        writer.commit()
        writer.wait_merging_threads()


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for name in _FIELDS:
        builder.add_text_field(name, stored=False, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


class TantivyTermIndex:
    """A term index on disk, opened for reading.

    BM25 as in tantivy: k1 = 1.2, b = 0.75 (Robertson and Zaragoza 2009).

    Raises:
        IndexCorrupt: the folder holds no readable term index.
    """

    def __init__(self, folder: Path) -> None:
        with translated(IndexCorrupt, f"the lexical index in {folder} cannot be opened"):
            self._index = tantivy.Index.open(str(folder))
            self._searcher = self._index.searcher()

    def search(self, text: str, limit: int) -> list[tuple[str, float]]:
        """See `ports.TermIndex`. Each distinct term of `text` counts once.

        Raises:
            IndexCorrupt: the index is damaged.
        """
        clauses = [
            (
                tantivy.Occur.Should,
                tantivy.Query.term_query(self._index.schema, name, term, index_option="freq"),
            )
            for name, cut in _FIELDS.items()
            for term in dict.fromkeys(cut(text))
        ]
        wanted = min(
            limit, self.count()
        )  # tantivy panics at 0, and reserves memory for a large one
        if not clauses or wanted < 1:
            return []
        with translated(IndexCorrupt, "the lexical index cannot be searched"):
            query = tantivy.Query.boolean_query(clauses)
            found = self._searcher.search(query, wanted, count=False).hits
            return [(self._searcher.doc(at)["id"][0], float(score)) for score, at in found]

    def count(self) -> int:
        """See `ports.TermIndex`."""
        return int(self._searcher.num_docs)
