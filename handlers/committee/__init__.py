"""An organizer's work: who owes, reminding, reviewing, weekly summaries, exports."""
