"""The publisher's colours, refused at start where text in them could not be read."""

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

LEAST_CONTRAST = 4.5  # WCAG 2.2, criterion 1.4.3
# What the accent lies on, and what lies on it, as in static/site.css.
LIGHT = {"paper": "#fcfbf8", "sheet": "#f4f1ea", "text on it": "#ffffff"}
DARK = {"paper": "#171614", "sheet": "#211f1c", "text on it": "#10201f"}

Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$"), AfterValidator(str.lower)]


class Colours(BaseModel):
    """The accent: links, buttons, borders of what has the focus."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    accent: Colour = "#0b4f4c"
    accent_dark: Colour = "#8fd3cb"

    @model_validator(mode="after")
    def _check(self) -> Self:
        for name, colour, beside in (
            ("accent", self.accent, LIGHT),
            ("accent_dark", self.accent_dark, DARK),
        ):
            for place, other in beside.items():
                _require_contrast(f"{name} = {colour!r}", colour, (place, other))
        return self

    @property
    def css(self) -> str:
        """A style sheet that sets the accent on screens; paper stays black and white."""
        return (
            f"@media screen {{ :root {{ --accent: {self.accent}; }} }}\n"
            "@media screen and (prefers-color-scheme: dark) "
            f"{{ :root {{ --accent: {self.accent_dark}; }} }}\n"
        )


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21.

    Source: WCAG 2.2, definitions of contrast ratio and relative luminance.
    """
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _require_contrast(said: str, colour: str, beside: tuple[str, str]) -> None:
    place, other = beside
    found = contrast(colour, other)
    if found < LEAST_CONTRAST:
        wanted = "darker" if _luminance(other) > _luminance(colour) else "lighter"
        raise ValueError(
            f"{said} has a contrast of {found:.2f} to the {place} ({other}), and "
            f"{LEAST_CONTRAST} is the least that people can read; choose a {wanted} colour"
        )


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004
