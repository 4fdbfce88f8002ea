"""What is asked: the language, clause numbers, units, and the aspect (an amount? who? which measures?) of a question.

What is asked for is judged by a fitted model (`asks.py`); clause numbers, units and what leans on the talk are read here.
What the question is *about* is left to retrieval.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.asks import AskReader, Aspect
from assistant.cues import PATTERNS, cues
from assistant.language import detect
from assistant.model import Language, Question, Role
from corpus.folding import fold
from corpus.numerals import NUMERAL_CLASS, to_int
from corpus.units import UnitRegistry

_LATIN = re.compile("[a-z]+")
_SOME_CHANCE = 0.05
_PLAIN = (Aspect.UNITS, Aspect.ROLE, Aspect.WHICH_CLAUSES, Aspect.VALIDITY, Aspect.CLAUSE_COUNT)
_N = rf"[{NUMERAL_CLASS}]{{1,5}}|\d{{1,4}}"
_ENGLISH_WORDS = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
_ENGLISH_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
]
_WORDS = {w: i for row in (_ENGLISH_WORDS, _ENGLISH_ORDINALS) for i, w in enumerate(row, 1)}
_BY_NUMBER = re.compile(
    rf"[第弟]\s*((?:{_N})(?:[、和跟同与及,](?:第)?(?:{_N}))*)\s*(?:条|跳|调(?=$|[,。 讲说发是])|个?措施|号措施)(?!龙)"
    rf"|(?<![\d第])((?:{_N})(?:[、和跟与及,](?:{_N}))+)\s*(?:两|三|这两|这几)?(?:条|项)(?!龙)"
    rf"|(?<!条)第\s*({_N})\s*(?:项|点|款)"
    # 措施七, but not 措施一共, 措施一样
    rf"|(?:措施|条款)第?\s*\(?({_N})(?![\d共样般起定直下些旦律个家亿万年月])"
    rf"|\b(?:measure|clause|article|art\.?|item|point|section|no\.?(?=\s*\d{{1,2}}\s*(?:那|这)?条))s?\s*(?:no\.?|number|\#)?\s*(\d{{1,3}})(?!\d|\.\d|[万亿家个年])"
    rf"|^\s*\(({_N})\)(?=[是讲说的写里]|$)"
    rf"|^\s*({_N})\s*(?:、|的责任单位|条(?!龙|里|中|当中|之中|措施|有|都|太|全|产业|街|路|线)|号措施)"
    rf"|(?<![\d第])({_N})号(?:措施|条款|条)"
)
_IN_WORDS = re.compile(
    rf"\b({'|'.join(_ENGLISH_ORDINALS)}) (?:measure|clause|article|item)\b"
    rf"|\b(?:measure|clause|article|item) ({'|'.join(_ENGLISH_WORDS)})\b"
)
_ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10}
_ROMAN = re.compile(
    r"\b(?:measure|clause|article|item|section)s? (?:no\.? ?|number )?([ivx]{1,6})\b|第([ivx]{2,6})条"
    r"|(?<=[ivx] and )([ivx]{1,6})\b"
)
_ORDINAL = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th) (?:measure|clause|article|item)")
_FROM_THE_END = re.compile(
    rf"\b({'|'.join(_ENGLISH_ORDINALS)}) (?:measure |clause |article |one )?from the (?:end|last|bottom)"
)
_RANGE = re.compile(rf"第?({_N})条?[至到]第?({_N})(?:条|项)")
_LAST = re.compile(
    r"最后(面)?的?(那)?(一)?(条|项|点|款|个措施)|(压轴|收尾|末尾|结尾|压尾)的?(那)?(一)?条|last (measure|clause|article|one)"
)
_FROM_END = re.compile(rf"[倒到]数第?({_N})(?:条|项|个措施)")
_FIRST = re.compile(r"(头|最前面的?)一?条(?!龙)|第一个措施")
_NEXT = re.compile(
    r"(下|后|后头|后面|下面|往后)一(条|项|个措施)|^那?下(条|项)|next (measure|clause|article|one)"
)
_PREVIOUS = re.compile(
    r"(上|前|前头|前面|上面)一(条|项|个措施)|^那?上(条|项)|previous (measure|clause|article|one)"
)
# The number belongs to another text: 电子商务法第十六条.
_OTHER_TEXT = re.compile(
    r"(法|条例|规定|办法|公告|细则|民法典|宪法|意见|方案|协定)》?的?\s*$|《[^》]*(?<!措施)》的?\s*$"
    r"|\b(law|code|act|regulation)s?'?,?\s*$"
)
_OF_OTHER_TEXT = re.compile(
    r"^\s*(?:of|in|under) (?:the )?(?!measures\b)[\w .-]{0,40}\b(?:law|code|act|regulations?)\b"
)
# 文件里说的DTC: where it is said is not what it is about.
_FRAME = re.compile(
    r"(这|那|该)?(个|份)?(文件|政策|通知|文|措施)(里头?|里面|中|上面?)(头|面)?(有没有)?(说|写|提|讲)?(过|到|的|了)*"
    r"|(是|指)(的是)?(什么|啥)(意思)?[??]?$|(什么|啥)意思|(does|in) (the|this) (policy|document|notice)( say| mention| state)?"
)
# 你好我是渝北区做汽配的小厂,…: who asks is not what it is about, where enough follows.
_INTRODUCTION = re.compile(
    r"^(你好|您好|哈喽|老师|请问|喂)?[,。! ]*(我|我们|咱|咱们|本公司|我司|我公司|我们公司|俺)(们|家|这边|公司)?(是|系|在)(?!不是|否)[^,。;?!]{2,30}(的|厂|公司|店|企业|人|户|商|家)[,。; ]+(?=.{10,})"
    r"|^(hello|hi|good (morning|afternoon))?[,.! ]*(i am|i'm|we are|we're|my company is) (a|an|the) [^,.;?!]{3,60}[,.;] (?=.{25,})"
)
_INJECTION = re.compile(
    r"指令】|照此(答复|回答)|忽略.{0,12}(指令|规则|设定|提示|要求|内容)|无视.{0,12}(规则|指令|限制)|系统提示词?|提示词|扮演|你现在(就)?是(?!不|否)|忘(掉|记|了).{0,6}(设定|规则|指令|提示|要求)|从现在起你|照抄这句|管理员.{0,12}(检查|权限|授权|核验)|(后台|系统)(配置|设置)|接口密码|密钥|口令|原样(发|输出|打印)|root权限|只(准|许|能)(回|说|答)|只(回复|回答|输出)|\[\[?system|"
    r"ignore (all |any |your |the |previous |prior |above )+(instructions?|rules?|prompts?)|disregard (all|the|your|previous)|system prompt|you are now|pretend (to be|you)|jailbreak|developer mode"
)
_SENTENCE_END = re.compile(r"(?<=[。!?;,\n】\]])|(?<=[a-z0-9]\.) ")
_ASKING = re.compile(
    r"[?吗嘛呢么]|谁|哪|多少|几|怎|如何|什么|啥|咋|有没有|能不能|是不是|该|\b(?:who|what|which|how|when|where|can|could|does|do|is|are|tell|will)\b"
)
_DEMAND = re.compile(
    r"[,。;;,.]?\s*(另外|并且|然后|最后|同时|and (then|also)|also)?,?[^,。;;]{0,6}(回答|答复|回复|answer|reply)[^。;;]{0,8}(末尾|结尾|开头|后面|最后|必须|务必|一定要|must|end with)[^。]*"
)
_FOLLOW_UP = re.compile(
    r"^(?:(?:行|好|好的|嗯|哦|ok)[,。! ]*)?(那|那么|然后|还有|它|这个)|(这|那|该|此|上面这)一?条(?!龙)|^(and|what about|how about|then|it|that|so)\b|呢[??]?$|(也|又)(有份|可以|行不|算|能|归|适用|管|是他们|是它们)|^(除了|除开)|咧[??]?$|嘞[??]?$"
)
_ALSO = re.compile(
    r"另外|还有(?!没|冇|什么|啥)(就是)?|二是|二来|其次|再(问|请问|说)(一下|个)?|顺便(问|想)?(一下|问)?|以及|同时(也|还|又)?(想|要|问)?|[,。 ]又(?=想|要|是|问)|[,。?](?=也想|也要|还想|还要)|\b(?:and )?also\b|\bplus\b|\bas well as\b|\b(?:and|another) (?:secondly|second|what about|how about|who|is there|are there|do|does|can)\b"
)
_EACH = re.compile(
    r"一个(?:是|想|要)(.{5,}?)[,;、 ]+(?:另)?一个(?:是|想|要)(.{5,})|一(?:要|是)(.{5,}?)[,; ]*二(?:要|是)(.{5,})"
    r"|two (?:things|questions)[^.]*\. (.{12,}?),? and (.{12,})"
)
# 小微企业投保免保费和锁汇奖金是不是同一拨单位在管: two subjects that share what is asked of them.
_OF_BOTH = re.compile(
    r"分别|各(自|是|归|由|找|写)|分开|(这|那)?两(样|件事|桩|头|边|块|回事)|同一(拨|批|个|家|帮|条)|都(有|写|提|讲|能|行|可以|算|归|是)|又(是|想|要|归|有|由)"
    r"|\b(?:both|each|respectively|same|either|and also)\b"
)
_JOINT = re.compile(
    r" (?:and|or|as well as) |以及|还有|或者|[和跟与同及,;、]|(?<=[\u4e00-\u9fff])又|(?<=[\u4e00-\u9fff]) | (?=[\u4e00-\u9fff])"
)
_PLACE = re.compile(
    rf"第({_N})个(?!措施)|\bthe ({'|'.join(_ENGLISH_ORDINALS)}) (?:one|of (?:them|those))\b"
)
_OTHER_ONE = re.compile(
    r"(另外|另|后面|后头|后边|后)(那|一)?(一)?(条|个|项)|\bthe other (one|measure)\b|\bthe latter\b"
)
_THE_SAME = re.compile(r"(也|又)(有|算|能|行|可以|归|要|给|享受|适用)|\btoo\b|\bas well\b")
_BACK = re.compile(
    r"里头|里面|其中|这里|除了这|还有(没有|没得|冇)?(其他|别的|啥|什么)|其他(的)?(好处|内容|支持)|(这|那)(条|项|里)|(这|那)个(?=[,。?!呢吗]|$|要|有|能|可|归)|上面(说|讲|提)|\b(such|these|those|them|they)\b"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as understood.

    `text` is its search form without what is not a question; `chances` are the probabilities of all aspects; `numbers` are the clause numbers asked for; `elsewhere`
    tells that an article of another law is named; `topic` is what it is about; `relative` is 1 for the next clause, -1 for the one before;
    `latest` is what was asked last, where the reading is of a talk.
    """

    language: Language
    text: str
    aspects: frozenset[Aspect]
    chances: Mapping[Aspect, float]
    numbers: tuple[int, ...]
    units: tuple[str, ...]
    topic: str
    injected: bool
    elsewhere: bool = False
    relative: int = 0
    latest: str = ""

    def asks(self, aspect: Aspect) -> bool:
        """Whether the question has this aspect."""
        return aspect in self.aspects


def understand(
    question: Question, registry: UnitRegistry, clause_count: int, asks: AskReader
) -> Reading:
    """Read a question. A follow-up that means little alone is read together with the question before it."""
    text, injected = _without_instructions(fold(question.text).text.strip())
    units, without_units = units_named(text, registry)
    seen = cues(text)
    chances, aspects = asks.read(text, (name for name, _ in registry.search_names), seen)
    aspects = aspects or _cued(chances, text)
    return Reading(
        language=question.language or detect(question.text),
        text=text,
        topic=_topic(text, without_units, aspects, units),
        aspects=aspects,
        chances=chances,
        numbers=clause_numbers(text, clause_count),
        units=units,
        injected=injected,
        elsewhere=_names_another_text(text),
        relative=1 if _NEXT.search(text) else -1 if _PREVIOUS.search(text) else 0,
    )


def _cued(chances: Mapping[Aspect, float], text: str) -> frozenset[Aspect]:
    """Where the model is sure of nothing: the likeliest of the aspects that a cue shows."""
    shown = [a for a in _PLAIN if PATTERNS[a].search(text) and chances[a] >= _SOME_CHANCE]
    return frozenset([max(shown, key=lambda a: chances[a])] if shown else ())


def _without_instructions(text: str) -> tuple[str, bool]:
    """A text in search form without sentences that give the assistant orders; and whether it is nothing else.

    Where all of it is orders the whole text is returned.
    """
    kept = [part for part in _SENTENCE_END.split(text) if not _INJECTION.search(part)]
    rest = _DEMAND.sub("", " ".join(kept)).strip()
    enough = len(re.sub(r"[\W_]", "", rest)) >= (12 if rest.isascii() else 4)
    if not _INJECTION.search(text):
        return _DEMAND.sub("", text).strip() or text, False
    return (rest, False) if enough and _ASKING.search(rest) else (text, True)


def _topic(
    text: str, without_units: str, aspects: frozenset[Aspect], units: tuple[str, ...]
) -> str:
    """What a question is about: without where it is said and, where who is responsible is asked, without units.

    物流那条是商务委负责的吧: a unit that may be wrong must not choose the clause.
    """
    if Aspect.UNITS in aspects or (units and Aspect.CONFIRM in aspects):
        text = PATTERNS[Aspect.UNITS].sub(" ", without_units)
    topic = _INTRODUCTION.sub("", _FRAME.sub(" ", text))
    return topic if len(topic.strip()) > 1 else text


def clause_numbers(text: str, clause_count: int) -> tuple[int, ...]:
    """The clause numbers that a text in search form names, in order; of another law's articles, none.

    >>> clause_numbers("第七条和措施九讲什么", 15), clause_numbers("电子商务法第十六条", 15)
    ((7, 9), ())
    """
    found: list[tuple[int, int]] = []
    for match in _BY_NUMBER.finditer(text):
        if not _is_of_another_text(text, match):
            written = next(group for group in match.groups() if group)
            found += [(match.start(), to_int(n)) for n in re.findall(_N, written)]
    found += [(m.start(), _WORDS[m[1] or m[2]]) for m in _IN_WORDS.finditer(text)]
    found += [(m.start(), _roman(m[1] or m[2] or m[3])) for m in _ROMAN.finditer(text)]
    found += [(m.start(), clause_count) for m in _LAST.finditer(text)]
    found += [(m.start(), int(m[1])) for m in _ORDINAL.finditer(text)]
    for match in _RANGE.finditer(text):
        first, last = to_int(match[1]), to_int(match[2])
        if 0 < last - first < clause_count:
            found += [(match.start(), n) for n in range(first, last + 1)]
    from_end = [(m.start(), to_int(m[1])) for m in _FROM_END.finditer(text)]
    from_end += [(m.start(), _WORDS[m[1]]) for m in _FROM_THE_END.finditer(text)]
    if from_end:
        found = [(at, clause_count + 1 - n) for at, n in from_end]
    found += [(m.start(), 1) for m in _FIRST.finditer(text)]
    return tuple(dict.fromkeys(number for _, number in sorted(found)))


def _roman(numeral: str) -> int:
    """A Roman numeral up to xxxix, read leniently."""
    values = [_ROMAN_DIGITS[c] for c in numeral]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))


def _is_of_another_text(text: str, match: re.Match[str]) -> bool:
    before, after = text[: match.start()], text[match.end() :]
    return bool(_OTHER_TEXT.search(before) or _OF_OTHER_TEXT.search(after))


def _names_another_text(text: str) -> bool:
    """Whether an article of another law is named, such as 电子商务法第十六条."""
    return any(_is_of_another_text(text, m) for m in _BY_NUMBER.finditer(text))


def units_named(text: str, registry: UnitRegistry) -> tuple[tuple[str, ...], str]:
    """The printed names of the units that a text in search form names; and the text without them.

    Where names overlap the longest counts.
    """
    found: list[str] = []
    for name, printed in registry.search_names:
        if name in text:
            found.append(printed)
            text = text.replace(name, "\0" * len(name))
    return tuple(dict.fromkeys(found)), text.replace("\0", "")


def words_in(text: str, words: Iterable[str]) -> bool:
    """Whether a text in search form has one of some Latin words, as a whole word."""
    return not set(_LATIN.findall(text)).isdisjoint(words)


def place_in_list(text: str) -> int | None:
    """Which of the clauses just named is meant, from 0: 第二个呢, 另外那条, the other one; None where none is."""
    if match := _PLACE.search(text):
        word = match[1] or match[2]
        return (_WORDS[word] if word in _WORDS else to_int(word)) - 1
    return 1 if _OTHER_ONE.search(text) else None


def subjects(text: str) -> tuple[str, ...]:
    """The two halves of a text in search form that asks about two things, parted at 另外, 还有, 二是, and also; or ().

    >>> subjects("海外仓有没有支持,另外员工培训有没有支持")
    ('海外仓有没有支持', '员工培训有没有支持')
    """
    if match := _EACH.search(text):
        first, second = (group for group in match.groups() if group)
        return first.strip(" ,。;:"), second.strip(" ,。;:")
    if match := _ALSO.search(text):
        halves = text[: match.start()].strip(" ,。;:"), text[match.end() :].strip(" ,。;:")
        shortest = 12 if text.isascii() else 5
        return halves if all(len(half) >= shortest for half in halves) else ()
    return ()


def possible_subjects(text: str) -> tuple[tuple[str, str], ...]:
    """Every way to part a text in search form that asks the same of two things; () where nothing says that it does.

    >>> possible_subjects("免保费和锁汇奖金是不是同一拨人在管")[0]
    ('免保费', '锁汇奖金是不是同一拨人在管')
    """
    if not _OF_BOTH.search(text):
        return ()
    shortest = 8 if text.isascii() else 3
    parted = (
        (text[: m.start()].strip(" ,。;:"), text[m.end() :].strip(" ,。;:"))
        for m in _JOINT.finditer(text)
    )
    return tuple(halves for halves in parted if min(map(len, halves)) >= shortest)


def points_back(text: str) -> bool:
    """Whether a text in search form speaks of what was just named: 里面, 除了这些, such companies."""
    return bool(_BACK.search(text))


def asks_of_the_same(text: str) -> bool:
    """Whether a text in search form asks if what was just said holds for another, too: 大公司也有吗."""
    return bool(_THE_SAME.search(text))


def with_history(question: Question) -> Question | None:
    """The question joined to the last one asked, where it is a follow-up; None where it stands alone."""
    earlier = [turn.content for turn in question.history if turn.role is Role.USER]
    text = fold(question.text).text.strip()
    short = len(re.sub(r"[^\w]", "", text)) <= (28 if text.isascii() else 9)
    if not earlier or not (short or _FOLLOW_UP.search(text) or points_back(text)):
        return None
    return join_history(question)


def leans(question: Question) -> bool:
    """Whether a question's words lean on the talk: 那第十条呢, and not 第十条讲什么."""
    return bool(_FOLLOW_UP.search(fold(question.text).text.strip()))


def join_history(question: Question) -> Question | None:
    """The question joined to the last one asked; None where there is none."""
    earlier = [turn.content for turn in question.history if turn.role is Role.USER]
    if not earlier:
        return None
    # What is asked now counts double against what was asked before.
    text = f"{question.text} {question.text} {earlier[-1]}"
    return Question(text, (), question.as_of, question.language)
