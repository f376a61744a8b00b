"""The READMEs: the commands of their sh blocks run as they stand, and every command there is, is documented."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from auditor.cli.app import command
from auditor.demo import server

ROOT = Path(__file__).parent.parent
READMES = [path.name for path in sorted(ROOT.glob("README*.md"))]


def blocks(name: str) -> list[str]:
    """The sh blocks of a README."""
    return re.findall(r"^```sh\n(.*?)^```", (ROOT / name).read_text(encoding="utf-8"), re.M | re.S)


def local(block: str, address: str) -> str:
    """The block with its invented sites at the demo's: a reserved name answers nowhere."""
    block = re.sub(r"https?://[\w.-]+\.example/", f"{address}/", block)
    return re.sub(r"^(auditor crawl [^\n]*)$", r"\1 --allow-private --max-pages 2", block, flags=re.M)


@pytest.mark.parametrize("name", READMES)
def test_every_command_of_the_blocks_exists(name) -> None:
    used = {words for block in blocks(name) for words in re.findall(r"(?:^|\$\()auditor ([a-z]+)", block, re.M)}
    assert used <= set(command().commands)


@pytest.mark.skipif(not shutil.which("sh"), reason="no sh")
# both say the same commands (a test below), so the second is read in the full suite only
@pytest.mark.parametrize("name", [READMES[0], *(pytest.param(name, marks=pytest.mark.slow) for name in READMES[1:])])
def test_the_blocks_run_as_they_stand(name, tmp_path, monkeypatch) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("AUDITOR_")}
    environment |= {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "HOME": str(tmp_path)}
    # the usual ports belong to the demo, which may be running beside this
    monkeypatch.setattr(server, "FIRST_PORT", 28_701)
    with server.serving() as addresses:
        # the blocks follow each other in one shell, as a reader types them
        script = "\n".join(local(block, addresses["portal"]) for block in blocks(name))
        done = subprocess.run(
            ["sh", "-eu", "-c", script],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    assert done.returncode == 0, f"{done.stdout[-1500:]}\n{done.stderr[-1500:]}"
    assert "Traceback" not in done.stderr
    for written in set(re.findall(r"--out (\S+)", script)):
        assert (tmp_path / written).exists(), written


def test_both_readmes_run_the_same_commands() -> None:
    said = [
        [
            re.sub(r"\s.*", "", line.removeprefix("auditor "))
            for block in blocks(name)
            for line in block.splitlines()
            if line.startswith("auditor ")
        ]
        for name in READMES
    ]
    assert len(READMES) == 2
    assert said[0] == said[1]


def test_every_command_is_documented() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in (*(ROOT / name for name in READMES), *(ROOT / "docs").glob("*.md")))
    assert [name for name in command().commands if f"auditor {name}" not in text] == []


def test_documents_that_the_readmes_name_are_there() -> None:
    for name in READMES:
        links = re.findall(r"\]\((?!https?:|#)([^)#]+)", (ROOT / name).read_text(encoding="utf-8"))
        assert [link for link in links if not (ROOT / link).exists()] == [], name
