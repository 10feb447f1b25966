"""How much one network may ask of the comment form before it has to pause."""

from gloss.visitors.limits import Budget, Refusal

COMMENTS = Budget("comments", "30 per 10 minutes")
WRONG_ANSWERS = Budget("wrong answers", "10 per 10 minutes")  # of 4.8 million: guessing is hopeless
PICTURES = Budget("captcha pictures", "120 per 10 minutes")  # 10 ms of processor time each
SOUNDS = Budget("captcha sounds", "30 per 10 minutes")  # 0.3 s each; one play asks several times


def let_post(here: str) -> None:
    """Count one comment from the network ``here``.

    :raises Refusal: it sent too many, or too many wrong answers, and has to pause.
    """
    if WRONG_ANSWERS.is_spent(here):
        raise Refusal(WRONG_ANSWERS.wait_seconds(here))
    COMMENTS.demand(here)
