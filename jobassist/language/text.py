"""Language of a message, normal form with offsets, words, sentences and index terms."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from .found import Found
from .lexicon import read_lines, read_words, segmenter

Lang = Literal["zh", "en"]

# An e-mail address or a link, in which no name is looked for. Bounded, as a text may be one long
# word.
CONTACT = re.compile(r"[\w.%+'-]{1,64}@\S+|https?://\S+|www\.\S+")


@dataclass(frozen=True, slots=True)
class NormalisedText:
    """`text` is what grammars read; `offsets[i]` is where its character i stands in `original`.

    `lower` is `text` in lower case, of the same length. `offsets` has one more entry than `text`,
    so that an exclusive end maps too.
    """

    text: str
    original: str
    offsets: tuple[int, ...]
    lower: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the original's offsets for a span of the normal form."""
        if start >= end:
            return self.offsets[start], self.offsets[start]
        return self.offsets[start], self.offsets[end - 1] + 1


TextLike = str | NormalisedText


@dataclass(frozen=True, slots=True)
class Token:
    """One word: as written, its stem (lower case; English endings removed) and its span."""

    text: str
    stem: str
    start: int
    end: int
    kind: Literal["zh", "en", "number", "other"]


HAN = "\u3400-\u4dbf\u4e00-\u9fff〇"
LATIN = "A-Za-zÀ-ÖØ-öø-ɏ"

_ZERO_WIDTH = {0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD, 0x200E, 0x200F, 0x2028, 0x2029}
_SAME = {
    "‘": "'", "’": "'", "‛": "'", "′": "'", "“": '"', "”": '"', "„": '"', "「": '"', "」": '"',
    "–": "-", "—": "-", "―": "-", "‒": "-", "−": "-", "‐": "-", "‑": "-", "─": "-",
    "〜": "~", "∼": "~", "•": "·", "・": "·", "●": "·", "▪": "·", "■": "·", "◆": "·", "‧": "·",
    "⁄": "/", "∕": "/", "×": "x", "…": "...", "\t": " ", "\u00a0": " ", "\r": "\n",
}  # fmt: skip


def _is_emoji(code: int) -> bool:
    return (
        0x1F000 <= code <= 0x1FAFF
        or 0x2600 <= code <= 0x27BF
        or 0x2B00 <= code <= 0x2BFF
        or 0xE0020 <= code <= 0xE007F
    )


@lru_cache(maxsize=1)
def _simplified() -> dict[str, str]:
    traditional, simplified = read_lines("t2s.txt")
    return dict(zip(traditional, simplified, strict=True))


@lru_cache(maxsize=16384)
def _fold(char: str) -> str:
    """Return what stands for one character in the normal form, maybe nothing."""
    code = ord(char)
    if char == "\n":
        return char
    if char in _SAME:
        return _SAME[char]
    if code in _ZERO_WIDTH or 0xFE00 <= code <= 0xFE0F:
        return ""
    if _is_emoji(code) or char == "\ufffc":
        return " "
    if 0x2460 <= code <= 0x249B:
        # Circled list numbers: NFKC would glue "①5000" into 15000.
        digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", char))
        return f"({digits})"
    folded = unicodedata.normalize("NFKC", char)
    if folded != char:
        folded = "".join(_SAME.get(c, c) for c in folded)
    category = unicodedata.category(folded[0]) if folded else "Cf"
    if category in ("Cc", "Cf"):
        return " " if category == "Cc" else ""
    table = _simplified()
    return "".join(table.get(c, c) for c in folded)


# Stickers that chat apps write as words: [捂脸], [Facepalm].
_STICKER = re.compile(
    r"\[(?:捂脸|微笑|撇嘴|色|发呆|得意|流泪|害羞|闭嘴|睡|大哭|尴尬|发怒|调皮|呲牙|惊讶|难过|囧|抓狂|吐|偷笑|愉快|"
    r"白眼|傲慢|困|惊恐|憨笑|悠闲|咒骂|疑问|嘘|晕|衰|骷髅|敲打|再见|擦汗|抠鼻|鼓掌|坏笑|鄙视|委屈|快哭了|阴险|"
    r"亲亲|可怜|笑脸|生病|脸红|破涕为笑|恐惧|失望|无语|嘿哈|奸笑|机智|皱眉|耶|吃瓜|加油|汗|天啊|社会社会|旺柴|"
    r"好的|打脸|哇|翻白眼|666|让我看看|叹气|苦涩|裂开|嘴唇|爱心|心碎|拥抱|强|弱|握手|胜利|抱拳|勾引|拳头|OK|"
    r"合十|啤酒|咖啡|蛋糕|玫瑰|凋谢|菜刀|炸弹|便便|月亮|太阳|庆祝|礼物|红包|发|福|烟花|爆竹|猪头|跳跳|发抖|转圈|"
    r"doge|狗头|笑哭|笑cry|允悲|Facepalm|Smile|Sob|ThumbsUp|Grin|Cry|Shy|Smirk)\]"
)
_REPEATED = re.compile(r"([!?。，,、~;:！？])\1+|[ ]{2,}|\n{3,}|([!?])[!?]+")
_FILLER_ZH = re.compile(
    r"(?:(?<=^)|(?<=[\s,。、!?;]))(?:嗯+|呃+|额+|啊+|哦+|噢+|唉+|诶+|欸+|那个啥|那个|这个这个|就是说|就是那个|怎么说呢|然后呢)"
    r"(?=[\s,。、]|(?:我|想|要|找|是|有|他|她|在|做|月|工|年|地|大|从|你))[\s,。、]*|(?<![\u4e00-\u9fff])(?:嗯+|呃+)(?=.)[\s,、]*"
    r"|(?<=[\u4e00-\u9fff])呃+[\s,、]*"
)
_FILLER_EN = re.compile(
    r"(?<![A-Za-z'])(?:u+m+|u+h+|e+r+m*|e+h+|h+m+|you know|i mean|kind of like|sort of like|ok so|okay so|"
    r"so yeah|uh yeah|like(?=,| um| uh))(?![A-Za-z'])[\s,.]*",
    re.I,
)


def _lower(text: str) -> str:
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


@lru_cache(maxsize=64)
def _normalise(original: str, drop_fillers: bool) -> NormalisedText:
    if original.isascii():
        chars = list(original.replace("\t", " ").replace("\r", "\n"))
        offsets = list(range(len(original)))
    else:
        chars, offsets = [], []
        for position, char in enumerate(original):
            folded = char if char.isascii() and char not in "\t\r" else _fold(char)
            if len(folded) == 1:
                chars.append(folded)
                offsets.append(position)
            else:
                for c in folded:
                    chars.append(c)
                    offsets.append(position)
    offsets.append(len(original))
    text = "".join(chars)

    cuts: list[tuple[int, int]] = [m.span() for m in _STICKER.finditer(text)]
    for m in _REPEATED.finditer(text):
        keep = 2 if m[0].startswith("\n") else 1
        cuts.append((m.start() + keep, m.end()))
    if drop_fillers:
        for pattern in (_FILLER_ZH, _FILLER_EN):
            # A message that is nothing but a filler keeps it: 嗯 is an answer.
            cuts += [m.span() for m in pattern.finditer(text) if m.span() != (0, len(text.strip()))]
    if cuts:
        drop = bytearray(len(text))
        for start, end in cuts:
            drop[start:end] = b"\x01" * (end - start)
        kept = [i for i in range(len(text)) if not drop[i]]
        if kept or not drop_fillers:
            text = "".join(text[i] for i in kept)
            offsets = [offsets[i] for i in kept] + [len(original)]
    return NormalisedText(text, original, tuple(offsets), _lower(text))


def normalise(text: TextLike, *, drop_fillers: bool = False) -> NormalisedText:
    """Return the text in normal width and simplified characters, without emoji or zero-widths.

    `drop_fillers` also leaves out what dictation adds (嗯, 那个, um, uh). Not the default: 嗯 may
    be the whole answer. A `NormalisedText` is returned as it is.
    """
    return text if isinstance(text, NormalisedText) else _normalise(text, drop_fillers)


_HAN_CHAR = re.compile(f"[{HAN}]")
# 15k is no word.
_LATIN_WORD = re.compile(f"(?<![0-9{LATIN}])[{LATIN}]+(?:'[a-z]+)?")
_FULL_WIDTH = re.compile("[\uff01-\uff5e\u3001\u3002¥￥]")
_ZH_GRAMMAR = re.compile(
    r"[的了吗呢吧啊呀嘛么啥哪谁我你他她它咱俺您们是有在不没别要想找给把被让和跟或就都也还再又很太最能会可得着过去来做干"
    r"换改以上下里这那个请帮说看]|\d\s?[年岁元块万千]"
)
_EN_GRAMMAR = frozenset(
    "the a an i i'm im i'd i've i'll me my we our you your it its it's is are was were be been am do does did don't "
    "dont have has had want need looking look for to in at on of with without and or but not no any some that this "
    "these those what where which who how when would could can can't cant will near around from please pls thanks find show "
    "get give make more than less about per over under as if so just only also like work working worked job jobs".split()
)


def detect_language(text: TextLike, *, default: Lang = "en") -> Lang:
    """Return the language of the sentence; a mixed one has that of its grammar, not its nouns.

    `default` is for a text without letters (an emoji, a number).
    """
    normal = normalise(text)
    lower = normal.lower
    han = len(_HAN_CHAR.findall(lower))
    words = _LATIN_WORD.findall(lower)
    if not han:
        if _FULL_WIDTH.search(normal.original) and len(words) < 3:
            # Typed with a Chinese keyboard.
            return "zh"
        return "en" if words else default
    if not words:
        return "zh"
    zh_grammar = len(_ZH_GRAMMAR.findall(lower))
    en_grammar = sum(w in _EN_GRAMMAR for w in words)
    if en_grammar >= 2 and en_grammar > zh_grammar:
        return "en"
    if zh_grammar and zh_grammar >= en_grammar:
        return "zh"
    # Only nouns: a Chinese word has about two characters.
    return "zh" if han >= 1.5 * len(words) else "en"


# Order matters: names with signs in them first, then words, then numbers.
_WORD = re.compile(
    rf"(?P<en>(?<![{LATIN}0-9])(?:c\+\+(?:1[147]|2[03])?|[cfj]\#|(?:asp)?\.net(?![{LATIN}])|g\+\+|"
    rf"[{LATIN}][{LATIN}0-9]*\.(?:js|ts|io|ai|net)(?![{LATIN}0-9])|"
    rf"tcp/ip|ui/ux|ci/cd|pl/sql|a/b|r&d|p&l|f&b|q&a|h&s)"
    rf"|[{LATIN}][{LATIN}0-9]*(?:'[{LATIN}]+)?(?:\+\+|\#|\+(?=\W|$))?"
    rf"|\d+[{LATIN}][{LATIN}0-9]*)"
    rf"|(?P<number>\d+(?:[.,]\d+)*%?)"
    rf"|(?P<zh>[{HAN}]+)",
    re.I,
)

_VOWEL = re.compile(r"[aeiouy]")
_STEM_KEEP = frozenset(
    "news business process access express address class glass gas bus plus sales saas paas iaas sass less css aws dns ios "
    "sas sps gps sms analysis basis various previous is was this us his its as has does during evening morning string "
    "nothing something anything everything king ring spring bring thing wing sing red bed need feed seed speed shed "
    "led med ted fed kubernetes jenkins redis pandas series always perhaps canvas status campus physics mathematics "
    "logistics electronics statistics economics beijing nanjing chongqing wuxing boeing leeds paris dallas texas hundred "
    "node.js vue.js wales athens".split()
)  # fmt: skip


def stem_word(word: str) -> str:
    """Return a light English stem of a lower-case word: plural, -ing, -ed, final -e removed.

    Light on purpose: `driver` and `driving` stay apart, and names with signs are untouched.
    """
    word = word.removesuffix("'s")
    if len(word) <= 3 or word in _STEM_KEEP or not word.isascii() or not word.isalpha():
        return word
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith("sses"):
        word = word[:-2]
    elif word.endswith(("ches", "shes", "xes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        if word.endswith(ending):
            body = word[: -len(ending)]
            if len(body) >= 3 and _VOWEL.search(body):
                if body[-1] == body[-2] and body[-1] not in "lsz":
                    body = body[:-1]
                word = body
            break
    if len(word) > 4 and word.endswith("e"):
        word = word[:-1]
    return word


def segment(text: TextLike) -> list[Token]:
    """Return the words in order, Chinese cut by the lexicon, punctuation left out."""
    normal = normalise(text)
    tokens: list[Token] = []
    for m in _WORD.finditer(normal.text):
        kind = m.lastgroup
        if kind == "zh":
            for word, start, end in segmenter().tokenize(m[0]):
                a, b = normal.span(m.start() + start, m.start() + end)
                tokens.append(Token(word, word, a, b, "zh"))
            continue
        a, b = normal.span(*m.span())
        lower = m[0].lower()
        if kind == "number":
            tokens.append(Token(m[0], lower.replace(",", ""), a, b, "number"))
        else:
            tokens.append(Token(m[0], stem_word(lower), a, b, "en"))
    return tokens


_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|inc|ltd|co|corp|univ|dept|st|no|vs|etc|e\.g|i\.e|approx|sr|jr|[a-z]|"
    r"jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|ph\.d|b\.sc|m\.sc|u\.s|u\.k|a\.m|p\.m))$",
    re.I,
)
_SENTENCE_END = re.compile(r"[。!?;！？；]+[\"')\]]*|\n+|\.(?=\s|$)[\"')]*|(?:^|(?<=\s))[·*](?=\s)")


def split_sentences(text: TextLike) -> list[Found[str]]:
    """Return sentences and list lines, with spans, none of them blank."""
    normal = normalise(text)
    source = normal.text
    sentences: list[Found[str]] = []

    def add(start: int, end: int) -> None:
        while start < end and (source[start].isspace() or source[start] == "·"):
            start += 1
        while end > start and source[end - 1].isspace():
            end -= 1
        if start < end:
            a, b = normal.span(start, end)
            sentences.append(Found(source[start:end], a, b, normal.original[a:b]))

    begin = 0
    for m in _SENTENCE_END.finditer(source):
        if m[0].startswith(".") and _ABBREVIATION.search(source[max(0, m.start() - 8) : m.start()]):
            continue
        add(begin, m.end())
        begin = m.end()
    add(begin, len(source))
    return sentences


@lru_cache(maxsize=1)
def _stop_words() -> frozenset[str]:
    return read_words("stopwords.txt")


def index_terms(text: TextLike) -> list[str]:
    """Return the terms of the lexical search leg, in order, repeats kept, stop words dropped.

    The same function must be used at index and query time. A long Chinese word also gives its
    parts (工程师 → 工程, 工程师), a hyphenated or slashed English one its halves.
    """
    normal = normalise(text)
    stop = _stop_words()
    terms: list[str] = []
    for m in _WORD.finditer(normal.lower):
        kind = m.lastgroup
        if kind == "zh":
            terms += [w for w in segmenter().cut_for_search(m[0]) if w not in stop]
        elif kind == "number":
            terms.append(m[0].replace(",", ""))
        elif m[0] not in stop:
            stem = stem_word(m[0])
            terms.append(stem)
            if "." in stem[1:] and stem.endswith(".js"):
                terms.append(stem[:-3])
    return terms
