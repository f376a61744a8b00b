"""`auditor precheck`: answer of the contract, opinion in both languages, files without text."""

import openpyxl
from docx import Document

from reports.audit_report.pdf import render_pdf

PROPOSAL = """长者津贴掌上办项目建议书
申报单位：云溪县卫生健康局
二、建设内容
（一）80岁以上老人手机申领高龄津贴；（二）年度资格认证，本人身份证号 11010519491231002X 核验；（三）津贴按月发放。
三、使用对象
全县老人。
四、数据需求
姓名、公民身份号码、户籍地址。
五、投资
总投资80万元。
"""


def test_the_answer_and_the_opinion(audited_town, auditor, tmp_path) -> None:
    (tmp_path / "p.txt").write_text(PROPOSAL, encoding="utf-8")
    document = Document()
    for line in PROPOSAL.splitlines():
        document.add_paragraph(line)
    document.save(tmp_path / "p.docx")
    answers = []
    for name in ("p.txt", "p.docx"):
        done = auditor("precheck", tmp_path / name, "--out", tmp_path / "o", "-w", audited_town, "--json")
        answers.append(done.json)
        assert {"verdict", "functions", "questions", "opinion"} <= set(done.json)
        assert "11010519491231002X" not in done.out
    assert answers[0]["verdict"] == answers[1]["verdict"] in ("refuse", "embed")
    assert answers[0]["system"] in ("sys-a", "sys-b")
    assert [f["text"] for f in answers[0]["functions"]] == [f["text"] for f in answers[1]["functions"]]
    assert {f["option"] for f in answers[0]["functions"]} <= {"build", "extend", "reuse"}
    assert len(answers[0]["questions"]) == 5
    assert answers[0]["total_yuan"] == 800_000
    assert sorted(p.name for p in (tmp_path / "o").iterdir()) == [
        f"opinion.{lang}.{kind}" for lang in ("en", "zh") for kind in ("docx", "html")
    ]
    for language, word in (("zh", "结论"), ("en", "Verdict")):
        assert word in (tmp_path / "o" / f"opinion.{language}.html").read_text(encoding="utf-8")
        assert word in " ".join(p.text for p in Document(str(tmp_path / "o" / f"opinion.{language}.docx")).paragraphs)
        assert auditor("precheck", tmp_path / "p.txt", "-w", audited_town, lang=language).code == 0


FORM = [
    ("项目名称", "长者津贴掌上办"),
    ("申报单位", "云溪县卫生健康局"),
    ("建设内容", "1. 80岁以上老人手机申领高龄津贴 2. 年度资格认证 3. 津贴按月发放 4. 短信发送"),
    ("使用对象", "全县老人"),
    ("所需数据", "姓名、公民身份号码、户籍地址"),
    ("投资估算（万元）", 98),
]


def test_a_form_in_excel_and_a_proposal_in_pdf_are_read_like_text(audited_town, auditor, tmp_path) -> None:
    workbook = openpyxl.Workbook()
    assert workbook.active is not None
    for row in FORM:
        workbook.active.append(row)
    workbook.save(tmp_path / "p.xlsx")
    paragraphs = "".join(f"<p>{line}</p>" for line in PROPOSAL.splitlines())
    (tmp_path / "p.pdf").write_bytes(render_pdf(f"<html><body>{paragraphs}</body></html>", title="x"))
    (tmp_path / "p.txt").write_text(PROPOSAL, encoding="utf-8")
    form, pdf, text = (auditor("precheck", tmp_path / f"p.{kind}", "-w", audited_town, "--json").json for kind in ("xlsx", "pdf", "txt"))
    assert (form["title"], form["body"], form["total_yuan"]) == ("长者津贴掌上办", "云溪县卫生健康局", 980_000)
    assert [f["text"] for f in form["functions"]] == ["80岁以上老人手机申领高龄津贴", "年度资格认证", "津贴按月发放", "短信发送"]
    assert (form["places"]["users"]["text"], form["places"]["data"]["text"]) == ("全县老人", "姓名、公民身份号码、户籍地址")
    assert form["verdict"] in ("refuse", "embed")
    same = ("verdict", "system", "title", "body", "total_yuan")
    assert {key: pdf[key] for key in same} == {key: text[key] for key in same}
    # where a page breaks a line, a blank of the text is no more
    assert [f["text"].replace(" ", "") for f in pdf["functions"]] == [f["text"].replace(" ", "") for f in text["functions"]]


def test_the_verdict_counts_no_function_that_the_table_says_to_build(audited_town, auditor, tmp_path) -> None:
    (tmp_path / "p.txt").write_text(
        PROPOSAL.replace("（三）津贴按月发放", "（三）津贴按月发放；（四）热线接听；（五）档案归集"), encoding="utf-8"
    )
    answer = auditor("precheck", tmp_path / "p.txt", "-w", audited_town, "--json", lang="zh").json
    assert answer["verdict"] in ("refuse", "embed")
    has = sum(any(c["system"] == answer["system"] and c["score"] >= 0.5 for c in f["closest"]) for f in answer["functions"])
    assert "本项目 5 项功能中" in answer["verdict_text"]
    assert f"它已有 {has} 项（接近度 0.5 以上）" in answer["verdict_text"]
    assert has <= sum(f["option"] != "build" for f in answer["functions"])
    assert "%" not in answer["verdict_text"]
    assert "不是比例" in answer["limits"]
    assert "整个项目 0.8 以上视为属于同一系统的工作，1.2 以上" in answer["limits"]


def test_a_file_without_text_is_told(audited_town, auditor, tmp_path) -> None:
    (tmp_path / "p.bin").write_bytes(b"\x00\x01\x02" * 50)
    auditor("precheck", tmp_path / "p.bin", "-w", audited_town).says_one_line("p.bin")
    auditor("precheck", tmp_path / "absent.docx", "-w", audited_town).says_one_line("absent.docx")


def test_yearly_costs_that_a_proposal_states_are_quoted_and_not_asked_for(audited_town, auditor, tmp_path) -> None:
    def answers(money: str) -> dict[str, str]:
        (tmp_path / "p.txt").write_text(PROPOSAL.replace("总投资80万元。", money), encoding="utf-8")
        return {
            q["id"]: q["answer"] for q in auditor("precheck", tmp_path / "p.txt", "-w", audited_town, "--json", lang="zh").json["questions"]
        }

    assert "请明确建成后运维责任和年度费用" in answers("总投资80万元。")["duty"]
    assert "年度费用：“每年运维9万元”" in answers("总投资80万元，每年运维9万元。")["duty"]
    assert answers("总投资80万元。")["burden"].startswith("材料所述：全县老人；")


def test_a_new_project_is_told_that_the_nearest_do_another_job(audited_town, auditor, tmp_path) -> None:
    (tmp_path / "n.txt").write_text(
        "小型水库大坝安全监测项目建议书\n申报单位：云溪县水利局\n二、建设内容\n（一）布设雨量计和水位计自动测报；（二）布设渗压计监测坝体浸润线；（三）超汛限水位自动报警。\n",
        encoding="utf-8",
    )
    done = auditor("precheck", tmp_path / "n.txt", "-w", audited_town, "--json", lang="zh").json
    assert done["verdict"] == "new"
    answer = next(q["answer"] for q in done["questions"] if q["id"] == "overlap")
    assert answer.startswith("未见做同一工作的") or answer.endswith("无")
