"""The ways to show that one is a person: see, hear, answer in words, or ask a person to look."""

from dataclasses import dataclass
from enum import Enum, unique

from gloss.captcha import answers
from gloss.captcha.challenge import Challenge
from gloss.questions import Question


@unique
class Way(Enum):
    """How a challenge is answered; all ways share its one use."""

    PICTURE = "picture"
    SOUND = "sound"
    QUESTION = "question"
    PERSON = "person"  # not at all: a moderator looks, as at every comment


@dataclass(frozen=True)
class Attempt:
    """One answer to a challenge, judged before any transaction begins."""

    challenge: Challenge
    way: Way
    typed: str
    is_right: bool

    @property
    def is_first(self) -> bool:
        """Whether nothing had been answered wrongly before."""
        return self.challenge.failures == 0


def look_or_listen(challenge: Challenge, typed: str) -> Attempt:
    """Judge an answer to the picture or its sound; nothing but digits was heard."""
    way = Way.SOUND if answers.fold(typed).isdecimal() else Way.PICTURE
    return Attempt(challenge, way, typed, challenge.accepts(typed))


def answer_in_words(challenge: Challenge, question: Question, typed: str) -> Attempt:
    """Judge an answer to the question that ``challenge`` asks."""
    return Attempt(challenge, Way.QUESTION, typed, question.accepts(typed))


def ask_a_person(challenge: Challenge) -> Attempt:
    """Let it pass unanswered; how often somebody may do so is for the caller to limit."""
    return Attempt(challenge, Way.PERSON, "", is_right=True)
