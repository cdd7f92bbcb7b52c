"""Blocks of docs/editors.md, by the headings above them."""

import pathlib
import re

PAGE = (pathlib.Path(__file__).resolve().parent.parent / "docs/editors.md").read_text()


def section(*headings):
    """The text below the last heading, which is below those before it. Ends at a heading of the same or a higher level."""
    text = PAGE
    for heading in headings:
        found = re.search(rf"^(#+) {re.escape(heading)}\n", text, re.M)
        if not found:
            raise LookupError(f"docs/editors.md has no section `{' > '.join(headings)}`")
        text = text[found.end() :]
        # Comments in blocks begin like headings.
        fenced = re.compile(rf"^```.*?^```$|(^#{{1,{len(found[1])}}} )", re.M | re.S)
        end = next((it.start() for it in fenced.finditer(text) if it[1]), len(text))
        text = text[:end]
    return text


def blocks(language, *headings):
    """The blocks in a language in a section, with those of the sections below it."""
    found = re.findall(rf"^```{language}\n(.*?)^```$", section(*headings), re.M | re.S)
    if not found:
        raise LookupError(f"docs/editors.md has no block in `{language}` in the section `{' > '.join(headings)}`")
    return found


def block(language, *headings):
    """The first block in a language in a section."""
    return blocks(language, *headings)[0]
