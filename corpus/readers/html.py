"""Web pages: the text of the body without what stands around it.

Navigation, page heads and feet, scripts and controls are left out. A data table becomes one line a row; a table that only
lays out the page is read as paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from corpus.errors import ReadingError
from corpus.readers.encoding import decode
from corpus.readers.furniture import LONGEST, is_furniture
from corpus.readers.model import Format, ReadText, canonical, counted, joined, row

# No form: pages of older servers stand within one as a whole.
_LEFT_OUT_NAMES = (
    "nav aside script style noscript template button select input textarea iframe object svg math canvas"
    " video audio img head"
)
_LEFT_OUT = frozenset(_LEFT_OUT_NAMES.split())
_FRAME = frozenset(("header", "footer"))  # left out, but for those of an <article> or of <main>
_FRAME_ROLES = frozenset(("navigation", "banner", "contentinfo", "search"))
_BLOCK_NAMES = (
    "html body main article section div p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table tr td th thead tbody"
    " tfoot caption blockquote pre center header footer figure figcaption address fieldset details summary"
    " form hr br"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_PLACES = frozenset(("div", "ul", "ol", "dl", "p", "span", "a", "section", "table", "center"))
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_BREAK = "\u2028"
_NUMBERED = re.compile(r"\s*[（(]?[〇零一二三四五六七八九十百\d]+[）)、.．]|\s*第")
_LAYOUT_PARAGRAPHS = 4  # a cell with as many paragraphs is no cell of data


def read(data: bytes, name: str, charset: str | None = None) -> ReadText:
    """The text of a web page; `charset` is the encoding that a server told, before what the page says.

    Raises:
        ReadingError: the encoding is unknown, or the page has no element.
    """
    said = _CHARSET.search(data[:4096])
    source, encoding = decode(data, name, charset or (said[1].decode() if said else None))
    root = _root(_DECLARATION.sub("", source), name)
    dropped: list[str] = []
    _prune(root, dropped)
    return ReadText(canonical([_text(root)]), Format.HTML, encoding, counted(dropped))


def _root(source: str, name: str) -> html.HtmlElement:
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = html.document_fromstring(source.replace("\x00", ""), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise ReadingError(f"{name} is no web page: it has no element") from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise ReadingError(f"{name} nests its elements too deeply; text would be lost")
    return root


def _prune(root: html.HtmlElement, dropped: list[str]) -> None:
    for element in list(root.iter(etree.Element)):
        if element.getparent() is not None and _is_left_out(element):
            dropped.append(element.tag)
            element.drop_tree()
    body = root.find("body")
    for element in list(body.iterdescendants(etree.Element)) if body is not None else ():
        if root in element.iterancestors() and _is_furniture(element):
            dropped.append(f"of the site {' '.join(_beginning(element).split())[:20]!r}")
            element.drop_tree()


def _is_left_out(element: html.HtmlElement) -> bool:
    if element.tag in _FRAME or element.get("role") in _FRAME_ROLES:
        return next(element.iterancestors("article", "main"), None) is None
    style = (element.get("style") or "").replace(" ", "").lower()
    hidden = element.get("hidden") is not None or "display:none" in style
    return element.tag in _LEFT_OUT or hidden


def _is_furniture(element: html.HtmlElement) -> bool:
    text = _beginning(element) if element.tag in _PLACES else ""
    if not text.strip():
        return False
    titled = next(element.iter("h1", "h2"), None) is not None
    name, identifier = element.get("class") or "", element.get("id") or ""
    return is_furniture(text, name, identifier, titled=titled)


def _beginning(element: html.HtmlElement) -> str:
    """The text of an element, of a long one so much that it can be told to be long."""
    pieces, length = [], 0
    for piece in element.itertext():
        pieces.append(piece)
        length += len(piece)
        if length > 2 * LONGEST:
            break
    return "".join(pieces)


def _text(root: html.HtmlElement) -> str:
    """The text of an element; a block begins and ends a line. A walk, not a recursion: pages nest deeply."""
    pieces: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        edge = _BREAK if element.tag in _BLOCKS else ""
        if event == "end":
            pieces += [edge, _collapsed(element.tail, element) if element is not root else ""]
        elif element is not root and element.tag == "table" and _is_data(element):
            pieces += [edge, *_rows(element)]
            walk.skip_subtree()
        else:
            pieces += [edge, _number(element), _collapsed(element.text, element)]
    return "".join(pieces)


def _collapsed(text: str | None, element: html.HtmlElement) -> str:
    """Text with its layout white space collapsed, as a browser shows it; lines of <pre> are kept."""
    if next(element.iterancestors("pre"), None) is not None or element.tag == "pre":
        return text or ""
    return _SPACE.sub(" ", joined(text)) if text else ""


def _number(element: html.HtmlElement) -> str:
    """What the browser prints before an item of an ordered list, unless the item has a label of its own."""
    parent = element.getparent()
    if element.tag != "li" or parent is None or parent.tag != "ol":
        return ""
    if _NUMBERED.match("".join(element.itertext())):
        return ""
    start = parent.get("start") or ""
    first = int(start) if start.isdecimal() else 1
    return f"{first + sum(1 for _ in element.itersiblings('li', preceding=True))}. "


def _is_data(table: html.HtmlElement) -> bool:
    rows = [list(_cells(tr)) for tr in table.iter("tr")]
    if table.find(".//table") is not None or max(map(len, rows), default=0) < 2:
        return False
    if _has_loose_text(table):
        return False
    return all(_paragraph_count(cell) < _LAYOUT_PARAGRAPHS for cells in rows for cell in cells)


def _has_loose_text(table: html.HtmlElement) -> bool:
    """Whether text stands beside the cells, where a browser shows it, too: it would be lost with the rows."""
    cells = {e for cell in table.iter("td", "th", "caption") for e in cell.iter()}
    beside = [e for e in table.iter() if e not in cells]
    texts = [text for e in beside for text in (e.text, *(child.tail for child in e))]
    return any(text and text.strip() for text in texts)


def _cells(tr: html.HtmlElement) -> Iterator[html.HtmlElement]:
    return (cell for cell in tr if cell.tag in ("td", "th"))


def _paragraph_count(cell: html.HtmlElement) -> int:
    return sum(1 for line in _text(cell).split(_BREAK) if line.strip())


def _rows(table: html.HtmlElement) -> Iterator[str]:
    for caption in table.iter("caption"):
        yield _text(caption) + _BREAK
    for tr in table.iter("tr"):
        cells = (_text(cell).replace(_BREAK, "\n") for cell in _cells(tr))
        yield row(cells) + _BREAK
