"""Programs of the machine that read what we cannot: old Word files, and (where the office asks for it) scans. All are optional."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

CONVERT_SECONDS = 40.0
OCR_SECONDS = 120.0
# pages of a scan that are read, and pixels an inch they are drawn with
OCR_PAGES, OCR_DPI = 20, 200
TEXT_BYTES = 8_000_000

# no macros, no links to other places
_OFFICE_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
</oor:items>
"""


class NoConverter(Exception):
    """The machine has no program for this."""


class ConversionFailed(Exception):
    """The program was there and gave no text in time."""


def word_converter() -> str:
    """The program that reads old Word files here: antiword, catdoc or LibreOffice; empty where there is none."""
    return next((name for name in ("antiword", "catdoc", "soffice") if shutil.which(name)), "")


def can_read_scans() -> bool:
    """Tell whether the programs that scans need are here: tesseract, and pdftoppm of poppler."""
    return bool(shutil.which("tesseract") and shutil.which("pdftoppm"))


def old_word(body: bytes) -> bytes:
    """A DOC or RTF file as DOCX (by LibreOffice, which keeps its tables) or as UTF-8 text. Raises NoConverter and ConversionFailed."""
    program = word_converter()
    if program != "soffice" and body.startswith(b"{\\rtf"):  # the small programs read DOC only
        program = "soffice" if shutil.which("soffice") else "catdoc" if shutil.which("catdoc") else ""
    if not program:
        raise NoConverter
    with tempfile.TemporaryDirectory(prefix="auditor-") as name:
        folder = Path(name)
        source = folder / ("in.rtf" if body.startswith(b"{\\rtf") else "in.doc")
        source.write_bytes(body)
        if program == "antiword":
            return _output(["antiword", "-m", "UTF-8.txt", "-w", "0", source.name], folder, CONVERT_SECONDS).encode()
        if program == "catdoc":
            return _output(["catdoc", "-w", "-d", "utf-8", source.name], folder, CONVERT_SECONDS).encode()
        profile = folder / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_OFFICE_SETTINGS, encoding="utf-8")
        options = ["--headless", "--norestore", "--nolockcheck", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
        _output(["soffice", *options, "--convert-to", "docx", "--outdir", "out", source.name], folder, CONVERT_SECONDS)
        written = folder / "out" / "in.docx"
        if not written.is_file():
            raise ConversionFailed
        return written.read_bytes()


def scanned_text(body: bytes) -> str:
    """The text that is recognised on the first pages of a scanned PDF. Raises NoConverter and ConversionFailed."""
    if not can_read_scans():
        raise NoConverter
    with tempfile.TemporaryDirectory(prefix="auditor-") as name:
        folder = Path(name)
        (folder / "in.pdf").write_bytes(body)
        draw = ["pdftoppm", "-png", "-gray", "-r", str(OCR_DPI), "-scale-to", "3000", "-l", str(OCR_PAGES), "in.pdf", "page"]
        _output(draw, folder, CONVERT_SECONDS)
        known = set(_output(["tesseract", "--list-langs"], folder, CONVERT_SECONDS).split())
        languages = "+".join(language for language in ("chi_sim", "eng") if language in known)
        pages = sorted(folder.glob("page*.png"))
        seconds = OCR_SECONDS / max(1, len(pages))
        command = ["tesseract", "PAGE", "stdout", *(["-l", languages] if languages else [])]
        return "\n".join(_output([page.name if word == "PAGE" else word for word in command], folder, seconds) for page in pages)


def _output(command: list[str], folder: Path, seconds: float) -> str:
    """What a program prints, run in a folder of its own with its children ended when the time is over; nothing leads it into the network."""
    nowhere = "http://127.0.0.1:9"
    environment = {
        "PATH": os.environ.get("PATH", ""), "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8", "http_proxy": nowhere, "https_proxy": nowhere,
        **{name: os.environ[name] for name in ("TESSDATA_PREFIX", "ANTIWORDHOME") if name in os.environ},
    }  # fmt: skip
    with _started(command, folder, environment) as process:
        try:
            output, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise ConversionFailed from None
    if process.returncode != 0:
        raise ConversionFailed
    return output[:TEXT_BYTES].decode("utf-8", "replace")


@contextlib.contextmanager
def _started(command: list[str], folder: Path, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    try:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
        )  # fmt: skip
    except OSError:
        raise NoConverter from None
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
