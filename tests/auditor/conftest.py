"""A small town with two systems for one job, audited once; tests work on copies of it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from auditor.workspace import Workspace, open_workspace

TABLES = {
    "organisations": """id,name,code,level,region
org-a,云溪县民政局,,county,990123
org-b,云溪县卫生健康局,,county,990123
org-c,云溪县教育局,,county,990123
""",
    "systems": """id,name,owner,kind,status,description,function_tags,coverage_regions,om_contract_end
sys-a,银龄关爱服务平台,云溪县民政局,business,active,办理80岁以上老人高龄津贴申领和年度资格认证,高龄津贴申领|资格认证|津贴发放,990123,2027-01-01
sys-b,老龄健康一码通,云溪县卫生健康局,business,active,为80岁以上老人办理高龄津贴申领、资格认证,高龄津贴申领|资格认证|津贴发放,990123,2026-01-01
sys-c,学籍管理系统,云溪县教育局,business,active,管理中小学学籍,学籍注册|转学,990123,2027-01-01
""",
    "resources": """id,name,system,provider_org,share_type,no_share_basis
res-a,高龄津贴台账,sys-a,org-a,conditional,
res-b,高龄老人津贴名册,sys-b,org-b,not_shared,内部掌握
""",
    "fields": "id,resource,label,name\\n"
    + "".join(
        f"fld-{t}-{n},res-{t},{label},f{n}\\n"
        for t in "ab"
        for n, label in enumerate(("姓名", "公民身份号码", "户籍地址", "高龄津贴标志", "开户银行"))
    ),
    "channels": """id,name,kind,owner,system,compulsory,compulsory_basis
chn-a,银龄认证,mini_program,org-a,sys-a,事实强制,无
""",
}


@pytest.fixture(scope="session")
def audited_town(blank_workspace: Path, tmp_path_factory: pytest.TempPathFactory, auditor: Callable[..., Any]) -> Path:
    """The audited workspace; read only."""
    folder = tmp_path_factory.mktemp("town")
    shutil.copytree(blank_workspace, folder / "workspace")
    tables = folder / "tables"
    tables.mkdir()
    for name, text in TABLES.items():
        (tables / f"{name}.csv").write_text(text.replace("\\n", "\n"), encoding="utf-8")
    settings = folder / "workspace" / "auditor.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("[review]", "audit_date = 2026-11-24\n\n[review]", 1), encoding="utf-8"
    )
    taken = auditor("import", tables, "-w", folder / "workspace", "--json")
    assert (taken.code, taken.json["rejected"]) == (0, []), taken.out + taken.err
    assert auditor("audit", "-w", folder / "workspace").code == 0
    for name, role, more in (
        ("甲", "reviewer", ()), ("乙", "inspector", ()), ("丙", "architect", ()), ("丁", "reader", ()), ("戊", "clerk", ("--org", "org-a")), ("己", "clerk", ("--org", "org-c")),
    ):  # fmt: skip
        assert auditor("user", "add", name, "--role", role, *more, "-w", folder / "workspace").code == 0
    return folder / "workspace"


@pytest.fixture
def town(audited_town: Path, tmp_path: Path) -> Path:
    """A copy of the audited workspace, to change."""
    return Path(shutil.copytree(audited_town, tmp_path / "town"))


@pytest.fixture
def town_workspace(town: Path) -> Iterator[Workspace]:
    """The copy, open, speaking English."""
    opened = open_workspace(town, "en")
    yield opened
    opened.engine.dispose()
