"""What build.spec says, for tests that do not build."""
from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def left_out() -> set[str]:
    """The modules that the bundle does without."""
    tree = ast.parse((ROOT / "build.spec").read_text("utf-8"))
    [spared] = [node.value for node in tree.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "SPARED"]
    [excludes] = [word.value for word in ast.walk(tree) if isinstance(word, ast.keyword) and word.arg == "excludes"]
    return set(eval(compile(ast.Expression(excludes), "build.spec", "eval"), {"SPARED": ast.literal_eval(spared)}))
