"""Build the tokenizer of the static encoder: characters and overlapping bigrams, as plain data.

All of it is in ``tokenizer.json``; no code is needed to read it back. The trick is in the
character map: a Han character ``c`` becomes ``c␟c␟c`` (``␟`` is U+E000), so that the text ``xy``
becomes ``x␟x␟xy␟y␟y``. Keeping the runs between separators gives ``x x xy y y``: the characters
and the bigram. The map also folds Traditional to Simplified characters, compatibility forms,
capital letters and accents, and drops variation selectors and zero-width characters.

Training only: nothing that answers a question imports this module.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tokenizers import Regex, Tokenizer
from tokenizers.models import WordLevel, WordPiece
from tokenizers.normalizers import Precompiled
from tokenizers.pre_tokenizers import Split
from tokenizers.trainers import WordLevelTrainer, WordPieceTrainer

SEPARATOR = "\ue000"
UNKNOWN = "[UNK]"
HAN_RUNS = r"\p{Han}+"
LATIN_RUNS = r"[a-z]+|[0-9]+"
MOST_CHARACTERS = 7_000

_MAPPED = (range(0x80), range(0xA0, 0xAC00), range(0xE000, 0xE001), range(0xF900, 0x10000))
_MAPPED_RARE = (range(0x1D400, 0x1D800), range(0x2F800, 0x2FA20), range(0xE0100, 0xE01F0))
_HAN = (range(0x3007, 0x3008), range(0x3400, 0x4DC0), range(0x4E00, 0xA000))
_HAN_RARE = (range(0x20000, 0x323B0),)


def build_tokenizer(texts: Sequence[str], size: int, latin_size: int) -> Tokenizer:
    """Train the vocabulary on ``texts`` and return the tokenizer, ``[UNK]`` as token 0.

    ``size`` bounds all tokens; ``latin_size`` of them are English words, continuation pieces
    (``##ing``) and numbers. The rest are Han characters (up to ``MOST_CHARACTERS``), then bigrams,
    by falling frequency. A Han character or bigram outside the vocabulary is ``[UNK]``; Latin
    letters and digits never are, but for a run of more than 100. Two builds on the same texts may
    differ in a few of the rarest English pieces: the trainer breaks ties as it pleases.
    """
    charsmap = compile_character_map(character_rules())
    latin = _latin_pieces(texts, charsmap, latin_size)
    han = _han_pieces(texts, charsmap, size)
    characters = [piece for piece in han if len(piece) == 1][:MOST_CHARACTERS]
    bigrams = [piece for piece in han if len(piece) == 2]
    pieces = dict.fromkeys([UNKNOWN, *latin, *characters, *bigrams])
    vocabulary = {piece: number for number, piece in enumerate(list(pieces)[:size])}
    model = WordPiece(vocabulary, unk_token=UNKNOWN, max_input_chars_per_word=100)
    return _assemble(model, charsmap, f"{HAN_RUNS}|{LATIN_RUNS}")


def character_rules() -> dict[str, str]:
    """The character map: each character that changes, and what it becomes (may be empty)."""
    from opencc import OpenCC

    to_simplified = OpenCC("t2s").convert
    characters = (chr(code) for block in (*_MAPPED, *_MAPPED_RARE) for code in block)
    folded = {character: _fold(character) for character in characters}
    simplified = {c: "".join(map(to_simplified, text)) for c, text in folded.items()}
    spread = {c: "".join(map(_spread, text)) for c, text in simplified.items()}
    return {character: text for character, text in spread.items() if text != character}


def compile_character_map(rules: dict[str, str]) -> bytes:
    """Compile ``rules`` to the binary form that ``normalizers.Precompiled`` reads.

    sentencepiece compiles it while it trains a model; that throw-away model is not kept.
    """
    import sentencepiece
    from sentencepiece import sentencepiece_model_pb2

    with TemporaryDirectory() as folder:
        table, prefix = Path(folder, "rules.tsv"), str(Path(folder, "scratch"))
        table.write_text("".join(map(_rule_line, rules.items())), encoding="ascii")
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(["abc", "abd"]),
            model_prefix=prefix,
            model_type="char",
            vocab_size=16,
            hard_vocab_limit=False,
            normalization_rule_tsv=str(table),
            minloglevel=2,
        )
        proto = sentencepiece_model_pb2.ModelProto()  # type: ignore[attr-defined, unused-ignore]
        proto.ParseFromString(Path(prefix + ".model").read_bytes())
    return bytes(proto.normalizer_spec.precompiled_charsmap)


def _fold(character: str) -> str:
    """Compatibility form, lower case, without marks: ``Ａ`` → ``a``, ``⾦`` → ``金``."""
    if character == SEPARATOR:
        return " "
    folded = unicodedata.normalize("NFKC", character).lower()
    parts = unicodedata.normalize("NFD", folded)
    kept = "".join(part for part in parts if not _is_invisible(part))
    return unicodedata.normalize("NFC", kept)


def _is_invisible(character: str) -> bool:
    """Combining marks, variation selectors and zero-width characters.

    The Arabic number signs (U+0600 to U+0605, U+06DD) stay: they open a grapheme cluster, and the
    map is tried on a whole short cluster first: an empty target would swallow what follows.
    """
    category = unicodedata.category(character)
    return category in ("Mn", "Me") or (category == "Cf" and not 0x600 <= ord(character) < 0x900)


def _spread(character: str) -> str:
    han = any(ord(character) in block for block in (*_HAN, *_HAN_RARE))
    return SEPARATOR.join(character * 3) if han else character


def _rule_line(rule: tuple[str, str]) -> str:
    source, target = (" ".join(f"{ord(character):X}" for character in side) for side in rule)
    return f"{source}\t{target}\n"


def _assemble(model: WordLevel | WordPiece, charsmap: bytes, kept: str) -> Tokenizer:
    """A tokenizer that keeps the runs matching ``kept`` and drops all between them."""
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = Precompiled(charsmap)
    tokenizer.pre_tokenizer = Split(Regex(kept), behavior="removed", invert=True)
    return tokenizer


def _latin_pieces(texts: Sequence[str], charsmap: bytes, size: int) -> list[str]:
    tokenizer = _assemble(WordPiece(unk_token=UNKNOWN), charsmap, LATIN_RUNS)
    alphabet = list("abcdefghijklmnopqrstuvwxyz0123456789")
    trainer = WordPieceTrainer(
        vocab_size=size, min_frequency=3, initial_alphabet=alphabet, show_progress=False
    )
    tokenizer.train_from_iterator(_with_latin(texts), trainer)
    continued = ["##" + character for character in alphabet]
    # Sorted: the trainer numbers the continued letters in another order each time.
    return alphabet + continued + sorted(tokenizer.get_vocab())


def _han_pieces(texts: Iterable[str], charsmap: bytes, size: int) -> list[str]:
    tokenizer = _assemble(WordLevel(unk_token=UNKNOWN), charsmap, HAN_RUNS)
    trainer = WordLevelTrainer(vocab_size=4 * size, min_frequency=2, show_progress=False)
    tokenizer.train_from_iterator(iter(texts), trainer)
    vocabulary = tokenizer.get_vocab()
    return sorted(vocabulary, key=vocabulary.__getitem__)


def _with_latin(texts: Iterable[str]) -> Iterator[str]:
    """Only texts with a letter or digit: most of a Chinese text's work is then saved."""
    return (text for text in texts if any(c.isascii() and c.isalnum() for c in text))
