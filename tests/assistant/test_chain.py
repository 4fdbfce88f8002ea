"""The assistant as parts of a LangChain program."""

from __future__ import annotations

import asyncio
import math

import pytest
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda
from langchain_core.tools import BaseTool

from assistant.bootstrap import Assistant
from assistant.chain import PolicyEmbeddings, PolicyRetriever, assistant_runnable, assistant_tool
from assistant.errors import QuestionError

RETURNED = "货卖到国外被退回来了,还要不要交税"


@pytest.fixture
def retriever(assistant: Assistant) -> PolicyRetriever:
    return PolicyRetriever(assistant=assistant)


def test_the_retriever_is_one_of_langchains(retriever: PolicyRetriever) -> None:
    assert isinstance(retriever, BaseRetriever)
    assert isinstance(retriever, Runnable)


@pytest.mark.parametrize(
    "query", ["海外仓备案无纸化", "海外倉備案無紙化", "overseas warehouse", "!"]
)
def test_what_it_finds_is_verbatim_and_tells_its_place(
    assistant: Assistant, retriever: PolicyRetriever, query: str
) -> None:
    for found in retriever.invoke(query):
        place = found.metadata
        text = assistant.library.document(place["document_id"]).text
        assert text[place["start"] : place["end"]] == found.page_content
        assert found.page_content
        assert found.id
        assert isinstance(place["score"], float)


def test_it_finds_the_right_clause_first(retriever: PolicyRetriever) -> None:
    assert retriever.invoke("海外仓备案无纸化")[0].metadata["clause"] == 11


def test_it_finds_as_many_as_it_is_told_to(assistant: Assistant) -> None:
    for k in (1, 5, 12):
        assert len(PolicyRetriever(assistant=assistant, k=k).invoke("跨境电商")) == k


def test_it_works_in_a_chain_and_asynchronously(retriever: PolicyRetriever) -> None:
    chain = retriever | RunnableLambda(lambda found: [d.metadata["clause"] for d in found])
    assert chain.invoke("海外仓备案无纸化")[0] == 11
    found = asyncio.run(retriever.ainvoke("海外仓备案无纸化"))
    assert found == retriever.invoke("海外仓备案无纸化")


def test_the_embeddings_are_of_unit_length_and_the_same_for_question_and_document(
    assistant: Assistant,
) -> None:
    embeddings = PolicyEmbeddings(assistant.encoder)
    assert isinstance(embeddings, Embeddings)
    vectors = embeddings.embed_documents(["海外仓", "退税"])
    assert [len(v) for v in vectors] == [assistant.encoder.dimension] * 2
    assert all(math.isclose(math.hypot(*v), 1.0, abs_tol=1e-4) for v in vectors)
    assert all(type(x) is float for x in vectors[0])
    assert embeddings.embed_query("海外仓") == vectors[0]


def test_no_text_gives_no_vector(assistant: Assistant) -> None:
    assert PolicyEmbeddings(assistant.encoder).embed_documents([]) == []


def test_an_empty_text_gives_a_vector_of_zeros_and_no_error(assistant: Assistant) -> None:
    vector = PolicyEmbeddings(assistant.encoder).embed_query("")
    assert vector == [0.0] * assistant.encoder.dimension


def test_the_runnable_gives_an_answer_in_the_contracts_form(assistant: Assistant) -> None:
    runnable = assistant_runnable(assistant)
    assert isinstance(runnable, Runnable)
    row = runnable.invoke(RETURNED)
    assert row["status"] == "answered"
    assert row["citations"][0]["clause"] == 7
    first, second = runnable.batch([RETURNED, "今天天气怎么样"])
    assert (first["status"], second["status"]) == ("answered", "out_of_scope")


def test_the_runnable_passes_an_error_on(assistant: Assistant) -> None:
    with pytest.raises(QuestionError):
        assistant_runnable(assistant).invoke("")


def test_the_tool_says_what_it_does_and_gives_the_quote(assistant: Assistant) -> None:
    tool = assistant_tool(assistant)
    assert isinstance(tool, BaseTool)
    assert tool.name == "ask_policy"
    assert "verbatim" in tool.description
    assert set(tool.args) == {"question"}
    said = tool.invoke({"question": RETURNED})
    assert assistant.ask(RETURNED).citations[0].quote in said
