"""Zip archives read without trust: their names, what is not read of them, and bytes under a limit."""

import io
import stat
import unicodedata
import zipfile
from pathlib import PurePosixPath

from dnnlib.grading.intake import gradescope

LONGEST = 1000  # letters of a path
ENTRY = 46  # bytes that a file takes, at the least, in an archive's list
READ = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# by a computer, handed in by nobody
ADDED = {"__MACOSX", ".ipynb_checkpoints", ".DS_Store", "Thumbs.db"}


class TooLarge(ValueError):
    """More bytes than may be read."""


class Allowance:
    """The bytes that are left to one student: what could not be read to its end counts as well."""

    def __init__(self, most: int):
        self.most = self.left = most

    def take(self, opened: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
        """The bytes of a file. What the archive says of its size is not believed. Errors: TooLarge."""
        most = self.left
        with opened.open(info) as file:
            data = file.read(most + 1) if most > 0 else b""
        self.left = max(0, most - len(data))
        if len(data) > most or not most:
            also = "" if most == self.most else ", as the student's other papers leave"
            raise TooLarge(f"it has more than {most:,} bytes{also}")
        return data


def read(opened: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    """The bytes of one file, and no more than may be. Errors: TooLarge."""
    return Allowance(most).take(opened, info)


def path_of(info: zipfile.ZipInfo) -> str:
    """A file's name in an archive: UTF-8 where its maker forgot to say so, as Macs do; / for Windows' \\; NFC."""
    name = info.filename
    if not info.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            pass
    name = unicodedata.normalize("NFC", name.replace("\\", "/"))
    kept = "/".join(part for part in name.split("/") if part not in ("", "."))
    return "/" * name.startswith("/") + kept + "/" * name.endswith("/")


def handed_in(opened: zipfile.ZipFile) -> list[tuple[zipfile.ZipInfo, str]]:
    """The files of an archive with their names, without folders and what a computer adds by itself."""
    files = [(info, path_of(info)) for info in opened.infolist()]
    return [(info, path) for info, path in files if _is_somebodys(info, path)]


def inside(data: bytes, most: int) -> zipfile.ZipFile:
    """An archive in an archive, opened. Errors: ValueError where it holds more files; zipfile's own."""
    if _listed(data) > ENTRY * most:
        raise ValueError(f"it holds more than {most:,} files")
    return zipfile.ZipFile(io.BytesIO(data))


def forbidden(info: zipfile.ZipInfo, path: str) -> str:
    """Why a file is not even read, or ""."""
    if stat.S_ISLNK(info.external_attr >> 16):
        return "it is a link: not followed"
    if len(path) > LONGEST:
        return f"its path has {len(path):,} letters: at most {LONGEST:,} are read"
    parts = path.split("/")
    if ".." in parts or not parts[0] or ":" in parts[0][:2]:
        return "its path leads out of the archive"
    if info.compress_type not in READ:
        return "it is packed in a way that is not read: pack it with Deflate"
    return ""


def _is_somebodys(info: zipfile.ZipInfo, path: str) -> bool:
    parts = PurePosixPath(path).parts
    if info.is_dir() or path.endswith("/") or ADDED.intersection(parts):
        return False
    return not (parts and (parts[-1].startswith("._") or parts[-1] == gradescope.NAME))


def _listed(data: bytes) -> int:
    """The bytes of an archive's list of files, before zipfile reads all of it."""
    plain = data[-22:-18] == b"PK\5\6" and data[-2:] == b"\0\0"
    at = len(data) - 22 if plain else data.rfind(b"PK\5\6", max(0, len(data) - 65_557))
    return int.from_bytes(data[at + 12 : at + 16], "little") if at >= 0 else 0
