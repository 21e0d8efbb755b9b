"""Speed and memory of evaldsl, each beside a reference measured in the same run; see README.md."""
