"""``flask captcha``: samples, so that anyone can measure solvers against them."""

from pathlib import Path

import click
from flask.cli import AppGroup

from gloss import clock
from gloss.captcha import challenge, drawing, sound

group = AppGroup("captcha", help="Measure the captcha.")


@group.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--count", default=200, show_default=True, help="How many pictures.")
@click.option("--sounds", default=10, show_default=True, help="How many sounds; they are slow.")
def sample(folder: Path, count: int, sounds: int) -> None:
    """Write pictures and sounds to FOLDER, each named after its answer."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        shown = challenge.issue("sample", "sample", clock.now())
        name = f"{shown.picture_answer}__{number}.png"
        (folder / name).write_bytes(drawing.draw(shown.picture_answer))
    for number in range(sounds):
        said = challenge.issue("sample", "sample", clock.now())
        name = f"{said.sound_answer}__{number}.wav"
        (folder / name).write_bytes(sound.sound_of(said))
    click.echo(f"Wrote {count} pictures and {sounds} sounds to {folder}.")
