"""Many units: those that a command is given, as columns where they are many, else one by one (``choice``)."""
