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
    scope: str = "范围"
    scope_everything: str = "全部文件"
    scope_policy: str = "仅政策《{title}》"
    send: str = "提问"
    clear: str = "清空"
    footer: str = (
        "回答由程序从所持文本中查出,不是正式答复;办事请以发文机关发布的原件和最新公告为准。"
    )
    fault_empty: str = "还没有写问题。请写下想知道的事,例如:货被退回来要交税吗。"
    fault_long: str = "问题太长了,最多{longest}个字。请删短一些再问。"
    fault_scope: str = "所选的文件现在已经没有了。请在“范围”里另选,再问一次。"
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
    reading: str = "简体读法(非原文)"
    copy_quote: str = "复制引文"
    copy_answer: str = "复制全部"
    copied: str = "已复制"
    asked: str = "您问"
    seeking: str = "正在查阅原文……"
    nav_ask: str = "问答"
    nav_match: str = "政策匹配"
    nav_read: str = "读原文"
    skip: str = "跳到提问框"
    see: str = "在原文中看"
    ask_units: str = "可以询问的责任单位"
    more_sources: str = "另外{count}处引文"
    changed: str = "这条答复所引的原文后来有变动,旧答复不再显示。"
    aged: str = "这是较早的答复。引文已与现在的原文重新核对一致,但资料或日期已有变化。"
    again: str = "重新提问"
    useful: str = "有用"
    not_useful: str = "没用"
    hand_over: str = "转人工"
    handed: str = "已转人工 回执号 {receipt}"
    verdict_title: str = "哪里没帮到您?"
    verdict_reason: str = "原因"
    reasons: tuple[tuple[str, str], ...] = (
        ("off_point", "答的不是我问的"),
        ("unclear", "看不明白"),
        ("too_little", "说得不够具体"),
        ("out_of_date", "内容好像过时了"),
        ("other", "其他"),
    )
    note: str = "补充说明(可不填)"
    verdict_kept: str = (
        "提交后保存:您的问题、所引条款、您的评价和说明;不保存您是谁。请不要写个人信息。"
    )
    handover_title: str = "转给热线人员"
    handover_about: str = "您的问题"
    contact: str = "联系方式(电话、邮箱或微信)"
    handover_kept: str = (
        "提交后保存并交给热线人员:您的问题、这条答复、联系方式和补充说明,供他们联系您。"
    )
    leave: str = "提交"
    cancel: str = "取消"
    close: str = "关闭"
    thanks: str = "已记下,谢谢。"
    receipt_said: str = "已转给热线。请记下回执号:"
    fault_contact: str = "请填写联系方式,5到100个字,例如手机号码。"
    fault_reason: str = "请选一个原因。"
    fault_note: str = "补充说明最多500个字。"
    fault_desk: str = "没有提交成功,内容还在,请稍后再试。"
    fault_busy: str = "现在问得太多太快了,请等{wait}秒再试。您写的内容还在。"


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
    scope="Scope",
    scope_everything="All documents",
    scope_policy="Only the policy 《{title}》",
    send="Ask",
    clear="Clear",
    footer="Answers are looked up by a program in the text it holds. They are not an official reply; rely on the original "
    "document and the latest announcements.",
    fault_empty="There is no question yet. Please write what you want to know, such as: do we pay tax on returned goods?",
    fault_long="The question is too long; {longest} characters are the most. Please shorten it.",
    fault_scope="The document chosen is no longer there. Please choose another under “Scope” and ask again.",
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
    reading="Simplified reading (not the source)",
    copy_quote="Copy quote",
    copy_answer="Copy all",
    copied="Copied",
    asked="You asked",
    seeking="Looking it up in the text …",
    nav_ask="Ask",
    nav_match="Find measures",
    nav_read="Read the text",
    skip="Skip to the question box",
    see="See it in the text",
    ask_units="Units you could ask",
    more_sources="{count} more quotes",
    changed="The source text of this answer has changed since. The old answer is no longer shown.",
    aged="This is an earlier answer. Its quotes were checked again and stand in the text, but the material or the day is "
    "another.",
    again="Ask again",
    useful="Useful",
    not_useful="Not useful",
    hand_over="Ask a person",
    handed="Handed over, receipt {receipt}",
    verdict_title="What was wrong?",
    verdict_reason="Reason",
    reasons=(
        ("off_point", "It answers another question"),
        ("unclear", "Hard to understand"),
        ("too_little", "Not specific enough"),
        ("out_of_date", "It seems out of date"),
        ("other", "Something else"),
    ),
    note="Anything to add (optional)",
    verdict_kept="What is kept: your question, the measures cited, your verdict and what you add; not who you are. Please "
    "write nothing personal.",
    handover_title="Ask the hotline’s staff",
    handover_about="Your question",
    contact="How to reach you (telephone, e-mail or WeChat)",
    handover_kept="What is kept and given to the hotline’s staff so that they can reach you: your question, this answer, "
    "your contact and what you add.",
    leave="Submit",
    cancel="Cancel",
    close="Close",
    thanks="Noted, thank you.",
    receipt_said="The hotline has it. Please note the receipt number:",
    fault_contact="Please say how to reach you, in 5 to 100 characters, such as a telephone number.",
    fault_reason="Please choose a reason.",
    fault_note="At most 500 characters can be added.",
    fault_desk="It could not be submitted; what you wrote is still here. Please try again later.",
    fault_busy="Too many at once. Please try again in {wait} seconds; what you wrote is still here.",
)


@lru_cache(maxsize=1)
def _hant() -> Words:
    """The Simplified words in Traditional characters."""
    convert = OpenCC("s2tw").convert
    values = {f.name: getattr(_HANS, f.name) for f in fields(Words)}
    texts = {name: convert(v) for name, v in values.items() if isinstance(v, str)}
    reasons = tuple((code, convert(said)) for code, said in _HANS.reasons)
    return Words(**{**texts, "lang": "zh-Hant", "reasons": reasons})


def words(language: Language | None) -> Words:
    """The words for a language; Simplified for None."""
    if language is Language.EN:
        return _EN
    return _hant() if language is Language.HANT else _HANS
