"""LangChain adapters: the retriever, the encoder and the assistant as parts of another program.

retriever = PolicyRetriever(assistant=Assistant())
embeddings = PolicyEmbeddings(Assistant().encoder)
answer = assistant_runnable(Assistant()).invoke("货被退回来要交税吗")
"""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda
from langchain_core.tools import BaseTool, StructuredTool
from pydantic import ConfigDict

from assistant.bootstrap import Assistant
from assistant.contract import AnswerRow, answer_row
from assistant.present import as_plain_text
from index.ports import Encoder


class PolicyRetriever(BaseRetriever):
    """Passages of the official texts as LangChain documents.

    `page_content` is verbatim; metadata has document_id, clause, start, end, score and the passage's id.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)
    assistant: Assistant
    k: int = 5

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        return [
            self._document(hit.passage, hit.score) for hit in self.assistant.search(query, self.k)
        ]

    def _document(self, passage: Any, score: float) -> LangChainDocument:
        text = self.assistant.library.document(passage.document_id).text
        metadata = {
            "document_id": passage.document_id,
            "clause": passage.clause,
            "start": passage.span.start,
            "end": passage.span.end,
            "score": score,
        }
        return LangChainDocument(passage.span.of(text), id=passage.id, metadata=metadata)


class PolicyEmbeddings(Embeddings):
    """An encoder as LangChain embeddings: unit-length vectors."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text."""
        return [[float(x) for x in row] for row in self._encoder.encode(texts)] if texts else []

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return self.embed_documents([text])[0]


def assistant_runnable(assistant: Assistant) -> Runnable[str, AnswerRow]:
    """The assistant as a Runnable: a question in, an answer in the contract's form out."""

    def answer(question: str) -> AnswerRow:
        return answer_row(assistant.ask(question))

    return RunnableLambda(answer, name="chongqing_cross_border_policy")


def assistant_tool(assistant: Assistant) -> BaseTool:
    """The assistant as a tool for an agent: a question in, the answer with its verbatim quotes as text out."""

    def ask_policy(question: str) -> str:
        """Answer a question on Chongqing's 15 cross-border e-commerce measures, quoting the source verbatim."""
        return as_plain_text(assistant.ask(question))

    return StructuredTool.from_function(ask_policy)
