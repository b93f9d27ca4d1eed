"""Emergencies (紧急发布): one button for urgent words on every screen, with an end, drills, and a report of its reach."""
