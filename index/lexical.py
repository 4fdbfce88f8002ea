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
_HEAP = 50_000_000


def build_term_index(folder: Path, passages: Iterable[Passage], *, heap: int = _HEAP) -> None:
    """Write a term index into an empty folder; `heap` is how many bytes are gathered before they are written.

    Raises:
        StorageError: the folder cannot be written.
    """
    with translated(StorageError, f"the lexical index cannot be written to {folder}"):
        _write(tantivy.Index(_schema(), path=str(folder)), passages, (), heap)


def change_term_index(folder: Path, added: Iterable[Passage], removed: Iterable[str]) -> None:
    """Add passages to a term index, and take those of some documents out.

    No file that is there is changed in place: it may be a hard link to a file that somebody reads. Until tantivy merges
    the files that hold them, removed passages count on as what terms are rare is judged by.

    Args:
        folder: where the index is.
        added: passages that it has not.
        removed: ids of documents; none of `added` is of them, or it is added after they went.

    Raises:
        StorageError: the folder cannot be written, or holds no index.
    """
    with translated(StorageError, f"the lexical index in {folder} cannot be changed"):
        _write(tantivy.Index.open(str(folder)), added, removed, _HEAP)


def _write(
    index: tantivy.Index, added: Iterable[Passage], removed: Iterable[str], heap: int
) -> None:
    writer = index.writer(heap_size=heap, num_threads=1)
    for document in removed:
        writer.delete_documents_by_term("document", document)
    for passage in added:
        fields = {"id": passage.id, "document": passage.document_id}
        fields |= {name: " ".join(cut(passage.text)) for name, cut in _FIELDS.items()}
        # from_dict takes the schema's types; Document(**fields) guesses them, and a wrong guess kills the writer.
        writer.add_document(tantivy.Document.from_dict(fields, index.schema))
    writer.commit()
    writer.wait_merging_threads()


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("document", stored=False, tokenizer_name="raw", index_option="basic")
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

    def search(
        self, text: str, limit: int, documents: frozenset[str] | None = None
    ) -> list[tuple[str, float]]:
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
            if documents is not None:
                query = self._within(documents, query)
            found = self._searcher.search(query, wanted, count=False).hits
            return [(self._searcher.doc(at)["id"][0], float(score)) for score, at in found]

    def _within(self, documents: frozenset[str], query: tantivy.Query) -> tantivy.Query:
        """A query that only passages of some documents fit, with the same scores."""
        of = tantivy.Query.term_set_query(self._index.schema, "document", sorted(documents))
        must = tantivy.Occur.Must
        unscored = tantivy.Query.const_score_query(of, 0.0)
        return tantivy.Query.boolean_query([(must, query), (must, unscored)])

    def count(self) -> int:
        """See `ports.TermIndex`."""
        return int(self._searcher.num_docs)
