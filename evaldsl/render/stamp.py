"""What a report rests on, as its first lines."""

from collections.abc import Sequence

from attrs import frozen

from evaldsl.render.widths import display_width, pad


@frozen
class Stamp:
    """What a report rests on: names and SHA-256 digests of what was read, and the version of the program."""

    sources: tuple[tuple[str, str, str], ...]
    """Each a role (前者; empty where there is only one), a name and a digest."""
    version: str

    def lines(self) -> list[str]:
        """A line for each."""
        return stamped(self.sources)


def stamped(sources: Sequence[tuple[str, str, str]]) -> list[str]:
    """A line for each source: role, name and SHA-256, in columns."""
    first, width = (max(display_width(one[place]) for one in sources) for place in (0, 1))
    return [
        f"{pad(role, first)}{'  ' if first else ''}{pad(name, width)}  SHA-256 {digest}"
        for role, name, digest in sources
    ]
