"""One line on a terminal that says how far a command is; nothing where nobody looks."""

import sys
import time

from attrs import define, field

from evaldsl.console import is_terminal


@define
class Progress:
    """*size* is what positions count up to, 0 where nobody knows; *start* is where it begins."""

    size: int = 0
    start: int = 0
    begun: float = field(factory=time.monotonic)
    on: bool = field(factory=lambda: is_terminal(sys.stderr))
    last: float = 0.0

    def show(self, words: str, position: int = 0) -> None:
        """What has been done, so far as to *position*."""
        now = time.monotonic()
        if not self.on or now - self.last < 0.2:
            return
        self.last = now
        line = f"\r{words}"
        if self.size:
            share = (position - self.start) / (now - self.begun or 1)
            rest = round((self.size - position) / share) if share else 0
            filled = 20 * position // self.size
            line += f" [{'#' * filled}{'.' * (20 - filled)}] {100 * position // self.size}% 还要{rest // 60}分{rest % 60:02}秒"
        sys.stderr.write(f"{line}\x1b[K")
        sys.stderr.flush()

    def end(self) -> None:
        """The line goes."""
        if self.on and self.last:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
