"""Een notebook lezen zoals een maker het leest: zijn delen, zijn minuten en zijn Nederlands."""
