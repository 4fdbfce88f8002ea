"""Words by which questions often show what they ask for: evidence for the model of `asks.py`, not a verdict.

Cues are matched in the search form, so they are written in Simplified and lower case; English cues stand beside them.
"""

from __future__ import annotations

import re

from assistant.asks import Aspect

_CUES: dict[Aspect, str] = {
    Aspect.UNITS: r"(哪几家|哪些|哪几个|哪家)(公司|企业)(在)?(负责|牵头|管)|(边个|边度|哪个)(来|系)?(负责|管|牵头|主管|跟)|(负责|牵头)(的)?(是)?(谁|哪|边个)|(都)?有谁(负责)?$|谁(来)?(负责|管|牵头|主管|落实)|(哪个|哪些|哪几个|哪几家|哪家|什么|边个|边几个|几个)(单位|部门|机关|局|委|委局|衙门|机构)|责任(单位|部门)|主管(单位|部门|机关)|归(谁|哪)|(找|问)(谁|哪个|哪家|哪些|哪几个|边个)|牵头|"
    r"(who|whom).{0,30}(responsible|charge|contact|call|phone|talk to|ask|handles?|runs?|oversees?|lead)|which .{0,25}(department|agenc|authorit|bureau|office|bod(y|ies)|unit|commission|regulator)|responsible (unit|bod|depart|agenc)|in charge",
    Aspect.AMOUNT: r"金额|数额|(补贴|补助|奖励|资助|收费|扶持|支持)(的)?标准|(?<!电话)(?<!号码)(?<!文号)(?<!地址)(?<!电话是)(?<!号码是)(?<!文号是)多少(钱|万|元|块|美元|美金|比例|额度|点|个点)?|好多(钱|万|个点)|几(多)?(钱|万(?!个|件|单|票|人|家|箱|条)|块|个点|成|趴|百万)|给好多|百分之几|比例|上限|封顶|最高(可|能|给|补)|额度|利率|费率|税率|运费|租金|会费|奖金|单价|报价|安家费|一亩|便宜多少|"
    r"how (much|many percent)|what (percentage|rate|amount|interest|rent|price|fee|sum)|per cent|percentage|interest rate|how big .{0,12}(grant|subsid|reward)|cap on|maximum|price|fee\b",
    Aspect.CONTACT: r"电话|号码|手机号|联系方式|联系人|联络|微信|地址|在哪(栋|条(?!提|说|写|讲|里|款|文)|个区|里办公|座)|哪条路|哪栋|网址|官网链接|网站是|邮箱|门牌|值班|姓名|姓啥|贵姓|是哪位|phone|telephone|hotline number|e-?mail address|street|website|url|opening hours|office hours|\baddress\b|name of the (person|officer|official)",
    Aspect.PROCEDURE: r"(怎么|如何|怎样|咋|点样|咋个|要怎么)(申请|申报|办理|办|报名|填|报|认定|注册|登记|走流程)|流程|材料|表格|哪张表|哪些表|(哪些|什么|交|带)附件|资料清单|下载|步骤|窗口交|资质|证件|什么条件|要什么条件|门槛是|打分|评审标准|"
    r"how (do|can|to|should) .{0,25}(apply|register|enrol|submit|file)|application form|which (form|papers|documents)|what (documents|papers|paperwork|materials)|procedure|checklist|sign up",
    Aspect.TIME: r"截止|几月(份)?|什么时候|何时|几时|哪一?天|几号|哪几天|几天|多久|几个(工作日|小时|月)|时刻表|班次|几班|几点|到账|提前多久|期限|deadline|when\b|how (long|soon|many days|many weeks)|timetable|schedule|what date|until when",
    Aspect.NAMES: r"名单|目录|清单|叫什么名字|分别(叫|是)(什么|哪)|具体是哪|哪几家(银行|公司|企业)|会长|list of (the )?(banks|parks|warehouses|firms|companies|names)|names of|name the",
    Aspect.VALIDITY: r"还(有效|在执行|管用|能用|算数|作数|执行|在用|生效|适用)|有效(期|吗|没|否)|有没有效|过期|到期|失效|废止|作废|生效|仍然有效|没过时|管到|延续|开始(执行|实施|施行)|(执行|实施)(了)?(没|吗|否)|still (valid|in force|apply|applies|effective|available|running|on)|valid|expired?\b|in force|in effect|lapse|run out",
    Aspect.WHICH_CLAUSES: r"(条款|条文|条目|措施)(里|里头|里面|中)?.{0,12}(都有哪些|有哪些|是哪些|全部)|的(条款|条文|条目|条条)([,。?!]|$|是|有(?!没)|呢)|几(条|个)(措施|measure|clause)|(找|列|挑)(一下|下|出)?.{0,12}的(条款|条文|措施)|(目标|奖励|补贴|资金|措施|条款|条目)(都)?(有|是)哪些|(哪|那)(几|些)(条|项|点|款|措施|条款|条措施|项措施|条目)(?!路|街|线|船|航|龙)|条款是哪|(条|项)是哪(几|些)|哪(些|几) ?(measures?|clauses?|articles?)|哪几?条(?!路|街|线|船|航|龙)|第几条|几条责任|条目都|各条|所有(的)?(条|措施)|"
    r"which (of the )?(measures?|clauses?|articles?|items?)|(list|name) ((them|those|these) )?(all|every|each)|all (the )?(measures|clauses)|every measure",
    Aspect.CLAUSE_COUNT: r"条[,、 ]*还是.{1,4}条|(措施|条款|条文)(的)?(总数|数目|数量|条数)|(一共|总共|共|合计|拢共|整共)(有|列了|是|分|写了|列)?(多少|几|好多)(条|项|个措施|点|款|大块)|几多(条|项)|多少(条|项)措施|分(成)?(几|多少)(条|项|大块|部分)|有(几|多少)(条|项)(措施)?(?!责任)|how many (measures|clauses|articles|items|sections|points)",
    Aspect.NUMBER: r"文号|字号|发文号|文件(编)?号|公文编号|第几号|document (number|no)|reference (number|no)|official number|doc(ument)? ?number",
    Aspect.ISSUED: r"\d\d年(的)?还是|20\d\d年(\d+月)?(由|是).{0,10}(发|印|出台|颁)|是?哪(一)?年(的|发|出|印)|(哪一?天|何时|几时|几号|几月|什么时候|哪年|日期|时间).{0,6}(发|印|出|颁|公布|落款|制定)|(发|印发|发布|出台|颁布|公布|落款|出|制定)(的|得|了)?(日期|时间|年月|哪一?天|是?(哪|几|什么时候))|几月几号|年月日|签发|20\d\d年(\d+月)?(发|出|印|颁)|"
    r"(when|what (date|day|year)).{0,40}(issued|published|released|promulgated|come out|came out|adopted|dated)|(issue|publication|release) date|date of (issue|publication)",
    Aspect.ISSUER: r"由.{1,12}(发|印发|颁|制定|出台)的?([,。?]|对|吗|$)|(政府|办公厅|市里|国家|商务委).{0,4}(发|印|出|落款)的?(还是|对|吗|没)|by (which|what) (office|body|authority|government|department)|落款(是|写|的)?(?!时间|日期|哪天|几)|(谁|哪(个|家|级|里)?(机关|部门|单位|机构)?|什么(机关|部门|单位)|哪家|边个(部门|机关)?).{0,4}(发|印|出|颁|制定|发布|公布)|发文(机关|单位|部门)|(发布|印发|颁布|制定|出台)(的)?(机关|单位|部门)|盖.{0,5}章|issued by|who (issued|published|released|put out)|issuer|issuing (body|authority|office)|which (body|office|authority|government).{0,20}(issued|published|released)",
    Aspect.DEMAND: r"(对|要求).{0,8}(收文|各?区县|单位|部门).{0,6}(要求|做什么|怎么做)|提了?.{0,3}要求|贯彻执行|怎么执行|what .{0,20}(required|asked) of|instruct",
    Aspect.TITLE: r"印发(的是)?(什么|哪个)|是什么文件|哪份文件|全称|全名|正式(名|标题|叫)|(文件|政策|通知|措施).{0,4}(名字|名称|标题|题目|叫啥|叫什么)|标题|full (title|name)|official (title|name)|title of",
    Aspect.ADDRESSEES: r"(发|印发|下发|写)给(谁|哪|了)|收文|受文|抬头|主送|对象都有谁|给谁的|addressed|addressee|recipients?|sent to",
    Aspect.APPROVAL: r"(市政府|政府)(有没有|是否)?.{0,6}(同意|批准|通过|approve)|草案|征求意见|正式文件|approved?\b|draft\b|formally adopted",
    Aspect.PURPOSE: r"什么会议|想?解决(什么|啥|哪些)|干(什么|啥|嘛)用|为了?(落实|贯彻)|哪些(会议|精神)|什么精神|开头.{0,4}(说|写|讲)|为(什么|啥|何)(子|要)?.{0,6}(出|制定|发|搞|推)|目的|依据|背景|初衷|purpose|background|aim of|why was|why did|why has",
    Aspect.OVERVIEW: r"总结|概括|目录|大概|概述|要点|整体框架|介绍(一下)?(整份|这份|这个)|(讲|说|写|管)(了)?(些)?(什么|啥)|重点|分别讲|大意|主要内容|summar|overview|outline|main points|table of contents|in a nutshell|what is .{0,25}about",
    Aspect.ROLE: r"(负责|承担|领|参与|涉及|管)(了)?(哪些|什么|哪几|几)|有哪些(任务|职责|活|事)|(任务|职责)(有|是)(哪些|什么)|挂(了|着)?名|part in|involve|tasks? (of|for)|responsib",
    Aspect.TARGET: r"目标|到20\d\d年|2\d年|(多少|几|好多)(个|家|条|户)|达到|how many|target|goal|by 20\d\d",
}
CONFIRMS = re.compile(
    r"吧|对吗|对不对|是不是|是吗|没错|听说|right\b|correct|(?:isn't|aren't|don't|doesn't) (?:it|they)|is it true|i heard"
)
"""How a question asks to have something confirmed."""
PATTERNS = {aspect: re.compile(pattern) for aspect, pattern in _CUES.items()}
"""The cue of an aspect, in search form."""


def cues(text: str) -> tuple[bool, ...]:
    """Which cues a text in search form has, in the order of PATTERNS, and whether it wants something confirmed."""
    return (*(bool(p.search(text)) for p in PATTERNS.values()), bool(CONFIRMS.search(text)))


_STRIPPED = (
    Aspect.UNITS,
    Aspect.AMOUNT,
    Aspect.CONTACT,
    Aspect.PROCEDURE,
    Aspect.TIME,
    Aspect.NAMES,
    Aspect.VALIDITY,
    Aspect.WHICH_CLAUSES,
    Aspect.CLAUSE_COUNT,
)


def without_cues(text: str) -> str:
    """A text in search form without the words that ask for something of a subject."""
    for aspect in _STRIPPED:
        text = PATTERNS[aspect].sub("", text)
    return text
