"""The words of the pages' frame and of the reading page, in Simplified, Traditional and English."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache

from opencc import OpenCC

from assistant.model import Language
from corpus.model import DocumentKind
from corpus.notices import NoticeState


@dataclass(frozen=True, slots=True)
class SiteWords:
    """The words in one language. A field with braces is a template."""

    lang: str = "zh-Hans"
    name: str = "渝策"
    subtitle: str = "重庆跨境电商政策"
    skip: str = "跳到正文"
    nav: str = "页面"
    ask: str = "问答"
    match: str = "政策匹配"
    read: str = "读原文"
    language: str = "界面语言"
    foot: str = "由程序从所持文本查出,不是正式答复;办事请以发文机关发布的原件和最新公告为准。"
    back: str = "返回问答"
    print: str = "打印"
    contents: str = "目录"
    number: str = "文号"
    issuer: str = "发文机关"
    issued: str = "日期"
    clauses: str = "条数"
    kind: str = "文种"
    kind_policy: str = "政策"
    kind_notice: str = "印发通知"
    kind_interpretation: str = "解读"
    kind_law: str = "法规文件"
    own: str = "自己加入的文件"
    documents: str = "收录的文件"
    documents_intro: str = "回答只引用这些文本。点开一份可以看目录、查词、对照简体读法。"
    no_period: str = "文件没有写明有效期"
    valid_to: str = "有效期至 {last}"
    no_longer: str = "有效期已过 {last}"
    provenance: str = "这份文本从哪里来"
    source: str = "来源"
    conversion: str = "转换"
    left_out: str = "未收入"
    digest: str = "文本 SHA-256"
    converted: str = "所持文本是繁体转换本,不是官方网站原件;引文照所持文本逐字引用。"
    find: str = "在文中查找"
    find_do: str = "查找"
    find_placeholder: str = "如 海外仓、退运"
    found: str = "共 {count} 处"
    found_most: str = "只标出前 {count} 处"
    found_none: str = "文中没有「{search}」"
    found_at: str = "第 {hit} 处"
    find_cut: str = "只查了前 {longest} 个字"
    previous: str = "上一处"
    next: str = "下一处"
    clear: str = "清除"
    view: str = "显示"
    view_both: str = "对照"
    view_source: str = "只看原文"
    reading: str = "简体读法·非原文"
    rendering: str = "英文参考译文·非原文"
    preamble: str = "开头部分"
    units: str = "责任单位"
    unconfirmed: str = "全称待核实"
    notices: str = "相关通知"
    notice_count: str = "{count} 份"
    copy_link: str = "复制链接"
    copied: str = "已复制"
    marked: str = "已标出引文"
    to_mark: str = "到引文处"
    mark_wrong: str = "地址里的起止位置不在文中,没有标出。"
    hits_here: str = "{count} 处"
    absent_title: str = "没有这份文件"
    absent: str = "没有收录编号为「{id}」的文件。下面是收录的全部文件。"
    current: str = "期内 至{last}"
    upcoming: str = "未开始 {first}起"
    expired: str = "已过期 {last}"
    target_ahead: str = "目标期至 {year}"
    target_passed: str = "目标期已过 {year}"
    notice_current: str = "有效"
    notice_expired: str = "已期满"
    notice_upcoming: str = "未施行"
    notice_stopped: str = "已停止"
    notice_unknown: str = "待核实"
    match_intro: str = (
        "填得越多,结果越准;什么都不填也可以看。只凭《{title}》的原文判断,所填的内容不保存。"
    )
    match_firm: str = "企业"
    match_trade: str = "业务"
    match_where: str = "所在"
    match_size: str = "规模(上一年)"
    match_plans: str = "打算"
    match_many: str = "可多选"
    match_unset: str = "不填"
    match_sum_hint: str = "写数和单位:12亿、8000万元、3000万美元"
    match_do: str = "看看符合哪些"
    match_reset: str = "全部清空"
    match_edit: str = "修改所填"
    match_yours: str = "您填的"
    match_nothing: str = "还什么都没有填"
    match_result: str = "结果"
    match_faults: str = "有 {count} 处要改"
    match_download: str = "下载 Word"
    match_judged: str = "以 {as_of} 判断"
    match_rest: str = "这一条另外 {count} 项不符合"
    match_conditions: str = "原文的条件"
    match_holds_yes: str = "合"
    match_holds_open: str = "未定"
    match_holds_no: str = "不合"
    match_read: str = "读原文第{label}条"
    match_work: str = "市里自己做的事"
    match_local: str = "您所在地对应的是"
    clause: str = "第{label}条"
    full_heading: str = "政策匹配摘要"

    @property
    def kinds(self) -> dict[str, str]:
        """What a document is, by its kind."""
        return {kind.value: getattr(self, f"kind_{kind.value}") for kind in DocumentKind}

    @property
    def notice_states(self) -> dict[str, str]:
        """What a notice is on the day, by its state."""
        return {state.value: getattr(self, f"notice_{state.value}") for state in NoticeState}


_FULL_WIDTH = str.maketrans({",": "\uff0c", ";": "\uff1b", ":": "\uff1a", "(": "\uff08", ")": "\uff09"})  # fmt: skip
_PLAIN = SiteWords()
_HANS = SiteWords(
    **{f.name: getattr(_PLAIN, f.name).translate(_FULL_WIDTH) for f in fields(SiteWords)}
)
_EN = SiteWords(
    lang="en",
    name="渝策 YuCe",
    subtitle="Chongqing cross-border e-commerce policy",
    skip="Skip to the text",
    nav="Pages",
    ask="Ask",
    match="Which fit",
    read="Read",
    language="Language of the page",
    foot="Looked up by a program in the text it holds. Not an official reply; rely on the original and the latest announcements.",
    back="Back to the conversation",
    print="Print",
    contents="Contents",
    number="Number",
    issuer="Issued by",
    issued="Date",
    clauses="Clauses",
    kind="Kind",
    kind_policy="Policy",
    kind_notice="Issuing notice",
    kind_interpretation="Interpretation",
    kind_law="Law or regulation",
    own="Added by you",
    documents="Documents held",
    documents_intro="Answers quote these texts only. Open one for its contents, to search it, and to read it beside a reading.",
    no_period="The document does not state until when it is valid",
    valid_to="Valid until {last}",
    no_longer="No longer valid since {last}",
    provenance="Where this text comes from",
    source="Source",
    conversion="Conversion",
    left_out="Left out",
    digest="SHA-256 of the text",
    converted="The text held is a conversion to Traditional Chinese, not the original of an official site; it is quoted as held.",
    find="Find in the text",
    find_do="Find",
    find_placeholder="such as 海外仓, RCEP",
    found="{count} places",
    found_most="only the first {count} are marked",
    found_none="「{search}」 is not in the text",
    found_at="no. {hit}",
    find_cut="only the first {longest} characters were looked for",
    previous="Previous",
    next="Next",
    clear="Clear",
    view="View",
    view_both="Side by side",
    view_source="Source only",
    reading="Simplified reading, not the source",
    rendering="Unofficial English rendering, not the source",
    preamble="Opening part",
    units="Responsible units",
    unconfirmed="full name not confirmed",
    notices="Related notices",
    notice_count="{count}",
    copy_link="Copy link",
    copied="Copied",
    marked="The quote is marked",
    to_mark="Go to the quote",
    mark_wrong="The places in the address are not in the text; nothing is marked.",
    hits_here="{count}",
    absent_title="No such document",
    absent="There is no document with the id 「{id}」. Below are all that are held.",
    current="In force until {last}",
    upcoming="Begins {first}",
    expired="Expired {last}",
    target_ahead="Target for {year}",
    target_passed="Target year {year} is over",
    notice_current="in force",
    notice_expired="over",
    notice_upcoming="not yet in force",
    notice_stopped="stopped",
    notice_unknown="to be verified",
    match_intro="The more you fill in, the more exact the result; nothing need be. Judged by the text of 《{title}》 alone. What you write is not kept.",
    match_firm="Firm",
    match_trade="Trade",
    match_where="Place",
    match_size="Size (last year)",
    match_plans="Plans",
    match_many="any number",
    match_unset="not filled in",
    match_sum_hint="A figure with its unit: 1.2 billion yuan, 80 million yuan, USD 30m",
    match_do="See which fit",
    match_reset="Clear all",
    match_edit="Change",
    match_yours="You filled in",
    match_nothing="Nothing is filled in yet",
    match_result="Result",
    match_faults="{count} answers need mending",
    match_download="Download Word",
    match_judged="judged on {as_of}",
    match_rest="{count} more of this measure do not fit",
    match_conditions="What the text requires",
    match_holds_yes="yes",
    match_holds_open="open",
    match_holds_no="no",
    match_read="Read measure {number}",
    match_work="What the city does itself",
    match_local="For your place:",
    clause="Measure {number}",
    full_heading="Which measures fit: summary",
)


@lru_cache(maxsize=1)
def _hant() -> SiteWords:
    convert = OpenCC("s2tw").convert
    texts = {f.name: convert(getattr(_HANS, f.name)) for f in fields(SiteWords)}
    return SiteWords(**{**texts, "lang": "zh-Hant"})


def site_words(language: Language) -> SiteWords:
    """The words for a language."""
    if language is Language.EN:
        return _EN
    return _hant() if language is Language.HANT else _HANS
