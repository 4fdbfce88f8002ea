"""What is left of a question without the words that any question may have: is it about anything, or about all of a clause?"""

from __future__ import annotations

import re

from assistant.cues import without_cues
from assistant.understand import Reading

_EMPTY_WORDS = re.compile(
    r"具体|有没有|有冇|有|没有|补贴|补助|支持|扶持|政策|优惠|奖励|资助|好处|申请|可以|能|不能|怎么办|怎么|如何|怎样|咋|多少|好多|几多|钱|吗|嘛|呢|啊|呀|么|哦|急|请问|您好|你好|哈喽|在吗|老师|谢谢|"
    r"这个|那个|这|那|的|我们|我|想|要|问|一下|帮|办|是|给|吧|了|在|不|和|都|谁|哪|什么|啥|得到|拿|咨询|諮詢|了解|条件|符合|适用|合适|享受|资格|事情|事|客户|我是开公司|公司|企业|老板|同事|领导|情况|问题|处理|现在|该|应该|还|也|就|有人|人家|单位|部门|归|管|搞|做|弄|讲讲|求助|帮忙|哦|哟|哈|噻|撒|嘞|咯|唔|冇|係|嗰个|呢个|点样|边个|咩|case|handle|deal|"
    r"\b(?:how|much|many|what|who|subsid\w*|support|help|please|can|could|i|we|you|is|are|there|any|get|the|a|an|do|does|it|this|that|apply|for|money|hello|hi|thanks|of|to)\b|\W|_"
)
_SUPPORT = re.compile(
    r"补贴|补助|支持|扶持|优惠|奖励|资助|好处|钱|subsid|support|money|grant|reward"
)
_NUMBER = re.compile(
    r"第?[\d一二三四五六七八九十]+(?:条|项|点|款|个?措施)|措施[\d一二三四五六七八九十]+|最后(?:一)?(?:条|项)"
    r"|(?:measure|clause|article|item|point|section)\s*(?:no\.?)?\s*\d+|last (?:measure|clause)"
)
_CONTENT_WORDS = re.compile(
    r"讲|说|写|内容|主要|具体|原文|全文|介绍|看|查|解释|意思|规定|关于|文件|say|about|tell|me|show|content|text|full|read|explain|clause|measure"
)


def says_nothing(reading: Reading) -> bool:
    """Whether a question does not say what it is about, such as 有补贴吗 or 谁负责."""
    return len(_EMPTY_WORDS.sub("", without_cues(reading.text))) < 2


def speaks_of_support(text: str) -> bool:
    """Whether a text in search form asks for money or support in general."""
    return bool(_SUPPORT.search(text))


def about_all_of_a_clause(text: str) -> bool:
    """Whether a text that names a clause asks for all of it, and not for something in it."""
    rest = _CONTENT_WORDS.sub("", _NUMBER.sub("", text))
    return len(_EMPTY_WORDS.sub("", rest)) < 4
