"""`auditor precheck`: answer of the contract, opinion in both languages, files without text."""

from docx import Document

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


def test_a_file_without_text_is_told(audited_town, auditor, tmp_path) -> None:
    (tmp_path / "p.bin").write_bytes(b"\x00\x01\x02" * 50)
    auditor("precheck", tmp_path / "p.bin", "-w", audited_town).says_one_line("p.bin")
    auditor("precheck", tmp_path / "absent.docx", "-w", audited_town).says_one_line("absent.docx")
