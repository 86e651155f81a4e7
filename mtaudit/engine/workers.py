"""Worker processes that examine documents. One that dies takes no other document with it than its own."""

from __future__ import annotations

import logging
import os
import signal
import warnings
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from threading import Thread

from mtaudit.config import Config
from mtaudit.core import Document
from mtaudit.detect.registry import selected
from mtaudit.engine.examine import Examined, Task, examine
from mtaudit.models import Models
from mtaudit.models.threads import wait_asleep

GIVE_UP = 5  # pools in a row that died before they finished a document: then it is not the documents' fault

Work = Future[tuple[Examined, frozenset[str]]]


def examine_in_processes(
    tasks: Sequence[Task], config: Config, models: Models, jobs: int, word_risks: bool = False
) -> Iterator[tuple[int, Examined | None]]:
    """Work off tasks in `jobs` processes: (index, result) as they come, None where the process died of it.

    Each process loads its own models; `models` is only told their signatures. Close the iterator to end them.
    """
    yield from _Crew(config, models, word_risks).examine({task.index: task for task in tasks}, jobs)


class _Crew:
    """The workers of one run, who are replaced when one of them dies."""

    def __init__(self, config: Config, models: Models, word_risks: bool = False) -> None:
        self._config = config
        self._models = models
        self._word_risks = word_risks
        self._died_idle = 0

    def examine(self, waiting: dict[int, Task], jobs: int) -> Iterator[tuple[int, Examined | None]]:
        """Work off `waiting`, which is emptied. What was in hand when a worker died is tried again, one at a time."""
        while waiting and self._died_idle < GIVE_UP:
            self._died_idle += 1
            for index, examined in self._shift(waiting, jobs):
                self._died_idle = 0
                del waiting[index]
                yield index, examined
            # They are handed out in order, so the first that have no result are those that were in hand.
            suspects = {index: waiting.pop(index) for index in list(waiting)[:jobs]}
            if jobs > 1:
                yield from self.examine(suspects, 1)
            yield from ((index, None) for index in suspects)
        yield from ((index, None) for index in waiting)

    def _shift(self, tasks: Mapping[int, Task], jobs: int) -> Iterator[tuple[int, Examined]]:
        """The results of one pool, until all are there or one of its processes dies."""
        pool = ProcessPoolExecutor(
            min(jobs, len(tasks)), get_context("spawn"), _start, (self._config, self._word_risks)
        )
        try:
            works = _hand_out(pool, tasks)
            for work in as_completed(works):
                if isinstance(work.exception(), BrokenProcessPool):
                    continue
                examined, loaded = work.result()
                self._models.note(loaded)
                yield works[work], examined
        except BaseException:  # an interruption: whatever still runs has no one to report to
            for process in list((pool._processes or {}).values()):
                process.terminate()
            raise
        finally:
            pool.shutdown(cancel_futures=True)


def _hand_out(pool: ProcessPoolExecutor, tasks: Mapping[int, Task]) -> dict[Work, int]:
    works: dict[Work, int] = {}
    with _sheltered():
        for index, task in tasks.items():
            codes = frozenset(rule.code for rule in task.rules)  # a rule itself cannot be sent
            try:
                works[pool.submit(_examine, task.document, codes)] = index
            except BrokenProcessPool:
                break
    return works


@contextmanager
def _sheltered() -> Iterator[None]:
    """Processes begun in here never see Ctrl-C, which a terminal sends to all of them: the parent decides."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows: _start ignores it, a moment later
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Examiner:
    """Rules and models of one worker process, which are loaded once."""

    def __init__(self, config: Config, word_risks: bool) -> None:
        self.config = config
        self.word_risks = word_risks
        self.rules = selected(config.rules)
        self.models = Models(config)


_examiner: _Examiner  # set once by _start, and only in a worker process


def _start(config: Config, word_risks: bool = False) -> None:
    """Make this process a worker.

    It computes with as many threads as the parent would: bfloat16 products come out otherwise with another number of
    threads (suspicions moved by up to 0.2 nats), and the report must not depend on `jobs`.
    """
    global _examiner
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    wait_asleep()
    logging.disable()
    warnings.simplefilter("ignore")
    _examiner = _Examiner(config, word_risks)


def _end_with_parent() -> None:
    """A parent that is killed outright tells its workers nothing: they would wait for ever."""
    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)


def _examine(document: Document, codes: frozenset[str]) -> tuple[Examined, frozenset[str]]:
    """What the rules of these codes found, and the signatures of the models that this process has loaded so far."""
    rules = [rule for rule in _examiner.rules if rule.code in codes]
    examined = examine(rules, document, _examiner.config, _examiner.models, word_risks=_examiner.word_risks)
    return examined, _examiner.models.loaded
