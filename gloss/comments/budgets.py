"""How much one network may ask of the comment form before it has to pause.

The narrow network pauses; the wide one, which strangers share, only makes its comments suspicious.
"""

from gloss.language import stored
from gloss.visitors.limits import Budget, Refusal

COMMENTS = Budget("comments", "30 per 10 minutes")
EDITS = Budget("edits", "30 per 10 minutes")
WITHOUT_CAPTCHA = Budget("comments without captcha", "2 per day")
WRONG_ANSWERS = (  # of 4.8 million: guessing is hopeless
    Budget("wrong answers at once", "3 per 30 seconds"),
    Budget("wrong answers", "10 per 10 minutes"),
)
PREVIEWS = Budget("previews", "120 per 10 minutes")  # the worst text takes 50 ms
PICTURES = Budget("captcha pictures", "120 per 10 minutes")  # 10 ms of processor time each
REFRESHES = Budget("captcha refreshes", "60 per 10 minutes")  # each is a row for a day
SOUNDS = Budget("captcha sounds", "30 per 10 minutes")  # 0.3 s each; one play asks several times
REPORTS = Budget("reports", "10 per 10 minutes")
REPORTS_OF_ONE = Budget("reports of one comment", "3 per day")  # they count once all the same

NEIGHBOURS_COMMENTS = Budget("comments of a neighbourhood", "60 per hour")
NEIGHBOURS_WRONG_ANSWERS = Budget("wrong answers of a neighbourhood", "30 per hour")
NEIGHBOURS_REPORTS = Budget("reports of a neighbourhood", "30 per hour")
MANY_COMMENTS = stored("more than %(number)s comments came from its neighbourhood within an hour")
MANY_WRONG_ANSWERS = stored("%(number)s wrong answers came from its neighbourhood within an hour")
MANY_REPORTS = stored("more than %(number)s reports came from its neighbourhood within an hour")


def let_answer(here: str) -> None:
    """Let the network ``here`` answer a challenge, by whichever way.

    :raises Refusal: it gave too many wrong answers: three and it pauses for seconds, ten, minutes.
    """
    spent = [budget for budget in WRONG_ANSWERS if budget.is_spent(here)]
    if spent:
        raise Refusal(max(budget.wait_seconds(here) for budget in spent))


def count_wrong_answer(here: str, around: str) -> None:
    """Count a wrong answer from the network ``here``, in the neighbourhood ``around``."""
    for budget in WRONG_ANSWERS:
        budget.spend(here)
    NEIGHBOURS_WRONG_ANSWERS.spend(around)


def suspicions(around: str) -> tuple[str, ...]:
    """Count one comment from a neighbourhood; say in plain words what is unusual about that."""
    found = []
    if not NEIGHBOURS_COMMENTS.spend(around):
        found.append(MANY_COMMENTS % {"number": 60})
    if NEIGHBOURS_WRONG_ANSWERS.is_spent(around):
        found.append(MANY_WRONG_ANSWERS % {"number": 30})
    return tuple(found)


def doubts_of_report(around: str) -> tuple[str, ...]:
    """Count one report from a neighbourhood; say in plain words what is unusual about that."""
    is_usual = NEIGHBOURS_REPORTS.spend(around)
    return () if is_usual else (MANY_REPORTS % {"number": 30},)
