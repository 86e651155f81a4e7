"""The recipes of docs/ci.md, the GitHub Action, the pre-commit hook and the Dockerfile, run as far as a machine can."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
CI = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
RECIPES = dict(re.findall(r"<!-- recipe: ([a-z-]+) -->\n```[a-z]+\n(.*?)```", CI, re.DOTALL))
CLEAN = "The talks ended late on Monday.\nNobody came to the second meeting.\n"
PLANTED = f"{CLEAN}Η απόφαση ελήφθη ομόφωνα από τη γενική συνέλευση των ναυτικών.\n"
SETTINGS = '[read]\ntarget = "en"\n[rules]\nselect = ["UNT", "REP"]\n'  # no model in these tests


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a good and a bad article, and a `mtaudit` on its PATH that is this tree."""
    (tmp_path / "articles").mkdir()
    (tmp_path / "drops").mkdir()
    (tmp_path / "articles" / "good.txt").write_text(CLEAN, encoding="utf-8")
    (tmp_path / "articles" / "bad.txt").write_text(PLANTED, encoding="utf-8")
    (tmp_path / "drops" / "one.jsonl").write_text(json.dumps({"id": "a", "mt": CLEAN}), encoding="utf-8")
    (tmp_path / "mtaudit.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "mtaudit-baseline.json").write_text('{"version": 1, "findings": []}', encoding="utf-8")
    program = tmp_path / "bin" / "mtaudit"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m mtaudit "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return tmp_path


def sh(project: Path, script: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """A script as a CI server runs it."""
    kept = {key: value for key, value in os.environ.items() if key not in ("FORCE_COLOR", "GITHUB_STEP_SUMMARY")}
    environment = {**kept, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", **variables}
    environment["PATH"] = f"{project / 'bin'}{os.pathsep}{kept.get('PATH', '')}"
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script],
        cwd=project, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def fits(schema: str, path: Path) -> None:
    """Check a file against the schema that its CI server publishes."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def checks_of(recipe: str) -> list[str]:
    """The very commands of a recipe that call `mtaudit check`."""
    return re.findall(r"mtaudit check [^'\n]+", RECIPES[recipe])


def test_all_recipes_are_here() -> None:
    assert set(RECIPES) == {"github", "gitlab", "jenkins", "pre-commit", "shell"}


def test_the_action_and_its_workflow_fit_their_schemas(tmp_path: Path) -> None:
    fits("github-actions", ROOT / "action.yml")
    workflow = tmp_path / "workflow.yml"
    workflow.write_text(RECIPES["github"], encoding="utf-8")
    fits("github-workflows", workflow)
    given = yaml.safe_load(RECIPES["github"])["jobs"]["mtaudit"]["steps"][1]["with"]
    known = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
    assert set(given) <= set(known)


def test_the_action_puts_nothing_from_outside_into_a_script() -> None:
    for step in yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["runs"]["steps"]:
        assert "${{" not in step.get("run", "")


def test_the_step_of_the_action_checks_annotates_and_sums_up(project: Path) -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    given = yaml.safe_load(RECIPES["github"])["jobs"]["mtaudit"]["steps"][1]["with"]
    step: dict[str, Any] = action["runs"]["steps"][-1]
    inputs = {name: given.get(name, entry.get("default", "")) for name, entry in action["inputs"].items()}
    variables = {key: inputs[re.findall(r"inputs\.([a-z-]+)", value)[0]] for key, value in step["env"].items()}
    done = sh(project, step["run"], GITHUB_STEP_SUMMARY=str(project / "summary.md"), **variables)
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("::error file=articles/bad.txt,line=3,col=1,")
    assert done.stderr.splitlines()[-1] == "check failed: 1 critical finding (UNT103 1) in 1 article"
    assert "UNT103" in (project / "summary.md").read_text(encoding="utf-8")
    (run,) = json.loads((project / "mtaudit.sarif").read_text(encoding="utf-8"))["runs"]
    assert [result["ruleId"] for result in run["results"]] == ["UNT103"]


def test_a_path_of_the_action_cannot_be_an_option(project: Path) -> None:
    step = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["runs"]["steps"][-1]
    done = sh(project, step["run"], PATHS="--help\n\n  \n$(touch x)\n", OPTIONS="", SARIF="s.sarif")
    assert done.returncode == 2 and not (project / "x").exists()
    assert "error: --help: no such file" in done.stderr and "$(touch x): no such file" in done.stderr


def test_gitlab(project: Path) -> None:
    path = project / ".gitlab-ci.yml"
    path.write_text(RECIPES["gitlab"], encoding="utf-8")
    fits("gitlab-ci", path)
    job = yaml.safe_load(RECIPES["gitlab"])["mtaudit"]
    (command,) = job["script"]
    done = sh(project, command)
    assert done.returncode == 1 and "articles/bad.txt:3:1: UNT103 critical" in done.stdout
    for name in (job["artifacts"]["reports"]["junit"], *job["artifacts"]["paths"]):
        assert "UNT103" in (project / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(("recipe", "written"), [("jenkins", ("mtaudit.xml", "mtaudit.sarif"))])
def test_jenkins(project: Path, recipe: str, written: tuple[str, ...]) -> None:
    assert RECIPES[recipe].count("{") == RECIPES[recipe].count("}")
    (command,) = checks_of(recipe)
    assert sh(project, command).returncode == 1
    assert all(f"'{name}'" in RECIPES[recipe] and (project / name).exists() for name in written)
    (project / "articles" / "bad.txt").unlink()
    assert sh(project, command).returncode == 0


def test_the_shell_recipe_returns_the_code_after_its_other_steps(project: Path) -> None:
    assert sh(project, RECIPES["shell"]).returncode == 1
    assert "UNT103" in (project / "mtaudit.rdjson").read_text(encoding="utf-8")
    (project / "articles" / "bad.txt").unlink()
    assert sh(project, RECIPES["shell"]).returncode == 0


def test_the_baseline_commands(project: Path) -> None:
    first, second = (line.split("#")[0] for line in re.findall(r"mtaudit check articles --baseline[^\n]+", CI)[:2])
    (project / "mtaudit-baseline.json").unlink()
    assert sh(project, second).returncode == 2
    assert sh(project, first).returncode == 0
    assert sh(project, second).returncode == 0


def test_the_pre_commit_hook_stops_a_bad_article_and_lets_a_good_one_pass(project: Path) -> None:
    manifest = ROOT / ".pre-commit-hooks.yaml"
    pre_commit = f"{shlex.quote(sys.executable)} -m pre_commit"
    (hook,) = yaml.safe_load(manifest.read_text(encoding="utf-8"))
    recipe = yaml.safe_load(RECIPES["pre-commit"])
    (asked,) = recipe["repos"][0]["hooks"]
    assert asked["id"] == hook["id"]
    # The hook itself, run from this tree: its own environment would be built from a network.
    local = {**hook, **{key: value for key, value in asked.items() if key != "id"}, "language": "system"}
    (project / ".pre-commit-config.yaml").write_text(
        yaml.safe_dump({"repos": [{"repo": "local", "hooks": [local]}]}), encoding="utf-8"
    )
    (project / "recipe.yaml").write_text(RECIPES["pre-commit"], encoding="utf-8")
    home = {"PRE_COMMIT_HOME": str(project / "home"), "GIT_CONFIG_GLOBAL": os.devnull}
    valid = sh(
        project, f"{pre_commit} validate-manifest {manifest} && {pre_commit} validate-config recipe.yaml", **home
    )
    assert valid.returncode == 0, valid.stdout + valid.stderr
    assert sh(project, "git init -q . && git add articles/good.txt", **home).returncode == 0
    good = sh(project, f"{pre_commit} run", **home)
    assert good.returncode == 0 and "Passed" in good.stdout, good.stdout + good.stderr
    sh(project, "git add articles", **home)
    bad = sh(project, f"{pre_commit} run", **home)
    assert bad.returncode == 1 and "articles/bad.txt:3:1: UNT103" in bad.stdout, bad.stdout + bad.stderr


def test_the_dockerfile_copies_what_is_there_and_runs_without_root() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    copied = [
        name for line in lines if line.startswith("COPY ") and "--from" not in line for name in line.split()[1:-1]
    ]
    assert copied and all((ROOT / name).exists() for name in copied)
    kept = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {f"!{name}" for name in copied} <= set(kept)
    last_stage = lines[max(number for number, line in enumerate(lines) if line.startswith("FROM ")) :]
    assert "USER mtaudit" in last_stage
    assert next(i for i, line in enumerate(lines) if "$TORCH" in line) < next(
        i for i, line in enumerate(lines) if "/src[models]" in line
    )


def test_the_settings_shown_are_understood(tmp_path: Path) -> None:
    from mtaudit.config import load_config
    from mtaudit.gate import Policy

    (block,) = re.findall(r"```toml\n(.*?)```", CI, re.DOTALL)
    path = tmp_path / "mtaudit.toml"
    path.write_text(block, encoding="utf-8")
    gate = load_config(path).gate
    Policy(gate)
    assert gate.paths[0].match == "sport/**" and gate.rules["UNT101"].max == 3


def test_the_notes_and_the_file_shown_are_understood(tmp_path: Path) -> None:
    from mtaudit.suppress import load_suppressions, parse_note

    notes = re.findall(r"<!-- mtaudit: (ignore.*?) -->", CI)
    assert [parse_note(note).suppression.reason for note in notes] == ["the slogan is quoted", "a bilingual column"]
    (block,) = re.findall(r"```json\n(.*?)```", CI, re.DOTALL)
    path = tmp_path / "s.json"
    path.write_text(block, encoding="utf-8")
    assert len(load_suppressions([path]).entries) == 1
