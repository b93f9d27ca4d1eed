"""Deputies: who decides in a reviewer's place while they are away."""
