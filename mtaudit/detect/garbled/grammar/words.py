"""English words that the grammar rules look up: nouns that have a plural, verbs by form, adjectives, function words.

The lists hold everyday words of news only. A word that is missing makes a rule silent, never wrong.
Source: written by us; irregular forms from Quirk et al. 1985, "A Comprehensive Grammar of the English Language",
3.11-3.19 (verbs) and 5.73-5.103 (nouns).
"""

from __future__ import annotations

from collections.abc import Iterable

import regex

START, END = r"(?<![\w'’\-/.])", r"(?![\w'’\-])"  # edges of a whole word


def either(words: Iterable[str]) -> str:
    """A pattern that takes any of `words`, the longest first."""
    return "(?:" + "|".join(map(regex.escape, sorted(words, key=lambda word: (-len(word), word)))) + ")"


# Nouns that count, are never verbs, and are never used as adjectives at the end of a phrase.
_PEOPLE = (
    "person soldier minister president leader citizen worker teacher student doctor journalist reporter lawyer "
    "politician officer player resident migrant refugee scientist researcher prisoner victim driver singer writer "
    "artist actor director manager employee adviser advisor ambassador diplomat commander senator candidate voter "
    "activist protester demonstrator fighter terrorist hostage survivor passenger tourist visitor farmer man woman "
    "child boy girl mother father brother sister son daughter husband wife friend neighbour neighbor colleague "
    "customer client user investor owner buyer member prosecutor athlete footballer policeman spokesman analyst"
)
_THINGS = (
    "country city town village region province district island continent river mountain street building hospital "
    "university college church museum hotel restaurant factory airport prison apartment forest car plane missile "
    "weapon vehicle helicopter submarine computer camera newspaper magazine article song movie agreement treaty law "
    "decision proposal problem example idea method system theory product event incident accident explosion earthquake "
    "crime election company enterprise industry sector agency institution organisation organization opinion "
    "opportunity possibility difficulty situation category animal tree flower school government committee war threat"
)
_TIMES = "day week month year hour minute century decade"
_IRREGULAR = {"man": "men", "woman": "women", "child": "children", "wife": "wives", "person": "people"}
_MEN = {"policeman": "policemen", "spokesman": "spokesmen"}

# Nouns that are verbs as well: they count only where an article or "of the" stands before them.
_NOUNS_AND_VERBS = (
    "report attack plan visit answer question result reason bridge station shop store market bank garden border train "
    "ship boat truck tank rocket bomb document contract picture letter film book phone project program measure feature "
    "detail plant murder judge coach house test study survey step change claim call demand offer order strike battle"
)


def _plural(noun: str) -> str:
    irregular = (_IRREGULAR | _MEN).get(noun)
    if irregular:
        return irregular
    if noun.endswith("y") and noun[-2] not in "aeou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "z", "ch", "sh")) else "s")


PLURAL = {noun: _plural(noun) for noun in f"{_PEOPLE} {_THINGS} {_TIMES} {_NOUNS_AND_VERBS}".split()}
SINGULAR = {plural: noun for noun, plural in PLURAL.items()}
PEOPLE = frozenset(_PEOPLE.split())
TIMES = frozenset(_TIMES.split())
_GROUPS = "country city government committee company agency institution organisation organization"
ONLY_NOUNS = frozenset(f"{_PEOPLE} {_THINGS} {_TIMES}".split())
ONE_THING = ONLY_NOUNS - frozenset(_GROUPS.split())  # British English lets a group "are" and "have"

# Nouns without a plural. Left out are those that some variety of English counts ("a research", "a coffee"), and
# "knowledge", of which there may be a good one.
_MASS = (
    "information advice equipment furniture luggage software hardware homework evidence progress money "
    "ammunition artillery weather traffic"
)
MASS = frozenset(_MASS.split())
NO_PLURAL = {
    "informations": "information",
    "advices": "advice",
    "equipments": "equipment",
    "furnitures": "furniture",
    "luggages": "luggage",
    "softwares": "software",
    "homeworks": "homework",
    "aircrafts": "aircraft",
}

ADJECTIVE = (
    r"(?:new|old|young|big|large|small|great|good|bad|high|low|long|short|strong|weak|rich|poor|main|key|major|recent|"
    r"other|different|similar|important|foreign|modern|former|armed|wounded|killed|European|Western|Eastern|"
    r"\p{L}{2,}(?:al|ic|ive|ous|ful|less|ish|ary|able|ible)|\p{Lu}\p{Ll}+(?:an|ish|ese|ch))"
)

# What may follow the last word of a noun phrase; a noun or an adjective may not, so "these car bombs" is none.
PHRASE_ENDS = (
    r"(?=\s?(?:[.,;:!?)\]”»]|$)|\s(?:of|in|on|at|by|for|with|from|to|into|after|before|during|since|until|because|when|"
    r"while|where|as|than|near|between|among|against|about|who|which|that|is|are|was|were|has|have|had|will|would|can|"
    r"could|must|may|should|did|does|do|said|says|died|came|went|took|ago|earlier|later|apart|left|per|he|she|it|they|we)\b)"
)

# Verbs as base, past, participle.
_VERBS = (
    "go went gone|take took taken|give gave given|write wrote written|know knew known|grow grew grown|"
    "throw threw thrown|draw drew drawn|fly flew flown|speak spoke spoken|break broke broken|choose chose chosen|"
    "drive drove driven|eat ate eaten|begin began begun|run ran run|come came come|become became become|"
    "forget forgot forgotten|steal stole stolen|say said said|make made made|pay paid paid|lose lost lost|"
    "send sent sent|tell told told|keep kept kept|bring brought brought|buy bought bought|teach taught taught|"
    "catch caught caught|think thought thought|fight fought fought|stand stood stood|"
    "understand understood understood|hear heard heard|sell sold sold|build built built|get got got|meet met met|"
    "sit sat sat|have had had|do did done"
)
VERBS = tuple((base, past, participle) for base, past, participle in (verb.split() for verb in _VERBS.split("|")))
BASE_OF = {form: base for base, past, participle in VERBS for form in (participle, past) if form != base}
PARTICIPLE_OF = {past: participle for _, past, participle in VERBS if past != participle}
PAST_ONLY = frozenset(PARTICIPLE_OF)
IRREGULAR_PARTICIPLES = frozenset(participle for _, _, participle in VERBS) | {"held", "seen", "found", "left", "been"}

_REGULAR = (
    "want need help ask call work live move play start stop open close visit arrive reach happen remain return "
    "follow include continue attack kill arrest destroy support demand announce report receive accept agree "
    "accuse allow appear believe carry change check consider consume create decide deliver deny discuss expect "
    "explain fail finish improve illuminate increase join keep launch like look offer order produce promise prove "
    "provide publish raise refuse reduce reject remember require resign show sign solve stay suffer talk travel "
    "try use wait warn watch wish"
)


def _third_person(base: str) -> str:
    if base in ("have", "do", "go"):
        return {"have": "has", "do": "does", "go": "goes"}[base]
    return _plural(base) if base not in _IRREGULAR else base + "s"


_DOUBLING = ("stop",)  # of the verbs below


def past_of(base: str) -> str:
    """The past of a regular verb."""
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2] not in "aeou":
        return base[:-1] + "ied"
    return base + ("ped" if base in _DOUBLING else "ed")


REGULAR = tuple(dict.fromkeys(_REGULAR.split()))
BASES = frozenset((*REGULAR, *(base for base, _, _ in VERBS), "see", "find", "leave", "hold", "lead", "win", "be"))
# Third persons that are no plural nouns, so that "they wants" can be told from "they, plans in hand".
_THIRD_PERSON = (
    "go come become want know say think get make take give see include believe happen remain continue appear arrive "
    "agree consider receive expect explain provide require lose bring write speak"
)
THIRD_PERSON = {_third_person(base): base for base in _THIRD_PERSON.split()}

# Irregular verbs with a regular ending. Left out are those that some sense or dialect allows ("flied out", "costed").
_OVER_REGULAR = (
    "goed went|comed came|taked took|gived gave|writed wrote|knowed knew|throwed threw|growed grew|drived drove|"
    "breaked broke|speaked spoke|choosed chose|stealed stole|runned ran|sitted sat|losed lost|feeled felt|"
    "meeted met|builded built|spended spent|holded held|finded found|buyed bought|teached taught|catched caught|"
    "fighted fought|thinked thought|selled sold|telled told|keeped kept|sended sent|eated ate|shooted shot|"
    "becomed became|begined began|bringed brought|sleeped slept|understanded understood|leaded led|drawed drew|"
    "forgetted forgot|cutted cut"
)
OVER_REGULAR = dict(pair.split() for pair in _OVER_REGULAR.split("|"))

PARTICIPLE = rf"(?:\p{{Ll}}{{2,}}ed|{either(IRREGULAR_PARTICIPLES - {'been', 'had'})})"
