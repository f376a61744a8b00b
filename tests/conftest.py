"""Fixtures that every room shares."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from auditor.workspace import Workspace, create_workspace, open_workspace

# a busy machine is no fault of the code; example databases would be files in the working copy
settings.register_profile("auditor", deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("auditor")


@pytest.fixture(scope="session")
def blank_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new workspace, made once; tests work on copies of it."""
    folder = tmp_path_factory.mktemp("blank") / "workspace"
    made = create_workspace(folder, name="云溪县", region="430603", lang="zh", db=None)
    made.engine.dispose()
    return folder


@pytest.fixture
def workspace(blank_workspace: Path, tmp_path: Path) -> Iterator[Workspace]:
    """An empty workspace of the test's own, its first round open."""
    opened = open_workspace(shutil.copytree(blank_workspace, tmp_path / "workspace"))
    yield opened
    opened.engine.dispose()


@pytest.fixture
def other_workspace(blank_workspace: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A second empty workspace, to import into what the first one exported."""
    opened = open_workspace(shutil.copytree(blank_workspace, tmp_path / "other"))
    yield opened
    opened.engine.dispose()
