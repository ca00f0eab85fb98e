"""One folder to copy to a computer with Python and without the internet: `make bundle` makes dist/sendclock-VERSION.

Everything is unpacked in it, so nothing is installed: no pip, no program of its own that a locked-down laptop would not
start. The compiled parts carry the Python and the system they are for in their names and lie beside each other.
"""

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

TOP = Path(__file__).parent.parent
PYTHONS = ("3.11", "3.12", "3.13")
SYSTEMS = {
    "Windows": ("win_amd64",),
    "Linux": ("manylinux2014_x86_64", "manylinux_2_17_x86_64", "manylinux_2_28_x86_64"),
}
# What pip would leave out, because it asks which system it runs on itself and not which one it is asked for.
ON_WINDOWS = ("tzdata", "colorama")

RUN = '''"""Starts sendclock from the folder this file lies in."""

import os
import sys

here = os.path.dirname(os.path.abspath(__file__))
this = sys.version.split()[0]
if sys.version_info < (3, 11):
    sys.exit(f"sendclock needs Python 3.11 or newer; this is {this}.")
cache = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
sys.pycache_prefix = os.path.join(cache, "sendclock", "compiled")  # this folder may be read-only, and is far away
sys.path.insert(0, os.path.join(here, "lib"))

try:
    import rtoml  # compiled, for the Pythons of this folder
except ImportError:
    sys.exit(f"This folder has the parts for Python PYTHONS; this is {this}. Try py -3.13 run.py, or python3.13 run.py")

from sendclock.main import run

run()
'''

# The launcher that comes with Python for Windows, if it is there: looked for, so that nothing is said of it if not.
WINDOWS = """@echo off
for %%P in (py.exe) do if not "%%~$PATH:P"=="" goto launcher
python "%~dp0run.py" %*
exit /b %errorlevel%
:launcher
py -3 "%~dp0run.py" %*
exit /b %errorlevel%
"""

UNIX = """#!/bin/sh
exec python3 "$(dirname "$0")/run.py" "$@"
"""

README = """sendclock {version}, in one folder

It needs Python 3.11, 3.12 or 3.13 and nothing else: no internet, no installing, no administrator.

1. Copy this folder anywhere: C:\\Users\\you\\sendclock, or a shared drive that all may read.
2. Open a command window in it and try:    sendclock demo "%USERPROFILE%\\try" --size 20
                                           sendclock due --cases "%USERPROFILE%\\try"
3. To start it from any folder, add this folder to the Path of your account
   (Windows: search for "Edit environment variables for your account").

On Linux and macOS: ./sendclock due --cases FOLDER   (macOS: only if rtoml is installed in its Python)

Python compiles what it reads into your own cache folder, so this one can be read-only.
What is in it, and the checksum of each part: PARTS.txt
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        wheels = work / "wheels"
        pip("wheel", "--no-deps", "--wheel-dir", str(wheels), str(TOP))
        own = next(wheels.glob("sendclock-*.whl"))
        version = own.name.split("-")[1]
        for python in PYTHONS:
            for system, platforms in SYSTEMS.items():
                download(wheels, own, python, platforms, ON_WINDOWS if system == "Windows" else ())
        put_together(TOP / "dist" / f"sendclock-{version}", sorted(wheels.glob("*.whl")), version)


def pip(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments], check=True)


def download(wheels: Path, own: Path, python: str, platforms: tuple[str, ...], more: tuple[str, ...]) -> None:
    of = [part for platform in platforms for part in ("--platform", platform)]
    pip(
        *("download", "--dest", str(wheels), "--only-binary=:all:", "--python-version", python, *of),
        *("--constraint", str(TOP / ".ci" / "lock.txt"), f"{own}[xlsx]", *more),
    )


def put_together(folder: Path, wheels: list[Path], version: str) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "lib").mkdir(parents=True)
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as packed:
            packed.extractall(folder / "lib")
    (folder / "run.py").write_text(RUN.replace("PYTHONS", ", ".join(PYTHONS)), "utf-8")
    (folder / "sendclock.cmd").write_bytes(WINDOWS.replace("\n", "\r\n").encode())
    (folder / "sendclock").write_text(UNIX, "utf-8")
    (folder / "sendclock").chmod(0o755)
    (folder / "READ ME FIRST.txt").write_bytes(README.format(version=version).replace("\n", "\r\n").encode())
    parts = [f"{hashlib.sha256(wheel.read_bytes()).hexdigest()}  {wheel.name}" for wheel in wheels]
    (folder / "PARTS.txt").write_bytes("\r\n".join([*parts, ""]).encode())
    shutil.make_archive(str(folder), "zip", folder.parent, folder.name)
    print(
        f"{folder}: {len(wheels)} parts, {(folder.with_name(folder.name + '.zip')).stat().st_size / 1e6:.0f} MB packed"
    )


if __name__ == "__main__":
    main()
