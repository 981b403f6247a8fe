#!/usr/bin/env python3
"""Holds every #include against the layer table of docs/architecture.md: include_graph_test.py ROOT"""

import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')


def layer_table(text):
    """folder -> (allowed folders, libraries), in the order of the table; `above` is resolved."""
    table = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.replace(r"\|", "").split("|")[1:-1]]
        if len(cells) != 4 or not cells[0].startswith("`"):
            continue
        folder = cells[0].strip("`")
        uses = set(table) if cells[2] == "above" else set(re.findall(r"`([^`]+)`", cells[2]))
        table[folder] = (uses, set(re.findall(r"`([^`]+)`", cells[3])))
    return table


def folder_of(path, table):
    """The longest folder of the table that holds `path`."""
    holders = [folder for folder in table if path.startswith(folder + "/")]
    return max(holders, key=len, default=None)


def problems(root, table):
    owners = {library: folder for folder, (_, libraries) in table.items() for library in libraries}
    for file in sorted(f for top in ("connections", "mapping", "placeholders", "service") for f in (root / top).rglob("*")):
        if file.suffix not in (".hpp", ".cpp"):
            continue
        name = str(file.relative_to(root))
        folder = folder_of(name, table)
        if folder is None:
            yield f"{name} is in a folder that the table doesn't know"
            continue
        for line in file.read_text().splitlines():
            match = INCLUDE.match(line)
            if not match:
                continue
            ours, library = match.groups()
            if ours:
                used = folder_of(ours, table)
                if used is None:
                    yield f"{name} includes {ours}, which no layer holds"
                elif used != folder and used not in table[folder][0]:
                    yield f"{name} includes {ours}"
            else:
                owner = owners.get(library.split("/")[0])
                if owner is not None and owner != folder:
                    yield f"{name} includes <{library}>, which only {owner} may"


def main():
    root = pathlib.Path(sys.argv[1])
    table = layer_table((root / "docs/architecture.md").read_text())
    assert len(table) > 10, "the layer table wasn't found"
    found = list(problems(root, table))
    print("\n".join(found) if found else f"{len(table)} layers hold")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
