"""``flask captcha sample``: files that are named after what they show and say."""

import wave
from pathlib import Path

from flask import Flask
from PIL import Image

from gloss import captcha, command_line
from gloss.captcha.answers import DIGITS, LETTERS


def test_a_sample_folder_holds_as_many_pictures_and_sounds_as_asked_for(
    signing: Flask, tmp_path: Path
) -> None:
    command_line.init_app(signing)
    captcha.init_app(signing)
    folder = tmp_path / "new" / "sample"
    command = ["captcha", "sample", str(folder), "--count", "3", "--sounds", "1"]
    result = signing.test_cli_runner().invoke(args=command)
    assert result.output == f"Wrote 3 pictures and 1 sounds to {folder}.\n"
    assert len(list(folder.glob("*__*.png"))) == 3
    for file in folder.glob("*.png"):
        assert set(file.name.split("__")[0]) <= set(LETTERS)
        with Image.open(file) as image:
            assert image.size == (340, 180)
    (sound,) = folder.glob("*__0.wav")
    assert set(sound.name.split("__")[0]) <= set(DIGITS)
    with wave.open(str(sound)) as said:
        assert said.getnframes() > 0
