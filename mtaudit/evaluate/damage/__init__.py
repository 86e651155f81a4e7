"""Known damage for clean articles: what the self-test, the tests and training plant, seeded and reproducible."""

from mtaudit.evaluate.damage.article import CleanArticle, Edit, clean_article, donor_sentences
from mtaudit.evaluate.damage.calques import Calque, fluent_sentence, load_calques
from mtaudit.evaluate.damage.plant import Damaged, Mark, candidates, damaged_copies, plant
from mtaudit.evaluate.damage.planters import PLANTERS

__all__ = [
    "PLANTERS",
    "Calque",
    "CleanArticle",
    "Damaged",
    "Edit",
    "Mark",
    "candidates",
    "clean_article",
    "damaged_copies",
    "donor_sentences",
    "fluent_sentence",
    "load_calques",
    "plant",
]
