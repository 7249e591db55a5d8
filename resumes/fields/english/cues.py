"""Words that say what an English clause is about."""

import re

ABBREVIATION = r"(?<!\bMr)(?<!\bMt)(?<!\bFt)(?<!\bMs)(?<!\bMrs)(?<!\bDr)(?<!\bSt)(?<!\bLtd)(?<!\bInc)(?<!\bCo)(?<!\bUniv)(?<!\bJr)(?<!\bvs)(?<!\be\.g)(?<!\bi\.e)(?<!\b[A-Z])"
SENTENCE_STOP = re.compile(rf"\n|[!?;]|{ABBREVIATION}\.(?=\s|$)")
MARKERS = re.compile(
    r"(?i)(?<=[\w)])(?<!,)\s+(?=(?:won(?= (?:the |an? )?[\w ]{0,30}(?:award|prize|of the (?:year|month|quarter)|competition))|before that|prior to that|previously|after that|and before|then (?:again|i|took|had|moved|went|at|worked|my|a|to)|and then|but before|"
    r"and now|now i|currently|and since then|since then|where i (?:was|worked|did)|now (?:i )?(?:want|looking|seeking|hoping)|my name|(?:so )?(?:the )?name(?:'s| is)|i(?:'m| am|'ve| have| was| worked| drive| did| do| used| also)|been (?:doing|working|a|an|at|with)|no accidents|no complaints|worked (?:at|for|as))\b)"
)
FILLER = re.compile(
    r"(?i)^(?:(?:uh+|um+|erm?|so|yeah|well|ok(?:ay)?|like|basically|and|also|but|hi|hiya|hello|hey|g'?day|greetings|dear (?:all|team|sir|madam|hiring \w+)|good (?:morning|afternoon|evening)|just|please|thanks|plus|&|the)\b[\s,]*|-\s+|\*\s+)+"
)
NAME = re.compile(
    r"(?i:(?<!same )\b(?:my (?:full )?names?(?:'s| is|:)?|(?:the |full )?names?(?:'s| is|:)?|i am|i'm|im|this is|it's|call me|named)\s+)(?P<n>[^\W\d_][\w'’.-]*(?:\s+[^\W\d_][\w'’.-]*){0,3})"
)
SINCE_WORDS = re.compile(
    r"(?i)\b(?:since|from|starting|started(?: in)?|joined(?: in)?|began(?: in)?|back in|in|since (?:\w+ ){1,4}in)\s*$"
)
UNTIL_WORDS = re.compile(
    r"(?i)\b(?:until|till|til|(?:un)?til+ (?:i|we|it|they) \w+(?: (?:there|out|away|here))?(?: in)?|got out(?: in)?|came out(?: in)?|to|left(?: in)?|up to|finished(?: in)?|ended(?: in)?|through|laid off(?: in)?|stopped(?: in)?|quit(?: in)?|(?:closed|sold|shut|folded|went bust)(?: (?:it|down|up))*(?: in)?)\s*$"
)
LAST_WAS = re.compile(
    r"(?i)\b(?:last (?:at|with|job)|laid off|made redundant|used to|formerly|previously|left\b|was (?:a|an|at|with|the)|until recently|ex-)"
)
VAGUE_UNTIL = re.compile(
    r"(?i)\b(?:until|till|til|up to|to)\s+(?:this|last|the)\s+(?:spring|summer|autumn|fall|winter|easter|christmas|year)[\s,.-]*$"
)
TOLD_PAST = re.compile(
    r"(?i)\b(?:was|were|worked|did|used to|spent|taught|drove|cleaned|cooked|before that|previously|prev|formerly|until recently)\b"
)
TOLD_NOW = re.compile(
    r"(?i)\b(?:now|since|currently|still|present|am|i'm|im|i've been|have been|been|today)\b"
)
CAME_WENT = re.compile(
    r"(?i)(?:(?:where|which|and|that|i|i'd|id|had|then|have|been|there|it)\s+)*(?:started|joined|began|stopped|left|finished|ended|quit|until|since|closed|sold|they closed|it closed)\b"
)
# What happened at home is no part of a résumé.
LIFE = re.compile(
    r"(?i)\b(?:my|the|our)\s+(?:husband|wife|partner|mum|mom|mother|dad|father|son|daughter|kids?|children|baby|family|parents?|nan|gran|divorce|illness)\b.*\b(?:ill|sick|poorly|died|passed|born|came|was|were|needed|got|is|are)\b|\bcareer break\b|\bsabbatical\b|^(?:then )?(?:i )?(?:moved|came|emigrated|relocated) (?:here|over here|back|from)\b|\b(?:pregnan|maternity leave|divorc|redundan|bereave)|^(?:got|was|been) (?:ill|sick|made redundant|laid off)|\bso nothing since\b|\bat home (?:with|looking after)\b|\b(?:return\w*|going|get\w*|back) (?:in)?to work\b|\b(?:looking|look) after (?:my|the|our) (?:kids?|children|mum|mom|dad|family|little)\b|\btook (?:a|some) (?:break|time)|\bgap for (?:the )?(?:kids|children|family)\b"
)
OPINION = re.compile(
    r"(?i)\b(?:hard[- ]?working|reliable|punctual|never late|team player|friendly|honest|trustworthy|quick learner|fast learner|learn fast|motivated|organi[sz]ed|good with people|flexible|results driven|passionate|enthusiastic|conscientious|dependable)\b"
)
PAST = re.compile(
    r"(?i)^(?:[-*•]\s*)?(?:before (?!that|this|then|i\b|my|the|a\b|an\b)[a-z]+(?=,| i\b)|before(?: that| this| then)?|prior to this|b4(?: that)?|prior(?: to that)?|previously|prev(?:ious)?|formerly|earlier|used to(?: be| work as)?|ex-|first|originally|started (?:out|off)|past)\b[\s:,]*"
)
NEXT = re.compile(r"(?i)^(?:then(?: again)?|after that|later|afterwards|again)\b[\s:,]*")
NOW = re.compile(r"(?i)^(?:now|currently|presently|at the moment|these days)\b[\s:,]*")
WISH = re.compile(
    r"(?i)^(?:(?:i(?:'m| am)?|im|i'd|currently|now|just|am|and|so)\s+)*(?:want(?:s|ing)?|would like|d like|looking (?:for|to)|need(?:s|ing)?|seeking|hoping|hope|wish|searching|after a|after an|open to|prefer(?!red)|willing to|can start|(?:would|will|can) do any(?:thing)?|anything considered|available|happy to|interested in|help me|write (?:me )?(?:a|my)|cv pls|resume pls|can you|could you|please|is there|any (?:jobs|work)|no (?:agency|agencies|weekends|nights|cold))\b"
)
WITHDRAW = re.compile(
    r"(?i)\b(?:do ?n[o']?t|dont|please don'?t|rather not|not to)\s+(?:put|write|include|mention|add|say)\s*(?:that|this|it|him|her|any of that)?\b|\bleave (?:that|this|it) out\b|\b(?:keep|leave) (?:that|this|it) off\b|\boff the record\b|\bbetween us\b"
)
REASON_LEFT = re.compile(
    r"(?i)^(?:i )?(?:left|quit|resigned|had to leave)\s+(?:because|due|cos|cause|as|for (?:family|personal|health))\b"
)
NOUN_STOP = r"(?=\s+(?:as|at|in|since|from|for|doing|where|and|until|till|on|near|out of|based|while|which|but|then|before|after|with|who|handling|running|working|is|was|i|all|my|mostly|mainly|basically|full[- ]time|part[- ]time|nights|weekends|too|also|same|looking|got|left|then)\b|\s*[,.;:(\n—–]|\s+-\s|$)"
AT = re.compile(
    rf"(?i:(?:@|w/|\b(?:at|for|with|joined|by|of|to|from|in(?= (?-i:[A-Z]))|employer|in the|in a|in an|on a|on the)\b)\s*)(?P<x>(?:the |a |an |my |our |one of the )?[^\s,.;:()][^,;:()\n]*?){NOUN_STOP}"
)
AT_STRONG = re.compile(r"(?i)^(?:at|for|with|joined|by)\b|^@|^w/")
NOT_ORG = re.compile(
    r"(?i)^(?:(?:as|in|on|by|with|from|to|of|for|and|or|but|so|because|when|while|after|before|since|still|also|left|quit)\b.*|(?:the |a |an |my |our )?(?:least|most|home|night|nights|day|days|work|moment|present|time|times|uni|university|college|school|about|around|over|nearly|almost|more|less|years?|months?|weeks?|year|month|"
    r"\d.*|one|two|three|four|five|six|seven|eight|nine|ten|fun|good|free|now|it|them|him|her|me|us|you|that|this|those|these|there|here|all|everything|everyone|people|customers?|clients?|kids|children|patients|students|"
    r"experience|front|back|side|end|team|teams|own|same|job|role|while|past|last|first|family|mum|dad|mother|father|myself|hand|hands|quota|average|side|road|shift|shifts|phone|phones|till|tills|full[- ]time|part[- ]time|contract|business|office|field|industry|sector|trade|area|company|firm|place|site|again|date|age|then|rest|whole|ground|scratch|floor|floors|go|level|ward|section|charge|excel|sales|it))$"
)
GENERIC = re.compile(
    r"(?i)^(?:(?:a|an|the|my|our|some|few|several|various|different|two|three|couple of|local|small|big|large|busy|family|private|nhs|independent|high street|city|town|village|regional|national|major|well known|old|new|little|nearby|chain of|bunch of|of)\s+)*"
    r"(?:(?:[A-Z][\w'-]+|stroke|care|nursing|fish|chip|coffee|parcel|shipping|tech|software|law|accounting|construction|cleaning|security|marketing|insurance|manufacturing|food|car|meat|steel|primary|secondary|elementary|middle|high|day|medical|dental|retail|distribution|call|fulfil+ment|family|delivery|travel|estate|staffing|recruitment|startup|start-up)\s+)*"
    r"(?:hospitals?|clinic|surgery|ward|care homes?|homes?|nursing homes?|schools?|nursery|nurseries|college|university|hotels?|restaurants?|cafes?|cafés?|pubs?|bars?|bakery|kitchens?|shops?|stores?|coffee shops?|supermarkets?|salons?|spas?|gyms?|warehouses?|depots?|hub|factory|factories|plant|mill|sites?|building sites?|farm|farms|garages?|firm|firms|company|companies|agency|agencies|startup|start-up|startups|office|offices|bank|banks|call cent(?:re|er)s?|cent(?:re|er)|church|charity|practice|studio|business|shop floor|band)$"
)
OUT_OF = re.compile(
    r"(?i)\b(?:in|near|outside|out of|based in|around|over in|up in|down in|from)\s+(?:the\s+)?(?P<x>[A-Za-z][\w .'’-]{1,30}?)(?=\s*(?:[,.;:()]|\s-\s|since|for|from|as|before|until|doing|where|\d|airport|area|$))"
)
AS = re.compile(
    r"(?i)\b(?:as|work(?:ed|ing)? as|job as|became|promoted to|made|role of|position of|title (?:is|was)|made up to|stepped up to)\s+(?:an?\s+|the\s+|their\s+)?(?P<x>[A-Za-z][^,.;:()\n]*?)(?=\s+(?:at|for|with|in|since|from|on|and|until|till|of a|of the|there|where|for|got|left|out|then|came|before|after)\b|\s*[,.;:()\n]|\s+[-—–]\s|\s+\d|$)"
)
BEEN = re.compile(
    r"(?i)\b(?:i'?m|i am|i'?ve been|i have been|been|i was|was|were|being|i'?m now|am)\s+(?:currently\s+|now\s+|working as\s+|an?\s+|the\s+|their\s+)+(?P<x>[A-Za-z][^,.;:()\n]*?)(?=\s+(?:at|for|with|in|since|from|on|and|until|till|near|who|over|by|of|looking|seeking|wanting|trying)\b|\s*[,.;:()\n]|\s+[-—–]\s|\s+\d|$)"
)
DO_TRADE = re.compile(
    r"(?i)^(?:i|i've|ive|been)\s+(?:(?:always|mostly|only|just|do|currently|been|have)\s+)*(?P<v>drive|driving|drove|clean|cleaning|cleaned|teach|teaching|taught|cook|cooking|cooked|weld|welding|welded|bake|baking|baked|paint|painting|painted|nannied)(?:\s+(?P<o>[A-Za-z][\w -]{0,30}?))?(?=\s+(?:for|at|in|since|with|around|out|been|and)\b|\s*[,.;\n]|$)"
)
AGENT = {
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
DURATION = re.compile(
    r"(?i)\b(?:(?:about|around|like|nearly|almost|over|roughly|some|approx\.?|the (?:last|past)|more than|just over|just under)\s+)*(?:\d{1,2}(?:\.\d)?\+?|a|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|a few|few|couple of|a couple of|several|many|half a)\s*(?:and a half\s*)?[- ]?(?:years?|yrs?|y\b|months?|mos?\b)(?:['’])?(?:\s+(?:of\s+)?experience)?"
)
CERT = re.compile(
    r"(?i)\b(?:ACCA|CIMA|AAT(?: level \d)?|CPA|CFA(?: level (?:\d|i+))?|PMP|PRINCE2(?: foundation| practitioner)?|[A-Z]{3,6} (?:diploma|member(?:ship)?|registered|registration|accredited|certified)|CIPD(?: level \d)?|CDL(?:[ -]?(?:class )?[ABC]\b)?|class\s?[12ABC](?:\s+licen[cs]e)|HGV(?: class)?\s?[12]?(?: licen[cs]e)?|LGV|cat(?:egory)? c(?:\+e)?|enhanced DBS|DBS(?: checked?)?|"
    r"NMC(?: (?:pin|registration|registered))?|HCPC(?: registered| registration)?|GMC|SIA(?: (?:licen[cs]e|badge|door supervisor))?|CSCS(?: (?:card|gold|blue|green))?|IPAF|PASMA|CPCS|NPORS|(?:AWS|Azure|Google Cloud|GCP|Cisco|Microsoft|Oracle|Salesforce|Red Hat) (?:certified )?[a-z]+ ?[a-z]* (?:associate|professional|administrator|expert|practitioner)|ECS card|AM2|(?:ALS|ILS|EPLS|PILS|NLS)(?: provider)?|moving (?:and|&) handling|medication (?:trained|training|administration)|(?:FLT|forklift) (?:counterbalance|reach)|gas safe reg\b|digi(?:tal)? tacho(?:graph)?(?: card)?|NVQ(?: level)? ?\d(?: in [a-z ]+| [a-z]+(?: (?:&|and) [a-z]+){0,2}(?: [a-z]+)?)?|BTEC|level [1-7](?: [a-z][a-z &]+?)?(?=\s+last\b|\s+in 20|\s*[,.;\n(]|\s+and\b|$)|"
    r"(?:emergency )?first aid(?: at work)?|food hygiene(?: level \d| certificate)?|food safety|hazmat|tanker|doubles|twic(?: card)?|OSHA[- ]?\d{2}|AWS certified [a-z ]+|CCNA|CCNP|CompTIA [A-Za-z]+\+?|ServSafe|BLS|ACLS|PALS|CPR|CNA|LPN|QTS|TEFL|TESOL|CELTA|gas safe(?: registered)?|CPC|ADR|digi(?:tal)?(?: tacho(?:graph)?)? card|tacho(?:graph)? card|food handler'?s? card|JIB(?: gold| silver)?(?: card)?|PUWER|LOLER|SMSTS|SSSTS|18th edition|2391|manual handling|safeguarding|"
    r"(?:full |clean |full clean |full uk |uk |valid )*driv(?:ing|er'?s?) licen[cs]e|(?:counterbalance|forklift|fork lift|flt|reach(?: truck)?|personal|telehandler|motorcycle|bus|taxi|electrician'?s?|plumbing|nursing|teaching|real estate|cosmetology|hairdressing|barber|security|alcohol|pilot'?s?)\s+(?:licen[cs]es?|tickets?|cert(?:ificate)?|qualification|badge)|"
    r"six sigma(?: (?:green|black|yellow) belt)?|scrum master cert\w*|CSM|ITIL(?: v?\d)?(?: foundation)?|leaving cert|safe pass|manual handling|HACCP)\b"
)
CERT_GENERIC = re.compile(
    r"(?P<n>(?:[A-Za-z][\w&/+-]{0,40}\s+){1,4}(?:licen[cs]e|certificate|certification|diploma in [a-z ]+|ticket|registration|accreditation))\b"
)
CERTIFIED = re.compile(
    r"(?i)\b(?:certified|qualified|registered|licen[cs]ed)\s+(?:in\s+)?(?P<n>[A-Za-z][\w ]{2,40}?)(?=\s+(?:with|at|since|and|for|by)\b|\s*[,.;\n]|$)"
)
AWARD = re.compile(
    r"(?i)\b(?:finalists?|winner|won (?:the|an?|best)|award(?:ed|s)?|prize|[a-z]+ of the (?:month|year|quarter)|runner[- ]up|champion|medal|dean'?s list|scholarship|honou?r roll|shortlisted|top (?:seller|performer)|president'?s club)\b"
)
SKILL_LEAD = re.compile(
    r"(?i)^(?:i\s+|i'm\s+|also\s+)*(?:can(?: also)?(?: do)?|know(?:s)?(?: how to)?|good (?:with|at|on)|great (?:with|at)|comfortable (?:with|using)|proficient (?:in|with)|skilled (?:in|at|with)|experienced? (?:with|in|using)|familiar with|fluent in|handy with|trained (?:in|on)|skills?(?: are| include)?|tools|stack|tech(?: stack)?|using|use[ds]?(?! to\b)|software|strong (?:in|on|with)|expert (?:in|with))\s*[:：]?\s+(?P<x>.+)$"
)
COLON_LIST = re.compile(
    r"(?i)^(?:can do|i can(?: do)?|skills?|tools|stack|tech(?: stack)?|software|good at|know|technologies|languages and tools)\s*[:：\-–]\s*(?P<x>.+)$"
)
STUDY = re.compile(
    r"(?i)\b(?:graduat\w*|degree|studied|studying|majored|majoring|major|diploma|student|freshman|sophomore|university|univ|college of|a[- ]?levels?|gcses?|ged|high school|bootcamp|finished school|class of)\b"
)
STARTED_STUDY = re.compile(r"(?i)\b(?:started|began|enrolled|since(?! then))\b")
HOME = re.compile(
    r"(?i)\b(?:i live in|living in|live in|based out of|i'm in|im in|based in|i'm based in|located in|from|reside in|residing in|home is)\s+(?P<x>[A-Za-z][\w .'’,-]{1,40}?)(?=\s*(?:[.;\n]|,|\sand\b|\sbut\b|$))"
)
SELF = re.compile(
    r"(?i)\b(?:freelanc(?:e|er|ing)|self[- ]employed|on my own|for myself|own (?:business|stall|shop|company|firm|practice|salon|van|cafe|restaurant|bakery)|contracting|sole trader|gig work|odd jobs|cash in hand)\b"
)
THERE = re.compile(
    r"(?i)\b(?:there|at (?:the )?same(?=\s*(?:[,.;(]|$))|same (?!day|time|job|role|year|month|thing|way|again)[a-z]+)\b"
)
EMPTY = re.compile(
    r"(?i)^(?:and |or |my |you can )*(?:(?:e-?mail|phone|cell|mobile|mob|telegram|whatsapp|skype|number|phone number|email address)(?: is)?(?: and)?|call|text|email|e-?mail|phone|tel|mobile|cell|m|e|t|p|contact|github|linkedin|web|www|website|number|my number is|call me on|reach me (?:at|on)|at|is|laid off|let go|sorry|apologies|oops|correction|actually|wait|anyway|well|thanks?(?: you)?|cheers|pls|please|that'?s (?:me|it|all)|lol|i think|etc|references? (?:available )?(?:up)?on request)[:.\s]*$"
)
WITH_FIGURE = re.compile(r"\d|\b(?:first|best|top|record|doubled|tripled|half)\b|%", re.IGNORECASE)

# A level or a trade's certificate: schooling where a school stands beside it.
QUALIFIES_AT = re.compile(
    r"(?i)\b(?:(?P<sure>A\.A\.S\.?|A\.A\.(?!\w)|A\.S\.(?!\w)|AAS\b|B\.Com\b|M\.Com\b|VCE\b|cert(?:ificate)?\.? (?:I{1,3}|IV|[1-4])\b|WAEC\b|associate(?:'?s)? degree|bootcamp\b|T[ -]level\b)|"
    r"(?:(?:AAT|CIPD|BTEC|NVQ|SVQ|City (?:&|and) Guilds)\s+)?level [1-7](?:\s+(?:NVQ|BTEC|diploma|certificate))?\b)"
)
SCHOOL_LEVEL = re.compile(
    r"(?i)(?:a[\s-]?levels?|gcses?|o[\s-]?levels?|highers|ged|vce|waec|high school|ssc|hsc|10th|12th|leaving cert|international bacc|cses?)\b"
)
SCORE = re.compile(
    r"(?i)\b(?P<s>(?:\d(?:\.\d+)?|\d{2}(?:\.\d+)?)\s*(?:/\s*\d+(?:\.\d+)?\s*)?(?:c?gpa)|(?:c?gpa)\s*(?:of|:)?\s*\d(?:\.\d+)?|\d{2}(?:\.\d+)?\s?%|first[- ]class(?: honours)?|2[:.][12](?![\d])|distinction|summa cum laude|magna cum laude|cum laude)"
)
HONOURS = re.compile(r"(?i)hon|pass\b|first|distinction|merit|2[:.]|expected|predicted")
STUDIED = re.compile(
    r"(?i)\b(?:studied|studying|study|graduat\w+|degree|majored|majoring|student|reading|trained at|did (?:my|an?) [\w ]{3,30}(?= at\b)|doing (?:an? )?[a-z ]+ (?:degree|course)|completed|freshman|sophomore)\b"
)
STUDIED_WHAT = re.compile(
    r"(?i)\b(?:did my|studied|studying|majored in|majoring in|major in|degree in|graduated in|reading|course in|diploma in|doing)\s+(?:an?\s+)?(?P<x>[A-Za-z][A-Za-z &/-]{2,50})"
)
STUDIED_AT = re.compile(
    r"(?i:(?P<v>\bgraduat\w+ |\bstud\w+ )?\b(?:at|from)\s+(?:the\s+)?)(?P<i>[A-Za-z][\w.&'’ -]*?)(?=\s+(?:in|with|and|after|last|this|as|passed|before|where|when|during)\b|\s*[,;()]|\s*\.?\s*$|\.\s|\s+(?:19|20)\d\d)"
)
JOBLIKE = re.compile(
    r"(?i)\b(?:teach(?:er|ing)|lecturer|tutor|professor|assistant|work(?:ed|ing)?|job|staff|nurse|cleaner|caretaker|since)\b"
)
AREA_LEAD = re.compile(
    r"(?i)[\s,:–—-]*(?:(?:and|then|i|i've|have|has|had|my|an?|the|did|do|doing|done|got|completed|finished|hold|holding|with|studied|studying|degree|deg|course|evening|honours|hons|in|of|now|also|uni|university|at|part[- ]time|full[- ]time|year|final|[1-4](?:st|nd|rd|th))\b[\s,:–—-]*)*"
)
AREA_END = re.compile(
    r"(?i)\s*(?:[,;.(|:\d]|\s-\s|[–—]|\b(?:from|at|with|and (?:then|i|now|got|graduated)|before|after|in|passed|last|this|course|degree|predicted|expected|grade|class of|near|student)\b)"
)
NO_AREA = re.compile(
    r"(?i)(?:professional|executive|joint|combined|integrated|higher|national|advanced|post-?graduate|graduate|extended|dual|part[- ]time|full[- ]time|student|trained|qualified|present|expert|first|second|the|recent grad|grad|uni|education|qualifications?)"
)
LOWER_STOP = re.compile(
    r"(?i)(?:at|from|in|to|the|my|a|an|with|and|went|i|ive|did|done|studied|attended|then|uni|just|finished|left|started|ba|bsc|ma|msc|pgce|btech|degree|after|since|for|through|of)"
)

# Words that look like degrees in small letters.
LOWER_WORD = re.compile(r"med|bed|me|be|ma|ms|bs|mas|x|ssc|diploma")
LOWER_DEGREE = re.compile(r"\b(?:ba|bsc|ma|msc|beng|meng|bed|med|phd)\b(?!-)")

RAN_OUT = re.compile(
    r"(?i)\b(?:ran out|runs out|expire[sd]?|expir(?:y|ing)|lapsed?|valid (?:until|till|to)|until|till|to|renew\w*)\b"
)
PAPER = re.compile(
    r"(?i)\b(?:licen[cs]e|certificate|certified|registered|ticket|card|badge|qualified|checked|clearance|pin)\b"
)
NO_ITEM = re.compile(
    r"(?i)\b(?:i|i'm|im|i've|ive|my|me|we|they|was|were|been|am|worked|at|since|from|till|until|years?|yrs?|months?|now|then|before|after|there|left|started|joined|want|looking|no|not|dont|don't|won|days?|nights?|shifts?|hours|where|who|which|that)\b|@|\d{4}"
)
ITEM_LEAD = re.compile(
    r"(?i)(?:(?:i|can|also|do|doing|did|and|know|use|used|using|some|basic|good (?:at|with)|plus|skills?|tools?|software|a (?:bit|little) of|comfortable with|trained in|with|have|got)\b[\s:]*)+"
)
PROJECT = re.compile(
    r"(?i)\b(?:(?:final[- ]year|side|personal|university|uni|college|capstone|dissertation|diploma|group|own) )*(?:project|dissertation|thesis)(?:\s+(?:was|is|on|about|called))?\s*(?:[-–—:]\s*)?(?P<x>[A-Za-z][^,;:.\n]{3,80})"
)
BUILT = re.compile(
    r"(?i)(?:(?:i|and|also|have|ive|i've)\s+)*(?:built|made|developed|created|wrote|designed|coded)\s+(?P<x>(?:an?|my own|the)\s+[^,;.\n]{3,90})"
)
PAPER_NAME = re.compile(
    r"(?P<n>(?:(?=[\w+]{2,6}\b)[A-Z][A-Za-z]*[A-Z][A-Za-z0-9+]*|[A-Z][a-z]+(?=\s*\([A-Z]{2,6}\)))(?:\s+[A-Z][a-z]+| [Ll]evel \d| L\d| (?!since|from|in |until|till|to )[a-z]+(?= (?:19|20)\d\d)){0,2})(?:\s*\([A-Za-z ]{2,20}\))?(?:,?\s*\(?(?P<when>(?:since|from|in)?\s*(?:[A-Za-z]{3,9}\.? )?(?:19|20)\d\d)\)?)?"
)

PLACE_BEFORE = re.compile(
    r"(?i)\b(?:in|near|outside|out of|around|over in|up in|down in|based in|just outside)\s+(?:the\s+)?$"
)
FIRM_THEN_POST = re.compile(
    r"(?P<f>[A-Z][\w&'’.-]*(?:\s+(?:[A-Z][\w&'’.-]*|of|and|&)){1,4})\s+(?P<p>[a-z][a-z -]{2,30})"
)
# 3 cafes: …; two jobs: …; work history: …
LIST_LEAD = re.compile(
    r"(?i)(?:(?:\d{1,2}|two|three|four|five|six|several|various|past|previous|my|all|so far)\s+)+[a-z]+(?:\s+so far)?:\s+|(?:\d{1,2}\+? y(?:ea)?rs?|(?:last|current|most recent|latest|previous|present) (?:job|role|position|post)|work(?: history)?|jobs?|employment|experience|history|places|career(?: so far)?)(?: so far)?:\s+"
)
LOWER_ORG_END = (
    r"ltd|limited|llp|inc|primary|academy|school|high school|hospital|infirmary|solicitors|logistics|transport|haulage|bakery|dental|vets|hotel|inn|"
    r"foods|motors|builders|build|construction|homes|college|council|surgery|pharmacy|garage|salon|studios?|systems|services|solutions|group|bank"
)
# Leads and a post before the employer: now leading hand at …
POST_BEFORE = re.compile(
    r"(?i)\W*(?:(?:\d{1,2}[- ](?:months?|weeks?|years?|yrs?)|a|and|so|uh|um|well|also|then|now|i|i'm|im|i've|ive|was|am|been|have|before that|previously|currently|at the moment|after that|"
    r"prior to that|earlier|working as|worked as|work as|started as|started out as|employed as|as|an?|the|my|last|job|first|doing|did|was doing|been doing|full[- ]time|part[- ]time)\b[\s,:]*)*"
    r"(?P<x>[a-z][\w/&' +-]*?)\s*(?:\bat|\bfor|\bwith|@|\bw/)\s+(?:(?:the|a|an|my|our)\s+)?(?:(?:company|firm|place|agency) called\s+)?"
)
NO_POST = re.compile(
    r"(?i)\b(?:work(?:ed|ing|s)?|start(?:ed|ing)?|join(?:ed|ing)?|moved?|went|got|get|left|spent|years?|yrs?|months?|time|experience|since|from|until|there|been|be|job|employed|hired|"
    r"mostly|mainly|still|back|again|over|on|in|is|are|had|has|to|that|this|it|did|do|living|looking|applied|trained|training|certified|qualified|available|signed|now|here|me|my|we|he|she|they|stayed|good|great|bootcamp|course|degree|"
    r"shifts?|weekends?|evenings?|nights?|while|until|till|when|which|who|\d+\w*)\b"
)
NO_DEED = re.compile(
    r"(?i)^(?:i'?m|im|i am|stayed|since then|bit of|some|also|and|portfolio|references?|coded to|licen[cs]ed|certified|no (?:car|licen[cs]e|experience|degree))\b|\b(?:on request|i think|not sure|lapsed|expired)\b|^\\d+ (?:cafes|jobs|years?|yrs?|kids)\\b"
)

GRADE = re.compile(
    r"(?i)[ ,]+(?:band|grade|level|scale|class|tier|key stage|KS|year) ?(?:\d\w?|[IVX]+|[a-d])$"
)
# Assistant Manager - Accounts at Nilgiri: the dash parts no clause.
SECTION_OF = re.compile(r"[A-Z][a-z]+(?: [A-Z&][a-z]*)? (?:at|with|for|in) [A-Z]")

WITHDRAWN = re.compile(
    r"(?i)\b(?:do ?n[o']?t|dont|please don'?t|rather not|leave out|leave off|skip|without)\s+(?:put|write|include|mention|add|say|list)?\s*(?:in |down |anything about |about )?(?:the|my|that|any)\s+(?P<x>[a-z][\w' -]{2,40}?)(?=\s+(?:on|in|actually|please|though|bit|thing|job|tho|at all|down)\b|\s*[,.;]|\s*$)"
)
# What a cell behind an employer opens with: Geelong, …; Pune as …
PLACE_FIRST = re.compile(
    r"\s*(?=(?:as|from|in|since|for|until|till|to|on|where|doing|during|\(|\d|[A-Z][a-z]{2} \d)\b)"
)

SAME = re.compile(r"(?i)\bsame (?P<what>town|city|place|area|job|role|work)\b")

# A name before its town: Deloitte Birmingham; not Royal Bournemouth, Bank of Scotland.
BRAND = re.compile(
    r"(?!(?:The |Royal|North|South|East|West|New|Great|Greater|Air|British|City|St|Saint|Bank|Port|Mount|Old|Upper|Lower|Central)\b)[A-Z][\w'&-]+(?: (?!of$|and$|&$)[A-Z][\w'&-]+){0,2}"
)

HEAD_TRADE = re.compile(
    r"(?i)\W*(?:(?:hi|hello|hey|i'?m|i am|an?|experienced|qualified|retired|trained|fully|time[- ]served)\b[\s,]*)*(?P<t>[a-z][a-z/&' -]{2,40}?)(?=\s*(?:\(|[.,;:\n]|\bhere\b|\blooking\b|\bseeking\b|\bwith\b|\bw/|\bbased\b|\bwanting\b|\bavailable\b|[-–—]\s|$))"
)
NO_POST_ASIDE = re.compile(
    r"(?i)(?:remote|hybrid|part[- ]time|full[- ]time|seasonal|agency|temp(?:orary)?|contract|casual|fintech|retail|startup|start-up|charity|saas|nights?|days|weekends|closed|now \w+|formerly .*|the .*|same .*|small .*|family .*)"
)

LICENSED = re.compile(
    r"(?i)(?:(?:i|have|hold|got|a|an|my|and|did|also|full|current|valid)\s+)*(?P<n>(?:licen[cs]ed|certified|registered|accredited) (?:in|by|with) [\w ]{2,30}|[a-z][\w'/ -]{1,40} (?:endorsement|registration|accreditation|certification|membership|licen[cs]e|permit|"
    r"clearance|badge|card|ticket|check|vax|vaccinations?|course|cert)|[A-Za-z][\w' -]{2,30} (?:certified|licen[cs]ed|registered|accredited)|notary(?: public)?)(?:\s*\(?(?:not sure|i think|expired?|lapsed|current|valid|since|in|till|until|to|from|with|this|last|(?:19|20)\d\d)\b.*)?"
)
