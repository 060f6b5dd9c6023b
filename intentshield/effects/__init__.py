"""Front ends: what an action would do, found without doing it."""
