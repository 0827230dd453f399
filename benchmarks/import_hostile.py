"""What hostile files cost the real command, each in a process of its own.

Told are the seconds by the clock, the peak memory of the largest process, and the line that the user sees.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests import hostile  # noqa: E402 - after the path to it

SECONDS, MEGABYTES = 60.0, 1400  # the reading process has an address space of 1,024 megabytes
MADE = """
import sys
from pathlib import Path
from tests import hostile
name, path = sys.argv[1:]
make = hostile.FILES[name][1] if name in hostile.FILES else hostile.rows_without_end
make(Path(path))
"""  # in a process of its own: what this one ever took would count for those that it starts
MEASURED = """
import resource, sys
from katou_index.__main__ import main
code = main(sys.argv[1:])
used = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(max(used) // 1024, file=sys.stderr)
sys.exit(code)
"""


def main() -> int:
    """Print the table; 1 where a file costs more than is allowed, or is not answered in one line."""
    endings = {
        **{name: ending for name, (ending, _, _) in hostile.FILES.items()},
        "million-empty-rows": ".xlsx",
    }
    print(f"{'file':<22}{'bytes':>12}{'seconds':>9}{'MB':>6}  told")
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        for name, ending in endings.items():
            path = Path(folder) / f"{name}{ending}"
            subprocess.run([sys.executable, "-c", MADE, name, str(path)], cwd=ROOT, check=True)
            began = time.perf_counter()
            done = subprocess.run(
                [sys.executable, "-c", MEASURED, "import", str(path), "--year", "R3", "--dry-run",
                 "--data", str(ROOT / "data")],
                capture_output=True, text=True, cwd=ROOT, check=False,
            )  # fmt: skip
            taken = time.perf_counter() - began
            *told, used = done.stderr.strip().split("\n")
            line = told[0].partition(" / ")[2] if told else "read: " + done.stdout.split("\n")[1].strip()
            print(f"{name:<22}{path.stat().st_size:>12,}{taken:>9.1f}{int(used):>6}  {line[:80]}", flush=True)
            failed |= taken > SECONDS or int(used) > MEGABYTES or len(told) != (done.returncode != 0)
            path.unlink()
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
