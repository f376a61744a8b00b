"""A town with hostile names and duties of what nobody recorded, for exports of its graph."""

import json
import shutil

import pytest

from auditor.workspace import open_workspace
from graphs.analysis import analyse
from graphs.thresholds import Thresholds
from inventory.database import reading
from inventory.snapshot import load_inventory

NAME = '<b>&"智慧\u0001平台'
TOWN = {
    "organisations": [{"id": "o1", "name": "民政局"}, {"id": "o2", "name": "大数据局"}],
    "systems": [
        {"id": "s1", "name": NAME, "owner": "o1", "status": "运行", "purpose": "低保 <申请>"},
        {"id": "s2", "name": "低保系统", "owner": "o2", "status": "运行"},
        {"id": "s3", "name": "低保系统", "owner": "o1"},
    ],
    "resources": [{"id": "r1", "name": "名册", "system": "s2"}],
    "fields": [{"id": "f1", "resource": "r1", "label": "姓名"}, {"id": "f2", "resource": "r1", "label": "公民身份号码"}],
    "services": [{"id": "v1", "name": "低保申请", "systems": ["s2"]}],
    "channels": [{"id": "c1", "name": "低保通", "kind": "APP", "system": "s2"}],
    "exchanges": [{"id": "x1", "name": "低保数据", "from": "s2", "to": "s3", "elements": ["姓名"], "method": "接口", "status": "运行"}],
    "responsibilities": [
        {"id": "d1", "organisation": "o1", "object": "s2", "object_kind": "system", "role": "运维"},
        {"id": "d2", "organisation": "o1", "object": "没有的系统", "object_kind": "system", "role": "运维"},
    ],
}


@pytest.fixture(scope="module")
def scape(blank_workspace, tmp_path_factory, auditor):
    folder = shutil.copytree(blank_workspace, tmp_path_factory.mktemp("graph") / "workspace")
    (folder.parent / "town.json").write_text(json.dumps({"schema_version": 1, **TOWN}), encoding="utf-8")
    assert auditor("import", folder.parent / "town.json", "-w", folder).code == 0
    workspace = open_workspace(folder)
    with reading(workspace.engine) as session:
        inventory = load_inventory(session, today=workspace.today)
    workspace.engine.dispose()
    return analyse(inventory, Thresholds({}), binding={}).scape
