"""Every command once, typed over one workspace, with what it answers and writes."""

import base64
import json
import threading
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import xlsxwriter

from auditor.demo.run import Demo
from auditor.exporting import FORMATS
from inventory.schema import FieldSpec, by_array
from inventory.vocabulary import terms
from tests.auditor.schema_walk import parts_of

TABLES = {
    "systems": """id,name,mlps_level,network,users,capacity,om_contract_end
sys-a,银龄关爱服务平台,二级,互联网,100,1000,2026-12-31
sys-b,老龄健康一码通,二级,互联网,50,60,2026-12-31
sys-c,学籍管理系统,二级,互联网,50,1000,2026-12-31
""",
    "channels": "id,name,kind,owner,system\nchn-w,民政窗口,counter,org-a,sys-a\n",
    "services": "id,name,owner,systems,channels,user_groups,coverage_regions,materials\nsvc-a,高龄津贴申领,org-a,sys-a,chn-a|chn-w,public,990123,户籍地址\n",
    "resources": "id,name,system,is_source,subject_type\nres-a,高龄津贴台账,sys-a,是,person\n",
    "fields": "id,resource,label,origin,pii,unit\nfld-a-1,res-a,公民身份号码,采集,identifier,\nfld-b-9,res-b,机动车号牌号码,采集,personal,块\n",
    "exchanges": "id,from,to,elements,method,status,via_platform,onward\nexc-a,sys-b,sys-c,公民身份号码|机动车号牌号码,api,active,province,no\n",
    "responsibilities": "id,organisation,object,object_kind,role,lead,basis\nrsp-a,org-b,exc-a,exchange,data_provider,是,责任清单\n",
    "returns": "id,name,requiring,respondent_level,frequency,channels,elements\nret-a,津贴月报,org-a,town,monthly,chn-a,公民身份号码\n",
    "share_requests": "id,from,to,elements,received,decision,resource\nshr-a,org-c,org-a,公民身份号码,2026-10-08,pending,res-a\n",
    "costs": "id,object,object_kind,fiscal_year,annual_om_yuan,exit_cost_yuan\ncst-a,sys-a,system,2026,90000,5000\ncst-b,sys-b,system,2026,120000,5000\n",
}
REGISTER = "系统名称,所属单位,系统编码,系统阶段\n{},云溪县教育局,Y1,运行\n{},云溪县教育局,,运行\n"
RULES = """
[[rule]]
id = "LOC-01"
entity = "System"
effective = 2026-01-01
title = { zh = "未定级", en = "Ungraded" }
checks = { zh = "甲", en = "A" }
mend = { zh = "乙", en = "B" }
basis = { title = "云溪县办法", clause = "第十二条" }
when = [{ field = "status", is = ["active"] }]
[[rule]]
id = "LOC-02"
"""
TITLE = "关于推广使用云溪办的通知"
NOTICE = """各村（社区）：
一、全体村民必须于6月底前下载安装“云溪办”APP并完成实名注册，未注册的不予办理业务。
云溪县民政局
2026年5月6日"""
PROPOSAL = """长者津贴掌上办项目建议书
申报单位：云溪县卫生健康局
二、建设内容
（一）80岁以上老人手机申领高龄津贴；（二）年度资格认证；（三）津贴按月发放。
三、使用对象
全县老人。
四、数据需求
姓名、公民身份号码、户籍地址。
五、投资
总投资80万元。
"""
SITE = {
    "/": """<title>云溪县民政局</title><p>微信小程序“银龄认证”</p><p>用微信扫一扫<img src="/code.png" alt="银龄认证小程序码"></p>
<a href="/n.html">通知</a><a href="/f.html">高龄津贴申领</a><a href="/none.html">旧页</a><a href="http://127.0.0.1:1/login">登录云溪县低保管理系统</a>""",
    "/n.html": f"<title>{TITLE}</title><h1>{TITLE}</h1>{''.join(f'<p>{line}</p>' for line in NOTICE.splitlines())}",
    "/f.html": """<title>高龄津贴申领</title><p>张三 11010519491231002X 已发放</p><form><label for="a">姓名</label><input id="a" name="xm" required>
<label for="b">公民身份号码</label><input id="b" name="sfzh" maxlength="18"></form>""",
    "/sitemap.xml": "<urlset><url><loc>http://{host}/n.html</loc></url></urlset>",
}
PICTURE = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==")


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = PICTURE if self.path == "/code.png" else SITE.get(self.path, "").replace("{host}", self.headers["Host"]).encode()
        self.send_response(200 if body else 404)
        kinds = {".xml": "text/xml", ".png": "image/png"}
        self.send_header("Content-Type", kinds.get(Path(self.path).suffix, "text/html; charset=utf-8"))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@contextmanager
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()


def sample(field: FieldSpec) -> Any:
    """A value of a field's type."""
    codes = list(terms(field.of)) if field.type in ("enum", "enums") else []
    value: Any = {
        "int": 1, "dec": "0.5", "money": "12.50", "bool": True, "date": "2026-01", "month": "2026-03", "list": ["甲", "乙"],
        "enum": codes[:1], "enums": codes, "ref": f"all-{field.of}", "refs": [f"all-{field.of}", "无此记录"],
    }.get(field.type, "甲")  # fmt: skip
    return value[0] if field.type == "enum" else value


def every_field() -> dict[str, Any]:
    """An inventory document with each field of each entity answered once, and once with `not_applicable` where that may be said."""
    document: dict[str, Any] = {"schema_version": 1}
    for array, spec in by_array().items():
        needed = {name for names in spec.identity for name in names.split("/")}
        full = {f.key: sample(f) for f in spec.fields.values()}
        bare = {f.key: full[f.key] if f.name in needed else "not_applicable" for f in spec.fields.values()}
        document[array] = [{"id": f"all-{spec.entity}", **full}, {"id": f"none-{spec.entity}", **bare}]
    return document


class Story:
    """Types commands over one workspace and keeps what they answer."""

    def __init__(self, auditor: Callable[..., Any], workspace: Path, folder: Path) -> None:
        self.auditor, self.workspace, self.folder = auditor, workspace, folder
        self.told: dict[str, list[Any]] = defaultdict(list)
        self.files: dict[str, list[Any]] = defaultdict(list)

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def __call__(self, words: str, *more: object, code: int = 0, workspace: Path | None = None) -> Any:
        done = self.auditor(*words.split(), *more, "-w", workspace or self.workspace, "--json")
        assert done.code == code, (words, done.out[-400:], done.err[-1400:])
        self.told[words].append(done.json)
        return done.json

    def everything(self) -> "Story":
        for part in ("collect", "crawl", "analyse", "judge", "follow", "prove", "decide", "show", "keep", "alone"):
            getattr(self, part)()
        return self

    def collect(self) -> None:
        self.write("workspace/rules/own.toml", RULES)
        settings = self.workspace / "auditor.toml"
        settings.write_text(settings.read_text(encoding="utf-8").replace("[crawl]", "[crawl]\ndelay_seconds = 0.0", 1), encoding="utf-8")
        self("import", self.write("all.json", json.dumps(every_field())))
        rows = self.write("systems.csv", "id,name,status\nsys-x,新平台,active\n" + "".join(f"sys-{n},坏平台,flying\n" for n in range(7)))
        self("import", rows, code=1)
        self("import", self.write("旧清单.csv", "系统名称,所属单位,登录密码\n旧平台,云溪县教育局,Abc-12345\n"), code=1)
        self("import", rows, self.write("half.json", '{"systems": [{"id"'), code=1)
        for name, text in TABLES.items():
            self.write(f"more/{name}.csv", text)
        self.write("more/letter.txt", "乙")
        self("import", self.folder / "more")
        self("import", self.census(), "--owner", "云溪县无此局")
        self("import", self.write("dump.sql", "CREATE TABLE xs (xm varchar(50) COMMENT '姓名');\n"), "--system", "sys-c")
        self("import", self.write("register.csv", REGISTER.format("养老平台", "旧台账")))
        self("import list")
        self("import withdraw", "systems.csv")
        self("elements import", self.write("标准.csv", "中文名称,英文名称,短名,同义名称\n水库蓄水量,reservoirStorage,skxsl,蓄水总量\n"))
        self("elements list")
        self("form export", "--out", self.folder / "forms", "--org", "org-a")
        self("form import", *(self.folder / "forms").iterdir())
        self("form status")

    def census(self) -> Path:
        """A workbook with titles of its own."""
        path = self.folder / "普查表.xlsx"
        book = xlsxwriter.Workbook(str(path))
        book.add_worksheet().write_row(0, 0, ["序号", "业务系统名称", "系统主人", "使用情况", "2025年运维费（万元）"])
        book.worksheets()[0].write_row(1, 0, [1, "低保系统", "乙公司", "运行", 12])
        book.close()
        return path

    def crawl(self) -> None:
        with site() as address:
            self("crawl", address, "--allow-private")
        (crawl,) = (self.workspace / "crawls").iterdir()
        self.files["crawls/CRAWL/config.json"].append(json.loads((crawl / "config.json").read_text(encoding="utf-8")))
        lines = (crawl / "journal.jsonl").read_text(encoding="utf-8").splitlines()
        self.files["a line of crawls/CRAWL/journal.jsonl"] += [json.loads(line) for line in lines]

    def analyse(self) -> None:
        self("audit", code=1)
        self("findings", "--severity", "high")
        self("rules", code=1)
        self("rules", "--all")
        self("review")
        self("user add", "庚", "--role", "administrator")
        self("user token", "庚")
        self("user add", "辛", "--role", "reader")
        self("user close", "辛")
        self("user reopen", "辛")

    def judge(self) -> None:
        for name in ("甲", "乙", "丙"):
            self("review")
            done = self("judge", "sys-a", "sys-b", "duplicate", "--by", name, "--reason", "同一津贴")
        self("judge", "--undo", done["judgement"], "--by", "丙")
        entry = self("settle", "sys-a", "users", "12", "--by", "丙", "--reason", "电话核实")
        self("settle", "--undo", entry["settled"], "--by", "丙")
        field = self("mapping list")["mappings"][0]
        for view, by in (("confirm", "甲"), ("reject", "乙")):
            self(f"mapping {view}", field["field"], field["element"], "--by", by)
        self("mapping export", "--out", self.folder / "mappings.csv")
        self("audit", code=1)

    def follow(self) -> None:
        by_rule = {f["rule"]: f["id"] for f in self("findings")["findings"]}
        mended, wrong, allowed = (by_rule[rule] for rule in ("DUP-01", "SPR-01", "SIL-03"))
        self("finding ask", mended, "--by", "甲", "--text", "请附截图")
        self("finding answer", mended, "--by", "甲", "--text", "属实", "--evidence", self.write("photo.png", b"\x89PNG"))
        for name in ("甲", "乙"):
            self("finding confirm", mended, "--by", name)
        self.plan()
        self("finding assign", mended, "--by", "甲", "--text", "信息中心", "--due", "2026-12")
        self("finding close", mended, "--by", "乙", "--text", "已合并")
        self("finding reject", wrong, "--by", "甲", "--text", "不属实")
        self("finding except", allowed, "--by", "甲", "--text", "有依据")

    def plan(self) -> None:
        problem = self.folder / "problem.json"
        self("plan", "--budget", "1000000")
        self("plan --write-problem", problem)
        document = json.loads(problem.read_text(encoding="utf-8"))
        self.files["the file of plan --write-problem"].append(document)
        self("plan", "--problem", problem)
        system, wave = document["systems"][0]["id"], document["waves"][0]["id"]
        locks = [{"id": "l1", "system": system, "rule": "keep"}, {"id": "l2", "system": system, "rule": "stop_by", "wave": wave}]
        self.files["the file of plan --write-problem"].append(document | {"locks": locks})
        self("plan", "--problem", self.write("none.json", json.dumps(document | {"locks": locks})))

    def prove(self) -> None:
        quoted = next(f["id"] for f in self("findings")["findings"] if f["quote"] and f["url"])
        (own, *_) = self("findings", "--rule", "LOC-01")["findings"]
        self("evidence add", self.write("shot.png", b"\x89PNG 2"), "--subject", quoted, "--by", "甲", "--text", "截图")
        package = self.folder / "package.zip"
        self("evidence export", quoted, own["id"], "--out", package, "--with-originals", "--by", "庚")
        self("evidence verify", package)
        self("evidence verify", package, "--seal", "0" * 64, code=3)
        self.files["the parts of evidence export"].append(parts_of(package))
        self("evidence export", quoted, "--out", package)
        self.files["the parts of evidence export"].append(parts_of(package))
        self("check")

    def decide(self) -> None:
        self("whatif", "--retire", "sys-a", "--retire", "sys-b", "--connect", "sys-b:sys-c", "--lock", "sys-c")
        self("whatif", "--connect", "sys-b:sys-c")
        self("trace", "citizen_id_number")
        self("precheck", self.write("proposal.txt", PROPOSAL))
        self("precheck", self.write("empty.txt", "关于建设平台的请示"))

    def show(self) -> None:
        self("report", "--format", "xlsx", "--lang", "en", "--out", self.folder / "report")
        self("letter", "--org", "org-a", "--out", self.folder / "letter")
        self("diagram", "landscape", "--out", self.folder / "landscape.dot")
        for what, formats in FORMATS.items():
            if "json" in formats:
                self(f"export {what}", "--format", "json")
        for what, format_ in (("duties", "csv"), ("findings", "csv"), ("graph", "graphml"), ("graph", "archimate")):
            self("export --format", format_, what)
        self("export --out", self.folder / "plan.json", "plan")
        self("export --out", self.folder / "findings.json", "findings")

    def keep(self) -> None:
        first = self("round list")["rounds"][0]["name"]
        self("round new", "第二轮")
        self("import", self.write("register.csv", REGISTER.format("智慧养老平台", "新台账")))
        self("audit", code=1)
        self("round list")
        self("diff", first, "第二轮")
        backup = self.folder / "backup.zip"
        self("backup", backup)
        with zipfile.ZipFile(backup) as container:
            self.files["backup.json of a backup"].append(json.loads(container.read("backup.json")))
        self("restore", backup, workspace=self.folder / "restored")
        self("upgrade")
        next((self.workspace / "evidence" / "added").iterdir()).write_bytes(b"other")
        self("check", code=3)
        self("init", self.folder / "new", "--name", "别的县")

    def alone(self) -> None:
        self("screen", self.write("notice.txt", NOTICE), self.write("noise.bin", b"\x00\x01" * 40), code=1)
        fields = self.write("fields.csv", "field,label,table\nsfzh,身份证号,t1\nxm,姓名,\n")
        self("match", fields, fields)
        systems = "id,name,functions\n1,高龄津贴系统,津贴申领|资格认证\n2,高龄津贴平台,津贴申领|资格认证\n3,学籍系统,转学\n"
        self("dedupe", self.write("list.csv", systems))
        self.told["demo"].append(ShortDemo(self.folder, "zh", lambda words: 0, quiet=True).everything())


class ShortDemo(Demo):
    """A demo that finds everything done: its answer is that of the findings and the plan in its folder."""

    def prepare(self) -> None:
        """Nothing, as the other stages."""

    collect = review = decide = show = prepare
