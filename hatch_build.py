"""Build hook: read the shipped law once and keep it as JSON in the package (`sendclock/law/load.py` says why)."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileLaw(BuildHookInterface[Any]):
    """Writes `compiled.json` beside the packs and takes it into the wheel, with the pages of docs. A bad pack stops
    the build."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        source = Path(self.root) / "src"
        sys.path.insert(0, str(source))
        from sendclock.days import bank_holidays
        from sendclock.law import area, guard, load

        load.save_compiled(guard.read_law(area.shipped(), bank_holidays.CALENDARS))
        build_data["artifacts"].append("src/sendclock/law/compiled.json")
        docs = Path(self.root) / "docs"
        for page in [*sorted(docs.glob("*.md")), *sorted((docs / "reference").glob("*.md"))]:  # `sendclock help`
            build_data["force_include"][str(page)] = f"sendclock/{page.relative_to(self.root).as_posix()}"
