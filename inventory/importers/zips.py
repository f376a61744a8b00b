"""What a zip container holds: a workbook, another kind of document, a model, or simply files."""

import zipfile
from pathlib import Path


def zip_names(path: Path) -> list[str]:
    """The names in a zip; nothing for a file that is none or is broken."""
    try:
        with path.open("rb") as stream:
            if stream.read(4) != b"PK\x03\x04":
                return []
        with zipfile.ZipFile(path) as container:
            return container.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return []


def is_workbook(names: list[str]) -> bool:
    """Tell whether the names are those of an XLSX, XLSB or ODS."""
    return any(name.startswith("xl/") for name in names) or ("content.xml" in names and "mimetype" in names)


def is_model(names: list[str]) -> bool:
    """Tell whether the names are those of a model that Archi keeps with its images."""
    return "model.xml" in names and all(name == "model.xml" or name.startswith("images/") for name in names)


def is_document(names: list[str]) -> bool:
    """Tell whether the names are those of one document of any kind."""
    return (
        is_workbook(names) or is_model(names) or "[Content_Types].xml" in names or "mimetype" in names or "META-INF/manifest.xml" in names
    )
