"""Training sessions: who is asked to come, who signed up, who came."""
