"""Settings: read, checked, and refused with a hint."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtaudit.config import Config, config_from, load_config
from mtaudit.errors import ConfigError


def test_without_a_file_the_defaults_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_config() == Config()


def test_mtaudit_toml_wins_over_pyproject(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.mtaudit.read]\ntarget = "fr"\n')
    monkeypatch.chdir(tmp_path)
    assert load_config().read.target == "fr"
    (tmp_path / "mtaudit.toml").write_text('[read]\ntarget = "de"\n[score]\nslope = 5\n')
    assert load_config().read.target == "de"
    assert load_config().score.slope == 5.0


def test_dashes_and_underscores_are_the_same() -> None:
    assert config_from({"read": {"group-by": "doc"}}).read.group_by == "doc"


def test_a_single_prefix_may_be_a_string() -> None:
    assert config_from({"rules": {"ignore": "GAR"}}).rules.ignore == ("GAR",)


@pytest.mark.parametrize(
    ("table", "message", "hint"),
    [
        ({"red": {}}, "unknown key red", "did you mean read?"),
        ({"read": {"targte": "en"}}, "unknown key read.targte", "did you mean read.target?"),
        ({"zzz": 1}, "unknown key zzz", "known keys here: read"),
        ({"read": {"target": 5}}, "read.target must be a string, not 5", ""),
        ({"read": {"max_bytes": True}}, "read.max_bytes must be a whole number, not True", ""),
        ({"read": "en"}, "read must be a table", "write [read]"),
        ({"rules": {"select": [1]}}, "rules.select must be a list of strings", ""),
        ({"read": {"fields": {"mt": 3}}}, "read.fields must be a table of strings", ""),
    ],
)
def test_what_is_wrong_is_named(table: dict[str, object], message: str, hint: str) -> None:
    with pytest.raises(ConfigError) as caught:
        config_from(table)
    assert message in str(caught.value)
    assert hint in caught.value.hint


def test_a_missing_or_broken_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="No such file"):
        load_config(tmp_path / "none.toml")
    broken = tmp_path / "broken.toml"
    broken.write_text("[read\n")
    with pytest.raises(ConfigError, match="not valid TOML"):
        load_config(broken)
