"""Questions about the document as a whole: its number, date, issuer, title, addressees, purpose, size."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.citation import cite
from assistant.draft import Draft, Form
from assistant.model import Citation, Status
from assistant.understand import Aspect, Reading
from corpus.library import Library
from corpus.model import ParsedDocument

_CUES = {
    "number": r"文号|字号|发文号|文件(编)?号|公文编号|第几号|document (number|no)|reference (number|no)|official number|doc(ument)? ?number",
    "issued": r"\d\d年(的)?还是|20\d\d年(\d+月)?(由|是).{0,10}(发|印|出台|颁)|是?哪(一)?年(的|发|出|印)|(哪一?天|何时|几时|几号|几月|什么时候|哪年|日期|时间).{0,6}(发|印|出|颁|公布|落款|制定)|(发|印发|发布|出台|颁布|公布|落款|出|制定)(的|得|了)?(日期|时间|年月|哪一?天|是?(哪|几|什么时候))|几月几号|年月日|签发|20\d\d年(\d+月)?(发|出|印|颁)|"
    r"(when|what (date|day|year)).{0,40}(issued|published|released|promulgated|come out|came out|adopted|dated)|(issue|publication|release) date|date of (issue|publication)",
    "issuer": r"由.{1,12}(发|印发|颁|制定|出台)的?([,。?]|对|吗|$)|(政府|办公厅|市里|国家|商务委).{0,4}(发|印|出|落款)的?(还是|对|吗|没)|by (which|what) (office|body|authority|government|department)|落款(是|写|的)?(?!时间|日期|哪天|几)|(谁|哪(个|家|级|里)?(机关|部门|单位|机构)?|什么(机关|部门|单位)|哪家|边个(部门|机关)?).{0,4}(发|印|出|颁|制定|发布|公布)|发文(机关|单位|部门)|(发布|印发|颁布|制定|出台)(的)?(机关|单位|部门)|盖.{0,5}章|issued by|who (issued|published|released|put out)|issuer|issuing (body|authority|office)|which (body|office|authority|government).{0,20}(issued|published|released)",
    "demand": r"(对|要求).{0,8}(收文|各?区县|单位|部门).{0,6}(要求|做什么|怎么做)|提了?.{0,3}要求|贯彻执行|怎么执行|what .{0,20}(required|asked) of|instruct",
    "title": r"印发(的是)?(什么|哪个)|是什么文件|哪份文件|全称|全名|正式(名|标题|叫)|(文件|政策|通知|措施).{0,4}(名字|名称|标题|题目|叫啥|叫什么)|标题|full (title|name)|official (title|name)|title of",
    "addressees": r"(发|印发|下发|写)给(谁|哪|了)|收文|受文|抬头|主送|对象都有谁|给谁的|addressed|addressee|recipients?|sent to",
    "approval": r"(市政府|政府)(有没有|是否)?.{0,6}(同意|批准|通过|approve)|草案|征求意见|正式文件|approved?\b|draft\b|formally adopted",
}
_PATTERNS = {key: re.compile(cue) for key, cue in _CUES.items()}
# Words that only a document's own parts have: they outweigh whatever else the question holds.
_PARTS = re.compile(
    r"文号|字号|标题|抬头|主送|收文|受文|落款|发文机关|document number|reference number|addressee"
)
_PURPOSE = re.compile(
    r"什么会议|想?解决(什么|啥|哪些)|干(什么|啥|嘛)用|为了?(落实|贯彻)|哪些(会议|精神)|什么精神|开头.{0,4}(说|写|讲)|为(什么|啥|何)(子|要)?.{0,6}(出|制定|发|搞|推)|目的|依据|背景|初衷|purpose|background|aim of|why was|why did|why has"
)
_OVERVIEW = re.compile(
    r"总结|概括|目录|大概|概述|要点|整体框架|介绍(一下)?(整份|这份|这个)|(讲|说|写|管)(了)?(些)?(什么|啥)|重点|分别讲|大意|主要内容|summar|overview|outline|main points|table of contents|in a nutshell|what is .{0,25}about"
)
_WHOLE = re.compile(
    r"文件|这份|这个文|制定|出台|印发|该文|此文|92号|政策|措施|通知|办法|渝府办发|文号|字号|落款|发文|收文|受文|抬头|主送|notice|document|policy|polic|measures|circular|paper"
)


def asks_about_document(reading: Reading) -> bool:
    """Whether the words alone show that the question is about the document and not about a measure in it."""
    keyed = any(pattern.search(reading.text) for pattern in (*_PATTERNS.values(), _PURPOSE))
    return bool(_WHOLE.search(reading.text)) and (keyed or reading.asks(Aspect.CLAUSE_COUNT))


def names_document_part(reading: Reading) -> bool:
    """Whether the question names a part of the document as such: its number, title, addressees."""
    return bool(_PARTS.search(reading.text)) and bool(_matching(reading))


def document_draft(reading: Reading, library: Library, confidence: float) -> Draft | None:
    """The answer to a question about the document as a whole; None where it is not recognised what of it is asked."""
    if reading.asks(Aspect.CLAUSE_COUNT):
        return _from_preamble(library, Form.COUNT, confidence)
    if _PURPOSE.search(reading.text) and not _PARTS.search(reading.text):
        draft = _from_preamble(library, Form.DOCUMENT, confidence)
        purpose = draft.citations[0].quote if draft.citations else ""
        return replace(draft, details=(("purpose", purpose),))
    lines = [(d, _lines(library, library.notice, d[1])) for d in _details(reading, library)]
    stated = {detail: found for detail, found in lines if found}
    if stated:
        # The issuer stands in the signature and in the title: both are shown.
        most = {detail: 2 if detail[0] == "issuer" else 1 for detail in stated}
        shown = [line for detail, found in stated.items() for line in found[: most[detail]]]
        citations = tuple(dict.fromkeys(shown))
        return Draft(Status.ANSWERED, Form.DOCUMENT, citations, confidence, details=tuple(stated))
    if reading.asks(Aspect.VALIDITY):
        return _no_period(library, confidence)
    if _OVERVIEW.search(reading.text) or _WHOLE.search(reading.text):
        return _from_preamble(library, Form.OVERVIEW, confidence)
    return None


def _matching(reading: Reading) -> list[str]:
    return [key for key, pattern in _PATTERNS.items() if pattern.search(reading.text)]


def _details(reading: Reading, library: Library) -> list[tuple[str, str]]:
    document = library.main.document
    notice = library.notice.document if library.notice else document
    issued = document.issued
    values = {
        "number": document.number or "",
        "issued": f"{issued.year}年{issued.month}月{issued.day}日" if issued else "",
        "issuer": document.issuer or "",
        "title": document.title,
        "addressees": notice.addressees or "",
        "approval": "已經市政府同意",
        "demand": "請認真貫徹執行",
    }
    return [(key, values[key]) for key in _matching(reading) if values[key]]


def _lines(library: Library, notice: ParsedDocument | None, value: str) -> tuple[Citation, ...]:
    """The lines of the notice that state a value: one that is the value before those that contain it."""
    if notice is None:
        return ()
    text = notice.document.text
    holding = [s for s in notice.preamble_sentences if value in s.of(text)]
    holding.sort(key=len)
    return tuple(cite(library, notice, None, span) for span in holding)


def _from_preamble(library: Library, form: Form, confidence: float) -> Draft:
    spans = library.main.preamble_sentences
    citations = tuple(cite(library, library.main, None, span) for span in spans[:1])
    return Draft(Status.ANSWERED, form, citations, confidence)


def _no_period(library: Library, confidence: float) -> Draft:
    """The document as a whole: the text names no last day; only single sentences have windows and targets."""
    issued = library.main.document.issued
    value = f"{issued.year}年{issued.month}月{issued.day}日" if issued else ""
    lines = _lines(library, library.notice, value)[:1]
    return Draft(
        Status.NOT_STATED,
        Form.NO_PERIOD,
        lines,
        confidence,
        missing=(Aspect.VALIDITY,),
    )
