"""What a cell asks for."""

from evaldsl.interpreter.rubric import Fact


class Asked(dict[str, Fact]):
    """The facts that a cell asks for, by key; those *dropped*, since another fact says it too, are there for what reads them yet."""

    def __init__(self) -> None:
        super().__init__()
        self.dropped: dict[str, Fact] = {}

    def drop(self, key: str) -> None:
        """Asks no longer for *key*, where it was asked for."""
        if key in self:
            self.dropped[key] = self.pop(key)

    def put_in_order(self, keys: list[str]) -> None:
        """Asks for those of *keys* that it asks for, in their order."""
        facts = {key: self[key] for key in keys if key in self}
        self.clear()
        self.update(facts)
