"""The page's own words, in Simplified, Traditional and English."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache

from opencc import OpenCC

from assistant.model import Language


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the page and its cards in one language. A field with braces is a template."""

    lang: str = "zh-Hans"
    title: str = "渝策"
    subtitle: str = "重庆跨境电商政策问答"
    intro: str = "只依据《{title}》({number},共{count}条)回答,逐字引用原文。所持文本是繁体转换本,引文照录不改。"
    language: str = "界面与回答的语言"
    automatic: str = "自动"
    examples_label: str = "可以这样问"
    question_label: str = "您的问题"
    placeholder: str = "写下您想问的事"
    send: str = "提问"
    clear: str = "清空"
    footer: str = (
        "回答由程序从所持文本中查出,不是正式答复;办事请以发文机关发布的原件和最新公告为准。"
    )
    fault_empty: str = "还没有写问题。请写下想知道的事,例如:货被退回来要交税吗。"
    fault_long: str = "问题太长了,最多{longest}个字。请删短一些再问。"
    fault_unexpected: str = "对不起,刚才没能答出来。请稍后再问一次。"
    answered: str = "已回答"
    not_stated: str = "文件未写明"
    no_such_clause: str = "没有这一条"
    out_of_scope: str = "不在范围"
    needs_clarification: str = "请说具体"
    current: str = "期内 至{last}"
    upcoming: str = "未开始 {first}起"
    expired: str = "已过期 {last}"
    target_ahead: str = "目标期至 {year}"
    target_passed: str = "目标期已过 {year}"
    clause: str = "第{label}条"
    opening: str = "开头部分"
    units: str = "责任单位"
    unconfirmed: str = "全称待核实"
    whole: str = "查看第{label}条全文"
    whole_document: str = "查看文件全文"
    reading: str = "简体读法(非原文)"
    copy_quote: str = "复制引文"
    copy_answer: str = "复制全部"
    copied: str = "已复制"
    asked: str = "您问"
    seeking: str = "正在查阅原文……"
    examples: tuple[tuple[str, str], ...] = (
        ("税收", "货被退回来了,还要交税吗?"),
        ("海外仓", "海外仓备案要纸质材料吗?"),
        ("资金", "自建独立站能补贴多少钱?"),
        ("保险", "小微企业的信保保费谁来出?"),
        ("人才", "跨境电商人才归谁管?"),
        ("目标", "哪些条定了2027年目标?"),
    )


_HANS = Words()
_EN = Words(
    lang="en",
    title="渝策 YuCe",
    subtitle="Chongqing cross-border e-commerce policy",
    intro="Answers only from 《{title}》 ({number}, {count} measures) and quotes it character for character. The text held "
    "is a conversion to Traditional Chinese.",
    language="Language of page and answers",
    automatic="Auto",
    examples_label="You could ask",
    question_label="Your question",
    placeholder="Write your question",
    send="Ask",
    clear="Clear",
    footer="Answers are looked up by a program in the text it holds. They are not an official reply; rely on the original "
    "document and the latest announcements.",
    fault_empty="There is no question yet. Please write what you want to know, such as: do we pay tax on returned goods?",
    fault_long="The question is too long; {longest} characters are the most. Please shorten it.",
    fault_unexpected="Sorry, that could not be answered just now. Please ask again in a moment.",
    answered="Answered",
    not_stated="Not stated in the text",
    no_such_clause="No such measure",
    out_of_scope="Out of scope",
    needs_clarification="Please be more specific",
    current="In force until {last}",
    upcoming="Begins {first}",
    expired="Expired {last}",
    target_ahead="Target for {year}",
    target_passed="Target year {year} is over",
    clause="Measure {number}",
    opening="Opening part",
    units="Responsible units",
    unconfirmed="full name not confirmed",
    whole="Show measure {number} in full",
    whole_document="Show the whole document",
    reading="Simplified reading (not the source)",
    copy_quote="Copy quote",
    copy_answer="Copy all",
    copied="Copied",
    asked="You asked",
    seeking="Looking it up in the text …",
    examples=(
        ("Tax", "Our goods were returned from abroad. Do we pay tax on them?"),
        ("Warehouses", "Do we need paper documents to file an overseas warehouse?"),
        ("Funding", "How much is the subsidy for an independent website?"),
        ("Insurance", "Who pays the export credit insurance premium of small firms?"),
        ("Talent", "Who is responsible for talent?"),
        ("Targets", "Which measures have a target for 2027?"),
    ),
)


@lru_cache(maxsize=1)
def _hant() -> Words:
    """The Simplified words in Traditional characters."""
    convert = OpenCC("s2tw").convert
    values = {f.name: getattr(_HANS, f.name) for f in fields(Words)}
    texts = {name: convert(v) for name, v in values.items() if isinstance(v, str)}
    examples = tuple((convert(theme), convert(question)) for theme, question in _HANS.examples)
    return Words(**{**texts, "lang": "zh-Hant", "examples": examples})


def words(language: Language | None) -> Words:
    """The words for a language; Simplified for None."""
    if language is Language.EN:
        return _EN
    return _hant() if language is Language.HANT else _HANS
