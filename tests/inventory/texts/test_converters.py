"""Programs of the machine: small scripts stand for those that it may lack; LibreOffice itself where it is there."""

import io
import os
import shutil
import time
from pathlib import Path

import docx
import pypdf
import pytest
from PIL import Image

from inventory.texts import converters
from inventory.texts.converters import ConversionFailed, old_word, word_converter
from inventory.texts.documents import UnreadableDocument, document_kind, document_text

DOC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "WordDocument".encode("utf-16-le") + bytes(512)


def programs(folder: Path, monkeypatch: pytest.MonkeyPatch, **scripts: str) -> None:
    """A machine that has these programs and the shell's own."""
    folder.mkdir(exist_ok=True)
    for name, script in scripts.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    for name in ("cat", "sleep", "sh"):
        if not (folder / name).exists():
            (folder / name).symlink_to(shutil.which(name) or "")
    monkeypatch.setenv("PATH", str(folder))


def scan() -> bytes:
    stream = io.BytesIO()
    Image.new("L", (200, 100), 255).save(stream, "PDF")
    return stream.getvalue()


def test_an_old_word_file_needs_a_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs(tmp_path / "bin", monkeypatch)
    assert (document_kind(DOC), word_converter()) == ("doc", "")
    with pytest.raises(UnreadableDocument, match="needs_converter"):
        document_text(DOC)
    programs(tmp_path / "bin", monkeypatch, antiword="echo 关于下载的通知")
    assert document_text(DOC).strip() == "关于下载的通知"


def test_rtf_goes_to_a_program_that_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs(tmp_path / "bin", monkeypatch, antiword="exit 1", catdoc="echo 正文")
    assert document_text(b"{\\rtf1 x}").strip() == "正文"


@pytest.mark.parametrize("script", ["exit 3", "sleep 60", "kill -9 $$"])
def test_a_program_that_fails_or_hangs_costs_its_time_and_no_more(script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs(tmp_path / "bin", monkeypatch, antiword=f"{script}; echo x")
    monkeypatch.setattr(converters, "CONVERT_SECONDS", 0.5)
    started = time.monotonic()
    with pytest.raises(UnreadableDocument, match="damaged"):
        document_text(DOC)
    assert time.monotonic() - started < 5


def test_what_a_program_prints_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs(tmp_path / "bin", monkeypatch, antiword="i=0; while [ $i -lt 2000 ]; do echo 0123456789; i=$((i+1)); done")
    monkeypatch.setattr(converters, "TEXT_BYTES", 100)
    assert len(old_word(DOC)) == 100


def test_a_program_sees_none_of_our_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDITOR_SECRET", "秘")
    programs(tmp_path / "bin", monkeypatch, antiword='echo "x$AUDITOR_SECRET y$HOME"')
    text = old_word(DOC).decode()
    assert "秘" not in text
    assert "auditor-" in text
    assert not os.path.exists(text.split("y")[1].strip())


def test_a_scan_is_named_and_read_only_when_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnreadableDocument, match="scanned"):
        document_text(scan())
    tesseract = 'case "$1" in --list-langs) echo chi_sim;; *) echo "$1 $4 识别的文字";; esac'
    programs(tmp_path / "bin", monkeypatch, tesseract=tesseract, pdftoppm="echo > page-1.png; echo > page-2.png")
    assert document_text(scan(), ocr=True).split("\n")[:2] == ["page-1.png chi_sim 识别的文字", ""]
    with pytest.raises(UnreadableDocument, match="scanned"):
        document_text(scan())


def test_a_scan_that_no_program_reads_stays_a_scan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs(tmp_path / "bin", monkeypatch)
    with pytest.raises(UnreadableDocument, match="scanned"):
        document_text(scan(), ocr=True)


def test_an_empty_pdf_is_no_scan() -> None:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    stream = io.BytesIO()
    writer.write(stream)
    with pytest.raises(UnreadableDocument, match="no_text"):
        document_text(stream.getvalue())


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not here")
def test_libreoffice_keeps_the_tables_of_an_old_word_file(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_paragraph("信息项表")
    table = made.add_table(2, 2, style="Table Grid")
    for cell, text in zip((c for row in table.rows for c in row.cells), ("数据项名称", "数据类型", "姓名", "字符型"), strict=True):
        cell.text = text
    made.add_paragraph("以上")
    made.save(str(tmp_path / "a.docx"))
    profile = f"-env:UserInstallation={(tmp_path / 'p').as_uri()}"
    converters._output(["soffice", "--headless", profile, "--convert-to", "doc:MS Word 97", "a.docx"], tmp_path, 60)
    body = (tmp_path / "a.doc").read_bytes()
    assert document_kind(body) == "doc"
    assert "数据项名称\t数据类型\n姓名\t字符型" in document_text(body)
    with pytest.raises(ConversionFailed):
        converters._output(["soffice", "--headless", profile, "--convert-to", "docx", "none.doc"], tmp_path, 0.01)
