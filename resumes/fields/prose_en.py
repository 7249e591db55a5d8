"""English running text and notes: I've been a staff nurse at Leeds General since 2019."""

import re
from itertools import groupby

from jobassist.language.found import Found

from .cells import (
    CellSpan,
    degree_in,
    org_score,
    read_cell,
    school_in,
    split_commas,
    task_score,
)
from .entries import assign_cells
from .lists import add_skill, read_languages, split_items
from .prose import Clause, Prose, bare
from .reading import Entry, Piece, iter_lines, trim, within
from .schools import read_school_parts
from .times import date_piece, is_too_vague, put_range
from .words import EN_GIVEN_NAMES, EN_SCHOOL, EN_TASK, en_org_pattern, looks_like_en_name

_ABBREVIATION = r"(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bDr)(?<!\bSt)(?<!\bLtd)(?<!\bInc)(?<!\bCo)(?<!\bUniv)(?<!\bJr)(?<!\bvs)(?<!\be\.g)(?<!\bi\.e)(?<!\b[A-Z])"
_SENTENCE_STOP = re.compile(rf"\n|[!?;]|{_ABBREVIATION}\.(?=\s|$)")
_MARKERS = re.compile(
    r"(?i)(?<=[\w)])(?<!,)\s+(?=(?:before that|prior to that|previously|after that|and before|then (?:again|i|moved|went|at|worked|my|a|to)|and then|but before|"
    r"and now|now i|currently|since then|where i (?:was|worked|did)|now (?:i )?(?:want|looking|seeking|hoping)|my name|(?:so )?(?:the )?name(?:'s| is)|i(?:'m| am|'ve| have| was| worked| drive| did| do| used| also)|been (?:doing|working|a|an|at|with)|no accidents|no complaints|worked (?:at|for|as))\b)"
)
_FILLER = re.compile(
    r"(?i)^(?:(?:uh+|um+|erm?|so|yeah|well|ok(?:ay)?|like|basically|and|also|but|hi|hello|hey|just|please|thanks|plus|&|the)\b[\s,]*|-\s+|\*\s+)+"
)
_NAME = re.compile(
    r"(?i:(?<!same )\b(?:my (?:full )?names?(?:'s| is|:)?|(?:the |full )?name(?:'s| is|:)?|i am|i'm|im|this is|it's|call me|named)\s+)(?P<n>[^\W\d_][\w'’.-]*(?:\s+[^\W\d_][\w'’.-]*){0,3})"
)
_SINCE_WORDS = re.compile(
    r"(?i)\b(?:since|from|starting|started(?: in)?|joined(?: in)?|began(?: in)?|back in|in)\s*$"
)
_UNTIL_WORDS = re.compile(
    r"(?i)\b(?:until|till|til|to|left(?: in)?|up to|finished(?: in)?|ended(?: in)?|through|laid off(?: in)?|stopped(?: in)?|quit(?: in)?)\s*$"
)
_LAST_WAS = re.compile(
    r"(?i)\b(?:last (?:at|with|job)|laid off|made redundant|used to|formerly|previously|left\b|was (?:a|an|at|with|the)|until recently|ex-)"
)
_VAGUE_UNTIL = re.compile(
    r"(?i)\b(?:until|till|til|up to|to)\s+(?:this|last|the)\s+(?:spring|summer|autumn|fall|winter|easter|christmas|year)[\s,.-]*$"
)
_TOLD_PAST = re.compile(
    r"(?i)\b(?:was|were|worked|did|used to|spent|taught|drove|cleaned|cooked|before that|previously|prev|formerly|until recently)\b"
)
_TOLD_NOW = re.compile(
    r"(?i)\b(?:now|since|currently|still|present|am|i'm|im|i've been|have been|been|today)\b"
)
_CAME_WENT = re.compile(
    r"(?i)(?:(?:where|which|and|that|i|then|have|been|there|it)\s+)*(?:started|joined|began|stopped|left|finished|ended|quit|until|since)\b"
)
# What happened at home is no part of a résumé.
_LIFE = re.compile(
    r"(?i)\b(?:my|the|our)\s+(?:husband|wife|partner|mum|mom|mother|dad|father|son|daughter|kids?|children|baby|family|parents?|nan|gran|divorce|illness)\b.*\b(?:ill|sick|poorly|died|passed|born|came|was|were|needed|got|is|are)\b|\bcareer break\b|\bsabbatical\b|^(?:then )?(?:i )?(?:moved|came|emigrated|relocated) (?:here|over here|back|from)\b|\b(?:pregnan|maternity leave|divorc|redundan|bereave)|^(?:got|was|been) (?:ill|sick|made redundant|laid off)|\bso nothing since\b|\bgap for (?:the )?(?:kids|children|family)\b"
)
_OPINION = re.compile(
    r"(?i)\b(?:hard[- ]?working|reliable|punctual|never late|team player|friendly|honest|trustworthy|quick learner|fast learner|learn fast|motivated|organi[sz]ed|good with people|flexible|results driven|passionate|enthusiastic|conscientious|dependable)\b"
)
_PAST = re.compile(
    r"(?i)^(?:[-*•]\s*)?(?:before(?: that)?|b4(?: that)?|prior(?: to that)?|previously|prev(?:ious)?|formerly|earlier|used to|ex-|first|originally|started (?:out|off)|past)\b[\s:,]*"
)
_NEXT = re.compile(r"(?i)^(?:then(?: again)?|after that|later|afterwards|again)\b[\s:,]*")
_NOW = re.compile(r"(?i)^(?:now|currently|presently|at the moment|these days)\b[\s:,]*")
_WISH = re.compile(
    r"(?i)^(?:(?:i(?:'m| am)?|im|i'd|currently|now|just|am|and|so)\s+)*(?:want(?:s|ing)?|would like|d like|looking (?:for|to)|need(?:s|ing)?|seeking|hoping|hope|wish|searching|after a|after an|open to|prefer(?!red)|willing to|can start|(?:would|will|can) do any(?:thing)?|anything considered|available|happy to|interested in|help me|write (?:me )?(?:a|my)|cv pls|resume pls|can you|could you|please|is there|any (?:jobs|work)|no (?:agency|agencies|weekends|nights|cold))\b"
)
_WITHDRAW = re.compile(
    r"(?i)\b(?:do ?n[o']?t|dont|please don'?t|rather not|not to)\s+(?:put|write|include|mention|add|say)\s*(?:that|this|it|him|her|any of that)?\b|\bleave (?:that|this|it) out\b|\b(?:keep|leave) (?:that|this|it) off\b|\boff the record\b|\bbetween us\b"
)
_REASON_LEFT = re.compile(
    r"(?i)^(?:i )?(?:left|quit|resigned|had to leave)\s+(?:because|due|cos|cause|as|for (?:family|personal|health))\b"
)
_NOUN_STOP = r"(?=\s+(?:as|at|in|since|from|for|doing|where|and|until|till|on|near|out of|based|while|which|but|then|before|after|with|who|handling|running|working|is|was|i)\b|\s*[,.;:(\n—–]|\s+-\s|$)"
_AT = re.compile(
    rf"(?i:(?:@|w/|\b(?:at|for|with|joined|by|of|to|from|employer|in the|in a|in an|on a|on the)\b)\s*)(?P<x>(?:the |a |an |my |our |one of the )?[^\s,.;:()][^,;:()\n]*?){_NOUN_STOP}"
)
_AT_STRONG = re.compile(r"(?i)^(?:at|for|with|joined|by)\b|^@|^w/")
_NOT_ORG = re.compile(
    r"(?i)^(?:(?:as|in|on|by|with|from|to|of|for|and|or|but|so|because|when|while|after|before|since|still|also|left|quit)\b.*|(?:the |a |an |my |our )?(?:least|most|home|night|nights|day|days|work|moment|present|time|times|uni|university|college|school|about|around|over|nearly|almost|more|less|years?|months?|weeks?|year|month|"
    r"\d.*|one|two|three|four|five|six|seven|eight|nine|ten|fun|good|free|now|it|them|him|her|me|us|you|that|this|those|these|there|here|all|everything|everyone|people|customers?|clients?|kids|children|patients|students|"
    r"experience|front|back|side|end|team|teams|own|same|job|role|while|past|last|first|family|mum|dad|mother|father|myself|hand|hands|quota|average|side|road|shift|shifts|phone|phones|till|tills|full[- ]time|part[- ]time|contract|business|office|field|industry|sector|trade|area|company|firm|place|site|again|date|age|then|rest|whole|ground|scratch|floor|floors|go|level|ward|section|charge|excel|sales|it))$"
)
_GENERIC = re.compile(
    r"(?i)^(?:(?:a|an|the|my|our|some|few|several|various|different|two|three|couple of|local|small|big|large|busy|family|private|nhs|independent|high street|city|town|village|regional|national|major|well known|old|new|little|nearby|chain of|bunch of|of)\s+)*"
    r"(?:(?:[A-Z][\w'-]+|stroke|care|nursing|fish|chip|coffee|parcel|shipping|tech|software|law|accounting|construction|cleaning|security|marketing|insurance|manufacturing|food|car|meat|steel|primary|secondary|elementary|middle|high|day|medical|dental|retail|distribution|call|fulfil+ment|family|delivery|travel|estate|staffing|recruitment|startup|start-up)\s+)*"
    r"(?:hospitals?|clinic|surgery|ward|care homes?|homes?|nursing homes?|schools?|nursery|nurseries|college|university|hotels?|restaurants?|cafes?|cafés?|pubs?|bars?|bakery|kitchens?|shops?|stores?|coffee shops?|supermarkets?|salons?|spas?|gyms?|warehouses?|depots?|hub|factory|factories|plant|mill|sites?|building sites?|farm|farms|garages?|firm|firms|company|companies|agency|agencies|startup|start-up|startups|office|offices|bank|banks|call cent(?:re|er)s?|cent(?:re|er)|church|charity|practice|studio|business|shop floor|band)$"
)
_OUT_OF = re.compile(
    r"(?i)\b(?:in|near|outside|out of|based in|around|over in|up in|down in|from)\s+(?:the\s+)?(?P<x>[A-Za-z][\w .'’-]{1,30}?)(?=\s*(?:[,.;:()]|\s-\s|since|for|from|as|before|until|doing|where|\d|airport|area|$))"
)
_AS = re.compile(
    r"(?i)\b(?:as|work(?:ed|ing)? as|job as|became|promoted to|made|role of|position of|title (?:is|was)|made up to|stepped up to)\s+(?:an?\s+|the\s+|their\s+)?(?P<x>[A-Za-z][^,.;:()\n]*?)(?=\s+(?:at|for|with|in|since|from|on|and|until|till|of a|of the|there|where|for)\b|\s*[,.;:()\n]|\s+[-—–]\s|\s+\d|$)"
)
_BEEN = re.compile(
    r"(?i)\b(?:i'?m|i am|i'?ve been|i have been|been|i was|was|were|being|i'?m now|am)\s+(?:currently\s+|now\s+|working as\s+|an?\s+|the\s+|their\s+)+(?P<x>[A-Za-z][^,.;:()\n]*?)(?=\s+(?:at|for|with|in|since|from|on|and|until|till|near|who|over|by|of|looking|seeking|wanting|trying)\b|\s*[,.;:()\n]|\s+[-—–]\s|\s+\d|$)"
)
_DO_TRADE = re.compile(
    r"(?i)^(?:i|i've|ive|been)\s+(?:(?:always|mostly|only|just|do|currently|been|have)\s+)*(?P<v>drive|driving|drove|clean|cleaning|cleaned|teach|teaching|taught|cook|cooking|cooked|weld|welding|welded|bake|baking|baked|paint|painting|painted|nannied)(?:\s+(?P<o>[A-Za-z][\w -]{0,30}?))?(?=\s+(?:for|at|in|since|with|around|out|been|and)\b|\s*[,.;\n]|$)"
)
_AGENT = {
    "driv": "driver",
    "drov": "driver",
    "taught": "teacher",
    "nann": "nanny",
    "clean": "cleaner",
    "teach": "teacher",
    "cook": "cook",
    "weld": "welder",
    "bak": "baker",
    "paint": "painter",
}
_DURATION = re.compile(
    r"(?i)\b(?:(?:about|around|like|nearly|almost|over|roughly|some|approx\.?|the (?:last|past)|more than|just over|just under)\s+)*(?:\d{1,2}(?:\.\d)?\+?|a|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|a few|few|couple of|a couple of|several|many|half a)\s*(?:and a half\s*)?[- ]?(?:years?|yrs?|y\b|months?|mos?\b)(?:['’])?(?:\s+(?:of\s+)?experience)?"
)
_CERT = re.compile(
    r"(?i)\b(?:ACCA|CIMA|AAT(?: level \d)?|CPA|CFA(?: level (?:\d|i+))?|PMP|PRINCE2(?: foundation| practitioner)?|[A-Z]{3,6} (?:diploma|member(?:ship)?|registered|registration|accredited|certified)|CIPD(?: level \d)?|CDL(?:[ -]?(?:class )?[ABC]\b)?|class\s?[12ABC](?:\s+licen[cs]e)|HGV(?: class)?\s?[12]?(?: licen[cs]e)?|LGV|cat(?:egory)? c(?:\+e)?|enhanced DBS|DBS(?: checked?)?|"
    r"NMC(?: (?:pin|registration|registered))?|HCPC(?: registered| registration)?|GMC|SIA(?: (?:licen[cs]e|badge|door supervisor))?|CSCS(?: (?:card|gold|blue|green))?|IPAF|PASMA|CPCS|NPORS|ECS card|AM2|(?:ALS|ILS|EPLS|PILS|NLS)(?: provider)?|moving (?:and|&) handling|medication (?:trained|training|administration)|(?:FLT|forklift) (?:counterbalance|reach)|gas safe reg\b|digi(?:tal)? tacho(?:graph)?(?: card)?|NVQ(?: level)? ?\d(?: in [a-z ]+| [a-z]+(?: (?:&|and) [a-z]+){0,2}(?: [a-z]+)?)?|BTEC|level [1-7](?: [a-z][a-z &]+?)?(?=\s+last\b|\s+in 20|\s*[,.;\n(]|\s+and\b|$)|"
    r"(?:emergency )?first aid(?: at work)?|food hygiene(?: level \d| certificate)?|food safety|hazmat|tanker|doubles|twic(?: card)?|OSHA[- ]?\d{2}|AWS certified [a-z ]+|CCNA|CCNP|CompTIA [A-Za-z]+\+?|ServSafe|BLS|ACLS|PALS|CPR|CNA|LPN|QTS|TEFL|TESOL|CELTA|gas safe(?: registered)?|CPC|ADR|digi(?:tal)?(?: tacho(?:graph)?)? card|tacho(?:graph)? card|food handler'?s? card|JIB(?: gold| silver)?(?: card)?|PUWER|LOLER|SMSTS|SSSTS|18th edition|2391|manual handling|safeguarding|"
    r"(?:full |clean |full clean |full uk |uk |valid )*driv(?:ing|er'?s?) licen[cs]e|(?:counterbalance|forklift|fork lift|flt|reach(?: truck)?|personal|telehandler|motorcycle|bus|taxi|electrician'?s?|plumbing|nursing|teaching|real estate|cosmetology|hairdressing|barber|security|alcohol|pilot'?s?)\s+(?:licen[cs]es?|tickets?|cert(?:ificate)?|qualification|badge)|"
    r"six sigma(?: (?:green|black|yellow) belt)?|scrum master cert\w*|CSM|ITIL(?: v?\d)?(?: foundation)?|leaving cert|safe pass|manual handling|HACCP)\b"
)
_CERT_GENERIC = re.compile(
    r"(?P<n>(?:[A-Za-z][\w&/+-]{0,40}\s+){1,4}(?:licen[cs]e|certificate|certification|diploma in [a-z ]+|ticket|registration|accreditation))\b"
)
_CERTIFIED = re.compile(
    r"(?i)\b(?:certified|qualified|registered|licen[cs]ed)\s+(?:in\s+)?(?P<n>[A-Za-z][\w ]{2,40}?)(?=\s+(?:with|at|since|and|for|by)\b|\s*[,.;\n]|$)"
)
_AWARD = re.compile(
    r"(?i)\b(?:finalists?|winner|won (?:the|an?|best)|award(?:ed|s)?|prize|(?:employee|member|salesperson|rep|driver|nurse|teacher|barista) of the (?:month|year|quarter)|runner[- ]up|champion|medal|dean'?s list|scholarship|honou?r roll|shortlisted|top (?:seller|performer)|president'?s club)\b"
)
_SKILL_LEAD = re.compile(
    r"(?i)^(?:i\s+|i'm\s+|also\s+)*(?:can(?: also)?(?: do)?|know(?:s)?(?: how to)?|good (?:with|at|on)|great (?:with|at)|comfortable (?:with|using)|proficient (?:in|with)|skilled (?:in|at|with)|experienced? (?:with|in|using)|familiar with|fluent in|handy with|trained (?:in|on)|skills?(?: are| include)?|tools|stack|tech(?: stack)?|using|use[ds]?(?! to\b)|software|strong (?:in|on|with)|expert (?:in|with))\s*[:：]?\s+(?P<x>.+)$"
)
_COLON_LIST = re.compile(
    r"(?i)^(?:can do|i can(?: do)?|skills?|tools|stack|tech(?: stack)?|software|good at|know|technologies|languages and tools)\s*[:：\-–]\s*(?P<x>.+)$"
)
_STUDY = re.compile(
    r"(?i)\b(?:graduat\w*|degree|studied|studying|majored|majoring|major|diploma|student|freshman|sophomore|university|univ|college of|a[- ]?levels?|gcses?|ged|high school|bootcamp|finished school|class of)\b"
)
_STARTED_STUDY = re.compile(r"(?i)\b(?:started|began|enrolled|since)\b")
_HOME = re.compile(
    r"(?i)\b(?:i live in|living in|live in|i'm in|im in|based in|i'm based in|located in|from|reside in|residing in|home is)\s+(?P<x>[A-Za-z][\w .'’,-]{1,40}?)(?=\s*(?:[.;\n]|,|\sand\b|\sbut\b|$))"
)
_SELF = re.compile(
    r"(?i)\b(?:freelanc(?:e|er|ing)|self[- ]employed|on my own|for myself|own (?:business|stall|shop|company|firm|practice|salon|van|cafe|restaurant|bakery)|contracting|sole trader|gig work|odd jobs|cash in hand)\b"
)
_THERE = re.compile(
    r"(?i)\b(?:there|same (?:place|company|firm|employer|lot|people|outfit|school|shop))\b"
)
_EMPTY = re.compile(
    r"(?i)^(?:and |or |my |you can )*(?:(?:e-?mail|phone|cell|mobile|mob|telegram|whatsapp|skype|number|phone number|email address)(?: is)?(?: and)?|call|text|email|e-?mail|phone|tel|mobile|cell|m|e|t|p|contact|github|linkedin|web|www|website|number|my number is|call me on|reach me (?:at|on)|at|is|laid off|let go|sorry|apologies|oops|correction|actually|wait|anyway|well|thanks?(?: you)?|cheers|pls|please|that'?s (?:me|it|all)|lol|i think|etc|references? (?:available )?(?:up)?on request)[:.\s]*$"
)
_WITH_FIGURE = re.compile(r"\d|\b(?:first|best|top|record|doubled|tripled|half)\b|%", re.IGNORECASE)


class EnglishProse(Prose):
    """Reads English notes and running text."""

    def read(self, start: int, end: int) -> None:
        """Read a stretch sentence by sentence."""
        self.put_right(start, end)
        self._names(start, end)
        many = "\n" in self.text[start:end].strip()
        at, above = start, ""
        for a, b in iter_lines(self.text, start, end):
            if many and self._is_entry_line(a, b, above):
                self._notes(at, a)
                listed = above == "entry"
                umbrella = self._umbrella(a, b)
                if umbrella is not None:
                    at, above, self.umbrella = b, "entry", umbrella
                    continue
                done = self.read_entry_line(a, b, is_listed=listed)
                at, above = (b, "entry") if done else (a, "")
                if done and self.umbrella is not None and self.work is not None:
                    if "startDate" not in self.work.one:
                        self.work.put("endDate", self.umbrella)
                    self.umbrella = None
            else:
                above = ""
        self._notes(at, end)
        self._loose_names(start, end)

    def _is_entry_line(self, a: int, b: int, above: str) -> bool:
        """Whether a line may be an entry of its own: its time at an edge, no running text."""
        words = self.text[a:b]
        if re.search(
            r"(?i)\b(?:i|i'm|i've|my|was|were|been|am|since|before that)\b|^[-*• ]*then\b|[.!?]\s+[A-Z]",
            words,
        ):
            return False
        return len(self.ranges_in(a, b)) == 1 or (
            above == "entry" and bool(re.match(r"[-*•▪·]", words))
        )

    def _umbrella(self, a: int, b: int) -> Piece | None:
        """Return the end of a line that sums up the list below it: coffee shops 2016-2024."""
        ranges = self.ranges_in(a, b)
        after = self.text[b : b + 200].lstrip("\n")
        if not ranges or not re.match(r"[ \t]*[-*•▪·]\s*\S", after):
            return None
        head = self.text[a : ranges[0].start].strip(" :-–—")
        if not head or head[:1].isupper() or len(head.split()) > 5 or ranges[0].end < b - 2:
            return None
        listed = re.match(r"(?:[ \t]*[-*•▪·][^\n]*\n?)+", after)
        stop = b + 1 + (listed.end() if listed else 0)
        if not self.ranges_in(b, stop):
            return None
        end = ranges[0].value.end
        if end is None or not end.iso:
            return None
        inner = list(within(self.reading.dates, ranges[0].start, ranges[0].end))
        where = inner[-1] if inner and inner[-1].value.iso == end.iso else ranges[0]
        return Piece(end.iso, where.start, where.end)

    umbrella: Piece | None = None

    def _notes(self, start: int, end: int) -> None:
        """Read running text sentence by sentence."""
        sentences = self._sentences(start, end)
        found = (c for n, (a, b) in enumerate(sentences) for c in self._clauses(a, b, n))
        clauses = list(self.bounded(found))
        for _sentence, together in groupby(clauses, key=lambda c: c.sentence):
            group = list(together)
            keep = self._without_withdrawn(group)
            if not keep:
                continue
            a, b = group[0].start, group[-1].end
            if keep == group and self._entry_sentence(a, b, group[0]):
                continue
            if keep == group and self._study_sentence(
                Clause(a, b, group[0].sentence, group[0].line)
            ):
                continue
            if keep == group and self._list_sentence(a, b):
                continue
            for clause in keep:
                self._clause(clause)

    def _entry_sentence(self, a: int, b: int, clause: Clause) -> bool:
        """Read a sentence of cells with its time at the end: The Anchor, Cardiff, bartender, 2022-24."""
        ranges = self.ranges_in(a, b)
        if len(ranges) != 1 or ranges[0].start - a < 4:
            return False
        told = _PAST.match(self.text[a:b]) or _NOW.match(self.text[a:b])
        a += told.end() if told else 0
        rest = (ranges[0].end, b)
        if b - ranges[0].end > 2:
            tail = re.match(r"\)?\s*,\s*(?=[a-z\d])", self.text[ranges[0].end : b])
            if tail is None:
                return False
            rest, b = (ranges[0].end + tail.end(), b), ranges[0].end + tail[0].count(")")
        words = self.text[a : ranges[0].start].rstrip(" (,–—-")
        if re.search(
            r"(?i)\b(?:i|i'm|i've|my|was|were|been|am|since|from|until|then|before|did|worked|as|at|for|with)\b|:",
            words,
        ):
            return False
        parts = words.split(",")
        opens = words[:1].isupper() or self.is_title(a, a + len(parts[0]))
        if not 2 <= len(parts) <= 4 or not opens or len(words.split()) > 14:
            return False
        if degree_in(self.reading, a, b) or not self.read_entry_line(a, b):
            return False
        self.work_line, self.work_sentence = clause.line, clause.sentence
        if rest[0] > b and self.work is not None:
            self.work.add("highlights", self.reading.piece(*rest))
        return True

    # -- cutting ----------------------------------------------------------------------------------

    def _sentences(self, start: int, end: int) -> list[CellSpan]:
        text = self.text
        out: list[CellSpan] = []
        at = start
        busy = list(self.reading.time_spans)
        busy += self.reading.contact_spans
        for m in _SENTENCE_STOP.finditer(text, start, end):
            if any(s < m.end() and m.start() < e and e > m.end() for s, e in busy):
                continue
            out.append((at, m.start()))
            at = m.end()
        out.append((at, end))
        return [(a, b) for a, b in out if bare(text[a:b])]

    def _clauses(self, start: int, end: int, number: int) -> list[Clause]:
        text = self.text
        line = text.count("\n", 0, start)
        busy = list(self.reading.time_spans)
        out: list[Clause] = []
        for a, b in split_commas(self.reading, start, end):
            cuts = [a]
            cuts += [
                a + m.end()
                for m in re.finditer(r"\s[—–-]{1,2}\s|\s*\|\s*", text[a:b])
                if not any(s < a + m.end() and a + m.start() < e for s, e in busy)
            ]
            cuts += [
                m.end()
                for m in _MARKERS.finditer(text, a, b)
                if not any(s < m.start() < e for s, e in busy)
            ]
            # Dictated without a stop: … oh four to oh eight CDL A hazmat.
            cuts += [
                m.start()
                for m in _CERT.finditer(text, a, b)
                if any(0 <= m.start() - e <= 3 for _s, e in busy)
            ]
            cuts = sorted(set(cuts))
            for x, y in zip(cuts, [*cuts[1:], b], strict=True):
                for s, e in self.cut_taken(x, y):
                    if bare(text[s:e]):
                        out.append(Clause(s, e, number, line))
        return out

    def _without_withdrawn(self, clauses: list[Clause]) -> list[Clause]:
        drop: set[int] = set()
        for i, c in enumerate(clauses):
            words = self.text[c.start : c.end]
            if _WITHDRAW.search(words):
                drop.add(i)
                if i and len(bare(words)) <= 24:
                    drop.add(i - 1)
            elif _REASON_LEFT.match(words):
                drop.add(i)
        return [c for i, c in enumerate(clauses) if i not in drop]

    # -- names ------------------------------------------------------------------------------------

    def _names(self, start: int, end: int) -> None:
        text = self.text
        for m in _NAME.finditer(text, start, end):
            cue = text[m.start() : m.start("n")].casefold()
            sure = "name" in cue or "call me" in cue
            words = re.split(r"\s+", m["n"])
            take = self._name_words(words, sure=sure)
            if not take:
                continue
            length = 0
            for _ in range(take):
                hit = re.compile(r"\s*\S+").match(text, m.start("n") + length)
                assert hit is not None
                length = hit.end() - m.start("n")
            a, b = trim(text, m.start("n"), m.start("n") + length)
            if not sure and (self.is_title(a, b, least=0.4) or self.is_place(a, b)):
                continue
            if self.set_name(a, b):
                self.taken.append((m.start(), b))
                break
        self._surname_behind(start, end)
        if "name" not in self.draft.basics.one:
            self._name_before_number(start, end)
        if "name" not in self.draft.basics.one and not self._has_given_name(start, end):
            self._name_sentence(start, end)

    def _surname_behind(self, start: int, end: int) -> None:
        """Put a surname told by itself behind the name: I'm Matteo, surname Ferri."""
        m = re.compile(
            r"(?i:\b(?:sur|last |second |family )name(?:'s| is|:)?\s+)(?P<s>[A-ZÀ-Þ][\w'’-]+)"
        ).search(self.text, start, end)
        if m is None:
            return
        name = self.draft.basics.one.get("name")
        if name is None:
            given = re.search(
                r"(?:\b[Ii]'?m|\b[Ii] am|\b[Tt]his is|[Nn]ame(?:'s| is)?) (?P<n>[A-ZÀ-Þ][\w'’-]+)\W+(?:and )?(?:my |the )?$",
                self.text[start : m.start()],
            )
            if given is None:
                return
            at = start + given.start("n")
            self.set_name(at, at + len(given["n"]))
            name = self.draft.basics.one.get("name")
        if name is not None and " " not in name.value:
            whole = Piece(f"{name.value} {m['s']}", name.start, m.end())
            self.draft.basics.one["name"] = whole
            self.taken.append((name.start, m.end()))

    def _name_before_number(self, start: int, end: int) -> None:
        """Find a name that opens a sentence and has a number or address right behind it."""
        for s, _e in self.reading.contact_spans:
            line = self.text.rfind("\n", start, s) + 1
            m = re.search(
                r"(?:^|[.;!]\s+|[,|]\s*(?=\w+ \w+[\s,(]*$))(?P<n>[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+){1,2})[\s,:;/|(–—-]*$",
                self.text[max(line, start) : s],
            )
            if m is None:
                continue
            x, y = max(line, start) + m.start("n"), max(line, start) + m.end("n")
            words = self.text[x:y]
            if not looks_like_en_name(words, is_sure_place=True) or en_org_pattern().search(words):
                continue
            if self.is_title(x, y, least=0.4) or self.is_place(x, y) or EN_SCHOOL.search(words):
                continue
            if within(self.reading.skills, x, y) or _CERT.search(words):
                continue
            if self.set_name(x, y):
                self.taken.append((x, y))
                return

    def _has_given_name(self, start: int, end: int) -> bool:
        """Whether a common given name with a surname stands somewhere in the text."""
        pairs = re.compile(r"(?<![\w'’&])(?P<g>[A-Z][a-z]+) [A-Z][\w'’-]+").finditer(
            self.text, start, end
        )
        return any(m["g"].casefold() in EN_GIVEN_NAMES for m in pairs)

    def _name_sentence(self, start: int, end: int) -> None:
        """Find a name that has one of the first sentences to itself: Payroll clerk. Tamsin Oyelowo."""
        sentences = self._sentences(start, end)
        for a, b in sentences[:3]:
            x, y = trim(self.text, a, b)
            words = self.text[x:y]
            if "\n" in self.text[start:end].strip() or len(words.split()) not in (2, 3):
                continue
            is_one = " " not in words and self._is_given(x, y)
            if not is_one and not looks_like_en_name(words, is_sure_place=True):
                continue
            if en_org_pattern().search(words):
                continue
            if self.is_title(x, y, least=0.4) or self.is_place(x, y) or EN_SCHOOL.search(words):
                continue
            if within(self.reading.skills, x, y) or _CERT.search(words):
                continue
            if self.set_name(x, y):
                self.taken.append((x, y))
                return

    def _name_words(self, words: list[str], *, sure: bool) -> int:
        """Return how many of the words are the name."""
        lower_stop = re.compile(
            r"(?i)^(?:i|and|im|from|a|an|the|i'?m|born|aged?|with|at|in|currently|my|been|is|here|but|who|looking|based|working|phone|email|so|on|with|for|ive|i've|calling|living|live)$"
        )
        count = 0
        for w in words[:4]:
            clean = w.strip(".,")
            if lower_stop.match(clean):
                break
            if not (
                clean[:1].isupper()
                or (sure and count < 2 and all(x[:1].islower() for x in words[: count + 1]))
            ):
                break
            count += 1
            if w.endswith((",", ".")) and len(clean) > 2:
                break
        if sure:
            return count
        if count == 0 and words and words[0].strip(".,").casefold() in EN_GIVEN_NAMES:
            # im sarah and …
            return 1
        name = " ".join(words[:count])
        return count if count >= 2 and looks_like_en_name(name) else 0

    def _loose_names(self, start: int, end: int) -> None:
        """Find a name that stands by itself, as at the end of a note: … Rohan Mehta Austin TX."""
        if "name" in self.draft.basics.one or self._name_alone(start, end):
            return
        text = self.text
        pattern = re.compile(
            r"(?<![\w'’&])[A-ZÀ-Þ][\w'’.-]*(?:\s+(?:de|van|von|da|del|bin|al|la)\b)?(?:\s+[A-ZÀ-Þ][\w'’.-]*){1,3}"
        )
        for m in pattern.finditer(text, start, end):
            words = m[0].split()
            for size in range(min(3, len(words)), 1, -1):
                a, b = (
                    m.start(),
                    m.start() + len(m[0].split(words[size - 1])[0]) + len(words[size - 1]),
                )
                a, b = trim(text, a, b)
                if looks_like_en_name(text[a:b]) and not self.is_title(a, b, least=0.4):
                    if any(
                        e.one.get("name") and e.one["name"].start <= a < e.one["name"].end
                        for e in self.draft.of("work")
                    ):
                        continue
                    if any(
                        p.start <= a < p.end
                        for e in self.draft.of("education")
                        for p in e.one.values()
                    ):
                        continue
                    last = text[a:b].split()[-1]
                    if self.is_place(b - len(last), b) and size > 2:
                        continue
                    self.set_name(a, b)
                    rest = trim(text, b, m.end())
                    if rest[0] < rest[1] and not self.draft.location:
                        self.set_home(*rest)
                    return

    def _name_alone(self, start: int, end: int) -> bool:
        """Find a name that has a sentence to itself, or stands beside how to reach the person."""
        text = self.text
        spans: list[CellSpan] = []
        for s, e in self.reading.contact_spans:
            line = text.rfind("\n", start, s) + 1
            head = re.search(
                r"(?P<n>[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+){1,2})[\s,:;/|(–-]*$", text[line:s]
            )
            if head:
                spans.append((line + head.start("n"), line + head.end("n")))
            # Hull. Lenny, 07700 900645: a sentence of its own, beside the number.
            alone = re.search(
                r"(?:^|[.;]\s+)(?P<n>[A-ZÀ-Þ][a-zà-ÿ'’-]{1,14})[\s,:]*$", text[line:s]
            )
            if alone and self._is_given(line + alone.start("n"), line + alone.end("n")):
                spans.append((line + alone.start("n"), line + alone.end("n")))
            tail = re.match(
                r"[\s,:;/|–-]*(?P<n>[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+){1,2})\s*(?=[.,\n]|$)",
                text[e:end],
            )
            if tail:
                spans.append((e + tail.start("n"), e + tail.end("n")))
        sentences = self._sentences(start, end)
        for a, b in [*sentences[-2:], *sentences[:3]]:
            left = self.cut_taken(a, b)
            if len(left) == 1 and "," not in text[a:b]:
                spans.append(left[0])
            elif left and (a, b) in sentences[-2:]:
                # Margaret Tennant, Wymondham: the town behind.
                parts = split_commas(self.reading, *left[0])
                spans += parts[:1] if len(parts) == 2 else []
        for x, y in spans:
            x, y = trim(text, x, y)
            words = text[x:y]
            if not looks_like_en_name(words, is_sure_place=True) or en_org_pattern().search(words):
                continue
            if self.is_title(x, y, least=0.4) or self.is_place(x, y) or EN_SCHOOL.search(words):
                continue
            used = [
                p
                for s in ("work", "education", "certificates", "awards")
                for e in self.draft.of(s)
                for p in e.one.values()
            ]
            if any(p.start < y and x < p.end for p in used) or within(self.reading.languages, x, y):
                continue
            if within(self.reading.skills, x, y) and looks_like_en_name(words) is False:
                continue
            self.set_name(x, y)
            self._home_behind(x, y)
            skills = self.draft.of("skills")
            skills[:] = [e for e in skills if not (x <= e.start < y)]
            return True
        return False

    def _is_given(self, x: int, y: int) -> bool:
        """Whether one word by itself can be how somebody is called."""
        words = self.text[x:y]
        label = re.match(
            r"(?i)(?:phone|mobile|tel|cell|call|contact|number|text|whatsapp|email|ring|mob|thanks|cheers|regards)$",
            words,
        )
        known = within(self.reading.skills, x, y) or _CERT.search(words)
        return not (label or known or self.is_place(x, y) or self.is_title(x, y, least=0.4))

    def _home_behind(self, x: int, y: int) -> None:
        """Take a town that ends a name's own sentence: Margaret Tennant, Wymondham."""
        m = re.match(r", (?P<t>[A-Z][a-z'’-]{2,}(?: [A-Z][a-z'’-]+)?)\s*(?=[.\n]|$)", self.text[y:])
        before = self.text[:x].rstrip(" ")
        if m and not self.draft.location and (not before or before[-1] in ".\n;"):
            town = (y + m.start("t"), y + m.end("t"))
            if not self.set_home(*town):
                self.draft.location.put("city", self.reading.piece(*town))

    # -- whole sentences --------------------------------------------------------------------------

    def _study_sentence(self, clause: Clause) -> bool:
        """Read a sentence about school: BA Accounting, Univ. of Kent, 2014–2017."""
        text, (a, b) = self.text, (clause.start, clause.end)
        words = text[a:b]
        degree = degree_in(self.reading, a, b)
        school = school_in(self.reading, a, b)
        said = _STUDY.search(words)
        if (
            re.search(
                r"(?i)\b(?:teacher|teaching|lecturer|tutor|professor|assistant|worked?|working|job|staff|nurse|cleaner|caretaker)\b",
                words,
            )
            and not degree
        ):
            return False
        long = len(words.split()) > 26
        if self._graduated(clause):
            return True
        if not (degree and (school or said or not long)) and not (
            school and said and re.search(r"(?i)graduat|studi|degree|student|major", words)
        ):
            if not re.search(r"(?i)\bgraduat(?:ing|ed|e|ion)\b", words):
                return False
            return self._graduating(clause)
        if degree and not school and not said and not self.dates_in(a, b):
            if re.match(r"(?i)n?vq\b", text[slice(*degree)]):
                # NVQ 3, moving and handling: tickets of a trade.
                return False
        if (
            degree
            and re.search(r"\b[A-Z]{3,6}\s+$", text[a : degree[0]])
            and text[slice(*degree)].islower()
        ):
            # The NEBDN diploma is a ticket of a trade.
            return False
        if degree and not school and not said:
            rest = words.replace(text[degree[0] : degree[1]], "")
            if (
                re.search(r"(?i)\b(?:at|for|with)\s+[A-Z]", rest)
                or self.ranges_in(a, b)
                and self.title_in(a, b)
            ):
                return False
        if degree and self._has_job(a, b):
            return False
        entry = Entry()
        read_school_parts(self.reading, entry, a, b)
        if (area := entry.one.get("area")) and re.match(
            r"(?i)(?:trained|studied|qualified|and|i)\b", area.value
        ):
            del entry.one["area"]
        self._area_without_study(entry, a, b)
        area = entry.one.get("area")
        if area is not None and "institution" not in entry.one:
            at = (area.start, area.end)
            town = any(f.start == area.start for f in within(self.reading.places, *at))
            if town and re.fullmatch(
                r"[A-Z][\w'&-]+(?: (?:of |the )?[A-Z][\w'&-]+){0,3}", area.value
            ):
                # PGCE Sheffield Hallam 2012: where, not what.
                entry.one["institution"] = entry.one.pop("area")
        self._loose_school(entry, a, b)
        if not entry:
            return False
        goes_on = self.last_kind == "school" and self.school is not None
        if goes_on and self.school is not None and not set(entry.one) & set(self.school.one):
            for key, piece in entry.one.items():
                self.school.put(key, piece)
            entry = self.school
        else:
            self.draft.of("education").append(entry)
        self.school = entry
        self.school_times(entry, a, b, starts=bool(_STARTED_STUDY.search(words)))
        self.last_kind = "school"
        return True

    def _loose_school(self, entry: Entry, a: int, b: int) -> None:
        """Take a name between commas behind a degree as the school: BA English, York, 2:1, 2023."""
        study = entry.one.get("studyType")
        if study is None or "institution" in entry.one:
            return
        for x, y in split_commas(self.reading, study.end, b):
            words = self.text[x:y]
            if any(p.start < y and x < p.end for p in entry.one.values()):
                continue
            if re.fullmatch(r"[A-Z][\w'&-]+(?: (?:of |the )?[A-Z][\w'&-]+){0,3}", words):
                if x > study.end + 1 and not self.is_title(x, y):
                    entry.put("institution", self.reading.piece(x, y))
                    return

    def _graduated(self, clause: Clause) -> bool:
        """Read "graduated from Ohio State in May 2023 with a degree in engineering"."""
        text, (a, b) = self.text, (clause.start, clause.end)
        m = re.search(
            r"(?i)\bgraduated (?:from|at)\s+(?:the\s+)?(?P<i>[A-Z][\w.&' -]*?)(?=\s+(?:in|with|and|after|last|this|as)\b|\s*[,;(]|$)",
            text[a:b],
        )
        if not m or len(text[a:b].split()) > 30:
            return False
        entry = Entry()
        start, end = self._before_time(a + m.start("i"), a + m.end("i"))
        entry.put("institution", self.reading.piece(start, end))
        degree = degree_in(self.reading, end, b)
        if degree:
            entry.put("studyType", self.reading.piece(*degree))
        area = re.search(
            r"(?i)\b(?:degree|diploma|bachelor'?s|master'?s|major(?:ed)?|BA|BSc?|MSc?)\s+in\s+(?P<x>[A-Za-z][A-Za-z &/-]{2,40}?)(?=\s+(?:and|from|in|with|at)\b|\s*[,;.(\d]|$)",
            text[a:b],
        )
        if area:
            entry.put("area", self.reading.piece(a + area.start("x"), a + area.end("x")))
        self.school_times(entry, a, b, starts=False)
        self.draft.of("education").append(entry)
        self.school, self.last_kind = entry, "school"
        return True

    def _has_job(self, a: int, b: int) -> bool:
        return (
            bool(
                re.search(
                    r"(?i)\b(?:work(?:ed|ing)?|job|employ\w+|experience|been an?|apprentice\w*)\b",
                    self.text[a:b],
                )
            )
            and len(self.text[a:b].split()) > 8
        )

    def _graduating(self, clause: Clause) -> bool:
        a, b = clause.start, clause.end
        m = re.search(r"(?i)\bgraduat(?:ing|ed|e|ion)\b", self.text[a:b])
        dates = [
            d
            for d in self.dates_in(a, b)
            if d.value.iso and m and 0 <= d.start - (a + m.end()) <= 12
        ]
        if not dates:
            return False
        entry = self.school or Entry()
        if self.school is None:
            self.draft.of("education").append(entry)
            self.school = entry
        entry.put("endDate", date_piece(dates[0]))
        school = re.search(
            r"(?i:\b(?:from|at)\s+(?:the\s+)?)(?P<i>[A-Z][\w.&' -]*?)(?:\s*,\s*(?P<x>[A-Za-z][A-Za-z &/-]{2,40}?))?(?=\s*[,;(]|\s*$)",
            self.text[dates[0].end : b],
        )
        if school:
            at = dates[0].end
            entry.put(
                "institution", self.reading.piece(at + school.start("i"), at + school.end("i"))
            )
            if school["x"] and not self.is_title(at + school.start("x"), at + school.end("x")):
                entry.put("area", self.reading.piece(at + school.start("x"), at + school.end("x")))
            self.last_kind = "school"
            self._leading_name(a, dates[0].start)
            return True
        return len(self.text[a:b].split()) <= 6

    def _leading_name(self, a: int, b: int) -> None:
        """Take the name that opens the sentence: Hannah Oyelaran, graduating …"""
        first = split_commas(self.reading, a, b)[:1]
        for x, y in first:
            if looks_like_en_name(self.text[x:y], is_sure_place=True) and not self.is_title(x, y):
                self.set_name(x, y)

    def _area_without_study(self, entry: Entry, a: int, b: int) -> None:
        m = re.search(
            r"(?i)\b(?:studied|studying|majored in|majoring in|major in|degree in|graduated in)\s+(?P<x>[A-Za-z][A-Za-z &/-]{2,40}?)(?=\s+(?:at|from|in|with|and graduated)\b|\s*[,.;\d]|$)",
            self.text[a:b],
        )
        if m:
            entry.put("area", self.reading.piece(a + m.start("x"), a + m.end("x")))

    def _list_sentence(self, a: int, b: int) -> bool:
        m = _COLON_LIST.match(self.text[a:b])
        if not m:
            return False
        for s, e in split_items(self.reading, a + m.start("x"), a + m.end("x")):
            if not self._certificate(Clause(s, e, 0, 0)):
                add_skill(self.reading, self.draft, s, e)
        self.last_kind = "skill"
        return True

    # -- clauses ----------------------------------------------------------------------------------

    def _clause(self, clause: Clause) -> None:
        text = self.text
        start, end = clause.start, clause.end
        lead = _FILLER.match(text[start:end])
        if lead:
            start += lead.end()
        start, end = trim(text, start, end)
        if start >= end or not bare(text[start:end]):
            return
        still = re.search(
            r"(?i)[\s,]+(?:(?:un)?til+|to|up to) (?:now|today|date|present)$", text[start:end]
        )
        if still and still.start() > 2 and not self.ranges_in(start, end):
            end = start + still.start()
        gap = re.search(
            r"(?i)\s*,?\s*with (?:a|some) (?:short |long |\w+ year )?(?:gap|break|time off)\b.*$",
            text[start:end],
        )
        if gap and gap.start() > 3:
            end = start + gap.start()
        clause = Clause(start, end, clause.sentence, clause.line)
        words = text[start:end]
        if re.fullmatch(
            r"(?i)(?:retired|(?:now )?bored|unemployed|between jobs|redundant)(?: since| now)?",
            words,
        ):
            return
        if _EMPTY.match(words):
            return
        if _WISH.match(words):
            self.last_kind = "wish"
            self._wanted(clause)
            return
        if _LIFE.search(words):
            return
        if _OPINION.search(words) and len(words.split()) <= 8 and not self.dates_in(start, end):
            self.summary.append((start, end))
            self.last_kind = "general"
            return
        if re.search(r"(?i)\b(?:typing|\d{2,3}\s?wpm)\b", words) and len(words.split()) <= 5:
            add_skill(self.reading, self.draft, start, end)
            self.last_kind = "skill"
            return
        home = _HOME.search(words)
        if home and self.is_place(start + home.start("x"), start + home.end("x")):
            if re.match(
                r"(?i)(?:i live|living|live|based|i'm (?:in|based)|im in|located|resid|home)",
                home[0],
            ):
                self.set_home(start + home.start("x"), start + home.end("x"))
                if len(words.split()) <= len(home[0].split()) + 1:
                    return
        known = self.draft.basics.one.get("name")
        if known is not None and words.startswith(f"{known.value} "):
            if looks_like_en_name(words, is_sure_place=True) and self.set_name(start, end):
                return
        if "name" not in self.draft.basics.one and len(words.split()) in (2, 3):
            # Tom Baker is a person before Baker is a trade.
            if self._name_note(start, end):
                return
        mine = re.match(
            r"(?:[Ii]'?m|[Ii] am|[Tt]his is) (?P<n>[A-Z][a-z'’-]+)(?: btw| by the way| here)?$",
            words,
        )
        if (
            mine
            and "name" not in self.draft.basics.one
            and not self.is_place(start + mine.start("n"), end)
        ):
            self.set_name(start + mine.start("n"), start + mine.end("n"))
            return
        here = re.match(r"(?P<n>[A-Z][a-z'’-]+(?: [A-Z][a-z'’-]+)?) here\b", words)
        if here and "name" not in self.draft.basics.one:
            self.set_name(start, start + here.end("n"))
            return
        gear = re.match(
            r"(?i)(?:have |got |with )?(?:my |have my )?own\s+(?:car|van|truck|bike|tools|transport|vehicle|equipment)\b.*$",
            words,
        )
        if gear:
            self.draft.add_named("skills", self.reading.piece(start, end))
            self.last_kind = "skill"
            return
        everywhere = re.match(
            r"(?i)(?:all|both|always|mostly|all of (?:it|them))\s+(?:in|around|based in)\s+(?P<x>[A-Z][\w '’-]+?)(?P<r>:.*)?$",
            words,
        )
        if everywhere and self.is_place(start + everywhere.start("x"), start + everywhere.end("x")):
            self.everywhere = self.reading.piece(
                start + everywhere.start("x"), start + everywhere.end("x")
            )
            if everywhere["r"]:
                self._clause(
                    Clause(start + everywhere.start("r") + 1, end, clause.sentence, clause.line)
                )
            return
        if self._at_uni(clause):
            return
        if degree_in(self.reading, start, end) and len(words.split()) <= 12:
            if not re.search(r"(?i)\b(?:at|for)\s+[A-Z]", words) and self._study_sentence(clause):
                return
        if self._special(clause):
            return
        if self._spoken(clause):
            return
        if self._post_held(clause):
            return
        if self._award(clause) or self._certificate(clause) or self._skill(clause):
            return
        self._work(clause)

    def _wanted(self, clause: Clause) -> None:
        """Keep the occupation sought: looking for a placement in HR, want to get into UX."""
        m = re.search(
            r"(?i)\b(?:looking for|seeking|want(?:ing)?|after|need|would like|d like|hoping for)\s+(?:to\s+(?:be|become|work as|get (?:in)?to|move (?:in)?to|go (?:in)?to|switch to|retrain as)\s+)?(?:(?:an?|some|any|the|my|full[- ]time|part[- ]time)\s+)*"
            r"(?:(?:placement|job|role|position|work|internship|apprenticeship)\s+(?:in|as)\s+(?:an?\s+)?)?(?P<x>[A-Za-z][\w&/+ -]*?)(?:\s+(?:job|role|position|work|placement|roles|jobs))?(?=\s+(?:in|at|near|around|with|from|for|or|and)\b|\s*[,.;(]|\s*$)",
            self.text[clause.start : clause.end],
        )
        if not m or self.wanted is not None or len(m["x"].split()) > 5:
            return
        x, y = clause.start + m.start("x"), clause.start + m.end("x")
        field = re.search(r"(?i)\b(?:in|into|to)\s+$", self.text[clause.start : x])
        if self.is_title(x, y) or (field and m["x"].isupper() and len(m["x"]) <= 4):
            self.wanted = self.reading.piece(x, y)

    def _at_uni(self, clause: Clause) -> bool:
        """Read "at York St John uni doing English lit"."""
        m = re.search(
            r"(?i:\b(?:at|to|from|in)\s+(?:the\s+)?)(?P<i>(?:[A-Z][\w'&]+\s+){0,4}(?:(?i:uni|college|university)\b)(?:\s+of\s+[A-Z]\w+)?)",
            self.text[clause.start : clause.end],
        )
        words = self.text[clause.start : clause.end]
        if not m or not re.search(
            r"(?i)\b(?:doing|studying|study|reading|degree|course|student)\b", words
        ):
            return False
        entry = Entry()
        entry.put(
            "institution",
            self.reading.piece(clause.start + m.start("i"), clause.start + m.end("i")),
        )
        area = re.search(
            r"(?i)\b(?:doing|studying|reading|study)\s+(?:an?\s+)?(?P<x>[A-Za-z][A-Za-z &/-]{2,40}?)(?=\s+(?:at|in|from|degree|course)\b|\s*[,;.]|$)",
            words,
        )
        if area:
            entry.put(
                "area",
                self.reading.piece(clause.start + area.start("x"), clause.start + area.end("x")),
            )
        self.draft.of("education").append(entry)
        self.school, self.last_kind = entry, "school"
        return True

    def _spoken(self, clause: Clause) -> bool:
        """Read the languages a person speaks."""
        words = self.text[clause.start : clause.end]
        if not re.search(
            r"(?i)\b(?:speak(?:s|ing)?|fluent|bilingual|native|languages?|mother tongue|conversational)\b",
            words,
        ):
            return False
        if not within(self.reading.languages, clause.start, clause.end) or len(words.split()) > 16:
            return False
        read_languages(self.reading, self.draft, clause.start, clause.end)
        self.last_kind = "skill"
        return True

    def _special(self, clause: Clause) -> bool:
        """Take a code behind the trade as its speciality: teaching assistant, KS1."""
        words = self.text[clause.start : clause.end]
        role = self.role
        if role is None or self.work is not None or not re.fullmatch(r"[A-Z]{1,5}\d{0,2}", words):
            return False
        if clause.start - role.end > 3 or _CERT.search(words):
            return False
        self.speciality = self.reading.piece(role.start, clause.end)
        return True

    def _post_held(self, clause: Clause) -> bool:
        """Read a post in a club as voluntary work: treasurer of the netball society."""
        m = re.search(
            r"(?i)\b(?P<p>treasurer|(?:vice[- ])?president|secretary|captain|chair(?:man|woman|person)?|organi[sz]er|committee member|volunteer(?:ed)?|(?:[a-z]+ )?lead)\s+(?:of|for|at|with|in)\s+(?:the\s+|our\s+|my\s+)?(?P<o>(?:[\w'&-]+\s+){0,4}(?:society|club|team|union|association|scouts|guides|food bank|shelter|church|mosque|temple|choir|orchestra))\b",
            self.text[clause.start : clause.end],
        )
        if not m or len(self.text[clause.start : clause.end].split()) > 12:
            return False
        entry = Entry()
        entry.put(
            "organization",
            self.reading.piece(clause.start + m.start("o"), clause.start + m.end("o")),
        )
        entry.put(
            "position", self.reading.piece(clause.start + m.start("p"), clause.start + m.end("p"))
        )
        self.put_times(entry, clause.start, clause.end)
        self.draft.of("volunteer").append(entry)
        self.last_kind = "volunteer"
        return True

    def _award(self, clause: Clause) -> bool:
        words = self.text[clause.start : clause.end]
        if not _AWARD.search(words) or len(words.split()) > 14:
            return False
        self.add_award(clause.start, clause.end)
        self.last_kind = "award"
        return True

    def _certificate(self, clause: Clause) -> bool:
        text, (a, b) = self.text, (clause.start, clause.end)
        words = text[a:b]
        if re.search(
            r"(?i)\b(?:no|without|don'?t have|haven'?t got|not got|need)\s+(?:a |an |my )?[\w ]{0,12}(?:licen[cs]e|certificate|dbs|cert)\b",
            words,
        ):
            return False
        if self.is_title(a, b, least=0.75) and re.search(
            r"(?i)(?:driver|operator|operative|nurse|officer|worker|guard|fitter|engineer|teacher)s?$",
            words,
        ):
            # HGV class 1 driver: a trade, by its ticket.
            return False
        hits = [(a + m.start(), a + m.end()) for m in _CERT.finditer(words)]
        if not hits:
            m = _CERT_GENERIC.search(words)
            if m and len(words.split()) <= 12:
                s = a + m.start("n")
                lead = re.match(
                    r"(?i)(?:i |have |got |hold |holds |holding |with |and |also |my |a |an |the |full |valid |did |done |passed )+",
                    text[s : a + m.end("n")],
                )
                s += lead.end() if lead and lead.end() < m.end("n") - m.start("n") else 0
                hits = [(s, a + m.end("n"))]
        if not hits and len(words.split()) <= 5:
            course = re.match(r"(?i)(?:[a-z&-]+ ){1,3}training\b", words)
            if course and not _AT.search(words):
                # Allergen training 2024
                hits = [(a, a + course.end())]
        if not hits:
            m = _CERTIFIED.search(words)
            if (
                m
                and not self.is_place(a + m.start("n"), a + m.end("n"))
                and not re.search(rf"(?i)\bin {re.escape(m['n'])}$", m[0])
                and len(words.split()) <= 8
                and not self.is_title(a, b, least=0.6)
            ):
                hits = [(a + m.start(), a + m.end("n"))]
        if not hits:
            return False
        if _AT.search(words) and self.title_in(a, b):
            return False
        rest_words = words
        for s, e in hits:
            if re.match(r"\s*\([^()]{1,40}\)", text[e:b]):
                close = re.match(r"\s*\([^()]{1,40}\)", text[e:b])
                e += close.end() if close else 0
            back = re.search(
                r"(?i)(?:\bcity (?:and|&) guilds\s+|\blevel \d\s+(?:in\s+)?|\benhanced\s+|\bfull\s+|\bclean\s+)$",
                text[a:s],
            )
            s -= len(back[0]) if back else 0
            pair = re.search(
                r"(?i)\b(?P<a>forklift|flt|counterbalance|reach|bendi|vna|hgv|bus|car|van|dumper|digger|roller|telehandler|motorbike)\s*(?:\+|&|and|/)\s*$",
                text[a:s],
            )
            noun = re.search(r"(?i)\b(?:licen[cs]es?|tickets?)$", text[s:e])
            if pair and noun:
                both = self.reading.piece(
                    a + pair.start("a"), e, value=f"{pair['a']} {noun[0].rstrip('s')}"
                )
                self.draft.add_named("certificates", both)
            piece = trim(text, s, e)
            self.add_certificate(*piece, around=(a, b) if len(hits) == 1 else None)
            rest_words = rest_words.replace(text[s:e], " ")
        self.last_kind = "certificate"
        rest = bare(rest_words)
        # Cells after the certificates on one line: ACCA (2 papers left)  Excel, Sage.
        last = max(e for _s, e in hits)
        tail = text[last:b]
        gap = re.match(r"\s*(?:\([^()]*\))?\s{2,}", tail)
        if gap:
            self._clause(Clause(last + gap.end(), b, clause.sentence, clause.line))
        return len(rest) < 60

    def _skill(self, clause: Clause) -> bool:
        text, (a, b) = self.text, (clause.start, clause.end)
        words = text[a:b]
        m = _SKILL_LEAD.match(words)
        if m and len(words.split()) <= 14:
            x = m["x"]
            if re.match(
                r"(?i)(?:start|work|do (?:nights|weekends|any)|travel|relocate|commute|be|come|drive to|go|offer|get|help|you|i|people|the area)\b",
                x,
            ):
                return False
            for s, e in split_items(self.reading, a + m.start("x"), a + m.end("x")):
                for p, q in self._and(s, e):
                    add_skill(self.reading, self.draft, p, q)
            self.last_kind = "skill"
            return True
        found = [f for f in within(self.reading.skills, a, b) if f.value.kind in ("tool", "skill")]
        covered = sum(f.end - f.start for f in found)
        plain = re.sub(r"(?i)^(?:a (?:bit|little)(?: of)?|some|basic|good|a lot of)\s+", "", words)
        length = len(re.sub(r"[\s/&+]|\band\b", "", plain)) or 1
        dur = _DURATION.search(words)
        if dur:
            length -= len(bare(dur[0]))
        if found and covered >= 0.7 * max(1, length) and not self.is_title(a, b, least=0.8):
            for f in found:
                add_skill(self.reading, self.draft, f.start, f.end)
            self.last_kind = "skill"
            return True
        if (
            self.last_kind == "skill"
            and len(words.split()) <= 3
            and not self.title_in(a, b)
            and not self._starts_job(a, b)
        ):
            is_firm = (
                words[:1].isupper()
                and self.role is not None
                and not self.own
                and not within(self.reading.skills, a, b)
            )
            if (
                not is_firm
                and not looks_like_en_name(words)
                and not self.is_place(a, b)
                and not re.search(r"(?i)\d{4}|\bi'?m\b", words)
            ):
                for p, q in self._and(a, b):
                    add_skill(self.reading, self.draft, p, q)
                return True
        return False

    def _starts_job(self, a: int, b: int) -> bool:
        words = self.text[a:b]
        return bool(
            self.ranges_in(a, b)
            or _PAST.match(words)
            or _AT_STRONG.match(words)
            or _SELF.search(words)
            or self.dates_in(a, b)
        )

    def _and(self, s: int, e: int) -> list[CellSpan]:
        out: list[CellSpan] = []
        at = s
        for m in re.finditer(r"(?i)\s+(?:and|&|\+|plus)\s+", self.text[s:e]):
            out.append((at, s + m.start()))
            at = s + m.end()
        out.append((at, e))
        return [t for t in (trim(self.text, *p) for p in out) if t[0] < t[1]]

    # -- work -------------------------------------------------------------------------------------

    def _work(self, clause: Clause) -> None:
        text, (a, b) = self.text, (clause.start, clause.end)
        words = text[a:b]
        past, now, nxt = _PAST.match(words), _NOW.match(words), _NEXT.match(words)
        lead = past or now or nxt
        body = a + (lead.end() if lead else 0)
        if (
            self.work is not None
            and re.match(r"(?i)(?:where|which)\s+i\b", text[body:b])
            and self.dates_in(a, b)
        ):
            self._times(self.work, clause)
            self.last_kind = "work"
            return
        again = bool(re.search(r"(?i)\bagain\b", words[:24]))
        ranges = self.ranges_in(a, b)
        if past:
            self.is_earlier = True
        if body >= b:
            if past or nxt:
                self.new_work(clause)
            return
        came = _CAME_WENT.match(text[body:b])
        if self.work is not None and came and self.dates_in(a, b) and not _AT.search(text[body:b]):
            self._times(self.work, clause)
            self.last_kind = "work"
            return
        org, place, generic = self._employer(body, b)
        position = self._position(body, b, org)
        duration = _DURATION.search(text, body, b)
        if org is None and position and self._bracketed(clause, position):
            return
        own = _SELF.search(text, body, b)
        there = _THERE.search(text, body, b)
        if own and org is None:
            entry = self._entry_for(clause, org=own.span(), is_new=bool(lead))
            entry.put("name", self.reading.piece(*own.span()))
            if position and not (own.start() <= position[0] and position[1] <= own.end()):
                self._put_position(
                    entry,
                    max(position[0], own.end()) if position[0] <= own.start() else position[0],
                    position[1],
                )
            self._times(entry, clause)
            self.last_kind = "work"
            return
        nameless = len(self.own) > 1 and self.work is self.own[-1]
        nameless = nameless and not {"name", "location"} & set(self.own[-1].one)
        if there and nameless and _THERE.fullmatch(text, body, b):
            # Previously ledger clerk, same place, 2022-2024
            for key in ("name", "location"):
                self.own[-1].put(key, self.own[-2].one.get(key))
            return
        if there and self.work is not None and (position or ranges) and not org:
            old = self.work.one.get("name")
            entry = self.new_work(clause)
            entry.put("name", old)
            if position:
                entry.put("position", self._title(*position))
            self._times(entry, clause)
            self.last_kind = "work"
            return
        time_only = self._is_only_time(body, b)
        if org is None and generic is None and position is None and ranges and not time_only:
            if self._note(clause, body, ranges[0], is_new=bool(lead)):
                return
        if position and re.search(r"(?i)\bsince$", words) and self.work and not org and not ranges:
            # "…, owner operator since": another spell, begun when the last one ended.
            entry = self.new_work(clause)
            self._put_position(entry, *position)
            self.last_kind = "work"
            return
        if (
            position
            and ranges
            and not (org or generic or place or lead)
            and self._rise(clause, ranges[0])
        ):
            return
        if org or generic or (position and (ranges or lead or place)):
            entry = self._entry_for(
                clause, org=org, is_new=bool(lead) and not (now and self.work is None)
            )
            if org:
                self._name_with_town(entry, *org)
            if position:
                self._put_position(entry, *position)
            elif trade := _DO_TRADE.match(words):
                entry.put("position", self._agent_piece(clause, trade))
            if place:
                self.put_location(entry, place)
            self._times(entry, clause)
            if duration:
                self._say_how_long(entry, clause, duration)
            elif generic and not org:
                self.extend_summary(entry, *generic)
            self._aside(entry, clause, org)
            self._tail(entry, clause, org, position)
            self._tools(a, b)
            self.last_kind = "work"
            return
        if time_only and (ranges or self.dates_in(a, b)):
            self._only_time(clause, again=again or bool(nxt))
            return
        if position:
            self._say_trade(clause, position, duration)
            return
        trade = _DO_TRADE.match(words)
        if trade and self._agent(clause, trade):
            return
        self._loose(clause, body, place, duration, is_new=bool(lead))

    def _rise(self, clause: Clause, time: Found) -> bool:
        """Keep a step up with the same employer as part of that job: team leader from 2021."""
        entry = self.work
        if entry is None or not {"name", "position", "startDate"} <= set(entry.one):
            return False
        since, until = time.value.start, entry.one.get("endDate")
        if since is None or not since.iso or time.value.end is not None:
            return False
        if not entry.one["startDate"].value < since.iso or (until and since.iso > until.value):
            return False
        entry.add("highlights", self.reading.piece(clause.start, clause.end))
        self.last_kind = "work"
        return True

    def _bracketed(self, clause: Clause, position: CellSpan) -> bool:
        """Read a title with where and when in brackets: teacher (2009-2021, Ashdown Primary, Lewes)."""
        m = re.compile(r"\s*\((?P<i>[^()]+)\)?").match(self.text, position[1])
        if not m or not self.ranges_in(*m.span("i")):
            return False
        entry = self._entry_for(clause, org=None, is_new=True)
        self._put_position(entry, *position)
        self.put_times(entry, *m.span("i"))
        for x, y in split_commas(self.reading, *m.span("i")):
            if self.ranges_in(x, y):
                continue
            if self.is_place(x, y):
                self.put_location(entry, (x, y))
            elif self.text[x].isupper() and len(self.text[x:y].split()) <= 6:
                entry.put("name", self.reading.piece(x, y))
        self.last_kind = "work"
        return True

    def _agent(self, clause: Clause, m: re.Match[str]) -> bool:
        """Read "I drive OTR" as the trade: an OTR driver."""
        piece = self._agent_piece(clause, m)
        if piece is None:
            return False
        if self.role is None:
            self.role = piece
        self.last_kind = "trade"
        return True

    def _agent_piece(self, clause: Clause, m: re.Match[str]) -> Piece | None:
        """Return who does what was said: an OTR driver drives OTR."""
        stem = next((k for k in _AGENT if m["v"].casefold().startswith(k)), "")
        obj = (m["o"] or "").strip()
        if not stem or re.search(r"(?i)\b(?:to|a car|my own car|myself)\b", obj):
            return None
        # "Cleaned offices" makes a cleaner; OTR in front is a kind of driver.
        kind = obj if len(obj.split()) == 1 and obj.isupper() else ""
        return Piece(
            f"{kind} {_AGENT[stem]}".strip(), clause.start + m.start("v"), clause.start + m.end()
        )

    def _put_position(self, entry: Entry, start: int, end: int) -> None:
        entry.put("position", self._title(start, end))

    def _title(self, start: int, end: int) -> Piece | None:
        words = self.text[start:end]
        lead = re.match(
            r"(?i)(?:(?:an?|the|their|as|now|also|working as|currently|retired|former|ex-)\s*(?<=[\s-]))+",
            words,
        )
        start += lead.end() if lead else 0
        then = list(
            re.finditer(r"(?i)\s+(?:then|and then|later|promoted to)\s+", self.text[start:end])
        )
        if then:
            start += then[-1].end()
        return self.reading.piece(start, end)

    def _employer(self, a: int, b: int) -> tuple[CellSpan | None, CellSpan | None, CellSpan | None]:
        """Return (employer, place, employer without a name) of a clause."""
        text = self.text
        org: CellSpan | None = None
        generic: CellSpan | None = None
        place: CellSpan | None = None
        times = [(f.start, f.end) for f in (*self.ranges_in(a, b), *self.dates_in(a, b))]
        out_of = _OUT_OF.search(text, a, b)
        if out_of and self.is_place(*trim(text, *out_of.span("x"))):
            place = trim(text, *out_of.span("x"))
        before_as = re.match(
            r"(?i)(?:at\s+)?(?P<o>(?!(?:i|was|been|worked?|working|job|employed|mostly|same|started|hired|now|currently|trained|acting|known)\b)[\w&'. -]{2,30}?)\s+as\s+(?:an?|the)\s+(?P<t>[A-Za-z][A-Za-z -]{2,30})",
            text[a:b],
        )
        if (
            before_as
            and len(before_as["o"].split()) <= 3
            and not re.search(r"(?i)\b(?:to|at|for|with|from|in)\b", before_as["o"])
        ):
            x, y = a + before_as.start("o"), a + before_as.end("o")
            if self.title_in(a + before_as.start("t"), b) and not self.title_in(x, y):
                return (x, y), place, None
        called = re.search(
            r"(?i)\b(?:company|firm|place|shop|agency|school|salon|garage|bar|cafe) called\s+(?P<o>[\w&'.-]+(?-i:(?: [A-Z][\w&'.-]*){0,3}))",
            text[a:b],
        )
        if called:
            return (a + called.start("o"), a + called.end("o")), place, None
        for m in _AT.finditer(text, a, b):
            x, y = m.span("x")
            for s, e in times:
                if s <= x < e:
                    x = e
                elif x < s < y:
                    y = s
            x, y = trim(text, x, y)
            near = re.search(
                r"(?i)\s+(?:near|off|by|next to|on)\s+(?:the\s+)?[A-Z\w].*$", text[x:y]
            )
            if near and near.start() > 2:
                y = x + near.start()
            more = re.compile(r"\s+(?:and|&)\s+[A-Z][\w'&-]*").match(text, y, b)
            if more and text[x:y][:1].isupper() and not self.is_place(x, y):
                # Marks and Spencer, not "Elm Ward and now …".
                y = more.end()
            words = text[x:y]
            if x >= y or len(words.split()) > 7 or _NOT_ORG.match(words):
                continue
            if place and place[0] <= x and y <= place[1]:
                continue
            prep = text[m.start() : m.start() + 5].casefold()
            if self.is_place(x, y) and not prep.startswith(("at ", "for", "with", "join", "@")):
                place = place or (x, y)
                continue
            strong = bool(_AT_STRONG.match(text[m.start() : m.end()])) or bool(
                re.search(
                    r"(?i)\b(?:moved|went|transferred|switched|on|over|promoted|back)\s+$",
                    text[a : m.start()],
                )
                and re.match(r"(?i)to\b", text[m.start() : m.end()])
            )
            if _GENERIC.match(words) and not self._is_proper(x, y):
                inner = within(self.reading.places, x, y)
                if inner:
                    place = place or (inner[0].start, inner[0].end)
                generic = generic or (x, y)
                continue
            cap = re.sub(r"(?i)^(?:the|a|an|my|our)\s+", "", words)[:1]
            proper = cap.isupper() or cap.isdigit()
            if self.is_title(x, y, least=0.75) and not en_org_pattern().search(words):
                continue
            if (
                proper
                and (strong or en_org_pattern().search(words))
                or (
                    strong
                    and not re.match(r"(?i)(?:a|an|the|my|some|any|no)\s", words)
                    and len(words.split()) <= 3
                    and org_score(self.reading, x, y) >= 0.4
                )
            ):
                if org is None:
                    lead = (
                        re.match(r"(?i)(?:the|my|our)\s+(?=[A-Z])", words)
                        if not re.match(r"The ", words)
                        else None
                    )
                    org = (x + (lead.end() if lead else 0), y)
            elif re.match(
                r"(?i)(?:the )?(?:army|navy|air force|marines|police|raf|post office|council|nhs|military|coast guard|fire service|prison service)\b",
                words,
            ):
                hit = re.match(
                    r"(?i)(?:the )?(?P<o>(?:british |us |u\.s\. |royal )?(?:army|navy|air force|marines|police|raf|post office|council|nhs|military|coast guard|fire service|prison service))",
                    words,
                )
                if hit and org is None:
                    org = (x + hit.start("o"), x + hit.end("o"))
            elif strong and en_org_pattern().search(words) and len(words.split()) <= 4:
                generic = generic or (x, y)
            elif (
                strong
                and self._is_lower
                and re.match(
                    r"(?i)(?:work|employ|job|been|was|am|i'm|move)", text[a:b].lstrip("i ")
                )
                and len(words.split()) <= 3
            ):
                # All in small letters: "worked for bovis" names an employer all the same.
                if not within(self.reading.skills, x, y) and not re.match(
                    r"(?:a|an|the|my|some)\s", words
                ):
                    org = org or (x, y)
        return org, place, generic

    @property
    def _is_lower(self) -> bool:
        """Whether the whole text is written without capitals."""
        return not re.search(r"[A-Z][a-z]", self.text)

    def _is_proper(self, x: int, y: int) -> bool:
        """Whether a generic-looking name has a name in it that is no place (Copley Lane Primary)."""
        words = self.text[x:y]
        if re.match(r"(?i)(?:a|an|the|my|some|our)\s", words) and not re.match(r"The [A-Z]", words):
            return False
        capitals = [w for w in words.split() if w[:1].isupper()]
        inner = within(self.reading.places, x, y)
        covered = " ".join(f.text for f in inner)
        return len([w for w in capitals if w not in covered]) >= 2 or (
            bool(capitals) and words.split()[-1][:1].isupper() and len(capitals) >= 2
        )

    def _position(self, a: int, b: int, org: CellSpan | None) -> CellSpan | None:
        text = self.text
        doing = re.search(
            r"(?i)\b(?:been|was|am|i'm|started|keep|did|done)\s+(?P<x>(?!doing|working|being|living|looking|going|having|getting|trying|made|laid|studying|seeking|wanting|thinking)[a-z]+ing)\b(?=\s+(?:at|for|in|on|with|since|like)\b)",
            text[a:b],
        )
        if doing:
            return a + doing.start("x"), a + doing.end("x")
        for pattern in (_AS, _BEEN):
            for m in pattern.finditer(text, a, b):
                x, y = self._before_time(*m.span("x"))
                if x < y and len(text[x:y].split()) <= 8 and self.is_title(x, y, least=0.45):
                    return x, y
        stop = org[0] if org and org[0] > a + 3 else b
        for f in self.ranges_in(a, b):
            if f.start <= a + 2:
                a = max(a, trim(text, f.end, b)[0])
        head = re.match(
            r"(?i)(?:(?:i'?m|i am|been|was|a|an|the|i was|i've been|worked as|working as)\s+)*(?P<x>[A-Za-z][^,;:()@\n]*?)(?=\s+(?:at|for|with|in|since|from|on|until|near|there|by trade)\b|\s+w/|\s*@|\s*\(|\s+[-—–]|\s+\d|\s*$)",
            text[a:stop],
        )
        if head and head["x"]:
            x, y = a + head.start("x"), a + head.end("x")
            for f in (*self.ranges_in(a, b), *self.dates_in(a, b)):
                if x < f.start < y:
                    y = f.start
            x, y = trim(text, x, y)
            if (
                x < y
                and len(text[x:y].split()) <= 6
                and self.is_title(x, y, least=0.6)
                and not (org and x < org[1] and org[0] < y)
            ):
                return x, y
        found = [
            f
            for f in within(self.reading.titles, a, b)
            if not (org and f.start < org[1] and org[0] < f.end)
        ]
        if any(f.start - a <= 2 and b - f.end <= 1 for f in found):
            return a, b
        if found and (org or self.ranges_in(a, b)):
            f = max(found, key=lambda f: f.end - f.start)
            return f.start, f.end
        return None

    def _before_time(self, x: int, y: int) -> CellSpan:
        """Return the stretch up to the first date in it."""
        starts = [s for s, e in self.reading.time_spans if x < s < y]
        return trim(self.text, x, min([y, *starts]))

    def _entry_for(self, clause: Clause, *, org: CellSpan | None, is_new: bool) -> Entry:
        entry = self.work
        if entry is None:
            return self.new_work(clause)
        have = entry.one.get("name")
        if org is not None and have is not None:
            words = self.text[org[0] : org[1]].casefold()
            if have.value.casefold() in words or words in have.value.casefold():
                if not (self.ranges_in(clause.start, clause.end) and "startDate" in entry.one):
                    return entry
            return self.new_work(clause)
        if self.ranges_in(clause.start, clause.end) and (
            "startDate" in entry.one or "endDate" in entry.one
        ):
            return self.new_work(clause)
        if is_new and entry:
            return self.new_work(clause)
        self.work_line, self.work_sentence = clause.line, clause.sentence
        return entry

    def _times(self, entry: Entry, clause: Clause) -> None:
        a, b = clause.start, clause.end
        ranges = self.ranges_in(a, b)
        if ranges:
            put_range(entry, self.reading, ranges[0])
            self._other_end(entry, clause, ranges)
            if ranges[0].value.is_current and _LAST_WAS.search(self.text[a:b]):
                self.past_but_current.append(entry)
            for d in self.dates_in(a, b):
                if (
                    d.value.iso
                    and d.start > ranges[0].end
                    and _UNTIL_WORDS.search(self.text[a : d.start])
                ):
                    entry.put("endDate", date_piece(d))
            return
        for d in self.dates_in(a, b):
            if not d.value.iso or is_too_vague(d.value, d.text):
                continue
            before = self.text[a : d.start]
            if _UNTIL_WORDS.search(before):
                entry.put("endDate", date_piece(d))
            elif _SINCE_WORDS.search(before):
                entry.put("startDate", date_piece(d))

    def _other_end(self, entry: Entry, clause: Clause, ranges: list[Found]) -> None:
        """Put the other end of a time told in two halves: joined in March 2017, left in 2019."""
        if ranges[0].value.start is None:
            for d in self.dates_in(clause.start, ranges[0].start):
                if d.value.iso and not is_too_vague(d.value, d.text):
                    if _SINCE_WORDS.search(self.text[clause.start : d.start]):
                        entry.put("startDate", date_piece(d))
        elif ranges[0].value.end is None and not ranges[0].value.is_current:
            for more in ranges[1:]:
                if more.value.start is None and more.value.end is not None:
                    put_range(entry, self.reading, more)

    def _is_only_time(self, a: int, b: int) -> bool:
        words = self.text[a:b]
        for f in sorted(
            [*self.ranges_in(a, b), *self.dates_in(a, b)], key=lambda f: f.start, reverse=True
        ):
            words = words[: f.start - a] + " " + words[f.end - a :]
        words = re.sub(
            r"(?i)\b(?:then|again|since|from|until|till|to|in|about|around|and|this year|i think|ish|been there|there|been|now|still|on and off|to now|present)\b",
            " ",
            words,
        )
        return len(bare(words)) <= 3

    def _only_time(self, clause: Clause, *, again: bool) -> None:
        """Set when the job just named was; "then again since" is a second spell there."""
        a, b = clause.start, clause.end
        found: list[Found] = [*self.ranges_in(a, b)]
        singles = [d for d in self.dates_in(a, b) if d.value.iso]
        entry = self.work
        if entry is None:
            entry = self.new_work(clause)
        for n, r in enumerate(found):
            if r.value.start is None and "startDate" in entry.one and "endDate" not in entry.one:
                # Joined in 2011, left in 2018: the end of the spell just told.
                put_range(entry, self.reading, r)
                continue
            if n or again or "startDate" in entry.one:
                if "startDate" in entry.one or again:
                    entry = self._second_spell(entry, clause)
            put_range(entry, self.reading, r)
        if not found:
            if "startDate" in entry.one and again:
                entry = self._second_spell(entry, clause)
            self._times(entry, clause)
            until = entry.one.get("endDate")
            if (
                singles
                and until is not None
                and "startDate" not in entry.one
                and (singles[0].value.iso or "").startswith(until.value + "-")
            ):
                # Until this summer, July: the month of the end.
                month = date_piece(singles[0])
                if month is not None:
                    entry.one["endDate"] = month
                singles = []
            if singles and _VAGUE_UNTIL.search(self.text[max(0, a - 40) : a]):
                entry.put("endDate", date_piece(singles[0]))
                singles = []
            if (
                singles
                and "startDate" not in entry.one
                and not _UNTIL_WORDS.search(self.text[a : singles[0].start])
            ):
                entry.put("startDate", date_piece(singles[0]))
        self.last_kind = "work"

    def _second_spell(self, entry: Entry, clause: Clause) -> Entry:
        fresh = self.new_work(clause)
        for key in ("name", "position", "location"):
            fresh.put(key, entry.one.get(key))
        return fresh

    def _note(self, clause: Clause, body: int, time: Found, *, is_new: bool) -> bool:
        """Read a note of an employer with its time: Roastworks 2016-2019."""
        text = self.text
        before, after = trim(text, body, time.start), trim(text, time.end, clause.end)
        if before[1] - before[0] > 1 and after[1] - after[0] > 1:
            # Amazon DTW1 2020-2022 picker/packer
            cells = [read_cell(self.reading, *s) for s in (before, after)]
            if self.is_title(*after) or self.is_title(*before):
                entry = self._entry_for(clause, org=before, is_new=is_new)
                assign_cells(self.reading, entry, cells)
                put_range(entry, self.reading, time)
                self._aside(entry, clause, before if not self.is_title(*before) else after)
                self.last_kind = "work"
                return True
        rest = before if before[1] - before[0] > 1 else after
        if rest[0] >= rest[1]:
            return False
        words = text[rest[0] : rest[1]]
        if len(words.split()) > 6 or _NOT_ORG.match(words):
            return False
        at = self.work
        beside = at is not None and clause.sentence == self.work_sentence and not is_new
        if at is not None and beside and self.is_place(*rest) and "location" not in at.one:
            if not {"startDate", "endDate"} & set(at.one):
                # … at Bluebell Housing, Norwich (since Feb 2024): the same job goes on.
                self.put_location(at, rest)
                put_range(at, self.reading, time)
                self.last_kind = "work"
                return True
        entry = self._entry_for(clause, org=rest, is_new=is_new)
        if self.is_title(*rest):
            self._put_position(entry, *rest)
        elif self.is_place(*rest):
            self.put_location(entry, rest)
        else:
            bracket = re.search(r"\s*\([^()]*\)?$", text[rest[0] : rest[1]])
            end = rest[0] + bracket.start() if bracket and bracket.start() > 2 else rest[1]
            self._name_with_town(entry, rest[0], end)
            self._aside(entry, clause, (rest[0], end))
        put_range(entry, self.reading, time)
        self._other_end(entry, clause, self.ranges_in(time.start, clause.end))
        self.last_kind = "work"
        return True

    def _say_how_long(self, entry: Entry, clause: Clause, duration: re.Match[str]) -> None:
        """Keep how long something was done, as the job's summary."""
        a = duration.start()
        piece_end = clause.end
        rest = self.text[duration.end() : clause.end]
        for f in (*self.ranges_in(a, clause.end), *self.dates_in(a, clause.end)):
            rest = rest.replace(f.text, " ")
        held = [p for k in ("name", "position", "location") if (p := entry.one.get(k))]
        for p in held:
            rest = rest.replace(self.text[p.start : p.end], " ")
        if all(
            duration.end() <= p.start for p in held if clause.start <= p.start < clause.end
        ) and re.fullmatch(r"(?i)(?:\W|\b(?:at|with|for|as|an?|the|in)\b)*", rest):
            # Five years at St Brannoc's as a staff nurse: the rest stands in fields of its own.
            piece_end = duration.end()
        self.extend_summary(entry, a, piece_end)
        if (
            self.role is not None
            and self.work is not None
            and entry is self.work
            and "name" not in entry.one
        ):
            self.summary.append((a, piece_end))

    def _aside(self, entry: Entry, clause: Clause, org: CellSpan | None) -> None:
        """Read brackets behind an employer: a place, a title, a task."""
        if org is None:
            return
        m = re.match(r"\s*\((?P<i>[^()]+)\)", self.text[org[1] : clause.end + 120])
        if not m:
            return
        for x, y in split_commas(self.reading, org[1] + m.start("i"), org[1] + m.end("i")):
            if self.is_place(x, y):
                self.put_location(entry, (x, y))
            elif self.is_title(x, y):
                self._put_position(entry, x, y)
            elif task_score(self.reading, x, y) >= 0.6:
                entry.add("highlights", self.reading.piece(x, y))

    def _name_with_town(self, entry: Entry, x: int, y: int) -> None:
        """Set an employer, a known town behind its last word apart: Hobley Finch LLP Norwich."""
        inner = [f for f in within(self.reading.places, x, y) if f.end == y and f.start > x + 3]
        if inner and en_org_pattern().search(self.text[x : inner[0].start].strip()):
            town = inner[0]
            if entry.put("name", self.reading.piece(x, town.start)):
                self.put_location(entry, (town.start, town.end))
            return
        entry.put("name", self.reading.piece(x, y))

    def _tail(
        self, entry: Entry, clause: Clause, org: CellSpan | None, position: CellSpan | None
    ) -> None:
        """Keep what a clause says was done: … at Elm Ward doing night shifts."""
        text = self.text
        m = re.search(
            r"(?i)\b(?:doing|where i|handling|running|looking after|in charge of|responsible for|managing|leading|covering|building|working on)\b\s*(?P<x>.*)$",
            text[clause.start : clause.end],
        )
        if not m or len(m[0].split()) < 3:
            return
        s, e = trim(text, clause.start + m.start(), clause.end)
        for f in (*self.ranges_in(s, e), *self.dates_in(s, e)):
            if f.start > s:
                e = min(e, f.start)
        since = re.search(r"(?i)\s+(?:since|from|for|until)\s*$", text[s:e])
        e -= len(since[0]) if since else 0
        if position and position[0] >= s or org and org[0] >= s:
            return
        if len(text[s:e].split()) >= 3:
            entry.add("highlights", self.reading.piece(s, e))

    def _say_trade(
        self, clause: Clause, position: CellSpan, duration: re.Match[str] | None
    ) -> None:
        """Read a trade said in general: I'm a staff nurse, baker, 11 years."""
        piece = self._title(*position)
        if (
            self.work is not None
            and self.work
            and "position" not in self.work.one
            and (clause.sentence - self.work_sentence <= 1)
        ):
            self.work.put("position", piece)
            return
        if self.role is None and piece is not None:
            self.role = piece
        if duration:
            between = self.text[position[1] : duration.start()]
            whole = (
                re.fullmatch(r"(?i)\s*(?:for|with|w/)?\s*", between)
                and position[1] <= duration.start()
            )
            start = piece.start if whole and piece is not None else duration.start()
            self.summary.append((start, self._listed_tools(duration.end(), clause.end)))
        self.last_kind = "trade"

    def _listed_tools(self, a: int, b: int) -> int:
        """Read tools in brackets at the end (Go, Postgres) as skills; return where the rest ends."""
        m = re.compile(r"\s*\((?P<i>[^()]+)\)?\s*$").search(self.text, a, b)
        if m is None:
            return b
        parts = split_commas(self.reading, *m.span("i"))
        known = within(self.reading.skills, *m.span("i"))
        if len(known) * 2 < len(parts) or any(y - x > 30 for x, y in parts):
            return b
        for x, y in parts:
            add_skill(self.reading, self.draft, x, y)
        return m.start()

    def _tools(self, a: int, b: int) -> None:
        for f in within(self.reading.skills, a, b):
            if f.value.kind == "tool":
                add_skill(self.reading, self.draft, f.start, f.end)

    def _loose(
        self,
        clause: Clause,
        body: int,
        place: CellSpan | None,
        duration: re.Match[str] | None,
        *,
        is_new: bool,
    ) -> None:
        """Place a clause without a job of its own."""
        text, b = self.text, clause.end
        words = text[body:b]
        entry = self.work
        count = len(words.split())
        if self.is_place(body, b):
            if entry is not None and clause.sentence == self.work_sentence:
                self.put_location(entry, (body, b))
            elif (
                (name := self.draft.basics.one.get("name")) is not None
                and 0 <= body - name.end <= 3
                and not self.draft.location
            ):
                # Gary Plimmer, Doncaster
                self.set_home(body, b)
            elif self.last_kind in ("trade", "title") and entry is None:
                entry = self.new_work(clause)
                self.put_location(entry, (body, b))
                self.last_kind = "work"
            elif not self.draft.location:
                self.set_home(body, b)
            return
        if "name" not in self.draft.basics.one and self._name_note(body, b):
            return
        if self._is_org_note(body, b, clause):
            x, y = body, b
            near = re.search(r"(?i)\s+(?:on|near|at|off|in|by|out of|outside)\s+\S.*$", text[x:y])
            entry = self._entry_for(clause, org=(x, y), is_new=is_new)
            if near and near.start() > 2:
                y = x + near.start()
                if place:
                    self.put_location(entry, place)
            for n, (s, e) in enumerate(self._then(x, y)):
                if n:
                    entry = self.new_work(clause)
                self._name_with_town(entry, s, e)
            self._aside(entry, clause, (x, y))
            self.last_kind = "work"
            return
        counted = duration is not None and duration.start() - body <= 2
        if (
            counted
            and duration is not None
            and re.match(r"(?i)\s+(?:in|of|as)\b", text[duration.end() : b])
            and not place
        ):
            self.summary.append((body, b))
            self.last_kind = "general"
            return
        if (
            duration
            and duration.end() - duration.start() >= 0.5 * len(words)
            or (duration and entry is None)
        ):
            if entry is not None and self.last_kind == "work":
                self.extend_summary(entry, body, b)
            else:
                self.summary.append((body, b))
                self.last_kind = "general"
            return
        if re.match(
            r"(?i)no\s+(?:car|licen[cs]e|experience|transport|phone|e-?mail|weekends|nights|degree)\b",
            words,
        ):
            return
        if (
            entry is not None
            and count >= 2
            and (
                EN_TASK.match(words)
                or _WITH_FIGURE.search(words)
                or count >= 3
                or re.match(r"(?i)no\s+\w+", words)
            )
        ):
            lead = re.match(r"(?i)i\s+(?=[a-z])", words)
            if self.dates_in(body, b) and count <= 4:
                self._times(entry, clause)
            entry.add("highlights", self.reading.piece(body + (lead.end() if lead else 0), b))
            return
        if self.role is not None and entry is None and count <= 3 and self.last_kind == "trade":
            return
        if _WITH_FIGURE.search(words) and count >= 3:
            self.summary.append((body, b))

    def _name_note(self, a: int, b: int) -> bool:
        """Read a clause that is a name, or a name and a place: Rohan Mehta Austin TX."""
        tail = [f for f in within(self.reading.places, a, b) if f.end == b and f.start > a]
        stop = tail[0].start if tail else b
        x, y = trim(self.text, a, stop)
        words = self.text[x:y]
        if not looks_like_en_name(words) or en_org_pattern().search(words):
            return False
        self.set_name(x, y)
        self._home_behind(x, y)
        if tail and not self.draft.location:
            self.set_home(tail[0].start, b)
        return True

    def _then(self, x: int, y: int) -> list[CellSpan]:
        out: list[CellSpan] = []
        at = x
        for m in re.finditer(r"(?i)\s+(?:and\s+)?then\s+(?:at\s+)?", self.text[x:y]):
            out.append((at, x + m.start()))
            at = x + m.end()
        out.append((at, y))
        return [t for t in (trim(self.text, *p) for p in out) if t[0] < t[1]]

    def _is_org_note(self, a: int, b: int, clause: Clause) -> bool:
        """Whether a clause is nothing but an employer."""
        words = self.text[a:b]
        count = len(words.split())
        if (
            count > 7
            or EN_TASK.match(words)
            or re.search(r"\d{3,}", words)
            or _NOT_ORG.match(words)
        ):
            return False
        if (
            self.is_title(a, b)
            or within(self.reading.skills, a, b)
            and not en_org_pattern().search(words)
        ):
            return False
        tail = re.search(r"(?i)\s+(?:on|near|at|off|in|by)\s+(?:the\s+)?[A-Z][\w .'-]*$", words)
        if tail and tail.start() > 2:
            return self._is_org_note(a, a + tail.start(), clause)
        led = bool(
            _PAST.match(self.text[clause.start : a]) or _NEXT.match(self.text[clause.start : a])
        )
        if re.fullmatch(r"[A-Z]{1,4}\d?[A-Z]?|[A-Z]+\d+", words) and not led:
            # KS1, B2B: a code, not a name.
            return False
        if re.match(
            r"(?i)(?:i|my|we|they|it|there|sorry|apologies|oops|please|thanks?|hello|hi|hey|no|not|never|always|very|really|did|had|have|can|also|left|got)\b",
            words,
        ):
            return False
        needs = (
            led or self.work is None or "name" not in self.work.one or "position" in self.work.one
        )
        has_mark = bool(en_org_pattern().search(words))
        words_list = re.sub(r"[()].*", "", words).split()
        capital = bool(words_list) and all(
            w[:1].isupper()
            or w[:1].isdigit()
            or w in ("of", "and", "&", "the", "then", "my", "own")
            for w in words_list
        )
        possessive = bool(re.match(r"[A-Z]\w+'s\b", words))
        in_context = self.last_kind in ("trade", "general", "work", "") and needs
        in_context |= self.last_kind == "skill" and self.role is not None and not self.own
        if possessive and in_context:
            return True
        if has_mark and in_context and (capital or (self.role is not None and self._is_lower)):
            return True
        line_alone = clause.start - max(0, self.text.rfind("\n", 0, clause.start)) <= 4
        return (
            capital
            and count <= 4
            and in_context
            and (self.role is not None or line_alone or self.work is not None)
            and not EN_SCHOOL.search(words)
        )

    speciality: Piece | None = None
    wanted: Piece | None = None

    def _find_ended(self) -> None:
        """Note the jobs whose sentences are told in the past."""
        gone = re.search(
            r"(?i)\b(?:i )?(?:left|quit|was made redundant|got laid off|stopped) (?:because|cos|when|as|due|in|to|after|there|it)\b",
            self.text,
        )
        for entry in self.own:
            start = max(self.text.rfind(c, 0, entry.start) for c in ".\n;") + 1
            stops = [i for c in ".\n;" if (i := self.text.find(c, entry.start)) >= 0]
            words = self.text[start : min(stops, default=len(self.text))]
            past = _TOLD_PAST.search(words) and not _TOLD_NOW.search(words)
            if past or (gone and len(self.own) == 1) or any(e is entry for e in self.earlier):
                self.ended.append(entry)

    def finish(self) -> None:
        """Close as in general, a speciality joined to the positions."""
        if self.speciality is not None:
            for entry in self.own:
                if "position" not in entry.one:
                    entry.put("position", self.speciality)
        if self.wanted is not None:
            self.draft.basics.put("label", self.wanted)
        self._find_ended()
        super().finish()
