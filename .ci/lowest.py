"""The oldest versions that pyproject.toml allows, as constraints for pip: `make lowest` tries the program on them."""

import re
import tomllib
from pathlib import Path

project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text("utf-8"))["project"]
extras = project["optional-dependencies"]
TOOLS = {"ruff", "mypy", "pre-commit"}  # what checks the code; nothing of it is in the program

for asked in [*project["dependencies"], *extras["xlsx"], *extras["dev"]]:
    found = re.match(r"([\w-]+)>=([^,;\s]+)", asked)
    if found and found[1] not in TOOLS:
        print(f"{found[1]}=={found[2]}")
