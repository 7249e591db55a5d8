"""English wording by which people are chosen and may not be; read in lower case."""

import re
from typing import Literal

from .ban_types import Ban
from .types import Field, Ground, Level


def _ban(
    code: str,
    ground: Ground,
    level: Level,
    triggers: str,
    *patterns: str,
    unless: str = "",
    reads: Literal["clause", "sentence"] = "sentence",
    fields: tuple[Field, ...] = (),
) -> Ban:
    return Ban(
        code,
        ground,
        level,
        "en",
        tuple(triggers.split("|")),
        re.compile("|".join(patterns)),
        re.compile(unless) if unless else None,
        reads == "sentence",
        fields,
    )


# The sentence is the equal-opportunity notice, or says that the thing does not matter.
DENIES_EN = re.compile(
    r"\bregardless of\b|\bwithout regard\b|\birrespective of\b|\bdiscriminat\w+|\bequal[- ](?:employment[- ])?opportunit|"
    r"\bprotected (?:class|characteristic|status|veteran)|\ball (?:genders|ages|backgrounds|qualified)\b|\bdivers(?:e|ity)\b|"
    r"\binclusi(?:ve|on)\b|\bunderrepresented\b|\bunder-represented\b|\bwe (?:welcome|encourage)\b|\bencouraged? to apply\b|"
    r"\b(?:no|any) (?:age|gender|sex) (?:limit|restriction|preference)|\bm/f\b|\bf/m\b|\bfamily medical leave\b|"
    r"\b(?:male|man|men|boys?) (?:or|and|&|/) ?(?:female|woman|women|girls?)\b|\b(?:female|woman|women|girls?) (?:or|and|&|/) ?(?:male|man|men|boys?)\b|"
    r"\b(?:male|female)/(?:male|female)\b|\baffirmative action\b"
)
# The work itself may need it: a part to play, care behind closed doors, a congregation to lead.
NEEDED_EN: dict[Ground, re.Pattern[str]] = {
    "sex": re.compile(
        r"\bactors?\b|\bactress\b|\bmodels?\b|\bcasting\b|\bperform(?:er|ers)\b|\bfitting room|\blocker room|\bchanging room|\brefuge\b|\bshelter\b|"
        r"\bintimate (?:personal )?care\b|\bpersonal care\b|\bdomestic (?:abuse|violence)\b|\brape crisis\b|\bsex offend|\bbody search|\bprison\b|"
        r"\boccupational requirement\b|\bschedule 9\b|\bbfoq\b|\bwomen'?s aid\b|\bdonor\b|\bsurroga"
    ),
    "religion": re.compile(
        r"\bchurch|\bminist(?:ry|er)|\bparish|\bpastor|\bpriest|\bmosque|\bimam|\bsynagogue|\brabbi|\bdioces|\bfaith|\bchaplain|\bcongregation|"
        r"\boccupational requirement\b|\bkosher\b|\bhalal\b"
    ),
    "race": re.compile(r"\bactors?\b|\bactress\b|\bcasting\b|\boccupational requirement\b|\bindigenous\b|\baboriginal\b"),
    "origin": re.compile(
        r"\bclearance\b|\bitar\b|\bear99\b|\bexport control|\bfederal\b|\bgovernment\b|\bdefen[cs]e\b|\brequired by law\b|\bclassified\b|\bsc cleared\b|"
        r"\bdod\b|\bus persons?\b|\bpublic trust\b"
    ),
    "disability": re.compile(r"\bdiver\b|\bpilot\b|\bfirefighter|\bseam[ae]n\b"),
}  # fmt: skip

_WANTED = (
    r"(?:looking for|seeking|seeks|searching for|hiring|recruiting|wanted[:,]?|need(?:ed|s)?|require[sd]?|prefer(?:red|ably)?|must be|should be|"
    r"ideal(?:ly)?(?: candidate)?(?: is| would be| will be|:)?|suits?|suited (?:to|for)|ideal for|perfect for|only|we want|open to)"
)
_MALE = r"(?:males?|females?|m[ae]n|wom[ae]n|lad(?:y|ies)|gentlem[ae]n|girls?|boys?|gals?)"
_PERSON = r"(?:candidates?|applicants?|persons?|people|individuals?|staff|workers?|employees?|team members?|professionals?)"
_YOUNG_OTHERS = (
    r"young (?:people|persons?|adults?|children|offenders?|patients?|learners?|carers?|mothers?|women|men|minds?|audiences?|families|students?|customers?|"
    r"readers?|players?|talent|lives|person's)\b[^.]{0,60}\b(?:with|in|aged|who|support|service|care|home|centre|center)\b|"
    r"\b(?:with|for|of|to|by|support\w*|help\w*|teach\w*|mentor\w*|inspir\w*|engag\w*|educat\w*|empower\w*|lives?|enabl\w*|protect\w*|coach\w*|among|all|our|"
    r"these|vulnerable|disadvantaged|between)\b(?: \w+){0,3} young (?:people|persons?|adults?|children|offenders?|patients?|learners?|carers?|mothers?|women|men|"
    r"minds?|audiences?|families|students?|customers?|readers?|players?)"
)
_AGE = r"(?:1[6-9]|[2-6]\d)"
_OTHERS_AGED = (
    r"\b(?:child(?:ren)?|pupils?|students?|kids?|toddlers?|infants?|bab(?:y|ies)|youth|teen\w*|adolescents?|patients?|clients?|customers?|residents?|"
    r"service users?|participants?|learners?|users?|audience|population|campers?|players?|consumers?|adults? (?:aged|with)|seniors?|elderly|women aged|men aged|"
    r"members? aged|dependents?|dependants?|insur\w+|life cover|pension|401)\b|age uk\b|\b(?:at least|minimum|over|above) (?:the )?(?:age|of age)|company|business|"
    r"startup|start-up|average age"
)
_FAITH = r"(?:christians?|muslims?|hindus?|jew(?:s|ish)?|catholics?|buddhists?|sikhs?|protestants?|mormons?|evangelicals?)"
_NATION = (
    r"(?:u\.?s\.?a?\.?|american|british|uk|eu|european|australian|canadian|indian|chinese|filipino|irish|german|french|singaporean|hong kong|emirati|saudi|"
    r"polish|romanian|western|local)"
)

_SEXED_TRIGGERS = "man|men|woman|women|girl|boy|lady|waitress|hostess|stewardess|maid|seamstress|masseuse|housewi|headmistress"
_SEXED = (
    (
        r"\b(?:sales|fore|repair|handy|work|drafts?|cleaning |delivery |maintenance |door|watch|camera|tea |dinner |lollipop |bar|mail|counter|chair|service|trades|"
        r"ground[s]?|stores?|ware|crafts|news|fire|police|garbage |bin|milk|anchor|business|crew|line)-?(?:man|men|woman|women|girl|girls|boy|boys|lady|ladies)\b"
    ),
    (
        r"\b(?:waitress(?:es)?|stewardess(?:es)?|hostess(?:es)?|seamstress(?:es)?|masseuse|barmaid|bar maid|housemaid|chambermaid|office boy|office girl|errand boy|"
        r"girl friday|receptionist girl|manageress|headmistress|housewi(?:fe|ves))\b"
    ),
)
_SEXED_BOTH = (
    r"(?:man|men)\s*(?:/|or|and|\()\s*(?:\w+)?(?:woman|women|person)|(?:woman|women|person)\s*(?:/|or|and)\s*(?:\w+)?(?:man|men)|waiters?\s*(?:/|or|and|&)|"
    r"(?:/|or|and|&) ?waiters?|hosts?\s*(?:/|or|and|&)|(?:/|or|and|&) ?hosts?\b|stewards?\s*(?:/|or|and)|businessmen|salesmanship|workmanship|journey"
)

BANS_EN: tuple[Ban, ...] = (
    # --- sex ---------------------------------------------------------------------------------
    _ban(
        "en_sex_only",
        "sex",
        "unlawful",
        "male|man|men|wom|lad|gentle|girl|boy|gal",
        rf"\b{_MALE}(?: {_PERSON})? (?:only|preferred|(?:is|are) preferred|need(?:ed)? apply|wanted|required|needed|should apply)\b",
        rf"\b(?:only|strictly|preferably|no|prefer) (?:an? )?{_MALE}\b(?! (?:and|or|/))(?! (?:health|clients?|customers?|patients?|offenders?|prisoners?|residents?|service))",
        rf"\b{_MALE} (?:candidates?|applicants?)\b",
        rf"\b(?:looking for|seeking|searching for|hiring|recruiting|must be|should be|we want) (?:an? )?(?:\w+[ ,]+){{0,3}}(?<!hand)(?<!wo){_MALE}\b"
        r"(?!'|-| (?:health|clients?|customers?|patients?|owned|led|empower|and|or))",
        r"\b(?:gender|sex)\s*[:=]\s*(?:female|male|women|men)\b(?!\s*(?:/|or|,|&|and))",
        unless=r"\bgo[- ]to (?:guy|girl|man)|\bright[- ]hand (?:man|woman)|\b(?:fashion|clothing|apparel|wear|footwear|shoes|lingerie|basketball|football|soccer|volleyball|"
        r"hockey|rugby|golf|tennis|lacrosse|swimming|coach|toilets?|magazine|studies|connectors?|plug|prison|ward|hygiene|fragrance|grooming|barber|boys? and girls? club)\b",
    ),
    _ban(
        "en_sexed_title",
        "sex",
        "check",
        _SEXED_TRIGGERS,
        *_SEXED,
        unless=_SEXED_BOTH,
        fields=("title",),
    ),
    _ban(
        "en_sexed_title",
        "sex",
        "check",
        _SEXED_TRIGGERS,
        # In running text others are named too: the chairman one reports to.
        *(
            r"(?:looking for|seeking|hiring|recruit(?:ing)?|wanted[:,]?|we need|require[sd]?|in need of|vacancy for|position of|role of|job as|work as|join us as|"
            rf"openings? for|opportunity for) (?:an? |our next |some |several )?(?:[\w-]+[ ,]+){{0,3}}(?:{each})"
            for each in _SEXED
        ),
        unless=_SEXED_BOTH,
        fields=("description", "tags", "experience"),
    ),
    _ban(
        "en_he_will",
        "sex",
        "check",
        "he |she ",
        r"\b(?:candidate|applicant|incumbent|post-?holder|employee|hire|appointee|person)\b[^.\n]{0,80}\b(?<!or )(?<!/)(?:he|she) (?:will|must|should|shall|is|has|can|needs)\b",
        unless=r"\b(?:he|she)\s*/\s*s?he\b|\bs/he\b|\(s\)he|\bhe or she\b|\bshe or he\b|\bhe/she\b",
    ),
    # --- age ---------------------------------------------------------------------------------
    _ban(
        "en_young",
        "age",
        "unlawful",
        "young|youthful|digital native|recent",
        r"\b(?:young|youthful)(?:\s*[,&/]\s*|,? and |,? & | )(?:energetic|dynamic|vibrant|hungry|enthusiastic|ambitious|motivated|talented|passionate|driven|smart|bright|fresh|"
        r"creative|fun|fast|aggressive|active|attractive|professional|go-getting|innovative|friendly|hard[- ]?working)\b(?: \w+){0,3}",
        rf"\b(?:energetic|dynamic|vibrant|fun|ambitious|enthusiastic|bright|fresh|talented)(?:\s*[,&/]\s*|,? and |,? & | )(?:young|youthful)\b(?: {_PERSON}| team| and \w+)?",
        rf"\b{_WANTED} (?:an? |some |for )?(?:\w+[ ,]+){{0,2}}young(?:er)? (?:{_PERSON}|graduates?|lad(?:y|ies)|m[ae]n|wom[ae]n|girls?|boys?)\b",
        r"\byouthful (?:energy|team|spirit|attitude|appearance|vibe|culture|environment)\b|\bdigital natives?\b",
        r"\byoung(?:er)? (?:candidates?|applicants?|blood)\b|\byoung at heart\b",
        unless=rf"{_YOUNG_OTHERS}|young (?:and )?(?:\w+ )?(?:company|start-?up|brand|business|firm|organi[sz]ation|industry|field|market|enterprise|children|readers)\b|"
        r"ernst|young'?s\b|young living|professionals network",
    ),
    _ban(
        "en_recent_graduate",
        "age",
        "check",
        "graduate|grads|students|overqualified|over-qualified|retire|mature|experience",
        r"\b(?:only|strictly|exclusively|must be(?: an?)?|limited to|restricted to|looking for(?: an?)?|seeking(?: an?)?|hiring|preferably(?: an?)?|prefer(?: an?)?) "
        r"(?:recent|new|fresh|young) (?:college |university |school )?(?:graduates?|grads?)\b",
        r"\b(?:recent|new|fresh) (?:college |university |school )?(?:graduates?|grads?) (?:only|preferred|are preferred|wanted|needed)\b",
        r"\b(?:no more than|not more than|maximum(?: of)?|max\.?|less than|at most) (?:\d{1,2}|two|three|four|five|six|seven|eight|ten) (?:years?|yrs?)'? (?:of )?(?:\w+ ){0,3}experience\b",
        r"\bover-?qualified (?:candidates?|applicants?)?\b|\b(?:ideal for|suits?|perfect for) (?:retirees|retired people|pensioners|housewives|stay[- ]at[- ]home mothers|mums|moms)\b|"
        r"\bmature (?:lady|woman|man|person|individual|candidate|applicant)s?\b",
        unless=r"\bwelcome\b|\bencouraged\b|\bor (?:experienced|more|equivalent)\b|\bgrads? or\b|\bgraduates? or\b|\binternship\b|\bgraduate (?:scheme|programme|program)\b|"
        r"\bin the (?:last|past)\b|\bturnaround\b",
    ),
    _ban(
        "en_age_limit",
        "age",
        "unlawful",
        "age|years old|year old|yrs old",
        rf"\b(?:age[ds]?|ages|age group|age range|age bracket)\s*(?:limit|required|requirement|range|group|bracket)?\s*(?:is|of|:|should be|must be|from)?\s*(?:between )?{_AGE}\s*(?:-|to|and|~|–)\s*[2-6]\d\b",
        rf"\b(?:between (?:the ages of )?)?{_AGE}\s*(?:-|to|and|~)\s*[2-6]\d (?:years?|yrs?)(?: old| of age)\b",
        r"\b(?:under|below|younger than|not older than|no older than|not (?:be )?(?:over|above)|up to|maximum|max|less than|not more than|no more than|not exceed(?:ing)?) (?:the age of |age )?[2-5]\d (?:years?|yrs?)(?: old| of age)\b",
        r"\b(?:under|below|not over|not above) (?:the age of|age) [2-5]\d\b|\b(?:max(?:imum)?|upper) age(?: limit)?(?: is| of|:)? ?[2-6]\d\b|\bage limit(?: is| of|:)? ?[2-6]\d\b",
        r"\bage\s*[:<]\s*(?:below|under|max(?:imum)?|upto|up to)?\s*[2-5]\d\b(?!\+| and over| or over| and above| or above)",
        unless=_OTHERS_AGED,
    ),
    # --- where somebody comes from, and how they speak -----------------------------------------
    _ban(
        "en_native_speaker",
        "origin",
        "check",
        "native|mother tongue|first language|accent",
        r"(?<!non-)(?<!non )\bnative(?:[- ](?:level|like))? (?:\w+[- ]){0,3}speak(?:er|ers|ing)\b",
        r"(?<!non-)(?<!non )\bnative (?:english|mandarin|chinese|cantonese|german|french|spanish|italian|dutch|japanese|korean|arabic|portuguese|russian|swedish|danish|norwegian|finnish|polish|hebrew|turkish)\b",
        r"\b(?:english|mandarin|chinese|german|french|spanish|dutch|japanese) (?:must be|as|is) (?:an? |your |their |the )?(?:mother tongue|first language|native language)\b|"
        r"\bmother tongue (?:english|mandarin|german|french|spanish|dutch|level)\b",
        r"\b(?:no|without (?:an?|any)|neutral|accent-free|unaccented|british|american|western) accents?\b|\baccent[- ](?:free|neutral)\b",
        unless=r"\bnative[- ](?:level|like|or|/)|\bor native\b|\bfluent or\b|\bor (?:near|equivalent|fluent|bilingual|proficient)|\bnear[- ]native|/ ?native|native ?/|"
        r"\bnot (?:required|necessary)|react native|cloud[- ]native|native (?:mobile|ios|android|app|code|client)|native americans?|teach\w* (?:\w+ )?(?:native|non-native)",
    ),
    _ban(
        "en_nationality",
        "origin",
        "unlawful",
        "citizen|national|passport|locals|expat|foreigner|holders",
        rf"\b{_NATION} (?:citizens?|nationals?|passport holders?|expats?|candidates?|applicants?) only\b|\b(?:only|must be an?|must be|strictly) {_NATION} (?:citizens?|nationals?|passport holders?|expats?)\b",
        rf"\bonly {_NATION} (?:candidates?|applicants?)\b|\b(?:no|not open to) (?:foreigners|foreign nationals|immigrants|h-?1b(?:s| holders| candidates)?|visa holders|expats)\b|"
        r"\b(?:locals|expats|westerners|usc|us citizens? and gc(?: holders?)?|gc) only\b|\b(?:citizens? or green card holders?|usc/gc|usc or gc) only\b",
        r"\b(?:u\.?s\.?|american|united states) citizenship (?:is )?(?:required|mandatory|only)\b|\bnationality\s*[:=]\s*\w+",
        unless=r"\bauthori[sz]ed to work\b|\bpermanent residents?\b|\bright to work\b|\bwork authori[sz]ation\b|\bgreen card\b",
    ),
    _ban(
        "en_race",
        "race",
        "unlawful",
        "white|black|asian|caucasian|hispanic|latin|indian|african|european|ethnic|race",
        r"\b(?:white|black|asian|caucasian|hispanic|latino|latina|african american|indian|arab|european[- ]looking|non-white) (?:\w+ )?(?:only|preferred|candidates? (?:only|preferred)|applicants? (?:only|preferred))\b",
        r"\b(?:only|prefer(?:ably)?|looking for|seeking|must be) (?:an? )?(?:white|black|asian|caucasian|hispanic|latino|latina|african american|arab) (?:candidates?|applicants?|person|people|males?|females?|m[ae]n|wom[ae]n|staff)\b|"
        r"\bcaucasians? only\b",
        unless=r"\bblack (?:belt|box|hat|label|tie)|white (?:paper|label|box|hat|glove|collar)",
    ),
    _ban(
        "en_faith",
        "religion",
        "unlawful",
        "christian|muslim|hindu|jew|catholic|buddhist|sikh|protestant|mormon|evangelical|faith",
        rf"\b(?:must be|only|looking for|seeking|prefer(?:ably)?|require[sd]?) (?:an? )?(?:practi[sc]ing |committed |born[- ]again |devout |active |mature )?{_FAITH}\b",
        rf"\b{_FAITH}(?: {_PERSON})? (?:only|preferred)\b|\bno {_FAITH}\b|\bpersonal relationship with jesus\b",
    ),
    # --- family -----------------------------------------------------------------------------
    _ban(
        "en_family",
        "family",
        "unlawful",
        "single|married|pregnan|child|kids|family|dependents|dependants|marital",
        rf"\b(?:unmarried|single|married|childless|child-?free) (?:{_MALE}|{_PERSON}|couples?)(?: only| preferred)?\b(?<!single person)",
        r"\b(?:must be|should be|preferably|only) (?:unmarried|single|married|childless|child-?free)\b(?! (?:point|page|sign|source|handed))",
        r"\b(?:no|without|free (?:of|from)) (?:any )?(?:kids|children|dependents|dependants|family (?:commitments|ties|responsibilities|obligations)|childcare (?:issues|responsibilities|commitments)|young children)\b",
        r"\b(?:not (?:be )?pregnant|no plans? to (?:have (?:children|kids|a baby)|get pregnant|start a family)|(?:pregnant|expecting) (?:women|mothers|candidates|applicants)[^.]{0,20}(?:not|need not|cannot)|pregnancy test)\b",
        r"\bmarital status\s*[:=]\s*\w+",
        unless=r"\bsingle (?:people|person|parents?|mothers?)\b[^.]{0,40}\b(?:support|housing|discount|accommodation)|\bcoverage\b|\binsurance\b|\bbenefits?\b|\bmarried couple\b.{0,30}\b(?:clients?|home)|"
        r"\bapartment|\broom|\baccess\b|\bpatients?\b|\bclients?\b|\bprenatal\b|\bmaternity\b|\bsingle individual\b",
    ),
    # --- health and disability --------------------------------------------------------------
    _ban(
        "en_disability",
        "disability",
        "unlawful",
        "wheelchair|disab|handicap|able-bodied|able bodied|ablebodied|health|medical|mental|illness|deaf|blind",
        r"\bno (?:wheelchairs?|wheelchair users?|disabilit(?:y|ies)|disabled(?: \w+)?|handicap(?:s|ped)?|physical (?:limitations?|restrictions?|impairments?)|health (?:issues|problems|conditions)|medical (?:issues|problems|conditions|history)|mental (?:illness(?:es)?|health (?:issues|problems|conditions)))\b",
        r"\b(?:not|isn't|is not|un)[- ]?(?:suitable|suited|open|accessible|available) (?:for|to) (?:people with |persons with |those with |anyone with )?(?:a )?(?:wheelchair users?|disabilit(?:y|ies)|disabled (?:people|persons|applicants|candidates)|physical (?:limitations|impairments))\b",
        r"\bable-?[ -]?bod(?:ied|y)\b|\bfree (?:of|from) (?:any )?(?:physical |mental )?(?:disabilit(?:y|ies)|illness(?:es)?|handicaps?|mental illness)\b",
        r"\b(?:must|should) (?:be|have|enjoy) (?:in )?(?:perfect|excellent|good|robust) (?:physical |mental |general |overall |and mental |physical and mental )*health\b|\b(?:fit and healthy|physically and mentally fit|clean bill of health|medically fit)\b",
        r"\bmust not (?:have|suffer from) (?:any )?(?:disabilit|health (?:problems|issues)|medical|mental)\w*",
        unless=r"\bno (?:medical|health) (?:experience|background|knowledge|insurance|coverage|records?)|\bclients?\b|\bpatients?\b|\bservice users?\b|\bseam[ae]n\b|\bresidents?\b|\bchildren with\b|"
        r"\bhealth (?:insurance|benefits|plan)|\bcustomers?\b|\bindividuals with (?:a |intellectual |developmental )?disab",
    ),
    # --- looks ------------------------------------------------------------------------------
    _ban(
        "en_looks",
        "looks",
        "check",
        "attractive|looking|handsome|beautiful|pretty|slim|appearance|looks|photo|height|headshot|weight",
        rf"\b(?:attractive|good[- ]looking|handsome|beautiful|pretty|slim|stunning|sexy)(?:,? (?:and )?\w+)? (?:{_MALE}|{_PERSON}|host(?:ess)?(?:es)?|receptionists?|waitress(?:es)?|models?)\b",
        r"\b(?:pleasant|attractive|good|nice|pleasing|presentable|youthful) (?:physical )?(?:appearance|looks)\b|\bmust be (?:attractive|good[- ]looking|beautiful|handsome|pretty)\b|\bgood looks\b",
        r"\b(?:min(?:imum)?|at least|above|over)\.? (?:height (?:of )?)?(?:[4-6]['’]\s?\d{0,2}|1[.,]?[5-9]\d ?(?:m|cm)\b)(?: tall)?|(?<!-)\bheight (?:and weight )?(?:proportionate|requirement)|(?<![-\w])height\s*[:=]\s*\d",
        r"\b(?:include|attach|send|submit|with|provide)(?: us)?(?: an?| your| recent| current| full[- ]length)* (?:photo(?:graph)?s?|headshots?|picture of yourself|full[- ]body (?:photo|picture)s?)\b",
        unless=r"\b(?:salary|package|compensation|benefits|rates?|bonus|commission|career|opportunit\w+|portfolio|product|website|design|home|venue|buildings?|ceiling|shelf|ladder|lift|doors?)\b|"
        r"\bactors?\b|\bmodels?\b(?! looks)|\bphotographs? of (?:the|work|your work)|\bof (?:your )?work|stock photo|photo(?:graph)?s? (?:to|for|of) (?:the|our|client|customer|product|social)",
    ),
)
