"""Checks that every relative link and picture in the repository's Markdown leads to a file, and to a heading of it.

Links to other sites are not followed: a check that needs the network fails for reasons that are not ours.
"""

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)[^)]*\)|<(?:img|a|source)\b[^>]*?(?:src|href)=\"([^\"]+)\"")


def prose(text):
    """The text without fenced blocks and code spans, in which a bracket is not a link."""
    text = re.sub(r"^(```|~~~).*?^\1", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"`[^`\n]*`", "", text)


def anchors(path):
    """The anchors that GitHub gives a file's headings."""
    text = re.sub(r"^(```|~~~).*?^\1", "", path.read_text(), flags=re.MULTILINE | re.DOTALL)
    seen = {}
    for heading in re.findall(r"^#+ +(.+?) *#*$", text, re.MULTILINE):
        slug = re.sub(r"[^\w\- ]", "", heading.lower().strip()).replace(" ", "-")
        count = seen.get(slug, 0)
        seen[slug] = count + 1
        yield f"{slug}-{count}" if count else slug


def main():
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate", "*.md"],
        capture_output=True, text=True, check=True,
    ).stdout.split("\n")
    broken = []
    for source in (Path(name) for name in listed if name and Path(name).is_file()):
        for match in LINK.finditer(prose(source.read_text())):
            link = match[1] or match[2]
            if re.match(r"[a-z]+:|//", link):
                continue
            name, _, anchor = unquote(link).partition("#")
            target = source.parent / name if name else source
            if not target.exists():
                broken.append(f"{source}: {link} leads nowhere")
            elif anchor and target.suffix == ".md" and anchor not in set(anchors(target)):
                broken.append(f"{source}: {link}: {target} has no such heading")
    print("\n".join(broken))
    return 1 if broken else 0


sys.exit(main())
