"""`./run test`: the checks that need no test (style, types, layers), then pytest; says which tests a machine leaves out."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests import postgres

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
# what some tests need, how it is found, how to get it
TOOLS = {
    "chromium": (("chromium", "chromium-browser", "google-chrome"), "apt install chromium"),
    "dot": (("dot",), "apt install graphviz"),
    "mariadbd": (("mariadbd", "/usr/sbin/mariadbd"), "apt install mariadb-server"),
    "pdftoppm": (("pdftoppm",), "apt install poppler-utils"),
    "soffice": (("soffice",), "apt install libreoffice-writer"),
    "postgres": (("/usr/lib/postgresql/*/bin/initdb",), "apt install postgresql"),
}


def found(names: tuple[str, ...]) -> bool:
    """Tell whether one of these programs is there."""
    return any(list(Path("/").glob(name.lstrip("/"))) if "*" in name else shutil.which(name) for name in names)


def main(arguments: list[str]) -> int:
    """Run everything; the exit code of the first part that failed."""
    os.chdir(ROOT)
    full = "--full" in arguments
    arguments = [word for word in arguments if word != "--full"]
    missing = {tool: hint for tool, (names, hint) in TOOLS.items() if not found(names)}
    checks = [
        [str(BIN / "ruff"), "check", "--quiet", "."],
        [str(BIN / "ruff"), "format", "--check", "--quiet", "."],
        [str(BIN / "mypy")],
        [str(BIN / "lint-imports")],
    ]
    if not arguments:
        for check in checks:
            print(f"$ {Path(check[0]).name} {' '.join(check[1:])}", flush=True)
            done = subprocess.run(check, capture_output=True, text=True, check=False)
            if done.returncode != 0:
                print(done.stdout[-6000:], done.stderr[-2000:], sep="\n")
                return done.returncode
    for tool, hint in missing.items():
        print(f"left out: tests that need {tool} (to have them: {hint})", flush=True)
    words = [sys.executable, "-m", "pytest", "-q", "-n", "2", *([] if full else ["-m", "not slow"]), *arguments]
    with postgres.running() as address:
        if address is None and "postgres" not in missing:
            print("left out: tests on PostgreSQL (its server does not start for this user)", flush=True)
        environment = {
            **os.environ,
            "PYTHONDONTWRITEBYTECODE": "",
            "NO_COLOR": "1",
            **({"AUDITOR_TEST_POSTGRES": address} if address else {}),
        }
        return subprocess.run(words, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
