"""Harper, a grammar checker for English that comes with the extra `grammar`."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from mtaudit.core import Span
from mtaudit.models.protocols import Lint, Unavailable

NOT_INSTALLED = "no grammar checker is installed: pip install 'mtaudit[grammar]'"

# Checks of broken frames, idioms and forms that made no finding in 77,000 words of human English. Left out are style,
# spelling, punctuation and casing, what our own rules look for, and what Harper 2.13 gets wrong on news: of
# the 905 checks that it has on, 121 spoke on clean text or MT output, most of them wrongly (bench/grammar.py --harper).
_CHECKS = (
    "ACoupleMore AccuseOf AdvantageOf AllIntentsAndPurposes AllOfASudden AmInTheMorning AmountsFor AnAnother "
    "AndTheLike AnotherOnes AnotherThings AsComparedTo AsEvidentBy AsIfThough AsLongAs AsMuchAs AsOpposedTo "
    "AskNoPreposition AspireTo AtAllCosts AtTheVeryLeast AwaitFor AwareOf BeAllowed BeBiased BeConcerned "
    "BePrejudiced BeShocked BeWorried BehindTheScenes ByAccident ByExtension CanBeSeen ComfortableWith ComprisesOf "
    "CorrectNumberSuffix CraveFor CureFor CuriousAbout DateBackFrom DayAndAge DespiteItIs DespiteOf DidPast "
    "DoMistake DoNotWant DontCan DoubleNegative EverPronounRelPronoun EverySingleOneOf ExceptOf FarAndFewBetween "
    "FascinatedBy FewUnitsOfTimeAgo ForALongTime ForAWhile ForTheMostPart FriendOfMe GetRidOf GoMissing GoSoFarAsTo "
    "GrindToAHalt HaveAHardTime HavePronoun HelpedPast HowDoesCompared HowItLooksLike IAmAgreement IDo Impressed "
    "InAHurry InAWhile InAnIdealWorld InDetail InNeedOf InRetaliationTo InStock InTheFirstPlace InThisThatRegard "
    "InspiredBy InterestedIn IsBeenAuxSequence IsKnownFor ItLooksLikeThat ItTimeAuxiliary LastButNotLeast LastNight "
    "LaughOfAt LeadRiseTo LessWorse LetToDo LikeAsIf LongTimeAgo LookForwardTo LookingForwardTo MakeItSeem "
    "MakeSense MeansALotTo ModalOf ModalSeem MoreThatLikely MostOfTheTimes NoLonger NorModalPronoun NotBeAfterNot "
    "NotOnly NotOnlyInversion ObsessPreposition OfCourse OnTopOf OnesOwnAccord OnesSelf OpenTheLight "
    "PassionateAbout PayForPrice Payed PlayAFactor PointsOfView QuiteMany ReasonForDoing Respond ResponsibilityFor "
    "ResponsibleFor RiseTheQuestion RiseTheRanks SameAs SetABadExample SimilarLike SimplePastToPastParticiple "
    "SinceDuration SufficeItToSay SupposedTo TakeALookTo TakeCareOf TakeControlOf TakePrideIn TheAnother "
    "TheDifferenceBetween TheEntiretyOf ThePointFor Themself ThenThan ThereMissingIsClause ThriveOn ToGreatLengths "
    "ToSomeDegree ToWorryAbout Towards Unless UnderneathOf VeryKnown VeryLess WantBe WasAloud WellEducated "
    "WentAheadAndAgreement WidelyAccepted WillContain WillGonna WishCould WithOpenArms WorthToDo"
)
CHECKS = frozenset(_CHECKS.split())


class Harper:
    """Harper with those of `CHECKS` that its version knows. Nothing is sent anywhere."""

    def __init__(self, linter: Any) -> None:
        linter.set_lint_config({name: name in CHECKS for name in linter.get_default_lint_config()})
        self._linter = linter

    def check(self, text: str) -> list[Lint]:
        """What Harper says of a text, in reading order."""
        # Rust knows no lone surrogate; any other character keeps the offsets.
        safe = "".join("\N{REPLACEMENT CHARACTER}" if "\ud800" <= char <= "\udfff" else char for char in text)
        found = [
            Lint(Span(lint.span.start, lint.span.end), lint.message, _wordings(lint))
            for lint in self._linter.lint(safe, language="plaintext")
        ]
        return sorted(found, key=lambda lint: (lint.span, lint.message))


def _wordings(lint: Any) -> tuple[str, ...]:
    """The suggestions as whole wordings of the place: Harper also says "remove this" and "insert after it"."""
    from harper import SuggestionKind

    found = []
    for suggestion in lint.suggestions:
        removes = suggestion.kind is SuggestionKind.REMOVE
        kept = lint.problem_text if suggestion.kind is SuggestionKind.INSERT_AFTER else ""
        found.append("" if removes else kept + suggestion.replacement_text)
    return tuple(dict.fromkeys(found))


def load_harper() -> Harper | Unavailable:
    """Harper, or why there is none. Takes most of a second."""
    try:
        from harper import Dialect, Linter
    except ImportError:
        return Unavailable(NOT_INSTALLED)
    return Harper(Linter(Dialect.AMERICAN))


def harper_version() -> str:
    """The version in the run's signature; "none" where Harper is not installed."""
    try:
        return f"harper-{version('harper-py')}"
    except PackageNotFoundError:
        return "none"
